//! Alerts: who is told on their phones, of what, and what came of telling them.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::alert::{self, Alert, AlertEvent, AlertHours, AlertKind, AlertState, AlertTarget, Wanted};
use desk::id::{AlertId, AlertTargetId, ShopId};
use desk::shop;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{ManageHouse, Person};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Where alerts of a shop go. The robot's address and its secret stay where they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertTargetView {
    pub id: AlertTargetId,
    pub kind: AlertKind,
    pub name: String,
    /// Enough of the address to tell two apart.
    pub address_hint: String,
    /// Whether a secret is kept.
    pub has_secret: bool,
    pub events: Vec<AlertEvent>,
    pub hours: AlertHours,
    pub enabled: bool,
    /// Until when its robot takes nothing: it was told too much at once.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub busy_until: Option<Time>,
}

impl From<AlertTarget> for AlertTargetView {
    fn from(target: AlertTarget) -> Self {
        Self {
            address_hint: target.address.hint(),
            has_secret: target.secret.is_some(),
            id: target.id,
            kind: target.kind,
            name: target.name,
            events: target.events,
            hours: target.hours,
            enabled: target.enabled,
            busy_until: target.busy_until,
        }
    }
}

/// What a target is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertTargetInput {
    pub kind: AlertKind,
    pub name: String,
    /// The robot's address. The one that is known stays when it is not given, unless the kind changes.
    #[serde(default)]
    pub address: Option<String>,
    /// What the robot's requests are signed with, for those that want it. The one that is known stays when it is not given;
    /// an empty one takes it away.
    #[serde(default)]
    pub secret: Option<String>,
    pub events: Vec<AlertEvent>,
    pub hours: AlertHours,
    pub enabled: bool,
}

impl From<AlertTargetInput> for Wanted {
    fn from(input: AlertTargetInput) -> Self {
        let AlertTargetInput { kind, name, address, secret, events, hours, enabled } = input;
        Self { kind, name, address, secret, events, hours, enabled }
    }
}

/// Lists where a shop's alerts go.
#[utoipa::path(get, path = "/shops/{shop}/alert-targets", tag = "alerts", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<AlertTargetView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn targets(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<AlertTargetView>>> {
    who.must_see(shop, "no_such_shop")?;
    let targets = app.store.read(move |ctx| {
        shop::get(ctx, shop)?;
        alert::list(ctx, shop)
    });
    Ok(Json(targets.await?.into_iter().map(AlertTargetView::from).collect()))
}

/// Adds a target.
#[utoipa::path(post, path = "/shops/{shop}/alert-targets", tag = "alerts", params(("shop" = ShopId, Path)),
    request_body = AlertTargetInput, responses(
    (status = 201, body = AlertTargetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn add_target(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Body(input): Body<AlertTargetInput>,
) -> Answer<(StatusCode, Json<AlertTargetView>)> {
    who.must_see(shop, "no_such_shop")?;
    let added = app.store.write(move |ctx| alert::create(ctx, shop, input.into())).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Changes a target. What waits for it goes by the new settings.
#[utoipa::path(put, path = "/shops/{shop}/alert-targets/{id}", tag = "alerts",
    params(("shop" = ShopId, Path), ("id" = AlertTargetId, Path)), request_body = AlertTargetInput, responses(
    (status = 200, body = AlertTargetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_target(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path((shop, id)): Path<(ShopId, AlertTargetId)>,
    Body(input): Body<AlertTargetInput>,
) -> Answer<Json<AlertTargetView>> {
    who.must_see(shop, "no_such_shop")?;
    let changed = app.store.write(move |ctx| alert::change(ctx, shop, id, input.into())).await?;
    Ok(Json(changed.into()))
}

/// Forgets a target and everything it was told.
#[utoipa::path(delete, path = "/shops/{shop}/alert-targets/{id}", tag = "alerts",
    params(("shop" = ShopId, Path), ("id" = AlertTargetId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_target(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path((shop, id)): Path<(ShopId, AlertTargetId)>,
) -> Answer<StatusCode> {
    who.must_see(shop, "no_such_shop")?;
    app.store.write(move |ctx| alert::remove(ctx, shop, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test, at any hour. What comes of it stands in the list of alerts.
#[utoipa::path(post, path = "/shops/{shop}/alert-targets/{id}/test", tag = "alerts",
    params(("shop" = ShopId, Path), ("id" = AlertTargetId, Path)), responses(
    (status = 202), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn test_target(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path((shop, id)): Path<(ShopId, AlertTargetId)>,
) -> Answer<StatusCode> {
    who.must_see(shop, "no_such_shop")?;
    app.store.write(move |ctx| alert::test(ctx, shop, id)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What was to be told on a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertView {
    pub id: AlertId,
    pub target: AlertTargetId,
    pub event: AlertEvent,
    pub title: String,
    pub text: String,
    pub state: AlertState,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Why it stands where it stands: a word of ours or the robot's code.
    pub reason: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub not_before: Time,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    /// When it last came further: when it was sent, if it was.
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

impl From<Alert> for AlertView {
    fn from(alert: Alert) -> Self {
        let event = alert.cause.event();
        let Alert {
            id,
            target,
            title,
            text,
            state,
            attempts,
            reason,
            not_before,
            created_at,
            updated_at,
            ..
        } = alert;
        Self { id, target, event, title, text, state, attempts, reason, not_before, created_at, updated_at }
    }
}

/// Which alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AlertsQuery {
    /// Only those that have come so far.
    pub state: Option<AlertState>,
    /// At most so many: 1 to 200, 50 when not given.
    pub limit: Option<i64>,
}

/// Lists a shop's alerts, newest first.
#[utoipa::path(get, path = "/shops/{shop}/alerts", tag = "alerts", params(("shop" = ShopId, Path), AlertsQuery),
    responses(
    (status = 200, body = Vec<AlertView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn alerts(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Query(query): Query<AlertsQuery>,
) -> Answer<Json<Vec<AlertView>>> {
    who.must_see(shop, "no_such_shop")?;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let alerts = app.store.read(move |ctx| {
        shop::get(ctx, shop)?;
        alert::of_shop(ctx, shop, query.state, limit)
    });
    Ok(Json(alerts.await?.into_iter().map(AlertView::from).collect()))
}

/// Tries once more what was not sent.
#[utoipa::path(post, path = "/shops/{shop}/alerts/{id}/retry", tag = "alerts",
    params(("shop" = ShopId, Path), ("id" = AlertId, Path)), responses(
    (status = 200, body = AlertView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retry_alert(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path((shop, id)): Path<(ShopId, AlertId)>,
) -> Answer<Json<AlertView>> {
    who.must_see(shop, "no_such_shop")?;
    let again = app.store.write(move |ctx| alert::retry(ctx, shop, id)).await?;
    Ok(Json(again.into()))
}
