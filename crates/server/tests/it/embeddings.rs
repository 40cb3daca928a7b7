//! Meanings from an endpoint of the operator's own: a server that speaks the `/embeddings` of `OpenAI`, on a port of this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use testkit::both;

use crate::front::Front;

/// What the endpoint has seen, and whether it is down.
#[derive(Default)]
struct Seen {
    texts: AtomicUsize,
    down: AtomicBool,
}

/// Says of a text whether it is about wrapping, which it knows under several words.
fn vector(text: &str) -> [f32; 3] {
    let about = |words: &[&str]| words.iter().any(|word| text.to_lowercase().contains(word));
    [
        f32::from(u8::from(about(&["gift box", "presents", "wrap"]))),
        f32::from(u8::from(about(&["parking", "car"]))),
        0.1,
    ]
}

async fn embeddings(
    State(seen): State<Arc<Seen>>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    if headers.get("authorization").is_none_or(|key| key != "Bearer sk-test") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if seen.down.load(Ordering::Relaxed) {
        return Err(StatusCode::TOO_MANY_REQUESTS);
    }
    let texts: Vec<&str> =
        asked["input"].as_array().expect("texts").iter().filter_map(Value::as_str).collect();
    seen.texts.fetch_add(texts.len(), Ordering::Relaxed);
    // In whatever order: the index says which is which.
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .rev()
        .map(|(index, text)| json!({ "object": "embedding", "index": index, "embedding": vector(text) }))
        .collect();
    Ok(Json(json!({ "object": "list", "model": asked["model"], "data": data })))
}

async fn endpoint() -> (String, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let app = Router::new().route("/v1/embeddings", post(embeddings)).with_state(Arc::clone(&seen));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    // On a thread of its own: whoever thinks waits for it.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let listener = listener.into_std().expect("a listener");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, app).await.expect("it serves");
        });
    });
    (url, seen)
}

both! {
    async fn articles_are_found_by_its_vectors_and_by_words_when_it_is_down(engine) {
        let (url, seen) = endpoint().await;
        let front = Front::open_with(engine, |config| {
            config.embeddings.url = url;
            config.embeddings.model = "three-numbers".into();
            config.embeddings.key = "sk-test".into();
            config.embeddings.dimensions = 3;
            config.embeddings.timeout_ms = 5000;
        })
        .await;
        let lead = front.session("lena").await;
        let path = format!("/api/v1/shops/{}/articles/drafts", front.shop.id);
        for (id, question, answer) in [
            ("boxes", "Is there a gift box?", "Yes, for 3 euros."),
            ("parking", "Where is parking?", "Behind the shop."),
        ] {
            let article = json!({ "article_id": id, "question": question, "answer": answer });
            let written = front.post(&path, &lead, json!({ "article": article, "publish": true })).await;
            assert_eq!(written.status, 201, "{written:?}");
        }
        assert!(seen.texts.load(Ordering::Relaxed) >= 4, "questions and answers were encoded there");
        let found = async |text: &str| {
            let path = format!("/api/v1/shops/{}/knowledge?text={text}", front.shop.id);
            front.get(&path, &lead).await.body
        };
        let by_meaning = found("do%20you%20wrap%20presents").await;
        assert_eq!(by_meaning[0]["article"]["article_id"], "boxes", "{by_meaning}");
        seen.down.store(true, Ordering::Relaxed);
        let by_words = found("where%20is%20parking").await;
        assert_eq!(by_words[0]["article"]["article_id"], "parking", "{by_words}");
        front.close().await;
    }
}
