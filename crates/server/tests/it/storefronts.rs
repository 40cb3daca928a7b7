//! Shopify and `WooCommerce` over the network, each a stand-in on this machine that answers as its documentation says:
//! walked through page by page, told by webhooks, refused, throttled, and read when a field has another name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method as Verb, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::catalog;
use desk::order::OrderStatus;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::connections::{once, open, order_of, order_once, shown, walked};
use crate::front::{Front, Said, said};

/// What webhooks are signed with.
const HUSH: &str = "hush";

/// What comes instead of the next answer.
#[derive(Clone, Copy)]
enum Bad {
    /// A status, and after how long to come again.
    Says(u16, Option<&'static str>),
    /// Shopify's own: too many points at once, ten seconds' worth of them.
    Throttled,
}

/// What both keep.
#[derive(Clone, Default)]
struct Shelves {
    orders: Arc<Mutex<Vec<Value>>>,
    /// What goes wrong, by the number of the request.
    bad: Arc<Mutex<BTreeMap<usize, Bad>>>,
    /// For which pages of orders it was asked, in its own words.
    pages: Arc<Mutex<Vec<String>>>,
    asked: Arc<Mutex<usize>>,
}

impl Shelves {
    fn with(orders: impl IntoIterator<Item = Value>) -> Self {
        Self { orders: Arc::new(Mutex::new(orders.into_iter().collect())), ..Self::default() }
    }

    fn fail(&self, bad: impl IntoIterator<Item = (usize, Bad)>) {
        self.bad.lock().expect("a lock").extend(bad);
    }

    /// Changes what it knows of an order.
    fn change(&self, at: usize, change: impl FnOnce(&mut Value)) {
        change(&mut self.orders.lock().expect("a lock")[at]);
    }

    fn asked(&self) -> usize {
        *self.asked.lock().expect("a lock")
    }

    fn next_bad(&self) -> Option<Response> {
        let request = {
            let mut asked = self.asked.lock().expect("a lock");
            *asked += 1;
            *asked
        };
        let cost = json!({ "requestedQueryCost": 502, "actualQueryCost": null, "throttleStatus":
            { "maximumAvailable": 1000.0, "currentlyAvailable": 2.0, "restoreRate": 50.0 } });
        let throttled = json!({ "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
            "extensions": { "cost": cost } });
        Some(match self.bad.lock().expect("a lock").remove(&request)? {
            Bad::Throttled => throttled.to_string().into_response(),
            Bad::Says(status, wait) => {
                let status = StatusCode::from_u16(status).expect("a status");
                match wait {
                    Some(wait) => (status, [("retry-after", wait)], "{}").into_response(),
                    None => (status, "{}").into_response(),
                }
            }
        })
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn connect(front: &Front, wanted: Value) {
    let admin = front.session("adam").await;
    let path = format!("/api/v1/shops/{}/system", front.shop.id);
    let made = front.ask(Method::PUT, &path, &admin, Some(wanted)).await;
    assert_eq!(made.status, 200, "{made:?}");
}

/// A webhook, as both sign it.
async fn tell(
    front: &Front,
    headers: [(&'static str, &str); 2],
    signature: &'static str,
    body: &str,
) -> Said {
    tell_signed(front, headers, (signature, HUSH), body).await
}

async fn tell_signed(
    front: &Front,
    headers: [(&'static str, &str); 2],
    (name, secret): (&'static str, &str),
    body: &str,
) -> Said {
    let signature = STANDARD.encode(crate::webhooks::hmac(secret.as_bytes(), body.as_bytes()));
    let mut request = front.request(Method::POST, &format!("/hooks/shops/{}", front.shop.id));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    said(request.header(name, signature).body(body.to_owned())).await
}

mod shopify {
    use super::*;

    const SIGNATURE: &str = "x-shopify-hmac-sha256";

    pub(super) async fn open_shop(front: &Front, shelves: &Shelves) {
        let url = serve(Router::new().fallback(answer).with_state(shelves.clone())).await;
        let secrets = json!({ "token": "shpat_good", "webhook_secret": HUSH });
        connect(front, json!({ "kind": "shopify", "url": url, "secrets": secrets })).await;
    }

    pub(super) async fn hook(front: &Front, id: &str, topic: &str, body: &Value) -> Said {
        let headers = [("x-shopify-webhook-id", id), ("x-shopify-topic", topic)];
        tell(front, headers, SIGNATURE, &body.to_string()).await
    }

    pub(super) async fn forged_hook(front: &Front) -> Said {
        let headers = [("x-shopify-webhook-id", "w-9"), ("x-shopify-topic", "orders/updated")];
        tell_signed(front, headers, (SIGNATURE, "guessed"), r#"{"id":1001}"#).await
    }

    /// An order as the Admin API gives it.
    pub(super) fn order(number: i64) -> Value {
        let money = |amount: &str| json!({ "shopMoney": { "amount": amount } });
        json!({
            "id": format!("gid://shopify/Order/{number}"), "name": format!("#{number}"),
            "createdAt": "2025-11-20T08:00:00Z", "updatedAt": "2025-11-24T08:00:00Z", "cancelledAt": null,
            "cancelReason": null, "closedAt": null, "email": "kim@example.com", "phone": null,
            "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED", "customAttributes": [],
            "customer": { "id": "gid://shopify/Customer/77", "displayName": "Kim Park",
                "defaultEmailAddress": { "emailAddress": "kim@example.com" }, "defaultPhoneNumber": null },
            "shippingAddress": null, "currentTotalPriceSet": money("49.00"),
            "lineItems": { "nodes": [{ "id": "gid://shopify/LineItem/1", "title": "Linen shirt", "quantity": 1,
                "currentQuantity": 1, "variant": { "id": "gid://shopify/ProductVariant/501" },
                "originalUnitPriceSet": money("49.00") }] },
            "transactions": [], "refunds": [], "fulfillments": [], "returns": { "nodes": [] },
        })
    }

    fn shirt() -> Value {
        json!({ "id": "gid://shopify/Product/5", "title": "Linen shirt", "description": "Washed linen.",
            "productType": "Shirts", "status": "ACTIVE", "onlineStoreUrl": "https://one.example/shirt",
            "featuredMedia": null, "variants": { "nodes": [{ "id": "gid://shopify/ProductVariant/501",
                "price": "49.00", "compareAtPrice": null, "inventoryQuantity": 3, "selectedOptions": [] }] } })
    }

    async fn answer(State(shelves): State<Shelves>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        assert_eq!(headers["x-shopify-access-token"], "shpat_good");
        assert_eq!(uri.path(), format!("/admin/api/{}/graphql.json", commerce::system::shopify::VERSION));
        if let Some(bad) = shelves.next_bad() {
            return bad;
        }
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let (query, given) = (body["query"].as_str().expect("a query"), &body["variables"]);
        let orders = shelves.orders.lock().expect("a lock").clone();
        let data = match query.split(['(', ' ']).nth(1).expect("a name") {
            "products" => json!({ "products": { "pageInfo": { "hasNextPage": false, "endCursor": null },
                "nodes": [shirt()] } }),
            "product" => json!({ "product": Some(shirt()).filter(|shirt| shirt["id"] == given["id"]) }),
            "orders" => {
                let from: usize =
                    given["after"].as_str().map_or(0, |page| page.parse().expect("a cursor of ours"));
                shelves.pages.lock().expect("a lock").push(given["after"].to_string());
                let nodes: Vec<_> = orders.iter().skip(from).take(1).collect();
                json!({ "orders": { "nodes": nodes, "pageInfo": { "hasNextPage": from + 1 < orders.len(),
                    "endCursor": (from + 1).to_string() } } })
            }
            "order" => json!({ "order": orders.iter().find(|order| order["id"] == given["id"]) }),
            other => panic!("no such operation: {other}"),
        };
        json!({ "data": data }).to_string().into_response()
    }
}

mod woocommerce {
    use super::*;

    const SIGNATURE: &str = "x-wc-webhook-signature";

    pub(super) async fn open_shop(front: &Front, shelves: &Shelves) {
        let url = serve(Router::new().fallback(answer).with_state(shelves.clone())).await;
        let secrets =
            json!({ "consumer_key": "ck_good", "consumer_secret": "cs_good", "webhook_secret": HUSH });
        connect(front, json!({ "kind": "woocommerce", "url": url, "secrets": secrets })).await;
    }

    pub(super) async fn hook(front: &Front, id: &str, order: &Value) -> Said {
        let headers = [("x-wc-webhook-delivery-id", id), ("x-wc-webhook-topic", "order.updated")];
        tell(front, headers, SIGNATURE, &order.to_string()).await
    }

    /// An order as the REST API gives it, changed last at this minute past noon.
    pub(super) fn order(id: i64, status: &str, minute: u32) -> Value {
        json!({ "id": id, "status": status, "customer_id": 7, "payment_method": "stripe",
            "date_created_gmt": "2025-11-20T08:00:00", "date_paid_gmt": "2025-11-20T08:01:00",
            "date_modified_gmt": format!("2025-11-25T04:{minute:02}:00"), "total": "40.00",
            "billing": { "first_name": "Sam", "last_name": "Lee", "email": "sam@example.com" }, "shipping": {},
            "line_items": [{ "id": 1, "name": "Mug", "product_id": 11, "variation_id": 0, "quantity": 2,
                "total": "40.00", "total_tax": "0.00" }], "refunds": [], "meta_data": [] })
    }

    async fn answer(State(shelves): State<Shelves>, verb: Verb, uri: Uri, headers: HeaderMap) -> Response {
        assert_eq!(headers["authorization"], format!("Basic {}", STANDARD.encode("ck_good:cs_good")));
        assert_eq!(verb, Verb::GET);
        if let Some(bad) = shelves.next_bad() {
            return bad;
        }
        let orders = shelves.orders.lock().expect("a lock").clone();
        match uri.path().strip_prefix("/wp-json/wc/v3/").expect("an address of the API") {
            "products" => ([("x-wp-totalpages", "1")], "[]").into_response(),
            "orders" => {
                let page = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                    .find(|(name, _)| name == "page")
                    .map(|(_, page)| page.into_owned())
                    .expect("a page");
                let number: usize = page.parse().expect("a number");
                shelves.pages.lock().expect("a lock").push(page);
                let found: Vec<_> = orders.iter().skip(number - 1).take(1).collect();
                ([("x-wp-totalpages", orders.len().to_string())], json!(found).to_string()).into_response()
            }
            other => panic!("no such route: {other}"),
        }
    }
}

testkit::both! {
    async fn an_expired_token_is_said_and_shopify_is_given_the_time_it_asks_for(engine) {
        let (front, shelves) = (open(engine).await, Shelves::with([shopify::order(1001)]));
        let expired = Bad::Says(401, None);
        shelves.fail([(1, expired), (2, Bad::Throttled), (3, expired), (4, Bad::Says(429, Some("2.0")))]);
        shopify::open_shop(&front, &shelves).await;
        let denied = once(&front, "system", |shown| shown["trouble"] == "denied").await;
        assert_eq!((&denied["swept_at"], shelves.asked()), (&Value::Null, 1), "{denied}");
        front.clock.advance(Duration::from_secs(11));
        once(&front, "system", |shown| shown["trouble"] == "busy").await;
        // Five hundred points are missing, and fifty come back each second: not a moment earlier.
        front.clock.advance(Duration::from_secs(9));
        assert_eq!(shown(&front, "system").await["trouble"], "busy");
        assert_eq!(shelves.asked(), 2);
        front.clock.advance(Duration::from_secs(1));
        once(&front, "system", |shown| shown["trouble"] == "denied").await;
        front.clock.advance(Duration::from_secs(30));
        once(&front, "system", |shown| shown["trouble"] == "busy").await;
        front.clock.advance(Duration::from_secs(1));
        assert_eq!((shown(&front, "system").await["trouble"].clone(), shelves.asked()), (json!("busy"), 4));
        front.clock.advance(Duration::from_secs(1));
        let well = once(&front, "system", walked).await;
        assert_eq!(well["trouble"], Value::Null, "{well}");
        assert!(order_of(&front, "#1001").await.is_some());
        front.close().await;
    }

    async fn a_walk_goes_on_at_the_page_that_failed_and_names_what_it_cannot_read(engine) {
        let (front, shelves) = (open(engine).await, Shelves::with([1001, 1002, 1003].map(shopify::order)));
        shelves.change(1, |order| {
            let total = order.as_object_mut().expect("an object").remove("currentTotalPriceSet").expect("a total");
            order["totalPriceSet"] = total;
        });
        // The goods and the first page come through; the second breaks off.
        shelves.fail([(3, Bad::Says(502, None))]);
        shopify::open_shop(&front, &shelves).await;
        once(&front, "system", |shown| shown["trouble"] == "no_answer").await;
        assert!(order_of(&front, "#1001").await.is_some());
        front.clock.advance(Duration::from_secs(11));
        once(&front, "system", walked).await;
        assert_eq!(*shelves.pages.lock().expect("a lock"), ["null", r#""1""#, r#""2""#]);
        let misread = &shown(&front, "system").await["misread"][0];
        assert_eq!(
            (&misread["what"], &misread["field"], &misread["reason"], &misread["last_what"]),
            (&json!("order"), &json!("currentTotalPriceSet.shopMoney.amount"), &json!("missing"), &json!("#1002")),
        );
        assert!(order_of(&front, "#1001").await.is_some() && order_of(&front, "#1003").await.is_some());
        assert!(order_of(&front, "#1002").await.is_none());
        front.close().await;
    }

    async fn shopify_says_where_to_look_in_whatever_order(engine) {
        let (front, shelves) = (open(engine).await, Shelves::with([shopify::order(1001)]));
        shopify::open_shop(&front, &shelves).await;
        once(&front, "system", walked).await;
        shelves.change(0, |order| {
            order["cancelledAt"] = json!("2025-11-25T03:00:00Z");
            order["updatedAt"] = json!("2025-11-25T03:00:00Z");
        });
        // The later first, the earlier after it, and one of them twice: each time it is what it is now.
        let told = json!({ "id": 1001, "cancelled_at": "2025-11-25T03:00:00Z" });
        assert_eq!(shopify::hook(&front, "w-2", "orders/cancelled", &told).await.body, json!({ "new": true }));
        order_once(&front, "#1001", |order| order.status == OrderStatus::Cancelled).await;
        let told = json!({ "id": 1001, "cancelled_at": null });
        assert_eq!(shopify::hook(&front, "w-1", "orders/updated", &told).await.body, json!({ "new": true }));
        assert_eq!(shopify::hook(&front, "w-1", "orders/updated", &told).await.body, json!({ "new": false }));
        let forged = shopify::forged_hook(&front).await;
        assert_eq!(forged.refusal(), (401, "hook_not_signed"));
        // A product's webhook lacks what its page says: nothing of that is lost.
        let told = json!({ "id": 5, "title": "Linen shirt", "status": "active", "variants": [] });
        shopify::hook(&front, "w-3", "products/update", &told).await;
        let connection = once(&front, "system", |shown| shown["waiting"] == 0).await;
        assert_eq!((&connection["repeated"], &connection["misread"]), (&json!(1), &json!([])), "{connection}");
        assert_eq!(order_of(&front, "#1001").await.expect("the order").status, OrderStatus::Cancelled);
        let shop = front.shop.id;
        let shirt = front.app.store.read(move |ctx| catalog::product(ctx, shop, "5")).await;
        let shirt = shirt.expect("a read").expect("the product").facts;
        assert_eq!((shirt.description.as_str(), shirt.skus.len()), ("Washed linen.", 1));
        assert_eq!(shirt.url.as_deref(), Some("https://one.example/shirt"));
        front.close().await;
    }

    async fn woocommerce_is_refused_waited_for_and_walked_from_where_it_broke_off(engine) {
        let (front, shelves) = (open(engine).await, Shelves::default());
        *shelves.orders.lock().expect("a lock") = [41, 42, 43].map(|id| woocommerce::order(id, "processing", 0)).to_vec();
        shelves.change(1, |order| {
            order.as_object_mut().expect("an object").remove("date_modified_gmt").expect("a moment");
        });
        shelves.fail([(1, Bad::Says(401, None)), (2, Bad::Says(429, Some("40"))), (5, Bad::Says(502, None))]);
        woocommerce::open_shop(&front, &shelves).await;
        let denied = once(&front, "system", |shown| shown["trouble"] == "denied").await;
        assert!(denied["swept_at"].is_null(), "{denied}");
        front.clock.advance(Duration::from_secs(11));
        once(&front, "system", |shown| shown["trouble"] == "busy").await;
        front.clock.advance(Duration::from_secs(39));
        assert_eq!((shown(&front, "system").await["trouble"].clone(), shelves.asked()), (json!("busy"), 2));
        front.clock.advance(Duration::from_secs(1));
        // The second page of orders breaks off.
        once(&front, "system", |shown| shown["trouble"] == "no_answer").await;
        front.clock.advance(Duration::from_secs(11));
        let well = once(&front, "system", walked).await;
        let misread = &well["misread"][0];
        assert_eq!((&misread["field"], &misread["last_what"]), (&json!("date_modified_gmt"), &json!("42")), "{well}");
        assert_eq!(*shelves.pages.lock().expect("a lock"), ["1", "2", "3"]);
        assert!(order_of(&front, "41").await.is_some() && order_of(&front, "43").await.is_some());
        front.close().await;
    }

    async fn woocommerce_tells_twice_late_and_twice_in_a_second(engine) {
        let (front, shelves) = (open(engine).await, Shelves::default());
        woocommerce::open_shop(&front, &shelves).await;
        once(&front, "system", walked).await;
        let told = woocommerce::order(41, "completed", 5);
        assert_eq!(woocommerce::hook(&front, "d-2", &told).await.body, json!({ "new": true }));
        assert_eq!(woocommerce::hook(&front, "d-2", &told).await.body, json!({ "new": false }));
        order_once(&front, "41", |order| order.status == OrderStatus::Completed).await;
        // An older one that was held up, and another order's that was told within the same second.
        woocommerce::hook(&front, "d-1", &woocommerce::order(41, "processing", 1)).await;
        let other = woocommerce::hook(&front, "d-2", &woocommerce::order(42, "processing", 5)).await;
        assert_eq!(other.body, json!({ "new": true }));
        order_once(&front, "42", |order| order.status == OrderStatus::Paid).await;
        let connection = once(&front, "system", |shown| shown["waiting"] == 0).await;
        assert_eq!((&connection["repeated"], &connection["misread"]), (&json!(1), &json!([])), "{connection}");
        assert_eq!(order_of(&front, "41").await.expect("the order").status, OrderStatus::Completed);
        front.close().await;
    }
}
