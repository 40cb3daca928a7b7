//! Who is here.

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

/// The people who see this shop, whoever is here first.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Agent>> {
    Ok(store::of_shop(ctx.tx, shop)?)
}
