//! What is kept of a burst: what was asked, what came of it, and whether the answer before it helped.

use language::Intent;

use super::{Move, Thought};
use crate::asked::likeness::Sense;
use crate::asked::{self, Asked, New, Outcome, rate};
use crate::bot::{Answer, Memory};
use crate::conversation::{Conversation, SourceKind};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{HandOffReason, RatedBy};
use crate::id::{ArticleId, MessageId};
use crate::mind::Mind;

/// Whether a burst asks the same as the question before it, other than by taking what was offered.
pub(super) fn asks_again(mind: &Mind, before: Option<&Asked>, burst: &str, now: db::Time) -> bool {
    let Some(before) = before.filter(|before| before.outcome != Outcome::Offered) else { return false };
    let sense = |text: &str| Sense::of(&mind.language, text);
    sense(&before.text).repeats(&sense(&asked::masked(burst, now)))
}

/// Keeps the question, and what it says about the answer before it. `decided` is none when people have the conversation.
pub(super) fn keep(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    thought: &Thought,
    decided: Option<(&Move, &Memory)>,
    said: Option<MessageId>,
) -> Result<()> {
    if decided.is_some() {
        rate_before(ctx, thought)?;
    }
    let Some((outcome, missed)) = thought.outcome(decided) else { return Ok(()) };
    let offered = match decided {
        Some((_, memory)) if outcome == Outcome::Offered => {
            memory.offered.iter().filter_map(|id| thought.hit(id)).map(|(id, _)| id).collect()
        }
        _ => Vec::new(),
    };
    let new = New {
        shop: conversation.shop,
        conversation: conversation.id,
        seq: conversation.last_buyer_seq,
        text: thought.burst.clone(),
        context: thought.gathered.before.last().cloned().unwrap_or_default(),
        products: thought.product_ids(),
        language: thought.lang,
        intent: thought.intent(),
        stage: thought.stage(ctx.now),
        outcome,
        missed,
        article: decided.and_then(|(decided, _)| thought.told_article(decided)).or_else(|| thought.nearest()),
        offered,
        answer: said.filter(|_| decided.is_some_and(|(decided, _)| rests_on_facts(decided))),
    };
    asked::record(ctx, new)
}

/// Right after an answer, asking for a person or for the same again says that it did not help.
fn rate_before(ctx: &mut Ctx<'_, '_>, thought: &Thought) -> Result<()> {
    let Some(before) = thought.gathered.asked_before.as_ref() else { return Ok(()) };
    // Read anew: the buyer may have rated it meanwhile.
    let before = asked::get(ctx, before.id)?;
    if thought.intent() == Intent::AskHuman {
        rate::by_deed(ctx, &before, RatedBy::AskedPerson)
    } else if thought.again {
        rate::by_deed(ctx, &before, RatedBy::AskedAgain)
    } else {
        Ok(())
    }
}

impl Thought {
    /// What came of the burst as a question, and whether it is left open; none when it asked for nothing.
    fn outcome(&self, decided: Option<(&Move, &Memory)>) -> Option<(Outcome, bool)> {
        if self.burst.is_empty() {
            return None;
        }
        let asks = !matches!(
            self.intent(),
            Intent::Greeting
                | Intent::ThanksClosing
                | Intent::Chitchat
                | Intent::OutOfScope
                | Intent::AskHuman
        );
        let Some((decided, memory)) = decided else { return asks.then_some((Outcome::HandedOff, false)) };
        match decided {
            Move::Say(answer) | Move::SayAndHandOff(answer, ..) if !answer.sources.is_empty() => {
                Some((answered(answer, memory), false))
            }
            _ if !asks => None,
            // What is not understood is asked back for; what it was will be in the next burst.
            Move::Say(_) if memory.unclear > self.gathered.memory.unclear => None,
            Move::Say(_) if memory.noted && !self.gathered.memory.noted => Some((Outcome::Unanswered, true)),
            Move::Say(_) | Move::Verify { .. } => Some((Outcome::FromFacts, false)),
            Move::Nothing | Move::HandOff(HandOffReason::NoAnswer, _) => Some((Outcome::Unanswered, true)),
            // People decide it; but what the policy says could have been told first.
            Move::HandOff(reason, _) => Some((Outcome::HandedOff, *reason == HandOffReason::Boundary)),
            Move::SayAndHandOff(..) => Some((Outcome::HandedOff, false)),
            Move::Act(_) | Move::TellPlace | Move::Listen(_) => None,
        }
    }

    fn told_article(&self, decided: &Move) -> Option<(ArticleId, f64)> {
        let (Move::Say(answer) | Move::SayAndHandOff(answer, ..)) = decided else { return None };
        let source = answer.sources.iter().find(|source| source.kind == SourceKind::Article)?;
        self.hit(&source.id)
    }

    /// The best article there was, told or not.
    fn nearest(&self) -> Option<(ArticleId, f64)> {
        self.articles.first().map(|hit| (hit.article.id, hit.score))
    }

    /// The article with this id of the shop's, among those found.
    fn hit(&self, id: &str) -> Option<(ArticleId, f64)> {
        let hit = self.articles.iter().find(|hit| hit.article.facts.article_id == id)?;
        Some((hit.article.id, hit.score))
    }

    fn product_ids(&self) -> Vec<String> {
        let catalog = self.shelves.catalog.products();
        self.products.iter().map(|index| catalog[*index].facts.product_id.clone()).collect()
    }
}

/// Whether what is said rests on something: manners and questions back are not rated.
fn rests_on_facts(decided: &Move) -> bool {
    match decided {
        Move::Say(answer) | Move::SayAndHandOff(answer, ..) => !answer.sources.is_empty(),
        Move::Verify { .. } => true,
        _ => false,
    }
}

fn answered(answer: &Answer, memory: &Memory) -> Outcome {
    let from_article = answer.sources.iter().any(|source| source.kind == SourceKind::Article);
    match (from_article, memory.offered.is_empty()) {
        (false, _) => Outcome::FromFacts,
        (true, true) => Outcome::Told,
        (true, false) => Outcome::Offered,
    }
}
