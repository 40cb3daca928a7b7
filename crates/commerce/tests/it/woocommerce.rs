use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use commerce::http::{Request, Response, Verb};
use commerce::system::woocommerce::Woocommerce;
use commerce::system::{Headers, Said, ShopSystem as _, Telling, Trouble};
use desk::connection::News;
use desk::order::{Action, Failure, OrderStatus};
use futures::executor::block_on;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Fault, Provider, header, now, says};

fn order(id: i64) -> Value {
    json!({
        "id": id, "number": id.to_string(), "status": "processing", "currency": "EUR", "customer_id": 7,
        "date_created_gmt": "2025-11-20T08:00:00", "date_modified_gmt": "2025-11-21T08:00:00",
        "date_paid_gmt": "2025-11-20T08:01:00", "total": "40.00", "payment_method": "stripe",
        "billing": { "first_name": "Sam", "last_name": "Lee", "email": "sam@example.com", "phone": "0301234567" },
        "shipping": { "first_name": "Sam", "last_name": "Lee", "address_1": "Hauptstr. 1", "address_2": "",
            "city": "Berlin", "state": "", "postcode": "10115", "country": "DE" },
        "line_items": [{ "id": 1, "name": "Mug", "product_id": 11, "variation_id": 0, "quantity": 2,
            "subtotal": "40.00", "total": "40.00", "price": 20.0 }],
        "refunds": [], "meta_data": [],
    })
}

#[derive(Clone, Default)]
struct Site {
    orders: Arc<Mutex<Vec<Value>>>,
    refunds: Arc<Mutex<Vec<Value>>>,
    notes: Arc<Mutex<Vec<Value>>>,
}

impl Site {
    fn serve(&self, request: &Request) -> Response {
        let key = format!("Basic {}", STANDARD.encode("ck_good:cs_good"));
        if header(request, "authorization") != key {
            return says(401, &[], json!({ "code": "woocommerce_rest_cannot_view", "message": "Sorry" }));
        }
        let rest =
            request.url.strip_prefix("https://shop.example/wp-json/wc/v3/").expect("an address of the API");
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let body: Value =
            request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
        let mut orders = self.orders.lock().expect("a lock");
        let parts: Vec<&str> = path.split('/').collect();
        let id = parts.get(1).and_then(|id| id.parse::<i64>().ok());
        let at = orders.iter().position(|order| order["id"].as_i64() == id);
        match (request.verb, parts.as_slice(), at) {
            (Verb::Get, ["orders"], _) => {
                let page: usize =
                    query.split("&page=").nth(1).and_then(|page| page.parse().ok()).unwrap_or(1);
                let by = if query.contains("orderby=modified") { "date_modified_gmt" } else { "id" };
                let mut sorted: Vec<&Value> = orders.iter().collect();
                sorted.sort_by_key(|order| order[by].to_string());
                if query.contains("order=desc") {
                    sorted.reverse();
                }
                let found: Vec<_> = sorted.into_iter().skip(page - 1).take(1).collect();
                let pages = orders.len().to_string();
                says(200, &[("x-wp-totalpages", &pages)], json!(found))
            }
            (_, ["orders", ..], None) => {
                says(404, &[], json!({ "code": "woocommerce_rest_shop_order_invalid_id" }))
            }
            (Verb::Get, ["orders", _], Some(at)) => says(200, &[], &orders[at]),
            (Verb::Put, ["orders", _], Some(at)) => {
                if let Some(status) = body["status"].as_str() {
                    orders[at]["status"] = json!(status);
                }
                says(200, &[], &orders[at])
            }
            (Verb::Get, ["orders", _, "refunds"], _) => {
                says(200, &[], json!(*self.refunds.lock().expect("a lock")))
            }
            (Verb::Post, ["orders", _, "refunds"], Some(at)) => {
                let mut refund = body.clone();
                refund["id"] = json!(900);
                self.refunds.lock().expect("a lock").push(refund.clone());
                let total = format!("-{}", body["amount"].as_str().expect("an amount"));
                let short = json!({ "id": 900, "reason": body["reason"], "total": total });
                orders[at]["refunds"].as_array_mut().expect("refunds").push(short);
                says(201, &[], refund)
            }
            (Verb::Get, ["orders", _, "notes"], _) => {
                says(200, &[], json!(*self.notes.lock().expect("a lock")))
            }
            (Verb::Post, ["orders", _, "notes"], _) => {
                self.notes.lock().expect("a lock").push(body.clone());
                says(201, &[], body)
            }
            _ => panic!("no such route: {:?} {path}", request.verb),
        }
    }
}

fn shop(site: &Site) -> (Woocommerce, Arc<Provider>) {
    let serving = site.clone();
    let http = Provider::new(move |request| serving.serve(request));
    let shop = Woocommerce {
        url: "https://shop.example".into(),
        key: "ck_good".into(),
        secret: "cs_good".into(),
        webhook_secret: "hush".into(),
        currency: "EUR".into(),
        http: Arc::<Provider>::clone(&http),
        now: now(),
    };
    (shop, http)
}

fn site(orders: &[Value]) -> Site {
    Site { orders: Arc::new(Mutex::new(orders.to_vec())), ..Site::default() }
}

#[test]
fn orders_are_read_page_by_page() {
    let (shop, _) = shop(&site(&[order(41), order(42)]));
    let first = block_on(shop.orders(None, None)).expect("a page");
    let [Ok(News::Order(told))] = first.pieces.as_slice() else { panic!("{first:?}") };
    assert_eq!((told.order_id.as_str(), told.status, told.total), ("41", OrderStatus::Paid, Some(4000)));
    assert_eq!((told.lines[0].sku_id.as_str(), told.lines[0].unit_price), ("11", Some(2000)));
    assert_eq!((told.buyer_id.as_str(), told.buyer_name.as_deref()), ("7", Some("Sam Lee")));
    assert_eq!(told.placed_at.to_string(), "2025-11-20T08:00:00Z");
    let second = block_on(shop.orders(None, first.next.as_deref())).expect("a page");
    assert_eq!((second.pieces.len(), second.next), (1, None));
}

#[test]
fn what_changes_while_it_is_walked_hides_nothing_else() {
    let changed = |id: i64, at: &str| {
        let mut order = order(id);
        order["date_modified_gmt"] = json!(at);
        order
    };
    let orders = [("2025-11-21T08:00:00", 41), ("2025-11-22T08:00:00", 42), ("2025-11-23T08:00:00", 43)];
    let shelves = site(&orders.map(|(at, id)| changed(id, at)));
    let (shop, _) = shop(&shelves);
    let mut seen = Vec::new();
    let mut page = None;
    loop {
        let read = block_on(shop.orders(Some(now()), page.as_deref())).expect("a page");
        for piece in &read.pieces {
            let Ok(News::Order(order)) = piece else { panic!("{piece:?}") };
            seen.push(order.order_id.clone());
        }
        if seen.len() == 1 {
            // What was read first changes before the second page is asked for.
            let first: i64 = seen[0].parse().expect("an id");
            let mut orders = shelves.orders.lock().expect("a lock");
            let at = orders.iter().position(|order| order["id"] == first).expect("the order");
            orders[at]["date_modified_gmt"] = json!("2025-11-25T04:00:00");
        }
        page = read.next;
        if page.is_none() {
            break;
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen, ["41", "42", "43"]);
}

#[test]
fn prices_are_those_the_buyer_saw() {
    let priced = |with_tax: bool| {
        let mut taxed = order(41);
        taxed["prices_include_tax"] = json!(with_tax);
        taxed["line_items"][0]["total"] = json!("33.61");
        taxed["line_items"][0]["total_tax"] = json!("6.39");
        let (shop, _) = shop(&site(&[taxed]));
        let page = block_on(shop.orders(None, None)).expect("a page");
        let [Ok(News::Order(told))] = page.pieces.as_slice() else { panic!("{page:?}") };
        told.lines[0].unit_price
    };
    assert_eq!((priced(true), priced(false)), (Some(2000), Some(1680)));
}

#[test]
fn a_field_that_is_gone_is_named() {
    let mut gone = order(41);
    gone.as_object_mut().expect("an object").remove("date_modified_gmt");
    let (shop, _) = shop(&site(&[gone]));
    let page = block_on(shop.orders(None, None)).expect("a page");
    let misread = page.pieces[0].as_ref().expect_err("what is wrong");
    assert_eq!(
        (misread.id.as_str(), misread.field.as_str(), misread.reason),
        ("41", "date_modified_gmt", "missing")
    );
}

#[test]
fn money_goes_back_once_and_a_cancellation_broken_off_goes_on() {
    let shelves = site(&[order(41)]);
    let (shop, http) = shop(&shelves);
    let cancel = Action::Cancel { order: "41".into(), reason: "too late".into() };
    // Looked at, looked for, paid back; and then the site is gone before the state is set.
    for _ in 0..2 {
        http.fail(Fault::Says(says(503, &[("retry-after", "5")], "")));
        let busy = block_on(shop.perform("k-1", &cancel)).expect_err("it is busy");
        assert_eq!(busy, Failure::Busy { after_seconds: Some(5), message: "busy".into() });
    }
    let lost = block_on(async {
        http.fail(Fault::Says(says(200, &[], order(41))));
        http.fail(Fault::Says(says(200, &[], "[]")));
        http.fail(Fault::Lost);
        shop.perform("k-1", &cancel).await
    });
    assert!(matches!(lost, Err(Failure::Unknown { .. })), "{lost:?}");
    let receipt = block_on(shop.perform("k-1", &cancel)).expect("a receipt");
    assert_eq!((receipt.number.as_str(), receipt.amount), ("41", Some(4000)));
    assert_eq!(shelves.refunds.lock().expect("a lock").len(), 1);
    assert_eq!(shelves.orders.lock().expect("a lock")[0]["status"], "cancelled");
    let too_much = Action::Refund { order: "41".into(), amount: 1, method: None, reason: String::new() };
    let refused = block_on(shop.perform("k-2", &too_much));
    assert!(
        matches!(&refused, Err(Failure::Refused { code, .. }) if code == "more_than_was_paid"),
        "{refused:?}"
    );
}

#[test]
fn the_staff_is_told_once() {
    let shelves = site(&[order(41)]);
    let (shop, _) = shop(&shelves);
    let urge = Action::UrgeWarehouse { order: "41".into(), note: "the buyer leaves on Friday".into() };
    for _ in 0..2 {
        block_on(shop.perform("k-1", &urge)).expect("a receipt");
    }
    assert_eq!(shelves.notes.lock().expect("a lock").len(), 1);
    let missing =
        block_on(shop.perform("k-2", &Action::Cancel { order: "99".into(), reason: String::new() }));
    assert!(matches!(&missing, Err(Failure::Refused { code, .. }) if code == "no_such_order"), "{missing:?}");
}

#[test]
fn a_key_that_was_revoked_is_told_as_that() {
    let (mut shop, _) = shop(&site(&[]));
    shop.secret = "cs_old".into();
    assert_eq!(block_on(shop.orders(None, None)), Err(Trouble::Denied));
}

#[test]
fn a_webhook_carries_the_order() {
    let (shop, _) = shop(&site(&[]));
    let body = order(41).to_string();
    let telling = recognised(&shop, &body, &body).expect("it is theirs");
    assert!(recognised(&shop, &body, &format!("{body} ")).is_none());
    // Told again it is the same; another change of the same second has the same delivery id, and is not.
    assert_eq!(recognised(&shop, &body, &body).expect("again").id, telling.id);
    let other = order(42).to_string();
    assert_ne!(recognised(&shop, &other, &other).expect("it is theirs").id, telling.id);
    let Said::News(pieces) = shop.understand(&telling.topic, &body) else { panic!("news") };
    assert!(matches!(pieces.as_slice(), [Ok(News::Order(order))] if order.order_id == "41"), "{pieces:?}");
}

/// What a body is recognised as whose signature is that of `signed`.
fn recognised(shop: &Woocommerce, signed: &str, body: &str) -> Option<Telling> {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"hush").expect("a key");
    mac.update(signed.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let headers = move |name: &str| match name {
        "x-wc-webhook-signature" => Some(signature.clone()),
        "x-wc-webhook-delivery-id" => Some("d-1".to_owned()),
        "x-wc-webhook-topic" => Some("order.updated".to_owned()),
        _ => None,
    };
    shop.recognise(&Headers(&headers), body)
}
