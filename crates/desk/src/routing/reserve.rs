//! What a shop has in reserve: people who stand by, and the emergency group. One job a shop looks at how buyers wait,
//! woken by whatever changes that, or by the moment at which time alone would pass a line.

use jobs::{Job, NewJob};

use super::{emergency, standby};
use crate::agent::presence;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::Presence;
use crate::id::{AgentId, ShopId};
use crate::shop;

/// The kind of the job; its body is the shop's id.
pub const JOB: &str = "reserve";

/// How buyers of this shop wait may have changed.
pub fn wake(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let routing = shop::get(ctx, shop)?.settings.routing;
    let lines = routing.standby_after_seconds > 0 || routing.emergency_after_waiting > 0;
    // A crisis that the queue began ends by itself even when the line was taken away.
    if !lines && emergency::under_way(ctx, shop)?.is_none() {
        return Ok(());
    }
    let job = NewJob { kind: JOB, key: format!("{JOB}:{shop}"), body: shop.to_string(), run_at: ctx.now };
    ctx.enqueue_last(job);
    Ok(())
}

/// A person came, went or paused.
pub fn presence_changed(ctx: &mut Ctx<'_, '_>, agent: AgentId, presence: Presence) -> Result<()> {
    if presence == Presence::Online {
        standby::came(ctx, agent)?;
    }
    for shop in presence::shops_of(ctx, agent)? {
        wake(ctx, shop)?;
    }
    Ok(())
}

/// Looks whether a line of the shop is passed.
pub fn run(ctx: &mut Ctx<'_, '_>, shop: ShopId, job: &Job) -> Result<()> {
    let shop = shop::get(ctx, shop)?;
    emergency::look(ctx, &shop)?;
    match standby::look(ctx, &shop)? {
        Some(later) => Ok(jobs::postpone(ctx.tx, job, later)?),
        None => Ok(jobs::done(ctx.tx, job, ctx.now)?),
    }
}
