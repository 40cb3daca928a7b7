//! Every other figure: whatever it counts must be known.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finder, StatementKind, Value, number, statement};
use crate::bot::gate::pattern;

static FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:,\d{3})*(?:\.\d+)?"));
/// Chinese numerals with a unit that is really counted.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([一二两三四五六七八九十百千万]+)(倍|克|斤|公斤|千克|毫升|升|厘米|公分|毫米|米|瓦|度|人付款|人购买|万人|颗|片|粒)",
    )
});
/// `1. `, `2)`, `第3`, at the beginning of a line.
static LISTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|\n)\s*[(\[]?$"));
/// What may be counted in a few without being a fact: `2 笔订单`, `3 steps`.
const COUNTED: [&str; 30] = [
    "笔", "步", "种", "点", "位", "款", "项", "方面", "条", "个", "类", "次", "句", "页", "码", "step",
    "way", "option", "thing", "order", "item", "question", "offer", "choice", "digit", "older", "of", "tr",
    "size", "people",
];

pub(super) fn figures(finder: &mut Finder<'_>) {
    let text = finder.text;
    for found in FIGURE.find_iter(text) {
        let (before, after) = (finder.before(found.start()), finder.after(found.end()));
        // Part of a word or a model: `HP105`, `A4`, `24h`.
        let joined = before.ends_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let listed = LISTED.is_match(before) && after.starts_with(['.', ')', ']', ',']);
        let value = found.as_str().replace(',', "");
        let few = value.parse::<f64>().is_ok_and(|value| value <= 20.0);
        let rest = after.trim_start();
        let counted = few && COUNTED.iter().any(|unit| rest.starts_with(unit));
        let ordinal =
            before.ends_with('第') || ["st ", "nd ", "rd ", "th "].iter().any(|tail| after.starts_with(tail));
        if joined || listed || counted || ordinal || is_example(before) {
            continue;
        }
        let unit = unit(rest);
        let value = Value::Figure { number: plain(&value), unit };
        finder.take(statement(StatementKind::Figure, value, None, found.range()));
    }
    for found in CHINESE.captures_iter(text) {
        let (Some(figure), Some(unit)) = (found.get(1), found.get(2)) else { continue };
        let Some(value) = number(figure.as_str()) else { continue };
        let value = Value::Figure { number: super::share::plain(value), unit: self::unit(unit.as_str()) };
        finder.take(statement(StatementKind::Figure, value, None, found.get_match().range()));
    }
}

/// Whether a bracket that gives an example of what to write is open: `（比如 165cm`.
fn is_example(before: &str) -> bool {
    const LEADS: [&str; 4] = ["比如", "例如", "for example", "e.g."];
    before.rfind('(').is_some_and(|at| {
        let inside = &before[at + 1..];
        !inside.contains(')') && LEADS.iter().any(|lead| inside.trim_start().starts_with(lead))
    })
}

/// The beginning of what is counted.
fn unit(rest: &str) -> String {
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic() && !"%℃°".contains(c)).unwrap_or(rest.len());
    if letters > 0 {
        rest[..letters].to_owned()
    } else {
        rest.chars().take(1).filter(|c| c.is_alphabetic()).collect()
    }
}

/// Without zeros that say nothing.
fn plain(figure: &str) -> String {
    if figure.contains('.') {
        figure.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        figure.to_owned()
    }
}
