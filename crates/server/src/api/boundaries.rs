//! The boundary matrix of a shop: what the bot does about each intent, while people are here and while nobody is.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::{Caller, people};
use desk::bot::boundary;
use desk::ctx::Ctx;
use desk::id::{AgentId, ShopId};
use desk::shop::boundary::{Attendance, Boundary, Drawn, usual};
use desk::shop::{self, Boundaries};
use language::Intent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{DrawBoundaries, KeepKnowledge, May};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Changes that are told.
const CHANGES: i64 = 50;

/// What the bot does about each intent.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryMatrix {
    /// Whether people are here now, by the shop's hours.
    pub now: Attendance,
    pub rows: Vec<BoundaryLine>,
    /// The last changes, newest first.
    pub changes: Vec<BoundaryChange>,
}

/// What the bot does about an intent.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryLine {
    /// An id of the taxonomy of intents.
    pub intent: String,
    pub drawn: Drawn,
    /// What it is where a shop has not drawn it otherwise.
    pub usual: Drawn,
}

/// Somebody has drawn a line otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryChange {
    pub intent: String,
    pub attendance: Attendance,
    pub was: Boundary,
    pub becomes: Boundary,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// None when a key did.
    pub by: Option<AgentId>,
    pub by_name: Option<String>,
}

/// Lines to draw anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundaryDraft {
    pub rows: Vec<BoundaryDraftLine>,
}

/// A line to draw anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundaryDraftLine {
    /// An id of the taxonomy of intents.
    pub intent: String,
    pub here: Boundary,
    pub away: Boundary,
}

/// Shows what the bot does about each intent, and who has changed that.
#[utoipa::path(get, path = "/shops/{shop}/boundaries", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = BoundaryMatrix), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn boundaries(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<BoundaryMatrix>> {
    who.must_see(shop, "no_such_shop")?;
    Ok(Json(app.store.read(move |ctx| matrix(ctx, shop)).await?))
}

/// Draws the line for some intents anew. Those that are not named stay as they are.
#[utoipa::path(put, path = "/shops/{shop}/boundaries", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = BoundaryDraft, responses(
    (status = 200, body = BoundaryMatrix), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn draw_boundaries(
    State(app): State<App>,
    who: May<DrawBoundaries>,
    Path(shop): Path<ShopId>,
    Body(draft): Body<BoundaryDraft>,
) -> Answer<Json<BoundaryMatrix>> {
    who.must_see(shop, "no_such_shop")?;
    let by = match &who.caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Key(_) => None,
    };
    let rows: Vec<(String, Drawn)> = draft
        .rows
        .into_iter()
        .map(|line| (line.intent, Drawn { here: line.here, away: line.away }))
        .collect();
    let drawn = app.store.write(move |ctx| {
        boundary::draw(ctx, shop, &rows, by)?;
        matrix(ctx, shop)
    });
    Ok(Json(drawn.await?))
}

fn matrix(ctx: &mut Ctx<'_, '_>, id: ShopId) -> desk::error::Result<BoundaryMatrix> {
    let shop = shop::get(ctx, id)?;
    let names: HashMap<AgentId, String> =
        people::list(ctx)?.into_iter().map(|agent| (agent.id, agent.name)).collect();
    let changes = boundary::changes(ctx, id, CHANGES)?;
    Ok(BoundaryMatrix {
        now: boundary::attendance(&shop, ctx.now),
        rows: lines(&shop.settings.boundaries),
        changes: changes
            .into_iter()
            .map(|change| BoundaryChange {
                intent: change.intent,
                attendance: change.attendance,
                was: change.was,
                becomes: change.becomes,
                at: change.at,
                by: change.by,
                by_name: change.by.and_then(|by| names.get(&by).cloned()),
            })
            .collect(),
    })
}

fn lines(boundaries: &Boundaries) -> Vec<BoundaryLine> {
    Intent::ALL
        .iter()
        .map(|intent| BoundaryLine {
            intent: intent.id().to_owned(),
            drawn: boundaries.of(*intent),
            usual: usual(*intent),
        })
        .collect()
}
