//! The numbers platforms hold against a shop, through the API.

use std::time::Duration;

use desk::ctx::Clock as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};

impl Front {
    /// The bot keeps quiet, so that every wait is people's.
    async fn without_bot(&self) {
        let (id, mut settings) = (self.shop.id, self.shop.settings.clone());
        settings.bot.enabled = false;
        self.app.store.write(move |ctx| desk::shop::set(ctx, id, &settings)).await.expect("it is set");
    }

    /// A buyer writes, Anna takes it at once, and answers after so many seconds; without seconds she never does.
    async fn talk(&self, buyer: &str, answer: Option<(u64, &str)>) -> String {
        let message =
            json!({ "external_id": format!("m-{buyer}"), "handle": buyer, "text": "Is it in stock?" });
        let taken = self.post("/api/v1/inboxes/till/messages", &self.key, message).await;
        let conversation = taken.text("conversation");
        let anna = self.session("anna").await;
        let at = format!("/api/v1/conversations/{conversation}");
        self.ask(Method::POST, &format!("{at}/claim"), &anna, None).await;
        if let Some((seconds, text)) = answer {
            self.clock.advance(Duration::from_secs(seconds));
            let body = json!({ "client_id": buyer, "text": text });
            let said = self.post(&format!("{at}/messages"), &anna, body).await;
            assert!(said.status.is_success(), "{said:?}");
        }
        conversation
    }

    async fn metric(&self, query: &str) -> Said {
        let lead = self.session("lena").await;
        self.get(&format!("/api/v1/shops/{}/metrics?{query}", self.shop.id), &lead).await
    }

    async fn put_definition(&self, definition: &Value) -> Said {
        let lead = self.session("lena").await;
        let path = format!("/api/v1/shops/{}/metrics/definitions", self.shop.id);
        self.ask(Method::PUT, &path, &lead, Some(definition.clone())).await
    }
}

fn shipped(name: &str) -> Value {
    serde_json::to_value(desk::metric::shipped::newest(name).expect("shipped")).expect("JSON")
}

both! {
    async fn a_shop_sees_its_number_why_and_whom_to_answer(engine) {
        let front = Front::open(engine).await;
        front.without_bot().await;
        let quick = front.talk("quick", Some((30, "Yes, it is."))).await;
        let slow = front.talk("slow", Some((200, "Yes, it is."))).await;
        let open = front.talk("open", None).await;
        front.clock.advance(Duration::from_secs(10));
        let said = front.metric("definition=three-minute-response").await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        let seen = said.body;
        assert_eq!(seen["figure"], json!({ "value": 0.5, "numerator": 1.0, "denominator": 2 }), "{seen}");
        assert_eq!(seen["today"], seen["figure"], "everything was today");
        let rounds = seen["rounds"].as_array().expect("rounds");
        let told: Vec<_> = rounds.iter().map(|round| (&round["conversation"], &round["reason"])).collect();
        let wanted = [(json!(quick), json!("in_time")), (json!(slow), json!("late")), (json!(open), json!("open"))];
        assert_eq!(told, wanted.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
        assert_eq!(rounds[1]["why"]["en"], "Answered after 200 s, later than the 180 s allowed.");
        assert_eq!(rounds[1]["why"]["zh"], "200 秒才回复，超过 180 秒。");
        assert_eq!(rounds[0]["agent"], front.person("anna").await.id.to_string());
        assert_eq!(seen["by_agent"][0]["figure"]["denominator"], 2, "{seen}");
        let standing = &seen["standing"];
        assert_eq!((standing["if_answered"].as_f64(), standing["if_left"].as_f64()), (Some(2.0 / 3.0), Some(1.0 / 3.0)));
        assert_eq!((&standing["answer_now"], &standing["reachable"]), (&json!([open]), &json!(false)));
        assert_eq!(standing["distance"]["met"], false);
        // Page by page, and only those that failed.
        let first = front.metric("definition=three-minute-response&limit=2").await.body;
        assert_eq!((&first["next"], &first["rounds_total"]), (&json!(2), &json!(3)));
        let second = front.metric("definition=three-minute-response&limit=2&after=2").await.body;
        assert_eq!((&second["next"], &second["rounds"][0]), (&Value::Null, &rounds[2]));
        let late = front.metric("definition=three-minute-response&reason=late").await.body;
        assert_eq!((&late["rounds_total"], &late["rounds"][0]), (&json!(1), &rounds[1]));
        front.close().await;
    }

    async fn a_hello_answers_where_the_platform_says_so(engine) {
        let front = Front::open(engine).await;
        front.without_bot().await;
        front.talk("hello", Some((5, "Hello!"))).await;
        let sea = front.metric("definition=tiktok-sea-average-reply").await.body;
        assert_eq!(sea["rounds"][0]["reason"], "measured", "{sea}");
        let us = front.metric("definition=tiktok-us-reply").await.body;
        assert_eq!(us["rounds"][0]["reason"], "open", "{us}");
        assert_eq!(us["rounds"][0]["passed_over"], json!(["greeting"]));
        front.close().await;
    }

    async fn a_definition_is_edited_by_putting_its_next_version(engine) {
        let front = Front::open(engine).await;
        front.without_bot().await;
        front.talk("quick", Some((100, "Yes, it is."))).await;
        let value = async |query: &str| front.metric(query).await.body["figure"]["value"].clone();
        assert_eq!(value("definition=three-minute-response").await, 1.0);
        let mut next = shipped("three-minute-response");
        next["version"] = json!(2);
        next["effective_from"] = json!("2025-11-25");
        next["measure"]["due"]["within_seconds"] = json!(60);
        let put = front.put_definition(&next).await;
        assert_eq!((put.status, &put.body), (StatusCode::OK, &next));
        let seen = front.metric("definition=three-minute-response").await.body;
        assert_eq!((&seen["version"], &seen["figure"]["value"]), (&json!(2), &json!(0.0)), "recounted at once");
        // From a day that has not come it changes nothing yet.
        next["version"] = json!(3);
        next["effective_from"] = json!("2025-12-01");
        next["measure"]["due"]["within_seconds"] = json!(600);
        next["rolling"] = json!({ "days": 1, "today": false });
        next["day_starts"] = json!("06:00");
        let before = front.metric("definition=three-minute-response").await.body;
        let put = front.put_definition(&next).await;
        assert_eq!(put.status, StatusCode::OK, "{put:?}");
        let seen = front.metric("definition=three-minute-response").await.body;
        assert_eq!((&seen["version"], &seen["figure"]["value"]), (&json!(2), &json!(0.0)), "{seen}");
        assert_eq!(seen, before, "nor the days it is taken over");
        let lead = front.session("lena").await;
        let list = front.get(&format!("/api/v1/shops/{}/metrics/definitions", front.shop.id), &lead).await.body;
        let own: Vec<_> = list.as_array().expect("a list").iter()
            .filter(|definition| definition["name"] == "three-minute-response").map(|d| &d["version"]).collect();
        assert_eq!(own, [1, 2, 3]);
        front.close().await;
    }

    async fn versions_that_measure_something_else_are_not_summed_together(engine) {
        let front = Front::open(engine).await;
        front.without_bot().await;
        front.talk("quick", Some((100, "Yes, it is."))).await;
        let mut next = shipped("three-minute-response");
        next["version"] = json!(2);
        next["effective_from"] = json!("2025-11-26");
        next["measure"] = json!({ "kind": "average", "until": "reply" });
        next["target"] = json!({ "value": 60.0, "better": "low" });
        let put = front.put_definition(&next).await;
        assert_eq!(put.status, StatusCode::OK, "{put:?}");
        front.clock.advance(Duration::from_secs(86_400));
        front.talk("later", Some((40, "Yes, it is."))).await;
        let seen = front.metric("definition=three-minute-response").await.body;
        assert_eq!(seen["figure"], json!({ "value": 40.0, "numerator": 40.0, "denominator": 1 }), "{seen}");
        assert_eq!((&seen["rounds_total"], &seen["by_agent"][0]["figure"]["denominator"]), (&json!(2), &json!(1)));
        front.close().await;
    }

    async fn what_cannot_be_counted_by_is_refused_by_its_field(engine) {
        let front = Front::open(engine).await;
        let good = shipped("three-minute-response");
        let of = |change: &dyn Fn(&mut Value)| {
            let mut definition = good.clone();
            definition["version"] = json!(2);
            definition["effective_from"] = json!("2025-11-25");
            change(&mut definition);
            definition
        };
        let cases: [(Value, u16, &str, Option<&str>); 9] = [
            (good.clone(), 409, "definition_has_changed", None),
            (of(&|d| d["effective_from"] = json!("2024-01-01")), 422, "effective_too_early", Some("effective_from")),
            (of(&|d| d["name"] = json!("Not A Key")), 422, "not_a_key", Some("name")),
            (of(&|d| d["valid"] = json!([])), 422, "required", Some("valid")),
            (of(&|d| d["day_starts"] = json!("25:00")), 422, "not_a_time_of_day", Some("day_starts")),
            (of(&|d| d["hours"][0]["to"] = json!("9")), 422, "not_hours", Some("hours")),
            (of(&|d| d["unit"] = json!("ticket")), 422, "malformed", Some("unit")),
            (of(&|d| d["measure"] = json!({ "kind": "once", "within_seconds": 5 })), 422, "needs_sessions", Some("unit")),
            (of(&|d| d["target"]["calendar"] = json!("office")), 422, "malformed", Some("target.calendar")),
        ];
        for (definition, status, code, field) in cases {
            let said = front.put_definition(&definition).await;
            assert_eq!(said.refusal(), (status, code), "{definition}: {said:?}");
            assert_eq!(said.body["field"].as_str(), field, "{said:?}");
        }
        let unknown = front.metric("definition=nothing-of-ours").await;
        assert_eq!(unknown.refusal(), (404, "no_such_definition"));
        let backwards = "definition=first-response&from=2025-11-25T00:00:00Z&to=2025-11-24T00:00:00Z";
        let said = front.metric(backwards).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "ends_before_start"), "to"));
        front.close().await;
    }

    async fn the_platforms_own_number_is_held_against_ours_and_the_difference_explained(engine) {
        let front = Front::open(engine).await;
        front.without_bot().await;
        front.talk("quick", Some((30, "Yes, it is."))).await;
        let slow = front.talk("slow", Some((200, "Yes, it is."))).await;
        let lead = front.session("lena").await;
        let at = |path: &str| format!("/api/v1/shops/{}/metrics/{path}", front.shop.id);
        let today = front.clock.now().timestamp().to_zoned(front.shop.zone()).date().to_string();
        let told = |value: f64| json!([{ "metric": "three-minute-response", "day": today, "value": value, "units": 2 }]);
        for (number, code, field) in [
            (told(1.5), "share_above_one", "value"),
            (json!([{ "metric": "nothing-of-ours", "day": today, "value": 0.5 }]), "no_such_definition", "metric"),
        ] {
            let said = front.ask(Method::PUT, &at("platform-numbers"), &lead, Some(number)).await;
            let problem = &said.body["problems"][0];
            assert_eq!((said.status.as_u16(), problem["code"].as_str(), problem["field"].as_str()), (422, Some(code), Some(field)), "{said:?}");
        }
        let said = front.ask(Method::PUT, &at("platform-numbers"), &lead, Some(told(1.0))).await;
        assert_eq!((said.status.as_u16(), &said.body["added"]), (200, &json!(1)), "{said:?}");
        let again = front.ask(Method::PUT, &at("platform-numbers"), &lead, Some(told(1.0))).await;
        assert_eq!(again.body["unchanged"], 1);
        let held = front.get(&at("reconciliation?definition=three-minute-response"), &lead).await.body;
        let day = &held["days"][0];
        assert_eq!((&day["theirs"], &day["ours"], &day["difference"]), (&json!(1.0), &json!(0.5), &json!(0.5)), "{held}");
        let best = &held["explanations"][0];
        assert_eq!((best["left"].as_f64(), &best["reading"]["en"]), (Some(0.0), &json!("the limit is 300 s")), "{held}");
        assert_eq!((&best["rounds_total"], &best["rounds"][0]["conversation"]), (&json!(1), &json!(slow)));
        assert_eq!(best["rounds"][0]["ours"]["en"], "Answered after 200 s, later than the 180 s allowed.");
        assert_eq!(best["rounds"][0]["otherwise"]["zh"], "200 秒回复，未超过 300 秒。");
        let same = front.ask(Method::PUT, &at("platform-numbers"), &lead, Some(told(0.5))).await;
        assert_eq!(same.body["updated"], 1);
        let held = front.get(&at("reconciliation?definition=three-minute-response"), &lead).await.body;
        assert_eq!(held["explanations"], json!([]), "there is nothing to explain");
        // What was told of the wrong day is taken back, once.
        let that_day = at(&format!("platform-numbers/three-minute-response/{today}"));
        for expected in [204, 404] {
            let said = front.ask(Method::DELETE, &that_day, &lead, None).await;
            assert_eq!(said.status.as_u16(), expected, "{said:?}");
        }
        let said = front.ask(Method::DELETE, &at("platform-numbers/three-minute-response/today"), &lead, None).await;
        assert_eq!((said.status.as_u16(), said.body["field"].as_str()), (422, Some("day")), "{said:?}");
        let held = front.get(&at("reconciliation?definition=three-minute-response"), &lead).await.body;
        assert_eq!(held["days"], json!([]));
        front.close().await;
    }
}
