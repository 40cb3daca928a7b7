//! Who is here.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;

use super::{Agent, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, Presence, Scope};
use crate::id::{AgentId, ShopId};

/// Notes that a person came, went or paused; nothing when it was so already.
pub fn set(ctx: &mut Ctx<'_, '_>, agent: AgentId, presence: Presence) -> Result<()> {
    if store::set_presence(ctx.tx, agent, presence, ctx.now)? == 0 {
        return Ok(());
    }
    store::turn_span(ctx.tx, agent, presence, ctx.now)?;
    fact::record(ctx, Scope::default(), Fact::PresenceChanged { agent, presence })
}

/// After a start nobody is connected yet: everybody is taken to be away until their console comes back.
pub fn reset(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    for agent in store::list(ctx.tx)? {
        set(ctx, agent.id, Presence::Offline)?;
    }
    Ok(())
}

/// How many people who see this shop take conversations now.
pub fn online(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<i64> {
    Ok(store::online(ctx.tx, shop)?)
}

/// A person who takes conversations now, and what they have had.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// Who.
    pub agent: Agent,
    /// How many units they were given since their last long pause.
    pub given: i64,
    /// When they were last given something.
    pub last_given: Option<Time>,
    /// They rest until then.
    pub rests_until: Option<Time>,
}

/// After so long without being given anything, what somebody has had counts no more.
const LONG_PAUSE: Duration = Duration::from_secs(6 * 3_600);

/// Everybody who takes conversations now, each with the shops of their teams.
pub fn taking(ctx: &mut Ctx<'_, '_>) -> Result<Vec<(Load, Vec<ShopId>)>> {
    let mut taking = Vec::new();
    for load in store::loads(ctx.tx)? {
        let shops = store::shops_of(ctx.tx, load.agent.id)?;
        taking.push((load, shops));
    }
    Ok(taking)
}

/// The shops of a person's teams.
pub fn shops_of(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<Vec<ShopId>> {
    Ok(store::shops_of(ctx.tx, agent)?)
}

/// A person let an offer pass without a word; whoever does so `until_away` times in a row is taken to be away.
pub fn missed(ctx: &mut Ctx<'_, '_>, agent: AgentId, until_away: u32) -> Result<()> {
    if store::miss(ctx.tx, agent)? < i64::from(until_away) {
        return Ok(());
    }
    store::forgive(ctx.tx, agent)?;
    set(ctx, agent, Presence::Away)
}

/// A person took so many units: they count, and what they missed before is forgotten.
pub fn took(ctx: &mut Ctx<'_, '_>, agent: AgentId, units: i64) -> Result<()> {
    store::forgive(ctx.tx, agent)?;
    Ok(store::give(ctx.tx, agent, units, ctx.now - LONG_PAUSE, ctx.now)?)
}

/// Nothing new for a person until then.
pub fn rest(ctx: &mut Ctx<'_, '_>, agent: AgentId, until: Time) -> Result<()> {
    Ok(store::rest(ctx.tx, agent, until)?)
}

/// Since when a person is gone; none when they are here.
pub fn gone_since(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<Option<Time>> {
    Ok(store::gone_since(ctx.tx, agent)?)
}

/// Since when a person is as they are, here, away or gone; and until when they rest, if they were given a rest.
pub fn since(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<(Time, Option<Time>)> {
    Ok(store::since(ctx.tx, agent)?)
}

/// For how long everybody took conversations, and paused, since then.
pub fn worked_since(ctx: &mut Ctx<'_, '_>, since: Time) -> Result<HashMap<AgentId, Worked>> {
    let mut worked: HashMap<AgentId, Worked> = HashMap::new();
    for span in store::spans(ctx.tx, since)? {
        let seconds = span.ended.unwrap_or(ctx.now).since(span.began.max(since)).as_secs();
        let sum = worked.entry(span.agent).or_default();
        match span.presence {
            Presence::Online => sum.online_seconds += seconds,
            Presence::Away => sum.away_seconds += seconds,
            Presence::Offline => {}
        }
    }
    Ok(worked)
}

/// How long somebody was here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worked {
    /// Taking conversations.
    pub online_seconds: u64,
    /// Pausing.
    pub away_seconds: u64,
}

/// The people who see this shop, whoever is here first.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Agent>> {
    Ok(store::of_shop(ctx.tx, shop)?)
}
