//! The timer of a promise: it reminds the owner before, and tells the leads after.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};

use super::{Promise, PromiseOwner, PromiseState, store};
use crate::agent;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, Presence};
use crate::id::PromiseId;
use crate::shop::Shop;

/// The kind of its jobs; their body is the promise's id.
pub const JOB: &str = "promise";

/// When the owner is reminded: as long before as the shop sets, but not in the first half of the time there is.
pub(super) fn remind_at(shop: &Shop, made_at: Time, due_at: Time) -> Time {
    let lead = Duration::from_secs(u64::from(shop.settings.promise.remind_minutes) * 60);
    let whole = due_at.since(made_at);
    due_at - lead.min(whole / 2)
}

/// Sets the timer, or moves it.
pub(super) fn set(ctx: &mut Ctx<'_, '_>, promise: &Promise) -> Result<()> {
    let key = key(promise.id);
    // One that is there keeps the earlier moment; this may be a later one.
    jobs::cancel(ctx.tx, &key)?;
    let run_at = if promise.reminded_at.is_none() { promise.remind_at } else { promise.due_at };
    let job = NewJob { kind: JOB, key, body: promise.id.to_string(), run_at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Takes the timer away.
pub(super) fn stop(ctx: &mut Ctx<'_, '_>, id: PromiseId) -> Result<()> {
    Ok(jobs::cancel(ctx.tx, &key(id))?)
}

fn key(id: PromiseId) -> String {
    format!("promise:{id}")
}

/// The timer has run out: reminds, or says that the promise was not kept, and finishes the job with it.
pub fn ring(ctx: &mut Ctx<'_, '_>, id: PromiseId, job: &Job) -> Result<()> {
    let Some(promise) = store::by_id(ctx.tx, id)?.filter(|one| one.state == PromiseState::Open) else {
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    };
    if ctx.now >= promise.due_at {
        if promise.broken_at.is_none() {
            broken(ctx, &promise)?;
        }
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    }
    if ctx.now < promise.remind_at {
        return Ok(jobs::postpone(ctx.tx, job, promise.remind_at)?);
    }
    if promise.reminded_at.is_none() {
        let agent = promise.owner.agent();
        let alone = !is_here(ctx, promise.owner)?;
        store::update(ctx.tx, &Promise { reminded_at: Some(ctx.now), ..promise.clone() })?;
        let fact = Fact::PromiseDueSoon { promise: id, agent, due_at: promise.due_at, to_lead: alone };
        fact::record(ctx, promise.scope(), fact)?;
    }
    Ok(jobs::postpone(ctx.tx, job, promise.due_at)?)
}

fn broken(ctx: &mut Ctx<'_, '_>, promise: &Promise) -> Result<()> {
    let agent = promise.owner.agent();
    store::update(ctx.tx, &Promise { broken_at: Some(ctx.now), broken_by: agent, ..promise.clone() })?;
    fact::record(ctx, promise.scope(), Fact::PromiseBroken { promise: promise.id, agent })
}

/// Whether the person who has to keep it is here. What is a team's or the shop's is nobody's in particular.
fn is_here(ctx: &mut Ctx<'_, '_>, owner: PromiseOwner) -> Result<bool> {
    match owner {
        PromiseOwner::Agent(agent) => Ok(agent::people::get(ctx, agent)?.presence != Presence::Offline),
        PromiseOwner::Team(_) | PromiseOwner::Shop => Ok(false),
    }
}
