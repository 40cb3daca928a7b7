//! Amounts of money, in every writing; ranges; and prices without a unit.

use std::sync::LazyLock;

use language::entities::Value as Named;
use regex::Regex;

use super::{Finder, NUMBER, StatementKind, Value, number, role, statement};
use crate::bot::gate::pattern;
use crate::money::minor_digits;

/// `99-` before `129元`.
static FROM: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:[¥$€£]\s?)?({NUMBER})\s?(?:元|块)?\s?[-~到至]\s?$")));
/// A price that names no currency.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:折后|券后|打完折|算下来|只需付|付|只要|仅需|只需|售价|价格|现价|到手价?|特价|卖|原价|才|仅|活动价|价是|price is|price:|costs?|only|just|for)(?:[是为:]|现在|\s)*({NUMBER})(\s?[a-z%]+|[\p{{Han}}])?"
    ))
});
/// `12.90 的价格`, `99就能带走`.
static BARE_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d+(?:\.\d+)?)\s?(?:就能带走|就可以带走|带走|拿下|包邮|入手|到手)"));
static CENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d+) dollars?(?: and)? (\d{1,2})(?: cents?)?\b|(\d+) cents?\b"));

#[expect(clippy::cast_possible_truncation, reason = "amounts are bounded before they are rounded")]
pub(super) fn amounts(finder: &mut Finder<'_>) {
    let text = finder.text;
    for found in CENTS.captures_iter(text) {
        let whole: i64 = found.get(1).and_then(|m| m.as_str().parse().ok()).unwrap_or(0);
        let cents: Option<i64> = found.get(2).or_else(|| found.get(3)).and_then(|m| m.as_str().parse().ok());
        let Some(cents) = cents else { continue };
        let span = found.get_match().range();
        let role = finder.role(&span, &role::AMOUNT);
        finder.take(statement(
            StatementKind::Amount,
            Value::Money { minor: whole * 100 + cents, currency: "USD".into() },
            role,
            span,
        ));
    }
    for entity in finder.entities.clone() {
        let Named::Money { minor, currency } = entity.value else { continue };
        let mut span = entity.span;
        span.end = span.start + text[span.clone()].trim_end_matches([',', ' ']).len();
        let negative = finder.before(span.start).ends_with('-') && !finder.before(span.start).ends_with("--");
        // `-¥20` is money off; `99-129元` is a range.
        if let Some(from) = FROM.captures(&text[..span.start]).filter(|_| finder.is_free(&span)) {
            if let Some(value) = from.get(1).and_then(|m| number(&m.as_str().replace(',', ""))) {
                let value =
                    Value::Money { minor: (value * 100.0).round() as i64, currency: currency.clone() };
                let start = from.get_match().start();
                let role = finder.role(&span, &role::AMOUNT);
                finder.take(statement(StatementKind::Amount, value, role, start..span.start));
            }
        } else if negative {
            span.start -= 1;
        }
        let role = finder.role(&span, &role::AMOUNT);
        finder.take(statement(StatementKind::Amount, Value::Money { minor, currency }, role, span));
    }
    bare(finder, text);
}

#[expect(clippy::cast_possible_truncation, reason = "amounts are bounded before they are rounded")]
fn bare(finder: &mut Finder<'_>, text: &str) {
    let scale = 10_f64.powi(i32::try_from(minor_digits(finder.frame.currency)).unwrap_or(2));
    for found in BARE.captures_iter(text) {
        let Some(figure) = found.get(1) else { continue };
        let unit = found.get(2).map_or("", |m| m.as_str().trim());
        // 只要3天, only 2 left: something else is counted.
        let money = matches!(
            unit,
            "" | "哦"
                | "了"
                | "呢"
                | "的"
                | "起"
                | "就"
                | "啦"
                | "哟"
                | "一"
                | "包"
                | "now"
                | "today"
                | "each"
                | "right"
                | "and"
                | "with"
                | "per"
                | "for"
                | "but"
        );
        // A Chinese figure alone is hardly a price, and `for 2` hardly one either.
        let chinese = !figure.as_str().starts_with(|c: char| c.is_ascii_digit());
        let Some(value) = number(&figure.as_str().replace(',', "")).filter(|value| *value >= 3.0) else {
            continue;
        };
        if !money || chinese && value < 20.0 {
            continue;
        }
        let minor = (value * scale).round() as i64;
        let role = finder.role(&figure.range(), &role::AMOUNT);
        let value = Value::Money { minor, currency: finder.frame.currency.to_owned() };
        finder.take(statement(StatementKind::Amount, value, role, figure.range()));
    }
    for found in BARE_AFTER.captures_iter(text) {
        let Some(figure) = found.get(1) else { continue };
        let Some(value) = number(figure.as_str()) else { continue };
        let role = finder.role(&figure.range(), &role::AMOUNT);
        let value = Value::Money {
            minor: (value * scale).round() as i64,
            currency: finder.frame.currency.to_owned(),
        };
        finder.take(statement(StatementKind::Amount, value, role, figure.range()));
    }
}
