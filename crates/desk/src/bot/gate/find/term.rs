//! What closed lists hold: rules, states of orders, promises, deeds and superlatives.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finder, StatementKind, Value, statement};
use crate::bot::gate::pattern;
use crate::bot::gate::terms::TERMS;

/// What denies the words after it.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:不支持|不提供|不参加|不参与|不含|不包含|不可以|不能|不会|不是|不再|没有|没法|无法|并未|并没有|未|没|不|非|无)(?:享受|使用|能|办法|有|送|给|带|任何|再|额外|直接|进行|做|去|为您|给您|帮您|附|附带)*$",
        r"|(?:do(?:es)?n't|do(?:es)? not|don't|can't|cannot|can not|won't|will not|isn't|is not|aren't|are not|hasn't|has not|haven't|not|no|never|without)(?: currently| yet| be| been| have| has| offer| provide| include| come with| come| get| able to| a| an| any| the| give you| for| eligible| covered by| actually| considered)*\s?$",
    ))
});
/// What denies the words before it: `专票开不了`.
static AFTER_DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:开不了|不行|不可以|不支持|不能|没有|暂时没|办不了|is not|isn't|are not|aren't)")
});
/// What makes a state an adjective of something supposed: `已发货的订单`, `orders that have shipped`.
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:的(?:订单|商品|包裹|情况|话|可以|不)|后|之后|以后|前|之前|时)"));
static ATTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:once|after|until|when|if|before|orders? that|items? that|parcels? that|unless|as soon as|that) (?:(?:it|they|you|the|your|we|order|item|parcel|refund|is|are|has|have|been|was) ?){0,4}$",
    )
});
/// Whoever asks a person for something has not promised it.
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"我?请(?:客服|同事|人工|专人)[^,.;!?\n]{0,8}|由(?:客服|人工)(?:来)?(?:判断|决定|确认)|asking (?:our|the) team to [^,.;!?\n]{0,20}|ask(?:ing)? (?:a )?(?:colleague|person)[^,.;!?\n]{0,20}",
    )
});
/// The buyer may do it, which promises nothing of ours: `您可以申请退款`.
static BUYERS_OWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:您|你)(?:可以|可|能|需要|自己)[^,.;!?\n]{0,12}$|you (?:can|may|could|are welcome to) (?:also )?(?:apply|request|ask|claim|choose)[^,.;!?\n]{0,16}$",
    )
});

pub(super) fn terms(finder: &mut Finder<'_>) {
    let text = finder.text;
    for term in TERMS.iter() {
        for found in term.words.find_iter(text) {
            let clause = finder.clause(found.start());
            let before = &text[clause.start.min(found.start())..found.start()];
            let after = finder.after(found.end());
            if passes_over(term.kind, before, after)
                || only_looks_so(term.name, found.as_str(), before, after)
            {
                continue;
            }
            // What names the lack of something says so by itself.
            let within = term.name == "stackable" && found.as_str().starts_with(['不', '无']);
            let so = !AFTER_DENIED.is_match(finder.after(found.end())) && !within && !DENIED.is_match(before)
                || term.name == "not_shipped"
                || term.name == "unpaid";
            let own = term.name == "no_return";
            let value = Value::Term { name: term.name, so: so || own };
            finder.note(statement(term.kind, value, None, found.range()));
        }
    }
    for found in SHIPS_TO.captures_iter(text) {
        let Some(place) = found.get(1).or_else(|| found.get(2)) else { continue };
        let first = place.as_str().split(' ').next().unwrap_or_default();
        let here =
            HERE.iter().any(|word| if word.is_ascii() { first == *word } else { first.starts_with(word) });
        if !here {
            let value = Value::Text(first.to_owned());
            finder.note(statement(StatementKind::Policy, value, None, place.range()));
        }
    }
    nested(finder);
}

/// Where things are sent.
static SHIPS_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:ship|deliver|send)s?(?: it| them)? to (?:the )?([a-z]{2,})|(?:发|寄|配送|送)到(\p{Han}{2,4})",
    )
});
/// What is no place of the world.
const HERE: [&str; 22] = [
    "you", "your", "my", "our", "an", "home", "door", "address", "any", "all", "it", "this", "that", "his",
    "her", "us", "您", "你", "家", "手", "仓", "门",
];

fn passes_over(kind: StatementKind, before: &str, after: &str) -> bool {
    match kind {
        StatementKind::OrderState => ATTRIBUTE.is_match(after) || ATTRIBUTED.is_match(before),
        StatementKind::Redress => {
            REQUEST.is_match(before) || BUYERS_OWN.is_match(before) || DENIED.is_match(before)
        }
        StatementKind::Deed | StatementKind::Absolute => DENIED.is_match(before),
        _ => false,
    }
}

fn only_looks_so(name: &str, words: &str, before: &str, after: &str) -> bool {
    match name {
        // 100%棉 is a share of what it is made of.
        "certainty" => {
            words.starts_with("100")
                && after.trim_start().starts_with(|c: char| c.is_alphabetic())
                && !before.contains("保证")
                || words.starts_with("guarantee") && before.ends_with("money-back ")
        }
        "superlative" => before.ends_with("第") || before.ends_with('将'),
        "medical" => words.starts_with("treat") && before.ends_with("we "),
        // `差价` in a question about price protection is the rule itself, and `退您` in `退您的` a request.
        "refund" => after.starts_with("的商品"),
        _ => false,
    }
}

/// Of two terms of one kind in one place the longer one is meant: `not shipped` is not `shipped`.
fn nested(finder: &mut Finder<'_>) {
    let spans: Vec<_> = finder.found.iter().map(|s| (s.kind, s.span.clone())).collect();
    finder.found.retain(|statement| {
        let inside = |outer: &std::ops::Range<usize>| {
            outer.start <= statement.span.start
                && statement.span.end <= outer.end
                && outer.len() > statement.span.len()
        };
        !matches!(statement.kind, StatementKind::OrderState | StatementKind::Policy)
            || !spans.iter().any(|(kind, outer)| *kind == statement.kind && inside(outer))
    });
}
