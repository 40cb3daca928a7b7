//! Who receives, what is done when people are too few, and what is done when nobody comes.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};
use crate::gaps::until;
use crate::street::{Socket, hear, socket_at};

const MINUTE: Duration = Duration::from_secs(60);
const PERSON: &str = "I want to talk to a person";
const ALL_DAY: &str = "00:00";

/// A house in which somebody looks on who is in no team.
struct Scene {
    front: Front,
    admin: String,
    live: Socket,
}

impl Scene {
    /// People answer from `from` to midnight. It is five in the morning.
    async fn open(engine: db::Engine, from: &str, bot: Value) -> Self {
        let front = Front::open(engine).await;
        let admin = front.session("adam").await;
        let live = socket_at(&front.url, "/api/v1/live", &admin).await;
        let scene = Self { front, admin, live };
        let hours = json!([{ "days": [1, 2, 3, 4, 5, 6, 7], "from": from, "to": "24:00" }]);
        let said = scene.set(json!({ "people_hours": hours, "bot": bot })).await;
        assert!(said.status.is_success(), "{said:?}");
        scene
    }

    /// Changes how the shop is set, one level deep.
    async fn set(&self, changes: Value) -> Said {
        let path = format!("/api/v1/shops/{}/settings", self.front.shop.id);
        let mut settings = self.front.get(&path, &self.admin).await.body;
        for (part, change) in changes.as_object().expect("fields") {
            match change.as_object() {
                Some(fields) => fields.iter().for_each(|(name, value)| settings[part][name] = value.clone()),
                None => settings[part] = change.clone(),
            }
        }
        self.front.ask(Method::PUT, &path, &self.admin, Some(settings)).await
    }

    /// Nothing weighs: whoever has waited longest comes first.
    async fn serves_in_turn(&self) {
        let weights = json!({ "value": 0.0, "complaint": 0.0, "metric": 0.0 });
        assert!(self.set(json!({ "routing": { "weights": weights } })).await.status.is_success());
    }

    /// Is here; a session.
    async fn comes(&self, login: &str) -> String {
        let session = self.front.session(login).await;
        self.is(&session, "online").await;
        session
    }

    async fn is(&self, session: &str, presence: &str) {
        let body = json!({ "presence": presence });
        let said = self.front.ask(Method::PUT, "/api/v1/session/presence", session, Some(body)).await;
        assert_eq!(said.status.as_u16(), 204, "{said:?}");
    }

    /// A buyer says something; the conversation.
    async fn says(&self, handle: &str, id: &str, text: &str) -> String {
        let body = json!({ "external_id": format!("{handle}-{id}"), "handle": handle, "text": text });
        let said = self.front.post("/api/v1/inboxes/till/messages", &self.front.key, body).await;
        // The bot waits a moment for what else is said.
        self.front.clock.advance(Duration::from_secs(2));
        said.text("conversation")
    }

    /// A buyer says something that goes to people; the conversation.
    async fn asks_for_people(&mut self, handle: &str, text: &str) -> String {
        let conversation = self.says(handle, "1", text).await;
        self.fact("handed_off", &conversation).await;
        conversation
    }

    /// Waits for a fact about a conversation.
    async fn fact(&mut self, kind: &str, conversation: &str) -> Value {
        hear(&mut self.live, |frame| {
            frame["fact"]["kind"] == kind && frame["conversation"]["id"] == conversation
        })
        .await
    }

    /// Waits for a fact about the shop.
    async fn fact_of_shop(&mut self, kind: &str) -> Value {
        hear(&mut self.live, |frame| frame["fact"]["kind"] == kind).await["fact"].clone()
    }

    /// Waits for something said in a conversation in which these words are.
    async fn said(&mut self, conversation: &str, words: &str) -> Value {
        hear(&mut self.live, |frame| {
            frame["conversation"]["id"] == conversation
                && frame["message"]["text"].as_str().is_some_and(|text| text.contains(words))
        })
        .await["message"]
            .clone()
    }

    async fn does(&self, session: &str, conversation: &str, what: &str) -> Said {
        let path = format!("/api/v1/conversations/{conversation}/{what}");
        self.front.ask(Method::POST, &path, session, None).await
    }

    async fn shown(&self, conversation: &str) -> Value {
        self.front.get(&format!("/api/v1/conversations/{conversation}"), &self.admin).await.body
    }

    /// What was said in a conversation, notes left out.
    async fn talk(&self, conversation: &str) -> Vec<Value> {
        let shown = self.shown(conversation).await;
        let messages = shown["messages"].as_array().cloned().unwrap_or_default();
        messages.into_iter().filter(|message| message["private"] == false).collect()
    }

    async fn waiting(&self) -> Vec<Value> {
        let list = self.front.get("/api/v1/conversations?view=waiting", &self.admin).await;
        list.body["conversations"].as_array().expect("a list").clone()
    }

    async fn surge(&self) -> Value {
        let all = self.front.get("/api/v1/surges", &self.admin).await.body;
        let ours =
            all.as_array().expect("a list").iter().find(|one| one["shop"] == self.front.shop.id.to_string());
        ours.expect("our shop").clone()
    }

    async fn set_surge(&self, session: &str, on: bool) -> Said {
        let path = format!("/api/v1/shops/{}/surge", self.front.shop.id);
        self.front.ask(Method::PUT, &path, session, Some(json!({ "on": on }))).await
    }

    /// The shop knows the answer to this.
    async fn knows(&self, question: &str, answer: &str) {
        let article = json!([{ "article_id": "a-1", "question": question, "answer": answer }]);
        let shop = self.front.shop.id;
        let path = format!("/api/v1/shops/{shop}/articles");
        let said = self.front.ask(Method::PUT, &path, &self.admin, Some(article)).await;
        assert!(said.status.is_success(), "{said:?}");
        until(async || {
            let asked = json!({ "questions": [question] });
            let tried = self.front.post(&format!("/api/v1/shops/{shop}/trials"), &self.admin, asked).await;
            tried.body.to_string().contains(answer).then_some(())
        })
        .await;
    }
}

both! {
    async fn what_cannot_be_set_is_refused_by_its_field_and_changes_nothing(engine) {
        let scene = Scene::open(engine, ALL_DAY, json!({})).await;
        for (bot, field, code) in [
            (json!({ "night": { "from": "25:00", "to": "08:00" } }), "bot.night.from", "not_a_time_of_day"),
            (json!({ "night": { "from": "22:00", "to": "8" } }), "bot.night.to", "not_a_time_of_day"),
            (json!({ "night": { "from": "22:00", "to": "22:00" } }), "bot.night.to", "night_without_end"),
            (json!({ "night": { "from": "00:00", "to": "24:00" } }), "bot.night.to", "night_without_end"),
            (json!({ "surge": { "enabled": true, "from_minutes": 0, "until_minutes": 0 } }), "bot.surge.from_minutes", "out_of_range"),
            (json!({ "surge": { "enabled": true, "from_minutes": 8, "until_minutes": 8 } }), "bot.surge.until_minutes", "surge_ends_where_it_begins"),
            (json!({ "rescue_after_minutes": 1441 }), "bot.rescue_after_minutes", "out_of_range"),
        ] {
            let said = scene.set(json!({ "bot": bot.clone() })).await;
            assert_eq!((said.refusal(), said.text("field").as_str()), ((422, code), field), "{bot}");
        }
        let path = format!("/api/v1/shops/{}/settings", scene.front.shop.id);
        let bot = scene.front.get(&path, &scene.admin).await.body["bot"].clone();
        assert_eq!((&bot["reception"], &bot["night"]["from"], &bot["rescue_after_minutes"]), (&json!("always"), &json!("22:00"), &json!(15)));
        scene.front.close().await;
    }

    async fn by_day_people_receive_with_a_welcome_and_a_place_and_at_night_the_bot_does(engine) {
        let night = json!({ "reception": "night", "night": { "from": "22:00", "to": "06:00" } });
        let mut scene = Scene::open(engine, ALL_DAY, night).await;
        scene.comes("anna").await;
        let asked = scene.says("nightly", "1", "hello").await;
        let greeted = scene.said(&asked, "welcome").await;
        assert_eq!(greeted["author"], "bot");
        assert_eq!(scene.shown(&asked).await["conversation"]["status"], "bot");
        // From six on it is day.
        scene.front.clock.advance(70 * MINUTE);
        let asked = scene.asks_for_people("daily", "hello").await;
        scene.said(&asked, "within 3 minutes").await;
        let shown = scene.shown(&asked).await;
        assert_eq!((&shown["conversation"]["status"], &shown["conversation"]["packet"]["reason"]), (&json!("waiting"), &json!("people_receive")));
        assert!(!shown["conversation"]["due_at"].is_null());
        let talk = scene.talk(&asked).await;
        let authors: Vec<&str> = talk.iter().map(|message| message["author"].as_str().expect("an author")).collect();
        assert_eq!(authors, ["buyer", "bot", "system"], "{talk:?}");
        // Whoever only says thanks is passed to nobody, and a complaint is comforted as ever.
        let thanks = scene.says("polite", "1", "thanks, bye").await;
        scene.said(&thanks, "").await;
        let complains = scene.asks_for_people("angry", "I will file a complaint about you, this is broken rubbish").await;
        assert_eq!(scene.shown(&complains).await["conversation"]["packet"]["reason"], "complaint");
        // A question in hours that no people cover is the bot's, although it is no night.
        let hours = json!([{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "09:00", "to": "24:00" }]);
        scene.set(json!({ "people_hours": hours })).await;
        let asked = scene.says("early", "1", "hello").await;
        scene.said(&asked, "welcome").await;
        assert_eq!(scene.shown(&asked).await["conversation"]["status"], "bot");
        scene.front.close().await;
    }

    async fn when_people_are_too_few_the_bot_receives_and_who_waits_is_answered_in_their_place(engine) {
        let day = json!({ "reception": "night", "night": { "from": "22:00", "to": "04:00" } });
        let mut scene = Scene::open(engine, ALL_DAY, day).await;
        scene.serves_in_turn().await;
        scene.knows("Do you do engraving?", "Yes, up to twenty letters for 5 euros.").await;
        let agent = scene.comes("anna").await;
        // By day people receive, also what the bot could answer.
        let first = scene.asks_for_people("first", "Do you do engraving?").await;
        let second = scene.asks_for_people("second", "Is there parking near your place?").await;
        assert_eq!(scene.surge().await["on"], false);
        // Three wait, one person works: who came now would wait ten minutes.
        let third = scene.asks_for_people("third", PERSON).await;
        let began = scene.fact_of_shop("surge_began").await;
        assert_eq!((&began["wait_minutes"], &began["agent"]), (&json!(10), &Value::Null));
        // What the facts answer is told, and nobody loses their place.
        let told = scene.said(&first, "twenty letters").await;
        assert_eq!(told["author"], "bot");
        let text = told["text"].as_str().expect("a text");
        assert!(text.contains("busy") && text.contains("twenty letters"), "{text}");
        assert_eq!(told["sources"][0]["kind"], "article");
        let place = scene.said(&first, "You keep your place").await;
        assert!(place["text"].as_str().is_some_and(|text| text.contains("minutes")), "{place}");
        let shown = scene.shown(&first).await;
        assert_eq!((&shown["conversation"]["status"], &shown["conversation"]["packet"]["reason"]), (&json!("waiting"), &json!("people_receive")));
        assert_eq!(scene.waiting().await[0]["id"], first.as_str());
        let surge = scene.surge().await;
        assert_eq!((&surge["on"], &surge["state"], &surge["wait_minutes"], &surge["waiting"]), (&json!(true), &json!("on"), &json!(10), &json!(3)));
        // A new question is the bot's first, and a person is still had for the asking.
        let fourth = scene.says("fourth", "1", "Do you do engraving?").await;
        let told = scene.said(&fourth, "twenty letters").await;
        assert_eq!(told["author"], "bot");
        assert_eq!(scene.shown(&fourth).await["conversation"]["status"], "bot");
        let fifth = scene.asks_for_people("fifth", PERSON).await;
        assert_eq!(scene.shown(&fifth).await["conversation"]["packet"]["reason"], "asked");
        // What nothing bears out was not said to anybody.
        for conversation in [&second, &third, &fifth] {
            let talk = scene.talk(conversation).await;
            let answered = talk.iter().any(|message| message["text"].as_str().is_some_and(|text| text.contains("meanwhile")));
            assert!(!answered, "{talk:?}");
        }
        // It is over when the wait is short, and not before.
        for conversation in [&first, &second, &third] {
            assert_eq!(scene.does(&agent, conversation, "claim").await.status.as_u16(), 200);
        }
        assert_eq!(scene.does(&agent, &fifth, "claim").await.status.as_u16(), 200);
        assert_eq!(scene.fact_of_shop("surge_ended").await["agent"], Value::Null);
        let surge = scene.surge().await;
        assert_eq!((&surge["on"], &surge["state"], &surge["expected_minutes"]), (&json!(false), &json!("off"), &json!(3)));
        let sixth = scene.asks_for_people("sixth", "Do you do engraving?").await;
        assert_eq!(scene.shown(&sixth).await["conversation"]["packet"]["reason"], "people_receive");
        scene.front.close().await;
    }

    async fn who_waits_is_told_when_much_has_changed_and_not_too_often(engine) {
        let mut scene = Scene::open(engine, ALL_DAY, json!({ "rescue_after_minutes": 0 })).await;
        scene.serves_in_turn().await;
        scene.comes("anna").await;
        let mut waiting = Vec::new();
        for handle in ["one", "two", "three", "four", "five"] {
            waiting.push(scene.asks_for_people(handle, PERSON).await);
        }
        let last = waiting.last().expect("five").clone();
        scene.said(&last, "within 13 minutes").await;
        // A colleague comes: half the wait. That was told a moment ago, so it is told in a few minutes.
        scene.comes("sven").await;
        let before = scene.talk(&last).await.len();
        scene.front.clock.advance(5 * MINUTE);
        let told = scene.said(&last, "You keep your place").await;
        assert!(told["text"].as_str().is_some_and(|text| text.contains("4 people are ahead") && text.contains("within 7 minutes")), "{told}");
        assert_eq!(scene.talk(&last).await.len(), before + 1);
        scene.front.close().await;
    }

    async fn a_lead_begins_and_ends_it_by_hand_and_that_holds(engine) {
        let mut scene = Scene::open(engine, ALL_DAY, json!({})).await;
        let agent = scene.comes("anna").await;
        let lead = scene.front.session("lena").await;
        let other = scene.front.session("olga").await;
        assert_eq!(scene.set_surge(&agent, true).await.refusal().0, 403);
        assert_eq!(scene.set_surge(&other, true).await.refusal(), (404, "no_such_shop"));
        let begun = scene.set_surge(&lead, true).await.body;
        assert_eq!((&begun["state"], &begun["on"], &begun["agent_name"]), (&json!("begun"), &json!(true), &json!("lena")));
        scene.fact_of_shop("surge_began").await;
        // The wait is short, and it stays: who began it ends it.
        let only = scene.asks_for_people("only", PERSON).await;
        scene.does(&agent, &only, "claim").await;
        scene.fact("claimed", &only).await;
        assert_eq!(scene.surge().await["state"], "begun");
        assert_eq!(scene.set_surge(&lead, false).await.body["state"], "off", "the wait is short");
        scene.fact_of_shop("surge_ended").await;
        // Ended in spite of a long wait, it does not come back before the wait has been short.
        let mut waiting = Vec::new();
        for handle in ["one", "two", "three"] {
            waiting.push(scene.asks_for_people(handle, PERSON).await);
        }
        scene.fact_of_shop("surge_began").await;
        let ended = scene.set_surge(&lead, false).await.body;
        assert_eq!((&ended["state"], &ended["on"], &ended["expected_minutes"]), (&json!("ended"), &json!(false), &json!(10)));
        waiting.push(scene.asks_for_people("four", PERSON).await);
        assert_eq!(scene.surge().await["state"], "ended");
        for conversation in &waiting {
            scene.does(&agent, conversation, "claim").await;
        }
        until(async || (scene.surge().await["state"] == "off").then_some(())).await;
        // A bot that does not answer receives nothing.
        scene.set(json!({ "bot": { "enabled": false } })).await;
        assert_eq!(scene.set_surge(&lead, true).await.refusal(), (409, "bot_is_off"));
        scene.front.close().await;
    }

    async fn who_was_forgotten_is_told_so_with_a_time_that_is_a_promise(engine) {
        let mut scene = Scene::open(engine, ALL_DAY, json!({})).await;
        let agent = scene.comes("anna").await;
        let waits = scene.asks_for_people("waits", PERSON).await;
        let due = scene.shown(&waits).await["conversation"]["due_at"].clone();
        // Not a minute too early: 15 minutes after the answer was due.
        scene.front.clock.advance(17 * MINUTE);
        assert!(scene.shown(&waits).await["conversation"]["orphaned_at"].is_null());
        scene.front.clock.advance(2 * MINUTE);
        let orphaned = scene.fact("orphaned", &waits).await;
        let conversation = &orphaned["conversation"];
        assert_eq!((&conversation["urgency"], &conversation["status"], &conversation["due_at"]), (&json!("urgent"), &json!("waiting"), &due));
        assert!(conversation["orphaned_at"].is_string());
        let told = scene.said(&waits, "nobody from our team has come yet").await;
        // It is 05:19 and one person is here, who needs two and a half minutes.
        let text = told["text"].as_str().expect("a text");
        assert!(text.contains("by today 05:25 at the latest"), "{text}");
        assert_eq!((&told["author"], &told["notice"]), (&json!("system"), &json!("orphaned")));
        let promises = scene.front.get(&format!("/api/v1/conversations/{waits}/promises"), &agent).await.body;
        let promise = &promises["promises"][0];
        assert_eq!((&promise["kind"], &promise["state"], &promise["owner"]["kind"]), (&json!("reply"), &json!("open"), &json!("shop")));
        let at: jiff::Timestamp = promise["due_at"].as_str().expect("a time").parse().expect("a time");
        assert_eq!(at.to_string(), "2025-11-25T04:25:00Z");
        let shown = scene.shown(&waits).await;
        let notes: Vec<&Value> = shown["messages"].as_array().expect("messages").iter().filter(|message| message["private"] == true).collect();
        assert!(notes.iter().any(|note| note["text"].as_str().is_some_and(|text| text.contains("nobody took it"))), "{shown}");
        // What they say meanwhile makes it no less urgent, and they are told once.
        scene.says("waits", "2", "when does it ship").await;
        scene.fact("labelled", &waits).await;
        assert_eq!(scene.shown(&waits).await["conversation"]["urgency"], "urgent");
        let why = scene.waiting().await[0]["place"]["label"].clone();
        assert_eq!((&why["code"], &why["why"]["en"]), (&json!("orphaned"), &json!("Nobody came, so it is urgent")));
        scene.front.clock.advance(4 * MINUTE);
        let claimed = scene.does(&agent, &waits, "claim").await.body;
        assert_eq!((&claimed["orphaned_at"], &claimed["status"]), (&Value::Null, &json!("assigned")));
        assert_ne!(claimed["urgency"], "urgent", "it is as urgent as it is by itself");
        let apologies = scene.talk(&waits).await.into_iter().filter(|message| message["notice"] == "orphaned").count();
        assert_eq!(apologies, 1);
        // An answer keeps the promise.
        let answer = json!({ "client_id": "a-1", "text": "Here I am: your parcel left this morning." });
        scene.front.post(&format!("/api/v1/conversations/{waits}/messages"), &agent, answer).await;
        let promises = scene.front.get(&format!("/api/v1/conversations/{waits}/promises"), &agent).await.body;
        assert_eq!(promises["promises"][0]["state"], "kept", "{promises}");
        // Given back it waits anew, and anew it is seen to.
        let more = scene.says("waits", "3", "hello? one more thing").await;
        assert_eq!(more, waits);
        scene.does(&agent, &waits, "release").await;
        scene.fact("released", &waits).await;
        scene.front.clock.advance(20 * MINUTE);
        scene.fact("orphaned", &waits).await;
        scene.front.close().await;
    }

    async fn only_hours_of_people_count_and_no_time_is_made_up(engine) {
        let mut scene = Scene::open(engine, "06:00", json!({})).await;
        let waits = scene.asks_for_people("waits", PERSON).await;
        scene.said(&waits, "06:00").await;
        // An hour and a quarter of waiting, a quarter of an hour of it with people.
        scene.front.clock.advance(75 * MINUTE);
        assert!(scene.shown(&waits).await["conversation"]["orphaned_at"].is_null());
        scene.front.clock.advance(5 * MINUTE);
        scene.fact("orphaned", &waits).await;
        // Nobody is here: what is sure is that tomorrow people begin at six.
        let told = scene.said(&waits, "nobody from our team has come yet").await;
        assert!(told["text"].as_str().is_some_and(|text| text.contains("by tomorrow 06:05 at the latest")), "{told}");
        // Where people never stop and nobody is here, nothing says when somebody comes.
        scene.set(json!({ "people_hours": [{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00" }] })).await;
        let other = scene.asks_for_people("other", PERSON).await;
        scene.front.clock.advance(20 * MINUTE);
        scene.fact("orphaned", &other).await;
        let told = scene.said(&other, "nobody from our team has come yet").await;
        assert!(told["text"].as_str().is_some_and(|text| !text.contains("at the latest")), "{told}");
        let promises = scene.front.get(&format!("/api/v1/conversations/{other}/promises"), &scene.admin).await.body;
        assert_eq!(promises["promises"], json!([]));
        // Where nobody wants it, it is not done.
        scene.set(json!({ "bot": { "rescue_after_minutes": 0 } })).await;
        let never = scene.asks_for_people("never", PERSON).await;
        scene.front.clock.advance(60 * MINUTE);
        let last = scene.asks_for_people("last", PERSON).await;
        assert!(scene.shown(&never).await["conversation"]["orphaned_at"].is_null() && last != never);
        scene.front.close().await;
    }

    async fn what_somebody_holds_who_went_goes_back_also_where_people_take_the_next_one_themselves(engine) {
        let mut scene = Scene::open(engine, ALL_DAY, json!({})).await;
        let agent = scene.comes("anna").await;
        let held = scene.asks_for_people("held", PERSON).await;
        scene.does(&agent, &held, "claim").await;
        scene.is(&agent, "offline").await;
        scene.front.clock.advance(14 * MINUTE);
        assert_eq!(scene.shown(&held).await["conversation"]["status"], "assigned");
        scene.front.clock.advance(2 * MINUTE);
        scene.fact("released", &held).await;
        let note = scene.said(&held, "gone offline").await;
        assert_eq!(note["private"], true);
        let shown = scene.shown(&held).await;
        assert_eq!((&shown["conversation"]["status"], &shown["conversation"]["agent"]), (&json!("waiting"), &Value::Null));
        assert!(!shown["conversation"]["due_at"].is_null());
        // Nor does it stay for long with somebody it was passed to who is not here.
        let other = scene.comes("sven").await;
        scene.does(&other, &held, "claim").await;
        let anna = scene.front.person("anna").await.id;
        let passed = scene.front.post(&format!("/api/v1/conversations/{held}/transfer"), &other, json!({ "to": anna })).await;
        assert_eq!(passed.status.as_u16(), 200, "{passed:?}");
        scene.front.clock.advance(16 * MINUTE);
        scene.fact("released", &held).await;
        scene.front.close().await;
    }

    async fn in_the_morning_what_was_left_comes_first_and_nobody_is_given_all_of_it(engine) {
        let mut scene = Scene::open(engine, "06:00", json!({})).await;
        scene.set(json!({ "routing": { "mode": "push", "accept_seconds": 0 } })).await;
        let anna = scene.front.person("anna").await.id;
        let capacity = scene.front.ask(Method::PATCH, &format!("/api/v1/people/{anna}"), &scene.admin, Some(json!({ "capacity": 2 }))).await;
        assert_eq!(capacity.status.as_u16(), 200, "{capacity:?}");
        let mut left = Vec::new();
        for handle in ["one", "two", "three"] {
            left.push(scene.asks_for_people(handle, PERSON).await);
            scene.front.clock.advance(10 * MINUTE);
        }
        scene.front.clock.advance(31 * MINUTE);
        let fresh = scene.asks_for_people("fresh", "I will file a complaint: my order is late").await;
        let newer = scene.asks_for_people("newer", PERSON).await;
        // A complaint is a complaint; then whoever has been promised the morning for longest.
        let queue: Vec<String> = scene.waiting().await.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(queue, [&fresh, &left[0], &left[1], &left[2], &newer].map(String::clone));
        // The first person is given what they can hold, and the rest as they get done.
        let agent = scene.comes("anna").await;
        scene.fact("claimed", &fresh).await;
        scene.fact("claimed", &left[0]).await;
        assert_eq!(scene.waiting().await.len(), 3, "two are enough for one person");
        for (done, next) in [(&fresh, &left[1]), (&left[0], &left[2]), (&left[1], &newer)] {
            assert_eq!(scene.does(&agent, done, "resolve").await.status.as_u16(), 200);
            scene.fact("claimed", next).await;
        }
        assert!(scene.waiting().await.is_empty());
        scene.front.close().await;
    }

    async fn whoever_was_handed_over_is_somebodys_or_has_a_place_and_always_a_deadline(engine) {
        for seed in [7, 2026] {
            let mut scene = Scene::open(engine, ALL_DAY, json!({})).await;
            let people = [scene.comes("anna").await, scene.comes("sven").await];
            let mut dice = Dice(seed);
            let mut talks: Vec<String> = Vec::new();
            let mut seen = Seen::default();
            for step in 0..90 {
                scene.anything(&mut dice, &people, &mut talks, step).await;
                scene.nobody_is_lost(&mut seen).await;
            }
            assert!(seen.waited > 20 && seen.held > 20 && seen.offered > 0, "{seen:?}");
            scene.front.close().await;
        }
    }
}

/// A die that falls the same way each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}

/// What was come across.
#[derive(Debug, Default)]
struct Seen {
    waited: usize,
    offered: usize,
    held: usize,
}

impl Scene {
    /// One of all the things that can happen to conversations; what is refused changes nothing.
    async fn anything(&mut self, dice: &mut Dice, people: &[String], talks: &mut Vec<String>, step: usize) {
        let who = people[dice.throw(people.len())].clone();
        let talk = talks.get(dice.throw(talks.len().max(1))).cloned();
        match (dice.throw(12), talk) {
            (0..=2, _) | (_, None) => {
                let handle = format!("buyer{}", dice.throw(12));
                let asks =
                    [PERSON, "are you there", "this is broken rubbish, I will complain"][dice.throw(3)];
                let talk = self.says(&handle, &format!("{step}"), asks).await;
                if !talks.contains(&talk) {
                    talks.push(talk);
                }
            }
            (3 | 4, Some(talk)) => drop(self.does(&who, &talk, "claim").await),
            (5, Some(talk)) => drop(self.does(&who, &talk, "release").await),
            (6, Some(talk)) => drop(self.does(&who, &talk, "decline").await),
            (7, Some(talk)) => drop(self.does(&who, &talk, "resolve").await),
            (8, Some(talk)) => {
                let to = self.front.person(["anna", "sven", "lena"][dice.throw(3)]).await.id;
                let path = format!("/api/v1/conversations/{talk}/transfer");
                self.front.post(&path, &who, json!({ "to": to })).await;
            }
            (9, _) => {
                self.is(&who, ["online", "online", "away", "offline"][dice.throw(4)]).await;
            }
            (10, _) => {
                let accept = [0, 20, 20][dice.throw(3)];
                let mode = ["push", "push", "pull"][dice.throw(3)];
                let routing = json!({ "mode": mode, "accept_seconds": accept, "return_after_seconds": 20 });
                assert!(self.set(json!({ "routing": routing })).await.status.is_success());
            }
            _ => self.front.clock.advance(Duration::from_secs(25)),
        }
    }

    /// Who waits has a place and a deadline; who is held has somebody, and a deadline until somebody answers. Nobody answers
    /// here.
    async fn nobody_is_lost(&mut self, seen: &mut Seen) {
        for one in self.waiting().await {
            assert!(one["place"]["rank"].as_u64() > Some(0) && one["due_at"].is_string(), "{one}");
            seen.waited += 1;
            seen.offered += usize::from(one["offered_to"].is_string());
        }
        let held = self.front.get("/api/v1/conversations?view=others", &self.admin).await.body;
        for one in held["conversations"].as_array().expect("a list") {
            assert!(one["agent"].is_string(), "{one}");
            assert!(one["handed_off_at"].is_null() || one["due_at"].is_string(), "{one}");
            seen.held += 1;
        }
    }
}
