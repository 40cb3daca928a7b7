//! Asks once for what people will need about a matter that they decide, then hands it over with that.

use language::Intent;

use crate::bot::decide::{Move, ask as ask_back, hand_off};
use crate::bot::memory::Asked;
use crate::bot::phrases::plain;
use crate::bot::{Memory, Situation};
use crate::error::Result;
use crate::fact::HandOffReason;

/// Asks for what is missing: the order, unless it is known which; a photo, where one shows the trouble; and what happened.
pub(in crate::bot) fn ask(situation: &Situation<'_>, memory: &mut Memory, intent: Intent) -> Result<Move> {
    if situation.waiting {
        return Ok(hand_off(situation, HandOffReason::Boundary, "next.boundary"));
    }
    let lang = situation.lang;
    let known = memory.order.is_some() || situation.orders.len() == 1;
    let shows =
        matches!(intent, Intent::Damaged | Intent::WrongMissing | Intent::Quality | Intent::Malfunction);
    let key = match (known, shows) {
        (true, true) => "collect.photo",
        (true, false) => "collect.reason",
        (false, true) => "collect.order_photo",
        (false, false) => "collect.order_reason",
    };
    Ok(ask_back(memory, Asked::Details { intent }, plain(lang, key)?))
}
