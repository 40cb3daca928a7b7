//! Discounts and deals: `满300减40`, `8.5折`, `15% off`, `百分之十五`, 半价, 买一送一.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finder, NUMBER, StatementKind, Value, number, statement};
use crate::bot::gate::pattern;
use crate::bot::gate::statement::Role;

static DEAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"满\s?¥?({NUMBER})\s?(?:元|块钱?)?[,\s]*(?:就|即|可|立|直接|再)*(?:减|-|省|优惠|返|便宜)\s?¥?({NUMBER})"
    ))
});
static DEAL_SPEND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:spend|orders? (?:of|over|above)|over|buy)\s?\$?(\d[\d,.]*\d|\d)(?: dollars?| or more| and|,|\s)*(?:get|save|take|receive|to get|to save|enjoy)?\s?\$(\d[\d,.]*\d|\d)(?: dollars?)? ?(?:off)?",
    )
});
static DEAL_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\$?(\d[\d,.]*\d|\d)(?: dollars?)? off(?: on| for| your| any| when you| if you| orders?| of| over| above| spend| all| purchases?)* \$?(\d[\d,.]*\d|\d)",
    )
});
static FOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\d{1,2}(?:\.\d{1,2})?|[一二三四五六七八九](?:[点.]?[一二三四五六七八九])?)\s?折")
});
static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d+(?:\.\d+)?)\s?(?:%|percent\b|per cent\b|pct\b)|百分之([零一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)",
    )
});
static OFF_AROUND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\boff\b|discount|cheaper|优惠|减|折扣|便宜|降价|立省|save|saving|reduc|让利"));
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"半价|对折|half price|half off|买(.)送(.)|第二件(?:半价|免费|0元|零元)|buy (\w+),? get (\w+)|bogo|two for one|2 for 1",
    )
});

/// So much off from so much on.
pub(super) fn deals(finder: &mut Finder<'_>) {
    let text = finder.text;
    for (regex, threshold, off) in [(&DEAL, 1, 2), (&DEAL_SPEND, 1, 2), (&DEAL_OFF, 2, 1)] {
        for found in regex.captures_iter(text) {
            let minor = |group: usize| found.get(group).and_then(|m| cents(m.as_str()));
            let (Some(threshold), Some(off)) = (minor(threshold), minor(off)) else { continue };
            let mut span = found.get_match().range();
            // What follows belongs to the second figure.
            span.end +=
                text[span.end..].chars().next().filter(|c| "元块".contains(*c)).map_or(0, char::len_utf8);
            finder.take(statement(
                StatementKind::Share,
                Value::Deal { threshold, off },
                Some(Role::Off),
                span,
            ));
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "amounts are far below what an i64 holds")]
fn cents(text: &str) -> Option<i64> {
    number(&text.replace(',', "")).map(|value| (value * 100.0).round() as i64)
}

/// Percentages and 折.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
pub(super) fn discounts(finder: &mut Finder<'_>) {
    let text = finder.text;
    for found in FOLD.captures_iter(text) {
        let Some(figure) = found.get(1) else { continue };
        let Some(mut value) = folds(figure.as_str()) else { continue };
        if value >= 10.0 {
            value /= 10.0;
        }
        let off = ((10.0 - value) * 100.0).round() as u32;
        finder.take(statement(
            StatementKind::Share,
            Value::Off(off),
            Some(Role::Off),
            found.get_match().range(),
        ));
    }
    for found in PERCENT.captures_iter(text) {
        let Some(figure) = found.get(1).or_else(|| found.get(2)) else { continue };
        let Some(value) = number(figure.as_str()) else { continue };
        let span = found.get_match().range();
        let clause = finder.clause(span.start);
        let value = if OFF_AROUND.is_match(&text[clause]) {
            Value::Off((value * 10.0).round().clamp(0.0, 1000.0) as u32)
        } else {
            Value::Figure { number: plain(value), unit: "%".into() }
        };
        finder.take(statement(StatementKind::Share, value, Some(Role::Off), span));
    }
    for found in NAMED.find_iter(text) {
        let value = match found.as_str() {
            "半价" | "对折" | "half price" | "half off" => Value::Off(500),
            words => Value::Text(words.to_owned()),
        };
        finder.take(statement(StatementKind::Share, value, Some(Role::Off), found.range()));
    }
}

/// 八五 is 8.5.
fn folds(text: &str) -> Option<f64> {
    let digits: Vec<char> = text.chars().collect();
    match digits.as_slice() {
        [a, b] if !a.is_ascii_digit() => Some(number(&a.to_string())? + number(&b.to_string())? / 10.0),
        [a, '.' | '点', b] if !a.is_ascii_digit() => {
            Some(number(&a.to_string())? + number(&b.to_string())? / 10.0)
        }
        _ => number(text),
    }
}

pub(super) fn plain(value: f64) -> String {
    format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
