//! Answers from articles: told as they stand when the match is sure, offered to choose from when it is not.

use crate::bot::decide::{Move, hand_off, say};
use crate::bot::phrases::{plain, safe};
use crate::bot::{Answer, Memory, Situation};
use crate::conversation::{Card, Source, SourceKind};
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::knowledge::shelf::Hit;
use crate::variable::{Values, Variable, fill};
use language::Emotion;
use language::normalize::fold;

/// Tells the article, or offers up to three, or hands off.
pub(in crate::bot) fn answer(
    situation: &Situation<'_>,
    memory: &mut Memory,
    confidence: f32,
) -> Result<Move> {
    if let Some(hit) = situation.sure_article() {
        return Ok(Move::Say(told(situation, hit)?));
    }
    if let Some(offer) = offered(situation, memory)? {
        return Ok(Move::Say(offer));
    }
    // Something short that means nothing to us is asked back for once, before a person is troubled with it.
    let short = situation.burst.chars().count() <= 6;
    if short && confidence < 0.5 && situation.memory.unclear == 0 {
        memory.unclear = 1;
        return Ok(say(plain(situation.lang, "unclear")?));
    }
    Ok(hand_off(situation, HandOffReason::NoAnswer, "next.no_answer"))
}

/// A request that people decide: tells what the policy says and offers a person; without a policy, a person at once.
pub(in crate::bot) fn service(situation: &Situation<'_>) -> Result<Move> {
    let Some(hit) = situation.sure_article() else {
        return Ok(hand_off(situation, HandOffReason::Boundary, "next.boundary"));
    };
    with_service(situation, told(situation, hit)?).map(Move::Say)
}

/// The same answer with the offer of a person, for what people do; whoever waits for one needs no offer.
pub(super) fn with_service(situation: &Situation<'_>, mut answer: Answer) -> Result<Answer> {
    if !situation.waiting {
        answer.text = format!("{}\n{}", answer.text, plain(situation.lang, "article.service_tail")?);
        answer.choices = vec![plain(situation.lang, "choice.human")?];
    }
    Ok(answer)
}

/// The same, where the buyer may only want to know how it goes: a calm question without a sure answer is offered what is
/// near before a person is troubled with it; a demand goes to a person.
pub(in crate::bot) fn request(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    let calm = matches!(situation.reading.emotion.value, Emotion::Neutral | Emotion::Positive);
    if calm
        && is_question(situation.burst)
        && situation.sure_article().is_none()
        && let Some(offer) = offered(situation, memory)?
    {
        return Ok(Move::Say(offer));
    }
    service(situation)
}

pub(super) fn is_question(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "?",
        "怎么",
        "咋",
        "如何",
        "怎样",
        "吗",
        "么",
        "多久",
        "什么",
        "啥",
        "哪",
        "能不能",
        "可不可以",
        "可以",
        "how",
        "what",
        "when",
        "where",
        "can i",
        "could i",
        "do i",
        "is it",
    ];
    let text = fold(text);
    WORDS.iter().any(|word| text.contains(word))
}

/// What the article tells this buyer.
pub(crate) fn told(situation: &Situation<'_>, hit: &Hit) -> Result<Answer> {
    let telling = hit.article.telling(&situation.asker());
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(Answer {
        text: filled(situation, telling.answer)?,
        sources: vec![source(hit)],
        link: owned(telling.link),
        image: owned(telling.image),
        video: owned(telling.video),
        card: telling.card.and_then(|id| situation.catalog.product(id)).map(Card::of),
        ..Answer::default()
    })
}

/// The words with their variables filled from what this buyer may be told; where a value is not known, the safe wording.
fn filled(situation: &Situation<'_>, text: &str) -> Result<String> {
    if !text.contains('{') {
        return Ok(text.to_owned());
    }
    let lang = situation.lang;
    let mut values = Values::new();
    let spoken_of =
        situation.orders.iter().find(|order| Some(&order.number) == situation.memory.order.as_ref());
    if let Some(order) = spoken_of.or(match situation.orders {
        [only] => Some(only),
        _ => None,
    }) {
        values.insert(Variable::OrderNumber, order.number.clone());
        values.insert(Variable::OrderStatus, plain(lang, &format!("status.{}", order.status))?);
        if let Some(parcel) = order.shipments.last() {
            values.insert(Variable::TrackingNumber, parcel.facts.tracking_number.clone());
        }
    }
    values.insert(Variable::ShopName, situation.shop.name.clone());
    values.insert(Variable::AgentName, situation.shop.settings.bot.name.in_language(lang).to_owned());
    if let Some(name) = &situation.buyer.name {
        values.insert(Variable::BuyerName, name.clone());
    }
    if let Some(product) = situation.product() {
        values.insert(Variable::ProductTitle, product.facts.title.clone());
    }
    Ok(fill(text, &values, |missing| safe(lang, missing))?.text)
}

/// Up to three articles to choose from, when there are any that may be meant.
fn offered(situation: &Situation<'_>, memory: &mut Memory) -> Result<Option<Answer>> {
    let near = situation.near_articles();
    if near.is_empty() {
        return Ok(None);
    }
    memory.offered = near.iter().map(|hit| hit.article.facts.article_id.clone()).collect();
    let mut choices: Vec<String> = near.iter().map(|hit| hit.article.facts.question.clone()).collect();
    choices.push(plain(situation.lang, "choice.human")?);
    Ok(Some(Answer {
        text: plain(situation.lang, "article.offer")?,
        sources: near.iter().map(source).collect(),
        choices,
        ..Answer::default()
    }))
}

/// The article the buyer tapped, word for word, among those that were offered.
pub(in crate::bot) fn chosen(situation: &Situation<'_>) -> Result<Option<Answer>> {
    let said = fold(situation.burst);
    let hit = situation.articles.iter().find(|hit| {
        situation.memory.offered.contains(&hit.article.facts.article_id)
            && fold(&hit.article.facts.question) == said
    });
    hit.map(|hit| told(situation, hit)).transpose()
}

fn source(hit: &Hit) -> Source {
    let facts = &hit.article.facts;
    Source::of(SourceKind::Article, &facts.article_id, &facts.question)
}
