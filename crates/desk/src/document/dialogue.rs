//! What agents answered well before: the buyer's question and the answer that ended it.

use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;
use language::entities::{Precision, Value, entities};
use language::normalize::fold;
use language::{Emotion, Intent, is_closing};

use super::{Piece, Reading, Weighed, store};
use crate::catalog::promotion::Reach;
use crate::conversation::{self, Conversation, Message};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Author, Fact};
use crate::id::{AgentId, ShopId};
use crate::knowledge::SourceOf;
use crate::mind::{Mind, Shelves};
use crate::{buyer, secret};

/// Conversations learned from at a time, and looked through to find so many.
const AT_ONCE: usize = 300;
const LOOKED_AT: i64 = 5000;
/// Messages read of one.
const LONGEST: i64 = 200;
/// A question shorter than this asks nothing by itself, an answer shorter than this answers nothing.
const SHORTEST: usize = 5;

/// A conversation that ended well.
#[derive(Debug, Clone)]
pub struct Dialogue {
    /// The conversation.
    pub conversation: Conversation,
    messages: Vec<Message>,
    /// What the buyer is called, which is in no article.
    buyer: Option<String>,
}

/// The conversations done within `days` that a person answered, that ended well, and that nothing was learned from yet.
pub fn gather(ctx: &mut Ctx<'_, '_>, shop: ShopId, days: u32) -> Result<Vec<Dialogue>> {
    let since = ctx.now - Duration::from_secs(u64::from(days) * 86_400);
    let mut dialogues = Vec::new();
    for conversation in conversation::done_since(ctx, shop, since, LOOKED_AT)? {
        if dialogues.len() == AT_ONCE {
            break;
        }
        let learned = store::by_name(ctx.tx, shop, SourceOf::Dialogue, &conversation.id.to_string())?;
        if learned.is_some() || !ended_well(ctx, &conversation)? {
            continue;
        }
        let messages = conversation::messages_after(ctx, conversation.id, 0, LONGEST)?;
        let buyer = buyer::get(ctx, conversation.buyer)?.name;
        dialogues.push(Dialogue { conversation, messages, buyer });
    }
    Ok(dialogues)
}

/// Done by an agent, never opened again, and the buyer was not angry in the end.
fn ended_well(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<bool> {
    if matches!(conversation.emotion, Some(Emotion::Angry | Emotion::Dissatisfied)) {
        return Ok(false);
    }
    let facts = fact::of_conversation_since(ctx, conversation.id, 0, 1000)?;
    let by_person = facts.iter().any(|line| matches!(line.recorded.fact, Fact::Resolved { agent: Some(_) }));
    let again = facts.iter().any(|line| matches!(line.recorded.fact, Fact::Reopened {}));
    Ok(by_person && !again)
}

/// The questions of a conversation with the answers they had, without what is about this buyer alone.
pub fn pieces(mind: &Mind, shelves: &Shelves, dialogue: &Dialogue, now: Time) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut turns = turns(&dialogue.messages).into_iter().peekable();
    while let Some((asked, answered)) = turns.next() {
        // Who asks the same again had no answer.
        let again = turns.peek().is_some_and(|(next, _)| {
            let (one, other) = (lines(&asked).join(" "), lines(next).join(" "));
            !one.is_empty() && fold(&one) == fold(&other)
        });
        if answered.is_empty() || again {
            continue;
        }
        if let Some(piece) = piece(mind, shelves, dialogue, (&asked, &answered), now) {
            pieces.push(piece);
        }
    }
    pieces
}

/// A conversation as something that was read.
pub fn reading(dialogue: &Dialogue, found: Vec<Weighed>, by: Option<AgentId>) -> Reading {
    Reading {
        kind: SourceOf::Dialogue,
        name: dialogue.conversation.id.to_string(),
        title: format!("#{}", dialogue.conversation.number),
        link: None,
        hash: secret::hash(&dialogue.conversation.id.to_string()),
        found,
        by,
    }
}

/// What the buyer said in one go, and what an agent said then.
type Turn<'a> = (Vec<&'a Message>, Vec<&'a Message>);

fn turns(messages: &[Message]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    let said = messages.iter().filter(|message| !message.private && !message.text.trim().is_empty());
    for message in said {
        match message.author {
            Author::Buyer => match turns.last_mut() {
                Some((asked, answered)) if answered.is_empty() => asked.push(message),
                _ => turns.push((vec![message], Vec::new())),
            },
            Author::Agent | Author::Assist => {
                if let Some((_, answered)) = turns.last_mut() {
                    answered.push(message);
                }
            }
            Author::Bot | Author::System => {}
        }
    }
    turns
}

/// The lines that say something.
fn lines<'a>(messages: &[&'a Message]) -> Vec<&'a str> {
    let says = |line: &&str| !line.is_empty() && !is_closing(line) && !is_courtesy(line);
    messages.iter().flat_map(|message| message.text.lines()).map(str::trim).filter(says).collect()
}

fn piece(
    mind: &Mind,
    shelves: &Shelves,
    dialogue: &Dialogue,
    (asked, answered): (&[&Message], &[&Message]),
    now: Time,
) -> Option<Piece> {
    let question = lines(asked).join(" ");
    let answer = lines(answered).join("\n");
    let long = |text: &str| text.chars().count() >= SHORTEST;
    if !long(&question) || !long(&answer) || question.chars().count() > 300 {
        return None;
    }
    let personal = |text: &str| {
        let named = dialogue.buyer.as_deref().filter(|name| name.chars().count() > 1);
        named.is_some_and(|name| text.contains(name)) || is_personal(text, now)
    };
    if personal(&question) || personal(&answer) || is_about_one_order(&answer) {
        return None;
    }
    let local = now.timestamp().to_zoned(TimeZone::UTC).datetime();
    let reading = mind.language.understand(&question, &[], local);
    let intent = reading.intents.first().map_or(Intent::Other, |intent| intent.value);
    if reading.abusive || OF_ONE_BUYER.contains(&intent) {
        return None;
    }
    let on_page = asked.iter().rev().find_map(|message| message.meta.product.clone());
    let named = shelves.catalog.mentioned(&question);
    let product = on_page.or_else(|| match named.as_slice() {
        [only] => Some(only.facts.product_id.clone()),
        _ => None,
    });
    let product = product.filter(|id| shelves.catalog.product(id).is_some());
    Some(Piece {
        key: answered.last()?.id.to_string(),
        question,
        similar: Vec::new(),
        answer,
        category: String::new(),
        scope: product.map(Reach::Product).into_iter().collect(),
        language: dialogue.conversation.language,
        attribute: false,
    })
}

/// What is about one buyer's order, or about nothing that can be known.
const OF_ONE_BUYER: &[Intent] = &[
    Intent::Greeting,
    Intent::ThanksClosing,
    Intent::AskHuman,
    Intent::Complaint,
    Intent::Bargain,
    Intent::ModifyOrder,
    Intent::ChangeAddress,
    Intent::CancelOrder,
    Intent::UrgeShipping,
    Intent::WhereIsIt,
    Intent::LogisticsStuck,
    Intent::NotReceived,
    Intent::WrongMissing,
    Intent::Damaged,
    Intent::RefundStatus,
    Intent::ReturnProgress,
    Intent::Account,
    Intent::Chitchat,
    Intent::OutOfScope,
];

/// Whether a text names an order, a parcel, a person, an address, or a day that is only today's.
fn is_personal(text: &str, now: Time) -> bool {
    let local = now.timestamp().to_zoned(TimeZone::UTC).datetime();
    let place = |text: &str| {
        ["路", "街", "小区", "单元", "号楼", "室"].iter().filter(|mark| text.contains(**mark)).count() > 1
    };
    let named = entities(text, local).iter().any(|entity| match &entity.value {
        Value::Order(_)
        | Value::Tracking { .. }
        | Value::Phone(_)
        | Value::PhoneEnding(_)
        | Value::Email(_)
        | Value::Height { .. }
        | Value::Weight { .. } => true,
        Value::Moment { precision, .. } => {
            let words = entity.text(text);
            *precision != Precision::Month
                && ["今", "明", "昨", "后天", "前天"].iter().any(|day| words.contains(day))
                || ["today", "tomorrow", "yesterday", "tonight"]
                    .iter()
                    .any(|day| words.eq_ignore_ascii_case(day))
        }
        _ => false,
    });
    named || place(text)
}

/// Whether an answer tells what was done for one order.
fn is_about_one_order(answer: &str) -> bool {
    const MARKS: &[&str] = &[
        "您的订单",
        "你的订单",
        "您的包裹",
        "您这单",
        "这一单",
        "您的快递",
        "这边帮您",
        "已经帮您",
        "已帮您",
        "帮您登记",
        "帮您备注",
        "已为您",
        "已经为您",
        "已给您",
        "给您退",
        "your order",
        "your parcel",
        "your package",
        "your refund",
        "i have ",
        "i've ",
        "we have sent you",
        "i will ",
        "i'll ",
        "let me ",
    ];
    let folded = fold(answer);
    MARKS.iter().any(|mark| folded.contains(mark))
}

/// Whether a line is only polite.
fn is_courtesy(line: &str) -> bool {
    const POLITE: &[&str] = &[
        "在",
        "在的",
        "在吗",
        "在么",
        "你好",
        "您好",
        "亲",
        "亲亲",
        "您好在的",
        "亲在的",
        "hi",
        "hello",
        "hi there",
        "hello there",
        "hey",
        "有什么可以帮您",
        "有什么可以帮您的吗",
        "请问有什么可以帮您",
        "how can i help",
        "how can i help you",
        "稍等",
        "请稍等",
        "不客气",
        "不用谢",
        "you're welcome",
        "youre welcome",
        "any time",
        "祝您生活愉快",
        "还有什么可以帮您的吗",
        "is there anything else",
    ];
    let letters: String =
        fold(line).chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '\'').collect();
    POLITE.contains(&letters.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_one_buyer_is_left_out() {
        let now = Time::from_micros(1_764_043_200_000_000);
        for text in [
            "您的快递 SF1234567890123 在路上",
            "打 13812345678 就行",
            "明天给您发",
            "寄到建设路 8 号楼 302 室",
            "it ships tomorrow",
            "write to kim@mail.example",
        ] {
            assert!(is_personal(text, now), "{text}");
        }
        for text in ["满 59 元包邮", "Within 30 days of delivery.", "活动到11月30日截止", "30 度以下手洗"]
        {
            assert!(!is_personal(text, now), "{text}");
        }
        assert!(is_about_one_order("已帮您登记了") && is_about_one_order("I've sent it again."));
        assert!(!is_about_one_order("You can return it within 30 days."));
        assert!(is_courtesy("您好，在的") && is_courtesy("Hello!") && !is_courtesy("可以的，满 59 包邮"));
    }
}
