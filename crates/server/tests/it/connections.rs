//! Shop systems over the network: what they tell, what they did not tell, and how they fail.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method as Verb, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use db::{Engine, Time};
use desk::buyer;
use desk::catalog::told::Topic;
use desk::connection::{self, Role};
use desk::order::return_page::link;
use desk::order::{self, Action, Failure, Order, OrderStatus, Receipt, ReturnStatus, guard};
use desk::webhook::sign::{Secret, signature};
use reqwest::Method;
use serde_json::{Value, json};
use server::shop_system;
use tokio::net::TcpListener;

use crate::front::{Front, NOON, Said, said};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A shop system as the contract has it, whose every answer can be set.
/// Answers to give instead of doing anything: a status, and after how long to come again.
type Bad = Arc<Mutex<Vec<(u16, Option<u64>)>>>;
/// A status, how long to wait, and what it should be told as.
type Case = (u16, Option<u64>, fn(&Failure) -> bool);

#[derive(Clone, Default)]
pub(crate) struct Stall {
    orders: Arc<Mutex<BTreeMap<String, Value>>>,
    /// Answers to give instead of doing anything: a status, and how long to wait.
    bad: Bad,
    /// The same, for what is only read.
    bad_reads: Bad,
    /// Do the next action, and answer nothing.
    loses_answer: Arc<Mutex<bool>>,
    receipts: Arc<Mutex<BTreeMap<String, Value>>>,
    done: Arc<Mutex<Vec<Value>>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Kinds of action it will not do, each with the code it gives.
    pub(crate) refuses: Arc<Mutex<BTreeMap<&'static str, &'static str>>>,
}

impl Stall {
    pub(crate) async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    pub(crate) fn put(&self, number: &str, status: &str, minute: i64) {
        let order = told_order(number, status, minute);
        self.orders.lock().expect("a lock").insert(number.to_owned(), order);
    }
}

fn told_order(number: &str, status: &str, minute: i64) -> Value {
    let changed = Time::from_micros((NOON + minute * 60) * 1_000_000);
    json!({ "order_id": number, "buyer_id": "kim", "status": status, "placed_at": "2025-11-01T10:00:00Z",
        "changed_at": changed, "lines": [{ "sku_id": "A", "product_title": "Shirt", "unit_price": 100 }],
        "payments": [{ "kind": "payment", "amount": 100, "method": "card" }] })
}

async fn answer(
    State(stall): State<Stall>,
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let text = String::from_utf8(body.to_vec()).expect("text");
    let target = uri.path_and_query().expect("a target").as_str().to_owned();
    let content = if verb == Verb::GET { target.clone() } else { text.clone() };
    let at = Time::from_micros(header("webhook-timestamp").parse::<i64>().expect("seconds") * 1_000_000);
    let secret = Secret::given(SECRET).expect("a secret");
    assert_eq!(header("webhook-signature"), signature(&secret, &header("webhook-id"), at, &content));
    stall.asked.lock().expect("a lock").push(target);
    let bad = if verb == Verb::GET { &stall.bad_reads } else { &stall.bad };
    let fault = bad.lock().expect("a lock").pop();
    if let Some((status, wait)) = fault {
        let status = StatusCode::from_u16(status).expect("a status");
        let wait = wait.map(|wait| [("retry-after", wait.to_string())]);
        return match wait {
            Some(wait) => (status, wait, "{}").into_response(),
            None => (status, "{}").into_response(),
        };
    }
    let told = |order: &Value| json!({ "type": "order", "data": order });
    match (verb.as_str(), uri.path().trim_matches('/').split_once('/')) {
        ("POST", _) => {
            let asked: Value = serde_json::from_str(&text).expect("JSON");
            let key = asked["key"].as_str().expect("a key").to_owned();
            assert_eq!(header("idempotency-key"), key);
            let kind = asked["action"]["action"].as_str().expect("a kind");
            if let Some(code) = stall.refuses.lock().expect("a lock").get(kind) {
                let refused = json!({ "code": code, "message": "not here" }).to_string();
                return (StatusCode::UNPROCESSABLE_ENTITY, refused).into_response();
            }
            let mut receipts = stall.receipts.lock().expect("a lock");
            let number = format!("N-{}", receipts.len() + 1);
            let receipt = receipts.entry(key).or_insert_with(|| {
                stall.done.lock().expect("a lock").push(asked["action"].clone());
                json!({ "number": number, "amount": 100, "at": "2025-11-25T04:00:00Z" })
            });
            if std::mem::take(&mut *stall.loses_answer.lock().expect("a lock")) {
                return (StatusCode::INTERNAL_SERVER_ERROR, "lost").into_response();
            }
            receipt.to_string().into_response()
        }
        (_, Some(("orders", number))) => match stall.orders.lock().expect("a lock").get(number) {
            Some(order) => json!({ "news": [told(order)] }).to_string().into_response(),
            None => (StatusCode::NOT_FOUND, "{}").into_response(),
        },
        _ if uri.path() == "/products" => json!({ "news": [] }).to_string().into_response(),
        _ => {
            // One order a page.
            let orders = stall.orders.lock().expect("a lock");
            let page: usize =
                uri.query().and_then(|query| query.split("cursor=").nth(1)?.parse().ok()).unwrap_or(0);
            let news: Vec<Value> = orders.values().skip(page).take(1).map(told).collect();
            let next = (page + 1 < orders.len()).then(|| (page + 1).to_string());
            json!({ "news": news, "next": next }).to_string().into_response()
        }
    }
}

pub(crate) async fn open(engine: Engine) -> Front {
    Front::open_with(engine, |config| {
        config.webhooks.allow_private_addresses = true;
        config.connections.timeout_seconds = 2;
    })
    .await
}

pub(crate) async fn connect(front: &Front, url: &str) -> Said {
    let admin = front.session("adam").await;
    let path = format!("/api/v1/shops/{}/system", front.shop.id);
    let body = json!({ "kind": "generic", "url": url, "secrets": { "secret": SECRET } });
    let made = front.ask(Method::PUT, &path, &admin, Some(body)).await;
    assert_eq!(made.status, 200, "{made:?}");
    made
}

pub(crate) async fn shown(front: &Front, role: &str) -> Value {
    let admin = front.session("adam").await;
    front.get(&format!("/api/v1/shops/{}/{role}", front.shop.id), &admin).await.body
}

/// The connection, once it is so.
pub(crate) async fn once(front: &Front, role: &str, so: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let connection = shown(front, role).await;
            if so(&connection) {
                return connection;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("it comes to that in time")
}

pub(crate) async fn order_of(front: &Front, number: &str) -> Option<Order> {
    let (shop, number) = (front.shop.id, number.to_owned());
    front.app.store.read(move |ctx| order::by_number(ctx, shop, &number)).await.expect("a read")
}

/// The order, once it is so.
pub(crate) async fn order_once(front: &Front, number: &str, so: impl Fn(&Order) -> bool) -> Order {
    let look = async {
        loop {
            if let Some(order) = order_of(front, number).await.filter(&so) {
                return order;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("it comes to that in time")
}

pub(crate) async fn tell(front: &Front, id: &str, news: Value) -> Said {
    tell_at(front, NOON, id, news).await
}

/// What is told at this second.
async fn tell_at(front: &Front, second: i64, id: &str, news: Value) -> Said {
    let body = json!({ "news": news }).to_string();
    let secret = Secret::given(SECRET).expect("a secret");
    let signed = signature(&secret, id, Time::from_micros(second * 1_000_000), &body);
    sent(front, second, id, &signed, body).await
}

async fn tell_signed(front: &Front, id: &str, signed: &str, body: String) -> Said {
    sent(front, NOON, id, signed, body).await
}

async fn sent(front: &Front, second: i64, id: &str, signed: &str, body: String) -> Said {
    let request = front.request(Method::POST, &format!("/hooks/shops/{}", front.shop.id));
    let request = request.header("webhook-id", id).header("webhook-timestamp", second.to_string());
    said(request.header("webhook-signature", signed).body(body)).await
}

/// Has the shop do something.
async fn perform(front: &Front, key: &str, action: Action) -> Result<Receipt, Failure> {
    let done = shop_system::perform(&front.app, front.shop.id, key.to_owned(), action).await;
    done.expect("no fault of ours")
}

pub(crate) fn walked(connection: &Value) -> bool {
    !connection["swept_at"].is_null() && connection["walking"] == false
}

testkit::both! {
    async fn what_was_not_told_is_found_counted_and_healed(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "paid", -60);
        stall.put("S-2", "paid", -50);
        stall.put("S-3", "paid", -40);
        connect(&front, &stall.open().await).await;
        let first = once(&front, "system", walked).await;
        // The first walk fills an empty mirror: nothing of it is a gap.
        assert_eq!((&first["gaps"], &first["trouble"]), (&json!([]), &Value::Null), "{first}");
        assert!(order_of(&front, "S-3").await.is_some(), "every page was read");

        // The shop changes one, and takes in another, and tells of neither.
        stall.put("S-2", "shipped", 1);
        stall.put("S-4", "paid", 1);
        front.clock.advance(Duration::from_secs(3600));
        order_once(&front, "S-2", |order| order.status == OrderStatus::Shipped).await;
        let gaps = once(&front, "system", |shown| shown["gaps"].as_array().is_some_and(|gaps| gaps.len() == 2)).await;
        let kinds: Vec<_> = gaps["gaps"].as_array().expect("gaps").iter().map(|gap| (gap["kind"].clone(), gap["count"].clone())).collect();
        assert_eq!(kinds, [(json!("missing_order"), json!(1)), (json!("status"), json!(1))], "{gaps}");
        front.close().await;
    }

    async fn tellings_come_twice_late_and_out_of_order(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let order = |status: &str, minute| json!([{ "type": "order", "data": told_order("S-1", status, minute) }]);
        assert_eq!(tell(&front, "n-1", order("shipped", 5)).await.body, json!({ "new": true }));
        order_once(&front, "S-1", |order| order.status == OrderStatus::Shipped).await;
        // The same again, and then an older one that was held up.
        assert_eq!(tell(&front, "n-1", order("shipped", 5)).await.body, json!({ "new": false }));
        tell(&front, "n-2", order("paid", 1)).await;
        tell(&front, "n-3", order("received", 9)).await;
        order_once(&front, "S-1", |order| order.status == OrderStatus::Received).await;
        tell(&front, "n-4", order("paid", 2)).await;
        let connection = once(&front, "system", |shown| shown["waiting"] == 0).await;
        assert_eq!((&connection["repeated"], &connection["misread"]), (&json!(1), &json!([])), "{connection}");
        let kept = order_of(&front, "S-1").await.expect("the order");
        assert_eq!(kept.status, OrderStatus::Received);
        front.close().await;
    }

    async fn goods_told_again_unchanged_are_fresh_where_their_age_matters(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        let settings = format!("/api/v1/shops/{}/settings", front.shop.id);
        let admin = front.session("adam").await;
        let mut kept = front.get(&settings, &admin).await.body;
        kept["bot"]["goods_fresh_hours"] = json!(24);
        let drawn = front.ask(Method::PUT, &settings, &admin, Some(kept)).await;
        assert!(drawn.status.is_success(), "{drawn:?}");
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let ring = json!([{ "type": "product", "data": { "product_id": "R-1", "title": "Ring",
            "skus": [{ "sku_id": "R-1-S", "price": 1000 }] } }]);
        let read_at = async |second: i64| {
            let shop = front.shop.id;
            let look = async {
                loop {
                    let told = front.app.mind.shelves(shop).catalog.told(Topic::Product, "R-1");
                    if told.is_some_and(|told| told.at == Time::from_micros(second * 1_000_000)) {
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), look).await.expect("the bot knows of the telling");
        };
        tell(&front, "n-1", ring.clone()).await;
        read_at(NOON).await;
        front.clock.advance(Duration::from_secs(48 * 3600));
        tell_at(&front, NOON + 48 * 3600, "n-2", ring).await;
        read_at(NOON + 48 * 3600).await;
        front.close().await;
    }

    async fn a_parcel_told_before_its_order_waits_for_nothing(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        stall.put("S-9", "shipped", 1);
        let parcel = json!({ "shipment_id": "P-9", "order_id": "S-9", "carrier": "DHL", "tracking_number": "D9",
            "status": "in_transit" });
        tell(&front, "n-1", json!([{ "type": "shipment", "data": parcel }])).await;
        let order = order_once(&front, "S-9", |order| !order.shipments.is_empty()).await;
        assert_eq!(order.shipments[0].facts.tracking_number, "D9");
        front.close().await;
    }

    async fn a_renamed_field_is_counted_and_keeps_nothing_else_away(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let mut renamed = told_order("S-1", "paid", 1);
        let lines = renamed.as_object_mut().expect("an object").remove("lines").expect("lines");
        renamed["items"] = lines;
        let news = json!([
            { "type": "order", "data": renamed },
            { "type": "order", "data": told_order("S-2", "paid", 1) },
        ]);
        tell(&front, "n-1", news).await;
        order_once(&front, "S-2", |_| true).await;
        let connection = once(&front, "system", |shown| shown["waiting"] == 0).await;
        let misread = &connection["misread"][0];
        assert_eq!((&misread["what"], &misread["field"], &misread["last_what"]), (&json!("order"), &json!("items"), &json!("S-1")), "{connection}");
        assert!(order_of(&front, "S-1").await.is_none());
        front.close().await;
    }

    async fn what_is_done_is_done_once_whatever_the_network_does(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "paid", 1);
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let cancel = || Action::Cancel { order: "S-1".into(), reason: "changed my mind".into() };
        let perform = async |key: &str| perform(&front, key, cancel()).await;
        // Done, and the answer lost: nobody knows, and the same key finds out.
        *stall.loses_answer.lock().expect("a lock") = true;
        assert!(matches!(perform("k-1").await, Err(Failure::Unknown { .. })));
        let receipt = perform("k-1").await.expect("a receipt");
        assert_eq!((receipt.number.as_str(), receipt.amount), ("N-1", Some(100)));
        assert_eq!(stall.done.lock().expect("a lock").len(), 1);

        // Too much at once, a key that has expired, a refusal: each is told as what it is.
        let cases: [Case; 4] = [
            (429, Some(7), |failure| matches!(failure, Failure::Busy { after_seconds: Some(7), .. })),
            (503, Some(30), |failure| matches!(failure, Failure::Busy { after_seconds: Some(30), .. })),
            (401, None, |failure| matches!(failure, Failure::Busy { message, .. } if message == "denied")),
            (422, None, |failure| matches!(failure, Failure::Refused { .. })),
        ];
        for (status, wait, fits) in cases {
            stall.bad.lock().expect("a lock").push((status, wait));
            let failure = perform("k-2").await.expect_err("a failure");
            assert!(fits(&failure), "{status}: {failure:?}");
        }
        assert_eq!(stall.done.lock().expect("a lock").len(), 1);

        front.close().await;
    }

    async fn what_was_done_is_known_here_before_anybody_goes_on_from_it(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "paid", 1);
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let cancel = || Action::Cancel { order: "S-1".into(), reason: "changed my mind".into() };
        stall.put("S-1", "cancelled", 3);
        perform(&front, "k-1", cancel()).await.expect("a receipt");
        assert_eq!(order_of(&front, "S-1").await.expect("the order").status, OrderStatus::Cancelled);
        // What cannot be looked at is done all the same, and is shown a little later.
        stall.put("S-1", "refunded", 5);
        stall.bad_reads.lock().expect("a lock").push((500, None));
        perform(&front, "k-2", cancel()).await.expect("a receipt");
        order_once(&front, "S-1", |order| order.status == OrderStatus::Refunded).await;
        front.close().await;
    }

    async fn coupons_that_the_shop_gave_count_against_the_next(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "paid", 1);
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let until = Time::from_micros((NOON + 30 * 86_400) * 1_000_000);
        let grant = move || Action::GrantCoupon { buyer: "kim".into(), amount: 500, threshold: 0, until, reason: "late".into() };
        let allowed = async || {
            let (shop, action) = (front.shop.id, grant());
            let allowed = front.app.store.read(move |ctx| guard::permits(ctx, shop, None, &action)).await;
            allowed.map_err(|error| error.refusal().map_or("broken", |refusal| refusal.code))
        };
        // The same key again is the same coupon.
        for key in ["k-1", "k-1", "k-2"] {
            perform(&front, key, grant()).await.expect("a receipt");
        }
        assert_eq!(allowed().await, Ok(()));
        perform(&front, "k-3", grant()).await.expect("a receipt");
        assert_eq!(allowed().await, Err("coupons_used_up"));
        perform(&front, "k-4", Action::RevokeCoupon { code: "N-1".into() }).await.expect("a receipt");
        assert_eq!(allowed().await, Ok(()));
        front.close().await;
    }

    async fn what_the_buyer_entered_outlives_a_telling_that_knows_nothing_of_it(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "received", 1);
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let told = |status: &str, reason: &str| json!([{ "type": "return", "data": { "return_id": "R-1", "order_id": "S-1",
            "kind": "return", "status": status, "amount": 100, "reason": reason, "lines": [{ "sku": "A", "quantity": 1 }] } }]);
        tell(&front, "n-1", told("requested", "too small")).await;
        once(&front, "system", |shown| shown["waiting"] == 0).await;
        let shop = front.shop.id;
        let link = front.app.store.write(move |ctx| {
            let id = order::returned(ctx, shop, "R-1")?.expect("the return").id;
            link::address(ctx, id)
        }).await.expect("a link");
        let page = format!("/api/v1/returns/{}", link.rsplit('/').next().expect("a token"));
        let entered = front.post(&page, "", json!({ "courier": "ups", "tracking_number": "1Z999AA10123456784" })).await;
        assert_eq!((entered.status.as_u16(), entered.text("stage").as_str()), (200, "sent"), "{entered:?}");

        // A system that knows nothing of the parcel goes on waiting for it; what else it says is taken in.
        tell(&front, "n-2", told("requested", "far too small")).await;
        once(&front, "system", |shown| shown["waiting"] == 0).await;
        let facts = || async {
            let known = front.app.store.read(move |ctx| order::returned(ctx, shop, "R-1")).await;
            known.expect("a read").expect("the return").facts
        };
        let known = facts().await;
        assert_eq!((known.status, known.reason.as_str()), (ReturnStatus::Sent, "far too small"));
        assert_eq!((known.carrier.as_deref(), known.tracking_number.as_deref()), (Some("UPS"), Some("1Z999AA10123456784")));
        tell(&front, "n-3", told("arrived", "")).await;
        once(&front, "system", |shown| shown["waiting"] == 0).await;
        let known = facts().await;
        assert_eq!((known.status, known.reason.as_str()), (ReturnStatus::Arrived, "far too small"));
        assert_eq!(known.tracking_number.as_deref(), Some("1Z999AA10123456784"));
        front.close().await;
    }

    async fn an_older_telling_changes_not_even_its_buyer(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        connect(&front, &stall.open().await).await;
        once(&front, "system", walked).await;
        let order = |minute, name: &str, city: &str| {
            let mut order = told_order("S-1", "paid", minute);
            order["buyer_name"] = json!(name);
            order["city"] = json!(city);
            order["methods"] = json!([{ "method_id": "card", "kind": "card", "label": name }]);
            json!([{ "type": "order", "data": order }])
        };
        tell(&front, "n-1", order(5, "Kim Park", "Berlin")).await;
        tell(&front, "n-2", order(1, "K. P.", "Bonn")).await;
        once(&front, "system", |shown| shown["waiting"] == 0).await;
        let shop = front.shop.id;
        let (buyer, methods) = front.app.store.read(move |ctx| {
            let buyer = buyer::by_external_id(ctx, shop, "kim")?.expect("the buyer");
            let methods = order::methods(ctx, buyer.id)?;
            Ok((buyer, methods))
        }).await.expect("a read");
        assert_eq!((buyer.name.as_deref(), buyer.city.as_deref()), (Some("Kim Park"), Some("Berlin")));
        assert_eq!(methods[0].label, "Kim Park");
        front.close().await;
    }

    async fn trouble_is_shown_waited_out_and_gone(engine) {
        let (front, stall) = (open(engine).await, Stall::default());
        stall.put("S-1", "paid", 1);
        let url = stall.open().await;
        stall.bad_reads.lock().expect("a lock").extend([(429, Some(40)), (401, None)]);
        connect(&front, &url).await;
        let denied = once(&front, "system", |shown| shown["trouble"] == "denied").await;
        assert!(denied["swept_at"].is_null(), "{denied}");
        front.clock.advance(Duration::from_secs(11));
        once(&front, "system", |shown| shown["trouble"] == "busy").await;
        let asked = stall.asked.lock().expect("a lock").len();
        // It said forty seconds: not a moment earlier.
        front.clock.advance(Duration::from_secs(39));
        let admin = front.session("adam").await;
        let test = format!("/api/v1/shops/{}/system/test", front.shop.id);
        assert_eq!(stall.asked.lock().expect("a lock").len(), asked);
        front.clock.advance(Duration::from_secs(1));
        once(&front, "system", |shown| walked(shown) && shown["trouble"].is_null()).await;
        let tried = front.ask(Method::POST, &test, &admin, None).await;
        assert_eq!(tried.body["ok"], true, "{tried:?}");
        front.close().await;
    }
}

#[tokio::test]
async fn whoever_does_not_sign_is_not_heard_and_secrets_are_shown_to_nobody() {
    let front = open(Engine::Sqlite).await;
    let unknown = tell_signed(&front, "n-1", "v1,AAAA", "{}".into()).await;
    assert_eq!(unknown.refusal(), (404, "no_such_connection"));
    let stall = Stall::default();
    let made = connect(&front, &stall.open().await).await;
    let shown_whole = format!("{}{}", made.body, shown(&front, "system").await);
    assert!(
        !shown_whole.contains("MfKQ9r8") && shown_whole.contains(r#""name":"secret","set":true"#),
        "{shown_whole}"
    );
    let forged = tell_signed(&front, "n-1", "v1,AAAA", "{}".into()).await;
    assert_eq!(forged.refusal(), (401, "hook_not_signed"));
    // Signed once, and sent again long after.
    front.clock.advance(Duration::from_secs(301));
    assert_eq!(tell(&front, "n-2", json!([])).await.refusal(), (401, "hook_not_signed"));
    let shop = front.shop.id;
    let connection = front.app.store.read(move |ctx| connection::get(ctx, shop, Role::System)).await;
    assert!(!format!("{connection:?}").contains("MfKQ9r8"));

    let admin = front.session("adam").await;
    let path = format!("/api/v1/shops/{shop}/system");
    for (body, refusal) in [
        (
            json!({ "kind": "shopify", "url": "https://x.myshopify.com", "secrets": { "token": "t" } }),
            "required",
        ),
        (json!({ "kind": "generic", "url": "ftp://x", "secrets": {} }), "not_an_address"),
        (json!({ "kind": "generic", "url": "https://u:p@x.example", "secrets": {} }), "not_an_address"),
        (
            json!({ "kind": "generic", "url": "https://x.example", "secrets": { "secret": "short" } }),
            "not_a_signing_secret",
        ),
        (
            json!({ "kind": "generic", "url": "https://x.example", "secrets": { "tokn": "t" } }),
            "connection_secret",
        ),
        (json!({ "kind": "kuaidi100", "url": "https://x.example", "account": "c" }), "connection_kind"),
    ] {
        let refused = front.ask(Method::PUT, &path, &admin, Some(body)).await;
        assert_eq!(refused.refusal(), (422, refusal), "{refused:?}");
    }
    // Back to our own tables: nothing is asked for any more.
    let back = front.ask(Method::PUT, &path, &admin, Some(json!({ "kind": "embedded" }))).await;
    assert_eq!((&back.body["kind"], &back.body["secrets"]), (&json!("embedded"), &json!([])));
    front.close().await;
}
