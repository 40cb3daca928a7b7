//! What an agent is offered: an answer already written, from the same facts and by the same path as the bot's.

use db::Time;

use crate::bot;
use crate::bot::answer::{self, Gathered};
use crate::bot::decide::{Move, decide};
use crate::bot::memory::Memory;
use crate::conversation::{self, Source, Status};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::mind::Mind;

/// An answer offered to an agent, to judge, change and send.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// What could be said.
    pub text: String,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// It answers the buyer's messages up to this number.
    pub answers_seq: i64,
}

/// Reads what a suggestion needs; none when the buyer has nothing open.
pub fn gather(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<Gathered>> {
    let conversation = conversation::get(ctx, id)?;
    if conversation.status == Status::Resolved {
        return Ok(None);
    }
    answer::gather_for_agent(ctx, id)
}

/// What could be said; none when there is nothing to rest it on.
pub fn suggest(mind: &Mind, gathered: Gathered, now: Time) -> Result<Option<Suggestion>> {
    let answers_seq = gathered.last_buyer_seq();
    let mut thought = answer::understand(mind, gathered, now);
    if !thought.with_a_person() {
        return Ok(None);
    }
    let mut situation = thought.situation(now);
    // A person is here: nothing is handed on, and what the bot had asked back for is the agent's to ask.
    situation.waiting = false;
    let forgetful = Memory { asked: None, ..situation.memory.clone() };
    situation.memory = &forgetful;
    let (decided, _) = decide(&situation)?;
    let offered = match decided {
        Move::Say(answer) | Move::SayAndHandOff(answer, ..) => Some((answer.text, answer.sources)),
        // Below the bot's own bar an article may still help a person, who judges it.
        _ => match situation.near_articles().first() {
            Some(hit) => {
                let told = bot::told_article(&situation, hit)?;
                Some((told.text, told.sources))
            }
            None => None,
        },
    };
    Ok(offered.map(|(text, sources)| Suggestion { text, sources, answers_seq }))
}
