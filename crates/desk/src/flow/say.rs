//! What a run tells the buyer: in the name of the agent who started it, as long as they have the conversation; else checked
//! and said by the bot.

use super::{Run, Starter};
use crate::conversation::{self, FlowMark, Meta, reply};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::sms::{self, NewSms};

/// Says it in the conversation, if there is one.
pub(super) fn in_conversation(ctx: &mut Ctx<'_, '_>, run: &Run, step: &str, text: &str) -> Result<()> {
    if run.starter != Starter::Agent {
        return (ctx.above.tell)(ctx, run.id, step, text);
    }
    let Some(id) = run.conversation else { return Ok(()) };
    let conversation = conversation::get(ctx, id)?;
    let meta = Meta { flow: Some(FlowMark { run: run.id, step: step.to_owned() }), ..Meta::default() };
    let said = match run.agent {
        Some(agent) => reply::by_assist(ctx, &conversation, agent, text, meta.clone())?,
        None => None,
    };
    if said.is_none() {
        // Whoever started it has let go of the conversation; what was done is told all the same.
        reply::by_system(ctx, &conversation, text, meta)?;
    }
    Ok(())
}

/// Queues a text to the buyer's phone.
pub(super) fn on_phone(ctx: &mut Ctx<'_, '_>, run: &Run, phone: &str, text: &str) -> Result<()> {
    let new = NewSms {
        id: ctx.id(),
        shop: run.shop,
        buyer: run.buyer,
        run: Some(run.id.to_string()),
        phone: phone.to_owned(),
        text: text.to_owned(),
    };
    sms::queue(ctx, new).map(drop)
}
