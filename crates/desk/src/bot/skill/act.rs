//! What the bot does itself where the shop lets it: it finds out which order and what else a flow asks for, says what it is
//! about to do, and does it when the buyer says yes.

use language::Intent;
use language::entities::Value as Entity;

use crate::bot::decide::Move;
use crate::bot::memory::Wish;
use crate::bot::{Memory, Situation};
use crate::order::Order;

/// Words with which people agree, and with which they do not; what a choice says is among them.
const YES: [&str; 16] = [
    "确认", "是的", "是", "好的", "好", "可以", "行", "嗯", "对", "办吧", "要", "yes", "ok", "okay", "sure",
    "confirm",
];
const NO: [&str; 11] =
    ["不办了", "不用", "不要", "不了", "取消", "算了", "先不", "no", "cancel", "never mind", "don't"];

/// Begins: what is known of the order is taken along.
pub(in crate::bot) fn begin(situation: &Situation<'_>, memory: &Memory, intent: Intent) -> Option<Move> {
    // Whose orders are not shown to be theirs must show that first, as for everything about orders.
    if situation.orders.is_empty() || situation.waiting {
        return None;
    }
    let named = named(situation).or_else(|| spoken_of(situation, memory));
    let alone = match situation.orders {
        [only] => Some(only),
        _ => None,
    };
    let order = named.or(alone).map(|order| order.number.clone());
    Some(Move::Act(Wish { order, ..Wish::of(intent) }))
}

/// Goes on with what was asked back for; none when the burst is about something else.
pub(in crate::bot) fn heard(situation: &Situation<'_>, wish: &Wish) -> Option<Move> {
    let mut wish = wish.clone();
    let said = situation.burst.trim();
    let awaits = wish.awaits.take()?;
    match awaits.as_str() {
        Wish::ORDER => wish.order = Some(named(situation)?.number.clone()),
        Wish::YES => {
            if is_one_of(said, &NO) {
                wish.refused = true;
            } else if is_one_of(said, &YES) {
                wish.agreed = true;
            } else {
                return None;
            }
        }
        input => {
            if is_one_of(said, &NO) {
                wish.refused = true;
            } else {
                wish.inputs.insert(input.to_owned(), said.to_owned());
            }
        }
    }
    Some(Move::Act(wish))
}

/// The order whose number is in the burst.
fn named<'s>(situation: &'s Situation<'_>) -> Option<&'s Order> {
    let number = situation.reading.entities.iter().find_map(|entity| match &entity.value {
        Entity::Order(number) => Some(number.as_str()),
        _ => None,
    });
    let said = situation.burst.to_lowercase();
    situation.orders.iter().find(|order| {
        number.is_some_and(|number| order.number.eq_ignore_ascii_case(number))
            || said.contains(&order.number.to_lowercase())
    })
}

fn spoken_of<'s>(situation: &'s Situation<'_>, memory: &Memory) -> Option<&'s Order> {
    let number = memory.order.as_ref()?;
    situation.orders.iter().find(|order| order.number == *number)
}

/// Whether somebody says no more than that.
fn is_one_of(said: &str, words: &[&str]) -> bool {
    let plain: String =
        said.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '\'').collect();
    let plain = plain.trim();
    words.iter().any(|word| {
        plain == *word || (plain.starts_with(word) && plain.chars().count() <= word.chars().count() + 3)
    })
}
