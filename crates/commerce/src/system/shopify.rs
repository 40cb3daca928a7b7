//! Shopify, by its Admin GraphQL API. What its webhooks say is only that something changed: what it is now is asked for, so
//! neither their order nor their shape matters.
//!
//! How each action happens once: a refund and a return carry the key in their note and are looked for first (a refund also
//! has it as its idempotency key); a coupon's code is made from the key; the others set a state, which is the same when set
//! twice.

use std::sync::Arc;

use async_trait::async_trait;
use db::Time;
use desk::order::{Action, Failure, Receipt};
use serde_json::{Value, json};

use super::read::text_of;
use super::{Headers, Misread, Page, Piece, Said, ShopSystem, Telling, Trouble, ask, sign};
use crate::http::{Http, Request, Verb};

mod act;
mod facts;

/// The version of the API whose documentation this follows.
pub const VERSION: &str = "2026-01";
/// Orders on a page: as many as stay under the cost of one request.
const PAGE: i64 = 25;

const ORDER: &str = "fragment order on Order {
    id name createdAt updatedAt cancelledAt cancelReason closedAt email phone
    displayFinancialStatus displayFulfillmentStatus
    customAttributes { key value }
    customer { id displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
    shippingAddress { name phone address1 address2 city province zip country }
    currentTotalPriceSet { shopMoney { amount } }
    lineItems(first: 100) { nodes { id title quantity currentQuantity variant { id }
        originalUnitPriceSet { shopMoney { amount } } } }
    transactions(first: 50) { id kind status gateway processedAt amountSet { shopMoney { amount } }
        parentTransaction { id } }
    refunds(first: 50) { id note createdAt return { id } totalRefundedSet { shopMoney { amount } } }
    fulfillments(first: 20) { id displayStatus createdAt inTransitAt deliveredAt estimatedDeliveryAt
        trackingInfo(first: 1) { company number }
        events(first: 50) { nodes { happenedAt status message city } }
        fulfillmentLineItems(first: 50) { nodes { id quantity lineItem { variant { id } } } } }
    returns(first: 20) { nodes { id status returnLineItems(first: 50) { nodes { quantity
        ... on ReturnLineItem { returnReasonNote fulfillmentLineItem { lineItem { variant { id } } } } } } } }
}";

const PRODUCT: &str = "fragment product on Product {
    id title description productType status onlineStoreUrl featuredMedia { preview { image { url } } }
    variants(first: 100) { nodes { id price compareAtPrice inventoryQuantity selectedOptions { name value } } }
}";

/// A shop at Shopify.
pub struct Shopify {
    /// `https://name.myshopify.com`.
    pub url: String,
    /// An access token of the Admin API.
    pub token: String,
    /// What its webhooks are signed with: the app's client secret.
    pub webhook_secret: String,
    /// The shop's currency.
    pub currency: String,
    /// The way to it.
    pub http: Arc<dyn Http>,
    /// Now.
    pub now: Time,
}

impl Shopify {
    /// Asks, and gives `data`.
    async fn graphql(&self, query: &str, variables: Value) -> Result<Value, Trouble> {
        let url = format!("{}/admin/api/{VERSION}/graphql.json", self.url);
        let request = Request::new(Verb::Post, url)
            .json(&json!({ "query": query, "variables": variables }))
            .header("x-shopify-access-token", &self.token);
        let response = ask(self.http.as_ref(), request).await?;
        let mut body: Value = serde_json::from_str(&response.body).map_err(|_| Trouble::Strange)?;
        if let Some(error) = body["errors"].as_array().and_then(|errors| errors.first()) {
            return Err(Self::error(error, &body["extensions"]["cost"]));
        }
        match body["data"].take() {
            Value::Null => Err(Trouble::Strange),
            data => Ok(data),
        }
    }

    fn error(error: &Value, cost: &Value) -> Trouble {
        match error["extensions"]["code"].as_str() {
            Some("THROTTLED") => {
                let status = &cost["throttleStatus"];
                let missing = cost["requestedQueryCost"].as_f64().unwrap_or(0.0)
                    - status["currentlyAvailable"].as_f64().unwrap_or(0.0);
                let rate = status["restoreRate"].as_f64().filter(|rate| *rate > 0.0).unwrap_or(50.0);
                let wait = std::time::Duration::from_secs_f64((missing / rate).clamp(1.0, 3600.0));
                Trouble::Busy { after_seconds: Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)) }
            }
            Some("ACCESS_DENIED") => Trouble::Denied,
            Some("INTERNAL_SERVER_ERROR" | "TIMEOUT") => Trouble::Lost,
            Some(code) => Trouble::Refused {
                code: code.to_lowercase(),
                message: text_of(&error["message"]).chars().take(300).collect(),
            },
            None => Trouble::Strange,
        }
    }

    /// The order that people name so, or with this id.
    async fn found(&self, number: &str) -> Result<Option<Value>, Trouble> {
        if number.starts_with("gid://") {
            let query = format!("query order($id: ID!) {{ order(id: $id) {{ ...order }} }} {ORDER}");
            let mut data = self.graphql(&query, json!({ "id": number })).await?;
            return Ok(Some(data["order"].take()).filter(|order| !order.is_null()));
        }
        let query = format!(
            "query named($query: String!) {{ orders(first: 5, query: $query) {{ nodes {{ ...order }} }} }} {ORDER}"
        );
        let wanted = format!("name:\"{}\"", number.replace(['"', '\\'], ""));
        let mut data = self.graphql(&query, json!({ "query": wanted })).await?;
        let Some(nodes) = data["orders"]["nodes"].as_array_mut() else { return Err(Trouble::Strange) };
        Ok(nodes.iter_mut().find(|order| order["name"].as_str() == Some(number)).map(Value::take))
    }
}

/// The figures at the end of `gid://shopify/Order/42`.
fn legacy(gid: &str) -> &str {
    let id = gid.rsplit('/').next().unwrap_or(gid);
    id.split('?').next().unwrap_or(id)
}

fn next_page(connection: &Value) -> Option<String> {
    let info = &connection["pageInfo"];
    (info["hasNextPage"] == true).then(|| info["endCursor"].as_str().map(str::to_owned)).flatten()
}

#[async_trait]
impl ShopSystem for Shopify {
    fn offers(&self, action: &Action) -> bool {
        matches!(
            action,
            Action::Cancel { .. }
                | Action::ChangeAddress { .. }
                | Action::OpenReturn { .. }
                | Action::CloseReturn { .. }
                | Action::Refund { .. }
                | Action::GrantCoupon { .. }
                | Action::RevokeCoupon { .. }
                | Action::SetGiftNote { .. }
        )
    }

    async fn perform(&self, key: &str, action: &Action) -> Result<Receipt, Failure> {
        if !self.offers(action) {
            return Err(Failure::NotOffered);
        }
        self.act(key, action).await.map_err(Trouble::into_failure)
    }

    async fn orders(&self, since: Option<Time>, page: Option<&str>) -> Result<Page, Trouble> {
        let query = format!(
            "query orders($first: Int!, $after: String, $query: String) {{ orders(first: $first, after: $after, \
             query: $query, sortKey: UPDATED_AT) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ ...order }} }} }} {ORDER}"
        );
        let changed = since.map(|at| format!("updated_at:>='{at}'"));
        let data = self.graphql(&query, json!({ "first": PAGE, "after": page, "query": changed })).await?;
        let nodes = data["orders"]["nodes"].as_array().ok_or(Trouble::Strange)?;
        let pieces = nodes.iter().flat_map(|order| facts::of_order(order, &self.currency)).collect();
        Ok(Page { pieces, next: next_page(&data["orders"]) })
    }

    async fn order(&self, number: &str) -> Result<Vec<Piece>, Trouble> {
        let found = self.found(number).await?;
        Ok(found.map(|order| facts::of_order(&order, &self.currency)).unwrap_or_default())
    }

    async fn products(&self, page: Option<&str>) -> Result<Page, Trouble> {
        let query = format!(
            "query products($after: String) {{ products(first: 25, after: $after) {{ \
             pageInfo {{ hasNextPage endCursor }} nodes {{ ...product }} }} }} {PRODUCT}"
        );
        let data = self.graphql(&query, json!({ "after": page })).await?;
        let nodes = data["products"]["nodes"].as_array().ok_or(Trouble::Strange)?;
        let pieces = nodes.iter().map(|product| facts::of_product(product, &self.currency)).collect();
        Ok(Page { pieces, next: next_page(&data["products"]) })
    }

    async fn product(&self, id: &str) -> Result<Vec<Piece>, Trouble> {
        let query = format!("query product($id: ID!) {{ product(id: $id) {{ ...product }} }} {PRODUCT}");
        let data = self.graphql(&query, json!({ "id": id })).await?;
        let found = Some(&data["product"]).filter(|product| !product.is_null());
        Ok(found.map(|product| facts::of_product(product, &self.currency)).into_iter().collect())
    }

    fn recognise(&self, headers: &Headers<'_>, body: &str) -> Option<Telling> {
        let signature = headers.get("x-shopify-hmac-sha256")?;
        let id = headers.get("x-shopify-webhook-id").filter(|id| !id.is_empty() && id.len() <= 200)?;
        let topic = headers.get("x-shopify-topic")?;
        sign::is_hmac(&self.webhook_secret, body, &signature).then_some(Telling { id, topic })
    }

    fn understand(&self, topic: &str, body: &str) -> Said {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let (what, field, id) = match topic.split('/').next().unwrap_or_default() {
            "orders" => ("order", "id", &body["id"]),
            "fulfillments" | "refunds" => ("order", "order_id", &body["order_id"]),
            "returns" => ("order", "order.id", &body["order"]["id"]),
            "products" if !topic.ends_with("/delete") => ("product", "id", &body["id"]),
            _ => return Said::Nothing,
        };
        match (what, text_of(id)) {
            (_, id) if id.is_empty() => {
                Said::News(vec![Err(Misread { what, id, field: field.into(), reason: "missing" })])
            }
            ("product", id) => Said::LookAtProduct(format!("gid://shopify/Product/{id}")),
            (_, id) => Said::LookAt(format!("gid://shopify/Order/{id}")),
        }
    }
}
