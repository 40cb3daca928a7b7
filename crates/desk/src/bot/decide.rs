//! What to do about a burst. Pure: a situation in, a move out.

use std::time::Duration;

use db::Time;
use language::tongue::{SURE, Tongue};
use language::{Emotion, Intent};

use super::boundary;
use super::memory::{Asked, Wish};
use super::phrases::plain;
use super::{Answer, Memory, Situation, body, skill};
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::shop::Lang;
use crate::shop::boundary::Boundary;

/// Below this an intent is hardly read, and an article that is asked word for word is surer.
const UNSURE: f32 = 0.6;

/// What to do about a burst.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "fields are told of by their variant")]
pub enum Move {
    /// Say this.
    Say(Answer),
    /// Say this, and give the conversation to people.
    SayAndHandOff(Answer, HandOffReason, NextStep),
    /// Give the conversation to people.
    HandOff(HandOffReason, NextStep),
    /// Check whether this order is the buyer's, then answer what they want to know about it.
    Verify { number: String, ending: String, intent: Intent },
    /// Do what the buyer wishes, or ask for what it takes.
    Act(Wish),
    /// Say once more where the buyer stands in the queue.
    TellPlace,
    /// Listen on until then: more may be coming.
    Listen(Time),
    /// Say nothing.
    Nothing,
}

/// What a person would best do after a hand-off: the key of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextStep(pub &'static str);

/// The move, and what to remember after it.
pub fn decide(situation: &Situation<'_>) -> Result<(Move, Memory)> {
    let mut memory = remembered(situation);
    let mut decided = decide_with(situation, &mut memory)?;
    situation.date(&mut decided);
    let understood = !matches!(&decided, Move::Listen(_) | Move::Nothing);
    if understood && memory.unclear == situation.memory.unclear {
        memory.unclear = 0;
    }
    Ok((decided, memory))
}

fn decide_with(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    let (intent, confidence) = situation.intent();
    if let Some(until) = listens_on(situation) {
        return Ok(Move::Listen(until));
    }
    if !situation.shop.settings.bot.enabled {
        return Ok(hand_off(situation, HandOffReason::BotOff, "next.bot_off"));
    }
    if intent == Intent::AskHuman {
        return Ok(hand_off(situation, HandOffReason::Asked, "next.asked"));
    }
    if speaks_another_language(situation) {
        return another_language(situation, memory);
    }
    // What was asked back for has come, or has not.
    if let Some(asked) = situation.memory.asked.clone()
        && let Some(decided) = skill::reply::heard(situation, memory, &asked)?
    {
        return Ok(decided);
    }
    if intent == Intent::ThanksClosing {
        return Ok(if situation.waiting { Move::Nothing } else { say(plain(situation.lang, "thanks")?) });
    }
    if needs_comfort(situation) {
        return comfort(situation, memory);
    }
    if situation.people_receive && !situation.waiting {
        let welcome = skill::talk::welcome(situation)?;
        return Ok(Move::SayAndHandOff(
            welcome,
            HandOffReason::PeopleReceive,
            NextStep("next.people_receive"),
        ));
    }
    if let Some(chosen) = skill::article::chosen(situation)? {
        return Ok(Move::Say(chosen));
    }
    // What the shop says of its own intents goes before what we think of ours.
    if let (Some(hit), true) = (&situation.custom, intent != Intent::Complaint) {
        return Ok(Move::Say(skill::article::told(situation, hit)?));
    }
    // Word for word one of an article's questions, and nothing that we read more surely.
    if let Some(hit) = situation.articles.first().filter(|hit| hit.score >= 1.0 && confidence < UNSURE) {
        return Ok(Move::Say(skill::article::told(situation, hit)?));
    }
    let decided = by_intent(situation, memory, intent, confidence)?;
    Ok(if situation.waiting { while_waiting(situation, memory, decided)? } else { decided })
}

/// Whether the buyer writes in a language that is neither Chinese nor English.
fn speaks_another_language(situation: &Situation<'_>) -> bool {
    let tongue = situation.reading.tongue;
    matches!(tongue.value, Tongue::Other(_)) && tongue.confidence >= SURE
}

/// Which languages are spoken here, in each of them, the shop's own first; and a person.
fn another_language(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    if situation.waiting {
        return noted(situation, memory);
    }
    let own = situation.shop.language;
    let other = match own {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    let both = format!("{}\n{}", plain(own, "another_language")?, plain(other, "another_language")?);
    Ok(Move::SayAndHandOff(Answer::words(both), HandOffReason::NoAnswer, NextStep("next.another_language")))
}

/// Until when more of the burst may be coming: after a bare greeting or a scrap of a sentence a buyer often goes on.
fn listens_on(situation: &Situation<'_>) -> Option<Time> {
    let quiet = Duration::from_millis(situation.shop.settings.bot.burst_quiet_ms.into());
    let until = situation.said_at + quiet;
    let (intent, confidence) = situation.intent();
    let scrap = situation.burst.chars().count() <= 4 && confidence < 0.5 && situation.memory.asked.is_none();
    (until > situation.now && (intent == Intent::Greeting || scrap)).then_some(until)
}

fn by_intent(
    situation: &Situation<'_>,
    memory: &mut Memory,
    intent: Intent,
    confidence: f32,
) -> Result<Move> {
    match boundary::row(situation.shop, intent, situation.now).does {
        // Who argues about a price is told what is on offer while they wait.
        Boundary::Person if intent == Intent::Bargain => return skill::promotion::bargain(situation),
        Boundary::Person => return Ok(hand_off(situation, HandOffReason::Boundary, "next.boundary")),
        Boundary::Collect => return skill::collect::ask(situation, memory, intent),
        Boundary::Act => {
            if let Some(begun) = skill::act::begin(situation, memory, intent) {
                return Ok(begun);
            }
        }
        Boundary::Answer => {}
    }
    if let Some(answer) = skill::policy::answer(situation, intent)? {
        return Ok(Move::Say(answer));
    }
    match intent {
        // "Is anybody there?" of somebody who waits for a person is about the person.
        Intent::Greeting if situation.waiting => Ok(Move::TellPlace),
        Intent::Greeting => skill::talk::greeting(situation).map(Move::Say),
        Intent::Chitchat => Ok(match situation.sure_article() {
            Some(hit) => Move::Say(skill::article::told(situation, hit)?),
            None => say(plain(situation.lang, "small_talk")?),
        }),
        Intent::OutOfScope => Ok(match situation.sure_article() {
            Some(hit) => Move::Say(skill::article::told(situation, hit)?),
            None => say(plain(situation.lang, "out_of_scope")?),
        }),
        Intent::WhereIsIt
        | Intent::ShipWhen
        | Intent::UrgeShipping
        | Intent::LogisticsStuck
        | Intent::NotReceived => skill::logistics::answer(situation, memory, intent),
        Intent::PriceDiscount
        | Intent::PromotionRules
        | Intent::CouponUse
        | Intent::OrderHow
        | Intent::Stock
            if skill::basket::meant(situation) =>
        {
            skill::basket::answer(situation, memory)
        }
        Intent::SizeAdvice if skill::size::asks_for_one(situation) => {
            skill::product::answer(situation, memory, Intent::Stock)
        }
        Intent::SizeAdvice => skill::size::answer(situation, memory),
        Intent::Attribute
        | Intent::Stock
        | Intent::PresaleDate
        | Intent::PriceDiscount
        | Intent::RecommendCompare
        | Intent::Warranty => skill::product::answer(situation, memory, intent),
        Intent::PromotionRules | Intent::CouponUse | Intent::Gift => {
            skill::promotion::answer(situation, memory)
        }
        Intent::Bargain => skill::promotion::answer(situation, memory),
        // "Does it pill?" sounds like trouble, and is a question that the goods themselves answer.
        Intent::Quality | Intent::UsageHowto if skill::product::can_tell(situation) => {
            skill::product::answer(situation, memory, Intent::Attribute)
        }
        Intent::ModifyOrder
        | Intent::ChangeAddress
        | Intent::CancelOrder
        | Intent::PriceProtection
        | Intent::Return
        | Intent::Exchange
        | Intent::Refund
        | Intent::RefundStatus
        | Intent::ReturnProgress
        | Intent::Damaged
        | Intent::WrongMissing
        | Intent::Quality
        | Intent::Malfunction
        | Intent::OrderFailed
        | Intent::Payment
        | Intent::Account => skill::article::request(situation, memory),
        _ => skill::article::answer(situation, memory, confidence),
    }
}

/// Say it as it stands.
pub(super) fn say(text: String) -> Move {
    Move::Say(Answer::words(text))
}

/// Give it to people; whoever waits for them already has been given.
pub(super) fn hand_off(situation: &Situation<'_>, reason: HandOffReason, next: &'static str) -> Move {
    match (situation.waiting, reason) {
        (false, _) => Move::HandOff(reason, NextStep(next)),
        (true, HandOffReason::Asked) => Move::TellPlace,
        (true, _) => Move::Nothing,
    }
}

/// What is known is too old to be told: says that it is looked up, and has a person do so.
pub(super) fn stale(situation: &Situation<'_>) -> Result<Move> {
    let words = Answer::words(plain(situation.lang, "stale")?);
    Ok(Move::SayAndHandOff(words, HandOffReason::NoAnswer, NextStep("next.stale")))
}

/// A complaint or anger goes to a person at once, with an apology and with what the facts say, if it is about an order.
fn needs_comfort(situation: &Situation<'_>) -> bool {
    let (intent, confidence) = situation.intent();
    let angry =
        situation.reading.emotion.value == Emotion::Angry && situation.reading.emotion.confidence >= 0.6;
    let person = boundary::row(situation.shop, Intent::Complaint, situation.now).does == Boundary::Person;
    let complains = intent == Intent::Complaint && confidence >= 0.4 && person;
    complains
        || situation.reading.abusive
        || (angry && !matches!(intent, Intent::Greeting | Intent::Chitchat))
}

fn comfort(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    if situation.waiting {
        return noted(situation, memory);
    }
    let soothing = plain(situation.lang, "soothe")?;
    Ok(Move::SayAndHandOff(Answer::words(soothing), HandOffReason::Complaint, NextStep("next.complaint")))
}

/// While a buyer waits for a person the bot still tells what it knows; what it cannot answer it notes, and says so once.
fn while_waiting(situation: &Situation<'_>, memory: &mut Memory, decided: Move) -> Result<Move> {
    match decided {
        Move::SayAndHandOff(answer, ..) => Ok(Move::Say(answer)),
        Move::HandOff(..) | Move::Nothing => noted(situation, memory),
        other => Ok(other),
    }
}

fn noted(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    if std::mem::replace(&mut memory.noted, true) {
        return Ok(Move::Nothing);
    }
    Ok(say(plain(situation.lang, "noted")?))
}

/// What the burst adds to memory, whatever is decided.
fn remembered(situation: &Situation<'_>) -> Memory {
    let mut memory = situation.memory.clone();
    memory.asked = None;
    memory.offered = Vec::new();
    for (measure, value, unit) in body::named(&situation.reading.entities, situation.burst) {
        memory.body.insert(measure, value);
        memory.units.insert(measure, unit);
    }
    if let Some(product) = situation.product() {
        memory.product = Some(product.facts.product_id.clone());
    }
    memory
}

/// Remembers what was asked back for.
pub(super) fn ask(memory: &mut Memory, asked: Asked, text: String) -> Move {
    memory.asked = Some(asked);
    say(text)
}
