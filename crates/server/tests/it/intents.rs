//! Intents of a shop's own: set up by whoever keeps its knowledge, recognised at once, told beside the built-in reading.

use reqwest::Method;
use serde_json::{Value, json};

use crate::front::Front;

fn engraving() -> Value {
    json!({ "name": "Engraving", "examples": [
        "can you engrave my name", "is engraving possible", "please engrave a date on it",
        "how much is the engraving", "engrave two letters inside the ring", "能刻字吗", "戒指内圈刻字多少钱",
    ] })
}

async fn setup(front: &Front) -> (String, String) {
    (format!("/api/v1/shops/{}/intents", front.shop.id), front.session("lena").await)
}

/// The conversation, once its last burst was read.
async fn labelled(front: &Front, id: &str, token: &str) -> Value {
    let mut woken = front.app.store.db.listen(desk::fact::TOPIC);
    loop {
        let open = front.get(&format!("/api/v1/conversations/{id}"), token).await;
        if open.body["conversation"]["intent"].is_string() {
            return open.body["conversation"].clone();
        }
        woken.changed().await.expect("the ledger goes on");
    }
}

testkit::both! {
    async fn an_intent_is_recognised_from_its_answer_on(engine) {
        let front = Front::open(engine).await;
        let (intents, lead) = setup(&front).await;
        let said = json!({ "text": "could you engrave my name on it" });
        let before = front.post(&format!("{intents}/try"), &lead, said.clone()).await;
        assert_eq!((before.status.as_u16(), &before.body["custom"]), (200, &Value::Null), "{before:?}");
        let made = front.post(&intents, &lead, engraving()).await;
        assert_eq!(made.status, 201, "{made:?}");
        let shares: f64 = made.body["read_as"].as_array().expect("a list").iter().filter_map(|one| one["share"].as_f64()).sum();
        assert!((shares - 1.0).abs() < 1e-3, "every example is read as something: {made:?}");
        let after = front.post(&format!("{intents}/try"), &lead, said.clone()).await;
        assert_eq!(after.body["custom"]["name"], "Engraving", "{after:?}");
        assert!(after.body["intents"][0]["confidence"].is_number() && after.body["language"]["id"] == "en");
        let other = front.post(&format!("{intents}/try"), &lead, json!({ "text": "where is my parcel" })).await;
        assert_eq!(other.body["custom"], Value::Null, "{other:?}");
        // A buyer who says it is shown with it.
        let message = json!({ "external_id": "m-1", "handle": "kim", "text": said["text"] });
        let sent = front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation");
        let shown = labelled(&front, &sent, &lead).await;
        assert_eq!(shown["custom_intent"], "Engraving", "{shown}");
        assert!(shown["intent"].is_string(), "the built-in reading stays: {shown}");
        // It goes as it came.
        let id = made.text("id");
        let gone = front.ask(Method::DELETE, &format!("/api/v1/intents/{id}"), &lead, None).await;
        assert_eq!(gone.status, 204, "{gone:?}");
        let forgotten = front.post(&format!("{intents}/try"), &lead, said).await;
        assert_eq!(forgotten.body["custom"], Value::Null, "{forgotten:?}");
        front.close().await;
    }
}

testkit::both! {
    async fn refusals_name_the_field(engine) {
        let front = Front::open(engine).await;
        let (intents, lead) = setup(&front).await;
        let made = front.post(&intents, &lead, engraving()).await.text("id");
        let with = |name: &str, value: Value| {
            let mut body = json!({ "name": "Repair", "examples": [
                "can it be repaired", "repair my watch", "what does a repair cost", "how long is a repair", "a broken strap",
            ] });
            body[name] = value;
            body
        };
        let twice = json!(["a b", "c d", "e f", "g h", "A B"]);
        let theirs = json!(["a b", "c d", "e f", "g h", "Is engraving possible"]);
        let cases = [
            (with("name", json!(" ")), "name", "required"),
            (with("name", json!("ENGRAVING")), "name", "intent_taken"),
            (with("name", json!("x".repeat(41))), "name", "text_too_long"),
            (with("examples", json!(["one", "two", "three", "four", " "])), "examples", "examples_out_of_range"),
            (with("examples", json!((0..51).map(|n| format!("no {n}")).collect::<Vec<_>>())), "examples", "examples_out_of_range"),
            (with("examples", twice), "examples", "twice_in_file"),
            (with("examples", theirs), "examples", "example_of_other_intent"),
            (with("article_id", json!("nowhere")), "article_id", "no_such_article"),
        ];
        for (body, field, code) in cases {
            let refused = front.post(&intents, &lead, body).await;
            assert_eq!(refused.refusal(), (422, code), "{refused:?}");
            assert_eq!(refused.body["field"], field, "{refused:?}");
        }
        // It may keep its own name and examples.
        let same = front.ask(Method::PUT, &format!("/api/v1/intents/{made}"), &lead, Some(engraving())).await;
        assert_eq!(same.status, 200, "{same:?}");
        let empty = front.post(&format!("{intents}/try"), &lead, json!({ "text": " " })).await;
        assert_eq!(empty.refusal(), (422, "required"), "{empty:?}");
        assert_eq!(front.get(&intents, &lead).await.body.as_array().map(Vec::len), Some(1));
        front.close().await;
    }
}
