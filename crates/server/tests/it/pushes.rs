//! Pushes to people's own devices, with a push service on this machine: it checks who sends, opens what is sealed with the
//! device's keys, and answers as services do.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Engine;
use hkdf::Hkdf;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::alerts::{HOUSE, open};
use crate::front::{Front, NOON, Said};
use crate::gaps::until;

const AUTH: [u8; 16] = *b"sixteen secrets.";

/// A browser, as its push service knows it.
struct Phone {
    key: SecretKey,
    /// What distinguishes its address.
    name: &'static str,
}

impl Phone {
    fn new(name: &'static str) -> Self {
        let mut bytes = [7_u8; 32];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        Self { key: SecretKey::from_slice(&bytes).expect("a key"), name }
    }

    fn point(&self) -> Vec<u8> {
        self.key.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    fn keys(&self) -> Value {
        json!({ "p256dh": URL_SAFE_NO_PAD.encode(self.point()), "auth": URL_SAFE_NO_PAD.encode(AUTH) })
    }

    /// Opens what was sealed for it, as a browser does (RFC 8291).
    fn opens(&self, message: &[u8]) -> Value {
        let (salt, rest) = message.split_at(16);
        assert_eq!(rest[..5], [0, 0, 16, 0, 65], "the size of records, and of the key");
        let (theirs, record) = rest[5..].split_at(65);
        let public = PublicKey::from_sec1_bytes(theirs).expect("a point");
        let agreed = p256::ecdh::diffie_hellman(self.key.to_nonzero_scalar(), public.as_affine());
        let info = [b"WebPush: info\0".as_slice(), &self.point(), theirs].concat();
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(&AUTH), agreed.raw_secret_bytes()).expand(&info, &mut key).expect("a key");
        let derived = Hkdf::<Sha256>::new(Some(salt), &key);
        let (mut content, mut nonce) = ([0; 16], [0; 12]);
        derived.expand(b"Content-Encoding: aes128gcm\0", &mut content).expect("a key");
        derived.expand(b"Content-Encoding: nonce\0", &mut nonce).expect("a nonce");
        let cipher = Aes128Gcm::new_from_slice(&content).expect("a key");
        let mut text = cipher.decrypt(&nonce.into(), record).expect("it is sealed for this device");
        assert_eq!(text.pop(), Some(2), "the mark of the last record");
        serde_json::from_slice(&text).expect("JSON")
    }
}

/// What arrived: for whom, with what beside it, sealed.
#[derive(Clone)]
struct Arrived {
    phone: String,
    headers: HeaderMap,
    message: Vec<u8>,
}

#[derive(Default)]
struct Post {
    /// What is answered next; then everything is taken.
    answers: VecDeque<StatusCode>,
    arrived: Vec<Arrived>,
    asked: usize,
}

/// A push service.
struct Service {
    url: String,
    post: Arc<Mutex<Post>>,
}

impl Service {
    async fn open(answers: &[StatusCode]) -> Self {
        let post =
            Arc::new(Mutex::new(Post { answers: answers.iter().copied().collect(), ..Post::default() }));
        let router =
            Router::new().route("/push/{phone}", axum::routing::post(takes)).with_state(Arc::clone(&post));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, post }
    }

    fn address(&self, phone: &Phone) -> String {
        format!("{}/push/{}", self.url, phone.name)
    }

    fn asked(&self) -> usize {
        self.post.lock().expect("the post").asked
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.post.lock().expect("the post").arrived.clone()
    }

    /// Waits until so many have arrived; gives the last.
    async fn has(&self, count: usize) -> Arrived {
        until(async || {
            tokio::task::yield_now().await;
            let arrived = self.arrived();
            assert!(arrived.len() <= count, "{} arrived", arrived.len());
            (arrived.len() == count).then(|| arrived.last().cloned().expect("one"))
        })
        .await
    }
}

async fn takes(
    State(post): State<Arc<Mutex<Post>>>,
    Path(phone): Path<String>,
    headers: HeaderMap,
    message: Bytes,
) -> Response {
    let mut post = post.lock().expect("the post");
    post.asked += 1;
    match post.answers.pop_front() {
        Some(StatusCode::TOO_MANY_REQUESTS) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "20")]).into_response()
        }
        Some(status) if !status.is_success() => status.into_response(),
        _ => {
            post.arrived.push(Arrived { phone, headers, message: message.to_vec() });
            StatusCode::CREATED.into_response()
        }
    }
}

const EVERYTHING: [&str; 5] = ["urgent", "offer", "approval", "promise", "standby"];

impl Front {
    async fn turns_on(&self, login: &str, service: &Service, phone: &Phone) -> Said {
        let body = json!({ "name": phone.name, "endpoint": service.address(phone), "keys": phone.keys(), "events": EVERYTHING });
        self.post("/api/v1/devices", &self.session(login).await, body).await
    }

    /// Turns notices on, and gives the device's id.
    async fn device(&self, login: &str, service: &Service, phone: &Phone) -> String {
        let added = self.turns_on(login, service, phone).await;
        assert_eq!(added.status, 201, "{added:?}");
        added.text("id")
    }

    async fn devices(&self, login: &str) -> Said {
        self.get("/api/v1/devices", &self.session(login).await).await
    }

    async fn own_device(&self, login: &str, method: Method, path: &str, body: Option<Value>) -> Said {
        self.ask(method, &format!("/api/v1/devices/{path}"), &self.session(login).await, body).await
    }

    /// Waits until the last push of somebody's only device stands so.
    async fn last_push(&self, login: &str, state: &str, reason: Option<&str>) {
        until(async || {
            let last = self.devices(login).await.body["devices"][0]["last"].clone();
            (last["state"] == state && last["reason"].as_str() == reason).then_some(())
        })
        .await;
    }
}

/// Checks who says to have sent it (RFC 8292).
fn signed_by_the_house(arrived: &Arrived, public_key: &str, service: &Service) {
    let given = arrived.headers["authorization"].to_str().expect("text");
    let (token, key) =
        given.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("a token and a key");
    assert_eq!(key, public_key, "the key that the device was given");
    let point = URL_SAFE_NO_PAD.decode(key).expect("base64url");
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
    let mut validation = Validation::new(Algorithm::ES256);
    // The clock of the house is not that of the library.
    validation.validate_exp = false;
    validation.set_audience(&[&service.url]);
    let key = DecodingKey::from_ec_components(&x, &y).expect("a key");
    let claims = decode::<Value>(token, &key, &validation).expect("signed by it").claims;
    assert_eq!(claims["sub"], HOUSE);
    let good_for = claims["exp"].as_i64().expect("a time") - NOON;
    assert!((1..=86_400).contains(&good_for), "{good_for}");
}

testkit::both! {
    async fn at_night_an_urgent_conversation_reaches_the_phones_of_whoever_could_take_it(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        let (phone, strange) = (Phone::new("anna"), Phone::new("otto"));
        front.device("anna", &service, &phone).await;
        front.device("otto", &service, &strange).await;
        let id = front.complains("night").await;
        let arrived = service.has(1).await;
        assert_eq!(arrived.phone, "anna");
        let house = front.devices("anna").await;
        signed_by_the_house(&arrived, house.body["public_key"].as_str().expect("a key"), &service);
        let header = |name: &str| arrived.headers[name].to_str().expect("text").to_owned();
        assert_eq!((header("content-encoding").as_str(), header("urgency").as_str(), header("ttl").as_str()), ("aes128gcm", "high", "1800"));
        assert_eq!(header("topic").len(), 32);
        let shown = phone.opens(&arrived.message);
        assert_eq!(shown["url"], format!("{HOUSE}/console/?c={id}"), "{shown}");
        assert!(shown["title"].as_str().is_some_and(|title| title.contains("Urgent")), "{shown}");
        let text = shown["text"].as_str().expect("a text");
        assert!(text.contains("nobody is on duty"), "{text}");
        for kept in ["13812345678", "evil.example", "night"] {
            assert!(!text.contains(kept), "{kept}: {text}");
        }
        front.last_push("anna", "sent", None).await;
        let listed = front.devices("anna").await;
        let said = String::from_utf8_lossy(&listed.bytes);
        assert!(!said.contains("/push/") && !said.contains(&URL_SAFE_NO_PAD.encode(AUTH)), "{said}");
        // The key never changes, and is the same for everybody.
        assert_eq!(front.devices("otto").await.body["public_key"], house.body["public_key"]);
        front.close().await;
    }

    async fn a_service_that_cannot_now_is_asked_later_and_a_device_that_is_gone_is_forgotten(engine) {
        let answers = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE, StatusCode::CREATED, StatusCode::GONE];
        let (front, service) = (open(engine).await, Service::open(&answers).await);
        let id = front.device("anna", &service, &Phone::new("anna")).await;
        let test = format!("{id}/test");
        assert_eq!(front.own_device("anna", Method::POST, &test, None).await.status, 202);
        front.last_push("anna", "pending", Some("http_429")).await;
        front.later(Duration::from_secs(20)).await;
        front.last_push("anna", "pending", Some("http_503")).await;
        front.later(desk::alert::send::PAUSES[0]).await;
        service.has(1).await;
        front.last_push("anna", "sent", None).await;
        assert_eq!(front.own_device("anna", Method::POST, &test, None).await.status, 202);
        until(async || front.devices("anna").await.body["devices"].as_array().is_some_and(Vec::is_empty).then_some(())).await;
        assert_eq!(front.own_device("anna", Method::POST, &test, None).await.refusal(), (404, "no_such_device"));
        assert_eq!(service.asked(), 4);
        front.close().await;
    }

    async fn what_a_device_was_told_long_ago_is_forgotten(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        let id = front.device("anna", &service, &Phone::new("anna")).await;
        assert_eq!(front.own_device("anna", Method::POST, &format!("{id}/test"), None).await.status, 202);
        front.last_push("anna", "sent", None).await;
        front.app.store.write(desk::alert::sweep).await.expect("swept");
        front.last_push("anna", "sent", None).await;
        front.later(Duration::from_secs(91 * 86_400)).await;
        front.app.store.write(desk::alert::sweep).await.expect("swept");
        assert_eq!(front.devices("anna").await.body["devices"][0]["last"], Value::Null);
        front.close().await;
    }

    async fn what_is_over_before_it_goes_out_is_dropped(engine) {
        let (front, service) = (open(engine).await, Service::open(&[StatusCode::BAD_GATEWAY]).await);
        let (phone, other) = (Phone::new("anna"), Phone::new("sven"));
        front.device("anna", &service, &phone).await;
        let id = front.complains("night").await;
        front.last_push("anna", "pending", Some("http_502")).await;
        front.claims(id).await;
        front.later(desk::alert::send::PAUSES[0]).await;
        // Whatever comes after it goes out, and it does not.
        let device = front.device("sven", &service, &other).await;
        front.own_device("sven", Method::POST, &format!("{device}/test"), None).await;
        assert_eq!(service.has(1).await.phone, "sven");
        until(async || front.devices("anna").await.body["devices"][0]["last"].is_null().then_some(())).await;
        assert_eq!(service.asked(), 2);
        front.close().await;
    }

    async fn a_device_is_its_persons_alone(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        let phone = Phone::new("anna");
        let id = front.device("anna", &service, &phone).await;
        let change = json!({ "name": "mine", "events": ["offer"] });
        for (method, path, body) in [
            (Method::PUT, id.clone(), Some(change.clone())),
            (Method::DELETE, id.clone(), None),
            (Method::POST, format!("{id}/test"), None),
        ] {
            assert_eq!(front.own_device("sven", method, &path, body).await.refusal(), (404, "no_such_device"));
        }
        assert_eq!(front.devices("sven").await.body["devices"], json!([]));
        // Turned on once more it is the same device, with what is wanted now.
        assert_eq!(front.device("anna", &service, &phone).await, id);
        let changed = front.own_device("anna", Method::PUT, &id, Some(change)).await;
        assert_eq!((&changed.body["name"], &changed.body["events"]), (&json!("mine"), &json!(["offer"])));
        // Who knows only its address does not get it; whoever signs in in that browser does.
        let mut guess = json!({ "name": "x", "endpoint": service.address(&phone), "keys": Phone::new("else").keys(), "events": ["offer"] });
        let sven = front.session("sven").await;
        assert_eq!(front.post("/api/v1/devices", &sven, guess.clone()).await.refusal(), (409, "device_of_another"));
        guess["keys"] = phone.keys();
        assert_eq!(front.post("/api/v1/devices", &sven, guess).await.status, 201);
        assert_eq!(front.devices("anna").await.body["devices"], json!([]));
        let theirs = front.devices("sven").await.body["devices"][0]["id"].as_str().expect("an id").to_owned();
        assert_eq!(front.own_device("sven", Method::DELETE, &theirs, None).await.status, 204);
        assert_eq!(front.devices("sven").await.body["devices"], json!([]));
        assert_eq!(service.asked(), 0);
        front.close().await;
    }

    async fn a_buyers_own_person_is_told_first_and_the_others_if_that_helps_nothing(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        front.device("anna", &service, &Phone::new("anna")).await;
        front.device("sven", &service, &Phone::new("sven")).await;
        let id = front.complains("vip").await;
        service.has(2).await;
        front.claims(id).await;
        let buyer = front.app.store.read(move |ctx| desk::conversation::get(ctx, id)).await.expect("there").buyer;
        let sven = front.person("sven").await.id.to_string();
        let path = format!("/api/v1/buyers/{buyer}/agent");
        let said = front.ask(Method::PUT, &path, &front.session("lena").await, Some(json!({ "agent": sven }))).await;
        assert_eq!(said.status, 200, "{said:?}");
        let offline = json!({ "presence": "offline" });
        front.ask(Method::PUT, "/api/v1/session/presence", &front.session("anna").await, Some(offline)).await;
        // Time goes on, or it would be the same wait.
        front.later(Duration::from_secs(1)).await;
        let released = front.ask(Method::POST, &format!("/api/v1/conversations/{id}/release"), &front.session("anna").await, None).await;
        assert_eq!(released.status, 200, "{released:?}");
        assert_eq!(service.has(3).await.phone, "sven");
        front.last_push("sven", "sent", None).await;
        front.later(Duration::from_secs(60)).await;
        assert_eq!(service.has(4).await.phone, "anna");
        front.close().await;
    }

    async fn by_day_it_goes_out_at_once_while_nobody_is_here_and_to_nobody_who_is_gone(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        for login in ["anna", "sven"] {
            front.device(login, &service, &Phone::new(login)).await;
        }
        let adam = front.session("adam").await;
        let left = format!("/api/v1/people/{}", front.person("sven").await.id);
        let gone = front.ask(Method::PATCH, &left, &adam, Some(json!({ "disabled": true }))).await;
        assert_eq!(gone.status, 200, "{gone:?}");
        front.opens_at_noon().await;
        let id = front.complains("day").await;
        assert_eq!(service.has(1).await.phone, "anna");
        front.claims(id).await;
        // Whoever is here has the time that urgent ones have.
        let waits = front.complains("waits").await;
        front.last_push("anna", "sent", None).await;
        front.later(Duration::from_secs(59)).await;
        assert_eq!(service.asked(), 1);
        front.later(Duration::from_secs(1)).await;
        let shown = Phone::new("anna").opens(&service.has(2).await.message);
        assert_eq!(shown["url"], format!("{HOUSE}/console/?c={waits}"), "{shown}");
        front.close().await;
    }

    async fn everybody_is_told_what_they_have_to_do_something_about(engine) {
        let (front, service) = (open(engine).await, Service::open(&[]).await);
        for login in ["anna", "lena", "sven"] {
            front.device(login, &service, &Phone::new(login)).await;
        }
        // Who asks for more is not told of it, and who may not decide is not either.
        front.asks().await;
        let arrived = service.has(1).await;
        assert_eq!(arrived.phone, "lena");
        let shown = Phone::new("lena").opens(&arrived.message);
        assert!(shown["url"].as_str().is_some_and(|url| url.starts_with(&format!("{HOUSE}/console/approvals?id="))), "{shown}");
        assert_eq!(arrived.headers["urgency"], "normal");
        // What is offered to somebody is told to them, for as long as it is.
        let path = format!("/api/v1/shops/{}/settings", front.shop.id);
        let adam = front.session("adam").await;
        let mut settings = front.get(&path, &adam).await.body;
        settings["routing"]["mode"] = json!("push");
        settings["routing"]["accept_seconds"] = json!(25);
        assert_eq!(front.ask(Method::PUT, &path, &adam, Some(settings)).await.status, 200);
        let online = json!({ "presence": "online" });
        front.ask(Method::PUT, "/api/v1/session/presence", &front.session("sven").await, Some(online)).await;
        let message = json!({ "external_id": "o-1", "handle": "olaf", "text": "I want to talk to a person" });
        front.post("/api/v1/inboxes/till/messages", &front.key, message).await;
        front.later(Duration::from_secs(2)).await;
        let arrived = service.has(2).await;
        assert_eq!((arrived.phone.as_str(), arrived.headers["ttl"].to_str().expect("text")), ("sven", "25"));
        let shown = Phone::new("sven").opens(&arrived.message);
        assert!(shown["title"].as_str().is_some_and(|title| title.contains("offered to you")), "{shown}");
        front.close().await;
    }
}

#[tokio::test]
async fn what_no_browser_gives_is_refused_by_its_field() {
    let (front, service) = (open(Engine::Sqlite).await, Service::open(&[]).await);
    let anna = front.session("anna").await;
    let phone = Phone::new("anna");
    let good = json!({ "name": "phone", "endpoint": service.address(&phone), "keys": phone.keys(), "events": ["urgent"] });
    let mut off_the_curve = phone.point();
    off_the_curve[40] ^= 1;
    for (field, value, code) in [
        ("/name", json!(" "), "required"),
        ("/endpoint", json!("not an address"), "not_an_address"),
        ("/endpoint", json!("ftp://push.example/x"), "not_an_address"),
        ("/keys/p256dh", json!("short"), "not_a_device_key"),
        ("/keys/p256dh", json!(URL_SAFE_NO_PAD.encode(off_the_curve)), "not_a_device_key"),
        ("/keys/auth", json!("short"), "not_a_device_key"),
        ("/events", json!([]), "required"),
        ("/events", json!(["test"]), "alert_test_event"),
        ("/events", json!(["system"]), "alert_other_event"),
    ] {
        let mut wrong = good.clone();
        *wrong.pointer_mut(field).expect("a field") = value;
        let refused = front.post("/api/v1/devices", &anna, wrong).await;
        let named = field[1..].replace('/', ".");
        assert_eq!((refused.refusal(), refused.text("field")), ((422, code), named), "{refused:?}");
    }
    assert_eq!(front.devices("anna").await.body["devices"], json!([]));
    for number in 0..10 {
        let mut another = good.clone();
        another["endpoint"] = json!(format!("{}/push/{number}", service.url));
        assert_eq!(front.post("/api/v1/devices", &anna, another).await.status, 201);
    }
    assert_eq!(front.post("/api/v1/devices", &anna, good).await.refusal(), (409, "too_many_devices"));
    // A group is told nothing that is a person's.
    let target = json!({ "kind": "wecom", "name": "group", "address": "https://qyapi.weixin.qq.com/x", "events": ["offer"], "hours": "always", "enabled": true });
    let path = format!("/api/v1/shops/{}/alert-targets", front.shop.id);
    assert_eq!(
        front.post(&path, &front.session("adam").await, target).await.refusal(),
        (422, "alert_other_event")
    );
    front.close().await;
}

#[tokio::test]
async fn services_inside_the_network_are_never_asked() {
    let front = Front::open(Engine::Sqlite).await;
    let service = Service::open(&[]).await;
    let id = front.device("anna", &service, &Phone::new("anna")).await;
    front.own_device("anna", Method::POST, &format!("{id}/test"), None).await;
    front.last_push("anna", "failed", Some("private_address")).await;
    assert_eq!(service.asked(), 0);
    front.close().await;
}
