//! Deep resolve: an agent takes five to ten minutes to get to the root of a matter, and ends with definite steps and a
//! promise, instead of being quick and vague.

use std::time::Duration;

use db::Time;

use super::make::{self, Wanted};
use super::{PromiseOwner, store};
use crate::conversation::{self, Status};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact};
use crate::id::{AgentId, ConversationId, ShopId};

/// Fewest and most minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=10;
/// Most steps, and the longest of one in characters.
const STEPS: (usize, usize) = (10, 200);

/// A matter that somebody is getting to the root of, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeepResolve {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its shop.
    pub shop: ShopId,
    /// Who.
    pub agent: AgentId,
    /// Since when.
    pub started_at: Time,
    /// Until when.
    pub until_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// What is to be done.
    pub steps: Vec<String>,
}

/// The person who holds a conversation takes so many minutes for it.
pub fn begin(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId, minutes: u32) -> Result<DeepResolve> {
    if !MINUTES.contains(&minutes) {
        return Err(Refusal::invalid("minutes", "out_of_range").into());
    }
    let conversation = conversation::get(ctx, id)?;
    if conversation.status != Status::Assigned {
        return Err(Refusal::conflict("claim_first").into());
    }
    if conversation.agent != Some(agent) {
        return Err(Refusal::conflict("held_by_other").into());
    }
    if let Some(running) = of_conversation(ctx, id)?.filter(|one| one.ended_at.is_none()) {
        return Ok(running);
    }
    let until_at = ctx.now + Duration::from_secs(u64::from(minutes) * 60);
    let deep = DeepResolve {
        conversation: id,
        shop: conversation.shop,
        agent,
        started_at: ctx.now,
        until_at,
        ended_at: None,
        steps: Vec::new(),
    };
    store::put_deep(ctx.tx, &deep)?;
    fact::record(ctx, conversation.scope(), Fact::DeepResolveBegun { agent, until_at })?;
    Ok(deep)
}

/// It ends: with steps, and with a promise unless the matter is solved.
pub fn end(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    agent: AgentId,
    steps: &[String],
    promise: Option<&Wanted>,
) -> Result<DeepResolve> {
    let conversation = conversation::get(ctx, id)?;
    let running = of_conversation(ctx, id)?.filter(|one| one.ended_at.is_none());
    let running = running.ok_or_else(|| Refusal::conflict("no_deep_resolve"))?;
    let steps: Vec<String> =
        steps.iter().map(|step| step.trim().to_owned()).filter(|step| !step.is_empty()).collect();
    if steps.is_empty() {
        return Err(Refusal::invalid("steps", "required").into());
    }
    let (most, longest) = STEPS;
    if steps.len() > most || steps.iter().any(|step| step.chars().count() > longest) {
        return Err(Refusal::invalid("steps", "text_too_long").with("limit", longest).into());
    }
    if let Some(wanted) = promise {
        make::by_hand(ctx, &conversation, agent, wanted, PromiseOwner::Agent(agent))?;
    }
    let ended = DeepResolve { ended_at: Some(ctx.now), steps, ..running };
    store::put_deep(ctx.tx, &ended)?;
    fact::record(ctx, conversation.scope(), Fact::DeepResolveEnded { agent })?;
    Ok(ended)
}

/// What is known of one in this conversation.
pub fn of_conversation(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<DeepResolve>> {
    Ok(store::deep(ctx.tx, id)?)
}

/// Those that are going on in a shop, the longest first.
pub fn running(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<DeepResolve>> {
    Ok(store::running_deep(ctx.tx, shop)?)
}
