//! Calling people in: who stands by, who was called and came, and crises.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::{Agent, people, presence};
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::fact::Presence;
use desk::id::{AgentId, ShopId, StandbyCallId};
use desk::routing::decide::in_emergency_group;
use desk::routing::emergency::{self, Emergency};
use desk::routing::standby::{self, Call, Called, Standby};
use desk::shop::{self, WeekHours};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{CallIn, Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// What a shop has in reserve, and what of it is called in.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallInView {
    /// Who stands by.
    pub standbys: Vec<StandbyView>,
    /// The last calls, the latest first.
    pub calls: Vec<StandbyCallView>,
    /// The crisis that is on.
    pub emergency: Option<EmergencyView>,
    /// Who is given everything in a crisis.
    pub emergency_group: Vec<ReservePerson>,
}

/// A person of the reserves.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReservePerson {
    pub id: AgentId,
    pub name: String,
    pub presence: Presence,
}

impl From<Agent> for ReservePerson {
    fn from(Agent { id, name, presence, .. }: Agent) -> Self {
        Self { id, name, presence }
    }
}

/// A person who stands by.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandbyView {
    pub id: AgentId,
    pub name: String,
    pub presence: Presence,
    /// In which hours, in the time zone of the shop.
    pub hours: WeekHours,
    /// Whether they stand by at this moment.
    pub now: bool,
}

impl From<Standby> for StandbyView {
    fn from(Standby { agent, now }: Standby) -> Self {
        let Agent { id, name, presence, standby, .. } = agent;
        Self { id, name, presence, hours: standby, now }
    }
}

/// A call to those who stand by.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandbyCallView {
    pub id: StandbyCallId,
    /// Who called; the shop's line did when it was nobody.
    pub by_name: Option<String>,
    /// How many waited.
    pub waiting: i64,
    /// How long the longest of them had waited.
    pub wait_seconds: i64,
    #[schema(value_type = String, format = "date-time")]
    pub called_at: Time,
    pub called: Vec<CalledView>,
}

/// Who was called.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalledView {
    pub id: AgentId,
    pub name: String,
    /// When they came online because of it.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub came_at: Option<Time>,
}

impl From<Called> for CalledView {
    fn from(Called { agent, name, came_at }: Called) -> Self {
        Self { id: agent, name, came_at }
    }
}

impl StandbyCallView {
    fn of(ctx: &mut Ctx<'_, '_>, call: Call) -> desk::error::Result<Self> {
        let by_name = name_of(ctx, call.by)?;
        let Call { id, waiting, wait_seconds, called_at, called, .. } = call;
        let called = called.into_iter().map(CalledView::from).collect();
        Ok(Self { id, by_name, waiting, wait_seconds, called_at, called })
    }
}

/// A crisis.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergencyView {
    /// Who declared it; the queue began it when it was nobody, and ends it.
    pub by_name: Option<String>,
    /// How many waited when it began.
    pub waiting: i64,
    #[schema(value_type = String, format = "date-time")]
    pub began_at: Time,
}

impl EmergencyView {
    fn of(ctx: &mut Ctx<'_, '_>, emergency: &Emergency) -> desk::error::Result<Self> {
        let by_name = name_of(ctx, emergency.by)?;
        Ok(Self { by_name, waiting: emergency.waiting, began_at: emergency.began_at })
    }
}

fn name_of(ctx: &mut Ctx<'_, '_>, agent: Option<AgentId>) -> desk::error::Result<Option<String>> {
    agent.map(|agent| Ok(people::get(ctx, agent)?.name)).transpose()
}

/// Shows what a shop has in reserve, and what of it is called in.
#[utoipa::path(get, path = "/shops/{shop}/call-in", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = CallInView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Path(id): Path<ShopId>,
) -> Answer<Json<CallInView>> {
    who.must_see(id, "no_such_shop")?;
    let view = app.store.read(move |ctx| {
        let shop = shop::get(ctx, id)?;
        let standbys = standby::of_shop(ctx, &shop)?.into_iter().map(StandbyView::from).collect();
        let mut calls = Vec::new();
        for call in standby::calls(ctx, id)? {
            calls.push(StandbyCallView::of(ctx, call)?);
        }
        let emergency = match emergency::under_way(ctx, id)? {
            Some(known) => Some(EmergencyView::of(ctx, &known)?),
            None => None,
        };
        let group = presence::of_shop(ctx, id)?.into_iter().filter(|one| in_emergency_group(&one.skills));
        Ok(CallInView {
            standbys,
            calls,
            emergency,
            emergency_group: group.map(ReservePerson::from).collect(),
        })
    });
    Ok(Json(view.await?))
}

/// In which hours somebody stands by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandbyInput {
    /// In the time zone of the shop; in none when there are none.
    pub hours: WeekHours,
}

/// Sets in which hours a person of the shop stands by.
#[utoipa::path(put, path = "/shops/{shop}/standbys/{person}", tag = "house",
    params(("shop" = ShopId, Path), ("person" = AgentId, Path)), request_body = StandbyInput, responses(
    (status = 200, body = StandbyView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_standby(
    State(app): State<App>,
    who: Person<CallIn>,
    Path((id, person)): Path<(ShopId, AgentId)>,
    Body(StandbyInput { hours }): Body<StandbyInput>,
) -> Answer<Json<StandbyView>> {
    who.must_see(id, "no_such_shop")?;
    let view = app.store.write(move |ctx| {
        let shop = shop::get(ctx, id)?;
        if !presence::of_shop(ctx, id)?.iter().any(|one| one.id == person) {
            return Err(Refusal::not_found("no_such_agent").into());
        }
        let agent = standby::set(ctx, person, hours)?;
        Ok(StandbyView::from(Standby::of(&shop, agent, ctx.now)))
    });
    Ok(Json(view.await?))
}

/// Calls everybody who stands by now and is not here, whenever the last call was.
#[utoipa::path(post, path = "/shops/{shop}/standby-calls", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 201, body = StandbyCallView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn call(
    State(app): State<App>,
    who: Person<CallIn>,
    Path(id): Path<ShopId>,
) -> Answer<(StatusCode, Json<StandbyCallView>)> {
    who.must_see(id, "no_such_shop")?;
    let view = app.store.write(move |ctx| {
        let call = standby::call(ctx, id, who.agent.id)?;
        StandbyCallView::of(ctx, call)
    });
    Ok((StatusCode::CREATED, Json(view.await?)))
}

/// Declares a crisis: the emergency group is given whatever waits, until somebody ends it.
#[utoipa::path(post, path = "/shops/{shop}/emergency", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 201, body = EmergencyView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn declare(
    State(app): State<App>,
    who: Person<CallIn>,
    Path(id): Path<ShopId>,
) -> Answer<(StatusCode, Json<EmergencyView>)> {
    who.must_see(id, "no_such_shop")?;
    let view = app.store.write(move |ctx| {
        let declared = emergency::declare(ctx, id, who.agent.id)?;
        EmergencyView::of(ctx, &declared)
    });
    Ok((StatusCode::CREATED, Json(view.await?)))
}

/// Ends the crisis that is on.
#[utoipa::path(delete, path = "/shops/{shop}/emergency", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn end(State(app): State<App>, who: Person<CallIn>, Path(id): Path<ShopId>) -> Answer<StatusCode> {
    who.must_see(id, "no_such_shop")?;
    app.store.write(move |ctx| emergency::end(ctx, id, who.agent.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
