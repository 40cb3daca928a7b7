//! Alerts: what people must know on their phones when nobody looks at the console.
//!
//! They go to the robots of a shop's groups, and to the devices on which people turned notices on.
//!
//! An alert is written in the transaction of what causes it, once for each target of the shop that wants it, and sent by a
//! job of its target, one after the other. What is over before it went out is dropped, and the list says so. An address and
//! a secret are the right to speak in somebody's group: they are kept, and told to nobody.

use std::fmt;
use std::time::Duration;

use db::Time;

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AlertId, AlertTargetId, ShopId};
use crate::word::words;

mod cause;
pub mod device;
pub mod key;
mod pace;
mod progress;
pub mod push;
mod raise;
mod say;
pub mod send;
mod store;
pub mod target;
pub mod watch;

pub use cause::Cause;
pub use device::Device;
pub use raise::heard;
pub use target::{Wanted, change, create, list, remove, test};

words! {
    /// What carries alerts to phones.
    AlertKind {
        /// A robot of a 企业微信 group.
        Wecom = "wecom",
        /// A robot of a 钉钉 group.
        Dingtalk = "dingtalk",
        /// A robot of a 飞书 or Lark group.
        Feishu = "feishu",
    }
}

words! {
    /// What an alert is about.
    AlertEvent {
        /// Somebody asks to give more than they may.
        Approval = "approval",
        /// An urgent conversation waits, and nobody takes it.
        Urgent = "urgent",
        /// Somebody waits longer than was promised, by the shop's policy.
        Late = "late",
        /// A conversation was handed to people, and for too long nobody came.
        Orphan = "orphan",
        /// People are too few: the bot receives first.
        Surge = "surge",
        /// A promise was not kept in time.
        Promise = "promise",
        /// A run of a flow neither goes on nor back.
        Flow = "flow",
        /// The shop's system, or a carrier, does not answer as it should.
        System = "system",
        /// Those who stand by are called in.
        Standby = "standby",
        /// A conversation is offered to a person.
        Offer = "offer",
        /// A test from the console.
        Test = "test",
    }
}

impl AlertEvent {
    /// Of what a group may be told.
    pub const OF_GROUPS: &'static [Self] = &[
        Self::Approval,
        Self::Urgent,
        Self::Late,
        Self::Orphan,
        Self::Surge,
        Self::Promise,
        Self::Flow,
        Self::System,
        Self::Standby,
    ];
    /// Of what a person may be told on a device of their own.
    pub const OF_PEOPLE: &'static [Self] =
        &[Self::Urgent, Self::Late, Self::Orphan, Self::Offer, Self::Approval, Self::Promise, Self::Standby];
}

words! {
    /// When a target is told.
    AlertHours {
        /// At any hour.
        Always = "always",
        /// While people answer; what happens at another hour waits until they do.
        Quiet = "quiet",
    }
}

words! {
    /// How far an alert has come.
    AlertState {
        /// To be sent.
        Pending = "pending",
        /// With the robot.
        Sent = "sent",
        /// Not sent, and not tried again by itself.
        Failed = "failed",
        /// What caused it was over before it went out.
        Dropped = "dropped",
    }
}

/// Where alerts of a shop go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTarget {
    /// Identity.
    pub id: AlertTargetId,
    /// The shop.
    pub shop: ShopId,
    /// What carries them.
    pub kind: AlertKind,
    /// What people call it.
    pub name: String,
    /// The robot's address. Whoever has it can write in the group.
    pub address: Hidden,
    /// What the robot's requests are signed with, where it wants that.
    pub secret: Option<Hidden>,
    /// Of what it is told.
    pub events: Vec<AlertEvent>,
    /// When.
    pub hours: AlertHours,
    /// Whether it is told at all.
    pub enabled: bool,
    /// Until when its robot takes nothing.
    pub busy_until: Option<Time>,
}

/// What was to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Identity.
    pub id: AlertId,
    /// The shop.
    pub shop: ShopId,
    /// To which target.
    pub target: AlertTargetId,
    /// Why: of one cause a target is told once.
    pub cause: Cause,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub text: String,
    /// Where in the console it leads.
    pub path: String,
    /// How far it has come.
    pub state: AlertState,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Why it stands where it stands: a word of ours or the robot's code.
    pub reason: Option<String>,
    /// Not before.
    pub not_before: Time,
    /// When it was caused.
    pub created_at: Time,
    /// When it last came further.
    pub updated_at: Time,
}

/// Something that is the right to do something: it does not show itself in any log.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The thing itself, for whoever sends.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Of an address, enough to tell two apart: where it leads, and its last characters.
    pub fn hint(&self) -> String {
        let host = url::Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned));
        let last: Vec<char> = self.0.chars().rev().take(4).collect();
        format!("{} …{}", host.unwrap_or_default(), last.iter().rev().collect::<String>())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How long is kept what was told, or was not told for good.
const KEPT: Duration = Duration::from_secs(90 * 86_400);

/// Forgets what was told long ago, by robots and on devices.
pub fn sweep(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    Ok(store::sweep(ctx.tx, ctx.now - KEPT)?)
}

/// A shop's alert.
pub fn get(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertId) -> Result<Alert> {
    store::by_id(ctx.tx, shop, id)?.ok_or_else(|| Refusal::not_found("no_such_alert").into())
}

/// A shop's alerts, newest first, at most `limit`.
pub fn of_shop(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    state: Option<AlertState>,
    limit: i64,
) -> Result<Vec<Alert>> {
    Ok(store::of_shop(ctx.tx, shop, state, limit)?)
}

/// Tries once more what was not sent.
pub fn retry(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: AlertId) -> Result<Alert> {
    let alert = get(ctx, shop, id)?;
    if alert.state != AlertState::Failed {
        return Err(Refusal::conflict("alert_not_failed").into());
    }
    store::take_turn(ctx.tx, alert.target)?;
    let again = Alert { state: AlertState::Pending, attempts: 0, reason: None, not_before: ctx.now, ..alert };
    store::update(ctx, &again)?;
    send::wake(ctx, again.target, ctx.now)?;
    get(ctx, shop, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_hints_and_does_not_show_itself() {
        let address = Hidden("https://oapi.dingtalk.com/robot/send?access_token=abcdef0123".into());
        assert_eq!(address.hint(), "oapi.dingtalk.com …0123");
        assert_eq!(format!("{address:?}"), "…");
    }
}
