//! Variables in a snippet: filled from the facts of a conversation, each with a safe wording when a fact is missing.
//!
//! `{buyer.name}` is the buyer's name or, when it is not known, the usual wording; `{buyer.name|亲}` brings its own.

use std::collections::BTreeMap;

use db::Time;
use jiff::tz::TimeZone;

use super::Snippet;
use crate::agent::Agent;
use crate::bot::memory::Memory;
use crate::bot::moment::local;
use crate::bot::phrases::plain;
use crate::conversation::{self, Conversation};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::order::{Order, verify};
use crate::shop::{self, Lang};
use crate::word::words;
use crate::{buyer, catalog};

words! {
    /// What a snippet can be filled with.
    Variable {
        /// What the buyer is called.
        BuyerName = "buyer.name",
        /// The number of the order that is spoken of, or the buyer's newest.
        OrderNumber = "order.number",
        /// How far that order has come.
        OrderStatus = "order.status",
        /// The courier's number of its newest parcel.
        TrackingNumber = "tracking.number",
        /// The shop.
        ShopName = "shop.name",
        /// The person who answers.
        AgentName = "agent.name",
        /// The product on the buyer's page, the one spoken of, or the first of the order.
        ProductTitle = "product.title",
        /// A greeting for the shop's time of day.
        NowGreeting = "now.greeting",
    }
}

/// A snippet filled for one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What can be sent.
    pub text: String,
    /// What was not known, so that the safe wording stands there.
    pub missing: Vec<Variable>,
}

/// Values by variable; what is not there is not known.
pub(super) type Values = BTreeMap<Variable, String>;

enum Piece<'a> {
    Text(&'a str),
    Value(Variable, Option<&'a str>),
}

/// Refuses a text with a variable that there is not, by its name.
pub(super) fn check(field: &'static str, text: &str) -> Result<()> {
    match pieces(text) {
        Ok(_) => Ok(()),
        Err(name) => {
            let known: Vec<&str> = Variable::ALL.iter().map(|variable| variable.as_str()).collect();
            let refusal = Refusal::invalid(field, "unknown_variable");
            Err(refusal.with("name", name).with("allowed", known.join(", ")).into())
        }
    }
}

/// Fills a text. A name that became unknown since it was written stands as it was.
pub(super) fn fill(text: &str, lang: Lang, values: &Values) -> Result<Rendered> {
    let Ok(pieces) = pieces(text) else {
        return Ok(Rendered { text: text.to_owned(), missing: Vec::new() });
    };
    let mut filled = String::with_capacity(text.len());
    let mut missing = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Value(variable, instead) => match (values.get(&variable), instead) {
                (Some(value), _) => filled.push_str(value),
                (None, instead) => {
                    if !missing.contains(&variable) {
                        missing.push(variable);
                    }
                    match instead {
                        Some(instead) => filled.push_str(instead),
                        None => filled.push_str(&plain(lang, &format!("missing.{variable}"))?),
                    }
                }
            },
        }
    }
    Ok(Rendered { text: filled.trim().to_owned(), missing })
}

/// The pieces of a text, or the name of what is in braces and no variable. A brace without its other half is text.
fn pieces(text: &str) -> std::result::Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else { break };
        let (name, instead) = match inside.split_once('|') {
            Some((name, instead)) => (name, Some(instead)),
            None => (inside, None),
        };
        let variable = name.trim().parse::<Variable>().map_err(|unknown| unknown.word)?;
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Value(variable, instead));
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Fills a snippet from what is known of a conversation.
pub(super) fn render(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: &Agent,
    snippet: &Snippet,
) -> Result<Rendered> {
    let values = values(ctx, conversation, agent, snippet.language)?;
    fill(&snippet.text, snippet.language, &values)
}

fn values(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: &Agent, lang: Lang) -> Result<Values> {
    let shop = shop::get(ctx, conversation.shop)?;
    let buyer = buyer::get(ctx, conversation.buyer)?;
    let memory = Memory::read(&conversation.bot_memory);
    let orders = verify::visible(ctx, &buyer, 20)?;
    let spoken_of = orders.iter().find(|order| Some(&order.number) == memory.order.as_ref());
    let order = spoken_of.or(orders.first());
    let mut values = Values::new();
    let mut put = |variable, value: Option<String>| {
        if let Some(value) = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) {
            values.insert(variable, value);
        }
    };
    put(Variable::ShopName, Some(shop.name.clone()));
    put(Variable::AgentName, Some(agent.name.clone()));
    put(Variable::NowGreeting, Some(greeting(ctx.now, &shop.zone(), lang)?));
    put(Variable::BuyerName, buyer.name);
    put(Variable::ProductTitle, product(ctx, conversation, &memory, order)?);
    if let Some(order) = order {
        put(Variable::OrderNumber, Some(order.number.clone()));
        put(Variable::OrderStatus, Some(plain(lang, &format!("status.{}", order.status))?));
        let parcel = order.shipments.last();
        put(Variable::TrackingNumber, parcel.map(|parcel| parcel.facts.tracking_number.clone()));
    }
    Ok(values)
}

/// What the buyer looks at, else what was spoken of, else what they bought.
fn product(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    memory: &Memory,
    order: Option<&Order>,
) -> Result<Option<String>> {
    let recent = conversation::messages_before(ctx, conversation.id, conversation.last_seq + 1, 20)?;
    let on_page = recent.iter().rev().find_map(|message| message.meta.product.as_deref());
    if let Some(id) = on_page.or(memory.product.as_deref())
        && let Some(product) = catalog::product(ctx, conversation.shop, id)?
    {
        return Ok(Some(product.facts.title));
    }
    Ok(order.and_then(|order| order.lines.first()).map(|line| line.title.clone()))
}

fn greeting(now: Time, zone: &TimeZone, lang: Lang) -> Result<String> {
    let key = match local(now, zone).hour() {
        5..=11 => "greeting.morning",
        12..=17 => "greeting.afternoon",
        _ => "greeting.evening",
    };
    plain(lang, key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(text: &str, lang: Lang) -> (String, Vec<&'static str>) {
        let values = Values::from([
            (Variable::BuyerName, "小林".to_owned()),
            (Variable::NowGreeting, "上午好".to_owned()),
        ]);
        let Rendered { text, missing } = fill(text, lang, &values).expect("phrases");
        (text, missing.into_iter().map(Variable::as_str).collect())
    }

    #[test]
    fn what_is_known_is_filled_in() {
        assert_eq!(filled("{now.greeting}，{buyer.name}", Lang::Zh), ("上午好，小林".into(), vec![]));
    }

    #[test]
    fn what_is_missing_has_a_safe_wording() {
        let (text, missing) = filled("{product.title}有货，{product.title|这件}也能退", Lang::Zh);
        assert_eq!((text.as_str(), missing), ("这款商品有货，这件也能退", vec!["product.title"]));
        assert_eq!(filled("About {order.number}:", Lang::En).0, "About your order:");
        assert_eq!(filled("订单{order.number|}收到", Lang::Zh).0, "订单收到");
    }

    #[test]
    fn every_variable_has_a_safe_wording_in_both_languages() {
        for variable in Variable::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let safe = fill(&format!("{{{variable}}}"), lang, &Values::new()).expect("a phrase");
                assert!(!safe.text.is_empty() && !safe.text.contains('{'), "{variable}: {safe:?}");
            }
        }
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let error = check("text", "亲 {buyer.nmae}").expect_err("refused");
        let refusal = error.refusal().expect("a refusal").clone();
        assert_eq!((refusal.code, refusal.field.as_deref()), ("unknown_variable", Some("text")));
        assert_eq!(refusal.details[0], ("name", "buyer.nmae".to_owned()));
        assert!(check("text", "a { b").is_ok(), "half a pair of braces is text");
        assert!(check("text", "}{").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,60}") {
            if check("text", &text).is_ok() {
                fill(&text, Lang::Zh, &Values::new()).expect("it is filled");
            }
        }
    }
}
