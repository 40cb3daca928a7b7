//! What is promised, told before it is late, and counted as it happened.

use std::time::Duration;

use desk::ctx::Clock as _;
use futures::SinkExt as _;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;
use tokio_tungstenite::tungstenite::Message;

use crate::front::{Front, Said};
use crate::street::{Socket, hear, hear_until, socket_at};

struct Scene {
    front: Front,
    lead: String,
    agent: String,
    live: Socket,
}

impl Scene {
    async fn open(engine: db::Engine) -> Self {
        let front = Front::open(engine).await;
        let (lead, agent) = (front.session("lena").await, front.session("anna").await);
        // Somebody looks on who is in no team: nothing changes what they see.
        let onlooker = front.session("adam").await;
        let live = socket_at(&front.url, "/api/v1/live", &onlooker).await;
        Self { front, lead, agent, live }
    }

    fn of_shop(&self, path: &str) -> String {
        format!("/api/v1/shops/{}/sla{path}", self.front.shop.id)
    }

    /// People answer at any hour.
    async fn never_closes(&self) {
        let path = format!("/api/v1/shops/{}/settings", self.front.shop.id);
        let admin = self.front.session("adam").await;
        let mut settings = self.front.get(&path, &admin).await.body;
        settings["people_hours"] = json!([{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00" }]);
        let said = self.front.ask(Method::PUT, &path, &admin, Some(settings)).await;
        assert_eq!(said.status.as_u16(), 200, "{said:?}");
    }

    async fn put(&self, version: u32, policy: Value) -> Said {
        let body = json!({ "version": version, "policy": policy });
        self.front.ask(Method::PUT, &self.of_shop("/policy"), &self.lead, Some(body)).await
    }

    async fn says(&self, id: &str, text: &str) -> String {
        let body = json!({ "external_id": id, "handle": "kim", "text": text });
        let said = self.front.post("/api/v1/inboxes/till/messages", &self.front.key, body).await;
        said.text("conversation")
    }

    /// A buyer asks for a person.
    async fn asks(&mut self) -> String {
        let conversation = self.says("m-1", "I want to talk to a person").await;
        // The bot waits a moment for what else is said.
        self.front.clock.advance(Duration::from_secs(2));
        self.fact("handed_off", &conversation).await;
        conversation
    }

    async fn fact(&mut self, kind: &str, conversation: &str) -> Value {
        hear(&mut self.live, |frame| is(frame, kind, conversation)).await
    }

    async fn line(&mut self, conversation: &str) -> Value {
        self.fact("sla_line_crossed", conversation).await["fact"].clone()
    }

    async fn answers(&self, conversation: &str) {
        let claimed = format!("/api/v1/conversations/{conversation}/claim");
        assert_eq!(self.front.ask(Method::POST, &claimed, &self.agent, None).await.status.as_u16(), 200);
        self.replies(conversation, "r-1").await;
    }

    async fn replies(&self, conversation: &str, id: &str) {
        let path = format!("/api/v1/conversations/{conversation}/messages");
        let body = json!({ "client_id": id, "text": "Hello, I am looking at it" });
        assert!(self.front.post(&path, &self.agent, body).await.status.is_success());
    }

    async fn clocks(&self, conversation: &str) -> Value {
        self.front.get(&format!("/api/v1/conversations/{conversation}/clocks"), &self.lead).await.body
    }
}

fn is(frame: &Value, kind: &str, conversation: &str) -> bool {
    frame["fact"]["kind"] == kind && frame["conversation"]["id"] == conversation
}

/// One promise to everybody: a person within so many seconds at any hour.
fn within(seconds: u32, steps: Value) -> Value {
    let target = |metric: &str| json!({ "metric": metric, "within_seconds": seconds, "reply": "human", "yellow_percent": 50 });
    json!({ "rules": [{
        "name": { "zh": "所有人", "en": "Everybody" },
        "targets": [target("first_reply"), target("next_reply")],
        "steps": steps,
    }] })
}

both! {
    async fn a_policy_is_put_in_versions_and_what_cannot_be_is_refused_by_its_field(engine) {
        let scene = Scene::open(engine).await;
        let usual = scene.front.get(&scene.of_shop("/policy"), &scene.lead).await.body;
        assert_eq!((&usual["holds"], &usual["versions"][0]["version"]), (&json!(0), &json!(0)));
        let complaint = usual["versions"][0]["policy"]["rules"].as_array().into_iter().flatten()
            .find(|rule| rule["name"]["en"] == "Complaints").expect("a rule");
        assert_eq!(complaint["targets"][0]["within_seconds"], 5);
        let mut bad = within(10, json!([]));
        bad["rules"][0]["targets"][0]["within_seconds"] = json!(0);
        let said = scene.put(1, bad).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "out_of_range"), "rules[0].within_seconds"));
        let mut bad = within(10, json!([{ "after_seconds": 5, "does": [] }]));
        let said = scene.put(1, bad.clone()).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "required"), "rules[0].does"));
        bad["rules"][0]["steps"] = json!([{ "after_seconds": 5, "does": ["sing"] }]);
        assert_eq!(scene.put(1, bad).await.status.as_u16(), 422);
        assert_eq!(scene.put(2, within(10, json!([]))).await.refusal(), (409, "policy_has_changed"));
        let put = scene.put(1, within(10, json!([]))).await;
        assert_eq!((put.status.as_u16(), &put.body["version"]), (200, &json!(1)), "{put:?}");
        let past = json!({ "version": 2, "effective_from": "2020-01-01T00:00:00Z", "policy": within(20, json!([])) });
        let said = scene.front.ask(Method::PUT, &scene.of_shop("/policy"), &scene.lead, Some(past)).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "in_the_past"), "effective_from"));
        let later = json!({ "version": 2, "effective_from": "2099-01-01T00:00:00Z", "policy": within(20, json!([])) });
        assert_eq!(scene.front.ask(Method::PUT, &scene.of_shop("/policy"), &scene.lead, Some(later)).await.status.as_u16(), 200);
        let now = scene.front.get(&scene.of_shop("/policy"), &scene.lead).await.body;
        assert_eq!((now["versions"].as_array().map(Vec::len), &now["holds"]), (Some(3), &json!(1)));
        scene.front.close().await;
    }

    async fn lines_are_told_ahead_and_to_the_second_and_steps_are_taken(engine) {
        let mut scene = Scene::open(engine).await;
        scene.put(1, within(20, json!([{ "after_seconds": 10, "does": ["urgent", "tell_leads"] }]))).await;
        let waits = scene.asks().await;
        let shown = scene.front.get(&format!("/api/v1/conversations/{waits}"), &scene.lead).await.body;
        assert!(!shown["conversation"]["due_at"].is_null());
        scene.front.clock.advance(Duration::from_secs(11));
        let yellow = scene.line(&waits).await;
        assert_eq!((&yellow["line"], &yellow["metric"], &yellow["reply"]), (&json!("yellow"), &json!("first_reply"), &json!("human")));
        scene.front.clock.advance(Duration::from_secs(10));
        let red = scene.line(&waits).await;
        assert_eq!((&red["line"], &red["within_seconds"]), (&json!("red"), &json!(20)));
        scene.front.clock.advance(Duration::from_secs(10));
        let step = scene.line(&waits).await;
        assert_eq!((&step["line"], &step["does"]), (&json!("step"), &json!(["urgent", "tell_leads"])));
        let labelled = scene.fact("labelled", &waits).await;
        assert_eq!(labelled["conversation"]["urgency"], "urgent");
        let account = scene.front.get(&scene.of_shop(""), &scene.lead).await.body;
        let first = &account["kept"][0];
        assert_eq!((&first["judged"], &first["late"], &first["late_in"][0]), (&json!(1), &json!(1), &json!(waits)), "{account}");
        scene.front.close().await;
    }

    async fn what_is_answered_in_time_raises_nothing_and_a_new_word_begins_anew(engine) {
        let mut scene = Scene::open(engine).await;
        scene.put(1, within(20, json!([]))).await;
        let waits = scene.asks().await;
        scene.front.clock.advance(Duration::from_secs(5));
        scene.answers(&waits).await;
        scene.front.clock.advance(Duration::from_secs(25));
        scene.says("m-2", "and when will it come?").await;
        let shown = scene.front.get(&format!("/api/v1/conversations/{waits}"), &scene.lead).await.body;
        assert!(!shown["conversation"]["due_at"].is_null(), "whoever holds it has a time again");
        scene.front.clock.advance(Duration::from_secs(11));
        let heard = hear_until(&mut scene.live, |frame| is(frame, "sla_line_crossed", &waits)).await;
        let lines: Vec<&Value> = heard.iter().filter(|frame| is(frame, "sla_line_crossed", &waits)).collect();
        assert_eq!((lines.len(), &lines[0]["fact"]["metric"]), (1, &json!("next_reply")));
        let clocks = scene.clocks(&waits).await;
        let told: Vec<(&Value, &Value, &Value)> = clocks["clocks"].as_array().into_iter().flatten()
            .map(|clock| (&clock["metric"], &clock["state"], &clock["late"])).collect();
        let (no, first, next) = (json!(false), json!("first_reply"), json!("next_reply"));
        assert_eq!(told, [(&first, &json!("stopped"), &no), (&next, &json!("running"), &no)]);
        scene.replies(&waits, "r-2").await;
        let account = scene.front.get(&scene.of_shop(""), &scene.lead).await.body;
        let kept: Vec<(&Value, &Value)> =
            account["kept"].as_array().into_iter().flatten().map(|kept| (&kept["judged"], &kept["late"])).collect();
        assert_eq!(kept, [(&json!(1), &json!(0)), (&json!(1), &json!(0))], "{account}");
        scene.front.close().await;
    }

    async fn the_past_is_counted_anew_under_another_policy(engine) {
        let mut scene = Scene::open(engine).await;
        scene.put(1, within(20, json!([]))).await;
        let waits = scene.asks().await;
        scene.front.clock.advance(Duration::from_secs(8));
        scene.answers(&waits).await;
        let tried = json!({ "policy": within(5, json!([])) });
        let said = scene.front.post(&scene.of_shop("/what-if"), &scene.lead, tried).await.body;
        assert_eq!((&said["conversations"], &said["held"][0]["late"], &said["would"][0]["late"]), (&json!(1), &json!(0), &json!(1)));
        assert_eq!(said["would"][0]["median_seconds"], 8.0);
        let now = scene.front.get(&scene.of_shop("/policy"), &scene.lead).await.body;
        assert_eq!(now["holds"], 1, "nothing is kept of it");
        scene.front.close().await;
    }

    async fn every_second_has_a_cause(engine) {
        let mut scene = Scene::open(engine).await;
        scene.never_closes().await;
        let waits = scene.asks().await;
        scene.front.clock.advance(Duration::from_secs(10));
        let claimed = format!("/api/v1/conversations/{waits}/claim");
        scene.front.ask(Method::POST, &claimed, &scene.agent, None).await;
        let mut desk = socket_at(&scene.front.url, "/api/v1/live", &scene.agent).await;
        scene.front.clock.advance(Duration::from_secs(4));
        for _ in 0..2 {
            let typing = json!({ "type": "typing", "conversation": waits, "on": true });
            desk.send(Message::text(typing.to_string())).await.expect("it is sent");
        }
        scene.fact("typed", &waits).await;
        scene.front.clock.advance(Duration::from_secs(6));
        scene.replies(&waits, "r-1").await;
        scene.front.clock.advance(Duration::from_secs(20));
        let clocks = scene.clocks(&waits).await;
        let causes: Vec<(String, i64)> = clocks["stretches"].as_array().into_iter().flatten().map(|stretch| {
            let at = |name: &str| stretch[name].as_str().and_then(|at| at.parse::<jiff::Timestamp>().ok()).expect("a time");
            let took = at("to").duration_since(at("from")).as_secs();
            (stretch["cause"].as_str().unwrap_or_default().to_owned(), took)
        }).collect();
        let expected = [("bot", 2), ("queue", 10), ("reading", 4), ("typing", 6), ("buyer", 20)];
        assert_eq!(causes, expected.map(|(cause, took)| (cause.to_owned(), took)));
        scene.front.close().await;
    }

    async fn an_outage_is_told_and_left_out(engine) {
        let mut scene = Scene::open(engine).await;
        let mut policy = within(20, json!([]));
        for target in policy["rules"][0]["targets"].as_array_mut().into_iter().flatten() {
            target["pauses"] = json!(["outage"]);
        }
        scene.put(1, policy).await;
        let waits = scene.asks().await;
        let now = scene.front.clock.now();
        let future = json!({ "began": "2099-01-01T00:00:00Z", "why": "the platform" });
        let said = scene.front.post(&scene.of_shop("/outages"), &scene.lead, future).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "in_the_future"), "began"));
        let noted = scene.front.post(&scene.of_shop("/outages"), &scene.lead, json!({ "began": now, "why": "the platform" })).await;
        assert_eq!(noted.status.as_u16(), 201, "{noted:?}");
        scene.front.clock.advance(Duration::from_secs(25));
        let path = format!("{}/{}/end", scene.of_shop("/outages"), noted.text("id"));
        assert_eq!(scene.front.ask(Method::POST, &path, &scene.lead, None).await.status.as_u16(), 200);
        assert_eq!(scene.front.ask(Method::POST, &path, &scene.lead, None).await.refusal(), (409, "outage_over"));
        scene.answers(&waits).await;
        let clocks = scene.clocks(&waits).await;
        assert_eq!((&clocks["clocks"][0]["late"], &clocks["clocks"][0]["elapsed_seconds"]), (&json!(false), &json!(0.0)), "{clocks}");
        assert!(clocks["stretches"].as_array().into_iter().flatten().any(|stretch| stretch["cause"] == "outage"));
        let remove = format!("{}/{}", scene.of_shop("/outages"), noted.text("id"));
        assert_eq!(scene.front.ask(Method::DELETE, &remove, &scene.lead, None).await.status.as_u16(), 204);
        let clocks = scene.clocks(&waits).await;
        assert_eq!(clocks["clocks"][0]["late"], true, "{clocks}");
        scene.front.close().await;
    }
}
