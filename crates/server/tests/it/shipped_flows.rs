//! Every flow that comes with the product: carried to its end, and refused with the rule when the order forbids it.

use desk::order::Action;
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::both;

use crate::orders::Counter;
use crate::street::{self, hear};

/// Ann, who talks to us in the shop's own channel, and the console that sees what becomes of it.
struct Desk {
    counter: Counter,
    conversation: String,
    console: street::Socket,
}

impl Desk {
    async fn open(engine: db::Engine) -> Self {
        let counter = Counter::open(engine).await;
        let front = &counter.front;
        let hello = json!({ "external_id": "m1", "handle": "ann", "text": "hello",
            "buyer": { "external_id": "ann", "email": "ann@example.com" } });
        let said = front.post("/api/v1/inboxes/till/messages", &front.key, hello).await;
        let conversation = said.text("conversation");
        let console = street::socket_at(&front.url, "/api/v1/live", &front.session("lena").await).await;
        // Programs give what the shop lets them.
        let (path, admin) =
            (format!("/api/v1/shops/{}/authority", front.shop.id), front.session("adam").await);
        let mut kept = front.get(&path, &admin).await.body;
        for row in kept["limits"]["rows"].as_array_mut().expect("rows") {
            for amount in ["per_case", "per_day", "per_buyer_month"] {
                row[amount] = json!(100_000);
            }
        }
        let limits = json!({ "version": kept["version"], "limits": kept["limits"] });
        let set = front.ask(reqwest::Method::PUT, &path, &admin, Some(limits)).await;
        assert_eq!(set.status, StatusCode::OK, "{set:?}");
        Self { counter, conversation, console }
    }

    async fn start(&self, flow: &str, order: Option<&str>, inputs: Value) -> crate::front::Said {
        let path = format!("/api/v1/conversations/{}/flows", self.conversation);
        let order_key = order.unwrap_or("none");
        let body = json!({ "flow": flow, "order": order, "inputs": inputs,
            "client_key": format!("{flow}-{order_key}") });
        self.counter.front.post(&path, &self.counter.front.key, body).await
    }

    /// Starts a flow; the run.
    async fn run(&self, flow: &str, order: Option<&str>, inputs: Value) -> String {
        let started = self.start(flow, order, inputs).await;
        assert_eq!(started.status, StatusCode::CREATED, "{flow}: {started:?}");
        started.text("id")
    }

    /// Waits until a run has come this far.
    async fn until(&mut self, run: &str, state: &str) {
        let over = ["completed", "undone", "stuck"];
        let told = hear(&mut self.console, |frame| {
            let fact = &frame["fact"];
            let now = fact["state"].as_str().unwrap_or_default();
            fact["kind"] == "flow_changed" && fact["run"] == run && (now == state || over.contains(&now))
        })
        .await;
        assert_eq!(told["fact"]["state"], state, "{told}: {:?}", self.read(run).await);
    }

    /// Everything in the conversation.
    async fn messages(&self) -> Vec<Value> {
        let path = format!("/api/v1/conversations/{}", self.conversation);
        let agent = self.counter.front.session("lena").await;
        let said = self.counter.front.get(&path, &agent).await.body;
        said["messages"].as_array().unwrap_or_else(|| panic!("messages: {said}")).clone()
    }

    /// What the flows told was borne out by what was done: none of it was held.
    async fn close(self) {
        let messages = self.messages().await;
        assert!(messages.iter().any(|message| message["author"] == "system"), "{messages:?}");
        let held = messages.iter().filter(|message| {
            message["private"] == true
                || !matches!(message["checked"]["outcome"].as_str(), None | Some("passed"))
        });
        assert_eq!(held.collect::<Vec<_>>(), Vec::<&Value>::new());
        self.counter.front.close().await;
    }

    async fn read(&self, run: &str) -> Value {
        self.counter.front.get(&format!("/api/v1/flow-runs/{run}"), &self.counter.front.key).await.body
    }

    async fn refused(&self, flow: &str, order: Option<&str>, inputs: Value) -> String {
        let said = self.start(flow, order, inputs).await;
        assert!(said.status.is_client_error(), "{flow}: {said:?}");
        said.refusal().1.to_owned()
    }

    async fn parcel(&self, order: &str, status: &str) {
        self.counter
            .put(
                "shipments",
                json!([{ "shipment_id": format!("S-{order}"), "order_id": order, "carrier": "UPS",
                    "tracking_number": format!("1Z{order}"), "status": status,
                    "shipped_at": "2025-11-25T00:00:00Z" }]),
            )
            .await;
    }
}

both! {
    async fn what_is_done_before_an_order_leaves(engine) {
        let mut desk = Desk::open(engine).await;
        desk.counter.order("GONE", "shipped").await;
        let address = json!({ "line1": "2 Side Street", "city": "Austin" });
        for (flow, inputs, rule) in [
            ("cancel", json!({ "reason": "too slow" }), "order_has_left"),
            ("change_address", json!({ "address": address }), "address_needs_intercept"),
            ("gift_note", json!({ "note": "Happy birthday" }), "order_has_left"),
            ("urge_warehouse", json!({}), "order_has_left"),
        ] {
            let order = format!("O-{flow}");
            desk.counter.order(&order, "paid").await;
            let run = desk.run(flow, Some(&order), inputs.clone()).await;
            desk.until(&run, "completed").await;
            assert_eq!(desk.refused(flow, Some("GONE"), inputs).await, rule, "{flow}");
        }
        let moved = desk.counter.read("O-change_address").await;
        assert_eq!(moved.address.map(|address| address.city).as_deref(), Some("Austin"));
        assert_eq!(desk.counter.read("O-cancel").await.status.as_str(), "cancelled");
        assert_eq!(desk.counter.read("O-gift_note").await.gift_note.as_deref(), Some("Happy birthday"));
        desk.close().await;
    }

    async fn what_is_done_while_it_is_on_its_way(engine) {
        let mut desk = Desk::open(engine).await;
        desk.counter.order("HOME", "received").await;
        desk.parcel("HOME", "delivered").await;
        for flow in ["intercept", "urge_carrier"] {
            let order = format!("O-{flow}");
            desk.counter.order(&order, "shipped").await;
            desk.parcel(&order, "in_transit").await;
            let run = desk.run(flow, Some(&order), json!({})).await;
            desk.until(&run, "completed").await;
            assert_eq!(desk.refused(flow, Some("HOME"), json!({})).await, "parcel_not_on_its_way", "{flow}");
        }
        desk.counter.order("LOST", "shipped").await;
        desk.parcel("LOST", "lost").await;
        let run = desk.run("reship", Some("LOST"), json!({ "reason": "lost" })).await;
        desk.until(&run, "completed").await;
        let known = desk.counter.read("LOST").await.returns;
        assert_eq!(known[0].facts.kind.as_str(), "reship");
        let late = desk.refused("reship", Some("O-intercept"), json!({ "reason": "lost" })).await;
        assert_eq!(late, "parcel_not_lost");
        desk.close().await;
    }

    async fn what_is_done_when_it_has_arrived(engine) {
        let mut desk = Desk::open(engine).await;
        desk.counter.order("WAITS", "paid").await;
        for (flow, inputs) in [
            ("return", json!({ "reason": "size" })),
            ("exchange", json!({ "reason": "size", "method": "card",
                "changes": [{ "from": "M", "to": "L", "quantity": 1 }] })),
        ] {
            let order = format!("O-{flow}");
            desk.counter.order(&order, "received").await;
            let run = desk.run(flow, Some(&order), inputs.clone()).await;
            desk.until(&run, "waiting").await;
            let number = desk.counter.read(&order).await.returns[0].facts.return_id.clone();
            let sent = Action::TrackReturn { number, carrier: "UPS".into(), tracking_number: "1Z9".into() };
            desk.counter.perform(&format!("sent-{flow}"), sent).await.expect("sent");
            desk.until(&run, "completed").await;
            assert_eq!(desk.refused(flow, Some("WAITS"), inputs).await, "not_delivered_yet", "{flow}");
        }
        desk.close().await;
    }

    async fn what_is_paid_back_or_given(engine) {
        let mut desk = Desk::open(engine).await;
        desk.counter.order("O1", "received").await;
        let run = desk.run("refund", Some("O1"), json!({ "amount": 2_500, "reason": "quality" })).await;
        desk.until(&run, "completed").await;
        assert_eq!(desk.read(&run).await["gives"], 2_500);
        desk.counter.order("O2", "received").await;
        let all = json!({ "amount": 25_001, "reason": "quality" });
        assert_eq!(desk.refused("refund", Some("O2"), all).await, "more_than_was_paid");

        let none = json!({ "amount": 100 });
        assert_eq!(desk.refused("price_protection", Some("O2"), none).await, "more_than_difference");
        let cheaper = json!([{ "product_id": "cup", "title": "Cup", "skus": [{ "sku_id": "cup", "price": 4_000 }] }]);
        desk.counter.put("products", cheaper).await;
        let run = desk.run("price_protection", Some("O1"), json!({})).await;
        desk.until(&run, "completed").await;
        assert_eq!(desk.read(&run).await["gives"], 1_000, "the difference is filled in");

        let coupon = json!({ "amount": 500, "days": 30, "reason": "late" });
        let run = desk.run("coupon", None, coupon).await;
        desk.until(&run, "completed").await;
        let long = desk.counter.front.post(
            &format!("/api/v1/conversations/{}/flows", desk.conversation), &desk.counter.front.key,
            json!({ "flow": "coupon", "client_key": "long", "inputs": { "amount": 500, "days": 200, "reason": "late" } }),
        ).await;
        assert_eq!(long.refusal().1, "coupon_too_long");

        let run = desk.run("invoice", Some("O1"), json!({ "title": "Ann" })).await;
        desk.until(&run, "completed").await;
        desk.counter.put("orders", json!([{ "order_id": "NEW", "buyer_id": "ann", "status": "unpaid",
            "placed_at": "2025-11-24T00:00:00Z", "lines": [{ "sku_id": "M" }] }])).await;
        assert_eq!(desk.refused("invoice", Some("NEW"), json!({ "title": "Ann" })).await, "not_paid_yet");
        desk.close().await;
    }

    async fn what_nothing_bears_out_is_not_told_and_people_see_it(engine) {
        let mut desk = Desk::open(engine).await;
        let front = &desk.counter.front;
        let lead = front.session("adam").await;
        let flows = format!("/api/v1/shops/{}/flows", front.shop.id);
        let all = front.get(&flows, &lead).await.body;
        let found = all.as_array().expect("flows").iter().find(|one| one["flow"]["key"] == "gift_note");
        let mut card = found.expect("the flow")["flow"].clone();
        card["steps"][1]["say"] = json!({ "zh": "已为您退款 {{ inputs.note }}。", "en": "We have refunded {{ inputs.note }}." });
        let kept = front.ask(reqwest::Method::PUT, &format!("{flows}/gift_note"), &lead, Some(card)).await;
        assert_eq!(kept.status, StatusCode::OK, "{kept:?}");
        desk.counter.order("O-card", "paid").await;
        let run = desk.run("gift_note", Some("O-card"), json!({ "note": "$500" })).await;
        desk.until(&run, "completed").await;
        let messages = desk.messages().await;
        let said = |text: &str| messages.iter().find(|one| one["text"].as_str().is_some_and(|said| said.contains(text)));
        let note = said("$500").unwrap_or_else(|| panic!("{messages:?}"));
        assert_eq!((&note["private"], &note["checked"]["outcome"]), (&json!(true), &json!("handed_off")), "{note}");
        let open = format!("/api/v1/conversations/{}", desk.conversation);
        let open = desk.counter.front.get(&open, &lead).await.body;
        assert_eq!(open["conversation"]["packet"]["reason"], "unproven", "{open}");
        desk.counter.front.close().await;
    }
    async fn a_parcel_that_stands_still_starts_the_flow_that_is_for_it_once_a_day(engine) {
        let mut desk = Desk::open(engine).await;
        let (front, shop) = (&desk.counter.front, desk.counter.front.shop.id);
        let lead = front.session("lena").await;
        let flows = front.get(&format!("/api/v1/shops/{shop}/flows"), &lead).await.body;
        let all = flows.as_array().expect("flows").iter();
        let shipped = all.map(|kept| &kept["flow"]).find(|flow| flow["key"] == "urge_carrier").expect("the flow");
        let mut ruled = shipped.clone();
        ruled["rules"] = json!(["parcel_stuck"]);
        let path = format!("/api/v1/shops/{shop}/flows/urge_carrier");
        let kept = front.ask(reqwest::Method::PUT, &path, &lead, Some(ruled)).await;
        assert_eq!(kept.status, StatusCode::OK, "{kept:?}");

        for (order, status) in [("MOVES", "in_transit"), ("STANDS", "stuck")] {
            desk.counter.order(order, "shipped").await;
            desk.parcel(order, status).await;
        }
        hear(&mut desk.console, |frame| {
            frame["fact"]["kind"] == "flow_changed" && frame["fact"]["state"] == "completed"
        })
        .await;
        // Told again, it is not asked for again that day.
        desk.parcel("STANDS", "in_transit").await;
        desk.parcel("STANDS", "stuck").await;
        desk.counter.order("NEXT", "shipped").await;
        desk.parcel("NEXT", "stuck").await;
        hear(&mut desk.console, |frame| {
            frame["fact"]["kind"] == "flow_changed" && frame["fact"]["state"] == "completed"
        })
        .await;
        let runs = desk.counter.front.get(&format!("/api/v1/shops/{shop}/flow-runs"), &lead).await.body;
        let started: Vec<(&Value, &Value)> =
            runs.as_array().expect("runs").iter().map(|run| (&run["order"], &run["starter"])).collect();
        assert_eq!(started, [(&json!("NEXT"), &json!("rule")), (&json!("STANDS"), &json!("rule"))], "{runs}");
        desk.counter.front.close().await;
    }
}
