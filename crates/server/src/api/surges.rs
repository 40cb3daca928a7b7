//! Surges: whether people are too few in a shop, so that the bot receives first; and a lead's hand on it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::people;
use desk::ctx::Ctx;
use desk::id::{AgentId, ShopId};
use desk::routing::expect;
use desk::routing::surge::{self, Surge, SurgeState};
use desk::shop::{self, Shop};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{DrawBoundaries, May, Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Whether people are too few in a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurgeView {
    pub shop: ShopId,
    pub state: SurgeState,
    /// Whether the bot receives first because of it.
    pub on: bool,
    /// Since when its state is what it is.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub since: Option<Time>,
    /// The wait that was to be expected then, in minutes, where one could be told.
    pub wait_minutes: Option<i64>,
    /// The wait that a newcomer has to expect now, in minutes, where one can be told.
    pub expected_minutes: Option<i64>,
    /// How many would be ahead of them.
    pub waiting: Option<i64>,
    /// Who decided it, when a person did.
    pub agent: Option<AgentId>,
    pub agent_name: Option<String>,
}

/// What a lead wants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurgeInput {
    /// Whether the bot is to receive first.
    pub on: bool,
}

/// Tells of each shop that the caller sees whether people are too few there.
#[utoipa::path(get, path = "/surges", tag = "conversations", responses(
    (status = 200, body = Vec<SurgeView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn surges(State(app): State<App>, who: May<ReadConversations>) -> Answer<Json<Vec<SurgeView>>> {
    let surges = app
        .store
        .read(move |ctx| {
            let mut surges = Vec::new();
            for shop in shop::list(ctx)?.into_iter().filter(|shop| who.caller.sees(shop.id)) {
                let surge = surge::of(ctx, shop.id)?;
                surges.push(view(ctx, &shop, surge)?);
            }
            Ok(surges)
        })
        .await?;
    Ok(Json(surges))
}

/// Begins it by hand, or ends it. What was begun by hand is ended by hand; what was ended in spite of a long wait does not
/// begin by itself before the wait has been short.
#[utoipa::path(put, path = "/shops/{shop}/surge", tag = "conversations", params(("shop" = ShopId, Path)),
    request_body = SurgeInput, responses(
    (status = 200, body = SurgeView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_surge(
    State(app): State<App>,
    who: Person<DrawBoundaries>,
    Path(id): Path<ShopId>,
    Body(SurgeInput { on }): Body<SurgeInput>,
) -> Answer<Json<SurgeView>> {
    who.must_see(id, "no_such_shop")?;
    let agent = who.agent.id;
    let surge = app
        .store
        .write(move |ctx| {
            let set = if on { surge::begin } else { surge::end };
            let surge = set(ctx, id, agent)?;
            let shop = shop::get(ctx, id)?;
            view(ctx, &shop, surge)
        })
        .await?;
    Ok(Json(surge))
}

fn view(ctx: &mut Ctx<'_, '_>, shop: &Shop, surge: Surge) -> desk::error::Result<SurgeView> {
    let expected = expect::newcomer(ctx, shop)?;
    let agent_name = match surge.agent {
        Some(agent) => Some(people::get(ctx, agent)?.name),
        None => None,
    };
    Ok(SurgeView {
        shop: shop.id,
        state: surge.state,
        on: surge.is_on(),
        since: surge.since,
        wait_minutes: surge.wait_minutes,
        expected_minutes: expected.minutes(),
        waiting: expected.ahead(),
        agent: surge.agent,
        agent_name,
    })
}
