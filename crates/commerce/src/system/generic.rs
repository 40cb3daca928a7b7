//! Any system that meets our contract: signed both ways as Standard Webhooks has it, and idempotent by key.
//! The contract is written down in `docs/guide/shop-system.md`, with a sample that is a whole shop.

use std::sync::Arc;

use async_trait::async_trait;
use db::Time;
use desk::connection::News;
use desk::order::{Action, Failure, Receipt};
use desk::webhook::sign::{Secret, is_signed, signature};
use serde_json::{Value, json};

use super::read::{Misread, whole};
use super::{Headers, Page, Piece, Said, ShopSystem, Telling, Trouble, ask};
use crate::http::{Http, Request, Verb};

/// A system that meets our contract.
pub struct Generic {
    /// Where it answers.
    pub url: String,
    /// What both sides sign with.
    pub secret: Secret,
    /// The way to it.
    pub http: Arc<dyn Http>,
    /// Now.
    pub now: Time,
}

impl Generic {
    fn signed(&self, request: Request, id: &str, content: &str) -> Request {
        request
            .header("webhook-id", id)
            .header("webhook-timestamp", (self.now.millis() / 1000).to_string())
            .header("webhook-signature", signature(&self.secret, id, self.now, content))
    }

    async fn read(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Page, Trouble> {
        let base = url::Url::parse(&self.url).map_err(|_| Trouble::Unreachable)?;
        let mut target = format!("{}{path}", base.path().trim_end_matches('/'));
        if !parameters.is_empty() {
            let query =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            target = format!("{target}?{query}");
        }
        let whole = base.join(&target).map_err(|_| Trouble::Unreachable)?;
        let id = format!("read-{}", self.now.micros());
        let request = self.signed(Request::new(Verb::Get, whole.into()), &id, &target);
        let response = ask(self.http.as_ref(), request).await?;
        let body: Value = serde_json::from_str(&response.body).map_err(|_| Trouble::Strange)?;
        let pieces = body["news"].as_array().ok_or(Trouble::Strange)?.iter().map(piece).collect();
        Ok(Page { pieces, next: body["next"].as_str().map(str::to_owned) })
    }
}

#[async_trait]
impl ShopSystem for Generic {
    /// It says so itself, when it does not.
    fn offers(&self, _: &Action) -> bool {
        true
    }

    async fn perform(&self, key: &str, action: &Action) -> Result<Receipt, Failure> {
        let body = json!({ "key": key, "action": action });
        let content = body.to_string();
        let request = Request::new(Verb::Post, format!("{}/actions", self.url)).json(&body);
        let request = self.signed(request, key, &content).header("idempotency-key", key);
        match ask(self.http.as_ref(), request).await {
            Ok(response) => serde_json::from_str(&response.body)
                .map_err(|_| Failure::Unknown { message: "a receipt that was not understood".into() }),
            Err(Trouble::Refused { code, .. }) if code == "not_offered" => Err(Failure::NotOffered),
            Err(trouble) => Err(trouble.into_failure()),
        }
    }

    async fn orders(&self, since: Option<Time>, page: Option<&str>) -> Result<Page, Trouble> {
        let since = since.map(|at| at.to_string());
        let mut parameters = Vec::new();
        parameters.extend(since.as_deref().map(|at| ("changed_since", at)));
        parameters.extend(page.map(|page| ("cursor", page)));
        self.read("/orders", &parameters).await
    }

    async fn order(&self, number: &str) -> Result<Vec<Piece>, Trouble> {
        let number: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
        match self.read(&format!("/orders/{}", number.replace('+', "%20")), &[]).await {
            Ok(page) => Ok(page.pieces),
            Err(Trouble::Missing) => Ok(Vec::new()),
            Err(trouble) => Err(trouble),
        }
    }

    async fn products(&self, page: Option<&str>) -> Result<Page, Trouble> {
        let parameters: Vec<_> = page.map(|page| ("cursor", page)).into_iter().collect();
        self.read("/products", &parameters).await
    }

    fn recognise(&self, headers: &Headers<'_>, body: &str) -> Option<Telling> {
        let id = headers.get("webhook-id").filter(|id| !id.is_empty() && id.len() <= 200)?;
        let seconds: i64 = headers.get("webhook-timestamp")?.parse().ok()?;
        let at = Time::from_micros(seconds.checked_mul(1_000_000)?);
        let signatures = headers.get("webhook-signature")?;
        is_signed(&self.secret, (&id, at, self.now), body, &signatures)
            .then_some(Telling { id, topic: "news".into() })
    }

    fn understand(&self, _: &str, body: &str) -> Said {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        match body["news"].as_array() {
            Some(news) => Said::News(news.iter().map(piece).collect()),
            None => Said::News(vec![Err(Misread {
                what: "news",
                id: String::new(),
                field: "news".into(),
                reason: "missing",
            })]),
        }
    }
}

fn piece(told: &Value) -> Piece {
    let data = &told["data"];
    match told["type"].as_str() {
        Some("order") => whole("order", "order_id", data).map(|order| News::Order(Box::new(order))),
        Some("shipment") => whole("shipment", "shipment_id", data).map(News::Shipment),
        Some("return") => whole("return", "return_id", data).map(News::Return),
        Some("product") => {
            whole("product", "product_id", data).map(|product| News::Product(Box::new(product)))
        }
        _ => Err(Misread { what: "news", id: String::new(), field: "type".into(), reason: "malformed" }),
    }
}
