//! Sending a text. The network is the outer ring's: it takes what to send with [`begin`], sends it, and says with [`report`]
//! what came of it.

use std::time::Duration;

use db::Time;

use super::settings::{Decision, Sent};
use super::{Phone, Sms, SmsProvider, SmsSettings, SmsState, changed, get, keep, store};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::SmsId;
use crate::shop;

/// The kind of the job that sends a text.
pub const JOB: &str = "sms.send";
/// The reason of a text of which nobody knows whether it was sent.
pub(super) const UNKNOWN: &str = "unknown";
/// Pauses between tries; after the last one it has failed.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(6 * 3600),
];

/// What a provider has just taken it may not show at once: it is asked after this long.
const BEFORE_ASKING: Duration = Duration::from_secs(60);

/// A text on its way out.
#[derive(Clone, PartialEq)]
pub struct Parcel {
    /// By which the provider knows the same text again.
    pub id: SmsId,
    /// To which number.
    pub phone: Phone,
    /// What it says.
    pub text: String,
    /// The shop's name.
    pub shop: String,
    /// How to send it.
    pub settings: SmsSettings,
    /// What to sign with.
    pub secret: String,
    /// An earlier try may have arrived: to be asked about before it is sent again.
    pub unsure: bool,
    /// When it was queued.
    pub queued_at: Time,
    /// When it goes out.
    pub at: Time,
}

impl Parcel {
    /// Where it goes out to.
    pub fn url(&self) -> &str {
        match self.settings.provider {
            SmsProvider::Aliyun => &self.settings.aliyun.endpoint,
            SmsProvider::Gateway | SmsProvider::ByHand => &self.settings.gateway_url,
        }
    }
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel").field("id", &self.id).field("phone", &self.phone).finish_non_exhaustive()
    }
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it.
    Sent {
        /// Its own id of it.
        provider_id: String,
    },
    /// It will not send this.
    Refused {
        /// Its code.
        code: String,
    },
    /// It cannot now; nothing was sent.
    Busy {
        /// Its code.
        code: String,
    },
    /// Nobody knows whether it was sent.
    Unknown,
}

/// Sees to it that a text is sent at or after `at`.
pub(super) fn wake(ctx: &mut Ctx<'_, '_>, id: SmsId, at: Time) -> Result<()> {
    let job = jobs::NewJob { kind: JOB, key: job_key(id), body: id.to_string(), run_at: at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

pub(super) fn job_key(id: SmsId) -> String {
    format!("{JOB}:{id}")
}

/// What is to be sent now. None when there is nothing to send: the job is then finished, or put off to the shop's morning.
pub fn begin(ctx: &mut Ctx<'_, '_>, id: SmsId, job: &jobs::Job) -> Result<Option<Parcel>> {
    let sms = get(ctx, id)?;
    let waits = sms.state == SmsState::Held && sms.not_before.is_some();
    if sms.state != SmsState::Queued && !waits {
        jobs::done(ctx.tx, job, ctx.now)?;
        return Ok(None);
    }
    let unsure = sms.reason.as_deref() == Some(UNKNOWN);
    let shown = sms.updated_at + BEFORE_ASKING;
    if unsure && ctx.now < shown {
        // Whoever tried it died a moment ago.
        let waiting = Sms { not_before: Some(shown), ..sms };
        store::update(ctx.tx, &waiting)?;
        changed(ctx, &waiting)?;
        jobs::postpone(ctx.tx, job, shown)?;
        return Ok(None);
    }
    let shop = shop::get(ctx, sms.shop)?;
    let (settings, secret) = store::settings(ctx.tx, sms.shop)?.unwrap_or_default();
    let hour = Duration::from_secs(3600);
    let sent = Sent {
        within_hour: store::sent_since(ctx.tx, &sms, ctx.now - hour)?,
        within_day: store::sent_since(ctx.tx, &sms, ctx.now - 24 * hour)?,
    };
    let stands = |state, reason: &str, not_before| Sms {
        state,
        // Whatever keeps it from being sent now: whether it went out before stays in question until it is asked about.
        reason: Some(if unsure { UNKNOWN } else { reason }.to_owned()),
        not_before,
        ..sms.clone()
    };
    match (settings.decide(&shop.zone(), sent, ctx.now), secret) {
        (Decision::Send, Some(secret)) => {
            // Whoever finds this after a crash knows that it may have gone out.
            let trying = Sms {
                attempts: sms.attempts + 1,
                not_before: None,
                ..stands(SmsState::Queued, UNKNOWN, None)
            };
            store::update(ctx.tx, &Sms { updated_at: ctx.now, ..trying })?;
            Ok(Some(Parcel {
                id,
                phone: sms.phone,
                text: sms.text,
                shop: shop.name,
                settings,
                secret,
                unsure,
                queued_at: sms.created_at,
                at: ctx.now,
            }))
        }
        (Decision::Wait(until), _) => {
            keep(ctx, stands(SmsState::Held, "quiet_hours", Some(until)))?;
            jobs::postpone(ctx.tx, job, until)?;
            Ok(None)
        }
        (Decision::Refuse(_), _) if unsure => {
            // It may be one of those that its phone has had already: it is asked about as soon as it could be sent again.
            let later = ctx.now + hour;
            let waiting = stands(SmsState::Queued, UNKNOWN, Some(later));
            store::update(ctx.tx, &waiting)?;
            changed(ctx, &waiting)?;
            jobs::postpone(ctx.tx, job, later)?;
            Ok(None)
        }
        (Decision::Refuse(reason), _) => finish(ctx, stands(SmsState::Failed, reason, None), job),
        (Decision::ByHand | Decision::Send, _) => finish(ctx, stands(SmsState::Held, "by_hand", None), job),
    }
}

/// Notes what came of sending: it is sent, it has failed, or it is tried again.
pub fn report(ctx: &mut Ctx<'_, '_>, parcel: &Parcel, outcome: &Outcome, job: &jobs::Job) -> Result<()> {
    let sms = get(ctx, parcel.id)?;
    // That it cannot be taken now says nothing of an earlier try.
    let busy = |code: &str| Some(if parcel.unsure { UNKNOWN } else { code }.to_owned());
    let pause = usize::try_from(sms.attempts - 1).ok().and_then(|tried| PAUSES.get(tried)).copied();
    let after = match (outcome, pause) {
        (Outcome::Sent { provider_id }, _) => Sms {
            state: SmsState::Sent,
            provider_id: Some(provider_id.clone()).filter(|id| !id.is_empty()),
            reason: None,
            ..sms
        },
        (Outcome::Busy { code }, Some(pause)) => {
            let pause = if parcel.unsure { pause.max(BEFORE_ASKING) } else { pause };
            Sms { reason: busy(code), not_before: Some(ctx.now + pause), ..sms }
        }
        (Outcome::Busy { code }, None) => Sms { state: SmsState::Failed, reason: busy(code), ..sms },
        (Outcome::Refused { code }, _) => Sms { state: SmsState::Failed, reason: Some(code.clone()), ..sms },
        (Outcome::Unknown, Some(pause)) => {
            Sms { reason: Some(UNKNOWN.into()), not_before: Some(ctx.now + pause.max(BEFORE_ASKING)), ..sms }
        }
        (Outcome::Unknown, None) => Sms { state: SmsState::Failed, reason: Some(UNKNOWN.into()), ..sms },
    };
    match after.not_before.filter(|_| after.state == SmsState::Queued) {
        Some(again) => {
            keep(ctx, after)?;
            Ok(jobs::postpone(ctx.tx, job, again)?)
        }
        None => finish(ctx, after, job).map(drop),
    }
}

fn finish(ctx: &mut Ctx<'_, '_>, sms: Sms, job: &jobs::Job) -> Result<Option<Parcel>, Error> {
    keep(ctx, sms)?;
    jobs::done(ctx.tx, job, ctx.now)?;
    Ok(None)
}
