//! What a shop knows: written, published, told, taken back; proposed, decided, captured.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};
use crate::street::Street;

impl Front {
    async fn write(&self, token: &str, article: Value, publish: bool) -> Said {
        let path = format!("/api/v1/shops/{}/articles/drafts", self.shop.id);
        self.post(&path, token, json!({ "article": article, "publish": publish })).await
    }

    /// What the bot would say to a question now, and with the drafts.
    async fn tried(&self, question: &str) -> Value {
        let lead = self.session("lena").await;
        let path = format!("/api/v1/shops/{}/trials", self.shop.id);
        let said = self.post(&path, &lead, json!({ "questions": [question] })).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body[0].clone()
    }

    async fn step(&self, token: &str, article: &str, step: &str) -> Said {
        self.ask(Method::POST, &format!("/api/v1/articles/{article}/{step}"), token, None).await
    }
}

const QUESTION: &str = "Do you engrave bracelets?";

fn engraving(answer: &str) -> Value {
    json!({ "article_id": "engraving", "question": QUESTION, "similar": ["can you engrave a name"], "answer": answer })
}

fn id(said: &Said) -> String {
    said.body["article"]["id"].as_str().unwrap_or_else(|| panic!("no article in {said:?}")).to_owned()
}

both! {
    async fn a_draft_is_told_by_nobody_until_it_is_published(engine) {
        let front = Front::open(engine).await;
        let senior = front.session("sven").await;
        let draft = front.write(&senior, engraving("Up to ten letters."), false).await;
        assert_eq!(draft.status, StatusCode::CREATED, "{draft:?}");
        let tried = front.tried(QUESTION).await;
        assert_eq!(tried["live"]["outcome"], "handed_off", "{tried}");
        assert_eq!(tried["drafted"]["text"], "Up to ten letters.", "the bench shows what would change");
        let id = id(&draft);
        assert_eq!(front.step(&senior, &id, "versions/1/submit").await.body["article"]["open"]["state"], "review");
        let published = front.step(&senior, &id, "versions/1/publish").await;
        assert_eq!(published.body["article"]["status"], "published", "{published:?}");
        let tried = front.tried("can you engrave a name?").await;
        assert_eq!((&tried["live"]["outcome"], &tried["live"]["text"]), (&json!("told"), &json!("Up to ten letters.")));
        assert_eq!(tried["live"]["sources"][0]["id"], "engraving");
        assert_eq!(front.step(&senior, &id, "versions/1/publish").await.refusal(), (409, "not_a_draft"));
        front.close().await;
    }

    async fn every_version_is_kept_and_can_come_back(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let first = front.write(&lead, engraving("Ten letters."), true).await;
        let id = id(&first);
        front.write(&lead, engraving("Twelve letters."), true).await;
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Twelve letters.");
        let old = front.step(&lead, &id, "versions/1/restore").await;
        assert_eq!(old.body["article"]["open"]["number"], 3, "{old:?}");
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Twelve letters.", "a draft is only a draft");
        let back = front.step(&lead, &id, "versions/3/publish").await;
        let states: Vec<(&Value, &Value)> = back.body["versions"].as_array().expect("versions").iter()
            .map(|version| (&version["state"], &version["article"]["answer"])).collect();
        assert_eq!(states, [
            (&json!("published"), &json!("Ten letters.")),
            (&json!("superseded"), &json!("Twelve letters.")),
            (&json!("superseded"), &json!("Ten letters.")),
        ]);
        assert_eq!(back.body["versions"][0]["author_name"], "lena");
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Ten letters.");
        assert_eq!(front.step(&lead, &id, "retire").await.body["article"]["status"], "retired");
        assert_eq!(front.tried(QUESTION).await["live"]["outcome"], "handed_off");
        front.close().await;
    }

    async fn of_two_who_write_at_once_the_second_is_told(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        front.write(&lead, engraving("Ten letters."), true).await;
        let path = format!("/api/v1/shops/{}/articles/drafts", front.shop.id);
        let over = |answer: &str| json!({ "article": engraving(answer), "based_on": 1, "publish": true });
        assert_eq!(front.post(&path, &lead, over("Eleven.")).await.status, StatusCode::CREATED);
        let late = front.post(&path, &lead, over("Nine.")).await;
        assert_eq!(late.refusal(), (409, "article_changed"), "{late:?}");
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Eleven.");
        front.close().await;
    }

    async fn two_articles_do_not_ask_each_other_s_question(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let first = json!({ "article_id": "a", "question": "Do you engrave?", "similar": ["Can you add a name?"], "answer": "Yes." });
        assert_eq!(front.write(&lead, first, true).await.status, StatusCode::CREATED);
        let second = json!({ "article_id": "b", "question": "can you add a name?", "similar": ["Do you engrave?"], "answer": "No." });
        let said = front.write(&lead, second, false).await;
        assert_eq!((said.refusal(), said.text("field").as_str()), ((422, "circular_wordings"), "similar"));
        let listed = front.get(&format!("/api/v1/shops/{}/articles", front.shop.id), &lead).await;
        assert_eq!(listed.body["total"], 1, "nothing half stored");
        front.close().await;
    }

    async fn what_is_not_known_has_a_safe_wording(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let answer = "{shop.name}: bring {order.number} along, {buyer.name|friend}.";
        front.write(&lead, engraving(answer), true).await;
        let told = front.tried(QUESTION).await["live"]["text"].as_str().expect("a text").to_owned();
        assert_eq!(told, "one: bring your order along, friend.");
        let unknown = front.write(&lead, engraving("Dear {buyer.nmae}"), true).await;
        assert_eq!((unknown.refusal(), unknown.text("field").as_str()), ((422, "unknown_variable"), "answer"));
        front.close().await;
    }

    async fn a_draft_is_not_written_over_unseen(engine) {
        let front = Front::open(engine).await;
        let (lead, senior) = (front.session("lena").await, front.session("sven").await);
        let path = format!("/api/v1/shops/{}/articles/drafts", front.shop.id);
        let first = front.write(&lead, engraving("Ten letters."), false).await;
        let seen = first.body["versions"][0]["created_at"].clone();
        let over = |answer: &str| json!({ "article": engraving(answer), "based_on": 1, "based_on_at": seen });
        front.clock.advance(std::time::Duration::from_secs(5));
        assert_eq!(front.post(&path, &lead, over("Eleven.")).await.status, StatusCode::CREATED);
        let late = front.post(&path, &senior, over("Nine.")).await;
        assert_eq!(late.refusal(), (409, "article_changed"), "{late:?}");
        let blind = front.write(&senior, engraving("Eight."), true).await;
        assert_eq!(blind.refusal(), (409, "article_has_draft"), "{blind:?}");
        let kept = front.get(&format!("/api/v1/articles/{}", id(&first)), &lead).await;
        assert_eq!(kept.body["versions"][0]["article"]["answer"], "Eleven.");
        front.close().await;
    }

    async fn a_policy_is_published_by_a_lead(engine) {
        let front = Front::open(engine).await;
        let (senior, lead) = (front.session("sven").await, front.session("lena").await);
        let mut policy = engraving("Engraved goods are not returned.");
        policy["kind"] = json!("policy");
        let draft = front.write(&senior, policy.clone(), false).await;
        let id = id(&draft);
        assert_eq!(front.step(&senior, &id, "versions/1/publish").await.refusal(), (403, "policy_needs_lead"));
        assert_eq!(front.step(&front.key, &id, "versions/1/publish").await.refusal(), (403, "policy_needs_lead"));
        assert_eq!(front.step(&lead, &id, "versions/1/publish").await.status, StatusCode::OK);
        assert_eq!(front.step(&senior, &id, "retire").await.refusal(), (403, "policy_needs_lead"));
        // Nor by writing something plainer over it.
        let plain = front.write(&senior, engraving("Anything goes."), true).await;
        assert_eq!(plain.refusal(), (403, "policy_needs_lead"), "{plain:?}");
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Engraved goods are not returned.");
        front.close().await;
    }

    async fn what_contradicts_itself_is_refused_by_its_field(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let with = |name: &str, value: Value| {
            let mut article = engraving("Ten letters.");
            article[name] = value;
            article
        };
        let cases = [
            (with("answer", json!(" ")), "answer", "required"),
            (with("question", json!("q".repeat(301))), "question", "text_too_long"),
            (with("answer", json!("x".repeat(10_000))), "answer", "text_too_long"),
            (with("valid_until", json!("2020-01-01T00:00:00Z")), "", ""),
            (with("link", json!("javascript:alert(1)")), "link", "not_an_address"),
            (with("scope", json!([{ "product": "P-404" }])), "scope", "no_such_product"),
            (with("scope", json!([{ "category": "Boats" }])), "scope", "no_such_category"),
            (with("card", json!("P-404")), "card", "no_such_product"),
            (with("similar", json!(["do you ENGRAVE bracelets?"])), "similar", "wording_twice"),
            (with("variants", json!([{ "when": {}, "answer": "a" }])), "variants", "variant_without_condition"),
            (with("when", json!({ "languages": ["zh"] })), "when", "never_told"),
        ];
        for (article, field, code) in cases {
            let mut article = article;
            if code.is_empty() {
                article["valid_from"] = json!("2021-01-01T00:00:00Z");
            }
            let (field, code) = if code.is_empty() { ("valid_until", "ends_before_start") } else { (field, code) };
            let said = front.write(&lead, article.clone(), true).await;
            assert_eq!((said.refusal(), said.text("field").as_str()), ((422, code), field), "{article}");
        }
        let listed = front.get(&format!("/api/v1/shops/{}/articles", front.shop.id), &lead).await;
        assert_eq!(listed.body["total"], 0, "nothing half stored: {listed:?}");
        front.close().await;
    }

    async fn an_answer_may_depend_on_who_asks(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let mut article = engraving("For everybody.");
        article["variants"] = json!([
            { "when": { "channels": ["api"] }, "answer": "In the shop's own channel." },
            { "when": { "levels": ["gold"] }, "answer": "For gold members." },
        ]);
        front.write(&lead, article, true).await;
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "For everybody.", "trials ask as the web chat");
        front.close().await;
    }

    async fn the_house_s_own_wiki_is_for_agents(engine) {
        let front = Front::open(engine).await;
        let (lead, agent) = (front.session("lena").await, front.session("anna").await);
        let mut article = engraving("The engraver is Mondays only.");
        article["audience"] = json!("agent");
        front.write(&lead, article, true).await;
        assert_eq!(front.tried(QUESTION).await["live"]["outcome"], "handed_off");
        let path = format!("/api/v1/shops/{}/knowledge?text=engrave%20bracelets", front.shop.id);
        let found = front.get(&path, &agent).await;
        assert_eq!(found.body[0]["article"]["answer"], "The engraver is Mondays only.", "{found:?}");
        front.close().await;
    }

    async fn a_film_and_a_product_are_shown_with_an_answer(engine) {
        let street = Street::open(engine).await;
        let lead = street.sign_in("lead").await;
        let shops = street.get("/api/v1/shops", &lead).await;
        let shop = shops.as_array().expect("shops").iter().find(|shop| shop["key"] == "qinghe").expect("the shop");
        let at = format!("/api/v1/shops/{}", shop["id"].as_str().expect("an id"));
        let products = street.get(&format!("{at}/products"), &lead).await;
        let product = products.as_array().expect("products").iter()
            .find(|product| product["skus"].as_array().is_some_and(|skus| !skus.is_empty())).expect("something sold");
        let article = json!({ "article_id": "engraving", "question": "手镯可以刻字吗", "answer": "可以，十个字以内。",
            "video": "https://shop.example/engraving.mp4", "card": product["product_id"] });
        let written = street.post(&format!("{at}/articles/drafts"), &lead, &json!({ "article": article, "publish": true })).await;
        assert_eq!(written.status, StatusCode::CREATED, "{written:?}");

        let (text, told) = street.buyer(None).await.ask("手镯可以刻字吗").await;
        assert_eq!((text.as_str(), &told["video"]), ("可以，十个字以内。", &json!("https://shop.example/engraving.mp4")));
        assert_eq!((&told["card"]["title"], told["card"]["price"].is_i64()), (&product["title"], true), "{told}");
        let seen = street.conversation(&lead, told["conversation"].as_str().expect("an id")).await;
        let last = seen["messages"].as_array().and_then(|messages| messages.last()).expect("a message");
        assert_eq!((&last["video"], &last["card"]), (&told["video"], &told["card"]));
        let config = street.ask(Method::GET, "/api/v1/widget/qinghe/config", None, None).await;
        assert_eq!(config.body["currency"], "CNY", "{config:?}");
        street.close().await;
    }

    async fn an_answer_worth_keeping_is_told_to_the_next_buyer(engine) {
        let front = Front::open(engine).await;
        let (agent, senior) = (front.session("anna").await, front.session("sven").await);
        let ask = |id: &str, handle: &str, text: &str| {
            let body = json!({ "external_id": id, "handle": handle, "text": text });
            let key = front.key.clone();
            let front = &front;
            async move { front.post("/api/v1/inboxes/till/messages", &key, body).await }
        };
        ask("m-1", "kim", "hello").await;
        let conversation = ask("m-2", "kim", QUESTION).await.text("conversation");
        let at = format!("/api/v1/conversations/{conversation}");
        front.ask(Method::POST, &format!("{at}/claim"), &agent, None).await;
        let answer = json!({ "client_id": "a-1", "text": "We do, up to ten letters. Call 13812345678." });
        let message = front.post(&format!("{at}/messages"), &agent, answer).await.text("id");
        let capture = json!({ "message": message });
        let kept = front.post(&format!("{at}/capture"), &agent, capture.clone()).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{kept:?}");
        assert_eq!(kept.body["body"]["question"], QUESTION, "the greeting is not part of it");
        assert_eq!(kept.body["body"]["answer"], "We do, up to ten letters. Call ***.");
        let again = front.post(&format!("{at}/capture"), &agent, capture).await;
        assert_eq!(again.body["id"], kept.body["id"], "the same is proposed once");
        let accept = format!("/api/v1/proposals/{}/accept", kept.text("id"));
        let edited = json!({ "article": { "article_id": "", "question": QUESTION, "answer": "Up to ten letters." } });
        assert_eq!(front.post(&accept, &agent, edited.clone()).await.status, StatusCode::FORBIDDEN);
        let accepted = front.post(&accept, &senior, edited.clone()).await;
        assert_eq!(accepted.status, StatusCode::OK, "{accepted:?}");
        assert_eq!(accepted.body["article"]["source"]["kind"], "capture");
        assert_eq!(front.post(&accept, &senior, edited).await.refusal(), (409, "already_decided"));
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Up to ten letters.");
        front.close().await;
    }

    async fn a_contradiction_is_shown_beside_the_proposal(engine) {
        let front = Front::open(engine).await;
        let (agent, lead) = (front.session("anna").await, front.session("lena").await);
        front.write(&lead, engraving("Up to 10 letters."), true).await;
        let body = json!({ "external_id": "m-1", "handle": "kim", "text": QUESTION });
        let conversation = front.post("/api/v1/inboxes/till/messages", &front.key, body).await.text("conversation");
        let at = format!("/api/v1/conversations/{conversation}");
        front.ask(Method::POST, &format!("{at}/claim"), &agent, None).await;
        let answer = json!({ "client_id": "a-1", "text": "Up to 12 letters." });
        let message = front.post(&format!("{at}/messages"), &agent, answer).await.text("id");
        let kept = front.post(&format!("{at}/capture"), &agent, json!({ "message": message })).await;
        let conflict = &kept.body["conflicts"][0];
        assert_eq!((&conflict["kind"], &conflict["article_id"]), (&json!("contradiction"), &json!("engraving")), "{kept:?}");
        let merge = format!("/api/v1/proposals/{}/merge", kept.text("id"));
        let merged = front.post(&merge, &lead, json!({ "article_id": "engraving" })).await;
        assert_eq!(merged.status, StatusCode::OK, "{merged:?}");
        assert_eq!(front.tried(QUESTION).await["live"]["text"], "Up to 10 letters.", "its answer stays");
        front.close().await;
    }

    async fn what_agents_make_of_a_suggestion_is_counted(engine) {
        let front = Front::open(engine).await;
        let (agent, lead) = (front.session("anna").await, front.session("lena").await);
        front.write(&lead, engraving("Up to ten letters."), true).await;
        for (handle, text, taken) in
            [("kim", "Up to ten letters.", true), ("ann", "Up to ten letters, in gold.", true), ("lea", "No.", false)]
        {
            let ask = async |id: String, text: &str| {
                let body = json!({ "external_id": id, "handle": handle, "text": text });
                front.post("/api/v1/inboxes/till/messages", &front.key, body).await.text("conversation")
            };
            let conversation = ask(format!("{handle}-1"), "talk to a person").await;
            let at = format!("/api/v1/conversations/{conversation}");
            front.ask(Method::POST, &format!("{at}/claim"), &agent, None).await;
            ask(format!("{handle}-2"), QUESTION).await;
            let offered = front.get(&format!("{at}/suggestion"), &agent).await;
            let suggestion = &offered.body["suggestion"];
            assert_eq!(suggestion["sources"][0]["id"], "engraving", "{offered:?}");
            let began = if taken { suggestion["text"].clone() } else { Value::Null };
            let answer = json!({ "client_id": handle, "text": text, "suggestion": began,
                "suggested": ["engraving", "made-up"] });
            let sent = front.post(&format!("{at}/messages"), &agent, answer).await;
            assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
        }
        let figures = front.get(&format!("/api/v1/shops/{}/articles/figures", front.shop.id), &lead).await;
        let figures = &figures.body[0]["figures"];
        let counted = ["accepted", "edited", "rejected"].map(|name| figures[name].as_i64());
        assert_eq!(counted, [Some(1), Some(1), Some(1)], "{figures}");
        front.close().await;
    }
}
