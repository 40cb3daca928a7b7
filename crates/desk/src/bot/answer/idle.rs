//! The end of what only the bot holds, after silence.

use std::time::Duration;

use jobs::Job;

use crate::conversation::{self, Status, resolve};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::shop::{self, Shop};

/// The kind of the job that ends a conversation after silence.
pub const IDLE_JOB: &str = "bot.idle";

/// Sees to it that silence ends a conversation.
pub(super) fn later(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: ConversationId) -> Result<()> {
    let job = jobs::NewJob {
        kind: IDLE_JOB,
        key: format!("{IDLE_JOB}:{conversation}"),
        body: conversation.to_string(),
        run_at: ctx.now + idle(shop),
    };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

fn idle(shop: &Shop) -> Duration {
    Duration::from_secs(u64::from(shop.settings.bot_idle_minutes) * 60)
}

/// Ends a conversation that only the bot holds, once it has been silent for long enough.
pub fn end_if_idle(ctx: &mut Ctx<'_, '_>, id: ConversationId, job: &Job) -> Result<()> {
    let conversation = conversation::get(ctx, id)?;
    let shop = shop::get(ctx, conversation.shop)?;
    let ends = conversation.last_message_at + idle(&shop);
    if conversation.status == Status::Bot && ends > ctx.now {
        return Ok(jobs::postpone(ctx.tx, job, ends)?);
    }
    resolve::by_silence(ctx, &conversation)?;
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}
