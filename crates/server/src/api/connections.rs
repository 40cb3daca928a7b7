//! What a shop is connected to: its own system, and whoever knows where its parcels are.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::BTreeMap;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use commerce::system::Trouble;
use db::Time;
use desk::connection::news::{self, Queue};
use desk::connection::parcel::Parcel;
use desk::connection::{self, Connection, ConnectionKind, Gap, Misread, Role, Wanted};
use desk::id::ShopId;
use desk::order::{ShipmentInput, ShipmentStatus};
use desk::shop;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{ManageHouse, Person};
use crate::body::{Body, Path};
use crate::connections::carrier_of;
use crate::problem::{Answer, Problem};
use crate::shop_system::{Connected, connected};

/// What a shop is connected to, and how that goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionView {
    pub role: Role,
    /// `embedded` when to nothing.
    pub kind: ConnectionKind,
    pub url: String,
    /// Our name there, where there is such a thing.
    pub account: String,
    /// Which secrets are set. They are shown to nobody.
    pub secrets: Vec<SecretView>,
    /// Where it is to tell us what is new.
    pub hook_url: String,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub last_ok_at: Option<Time>,
    /// `denied`, `busy`, `unreachable`, `no_answer`, `refused`, `missing` or `not_understood`; none when all is well.
    pub trouble: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub trouble_at: Option<Time>,
    /// When all of it was last walked through.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub swept_at: Option<Time>,
    /// Whatever changed before is known here.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub seen_until: Option<Time>,
    /// Whether a walk is under way.
    pub walking: bool,
    /// Tellings that wait to be taken in.
    pub waiting: i64,
    /// Tellings that had come before.
    pub repeated: i64,
    /// Where our mirror was found to differ, and was mended.
    pub gaps: Vec<GapCountView>,
    /// What could not be read.
    pub misread: Vec<MisreadView>,
}

/// Whether a secret is set.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretView {
    pub name: &'static str,
    pub set: bool,
}

/// A kind of difference, and how often it was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapCountView {
    /// `missing_order`, `status`, `tracking` …
    pub kind: String,
    pub count: i64,
    pub last_what: String,
    #[schema(value_type = String, format = "date-time")]
    pub last_at: Time,
}

/// Something that could not be read, by the field that was wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct MisreadView {
    /// `order`, `shipment`, `return`, `product` or `news`.
    pub what: String,
    pub field: String,
    /// `missing`, `malformed`, `unknown_field`, `not_money` …, or the code of a refusal.
    pub reason: String,
    pub count: i64,
    pub last_what: String,
    #[schema(value_type = String, format = "date-time")]
    pub last_at: Time,
}

impl From<Gap> for GapCountView {
    fn from(Gap { kind, count, last_what, last_at }: Gap) -> Self {
        Self { kind, count, last_what, last_at }
    }
}

impl From<Misread> for MisreadView {
    fn from(Misread { what, field, reason, count, last_what, last_at }: Misread) -> Self {
        Self { what, field, reason, count, last_what, last_at }
    }
}

async fn view(app: &App, shop: ShopId, role: Role) -> Answer<Json<ConnectionView>> {
    let path = match role {
        Role::System => "shops",
        Role::Carrier => "carriers",
    };
    let hook_url = format!("{}/hooks/{path}/{shop}", app.config.public_url());
    let read = app.store.read(move |ctx| {
        shop::get(ctx, shop)?;
        let connection = connection::get(ctx, shop, role)?;
        let waiting = news::waiting_count(ctx, Queue { shop, role })?;
        let gaps = if role == Role::System { connection::gaps(ctx, shop)? } else { Vec::new() };
        Ok((connection, waiting, gaps, connection::misreads(ctx, shop, role)?))
    });
    let (connection, waiting, gaps, misread) = read.await?;
    let kind = connection.as_ref().map_or(ConnectionKind::Embedded, |connection| connection.kind);
    let has = |name: &str| connection.as_ref().is_some_and(|connection| connection.secrets.has(name));
    // The salt is ours: nobody has to set it.
    let names = kind.secrets().iter().filter(|name| **name != "salt");
    let secrets = names.map(|name| SecretView { name, set: has(name) }).collect();
    let known = connection.as_ref();
    Ok(Json(ConnectionView {
        role,
        kind,
        url: known.map(|known| known.url.clone()).unwrap_or_default(),
        account: known.map(|known| known.account.clone()).unwrap_or_default(),
        secrets,
        hook_url,
        last_ok_at: known.and_then(|known| known.last_ok_at),
        trouble: known.and_then(|known| known.trouble.clone()),
        trouble_at: known.and_then(|known| known.trouble_at),
        swept_at: known.and_then(|known| known.swept_at),
        seen_until: known.and_then(|known| known.seen_until),
        walking: known.is_some_and(|known| known.walk.is_some()),
        waiting,
        repeated: known.map_or(0, |known| known.repeated),
        gaps: gaps.into_iter().map(GapCountView::from).collect(),
        misread: misread.into_iter().map(MisreadView::from).collect(),
    }))
}

/// What a shop is to be connected to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionInput {
    pub kind: ConnectionKind,
    #[serde(default)]
    pub url: String,
    /// Our name there: 快递100's `customer`.
    #[serde(default)]
    pub account: String,
    /// Secrets by name; those that are not given stay as they are.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

async fn connect(
    app: &App,
    shop: ShopId,
    role: Role,
    input: ConnectionInput,
) -> Answer<Json<ConnectionView>> {
    let ConnectionInput { kind, url, account, secrets } = input;
    let wanted = Wanted { kind, url, account, secrets };
    app.store.write(move |ctx| connection::connect(ctx, shop, role, wanted)).await?;
    view(app, shop, role).await
}

/// How a connection was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tried {
    pub ok: bool,
    /// What is wrong, as in the connection's `trouble`.
    pub trouble: Option<String>,
    /// How long it took to answer.
    pub duration_ms: i64,
}

async fn tried(
    app: &App,
    shop: ShopId,
    role: Role,
    began: Instant,
    came: Result<(), Trouble>,
) -> Answer<Json<Tried>> {
    let trouble = came.err().map(|trouble| trouble.to_string());
    let told = trouble.clone();
    app.store
        .write(move |ctx| match told {
            Some(trouble) => connection::troubled(ctx, shop, role, &trouble),
            None => connection::answered(ctx, shop, role),
        })
        .await?;
    let duration_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    Ok(Json(Tried { ok: trouble.is_none(), trouble, duration_ms }))
}

/// Shows which system keeps a shop's orders, and how the connection goes.
#[utoipa::path(get, path = "/shops/{shop}/system", tag = "connections", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = ConnectionView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn system(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<ConnectionView>> {
    who.must_see(shop, "no_such_shop")?;
    view(&app, shop, Role::System).await
}

/// Connects a shop to the system that keeps its orders; `embedded` keeps them here.
#[utoipa::path(put, path = "/shops/{shop}/system", tag = "connections", params(("shop" = ShopId, Path)),
    request_body = ConnectionInput, responses(
    (status = 200, body = ConnectionView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_system(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Body(input): Body<ConnectionInput>,
) -> Answer<Json<ConnectionView>> {
    who.must_see(shop, "no_such_shop")?;
    connect(&app, shop, Role::System, input).await
}

/// Asks a shop's system something small, to see whether it answers.
#[utoipa::path(post, path = "/shops/{shop}/system/test", tag = "connections", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Tried), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn try_system(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Tried>> {
    who.must_see(shop, "no_such_shop")?;
    let Some(Connected { system, .. }) = connected(&app, shop).await? else {
        return Err(desk::error::Refusal::not_found("no_such_connection").into());
    };
    let began = Instant::now();
    let came = system.orders(Some(app.store.clock.now()), None).await.map(drop);
    tried(&app, shop, Role::System, began, came).await
}

/// Shows who knows where a shop's parcels are, and how the connection goes.
#[utoipa::path(get, path = "/shops/{shop}/carrier", tag = "connections", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = ConnectionView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn carrier(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<ConnectionView>> {
    who.must_see(shop, "no_such_shop")?;
    view(&app, shop, Role::Carrier).await
}

/// Connects a shop to whoever knows where its parcels are; `embedded` leaves it to what the shop says.
#[utoipa::path(put, path = "/shops/{shop}/carrier", tag = "connections", params(("shop" = ShopId, Path)),
    request_body = ConnectionInput, responses(
    (status = 200, body = ConnectionView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_carrier(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Body(input): Body<ConnectionInput>,
) -> Answer<Json<ConnectionView>> {
    who.must_see(shop, "no_such_shop")?;
    connect(&app, shop, Role::Carrier, input).await
}

/// Asks a carrier for a parcel that is not there, to see whether it answers.
#[utoipa::path(post, path = "/shops/{shop}/carrier/test", tag = "connections", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Tried), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn try_carrier(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Tried>> {
    who.must_see(shop, "no_such_shop")?;
    let Some((Connection { .. }, carrier)) = carrier_of(&app, shop).await? else {
        return Err(desk::error::Refusal::not_found("no_such_connection").into());
    };
    let began = Instant::now();
    let came = match carrier.track(&nowhere()).await {
        // It answered; that it knows no such parcel is as it should be.
        Ok(_) | Err(Trouble::Refused { .. }) => Ok(()),
        Err(trouble) => Err(trouble),
    };
    tried(&app, shop, Role::Carrier, began, came).await
}

fn nowhere() -> Parcel {
    let facts = ShipmentInput {
        shipment_id: String::new(),
        order_id: String::new(),
        carrier: "中通".into(),
        tracking_number: "73100000000000".into(),
        status: ShipmentStatus::Created,
        shipped_at: None,
        delivered_at: None,
        eta: None,
        events: Vec::new(),
    };
    Parcel { facts, phone_ending: None }
}
