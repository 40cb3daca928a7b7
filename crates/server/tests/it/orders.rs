//! What the embedded shop does about an order and what it will not: filled by import, told by the same contract as any shop.

use db::Time;
use desk::error::{Error, Refusal};
use desk::order::guard::{self, sums};
use desk::order::{
    self, Action, Address, Failure, LineChange, Order, OrderStatus, Pieces, Receipt, ReturnStatus, embedded,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::front::{Front, NOON};

/// A house with goods, a buyer with a card and a gift card of 30.00, and no orders yet.
pub(crate) struct Counter {
    pub(crate) front: Front,
}

impl Counter {
    pub(crate) async fn open(engine: db::Engine) -> Self {
        let counter = Self { front: Front::open(engine).await };
        let sku = |id: &str, price: i64, stock: Option<i64>| json!({ "sku_id": id, "price": price, "stock": stock, "options": [{ "name": "size", "value": id }] });
        let shirt =
            [sku("M", 10_000, None), sku("L", 12_000, Some(4)), sku("S", 9_000, None), sku("XL", 1, Some(0))];
        counter
            .put(
                "products",
                json!([
                    { "product_id": "shirt", "title": "Shirt", "category": "Shirts", "skus": shirt },
                    { "product_id": "cup", "title": "Cup", "skus": [sku("cup", 5_000, None)] },
                ]),
            )
            .await;
        let address = json!({ "line1": "1 Main Street", "city": "Denver" });
        let methods = json!([
            { "method_id": "card", "kind": "card", "label": "Visa 4242" },
            { "method_id": "wallet", "kind": "wallet" },
            { "method_id": "gift", "kind": "gift_card", "balance": 3_000 },
        ]);
        let ann = json!({ "buyer_id": "ann", "buyer_name": "Ann", "address": address, "methods": methods });
        counter.put("buyers", json!([ann, { "buyer_id": "bob" }])).await;
        counter
    }

    pub(crate) async fn put(&self, kind: &str, rows: Value) {
        let path = format!("/api/v1/shops/{}/{kind}", self.front.shop.id);
        let said = self.front.ask(Method::PUT, &path, &self.front.key, Some(rows)).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
    }

    /// Two shirts and a cup of Ann's, 250.00 by card.
    pub(crate) async fn order(&self, number: &str, status: &str) {
        let paid = json!([{ "kind": "payment", "amount": 25_000, "method": "card" }]);
        let lines = json!([{ "sku_id": "M", "quantity": 2 }, { "sku_id": "cup" }]);
        self.put(
            "orders",
            json!([{ "order_id": number, "buyer_id": "ann", "status": status, "lines": lines, "payments": paid,
                "placed_at": "2025-11-24T00:00:00Z", "paid_at": "2025-11-24T00:00:00Z" }]),
        )
        .await;
    }

    pub(crate) async fn perform(&self, key: &str, action: Action) -> Result<Receipt, String> {
        let (shop, key) = (self.front.shop.id, key.to_owned());
        let done = self.front.app.store.write(move |ctx| embedded::perform(ctx, shop, &key, &action)).await;
        match done.expect("the shop answers") {
            Ok(receipt) => Ok(receipt),
            Err(Failure::Refused { code, .. }) => Err(code),
            Err(other) => panic!("{other}"),
        }
    }

    pub(crate) async fn read(&self, number: &str) -> Order {
        let (shop, number) = (self.front.shop.id, number.to_owned());
        let found = self.front.app.store.read(move |ctx| order::by_number(ctx, shop, &number)).await;
        found.expect("read").expect("the order")
    }

    /// What is on Ann's gift card.
    async fn gift(&self, order: &Order) -> i64 {
        let buyer = order.buyer;
        let methods = self.front.app.store.read(move |ctx| order::methods(ctx, buyer)).await.expect("read");
        methods.into_iter().find_map(|method| method.balance).expect("a balance")
    }
}

fn named(order: &str) -> String {
    order.to_owned()
}

fn changes(from: &str, to: &str, quantity: i64) -> Vec<LineChange> {
    vec![LineChange { from: from.into(), to: to.into(), quantity }]
}

fn refund(order: &str, amount: i64, method: Option<&str>) -> Action {
    Action::Refund {
        order: named(order),
        amount,
        method: method.map(str::to_owned),
        reason: "goodwill".into(),
    }
}

fn send_back(order: &str, sku: &str, quantity: i64) -> Action {
    let lines = vec![Pieces { sku: sku.into(), quantity }];
    Action::OpenReturn { order: named(order), lines, method: None, reason: "size".into() }
}

testkit::both! {
    async fn a_shop_does_each_thing_once_for_each_key(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "paid").await;
        let first = counter.perform("k1", refund("O1", 1_000, Some("gift"))).await.expect("paid back");
        let again = counter.perform("k1", refund("O1", 1_000, Some("gift"))).await.expect("the same");
        assert_eq!(first, again);
        let order = counter.read("O1").await;
        assert_eq!((sums::left(&order), counter.gift(&order).await), (24_000, 4_000));
        assert_eq!(order.returns.len(), 1);
        counter.front.close().await;
    }

    async fn calling_off_pays_back_the_way_it_came(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "paid").await;
        counter.perform("k1", refund("O1", 4_000, Some("gift"))).await.expect("paid back");
        let cancel = Action::Cancel { order: named("O1"), reason: "too slow".into() };
        let receipt = counter.perform("k2", cancel.clone()).await.expect("called off");
        assert_eq!(receipt.amount, Some(21_000), "what went to the gift card does not go to the card again");
        let order = counter.read("O1").await;
        assert_eq!((order.status, order.cancel_reason.as_deref()), (OrderStatus::Cancelled, Some("too slow")));
        assert_eq!((sums::left(&order), counter.gift(&order).await), (0, 7_000));
        assert_eq!(counter.perform("k3", cancel).await, Err("order_is_over".to_owned()));
        counter.front.close().await;
    }

    async fn other_goods_cost_the_difference_and_are_changed_once(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "paid").await;
        let change = |to: &str, quantity, method: &str| Action::ChangeLines {
            order: named("O1"), changes: changes("M", to, quantity), method: Some(method.into()),
        };
        assert_eq!(counter.perform("k1", change("L", 2, "gift")).await, Err("balance_too_small".to_owned()));
        assert_eq!(counter.perform("k2", change("XL", 1, "card")).await, Err("variant_unavailable".to_owned()));
        let receipt = counter.perform("k3", change("L", 1, "gift")).await.expect("changed");
        assert_eq!(receipt.amount, Some(-2_000));
        let order = counter.read("O1").await;
        let held: Vec<(&str, i64)> = order.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
        assert_eq!(held, [("M", 1), ("L", 1), ("cup", 1)]);
        assert_eq!((order.total, sums::left(&order), counter.gift(&order).await), (27_000, 27_000, 1_000));
        assert_eq!(counter.perform("k4", change("S", 1, "card")).await, Err("lines_changed_already".to_owned()));
        counter.front.close().await;
    }

    async fn another_way_to_pay_takes_the_place_of_the_first(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "paid").await;
        let pay = |method: &str| Action::ChangePayment { order: named("O1"), method: method.into() };
        assert_eq!(counter.perform("k1", pay("gift")).await, Err("balance_too_small".to_owned()));
        counter.perform("k2", pay("wallet")).await.expect("paid otherwise");
        let order = counter.read("O1").await;
        assert_eq!(sums::left_by_method(&order), [("wallet".to_owned(), 25_000)]);
        counter.front.close().await;
    }

    async fn goods_come_back_and_the_money_follows_them(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "received").await;
        let opened = counter.perform("k1", send_back("O1", "M", 1)).await.expect("opened");
        assert_eq!((opened.number.as_str(), opened.amount), ("RO1-1", Some(10_000)));
        assert_eq!(counter.perform("k2", send_back("O1", "cup", 1)).await, Err("return_is_open".to_owned()));
        assert_eq!(counter.perform("k3", refund("O1", 15_001, None)).await, Err("more_than_was_paid".to_owned()));
        let number = opened.number.clone();
        let track = Action::TrackReturn { number: number.clone(), carrier: "UPS".into(), tracking_number: "1Z".into() };
        counter.perform("k4", track).await.expect("sent");
        let close = Action::CloseReturn { number: number.clone() };
        assert_eq!(counter.perform("k5", close).await, Err("return_is_under_way".to_owned()));
        let shop = counter.front.shop.id;
        counter.front.app.store.write(move |ctx| {
            let mut known = order::returned(ctx, shop, &number)?.expect("the return").facts;
            known.status = ReturnStatus::Arrived;
            order::upsert_return(ctx, shop, &known)
        }).await.expect("arrived");
        counter.perform("k6", refund("O1", 10_000, None)).await.expect("paid back");
        let order = counter.read("O1").await;
        assert_eq!(order.returns[0].facts.status, ReturnStatus::Settled, "the refund was for it");
        assert_eq!((sums::left(&order), order.returns.len()), (15_000, 1));
        counter.front.close().await;
    }

    async fn an_exchange_can_be_taken_back_until_something_is_sent(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "received").await;
        let exchange = Action::OpenExchange {
            order: named("O1"), changes: changes("M", "L", 1), method: Some("card".into()), reason: "size".into(),
        };
        let opened = counter.perform("k1", exchange.clone()).await.expect("opened");
        assert_eq!(opened.amount, Some(-2_000));
        let undo = exchange.undo(&opened).expect("it can be taken back");
        counter.perform("k2", undo).await.expect("closed");
        counter.perform("k3", exchange).await.expect("opened again");
        counter.front.close().await;
    }

    async fn a_refusal_changes_nothing_and_another_buyer_is_nobody(engine) {
        let counter = Counter::open(engine).await;
        counter.order("O1", "shipped").await;
        let before = counter.read("O1").await;
        let moved = Action::ChangeAddress {
            order: named("O1"),
            address: Address { line1: "2 Side Street".into(), city: "Austin".into(), ..Address::default() },
        };
        assert_eq!(counter.perform("k1", moved.clone()).await, Err("address_needs_intercept".to_owned()));
        assert_eq!(counter.perform("k2", send_back("O9", "M", 1)).await, Err("no_such_order".to_owned()));
        assert_eq!(counter.read("O1").await, before);
        let shop = counter.front.shop.id;
        let refused = counter.front.app.store.read(move |ctx| {
            let bob = desk::buyer::by_external_id(ctx, shop, "bob")?.expect("Bob").id;
            guard::permits(ctx, shop, Some(bob), &moved)
        }).await;
        let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(*refusal, Refusal::invalid("order", "order_of_other_buyer"));
        counter.front.close().await;
    }

    async fn coupons_are_counted_and_taken_back(engine) {
        let counter = Counter::open(engine).await;
        let until = Time::from_micros((NOON + 30 * 86_400) * 1_000_000);
        let coupon = Action::GrantCoupon { buyer: "ann".into(), amount: 500, threshold: 0, until, reason: "late".into() };
        let mut codes = Vec::new();
        for key in ["k1", "k2", "k3"] {
            codes.push(counter.perform(key, coupon.clone()).await.expect("given").number);
        }
        assert_eq!(counter.perform("k4", coupon.clone()).await, Err("coupons_used_up".to_owned()));
        let revoke = Action::RevokeCoupon { code: codes[0].clone() };
        counter.perform("k5", revoke.clone()).await.expect("taken back");
        assert_eq!(counter.perform("k6", revoke).await, Err("coupon_is_used".to_owned()));
        counter.perform("k7", coupon).await.expect("there is room again");
        counter.front.close().await;
    }

    async fn whatever_is_allowed_keeps_money_and_pieces_whole(engine) {
        let counter = Counter::open(engine).await;
        let mut runner = TestRunner::deterministic();
        let mut done = 0;
        for case in 0..24 {
            let number = format!("P{case}");
            counter.order(&number, if case % 2 == 0 { "paid" } else { "received" }).await;
            let actions = proptest::collection::vec(anything(), 8..16);
            let actions = actions.new_tree(&mut runner).expect("actions").current();
            for (at, action) in actions.into_iter().enumerate() {
                let before = counter.read(&number).await;
                let gift = counter.gift(&before).await;
                let told = format!("{number}, {at}: {action:?}");
                let said = counter.perform(&format!("{number}-{at}"), with_order(action, &number)).await;
                let after = counter.read(&number).await;
                match said {
                    Err(_) => assert_eq!((&after, counter.gift(&after).await), (&before, gift), "{told}"),
                    Ok(_) => done += 1,
                }
                whole(&after, &told);
                assert!(counter.gift(&after).await >= 0, "{told}");
            }
        }
        assert!(done > 60, "only {done} were allowed: they tell nothing");
        counter.front.close().await;
    }
}

/// Money and pieces of an order add up.
fn whole(order: &Order, told: &str) {
    let left = sums::left(order);
    assert!(left >= 0, "{told}: {left} left");
    assert!((0..=order.total).contains(&left), "{told}: {left} of {}", order.total);
    assert_eq!(order.lines.iter().map(|line| line.quantity).sum::<i64>(), 3, "{told}");
    assert!(order.lines.iter().all(|line| line.quantity > 0), "{told}");
    let kinds = [order::ReturnKind::Return, order::ReturnKind::Exchange];
    for (sku, named) in sums::named_before(order, &kinds) {
        let bought: i64 = order.lines.iter().filter(|line| line.sku == sku).map(|line| line.quantity).sum();
        assert!(named <= bought, "{told}: {named} of {bought} {sku} come back");
    }
}

fn with_order(mut action: Action, number: &str) -> Action {
    match &mut action {
        Action::CloseReturn { number: of } => *of = format!("R{number}-{of}"),
        Action::Cancel { order, .. }
        | Action::ChangeLines { order, .. }
        | Action::ChangePayment { order, .. }
        | Action::OpenReturn { order, .. }
        | Action::OpenExchange { order, .. }
        | Action::Refund { order, .. }
        | Action::Reship { order, .. } => number.clone_into(order),
        _ => {}
    }
    action
}

fn anything() -> impl Strategy<Value = Action> {
    let sku = || prop::sample::select(vec!["M", "L", "S", "XL", "cup"]).prop_map(str::to_owned);
    let method =
        || prop::option::of(prop::sample::select(vec!["card", "wallet", "gift"]).prop_map(str::to_owned));
    let swap = move || {
        let change =
            (sku(), sku(), 1..3_i64).prop_map(|(from, to, quantity)| LineChange { from, to, quantity });
        prop::collection::vec(change, 1..3)
    };
    let pieces = move || {
        let piece = (sku(), 1..3_i64).prop_map(|(sku, quantity)| Pieces { sku, quantity });
        prop::collection::vec(piece, 0..3)
    };
    let (order, reason) = (String::new, || "missing".to_owned());
    prop_oneof![
        1 => Just(Action::Cancel { order: order(), reason: reason() }),
        4 => (swap(), method()).prop_map(move |(changes, method)| Action::ChangeLines { order: order(), changes, method }),
        2 => prop::sample::select(vec!["card", "wallet", "gift"])
            .prop_map(move |method| Action::ChangePayment { order: order(), method: method.to_owned() }),
        4 => (pieces(), method())
            .prop_map(move |(lines, method)| Action::OpenReturn { order: order(), lines, method, reason: reason() }),
        4 => (swap(), method())
            .prop_map(move |(changes, method)| Action::OpenExchange { order: order(), changes, method, reason: reason() }),
        6 => (1..12_000_i64, method())
            .prop_map(move |(amount, method)| Action::Refund { order: order(), amount, method, reason: reason() }),
        2 => pieces().prop_map(move |lines| Action::Reship { order: order(), lines, reason: reason() }),
        3 => (1..5_u8).prop_map(|number| Action::CloseReturn { number: number.to_string() }),
    ]
}
