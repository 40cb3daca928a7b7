//! How sure the bot must be: what the shop's own data says, and what is set.

use axum::Json;
use axum::extract::State;
use desk::id::ShopId;
use desk::knowledge::Asker;
use desk::knowledge::threshold::{Curve, TARGET, Thresholds, calibrate, set};
use desk::shop;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{KeepKnowledge, May};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// How sure the bot must be, and what would follow from other settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThresholdsView {
    /// What is set.
    pub present: Thresholds,
    /// What the shop's own data says.
    pub curve: Curve,
    /// Of what is told, this share is to be right.
    pub target: f64,
}

/// Measures how sure the bot must be, with the shop's own articles: every wording is asked again while it is left out.
#[utoipa::path(get, path = "/shops/{shop}/thresholds", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = ThresholdsView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn thresholds(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<ThresholdsView>> {
    who.must_see(shop, "no_such_shop")?;
    let shop = app.store.read(move |ctx| shop::get(ctx, shop)).await?;
    let present = Thresholds::of(&shop);
    let curve = app
        .think(move |mind, now| {
            let shelves = mind.shelves(shop.id);
            let asker = Asker::anybody(shop.language, &[], now);
            Ok(calibrate(&shelves.knowledge, mind, &asker, &[], TARGET))
        })
        .await?;
    Ok(Json(ThresholdsView { present, curve, target: TARGET }))
}

/// Sets how sure the bot must be.
#[utoipa::path(put, path = "/shops/{shop}/thresholds", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = Thresholds, responses(
    (status = 200, body = Thresholds), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_thresholds(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Body(wanted): Body<Thresholds>,
) -> Answer<Json<Thresholds>> {
    who.must_see(shop, "no_such_shop")?;
    Ok(Json(app.store.write(move |ctx| set(ctx, shop, wanted)).await?))
}
