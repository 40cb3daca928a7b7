//! What shop systems and carriers tell by themselves: kept as it came, then acknowledged, then taken in.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, http::HeaderValue};
use commerce::system::Headers;
use desk::connection::news::{self, Queue};
use desk::connection::{ConnectionKind, Role};
use desk::error::Refusal;
use desk::id::ShopId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::body::Path;
use crate::connections::carrier_of;
use crate::problem::{Answer, Problem};
use crate::shop_system::{Connected, connected};

/// Longest telling that is taken, in bytes.
pub const LONGEST: usize = 4 << 20;

/// That a telling is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kept {
    /// Whether it was told for the first time.
    pub new: bool,
}

/// Takes what a shop's own system tells: orders, parcels, returns, goods. Signed as that system signs.
#[utoipa::path(post, path = "/hooks/shops/{shop}", tag = "connections", params(("shop" = ShopId, Path)),
    request_body(content = String, content_type = "application/json"), responses(
    (status = 200, body = Kept, description = "Kept. The same again is kept once."),
    (status = 401, body = Problem, description = "It is not signed by whom the shop is connected to."),
    (status = 404, body = Problem)))]
pub async fn told_by_shop(
    State(app): State<App>,
    Path(shop): Path<ShopId>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<Kept>> {
    let Some(Connected { connection, system }) = connected(&app, shop).await? else {
        return Err(Refusal::not_found("no_such_connection").into());
    };
    let body = text(&body)?;
    if connection.kind == ConnectionKind::Woocommerce && body.starts_with("webhook_id=") {
        // A new webhook introduces itself, unsigned, and says nothing.
        return Ok(Json(Kept { new: false }));
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let telling = system
        .recognise(&Headers(&header), &body)
        .ok_or_else(|| Refusal::unauthenticated("hook_not_signed"))?;
    let queue = Queue { shop, role: Role::System };
    let new =
        app.store.write(move |ctx| news::receive(ctx, queue, &telling.id, &telling.topic, &body)).await?;
    Ok(Json(Kept { new }))
}

/// Takes what a carrier tells of a shop's parcels, and answers as that carrier wants to be answered.
#[utoipa::path(post, path = "/hooks/carriers/{shop}", tag = "connections", params(("shop" = ShopId, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "Kept. The same again is kept once."),
    (status = 401, description = "It is not signed by whom the shop is connected to."),
    (status = 404, body = Problem)))]
pub async fn told_by_carrier(
    State(app): State<App>,
    Path(shop): Path<ShopId>,
    body: Bytes,
) -> Answer<Response> {
    let Some((_, carrier)) = carrier_of(&app, shop).await? else {
        return Err(Refusal::not_found("no_such_connection").into());
    };
    let kept = carrier.recognise(&text(&body)?);
    let (status, known) = match kept {
        Some((id, body)) => {
            let queue = Queue { shop, role: Role::Carrier };
            app.store.write(move |ctx| news::receive(ctx, queue, &id, "parcel", &body)).await?;
            (StatusCode::OK, true)
        }
        None => (StatusCode::UNAUTHORIZED, false),
    };
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((status, json, carrier.acknowledge(known)).into_response())
}

fn text(body: &Bytes) -> Result<String, Refusal> {
    let malformed = || Refusal::invalid("body", "malformed").with("reason", "UTF-8");
    String::from_utf8(body.to_vec()).map_err(|_| malformed())
}
