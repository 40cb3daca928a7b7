//! The flows that come with the product, and what a shop has made of them.

use std::sync::OnceLock;

use super::{Definition, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ShopId};

const FILES: &[&str] = &[
    include_str!("../../flows/return.json"),
    include_str!("../../flows/exchange.json"),
    include_str!("../../flows/refund.json"),
    include_str!("../../flows/reship.json"),
    include_str!("../../flows/change_address.json"),
    include_str!("../../flows/intercept.json"),
    include_str!("../../flows/cancel.json"),
    include_str!("../../flows/coupon.json"),
    include_str!("../../flows/gift_note.json"),
    include_str!("../../flows/invoice.json"),
    include_str!("../../flows/price_protection.json"),
    include_str!("../../flows/urge_warehouse.json"),
    include_str!("../../flows/urge_carrier.json"),
];

/// The flows as shipped, in the order in which people look for them.
fn shipped() -> &'static [Definition] {
    static READ: OnceLock<Vec<Definition>> = OnceLock::new();
    READ.get_or_init(|| {
        FILES.iter().map(|text| serde_json::from_str(text).expect("a shipped flow is a flow")).collect()
    })
}

/// A shop's flows: those that are shipped, each as the shop has made it, and its own. With the version of each; 0 is the
/// shipped one.
pub fn definitions(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<(Definition, i64)>> {
    let mut own = store::definitions(ctx.tx, shop)?;
    let mut all: Vec<(Definition, i64)> = shipped()
        .iter()
        .map(|flow| match own.iter().position(|(own, _)| own.key == flow.key) {
            Some(at) => own.remove(at),
            None => (flow.clone(), 0),
        })
        .collect();
    all.append(&mut own);
    Ok(all)
}

/// One of them.
pub fn definition(ctx: &mut Ctx<'_, '_>, shop: ShopId, key: &str) -> Result<(Definition, i64)> {
    definitions(ctx, shop)?
        .into_iter()
        .find(|(flow, _)| flow.key == key)
        .ok_or_else(|| Refusal::not_found("no_such_flow").into())
}

/// Keeps what a shop makes of a flow, as its next version; runs under way go on as they began.
pub fn keep(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    by: Option<AgentId>,
    definition: &Definition,
) -> Result<i64> {
    definition.check()?;
    let version = store::keep(ctx, shop, by, definition)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_flow_can_be_run_and_has_a_name_of_its_own() {
        let mut names: Vec<&str> = shipped().iter().map(|flow| flow.key.as_str()).collect();
        for flow in shipped() {
            flow.check().unwrap_or_else(|error| panic!("{}: {error}", flow.key));
            assert!(flow.rules.is_empty(), "{}: only what a shop has made starts by itself", flow.key);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FILES.len());
    }
}
