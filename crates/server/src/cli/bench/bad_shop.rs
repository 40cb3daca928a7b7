//! A shop system that keeps our contract and misbehaves: it fails before it has done something and after, says nothing for
//! too long, hangs up, and tells the same news twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use db::Time;
use desk::order::{Action, Receipt, ReturnInput, ReturnKind, ReturnStatus};
use desk::webhook::sign::{Secret, signature};
use rand::Rng as _;
use serde::Deserialize;
use serde_json::json;

/// Of every so many coupons one is refused.
const REFUSES_EVERY: usize = 7;
/// Longer than anybody waits for a shop.
const FOR_EVER: Duration = Duration::from_secs(40);

/// What a shop has done about one order.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    /// Returns opened, and closed again.
    pub(super) returns: (usize, usize),
    /// Coupons given, and taken back.
    pub(super) coupons: (usize, usize),
    /// How often it was urged.
    pub(super) urged: usize,
}

/// The shop.
#[derive(Clone)]
pub(super) struct BadShop {
    books: Arc<Mutex<Books>>,
    hook: Arc<str>,
    secret: Secret,
    http: reqwest::Client,
}

#[derive(Default)]
struct Books {
    /// What was answered to each key.
    receipts: HashMap<String, Receipt>,
    /// By the number of the order, or of what was made for it.
    done: HashMap<String, Done>,
    /// Which order a return or a coupon is of.
    of: HashMap<String, String>,
    faults: u64,
}

#[derive(Deserialize)]
struct Told {
    key: String,
    action: Action,
}

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    FailsBefore,
    Busy,
    FailsAfter,
    HangsUp,
    SaysNothing,
}

impl Fault {
    fn drawn() -> Self {
        match rand::rng().random_range(0..1000) {
            0..80 => Self::FailsBefore,
            80..160 => Self::Busy,
            160..240 => Self::FailsAfter,
            240..330 => Self::HangsUp,
            330..335 => Self::SaysNothing,
            _ => Self::None,
        }
    }
}

impl BadShop {
    /// Opens on a port of its own; gives itself and its address. News go to `hook`.
    pub(super) async fn open(hook: String, secret: Secret) -> anyhow::Result<(Self, String)> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build()?;
        let shop = Self { books: Arc::default(), hook: hook.into(), secret, http };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let nothing = || async { Json(json!({ "news": [], "next": null })) };
        let router = Router::new()
            .route("/actions", post(act))
            .route("/orders", get(nothing))
            .route("/orders/{id}", get(nothing))
            .route("/products", get(nothing))
            .with_state(shop.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((shop, url))
    }

    /// What it has done about an order.
    pub(super) fn about(&self, order: &str) -> Done {
        self.books().done.get(order).cloned().unwrap_or_default()
    }

    /// How often it misbehaved.
    pub(super) fn faults(&self) -> u64 {
        self.books().faults
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the same news twice under one id, as senders do that did not hear the answer.
    fn tell(&self, receipt: &Receipt, order: &str) {
        let facts = ReturnInput {
            return_id: receipt.number.clone(),
            order_id: order.to_owned(),
            kind: ReturnKind::Return,
            status: ReturnStatus::Requested,
            lines: vec![],
            changes: vec![],
            amount: None,
            method: None,
            reason: "size".into(),
            carrier: None,
            tracking_number: None,
        };
        let body = json!({ "news": [{ "type": "return", "data": facts }] }).to_string();
        let (id, shop) = (format!("told-{}", receipt.number), self.clone());
        tokio::spawn(async move {
            for _ in 0..2 {
                let at = now();
                // Whether it arrives does not matter: it is told again, or not at all.
                let _ = shop
                    .http
                    .post(&*shop.hook)
                    .header(header::CONTENT_TYPE, "application/json")
                    .header("webhook-id", &id)
                    .header("webhook-timestamp", (at.millis() / 1000).to_string())
                    .header("webhook-signature", signature(&shop.secret, &id, at, &body))
                    .body(body.clone())
                    .send()
                    .await;
            }
        });
    }
}

async fn act(State(shop): State<BadShop>, headers: HeaderMap, Json(told): Json<Told>) -> Response {
    if headers.get("idempotency-key").and_then(|key| key.to_str().ok()) != Some(told.key.as_str()) {
        return (StatusCode::BAD_REQUEST, Json(json!({ "code": "no_key" }))).into_response();
    }
    let fault = Fault::drawn();
    if fault != Fault::None {
        shop.books().faults += 1;
    }
    match fault {
        Fault::FailsBefore => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Busy => return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response(),
        _ => {}
    }
    let done = do_once(&shop, &told);
    match (fault, done) {
        (Fault::FailsAfter, _) => StatusCode::BAD_GATEWAY.into_response(),
        (Fault::HangsUp, _) => hung_up(),
        (Fault::SaysNothing, _) => {
            tokio::time::sleep(FOR_EVER).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        (_, Ok(receipt)) => Json(receipt).into_response(),
        (_, Err(code)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "code": code, "message": "no" }))).into_response()
        }
    }
}

/// An answer that breaks off in the middle.
fn hung_up() -> Response {
    let pieces = futures::stream::iter([
        Ok(Bytes::from_static(b"{\"number\"")),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)),
    ]);
    Body::from_stream(pieces).into_response()
}

fn do_once(shop: &BadShop, told: &Told) -> Result<Receipt, &'static str> {
    let mut books = shop.books();
    if let Some(receipt) = books.receipts.get(&told.key) {
        return Ok(receipt.clone());
    }
    let number = format!("X{}", books.receipts.len() + 1);
    let order = match &told.action {
        Action::CloseReturn { number } | Action::RevokeCoupon { code: number } => {
            books.of.get(number).cloned()
        }
        Action::GrantCoupon { buyer, .. } => Some(buyer.replace("bench-buyer-", "BF")),
        action => action.order().map(str::to_owned),
    };
    let Some(order) = order else { return Err("no_such_order") };
    let at: usize = order.trim_start_matches("BF").parse().unwrap_or(0);
    let done = books.done.entry(order.clone()).or_default();
    match &told.action {
        Action::OpenReturn { .. } => done.returns.0 += 1,
        Action::CloseReturn { .. } => done.returns.1 += 1,
        Action::GrantCoupon { .. } if at % REFUSES_EVERY == 3 => return Err("no_more_coupons"),
        Action::GrantCoupon { .. } => done.coupons.0 += 1,
        Action::RevokeCoupon { .. } => done.coupons.1 += 1,
        Action::UrgeWarehouse { .. } => done.urged += 1,
        _ => return Err("not_offered"),
    }
    let receipt = Receipt { number: number.clone(), amount: None, at: now() };
    books.of.insert(number, order.clone());
    books.receipts.insert(told.key.clone(), receipt.clone());
    drop(books);
    if matches!(told.action, Action::OpenReturn { .. }) {
        shop.tell(&receipt, &order);
    }
    Ok(receipt)
}

#[expect(clippy::disallowed_methods, reason = "a shop outside has a clock of its own")]
fn now() -> Time {
    jiff::Timestamp::now().into()
}
