//! An agent's answer kept as an article: the buyer's question, the answer as it was sent, about what they spoke of.

use db::Time;
use language::entities::Value;
use language::normalize::fold;

use crate::asked::{HIDDEN, masked_with};
use crate::catalog::promotion::Reach;
use crate::conversation::{self, Conversation, Message};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::Author;
use crate::id::{ConversationId, MessageId, ShopId};
use crate::knowledge::conflict::{Conflict, Known, conflicts};
use crate::knowledge::{ArticleInput, ArticleSource, SourceOf};
use crate::mind::Mind;

/// Messages looked back at for the question.
const LOOK_BACK: i64 = 20;
/// Characters of a question.
const QUESTION: usize = 300;

/// What was read to make an article of an answer.
#[derive(Debug, Clone)]
pub struct Gathered {
    conversation: Conversation,
    answer: Message,
    /// The buyer's lines that it answers, oldest first.
    asked: Vec<Message>,
}

impl Gathered {
    /// The shop whose knowledge it is to be.
    pub fn shop(&self) -> ShopId {
        self.conversation.shop
    }
}

/// Reads the answer and what it answers.
pub fn gather(ctx: &mut Ctx<'_, '_>, id: ConversationId, message: MessageId) -> Result<Gathered> {
    let conversation = conversation::get(ctx, id)?;
    let answer = conversation::message(ctx, message)?;
    let by_person = matches!(answer.author, Author::Agent | Author::Assist) && !answer.private;
    if answer.conversation != id || !by_person || answer.text.is_empty() {
        return Err(Refusal::invalid("message", "not_an_answer").into());
    }
    let earlier = conversation::messages_before(ctx, id, answer.seq, LOOK_BACK)?;
    let asked: Vec<Message> = earlier
        .into_iter()
        .rev()
        .filter(|message| !message.private)
        .skip_while(|message| message.author != Author::Buyer)
        .take_while(|message| message.author == Author::Buyer)
        .collect();
    if asked.is_empty() {
        return Err(Refusal::invalid("message", "answers_nothing").into());
    }
    let asked = asked.into_iter().rev().collect();
    Ok(Gathered { conversation, answer, asked })
}

/// The article it would be, where it comes from, and what the shop knows of it already.
pub fn draft(mind: &Mind, gathered: Gathered, now: Time) -> (ArticleInput, ArticleSource, Vec<Conflict>) {
    let Gathered { conversation, answer, asked } = gathered;
    let shelves = mind.shelves(conversation.shop);
    let question = question(&asked, now);
    let said = asked.iter().map(|message| message.text.as_str()).collect::<Vec<_>>().join("\n");
    let on_page = asked.iter().rev().find_map(|message| message.meta.product.clone());
    let named = shelves.catalog.mentioned(&said);
    let product = on_page.or_else(|| match named.as_slice() {
        [only] => Some(only.facts.product_id.clone()),
        _ => None,
    });
    let scope = product.filter(|id| shelves.catalog.product(id).is_some()).map(Reach::Product);
    let body = ArticleInput {
        scope: scope.into_iter().collect(),
        language: Some(conversation.language),
        ..ArticleInput::new("", question, without_personal_data(&answer.text, now))
    };
    let source = ArticleSource {
        kind: SourceOf::Capture,
        id: conversation.id.to_string(),
        title: format!("#{}", conversation.number),
        key: answer.id.to_string(),
    };
    let known = Known {
        shelf: &shelves.knowledge,
        products: shelves.catalog.products(),
        lang: conversation.language,
        now,
    };
    let conflicts = conflicts(known, mind, &body);
    (body, source, conflicts)
}

/// The buyer's question: their lines without those that ask nothing, on one line, without personal data.
fn question(asked: &[Message], now: Time) -> String {
    let asks = |text: &&str| !text.trim().is_empty() && !is_greeting(text) && !language::is_closing(text);
    let lines: Vec<&str> =
        asked.iter().flat_map(|message| message.text.lines()).filter(asks).map(str::trim).collect();
    let all = match lines.as_slice() {
        [] => asked.last().map(|message| message.text.clone()).unwrap_or_default(),
        lines => lines.join(" "),
    };
    without_personal_data(&all, now).chars().take(QUESTION).collect()
}

/// A line that only says hello.
fn is_greeting(text: &str) -> bool {
    const GREETINGS: [&str; 16] = [
        "在吗",
        "在么",
        "在不在",
        "在不",
        "你好",
        "您好",
        "有人吗",
        "亲",
        "哈喽",
        "hi",
        "hello",
        "hey",
        "hi there",
        "hello there",
        "good morning",
        "anyone there",
    ];
    let folded = fold(text);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    GREETINGS.contains(&bare)
}

/// The text without personal data, with variables in the place of order numbers and tracking numbers.
fn without_personal_data(text: &str, now: Time) -> String {
    masked_with(text, now, |value| match value {
        Value::Order(_) => "{order.number}",
        Value::Tracking { .. } => "{tracking.number}",
        _ => HIDDEN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_personal_is_kept() {
        let kept =
            without_personal_data("您的快递 SF1234567890123，电话 13812345678 可以问", Time::default());
        assert!(kept.contains("{tracking.number}") && kept.contains("***"), "{kept}");
        assert!(!kept.contains("138"), "{kept}");
        let kept = without_personal_data("已改成长安路88号3栋502室", Time::default());
        assert!(!kept.contains("502"), "{kept}");
    }

    #[test]
    fn a_greeting_is_no_question() {
        assert!(is_greeting("在吗？") && is_greeting("Hi!") && !is_greeting("在吗 能开发票吗"));
    }
}
