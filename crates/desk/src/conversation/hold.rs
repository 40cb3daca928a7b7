//! Who holds a conversation: taking it, giving it back, passing it on.

use super::{Conversation, Status, store};
use crate::agent::{self, Role, Sight};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact};
use crate::id::{AgentId, ConversationId};
use crate::shop;

/// A person takes a conversation from the queue or from the bot. Of two who try at once, one gets it; the other is told
/// who did.
pub fn claim(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId) -> Result<Conversation> {
    if store::claim(ctx.tx, id, agent, ctx.now)? == 1 {
        let conversation = super::get(ctx, id)?;
        fact::record(ctx, conversation.scope(), Fact::Claimed { agent })?;
        return Ok(conversation);
    }
    let conversation = super::get(ctx, id)?;
    match (conversation.status, conversation.agent) {
        (Status::Assigned, Some(holder)) if holder == agent => Ok(conversation),
        (Status::Assigned, Some(holder)) => {
            let name = agent::people::get(ctx, holder)?.name;
            Err(Refusal::conflict("already_claimed").with("name", name).into())
        }
        _ => Err(Refusal::conflict("conversation_resolved").into()),
    }
}

/// The person who holds it gives it back to the queue; a lead may do so for them.
pub fn release(ctx: &mut Ctx<'_, '_>, id: ConversationId, by: AgentId, role: Role) -> Result<Conversation> {
    let conversation = must_hold(ctx, id, by, role)?;
    give_back(ctx, &conversation, by)?;
    super::get(ctx, id)
}

/// A person has gone, and somebody waits in this conversation of theirs: it goes back to the queue.
pub fn return_of(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: AgentId) -> Result<()> {
    if conversation.status != Status::Assigned || conversation.agent != Some(agent) {
        return Ok(());
    }
    give_back(ctx, conversation, agent)
}

/// In the queue it has a time again, also when it had been answered.
fn give_back(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, by: AgentId) -> Result<()> {
    let due_at = shop::get(ctx, conversation.shop)?.answer_due(conversation.urgency, ctx.now);
    store::release(ctx.tx, conversation.id, due_at, ctx.now)?;
    fact::record(ctx, conversation.scope(), Fact::Released { agent: by })
}

/// What a person holds, whoever has waited longest first.
pub fn held_by(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<Vec<Conversation>> {
    Ok(store::held_by(ctx.tx, agent)?)
}

/// The person who holds it passes it to a colleague who sees the shop; a lead may do so for them.
pub fn transfer(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    by: AgentId,
    role: Role,
    to: AgentId,
) -> Result<Conversation> {
    let conversation = must_hold(ctx, id, by, role)?;
    let colleague = agent::people::get(ctx, to).map_err(|_| Refusal::invalid("to", "no_such_agent"))?;
    let sight = agent::session::sight(ctx, &colleague)?;
    if colleague.disabled || !sees(&sight, &conversation) {
        return Err(Refusal::invalid("to", "agent_not_in_shop").into());
    }
    store::transfer(ctx.tx, id, to)?;
    let from = conversation.agent.unwrap_or(by);
    fact::record(ctx, conversation.scope(), Fact::Transferred { from, to })?;
    super::get(ctx, id)
}

/// The conversation, if `by` holds it or leads.
pub(super) fn must_hold(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    by: AgentId,
    role: Role,
) -> Result<Conversation> {
    let conversation = super::get(ctx, id)?;
    match conversation.status {
        Status::Resolved => Err(Refusal::conflict("conversation_resolved").into()),
        Status::Bot | Status::Waiting => Err(Refusal::conflict("claim_first").into()),
        Status::Assigned if conversation.agent == Some(by) || role >= Role::Lead => Ok(conversation),
        Status::Assigned => Err(Refusal::conflict("held_by_other").into()),
    }
}

fn sees(sight: &Sight, conversation: &Conversation) -> bool {
    sight.includes(conversation.shop)
}
