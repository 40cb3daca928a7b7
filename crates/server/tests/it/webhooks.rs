//! Tellings arrive signed, in order, again until they are taken, and never at addresses inside the network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::Engine;
use desk::webhook::PAUSES;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::front::{Front, NOON};

const SECOND: Duration = Duration::from_secs(1);

/// The shop's own program: it answers as it is told to and shows what it was sent.
struct Shop {
    url: String,
    answer: Arc<AtomicU16>,
    told: Receiver<Telling>,
}

#[derive(Debug)]
struct Telling {
    id: String,
    timestamp: i64,
    signature: String,
    text: String,
}

impl Telling {
    fn body(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

impl Shop {
    async fn open() -> Self {
        let (tell, told) = mpsc::channel(16);
        let answer = Arc::new(AtomicU16::new(204));
        let router = Router::new().route("/", post(take)).with_state((Arc::clone(&answer), tell));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, answer, told }
    }

    async fn next(&mut self) -> Telling {
        let telling = tokio::time::timeout(Duration::from_secs(20), self.told.recv());
        telling.await.expect("it is told in time").expect("the shop is open")
    }
}

async fn take(
    State((answer, tell)): State<(Arc<AtomicU16>, Sender<Telling>)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let telling = Telling {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().expect("seconds"),
        signature: header("webhook-signature"),
        text: String::from_utf8(body.to_vec()).expect("text"),
    };
    let status = StatusCode::from_u16(answer.load(Ordering::SeqCst)).expect("a status");
    tell.send(telling).await.expect("the test listens");
    status
}

/// HMAC-SHA256 as RFC 2104 writes it down, beside the crate that the server uses.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|byte| byte ^ with).to_vec();
    let inner = Sha256::digest([padded(0x36), message.to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

fn is_signed(telling: &Telling, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("the prefix")).expect("base64");
    let message = format!("{}.{}.{}", telling.id, telling.timestamp, telling.text);
    telling.signature == format!("v1,{}", STANDARD.encode(hmac(&key, message.as_bytes())))
}

/// A front whose webhooks may go to this machine.
async fn open(engine: Engine) -> Front {
    Front::open_with(engine, |config| config.webhooks.allow_private_addresses = true).await
}

/// Adds a webhook; gives its id and its secret.
async fn hook(front: &Front, url: &str, events: &[&str]) -> (String, String) {
    let path = format!("/api/v1/shops/{}/webhooks", front.shop.id);
    let made = front.post(&path, &front.key, json!({ "url": url, "events": events })).await;
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.body["webhook"]["id"].as_str().expect("an id").to_owned();
    (id, made.text("secret"))
}

async fn say(front: &Front, id: &str, handle: &str) {
    let message = json!({ "external_id": id, "handle": handle, "text": "Is it in stock?" });
    let said = front.post("/api/v1/inboxes/till/messages", &front.key, message).await;
    assert!(said.status.is_success(), "{said:?}");
}

/// A telling's log, once it has so many tries: the last is noted just after the shop has answered.
async fn log(front: &Front, delivery: &str, tries: usize) -> Value {
    let look = async {
        loop {
            let detail = front.get(&format!("/api/v1/deliveries/{delivery}"), &front.key).await.body;
            if detail["attempts"].as_array().is_some_and(|attempts| attempts.len() >= tries) {
                return detail;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("it is tried in time")
}

/// How often, how it stands, and what came of each try.
fn outcomes(detail: &Value) -> (&str, Vec<(Option<i64>, &str)>) {
    let attempts = detail["attempts"].as_array().expect("a list");
    let tries = attempts.iter().map(|a| (a["status"].as_i64(), a["outcome"].as_str().expect("a word")));
    (detail["delivery"]["state"].as_str().expect("a word"), tries.collect())
}

testkit::both! {
    async fn what_happens_is_told_and_signed(engine) {
        let (front, mut shop) = (open(engine).await, Shop::open().await);
        let (id, secret) = hook(&front, &shop.url, &["message.received"]).await;
        say(&front, "m-1", "kim").await;
        let told = shop.next().await;
        assert!(is_signed(&told, &secret), "{told:?}");
        assert_eq!(told.timestamp, NOON);
        let body = told.body();
        assert_eq!(
            (&body["type"], &body["data"]["handle"], &body["data"]["message"]["text"]),
            (&json!("message.received"), &json!("kim"), &json!("Is it in stock?")),
        );
        let detail = log(&front, &told.id, 1).await;
        assert_eq!(outcomes(&detail), ("delivered", vec![(Some(204), "ok")]));
        assert_eq!(detail["body"], body);

        // The secret is shown once.
        let listed = front.get(&format!("/api/v1/shops/{}/webhooks", front.shop.id), &front.key).await;
        let shown = String::from_utf8(listed.bytes).expect("text");
        assert!(shown.contains(&id) && !shown.contains(&secret), "{shown}");
        assert!(shown.contains(&format!("\"secret_hint\":\"{}\"", &secret[secret.len() - 4..])), "{shown}");
        front.close().await;
    }

    async fn what_is_not_taken_is_told_again_later(engine) {
        let (front, mut shop) = (open(engine).await, Shop::open().await);
        let (id, secret) = hook(&front, &shop.url, &["message.received"]).await;
        shop.answer.store(500, Ordering::SeqCst);
        say(&front, "m-1", "kim").await;
        let first = shop.next().await;
        assert_eq!(outcomes(&log(&front, &first.id, 1).await), ("pending", vec![(Some(500), "refused")]));

        // A moment too early, other tellings go out and this one does not.
        front.later(PAUSES[0].saturating_sub(SECOND)).await;
        shop.answer.store(204, Ordering::SeqCst);
        let test = format!("/api/v1/webhooks/{id}/test");
        let tested = front.ask(Method::POST, &test, &front.key, None).await.text("delivery");
        assert_eq!(shop.next().await.id, tested);
        front.later(SECOND).await;
        let again = shop.next().await;
        assert_eq!((&again.id, again.timestamp), (&first.id, first.timestamp + 5));
        assert!(is_signed(&again, &secret) && again.text == first.text, "{again:?}");
        let detail = log(&front, &first.id, 2).await;
        assert_eq!(outcomes(&detail), ("delivered", vec![(Some(500), "refused"), (Some(204), "ok")]));

        // By hand, once more, under the same id.
        let replay = format!("/api/v1/deliveries/{}/replay", first.id);
        assert_eq!(front.ask(Method::POST, &replay, &front.key, None).await.status, 202);
        assert_eq!(shop.next().await.id, first.id);
        assert_eq!(outcomes(&log(&front, &first.id, 3).await).0, "delivered");
        front.close().await;
    }

    async fn one_conversation_is_told_in_order(engine) {
        let (front, mut shop) = (open(engine).await, Shop::open().await);
        hook(&front, &shop.url, &["message.received"]).await;
        shop.answer.store(503, Ordering::SeqCst);
        say(&front, "m-1", "kim").await;
        let first = shop.next().await;
        log(&front, &first.id, 1).await;
        say(&front, "m-2", "kim").await;
        shop.answer.store(204, Ordering::SeqCst);
        // What is said meanwhile waits for its turn, and does not shorten the pause; another buyer's goes out.
        say(&front, "m-3", "sam").await;
        let third = shop.next().await;
        assert_eq!(third.body()["data"]["handle"], "sam");
        log(&front, &third.id, 1).await;
        front.later(PAUSES[0]).await;
        let again = shop.next().await;
        assert_eq!((&again.id, again.timestamp), (&first.id, NOON + 5));
        let second = shop.next().await.body();
        assert_eq!(second["data"]["message"]["client_id"], "m-2", "{second}");
        front.close().await;
    }

    async fn an_address_switched_off_is_not_told(engine) {
        let (front, mut shop) = (open(engine).await, Shop::open().await);
        let mut other = Shop::open().await;
        let (off, _) = hook(&front, &shop.url, &["message.received"]).await;
        hook(&front, &other.url, &["message.received"]).await;
        let change = front.request(Method::PATCH, &format!("/api/v1/webhooks/{off}"));
        let changed = crate::front::said(change.bearer_auth(&front.key).json(&json!({ "enabled": false }))).await;
        assert_eq!(changed.body["enabled"], false, "{changed:?}");
        say(&front, "m-1", "kim").await;
        other.next().await;
        let deliveries = front.get(&format!("/api/v1/webhooks/{off}/deliveries"), &front.key).await;
        assert_eq!(deliveries.body, json!([]));
        shop.told.try_recv().expect_err("nothing");
        front.close().await;
    }
}

#[tokio::test]
async fn addresses_inside_the_network_are_never_asked() {
    let front = Front::open(Engine::Sqlite).await;
    let mut shop = Shop::open().await;
    let port = shop.url.trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    for host in
        ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "localhost", "127.1", "[::ffff:127.0.0.1]"]
    {
        let (id, _) = hook(&front, &format!("http://{host}:{port}/"), &["message.received"]).await;
        let told = front.ask(Method::POST, &format!("/api/v1/webhooks/{id}/test"), &front.key, None).await;
        let detail = log(&front, &told.text("delivery"), 1).await;
        assert_eq!(outcomes(&detail), ("pending", vec![(None, "private_address")]), "{host}");
    }
    shop.told.try_recv().expect_err("nothing");
    let create = format!("/api/v1/shops/{}/webhooks", front.shop.id);
    for url in ["ftp://shop.example/", "file:///etc/passwd", "http://user:word@shop.example/", "shop.example"]
    {
        let refused =
            front.post(&create, &front.key, json!({ "url": url, "events": ["message.sent"] })).await;
        assert_eq!(refused.refusal(), (422, "not_an_address"), "{url}");
    }
    front.close().await;
}
