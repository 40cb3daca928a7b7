//! Texts through a gateway of the shop's own, on this machine: it checks every signature, knows a text again by its key, and
//! takes, refuses, breaks off or never answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::Engine;
use desk::sms::SmsState;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::front::Front;
use crate::sms::{once, queue};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What it does with the next request, and then with all others takes the text.
#[derive(Clone, Copy)]
enum Mood {
    Refuses,
    IsBusy,
    /// Takes the text, and says that something broke.
    TakesAndBreaks,
    /// Takes the text, and never answers.
    TakesAndIsSilent,
}

#[derive(Clone, Default)]
struct Gateway {
    moods: Arc<Mutex<Vec<Mood>>>,
    /// The texts, by their keys: the same key again is the same text.
    taken: Arc<Mutex<BTreeMap<String, Value>>>,
    asked: Arc<Mutex<usize>>,
}

impl Gateway {
    fn of(moods: &[Mood]) -> Self {
        Self { moods: Arc::new(Mutex::new(moods.to_vec())), ..Self::default() }
    }

    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/send", listener.local_addr().expect("an address"));
        let router = Router::new().route("/send", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().expect("a lock").values().cloned().collect()
    }

    fn asked(&self) -> usize {
        *self.asked.lock().expect("a lock")
    }
}

async fn take(State(gateway): State<Gateway>, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).expect("a key");
    let signature = STANDARD.encode(crate::webhooks::hmac(&key, format!("{id}.{at}.{body}").as_bytes()));
    assert_eq!(header("webhook-signature"), format!("v1,{signature}"));
    assert_eq!(header("idempotency-key"), id);
    *gateway.asked.lock().expect("a lock") += 1;
    let mood = {
        let mut moods = gateway.moods.lock().expect("a lock");
        (!moods.is_empty()).then(|| moods.remove(0))
    };
    if !matches!(mood, Some(Mood::Refuses | Mood::IsBusy)) {
        let text: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(text["id"], json!(id));
        gateway.taken.lock().expect("a lock").entry(id).or_insert(text);
    }
    match mood {
        None => Json(json!({ "id": "g-1" })).into_response(),
        Some(Mood::Refuses) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "code": "unsubscribed" }))).into_response()
        }
        Some(Mood::IsBusy) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Some(Mood::TakesAndBreaks) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Mood::TakesAndIsSilent) => std::future::pending().await,
    }
}

async fn open(engine: Engine, gateway: &Gateway) -> Front {
    let front = Front::open_with(engine, |config| {
        config.webhooks.allow_private_addresses = true;
        config.webhooks.timeout_seconds = 1;
    })
    .await;
    let settings = json!({ "settings": { "provider": "gateway", "gateway_url": gateway.open().await,
        // The clock of the tests stands at five in the morning in Berlin.
        "hours": [{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "04:00", "to": "22:00" }] }, "secret": SECRET });
    let path = format!("/api/v1/shops/{}/sms-settings", front.shop.id);
    let adam = front.session("adam").await;
    let set = front.ask(Method::PUT, &path, &adam, Some(settings)).await;
    assert_eq!(set.status, 200, "{set:?}");
    front
}

testkit::both! {
    async fn a_gateway_takes_refuses_or_is_busy(engine) {
        let gateway = Gateway::of(&[Mood::Refuses, Mood::IsBusy]);
        let front = open(engine, &gateway).await;
        let refused = queue(&front).await;
        let refused = once(&front, refused, |sms| sms.state == SmsState::Failed).await;
        assert_eq!(refused.reason.as_deref(), Some("unsubscribed"));
        let id = queue(&front).await;
        let busy = once(&front, id, |sms| sms.not_before.is_some()).await;
        assert_eq!(busy.reason.as_deref(), Some("http_429"));
        front.clock.advance(Duration::from_secs(6));
        let sent = once(&front, id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!((sent.attempts, sent.provider_id.as_deref()), (2, Some("g-1")));
        let [text] = &gateway.taken()[..] else { panic!("{:?}", gateway.taken()) };
        assert_eq!((&text["phone"], &text["shop"]), (&json!("13812345678"), &json!("one")));
        front.close().await;
    }

    async fn what_breaks_off_or_is_never_answered_is_asked_under_the_same_key(engine) {
        // The last but one cannot say just now: of the earlier try that tells nothing.
        let gateway = Gateway::of(&[Mood::TakesAndBreaks, Mood::TakesAndIsSilent, Mood::IsBusy]);
        let front = open(engine, &gateway).await;
        let id = queue(&front).await;
        for (asked, pause) in [(1, 61), (2, 61), (3, 301)] {
            let unknown = once(&front, id, |sms| sms.attempts == asked && sms.not_before.is_some()).await;
            assert_eq!((unknown.state, unknown.reason.as_deref()), (SmsState::Queued, Some("unknown")));
            front.clock.advance(Duration::from_secs(pause));
        }
        once(&front, id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!((gateway.asked(), gateway.taken().len()), (4, 1));
        front.close().await;
    }
}
