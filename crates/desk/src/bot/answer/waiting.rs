//! While people are too few, whoever waits for one is told what the facts answer. They keep their place and their hand-off;
//! what nothing bears out is not said.

use db::Time;
use jobs::Job;
use minijinja::context;

use super::{Gathered, Thought, gated, gather_after, is_reply, tell, understand};
use crate::bot::decide::{Move, decide};
use crate::bot::phrases::{plain, say};
use crate::bot::{Answer, Memory, place};
use crate::conversation::{self, Message, Status};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::Author;
use crate::id::ConversationId;
use crate::mind::Mind;
use crate::routing::surge;
use crate::shop;

/// Lines of a buyer that are still open: what was asked long before has passed.
const LINES: usize = 4;

/// Reads what an answer needs; none when nobody waits for one, people are enough again, or the bot's own turn is still to
/// come for what was said last: when that has nothing to say, it is looked at here once more.
pub fn gather_waiting(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<Gathered>> {
    let conversation = conversation::get(ctx, id)?;
    let waits = conversation.status == Status::Waiting && conversation.claimed_at.is_none();
    if !waits || !surge::of(ctx, conversation.shop)?.is_on() {
        return Ok(None);
    }
    if gather_after(ctx, id, |memory| memory.seen, is_reply)?.is_some() {
        return Ok(None);
    }
    let Some(mut gathered) = gather_after(ctx, id, |_| 0, answers)? else { return Ok(None) };
    let lines = gathered.burst.len();
    gathered.burst.drain(..lines.saturating_sub(LINES));
    gathered.burst.retain(|message| !message.text.is_empty() && !language::is_closing(&message.text));
    // What was asked back for was for the hand-off, and that is done.
    gathered.memory = Memory { asked: None, ..gathered.memory };
    Ok((!gathered.burst.is_empty()).then_some(gathered))
}

/// Whether somebody has really answered: a person has, or the bot from facts. Manners answer nothing.
fn answers(message: &Message) -> bool {
    is_reply(message) && (message.author != Author::Bot || !message.meta.sources.is_empty())
}

/// What can be told from facts, in words that say why it is the bot who tells it; none when there is nothing.
pub fn think_waiting(mind: &Mind, gathered: Gathered, now: Time) -> Result<Option<Thought>> {
    let mut thought = understand(mind, gathered, now);
    if !thought.with_a_person() {
        return Ok(None);
    }
    let situation = thought.situation(now);
    let (decided, memory) = decide(&situation)?;
    let (Move::Say(answer), _) = gated(&situation, decided, &[])? else { return Ok(None) };
    if answer.sources.is_empty() || !answer.choices.is_empty() {
        return Ok(None);
    }
    let about = plain(situation.lang, &format!("about.{}", situation.intent().0.id()))?;
    let text = say(situation.lang, "surge.answer", context! { about, answer => &answer.text })?;
    thought.decided = Some((Move::Say(Answer { text, ..answer }), memory));
    Ok(Some(thought))
}

/// Says it, and what their place is now, if they still wait and have said nothing since; and finishes the job.
pub fn commit_waiting(ctx: &mut Ctx<'_, '_>, thought: &Thought, job: &Job) -> Result<()> {
    let conversation = conversation::get(ctx, thought.gathered.conversation.id)?;
    let still = conversation.status == Status::Waiting
        && conversation.claimed_at.is_none()
        && conversation.last_buyer_seq == thought.gathered.conversation.last_buyer_seq;
    if let (Some((Move::Say(answer), _)), true) = (&thought.decided, still)
        && tell(ctx, &conversation, answer)?.is_some()
    {
        let shop = shop::get(ctx, conversation.shop)?;
        place::tell_again(ctx, &shop, &conversation)?;
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}
