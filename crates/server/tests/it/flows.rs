//! One-click flows by the front door: looked at, started, carried on by the workers, seen by buyer and agent.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::street::{KEY, Street, hear};

/// A buyer of the demo with a received order, talking to an agent: conversation, order number, the buyer's socket.
struct Talk {
    buyer: crate::street::Buyer,
    agent: String,
    conversation: String,
    order: Value,
}

impl Talk {
    async fn begin(street: &Street) -> Self {
        let agent = street.sign_in("agent").await;
        for number in 0..12 {
            let mut buyer = street.buyer(Some(number)).await;
            let (_, told) = buyer.ask("转人工").await;
            let conversation = told["conversation"].as_str().expect("an id").to_owned();
            let open = street.conversation(&agent, &conversation).await["conversation"].clone();
            let id = open["buyer"].as_str().expect("an id").to_owned();
            let profile = street.get(&format!("/api/v1/buyers/{id}"), &agent).await;
            let orders = profile["orders"].as_array().expect("orders").clone();
            let Some(order) = orders.into_iter().find(|order| order["status"] == "received") else {
                continue;
            };
            let claim = format!("/api/v1/conversations/{conversation}/claim");
            let claimed = street.ask(Method::POST, &claim, Some(&agent), None).await;
            assert!(claimed.status.is_success(), "{claimed:?}");
            return Self { buyer, agent, conversation, order };
        }
        panic!("nobody of the cast has received anything");
    }

    fn at(&self, rest: &str) -> String {
        format!("/api/v1/conversations/{}/{rest}", self.conversation)
    }

    fn ask(&self) -> Value {
        json!({ "flow": "return", "order": self.order["number"], "inputs": { "reason": "size" } })
    }

    async fn run(&self, street: &Street, id: &str) -> Value {
        street.get(&format!("/api/v1/flow-runs/{id}"), &self.agent).await
    }
}

both! {
    async fn a_return_is_one_click_and_everybody_sees_it(engine) {
        let street = Street::open(engine).await;
        let mut talk = Talk::begin(&street).await;
        let looked = street.post(&talk.at("flows/preview"), &talk.agent, &talk.ask()).await;
        assert_eq!(looked.status, StatusCode::OK, "{looked:?}");
        assert_eq!((&looked["missing"], &looked["refusal"]), (&json!([]), &Value::Null), "{looked:?}");
        assert_eq!(looked["inputs"]["lines"].as_array().map(Vec::len), talk.order["lines"].as_array().map(Vec::len));
        let told = looked["steps"][1]["text"].as_str().expect("a text").to_owned();
        assert!(told.contains("…"), "what only the shop can say is not known yet: {told}");

        let mut start = talk.ask();
        start["client_key"] = json!("k-1");
        let started = street.post(&talk.at("flows"), &talk.agent, &start).await;
        assert_eq!(started.status, StatusCode::CREATED, "{started:?}");
        let id = started["id"].as_str().expect("an id").to_owned();
        let said = hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("退货单号"))).await;
        let run = talk.run(&street, &id).await;
        let number = run["steps"][0]["receipt"]["number"].as_str().expect("a number").to_owned();
        assert!(said["message"]["text"].as_str().expect("text").contains(&number), "{said}");
        assert_eq!(said["message"]["author"], "assist", "in the agent's name: {said}");

        // The same click again is the same run, and another on the same order is refused.
        let again = street.post(&talk.at("flows"), &talk.agent, &start).await;
        assert_eq!(again["id"], started["id"]);
        start["client_key"] = json!("k-2");
        let other = street.post(&talk.at("flows"), &talk.agent, &start).await;
        assert_eq!(other.refusal(), (409, "return_is_open", ""), "{other:?}");

        // The buyer has sent it: whoever tells the shop so, the run goes on and says so.
        let order = talk.order["number"].as_str().expect("a number").to_owned();
        let (shop, told) = (run["shop"].as_str().expect("an id").parse().expect("an id"), number.clone());
        street.app.store.write(move |ctx| {
            let mut known = desk::order::returned(ctx, shop, &told)?.expect("the return").facts;
            known.carrier = Some("顺丰速运".into());
            known.tracking_number = Some("SF1234567890123".into());
            known.status = desk::order::ReturnStatus::Sent;
            let (_, buyer) = desk::order::upsert_return(ctx, shop, &known)?;
            desk::order::changed(ctx, shop, vec![buyer])
        }).await.expect("told");
        hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("SF1234567890123"))).await;
        let run = talk.run(&street, &id).await;
        assert_eq!((run["state"].as_str(), run["order"].as_str()), (Some("completed"), Some(order.as_str())), "{run}");
        street.close().await;
    }

    async fn what_is_missing_or_wrong_is_named_and_nothing_begins(engine) {
        let street = Street::open(engine).await;
        let talk = Talk::begin(&street).await;
        let refused = async |change: Value| {
            let mut start = talk.ask();
            start["client_key"] = json!("k");
            for (key, value) in change.as_object().expect("fields") {
                start[key] = value.clone();
            }
            let said = street.post(&talk.at("flows"), &talk.agent, &start).await;
            let (status, code, field) = said.refusal();
            (status, code.to_owned(), field.to_owned())
        };
        let code = |status, code: &str, field: &str| (status, code.to_owned(), field.to_owned());
        assert_eq!(refused(json!({ "flow": "gift" })).await, code(404, "no_such_flow", ""));
        assert_eq!(refused(json!({ "order": "QH0" })).await, code(422, "no_such_order", "order"));
        assert_eq!(refused(json!({ "order": null })).await, code(422, "required", "order"));
        assert_eq!(refused(json!({ "inputs": {} })).await, code(422, "required", "inputs.reason"));
        assert_eq!(refused(json!({ "inputs": { "reason": "x" } })).await, code(422, "not_a_choice", "inputs.reason"));
        assert_eq!(refused(json!({ "inputs": { "reason": "size", "pay": 1 } })).await, code(422, "unknown_input", "inputs.pay"));
        let lines = json!({ "reason": "size", "lines": [{ "sku": "nothing", "quantity": 1 }] });
        assert_eq!(refused(json!({ "inputs": lines })).await, code(422, "not_in_order", "inputs.lines"));
        assert_eq!(refused(json!({ "amuont": 1 })).await, code(422, "malformed", "amuont"));
        assert_eq!(refused(json!({ "client_key": " " })).await, code(422, "required", "client_key"));
        let runs = street.get(&talk.at("flows"), &talk.agent).await;
        assert_eq!(runs, json!([]));
        street.close().await;
    }

    async fn a_program_starts_a_flow_and_follows_it(engine) {
        let street = Street::open(engine).await;
        let talk = Talk::begin(&street).await;
        let mut start = talk.ask();
        start["client_key"] = json!("erp-1");
        let started = street.post(&talk.at("flows"), KEY, &start).await;
        assert_eq!((started.status, &started["starter"]), (StatusCode::CREATED, &json!("key")), "{started:?}");
        let run = format!("/api/v1/flow-runs/{}", started["id"].as_str().expect("an id"));
        assert_eq!(street.get(&run, KEY).await["id"], started["id"]);
        let undo = json!({ "how": "undo", "why": "买家改主意了" });
        let by_key = street.post(&format!("{run}/repair"), KEY, &undo).await;
        assert_eq!(by_key.status, StatusCode::FORBIDDEN);
        street.close().await;
    }

    async fn what_was_done_is_taken_back(engine) {
        let street = Street::open(engine).await;
        let mut talk = Talk::begin(&street).await;
        let mut start = talk.ask();
        start["client_key"] = json!("k-1");
        let started = street.post(&talk.at("flows"), &talk.agent, &start).await;
        let id = started["id"].as_str().expect("an id").to_owned();
        hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("退货单号"))).await;
        let mut console = street.socket("/api/v1/live", &talk.agent).await;
        let undo = json!({ "how": "undo", "why": "买家改主意了" });
        let undone = street.post(&format!("/api/v1/flow-runs/{id}/repair"), &talk.agent, &undo).await;
        assert_eq!(undone.status, StatusCode::OK, "{undone:?}");
        hear(&mut console, |frame| frame["fact"]["kind"] == "flow_changed" && frame["fact"]["state"] == "undone").await;
        let run = talk.run(&street, &id).await;
        let states: Vec<&str> = run["steps"].as_array().expect("steps").iter().map(|s| s["state"].as_str().expect("a state")).collect();
        assert_eq!(states, ["undone", "kept", "kept", "skipped", "skipped"], "{run}");
        // The order is free for another return, and this run is over.
        let again = street.post(&format!("/api/v1/flow-runs/{id}/repair"), &talk.agent, &undo).await;
        assert_eq!(again.refusal().1, "run_is_over");
        start["client_key"] = json!("k-2");
        let other = street.post(&talk.at("flows"), &talk.agent, &start).await;
        assert_eq!(other.status, StatusCode::CREATED, "{other:?}");
        street.close().await;
    }

    async fn what_is_given_away_is_held_against_limits_and_a_lead_may_give_more(engine) {
        let street = Street::open(engine).await;
        let mut talk = Talk::begin(&street).await;
        let lead = street.sign_in("lead").await;
        let open = street.conversation(&talk.agent, &talk.conversation).await["conversation"].clone();
        let shop = open["shop"].as_str().expect("a shop").to_owned();
        let kept = street.ask(Method::PUT, &format!("/api/v1/shops/{shop}/flows/goodwill"), Some(&lead), Some(&goodwill())).await;
        assert_eq!(kept.status, StatusCode::OK, "{kept:?}");
        let ask = |amount: i64, key: &str| {
            json!({ "flow": "goodwill", "order": talk.order["number"], "inputs": { "amount": amount }, "client_key": key })
        };
        let (small, large) = (ask(500, "k-1"), ask(2_500, "k-2"));
        let looked = street.post(&talk.at("flows/preview"), &talk.agent, &json!({
            "flow": "goodwill", "order": talk.order["number"], "inputs": { "amount": 2_500 } })).await;
        assert_eq!((&looked["gives"], &looked["verdict"]["verdict"]), (&json!(2_500), &json!("needs_approval")), "{looked:?}");

        let given = street.post(&talk.at("flows"), &talk.agent, &small).await;
        assert_eq!((given.status, &given["state"]), (StatusCode::CREATED, &json!("running")), "{given:?}");
        hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("¥5"))).await;

        // More than an agent may: it waits for a lead, who sees it and gives it.
        let asked = street.post(&talk.at("flows"), &talk.agent, &large).await;
        assert_eq!(asked["state"], "awaiting_approval", "{asked:?}");
        let waiting = street.get(&format!("/api/v1/shops/{shop}/approvals?open=true"), &lead).await;
        let approval = waiting["approvals"][0]["id"].as_str().expect("an id").to_owned();
        let own = street.post(&format!("/api/v1/approvals/{approval}/approve"), &talk.agent, &json!({})).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "{own:?}");
        let approved = street.post(&format!("/api/v1/approvals/{approval}/approve"), &lead, &json!({})).await;
        assert_eq!(approved.status, StatusCode::OK, "{approved:?}");
        hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("¥25"))).await;

        // Refused: nothing is given, and the run says so.
        let again = street.post(&talk.at("flows"), &talk.agent, &ask(2_600, "k-3")).await;
        assert_eq!(again["state"], "awaiting_approval", "{again:?}");
        let waiting = street.get(&format!("/api/v1/shops/{shop}/approvals?open=true"), &lead).await;
        let approval = waiting["approvals"][0]["id"].as_str().expect("an id").to_owned();
        let refused = street.post(&format!("/api/v1/approvals/{approval}/refuse"), &lead, &json!({ "note": "no" })).await;
        assert_eq!(refused.status, StatusCode::OK, "{refused:?}");
        let run = talk.run(&street, again["id"].as_str().expect("an id")).await;
        assert_eq!((&run["state"], &run["steps"][0]["state"]), (&json!("refused"), &json!("todo")), "{run}");
        street.close().await;
    }
    async fn a_changed_flow_is_tried_on_what_has_been_and_changes_nothing(engine) {
        let street = Street::open(engine).await;
        let mut talk = Talk::begin(&street).await;
        let mut start = talk.ask();
        start["client_key"] = json!("k-1");
        let started = street.post(&talk.at("flows"), &talk.agent, &start).await;
        assert_eq!(started.status, StatusCode::CREATED, "{started:?}");
        hear(&mut talk.buyer.socket, |frame| frame["message"]["text"].as_str().is_some_and(|t| t.contains("退货单号"))).await;
        let id = started["id"].as_str().expect("an id").to_owned();
        let shop = started["shop"].as_str().expect("an id").to_owned();
        let lead = street.sign_in("lead").await;
        let kept = street.get(&format!("/api/v1/shops/{shop}/flows"), &lead).await;
        let flow = |key: &str| {
            let all = kept.as_array().expect("flows");
            all.iter().find(|kept| kept["flow"]["key"] == key).expect("the flow")["flow"].clone()
        };
        let mut changed = flow("return");
        let said = json!({ "zh": "寄到 {{ shop.return_address }}，单号 {{ receipts.open.number }}", "en": "Send it." });
        let at = changed["steps"].as_array().expect("steps").iter().position(|step| step["key"] == "address").expect("the step");
        changed["steps"][at]["say"] = said;
        let path = format!("/api/v1/shops/{shop}/flows/return/dry-run");
        let before = talk.run(&street, &id).await;
        let tried = street.post(&path, &lead, &changed).await;
        assert_eq!(tried.status, StatusCode::OK, "{tried:?}");
        let case = tried.body.as_array().expect("cases").iter().find(|case| case["run"] == id.as_str()).expect("the run").clone();
        assert_eq!((&case["differs"], &case["refusal"]), (&json!(["address"]), &Value::Null), "{case}");
        // It was allowed then, whatever the rules say of an order whose return is open.
        assert_eq!((&case["would"]["refusal"], &case["would"]["missing"]), (&Value::Null, &json!([])), "{case}");
        assert!(case["would"]["steps"][at]["text"].as_str().expect("a text").starts_with("寄到"), "{case}");
        // Where it was not started the rules of today are asked, and what is missing is named.
        let not_started = street.post(&format!("/api/v1/shops/{shop}/flows/exchange/dry-run"), &lead, &flow("exchange")).await;
        assert_eq!(not_started.status, StatusCode::OK, "{not_started:?}");
        assert!(not_started.body.as_array().expect("cases").iter().all(|case| case["run"].is_null() && case["differs"] == json!([])));
        assert_eq!(talk.run(&street, &id).await, before, "nothing was done");
        assert_eq!(street.get(&format!("/api/v1/shops/{shop}/flows"), &lead).await, kept, "nothing was kept");
        // What could not be kept cannot be tried, nor by whoever may not change flows.
        let mut wrong = changed.clone();
        wrong["steps"][at]["say"]["en"] = json!("{{ receipts.");
        assert_eq!(street.post(&path, &lead, &wrong).await.refusal(), (422, "not_a_step", "steps.say"));
        assert_eq!(street.post(&path, &talk.agent, &changed).await.status, StatusCode::FORBIDDEN);
        street.close().await;
    }
}

/// Money back as goodwill.
fn goodwill() -> Value {
    let title = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    json!({
        "key": "goodwill", "title": title("补偿", "Goodwill"), "starters": ["agent"],
        "inputs": [{ "key": "amount", "kind": "amount", "title": title("金额", "Amount"), "required": true }],
        "steps": [
            { "key": "pay", "title": title("退款", "Refund"), "act": {
                "action": "refund", "order": "$order.number", "amount": "$inputs.amount", "method": null, "reason": "goodwill" } },
            { "key": "told", "title": title("告知", "Tell"), "say": title("已为您补偿 {{ said.amount }}。", "You were given {{ said.amount }}.") },
        ],
    })
}
