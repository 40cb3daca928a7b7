//! Runs of flows that do not go by themselves: what is not known yet is waited for, what cannot be taken back is tried
//! again, and what a person leaves out is neither given nor told.

use desk::authority::{self, UseState};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::connections::{Stall, connect, once, open, tell, walked};
use crate::front::{Front, Said};
use crate::street::{Socket, hear, socket_at};

/// Kim, whose orders are in a shop of its own, and the console that sees what becomes of it.
struct Desk {
    front: Front,
    stall: Stall,
    conversation: String,
    lead: String,
    console: Socket,
}

impl Desk {
    async fn open(engine: db::Engine) -> Self {
        let (front, stall) = (open(engine).await, Stall::default());
        for number in ["S-1", "S-2"] {
            stall.put(number, "received", -60);
        }
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let hello = json!({ "external_id": "m1", "handle": "kim", "text": "hello", "buyer": { "external_id": "kim" } });
        let said = front.post("/api/v1/inboxes/till/messages", &front.key, hello).await;
        let lead = front.session("lena").await;
        let console = socket_at(&front.url, "/api/v1/live", &lead).await;
        Self { stall, conversation: said.text("conversation"), lead, console, front }
    }

    /// The shop has this flow, and programs may give so much by it.
    async fn keep(&self, flow: &Value, bot_may_give: i64) {
        let admin = self.front.session("adam").await;
        let key = flow["key"].as_str().expect("a key");
        let path = format!("/api/v1/shops/{}/flows/{key}", self.front.shop.id);
        let kept = self.front.ask(Method::PUT, &path, &admin, Some(flow.clone())).await;
        assert_eq!(kept.status, StatusCode::OK, "{kept:?}");
        let path = format!("/api/v1/shops/{}/authority", self.front.shop.id);
        let mut limits = self.front.get(&path, &admin).await.body;
        for amount in ["per_case", "per_day", "per_buyer_month"] {
            limits["limits"]["rows"][0][amount] = json!(bot_may_give);
        }
        let body = json!({ "version": limits["version"], "limits": limits["limits"] });
        let set = self.front.ask(Method::PUT, &path, &admin, Some(body)).await;
        assert_eq!(set.status, StatusCode::OK, "{set:?}");
    }

    async fn start(&self, flow: &str, order: &str, inputs: Value) -> String {
        let path = format!("/api/v1/conversations/{}/flows", self.conversation);
        let body = json!({ "flow": flow, "order": order, "inputs": inputs, "client_key": format!("{flow}-{order}") });
        let started = self.front.post(&path, &self.front.key, body).await;
        assert_eq!(started.status, StatusCode::CREATED, "{started:?}");
        started.text("id")
    }

    async fn read(&self, run: &str) -> Value {
        self.front.get(&format!("/api/v1/flow-runs/{run}"), &self.lead).await.body
    }

    /// Waits until a run has come this far, and reads it.
    async fn until(&mut self, run: &str, state: &str) -> Value {
        let over = ["completed", "undone", "stuck"];
        let told = hear(&mut self.console, |frame| {
            let fact = &frame["fact"];
            let now = fact["state"].as_str().unwrap_or_default();
            fact["kind"] == "flow_changed" && fact["run"] == run && (now == state || over.contains(&now))
        })
        .await;
        assert_eq!(told["fact"]["state"], state, "{told}: {:?}", self.read(run).await);
        self.read(run).await
    }

    async fn repair(&self, run: &str, how: Value) -> Said {
        let done = self.front.post(&format!("/api/v1/flow-runs/{run}/repair"), &self.lead, how).await;
        assert_eq!(done.status, StatusCode::OK, "{done:?}");
        done
    }

    /// Somebody writes from another device; the shop may know who. The conversation.
    async fn say_from_a_tablet(&self, id: &str, who: Option<&str>) -> String {
        let mut said = json!({ "external_id": id, "handle": "tablet", "text": "hello" });
        if let Some(who) = who {
            said["buyer"] = json!({ "external_id": who });
        }
        self.front.post("/api/v1/inboxes/till/messages", &self.front.key, said).await.text("conversation")
    }

    /// What the buyer was told.
    async fn told(&self) -> Vec<String> {
        let path = format!("/api/v1/conversations/{}/messages?after=0&limit=200", self.conversation);
        let messages = self.front.get(&path, &self.lead).await.body;
        let texts = messages.as_array().expect("messages").iter();
        texts.filter_map(|message| message["text"].as_str().map(str::to_owned)).collect()
    }
}

/// A coupon, then an invoice.
fn coupon_and_invoice() -> Value {
    let title = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    json!({
        "key": "thanks", "title": title("感谢", "Thanks"), "starters": ["key"],
        "steps": [
            { "key": "coupon", "title": title("券", "Coupon"), "act": { "action": "grant_coupon", "buyer": "$buyer.id",
                "amount": 500, "threshold": 0, "until": "2025-12-20T00:00:00Z", "reason": "thanks" } },
            { "key": "invoice", "title": title("发票", "Invoice"), "act": { "action": "invoice", "order": "$order.number",
                "title": "Kim", "tax_number": "", "email": "kim@example.com" } },
        ],
    })
}

fn states(run: &Value) -> Vec<&str> {
    run["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| step["state"].as_str().expect("a state"))
        .collect()
}

both! {
    async fn a_return_that_the_house_has_not_heard_of_is_waited_for(engine) {
        let mut desk = Desk::open(engine).await;
        let run = desk.start("return", "S-1", json!({ "reason": "size" })).await;
        let waits = desk.until(&run, "waiting").await;
        assert_eq!(waits["steps"][0]["receipt"]["number"], "N-1", "{waits}");
        let sent = json!([{ "type": "return", "data": { "return_id": "N-1", "order_id": "S-1", "kind": "return",
            "status": "sent", "carrier": "DHL", "tracking_number": "D-77" } }]);
        assert_eq!(tell(&desk.front, "n-1", sent).await.status, StatusCode::OK);
        desk.until(&run, "completed").await;
        assert!(desk.told().await.iter().any(|text| text.contains("D-77")), "{:?}", desk.told().await);
        desk.front.close().await;
    }

    async fn what_cannot_be_taken_back_is_tried_again_or_left(engine) {
        let mut desk = Desk::open(engine).await;
        desk.keep(&coupon_and_invoice(), 500).await;
        let stall = desk.stall.clone();
        let closed = ["invoice", "revoke_coupon"].map(|kind| (kind, "closed_today"));
        stall.refuses.lock().expect("a lock").extend(closed);
        let run = desk.start("thanks", "S-1", json!({})).await;
        let stuck = desk.until(&run, "stuck").await;
        assert_eq!((states(&stuck), &stuck["reason"]), (vec!["done", "failed"], &json!("closed_today")), "{stuck}");
        // The shop takes it back now: the run goes on taking back, and does not begin again.
        stall.refuses.lock().expect("a lock").remove("revoke_coupon");
        desk.repair(&run, json!({ "how": "retry" })).await;
        let undone = desk.until(&run, "undone").await;
        assert_eq!(states(&undone), ["undone", "failed"], "{undone}");
        // What is left as it is stays given.
        stall.refuses.lock().expect("a lock").insert("revoke_coupon", "closed_today");
        let other = desk.start("thanks", "S-2", json!({})).await;
        desk.until(&other, "stuck").await;
        desk.repair(&other, json!({ "how": "skip", "why": "the buyer may keep it" })).await;
        let kept = desk.until(&other, "undone").await;
        assert_eq!(states(&kept), ["kept", "failed"], "{kept}");
        let shop = desk.front.shop.id;
        for (id, state) in [(run, UseState::Released), (other, UseState::Spent)] {
            let found = desk.front.app.store.read(move |ctx| authority::by_key(ctx, shop, &id)).await;
            assert_eq!(found.expect("a read").map(|used| used.state), Some(state));
        }
        desk.front.close().await;
    }

    async fn a_refund_that_is_left_out_is_not_given_and_not_told(engine) {
        let mut desk = Desk::open(engine).await;
        desk.keep(&coupon_and_invoice(), 100).await;
        desk.stall.refuses.lock().expect("a lock").insert("refund", "not_offered");
        let run = desk.start("refund", "S-1", json!({ "amount": 50, "reason": "quality" })).await;
        let stuck = desk.until(&run, "stuck").await;
        assert_eq!(stuck["reason"], "by_hand", "{stuck}");
        desk.repair(&run, json!({ "how": "skip", "why": "the buyer wants none" })).await;
        let done = desk.until(&run, "completed").await;
        assert_eq!(states(&done), ["skipped", "skipped"], "{done}");
        assert_eq!(desk.told().await, ["hello"], "nobody was told of money that did not go");
        let (shop, id) = (desk.front.shop.id, run.clone());
        let used = desk.front.app.store.read(move |ctx| authority::by_key(ctx, shop, &id)).await;
        assert_eq!(used.expect("a read").map(|used| used.state), Some(UseState::Released));
        desk.front.close().await;
    }

    async fn what_is_called_off_is_nobodys_to_approve(engine) {
        let desk = Desk::open(engine).await;
        desk.keep(&coupon_and_invoice(), 100).await;
        let run = desk.start("thanks", "S-1", json!({})).await;
        assert_eq!(desk.read(&run).await["state"], "awaiting_approval");
        let list = format!("/api/v1/shops/{}/approvals?open=true", desk.front.shop.id);
        let waiting = desk.front.get(&list, &desk.lead).await.body;
        let approval = waiting["approvals"][0]["id"].as_str().expect("an id").to_owned();
        desk.repair(&run, json!({ "how": "undo", "why": "the buyer has gone" })).await;
        let ended = desk.read(&run).await;
        assert_eq!((&ended["state"], &ended["reason"]), (&json!("cancelled"), &json!("the buyer has gone")));
        assert_eq!(desk.front.get(&list, &desk.lead).await.body["approvals"], json!([]));
        let late = desk.front.post(&format!("/api/v1/approvals/{approval}/approve"), &desk.lead, json!({})).await;
        assert_eq!(late.refusal(), (409, "approval_withdrawn"), "{late:?}");
        desk.front.close().await;
    }

    async fn limits_know_the_reason_as_it_was_chosen(engine) {
        let desk = Desk::open(engine).await;
        let title = |text: &str| json!({ "zh": text, "en": text });
        let mut flow = coupon_and_invoice();
        flow["inputs"] = json!([{ "key": "reason", "kind": "choice", "title": title("why"), "required": true,
            "choices": [{ "value": "wrong-size", "title": title("wrong size") }, { "value": "other", "title": title("other") }] }]);
        desk.keep(&flow, 0).await;
        let admin = desk.front.session("adam").await;
        let path = format!("/api/v1/shops/{}/authority", desk.front.shop.id);
        let mut limits = desk.front.get(&path, &admin).await.body;
        let row = json!({ "role": "bot", "flow": "*", "reason": "wrong-size", "order_from": 0,
            "per_case": 500, "per_day": 500, "per_buyer_month": 500 });
        let mut rows = limits["limits"]["rows"].as_array().expect("rows").clone();
        rows.retain(|kept| kept["role"] != "bot");
        rows.push(row);
        limits["limits"]["rows"] = json!(rows);
        let body = json!({ "version": limits["version"], "limits": limits["limits"] });
        assert_eq!(desk.front.ask(Method::PUT, &path, &admin, Some(body)).await.status, StatusCode::OK);
        for (reason, verdict) in [("wrong-size", "within"), ("other", "needs_approval")] {
            let ask = json!({ "flow": "thanks", "order": "S-1", "inputs": { "reason": reason } });
            let path = format!("/api/v1/conversations/{}/flows/preview", desk.conversation);
            let looked = desk.front.post(&path, &desk.front.key, ask).await;
            assert_eq!((&looked.body["gives"], &looked.body["verdict"]["verdict"]), (&json!(500), &json!(verdict)), "{looked:?}");
        }
        // A reason that no row could name is no choice.
        flow["inputs"][0]["choices"][0]["value"] = json!(" wrong");
        let path = format!("/api/v1/shops/{}/flows/thanks", desk.front.shop.id);
        let kept = desk.front.ask(Method::PUT, &path, &admin, Some(flow)).await;
        assert_eq!((kept.refusal(), &kept.body["field"]), ((422, "authority_not_a_name"), &json!("inputs.choices")), "{kept:?}");
        desk.front.close().await;
    }

    async fn a_guest_keeps_their_run_when_the_shop_says_who_they_are(engine) {
        let mut desk = Desk::open(engine).await;
        let open = desk.front.get(&format!("/api/v1/conversations/{}", desk.conversation), &desk.lead).await.body;
        let kim = open["conversation"]["buyer"].as_str().expect("an id").to_owned();
        let guests = desk.say_from_a_tablet("t1", None).await;
        let thanks = json!({ "zh": "谢谢您", "en": "Thank you" });
        let flow = json!({ "key": "thanks", "title": thanks, "starters": ["key"], "of_order": false,
            "steps": [{ "key": "told", "title": thanks, "say": thanks }] });
        desk.keep(&flow, 0).await;
        let body = json!({ "flow": "thanks", "client_key": "guest" });
        let started = desk.front.post(&format!("/api/v1/conversations/{guests}/flows"), &desk.front.key, body).await;
        assert_eq!(started.status, StatusCode::CREATED, "{started:?}");
        assert_ne!(started.body["buyer"], kim);
        desk.until(&started.text("id"), "completed").await;
        desk.say_from_a_tablet("t2", Some("kim")).await;
        assert_eq!(desk.read(&started.text("id")).await["buyer"], kim);
        desk.front.close().await;
    }
}
