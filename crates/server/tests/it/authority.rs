//! What may be given away: limits that hold whatever is done at once, approvals over them, raises of them.

use std::time::Duration;

use desk::agent::Role;
use desk::authority::{self, Asked, Outcome, Use, UseState, Verdict, Who, approval};
use desk::fact::{self, Fact, Scope};
use desk::id::{BuyerId, ConversationId};
use desk::money::Money;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;

use crate::front::Front;

/// A conversation with this buyer, and the buyer.
async fn conversation(front: &Front, handle: &str, text: &str) -> (ConversationId, BuyerId) {
    let message = json!({ "external_id": format!("{handle}-1"), "handle": handle, "text": text });
    let sent = front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation");
    let id = sent.parse().expect("an id");
    let found = front.app.store.read(move |ctx| desk::conversation::get(ctx, id)).await.expect("it is there");
    (id, found.buyer)
}

fn gift(front: &Front, who: Who, buyer: BuyerId, order: &str, amount: i64) -> Asked {
    Asked {
        shop: front.shop.id,
        who,
        buyer,
        conversation: None,
        order: Some(order.into()),
        order_value: 9_900,
        flow: "refund".into(),
        reason: "late".into(),
        amount: Money::new(amount, "EUR"),
    }
}

impl Front {
    async fn who(&self, login: &str) -> Who {
        let person = self.person(login).await;
        Who::Agent(person.id, person.role)
    }

    async fn reserve(&self, asked: Asked, key: &str) -> Outcome {
        let key = key.to_owned();
        let done = self.app.store.write(move |ctx| authority::reserve(ctx, &asked, &key)).await;
        done.expect("it is decided")
    }

    async fn reserved(&self, asked: Asked, key: &str) -> Use {
        match self.reserve(asked, key).await {
            Outcome::Reserved(reserved) => reserved,
            over @ Outcome::Over(_) => panic!("{over:?}"),
        }
    }

    async fn ask_for(&self, asked: Asked, run: &str) -> approval::Approval {
        let run = run.to_owned();
        let done =
            self.app.store.write(move |ctx| approval::ask(ctx, &run, &asked, "it was our mistake")).await;
        done.expect("it is asked")
    }

    fn authority(&self) -> String {
        format!("/api/v1/shops/{}/authority", self.shop.id)
    }

    async fn approvals(&self, open: bool) -> Value {
        let lead = self.session("lena").await;
        let said = self.get(&format!("/api/v1/shops/{}/approvals?open={open}", self.shop.id), &lead).await;
        assert_eq!(said.status, 200, "{said:?}");
        said.body
    }

    /// Everybody who answers may give so much: of a case, a day, a buyer's month.
    async fn limit(&self, [per_case, per_day, per_buyer_month]: [i64; 3]) {
        let admin = self.session("adam").await;
        let mut limits = self.get(&self.authority(), &admin).await.body;
        for row in limits["limits"]["rows"].as_array_mut().expect("rows") {
            if row["role"] == "agent" {
                row["per_case"] = json!(per_case);
                row["per_day"] = json!(per_day);
                row["per_buyer_month"] = json!(per_buyer_month);
            }
        }
        let body = json!({ "version": limits["version"], "limits": limits["limits"] });
        let set = self.ask(Method::PUT, &self.authority(), &admin, Some(body)).await;
        assert_eq!(set.status, 200, "{set:?}");
    }

    /// Waits until the ledger says so.
    async fn until(&self, fits: impl Fn(&Fact) -> bool) {
        let mut woken = self.app.store.db.listen(fact::TOPIC);
        let mut after = 0;
        loop {
            // On PostgreSQL nobody is woken when a line is given its place.
            self.app.store.write(fact::place).await.expect("places");
            let lines = self.app.store.read(move |ctx| fact::since(ctx, after, 1000)).await.expect("lines");
            if lines.iter().any(|line| fits(&line.recorded.fact)) {
                return;
            }
            after = lines.last().map_or(after, |line| line.position);
            woken.changed().await.expect("the ledger goes on");
        }
    }
}

/// Something asked over a limit in this conversation.
pub(crate) async fn asked(front: &Front, conversation: ConversationId) -> String {
    let found = front.app.store.read(move |ctx| desk::conversation::get(ctx, conversation)).await;
    let who = front.who("anna").await;
    let mut asked = gift(front, who, found.expect("it is there").buyer, "A-1", 3_000);
    asked.conversation = Some(conversation);
    front.ask_for(asked, "run-of-things").await.id.to_string()
}

both! {
    async fn limits_are_set_by_whoever_may_and_never_written_over(engine) {
        let front = Front::open(engine).await;
        let (lead, admin) = (front.session("lena").await, front.session("adam").await);
        let path = front.authority();
        let first = front.get(&path, &lead).await.body;
        assert_eq!((&first["version"], &first["currency"]), (&json!(0), &json!("EUR")), "{first}");
        let bot = first["limits"]["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["role"] == "bot"));
        assert_eq!(bot.map(|row| &row["per_case"]), Some(&json!(0)), "{first}");
        let put = async |token: &str, version: i64, limits: &Value| {
            front.ask(Method::PUT, &path, token, Some(json!({ "version": version, "limits": limits }))).await
        };
        let with = |at: usize, name: &str, value: Value| {
            let mut limits = first["limits"].clone();
            limits["rows"][at][name] = value;
            limits
        };
        let cases = [
            (with(1, "per_case", json!(-1)), "limits.rows[1].per_case", "negative"),
            (with(1, "per_case", json!("5")), "limits.rows[1].per_case", "malformed"),
            (with(1, "role", json!("king")), "limits.rows[1].role", "malformed"),
            (with(2, "flow", json!("")), "limits.rows[2].flow", "required"),
            (with(2, "role", json!("agent")), "limits.rows[2].order_from", "authority_rows_overlap"),
            (with(1, "order_below", json!(0)), "limits.rows[1].order_below", "authority_band_empty"),
            (with(1, "per_case", json!(50_001)), "limits.rows[1].per_case", "authority_above_own"),
            (with(3, "per_case", json!(60_000)), "limits.rows[3].role", "authority_row_of_own"),
        ];
        for (limits, field, code) in &cases {
            let refused = put(&lead, 0, limits).await;
            assert_eq!((refused.refusal(), &refused.body["field"]), ((422, *code), &json!(field)), "{refused:?}");
        }
        assert_eq!(front.get(&path, &lead).await.body, first, "nothing was changed");
        let set = put(&lead, 0, &with(1, "per_case", json!(3_000))).await;
        assert_eq!((set.status.as_u16(), &set.body["version"]), (200, &json!(1)), "{set:?}");
        assert_eq!(set.body["set_by"], "lena");
        let stale = put(&admin, 0, &first["limits"]).await;
        assert_eq!(stale.refusal(), (409, "authority_changed"), "{stale:?}");
        let raised = put(&admin, 1, &with(3, "per_case", json!(60_000))).await;
        assert_eq!(raised.status, 200, "an administrator sets a lead's: {raised:?}");
        assert_eq!(front.get(&path, &lead).await.body["limits"]["rows"][3]["per_case"], 60_000);
        front.close().await;
    }

    async fn what_is_given_counts_until_it_is_released(engine) {
        let front = Front::open(engine).await;
        front.limit([1_000, 1_500, 2_000]).await;
        let (_, buyer) = conversation(&front, "kim", "hello").await;
        let anna = front.who("anna").await;
        let ask = |order: &str, amount| gift(&front, anna, buyer, order, amount);
        let first = front.reserved(ask("A-1", 600), "k-1").await;
        assert_eq!(front.reserved(ask("A-1", 600), "k-1").await, first, "the same key is the same use");
        let other = front.app.store.write({ let asked = ask("A-1", 500); move |ctx| authority::reserve(ctx, &asked, "k-1") });
        assert_eq!(other.await.expect_err("another use").refusal().map(|r| r.code), Some("authority_key_used"));
        let over = front.reserve(ask("A-1", 500), "k-2").await;
        assert!(matches!(over, Outcome::Over(Verdict::NeedsApproval { by: 100, .. })), "{over:?}");
        // Only what was spent of it counts; the rest is free again.
        let id = first.id;
        let spent = front.app.store.write(move |ctx| authority::spend(ctx, id, 250)).await.expect("it is spent");
        assert_eq!((spent.state, spent.counted), (UseState::Spent, 250));
        front.app.store.write(move |ctx| authority::spend(ctx, id, 250)).await.expect("twice is once");
        let undone = front.app.store.write(move |ctx| authority::release(ctx, id)).await;
        assert_eq!(undone.expect_err("it was spent").refusal().map(|r| r.code), Some("authority_use_ended"));
        let second = front.reserved(ask("A-1", 750), "k-3").await.id;
        front.app.store.write(move |ctx| authority::release(ctx, second)).await.expect("it is released");
        front.reserved(ask("A-1", 750), "k-4").await;
        // A day has room for 1500, a month for 2000, and the case for 1000 whatever the day.
        front.reserved(ask("A-2", 500), "k-5").await;
        assert!(matches!(front.reserve(ask("A-3", 1), "k-6").await, Outcome::Over(_)), "the day is full");
        front.clock.advance(Duration::from_secs(86_400));
        assert!(matches!(front.reserve(ask("A-1", 1), "k-7").await, Outcome::Over(_)), "the case is full");
        front.reserved(ask("A-3", 500), "k-8").await;
        assert!(matches!(front.reserve(ask("A-4", 1), "k-9").await, Outcome::Over(_)), "the month is full");
        let odd = front.app.store.write({
            let asked = Asked { amount: Money::new(1, "USD"), ..ask("A-5", 1) };
            move |ctx| authority::reserve(ctx, &asked, "k-10")
        });
        assert_eq!(odd.await.expect_err("other money").refusal().map(|r| r.code), Some("authority_other_currency"));
        front.close().await;
    }

    async fn what_a_stranger_was_given_counts_when_they_are_known(engine) {
        let front = Front::open(engine).await;
        front.limit([1_000, 9_000, 1_000]).await;
        let (_, stranger) = conversation(&front, "stranger", "hello").await;
        let (_, known) = conversation(&front, "known", "hello").await;
        let anna = front.who("anna").await;
        front.reserved(gift(&front, anna, stranger, "A-1", 900), "k-1").await;
        let shop = front.shop.id;
        let fact = Fact::BuyerRecognised { buyer: known, from: Some(stranger) };
        front.app.store.write(move |ctx| fact::record(ctx, Scope::shop(shop), fact)).await.expect("recorded");
        let over = front.reserve(gift(&front, anna, known, "A-2", 101), "k-2").await;
        assert!(matches!(over, Outcome::Over(Verdict::NeedsApproval { by: 1, .. })), "{over:?}");
        front.close().await;
    }

    async fn the_last_of_it_goes_to_exactly_one(engine) {
        let front = Front::open_with(engine, |config| config.database.connections = 8).await;
        front.limit([1_000, 2_000, 3_000]).await;
        let anna = front.who("anna").await;
        let otto = front.who("otto").await;
        let mut buyers = Vec::new();
        for n in 0..4 {
            buyers.push(conversation(&front, &format!("buyer-{n}"), "hello").await.1);
        }
        // Of one case: colleagues and keys at once, 40 times 100.
        let case: Vec<Asked> = (0..40)
            .map(|n| gift(&front, if n % 2 == 0 { anna } else { otto }, buyers[0], "A-1", 100))
            .collect();
        assert_eq!(at_once(&front, "case", case).await, 1_000);
        // Of one day: each its own case and buyer.
        let olga = Who::Agent(front.person("olga").await.id, Role::Agent);
        let day: Vec<Asked> =
            (0..40).map(|n| gift(&front, olga, buyers[1 + n % 2], &format!("B-{n}"), 100)).collect();
        assert_eq!(at_once(&front, "day", day).await, 2_000);
        // Of one buyer: everybody, and each their own case.
        let sven = Who::Agent(front.person("sven").await.id, Role::Agent);
        let adam = Who::Agent(front.person("adam").await.id, Role::Agent);
        let month: Vec<Asked> = (0..60)
            .map(|n| gift(&front, if n % 2 == 0 { sven } else { adam }, buyers[3], &format!("C-{n}"), 100))
            .collect();
        assert_eq!(at_once(&front, "month", month).await, 3_000);
        // And the last one: 20 want it, one gets it.
        let last_of = front.who("otto").await;
        let left = 2_000 - front.given(last_of, &buyers).await;
        front.reserved(gift(&front, last_of, buyers[1], "D-0", left.min(1_000) - 1), "d-0").await;
        let rest: Vec<Asked> = (0..20).map(|_| gift(&front, last_of, buyers[1], "D-0", 1)).collect();
        assert_eq!(at_once(&front, "last", rest).await, 1);
        front.close().await;
    }
}

impl Front {
    /// How much of the day somebody has given: what is missing from what is left.
    async fn given(&self, who: Who, buyers: &[BuyerId]) -> i64 {
        let asked = gift(self, who, buyers[1], "nothing", 0);
        let verdict =
            self.app.store.read(move |ctx| authority::consider(ctx, &asked)).await.expect("a verdict");
        match verdict {
            Verdict::Within { left_day, .. } => 2_000 - left_day,
            other => panic!("{other:?}"),
        }
    }
}

/// Has all of them reserve at the same time, and gives what was reserved together.
async fn at_once(front: &Front, name: &str, all: Vec<Asked>) -> i64 {
    let tasks: Vec<_> = all
        .into_iter()
        .enumerate()
        .map(|(n, asked)| {
            let (store, key) = (front.app.store.clone(), format!("{name}-{n}"));
            tokio::spawn(async move { store.write(move |ctx| authority::reserve(ctx, &asked, &key)).await })
        })
        .collect();
    let mut sum = 0;
    for task in tasks {
        match task.await.expect("it runs").expect("it is decided") {
            Outcome::Reserved(reserved) => sum += reserved.amount,
            Outcome::Over(_) => {}
        }
    }
    sum
}

both! {
    async fn more_is_asked_of_whoever_has_it(engine) {
        let front = Front::open(engine).await;
        let (conversation, buyer) = conversation(&front, "kim", "hello").await;
        let (anna, lena) = (front.who("anna").await, front.who("lena").await);
        let (lead, admin) = (front.session("lena").await, front.session("adam").await);
        let in_talk = |who, amount| {
            Asked { conversation: Some(conversation), ..gift(&front, who, buyer, "A-1", amount) }
        };
        let asked = front.ask_for(in_talk(anna, 5_000), "run-1").await;
        assert_eq!(front.ask_for(in_talk(anna, 5_000), "run-1").await, asked, "a run asks once");
        front.until(|fact| matches!(fact, Fact::ApprovalAsked { amount: 5_000, .. })).await;
        front.clock.advance(Duration::from_secs(90));
        let open = front.approvals(true).await;
        let shown = &open["approvals"][0];
        assert_eq!((&shown["amount"]["minor"], &shown["over"], &shown["over_by"]["minor"]), (&json!(5_000), &json!("case"), &json!(3_000)), "{open}");
        assert_eq!((&shown["flow_title"]["zh"], &shown["reason_title"]["en"]), (&json!("退款（不退货）"), &json!("Shipped too late")), "{open}");
        assert_eq!((&shown["asked_by_name"], &shown["waited_seconds"]), (&json!("anna"), &json!(90)), "{open}");
        assert_eq!(open["waiting"], json!({ "asked": 1, "total_seconds": 90, "longest_seconds": 90 }), "{open}");
        let path = |id: &str, what: &str| format!("/api/v1/approvals/{id}/{what}");
        let id = asked.id.to_string();
        let long = front.post(&path(&id, "approve"), &lead, json!({ "note": "x".repeat(501) })).await;
        assert_eq!((long.refusal(), &long.body["field"]), ((422, "text_too_long"), &json!("note")), "{long:?}");
        let approved = front.post(&path(&id, "approve"), &lead, json!({ "note": "our mistake" })).await;
        assert_eq!((approved.status.as_u16(), &approved.body["state"]), (200, &json!("approved")), "{approved:?}");
        assert_eq!(approved.body["decided_by_name"], "lena");
        for what in ["approve", "refuse"] {
            let again = front.post(&path(&id, what), &admin, json!({})).await;
            assert_eq!(again.refusal(), (409, "approval_decided"), "{again:?}");
        }
        // It was given out of the lead's limits, and the run finds it by its key.
        let reserved = front.reserved(in_talk(anna, 5_000), "run-1").await;
        assert_eq!(reserved.agent, lena.agent());
        front.until(|fact| matches!(fact, Fact::ApprovalDecided { decision: fact::ApprovalDecision::Approved, .. })).await;
        // Nobody approves what they asked for, nor what their own limits do not cover.
        let own = front.ask_for(in_talk(lena, 60_000), "run-2").await.id.to_string();
        let refused = front.post(&path(&own, "approve"), &lead, json!({})).await;
        assert_eq!(refused.refusal(), (403, "authority_own_approval"), "{refused:?}");
        let much = front.ask_for(in_talk(anna, 60_000), "run-3").await.id.to_string();
        let refused = front.post(&path(&much, "approve"), &lead, json!({})).await;
        assert_eq!(refused.refusal(), (403, "authority_not_enough"), "{refused:?}");
        let given = front.post(&path(&much, "approve"), &admin, json!({})).await;
        assert_eq!(given.status, 200, "{given:?}");
        let refused = front.post(&path(&own, "refuse"), &admin, json!({ "note": "too much" })).await;
        assert_eq!((refused.status.as_u16(), &refused.body["state"]), (200, &json!("refused")), "{refused:?}");
        assert_eq!(front.approvals(true).await["approvals"], json!([]));
        assert_eq!(front.approvals(false).await["approvals"].as_array().map(Vec::len), Some(3));
        // What nobody may give cannot be asked for, nor what needs no asking.
        for (amount, code) in [(9_000_000, "authority_nobody_may"), (0, "authority_suffices")] {
            let asked = Asked { order: Some("A-9".into()), ..in_talk(anna, amount) };
            let refused = front.app.store.write(move |ctx| approval::ask(ctx, "run-4", &asked, "")).await;
            assert_eq!(refused.expect_err("refused").refusal().map(|r| r.code), Some(code));
        }
        front.close().await;
    }

    async fn two_who_approve_at_once_give_it_once(engine) {
        let front = Front::open(engine).await;
        let (_, buyer) = conversation(&front, "kim", "hello").await;
        let anna = front.who("anna").await;
        let id = front.ask_for(gift(&front, anna, buyer, "A-1", 5_000), "run-1").await.id;
        let people = [front.person("lena").await, front.person("adam").await];
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let (store, by) = (front.app.store.clone(), people[n % 2].clone());
                tokio::spawn(async move { store.write(move |ctx| approval::approve(ctx, id, &by, "")).await })
            })
            .collect();
        let mut approved = 0;
        for task in tasks {
            approved += usize::from(task.await.expect("it runs").is_ok());
        }
        assert_eq!(approved, 1);
        front.close().await;
    }

    async fn what_nobody_decides_expires(engine) {
        let front = Front::open(engine).await;
        let (_, buyer) = conversation(&front, "kim", "hello").await;
        let id = front.ask_for(gift(&front, Who::Bot, buyer, "A-1", 100), "run-1").await.id;
        front.clock.advance(Duration::from_secs(30 * 60));
        front.until(|fact| matches!(fact, Fact::ApprovalDecided { decision: fact::ApprovalDecision::Expired, .. })).await;
        let shown = front.approvals(false).await["approvals"][0].clone();
        assert_eq!((&shown["state"], &shown["asked_by_name"], &shown["waited_seconds"]), (&json!("expired"), &Value::Null, &json!(1800)), "{shown}");
        let late = front.post(&format!("/api/v1/approvals/{id}/approve"), &front.session("lena").await, json!({})).await;
        assert_eq!(late.refusal(), (409, "approval_expired"), "{late:?}");
        front.close().await;
    }

    async fn a_lead_raises_what_may_be_given_for_a_while(engine) {
        let front = Front::open(engine).await;
        let (conversation, buyer) = conversation(&front, "kim", "hello").await;
        let path = format!("/api/v1/conversations/{conversation}/authority-raise");
        let (lead, anna) = (front.session("lena").await, front.who("anna").await);
        assert_eq!(front.get(&path, &lead).await.body, Value::Null);
        let cases = [
            (json!({ "percent": 100, "minutes": 10, "why": "x" }), "percent", "out_of_range"),
            (json!({ "percent": 200, "amount": 5, "minutes": 10, "why": "x" }), "percent", "authority_one_of_two"),
            (json!({ "amount": -1, "minutes": 10, "why": "x" }), "amount", "negative"),
            (json!({ "amount": 1, "minutes": 0, "why": "x" }), "minutes", "out_of_range"),
            (json!({ "amount": 1, "minutes": 10, "why": " " }), "why", "required"),
        ];
        for (body, field, code) in cases {
            let refused = front.post(&path, &lead, body).await;
            assert_eq!((refused.refusal(), &refused.body["field"]), ((422, code), &json!(field)), "{refused:?}");
        }
        let ask = |amount| Asked { conversation: Some(conversation), ..gift(&front, anna, buyer, "A-1", amount) };
        assert!(matches!(front.reserve(ask(3_000), "k-1").await, Outcome::Over(_)));
        let raised = front.post(&path, &lead, json!({ "percent": 200, "minutes": 60, "why": "a complaint" })).await;
        assert_eq!((raised.status.as_u16(), &raised.body["raised_by_name"]), (201, &json!("lena")), "{raised:?}");
        assert_eq!(front.get(&path, &lead).await.body, raised.body);
        front.reserved(ask(3_000), "k-1").await;
        assert!(matches!(front.reserve(ask(1_001), "k-2").await, Outcome::Over(_)), "twice 2000 is the raised case");
        // Elsewhere nothing is raised, and neither is it later.
        let elsewhere = Asked { order: Some("A-2".into()), conversation: None, ..ask(2_001) };
        assert!(matches!(front.reserve(elsewhere, "k-3").await, Outcome::Over(_)));
        front.clock.advance(Duration::from_secs(3600));
        assert_eq!(front.get(&path, &lead).await.body, Value::Null);
        assert!(matches!(front.reserve(ask(1_000), "k-4").await, Outcome::Over(_)));
        front.close().await;
    }

    async fn an_urgent_complaint_raises_by_itself(engine) {
        let front = Front::open(engine).await;
        let text = "I will file a complaint and report you to the consumer authority, this is a scam!";
        let (conversation, _) = conversation(&front, "kim", text).await;
        front.until(|fact| matches!(fact, Fact::AuthorityRaised { agent: None, .. })).await;
        let path = format!("/api/v1/conversations/{conversation}/authority-raise");
        let raised = front.get(&path, &front.session("anna").await).await.body;
        assert_eq!((&raised["percent"], &raised["ceiling"], &raised["raised_by_name"]), (&json!(150), &json!("lead"), &Value::Null), "{raised}");
        front.close().await;
    }
}
