//! The first journey: a buyer is answered at once, a person takes over, nothing is lost.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use testkit::both;

use crate::street::{KEY, OTHER_KEY, Street, closing, hear, hear_until};

both! {
    async fn a_message_is_one_message_however_often_it_comes(engine) {
        let street = Street::open(engine).await;
        let message = json!({ "external_id": "e-1", "handle": "h-1", "text": "<b>在吗</b>{{ 7*7 }}" });
        let all = join_all((0..12).map(|_| street.channel(KEY, &message))).await;
        let stored = all.iter().filter(|said| said.status == StatusCode::CREATED).count();
        assert_eq!(stored, 1, "{all:?}");
        assert!(all.iter().all(|said| said.body["message"] == all[0].body["message"] && said.body["seq"] == 1));
        let other = street.channel(KEY, &json!({ "external_id": "e-1", "handle": "h-1", "text": "别的" })).await;
        assert_eq!(other.refusal(), (409, "external_id_reused", "external_id"));
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, all[0].body["conversation"].as_str().expect("an id")).await;
        let texts: Vec<_> = open["messages"].as_array().expect("messages").iter()
            .filter(|message| message["author"] == "buyer").map(|message| &message["text"]).collect();
        assert_eq!(texts, ["<b>在吗</b>{{ 7*7 }}"]);
        street.close().await;
    }

    async fn bad_input_is_refused_by_its_field_and_changes_nothing(engine) {
        let street = Street::open(engine).await;
        let long = "长".repeat(4001);
        let cases = [
            (json!({ "external_id": "x", "handle": "h", "text": "" }), "text", "required"),
            (json!({ "external_id": "x", "handle": "h", "text": long }), "text", "text_too_long"),
            (json!({ "external_id": "x", "handle": "h", "text": "a\u{0}b" }), "text", "control_characters"),
            (json!({ "external_id": "", "handle": "h", "text": "a" }), "external_id", "required"),
            (json!({ "external_id": "x", "handle": "\u{7}", "text": "a" }), "handle", "control_characters"),
            (json!({ "external_id": 7, "handle": "h", "text": "a" }), "external_id", "malformed"),
            (json!({ "external_id": "x", "handle": "h", "text": "a", "colour": 1 }), "colour", "malformed"),
        ];
        for (body, field, code) in cases {
            let said = street.channel(KEY, &body).await;
            assert_eq!((said.status.as_u16(), said.body["code"].as_str()), (422, Some(code)), "{body}: {said:?}");
            let named = said.body["field"].as_str().unwrap_or_default();
            assert!(named == field || said.body["message"].as_str().unwrap_or_default().contains(field), "{said:?}");
        }
        let zh = street
            .ask_in("zh-CN", Method::POST, "/api/v1/inboxes/qinghe-api/messages", Some(KEY), Some(&json!({
                "external_id": "x", "handle": "h", "text": "" })))
            .await;
        assert!(!zh.body["message"].as_str().unwrap_or("a").is_ascii());
        let clean = street.channel(KEY, &json!({ "external_id": "x", "handle": "h", "text": "在吗" })).await;
        assert_eq!((clean.status.as_u16(), clean.body["seq"].as_i64()), (201, Some(1)));
        street.close().await;
    }

    async fn a_key_speaks_for_its_own_shop_only(engine) {
        let street = Street::open(engine).await;
        let message = json!({ "external_id": "e", "handle": "h", "text": "在吗" });
        assert_eq!(street.channel(OTHER_KEY, &message).await.refusal().0, 404);
        assert_eq!(street.channel("mhk_nobody", &message).await.refusal().0, 401);
        let person = street.sign_in("admin").await;
        assert_eq!(street.channel(&person, &message).await.refusal().0, 403);
        let nowhere = street.post("/api/v1/inboxes/nowhere/messages", KEY, &message).await;
        assert_eq!(nowhere.refusal(), (404, "no_such_inbox", ""));
        street.close().await;
    }

    async fn a_buyer_the_shop_vouches_for_hears_how_the_own_order_stands(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(Some(0)).await;
        let (text, message) = buyer.ask("到哪了").await;
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, message["conversation"].as_str().expect("an id")).await;
        let profile = street.get(&format!("/api/v1/buyers/{}", open["conversation"]["buyer"].as_str().expect("an id")), &agent).await;
        let order = &profile["orders"][0];
        assert_eq!(order["standing"], "on_its_way");
        let parcel = &order["shipments"][0];
        assert!(text.contains(order["number"].as_str().expect("a number")), "{text}");
        assert!(text.contains(parcel["tracking_number"].as_str().expect("a number")), "{text}");
        assert!(message["automatic"] == true && message["author"] == "bot");
        let told = &open["messages"][1];
        assert!(told["sources"].as_array().is_some_and(|sources| sources.iter().any(|s| s["kind"] == "order")));
        street.close().await;
    }

    async fn what_everybody_asks_is_answered_from_facts(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(None).await;
        for (asked, told) in [
            ("衬衫啥时候发货", "48 小时内"),
            ("我身高165体重100斤穿M码会大吗", "M"),
            ("满减能和券一起用吗", "可以叠加"),
            ("可以开发票吗", "发票"),
        ] {
            let (text, message) = buyer.ask(asked).await;
            assert!(text.contains(told), "{asked}: {text}");
            assert_eq!(message["author"], "bot", "{asked}: {text}");
        }
        let (_, queued) = buyer.ask("转人工").await;
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, queued["conversation"].as_str().expect("an id")).await;
        assert_eq!(open["conversation"]["packet"]["asked"], "可以开发票吗\n转人工");
        street.close().await;
    }

    async fn a_stranger_is_told_nothing_of_an_order_before_showing_that_it_is_theirs(engine) {
        let street = Street::open(engine).await;
        let mut stranger = street.buyer(None).await;
        let (text, _) = stranger.ask("我的快递到哪了").await;
        assert!(text.contains("订单号") && text.contains("后四位"), "{text}");
        for left in [4, 3, 2, 1] {
            let (text, _) = stranger.ask("2026112478873437 0000").await;
            assert!(text.contains(&format!("{left} 次")), "{text}");
        }
        let (text, _) = stranger.ask("2026112478873437 0001").await;
        assert!(text.contains("不能再自助查询"), "{text}");
        let handed = hear(&mut stranger.socket, |frame| frame["message"]["notice"] == "queued").await;
        assert!(handed["message"]["text"].as_str().is_some_and(|text| text.contains("转")));
        street.close().await;
    }

    async fn of_two_who_claim_at_once_one_gets_it_and_the_bot_is_silent_from_then_on(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(Some(1)).await;
        let (_, queued) = buyer.ask("转人工").await;
        assert_eq!(queued["notice"], "queued");
        let id = queued["conversation"].as_str().expect("an id").to_owned();
        let (one, two) = (street.sign_in("agent").await, street.sign_in("agent2").await);
        let packet = street.conversation(&one, &id).await["conversation"]["packet"].clone();
        assert_eq!((packet["reason"].as_str(), packet["asked"].as_str()), (Some("asked"), Some("转人工")));
        assert!(packet["next_step"]["zh"].is_string() && packet["emotion"].is_string());

        let path = format!("/api/v1/conversations/{id}/claim");
        let nothing = json!({});
        let claims = join_all((0..10).map(|n| street.post(&path, if n % 2 == 0 { &one } else { &two }, &nothing))).await;
        let holder = claims.iter().find(|said| said.status.is_success()).expect("somebody")["agent"].clone();
        let lost: Vec<_> = claims.iter().filter(|said| !said.status.is_success()).collect();
        assert_eq!(lost.len(), 5, "{claims:?}");
        assert!(lost.iter().all(|said| said.refusal().1 == "already_claimed"));
        assert!(claims.iter().filter(|said| said.status.is_success()).all(|said| said["agent"] == holder));
        let first = claims.iter().position(|said| said.status.is_success()).expect("somebody");
        let (holder, other) = if first % 2 == 0 { (&one, &two) } else { (&two, &one) };

        let reply = |text: &str| json!({ "client_id": format!("c-{text}"), "text": text });
        let messages = format!("/api/v1/conversations/{id}/messages");
        assert_eq!(street.post(&messages, other, &reply("我来")).await.refusal().1, "held_by_other");
        let note = json!({ "client_id": "n", "text": "只给同事" });
        assert_eq!(street.post(&format!("/api/v1/conversations/{id}/notes"), other, &note).await.status, StatusCode::CREATED);
        buyer.say("衬衫啥时候发货").await;
        let sent = street.post(&messages, holder, &reply("您好")).await;
        let again = street.post(&messages, holder, &reply("您好")).await;
        assert_eq!(sent.body["id"], again.body["id"]);
        let heard = hear_until(&mut buyer.socket, |frame| frame["message"]["text"] == "您好").await;
        assert!(heard.iter().all(|frame| frame["message"]["author"] != "bot"), "{heard:?}");

        street.post(&format!("/api/v1/conversations/{id}/resolve"), holder, &nothing).await;
        hear(&mut buyer.socket, |frame| frame["message"]["notice"] == "ended").await;
        buyer.say("谢谢").await;
        assert_eq!(street.conversation(holder, &id).await["conversation"]["status"], "resolved");
        let history = street.get("/api/v1/widget/qinghe/history", &buyer.session).await;
        assert!(!history.to_string().contains("只给同事"));
        assert!(history["messages"].as_array().expect("messages").iter().all(|message| message["author"] != "bot"));
        buyer.say("还有个问题，能开发票吗").await;
        assert_ne!(street.conversation(holder, &id).await["conversation"]["status"], "resolved");
        street.close().await;
    }

    async fn whoever_comes_back_is_told_exactly_what_was_missed(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(None).await;
        buyer.ask("可以开发票吗").await;
        let position = street.get("/api/v1/widget/qinghe/history", &buyer.session).await["position"].as_i64().expect("a position");
        let mut channel = street.socket("/api/v1/inboxes/qinghe-api/live", KEY).await;
        let session = buyer.session.clone();
        let (text, answer) = buyer.ask("可以开专票吗").await;
        drop(buyer);
        let mut back = street.widget_socket(&session, Some(position)).await;
        let heard = hear_until(&mut back, |frame| frame["type"] == "caught_up").await;
        let messages: Vec<_> = heard.iter().filter(|frame| frame["type"] == "message").collect();
        assert_eq!(messages[0]["message"]["text"], "可以开专票吗");
        assert_eq!(messages[1]["message"]["id"], answer["id"], "{text}");
        let positions: Vec<i64> = heard.iter().filter(|f| f["type"] != "hello").filter_map(|f| f["position"].as_i64()).collect();
        assert!(positions.windows(2).all(|pair| pair[0] <= pair[1]) && positions[0] > position, "{positions:?}");

        street.channel(KEY, &json!({ "external_id": "c", "handle": "somebody", "text": "可以开发票吗" })).await;
        let carried = hear(&mut channel, |frame| frame["message"]["author"] == "bot").await;
        assert_eq!(carried["handle"], "somebody");
        street.close().await;
    }

    async fn signing_out_ends_every_session_and_closes_open_sockets(engine) {
        let street = Street::open(engine).await;
        let (here, there) = (street.sign_in("agent").await, street.sign_in("agent").await);
        let mut console = street.socket("/api/v1/live", &there).await;
        hear(&mut console, |frame| frame["type"] == "hello").await;
        assert_eq!(street.ask(Method::DELETE, "/api/v1/session", Some(&here), None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(closing(&mut console).await.map(|why| u16::from(why.code)), Some(4001));
        assert_eq!(street.ask(Method::GET, "/api/v1/session", Some(&there), None).await.status, StatusCode::UNAUTHORIZED);
        street.close().await;
    }
}
