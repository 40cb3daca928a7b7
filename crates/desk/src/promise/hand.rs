//! A conversation changes hands: its open promises go with it.

use super::{Promise, PromiseOwner, PromiseState, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AgentId, ConversationId};

/// Passed from one person to another: what the first had promised there is now the second's.
pub fn transferred(ctx: &mut Ctx<'_, '_>, id: ConversationId, from: AgentId, to: AgentId) -> Result<()> {
    pass(ctx, id, PromiseOwner::Agent(from), PromiseOwner::Agent(to))
}

/// Given back to the queue: what people had promised there is the shop's until somebody takes it.
pub fn released(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<()> {
    for promise in store::of_conversation(ctx.tx, id)? {
        if promise.state == PromiseState::Open && promise.owner.agent().is_some() {
            store::update(ctx.tx, &Promise { owner: PromiseOwner::Shop, ..promise })?;
        }
    }
    Ok(())
}

/// Taken: what nobody had is now this person's.
pub fn claimed(ctx: &mut Ctx<'_, '_>, id: ConversationId, by: AgentId) -> Result<()> {
    pass(ctx, id, PromiseOwner::Shop, PromiseOwner::Agent(by))
}

fn pass(ctx: &mut Ctx<'_, '_>, id: ConversationId, from: PromiseOwner, to: PromiseOwner) -> Result<()> {
    for promise in store::of_conversation(ctx.tx, id)? {
        if promise.state == PromiseState::Open && promise.owner == from {
            store::update(ctx.tx, &Promise { owner: to, ..promise })?;
        }
    }
    Ok(())
}
