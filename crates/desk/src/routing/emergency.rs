//! Crises: when one is on, the people of the emergency group are given whatever waits.
//!
//! A lead declares one and ends it; or it begins when more wait for each person who is here than the shop's line, and ends
//! by itself when half as many do.

use db::Time;

use super::store;
use crate::agent::presence;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, EmergencyId, ShopId};
use crate::shop::{self, Shop};

/// A crisis of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// Identity.
    pub id: EmergencyId,
    /// Of which shop.
    pub shop: ShopId,
    /// Who declared it; the queue began it when it was nobody.
    pub by: Option<AgentId>,
    /// How many waited then.
    pub waiting: i64,
    /// When it began.
    pub began_at: Time,
}

/// The crisis that is on.
pub fn under_way(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<Emergency>> {
    Ok(store::emergency(ctx.tx, shop)?)
}

/// Declares a crisis. One that the queue began is the person's from now on, and does not end by itself.
pub fn declare(ctx: &mut Ctx<'_, '_>, shop: ShopId, by: AgentId) -> Result<Emergency> {
    shop::get(ctx, shop)?;
    match under_way(ctx, shop)? {
        Some(known) if known.by.is_some() => return Err(Refusal::conflict("emergency_under_way").into()),
        Some(known) => end_of(ctx, &known, Some(by))?,
        None => {}
    }
    let waiting = waiting(ctx, shop)?;
    begin(ctx, shop, (Some(by), waiting))
}

/// Ends the crisis that is on.
pub fn end(ctx: &mut Ctx<'_, '_>, shop: ShopId, by: AgentId) -> Result<()> {
    shop::get(ctx, shop)?;
    let known = under_way(ctx, shop)?.ok_or_else(|| Refusal::conflict("no_emergency"))?;
    end_of(ctx, &known, Some(by))
}

/// Begins or ends a crisis as the queue asks for it.
pub(super) fn look(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<()> {
    let known = under_way(ctx, shop.id)?;
    let limit = shop.settings.routing.emergency_after_waiting;
    if known.as_ref().is_some_and(|known| known.by.is_some()) || (limit == 0 && known.is_none()) {
        return Ok(());
    }
    let pressure = Pressure { waiting: waiting(ctx, shop.id)?, here: presence::online(ctx, shop.id)? };
    match known {
        None if pressure.begins(limit) => begin(ctx, shop.id, (None, pressure.waiting)).map(drop),
        Some(known) if pressure.is_over(limit) => end_of(ctx, &known, None),
        _ => Ok(()),
    }
}

fn waiting(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<i64> {
    Ok(i64::try_from(store::waiting_since(ctx.tx, shop)?.len()).unwrap_or(i64::MAX))
}

/// How many wait, for how many people.
#[derive(Debug, Clone, Copy)]
struct Pressure {
    waiting: i64,
    here: i64,
}

impl Pressure {
    /// Whether the line is passed, of so many for each person. Where nobody is, there is nobody to be given more.
    fn begins(self, limit: u32) -> bool {
        limit > 0 && self.here > 0 && self.waiting >= i64::from(limit).saturating_mul(self.here)
    }

    /// Whether it is well below the line again; one that is switched off is over.
    fn is_over(self, limit: u32) -> bool {
        limit == 0 || self.waiting.saturating_mul(2) <= i64::from(limit).saturating_mul(self.here)
    }
}

fn begin(ctx: &mut Ctx<'_, '_>, shop: ShopId, (by, waiting): (Option<AgentId>, i64)) -> Result<Emergency> {
    let emergency = Emergency { id: ctx.id(), shop, by, waiting, began_at: ctx.now };
    store::insert_emergency(ctx.tx, &emergency)?;
    fact::record(ctx, Scope::shop(shop), Fact::EmergencyBegan { emergency: emergency.id, by })?;
    Ok(emergency)
}

fn end_of(ctx: &mut Ctx<'_, '_>, emergency: &Emergency, by: Option<AgentId>) -> Result<()> {
    store::end_emergency(ctx.tx, emergency.id, by, ctx.now)?;
    fact::record(ctx, Scope::shop(emergency.shop), Fact::EmergencyEnded { emergency: emergency.id, by })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_begins_at_the_line_and_ends_at_half_of_it() {
        let of = |waiting, here| Pressure { waiting, here };
        assert!(of(10, 2).begins(5) && !of(9, 2).begins(5));
        assert!(of(5, 2).is_over(5) && !of(6, 2).is_over(5));
        assert!(!of(100, 0).begins(5) && !of(100, 2).begins(0) && of(100, 2).is_over(0));
    }

    proptest! {
        #[test]
        fn what_begins_is_not_over_at_once(waiting in 0_i64..1_000, here in 0_i64..50, limit in 0_u32..100) {
            let pressure = Pressure { waiting, here };
            prop_assert!(!(pressure.begins(limit) && pressure.is_over(limit)));
        }
    }
}
