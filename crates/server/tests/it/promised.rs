//! Promises: found in what is said, kept by what arrives, reminded of, told of when broken, and counted.

use std::time::Duration;

use desk::id::ConversationId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};
use crate::gaps::until;
use crate::street::{KEY, Street};

/// A conversation of the shop's own channel that somebody holds.
struct Held<'a> {
    front: &'a Front,
    id: String,
    agent: String,
}

impl Front {
    /// `handle` writes; `login` takes the conversation.
    async fn held(&self, handle: &str, text: &str, login: &str) -> Held<'_> {
        let message = json!({ "external_id": format!("{handle}-{text}"), "handle": handle, "text": text,
            "buyer": { "external_id": handle, "name": handle } });
        let id = self.post("/api/v1/inboxes/till/messages", &self.key, message).await.text("conversation");
        let agent = self.session(login).await;
        let claimed = self.post(&format!("/api/v1/conversations/{id}/claim"), &agent, json!({})).await;
        assert_eq!(claimed.status, StatusCode::OK, "{claimed:?}");
        Held { front: self, id, agent }
    }

    async fn figures(&self) -> Value {
        let lead = self.session("lena").await;
        let said = self.get(&format!("/api/v1/shops/{}/promises/figures", self.shop.id), &lead).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body
    }

    async fn order(&self, number: &str, buyer: &str, status: &str) {
        let order = json!([{ "order_id": number, "buyer_id": buyer, "status": status,
            "placed_at": "2025-11-24T10:00:00Z", "lines": [{ "sku_id": "s-1", "product_title": "Ring", "quantity": 1, "unit_price": 1000 }] }]);
        let path = format!("/api/v1/shops/{}/orders", self.shop.id);
        let said = self.ask(reqwest::Method::PUT, &path, &self.key, Some(order)).await;
        assert!(said.status.is_success(), "{said:?}");
    }

    async fn parcel(&self, order: &str, number: &str) {
        let parcel = json!([{ "shipment_id": number, "order_id": order, "carrier": "DHL", "tracking_number": number,
            "status": "in_transit" }]);
        let path = format!("/api/v1/shops/{}/shipments", self.shop.id);
        let said = self.ask(reqwest::Method::PUT, &path, &self.key, Some(parcel)).await;
        assert!(said.status.is_success(), "{said:?}");
    }
}

impl Held<'_> {
    async fn say(&self, client_id: &str, text: &str) -> Said {
        self.send(json!({ "client_id": client_id, "text": text })).await
    }

    async fn send(&self, message: Value) -> Said {
        let path = format!("/api/v1/conversations/{}/messages", self.id);
        self.front.post(&path, &self.agent, message).await
    }

    async fn shown(&self) -> Value {
        let said = self.front.get(&format!("/api/v1/conversations/{}/promises", self.id), &self.agent).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body
    }

    async fn promises(&self) -> Vec<Value> {
        self.shown().await["promises"].as_array().expect("a list").clone()
    }

    /// Its only promise, once the timer has noted this about it.
    async fn once(&self, moment: &str) -> Value {
        until(async || self.promises().await.into_iter().find(|one| one[moment].is_string())).await
    }

    /// The states of its promises, in the order they are due.
    async fn states(&self) -> Vec<String> {
        self.promises().await.iter().map(|one| one["state"].as_str().expect("a word").to_owned()).collect()
    }

    async fn change(&self, promise: &str, what: &str, body: Value) -> Said {
        self.front.post(&format!("/api/v1/promises/{promise}/{what}"), &self.agent, body).await
    }
}

fn id_of(promise: &Value) -> String {
    promise["id"].as_str().expect("an id").to_owned()
}

both! {
    async fn what_is_said_is_promised_once_and_kept_by_the_tracking_number(engine) {
        let front = Front::open(engine).await;
        front.order("A-1", "kim", "paid").await;
        let held = front.held("kim", "when do you ship my order?", "anna").await;
        for _ in 0..2 {
            let said = held.say("c-1", "We'll ship it by 6pm tomorrow.").await;
            assert_eq!(said.status, StatusCode::CREATED, "{said:?}");
        }
        let promises = held.promises().await;
        assert_eq!(promises.len(), 1, "{promises:?}");
        let promise = &promises[0];
        assert_eq!(promise["kind"], "ship");
        assert_eq!(promise["order"], "A-1");
        assert_eq!(promise["owner_name"], "anna");
        assert_eq!(promise["due_at"], "2025-11-26T17:00:00Z", "six in Berlin: {promise}");
        // Something else about the order keeps nothing; its parcel does.
        front.order("A-1", "kim", "shipped").await;
        assert_eq!(held.states().await, ["open"]);
        front.parcel("A-1", "JD0001").await;
        assert_eq!(held.states().await, ["kept"]);
        let figures = front.figures().await;
        assert_eq!((&figures["shop"]["made"], &figures["shop"]["kept"]), (&json!(1), &json!(1)), "{figures}");
        assert_eq!(figures["people"][0]["name"], "anna");
        front.close().await;
    }

    async fn an_answer_keeps_the_promise_of_one_and_holding_off_does_not(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "why was I charged twice?", "anna").await;
        held.say("c-1", "Let me check that for you.").await;
        let promises = held.promises().await;
        assert_eq!(promises.len(), 1, "{promises:?}");
        assert_eq!(promises[0]["kind"], "reply");
        held.say("c-2", "One moment please.").await;
        held.say("c-3", "We'll look into it.").await;
        assert_eq!(held.states().await, ["open"]);
        held.say("c-4", "The second charge is a hold of your bank; it is gone by itself.").await;
        assert_eq!(held.states().await, ["kept"]);
        front.close().await;
    }

    async fn a_promise_is_reminded_of_broken_and_stays_broken(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "is there an update?", "anna").await;
        held.say("c-1", "I'll call you within 2 hours.").await;
        let id = id_of(&held.promises().await[0]);
        front.clock.advance(Duration::from_secs(106 * 60));
        let promise = held.once("reminded_at").await;
        assert_eq!((&promise["state"], &promise["broken_at"]), (&json!("open"), &Value::Null));
        front.clock.advance(Duration::from_secs(15 * 60));
        let promise = held.once("broken_at").await;
        assert_eq!(promise["state"], "open");
        let path = format!("/api/v1/conversations/{}/messages", held.id);
        let messages = front.get(&path, &held.agent).await.body;
        let notes: Vec<&Value> =
            messages.as_array().expect("a list").iter().filter(|one| one["private"] == true).collect();
        assert_eq!(notes.len(), 1, "one note for colleagues: {messages}");
        assert!(notes[0]["text"].as_str().is_some_and(|text| text.contains("anna")), "{notes:?}");

        let moved = json!({ "due_at": "2025-11-26T12:00:00Z", "reason": "no answer on the phone" });
        let said = held.change(&id, "move", moved).await;
        assert_eq!((said.status, &said.body["moves"]), (StatusCode::OK, &json!(1)), "{said:?}");
        let kept = held.change(&id, "keep", json!({ "how": "called" })).await;
        assert_eq!(kept.body["state"], "kept", "{kept:?}");
        let again = held.change(&id, "cancel", json!({ "reason": "x" })).await;
        assert_eq!(again.refusal(), (409, "promise_closed"));
        let figures = front.figures().await;
        assert_eq!((&figures["shop"]["kept"], &figures["shop"]["broken"]), (&json!(0), &json!(1)), "{figures}");
        assert_eq!(figures["shop"]["kept_rate"], 0.0);
        front.close().await;
    }

    async fn a_promise_goes_with_its_conversation(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "hello", "anna").await;
        held.say("c-1", "I'll call you at 10 am tomorrow.").await;
        let sven = front.person("sven").await.id;
        let path = format!("/api/v1/conversations/{}/transfer", held.id);
        let passed = front.post(&path, &held.agent, json!({ "to": sven })).await;
        assert_eq!(passed.status, StatusCode::OK, "{passed:?}");
        assert_eq!(held.promises().await[0]["owner_name"], "sven");
        let (senior, path) = (front.session("sven").await, format!("/api/v1/conversations/{}/release", held.id));
        front.post(&path, &senior, json!({})).await;
        assert_eq!(held.promises().await[0]["owner"]["kind"], "shop");
        front.post(&format!("/api/v1/conversations/{}/claim", held.id), &held.agent, json!({})).await;
        assert_eq!(held.promises().await[0]["owner_name"], "anna");
        let mine = front.get("/api/v1/promises?view=mine", &held.agent).await.body;
        assert_eq!((&mine["counts"]["mine"], &mine["promises"][0]["kind"]), (&json!(1), &json!("call")), "{mine}");
        let others = front.get("/api/v1/promises?view=open", &front.session("otto").await).await.body;
        assert_eq!(others["promises"], json!([]), "another shop's: {others}");
        front.close().await;
    }

    async fn an_agent_says_what_is_a_promise_and_what_is_not(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "hello", "anna").await;
        let weigh = format!("/api/v1/conversations/{}/weigh", held.id);
        let weighed = front.post(&weigh, &held.agent, json!({ "text": "We'll ship it by 6pm tomorrow." })).await;
        assert_eq!(weighed.body["promises"][0]["kind"], "ship", "{weighed:?}");
        assert_eq!(weighed.body["vague"], Value::Null);
        let vague = front.post(&weigh, &held.agent, json!({ "text": "We'll look into it." })).await;
        assert_eq!(vague.body["vague"]["missing"], json!(["time"]), "{vague:?}");

        held.send(json!({ "client_id": "c-1", "text": "We'll ship it by 6pm tomorrow.", "promises": [] })).await;
        assert_eq!(held.promises().await.len(), 0);
        let other = json!({ "kind": "other", "due_at": "2025-11-27T09:00:00Z", "wording": "We'll sort it out" });
        held.send(json!({ "client_id": "c-2", "text": "We'll sort it out", "promises": [other] })).await;
        assert_eq!(held.promises().await[0]["due_at"], "2025-11-27T09:00:00Z");
        let past = json!({ "kind": "other", "due_at": "2025-11-20T09:00:00Z", "wording": "x" });
        let refused = held.send(json!({ "client_id": "c-3", "text": "late", "promises": [past] })).await;
        assert_eq!(refused.refusal(), (422, "due_not_ahead"));
        assert_eq!(refused.text("field"), "promises.0.due_at");
        let path = format!("/api/v1/conversations/{}/messages", held.id);
        let said = front.get(&path, &held.agent).await.body.to_string();
        assert!(!said.contains("late"), "nothing of it was said: {said}");
        front.close().await;
    }

    async fn a_buyer_who_comes_back_after_a_vague_reply_is_linked_to_it(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "the strap is broken", "anna").await;
        held.say("c-1", "We'll look into it.").await;
        assert_eq!(held.shown().await["again"], json!([]));
        front.clock.advance(Duration::from_secs(26 * 3600));
        let more = json!({ "external_id": "m-2", "handle": "kim", "text": "the strap is still broken" });
        front.post("/api/v1/inboxes/till/messages", &front.key, more).await;
        let again = held.shown().await["again"].clone();
        assert_eq!(again[0]["phrases"], json!(["look into it"]), "{again}");
        let figures = front.figures().await;
        assert_eq!((&figures["shop"]["vague"], &figures["shop"]["vague_again"]), (&json!(1), &json!(1)), "{figures}");
        front.close().await;
    }

    async fn deep_resolve_ends_with_steps_and_a_promise(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "it does not pair", "anna").await;
        let path = format!("/api/v1/conversations/{}/deep_resolve", held.id);
        let wrong = front.post(&path, &held.agent, json!({ "minutes": 30 })).await;
        assert_eq!(wrong.refusal(), (422, "out_of_range"));
        let begun = front.post(&path, &held.agent, json!({ "minutes": 10 })).await;
        assert_eq!(begun.body["until_at"], "2025-11-25T04:10:00Z", "{begun:?}");
        let lead = front.session("lena").await;
        let seen = front.get("/api/v1/promises?view=open", &lead).await.body;
        assert_eq!(seen["deep"][0]["agent_name"], "anna", "{seen}");
        let promise = json!({ "kind": "call", "due_at": "2025-11-26T09:00:00Z", "wording": "A technician calls at 10" });
        let end = json!({ "steps": ["Hold the button for ten seconds", " "], "promise": promise });
        let ended = front.post(&format!("{path}/end"), &held.agent, end).await;
        assert_eq!(ended.body["steps"], json!(["Hold the button for ten seconds"]), "{ended:?}");
        assert_eq!(held.promises().await[0]["kind"], "call");
        let twice = front.post(&format!("{path}/end"), &held.agent, json!({ "steps": ["x"] })).await;
        assert_eq!(twice.refusal(), (409, "no_deep_resolve"));
        let id: ConversationId = held.id.parse().expect("an id");
        let running = front.app.store.read(move |ctx| {
            let shop = desk::conversation::get(ctx, id)?.shop;
            desk::promise::deep::running(ctx, shop)
        }).await.expect("read");
        assert_eq!(running, []);
        front.close().await;
    }

    async fn the_same_message_again_is_answered_though_its_promise_is_due_by_now(engine) {
        let front = Front::open(engine).await;
        let held = front.held("kim", "hello", "anna").await;
        let soon = json!({ "kind": "reply", "due_at": "2025-11-25T04:10:00Z", "wording": "An answer by ten past" });
        let message = json!({ "client_id": "c-1", "text": "I will tell you by ten past", "promises": [soon] });
        let first = held.send(message.clone()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{first:?}");
        front.clock.advance(Duration::from_secs(3600));
        let again = held.send(message).await;
        assert_eq!((again.status, &again.body["message"]["id"]), (StatusCode::CREATED, &first.body["message"]["id"]), "{again:?}");
        assert_eq!(held.promises().await.len(), 1);
        front.close().await;
    }

    async fn the_bot_promises_that_an_order_leaves_and_not_what_holds_for_anybody(engine) {
        let street = Street::open(engine).await;
        let agent = street.sign_in("agent").await;
        let shop = street.app.store.read(|ctx| Ok(desk::inbox::by_key(ctx, "qinghe")?.shop)).await.expect("the shop");
        let ship_by = street.app.store.clock.now() + Duration::from_secs(30 * 3600);
        for (kind, rows) in [
            ("orders", json!([{ "order_id": "QH99990003", "buyer_id": "QH-B001", "status": "paid", "ship_by": ship_by,
                "placed_at": "2026-01-01T00:00:00Z", "lines": [{ "sku_id": "T-1", "product_title": "帆布包", "unit_price": 100 }] }])),
            ("policies", json!([{ "policy_id": "SAME-DAY", "kind": "shipping", "cutoff": "23:59",
                "scope": [{ "product": "QH-C113" }] }])),
        ] {
            let path = format!("/api/v1/shops/{shop}/{kind}");
            let put = street.ask(reqwest::Method::PUT, &path, Some(KEY), Some(&rows)).await;
            assert_eq!(put.status, 200, "{put:?}");
        }
        let promises = async |message: &Value| {
            let id = message["conversation"].as_str().expect("an id");
            street.get(&format!("/api/v1/conversations/{id}/promises"), &agent).await["promises"].clone()
        };
        let mut stranger = street.buyer(None).await;
        let (text, message) = stranger.ask("碎花茶歇连衣裙什么时候发货").await;
        assert!(text.contains("付款"), "{text}");
        assert_eq!(promises(&message).await, json!([]), "{text}");
        let mut buyer = street.buyer(Some(0)).await;
        let (text, message) = buyer.ask("订单QH99990003什么时候发货").await;
        let made = promises(&message).await;
        assert_eq!((&made[0]["kind"], &made[0]["order"]), (&json!("ship"), &json!("QH99990003")), "{text}: {made}");
        street.close().await;
    }
}
