//! The metric twin: the numbers platforms hold against a shop, counted here as they count them.
//!
//! A *definition* is data: what is counted, from when, what answers, within which hours, what is left out. One evaluator
//! counts by any of them and knows no platform's name. Every unit it counts carries the reason why it counted as it did.
//!
//! Invariants, each tested: an event that no definition looks at changes nothing; the order of conversations changes
//! nothing; parts counted apart come to the same as the whole; a share lies between 0 and 1, a mean between 0 and the cap.

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ShopId};

mod calendar;
pub mod definition;
pub mod evaluate;
pub mod event;
mod greeting;
pub mod judge;
pub mod lately;
pub mod ledger;
pub mod phrase;
pub mod reconcile;
pub mod row;
pub mod shipped;
pub mod standing;
mod store;
mod talk;
pub mod tally;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;

pub use definition::Definition;

/// Every version of every definition of a shop, those that come with the house among them, by name and version.
pub fn definitions(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Definition>> {
    let mut all = shipped::all().to_vec();
    all.extend(store::of_shop(ctx.tx, shop)?);
    all.sort_by(|a, b| (&a.name, a.version).cmp(&(&b.name, b.version)));
    Ok(all)
}

/// The versions of one definition, oldest first; at least one.
pub fn versions(ctx: &mut Ctx<'_, '_>, shop: ShopId, name: &str) -> Result<Vec<Definition>> {
    let mut all = definitions(ctx, shop)?;
    all.retain(|definition| definition.name == name);
    if all.is_empty() { Err(Refusal::not_found("no_such_definition").into()) } else { Ok(all) }
}

/// Puts the next version of a definition, or the first of a new one. A version is never changed: what was counted by it
/// stays as it was counted. Whoever has not seen the newest version does not write the next.
pub fn put(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    definition: Definition,
    by: Option<AgentId>,
) -> Result<Definition> {
    definition.check()?;
    let mut before = definitions(ctx, shop)?;
    before.retain(|other| other.name == definition.name);
    let newest = before.last();
    if definition.version != newest.map_or(1, |newest| newest.version + 1) {
        return Err(Refusal::conflict("definition_has_changed").into());
    }
    if let Some(newest) = newest
        && definition.effective_from <= newest.effective_from
    {
        let refusal = Refusal::invalid("effective_from", "effective_too_early");
        return Err(refusal.with("day", newest.effective_from).into());
    }
    store::insert(ctx, shop, &definition, by)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    Ok(definition)
}
