//! Parcels followed through a carrier: asked to be told, told, told twice, and asked for when a buyer asks.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::Uri;
use desk::order::{self, Order, ShipmentStatus};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::connections::once;
use crate::front::{Front, Said, said};

/// A stand-in for 快递100: it keeps what it was asked, and answers as it does.
#[derive(Clone, Default)]
struct Poll {
    followed: Arc<Mutex<Vec<Value>>>,
    queried: Arc<Mutex<Vec<Value>>>,
}

#[derive(Deserialize)]
struct Asked {
    param: String,
}

impl Poll {
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }
}

async fn answer(State(poll): State<Poll>, uri: Uri, Form(asked): Form<Asked>) -> String {
    let param: Value = serde_json::from_str(&asked.param).expect("JSON");
    if uri.path() == "/poll" {
        poll.followed.lock().expect("a lock").push(param);
        return json!({ "result": true, "returnCode": "200", "message": "提交成功" }).to_string();
    }
    poll.queried.lock().expect("a lock").push(param);
    way("5", "2025-11-25 09:00:00").to_string()
}

/// Where the parcel is, in their words; their clock is that of China.
fn way(state: &str, at: &str) -> Value {
    json!({ "message": "ok", "nu": "SF100", "com": "shunfeng", "status": "200", "state": state,
        "data": [{ "time": at, "ftime": at, "context": format!("state {state}"), "areaName": "上海" }] })
}

fn md5(text: &str) -> String {
    use md5::Digest as _;
    desk::secret::hex(&md5::Md5::digest(text.as_bytes())).to_uppercase()
}

async fn push(front: &Front, salt: &str, result: Value) -> Said {
    let param = json!({ "status": "polling", "message": "", "lastResult": result }).to_string();
    let sign = md5(&format!("{param}{salt}"));
    let request = front.request(Method::POST, &format!("/hooks/carriers/{}", front.shop.id));
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("param", param.as_str()), ("sign", &sign)])
        .finish();
    said(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
}

async fn parcel_once(front: &Front, so: impl Fn(ShipmentStatus) -> bool) -> Order {
    let look = async {
        loop {
            let shop = front.shop.id;
            let found = front.app.store.read(move |ctx| order::by_number(ctx, shop, "O-1")).await;
            let order = found.expect("a read").expect("the order");
            if so(order.shipments[0].facts.status) {
                return order;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("it comes to that in time")
}

testkit::both! {
    async fn a_parcel_is_followed_told_and_asked_for(engine) {
        let allow = |config: &mut server::config::Config| {
            config.webhooks.allow_private_addresses = true;
            // A machine under load answers late, and this is not about that.
            config.connections.parcel_ms = 15_000;
        };
        let (front, poll) = (Front::open_with(engine, allow).await, Poll::default());
        let base = format!("/api/v1/shops/{}", front.shop.id);
        let order = json!([{ "order_id": "O-1", "buyer_id": "kim", "status": "shipped", "receiver_phone": "13800000101",
            "placed_at": "2025-11-20T08:00:00Z", "lines": [{ "sku_id": "A", "product_title": "Shirt", "unit_price": 1 }] }]);
        front.ask(Method::PUT, &format!("{base}/orders"), &front.key, Some(order)).await;
        let parcel = json!([{ "shipment_id": "P-1", "order_id": "O-1", "carrier": "顺丰", "tracking_number": "SF100",
            "status": "in_transit" }]);
        let taken = front.ask(Method::PUT, &format!("{base}/shipments"), &front.key, Some(parcel)).await;
        assert_eq!(taken.status, 200, "{taken:?}");
        let admin = front.session("adam").await;
        let wanted = json!({ "kind": "kuaidi100", "url": poll.open().await, "account": "ACC", "secrets": { "key": "k-secret" } });
        let made = front.ask(Method::PUT, &format!("{base}/carrier"), &admin, Some(wanted)).await;
        assert_eq!(made.status, 200, "{made:?}");
        assert!(!made.body.to_string().contains("k-secret"), "{made:?}");

        let followed = async {
            loop {
                if let Some(asked) = poll.followed.lock().expect("a lock").first().cloned() {
                    return asked;
                }
                tokio::task::yield_now().await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_secs(20), followed).await.expect("it is followed");
        assert_eq!((&asked["company"], &asked["number"], &asked["parameters"]["phone"]), (&json!("shunfeng"), &json!("SF100"), &json!("0101")));
        let salt = asked["parameters"]["salt"].as_str().expect("a salt").to_owned();

        // Told, told again, told late, and told by somebody else.
        let told = push(&front, &salt, way("0", "2025-11-24 09:00:00")).await;
        assert_eq!((told.status.as_u16(), &told.body["returnCode"]), (200, &json!("200")), "{told:?}");
        push(&front, &salt, way("0", "2025-11-24 09:00:00")).await;
        let forged = push(&front, "pepper", way("3", "2025-11-25 11:00:00")).await;
        assert_eq!((forged.status.as_u16(), &forged.body["result"]), (401, &json!(false)), "{forged:?}");
        let order = parcel_once(&front, |status| status == ShipmentStatus::InTransit).await;
        assert_eq!(order.shipments[0].facts.shipment_id, "P-1");

        // Whoever works on the news has it no longer: their hour would be over, too.
        once(&front, "carrier", |carrier| carrier["waiting"] == 0).await;

        // A buyer asks, and nothing was heard for an hour: it is asked for before the answer.
        front.clock.advance(Duration::from_secs(3600));
        let message = json!({ "external_id": "m-1", "handle": "kim", "text": "Where is my parcel?",
            "buyer": { "external_id": "kim" } });
        let said = front.post("/api/v1/inboxes/till/messages", &front.key, message).await;
        assert!(said.status.is_success(), "{said:?}");
        // The bot waits for the buyer to finish; whoever works on the answer has it for longer than that.
        front.clock.advance(Duration::from_secs(2));
        parcel_once(&front, |status| status == ShipmentStatus::OutForDelivery).await;
        assert_eq!(poll.queried.lock().expect("a lock").len(), 1);

        // What was held up on its way changes nothing any more; what is newer does.
        push(&front, &salt, way("0", "2025-11-24 12:00:00")).await;
        push(&front, &salt, way("3", "2025-11-25 11:30:00")).await;
        let order = parcel_once(&front, |status| status == ShipmentStatus::Delivered).await;
        assert_eq!(order.shipments[0].facts.delivered_at.expect("a time").to_string(), "2025-11-25T03:30:00Z");
        let shown = front.get(&format!("{base}/carrier"), &admin).await;
        assert_eq!((&shown.body["repeated"], &shown.body["trouble"]), (&json!(1), &Value::Null), "{shown:?}");
        front.close().await;
    }
}
