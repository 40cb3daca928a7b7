//! What goods cost together, with what is on offer: from the calculator, line by line.

use std::collections::BTreeSet;

use language::entities::{Value, entities};
use language::normalize::fold;
use minijinja::context;

use super::logistics::{place_in, place_named};
use super::product::{options, wanted};
use crate::bot::decide::{Move, stale};
use crate::bot::memory::{Asked, Chosen};
use crate::bot::moment::local;
use crate::bot::phrases::say;
use crate::bot::situation::{product_source, promotion_source};
use crate::bot::{Answer, Memory, Situation, told_basket};
use crate::catalog::basket::{self, Good, Payer};
use crate::catalog::promotion::PromotionKind;
use crate::catalog::{Product, SkuInput};
use crate::error::Result;

/// A product that is meant, and how many of it.
type Counted<'a> = (&'a Product, i64);

/// Whether a question is about what goods cost together.
pub(in crate::bot) fn meant(situation: &Situation<'_>) -> bool {
    const TOGETHER: [&str; 10] =
        ["一共", "总共", "合计", "加起来", "算下来", "到手", "total", "altogether", "in all", "add up"];
    const COST: [&str; 6] = ["多少钱", "多少", "什么价", "how much", "price", "cost"];
    let text = fold(situation.burst);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let several = quantities(situation).iter().any(|count| *count > 1);
    let asked = says(&TOGETHER) || (says(&COST) && (several || !codes(situation).is_empty()));
    asked && !goods_meant(situation).is_empty()
}

/// Tells what the goods cost together, or asks which variant where that matters.
pub(in crate::bot) fn answer(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    let (products, goods) = goods_meant(situation)
        .into_iter()
        .map(|(product, quantity)| {
            let sku = one_price(&wanted(situation, product)).map(|sku| sku.sku_id.clone());
            (product, Chosen { product: product.facts.product_id.clone(), sku, quantity })
        })
        .unzip::<_, _, Vec<_>, Vec<_>>();
    let basket = Basket { goods, codes: codes(situation), place: place(situation) };
    told_or_asked(situation, memory, &products, basket)
}

/// The variant that was asked back for; none when none was named.
pub(in crate::bot) fn of_variant(
    situation: &Situation<'_>,
    memory: &mut Memory,
    goods: &[Chosen],
    (before, to): (&[String], Option<&str>),
) -> Result<Option<Move>> {
    let found: Option<Vec<&Product>> =
        goods.iter().map(|good| situation.catalog.product(&good.product)).collect();
    let open = goods.iter().position(|good| good.sku.is_none());
    let (Some(products), Some(open)) = (found, open) else { return Ok(None) };
    let skus = wanted(situation, products[open]);
    if skus.len() == products[open].facts.skus.len() {
        return Ok(None);
    }
    let mut goods = goods.to_vec();
    goods[open].sku = one_price(&skus).map(|sku| sku.sku_id.clone());
    let mut codes = codes(situation);
    codes.extend(before.iter().filter(|code| !codes.contains(code)).cloned().collect::<Vec<_>>());
    let place = place(situation).or_else(|| to.map(str::to_owned));
    told_or_asked(situation, memory, &products, Basket { goods, codes, place }).map(Some)
}

/// What somebody wants to know the sum of.
struct Basket {
    goods: Vec<Chosen>,
    codes: Vec<String>,
    place: Option<String>,
}

/// Tells the sum, or asks which variant of the first product of which that is not known.
fn told_or_asked(
    situation: &Situation<'_>,
    memory: &mut Memory,
    products: &[&Product],
    basket: Basket,
) -> Result<Move> {
    if products.iter().any(|product| situation.is_stale(product)) {
        return stale(situation);
    }
    let mut goods = Vec::new();
    for (product, Chosen { sku, quantity, .. }) in products.iter().copied().zip(&basket.goods) {
        let known = |one: &&SkuInput| sku.as_ref() == Some(&one.sku_id);
        match product.facts.skus.iter().find(known) {
            Some(sku) => goods.push(Good { product, sku, quantity: *quantity }),
            None => return which(situation, memory, product, basket),
        }
    }
    told(situation, &goods, &basket).map(Move::Say)
}

fn which(situation: &Situation<'_>, memory: &mut Memory, product: &Product, basket: Basket) -> Result<Move> {
    let lang = situation.lang;
    let Basket { goods, codes, place } = basket;
    memory.asked = Some(Asked::Variant { goods, codes, place });
    let title = &product.facts.title;
    let text = say(lang, "basket.which", context! { title })?;
    let choices = product.facts.skus.iter().take(6).map(options).collect();
    Ok(Move::Say(Answer { choices, sources: vec![product_source(product)], ..Answer::words(text) }))
}

fn told(situation: &Situation<'_>, goods: &[Good<'_>], basket: &Basket) -> Result<Answer> {
    let payer =
        Payer { level: situation.buyer.level.clone(), codes: basket.codes.clone(), now: situation.now };
    let promotions: Vec<_> = situation.catalog.promotions().collect();
    let place = basket.place.as_deref();
    let postage = situation.catalog.postage(place, situation.now);
    let sum = basket::price(goods, &promotions, &payer, postage);
    let used: Vec<_> = promotions
        .iter()
        .filter(|offer| sum.applied.iter().any(|applied| applied.promotion_id == offer.facts.promotion_id))
        .collect();
    let mut sources: Vec<_> = goods.iter().map(|good| product_source(good.product)).collect();
    sources.extend(used.iter().map(|offer| promotion_source(offer)));
    let mut lines = told_basket::lines(&situation.shop.currency, situation.lang, &sum, place)?;
    // Whom a coupon is for the shop says in its own words: they go along.
    let coupons = used.iter().filter(|offer| offer.facts.kind == PromotionKind::Coupon);
    lines.extend(coupons.filter_map(|offer| offer.facts.note.clone()));
    let text = lines.join("\n");
    let computed = sources.iter().take(1).map(|source| (source.clone(), text.clone())).collect();
    Ok(Answer { text, sources, computed, ..Answer::default() })
}

/// Where it is to go: as the burst names it, else as it was named just before.
fn place(situation: &Situation<'_>) -> Option<String> {
    let today = local(situation.now, &situation.zone()).datetime();
    let earlier = |line: &String| place_in(&entities(line, today));
    place_named(situation).or_else(|| situation.before.iter().rev().find_map(earlier))
}

/// The one variant, or any of several that cost the same.
fn one_price<'a>(skus: &[&'a SkuInput]) -> Option<&'a SkuInput> {
    let prices: BTreeSet<i64> = skus.iter().map(|sku| sku.price).collect();
    skus.first().copied().filter(|_| prices.len() == 1)
}

/// The goods that are meant, with their pieces: those that the burst names one by one, else those named just before if
/// there are as many as are spoken of, else the one product it is about.
fn goods_meant<'a>(situation: &'a Situation<'_>) -> Vec<Counted<'a>> {
    let named = one_by_one(situation, situation.burst, true);
    if named.len() > 1 {
        return named;
    }
    let count = quantities(situation).into_iter().max();
    if !situation.named_now {
        let mut earlier: Vec<Counted<'_>> = Vec::new();
        for (product, _) in situation.before.iter().flat_map(|line| one_by_one(situation, line, false)) {
            if !earlier.iter().any(|(known, _)| known.id == product.id) {
                earlier.push((product, 1));
            }
        }
        if earlier.len() > 1 && (count.is_none() || count == i64::try_from(earlier.len()).ok()) {
            return earlier;
        }
    }
    situation.product().map(|product| (product, count.unwrap_or(1))).into_iter().collect()
}

/// The products that the parts of a text name, each part one, with the pieces said beside them.
fn one_by_one<'a>(situation: &'a Situation<'_>, text: &str, counted: bool) -> Vec<Counted<'a>> {
    let mut found: Vec<Counted<'a>> = Vec::new();
    for (start, part) in parts(text) {
        let [product] = situation.catalog.mentioned(part)[..] else { continue };
        let within = start..start + part.len();
        let said = situation.reading.entities.iter().find_map(|entity| match entity.value {
            Value::Quantity { count, .. } if counted && within.contains(&entity.span.start) => Some(count),
            _ => None,
        });
        match found.iter_mut().find(|(known, _)| known.id == product.id) {
            Some((_, quantity)) => *quantity += said.map_or(0, i64::from),
            None => found.push((product, said.map_or(1, i64::from))),
        }
    }
    found
}

/// A text at its commas and its ands, each part with where it begins.
fn parts(text: &str) -> Vec<(usize, &str)> {
    const BETWEEN: [&str; 11] = ["和", "跟", "与", "加", "，", ",", "、", "+", " and ", " plus ", "\n"];
    let mut parts = vec![(0, text)];
    for word in BETWEEN {
        parts = parts
            .into_iter()
            .flat_map(|(start, part)| {
                let first = (start, part.split(word).next().unwrap_or(part));
                let rest = part.match_indices(word).map(move |(at, found)| {
                    let from = at + found.len();
                    let part = part[from..].split(word).next().unwrap_or_default();
                    (start + from, part)
                });
                std::iter::once(first).chain(rest)
            })
            .collect();
    }
    parts
}

fn quantities(situation: &Situation<'_>) -> Vec<i64> {
    let count = |value: &Value| match value {
        Value::Quantity { count, .. } => Some(i64::from(*count)),
        _ => None,
    };
    let named: Vec<i64> =
        situation.reading.entities.iter().filter_map(|entity| count(&entity.value)).collect();
    if named.is_empty() { bare_count(situation.burst).into_iter().collect() } else { named }
}

/// `2 of these`, `for two`: a small count that stands without a measure word.
fn bare_count(text: &str) -> Option<i64> {
    const WORDS: [(&str, i64); 12] = [
        ("two of", 2),
        ("three of", 3),
        ("four of", 4),
        ("both of", 2),
        ("for two", 2),
        ("for both", 2),
        ("这两件", 2),
        ("这两个", 2),
        ("两件", 2),
        ("这三件", 3),
        ("这俩", 2),
        ("a pair of these", 2),
    ];
    let text = fold(text);
    let digits = text.find(" of these").or_else(|| text.find(" of them")).or_else(|| text.find(" of the "));
    let before = digits.and_then(|at| text[..at].rsplit(' ').next()).and_then(|word| word.parse().ok());
    let word = WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, count)| *count);
    before.filter(|count| (1..1000).contains(count)).or(word)
}

/// The coupon codes in the burst: those that say so, and any word of it that is one of the shop's.
fn codes(situation: &Situation<'_>) -> Vec<String> {
    let mut codes: Vec<String> = situation
        .reading
        .entities
        .iter()
        .filter_map(|entity| match &entity.value {
            Value::Coupon(code) => Some(code.clone()),
            _ => None,
        })
        .collect();
    let known = situation.catalog.promotions().filter_map(|offer| offer.facts.code.as_deref());
    for code in known {
        let word = |word: &str| word.eq_ignore_ascii_case(code);
        let said =
            situation.burst.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').any(word);
        if said && !codes.iter().any(|named| named.eq_ignore_ascii_case(code)) {
            codes.push(code.to_owned());
        }
    }
    codes
}
