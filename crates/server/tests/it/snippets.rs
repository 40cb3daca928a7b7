//! Snippets through the front door: who keeps which, how they are found, filled, sent and counted.

use reqwest::Method;
use serde_json::{Value, json};

use crate::front::{Front, Said, said};
use crate::rights::form;

/// What a snippet of the shop is.
fn of_shop(front: &Front, title: &str, text: &str, shortcut: &str) -> Value {
    let owner = json!({ "kind": "shop", "id": front.shop.id });
    json!({ "owner": owner, "title": title, "text": text, "shortcut": shortcut })
}

async fn write(front: &Front, token: &str, snippet: Value) -> String {
    let made = front.post("/api/v1/snippets", token, snippet).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.text("id")
}

/// The titles that are found.
async fn found(front: &Front, token: &str, query: &str) -> Vec<String> {
    let list = front.get(&format!("/api/v1/snippets?{query}"), token).await;
    assert_eq!(list.status, 200, "{list:?}");
    let snippets = list.body["snippets"].as_array().expect("a list");
    snippets.iter().map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
}

/// What Kim says; the conversation.
async fn heard(front: &Front, id: &str, text: &str) -> String {
    let message = json!({ "external_id": id, "handle": "kim", "text": text });
    front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation")
}

async fn claimed(front: &Front, token: &str) -> String {
    let conversation = heard(front, "m-1", "hello there").await;
    let claim = format!("/api/v1/conversations/{conversation}/claim");
    assert_eq!(front.ask(Method::POST, &claim, token, None).await.status, 200);
    conversation
}

async fn ready(front: &Front, token: &str, conversation: &str, snippet: &str) -> Said {
    let path = format!("/api/v1/conversations/{conversation}/snippets/{snippet}");
    front.ask(Method::POST, &path, token, None).await
}

async fn send(front: &Front, token: &str, conversation: &str, message: Value) -> Said {
    front.post(&format!("/api/v1/conversations/{conversation}/messages"), token, message).await
}

async fn put(front: &Front, path: &str, token: &str, body: Value) -> Said {
    front.ask(Method::PUT, path, token, Some(body)).await
}

testkit::both! {
    async fn each_keeps_their_own(engine) {
        let front = Front::open(engine).await;
        let (anna, lena) = (front.session("anna").await, front.session("lena").await);
        let me = front.person("anna").await.id;
        let own = json!({ "owner": { "kind": "agent", "id": me }, "title": "Mine", "text": "Hi" });
        let mine = write(&front, &anna, own.clone()).await;
        let shops = write(&front, &lena, of_shop(&front, "Ours", "Hi all", "")).await;
        let lists = front.get("/api/v1/snippets", &lena).await;
        let team = lists.body["teams"][0]["id"].clone();
        assert_eq!(lists.body["teams"].as_array().map(Vec::len), Some(1), "only her own team: {lists:?}");
        let teams = json!({ "owner": { "kind": "team", "id": team }, "title": "Team", "text": "We" });
        write(&front, &lena, teams.clone()).await;

        // An agent writes only for herself; nobody writes for another.
        for other in [of_shop(&front, "t", "x", ""), teams.clone()] {
            assert_eq!(front.post("/api/v1/snippets", &anna, other).await.refusal(), (403, "forbidden"));
        }
        assert_eq!(front.post("/api/v1/snippets", &lena, own).await.refusal(), (422, "not_an_owner"));
        let olga = front.session("olga").await;
        for foreign in [of_shop(&front, "t", "x", ""), teams] {
            assert_eq!(front.post("/api/v1/snippets", &olga, foreign).await.refusal(), (422, "not_an_owner"));
        }
        let change = format!("/api/v1/snippets/{shops}");
        let refused = put(&front, &change, &anna, of_shop(&front, "Ours", "Bye", "")).await;
        assert_eq!(refused.refusal(), (403, "forbidden"));

        // Each sees their own, their team's and their shop's, and nothing else.
        assert_eq!(found(&front, &anna, "").await, ["Mine", "Ours", "Team"]);
        assert_eq!(found(&front, &lena, &format!("shop={}", front.shop.id)).await, ["Ours", "Team"]);
        assert!(found(&front, &olga, "").await.is_empty());
        assert_eq!(found(&front, &front.session("adam").await, "").await, ["Ours", "Team"]);
        for (path, token) in [(&mine, &lena), (&mine, &olga), (&shops, &olga)] {
            let hidden = front.get(&format!("/api/v1/snippets/{path}"), token).await;
            assert_eq!(hidden.refusal(), (404, "no_such_snippet"));
        }
        let editable = front.get(&change, &anna).await.body["editable"].clone();
        assert_eq!((editable, front.get(&change, &lena).await.body["editable"].clone()), (json!(false), json!(true)));
        front.close().await;
    }

    async fn what_cannot_stand_is_refused_by_its_field(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        write(&front, &lena, of_shop(&front, "Refunds", "It goes back.", "/REF")).await;
        let wrong = [
            (json!({ "text": "Hi {buyer.nmae}" }), "text", "unknown_variable"),
            (json!({ "text": "x".repeat(2001) }), "text", "text_too_long"),
            (json!({ "title": " " }), "title", "required"),
            (json!({ "shortcut": "a b" }), "shortcut", "not_a_shortcut"),
            (json!({ "shortcut": "ref" }), "shortcut", "shortcut_taken"),
            (json!({ "images": [front.shop.id] }), "images", "no_such_file"),
            (json!({ "intent": "no_such" }), "intent", "malformed"),
        ];
        for (by, field, code) in wrong {
            let mut snippet = of_shop(&front, "Hello", "Hi", "");
            for (name, value) in by.as_object().expect("fields") {
                snippet[name] = value.clone();
            }
            let refused = front.post("/api/v1/snippets", &lena, snippet).await;
            assert_eq!((refused.refusal(), refused.body["field"].as_str()), ((422, code), Some(field)), "{refused:?}");
        }
        let named = front.post("/api/v1/snippets", &lena, of_shop(&front, "t", "{order.nmber}", "")).await;
        assert_eq!(named.body["details"]["name"], "order.nmber");
        front.close().await;
    }

    async fn they_are_found_by_shortcut_title_sound_and_text(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let all = [
            ("退货时间", "签收后可以在订单页申请。", "tt"),
            ("退款进度", "原路退回。", "jindu"),
            ("发货时间", "请看商品页。", ""),
            ("Refund time", "It goes back to what you paid with.", "rf"),
        ];
        for (title, text, shortcut) in all {
            write(&front, &lena, of_shop(&front, title, text, shortcut)).await;
        }
        let first = async |text: &str| found(&front, &lena, &format!("text={text}")).await.first().cloned();
        for (text, title) in [
            ("/thsj", "退货时间"), ("/tuihuo", "退货时间"), ("tuihsj", "退货时间"), ("/tt", "退货时间"), ("thuo", "退货时间"),
            ("/tkjd", "退款进度"), ("jin", "退款进度"), ("fhsj", "发货时间"), ("原路", "退款进度"), ("签收", "退货时间"),
            ("rt", "Refund time"), ("REF", "Refund time"), ("paid%20with", "Refund time"),
        ] {
            assert_eq!(first(text).await.as_deref(), Some(title), "{text}");
        }
        assert_eq!(first("/zzz").await, None);
        assert_eq!(found(&front, &lena, "text=shijian").await.len(), 2, "from the middle of a title as well");
        front.close().await;
    }

    async fn a_snippet_is_filled_sent_and_counted(engine) {
        let front = Front::open(engine).await;
        let (anna, lena) = (front.session("anna").await, front.session("lena").await);
        let order = json!([{ "order_id": "NL-77001", "buyer_id": "B1", "buyer_name": "Kim", "status": "paid",
            "placed_at": "2025-11-24T08:00:00Z", "lines": [{ "sku_id": "S1", "product_title": "Blue kettle",
            "unit_price": 1000 }] }]);
        let shop = format!("/api/v1/shops/{}", front.shop.id);
        assert_eq!(put(&front, &format!("{shop}/orders"), &front.key, order).await.status, 200);
        let text = "{now.greeting} {buyer.name}, {order.number} is {order.status}: {tracking.number|no parcel yet}. \
            {product.title}, {shop.name}, {agent.name}";
        let snippet = write(&front, &lena, of_shop(&front, "Status", text, "st")).await;

        // Somebody unknown is told nothing of any order.
        let conversation = claimed(&front, &anna).await;
        let unknown = ready(&front, &anna, &conversation, &snippet).await;
        assert_eq!(
            unknown.body["text"],
            "Good morning there, your order is as shown on your order page: no parcel yet. this item, one, anna"
        );
        let missing = ["buyer.name", "order.number", "order.status", "tracking.number", "product.title"];
        assert_eq!(unknown.body["missing"], json!(missing));

        // Who they are is vouched for, and what they bought is known.
        let message = json!({ "external_id": "m-2", "handle": "kim", "text": "it is me",
            "buyer": { "external_id": "B1", "name": "Kim" } });
        assert!(front.post("/api/v1/inboxes/till/messages", &front.key, message).await.status.is_success());
        let known = ready(&front, &anna, &conversation, &snippet).await.text("text");
        assert_eq!(known, "Good morning Kim, NL-77001 is being prepared: no parcel yet. Blue kettle, one, anna");

        // Sent as it stands, the same again, changed, and in her own words.
        let message = json!({ "client_id": "c-1", "text": known, "snippet": snippet });
        let sent = send(&front, &anna, &conversation, message.clone()).await;
        assert_eq!((sent.status.as_u16(), &sent.body["unedited"]["count"]), (201, &json!(1)), "{sent:?}");
        let again = send(&front, &anna, &conversation, message).await;
        assert_eq!((again.text("id"), &again.body["unedited"]["count"]), (sent.text("id"), &json!(1)));
        let own = send(&front, &anna, &conversation, json!({ "client_id": "c-2", "text": "Anything else?" })).await;
        assert_eq!(own.body["unedited"], Value::Null);
        let listed = front.get(&format!("/api/v1/snippets/{snippet}"), &anna).await;
        assert_eq!((&listed.body["own_uses"], &listed.body["uses"]), (&json!(1), &json!(1)));
        let seen = front.get(&format!("/api/v1/snippets/{snippet}"), &lena).await;
        assert_eq!((&seen.body["own_uses"], &seen.body["uses"]), (&json!(0), &json!(1)));

        let lines = front.app.store.read(|ctx| desk::fact::since(ctx, 0, 1000)).await.expect("the ledger");
        let used: Vec<f64> = lines.iter().filter_map(|line| match &line.recorded.fact {
            desk::fact::Fact::SnippetUsed { edited, .. } => Some(*edited),
            _ => None,
        }).collect();
        assert_eq!(used, [0.0]);

        // One of nowhere is refused, and the message is not sent.
        let nowhere = json!({ "client_id": "c-3", "text": "x", "snippet": front.shop.id });
        let refused = send(&front, &anna, &conversation, nowhere).await;
        assert_eq!((refused.refusal(), refused.body["field"].as_str()), ((422, "no_such_snippet"), Some("snippet")));
        front.close().await;
    }

    async fn whoever_sends_too_many_unedited_is_told(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let me = front.person("anna").await.id;
        let own = json!({ "owner": { "kind": "agent", "id": me }, "title": "Hi", "text": "Hello!" });
        let snippet = write(&front, &anna, own).await;
        let conversation = claimed(&front, &anna).await;
        let mut sent = 0;
        let mut said = async |text: &str| {
            sent += 1;
            let message = json!({ "client_id": format!("c-{sent}"), "text": text, "snippet": snippet });
            let answer = send(&front, &anna, &conversation, message).await;
            (answer.body["unedited"]["count"].as_i64(), answer.body["unedited"]["warn"].as_bool())
        };
        for count in 1..5 {
            assert_eq!(said("Hello!").await, (Some(count), Some(false)));
        }
        assert_eq!(said("Hello!").await, (Some(5), Some(true)), "the next would be one too many");
        assert_eq!(said("Hello!").await, (Some(6), Some(true)), "nothing is blocked");
        let shop = front.shop.id;
        let list = front.get(&format!("/api/v1/snippets?shop={shop}"), &anna).await;
        assert_eq!(list.body["unedited"], json!({ "shop": shop, "count": 6, "warn": true }));
        assert_eq!(said("Hello, Kim!").await, (Some(0), Some(false)), "one that was edited ends the row");
        assert_eq!(said("Hello!").await, (Some(1), Some(false)));
        front.clock.advance(std::time::Duration::from_secs(86_401));
        assert_eq!(said("Hello!").await, (Some(1), Some(false)), "yesterday's do not count");

        let mut settings = front.shop.settings.clone();
        settings.unedited_snippets_warn = 0;
        front.app.store.write(move |ctx| desk::shop::set(ctx, shop, &settings)).await.expect("set");
        for count in 2..9 {
            assert_eq!(said("Hello!").await, (Some(count), Some(false)), "0 never warns");
        }
        front.close().await;
    }

    async fn pictures_go_along_again_and_again(engine) {
        let front = Front::open(engine).await;
        let (anna, lena) = (front.session("anna").await, front.session("lena").await);
        let images = format!("/api/v1/shops/{}/snippets/images", front.shop.id);
        let upload = async |name: &str, bytes: &[u8]| {
            let (kind, body) = form(name, bytes);
            let request = front.request(Method::POST, &images).bearer_auth(&lena);
            said(request.header("content-type", kind).body(body)).await
        };
        assert_eq!(upload("note.txt", b"hello").await.refusal(), (422, "not_a_picture"));
        let picture = upload("size.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await.text("id");
        let mut with = of_shop(&front, "Sizes", "See the picture.", "");
        with["images"] = json!([picture, picture, picture, picture]);
        assert_eq!(front.post("/api/v1/snippets", &lena, with.clone()).await.refusal(), (422, "too_many"));
        with["images"] = json!([picture]);
        let snippet = write(&front, &lena, with).await;
        let conversation = claimed(&front, &anna).await;
        let shown = ready(&front, &anna, &conversation, &snippet).await;
        assert_eq!(shown.body["images"][0]["id"], json!(picture), "{shown:?}");
        for client in ["c-1", "c-2"] {
            let message = json!({ "client_id": client, "text": "See the picture.", "snippet": snippet,
                "attachments": [picture] });
            let sent = send(&front, &anna, &conversation, message).await;
            assert_eq!(sent.status, 201, "{sent:?}");
            let file = &sent.body["attachments"][0];
            assert_eq!(file["name"], "size.png");
            assert_ne!(file["id"], json!(picture), "a copy goes out");
        }
        let message = json!({ "client_id": "c-3", "text": "x", "attachments": [picture] });
        let refused = send(&front, &anna, &conversation, message).await;
        assert_eq!(refused.refusal(), (422, "no_such_file"), "without its snippet it is somebody else's");
        front.close().await;
    }

    async fn what_is_due_comes_first_until_it_is_reviewed(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let old = write(&front, &lena, of_shop(&front, "Z, the older", "Old", "")).await;
        front.clock.advance(std::time::Duration::from_secs(86_400));
        write(&front, &lena, of_shop(&front, "A, the newer", "New", "")).await;
        assert_eq!(found(&front, &lena, "").await, ["A, the newer", "Z, the older"]);
        front.clock.advance(std::time::Duration::from_secs(89 * 86_400));
        // A person's session does not live that long.
        let lena = front.session("lena").await;
        assert_eq!(found(&front, &lena, "").await, ["Z, the older", "A, the newer"]);
        assert_eq!(front.get(&format!("/api/v1/snippets/{old}"), &lena).await.body["due"], true);
        let reviewed = front.ask(Method::PUT, &format!("/api/v1/snippets/{old}/review"), &lena, None).await;
        assert_eq!((&reviewed.body["due"], &reviewed.body["version"]), (&json!(false), &json!(1)));
        assert_eq!(found(&front, &lena, "").await, ["A, the newer", "Z, the older"]);
        front.close().await;
    }

    async fn what_is_put_away_can_be_taken_out_again(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let snippet = write(&front, &lena, of_shop(&front, "Old", "Old", "o")).await;
        let path = format!("/api/v1/snippets/{snippet}");
        let away = front.ask(Method::DELETE, &path, &lena, None).await;
        assert_eq!(away.body["archived"], true, "{away:?}");
        assert!(found(&front, &lena, "").await.is_empty());
        assert_eq!(found(&front, &lena, "archived=true").await, ["Old"]);
        // Its shortcut is free meanwhile.
        let other = write(&front, &lena, of_shop(&front, "New", "New", "o")).await;
        let restore = format!("{path}/restore");
        assert_eq!(front.ask(Method::POST, &restore, &lena, None).await.refusal(), (422, "shortcut_taken"));
        front.ask(Method::DELETE, &format!("/api/v1/snippets/{other}"), &lena, None).await;
        assert_eq!(front.ask(Method::POST, &restore, &lena, None).await.body["archived"], false);
        let changed = put(&front, &path, &lena, of_shop(&front, "Old but good", "Old", "o")).await;
        assert_eq!((&changed.body["version"], &changed.body["title"]), (&json!(2), &json!("Old but good")));
        front.close().await;
    }

    async fn keys_are_each_persons_own(engine) {
        let front = Front::open(engine).await;
        let (anna, lena) = (front.session("anna").await, front.session("lena").await);
        let one = write(&front, &lena, of_shop(&front, "One", "1", "")).await;
        let two = write(&front, &lena, of_shop(&front, "Two", "2", "")).await;
        let on = async |id: &str, token: &str, key: Value| {
            put(&front, &format!("/api/v1/snippets/{id}/hotkey"), token, json!({ "hotkey": key })).await
        };
        assert_eq!(on(&one, &anna, json!(1)).await.body["hotkey"], 1);
        assert_eq!(on(&one, &anna, json!(10)).await.refusal(), (422, "out_of_range"));
        assert_eq!(on(&two, &anna, json!(1)).await.body["hotkey"], 1, "the key goes to the other");
        let hotkey = async |id: &str, token: &str| {
            front.get(&format!("/api/v1/snippets/{id}"), token).await.body["hotkey"].clone()
        };
        assert_eq!((hotkey(&one, &anna).await, hotkey(&two, &lena).await), (Value::Null, Value::Null));
        assert_eq!(on(&two, &anna, Value::Null).await.body["hotkey"], Value::Null);
        front.close().await;
    }

    async fn the_starter_set_is_added_once(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let taken = write(&front, &lena, of_shop(&front, "Ours", "Ours", "return")).await;
        let starter = format!("/api/v1/shops/{}/snippets/starter", front.shop.id);
        let add = async |query: &str| {
            let added = front.ask(Method::POST, &format!("{starter}{query}"), &lena, None).await;
            added.body["added"].as_i64()
        };
        assert_eq!(add("?language=en").await, Some(20));
        assert_eq!(add("").await, Some(20));
        assert_eq!(add("").await, Some(0));
        assert_eq!(found(&front, &lena, "").await.len(), 41);
        assert_eq!(found(&front, &lena, "text=/return").await[0], "Ours", "a shortcut stays with who has it");
        assert_eq!(found(&front, &lena, "text=/thlc").await, ["退货流程"]);
        let list = front.get("/api/v1/snippets?text=/fhsj", &lena).await;
        let put_away = list.body["snippets"][0]["id"].as_str().expect("one").to_owned();
        front.ask(Method::DELETE, &format!("/api/v1/snippets/{put_away}"), &lena, None).await;
        assert_eq!(add("").await, Some(0), "what was put away does not come back");
        assert!(!taken.is_empty());
        front.close().await;
    }

    async fn what_the_conversation_is_about_comes_first(engine) {
        let front = Front::open(engine).await;
        let (anna, lena) = (front.session("anna").await, front.session("lena").await);
        let starter = format!("/api/v1/shops/{}/snippets/starter", front.shop.id);
        front.ask(Method::POST, &starter, &lena, None).await;
        let conversation = heard(&front, "m-1", "Can I get an invoice?").await;
        let id: desk::id::ConversationId = conversation.parse().expect("an id");
        front
            .app
            .store
            .write(move |ctx| {
                let conversation = desk::conversation::get(ctx, id)?;
                let label = desk::conversation::Label {
                    custom_intent: None,
                    intent: language::Intent::Invoice,
                    emotion: language::Emotion::Neutral,
                    stage: language::Stage::Received,
                    urgency: language::Urgency::Normal,
                    language: desk::shop::Lang::En,
                };
                desk::conversation::label(ctx, &conversation, label)
            })
            .await
            .expect("labelled");
        let near = found(&front, &anna, &format!("conversation={conversation}")).await;
        assert_eq!((near[0].as_str(), near.len()), ("Invoice", 40));
        assert!(near[..20].iter().all(|title| title.is_ascii()), "its language first: {near:?}");
        front.close().await;
    }

    async fn a_file_of_snippets_is_taken_in(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let import = format!("/api/v1/shops/{}/imports?kind=snippets", front.shop.id);
        let take = async |text: &str| {
            let (kind, body) = form("snippets.csv", text.as_bytes());
            let request = front.request(Method::POST, &import).bearer_auth(&lena);
            said(request.header("content-type", kind).body(body)).await
        };
        let file = "标题,内容,快捷词,分类\n退货时间,\"{buyer.name}，看订单页\",thsj,售后\n发票,发我抬头,fp,\n";
        assert_eq!(take(file).await.body["added"], 2);
        assert_eq!(take(file).await.body["unchanged"], 2);
        let changed = take("title,text\n发票,请发抬头和税号\n").await;
        assert_eq!(changed.body["updated"], 1, "{changed:?}");
        assert_eq!(found(&front, &lena, "text=/thsj").await, ["退货时间"]);
        let wrong = take("title,text,shortcut\nA,{nobody},\nB,b,thsj\nC,c,\n").await;
        assert_eq!((wrong.status.as_u16(), wrong.body["stored"].as_bool()), (422, Some(false)));
        let problems = wrong.body["problems"].as_array().expect("problems");
        let named: Vec<_> = problems.iter().map(|p| (p["row"].as_i64(), p["code"].as_str())).collect();
        assert_eq!(named, [(Some(2), Some("unknown_variable")), (Some(3), Some("shortcut_taken"))]);
        assert_eq!(found(&front, &lena, "").await.len(), 2, "nothing of a bad file is stored");
        front.close().await;
    }

    async fn coverage_tells_what_has_no_text(engine) {
        let front = Front::open(engine).await;
        let lena = front.session("lena").await;
        let coverage = format!("/api/v1/shops/{}/coverage", front.shop.id);
        let nothing = front.get(&coverage, &lena).await;
        assert_eq!((&nothing.body["share"], &nothing.body["asked"]), (&Value::Null, &json!(0)), "{nothing:?}");
        write(&front, &lena, of_shop(&front, "Invoice", "Send me the name the invoice is made out to.", "")).await;
        let said = [
            "Hello", "Can I get an invoice?", "Thank you!",
            "Does it fit a dishwasher? Call me on 13812345678",
        ];
        for (at, text) in said.iter().enumerate() {
            heard(&front, &format!("m-{at}"), text).await;
        }
        let told = front.get(&format!("{coverage}?days=7"), &lena).await;
        assert_eq!((&told.body["sampled"], &told.body["aim"]), (&json!(4), &json!(0.9)));
        assert_eq!((&told.body["asked"], &told.body["matched"]), (&json!(2), &json!(1)), "{told:?}");
        let missing = &told.body["missing"][0];
        assert_eq!(missing["text"], "Does it fit a dishwasher? Call me on 138****5678");
        let by_intent = told.body["by_intent"].as_array().expect("a list");
        let invoice = by_intent.iter().find(|one| one["intent"] == "invoice").expect("invoices");
        assert_eq!(invoice["share"], 1.0, "{invoice}");
        front.clock.advance(std::time::Duration::from_secs(8 * 86_400));
        let lena = front.session("lena").await;
        let later = front.get(&format!("{coverage}?days=7"), &lena).await;
        assert_eq!(later.body["sampled"], 0);
        front.close().await;
    }
}
