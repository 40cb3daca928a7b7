//! What is on offer, and what may be combined: from the promotions themselves.

use language::normalize::fold;
use minijinja::context;

use crate::bot::decide::{Move, NextStep};
use crate::bot::moment::moment;
use crate::bot::phrases::{plain, say};
use crate::bot::situation::promotion_source;
use crate::bot::{Answer, Memory, Situation};
use crate::catalog::promotion::{Promotion, PromotionKind, Standing};
use crate::conversation::Source;
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::shop::Lang;

/// Promotions told about in one answer.
const TOLD: usize = 6;

/// Answers a question about offers, coupons and gifts.
pub(in crate::bot) fn answer(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    if let Some(answer) = combined(situation)? {
        return Ok(Move::Say(answer));
    }
    // A list of offers is no answer to whether they go together: what the shop has written about that is nearer.
    let near = asks_to_combine(situation.burst) && !situation.near_articles().is_empty();
    if near || situation.sure_article().is_some() {
        return super::article::answer(situation, memory, 1.0);
    }
    let kinds = kinds_named(situation.burst);
    let meant: Vec<&Promotion> =
        on(situation).filter(|p| kinds.is_empty() || kinds.contains(&p.facts.kind)).collect();
    if !meant.is_empty() {
        return Ok(Move::Say(listed(situation, &meant, plain(situation.lang, "promotion.list")?)?));
    }
    if !kinds.is_empty() {
        return Ok(Move::Say(none_of(situation, &kinds)?));
    }
    super::article::answer(situation, memory, 1.0)
}

/// A person decides about prices; meanwhile what is on offer is told.
pub(in crate::bot) fn bargain(situation: &Situation<'_>) -> Result<Move> {
    let next = NextStep("next.boundary");
    let meant: Vec<&Promotion> =
        on(situation).filter(|promotion| reaches_any(situation, promotion)).collect();
    if meant.is_empty() || situation.waiting {
        return Ok(super::super::decide::hand_off(situation, HandOffReason::Boundary, next.0));
    }
    let answer = listed(situation, &meant, plain(situation.lang, "promotion.bargain")?)?;
    Ok(Move::SayAndHandOff(answer, HandOffReason::Boundary, next))
}

/// Whether two kinds of offer may be used together, when that is the question and the facts agree on the answer.
fn combined(situation: &Situation<'_>) -> Result<Option<Answer>> {
    let kinds = kinds_named(situation.burst);
    let (one, two) = match (kinds.as_slice(), asks_to_combine(situation.burst)) {
        ([one, two], true) => (one, two),
        ([one], true) => return combines_with(situation, *one),
        _ => return Ok(None),
    };
    let of =
        |kind: PromotionKind| -> Vec<&Promotion> { on(situation).filter(|p| p.facts.kind == kind).collect() };
    let (ones, twos) = (of(*one), of(*two));
    let pairs: Vec<(&Promotion, &Promotion, bool)> =
        ones.iter().flat_map(|a| twos.iter().filter_map(|b| Some((*a, *b, a.stacks_with(b)?)))).collect();
    if pairs.is_empty() {
        return Ok(None);
    }
    let lang = situation.lang;
    let mut lines = Vec::new();
    for (key, wanted) in [("promotion.stack_yes", true), ("promotion.stack_no", false)] {
        let told: Vec<&(&Promotion, &Promotion, bool)> =
            pairs.iter().filter(|(.., both)| *both == wanted).collect();
        if told.is_empty() {
            continue;
        }
        let values = if told.len() == pairs.len() {
            context! { one => kind_name(lang, *one)?, two => kind_name(lang, *two)? }
        } else {
            context! { one => titles(lang, told.iter().map(|t| t.0)), two => titles(lang, told.iter().map(|t| t.1)) }
        };
        lines.push(say(lang, key, values)?);
    }
    let used: Vec<&Promotion> = ones.into_iter().chain(twos).collect();
    Ok(Some(Answer { text: lines.join("\n"), sources: sources(&used), ..Answer::default() }))
}

/// What offers of one kind may be used together with, and what not, when the facts say.
fn combines_with(situation: &Situation<'_>, kind: PromotionKind) -> Result<Option<Answer>> {
    let lang = situation.lang;
    let (ones, others): (Vec<&Promotion>, Vec<&Promotion>) =
        on(situation).partition(|p| p.facts.kind == kind);
    let mut lines = Vec::new();
    for (key, wanted) in [("promotion.stack_yes", true), ("promotion.stack_no", false)] {
        for one in &ones {
            let rest = ones.iter().filter(|other| other.id != one.id).chain(&others);
            let two: Vec<&Promotion> =
                rest.copied().filter(|other| one.stacks_with(other) == Some(wanted)).collect();
            if !two.is_empty() {
                let values = context! { one => &one.facts.title, two => titles(lang, two.into_iter()) };
                lines.push(say(lang, key, values)?);
            }
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let used: Vec<&Promotion> = ones.into_iter().chain(others).collect();
    Ok(Some(Answer { text: lines.join("\n"), sources: sources(&used), ..Answer::default() }))
}

fn listed(situation: &Situation<'_>, meant: &[&Promotion], head: String) -> Result<Answer> {
    let lang = situation.lang;
    let mut lines = vec![head];
    for promotion in meant.iter().take(TOLD) {
        let ends = promotion
            .facts
            .ends_at
            .map(|at| moment(at, situation.now, &situation.zone(), lang))
            .transpose()?;
        let (title, note) = (&promotion.facts.title, &promotion.facts.note);
        lines.push(say(lang, "promotion.line", context! { title, note, ends })?);
    }
    Ok(Answer { text: lines.join("\n"), sources: sources(meant), ..Answer::default() })
}

/// There is none of this kind now; the next one, if it is known.
fn none_of(situation: &Situation<'_>, kinds: &[PromotionKind]) -> Result<Answer> {
    let lang = situation.lang;
    let mut text = plain(lang, "promotion.none")?;
    let to_come = situation
        .catalog
        .promotions()
        .filter(|p| kinds.contains(&p.facts.kind) && p.standing(situation.now) == Standing::ToCome)
        .min_by_key(|p| p.facts.starts_at);
    if let Some(next) = to_come
        && let Some(starts) = next.facts.starts_at
    {
        let starts = moment(starts, situation.now, &situation.zone(), lang)?;
        text = format!(
            "{text}{}",
            say(lang, "promotion.soon", context! { title => &next.facts.title, starts })?
        );
    }
    Ok(Answer { text, sources: to_come.map(|p| sources(&[p])).unwrap_or_default(), ..Answer::default() })
}

fn on<'a>(situation: &'a Situation<'_>) -> impl Iterator<Item = &'a Promotion> {
    situation.catalog.promotions().filter(|promotion| promotion.standing(situation.now) == Standing::On)
}

fn reaches_any(situation: &Situation<'_>, promotion: &Promotion) -> bool {
    situation.products.is_empty() || situation.products.iter().any(|product| promotion.reaches(product))
}

/// The kinds of offer that a text names, in the order of the list.
fn kinds_named(text: &str) -> Vec<PromotionKind> {
    use PromotionKind::{Coupon, FreeShipping, Gift, Percent, Threshold};
    const WORDS: &[(PromotionKind, &[&str])] = &[
        (Threshold, &["满减", "满300", "满200", "跨店", "每满", "money off", "spend"]),
        (Percent, &["打折", "折扣", "几折", "discount", "percent", "% off"]),
        (Coupon, &["券", "红包", "优惠码", "coupon", "voucher", "promo code", "discount code"]),
        (Gift, &["赠品", "送什么", "有没有送", "送礼", "free gift", "gift with"]),
        (FreeShipping, &["包邮", "免邮", "free shipping", "free delivery"]),
    ];
    let text = fold(text);
    WORDS
        .iter()
        .filter(|(_, words)| words.iter().any(|word| text.contains(word)))
        .map(|(kind, _)| *kind)
        .collect()
}

fn asks_to_combine(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "一起",
        "叠加",
        "同时",
        "能和",
        "可以和",
        "都能",
        "都可以",
        "累加",
        "stack",
        "combine",
        "together",
        "both",
        "same order",
    ];
    let text = fold(text);
    WORDS.iter().any(|word| text.contains(word))
}

fn kind_name(lang: Lang, kind: PromotionKind) -> Result<String> {
    plain(lang, &format!("kind.{kind}"))
}

fn titles<'a>(lang: Lang, promotions: impl Iterator<Item = &'a Promotion>) -> String {
    let mut titles: Vec<&str> = promotions.map(|promotion| promotion.facts.title.as_str()).collect();
    titles.dedup();
    titles.sort_unstable();
    titles.dedup();
    titles.join(if lang == Lang::Zh { "、" } else { ", " })
}

fn sources(promotions: &[&Promotion]) -> Vec<Source> {
    promotions.iter().take(TOLD).map(|promotion| promotion_source(promotion)).collect()
}
