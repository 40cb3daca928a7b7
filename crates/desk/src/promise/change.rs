//! A promise is kept, moved, called off or given to somebody else.

use db::Time;

use super::make::check_due;
use super::{Promise, PromiseOwner, PromiseState, get, store, timer};
use crate::agent::{self, Sight, team};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact};
use crate::id::{AgentId, PromiseId};
use crate::shop::{self, Shop};

/// Longest reason, in characters.
const LONGEST: usize = 300;

/// It is done: by hand, or (without a person) because what it waited for arrived. Keeping it twice changes nothing.
pub fn keep(ctx: &mut Ctx<'_, '_>, id: PromiseId, by: Option<AgentId>, how: Option<&str>) -> Result<Promise> {
    let promise = get(ctx, id)?;
    match promise.state {
        PromiseState::Kept => return Ok(promise),
        PromiseState::Cancelled => return Err(closed()),
        PromiseState::Open => {}
    }
    let how = how.map(str::trim).filter(|how| !how.is_empty());
    if let Some(how) = how {
        reason(how)?;
    }
    close(ctx, &promise, PromiseState::Kept, by, how)?;
    let late = promise.broken_at.is_some() || promise.due_at < ctx.now;
    let agent = promise.owner.agent();
    fact::record(ctx, promise.scope(), Fact::PromiseKept { promise: id, agent, by, late })?;
    get(ctx, id)
}

/// It no longer holds; why is told.
pub fn cancel(ctx: &mut Ctx<'_, '_>, id: PromiseId, by: AgentId, why: &str) -> Result<Promise> {
    let promise = must_be_open(ctx, id)?;
    let why = reason(why)?;
    close(ctx, &promise, PromiseState::Cancelled, Some(by), Some(&why))?;
    fact::record(ctx, promise.scope(), Fact::PromiseCancelled { promise: id, by })?;
    get(ctx, id)
}

/// It is to be done by another time; why is told. One that was broken stays so, and is not reminded of as if it were not.
pub fn postpone(
    ctx: &mut Ctx<'_, '_>,
    id: PromiseId,
    by: AgentId,
    due_at: Time,
    why: &str,
) -> Result<Promise> {
    let promise = must_be_open(ctx, id)?;
    check_due(ctx, due_at, "due_at".into())?;
    let why = reason(why)?;
    let shop = shop::get(ctx, promise.shop)?;
    let moved = Promise {
        due_at,
        remind_at: timer::remind_at(&shop, ctx.now, due_at),
        reminded_at: None,
        moves: promise.moves + 1,
        // A moment that had gone by unnoticed is not undone by moving it.
        broken_at: promise.broken_at.or_else(|| (promise.due_at <= ctx.now).then_some(ctx.now)),
        broken_by: promise.broken_by.or_else(|| promise.owner.agent().filter(|_| promise.due_at <= ctx.now)),
        ..promise.clone()
    };
    store::update(ctx.tx, &moved)?;
    store::insert_change(ctx, &promise, by, due_at, &why)?;
    timer::set(ctx, &moved)?;
    let agent = promise.owner.agent();
    fact::record(ctx, promise.scope(), Fact::PromiseMoved { promise: id, agent, by, due_at })?;
    Ok(moved)
}

/// It is somebody else's from now on.
pub fn give(ctx: &mut Ctx<'_, '_>, id: PromiseId, by: AgentId, owner: PromiseOwner) -> Result<Promise> {
    let promise = must_be_open(ctx, id)?;
    let shop = shop::get(ctx, promise.shop)?;
    must_be_of_shop(ctx, owner, &shop)?;
    if promise.owner == owner {
        return Ok(promise);
    }
    let given = Promise { owner, ..promise };
    store::update(ctx.tx, &given)?;
    let (agent, due_at) = (owner.agent(), given.due_at);
    fact::record(ctx, given.scope(), Fact::PromiseMoved { promise: id, agent, by, due_at })?;
    Ok(given)
}

/// Refuses an owner who has nothing to do with the shop.
pub(super) fn must_be_of_shop(ctx: &mut Ctx<'_, '_>, owner: PromiseOwner, shop: &Shop) -> Result<()> {
    match owner {
        PromiseOwner::Shop => Ok(()),
        PromiseOwner::Agent(agent) => {
            let person =
                agent::people::get(ctx, agent).map_err(|_| Refusal::invalid("owner", "no_such_agent"))?;
            let sight = agent::session::sight(ctx, &person)?;
            if person.disabled || !Sight::includes(&sight, shop.id) {
                return Err(Refusal::invalid("owner", "agent_not_in_shop").into());
            }
            Ok(())
        }
        PromiseOwner::Team(team) => {
            let team = team::get(ctx, team).map_err(|_| Refusal::invalid("owner", "no_such_team"))?;
            if !team.shops.contains(&shop.id) {
                return Err(Refusal::invalid("owner", "no_such_team").into());
            }
            Ok(())
        }
    }
}

fn must_be_open(ctx: &mut Ctx<'_, '_>, id: PromiseId) -> Result<Promise> {
    let promise = get(ctx, id)?;
    if promise.state == PromiseState::Open { Ok(promise) } else { Err(closed()) }
}

fn closed() -> crate::error::Error {
    Refusal::conflict("promise_closed").into()
}

fn close(
    ctx: &mut Ctx<'_, '_>,
    promise: &Promise,
    state: PromiseState,
    by: Option<AgentId>,
    reason: Option<&str>,
) -> Result<()> {
    let late = state == PromiseState::Kept && promise.due_at < ctx.now;
    let ended = Promise {
        state,
        reason: reason.map(str::to_owned),
        closed_by: by,
        closed_at: Some(ctx.now),
        broken_at: promise.broken_at.or_else(|| late.then_some(ctx.now)),
        broken_by: promise.broken_by.or_else(|| promise.owner.agent().filter(|_| late)),
        ..promise.clone()
    };
    store::update(ctx.tx, &ended)?;
    timer::stop(ctx, promise.id)
}

fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid("reason", "required").into());
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid("reason", "text_too_long").with("limit", LONGEST).into());
    }
    Ok(text.to_owned())
}
