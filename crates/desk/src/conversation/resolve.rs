//! A conversation is done.

use super::{Conversation, Status, hold, store};
use crate::agent::Role;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact};
use crate::id::{AgentId, ConversationId};

/// The person who holds it says so; a lead may for them.
pub fn by_agent(ctx: &mut Ctx<'_, '_>, id: ConversationId, by: AgentId, role: Role) -> Result<Conversation> {
    if super::get(ctx, id)?.status == Status::Resolved {
        return super::get(ctx, id);
    }
    let conversation = hold::must_hold(ctx, id, by, role)?;
    store::resolve(ctx.tx, id, ctx.now)?;
    fact::record(ctx, conversation.scope(), Fact::Resolved { agent: Some(by) })?;
    super::get(ctx, id)
}

/// The bot held it, and the buyer has been silent for long.
pub fn by_silence(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    if conversation.status != Status::Bot || store::resolve(ctx.tx, conversation.id, ctx.now)? == 0 {
        return Ok(());
    }
    fact::record(ctx, conversation.scope(), Fact::Resolved { agent: None })
}
