//! Dates, times and stretches of time, with the words that say what happens then.

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use language::entities::{Precision, Relation, Value as Named};
use regex::Regex;

use super::{Finder, NUMBER, StatementKind, Value, number, role, statement};
use crate::bot::gate::pattern;
use crate::bot::gate::statement::Role;

/// `3-` before `5天`.
static FROM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"({NUMBER})\s?(?:个?工作日|天|日|小时|个?月|周|年)?\s?(?:[-~到至]| to | or )\s?$"))
});
/// Waits of a moment that nobody holds anybody to.
static IN_A_MOMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"稍等|等我|片刻|just a|give me|one moment|hold on|bear with"));
/// What is still to come.
static AWAITED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"will|expected|should|estimated|arrives?\b|ships\b|预计|会|将|可以到|能到|最晚|之前")
});
/// Stretches that the finder of entities does not read: `48h`, `within a day or two`.
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d+)\s?(h|hrs?|d|min|mins|hours?|days?|weeks?|months?|years?|yrs?|minutes?|business days?|working days?|workdays?)\b|(\d+)-(day|hour|week|month|year|minute)\b",
    )
});
/// Days without a figure that still bind.
static SOON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"当天|当日|次日|隔天|第二天|同一天|same[- ]day|next[- ]day|overnight|the day after|当晚|本周内|这周内|月底前|年前|节前",
    )
});

pub(super) fn times(finder: &mut Finder<'_>) {
    let text = finder.text;
    for entity in finder.entities.clone() {
        let span = entity.span.clone();
        let role = finder.role(&span, &role::TIME);
        match entity.value {
            Named::Moment { at, precision } => {
                let relative = text[span.clone()].chars().all(|c| !c.is_numeric())
                    && matches!(
                        precision,
                        Precision::Day | Precision::PartOfDay | Precision::Week | Precision::Month
                    );
                // `今天有什么可以帮您` states no date.
                if relative && role.is_none() {
                    continue;
                }
                let at = ahead(finder, at, &span);
                finder.take(statement(StatementKind::Time, Value::At { at, precision }, role, span));
            }
            Named::Duration { minutes, relation } => {
                let words = &text[span.clone()];
                let short = minutes <= 10 && IN_A_MOMENT.is_match(&text[finder.clause(span.start)]);
                if short || relation == Relation::Lasting && minutes == 0 {
                    continue;
                }
                stretch(finder, (minutes, is_working(words)), role, span);
            }
            _ => {}
        }
    }
    for found in SHORT.captures_iter(text) {
        let (Some(figure), Some(unit)) =
            (found.get(1).or_else(|| found.get(3)), found.get(2).or_else(|| found.get(4)))
        else {
            continue;
        };
        let span = found.get_match().range();
        let Some(minutes) =
            figure.as_str().parse::<u32>().ok().and_then(|n| n.checked_mul(minutes_of(unit.as_str())?))
        else {
            continue;
        };
        if finder.is_free(&span) {
            let role = finder.role(&span, &role::TIME);
            stretch(finder, (minutes, is_working(unit.as_str())), role, span);
        }
    }
    for found in SOON.find_iter(text) {
        let span = found.range();
        if let Some(role) = finder.role(&span, &role::TIME) {
            finder.take(statement(StatementKind::Time, Value::Text(found.as_str().into()), Some(role), span));
        }
    }
}

/// A weekday that is awaited is the next one, whatever else the text tells of.
fn ahead(finder: &Finder<'_>, at: DateTime, span: &std::ops::Range<usize>) -> DateTime {
    let words = &finder.text[span.clone()];
    let bare =
        (words.ends_with("day") && !words.contains(' ') && !words.contains("to") && !words.contains("yes")
            || words.starts_with(['周', '星', '礼']))
            && at < finder.frame.now;
    if bare && AWAITED.is_match(&finder.text[finder.clause(span.start)]) {
        at.checked_add(7.days()).unwrap_or(at)
    } else {
        at
    }
}

/// A stretch, and the shorter one that a range begins with.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded by what was read before"
)]
fn stretch(
    finder: &mut Finder<'_>,
    (minutes, working): (u32, bool),
    role: Option<Role>,
    span: std::ops::Range<usize>,
) {
    if !finder.is_free(&span) {
        return;
    }
    let text = finder.text;
    let own = text[span.clone()].find(|c: char| c.is_numeric()).map_or(span.start, |at| span.start + at);
    if let Some(from) = FROM.captures(&text[..own])
        && let Some(first) = from.get(1).and_then(|m| number(m.as_str()))
    {
        let figures: String = text[own..].chars().take_while(|c| c.is_numeric() || *c == '.').collect();
        if let Some(last) = number(&figures).filter(|last| *last > 0.0) {
            let minutes = (f64::from(minutes) * first / last).round() as u32;
            let start = from.get(1).map_or(own, |m| m.start());
            let range = start..own.min(span.start).max(start);
            finder.take(statement(StatementKind::Time, Value::Lasts { minutes, working }, role, range));
        }
    }
    finder.take(statement(StatementKind::Time, Value::Lasts { minutes, working }, role, span));
}

fn is_working(words: &str) -> bool {
    ["工作日", "business", "work"].iter().any(|word| words.contains(word))
}

fn minutes_of(unit: &str) -> Option<u32> {
    Some(match unit {
        "h" => 60,
        "d" => 1440,
        unit if unit.starts_with("min") => 1,
        unit if unit.starts_with('h') => 60,
        unit if unit.starts_with("week") => 7 * 1440,
        unit if unit.starts_with("month") => 30 * 1440,
        unit if unit.starts_with('y') => 365 * 1440,
        unit if unit.contains("day") => 1440,
        _ => return None,
    })
}
