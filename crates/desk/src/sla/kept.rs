//! The policies a shop keeps: versions with the moment from which each holds. A clock is counted by the version that held
//! when it began, so that what was promised does not change behind anybody's back.

use db::Time;

use super::clock::{self, Clock, Target};
use super::ledger::Record;
use super::policy::{Policy, Step};
use super::{Calendar, store, watch};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::AgentId;
use crate::shop::{Bilingual, Shop};

/// A policy, and from when it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// 0 is what holds before the shop has said anything.
    pub version: u32,
    /// Clocks that begin from here on.
    pub effective_from: Time,
    /// What is promised.
    pub policy: Policy,
    /// Who put it.
    pub by: Option<AgentId>,
}

/// A clock, and what it is held to.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The clock.
    pub clock: Clock,
    /// What is promised.
    pub target: Target,
    /// By which version.
    pub version: u32,
    /// By which of its rules, counted from 0.
    pub rule: usize,
    /// What that rule is called.
    pub name: Bilingual,
    /// What is done when it is late.
    pub steps: Vec<Step>,
}

/// The versions of a shop in the order of their beginning; the first holds before all others.
pub fn versions(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Vec<Version>> {
    let usual =
        Version { version: 0, effective_from: Time::from_micros(0), policy: Policy::usual(shop), by: None };
    let mut versions = vec![usual];
    versions.extend(store::versions(ctx.tx, shop.id)?);
    Ok(versions)
}

/// Puts the next version, from a moment that has not passed; at once when none is named. Whoever has not seen the newest
/// does not write the next.
pub fn put(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    (version, effective_from): (u32, Option<Time>),
    policy: Policy,
    by: Option<AgentId>,
) -> Result<Version> {
    policy.check()?;
    let before = versions(ctx, shop)?;
    let newest = before.last().map_or(0, |newest| newest.version);
    if version != newest + 1 {
        return Err(Refusal::conflict("policy_has_changed").into());
    }
    let effective_from = effective_from.unwrap_or(ctx.now);
    if effective_from < ctx.now {
        return Err(Refusal::invalid("effective_from", "in_the_past").into());
    }
    if before.last().is_some_and(|newest| effective_from <= newest.effective_from) {
        return Err(Refusal::invalid("effective_from", "effective_before_last").into());
    }
    let version = Version { version, effective_from, policy, by };
    store::insert_version(ctx, shop.id, &version)?;
    watch::all(ctx, shop.id)?;
    fact::record(ctx, Scope::shop(shop.id), Fact::SettingsChanged {})?;
    Ok(version)
}

/// All clocks of a conversation, each under the version that held when it began.
pub fn clocks(versions: &[Version], record: &Record, people: &Calendar, now: Time) -> Vec<Held> {
    let mut held = Vec::new();
    for (at, version) in versions.iter().enumerate() {
        let next = versions.get(at + 1).map(|next| next.effective_from);
        let holds = |began: Time| version.effective_from <= began && next.is_none_or(|next| began < next);
        let Some((rule, chosen)) = version.policy.rule(&record.matter) else { continue };
        for target in &chosen.targets {
            let hours = version.policy.hours(target);
            for clock in clock::clocks(&record.events, target, hours, people, now) {
                if holds(clock.began) {
                    held.push(Held {
                        clock,
                        target: target.clone(),
                        version: version.version,
                        rule,
                        name: chosen.name.clone(),
                        steps: chosen.steps.clone(),
                    });
                }
            }
        }
    }
    held
}
