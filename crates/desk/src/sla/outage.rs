//! When nothing could be sent or received: the house itself was down, or a platform was. Such time is told as what it is,
//! and targets may leave it out.

use std::time::Duration;

use db::Time;

use super::{store, watch};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, OutageId, ShopId};

/// How often the house notes that it works.
pub const BEAT: Duration = Duration::from_secs(10);
/// Without a beat for so long, it was down: a restart takes less.
const DOWN: Duration = Duration::from_secs(30);
/// Words of a reason, in characters.
const WHY: usize = 200;

/// A stretch of time in which nothing could be sent or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Identity.
    pub id: OutageId,
    /// Where; everywhere when the house itself was down.
    pub shop: Option<ShopId>,
    /// From.
    pub began: Time,
    /// To; none while it lasts.
    pub ended: Option<Time>,
    /// Why, in somebody's words; empty when the house noticed it itself.
    pub why: String,
    /// Who noted it.
    pub by: Option<AgentId>,
}

/// The outages of a shop and of the house, the last first, at most `limit`.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId, limit: i64) -> Result<Vec<Outage>> {
    Ok(store::outage_list(ctx.tx, shop, limit)?)
}

/// Notes that a platform was down, or is.
pub fn note(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    (began, ended): (Time, Option<Time>),
    why: &str,
    by: AgentId,
) -> Result<Outage> {
    if began > ctx.now {
        return Err(Refusal::invalid("began", "in_the_future").into());
    }
    if ended.is_some_and(|ended| ended > ctx.now) {
        return Err(Refusal::invalid("ended", "in_the_future").into());
    }
    if ended.is_some_and(|ended| ended <= began) {
        return Err(Refusal::invalid("ended", "ends_before_start").into());
    }
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::invalid("why", "required").into());
    }
    if why.chars().count() > WHY {
        return Err(Refusal::invalid("why", "too_long").with("limit", WHY).into());
    }
    let id: OutageId = ctx.id();
    let outage = Outage { id, shop: Some(shop), began, ended, why: why.to_owned(), by: Some(by) };
    store::insert_outage(ctx.tx, &outage, ctx.now)?;
    changed(ctx, shop)?;
    Ok(outage)
}

/// It is over, now.
pub fn end(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: OutageId) -> Result<Outage> {
    let outage = of_shop(ctx, shop, id)?;
    if store::end_outage(ctx.tx, id, ctx.now.max(outage.began + Duration::from_micros(1)))? == 0 {
        return Err(Refusal::conflict("outage_over").into());
    }
    changed(ctx, shop)?;
    of_shop(ctx, shop, id)
}

/// It was noted by mistake.
pub fn remove(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: OutageId) -> Result<()> {
    of_shop(ctx, shop, id)?;
    store::remove_outage(ctx.tx, id)?;
    changed(ctx, shop)
}

fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: OutageId) -> Result<Outage> {
    let found = store::outage(ctx.tx, id)?.filter(|outage| outage.shop == Some(shop));
    found.ok_or_else(|| Refusal::not_found("no_such_outage").into())
}

fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    watch::all(ctx, shop)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})
}

/// The house works.
pub fn beat(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    Ok(store::beat(ctx.tx, ctx.now)?)
}

/// Time was put on the house's clock: from this moment to that one nothing happened.
pub fn slept(ctx: &mut Ctx<'_, '_>, until: Time) -> Result<()> {
    let (id, ended): (OutageId, _) = (ctx.id(), Some(until));
    let outage = Outage { id, shop: None, began: ctx.now, ended, why: String::new(), by: None };
    Ok(store::insert_outage(ctx.tx, &outage, ctx.now)?)
}

/// The house starts: if it has been down for longer than a restart takes, that is noted. It was up when it last said so, and
/// when the last fact was written. Other servers of the same house
/// may have worked meanwhile; then it was not down.
pub fn started(ctx: &mut Ctx<'_, '_>) -> Result<Option<Outage>> {
    let written = fact::latest(ctx)?;
    let seen = store::pulse(ctx.tx)?.map(|beat| written.map_or(beat, |written| beat.max(written)));
    store::beat(ctx.tx, ctx.now)?;
    let Some(seen) = seen.filter(|seen| ctx.now.since(*seen) > DOWN) else { return Ok(None) };
    let (id, ended): (OutageId, _) = (ctx.id(), Some(ctx.now));
    let outage = Outage { id, shop: None, began: seen, ended, why: String::new(), by: None };
    store::insert_outage(ctx.tx, &outage, ctx.now)?;
    Ok(Some(outage))
}
