//! What was decided about a burst is done: said, handed over, checked against an order, begun.

use language::Intent;

use super::{Thought, tell};
use crate::bot::acting::{self, Came};
use crate::bot::decide::{Move, NextStep};
use crate::bot::gate::gated;
use crate::bot::hand_off::Handing;
use crate::bot::memory::Asked;
use crate::bot::phrases::{plain, say};
use crate::bot::{Answer, Memory, Situation, hand_off, next, place, skill};
use crate::catalog::told::{self, Topic};
use crate::conversation::{Conversation, Source, SourceKind};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::id::MessageId;
use crate::order::verify;

/// What was done about a burst.
pub(super) struct Done {
    pub(super) memory: Memory,
    /// The message that answers it, if something was said.
    pub(super) said: Option<MessageId>,
}

/// Does it.
pub(super) fn carry_out(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    thought: &Thought,
    decided: &Move,
    mut memory: Memory,
) -> Result<Done> {
    let situation = thought.situation(ctx.now);
    let mut said = None;
    match decided {
        Move::Say(answer) => {
            let answer = next::offered(ctx, conversation, &situation, answer, &mut memory)?;
            said = tell(ctx, conversation, &answer)?;
        }
        Move::SayAndHandOff(answer, reason, next) => {
            let answer = next::offered(ctx, conversation, &situation, answer, &mut memory)?;
            said = tell(ctx, conversation, &answer)?;
            hand_off::hand_over(ctx, conversation, &situation, Handing::new(*reason, *next))?;
        }
        Move::HandOff(reason, next) => {
            let handing = Handing { checked: thought.unproven.clone(), ..Handing::new(*reason, *next) };
            hand_off::hand_over(ctx, conversation, &situation, handing)?;
        }
        Move::TellPlace => place::tell(ctx, situation.shop, conversation)?,
        Move::Verify { number, ending, intent } => {
            return check(ctx, conversation, situation, (number, ending), *intent, memory);
        }
        Move::Act(wish) => {
            match acting::go_on(ctx, conversation, &situation, wish, &mut memory)? {
                Came::Say(answer) => {
                    match gated(&situation, Move::Say(announced(&situation, answer)), &[])? {
                        (Move::Say(answer), _) => said = tell(ctx, conversation, &answer)?,
                        (_, checked) => {
                            // What cannot be said is not waited for either.
                            memory.asked = None;
                            let handing = Handing {
                                checked,
                                ..Handing::new(HandOffReason::Unproven, NextStep("next.unproven"))
                            };
                            hand_off::hand_over(ctx, conversation, &situation, handing)?;
                        }
                    }
                }
                Came::Person(answer) => {
                    if let Some(answer) = answer {
                        said = tell(ctx, conversation, &answer)?;
                    }
                    acting::hand_over(ctx, conversation, &situation)?;
                }
            }
            return Ok(Done { memory, said });
        }
        Move::Listen(_) | Move::Nothing => {}
    }
    Ok(Done { memory, said })
}

/// With what it announces as grounds: what a flow would do is in the words of the flow itself. Numbers and names in it must be
/// this buyer's all the same.
fn announced(situation: &Situation<'_>, answer: Answer) -> Answer {
    let shop = situation.shop;
    let computed = vec![(Source::of(SourceKind::Shop, &shop.key, &shop.name), answer.text.clone())];
    Answer { computed, ..answer }
}

/// Checks whether an order is the buyer's, and answers accordingly.
fn check(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: Situation<'_>,
    (number, ending): (&str, &str),
    intent: Intent,
    mut memory: Memory,
) -> Result<Done> {
    let mut said = None;
    match verify::check(ctx, situation.shop, conversation.buyer, number, ending, conversation.scope())? {
        verify::Outcome::Passed(order) => {
            let numbers = std::iter::once(order.number.as_str());
            let orders_told = told::of(ctx, situation.shop.id, Topic::Order, numbers)?;
            let situation = Situation { orders_told: &orders_told, ..situation };
            let mut decided = skill::logistics::tell(&situation, &mut memory, &[&order], intent)?;
            situation.date(&mut decided);
            let (decided, checked) = gated(&situation, decided, &[&order])?;
            let handed = match decided {
                Move::Say(answer) => {
                    let answer = next::offered(ctx, conversation, &situation, &answer, &mut memory)?;
                    said = tell(ctx, conversation, &answer)?;
                    None
                }
                Move::SayAndHandOff(answer, reason, next) => {
                    let answer = next::offered(ctx, conversation, &situation, &answer, &mut memory)?;
                    said = tell(ctx, conversation, &answer)?;
                    Some((reason, next))
                }
                Move::HandOff(reason, next) => Some((reason, next)),
                _ => None,
            };
            if let (Some((reason, next)), false) = (handed, situation.waiting) {
                let handing = Handing { checked, ..Handing::new(reason, next) };
                hand_off::hand_over(ctx, conversation, &situation, handing)?;
            }
        }
        verify::Outcome::Failed { left } => {
            memory.asked = Some(Asked::Order { intent, number: None, ending: None });
            let text = say(situation.lang, "verify.failed", minijinja::context! { left })?;
            tell(ctx, conversation, &Answer::words(text))?;
        }
        verify::Outcome::Blocked => {
            tell(ctx, conversation, &Answer::words(plain(situation.lang, "verify.blocked")?))?;
            if !situation.waiting {
                let handing = Handing::new(HandOffReason::Unverified, NextStep("next.unverified"));
                hand_off::hand_over(ctx, conversation, &situation, handing)?;
            }
        }
    }
    Ok(Done { memory, said })
}
