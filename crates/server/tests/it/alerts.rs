//! Alerts, with the robots of three houses on this machine: they check every signature, answer by their own codes, are asked
//! too often, fail and hang.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::Engine;
use desk::alert;
use desk::connection::{self, Role};
use desk::id::ConversationId;
use desk::order::return_page;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::front::{Front, NOON, Said};
use crate::gaps::until;
use crate::webhooks::hmac;

pub(crate) const HOUSE: &str = "https://desk.example";
const SECRET: &str = "SECa-secret";
const KEY: &str = "0123abcd-key";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// What a robot does with the next message; then it takes all others.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    /// By the code of its house.
    TooMany,
    /// At the door.
    TooManyRequests,
    Broken,
    Hangs,
}

#[derive(Default)]
struct Group {
    moods: VecDeque<Mood>,
    /// What arrived in the group.
    read: Vec<String>,
    /// How often the robot was asked.
    asked: usize,
}

type Shared = Arc<Mutex<Group>>;

/// The robots of one group, at the addresses of each house.
struct Robot {
    url: String,
    group: Shared,
}

impl Robot {
    async fn open(moods: &[Mood]) -> Self {
        let group: Shared =
            Arc::new(Mutex::new(Group { moods: moods.iter().copied().collect(), ..Group::default() }));
        let router = Router::new()
            .route("/cgi-bin/webhook/send", post(wecom))
            .route("/robot/send", post(dingtalk))
            .route("/open-apis/bot/v2/hook/{key}", post(feishu))
            .with_state(Arc::clone(&group));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, group }
    }

    fn address(&self, kind: &str) -> String {
        let path = match kind {
            "wecom" => format!("cgi-bin/webhook/send?key={KEY}"),
            "dingtalk" => format!("robot/send?access_token={KEY}"),
            _ => format!("open-apis/bot/v2/hook/{KEY}"),
        };
        format!("{}/{path}", self.url)
    }

    fn read(&self) -> Vec<String> {
        self.group.lock().expect("the group").read.clone()
    }

    fn asked(&self) -> usize {
        self.group.lock().expect("the group").asked
    }

    /// Waits until so many messages have arrived; gives the last.
    async fn has(&self, count: usize) -> String {
        until(async || {
            tokio::task::yield_now().await;
            let read = self.read();
            assert!(read.len() <= count, "{read:#?}");
            (read.len() == count).then(|| read.last().cloned().expect("a message"))
        })
        .await
    }
}

/// Lets a message in, or does what the robot feels like. `refusal` is what is wrong with it, in its house's words.
async fn met(group: Shared, too_many: Value, refusal: Option<Value>, text: String) -> Response {
    let mood = {
        let mut group = group.lock().expect("the group");
        group.asked += 1;
        group.moods.pop_front()
    };
    match mood {
        Some(Mood::TooMany) => return axum::Json(too_many).into_response(),
        Some(Mood::TooManyRequests) => {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "30")], "slow down").into_response();
        }
        Some(Mood::Broken) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Mood::Hangs) => std::future::pending::<()>().await,
        None => {}
    }
    if let Some(refusal) = refusal {
        return axum::Json(refusal).into_response();
    }
    group.lock().expect("the group").read.push(text);
    axum::Json(json!({ "errcode": 0, "errmsg": "ok", "code": 0, "msg": "success" })).into_response()
}

fn parameters(uri: &Uri) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

async fn wecom(State(group): State<Shared>, uri: Uri, axum::Json(message): axum::Json<Value>) -> Response {
    let text = message["text"]["content"].as_str().unwrap_or_default().to_owned();
    let known = parameters(&uri).get("key").map(String::as_str) == Some(KEY) && message["msgtype"] == "text";
    let refusal = (!known).then(|| json!({ "errcode": 93_000, "errmsg": "invalid webhook url" }));
    met(group, json!({ "errcode": 45_009, "errmsg": "api freq out of limit" }), refusal, text).await
}

async fn dingtalk(State(group): State<Shared>, uri: Uri, axum::Json(message): axum::Json<Value>) -> Response {
    let given = parameters(&uri);
    let timestamp = given.get("timestamp").cloned().unwrap_or_default();
    let signed = STANDARD.encode(hmac(SECRET.as_bytes(), format!("{timestamp}\n{SECRET}").as_bytes()));
    let milliseconds = timestamp.len() == 13;
    let fits = given.get("access_token").map(String::as_str) == Some(KEY)
        && given.get("sign") == Some(&signed)
        && milliseconds
        && message["msgtype"] == "markdown"
        && message["markdown"]["title"].is_string();
    let refusal = (!fits).then(|| json!({ "errcode": 310_000, "errmsg": "sign not match" }));
    let too_many = json!({ "status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "u",
        "errcode": 130_101, "errmsg": "send too fast, exceed 20 times per minute" });
    let text = message["markdown"]["text"].as_str().unwrap_or_default().to_owned();
    met(group, too_many, refusal, text).await
}

async fn feishu(State(group): State<Shared>, axum::Json(message): axum::Json<Value>) -> Response {
    let timestamp = message["timestamp"].as_str().unwrap_or_default();
    let signed = STANDARD.encode(hmac(format!("{timestamp}\n{SECRET}").as_bytes(), b""));
    let fits = message["sign"] == signed && timestamp.len() == 10 && message["msg_type"] == "post";
    let refusal = (!fits)
        .then(|| json!({ "code": 19_021, "msg": "sign match fail or timestamp is not within one hour" }));
    let post = &message["content"]["post"]["zh_cn"];
    let text =
        format!("{}\n{}\n{}", post["title"], post["content"][0][0]["text"], post["content"][1][0]["href"]);
    met(group, json!({ "code": 11_232, "msg": "frequency limited psm" }), refusal, text).await
}

pub(crate) async fn open(engine: Engine) -> Front {
    Front::open_with(engine, |config| {
        config.webhooks.allow_private_addresses = true;
        config.webhooks.timeout_seconds = 1;
        config.server.public_url = HOUSE.into();
    })
    .await
}

impl Front {
    fn alerting(&self, rest: &str) -> String {
        format!("/api/v1/shops/{}/alert{rest}", self.shop.id)
    }

    async fn aim(&self, robot: &Robot, kind: &str, change: Value) -> String {
        let mut target = json!({ "kind": kind, "name": kind, "address": robot.address(kind),
            "events": ["approval", "urgent", "promise", "flow", "system"], "hours": "always", "enabled": true });
        if kind != "wecom" {
            target["secret"] = json!(SECRET);
        }
        for (name, value) in change.as_object().expect("fields") {
            target[name] = value.clone();
        }
        let added = self.post(&self.alerting("-targets"), &self.session("adam").await, target).await;
        assert_eq!(added.status, 201, "{added:?}");
        added.text("id")
    }

    async fn alerts(&self) -> Vec<Value> {
        let said = self.get(&self.alerting("s"), &self.session("adam").await).await;
        assert_eq!(said.status, 200, "{said:?}");
        assert!(!String::from_utf8_lossy(&said.bytes).contains(KEY), "{said:?}");
        said.body.as_array().expect("a list").clone()
    }

    /// The only alert, once it stands so.
    async fn alert(&self, state: &str, reason: Option<&str>) -> Value {
        until(async || {
            let all = self.alerts().await;
            assert!(all.len() < 2, "{all:#?}");
            all.into_iter().find(|one| one["state"] == state && one["reason"].as_str() == reason)
        })
        .await
    }

    /// Whoever sends has noted it: were the clock moved by more than a lease before that, it would be sent once more.
    async fn all_sent(&self) {
        until(async || self.alerts().await.iter().all(|one| one["state"] == "sent").then_some(())).await;
    }

    async fn test_alert(&self, target: &str) {
        let said = self
            .ask(
                Method::POST,
                &self.alerting(&format!("-targets/{target}/test")),
                &self.session("adam").await,
                None,
            )
            .await;
        assert_eq!(said.status, 202, "{said:?}");
    }

    /// Somebody is so angry that it is urgent; done when the bot has handed it over.
    pub(crate) async fn complains(&self, handle: &str) -> ConversationId {
        let text = "Call 13812345678, http://evil.example/x: I will file a complaint and report you to the consumer authority, this is a scam!";
        let message = json!({ "external_id": handle, "handle": handle, "text": text });
        let id = self.post("/api/v1/inboxes/till/messages", &self.key, message).await.text("conversation");
        let id: ConversationId = id.parse().expect("an id");
        until(async || {
            let found =
                self.app.store.read(move |ctx| desk::conversation::get(ctx, id)).await.expect("it is there");
            found.handed_off_at
        })
        .await;
        id
    }

    pub(crate) async fn claims(&self, id: ConversationId) {
        let said = self
            .post(&format!("/api/v1/conversations/{id}/claim"), &self.session("anna").await, json!({}))
            .await;
        assert_eq!(said.status, 200, "{said:?}");
    }

    /// Something is asked over a limit, in a conversation that somebody holds.
    pub(crate) async fn asks(&self) -> String {
        let message = json!({ "external_id": "m-1", "handle": "kim", "text": "hello" });
        let id = self.post("/api/v1/inboxes/till/messages", &self.key, message).await.text("conversation");
        crate::authority::asked(self, id.parse().expect("an id")).await
    }

    pub(crate) async fn decides(&self, approval: &str, word: &str) -> Said {
        let path = format!("/api/v1/approvals/{approval}/{word}");
        self.post(&path, &self.session("lena").await, json!({ "note": "all right" })).await
    }

    pub(crate) async fn opens_at_noon(&self) {
        // The clock of the tests stands at five in the morning in Berlin.
        self.later(7 * HOUR).await;
    }
}

testkit::both! {
    async fn an_approval_reaches_every_robot_once_and_its_link_tells_how_it_ended(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        for kind in ["wecom", "dingtalk", "feishu"] {
            front.aim(&robot, kind, json!({})).await;
        }
        front.aim(&robot, "wecom", json!({ "events": ["promise"] })).await;
        front.aim(&robot, "wecom", json!({ "enabled": false })).await;
        let approval = front.asks().await;
        robot.has(3).await;
        let link = format!("{HOUSE}/console/approvals?id={approval}");
        for text in robot.read() {
            assert!(text.contains(&link), "{text}");
            for told in ["anna", "€30.00", "it was our mistake", "05:30"] {
                assert!(text.contains(told), "{told}: {text}");
            }
            for kept in ["kim", "A-1"] {
                assert!(!text.contains(kept), "{kept}: {text}");
            }
        }
        let alerts = until(async || Some(front.alerts().await).filter(|all| all.iter().all(|one| one["state"] == "sent"))).await;
        assert_eq!(alerts.len(), 3, "{alerts:#?}");
        // Asked once more, it is the same: nobody is told twice.
        assert_eq!(front.asks().await, approval);
        assert_eq!(front.alerts().await.len(), 3);

        let path = format!("/api/v1/approvals/{approval}");
        let lead = front.session("lena").await;
        assert_eq!(front.get(&path, &lead).await.body["state"], "asked");
        assert_eq!(front.decides(&approval, "approve").await.status, 200);
        let shown = front.get(&path, &lead).await.body;
        assert_eq!((&shown["state"], &shown["decided_by_name"], &shown["note"]), (&json!("approved"), &json!("lena"), &json!("all right")), "{shown}");
        assert!(shown["decided_at"].is_string(), "{shown}");
        assert_eq!(front.get(&path, &front.session("olga").await).await.refusal(), (404, "no_such_approval"));
        let targets = front.get(&front.alerting("-targets"), &front.session("adam").await).await;
        let shown = String::from_utf8_lossy(&targets.bytes).into_owned();
        assert!(!shown.contains(KEY) && !shown.contains(SECRET), "{shown}");
        assert_eq!((&targets.body[1]["has_secret"], &targets.body[1]["address_hint"]), (&json!(true), &json!("127.0.0.1 …-key")), "{shown}");
        front.close().await;
    }

    async fn a_robot_that_cannot_now_is_told_later_and_nothing_is_lost(engine) {
        for (kind, mood, reason, pause) in [
            ("dingtalk", Mood::TooMany, "130101", 10 * MINUTE),
            ("wecom", Mood::TooMany, "45009", MINUTE),
            ("feishu", Mood::TooMany, "11232", MINUTE),
            ("feishu", Mood::TooManyRequests, "http_429", MINUTE / 2),
            ("dingtalk", Mood::Broken, "http_502", desk::alert::send::PAUSES[0]),
            ("wecom", Mood::Hangs, "no_answer", desk::alert::send::PAUSES[0]),
        ] {
            let (front, robot) = (open(engine).await, Robot::open(&[mood]).await);
            let target = front.aim(&robot, kind, json!({})).await;
            front.test_alert(&target).await;
            let waits = front.alert("pending", Some(reason)).await;
            let at: jiff::Timestamp = waits["not_before"].as_str().expect("a time").parse().expect("a time");
            assert_eq!(at.as_second(), NOON + i64::try_from(pause.as_secs()).expect("small"), "{kind}: {waits}");
            front.later(pause.saturating_sub(Duration::from_secs(1))).await;
            front.test_alert(&target).await;
            let throttled = matches!(mood, Mood::TooMany | Mood::TooManyRequests);
            if !throttled {
                robot.has(1).await;
            }
            front.later(Duration::from_secs(1)).await;
            robot.has(2).await;
            // A robot that is shut is not even asked.
            assert_eq!(robot.asked(), 3, "{kind}");
            front.close().await;
        }
    }

    async fn what_is_refused_fails_at_once_and_is_sent_again_by_hand(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        let target = front.aim(&robot, "dingtalk", json!({ "secret": "SECanother" })).await;
        front.test_alert(&target).await;
        let failed = front.alert("failed", Some("310000")).await;
        assert!(robot.read().is_empty());
        let adam = front.session("adam").await;
        let path = front.alerting(&format!("-targets/{target}"));
        let change = json!({ "kind": "dingtalk", "name": "leads", "secret": SECRET, "events": ["urgent"], "hours": "always", "enabled": true });
        let changed = front.ask(Method::PUT, &path, &adam, Some(change)).await;
        assert_eq!((changed.status.as_u16(), &changed.body["name"]), (200, &json!("leads")), "{changed:?}");
        let retry = front.alerting(&format!("s/{}/retry", failed["id"].as_str().expect("an id")));
        assert_eq!(front.ask(Method::POST, &retry, &adam, None).await.status, 200);
        robot.has(1).await;
        front.alert("sent", None).await;
        assert_eq!(front.ask(Method::POST, &retry, &adam, None).await.refusal(), (409, "alert_not_failed"));
        assert_eq!(front.ask(Method::DELETE, &path, &adam, None).await.status, 204);
        assert_eq!(front.alerts().await, Vec::<Value>::new());
        assert_eq!(front.ask(Method::DELETE, &path, &adam, None).await.refusal(), (404, "no_such_alert_target"));
        front.close().await;
    }

    async fn a_robot_is_told_twenty_a_minute_and_the_rest_after_it(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        let target = front.aim(&robot, "wecom", json!({})).await;
        for _ in 0..22 {
            front.test_alert(&target).await;
        }
        robot.has(20).await;
        until(async || (front.alerts().await.iter().filter(|one| one["state"] == "sent").count() == 20).then_some(())).await;
        front.later(MINUTE.saturating_sub(Duration::from_secs(1))).await;
        // Whoever is told meanwhile does not get more out of it.
        front.test_alert(&target).await;
        assert_eq!(robot.read().len(), 20);
        front.later(Duration::from_secs(1)).await;
        robot.has(23).await;
        assert_eq!(robot.asked(), 23);
        front.close().await;
    }

    async fn what_was_told_long_ago_is_forgotten_and_what_is_still_to_be_told_is_not(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        let target = front.aim(&robot, "feishu", json!({})).await;
        front.test_alert(&target).await;
        front.alert("sent", None).await;
        front.app.store.write(alert::sweep).await.expect("swept");
        assert_eq!(front.alerts().await.len(), 1, "it is not long ago");
        front.later(Duration::from_secs(91 * 86_400)).await;
        robot.group.lock().expect("the group").moods.push_back(Mood::Broken);
        front.test_alert(&target).await;
        until(async || front.alerts().await.into_iter().find(|one| one["state"] == "pending" && one["attempts"] == 1)).await;
        front.app.store.write(alert::sweep).await.expect("swept");
        front.alert("pending", Some("http_502")).await;
        front.close().await;
    }

    async fn that_nobody_came_and_that_people_are_too_few_is_told_once(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        front.aim(&robot, "wecom", json!({ "events": ["orphan", "surge"] })).await;
        // People answer at any hour.
        let (path, adam) = (format!("/api/v1/shops/{}/settings", front.shop.id), front.session("adam").await);
        let mut settings = front.get(&path, &adam).await.body;
        settings["people_hours"] = json!([{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00" }]);
        assert_eq!(front.ask(Method::PUT, &path, &adam, Some(settings)).await.status, 200);
        let id = front.complains("lost").await;
        front.later(20 * MINUTE).await;
        let told = robot.has(1).await;
        assert!(told.contains("nobody has taken it") && told.contains(&format!("/console/?c={id}")) && !told.contains("138"), "{told}");
        let (surge, lena) = (format!("/api/v1/shops/{}/surge", front.shop.id), front.session("lena").await);
        for _ in 0..2 {
            assert_eq!(front.ask(Method::PUT, &surge, &lena, Some(json!({ "on": true }))).await.status, 200);
        }
        let told = robot.has(2).await;
        assert!(told.contains("Surge mode") && told.contains("lena turned surge mode on"), "{told}");
        front.close().await;
    }

    async fn an_urgent_conversation_that_nobody_takes_raises_the_alarm(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        front.aim(&robot, "wecom", json!({})).await;
        // At night nobody is there who could take it.
        let night = front.complains("night").await;
        let told = robot.has(1).await;
        assert!(told.contains(&format!("{HOUSE}/console/?c={night}")), "{told}");
        for kept in ["13812345678", "evil.example"] {
            assert!(!told.contains(kept), "{kept}: {told}");
        }
        front.claims(night).await;
        front.all_sent().await;
        front.opens_at_noon().await;
        // By day, whoever takes it in time spares everybody the alarm.
        let taken = front.complains("taken").await;
        let waits = front.complains("waits").await;
        front.claims(taken).await;
        front.later(Duration::from_secs(59)).await;
        front.complains("later").await;
        assert_eq!(robot.read().len(), 1);
        front.later(Duration::from_secs(1)).await;
        let told = robot.has(2).await;
        assert!(told.contains(&format!("/console/?c={waits}")), "{told}");
        front.all_sent().await;
        front.later(Duration::from_secs(59)).await;
        robot.has(3).await;
        front.all_sent().await;
        front.later(HOUR).await;
        let released = front.ask(Method::POST, &format!("/api/v1/conversations/{taken}/release"), &front.session("anna").await, None).await;
        assert_eq!(released.status, 200, "{released:?}");
        front.later(MINUTE).await;
        let told = robot.has(4).await;
        assert!(told.contains(&format!("/console/?c={taken}")), "{taken}: {:#?}", robot.read());
        front.close().await;
    }

    async fn what_is_over_before_it_goes_out_is_dropped_and_says_so(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        front.aim(&robot, "feishu", json!({ "hours": "quiet" })).await;
        let approval = front.asks().await;
        let waits = front.alert("pending", Some("quiet")).await;
        assert_eq!(waits["not_before"], "2025-11-25T08:00:00Z", "nine in Berlin: {waits}");
        assert_eq!(front.decides(&approval, "refuse").await.status, 200);
        front.opens_at_noon().await;
        front.alert("dropped", Some("settled")).await;
        assert_eq!(robot.asked(), 0);
        front.close().await;
    }

    async fn promises_flows_and_systems_are_told_when_they_need_somebody(engine) {
        let (front, robot) = (open(engine).await, Robot::open(&[]).await);
        front.aim(&robot, "wecom", json!({})).await;
        front.opens_at_noon().await;
        let order = json!([{ "order_id": "A-1", "buyer_id": "kim", "status": "paid", "placed_at": "2025-11-24T10:00:00Z",
            "lines": [{ "sku_id": "s-1", "product_title": "Ring", "quantity": 1, "unit_price": 1000 }] }]);
        let orders = format!("/api/v1/shops/{}/orders", front.shop.id);
        let imported = front.ask(Method::PUT, &orders, &front.key, Some(order)).await;
        assert!(imported.status.is_success(), "{imported:?}");
        let message = json!({ "external_id": "m-1", "handle": "kim", "text": "is there an update?",
            "buyer": { "external_id": "kim", "name": "kim" } });
        let id = front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation");
        let at = format!("/api/v1/conversations/{id}");
        front.claims(id.parse().expect("an id")).await;
        let anna = front.session("anna").await;
        let said = json!({ "client_id": "c-1", "text": "I'll call you on 13812345678 within 2 hours." });
        assert_eq!(front.post(&format!("{at}/messages"), &anna, said).await.status, 201);
        front.later(2 * HOUR).await;
        let told = robot.has(1).await;
        assert!(told.contains("anna") && told.contains("call you") && !told.contains("13812345678"), "{told}");

        // A system that is soon well again is nobody's business; one that stays away is.
        let shop = front.shop.id;
        let system = json!({ "kind": "shopify", "url": "http://127.0.0.1:9", "secrets": { "token": "t", "webhook_secret": "w" } });
        let adam = front.session("adam").await;
        let connected = front.ask(Method::PUT, &format!("/api/v1/shops/{shop}/system"), &adam, Some(system)).await;
        assert_eq!(connected.status, 200, "{connected:?}");
        until(async || {
            let found = front.app.store.read(move |ctx| connection::get(ctx, shop, Role::System)).await.expect("read");
            found.and_then(|one| one.trouble_at)
        })
        .await;
        front.app.store.write(move |ctx| connection::answered(ctx, shop, Role::System)).await.expect("well");
        front.later(3 * MINUTE).await;
        front.app.store.write(move |ctx| connection::troubled(ctx, shop, Role::System, "denied")).await.expect("noted");
        front.later(3 * MINUTE).await;
        assert_eq!(robot.read().len(), 1);
        front.later(2 * MINUTE).await;
        let told = robot.has(2).await;
        assert!(told.contains("The shop's system"), "{told}");

        // That system does not let anybody urge its warehouse: the run is a person's.
        let urge = json!({ "flow": "urge_warehouse", "order": "A-1", "client_key": "k-1" });
        let started = front.post(&format!("{at}/flows"), &anna, urge).await;
        assert_eq!(started.status, 201, "{started:?}");
        let told = robot.has(3).await;
        assert!(told.contains("Urge the warehouse") && told.contains(&format!("/console/?c={id}")), "{told}");
        front.close().await;
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_field_and_changes_nothing() {
    let front = open(Engine::Sqlite).await;
    let adam = front.session("adam").await;
    let path = front.alerting("-targets");
    let good = json!({ "kind": "dingtalk", "name": "Leads", "address": "https://oapi.dingtalk.com/robot/send?access_token=t",
        "secret": SECRET, "events": ["urgent", "urgent"], "hours": "always", "enabled": true });
    for (field, value, code) in [
        ("name", json!(" "), "required"),
        ("name", json!("n".repeat(61)), "text_too_long"),
        ("address", json!(""), "required"),
        ("address", json!("ftp://robot.example/"), "not_an_address"),
        ("address", json!("https://user:word@robot.example/"), "not_an_address"),
        ("secret", json!("s".repeat(201)), "text_too_long"),
        ("events", json!([]), "required"),
        ("events", json!(["test"]), "alert_test_event"),
        ("kind", json!("pager"), "malformed"),
        ("hours", json!("sometimes"), "malformed"),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let refused = front.post(&path, &adam, wrong).await;
        assert_eq!(
            (refused.refusal(), refused.body["field"].as_str()),
            ((422, code), Some(field)),
            "{refused:?}"
        );
    }
    let mut wecom = good.clone();
    wecom["kind"] = json!("wecom");
    assert_eq!(front.post(&path, &adam, wecom.clone()).await.refusal(), (422, "alert_no_secret"));
    assert_eq!(front.get(&path, &adam).await.body, json!([]));
    let added = front.post(&path, &adam, good).await;
    assert_eq!((added.status.as_u16(), &added.body["events"]), (201, &json!(["urgent"])), "{added:?}");
    // The address of one house is none of another's.
    let one = format!("{path}/{}", added.text("id"));
    wecom["secret"] = Value::Null;
    wecom["address"] = Value::Null;
    let refused = front.ask(Method::PUT, &one, &adam, Some(wecom)).await;
    assert_eq!(refused.refusal(), (422, "required"), "{refused:?}");
    // What is another shop's is not there.
    let two =
        front.app.store.read(|ctx| desk::shop::by_key(ctx, "two")).await.expect("read").expect("a shop").id;
    let elsewhere = format!("/api/v1/shops/{two}/alert-targets/{}", added.text("id"));
    for (method, path) in [(Method::DELETE, elsewhere.clone()), (Method::POST, format!("{elsewhere}/test"))] {
        assert_eq!(front.ask(method, &path, &adam, None).await.refusal(), (404, "no_such_alert_target"));
    }
    front.close().await;
}

#[tokio::test]
async fn addresses_inside_the_network_are_never_asked() {
    let front = Front::open(Engine::Sqlite).await;
    let robot = Robot::open(&[]).await;
    let target = front.aim(&robot, "wecom", json!({})).await;
    front.test_alert(&target).await;
    front.alert("failed", Some("private_address")).await;
    assert_eq!(robot.asked(), 0);
    let house = front.app.store.read(return_page::link::house_address).await.expect("an address");
    assert!(!house.is_empty());
    front.close().await;
}
