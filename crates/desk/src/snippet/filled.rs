//! What a snippet is filled with: the facts of a conversation.

use db::Time;
use jiff::tz::TimeZone;

use super::Snippet;
use crate::agent::Agent;
use crate::bot::memory::Memory;
use crate::bot::moment::local;
use crate::bot::phrases::{plain, safe};
use crate::conversation::{self, Conversation};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::order::{Order, verify};
use crate::shop::{self, Lang};
use crate::variable::{Rendered, Values, Variable, fill};
use crate::{buyer, catalog};

/// Fills a snippet from what is known of a conversation.
pub(super) fn render(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: &Agent,
    snippet: &Snippet,
) -> Result<Rendered> {
    let values = values(ctx, conversation, agent, snippet.language)?;
    fill(&snippet.text, &values, |variable| safe(snippet.language, variable))
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
    use crate::variable::check;

    fn filled(text: &str, lang: Lang) -> (String, Vec<&'static str>) {
        let values = Values::from([
            (Variable::BuyerName, "小林".to_owned()),
            (Variable::NowGreeting, "上午好".to_owned()),
        ]);
        let Rendered { text, missing } =
            fill(text, &values, |variable| safe(lang, variable)).expect("phrases");
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
                let safe = fill(&format!("{{{variable}}}"), &Values::new(), |missing| safe(lang, missing))
                    .expect("a phrase");
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
                fill(&text, &Values::new(), |missing| safe(Lang::Zh, missing)).expect("it is filled");
            }
        }
    }
}
