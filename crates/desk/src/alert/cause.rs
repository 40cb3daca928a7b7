//! What causes an alert, and whether it still stands when the alert goes out.

use db::Time;
use serde::{Deserialize, Serialize};

use super::AlertEvent;
use crate::authority::approval::{self, ApprovalState};
use crate::connection::{self, Role};
use crate::conversation::{self, Status};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{RunState, SlaMetric};
use crate::id::{AgentId, AlertId, ApprovalId, ConversationId, FlowRunId, PromiseId, ShopId, StandbyCallId};
use crate::promise::{self, Promise, PromiseState};
use crate::routing::{standby, surge};
use crate::{flow, sla};

/// What causes an alert: of the same cause a target is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary and told of by their line")]
pub enum Cause {
    /// Something was asked over a limit.
    Approval { approval: ApprovalId },
    /// An urgent conversation has waited since then.
    Urgent { conversation: ConversationId, since: Time },
    /// Somebody has waited since then, longer than the policy promises.
    Late { conversation: ConversationId, metric: SlaMetric, since: Time, within_seconds: u32 },
    /// A conversation has waited since then, and nobody came.
    Orphan { conversation: ConversationId, since: Time },
    /// People have been too few since then.
    Surge { since: Time },
    /// A promise was not kept.
    Promise { promise: PromiseId },
    /// A run got stuck then.
    Flow { run: FlowRunId, since: Time },
    /// A connection has been in trouble since then.
    System { role: Role, since: Time },
    /// Those who stand by were called in.
    Standby { call: StandbyCallId },
    /// A conversation is offered to a person until then.
    Offer { conversation: ConversationId, agent: AgentId, until: Time },
    /// Somebody wants to see whether it arrives.
    Test { test: AlertId },
}

impl Cause {
    /// What it is about.
    pub fn event(self) -> AlertEvent {
        match self {
            Self::Approval { .. } => AlertEvent::Approval,
            Self::Urgent { .. } => AlertEvent::Urgent,
            Self::Late { .. } => AlertEvent::Late,
            Self::Orphan { .. } => AlertEvent::Orphan,
            Self::Surge { .. } => AlertEvent::Surge,
            Self::Promise { .. } => AlertEvent::Promise,
            Self::Flow { .. } => AlertEvent::Flow,
            Self::System { .. } => AlertEvent::System,
            Self::Standby { .. } => AlertEvent::Standby,
            Self::Offer { .. } => AlertEvent::Offer,
            Self::Test { .. } => AlertEvent::Test,
        }
    }

    /// Why it does not stand any more, in a word; none while it does.
    pub(super) fn over(self, ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<&'static str>> {
        let (stands, word) = match self {
            Self::Approval { approval } => {
                let asked = approval::get(ctx, approval)?;
                (asked.state == ApprovalState::Asked && asked.expires_at > ctx.now, "settled")
            }
            Self::Urgent { conversation, since } | Self::Orphan { conversation, since } => {
                let waits = conversation::get(ctx, conversation)?;
                (waits.status == Status::Waiting && waits.handed_off_at == Some(since), "taken")
            }
            Self::Late { conversation, metric, since, .. } => {
                (sla::watch::still_late(ctx, conversation, metric, since)?, "answered")
            }
            Self::Surge { since } => {
                let surge = surge::of(ctx, shop)?;
                (surge.is_on() && surge.since == Some(since), "ended")
            }
            Self::Promise { promise } => (is_overdue(&promise::get(ctx, promise)?, ctx.now), "kept"),
            Self::Flow { run, .. } => (flow::get(ctx, run)?.state == RunState::Stuck, "goes_on"),
            Self::System { role, since } => {
                let connection = connection::get(ctx, shop, role)?;
                (connection.is_some_and(|one| one.trouble_at == Some(since)), "recovered")
            }
            Self::Standby { call } => {
                let called = standby::get(ctx, call)?.called;
                (called.iter().any(|one| one.came_at.is_none()), "came")
            }
            Self::Offer { conversation, agent, until } => {
                let offered = conversation::get(ctx, conversation)?;
                let stands = offered.offered_to == Some(agent) && offered.offered_until == Some(until);
                (stands && until > ctx.now, "ended")
            }
            Self::Test { .. } => (true, ""),
        };
        Ok((!stands).then_some(word))
    }
}

fn is_overdue(promise: &Promise, now: Time) -> bool {
    promise.state == PromiseState::Open && promise.due_at <= now
}
