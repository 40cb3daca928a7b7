//! What an agent is offered: an answer already written, from the same facts and by the same path as the bot's.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;

use crate::asked::{figures, suggestion};
use crate::bot;
use crate::bot::answer::{self, Gathered};
use crate::bot::decide::{Move, decide};
use crate::bot::memory::Memory;
use crate::conversation::{self, Checked, Source, Status};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ArticleId, ConversationId};
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
    /// What it states, held against the facts: to be looked at before it is sent.
    pub checked: Option<Checked>,
}

/// What was read for a suggestion.
#[derive(Debug, Clone)]
pub struct Open {
    gathered: Gathered,
    /// How agents took the suggestions of each article, as log odds.
    standings: HashMap<ArticleId, f64>,
}

/// For how long it counts what agents made of a suggestion.
const REMEMBERED: Duration = Duration::from_secs(90 * 86_400);

/// Reads what a suggestion needs; none when the buyer has nothing open.
pub fn gather(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<Open>> {
    let conversation = conversation::get(ctx, id)?;
    if conversation.status == Status::Resolved {
        return Ok(None);
    }
    let Some(gathered) = answer::gather_for_agent(ctx, id)? else { return Ok(None) };
    let figures = figures::of_shop(ctx, conversation.shop, ctx.now - REMEMBERED)?;
    let standings =
        figures.iter().map(|(article, figures)| (*article, suggestion::standing(figures))).collect();
    Ok(Some(Open { gathered, standings }))
}

/// What could be said; none when there is nothing to rest it on.
pub fn suggest(mind: &Mind, open: Open, now: Time) -> Result<Option<Suggestion>> {
    let Open { gathered, standings } = open;
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
    for hit in &mut situation.articles {
        hit.score = stood(hit.score, standings.get(&hit.article.id).copied().unwrap_or(0.0));
    }
    situation.articles.sort_by(|a, b| b.score.total_cmp(&a.score));
    let (decided, _) = decide(&situation)?;
    let offered = match decided {
        Move::Say(answer) | Move::SayAndHandOff(answer, ..) => Some(answer),
        // Below the bot's own bar an article may still help a person, who judges it.
        _ => match situation.near_articles().first() {
            Some(hit) => Some(bot::told_article(&situation, hit)?),
            None => None,
        },
    };
    let Some(answer) = offered else { return Ok(None) };
    let checked = bot::gate::weighed(&situation, &answer)?;
    Ok(Some(Suggestion { text: answer.text, sources: answer.sources, answers_seq, checked }))
}

/// A likelihood moved by log odds. What is certain stays certain.
fn stood(score: f64, by: f64) -> f64 {
    if score >= 1.0 {
        return score;
    }
    let odds = score / (1.0 - score) * by.exp();
    odds / (1.0 + odds)
}
