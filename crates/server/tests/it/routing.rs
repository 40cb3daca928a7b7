//! Who is answered first, who is given what, and why.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};
use crate::street::{Socket, hear, hear_until, socket_at};

/// A house in which somebody looks on who is in no team.
struct Scene {
    front: Front,
    admin: String,
    live: Socket,
}

impl Scene {
    async fn open(engine: db::Engine) -> Self {
        let front = Front::open(engine).await;
        let admin = front.session("adam").await;
        let live = socket_at(&front.url, "/api/v1/live", &admin).await;
        Self { front, admin, live }
    }

    fn settings_path(&self) -> String {
        format!("/api/v1/shops/{}/settings", self.front.shop.id)
    }

    /// Changes how the shop routes.
    async fn set(&self, changes: Value) -> Said {
        let mut settings = self.front.get(&self.settings_path(), &self.admin).await.body;
        for (name, value) in changes.as_object().expect("fields") {
            settings["routing"][name] = value.clone();
        }
        self.front.ask(Method::PUT, &self.settings_path(), &self.admin, Some(settings)).await
    }

    async fn change(&self, login: &str, by: Value) -> Said {
        let path = format!("/api/v1/people/{}", self.front.person(login).await.id);
        self.front.ask(Method::PATCH, &path, &self.admin, Some(by)).await
    }

    /// Is here; the id and a session.
    async fn comes(&self, login: &str) -> (String, String) {
        let session = self.front.session(login).await;
        self.is(&session, "online").await;
        (self.front.person(login).await.id.to_string(), session)
    }

    async fn is(&self, session: &str, presence: &str) {
        let body = json!({ "presence": presence });
        let said = self.front.ask(Method::PUT, "/api/v1/session/presence", session, Some(body)).await;
        assert_eq!(said.status.as_u16(), 204, "{said:?}");
    }

    /// A buyer says something that goes to people; the conversation.
    async fn says(&mut self, handle: &str, text: &str) -> String {
        let body = json!({ "external_id": format!("{handle}-1"), "handle": handle, "text": text });
        let said = self.front.post("/api/v1/inboxes/till/messages", &self.front.key, body).await;
        // The bot waits a moment for what else is said.
        self.front.clock.advance(Duration::from_secs(2));
        let conversation = said.text("conversation");
        self.fact("handed_off", &conversation).await;
        conversation
    }

    /// Waits for a fact about a conversation.
    async fn fact(&mut self, kind: &str, conversation: &str) -> Value {
        hear(&mut self.live, |frame| is(frame, kind, conversation)).await
    }

    async fn waiting(&self, query: &str) -> Vec<Value> {
        let list = self.front.get(&format!("/api/v1/conversations?view=waiting{query}"), &self.admin).await;
        list.body["conversations"].as_array().expect("a list").clone()
    }

    async fn does(&self, session: &str, conversation: &str, what: &str) -> Said {
        let path = format!("/api/v1/conversations/{conversation}/{what}");
        self.front.ask(Method::POST, &path, session, None).await
    }
}

const PERSON: &str = "I want to talk to a person";
const COMPLAINT: &str = "I will file a complaint about you, this is broken rubbish, get me your manager";

fn is(frame: &Value, kind: &str, conversation: &str) -> bool {
    frame["fact"]["kind"] == kind && frame["conversation"]["id"] == conversation
}

both! {
    async fn the_queue_is_in_order_of_what_waiting_costs_and_says_why(engine) {
        let mut scene = Scene::open(engine).await;
        let asks = scene.says("asks", PERSON).await;
        let complains = scene.says("complains", COMPLAINT).await;
        let queue = scene.waiting("").await;
        let ours: Vec<&Value> = queue.iter().collect();
        assert_eq!(ours[0]["id"], complains.as_str(), "{ours:?}");
        let place = &ours[0]["place"];
        assert_eq!((&place["rank"], &place["figures"]["code"]), (&json!(1), &json!("complaint")));
        let (zh, en) = (place["why"]["zh"].as_str().expect("zh"), place["why"]["en"].as_str().expect("en"));
        assert!(zh.contains("投诉") && en.contains("omplaint"), "{place}");
        assert!(place["label"]["why"]["zh"].as_str().is_some_and(|text| text.contains("紧急")), "{place}");
        assert!(ours[1]["place"]["figures"]["cost_per_minute"].as_i64() > Some(0), "{ours:?}");
        assert!(ours[1]["place"]["rank"].as_i64() > Some(1) && !ours[1]["due_at"].is_null());
        // Another order shows the same places.
        let by_wait = scene.waiting("&sort=wait").await;
        let again = by_wait.iter().find(|one| one["id"] == complains.as_str()).expect("it waits");
        assert_eq!(again["place"]["rank"], 1);
        assert!(by_wait.iter().position(|one| one["id"] == asks.as_str()) < by_wait.iter().position(|one| one["id"] == complains.as_str()));
        scene.front.close().await;
    }

    async fn what_cannot_be_set_is_refused_by_its_field_and_changes_nothing(engine) {
        let scene = Scene::open(engine).await;
        for (changes, field) in [
            (json!({ "wait_bound_seconds": 1 }), "routing.wait_bound_seconds"),
            (json!({ "weights": { "value": 101.0 } }), "routing.weights.value"),
            (json!({ "misses_until_away": 0 }), "routing.misses_until_away"),
            (json!({ "standby_after_seconds": 86_401 }), "routing.standby_after_seconds"),
            (json!({ "emergency_after_waiting": 1_001 }), "routing.emergency_after_waiting"),
            (json!({ "vip_levels": [""] }), "routing.vip_levels"),
        ] {
            let said = scene.set(changes.clone()).await;
            assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "out_of_range"), field), "{changes}");
        }
        let settings = scene.front.get(&scene.settings_path(), &scene.admin).await.body;
        assert_eq!((&settings["routing"]["mode"], &settings["routing"]["wait_bound_seconds"]), (&json!("pull"), &json!(600)));
        for (by, field) in [
            (json!({ "capacity": 0 }), "capacity"),
            (json!({ "skills": [{ "skill": "pre_sale", "level": 4 }] }), "skills"),
            (json!({ "skills": [{ "skill": "pre_sale", "level": 1 }, { "skill": "pre_sale", "level": 2 }] }), "skills"),
        ] {
            let said = scene.change("anna", by.clone()).await;
            assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "out_of_range"), field), "{by}");
        }
        let can = json!({ "capacity": 2, "skills": [{ "skill": "after_sale", "level": 3 }], "languages": ["zh"] });
        let changed = scene.change("anna", can).await;
        assert_eq!((&changed.body["capacity"], &changed.body["skills"][0]["level"], &changed.body["languages"]), (&json!(2), &json!(3), &json!(["zh"])));
        scene.front.close().await;
    }

    async fn whoever_has_room_is_given_what_waits_and_the_next_when_a_place_is_freed(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 0 })).await;
        scene.change("anna", json!({ "capacity": 1 })).await;
        let first = scene.says("first", PERSON).await;
        // Somebody comes online: what waits is theirs.
        let (agent, session) = scene.comes("anna").await;
        let claimed = scene.fact("claimed", &first).await;
        assert_eq!(claimed["fact"]["agent"], agent.as_str());
        let second = scene.says("second", PERSON).await;
        assert_eq!(scene.does(&session, &first, "resolve").await.status.as_u16(), 200);
        let heard = hear_until(&mut scene.live, |frame| is(frame, "claimed", &second)).await;
        assert!(heard.iter().any(|frame| is(frame, "resolved", &first)), "it came before there was room");
        scene.front.close().await;
    }

    async fn an_offer_that_is_not_taken_goes_to_somebody_else(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 600 })).await;
        let one = scene.comes("anna").await;
        let two = scene.comes("sven").await;
        let waits = scene.says("waits", PERSON).await;
        let offered = scene.fact("offered", &waits).await;
        assert_eq!(offered["conversation"]["status"], "waiting");
        let ((_, session), (other, others_session)) =
            if offered["fact"]["agent"] == one.0.as_str() { (one, two) } else { (two, one) };
        assert_eq!(scene.does(&others_session, &waits, "decline").await.refusal(), (409, "not_offered"));
        assert_eq!(scene.does(&session, &waits, "decline").await.status.as_u16(), 200);
        let again = scene.fact("offered", &waits).await;
        assert_eq!(again["fact"]["agent"], other.as_str());
        let taken = scene.does(&others_session, &waits, "claim").await;
        assert_eq!((&taken.body["status"], &taken.body["offered_to"]), (&json!("assigned"), &Value::Null));
        // Who pauses is offered nothing, and what was offered goes back.
        let waits = scene.says("waits-too", PERSON).await;
        let offered = scene.fact("offered", &waits).await;
        let asked = offered["fact"]["agent"].as_str().expect("an id").to_owned();
        let sessions = [(&other, &others_session)];
        let pauses = sessions.iter().find(|(id, _)| **id == asked).map_or(&session, |(_, session)| *session);
        scene.is(pauses, "away").await;
        let ended = scene.fact("offer_ended", &waits).await;
        assert_eq!((&ended["fact"]["agent"], &ended["fact"]["why"]), (&json!(asked), &json!("withdrawn")));
        assert_ne!(scene.fact("offered", &waits).await["fact"]["agent"], asked.as_str());
        scene.front.close().await;
    }

    async fn whoever_signs_out_is_gone_at_once_and_what_was_offered_goes_to_somebody_else(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 600 })).await;
        let (gone, session) = scene.comes("anna").await;
        let waits = scene.says("waits", PERSON).await;
        assert_eq!(scene.fact("offered", &waits).await["fact"]["agent"], gone.as_str());
        let (other, _) = scene.comes("sven").await;
        let said = scene.front.ask(Method::DELETE, "/api/v1/session", &session, None).await;
        assert_eq!(said.status.as_u16(), 204, "{said:?}");
        let ended = scene.fact("offer_ended", &waits).await;
        assert_eq!((&ended["fact"]["agent"], &ended["fact"]["why"]), (&json!(gone), &json!("withdrawn")));
        assert_eq!(scene.fact("offered", &waits).await["fact"]["agent"], other.as_str());
        scene.front.close().await;
    }

    async fn what_everybody_let_pass_does_not_go_back_and_forth(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 600, "help_after_seconds": 3600 })).await;
        let people = [scene.comes("anna").await, scene.comes("sven").await];
        let session_of = |agent: &Value| {
            let found = people.iter().find(|(id, _)| agent == id.as_str());
            found.map(|(_, session)| session.clone()).expect("one of the two")
        };
        let unwanted = scene.says("unwanted", PERSON).await;
        for _ in 0..2 {
            let offered = scene.fact("offered", &unwanted).await;
            let said = scene.does(&session_of(&offered["fact"]["agent"]), &unwanted, "decline").await;
            assert_eq!(said.status.as_u16(), 200, "{said:?}");
        }
        // Whoever gives out the next has looked at this one, too.
        let next = scene.says("next", PERSON).await;
        scene.fact("offered", &next).await;
        let queue = scene.waiting("").await;
        let still = queue.iter().find(|one| one["id"] == unwanted.as_str()).expect("it waits");
        assert!(still["offered_to"].is_null() && !still["due_at"].is_null(), "{still}");
        scene.front.close().await;
    }

    async fn who_lets_offers_pass_is_taken_to_be_away(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 30, "misses_until_away": 1 })).await;
        let (agent, _) = scene.comes("anna").await;
        let waits = scene.says("waits", PERSON).await;
        scene.fact("offered", &waits).await;
        scene.front.clock.advance(Duration::from_secs(31));
        let ended = scene.fact("offer_ended", &waits).await;
        assert_eq!((&ended["fact"]["agent"], &ended["fact"]["why"]), (&json!(agent), &json!("missed")));
        hear(&mut scene.live, |frame| {
            frame["fact"]["kind"] == "presence_changed"
                && frame["fact"]["agent"] == agent.as_str()
                && frame["fact"]["presence"] == "away"
        })
        .await;
        let listed = scene.waiting("").await;
        let still = listed.iter().find(|one| one["id"] == waits.as_str()).expect("it waits");
        assert!(still["offered_to"].is_null() && !still["due_at"].is_null(), "{still}");
        scene.front.close().await;
    }

    async fn what_somebody_holds_who_goes_comes_back_with_a_word_and_goes_to_the_next(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 0, "return_after_seconds": 0 })).await;
        let (_, session) = scene.comes("anna").await;
        let held = scene.says("held", PERSON).await;
        scene.fact("claimed", &held).await;
        let (other, _) = scene.comes("sven").await;
        scene.is(&session, "offline").await;
        scene.fact("released", &held).await;
        let claimed = scene.fact("claimed", &held).await;
        assert_eq!(claimed["fact"]["agent"], other.as_str());
        let open = scene.front.get(&format!("/api/v1/conversations/{held}"), &scene.admin).await.body;
        let notes = open["messages"].as_array().into_iter().flatten().filter(|message| message["private"] == true);
        assert!(notes.clone().any(|note| note["text"].as_str().is_some_and(|text| text.contains("gone offline"))), "{open}");
        assert!(open["conversation"]["packet"].is_object());
        scene.front.close().await;
    }

    async fn a_complaint_goes_to_a_senior_at_once(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 0 })).await;
        scene.comes("anna").await;
        let (senior, _) = scene.comes("sven").await;
        let complains = scene.says("complains", COMPLAINT).await;
        let claimed = scene.fact("claimed", &complains).await;
        assert_eq!(claimed["fact"]["agent"], senior.as_str());
        scene.front.close().await;
    }

    async fn a_buyers_own_person_comes_before_others(engine) {
        let mut scene = Scene::open(engine).await;
        scene.set(json!({ "mode": "push", "accept_seconds": 0 })).await;
        let waits = scene.says("waits", PERSON).await;
        let listed = scene.waiting("").await;
        let path = format!("/api/v1/buyers/{}/agent", listed[0]["buyer"].as_str().expect("an id"));
        let sven = scene.front.person("sven").await.id.to_string();
        let otto = scene.front.person("otto").await.id.to_string();
        let lead = scene.front.session("lena").await;
        let said = scene.front.ask(Method::PUT, &path, &lead, Some(json!({ "agent": otto }))).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "agent_not_in_shop"), "agent"));
        assert_eq!(scene.front.ask(Method::PUT, &path, &lead, Some(json!({ "agent": sven }))).await.status.as_u16(), 200);
        // Both come at the same moment, as far as the queue can tell.
        scene.set(json!({ "mode": "pull" })).await;
        scene.comes("anna").await;
        scene.comes("sven").await;
        scene.set(json!({ "mode": "push", "accept_seconds": 0 })).await;
        assert_eq!(scene.fact("claimed", &waits).await["fact"]["agent"], sven.as_str());
        scene.front.close().await;
    }

    async fn a_transfer_says_what_it_costs_by_the_number_the_shop_is_judged_by(engine) {
        let mut scene = Scene::open(engine).await;
        let said = scene.set(json!({ "metric": "no-such-number" })).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "no_such_definition"), "routing.metric"));
        let waits = scene.says("waits", PERSON).await;
        let path = format!("/api/v1/conversations/{waits}/transfer-cost");
        let cost = scene.front.get(&path, &scene.admin).await.body;
        assert_eq!((&cost["metric"], &cost["code"]), (&Value::Null, &json!("nothing")));
        scene.set(json!({ "metric": "taobao-average-reply" })).await;
        let cost = scene.front.get(&path, &scene.admin).await.body;
        assert_eq!(cost["code"], "left_unanswered");
        assert!(cost["metric"]["zh"].is_string() && cost["why"]["zh"].as_str().is_some_and(|text| text.contains("未回复")));
        scene.front.close().await;
    }
}
