//! After an answer the bot offers the next useful step, when it can be taken, and does what is tapped.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::street::{KEY, Street, hear};

/// Who has no trouble of their own in the demo.
const BUYER: &str = "QH-B001";

impl Street {
    async fn qinghe(&self) -> desk::id::ShopId {
        self.app.store.read(|ctx| Ok(desk::inbox::by_key(ctx, "qinghe")?.shop)).await.expect("the shop")
    }

    async fn put_into_qinghe(&self, kind: &str, rows: Value) {
        let path = format!("/api/v1/shops/{}/{kind}", self.qinghe().await);
        let put = self.ask(Method::PUT, &path, Some(KEY), Some(&rows)).await;
        assert_eq!(put.status, StatusCode::OK, "{put:?}");
    }

    /// The shop lets the bot do something about this intent, at any hour.
    async fn let_act(&self, lead: &str, intent: &str) {
        let rows = json!({ "rows": [{ "intent": intent, "here": "act", "away": "act" }] });
        let path = format!("/api/v1/shops/{}/boundaries", self.qinghe().await);
        let drawn = self.ask(Method::PUT, &path, Some(lead), Some(&rows)).await;
        assert_eq!(drawn.status, StatusCode::OK, "{drawn:?}");
    }
}

fn order(number: &str, status: &str, more: Value) -> Value {
    let mut order = json!({ "order_id": number, "buyer_id": BUYER, "status": status, "placed_at": "2026-01-01T00:00:00Z",
        "lines": [{ "sku_id": "T-1", "product_title": "帆布包", "unit_price": 100 }] });
    for (name, value) in more.as_object().expect("fields") {
        order[name] = value.clone();
    }
    json!([order])
}

fn parcel(order: &str, status: &str) -> Value {
    json!([{ "shipment_id": format!("{order}-1"), "order_id": order, "carrier": "中通快递",
        "tracking_number": "78001234567899", "status": status }])
}

testkit::both! {
    async fn what_stands_badly_can_be_hurried_where_the_shop_lets_the_bot(engine) {
        let street = Street::open(engine).await;
        let lead = street.sign_in("lead").await;
        street.put_into_qinghe("orders", order("QH99990011", "shipped", json!({}))).await;
        let mut stuck = parcel("QH99990011", "in_transit");
        let seen = street.app.store.clock.now() - Duration::from_secs(4 * 86_400);
        stuck[0]["events"] = json!([{ "at": seen, "place": "杭州", "text": "已离开杭州转运中心" }]);
        street.put_into_qinghe("shipments", stuck).await;
        street.put_into_qinghe("orders", order("QH99990012", "paid", json!({ "ship_by": "2026-01-02T00:00:00Z" }))).await;
        let mut buyer = street.buyer(Some(0)).await;
        let (text, told) = buyer.ask("订单QH99990011到哪了").await;
        assert!(text.contains("78001234567899"), "{text}");
        assert_eq!(told["choices"], json!([]), "the shop has not let it: {told}");
        street.let_act(&lead, "logistics_stuck").await;
        street.let_act(&lead, "urge_shipping").await;
        let (_, told) = buyer.ask("订单QH99990011到哪了").await;
        assert_eq!(told["choices"], json!(["帮我催快递"]), "{told}");
        let (text, _) = buyer.ask("帮我催快递").await;
        assert!(text.contains("QH99990011") && text.contains("确认办理"), "{text}");
        let (text, _) = buyer.ask("确认").await;
        assert!(text.contains("正在为您办理"), "{text}");
        hear(&mut buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("向快递催件"))).await;
        let (_, told) = buyer.ask("订单QH99990012什么时候发货").await;
        assert_eq!(told["choices"], json!(["帮我催发货"]), "{told}");
        buyer.ask("帮我催发货").await;
        buyer.ask("好的").await;
        let runs = street.get(&format!("/api/v1/shops/{}/flow-runs", street.qinghe().await), &lead).await;
        let begun: Vec<(&Value, &Value)> =
            runs.as_array().expect("runs").iter().map(|run| (&run["starter"], &run["order"])).collect();
        assert_eq!(begun, [(&json!("bot"), &json!("QH99990012")), (&json!("bot"), &json!("QH99990011"))], "{runs}");
        street.close().await;
    }

    async fn who_follows_a_parcel_is_told_of_each_standing_once(engine) {
        let street = Street::open(engine).await;
        street.put_into_qinghe("orders", order("QH99990013", "shipped", json!({}))).await;
        street.put_into_qinghe("shipments", parcel("QH99990013", "in_transit")).await;
        let mut buyer = street.buyer(Some(0)).await;
        let (_, told) = buyer.ask("订单QH99990013到哪了").await;
        assert_eq!(told["choices"], json!(["有进展告诉我"]), "{told}");
        let (text, message) = buyer.ask("有进展告诉我").await;
        assert!(text.contains("QH99990013") && text.contains("告诉您"), "{text}");
        let (_, told) = buyer.ask("订单QH99990013到哪了").await;
        assert_eq!(told["choices"], json!([]), "it is followed already: {told}");
        for (status, said) in [("out_for_delivery", "正在派送"), ("delivered", "已签收")] {
            street.put_into_qinghe("shipments", parcel("QH99990013", status)).await;
            let told = hear(&mut buyer.socket, |frame| frame["message"]["notice"] == "awaited").await;
            assert!(told["message"]["text"].as_str().is_some_and(|text| text.contains(said)), "{told}");
            // Something else about it is no news.
            let mut same = parcel("QH99990013", status);
            same[0]["eta"] = json!(street.app.store.clock.now() + Duration::from_secs(3600));
            street.put_into_qinghe("shipments", same).await;
        }
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, message["conversation"].as_str().expect("an id")).await;
        let told: Vec<&Value> =
            open["messages"].as_array().expect("messages").iter().filter(|one| one["notice"] == "awaited").collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0]["checked"]["outcome"], "passed", "{told:?}");
        street.close().await;
    }

    async fn after_a_size_its_stock_and_a_change_of_an_order_that_waits_are_offered(engine) {
        let street = Street::open(engine).await;
        let lines = json!({ "lines": [{ "sku_id": "QH-C113-BF-L", "quantity": 1, "unit_price": 18_900 }] });
        street.put_into_qinghe("orders", order("QH99990014", "unpaid", lines)).await;
        let mut buyer = street.buyer(Some(0)).await;
        let question = "165cm 50kg 穿碎花茶歇连衣裙什么码";
        let (text, told) = buyer.ask(question).await;
        assert_eq!(told["choices"], json!(["M码还有货吗？", "把订单 QH99990014 改成 M 码"]), "{text}");
        let (text, _) = buyer.ask("M码还有货吗？").await;
        assert!(text.contains("有货"), "{text}");
        buyer.ask(question).await;
        buyer.ask("把订单 QH99990014 改成 M 码").await;
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, told["conversation"].as_str().expect("an id")).await;
        assert_eq!(open["conversation"]["status"], "waiting", "{open}");
        assert_eq!(open["conversation"]["packet"]["order"], "QH99990014", "{open}");
        // An order whose goods were changed once is not changed again.
        let lines = json!({ "lines_changed": true, "lines": [{ "sku_id": "QH-C113-BF-L", "quantity": 1, "unit_price": 18_900 }] });
        street.put_into_qinghe("orders", order("QH99990014", "unpaid", lines)).await;
        let (_, told) = buyer.ask(question).await;
        assert_eq!(told["choices"], json!(["M码还有货吗？"]), "{told}");
        street.close().await;
    }
}
