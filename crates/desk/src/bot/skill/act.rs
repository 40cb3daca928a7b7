//! What the bot does itself where the shop lets it: it finds out which order and what else a flow asks for, says what it is
//! about to do, and does it when the buyer says yes.

use language::Intent;
use language::entities::Value as Entity;

use crate::bot::decide::Move;
use crate::bot::memory::Wish;
use crate::bot::{Memory, Situation};
use crate::order::Order;

/// Words with which people agree; what a choice says is among them.
const YES: [&str; 28] = [
    "确认",
    "是的",
    "是",
    "好的",
    "好",
    "可以",
    "行",
    "嗯",
    "对",
    "办吧",
    "要",
    "同意",
    "没问题",
    "确认办理",
    "yes",
    "yeah",
    "yep",
    "ok",
    "okay",
    "sure",
    "confirm",
    "confirmed",
    "correct",
    "yes please",
    "please do",
    "go ahead",
    "do it",
    "ok please",
];
/// Words with which they do not.
const NO: [&str; 17] = [
    "不办了",
    "不办",
    "不用",
    "不要",
    "不了",
    "不",
    "取消",
    "算了",
    "先不",
    "先不要",
    "先不办",
    "no",
    "cancel",
    "never mind",
    "don't",
    "do not",
    "no thanks",
];
/// Those of them that drop the whole matter, whatever was asked; the others may be an answer to it.
const DROPS: [&str; 9] =
    ["不办了", "不办", "取消", "算了", "先不", "先不要", "先不办", "cancel", "never mind"];
/// What is said along with it, and changes nothing.
const POLITE: [&str; 11] =
    ["谢谢", "谢谢你", "谢谢您", "多谢", "麻烦", "麻烦您", "辛苦", "亲", "thanks", "thank you", "please"];
/// What may stand behind a word without making anything else of it. What asks is none of them.
const SOFT: [char; 10] = ['的', '吧', '呀', '啊', '哦', '噢', '哈', '啦', '了', '嘛'];

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
        Wish::ORDER => match named(situation) {
            Some(order) => wish.order = Some(order.number.clone()),
            None if says_no(said) => wish.refused = true,
            None => return None,
        },
        Wish::YES => {
            if says_no(said) {
                wish.refused = true;
            } else if says_yes(said) {
                wish.agreed = true;
            } else {
                return None;
            }
        }
        // Whether it is an answer or a no is seen by who knows what can be answered.
        input => {
            wish.inputs.insert(input.to_owned(), said.to_owned());
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

/// Whether this agrees, and says nothing else.
fn says_yes(said: &str) -> bool {
    says_only(said, &YES, &[])
}

/// Whether this declines, and says nothing else: "好吧，不用了" does.
pub(in crate::bot) fn says_no(said: &str) -> bool {
    says_only(said, &NO, &YES)
}

/// Whether this drops the matter, whatever was asked.
pub(in crate::bot) fn drops(said: &str) -> bool {
    says_only(said, &DROPS, &YES)
}

/// Whether every part of it is one of these words or what may go along, and one at least is one of these. What asks is not.
fn says_only(said: &str, words: &[&str], along: &[&str]) -> bool {
    let said = said.to_lowercase().replace('’', "'");
    if said.contains(['?', '？']) {
        return false;
    }
    let parts: Vec<&str> = said
        .split(|c: char| !c.is_alphanumeric() && c != ' ' && c != '\'')
        // Only in English does a space stand within what is said.
        .flat_map(|part| part.split(|c: char| c == ' ' && !part.is_ascii()))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let all = |part: &&str| [words, along, &POLITE].iter().any(|known| is_one_of(part, known));
    parts.iter().all(all) && parts.iter().any(|part| is_one_of(part, words))
}

/// One of the words, said once or over and over ("好好好"), softened as people do.
fn is_one_of(part: &str, words: &[&str]) -> bool {
    let adds_nothing = |c: char| c == ' ' || SOFT.contains(&c);
    let says = |word: &&str| {
        part.strip_prefix(*word).is_some_and(|rest| rest.replace(*word, "").chars().all(adds_nothing))
    };
    words.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_says_yes_has_said_yes() {
        let yes = [
            "确认",
            "是的",
            "好的。",
            "好吧",
            "好的好的",
            "嗯嗯",
            "行啊！",
            "可以的",
            "要的",
            "好的，谢谢",
            "对，办吧",
            "OK",
            "Sure!",
            "yes please",
            "Go ahead.",
            "好👌",
            "好 确认",
        ];
        for said in yes {
            assert!(says_yes(said) && !says_no(said), "{said}");
        }
        let not = [
            "要多久？",
            "要多久",
            "对不起",
            "可以吗？",
            "可以吗",
            "可以么",
            "好呢？",
            "好？",
            "行不行",
            "是不是",
            "要退多少钱",
            "好像不对",
            "确认收货",
            "对了多久到",
            "好的，多久到",
            "要不算了",
            "ok?",
            "okay but when",
            "sure?",
            "yes but not now",
            "谢谢",
            "",
            "!",
            "不确认",
            "不是",
            "不好",
        ];
        for said in not {
            assert!(!says_yes(said), "{said}");
        }
    }

    #[test]
    fn a_no_is_a_no_and_only_some_drop_the_matter() {
        for said in
            ["不办了", "不要了", "不用了，谢谢", "算了吧", "取消", "好吧，算了", "No.", "never mind", "Don’t"]
        {
            assert!(says_no(said) && !says_yes(said), "{said}");
        }
        for said in ["不要紧", "不用了吗", "取消订单多久退款", "no idea", "not yet", "好"] {
            assert!(!says_no(said), "{said}");
        }
        assert!(drops("不办了") && drops("Never mind!") && !drops("不要了") && !drops("no"));
    }
}
