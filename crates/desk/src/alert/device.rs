//! Devices: browsers on which a person turned notices on. They are that person's alone: nobody else sees, changes, tries or
//! removes them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Time;

use super::target::{checked_address, checked_events, checked_name};
use super::{AlertEvent, AlertState, Cause, Hidden, push, say, store};
use crate::agent::people;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, AlertId, DeviceId};

/// So many devices a person can have; whoever has more has lost track of them.
pub const MOST: usize = 10;

/// A browser of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// Whose.
    pub agent: AgentId,
    /// What they call it.
    pub name: String,
    /// Where its push service takes what is for it. Whoever has it can keep the device busy.
    pub endpoint: Hidden,
    /// With what to encrypt for it.
    pub keys: Keys,
    /// Of what it is told.
    pub events: Vec<AlertEvent>,
    /// Until when its push service takes nothing.
    pub busy_until: Option<Time>,
    /// Since when.
    pub created_at: Time,
}

/// With what to encrypt for a device, as the browser gave it (RFC 8291).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// A point of the curve P-256, uncompressed, without padding.
    pub public: String,
    /// 16 random bytes, without padding.
    pub auth: Hidden,
}

impl Keys {
    /// These keys, as they are written.
    pub fn of(public: &str, auth: &str) -> Self {
        Self { public: public.to_owned(), auth: Hidden(auth.to_owned()) }
    }
}

/// What came of the last thing a device was to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastPush {
    /// How far it has come.
    pub state: AlertState,
    /// Why it stands where it stands.
    pub reason: Option<String>,
    /// When it last came further.
    pub at: Time,
}

/// What a browser gives when notices are turned on in it.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Where its push service takes what is for it.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// Its secret.
    pub auth: String,
}

/// A person's devices, oldest first, with what came of the last push.
pub fn list(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<Vec<(Device, Option<LastPush>)>> {
    let mut listed = Vec::new();
    for device in store::devices(ctx.tx, agent)? {
        let last = store::last_push(ctx.tx, device.id)?;
        listed.push((device, last));
    }
    Ok(listed)
}

/// Turns notices on in a browser. Where they were on already it stays the same device; a browser that somebody else has
/// signed in to is theirs from now on.
pub fn add(
    ctx: &mut Ctx<'_, '_>,
    agent: AgentId,
    name: &str,
    given: Subscription,
    events: Vec<AlertEvent>,
) -> Result<Device> {
    let name = checked_name(name)?;
    let endpoint = checked_address("endpoint", given.endpoint.trim().to_owned())?;
    let keys = checked_keys(&given.p256dh, &given.auth)?;
    let events = checked_events(events, AlertEvent::OF_PEOPLE)?;
    let known = store::device_at(ctx.tx, endpoint.reveal())?;
    if let Some(known) = known {
        if known.agent == agent {
            let same = Device { name, keys, events, ..known };
            store::update_device(ctx.tx, &same)?;
            return Ok(same);
        }
        // Only the browser itself knows both keys.
        if known.keys != keys {
            return Err(Refusal::conflict("device_of_another").into());
        }
        forget(ctx, known.id)?;
        push::stop(ctx, known.id)?;
    }
    if store::devices(ctx.tx, agent)?.len() >= MOST {
        return Err(Refusal::conflict("too_many_devices").with("limit", MOST).into());
    }
    let device =
        Device { id: ctx.id(), agent, name, endpoint, keys, events, busy_until: None, created_at: ctx.now };
    store::insert_device(ctx.tx, &device)?;
    Ok(device)
}

/// Changes what a device is called and told.
pub fn change(
    ctx: &mut Ctx<'_, '_>,
    agent: AgentId,
    id: DeviceId,
    name: &str,
    events: Vec<AlertEvent>,
) -> Result<Device> {
    let known = own(ctx, agent, id)?;
    let (name, events) = (checked_name(name)?, checked_events(events, AlertEvent::OF_PEOPLE)?);
    let device = Device { name, events, ..known };
    store::update_device(ctx.tx, &device)?;
    Ok(device)
}

/// Tells a device nothing any more.
pub fn remove(ctx: &mut Ctx<'_, '_>, agent: AgentId, id: DeviceId) -> Result<()> {
    own(ctx, agent, id)?;
    forget(ctx, id)?;
    push::stop(ctx, id)
}

/// Sends a test.
pub fn test(ctx: &mut Ctx<'_, '_>, agent: AgentId, id: DeviceId) -> Result<()> {
    let device = own(ctx, agent, id)?;
    let lang = people::get(ctx, agent)?.language;
    let cause = Cause::Test { test: ctx.id::<AlertId>() };
    let said = say::to_own_device(lang)?;
    let push = push::new(ctx, &device, (None, cause), &said);
    push::put(ctx, &push)
}

/// Forgets a device and everything it was told.
pub(super) fn forget(ctx: &mut Ctx<'_, '_>, id: DeviceId) -> Result<()> {
    store::take_device_turn(ctx.tx, id)?;
    Ok(store::remove_device(ctx.tx, id)?)
}

fn own(ctx: &mut Ctx<'_, '_>, agent: AgentId, id: DeviceId) -> Result<Device> {
    store::device(ctx.tx, id)?
        .filter(|device| device.agent == agent)
        .ok_or_else(|| Refusal::not_found("no_such_device").into())
}

/// A key that is not on the curve could never be encrypted for.
fn checked_keys(public: &str, auth: &str) -> Result<Keys> {
    let point = bytes(public).filter(|point| p256::PublicKey::from_sec1_bytes(point).is_ok());
    let Some(point) = point.filter(|point| point.len() == 65) else {
        return Err(Refusal::invalid("keys.p256dh", "not_a_device_key").into());
    };
    let Some(secret) = bytes(auth).filter(|secret| secret.len() == 16) else {
        return Err(Refusal::invalid("keys.auth", "not_a_device_key").into());
    };
    Ok(Keys::of(&URL_SAFE_NO_PAD.encode(point), &URL_SAFE_NO_PAD.encode(secret)))
}

/// Some browsers pad.
fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()
}
