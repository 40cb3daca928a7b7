//! A conversation was handed to people, and nobody came.

use super::{Conversation, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact};

/// Marks it, and makes it urgent, until somebody takes it. `false` when it waits no more or is marked already.
pub fn mark(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<bool> {
    let Some(since) = conversation.handed_off_at else { return Ok(false) };
    if store::orphan(ctx.tx, conversation.id, ctx.now)? == 0 {
        return Ok(false);
    }
    fact::record(ctx, conversation.scope(), Fact::Orphaned { since })?;
    Ok(true)
}
