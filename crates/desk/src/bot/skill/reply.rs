//! Hearing what the bot asked back for: an order number and phone ending, a height and weight, a product.

use language::Intent;
use language::entities::Value;
use minijinja::context;

use crate::bot::decide::{Move, ask, hand_off};
use crate::bot::memory::Asked;
use crate::bot::phrases::{plain, say};
use crate::bot::{Memory, Situation, next};
use crate::error::Result;
use crate::fact::HandOffReason;

/// What to do when the burst answers what was asked; none when it is about something else.
pub(in crate::bot) fn heard(
    situation: &Situation<'_>,
    memory: &mut Memory,
    asked: &Asked,
) -> Result<Option<Move>> {
    match asked {
        Asked::Order { intent, number, ending } => {
            let (heard_number, heard_ending) = (number_in(situation), ending_in(situation));
            if heard_number.is_none() && heard_ending.is_none() {
                return Ok(None);
            }
            let (number, ending) =
                (heard_number.or_else(|| number.clone()), heard_ending.or_else(|| ending.clone()));
            if let Some(number) = &number
                && let Some(order) =
                    situation.orders.iter().find(|order| order.number.eq_ignore_ascii_case(number))
            {
                return super::logistics::tell(situation, memory, &[order], *intent).map(Some);
            }
            verification(situation, memory, number, ending, *intent).map(Some)
        }
        Asked::Body { size, .. } => {
            let told = crate::bot::body::named(&situation.reading.entities, situation.burst).next().is_some();
            if !told {
                return Ok(None);
            }
            super::size::advise(situation, memory, size.as_deref()).map(Some)
        }
        Asked::Variant { goods, codes, place } => {
            super::basket::of_variant(situation, memory, goods, (codes, place.as_deref()))
        }
        // Whatever comes is what people will look at.
        Asked::Details { .. } => Ok(Some(hand_off(situation, HandOffReason::Boundary, "next.boundary"))),
        Asked::Next { offers } => next::taken(situation, memory, offers),
        Asked::Act { wish } => Ok(super::act::heard(situation, wish)),
        Asked::Product { intent } => {
            if !situation.named_now || situation.products.is_empty() {
                return Ok(None);
            }
            match intent {
                Intent::SizeAdvice => super::size::answer(situation, memory).map(Some),
                Intent::ShipWhen => super::logistics::ships_when(situation, false).map(Some),
                intent => super::product::answer(situation, memory, *intent).map(Some),
            }
        }
    }
}

/// Checks an order number and phone ending, or asks for what is missing of them.
pub(in crate::bot) fn verification(
    situation: &Situation<'_>,
    memory: &mut Memory,
    number: Option<String>,
    ending: Option<String>,
    intent: Intent,
) -> Result<Move> {
    let ending = ending.or_else(|| ending_in(situation));
    let text = match (&number, &ending) {
        (Some(number), Some(ending)) => {
            return Ok(Move::Verify { number: number.clone(), ending: ending.clone(), intent });
        }
        (Some(order), None) if situation.buyer.recognised() => {
            say(situation.lang, "order.not_yours", context! { order })?
        }
        (Some(order), None) => say(situation.lang, "verify.ask_ending", context! { order })?,
        (None, Some(_)) => plain(situation.lang, "verify.ask_number")?,
        (None, None) => plain(situation.lang, "verify.ask")?,
    };
    Ok(ask(memory, Asked::Order { intent, number, ending }, text))
}

/// The order number in the burst: one that looks like one anywhere, or, when asked for, anything that could be one.
fn number_in(situation: &Situation<'_>) -> Option<String> {
    let looks_like_one = situation.reading.entities.iter().find_map(|entity| match &entity.value {
        Value::Order(number) => Some(number.clone()),
        _ => None,
    });
    looks_like_one.or_else(|| {
        words(situation.burst)
            .find(|word| {
                (6..=40).contains(&word.len())
                    && word.bytes().filter(u8::is_ascii_digit).count() >= 4
                    && !is_phone(word)
            })
            .map(str::to_uppercase)
    })
}

/// The last digits of a phone in the burst: four alone, or the end of a whole number.
fn ending_in(situation: &Situation<'_>) -> Option<String> {
    let named = situation.reading.entities.iter().find_map(|entity| match &entity.value {
        Value::PhoneEnding(ending) => Some(ending.clone()),
        Value::Phone(phone) => phone.len().checked_sub(4).map(|start| phone[start..].to_owned()),
        _ => None,
    });
    let waited_for = matches!(situation.memory.asked, Some(Asked::Order { .. }));
    named.or_else(|| {
        let alone = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        words(situation.burst).find(alone).filter(|_| waited_for).map(str::to_owned)
    })
}

/// Runs of letters, digits and hyphens.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

fn is_phone(word: &str) -> bool {
    word.len() == 11 && word.starts_with('1') && word.bytes().all(|b| b.is_ascii_digit())
}
