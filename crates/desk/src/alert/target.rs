//! Where alerts go: added, changed, tried and removed.

use super::{AlertEvent, AlertHours, AlertKind, AlertTarget, Cause, Hidden, raise, say, send, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AlertId, AlertTargetId, ShopId};
use crate::shop;

const LONGEST_NAME: usize = 60;
const LONGEST_ADDRESS: usize = 2000;
const LONGEST_SECRET: usize = 200;

/// What a target is to be.
#[derive(Clone)]
pub struct Wanted {
    /// What carries alerts there.
    pub kind: AlertKind,
    /// What people call it.
    pub name: String,
    /// The robot's address; the one that is known stays when none is given.
    pub address: Option<String>,
    /// What to sign with; the one that is known stays when none is given, and goes when it is empty.
    pub secret: Option<String>,
    /// Of what it is told.
    pub events: Vec<AlertEvent>,
    /// When.
    pub hours: AlertHours,
    /// Whether it is told at all.
    pub enabled: bool,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted").field("kind", &self.kind).field("name", &self.name).finish_non_exhaustive()
    }
}

/// A shop's targets, oldest first.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<AlertTarget>> {
    Ok(store::targets(ctx.tx, shop)?)
}

/// Adds a target.
pub fn create(ctx: &mut Ctx<'_, '_>, shop: ShopId, wanted: Wanted) -> Result<AlertTarget> {
    shop::get(ctx, shop)?;
    let target = merged(ctx.id(), shop, None, wanted)?;
    store::insert_target(ctx, &target)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    Ok(target)
}

/// Changes a target. What waits for it goes by the new settings.
pub fn change(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertTargetId, wanted: Wanted) -> Result<AlertTarget> {
    let known = get(ctx, shop, id)?;
    let target = merged(id, shop, Some(known), wanted)?;
    store::update_target(ctx.tx, &target)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    Ok(target)
}

/// Forgets a target and everything it was told.
pub fn remove(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertTargetId) -> Result<()> {
    get(ctx, shop, id)?;
    store::take_turn(ctx.tx, id)?;
    store::remove_target(ctx.tx, id)?;
    send::stop(ctx, id)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})
}

/// Sends a test, also to a target that is switched off and at any hour: whoever presses the button is looking.
pub fn test(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertTargetId) -> Result<()> {
    let target = get(ctx, shop, id)?;
    let cause = Cause::Test { test: ctx.id::<AlertId>() };
    let shop = shop::get(ctx, shop)?;
    let said = say::of(ctx, &shop, shop.language, cause)?;
    raise::put(ctx, &target, cause, &said)
}

fn get(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertTargetId) -> Result<AlertTarget> {
    store::target(ctx.tx, id)?
        .filter(|target| target.shop == shop)
        .ok_or_else(|| Refusal::not_found("no_such_alert_target").into())
}

/// The target as it will be.
fn merged(
    id: AlertTargetId,
    shop: ShopId,
    known: Option<AlertTarget>,
    wanted: Wanted,
) -> Result<AlertTarget> {
    let Wanted { kind, name, address, secret, events, hours, enabled } = wanted;
    let name = checked_name(&name)?;
    // What belongs to another kind of robot is of no use to this one.
    let known = known.filter(|known| known.kind == kind);
    let address = match address.map(|address| address.trim().to_owned()).filter(|text| !text.is_empty()) {
        Some(address) => checked_address("address", address)?,
        None => known
            .as_ref()
            .map(|known| known.address.clone())
            .ok_or_else(|| Refusal::invalid("address", "required"))?,
    };
    let secret = match secret.map(|secret| secret.trim().to_owned()) {
        Some(secret) => checked_secret(kind, secret)?,
        None => known.as_ref().and_then(|known| known.secret.clone()),
    };
    let events = checked_events(events, AlertEvent::OF_GROUPS)?;
    let busy_until = known.filter(|known| known.address == address).and_then(|known| known.busy_until);
    Ok(AlertTarget { id, shop, kind, name, address, secret, events, hours, enabled, busy_until })
}

/// What people call it.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::invalid("name", "required").into());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Refusal::invalid("name", "text_too_long").with("limit", LONGEST_NAME).into());
    }
    Ok(name.to_owned())
}

/// Some of those that can be chosen, in order and each once.
pub(super) fn checked_events(mut events: Vec<AlertEvent>, choice: &[AlertEvent]) -> Result<Vec<AlertEvent>> {
    if events.is_empty() {
        return Err(Refusal::invalid("events", "required").into());
    }
    if events.contains(&AlertEvent::Test) {
        return Err(Refusal::invalid("events", "alert_test_event").into());
    }
    if events.iter().any(|event| !choice.contains(event)) {
        return Err(Refusal::invalid("events", "alert_other_event").into());
    }
    events.sort_unstable();
    events.dedup();
    Ok(events)
}

/// Only the form: where the name leads is checked at every try, when it is resolved.
pub(super) fn checked_address(field: &'static str, address: String) -> Result<Hidden> {
    let fits = url::Url::parse(&address).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if fits && address.len() <= LONGEST_ADDRESS {
        Ok(Hidden(address))
    } else {
        Err(Refusal::invalid(field, "not_an_address").into())
    }
}

fn checked_secret(kind: AlertKind, secret: String) -> Result<Option<Hidden>> {
    if secret.is_empty() {
        return Ok(None);
    }
    if kind == AlertKind::Wecom {
        return Err(Refusal::invalid("secret", "alert_no_secret").into());
    }
    if secret.chars().count() > LONGEST_SECRET {
        return Err(Refusal::invalid("secret", "text_too_long").with("limit", LONGEST_SECRET).into());
    }
    Ok(Some(Hidden(secret)))
}
