//! Sending alerts. The network is the outer ring's: it takes what to send with [`begin`], sends it, and says with
//! [`report`] what came of it.
//!
//! The alerts of a target go out one after the other, by one job. Robots do not know a message again: after a crash in the
//! middle of a try nobody knows whether it arrived, and it is sent once more, because an alert that is missing is worse
//! than one that is there twice.

use std::time::Duration;

use db::Time;

use super::progress::{Progress, UNKNOWN, asked_pause};
use super::{Alert, AlertHours, AlertKind, AlertState, AlertTarget, Cause, Hidden, pace, store};
use crate::bot::phrases::plain;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AlertId, AlertTargetId};
use crate::order::return_page;
use crate::shop;

/// The kind of the job that sends what a target is to be told; its body is the target's id.
pub const JOB: &str = "alert.send";
/// Pauses between tries; after the last one it has failed. An alert is of use soon, or not at all.
pub const PAUSES: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
];

/// An alert on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Which.
    pub alert: AlertId,
    /// By what.
    pub kind: AlertKind,
    /// Where to.
    pub address: Hidden,
    /// What to sign with.
    pub secret: Option<Hidden>,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub text: String,
    /// What the link is called.
    pub link_title: String,
    /// Where it leads.
    pub link: String,
    /// When it goes out.
    pub at: Time,
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The robot has it.
    Sent,
    /// It will not take this.
    Refused {
        /// Its code.
        code: String,
    },
    /// It takes nothing for a while.
    Busy {
        /// Its code.
        code: String,
        /// For how long.
        after: Duration,
    },
    /// It did not answer as it should; it may the next time.
    Failed {
        /// What was wrong.
        code: String,
    },
}

/// Sees to it that a target is told at or after `at`.
pub(super) fn wake(ctx: &mut Ctx<'_, '_>, target: AlertTargetId, at: Time) -> Result<()> {
    let job = jobs::NewJob { kind: JOB, key: key(target), body: target.to_string(), run_at: at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Sends nothing to this target any more.
pub(super) fn stop(ctx: &mut Ctx<'_, '_>, target: AlertTargetId) -> Result<()> {
    Ok(jobs::cancel(ctx.tx, &key(target))?)
}

fn key(target: AlertTargetId) -> String {
    format!("{JOB}:{target}")
}

/// What a target is to be told now. None when there is nothing, or not yet: the job is then finished, or put off.
pub fn begin(ctx: &mut Ctx<'_, '_>, id: AlertTargetId, job: &jobs::Job) -> Result<Option<Parcel>> {
    store::take_turn(ctx.tx, id)?;
    let Some(target) = store::target(ctx.tx, id)? else {
        jobs::done(ctx.tx, job, ctx.now)?;
        return Ok(None);
    };
    loop {
        let Some(alert) = store::next(ctx.tx, id)? else {
            jobs::done(ctx.tx, job, ctx.now)?;
            return Ok(None);
        };
        if alert.not_before > ctx.now {
            jobs::postpone(ctx.tx, job, alert.not_before)?;
            return Ok(None);
        }
        match decide(ctx, &target, &alert)? {
            Decision::Send => {}
            Decision::Wait(until) => {
                store::update(ctx, &Alert { not_before: until, reason: Some("quiet".into()), ..alert })?;
                continue;
            }
            Decision::End(state, reason) => {
                store::update(ctx, &Alert { state, reason: Some(reason.to_owned()), ..alert })?;
                continue;
            }
        }
        let sent = store::tries_since(ctx.tx, id, ctx.now - pace::LONGEST)?;
        let free = target.kind.free_at(&sent, ctx.now).max(target.busy_until.unwrap_or(ctx.now));
        if free > ctx.now {
            jobs::postpone(ctx.tx, job, free)?;
            return Ok(None);
        }
        store::note_try(ctx, id)?;
        let trying = at(&alert, progress(&alert).trying());
        store::update(ctx, &trying)?;
        return parcel(ctx, target, trying).map(Some);
    }
}

fn parcel(ctx: &mut Ctx<'_, '_>, target: AlertTarget, alert: Alert) -> Result<Parcel> {
    let house = return_page::link::house_address(ctx)?;
    let lang = shop::get(ctx, alert.shop)?.language;
    Ok(Parcel {
        alert: alert.id,
        kind: target.kind,
        address: target.address,
        secret: target.secret,
        title: alert.title,
        text: alert.text,
        link_title: plain(lang, "alert.open")?,
        link: format!("{house}{}", alert.path),
        at: ctx.now,
    })
}

/// What is to be done about one alert now.
enum Decision {
    Send,
    Wait(Time),
    End(AlertState, &'static str),
}

fn decide(ctx: &mut Ctx<'_, '_>, target: &AlertTarget, alert: &Alert) -> Result<Decision> {
    if progress(alert).exhausted() {
        return Ok(Decision::End(AlertState::Failed, UNKNOWN));
    }
    if let Cause::Test { .. } = alert.cause {
        return Ok(Decision::Send);
    }
    if !target.enabled {
        return Ok(Decision::End(AlertState::Dropped, "switched_off"));
    }
    if let Some(word) = alert.cause.over(ctx, alert.shop)? {
        return Ok(Decision::End(AlertState::Dropped, word));
    }
    if target.hours == AlertHours::Quiet {
        // Where people never answer there is no morning to wait for.
        let opening = shop::get(ctx, alert.shop)?.next_opening(ctx.now);
        if let Some(opening) = opening.filter(|opening| *opening > ctx.now) {
            return Ok(Decision::Wait(opening));
        }
    }
    Ok(Decision::Send)
}

/// Notes what came of sending, and goes on with what the target is to be told next.
pub fn report(
    ctx: &mut Ctx<'_, '_>,
    target: AlertTargetId,
    id: AlertId,
    outcome: Outcome,
    job: &jobs::Job,
) -> Result<()> {
    store::take_turn(ctx.tx, target)?;
    let Some(alert) = store::of_target(ctx.tx, target, id)? else {
        // The target was removed meanwhile.
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    };
    if let Some(pause) = asked_pause(&outcome) {
        store::set_busy(ctx.tx, target, ctx.now + pause)?;
    }
    let after = at(&alert, progress(&alert).after(&outcome, ctx.now));
    store::update(ctx, &after)?;
    Ok(jobs::postpone(ctx.tx, job, ctx.now)?)
}

fn progress(alert: &Alert) -> Progress {
    let Alert { state, attempts, reason, not_before, .. } = alert;
    Progress { state: *state, attempts: *attempts, reason: reason.clone(), not_before: *not_before }
}

fn at(alert: &Alert, progress: Progress) -> Alert {
    let Progress { state, attempts, reason, not_before } = progress;
    Alert { state, attempts, reason, not_before, ..alert.clone() }
}
