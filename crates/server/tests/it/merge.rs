//! Many handles, one person: found, joined, seen as one, and taken apart again.

use std::collections::{BTreeMap, BTreeSet};

use desk::conversation;
use desk::id::BuyerId;
use desk::merge::{self, Moved};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::front::{Front, Said};

db::sql! {
    OWNERS:
        sqlite "SELECT tables.name, columns.name FROM sqlite_master AS tables
            JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND columns.name = 'buyer_id'",
        postgres "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
            WHERE table_schema = current_schema() AND column_name = 'buyer_id'";
    CHECK: "INSERT INTO order_check (id, shop_id, buyer_id, order_number, passed, at)
        SELECT 'check', shop_id, id, 'x', FALSE, 0 FROM buyer WHERE id = $1";
    GRANT: "INSERT INTO order_grant (buyer_id, order_id, expires_at)
        SELECT CAST($1 AS TEXT), id, 9000000000000000 FROM orders WHERE external_id = $2";
    VAGUE: "INSERT INTO vague_reply (message_id, shop_id, conversation_id, buyer_id, agent_id, text, phrases, at)
        SELECT 'vague', shop_id, conversation.id, buyer_id, agent.id, 'x', '[]', 0 FROM conversation, agent
        WHERE buyer_id = $1 AND agent.login = 'anna'";
    PROMISE: "INSERT INTO promise (id, shop_id, conversation_id, buyer_id, author, ordinal, kind, wording, baseline,
            due_at, remind_at, moves, state, created_at)
        SELECT '01990000-0000-7000-8000-000000000001', shop_id, id, buyer_id, 'bot', 0, 'answer', 'x', 0, 0, 0, 0,
            'kept', 0 FROM conversation WHERE buyer_id = $1";
    RUN: "INSERT INTO flow_run (id, shop_id, buyer_id, order_number, flow, version, body, language, inputs, starter,
            client_key, state, open, gives, started_at, updated_at)
        SELECT CAST($2 AS TEXT), shop_id, id, '', 'refund', 1, '{}', 'en', '{}', 'bot', CAST($2 AS TEXT), 'completed',
            $3, 0, 0, 0 FROM buyer WHERE id = $1";
    TEXT: "INSERT INTO sms_outbox (id, shop_id, buyer_id, phone, text, state, attempts, created_at, updated_at)
        SELECT '01990000-0000-7000-8000-000000000002', shop_id, id, '1', 'x', 'sent', 0, 0, 0 FROM buyer WHERE id = $1";
    COUPON: "INSERT INTO coupon (id, shop_id, buyer_id, code, amount, threshold, until, status, reason, created_at)
        SELECT 'coupon', shop_id, id, 'C1', 1, 0, 0, 'open', 'x', 0 FROM buyer WHERE id = $1";
    USE: "INSERT INTO authority_use (id, shop_id, key, buyer_id, matter, flow, reason, amount, counted, state, day, month,
            created_at)
        SELECT '01990000-0000-7000-8000-000000000003', shop_id, 'k', id, 'buyer:' || id, 'refund', 'x', 5, 5, 'spent',
            'd', 'm', 0 FROM buyer WHERE id = $1";
    MATTER: "SELECT matter FROM authority_use WHERE key = 'k'";
    APPROVAL: "INSERT INTO approval (id, shop_id, run, asked_at, buyer_id, order_value, flow, reason, amount, over_limit,
            over_by, why, state, note, expires_at)
        SELECT '01990000-0000-7000-8000-000000000004', shop_id, 'r', 0, id, 0, 'refund', 'x', 1, 'case', 1, 'x',
            'refused', '', 0 FROM buyer WHERE id = $1";
}

type Counts = BTreeMap<String, i64>;

fn counts(list: &Value) -> Counts {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    list.iter()
        .map(|one| (one["what"].as_str().expect("a kind").into(), one["count"].as_i64().expect("a count")))
        .collect()
}

/// A message of a handle through the shop's own channel; gives the buyer.
async fn buyer(front: &Front, handle: &str, profile: Option<Value>) -> String {
    let message =
        json!({ "external_id": format!("m-{handle}"), "handle": handle, "text": "hello", "buyer": profile });
    let said = front.post("/api/v1/inboxes/till/messages", &front.key, message).await;
    assert!(said.status.is_success(), "{said:?}");
    let id = said.text("conversation").parse().expect("an id");
    let found = front.app.store.read(move |ctx| conversation::get(ctx, id)).await;
    found.expect("the conversation").buyer.to_string()
}

async fn import(front: &Front, kind: &str, rows: Value) {
    let path = format!("/api/v1/shops/{}/{kind}", front.shop.id);
    let said = front.ask(Method::PUT, &path, &front.key, Some(rows)).await;
    assert_eq!((said.status, &said.body["problems"]), (StatusCode::OK, &json!([])), "{said:?}");
}

fn order(number: &str, buyer: &str) -> Value {
    json!({ "order_id": number, "buyer_id": buyer, "status": "paid", "placed_at": "2025-11-24T00:00:00Z",
        "lines": [{ "sku_id": "M", "product_title": "Shirt", "unit_price": 1000, "quantity": 1 }] })
}

/// What would move from `gone`.
async fn belongings(front: &Front, session: &str, stays: &str, gone: &str) -> Counts {
    let said = front.get(&format!("/api/v1/buyers/{stays}/merge?gone={gone}"), session).await;
    assert_eq!(said.status, StatusCode::OK, "{said:?}");
    counts(&said.body["moves"])
}

async fn merge(front: &Front, session: &str, stays: &str, gone: &str) -> Said {
    let body = json!({ "gone": gone, "why": "the same phone" });
    front.post(&format!("/api/v1/buyers/{stays}/merge"), session, body).await
}

async fn undo(front: &Front, session: &str, merge: &str) -> Said {
    front.ask(Method::POST, &format!("/api/v1/buyer-merges/{merge}/undo"), session, None).await
}

async fn profile(front: &Front, session: &str, id: &str) -> Value {
    let said = front.get(&format!("/api/v1/buyers/{id}"), session).await;
    assert_eq!(said.status, StatusCode::OK, "{said:?}");
    said.body
}

/// Runs statements about a buyer.
async fn put(front: &Front, buyer: &str, statements: Vec<&'static db::Sql>) {
    let id: BuyerId = buyer.parse().expect("an id");
    let put = front.app.store.write(move |ctx| {
        for statement in statements {
            assert_eq!(ctx.tx.execute(statement, &[&id])?, 1, "{statement:?}");
        }
        Ok(())
    });
    put.await.expect("it is put");
}

async fn run(front: &Front, buyer: &str, id: &'static str, open: bool) {
    let buyer: BuyerId = buyer.parse().expect("an id");
    let put = front.app.store.write(move |ctx| Ok(ctx.tx.execute(&RUN, &[&buyer, &id, &open])?));
    assert_eq!(put.await.expect("it is put"), 1);
}

/// Somebody with one of everything that can move.
async fn with_everything(front: &Front, session: &str) -> String {
    import(front, "orders", json!([order("O-gone", "acct-gone")])).await;
    let address = json!({ "line1": "1 Main Street", "city": "Denver" });
    let methods = json!([{ "method_id": "card", "kind": "card", "label": "Visa" }]);
    import(
        front,
        "buyers",
        json!([{ "buyer_id": "acct-gone", "buyer_name": "Mia", "phone": "13812345678",
        "address": address, "methods": methods }]),
    )
    .await;
    let gone = buyer(front, "wx-gone", Some(json!({ "external_id": "acct-gone" }))).await;
    put(front, &gone, vec![&CHECK, &PROMISE, &VAGUE, &TEXT, &COUPON, &USE, &APPROVAL]).await;
    let earlier = buyer(front, "wx-earlier", None).await;
    assert_eq!(merge(front, session, &gone, &earlier).await.status, StatusCode::OK);
    let id: BuyerId = gone.parse().expect("an id");
    let put = front.app.store.write(move |ctx| Ok(ctx.tx.execute(&GRANT, &[&id, &"O-gone"])?));
    assert_eq!(put.await.expect("it is put"), 1);
    run(front, &gone, "01990000-0000-7000-8000-000000000005", false).await;
    front.post(&format!("/api/v1/buyers/{gone}/notes"), session, json!({ "text": "likes blue" })).await;
    front
        .ask(
            Method::PUT,
            &format!("/api/v1/buyers/{gone}/tags"),
            session,
            Some(json!({ "tags": ["vip", "both"] })),
        )
        .await;
    gone
}

testkit::both! {
    async fn no_table_of_buyers_is_forgotten(engine) {
        let front = Front::open(engine).await;
        let owners: Vec<(String, String)> =
            front.app.store.read(|ctx| Ok(ctx.tx.all(&OWNERS, &[])?)).await.expect("the schema");
        let moved: BTreeSet<(String, String)> =
            merge::columns().map(|(table, column)| (table.to_owned(), column.to_owned())).collect();
        assert!(owners.len() > 14, "{owners:?}");
        for owner in &owners {
            assert!(moved.contains(owner), "{owner:?} belongs to a buyer: say in desk::merge that it moves");
        }
        front.close().await;
    }

    async fn everything_moves_and_comes_back(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let stays = buyer(&front, "mail-stays", None).await;
        front.ask(Method::PUT, &format!("/api/v1/buyers/{stays}/tags"), &anna, Some(json!({ "tags": ["both"] }))).await;
        let gone = with_everything(&front, &anna).await;
        let annas = json!({ "agent": front.person("anna").await.id });
        let given = front.ask(Method::PUT, &format!("/api/v1/buyers/{gone}/agent"), &anna, Some(annas.clone())).await;
        assert_eq!(given.status, StatusCode::OK, "{given:?}");
        let before = belongings(&front, &anna, &stays, &gone).await;
        let own = belongings(&front, &anna, &gone, &stays).await;
        let kinds: BTreeSet<&str> = before.keys().map(String::as_str).collect();
        let all: BTreeSet<&str> = Moved::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(kinds, all, "one of every kind is there to move");

        let merged = merge(&front, &anna, &stays, &gone).await;
        assert_eq!(merged.status, StatusCode::OK, "{merged:?}");
        let mut moves = before.clone();
        // The tag of both stays with each.
        *moves.get_mut("tags").expect("tags") -= 1;
        assert_eq!(counts(&merged.body["moved"]), moves);
        let other = buyer(&front, "somebody", None).await;
        let now = belongings(&front, &anna, &other, &stays).await;
        for (kind, count) in &moves {
            let after = own.get(kind).unwrap_or(&0) + count + i64::from(kind == "merged");
            assert_eq!(now.get(kind), Some(&after), "{kind}");
        }
        let matter: Vec<(String,)> = front.app.store.read(|ctx| Ok(ctx.tx.all(&MATTER, &[])?)).await.expect("read");
        assert_eq!(matter, [(format!("buyer:{stays}"),)], "what was given to nobody's order counts with who stays");
        // The old id leads on, and who stays is who the shop knows.
        let shown = profile(&front, &anna, &gone).await;
        assert_eq!(shown["buyer"]["id"], json!(stays));
        assert_eq!(shown["buyer"]["external_id"], json!("acct-gone"));
        assert_eq!(shown["buyer"]["name"], json!("Mia"));
        assert_eq!(shown["own_agent"], annas["agent"], "their own person goes along");
        assert_eq!(shown["orders"][0]["number"], json!("O-gone"));
        assert_eq!(shown["merges"][0]["gone"], json!(gone));
        assert_eq!(shown["merges"][0]["by_name"], json!("anna"));
        // What the shop tells of the account from now on is theirs.
        import(&front, "orders", json!([order("O-gone", "acct-gone"), order("O-new", "acct-gone")])).await;
        let again = merge(&front, &anna, &stays, &gone).await;
        assert_eq!((again.status, again.text("id")), (StatusCode::OK, merged.text("id")));

        let undone = undo(&front, &anna, &merged.text("id")).await;
        assert_eq!(undone.status, StatusCode::OK, "{undone:?}");
        assert_eq!(counts(&undone.body["undone"]["back"]), moves);
        assert_eq!(undone.body["undone"]["left"], json!([]));
        assert_eq!(belongings(&front, &anna, &stays, &gone).await, before);
        let mut own = own;
        own.insert("orders".into(), 1);
        assert_eq!(belongings(&front, &anna, &gone, &stays).await, own, "what came since stays with whom it came to");
        let apart = profile(&front, &anna, &stays).await;
        assert_eq!((&apart["buyer"]["external_id"], &apart["buyer"]["phone"]), (&Value::Null, &Value::Null));
        assert_eq!(apart["own_agent"], Value::Null);
        assert_eq!(profile(&front, &anna, &gone).await["buyer"]["external_id"], json!("acct-gone"));
        let twice = undo(&front, &anna, &merged.text("id")).await;
        assert_eq!(twice.body, undone.body);
        front.close().await;
    }

    async fn what_cannot_come_back_is_said(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let (stays, gone) = (buyer(&front, "a", None).await, buyer(&front, "b", None).await);
        let tags = |tags: &[&str]| Some(json!({ "tags": tags }));
        front.ask(Method::PUT, &format!("/api/v1/buyers/{gone}/tags"), &anna, tags(&["vip", "loud"])).await;
        let merged = merge(&front, &anna, &stays, &gone).await.text("id");
        // By the old id as well.
        front.ask(Method::PUT, &format!("/api/v1/buyers/{gone}/tags"), &anna, tags(&["vip", "new"])).await;
        let undone = undo(&front, &anna, &merged).await.body;
        assert_eq!(counts(&undone["undone"]["left"]), Counts::from([("tags".into(), 1)]));
        assert_eq!(profile(&front, &anna, &gone).await["tags"], json!(["vip"]));
        assert_eq!(profile(&front, &anna, &stays).await["tags"], json!(["new"]));
        front.close().await;
    }

    async fn a_merge_below_another_is_undone_after_it(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let (a, b, c) = (buyer(&front, "a", None).await, buyer(&front, "b", None).await, buyer(&front, "c", None).await);
        let first = merge(&front, &anna, &b, &a).await.text("id");
        let second = merge(&front, &anna, &c, &b).await.text("id");
        assert_eq!(profile(&front, &anna, &a).await["buyer"]["id"], json!(c), "one step leads on");
        assert_eq!(undo(&front, &anna, &first).await.refusal(), (409, "later_merge_first"));
        assert_eq!(undo(&front, &anna, &second).await.status, StatusCode::OK);
        assert_eq!(profile(&front, &anna, &a).await["buyer"]["id"], json!(b));
        assert_eq!(undo(&front, &anna, &first).await.status, StatusCode::OK);
        assert_eq!(profile(&front, &anna, &a).await["buyer"]["id"], json!(a));
        assert_eq!(profile(&front, &anna, &a).await["handles"][0]["value"], json!("a"));
        front.close().await;
    }

    async fn two_at_once_are_one_merge(engine) {
        let front = Front::open_with(engine, |config| config.database.connections = 8).await;
        let anna = front.session("anna").await;
        let (a, b) = (buyer(&front, "a", None).await, buyer(&front, "b", None).await);
        let pairs = (0..12).map(|n| if n % 2 == 0 { (&a, &b) } else { (&b, &a) });
        let said = futures::future::join_all(pairs.map(|(stays, gone)| merge(&front, &anna, stays, gone))).await;
        let done: BTreeSet<String> =
            said.iter().filter(|one| one.status == StatusCode::OK).map(|one| one.text("id")).collect();
        assert_eq!(done.len(), 1, "{said:?}");
        for one in said.iter().filter(|one| one.status != StatusCode::OK) {
            assert!(matches!(one.refusal(), (409, "buyer_is_merged") | (422, "same_buyer")), "{one:?}");
        }
        let id = done.first().expect("one");
        let undone = futures::future::join_all((0..8).map(|_| undo(&front, &anna, id))).await;
        for one in &undone {
            assert_eq!((one.status, &one.body), (StatusCode::OK, &undone[0].body));
        }
        let handles = |shown: Value| shown["handles"].as_array().map(Vec::len);
        assert_eq!(handles(profile(&front, &anna, &a).await), Some(1));
        assert_eq!(handles(profile(&front, &anna, &b).await), Some(1));
        front.close().await;
    }

    async fn what_cannot_be_one_is_refused(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let (a, b, c) = (buyer(&front, "a", None).await, buyer(&front, "b", None).await, buyer(&front, "c", None).await);
        assert_eq!(merge(&front, &anna, &a, &a).await.refusal(), (422, "same_buyer"));
        let path = format!("/api/v1/buyers/{a}/merge");
        let unsaid = front.post(&path, &anna, json!({ "gone": b, "why": "  " })).await;
        assert_eq!((unsaid.refusal(), &unsaid.body["field"]), ((422, "required"), &json!("why")));
        let stranger = front.session("otto").await;
        assert_eq!(merge(&front, &stranger, &a, &b).await.refusal(), (404, "no_such_buyer"));
        assert_eq!(merge(&front, &front.key, &a, &b).await.status, StatusCode::FORBIDDEN);
        run(&front, &a, "01990000-0000-7000-8000-000000000006", true).await;
        run(&front, &b, "01990000-0000-7000-8000-000000000007", true).await;
        assert_eq!(merge(&front, &anna, &a, &b).await.refusal(), (409, "both_run_a_flow"));
        assert_eq!(profile(&front, &anna, &b).await["buyer"]["id"], json!(b), "nothing has changed");
        assert_eq!(merge(&front, &anna, &a, &c).await.status, StatusCode::OK);
        assert_eq!(merge(&front, &anna, &b, &c).await.refusal(), (409, "buyer_is_merged"));
        // An id that is gone stands for whoever stays.
        let path = format!("/api/v1/buyers/{c}/likely");
        assert_eq!(front.get(&path, &anna).await.status, StatusCode::OK);
        front.close().await;
    }

    async fn whoever_is_recognised_brings_everything_along(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let known = buyer(&front, "known", Some(json!({ "external_id": "acct" }))).await;
        let stranger = buyer(&front, "stranger", None).await;
        front.post(&format!("/api/v1/buyers/{stranger}/notes"), &anna, json!({ "text": "likes blue" })).await;
        let message = json!({ "external_id": "m-2", "handle": "stranger", "text": "me", "buyer": { "external_id": "acct" } });
        assert!(front.post("/api/v1/inboxes/till/messages", &front.key, message).await.status.is_success());
        let shown = profile(&front, &anna, &stranger).await;
        assert_eq!(shown["buyer"]["id"], json!(known));
        assert_eq!(shown["notes"][0]["text"], json!("likes blue"));
        assert_eq!(shown["matters_total"], json!(2));
        assert_eq!(shown["merges"][0]["by_name"], Value::Null);
        front.close().await;
    }

    async fn a_buyer_is_found_by_whatever_is_known(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let mia = json!({ "buyer_id": "acct-1", "buyer_name": "Mia Wang", "phone": "+86 138-1234-5678", "email": "Mia@Shop.example" });
        import(&front, "buyers", json!([mia])).await;
        let order = json!({ "receiver_phone": "13900007777", "order_id": "O-1", "buyer_id": "acct-1", "status": "shipped",
            "placed_at": "2025-11-24T00:00:00Z",
            "lines": [{ "sku_id": "M", "product_title": "Shirt", "unit_price": 1000, "quantity": 1 }] });
        import(&front, "orders", json!([order])).await;
        import(&front, "shipments", json!([{ "shipment_id": "S-1", "order_id": "O-1", "carrier": "SF",
            "tracking_number": "SF1234567890", "status": "in_transit" }])).await;
        let id = buyer(&front, "wx_openid_1", Some(json!({ "external_id": "acct-1" }))).await;
        let ways = [
            ("5678", "phone"), ("13812345678", "phone"), ("+8613812345678", "phone"), ("7777", "receiver"),
            ("13900007777", "receiver"), ("mia@shop.example", "email"), ("wx_openid_1", "handle"),
            ("acct-1", "external_id"), ("O-1", "order"), ("sf1234567890", "parcel"), ("mia", "name"),
        ];
        for (q, by) in ways {
            let q = q.replace('+', "%2B");
            let said = front.get(&format!("/api/v1/buyers?q={q}"), &anna).await;
            let found = &said.body["buyers"][0];
            assert_eq!((&found["buyer"]["id"], &found["by"]), (&json!(id), &json!(by)), "{q}: {said:?}");
            assert_eq!(found["buyer"]["phone"], json!("+86****5678"), "phones are masked");
            assert_eq!(found["handles"][0]["value"], json!("wx_***id_1"));
        }
        for nothing in ["9999", "wang", "nobody@shop.example", "12345678"] {
            let said = front.get(&format!("/api/v1/buyers?q={nothing}"), &anna).await;
            assert_eq!(said.body["total"], json!(0), "{nothing}: {said:?}");
        }
        assert_eq!(front.get("/api/v1/buyers?q=", &anna).await.refusal(), (422, "required"));
        // Nobody of another shop is found.
        let otto = front.session("otto").await;
        assert_eq!(front.get("/api/v1/buyers?q=5678", &otto).await.body["total"], json!(0));
        let path = format!("/api/v1/buyers?q=5678&shop={}", front.shop.id);
        assert_eq!(front.get(&path, &otto).await.refusal(), (404, "no_such_shop"));
        front.close().await;
    }

    async fn found_buyers_come_by_pages_and_each_once(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let rows: Vec<Value> = (0..5)
            .map(|n| json!({ "buyer_id": format!("acct-{n}"), "buyer_name": format!("Mia {n}"), "phone": format!("138000{n}5678") }))
            .collect();
        import(&front, "buyers", json!(rows)).await;
        let page = async |after: usize| front.get(&format!("/api/v1/buyers?q=5678&limit=2&after={after}"), &anna).await.body;
        let mut seen = BTreeSet::new();
        for (after, count) in [(0, 2), (2, 2), (4, 1)] {
            let page = page(after).await;
            assert_eq!((&page["total"], &page["more"]), (&json!(5), &json!(false)));
            let ids = page["buyers"].as_array().expect("a page").iter().map(|one| one["buyer"]["id"].to_string());
            let ids: Vec<String> = ids.collect();
            assert_eq!(ids.len(), count);
            seen.extend(ids);
        }
        assert_eq!(seen.len(), 5);
        // Joined, they are one, found by the phone of either.
        let id = |name: &'static str| {
            let (front, anna) = (&front, &anna);
            async move {
                let said = front.get(&format!("/api/v1/buyers?q={name}"), anna).await;
                said.body["buyers"][0]["buyer"]["id"].as_str().expect("found").to_owned()
            }
        };
        let (stays, gone) = (id("acct-0").await, id("acct-1").await);
        merge(&front, &anna, &stays, &gone).await;
        assert_eq!(page(0).await["total"], json!(4));
        assert_eq!(id("acct-1").await, stays);
        assert_eq!(id("13800015678").await, stays);
        front.close().await;
    }

    async fn who_looks_alike_is_proposed_until_somebody_says_no(engine) {
        let front = Front::open(engine).await;
        let anna = front.session("anna").await;
        let address = json!({ "line1": "12, Main Street", "city": "Denver" });
        let same = json!({ "line1": "12 main street", "city": "Denver" });
        import(&front, "buyers", json!([
            { "buyer_id": "one", "buyer_name": "Mia", "phone": "13812345678", "email": "mia@shop.example", "address": address },
            { "buyer_id": "phone", "buyer_name": "M", "phone": "+86 138 1234 5678" },
            { "buyer_id": "mail", "buyer_name": "W", "email": "MIA@shop.example" },
            { "buyer_id": "home", "buyer_name": "mia", "address": same },
            { "buyer_id": "namesake", "buyer_name": "Mia", "address": { "line1": "9 Elm", "city": "Denver" } },
            { "buyer_id": "neighbour", "buyer_name": "Tom", "address": same },
            { "buyer_id": "ending", "buyer_name": "E", "phone": "13999995678" },
        ])).await;
        let id = |account: &'static str| {
            let (front, anna) = (&front, &anna);
            async move {
                let said = front.get(&format!("/api/v1/buyers?q={account}"), anna).await;
                said.body["buyers"][0]["buyer"]["id"].as_str().expect("found").to_owned()
            }
        };
        let one = id("one").await;
        let likely = async || {
            let said = front.get(&format!("/api/v1/buyers/{one}/likely"), &anna).await;
            let list = said.body.as_array().expect("a list").clone();
            list.iter().map(|one| (one["buyer"]["external_id"].as_str().expect("an account").to_owned(), one["signs"].clone())).collect::<Vec<_>>()
        };
        let expected = [("phone", "phone"), ("mail", "email"), ("home", "address")];
        assert_eq!(likely().await, expected.map(|(who, sign)| (who.to_owned(), json!([sign]))));
        let phone = id("phone").await;
        let apart = front.post(&format!("/api/v1/buyers/{phone}/apart"), &anna, json!({ "other": one })).await;
        assert_eq!(apart.status, StatusCode::NO_CONTENT, "{apart:?}");
        assert_eq!(likely().await.len(), 2, "who is not the same is not proposed again");
        let mail = id("mail").await;
        let merged = merge(&front, &anna, &one, &mail).await.text("id");
        assert_eq!(likely().await.len(), 1);
        undo(&front, &anna, &merged).await;
        assert_eq!(likely().await.len(), 1, "what was undone is not proposed again");
        front.close().await;
    }
}
