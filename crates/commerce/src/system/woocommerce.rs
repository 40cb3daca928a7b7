//! `WooCommerce`, by its REST API v3.
//!
//! It has no idempotency keys. How each action happens once: a refund carries the key as meta data, a note to the staff and
//! a coupon's code are made from it, and all three are looked for first; the others set a state, which is the same when set
//! twice.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::Time;
use desk::order::{Action, Failure, Receipt};
use serde_json::Value;

use super::read::text_of;
use super::{Headers, Page, Piece, Said, ShopSystem, Telling, Trouble, ask, sign};
use crate::http::{Http, Request, Response, Verb};

mod act;
mod facts;

/// Orders on a page.
const ORDERS: u32 = 50;
/// Products on a page: each may have to be asked for its variations.
const PRODUCTS: u32 = 10;

/// A shop with `WooCommerce`.
pub struct Woocommerce {
    /// The address of the site.
    pub url: String,
    /// Consumer key.
    pub key: String,
    /// Consumer secret.
    pub secret: String,
    /// What its webhooks are signed with.
    pub webhook_secret: String,
    /// The shop's currency.
    pub currency: String,
    /// The way to it.
    pub http: Arc<dyn Http>,
    /// Now.
    pub now: Time,
}

impl Woocommerce {
    async fn ask(&self, verb: Verb, path: &str, body: Option<&Value>) -> Result<Response, Trouble> {
        let key = STANDARD.encode(format!("{}:{}", self.key, self.secret));
        let mut request = Request::new(verb, format!("{}/wp-json/wc/v3/{path}", self.url))
            .header("authorization", format!("Basic {key}"));
        if let Some(body) = body {
            request = request.json(body);
        }
        ask(self.http.as_ref(), request).await
    }

    async fn json(&self, verb: Verb, path: &str, body: Option<&Value>) -> Result<Value, Trouble> {
        let response = self.ask(verb, path, body).await?;
        serde_json::from_str(&response.body).map_err(|_| Trouble::Strange)
    }

    async fn list(
        &self,
        path: &str,
        size: u32,
        page: Option<&str>,
    ) -> Result<(Vec<Value>, Option<String>), Trouble> {
        let number: u64 = page.and_then(|page| page.parse().ok()).unwrap_or(1);
        let sign = if path.contains('?') { '&' } else { '?' };
        let response =
            self.ask(Verb::Get, &format!("{path}{sign}per_page={size}&page={number}"), None).await?;
        let Ok(Value::Array(values)) = serde_json::from_str(&response.body) else {
            return Err(Trouble::Strange);
        };
        // A site whose proxy strips the header is walked until a page is empty.
        let last = response.header("x-wp-totalpages").and_then(|pages| pages.parse::<u64>().ok());
        let more = last.map_or(!values.is_empty(), |last| number < last);
        Ok((values, more.then(|| (number + 1).to_string())))
    }

    async fn found(&self, number: &str) -> Result<Option<Value>, Trouble> {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        match self.json(Verb::Get, &format!("orders/{number}"), None).await {
            Ok(order) => Ok(Some(order)),
            Err(Trouble::Missing) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}

#[async_trait]
impl ShopSystem for Woocommerce {
    fn offers(&self, action: &Action) -> bool {
        matches!(
            action,
            Action::Cancel { .. }
                | Action::ChangeAddress { .. }
                | Action::Refund { .. }
                | Action::GrantCoupon { .. }
                | Action::RevokeCoupon { .. }
                | Action::SetGiftNote { .. }
                | Action::UrgeWarehouse { .. }
                | Action::Invoice { .. }
        )
    }

    async fn perform(&self, key: &str, action: &Action) -> Result<Receipt, Failure> {
        if !self.offers(action) {
            return Err(Failure::NotOffered);
        }
        self.act(key, action).await.map_err(Trouble::into_failure)
    }

    async fn orders(&self, since: Option<Time>, page: Option<&str>) -> Result<Page, Trouble> {
        let path = match since {
            // Newest first: what changes while the walk goes on moves to the front and pushes the others further back,
            // where they are met again. Oldest first, it would leave a hole that the next page begins behind.
            Some(at) => format!("orders?orderby=modified&order=desc&dates_are_gmt=true&modified_after={at}"),
            None => "orders?orderby=id&order=asc".to_owned(),
        };
        let (orders, next) = self.list(&path, ORDERS, page).await?;
        let pieces = orders.iter().flat_map(|order| facts::of_order(order, &self.currency)).collect();
        Ok(Page { pieces, next })
    }

    async fn order(&self, number: &str) -> Result<Vec<Piece>, Trouble> {
        let found = self.found(number).await?;
        Ok(found.map(|order| facts::of_order(&order, &self.currency)).unwrap_or_default())
    }

    async fn products(&self, page: Option<&str>) -> Result<Page, Trouble> {
        let (products, next) = self.list("products?orderby=id&order=asc", PRODUCTS, page).await?;
        let mut pieces = Vec::with_capacity(products.len());
        for product in &products {
            let mut variations = Vec::new();
            if product["variations"].as_array().is_some_and(|ids| !ids.is_empty()) {
                let path = format!("products/{}/variations?per_page=100", text_of(&product["id"]));
                let found = self.json(Verb::Get, &path, None).await?;
                variations = found.as_array().cloned().unwrap_or_default();
            }
            pieces.push(facts::of_product(product, &variations, &self.currency));
        }
        Ok(Page { pieces, next })
    }

    fn recognise(&self, headers: &Headers<'_>, body: &str) -> Option<Telling> {
        let signature = headers.get("x-wc-webhook-signature")?;
        let id = headers.get("x-wc-webhook-delivery-id").filter(|id| !id.is_empty() && id.len() <= 200)?;
        let topic = headers.get("x-wc-webhook-topic")?;
        // Their delivery id is made of the webhook and the second: two changes within one share it.
        let id = format!("{id}:{}", desk::secret::hash(body));
        sign::is_hmac(&self.webhook_secret, body, &signature).then_some(Telling { id, topic })
    }

    fn understand(&self, topic: &str, body: &str) -> Said {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        match topic {
            "order.created" | "order.updated" | "order.restored" => {
                Said::News(facts::of_order(&body, &self.currency))
            }
            // Their variants are not told along with them: the walk finds both.
            _ => Said::Nothing,
        }
    }
}
