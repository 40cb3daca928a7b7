//! Standby calls and crises: when they begin, who is called and given what, and how they end.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};
use crate::street::{Socket, hear, socket_at};

const PERSON: &str = "I want to talk to a person";
const SECOND: Duration = Duration::from_secs(1);

struct Scene {
    front: Front,
    lead: String,
    live: Socket,
}

impl Scene {
    /// At ten in the morning, with a lead who looks on.
    async fn open(engine: db::Engine, routing: Value) -> Self {
        let front = Front::open(engine).await;
        front.clock.advance(Duration::from_secs(5 * 3_600));
        let lead = front.session("lena").await;
        let live = socket_at(&front.url, "/api/v1/live", &front.session("adam").await).await;
        let scene = Self { front, lead, live };
        scene.set(routing).await;
        scene
    }

    async fn set(&self, changes: Value) {
        let path = format!("/api/v1/shops/{}/settings", self.front.shop.id);
        let admin = self.front.session("adam").await;
        let mut settings = self.front.get(&path, &admin).await.body;
        for (name, value) in changes.as_object().expect("fields") {
            settings["routing"][name] = value.clone();
        }
        assert_eq!(self.front.ask(Method::PUT, &path, &admin, Some(settings)).await.status, 200);
    }

    async fn is(&self, login: &str, presence: &str) {
        let body = json!({ "presence": presence });
        let session = self.front.session(login).await;
        let said = self.front.ask(Method::PUT, "/api/v1/session/presence", &session, Some(body)).await;
        assert_eq!(said.status, 204, "{said:?}");
    }

    async fn can(&self, login: &str, what: Value) {
        let path = format!("/api/v1/people/{}", self.front.person(login).await.id);
        let said = self.front.ask(Method::PATCH, &path, &self.front.session("adam").await, Some(what)).await;
        assert_eq!(said.status, 200, "{said:?}");
    }

    async fn says(&mut self, handle: &str) -> String {
        let body = json!({ "external_id": format!("{handle}-1"), "handle": handle, "text": PERSON });
        let said = self.front.post("/api/v1/inboxes/till/messages", &self.front.key, body).await;
        self.front.clock.advance(2 * SECOND);
        let conversation = said.text("conversation");
        hear(&mut self.live, |frame| {
            frame["fact"]["kind"] == "handed_off" && frame["conversation"]["id"] == conversation.as_str()
        })
        .await;
        conversation
    }

    async fn fact(&mut self, kind: &str) -> Value {
        hear(&mut self.live, |frame| frame["fact"]["kind"] == kind).await["fact"].clone()
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/shops/{}/{rest}", self.front.shop.id)
    }

    async fn asks(&self, method: Method, rest: &str, body: Option<Value>) -> Said {
        self.front.ask(method, &self.path(rest), &self.lead, body).await
    }

    async fn stands_by(&self, login: &str, from: &str, to: &str) {
        let hours = json!({ "hours": [{ "days": [1, 2, 3, 4, 5, 6, 7], "from": from, "to": to }] });
        let path = format!("standbys/{}", self.front.person(login).await.id);
        let said = self.asks(Method::PUT, &path, Some(hours)).await;
        assert_eq!(said.status, 200, "{said:?}");
    }

    async fn reserves(&self) -> Value {
        self.asks(Method::GET, "call-in", None).await.body
    }
}

both! {
    async fn who_stands_by_is_called_when_somebody_waits_too_long_and_counted_when_they_come(engine) {
        let mut scene = Scene::open(engine, json!({ "standby_after_seconds": 25 })).await;
        let sven = scene.front.person("sven").await.id.to_string();
        scene.stands_by("sven", "00:00", "24:00").await;
        scene.stands_by("anna", "22:00", "23:00").await;
        scene.says("waits").await;
        scene.front.clock.advance(25 * SECOND);
        let called = scene.fact("standby_called").await;
        assert_eq!((&called["agents"], &called["by"]), (&json!([sven]), &Value::Null));
        let shown = scene.reserves().await;
        let call = &shown["calls"][0];
        assert_eq!((&call["waiting"], &call["called"][0]["name"], &call["called"][0]["came_at"]), (&json!(1), &json!("sven"), &Value::Null), "{call}");
        assert!(call["wait_seconds"].as_i64() >= Some(25), "{call}");
        assert_eq!(shown["standbys"].as_array().map(Vec::len), Some(2), "{shown}");
        scene.is("sven", "online").await;
        let call = scene.reserves().await["calls"][0].clone();
        assert!(call["called"][0]["came_at"].is_string(), "{call}");
        // Gone again they are not called again within the hour, except by hand; and then the line counts from that call.
        scene.is("sven", "offline").await;
        let by_hand = scene.asks(Method::POST, "standby-calls", None).await;
        assert_eq!((by_hand.status.as_u16(), by_hand.text("by_name").as_str()), (201, "lena"), "{by_hand:?}");
        assert!(scene.fact("standby_called").await["by"].is_string());
        assert_eq!(scene.reserves().await["calls"].as_array().map(Vec::len), Some(2));
        scene.front.clock.advance(3_600 * SECOND);
        assert_eq!(scene.fact("standby_called").await["by"], Value::Null);
        scene.front.close().await;
    }

    async fn a_call_by_hand_finds_only_who_stands_by_now_and_is_away(engine) {
        let scene = Scene::open(engine, json!({})).await;
        assert_eq!(scene.asks(Method::POST, "standby-calls", None).await.refusal(), (409, "nobody_stands_by"));
        scene.stands_by("anna", "22:00", "23:00").await;
        scene.stands_by("sven", "09:00", "18:00").await;
        scene.is("sven", "online").await;
        assert_eq!(scene.asks(Method::POST, "standby-calls", None).await.refusal(), (409, "nobody_stands_by"));
        let path = format!("standbys/{}", scene.front.person("sven").await.id);
        let wrong = json!({ "hours": [{ "days": [8], "from": "09:00", "to": "10:00" }] });
        let refused = scene.asks(Method::PUT, &path, Some(wrong)).await;
        assert_eq!((refused.refusal(), refused.text("field").as_str()), ((422, "not_hours"), "hours"));
        let stranger = format!("standbys/{}", scene.front.person("otto").await.id);
        assert_eq!(scene.asks(Method::PUT, &stranger, Some(json!({ "hours": [] }))).await.refusal(), (404, "no_such_agent"));
        assert_eq!(scene.asks(Method::PUT, &path, Some(json!({ "hours": [] }))).await.status, 200);
        assert_eq!(scene.reserves().await["standbys"].as_array().map(Vec::len), Some(1));
        scene.front.close().await;
    }

    async fn in_a_crisis_the_emergency_group_is_given_what_other_skills_ask_for(engine) {
        let mut scene = Scene::open(engine, json!({ "mode": "push", "accept_seconds": 600 })).await;
        scene.can("sven", json!({ "skills": [{ "skill": "emergency", "level": 2 }] })).await;
        scene.is("sven", "online").await;
        let waits = scene.says("waits").await;
        let sven = scene.front.person("sven").await.id.to_string();
        let path = format!("/api/v1/conversations/{waits}");
        assert!(scene.front.get(&path, &scene.lead).await.body["conversation"]["offered_to"].is_null());
        let declared = scene.asks(Method::POST, "emergency", None).await;
        assert_eq!((declared.status.as_u16(), declared.text("by_name").as_str()), (201, "lena"), "{declared:?}");
        scene.fact("emergency_began").await;
        assert_eq!(scene.fact("offered").await["agent"], sven.as_str());
        let listed = scene.front.get("/api/v1/conversations?view=waiting", &scene.lead).await.body;
        let place = &listed["conversations"][0]["place"];
        assert_eq!(place["figures"]["emergency"], true, "{place}");
        assert!(place["why"]["en"].as_str().is_some_and(|why| why.contains("emergency group")), "{place}");
        let shown = scene.reserves().await;
        assert_eq!((&shown["emergency"]["waiting"], &shown["emergency_group"][0]["name"]), (&json!(1), &json!("sven")), "{shown}");
        assert_eq!(scene.asks(Method::POST, "emergency", None).await.refusal(), (409, "emergency_under_way"));
        assert_eq!(scene.asks(Method::DELETE, "emergency", None).await.status, 204);
        scene.fact("emergency_ended").await;
        assert_eq!(scene.asks(Method::DELETE, "emergency", None).await.refusal(), (409, "no_emergency"));
        scene.front.close().await;
    }

    async fn a_crisis_of_the_queue_begins_at_the_line_and_ends_when_half_is_done(engine) {
        let mut scene = Scene::open(engine, json!({ "emergency_after_waiting": 2 })).await;
        scene.is("anna", "online").await;
        let first = scene.says("first").await;
        assert_eq!(scene.reserves().await["emergency"], Value::Null);
        scene.says("second").await;
        assert_eq!(scene.fact("emergency_began").await["by"], Value::Null);
        let anna = scene.front.session("anna").await;
        let claimed = scene.front.ask(Method::POST, &format!("/api/v1/conversations/{first}/claim"), &anna, None).await;
        assert_eq!(claimed.status, 200, "{claimed:?}");
        assert_eq!(scene.fact("emergency_ended").await["by"], Value::Null);
        assert_eq!(scene.reserves().await["emergency"], Value::Null);
        scene.front.close().await;
    }
}
