//! How long buyers wait, to the second, and why.
//!
//! Nothing here is kept as truth: what happened in a conversation ([`Event`]) is folded into stretches of time with a cause
//! each ([`timeline`]), and those into clocks under a policy ([`clock`], [`policy`]). The same events give the same seconds,
//! whenever they are counted and under whichever policy.
//!
//! [`ledger`] reads them off the house's own facts, [`kept`] holds them against the shop's policies, [`watch`] tells lines as
//! they are crossed, [`outage`] keeps when nothing could be sent, [`report`] says how a shop stands and how it would under
//! another policy.

use db::Time;
use serde::{Deserialize, Serialize};

use crate::id::AgentId;

pub mod calendar;
pub mod clock;
pub mod kept;
pub mod ledger;
pub mod outage;
pub mod policy;
pub mod report;
mod store;
pub mod timeline;
pub mod watch;

pub use calendar::Calendar;
pub use clock::{Clock, Metric, Reply, Target};
pub use policy::{Matter, Policy};
pub use timeline::{Cause, Stretch};

/// Something that happened in a conversation, as far as clocks care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When.
    pub at: Time,
    /// What.
    pub what: What,
    /// The agent it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
}

crate::word::words! {
    /// What happened.
    What {
        /// The buyer said something that wants an answer.
        BuyerSaid = "buyer_said",
        /// What the buyer said last was a thanks or a goodbye, and wants none.
        BuyerClosed = "buyer_closed",
        /// The bot answered.
        BotSaid = "bot_said",
        /// A person answered, in their own words or with a draft.
        AgentSaid = "agent_said",
        /// Given to people.
        HandedOff = "handed_off",
        /// A person took it, or was given it by another.
        Claimed = "claimed",
        /// Given back to the queue.
        Released = "released",
        /// The person began to write.
        Typed = "typed",
        /// A lead was asked whether something may be done.
        ApprovalAsked = "approval_asked",
        /// The lead has decided.
        ApprovalDecided = "approval_decided",
        /// Nothing could be sent or received from here on.
        OutageBegan = "outage_began",
        /// It could again.
        OutageEnded = "outage_ended",
        /// It is done.
        Resolved = "resolved",
        /// The buyer came back.
        Reopened = "reopened",
    }
}
