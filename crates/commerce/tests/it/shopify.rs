use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use commerce::http::Request;
use commerce::system::shopify::{Shopify, VERSION};
use commerce::system::{Headers, Said, ShopSystem as _, Trouble};
use desk::connection::News;
use desk::order::{
    Action, Failure, OrderStatus, PaymentKind, Pieces, ReturnKind, ReturnStatus, ShipmentStatus,
};
use futures::executor::block_on;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Fault, Provider, header, now, says};

/// An order as the Admin API gives it.
fn order(number: i64) -> Value {
    let money = |amount: &str| json!({ "shopMoney": { "amount": amount } });
    json!({
        "id": format!("gid://shopify/Order/{number}"), "name": format!("#{number}"),
        "createdAt": "2025-11-20T08:00:00Z", "updatedAt": "2025-11-24T08:00:00Z",
        "cancelledAt": null, "cancelReason": null, "closedAt": null, "email": "kim@example.com", "phone": null,
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED",
        "customAttributes": [{ "key": "source", "value": "ad" }],
        "customer": { "id": "gid://shopify/Customer/77", "displayName": "Kim Park",
            "defaultEmailAddress": { "emailAddress": "kim@example.com" }, "defaultPhoneNumber": null },
        "shippingAddress": { "name": "Kim Park", "phone": "+13125550101", "address1": "1 Main St", "address2": null,
            "city": "Chicago", "province": "Illinois", "zip": "60601", "country": "United States" },
        "currentTotalPriceSet": money("98.00"),
        "lineItems": { "nodes": [{ "id": "gid://shopify/LineItem/1", "title": "Linen shirt", "quantity": 2,
            "currentQuantity": 2, "variant": { "id": "gid://shopify/ProductVariant/501" },
            "originalUnitPriceSet": money("49.00") }] },
        "transactions": [{ "id": "gid://shopify/OrderTransaction/9", "kind": "SALE", "status": "SUCCESS",
            "gateway": "shopify_payments", "processedAt": "2025-11-20T08:00:05Z", "amountSet": money("98.00"),
            "parentTransaction": null }],
        "refunds": [],
        "fulfillments": [{ "id": "gid://shopify/Fulfillment/30", "displayStatus": "IN_TRANSIT",
            "createdAt": "2025-11-21T08:00:00Z", "inTransitAt": null, "deliveredAt": null, "estimatedDeliveryAt": null,
            "trackingInfo": [{ "company": "UPS", "number": "1Z1" }],
            "events": { "nodes": [{ "happenedAt": "2025-11-22T08:00:00Z", "status": "IN_TRANSIT",
                "message": "Departed", "city": "Gary" }] },
            "fulfillmentLineItems": { "nodes": [{ "id": "gid://shopify/FulfillmentLineItem/40", "quantity": 2,
                "lineItem": { "variant": { "id": "gid://shopify/ProductVariant/501" } } }] } }],
        "returns": { "nodes": [] },
    })
}

/// A stand-in for the Admin API: it keeps what it is told, and counts what it does.
#[derive(Clone, Default)]
struct Admin {
    orders: Arc<Mutex<Vec<Value>>>,
    done: Arc<Mutex<Vec<String>>>,
}

impl Admin {
    fn with(orders: impl IntoIterator<Item = Value>) -> Self {
        Self { orders: Arc::new(Mutex::new(orders.into_iter().collect())), done: Arc::default() }
    }

    fn serve(&self, request: &Request) -> Value {
        assert_eq!(header(request, "x-shopify-access-token"), "shpat_good");
        assert_eq!(request.url, format!("https://one.myshopify.com/admin/api/{VERSION}/graphql.json"));
        let body: Value = serde_json::from_slice(request.body.as_deref().expect("a body")).expect("JSON");
        let (query, given) = (body["query"].as_str().expect("a query"), &body["variables"]);
        let name = query.split(['(', ' ']).nth(1).expect("a name");
        let mut orders = self.orders.lock().expect("a lock");
        let input = &given["input"];
        let done = |what: &str| self.done.lock().expect("a lock").push(what.to_owned());
        let by_id = |id: &Value, orders: &[Value]| orders.iter().position(|order| order["id"] == *id);
        match name {
            "orders" => {
                let from: usize = given["after"].as_str().and_then(|page| page.parse().ok()).unwrap_or(0);
                let nodes: Vec<_> = orders.iter().skip(from).take(1).cloned().collect();
                json!({ "orders": { "pageInfo": { "hasNextPage": from + 1 < orders.len(),
                    "endCursor": (from + 1).to_string() }, "nodes": nodes } })
            }
            "named" => json!({ "orders": { "nodes": orders.clone() } }),
            "order" => {
                let found = by_id(&given["id"], &orders).map(|at| orders[at].clone());
                json!({ "order": found })
            }
            "refund" => {
                done("refund");
                let at = by_id(&input["orderId"], &orders).expect("the order");
                assert_eq!(input["transactions"][0]["parentId"], "gid://shopify/OrderTransaction/9");
                assert_eq!(input["transactions"][0]["kind"], "REFUND");
                let id = "gid://shopify/Refund/60";
                let refund = json!({ "id": id, "note": input["note"], "createdAt": "2025-11-25T00:00:00Z",
                    "totalRefundedSet": { "shopMoney": { "amount": input["transactions"][0]["amount"] } } });
                orders[at]["refunds"].as_array_mut().expect("refunds").push(refund);
                json!({ "refundCreate": { "refund": { "id": id }, "userErrors": [] } })
            }
            "open" => {
                done("return");
                let at = by_id(&input["orderId"], &orders).expect("the order");
                let item = &input["returnLineItems"][0];
                assert_eq!(item["fulfillmentLineItemId"], "gid://shopify/FulfillmentLineItem/40");
                let id = "gid://shopify/Return/70";
                let made = json!({ "id": id, "status": "OPEN", "returnLineItems": { "nodes": [{
                    "quantity": item["quantity"], "returnReasonNote": item["returnReasonNote"],
                    "fulfillmentLineItem": { "lineItem": { "variant": { "id": "gid://shopify/ProductVariant/501" } } } }] } });
                orders[at]["returns"]["nodes"].as_array_mut().expect("returns").push(made);
                json!({ "returnCreate": { "return": { "id": id }, "userErrors": [] } })
            }
            "update" => {
                done("update");
                let at = by_id(&input["id"], &orders).expect("the order");
                if !input["customAttributes"].is_null() {
                    orders[at]["customAttributes"] = input["customAttributes"].clone();
                }
                json!({ "orderUpdate": { "order": { "id": input["id"] }, "userErrors": [] } })
            }
            "product" if given["id"] == "gid://shopify/Product/5" => json!({ "product": {
                "id": given["id"], "title": "Shirt", "description": "Washed linen.", "productType": "Shirts",
                "status": "ACTIVE", "onlineStoreUrl": "https://one.example/products/shirt", "featuredMedia": null,
                "variants": { "nodes": [{ "id": "gid://shopify/ProductVariant/501", "price": "49.00",
                    "compareAtPrice": null, "inventoryQuantity": 3,
                    "selectedOptions": [{ "name": "Size", "value": "M" }] }] } } }),
            "product" => json!({ "product": null }),
            "coupon" => json!({ "codeDiscountNodeByCode": null }),
            "grant" => {
                done("coupon");
                json!({ "discountCodeBasicCreate": { "codeDiscountNode": { "id": "gid://x/1" }, "userErrors": [] } })
            }
            other => panic!("no such operation: {other}"),
        }
    }
}

fn shop(admin: &Admin) -> (Shopify, Arc<Provider>) {
    let serving = admin.clone();
    let http = Provider::new(move |request| says(200, &[], json!({ "data": serving.serve(request) })));
    let shop = Shopify {
        url: "https://one.myshopify.com".into(),
        token: "shpat_good".into(),
        webhook_secret: "hush".into(),
        currency: "USD".into(),
        http: Arc::<Provider>::clone(&http),
        now: now(),
    };
    (shop, http)
}

fn refund(amount: i64) -> Action {
    Action::Refund { order: "#1001".into(), amount, method: None, reason: "a stain".into() }
}

#[test]
fn an_order_comes_with_its_parcels_page_by_page() {
    let (shop, _) = shop(&Admin::with([order(1001), order(1002)]));
    let first = block_on(shop.orders(Some(now()), None)).expect("a page");
    let [Ok(News::Order(told)), Ok(News::Shipment(parcel))] = first.pieces.as_slice() else {
        panic!("{first:?}")
    };
    assert_eq!((told.order_id.as_str(), told.buyer_id.as_str(), told.total), ("#1001", "77", Some(9800)));
    assert_eq!(
        (told.status, told.lines[0].sku_id.as_str(), told.lines[0].quantity),
        (OrderStatus::Shipped, "501", 2)
    );
    assert_eq!((told.payments[0].kind, told.payments[0].amount), (PaymentKind::Payment, 9800));
    assert_eq!(told.address.as_ref().expect("an address").city, "Chicago");
    assert_eq!((parcel.status, parcel.tracking_number.as_str()), (ShipmentStatus::InTransit, "1Z1"));
    let second = block_on(shop.orders(None, first.next.as_deref())).expect("a page");
    assert_eq!((second.pieces.len(), second.next), (2, None));
}

#[test]
fn a_field_with_another_name_is_named_and_the_rest_is_read() {
    let mut renamed = order(1001);
    let total = renamed.as_object_mut().expect("an object").remove("currentTotalPriceSet").expect("a total");
    renamed["totalPrice"] = total;
    let (shop, _) = shop(&Admin::with([renamed]));
    let page = block_on(shop.orders(None, None)).expect("a page");
    let misread = page.pieces[0].as_ref().expect_err("what is wrong");
    assert_eq!(
        (misread.id.as_str(), misread.field.as_str()),
        ("#1001", "currentTotalPriceSet.shopMoney.amount")
    );
}

#[test]
fn money_goes_back_once_even_when_nobody_hears_that_it_did() {
    let admin = Admin::with([order(1001)]);
    let (shop, http) = shop(&admin);
    // The order is looked at, then the refund is made and its answer is lost.
    let served = admin.serve(&Request {
        verb: commerce::http::Verb::Post,
        url: format!("https://one.myshopify.com/admin/api/{VERSION}/graphql.json"),
        headers: vec![("x-shopify-access-token".into(), "shpat_good".into())],
        body: Some(
            json!({ "query": "query named($query: String!)", "variables": {} }).to_string().into_bytes(),
        ),
    });
    http.fail(Fault::Says(says(200, &[], json!({ "data": served }))));
    http.fail(Fault::Lost);
    let lost = block_on(shop.perform("k-1", &refund(2500))).expect_err("no answer");
    assert!(matches!(lost, Failure::Unknown { .. }), "{lost:?}");
    let receipt = block_on(shop.perform("k-1", &refund(2500))).expect("a receipt");
    assert_eq!((receipt.number.as_str(), receipt.amount), ("refund-60", Some(2500)));
    assert_eq!(*admin.done.lock().expect("a lock"), ["refund"]);
    // What it paid back stands beside the order, by the number of the receipt.
    let told = block_on(shop.order("#1001")).expect("the order");
    let Some(Ok(News::Return(returned))) = told.last() else { panic!("{told:?}") };
    assert_eq!((returned.return_id.as_str(), returned.order_id.as_str()), ("refund-60", "#1001"));
    assert_eq!((returned.kind, returned.status), (ReturnKind::RefundOnly, ReturnStatus::Settled));
    assert_eq!((returned.amount, returned.reason.as_str()), (Some(2500), "a stain"));
    let too_much = block_on(shop.perform("k-2", &refund(99_00)));
    assert!(
        matches!(&too_much, Err(Failure::Refused { code, .. }) if code == "more_than_was_paid"),
        "{too_much:?}"
    );
}

#[test]
fn money_for_a_return_is_told_with_the_return() {
    let refund = |id: &str, of: Value, amount: &str| {
        json!({ "id": id, "note": null, "createdAt": "2025-11-25T00:00:00Z", "return": of,
            "totalRefundedSet": { "shopMoney": { "amount": amount } } })
    };
    let mut settled = order(1001);
    let of = json!({ "id": "gid://shopify/Return/70" });
    settled["returns"]["nodes"] =
        json!([{ "id": of["id"], "status": "CLOSED", "returnLineItems": { "nodes": [] } }]);
    // Money for the return, money for nothing that came back, and goods put back on the shelf without any money.
    settled["refunds"] = json!([
        refund("gid://shopify/Refund/60", of, "49.00"),
        refund("gid://shopify/Refund/61", Value::Null, "5.00"),
        refund("gid://shopify/Refund/62", Value::Null, "0.00"),
    ]);
    let (shop, _) = shop(&Admin::with([settled]));
    let told = block_on(shop.order("#1001")).expect("the order");
    let back: Vec<_> = told
        .iter()
        .filter_map(|piece| match piece {
            Ok(News::Return(back)) => Some((back.return_id.as_str(), back.kind, back.amount)),
            _ => None,
        })
        .collect();
    let expected = [("70", ReturnKind::Return, Some(4900)), ("refund-61", ReturnKind::RefundOnly, Some(500))];
    assert_eq!(back, expected, "{told:?}");
}

#[test]
fn a_return_a_card_and_a_coupon() {
    let admin = Admin::with([order(1001)]);
    let (shop, _) = shop(&admin);
    let lines = vec![Pieces { sku: "501".into(), quantity: 1 }];
    let open = Action::OpenReturn { order: "#1001".into(), lines, method: None, reason: "too small".into() };
    for _ in 0..2 {
        assert_eq!(block_on(shop.perform("k-1", &open)).expect("a receipt").number, "70");
    }
    let note = Action::SetGiftNote { order: "#1001".into(), note: "Happy birthday".into() };
    block_on(shop.perform("k-2", &note)).expect("a receipt");
    let until = now() + std::time::Duration::from_secs(86_400);
    let coupon =
        Action::GrantCoupon { buyer: "77".into(), amount: 500, threshold: 0, until, reason: "sorry".into() };
    let (one, two) = (block_on(shop.perform("k-3", &coupon)), block_on(shop.perform("k-3", &coupon)));
    assert_eq!(one.expect("a receipt").number, two.expect("a receipt").number);
    let urge = Action::UrgeWarehouse { order: "#1001".into(), note: "soon".into() };
    assert_eq!(block_on(shop.perform("k-4", &urge)), Err(Failure::NotOffered));
    let told = block_on(shop.order("#1001")).expect("the order");
    let Some(Ok(News::Order(order))) = told.first() else { panic!("{told:?}") };
    assert_eq!(order.gift_note.as_deref(), Some("Happy birthday"));
    let Some(Ok(News::Return(returned))) = told.last() else { panic!("{told:?}") };
    assert_eq!((returned.status, returned.reason.as_str()), (ReturnStatus::Requested, "too small"));
    assert_eq!(admin.done.lock().expect("a lock").iter().filter(|done| *done == "return").count(), 1);
}

#[test]
fn it_says_how_long_to_wait_and_when_a_token_is_worthless() {
    let (shop, http) = shop(&Admin::with([]));
    let throttled = json!({ "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
        "extensions": { "cost": { "requestedQueryCost": 502, "actualQueryCost": null,
            "throttleStatus": { "maximumAvailable": 1000.0, "currentlyAvailable": 2.0, "restoreRate": 50.0 } } } });
    let denied =
        json!({ "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)" });
    for (fault, trouble) in [
        (Fault::Says(says(200, &[], throttled)), Trouble::Busy { after_seconds: Some(10) }),
        (Fault::Says(says(429, &[("retry-after", "2.0")], "")), Trouble::Busy { after_seconds: Some(2) }),
        (Fault::Says(says(401, &[], denied)), Trouble::Denied),
        (Fault::Says(says(200, &[], "<html>")), Trouble::Strange),
        (Fault::Says(says(502, &[], "")), Trouble::Lost),
        (Fault::Unreached, Trouble::Unreachable),
        (Fault::Says(says(200, &[], json!({ "data": { "orders": null } }))), Trouble::Strange),
    ] {
        http.fail(fault);
        assert_eq!(block_on(shop.orders(None, None)), Err(trouble));
    }
    assert_eq!(http.asked(), 7);
}

#[test]
fn a_webhook_says_only_where_to_look() {
    let (shop, _) = shop(&Admin::with([]));
    let body = json!({ "id": 820_982_911_946_154_508_i64, "name": "#1001" }).to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"hush").expect("a key");
    mac.update(body.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let headers = |signature: String| {
        move |name: &str| match name {
            "x-shopify-hmac-sha256" => Some(signature.clone()),
            "x-shopify-webhook-id" => Some("w-1".to_owned()),
            "x-shopify-topic" => Some("orders/updated".to_owned()),
            _ => None,
        }
    };
    let telling = shop.recognise(&Headers(&headers(signature)), &body).expect("it is theirs");
    assert_eq!((telling.id.as_str(), telling.topic.as_str()), ("w-1", "orders/updated"));
    assert!(shop.recognise(&Headers(&headers(STANDARD.encode([0; 32]))), &body).is_none());
    assert_eq!(
        shop.understand(&telling.topic, &body),
        Said::LookAt("gid://shopify/Order/820982911946154508".into()),
    );
    let refunded = json!({ "id": 1, "order_id": 1001 }).to_string();
    assert_eq!(shop.understand("refunds/create", &refunded), Said::LookAt("gid://shopify/Order/1001".into()));
    assert_eq!(shop.understand("app/uninstalled", "{}"), Said::Nothing);
    // A product's telling lacks half of what is known of it.
    let product = json!({ "id": 5, "title": "Shirt", "status": "active", "variants": [] }).to_string();
    assert_eq!(
        shop.understand("products/update", &product),
        Said::LookAtProduct("gid://shopify/Product/5".into())
    );
    let Said::News(pieces) = shop.understand("products/update", "{}") else { panic!("what is wrong") };
    let [Err(misread)] = pieces.as_slice() else { panic!("{pieces:?}") };
    assert_eq!((misread.what, misread.field.as_str()), ("product", "id"));
    assert_eq!(shop.understand("products/delete", &product), Said::Nothing);
}

#[test]
fn a_product_is_looked_up_whole() {
    let (shop, _) = shop(&Admin::with([]));
    let pieces = block_on(shop.product("gid://shopify/Product/5")).expect("an answer");
    let [Ok(News::Product(product))] = pieces.as_slice() else { panic!("{pieces:?}") };
    assert_eq!((product.product_id.as_str(), product.description.as_str()), ("5", "Washed linen."));
    assert_eq!(product.url.as_deref(), Some("https://one.example/products/shirt"));
    assert_eq!((product.skus[0].price, product.skus[0].options[0].value.as_str()), (4900, "M"));
    assert_eq!(block_on(shop.product("gid://shopify/Product/6")).expect("an answer"), []);
}
