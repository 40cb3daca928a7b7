//! By when something said has to be done: what was named, as a moment in the shop's zone. Pure.

use std::time::Duration;

use db::Time;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan as _};
use language::entities::{Entity, Precision, Relation, Value};

use crate::shop::{Shop, hours};

/// Nothing is promised for later than this.
const FARTHEST: Duration = Duration::from_secs(90 * 86_400);
/// Words that say which half of the day a clock time is in.
const HALVES: [&str; 16] = [
    "凌晨", "清晨", "早", "上午", "中午", "正午", "下午", "傍晚", "晚", "夜", "am", "a.m", "pm", "p.m",
    "noon", "midnight",
];
/// Letters of a day that was named, in Chinese.
const DAY_LETTERS: &str = "今明后昨前天日号周星礼月";

/// A moment by which something was said to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// When.
    pub at: Time,
    /// Whether it was said to the minute.
    pub exact: bool,
}

/// What a time named in a sentence means as a due moment; none for what is past, too far, or no moment at all.
pub(super) fn due(entity: &Entity, sentence: &str, shop: &Shop, now: Time) -> Option<Due> {
    let said = entity.text(sentence);
    let due = match &entity.value {
        Value::Moment { at, precision } => moment(*at, *precision, said, shop, now)?,
        Value::Duration { minutes, relation: Relation::Within } => stretch(*minutes, said, shop, now)?,
        _ => return None,
    };
    (due.at > now && due.at <= now + FARTHEST).then_some(due)
}

/// "at 10", "by 6" without more: the next such hour at which people are here.
pub(super) fn bare_hour(hour: i8, shop: &Shop, now: Time) -> Option<Due> {
    let today = local(shop, now).date();
    likely(today.at(hour, 0, 0, 0), None, shop, now).map(|at| Due { at, exact: true })
}

/// A part of today, up to that hour, or until people stop.
pub(super) fn today(last_hour: Option<i8>, shop: &Shop, now: Time) -> Option<Due> {
    let today = local(shop, now).date();
    let at = match last_hour {
        Some(hour) => instant(shop, today.at(hour, 0, 0, 0)),
        None => end_of(shop, today),
    }?;
    (at > now).then_some(Due { at, exact: false })
}

fn moment(at: DateTime, precision: Precision, said: &str, shop: &Shop, now: Time) -> Option<Due> {
    let vague = |at: Option<Time>| at.map(|at| Due { at, exact: false });
    match precision {
        Precision::Minute => {
            let lower = said.to_ascii_lowercase();
            if HALVES.iter().any(|half| lower.contains(half)) || at.hour() == 0 || at.hour() > 11 {
                return Some(Due { at: instant(shop, at)?, exact: true });
            }
            let day = names_a_day(&lower).then(|| at.date());
            likely(at, day, shop, now).map(|at| Due { at, exact: true })
        }
        Precision::PartOfDay if at.hour() < 12 => vague(instant(shop, at.date().at(12, 0, 0, 0))),
        Precision::PartOfDay if at.hour() < 18 => vague(instant(shop, at.date().at(18, 0, 0, 0))),
        Precision::PartOfDay | Precision::Day => vague(end_of(shop, at.date())),
        Precision::Week => vague(end_of(shop, at.date().checked_add(6.days()).ok()?)),
        Precision::Month => vague(end_of(shop, at.date().last_of_month())),
    }
}

fn names_a_day(said: &str) -> bool {
    let words = said.split(|c: char| !c.is_ascii_alphabetic());
    said.chars().any(|c| DAY_LETTERS.contains(c)) || words.into_iter().any(|word| word.len() > 2)
}

/// An hour without a half of the day: the first of both that is still to come and at which people are here.
fn likely(at: DateTime, day: Option<Date>, shop: &Shop, now: Time) -> Option<Time> {
    let days = if let Some(day) = day {
        vec![day]
    } else {
        let today = local(shop, now).date();
        vec![today, today.tomorrow().ok()?]
    };
    let mut candidates = Vec::new();
    for day in days {
        let early = day.at(at.hour(), at.minute(), 0, 0);
        let late = early.checked_add(12.hours()).ok();
        candidates.extend([Some(early), late].into_iter().flatten().filter_map(|at| instant(shop, at)));
    }
    candidates.retain(|at| *at > now);
    candidates.iter().copied().find(|at| shop.open_at(*at)).or_else(|| candidates.first().copied())
}

fn stretch(minutes: u32, said: &str, shop: &Shop, now: Time) -> Option<Due> {
    let working = ["工作日", "business", "working"].iter().any(|word| said.contains(word));
    if working {
        let mut day = local(shop, now).date();
        let mut left = minutes.div_ceil(1440);
        while left > 0 {
            day = day.tomorrow().ok()?;
            left -= u32::from(day.weekday().to_monday_one_offset() <= 5);
        }
        return end_of(shop, day).map(|at| Due { at, exact: false });
    }
    Some(Due { at: now + Duration::from_secs(u64::from(minutes) * 60), exact: minutes < 1440 })
}

/// When people stop on that day; at midnight where they do not work on it.
fn end_of(shop: &Shop, day: Date) -> Option<Time> {
    let midnight = || instant(shop, day.checked_add(Span::new().days(1)).ok()?.at(0, 0, 0, 0));
    hours::closing(&shop.settings.people_hours, &shop.zone(), day).or_else(midnight)
}

fn instant(shop: &Shop, at: DateTime) -> Option<Time> {
    shop.zone().to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp().into())
}

/// The shop's wall clock.
pub(super) fn local(shop: &Shop, at: Time) -> DateTime {
    at.timestamp().to_zoned(shop.zone()).datetime()
}
