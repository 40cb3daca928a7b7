//! The bot, or the house, gives a conversation to people, with everything they need to go on.

use db::Time;
use language::{Emotion, Intent};
use serde::{Deserialize, Serialize};

use super::{Checked, Conversation, Source, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, HandOffReason};
use crate::shop::boundary::{Attendance, Boundary};

/// What people are handed: so that the buyer need not say anything twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Packet {
    /// Why it is handed over.
    pub reason: HandOffReason,
    /// What the buyer asked, in their own words, the last burst.
    pub asked: String,
    /// What it was understood as.
    #[schema(value_type = String)]
    pub intent: Intent,
    /// How the buyer feels.
    #[schema(value_type = String)]
    pub emotion: Emotion,
    /// What the bot has answered so far, shortest form, oldest first.
    pub tried: Vec<String>,
    /// The facts that were looked at.
    pub looked_at: Vec<Source>,
    /// The order it is about.
    pub order: Option<String>,
    /// The product it is about.
    pub product: Option<String>,
    /// What a person would best do next, in both languages.
    pub next_step: crate::shop::Bilingual,
    /// What the bot would have said, and why it was not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
    /// The row of the boundary matrix that decided, when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Row>,
    /// When it was handed over.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
}

/// The row of the boundary matrix that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BoundaryRow)]
pub struct Row {
    /// What it is about.
    #[schema(value_type = String)]
    pub intent: Intent,
    /// Whether people were here.
    pub attendance: Attendance,
    /// What the bot does about it.
    pub does: Boundary,
}

/// Puts the conversation into the queue. `false` when people have it already: then nothing changes.
pub fn hand_off(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    packet: &Packet,
    due_at: Time,
) -> Result<bool> {
    if store::hand_off(ctx, conversation.id, packet, due_at)? == 0 {
        return Ok(false);
    }
    let fact = Fact::HandedOff { reason: packet.reason, due_at };
    fact::record(ctx, conversation.scope(), fact)?;
    Ok(true)
}
