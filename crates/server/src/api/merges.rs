//! Buyers who are one person: who may be, joining them, and taking them apart again.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::ctx::Ctx;
use desk::id::{BuyerId, BuyerMergeId};
use desk::merge::likely::{self, Likely, Sign};
use desk::merge::undo;
use desk::merge::{self, Merge, Moved, Preview};
use desk::{agent, buyer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::view::BuyerView;
use crate::app::App;
use crate::auth::{May, MergeBuyers, Person, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Two buyers joined into one.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeView {
    pub id: BuyerMergeId,
    pub stays: BuyerId,
    /// Who is gone; this id leads to the one who stays.
    pub gone: BuyerId,
    /// What the one who is gone was called.
    pub gone_name: Option<String>,
    /// Who joined them; none when the shop itself said who an anonymous buyer is.
    pub by_name: Option<String>,
    /// Why they are one.
    pub why: String,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// What moved.
    pub moved: Vec<MovedCount>,
    /// That it was undone, and what came of that.
    pub undone: Option<Undone>,
}

/// How much of a kind moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedCount {
    pub what: Moved,
    pub count: i64,
}

/// What came of undoing a merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct Undone {
    pub by_name: String,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// What is with the one who was gone again.
    pub back: Vec<MovedCount>,
    /// What had moved and could not come back: it is no more, or somebody else's by now.
    pub left: Vec<MovedCount>,
}

/// A merge as people see it.
pub(super) fn merge_view(ctx: &mut Ctx<'_, '_>, merge: Merge) -> desk::error::Result<MergeView> {
    let undone = match merge.outcome {
        None => None,
        Some(outcome) => Some(Undone {
            by_name: agent::people::get(ctx, outcome.by)?.name,
            at: outcome.at,
            back: counts(outcome.back),
            left: counts(outcome.left),
        }),
    };
    Ok(MergeView {
        gone_name: merge::row(ctx, merge.gone)?.name,
        by_name: match merge.by {
            Some(by) => Some(agent::people::get(ctx, by)?.name),
            None => None,
        },
        moved: counts(merge::moved(ctx, merge.id)?),
        undone,
        id: merge.id,
        stays: merge.stays,
        gone: merge.gone,
        why: merge.why,
        at: merge.at,
    })
}

fn counts(moved: BTreeMap<Moved, i64>) -> Vec<MovedCount> {
    moved.into_iter().map(|(what, count)| MovedCount { what, count }).collect()
}

/// Somebody who may be the same person.
#[derive(Debug, Serialize, ToSchema)]
pub struct LikelyView {
    pub buyer: BuyerView,
    /// What they have in common, the strongest first.
    pub signs: Vec<Sign>,
}

/// Shows who may be the same person as a buyer, without those of whom it was said that they are not.
#[utoipa::path(get, path = "/buyers/{id}/likely", tag = "buyers", params(("id" = BuyerId, Path)), responses(
    (status = 200, body = Vec<LikelyView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn likely(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<BuyerId>,
) -> Answer<Json<Vec<LikelyView>>> {
    let likely = app
        .store
        .read(move |ctx| {
            let buyer = buyer::get(ctx, id)?;
            who.must_see(buyer.shop, "no_such_buyer")?;
            likely::likely(ctx, &buyer)
        })
        .await?;
    let view = |Likely { buyer, signs }| LikelyView { buyer: buyer.into(), signs };
    Ok(Json(likely.into_iter().map(view).collect()))
}

/// Somebody who is not the same person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    pub other: BuyerId,
}

/// Says that two who look alike are not the same person: they are not proposed again.
#[utoipa::path(post, path = "/buyers/{id}/apart", tag = "buyers", params(("id" = BuyerId, Path)),
    request_body = Apart, responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn set_apart(
    State(app): State<App>,
    who: Person<MergeBuyers>,
    Path(id): Path<BuyerId>,
    Body(Apart { other }): Body<Apart>,
) -> Answer<StatusCode> {
    app.store
        .write(move |ctx| {
            must_see_both(ctx, &who, id, other)?;
            likely::set_apart(ctx, id, other, who.agent.id)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// With whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// Who would be gone.
    pub gone: BuyerId,
}

/// What joining two buyers would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    pub stays: BuyerView,
    pub gone: BuyerView,
    /// What would move.
    pub moves: Vec<MovedCount>,
    /// What the one who stays does not have and would take over: `external_id`, `name`, `phone`, `email`, `level`, `city`.
    pub takes: Vec<&'static str>,
}

/// Shows what joining two buyers would do; refuses what joining them would refuse.
#[utoipa::path(get, path = "/buyers/{id}/merge", tag = "buyers", params(("id" = BuyerId, Path), PreviewQuery), responses(
    (status = 200, body = MergePreview), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    who: Person<MergeBuyers>,
    Path(id): Path<BuyerId>,
    Query(PreviewQuery { gone }): Query<PreviewQuery>,
) -> Answer<Json<MergePreview>> {
    let preview = app
        .store
        .read(move |ctx| {
            must_see_both(ctx, &who, id, gone)?;
            merge::preview(ctx, id, gone)
        })
        .await?;
    let Preview { stays, gone, moves, takes } = preview;
    Ok(Json(MergePreview {
        stays: stays.into(),
        gone: gone.into(),
        moves: counts(moves),
        takes: takes.fields(),
    }))
}

/// Another who is the same person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// Who is gone: everything of theirs goes to the buyer of the address.
    pub gone: BuyerId,
    /// Why they are one.
    pub why: String,
}

/// Joins two buyers of one shop who are one person. The same two again: the same merge.
#[utoipa::path(post, path = "/buyers/{id}/merge", tag = "buyers", params(("id" = BuyerId, Path)),
    request_body = NewMerge, responses(
    (status = 200, body = MergeView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(app): State<App>,
    who: Person<MergeBuyers>,
    Path(id): Path<BuyerId>,
    Body(NewMerge { gone, why }): Body<NewMerge>,
) -> Answer<Json<MergeView>> {
    let merged = app
        .store
        .write(move |ctx| {
            must_see_both(ctx, &who, id, gone)?;
            let merge = merge::merge(ctx, id, gone, who.agent.id, &why)?;
            merge_view(ctx, merge)
        })
        .await?;
    Ok(Json(merged))
}

/// Undoes a merge: what had moved comes back; what came since stays with whom it came to. Again: the same.
#[utoipa::path(post, path = "/buyer-merges/{id}/undo", tag = "buyers", params(("id" = BuyerMergeId, Path)), responses(
    (status = 200, body = MergeView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn undo(
    State(app): State<App>,
    who: Person<MergeBuyers>,
    Path(id): Path<BuyerMergeId>,
) -> Answer<Json<MergeView>> {
    let undone = app
        .store
        .write(move |ctx| {
            who.must_see(merge::get(ctx, id)?.shop, "no_such_merge")?;
            let merge = undo::undo(ctx, id, who.agent.id)?;
            merge_view(ctx, merge)
        })
        .await?;
    Ok(Json(undone))
}

fn must_see_both(
    ctx: &mut Ctx<'_, '_>,
    who: &Person<MergeBuyers>,
    one: BuyerId,
    other: BuyerId,
) -> desk::error::Result<()> {
    for id in [one, other] {
        who.must_see(merge::row(ctx, id)?.shop, "no_such_buyer")?;
    }
    Ok(())
}
