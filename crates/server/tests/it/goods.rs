//! What goods cost, when they ship, on what terms, and the tracking number that was promised.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::front::Front;
use crate::gaps::until;
use crate::street::{KEY, Street, hear};

/// Puts rows into the shop of the front, which takes all of them.
async fn put(front: &Front, kind: &str, rows: Value) {
    let path = format!("/api/v1/shops/{}/{kind}", front.shop.id);
    let put = front.ask(Method::PUT, &path, &front.key, Some(rows)).await;
    assert_eq!(put.status, 200, "{put:?}");
}

fn shirt(price: i64) -> Value {
    json!([{ "product_id": "S1", "title": "Oxford shirt", "category": "Shirts", "ships_within_hours": 48,
        "skus": [{ "sku_id": "S1-M", "price": price, "stock": 5 }] }])
}

testkit::both! {
    async fn a_basket_is_told_line_by_line_and_bad_ones_are_refused_by_field(engine) {
        let front = Front::open(engine).await;
        put(&front, "products", shirt(13_450)).await;
        put(&front, "promotions", json!([
            { "promotion_id": "M1", "title": "40 off 300", "kind": "threshold", "threshold": 30_000, "amount": 4000 },
            { "promotion_id": "C1", "title": "Welcome", "kind": "coupon", "amount": 500, "code": "HELLO5" },
        ])).await;
        put(&front, "policies", json!([{ "policy_id": "F1", "kind": "freight", "fee": 600, "free_from": 40_000 }])).await;
        let basket = format!("/api/v1/shops/{}/basket", front.shop.id);
        let priced = |body: Value| front.post(&basket, &front.key, body);
        let two = priced(json!({ "lines": [{ "sku_id": "S1-M", "quantity": 2 }], "codes": ["nope"] })).await.body;
        assert_eq!((&two["total"], &two["postage"], &two["off"]), (&json!(27_500), &json!(600), &json!(0)), "{two}");
        assert_eq!((&two["missing"][0]["by"], &two["missing"][0]["amount"]), (&json!(3100), &json!(4000)), "{two}");
        assert_eq!(two["refused"][0]["why"], "unknown", "{two}");
        let told = two["told"]["en"].as_str().expect("words");
        assert!(told.starts_with("Oxford shirt: ") && told.contains("shipping") && told.contains("nope"), "{two}");
        assert!(two["told"]["zh"].as_str().is_some_and(|told| told.contains("一共")), "{two}");
        let three = priced(json!({ "lines": [{ "sku_id": "S1-M", "quantity": 3 }], "codes": ["hello5"] })).await.body;
        assert_eq!((&three["total"], &three["applied"][0]["from"][0]["off"]), (&json!(40_350 - 4000 + 600), &json!(4000)), "{three}");
        assert_eq!(three["refused"][0]["why"], "not_with_others", "{three}");
        for (body, field) in [
            (json!({ "lines": [] }), "lines"),
            (json!({ "lines": [{ "sku_id": "S1-M", "quantity": 0 }] }), "quantity"),
            (json!({ "lines": [{ "sku_id": "S9", "quantity": 1 }] }), "sku_id"),
        ] {
            let refused = priced(body).await;
            assert_eq!((refused.status.as_u16(), &refused.body["field"]), (422, &json!(field)), "{refused:?}");
        }
        front.close().await;
    }

    async fn every_price_is_kept_and_the_lowest_of_thirty_days_known(engine) {
        let front = Front::open(engine).await;
        let day = Duration::from_secs(86_400);
        for (price, days) in [(9000, 40), (7000, 1), (7000, 1), (12_000, 5)] {
            put(&front, "products", shirt(price)).await;
            front.clock.advance(day * days);
        }
        let path = format!("/api/v1/shops/{}/skus/S1-M/prices", front.shop.id);
        let told = front.get(&path, &front.key).await.body;
        let prices: Vec<&Value> = told["changes"].as_array().expect("a list").iter().map(|c| &c["price"]).collect();
        assert_eq!(prices, [9000, 7000, 12_000], "the same again is no change");
        assert_eq!(told["lowest_of_30_days"], 7000);
        let shown = front.get(&format!("/api/v1/shops/{}/products", front.shop.id), &front.key).await.body;
        assert_eq!((&shown[0]["skus"][0]["price"], &shown[0]["on_sale"]), (&json!(12_000), &json!(true)), "{shown}");
        let nothing = front.get(&format!("/api/v1/shops/{}/skus/NONE/prices", front.shop.id), &front.key).await;
        assert_eq!(nothing.refusal(), (404, "no_such_sku"));
        front.close().await;
    }

    async fn terms_are_dated_facts_and_what_does_not_fit_their_kind_is_refused(engine) {
        let front = Front::open(engine).await;
        let path = format!("/api/v1/shops/{}/policies", front.shop.id);
        put(&front, "policies", json!([{ "policy_id": "R1", "kind": "returns", "days": 30, "payer": "shop" }])).await;
        let listed = front.get(&path, &front.key).await.body;
        assert_eq!((&listed[0]["policy_id"], &listed[0]["days"]), (&json!("R1"), &json!(30)));
        let wrong = json!([{ "policy_id": "R2", "kind": "returns", "days": 30, "fee": 100 }, { "policy_id": "W1", "kind": "warranty" }]);
        let refused = front.ask(Method::PUT, &path, &front.key, Some(wrong)).await.body;
        let codes: Vec<&Value> = refused["problems"].as_array().expect("a list").iter().map(|p| &p["code"]).collect();
        assert_eq!(codes, ["not_of_this_kind", "required_for_kind"], "{refused}");
        let told = front.get(&format!("{path}/told"), &front.key).await.body;
        assert_eq!((&told[0]["policy_id"], &told[0]["origin"]), (&json!("R1"), &json!("api")), "{told}");
        let lead = front.session("lena").await;
        let ends = json!([{ "policy_id": "R1", "kind": "returns", "days": 30, "payer": "shop", "valid_until": "2030-01-01T00:00:00Z" }]);
        assert_eq!(front.ask(Method::PUT, &path, &lead, Some(ends)).await.status, 200);
        let told = front.get(&format!("{path}/told"), &front.key).await.body;
        assert_eq!(told[0]["origin"], "console", "a person did it: {told}");
        assert_eq!(front.get(&path, &front.key).await.body.as_array().map(Vec::len), Some(1));
        front.close().await;
    }

    async fn the_tracking_number_that_was_promised_is_told_once_when_it_comes(engine) {
        let street = Street::open(engine).await;
        let shop = street.app.store.read(|ctx| Ok(desk::inbox::by_key(ctx, "qinghe")?.shop)).await.expect("the shop");
        let put = |kind: &str, rows: Value| {
            let path = format!("/api/v1/shops/{shop}/{kind}");
            let street = &street;
            async move {
                let put = street.ask(Method::PUT, &path, Some(KEY), Some(&rows)).await;
                assert_eq!(put.status, 200, "{put:?}");
            }
        };
        put("orders", json!([{ "order_id": "QH99990001", "buyer_id": "QH-B001", "status": "paid",
            "placed_at": "2026-01-01T00:00:00Z", "lines": [{ "sku_id": "T-1", "product_title": "帆布包", "unit_price": 100 }] }])).await;
        let mut buyer = street.buyer(Some(0)).await;
        let (text, message) = buyer.ask("订单QH99990001什么时候发货").await;
        assert!(text.contains("正在备货") && text.contains("单号更新后"), "{text}");
        let parcel = |status: &str| json!([{ "shipment_id": "QHS1", "order_id": "QH99990001", "carrier": "中通快递",
            "tracking_number": "78001234567890", "status": status }]);
        put("shipments", parcel("in_transit")).await;
        let told = hear(&mut buyer.socket, |frame| frame["message"]["notice"] == "awaited").await;
        assert!(told["message"]["text"].as_str().is_some_and(|text| text.contains("78001234567890")), "{told}");
        put("shipments", parcel("delivered")).await;
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, message["conversation"].as_str().expect("an id")).await;
        let messages = open["messages"].as_array().expect("a list");
        let awaited = messages.iter().filter(|message| message["notice"] == "awaited").count();
        assert_eq!(awaited, 1, "{messages:?}");
        street.close().await;
    }

    async fn what_goods_cost_together_is_told_in_the_chat(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(None).await;
        let (text, message) = buyer.ask("碎花茶歇连衣裙两件一共多少钱").await;
        assert!(text.contains("¥189 × 2 = ¥378") && text.contains("减 ¥40") && text.contains("一共 ¥338"), "{text}");
        assert_eq!(message["author"], "bot");
        street.close().await;
    }

    async fn a_basket_is_kept_while_variants_are_asked_for_and_goes_where_the_buyer_says(engine) {
        let street = Street::open(engine).await;
        let shop = street.app.store.read(|ctx| Ok(desk::inbox::by_key(ctx, "qinghe")?.shop)).await.expect("the shop");
        let product = |id: &str, title: &str, skus: [(&str, i64); 2]| {
            let skus = skus.map(|(colour, price)| json!({ "sku_id": format!("{id}-{colour}"), "price": price,
                "options": [{ "name": "颜色", "value": colour }] }));
            json!({ "product_id": id, "title": title, "category": "杂货", "skus": skus })
        };
        for (kind, rows) in [
            ("products", json!([
                product("T-BAG", "星野束口袋", [("红色", 1000), ("蓝色", 1500)]),
                product("T-CUP", "星野随行杯", [("白色", 1800), ("黑色", 2000)]),
            ])),
            ("policies", json!([{ "policy_id": "F1", "kind": "freight", "fee": 600 },
                { "policy_id": "F2", "kind": "freight", "fee": 1500, "regions": ["新疆"] }])),
        ] {
            let put = street.ask(Method::PUT, &format!("/api/v1/shops/{shop}/{kind}"), Some(KEY), Some(&rows)).await;
            assert_eq!(put.status, 200, "{put:?}");
        }
        street.app.read_anew(shop).await.expect("shelves");
        let mut buyer = street.buyer(None).await;
        let (text, _) = buyer.ask("星野束口袋和星野随行杯一共多少钱").await;
        assert!(text.contains("星野束口袋的价格按规格不同"), "{text}");
        let (text, _) = buyer.ask("蓝色").await;
        assert!(text.contains("星野随行杯的价格按规格不同"), "{text}");
        let (text, _) = buyer.ask("黑色，寄到新疆").await;
        assert!(text.contains("¥15 × 1") && text.contains("¥20 × 1"), "{text}");
        assert!(text.contains("一共 ¥50（含运费 ¥15，寄到新疆）"), "{text}");
        street.close().await;
    }

    async fn an_order_that_was_told_again_may_be_told_to_who_shows_it_to_be_theirs(engine) {
        let front = Front::open(engine).await;
        let settings = format!("/api/v1/shops/{}/settings", front.shop.id);
        let admin = front.session("adam").await;
        let mut kept = front.get(&settings, &admin).await.body;
        kept["bot"]["orders_fresh_hours"] = json!(24);
        let drawn = front.ask(Method::PUT, &settings, &admin, Some(kept)).await;
        assert!(drawn.status.is_success(), "{drawn:?}");
        let order = json!([{ "order_id": "QH20251101007", "buyer_id": "kim", "status": "paid", "receiver_phone": "13900005678",
            "placed_at": "2025-11-24T10:00:00Z", "lines": [{ "sku_id": "s-1", "product_title": "Ring", "unit_price": 1000 }] }]);
        put(&front, "orders", order.clone()).await;
        // The same again, two days later: nothing of it changed, and it is still so.
        front.clock.advance(Duration::from_secs(48 * 3600));
        put(&front, "orders", order).await;
        let ask = async |id: &str, text: &str| {
            let message = json!({ "external_id": id, "handle": "somebody", "text": text });
            front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation")
        };
        let agent = front.session("anna").await;
        let answers = async |conversation: &str, wanted: usize| {
            until(async || {
                let open = front.get(&format!("/api/v1/conversations/{conversation}"), &agent).await.body;
                let messages = open["messages"].as_array().expect("messages").clone();
                let said: Vec<Value> = messages.into_iter().filter(|message| message["author"] == "bot").collect();
                (said.len() == wanted).then_some(said)
            }).await
        };
        let id = ask("m-1", "Where is my order QH20251101007?").await;
        answers(&id, 1).await;
        ask("m-2", "5678").await;
        let said = answers(&id, 2).await.pop().expect("an answer");
        assert!(said["text"].as_str().is_some_and(|text| text.contains("QH20251101007")), "{said}");
        assert_eq!(said["sources"][0]["as_of"], "2025-11-27T04:00:00Z", "{said}");
        front.close().await;
    }
}
