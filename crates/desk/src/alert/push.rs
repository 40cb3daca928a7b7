//! What people are told on their own devices, by the push services of their browsers (RFC 8030).
//!
//! Who has to do something about a cause is told of it, if they see the shop and chose to be. A buyer with a person of
//! their own is that person's matter first: everybody else is told when the time in which an urgent one is to be taken has
//! passed once more. Sending is like that of alerts: one after the other for each device, by one job, and what is over
//! before it went out is dropped.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use db::Time;
use serde::Serialize;

use super::device::{self, Device};
use super::progress::{Progress, UNKNOWN, asked_pause};
use super::say::{self, Said};
use super::send::Outcome;
use super::{AlertState, Cause, Hidden, key, store};
use crate::agent::{Agent, Permission, session};
use crate::authority::approval;
use crate::conversation::{Conversation, Status};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::Presence;
use crate::id::{AgentId, DeviceId, PushId, ShopId};
use crate::order::return_page;
use crate::routing::standby;
use crate::shop::{Lang, Shop};
use crate::{agent, buyer, conversation, promise};

/// The kind of the job that sends what a device is to be told; its body is the device's id.
pub const JOB: &str = "alert.push";
/// How long a push service keeps what is of use soon, or not at all.
const SOON: Duration = Duration::from_secs(30 * 60);
/// How long it keeps what is of use later as well.
const TODAY: Duration = Duration::from_secs(24 * 3600);

/// Characters that are shown at most: all of it, in whatever script, has to fit into the 4096 bytes that a push service takes.
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 500;

/// What a device was to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Push {
    pub(super) id: PushId,
    pub(super) device: DeviceId,
    /// A test is of no shop.
    pub(super) shop: Option<ShopId>,
    pub(super) cause: Cause,
    pub(super) said: Said,
    pub(super) progress: Progress,
}

/// A push on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Which.
    pub push: PushId,
    /// Where to.
    pub endpoint: Hidden,
    /// With what to encrypt.
    pub keys: device::Keys,
    /// With what to sign that it comes from this house: the private key.
    pub signed_with: Hidden,
    /// Where whoever runs the push service finds this house.
    pub contact: String,
    /// What the device shows, as JSON.
    pub body: String,
    /// How long the push service may keep it.
    pub keep: Duration,
    /// Whether the device is to be woken for it.
    pub haste: Haste,
    /// When it goes out.
    pub at: Time,
}

/// Whether a device is to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// At once, whatever it costs its battery.
    High,
    /// When it is awake.
    Normal,
}

/// What came of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// There is no such device any more.
    Gone,
    /// What comes of sending anything.
    Done(Outcome),
}

/// What the device is given: what it shows, and what it opens.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    text: &'a str,
    url: String,
    /// What is there already under the same mark is replaced.
    tag: PushId,
}

/// Whether anybody wants to be told of an urgent conversation of this shop.
pub(super) fn wanted(ctx: &mut Ctx<'_, '_>, shop: ShopId, event: super::AlertEvent) -> Result<bool> {
    Ok(store::devices_of_shop(ctx.tx, shop)?.iter().any(|device| device.events.contains(&event)))
}

/// Writes down what every device is to be told of a cause whose person wants to know and has to do something about it.
pub(super) fn raise(ctx: &mut Ctx<'_, '_>, shop: &Shop, cause: Cause) -> Result<()> {
    let mut devices = store::devices_of_shop(ctx.tx, shop.id)?;
    devices.retain(|device| device.events.contains(&cause.event()));
    if devices.is_empty() {
        return Ok(());
    }
    let concerned = concerned(ctx, cause)?;
    let mut told = Vec::new();
    for device in devices {
        let person = agent::people::get(ctx, device.agent)?;
        if concerned.includes(&person) {
            told.push((device, person));
        }
    }
    let first = first(ctx, cause)?.filter(|first| told.iter().any(|(_, person)| person.id == *first));
    let later = ctx.now + Duration::from_secs(u64::from(shop.settings.answer_within_seconds.urgent));
    let mut said: HashMap<Lang, Said> = HashMap::new();
    for (device, person) in told {
        if let Entry::Vacant(none) = said.entry(person.language) {
            none.insert(say::of(ctx, shop, person.language, cause)?);
        }
        let mut push = new(ctx, &device, (Some(shop.id), cause), &said[&person.language]);
        if first.is_some_and(|first| first != person.id) {
            push.progress.not_before = later;
        }
        put(ctx, &push)?;
    }
    Ok(())
}

/// Who has to do something about a cause.
enum Concerned {
    Everybody,
    Only(Vec<AgentId>),
    WhoMayGrant { but: Option<AgentId> },
}

impl Concerned {
    fn includes(&self, agent: &Agent) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(people) => people.contains(&agent.id),
            Self::WhoMayGrant { but } => agent.role.may(Permission::GrantAuthority) && *but != Some(agent.id),
        }
    }
}

fn concerned(ctx: &mut Ctx<'_, '_>, cause: Cause) -> Result<Concerned> {
    Ok(match cause {
        Cause::Urgent { .. } | Cause::Orphan { .. } => Concerned::Everybody,
        // Whoever holds it, and everybody while nobody does.
        Cause::Late { conversation, .. } => match conversation::get(ctx, conversation)? {
            Conversation { status: Status::Assigned, agent: Some(agent), .. } => Concerned::Only(vec![agent]),
            _ => Concerned::Everybody,
        },
        Cause::Approval { approval } => {
            Concerned::WhoMayGrant { but: approval::get(ctx, approval)?.asked_by }
        }
        Cause::Promise { promise } => {
            Concerned::Only(promise::get(ctx, promise)?.owner.agent().into_iter().collect())
        }
        Cause::Offer { agent, .. } => Concerned::Only(vec![agent]),
        Cause::Standby { call } => {
            let called = standby::get(ctx, call)?.called;
            Concerned::Only(called.into_iter().map(|one| one.agent).collect())
        }
        Cause::Surge { .. } | Cause::Flow { .. } | Cause::System { .. } | Cause::Test { .. } => {
            Concerned::Only(Vec::new())
        }
    })
}

/// Whose matter it is before it is anybody else's.
fn first(ctx: &mut Ctx<'_, '_>, cause: Cause) -> Result<Option<AgentId>> {
    let Cause::Urgent { conversation, .. } = cause else { return Ok(None) };
    let buyer = conversation::get(ctx, conversation)?.buyer;
    Ok(buyer::get(ctx, buyer)?.own_agent)
}

/// Something to tell a device.
pub(super) fn new(
    ctx: &mut Ctx<'_, '_>,
    device: &Device,
    (shop, cause): (Option<ShopId>, Cause),
    said: &Said,
) -> Push {
    let progress = Progress { state: AlertState::Pending, attempts: 0, reason: None, not_before: ctx.now };
    Push { id: ctx.id(), device: device.id, shop, cause, said: said.clone(), progress }
}

/// Writes it down, unless the device was told of this already.
pub(super) fn put(ctx: &mut Ctx<'_, '_>, push: &Push) -> Result<()> {
    // Whoever sends to this device either sees this one, or is woken by it.
    store::take_device_turn(ctx.tx, push.device)?;
    if store::insert_push(ctx, push)? {
        wake(ctx, push.device, push.progress.not_before)?;
    }
    Ok(())
}

fn wake(ctx: &mut Ctx<'_, '_>, device: DeviceId, at: Time) -> Result<()> {
    let job = jobs::NewJob { kind: JOB, key: key_of(device), body: device.to_string(), run_at: at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Sends nothing to this device any more.
pub(super) fn stop(ctx: &mut Ctx<'_, '_>, device: DeviceId) -> Result<()> {
    Ok(jobs::cancel(ctx.tx, &key_of(device))?)
}

fn key_of(device: DeviceId) -> String {
    format!("{JOB}:{device}")
}

/// What a device is to be told now. None when there is nothing, or not yet: the job is then finished, or put off.
pub fn begin(ctx: &mut Ctx<'_, '_>, id: DeviceId, job: &jobs::Job) -> Result<Option<Parcel>> {
    store::take_device_turn(ctx.tx, id)?;
    let Some(device) = store::device(ctx.tx, id)? else {
        jobs::done(ctx.tx, job, ctx.now)?;
        return Ok(None);
    };
    loop {
        let Some(push) = store::next_push(ctx.tx, id)? else {
            jobs::done(ctx.tx, job, ctx.now)?;
            return Ok(None);
        };
        let free = push.progress.not_before.max(device.busy_until.unwrap_or(ctx.now));
        if free > ctx.now {
            jobs::postpone(ctx.tx, job, free)?;
            return Ok(None);
        }
        if let Some((state, reason)) = ended(ctx, &device, &push)? {
            let progress = Progress { state, reason: Some(reason.to_owned()), ..push.progress };
            store::update_push(ctx, push.id, &progress)?;
            continue;
        }
        store::update_push(ctx, push.id, &push.progress.clone().trying())?;
        return parcel(ctx, device, push).map(Some);
    }
}

/// Why it is not sent any more, if it is not.
fn ended(ctx: &mut Ctx<'_, '_>, device: &Device, push: &Push) -> Result<Option<(AlertState, &'static str)>> {
    if push.progress.exhausted() {
        return Ok(Some((AlertState::Failed, UNKNOWN)));
    }
    let person = agent::people::get(ctx, device.agent)?;
    if person.disabled {
        return Ok(Some((AlertState::Dropped, "not_seen")));
    }
    let Some(shop) = push.shop else { return Ok(None) };
    if !session::sight(ctx, &person)?.includes(shop) {
        return Ok(Some((AlertState::Dropped, "not_seen")));
    }
    if !device.events.contains(&push.cause.event()) {
        return Ok(Some((AlertState::Dropped, "switched_off")));
    }
    if matches!(push.cause, Cause::Standby { .. }) && person.presence == Presence::Online {
        return Ok(Some((AlertState::Dropped, "came")));
    }
    Ok(push.cause.over(ctx, shop)?.map(|word| (AlertState::Dropped, word)))
}

fn parcel(ctx: &mut Ctx<'_, '_>, device: Device, push: Push) -> Result<Parcel> {
    let house = return_page::link::house_address(ctx)?;
    let Said { title, text, path } = &push.said;
    let (title, text) = (within(title, LONGEST_TITLE), within(text, LONGEST_TEXT));
    let body = serde_json::to_string(&Shown { title, text, url: format!("{house}{path}"), tag: push.id })?;
    let (keep, haste) = match push.cause {
        Cause::Offer { until, .. } => (until.since(ctx.now), Haste::High),
        Cause::Urgent { .. }
        | Cause::Late { .. }
        | Cause::Orphan { .. }
        | Cause::Standby { .. }
        | Cause::Test { .. } => (SOON, Haste::High),
        Cause::Approval { approval } => {
            (approval::get(ctx, approval)?.expires_at.since(ctx.now).min(TODAY), Haste::Normal)
        }
        Cause::Surge { .. } | Cause::Promise { .. } | Cause::Flow { .. } | Cause::System { .. } => {
            (TODAY, Haste::Normal)
        }
    };
    let signed_with = key::private(ctx)?;
    let Device { endpoint, keys, .. } = device;
    Ok(Parcel { push: push.id, endpoint, keys, signed_with, contact: house, body, keep, haste, at: ctx.now })
}

fn within(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Notes what came of a push, and goes on with what the device is to be told next. A device that is gone is forgotten.
pub fn report(
    ctx: &mut Ctx<'_, '_>,
    device: DeviceId,
    id: PushId,
    told: Told,
    job: &jobs::Job,
) -> Result<()> {
    let Told::Done(outcome) = told else {
        device::forget(ctx, device)?;
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    };
    store::take_device_turn(ctx.tx, device)?;
    let Some(push) = store::push(ctx.tx, id)? else {
        // The device was removed meanwhile.
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    };
    if let Some(pause) = asked_pause(&outcome) {
        store::set_device_busy(ctx.tx, device, ctx.now + pause)?;
    }
    store::update_push(ctx, id, &push.progress.after(&outcome, ctx.now))?;
    Ok(jobs::postpone(ctx.tx, job, ctx.now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_that_is_shown_fits_into_one_record() {
        let (title, text) = ("秒".repeat(999), "\u{1F600}".repeat(999));
        let (title, text) = (within(&title, LONGEST_TITLE), within(&text, LONGEST_TEXT));
        let tag: PushId = uuid::Uuid::nil().into();
        let url = format!("https://{}/console/approvals?id={tag}", "h".repeat(253));
        let body = serde_json::to_string(&Shown { title, text, url, tag }).expect("JSON");
        assert!(body.len() + 17 <= 4096 - 86, "{}", body.len());
        assert_eq!(within("abc", 3), "abc");
    }
}
