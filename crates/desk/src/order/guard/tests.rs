//! Every rule both ways: what it lets pass, and what it refuses by which name.

use super::*;
use crate::order::{
    Address, LineChange, OrderStatus, Payment, PaymentKind, Pieces, Return, ReturnKind, Shipment,
    ShipmentInput, ShipmentStatus, TrackingEvent,
};

const HOUR: i64 = 3_600_000_000;

fn day(day: i64) -> Time {
    Time::from_micros(day * 24 * HOUR)
}

fn line(sku: &str, product: &str, quantity: i64, unit_price: i64) -> Line {
    let product = Some(product.to_owned());
    Line { sku: sku.into(), product, title: "Shirt".into(), options: vec![], quantity, unit_price }
}

/// Two shirts and a cup, 250 in all, paid by card on day 1.
fn order(status: OrderStatus) -> Order {
    Order {
        id: uuid::Uuid::nil().into(),
        shop: uuid::Uuid::nil().into(),
        buyer: uuid::Uuid::nil().into(),
        number: "1".into(),
        status,
        placed_at: day(1),
        paid_at: (status != OrderStatus::Unpaid).then(|| day(1)),
        ship_by: None,
        total: 250,
        receiver_phone: None,
        city: None,
        address: None,
        payments: match status {
            OrderStatus::Unpaid => vec![],
            _ => vec![payment(PaymentKind::Payment, 250, "card")],
        },
        gift_note: None,
        cancel_reason: None,
        lines_changed: false,
        changed_at: None,
        lines: vec![line("M", "shirt", 2, 100), line("cup", "cup", 1, 50)],
        shipments: vec![],
        returns: vec![],
        updated_at: day(1),
    }
}

/// Delivered on day 3.
fn delivered() -> Order {
    Order { shipments: vec![parcel(ShipmentStatus::Delivered, 3)], ..order(OrderStatus::Received) }
}

fn payment(kind: PaymentKind, amount: i64, method: &str) -> Payment {
    Payment { kind, amount, method: method.into(), at: None }
}

fn parcel(status: ShipmentStatus, seen: i64) -> Shipment {
    let facts = ShipmentInput {
        shipment_id: "s".into(),
        order_id: "1".into(),
        carrier: "ZTO".into(),
        tracking_number: "T1".into(),
        status,
        shipped_at: Some(day(2)),
        delivered_at: (status == ShipmentStatus::Delivered).then(|| day(seen)),
        eta: None,
        events: vec![TrackingEvent { at: day(seen), place: String::new(), text: "seen".into() }],
    };
    Shipment { id: uuid::Uuid::nil().into(), facts }
}

fn matter(kind: ReturnKind, status: ReturnStatus, lines: &[(&str, i64)], amount: i64) -> Return {
    let facts = ReturnInput {
        return_id: "R1".into(),
        order_id: "1".into(),
        kind,
        status,
        lines: pieces(lines),
        changes: vec![],
        amount: Some(amount),
        method: None,
        reason: String::new(),
        carrier: None,
        tracking_number: None,
    };
    let nil = uuid::Uuid::nil();
    Return {
        id: nil.into(),
        shop: nil.into(),
        order: nil.into(),
        facts,
        created_at: day(3),
        updated_at: day(3),
    }
}

fn pieces(lines: &[(&str, i64)]) -> Vec<Pieces> {
    lines.iter().map(|(sku, quantity)| Pieces { sku: (*sku).into(), quantity: *quantity }).collect()
}

fn facts() -> GuardFacts {
    let variant = |product: &str, price, available| Variant {
        product: product.into(),
        title: product.into(),
        category: product.into(),
        options: vec![],
        price,
        available,
    };
    let methods = [("card", MethodKind::Card, None), ("other-card", MethodKind::Card, None)]
        .into_iter()
        .chain([("gift", MethodKind::GiftCard, Some(30)), ("rich", MethodKind::GiftCard, Some(300))])
        .map(|(id, kind, balance)| PaymentMethod {
            method_id: id.into(),
            kind,
            label: String::new(),
            balance,
        })
        .collect();
    let variants = [
        ("M", variant("shirt", 100, true)),
        ("L", variant("shirt", 120, true)),
        ("S", variant("shirt", 90, true)),
        ("XL", variant("shirt", 100, false)),
        ("cup", variant("cup", 50, true)),
    ];
    let variants = variants.into_iter().map(|(id, variant)| (id.to_owned(), variant)).collect();
    GuardFacts { methods, variants, coupons_lately: 0 }
}

fn why(order: &Order, action: &Action) -> &'static str {
    under(order, action, &ServicePolicy::default(), day(5))
}

fn under(order: &Order, action: &Action, policy: &ServicePolicy, now: Time) -> &'static str {
    match check(order, action, &facts(), policy, now) {
        Ok(()) => "allowed",
        Err(refusal) => refusal.code,
    }
}

fn cancel(reason: &str) -> Action {
    Action::Cancel { order: "1".into(), reason: reason.into() }
}

fn change(from: &str, to: &str, quantity: i64, method: Option<&str>) -> Action {
    let changes = vec![LineChange { from: from.into(), to: to.into(), quantity }];
    Action::ChangeLines { order: "1".into(), changes, method: method.map(str::to_owned) }
}

fn exchange(from: &str, to: &str, quantity: i64, method: Option<&str>) -> Action {
    let changes = vec![LineChange { from: from.into(), to: to.into(), quantity }];
    let method = method.map(str::to_owned);
    Action::OpenExchange { order: "1".into(), changes, method, reason: String::new() }
}

fn send_back(lines: &[(&str, i64)], method: Option<&str>) -> Action {
    let method = method.map(str::to_owned);
    Action::OpenReturn { order: "1".into(), lines: pieces(lines), method, reason: String::new() }
}

fn refund(amount: i64, method: Option<&str>, reason: &str) -> Action {
    let (method, reason) = (method.map(str::to_owned), reason.to_owned());
    Action::Refund { order: "1".into(), amount, method, reason }
}

fn reship(lines: &[(&str, i64)], reason: &str) -> Action {
    Action::Reship { order: "1".into(), lines: pieces(lines), reason: reason.into() }
}

fn move_to(city: &str) -> Action {
    let address = Address { line1: "1 Main Street".into(), city: city.into(), ..Address::default() };
    Action::ChangeAddress { order: "1".into(), address }
}

#[test]
fn an_order_is_called_off_until_it_leaves() {
    use OrderStatus::{Cancelled, Paid, Received, Refunded, Refunding, Shipped, Unpaid};
    let told = |status| why(&order(status), &cancel("too slow"));
    assert_eq!([Unpaid, Paid].map(told), ["allowed"; 2]);
    assert_eq!([Shipped, Received].map(told), ["order_has_left"; 2]);
    assert_eq!([Cancelled, Refunded].map(told), ["order_is_over"; 2]);
    assert_eq!(told(Refunding), "refund_under_way");
    let label = Order { shipments: vec![parcel(ShipmentStatus::Created, 2)], ..order(Paid) };
    assert_eq!(why(&label, &cancel("")), "allowed");
    let seen = Order { shipments: vec![parcel(ShipmentStatus::InTransit, 2)], ..order(Paid) };
    assert_eq!(why(&seen, &cancel("")), "order_has_left", "the courier knows before the order does");
}

#[test]
fn an_order_is_called_off_for_the_shop_s_reasons() {
    let policy = ServicePolicy { cancel_reasons: vec!["by mistake".into()], ..ServicePolicy::default() };
    let told = |reason| under(&order(OrderStatus::Paid), &cancel(reason), &policy, day(5));
    assert_eq!((told("by mistake"), told("too slow")), ("allowed", "reason_not_accepted"));
}

#[test]
fn goods_are_changed_once() {
    let paid = order(OrderStatus::Paid);
    assert_eq!(why(&paid, &change("M", "L", 1, Some("card"))), "allowed");
    let changed = Order { lines_changed: true, ..paid };
    for action in [change("M", "L", 1, Some("card")), cancel(""), move_to("Berlin")] {
        assert_eq!(why(&changed, &action), "lines_changed_already", "{}", action.kind());
    }
    let payment = Action::ChangePayment { order: "1".into(), method: "rich".into() };
    assert_eq!(why(&changed, &payment), "lines_changed_already");
}

#[test]
fn only_another_variant_of_the_same_product_that_can_be_had() {
    let paid = order(OrderStatus::Paid);
    let told = |from, to, quantity| why(&paid, &change(from, to, quantity, Some("card")));
    assert_eq!(told("M", "L", 2), "allowed");
    assert_eq!(told("M", "M", 1), "same_variant");
    assert_eq!(told("M", "cup", 1), "another_product");
    assert_eq!(told("M", "XL", 1), "variant_unavailable");
    assert_eq!(told("M", "nothing", 1), "no_such_sku");
    assert_eq!(told("M", "L", 3), "piece_not_in_order");
    assert_eq!(told("S", "L", 1), "piece_not_in_order");
    assert_eq!(told("M", "L", 0), "out_of_range");
    let none = Action::ChangeLines { order: "1".into(), changes: vec![], method: None };
    assert_eq!(why(&paid, &none), "required");
}

#[test]
fn the_difference_is_covered_or_goes_back_where_it_came_from() {
    let paid = order(OrderStatus::Paid);
    let told = |to, quantity, method| why(&paid, &change("M", to, quantity, method));
    assert_eq!(told("L", 1, None), "no_way_to_pay");
    assert_eq!(told("L", 1, Some("gift")), "allowed");
    assert_eq!(told("L", 2, Some("gift")), "balance_too_small");
    assert_eq!(told("L", 2, Some("rich")), "allowed");
    assert_eq!(told("L", 1, Some("stolen")), "no_such_method");
    assert_eq!(told("S", 1, None), "allowed");
    assert_eq!(told("S", 1, Some("gift")), "allowed");
    assert_eq!(told("S", 1, Some("other-card")), "refund_elsewhere");
    let policy = ServicePolicy { difference_to_any_method: true, ..ServicePolicy::default() };
    assert_eq!(under(&paid, &change("M", "S", 1, Some("other-card")), &policy, day(5)), "allowed");
    let cheap = Order { payments: vec![payment(PaymentKind::Payment, 5, "card")], total: 5, ..paid.clone() };
    assert_eq!(why(&cheap, &change("M", "S", 1, None)), "more_than_was_paid");
    assert_eq!(why(&order(OrderStatus::Unpaid), &change("M", "L", 1, None)), "allowed");
}

#[test]
fn another_way_to_pay_differs_and_covers() {
    let told = |status, method: &str| {
        why(&order(status), &Action::ChangePayment { order: "1".into(), method: method.into() })
    };
    assert_eq!(told(OrderStatus::Paid, "other-card"), "allowed");
    assert_eq!(told(OrderStatus::Paid, "rich"), "allowed");
    assert_eq!(told(OrderStatus::Paid, "gift"), "balance_too_small");
    assert_eq!(told(OrderStatus::Paid, "card"), "same_method");
    assert_eq!(told(OrderStatus::Paid, "stolen"), "no_such_method");
    assert_eq!(told(OrderStatus::Unpaid, "rich"), "not_paid_yet");
    assert_eq!(told(OrderStatus::Shipped, "rich"), "order_has_left");
}

#[test]
fn an_address_changes_before_it_left_and_by_intercept_after() {
    assert_eq!(why(&order(OrderStatus::Paid), &move_to("Berlin")), "allowed");
    assert_eq!(why(&order(OrderStatus::Paid), &move_to("")), "required");
    assert_eq!(why(&order(OrderStatus::Shipped), &move_to("Berlin")), "address_needs_intercept");
    assert_eq!(why(&delivered(), &move_to("Berlin")), "order_has_left");
    let told = |parcels, number: &str| {
        let order = Order { shipments: parcels, ..order(OrderStatus::Shipped) };
        why(&order, &Action::Intercept { order: "1".into(), tracking_number: number.into() })
    };
    assert_eq!(told(vec![parcel(ShipmentStatus::InTransit, 4)], "T1"), "allowed");
    assert_eq!(told(vec![parcel(ShipmentStatus::InTransit, 4)], "T2"), "no_such_parcel");
    assert_eq!(told(vec![parcel(ShipmentStatus::Delivered, 4)], "T1"), "parcel_not_on_its_way");
}

#[test]
fn goods_come_back_within_the_period() {
    let order = delivered();
    let told = |policy: &ServicePolicy, now| under(&order, &send_back(&[], None), policy, now);
    let seven = ServicePolicy::default();
    assert_eq!((told(&seven, day(10)), told(&seven, day(11))), ("allowed", "return_too_late"));
    let open = ServicePolicy { return_days: None, ..ServicePolicy::default() };
    assert_eq!(told(&open, day(400)), "allowed");
    let late = under(&order, &exchange("M", "S", 1, None), &seven, day(11));
    assert_eq!(late, "exchange_too_late");
    let closed = Order { status: OrderStatus::Completed, shipments: vec![], ..delivered() };
    assert_eq!(why(&closed, &send_back(&[], None)), "return_too_late", "closed, and nobody knows since when");
    let unknown = Order { shipments: vec![], ..delivered() };
    assert_eq!(why(&unknown, &send_back(&[], None)), "allowed");
}

#[test]
fn only_what_was_delivered_comes_back_and_only_once() {
    use OrderStatus::{Cancelled, Paid, Refunding, Shipped};
    for action in [send_back(&[], None), exchange("M", "S", 1, None)] {
        assert_eq!(why(&delivered(), &action), "allowed");
        assert_eq!([Paid, Shipped].map(|s| why(&order(s), &action)), ["not_delivered_yet"; 2]);
        assert_eq!(why(&order(Cancelled), &action), "order_is_over");
        assert_eq!(why(&order(Refunding), &action), "refund_under_way");
        for kind in [ReturnKind::Return, ReturnKind::Exchange] {
            let open = |status| {
                let returns = vec![matter(kind, status, &[("cup", 1)], 50)];
                why(&Order { returns, ..delivered() }, &action)
            };
            assert_eq!(open(ReturnStatus::Requested), "return_is_open");
            assert_eq!(open(ReturnStatus::Sent), "return_is_open");
            assert_eq!(open(ReturnStatus::Closed), "allowed");
        }
    }
    let returns = vec![matter(ReturnKind::Return, ReturnStatus::Settled, &[("M", 1)], 100)];
    let once = Order { returns, ..delivered() };
    assert_eq!(why(&once, &send_back(&[("M", 1)], None)), "allowed");
    assert_eq!(why(&once, &send_back(&[("M", 2)], None)), "piece_already_named");
    assert_eq!(why(&once, &exchange("M", "S", 2, None)), "piece_already_named");
    assert_eq!(why(&delivered(), &send_back(&[("M", 3)], None)), "piece_not_in_order");
    assert_eq!(why(&delivered(), &send_back(&[("M", 0)], None)), "out_of_range");
}

#[test]
fn some_goods_do_not_come_back() {
    let policy = ServicePolicy { final_sale_categories: vec!["cup".into()], ..ServicePolicy::default() };
    let told = |lines: &[(&str, i64)]| under(&delivered(), &send_back(lines, None), &policy, day(5));
    assert_eq!((told(&[("M", 1)]), told(&[("cup", 1)]), told(&[])), ("allowed", "final_sale", "final_sale"));
    assert_eq!(under(&delivered(), &exchange("cup", "cup", 1, None), &policy, day(5)), "final_sale");
}

#[test]
fn the_same_variant_again_is_the_shop_s_choice() {
    let action = exchange("M", "M", 1, None);
    assert_eq!(why(&delivered(), &action), "allowed");
    let never = ServicePolicy { exchange_for_same: false, ..ServicePolicy::default() };
    assert_eq!(under(&delivered(), &action, &never, day(5)), "same_variant");
}

#[test]
fn money_goes_back_the_way_it_came_or_to_a_gift_card() {
    for action in [|method| send_back(&[], method), |method| refund(10, method, "")] {
        let told = |method| why(&delivered(), &action(method));
        assert_eq!([None, Some("card"), Some("gift")].map(told), ["allowed"; 3]);
        assert_eq!(told(Some("other-card")), "refund_elsewhere");
        assert_eq!(told(Some("stolen")), "no_such_method");
    }
}

#[test]
fn never_more_than_is_left_goes_back() {
    let told = |order: &Order, amount| why(order, &refund(amount, None, ""));
    assert_eq!((told(&delivered(), 250), told(&delivered(), 251)), ("allowed", "more_than_was_paid"));
    assert_eq!((told(&delivered(), 0), told(&delivered(), -1)), ("out_of_range", "out_of_range"));
    assert_eq!(told(&order(OrderStatus::Unpaid), 1), "more_than_was_paid");
    let mut half = delivered();
    half.payments.push(payment(PaymentKind::Refund, 100, "gift"));
    assert_eq!((told(&half, 150), told(&half, 151)), ("allowed", "more_than_was_paid"));
    let promised = |status| {
        let returns = vec![matter(ReturnKind::Return, status, &[("M", 2)], 200)];
        told(&Order { returns, ..delivered() }, 51)
    };
    assert_eq!(promised(ReturnStatus::Requested), "more_than_was_paid", "200 are promised for the shirts");
    assert_eq!(promised(ReturnStatus::Arrived), "allowed");
    let untold = Order { payments: vec![], ..delivered() };
    assert_eq!((told(&untold, 250), told(&untold, 251)), ("allowed", "more_than_was_paid"));
}

#[test]
fn the_price_is_protected_for_some_days_and_up_to_the_difference() {
    let mut order = delivered();
    order.lines[0].unit_price = 110;
    let told = |order: &Order, amount, now| {
        under(order, &refund(amount, None, PRICE_PROTECTION), &ServicePolicy::default(), now)
    };
    assert_eq!((told(&order, 20, day(8)), told(&order, 21, day(8))), ("allowed", "more_than_difference"));
    assert_eq!(told(&order, 20, day(9)), "price_protection_over");
    let mut before = matter(ReturnKind::RefundOnly, ReturnStatus::Settled, &[], 15);
    before.facts.reason = PRICE_PROTECTION.into();
    order.returns.push(before);
    assert_eq!((told(&order, 5, day(8)), told(&order, 6, day(8))), ("allowed", "more_than_difference"));
}

#[test]
fn what_was_lost_or_missing_is_sent_again() {
    let away = |parcels| Order { shipments: parcels, ..order(OrderStatus::Shipped) };
    let told = |order: &Order| why(order, &reship(&[("M", 1)], "lost"));
    assert_eq!(told(&away(vec![parcel(ShipmentStatus::Lost, 3)])), "allowed");
    assert_eq!(told(&away(vec![parcel(ShipmentStatus::InTransit, 3)])), "allowed", "two days without a scan");
    assert_eq!(told(&away(vec![parcel(ShipmentStatus::InTransit, 4)])), "parcel_not_lost");
    assert_eq!(told(&order(OrderStatus::Paid)), "not_shipped_yet");
    assert_eq!(told(&order(OrderStatus::Cancelled)), "order_is_over");
    assert_eq!(told(&delivered()), "reason_not_accepted");
    assert_eq!(why(&delivered(), &reship(&[("M", 1)], "missing")), "allowed");
    assert_eq!(why(&delivered(), &reship(&[("M", 3)], "missing")), "piece_not_in_order");
    let returns = vec![matter(ReturnKind::Reship, ReturnStatus::Requested, &[("M", 2)], 0)];
    let again = Order { returns, ..delivered() };
    assert_eq!(why(&again, &reship(&[("M", 1)], "missing")), "piece_already_named");
}

#[test]
fn small_wishes_have_their_rules_too() {
    let note = |status, note: &str| {
        why(&order(status), &Action::SetGiftNote { order: "1".into(), note: note.into() })
    };
    assert_eq!(note(OrderStatus::Paid, "生日快乐"), "allowed");
    assert_eq!(note(OrderStatus::Shipped, "生日快乐"), "order_has_left");
    assert_eq!(note(OrderStatus::Paid, " "), "required");
    assert_eq!(note(OrderStatus::Paid, &"长".repeat(201)), "too_long");
    let invoice = |status, title: &str, email: &str| {
        let (title, email) = (title.to_owned(), email.to_owned());
        let action = Action::Invoice { order: "1".into(), title, tax_number: String::new(), email };
        why(&order(status), &action)
    };
    assert_eq!(invoice(OrderStatus::Paid, "Ann", "ann@example.com"), "allowed");
    assert_eq!(invoice(OrderStatus::Unpaid, "Ann", "ann@example.com"), "not_paid_yet");
    assert_eq!(invoice(OrderStatus::Paid, "", "ann@example.com"), "required");
    assert_eq!(invoice(OrderStatus::Paid, "Ann", "ann"), "not_an_email");
    let urge =
        |status| why(&order(status), &Action::UrgeWarehouse { order: "1".into(), note: String::new() });
    assert_eq!(urge(OrderStatus::Paid), "allowed");
    assert_eq!((urge(OrderStatus::Unpaid), urge(OrderStatus::Shipped)), ("not_paid_yet", "order_has_left"));
}

#[test]
fn a_return_is_tracked_and_taken_back_while_it_is_open() {
    let told = |status, action: &Action| {
        let returns = vec![matter(ReturnKind::Return, status, &[("M", 1)], 100)];
        why(&Order { returns, ..delivered() }, action)
    };
    let close = Action::CloseReturn { number: "R1".into() };
    let track =
        Action::TrackReturn { number: "R1".into(), carrier: "ZTO".into(), tracking_number: "7".into() };
    assert_eq!(told(ReturnStatus::Requested, &close), "allowed");
    assert_eq!(told(ReturnStatus::Sent, &close), "return_is_under_way");
    assert_eq!(told(ReturnStatus::Sent, &track), "allowed");
    assert_eq!(told(ReturnStatus::Settled, &track), "return_is_over");
    assert_eq!(why(&delivered(), &close), "no_such_return");
}

#[test]
fn coupons_have_limits() {
    let told = |amount, until, coupons_lately, policy: &ServicePolicy| {
        let (buyer, reason) = ("b".to_owned(), String::new());
        let action = Action::GrantCoupon { buyer, amount, threshold: 0, until, reason };
        let facts = GuardFacts { coupons_lately, ..facts() };
        check_buyer(&action, &facts, policy, day(5)).map_or_else(|refusal| refusal.code, |()| "allowed")
    };
    let policy = ServicePolicy { coupon_most: Some(500), ..ServicePolicy::default() };
    assert_eq!(told(500, day(10), 2, &policy), "allowed");
    assert_eq!(told(501, day(10), 2, &policy), "coupon_too_large");
    assert_eq!(told(0, day(10), 2, &policy), "out_of_range");
    assert_eq!(told(500, day(5), 2, &policy), "coupon_already_over");
    assert_eq!((told(5, day(95), 2, &policy), told(5, day(96), 2, &policy)), ("allowed", "coupon_too_long"));
    assert_eq!(told(500, day(10), 3, &policy), "coupons_used_up");
}

#[test]
fn a_return_is_worth_its_share_of_what_was_paid() {
    let order = Order { total: 200, payments: vec![], ..delivered() };
    let worth = |lines: &[(&str, i64)]| sums::worth(&order, &pieces(lines), &HashMap::new());
    assert_eq!((worth(&[("M", 1)]), worth(&[("cup", 1)]), worth(&[("M", 2), ("cup", 1)])), (80, 40, 200));
}
