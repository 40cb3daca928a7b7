//! Webhooks: who is told of what, and what came of telling them.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::id::{DeliveryId, InboxId, ShopId, WebhookId};
use desk::webhook::{self, Attempt, Delivery, DeliveryState, Event, NewWebhook, Webhook};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{ManageWebhooks, May};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// An address that is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookView {
    pub id: WebhookId,
    pub shop: ShopId,
    /// Only of this inbox.
    pub inbox: Option<InboxId>,
    pub url: String,
    /// The last characters of its secret.
    pub secret_hint: String,
    pub events: Vec<Event>,
    pub enabled: bool,
    /// Why the house switched it off: `unreachable`.
    pub disabled_reason: Option<String>,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let secret_hint = webhook.secret_hint();
        let Webhook { id, shop, inbox, url, events, enabled, disabled_reason, .. } = webhook;
        Self { id, shop, inbox, url, secret_hint, events, enabled, disabled_reason }
    }
}

/// Lists a shop's webhooks.
#[utoipa::path(get, path = "/shops/{shop}/webhooks", tag = "webhooks", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<WebhookView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<WebhookView>>> {
    who.must_see(shop, "no_such_shop")?;
    let webhooks = app.store.read(move |ctx| webhook::list(ctx, shop)).await?;
    Ok(Json(webhooks.into_iter().map(WebhookView::from).collect()))
}

/// An address to tell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookInput {
    pub url: String,
    pub events: Vec<Event>,
    /// Only of this inbox.
    #[serde(default)]
    pub inbox: Option<InboxId>,
}

/// An address that was added.
#[derive(Serialize, ToSchema)]
pub struct NewWebhookView {
    pub webhook: WebhookView,
    /// What its tellings are signed with (Standard Webhooks). Shown this once.
    pub secret: String,
}

/// Adds an address. Its secret is shown this once.
#[utoipa::path(post, path = "/shops/{shop}/webhooks", tag = "webhooks", params(("shop" = ShopId, Path)),
    request_body = WebhookInput, responses(
    (status = 201, body = NewWebhookView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(shop): Path<ShopId>,
    Body(new): Body<WebhookInput>,
) -> Answer<(StatusCode, Json<NewWebhookView>)> {
    who.must_see(shop, "no_such_shop")?;
    let WebhookInput { url, events, inbox } = new;
    let webhook =
        app.store.write(move |ctx| webhook::create(ctx, NewWebhook { shop, inbox, url, events })).await?;
    let secret = webhook.secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(NewWebhookView { webhook: webhook.into(), secret })))
}

/// Whether an address is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    pub enabled: bool,
}

/// Switches an address on or off. What waits for it stays.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", params(("id" = WebhookId, Path)),
    request_body = WebhookChange, responses(
    (status = 200, body = WebhookView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<WebhookId>,
    Body(change): Body<WebhookChange>,
) -> Answer<Json<WebhookView>> {
    let webhook = app
        .store
        .write(move |ctx| {
            who.must_see(webhook::get(ctx, id)?.shop, "no_such_webhook")?;
            webhook::enable(ctx, id, change.enabled)
        })
        .await?;
    Ok(Json(webhook.into()))
}

/// Forgets an address and everything told to it.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = WebhookId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<WebhookId>,
) -> Answer<StatusCode> {
    app.store
        .write(move |ctx| {
            who.must_see(webhook::get(ctx, id)?.shop, "no_such_webhook")?;
            webhook::remove(ctx, id)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is to be told once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct Told {
    pub delivery: DeliveryId,
}

/// Tells an address that this is a test.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", params(("id" = WebhookId, Path)), responses(
    (status = 202, body = Told), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn test(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<WebhookId>,
) -> Answer<(StatusCode, Json<Told>)> {
    let delivery = app
        .store
        .write(move |ctx| {
            who.must_see(webhook::get(ctx, id)?.shop, "no_such_webhook")?;
            webhook::test(ctx, id)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Told { delivery })))
}

/// Which tellings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only those that have come so far.
    pub state: Option<DeliveryState>,
    /// Only older than this one: the last of the page before.
    pub before: Option<DeliveryId>,
    /// At most so many: 1 to 200, 50 when not given.
    pub limit: Option<i64>,
}

/// A telling.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// The `webhook-id` header.
    pub id: DeliveryId,
    pub event: Event,
    pub state: DeliveryState,
    pub attempts: i64,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub delivered_at: Option<Time>,
}

impl From<&Delivery> for DeliveryView {
    fn from(delivery: &Delivery) -> Self {
        let Delivery { id, event, state, attempts, created_at, delivered_at, .. } = delivery;
        Self {
            id: *id,
            event: *event,
            state: *state,
            attempts: *attempts,
            created_at: *created_at,
            delivered_at: *delivered_at,
        }
    }
}

/// Lists what was told to an address, newest first.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = WebhookId, Path), DeliveriesQuery), responses(
    (status = 200, body = Vec<DeliveryView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn deliveries(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<WebhookId>,
    Query(query): Query<DeliveriesQuery>,
) -> Answer<Json<Vec<DeliveryView>>> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let deliveries = app
        .store
        .read(move |ctx| {
            who.must_see(webhook::get(ctx, id)?.shop, "no_such_webhook")?;
            webhook::deliveries(ctx, id, query.state, query.before, limit)
        })
        .await?;
    Ok(Json(deliveries.iter().map(DeliveryView::from).collect()))
}

/// A telling with what was told and what came of each try.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDetail {
    pub delivery: DeliveryView,
    /// What is told.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    pub attempts: Vec<Attempt>,
}

/// Shows a telling and every try.
#[utoipa::path(get, path = "/deliveries/{id}", tag = "webhooks", params(("id" = DeliveryId, Path)), responses(
    (status = 200, body = DeliveryDetail), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn delivery(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<DeliveryId>,
) -> Answer<Json<DeliveryDetail>> {
    let detail = app
        .store
        .read(move |ctx| {
            let delivery = webhook::delivery(ctx, id)?;
            who.must_see(webhook::get(ctx, delivery.webhook)?.shop, "no_such_delivery")?;
            Ok(DeliveryDetail {
                delivery: DeliveryView::from(&delivery),
                body: serde_json::from_str(&delivery.body)?,
                attempts: webhook::attempts(ctx, id)?,
            })
        })
        .await?;
    Ok(Json(detail))
}

/// Tells it once more, under the same id.
#[utoipa::path(post, path = "/deliveries/{id}/replay", tag = "webhooks", params(("id" = DeliveryId, Path)), responses(
    (status = 202, body = Told), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn replay(
    State(app): State<App>,
    who: May<ManageWebhooks>,
    Path(id): Path<DeliveryId>,
) -> Answer<(StatusCode, Json<Told>)> {
    app.store
        .write(move |ctx| {
            let delivery = webhook::delivery(ctx, id)?;
            who.must_see(webhook::get(ctx, delivery.webhook)?.shop, "no_such_delivery")?;
            webhook::replay(ctx, id)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Told { delivery: id })))
}
