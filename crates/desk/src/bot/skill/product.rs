//! What a product is, costs, and whether it can be had: from its own facts.

use std::collections::BTreeSet;

use language::entities::Value;
use language::{Emotion, Intent};
use minijinja::context;

use crate::bot::decide::{Move, ask, hand_off, stale};
use crate::bot::memory::Asked;
use crate::bot::phrases::{plain, say};
use crate::bot::situation::product_source;
use crate::bot::skill::attribute;
use crate::bot::{Answer, Memory, Situation};
use crate::catalog::promotion::Standing;
use crate::catalog::{Product, SkuInput};
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::money::Money;
use crate::shop::Lang;

/// At so many pieces or fewer the number is told.
const LOW: i64 = 10;
/// Products shown in a list.
const LISTED: usize = 5;

/// Answers a question about a product.
pub(in crate::bot) fn answer(situation: &Situation<'_>, memory: &mut Memory, intent: Intent) -> Result<Move> {
    let perishable = matches!(intent, Intent::Stock | Intent::PriceDiscount | Intent::RecommendCompare);
    if perishable && situation.products.iter().any(|product| situation.is_stale(product)) {
        return stale(situation);
    }
    if let Some(product) = situation.product()
        && let Some(answer) = about(situation, product, intent)?
    {
        return Ok(Move::Say(answer));
    }
    if situation.products.len() > 1 {
        match intent {
            Intent::PresaleDate => return super::logistics::ships_when(situation, false),
            Intent::RecommendCompare | Intent::PriceDiscount | Intent::Stock => return listed(situation),
            _ => {}
        }
    }
    if let Some(hit) = situation.sure_article() {
        return Ok(Move::Say(super::article::told(situation, hit)?));
    }
    if situation.products.len() > 1 {
        return which(situation, memory, intent);
    }
    if situation.products.is_empty() && !situation.catalog.is_empty() && needs_product(intent) {
        return Ok(ask(memory, Asked::Product { intent }, plain(situation.lang, "product.which")?));
    }
    Ok(hand_off(situation, HandOffReason::NoAnswer, "next.no_answer"))
}

/// Whether a calm question is about something that the one product's own facts say.
pub(in crate::bot) fn can_tell(situation: &Situation<'_>) -> bool {
    let calm = matches!(situation.reading.emotion.value, Emotion::Neutral | Emotion::Positive);
    let said = |product| !attribute::asked(product, situation.burst, situation.lang).is_empty();
    calm && situation.product().is_some_and(said)
}

fn needs_product(intent: Intent) -> bool {
    matches!(intent, Intent::Attribute | Intent::Stock | Intent::PriceDiscount | Intent::PresaleDate)
}

fn about(situation: &Situation<'_>, product: &Product, intent: Intent) -> Result<Option<Answer>> {
    let text = match intent {
        Intent::Attribute | Intent::Warranty => return attributes(situation, product),
        Intent::Stock => Some(stock(situation, product)?),
        Intent::PriceDiscount => Some(price(situation, product)?),
        Intent::PresaleDate => return presale(situation),
        _ => None,
    };
    Ok(text.map(|text| Answer { text, sources: vec![product_source(product)], ..Answer::default() }))
}

fn attributes(situation: &Situation<'_>, product: &Product) -> Result<Option<Answer>> {
    let found = attribute::asked(product, situation.burst, situation.lang);
    if found.is_empty() {
        return Ok(None);
    }
    let title = &product.facts.title;
    let lines = found
        .iter()
        .map(|a| {
            say(situation.lang, "product.attribute", context! { title, name => &a.name, value => &a.value })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Answer { text: lines.join("\n"), sources: vec![product_source(product)], ..Answer::default() }))
}

fn stock(situation: &Situation<'_>, product: &Product) -> Result<String> {
    let lang = situation.lang;
    let title = &product.facts.title;
    if !product.facts.on_sale {
        return say(lang, "product.not_on_sale", context! { title });
    }
    let wanted = wanted(situation, product);
    let named = if wanted.len() < product.skus.len() { named(&wanted, title) } else { title.clone() };
    let left: Option<i64> = wanted.iter().map(|sku| sku.stock).sum();
    match left {
        Some(0) if wanted.len() < product.skus.len() => {
            let others: Vec<String> =
                product.facts.skus.iter().filter(|sku| sku.stock != Some(0)).map(options).collect();
            let mut text = say(lang, "product.out_of_stock", context! { title => named })?;
            if !others.is_empty() {
                let options = others.join(separator(lang));
                text = format!("{text}\n{}", say(lang, "product.some_stock", context! { title, options })?);
            }
            Ok(text)
        }
        Some(0) => say(lang, "product.out_of_stock", context! { title => named }),
        Some(count) if count <= LOW => say(lang, "product.low_stock", context! { title => named, count }),
        _ => say(lang, "product.in_stock", context! { title => named }),
    }
}

fn price(situation: &Situation<'_>, product: &Product) -> Result<String> {
    let lang = situation.lang;
    let title = &product.facts.title;
    let shown = |minor| Money::new(minor, &situation.shop.currency).display(lang);
    let wanted = wanted(situation, product);
    let prices: BTreeSet<i64> = wanted.iter().map(|sku| sku.price).collect();
    let (Some(lowest), Some(highest)) = (prices.first().copied(), prices.last().copied()) else {
        return say(lang, "product.not_on_sale", context! { title });
    };
    let mut text = if lowest == highest {
        let list_price =
            wanted.iter().filter_map(|sku| sku.list_price).max().filter(|list| *list > lowest).map(shown);
        say(lang, "product.price", context! { title, price => shown(lowest), list_price })?
    } else {
        say(lang, "product.price_range", context! { title, from => shown(lowest), to => shown(highest) })?
    };
    let promotions: Vec<&str> = situation
        .catalog
        .promotions()
        .filter(|promotion| promotion.standing(situation.now) == Standing::On && promotion.reaches(product))
        .map(|promotion| promotion.facts.title.as_str())
        .collect();
    if !promotions.is_empty() {
        let promotions = promotions.join(separator(lang));
        text = format!("{text}\n{}", say(lang, "product.promotions", context! { promotions })?);
    }
    Ok(text)
}

fn presale(situation: &Situation<'_>) -> Result<Option<Answer>> {
    match super::logistics::ships_when(situation, false)? {
        Move::Say(answer) => Ok(Some(answer)),
        _ => Ok(None),
    }
}

/// Several products are meant: name them with their prices.
fn listed(situation: &Situation<'_>) -> Result<Move> {
    let lang = situation.lang;
    let mut lines = vec![plain(lang, "product.list")?];
    let on_sale: Vec<&&Product> =
        situation.products.iter().filter(|p| p.facts.on_sale).take(LISTED).collect();
    for product in &on_sale {
        let prices = product.facts.skus.iter().map(|sku| sku.price);
        let Some(lowest) = prices.min() else { continue };
        let price = Money::new(lowest, &situation.shop.currency).display(lang);
        lines.push(say(lang, "product.list_line", context! { title => &product.facts.title, price })?);
    }
    lines.push(plain(lang, "product.list_tail")?);
    let sources = on_sale.iter().map(|product| product_source(product)).collect();
    Ok(Move::Say(Answer { text: lines.join("\n"), sources, ..Answer::default() }))
}

/// Several products are meant, and the answer differs: ask which.
fn which(situation: &Situation<'_>, memory: &mut Memory, intent: Intent) -> Result<Move> {
    memory.asked = Some(Asked::Product { intent });
    let choices = situation.products.iter().take(LISTED).map(|product| product.facts.title.clone()).collect();
    Ok(Move::Say(Answer { choices, ..Answer::words(plain(situation.lang, "product.which")?) }))
}

/// The SKUs whose colour and size were named; all of them when none was.
pub(super) fn wanted<'a>(situation: &Situation<'_>, product: &'a Product) -> Vec<&'a SkuInput> {
    let has =
        |sku: &SkuInput, value: &str| sku.options.iter().any(|option| same_option(&option.value, value));
    let named: Vec<String> = situation
        .reading
        .entities
        .iter()
        .filter_map(|entity| match &entity.value {
            Value::Size(size) => Some(size.clone()),
            Value::Colour(_) => situation.burst.get(entity.span.clone()).map(str::to_owned),
            _ => None,
        })
        .filter(|value| product.facts.skus.iter().any(|sku| has(sku, value)))
        .collect();
    product.facts.skus.iter().filter(|sku| named.iter().all(|value| has(sku, value))).collect()
}

/// `M` and `M码`, `白` and `白色`, `white` and `White`.
fn same_option(option: &str, named: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches(['色', '码', '号']).to_lowercase();
    let (option, named) = (plain(option), plain(named));
    option == named || (!named.is_ascii() && option.ends_with(&named))
}

fn named(skus: &[&SkuInput], title: &str) -> String {
    match skus {
        [only] => format!("{title} {}", options(only)),
        _ => title.to_owned(),
    }
}

pub(super) fn options(sku: &SkuInput) -> String {
    sku.options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>().join(" ")
}

fn separator(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "、" } else { ", " }
}
