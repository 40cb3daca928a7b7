//! Discounts, rules of the shop, superlatives, and figures of any other kind.

use super::{Found, Judged, Scope, says};
use crate::bot::gate::grounds::{Grounds, OfPromotion, Text};
use crate::bot::gate::squeezed;
use crate::bot::gate::statement::{Role, Statement, StatementKind, Value};
use crate::bot::gate::truth::Truth;
use crate::catalog::promotion::PromotionKind;

/// Words of what has not begun.
const TO_COME: [&str; 6] = ["将于", "即将", "开始", "begin", "start", "upcoming"];

/// Whether a discount or a deal is on.
pub(super) fn share(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Judged {
    let to_come = TO_COME.iter().any(|word| scope.sentence.contains(word));
    let mut deals = Vec::new();
    for offer in grounds.promotions.iter().filter(|offer| offer.is_on() || to_come) {
        let facts = &offer.promotion.facts;
        let reaches = scope.products.is_empty()
            || scope.products.iter().any(|at| grounds.products[*at].is_reached_by(&facts.scope));
        if !reaches {
            continue;
        }
        if let (Some(threshold), Some(off)) = (facts.threshold, facts.amount) {
            deals.push((Value::Deal { threshold, off }, offer.source));
        }
        if let Some(percent) = facts.percent.and_then(|percent| u32::try_from(percent * 10).ok()) {
            deals.push((Value::Off(percent), offer.source));
        }
    }
    let told = grounds
        .facts
        .iter()
        .filter(|fact| {
            matches!(fact.kind, StatementKind::Share | StatementKind::Figure)
                && super::concerns(grounds, fact, scope)
        })
        .map(|fact| (fact.value.clone(), fact.source));
    let known: Vec<(Value, usize)> = deals.into_iter().chain(told).collect();
    if let Some((_, source)) = known.iter().find(|(value, _)| says(grounds, value, &statement.value)) {
        return Judged::by(*source);
    }
    if matches!(statement.value, Value::Figure { .. }) {
        return other_figure(grounds, statement);
    }
    let alike: Vec<&(Value, usize)> = known
        .iter()
        .filter(|(value, _)| std::mem::discriminant(value) == std::mem::discriminant(&statement.value))
        .collect();
    match alike.as_slice() {
        [(value, source)] => Judged::against(*source, Truth::of_value(value)),
        [(_, source), ..] => Judged::against(*source, None),
        [] => Judged::unknown(),
    }
}

/// Whether the shop has such a rule.
pub(super) fn policy(grounds: &Grounds, found: &Found, statement: &Statement, scope: &Scope<'_>) -> Judged {
    let Value::Term { name, so } = statement.value else { return sent_to(grounds, statement) };
    if let Some(source) = by_offers(grounds, found, (name, so), scope) {
        return Judged::by(source);
    }
    let conditional = |span: &std::ops::Range<usize>, statements: &[Statement]| {
        statements.iter().any(|other| {
            let on = other.role == Some(Role::Threshold) || matches!(other.value, Value::Deal { .. });
            on && span.start <= other.span.start && other.span.end <= span.end
        })
    };
    // What goes together is named, not promised.
    let together = found.statements.iter().any(|other| {
        matches!(other.value, Value::Term { name: "stackable", .. })
            && scope.sentence_span.contains(&other.span.start)
    });
    let named = together || conditional(&scope.sentence_span, &found.statements);
    let mut against = None;
    for text in grounds.texts.iter().filter(|text| name != "stackable" || speaks_of(grounds, text, scope)) {
        for known in text.statements.iter().filter(|known| known.kind == StatementKind::Policy) {
            let Value::Term { name: known_name, so: known_so } = known.value else { continue };
            if known_name != name {
                continue;
            }
            let sentence = text.sentences.iter().find(|span| span.contains(&known.span.start));
            // What holds from a sum on does not hold without it.
            let bound = name == "free_shipping"
                && known_so
                && sentence.is_some_and(|span| conditional(span, &text.statements));
            // What is free of a fault is not free of a whim.
            let only_if = name == "free_return"
                && known_so
                && sentence.is_some_and(|span| is_conditional(&text.plain[span.clone()]))
                && !is_conditional(scope.sentence);
            if known_so == so && (!bound || named) && !only_if {
                return Judged::by(text.source);
            }
            against.get_or_insert(text.source);
        }
    }
    against.map_or_else(Judged::unknown, |source| Judged::against(source, None))
}

fn is_conditional(sentence: &str) -> bool {
    ["if ", "unless", "when ", "如果", "的话", "质量"].iter().any(|word| sentence.contains(word))
}

/// Whether what a text says of going together is said of what the sentence names.
fn speaks_of(grounds: &Grounds, text: &Text, scope: &Scope<'_>) -> bool {
    let offer = grounds.promotions.iter().find(|offer| offer.source == text.source);
    offer.is_none_or(|offer| offer.is_named(scope.sentence))
}

/// Whether the shop names a place, or it is the buyer's own.
fn sent_to(grounds: &Grounds, statement: &Statement) -> Judged {
    let Value::Text(place) = &statement.value else { return Judged::unknown() };
    let place = squeezed(place);
    let names = |text: &&Text| text.squeezed.contains(&place);
    if let Some(text) = grounds.texts.iter().find(names) {
        return Judged::by(text.source);
    }
    if grounds.own.iter().any(|own| own.contains(&place)) { Judged::harmless() } else { Judged::unknown() }
}

/// Rules that offers make: free shipping, gifts, what goes together.
fn by_offers(grounds: &Grounds, found: &Found, (name, so): (&str, bool), scope: &Scope<'_>) -> Option<usize> {
    let on = || grounds.promotions.iter().filter(|offer| offer.is_on());
    let threshold_named = found
        .statements
        .iter()
        .any(|other| other.role == Some(Role::Threshold) && scope.sentence_span.contains(&other.span.start));
    match (name, so) {
        ("free_shipping", true) => on()
            .find(|offer| {
                let facts = &offer.promotion.facts;
                facts.kind == PromotionKind::FreeShipping && (facts.threshold.is_none() || threshold_named)
            })
            .map(|offer| offer.source),
        ("gift", true) => on()
            .find(|offer| {
                let facts = &offer.promotion.facts;
                let gift = facts.gift.as_deref().map(squeezed).unwrap_or_default();
                let sentence = squeezed(scope.sentence);
                facts.kind == PromotionKind::Gift
                    && (!gift.is_empty() && sentence.contains(&gift)
                        || sentence.contains(&squeezed(&offer.title)))
            })
            .map(|offer| offer.source),
        ("stackable", so) => {
            let named: Vec<_> = on().filter(|offer| offer.is_named(scope.sentence)).collect();
            let pairs: Vec<(bool, usize)> = named
                .iter()
                .enumerate()
                .flat_map(|(at, one)| {
                    named[at + 1..].iter().filter_map(|two| Some((pair(one, two)?, one.source)))
                })
                .collect();
            let agree =
                if so { pairs.iter().all(|(both, _)| *both) } else { pairs.iter().any(|(both, _)| !both) };
            pairs.first().filter(|_| agree).map(|(_, source)| *source)
        }
        _ => None,
    }
}

fn pair(one: &OfPromotion, two: &OfPromotion) -> Option<bool> {
    (one.promotion.facts.kind != two.promotion.facts.kind)
        .then(|| one.promotion.stacks_with(&two.promotion))
        .flatten()
}

/// Whether the shop itself says so of its goods.
pub(super) fn absolute(grounds: &Grounds, words: &str) -> Judged {
    let words = squeezed(words);
    let says = |text: &&Text| text.squeezed.contains(&words);
    grounds.texts.iter().find(says).map_or_else(Judged::unknown, |text| Judged::by(text.source))
}

/// Whether a figure stands in any text of the shop's, or was said by the buyer.
pub(super) fn other_figure(grounds: &Grounds, statement: &Statement) -> Judged {
    let Value::Figure { number, unit } = &statement.value else { return Judged::unknown() };
    let counts = |figures: &[(String, String)]| {
        figures.iter().any(|(known, of)| {
            // A bare figure of the shop's is too easily another one, unless it is a long one.
            let alike = unit.is_empty() || of.chars().next() == unit.chars().next();
            known == number && (alike || of.is_empty() && number.len() > 2)
        })
    };
    if let Some(text) = grounds.texts.iter().find(|text| counts(&text.figures)) {
        return Judged::by(text.source);
    }
    // What the buyer measured is theirs, in whatever unit it is repeated.
    let theirs = grounds.said.iter().flat_map(|said| &said.figures).any(|(known, _)| known == number);
    if theirs { Judged::harmless() } else { Judged::unknown() }
}
