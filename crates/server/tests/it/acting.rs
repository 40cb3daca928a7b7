//! The bot does by itself what the shop lets it: asked for what is missing, told before, done once the buyer agrees.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::street::{Buyer, Street, hear};

/// The shop lets the bot start returns by itself, at any hour.
async fn let_it_act(street: &Street) -> (String, String) {
    let lead = street.sign_in("lead").await;
    let shops = street.get("/api/v1/shops", &lead).await;
    let shops = shops.as_array().expect("shops");
    let shop = shops.iter().find(|shop| shop["key"] == "qinghe").expect("the shop")["id"].clone();
    let shop = shop.as_str().expect("an id").to_owned();
    let rows = json!({ "rows": [{ "intent": "return", "here": "act", "away": "act" }] });
    let path = format!("/api/v1/shops/{shop}/boundaries");
    let drawn = street.ask(Method::PUT, &path, Some(&lead), Some(&rows)).await;
    assert_eq!(drawn.status, StatusCode::OK, "{drawn:?}");
    (lead, shop)
}

/// Of the cast, who has just received a parcel.
const RECEIVED: usize = 9;

/// That buyer, the number of the order that arrived, and what the bot said to the first words.
async fn begin(street: &Street, lead: &str, words: &str) -> (Buyer, String, String, Value) {
    let mut buyer = street.buyer(Some(RECEIVED)).await;
    let (text, told) = buyer.ask(words).await;
    let id = told["conversation"].as_str().expect("an id");
    let open = street.conversation(lead, id).await["conversation"].clone();
    let profile = format!("/api/v1/buyers/{}", open["buyer"].as_str().expect("an id"));
    let newest = street.get(&profile, lead).await["orders"][0].clone();
    assert_eq!(newest["standing"], "delivered", "{newest}");
    (buyer, newest["number"].as_str().expect("a number").to_owned(), text, told)
}

/// Names the order if that is what was asked for; then the reason. What the bot says it would do.
async fn up_to_the_yes(buyer: &mut Buyer, order: &str, text: String) -> (String, Value) {
    if text.contains("哪一笔") {
        let (text, _) = buyer.ask(order).await;
        assert!(text.contains("原因"), "{text}");
    } else {
        assert!(text.contains("原因"), "{text}");
    }
    buyer.ask("尺码不合适").await
}

both! {
    async fn a_return_is_opened_by_the_bot_alone(engine) {
        let street = Street::open(engine).await;
        let (lead, shop) = let_it_act(&street).await;
        let (mut buyer, order, text, told) = begin(&street, &lead, "我要退货").await;
        let (text, asked) = up_to_the_yes(&mut buyer, &order, text).await;
        assert!(text.contains(&order) && text.contains("生成退货单"), "it says what it is about to do: {text}");
        assert_eq!(asked["choices"], json!(["确认", "不办了"]));
        let runs = format!("/api/v1/shops/{shop}/flow-runs");
        assert_eq!(street.get(&runs, &lead).await, json!([]), "nothing is done before the buyer agrees");

        let seq = buyer.say("确认").await["seq"].as_i64().expect("a number");
        let said = hear(&mut buyer.socket, |frame| {
            let message = &frame["message"];
            message["seq"].as_i64() > Some(seq) && message["text"].as_str().is_some_and(|t| t.contains("退货单号"))
        }).await;
        assert_eq!(said["message"]["author"], "bot", "{said}");
        let runs = street.get(&runs, &lead).await;
        assert_eq!((runs[0]["starter"].as_str(), runs[0]["order"].as_str()), (Some("bot"), Some(order.as_str())), "{runs}");
        assert_eq!(runs[0]["inputs"]["reason"], "size");
        let open = street.conversation(&lead, told["conversation"].as_str().expect("an id")).await;
        assert_eq!(open["conversation"]["status"], "bot", "nobody else was needed: {open}");
        assert_eq!(open["conversation"]["intent"], "return", "a yes is no matter of its own: {open}");
        street.close().await;
    }

    async fn nothing_is_done_for_who_does_not_agree_and_what_cannot_be_done_is_a_persons(engine) {
        let street = Street::open(engine).await;
        let (lead, shop) = let_it_act(&street).await;
        let (mut buyer, order, text, told) = begin(&street, &lead, "我要退货").await;
        up_to_the_yes(&mut buyer, &order, text).await;
        let (text, _) = buyer.ask("不办了").await;
        assert!(text.contains("没有办理"), "{text}");
        assert_eq!(street.get(&format!("/api/v1/shops/{shop}/flow-runs"), &lead).await, json!([]));

        // Days later it is too late: a person sees to it, and the buyer is told so.
        let settings = format!("/api/v1/shops/{shop}/settings");
        let admin = street.sign_in("admin").await;
        let mut kept = street.get(&settings, &admin).await;
        kept["service"]["return_days"] = json!(0);
        let put = street.ask(Method::PUT, &settings, Some(&admin), Some(&kept)).await;
        assert!(put.status.is_success(), "{put:?}");
        let (text, _) = buyer.ask("我还是要退货").await;
        let text = if text.contains("哪一笔") { buyer.ask(&order).await.0 } else { text };
        let text = if text.contains("原因") { buyer.ask("尺码不合适").await.0 } else { text };
        assert!(text.contains("不能直接办理"), "{text}");
        let open = street.conversation(&lead, told["conversation"].as_str().expect("an id")).await;
        assert_eq!(open["conversation"]["status"], "waiting", "{open}");
        street.close().await;
    }

    async fn only_a_yes_is_a_yes_and_not_wanting_it_is_a_reason(engine) {
        let street = Street::open(engine).await;
        let (lead, shop) = let_it_act(&street).await;
        let runs = format!("/api/v1/shops/{shop}/flow-runs");
        let (mut buyer, order, text, _) = begin(&street, &lead, "我要退货").await;
        if text.contains("哪一笔") {
            buyer.ask(&order).await;
        }
        // That it is not wanted is why it goes back.
        let (text, _) = buyer.ask("不要了").await;
        assert!(text.contains("确认办理"), "{text}");
        let (text, _) = buyer.ask("要多久？").await;
        assert!(!text.contains("正在为您办理"), "{text}");
        assert_eq!(street.get(&runs, &lead).await, json!([]), "a question is no yes");
        // Once it is only about yes or no, it is a no.
        let (text, _) = buyer.ask("我要退货").await;
        up_to_the_yes(&mut buyer, &order, text).await;
        let (text, _) = buyer.ask("不要了").await;
        assert!(text.contains("没有办理"), "{text}");
        assert_eq!(street.get(&runs, &lead).await, json!([]));
        street.close().await;
    }
    async fn what_a_buyer_asks_for_starts_by_itself_where_the_shop_says_so(engine) {
        let street = Street::open(engine).await;
        let (lead, shop) = let_it_act(&street).await;
        let flows = format!("/api/v1/shops/{shop}/flows");
        let kept = street.get(&flows, &lead).await;
        let all = kept.as_array().expect("flows").iter();
        let shipped = all.map(|kept| &kept["flow"]).find(|flow| flow["key"] == "urge_warehouse").expect("the flow");
        let mut ruled = shipped.clone();
        ruled["rules"] = json!(["asked"]);
        let put = street.ask(Method::PUT, &format!("{flows}/urge_warehouse"), Some(&lead), Some(&ruled)).await;
        assert_eq!(put.status, StatusCode::OK, "{put:?}");
        let mut waiting = None;
        for number in 0..12 {
            let mut buyer = street.buyer(Some(number)).await;
            let (_, told) = buyer.ask("你好").await;
            let open = street.conversation(&lead, told["conversation"].as_str().expect("an id")).await["conversation"].clone();
            let profile = format!("/api/v1/buyers/{}", open["buyer"].as_str().expect("an id"));
            let orders = street.get(&profile, &lead).await["orders"].as_array().expect("orders").clone();
            if orders.iter().filter(|order| order["standing"] == "preparing").count() == 1 {
                waiting = Some(buyer);
                break;
            }
        }
        let mut buyer = waiting.expect("somebody of the cast waits for one order to leave");
        buyer.say("怎么还不发货，帮我催一下").await;
        hear(&mut buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("催了仓库"))).await;
        let runs = street.get(&format!("/api/v1/shops/{shop}/flow-runs"), &lead).await;
        let started: Vec<_> = runs.as_array().expect("runs").iter().map(|run| (&run["flow"], &run["starter"])).collect();
        assert_eq!(started, [(&json!("urge_warehouse"), &json!("rule"))], "{runs}");
        street.close().await;
    }
}
