//! Opening hours: weekly intervals to the minute, in the shop's own time zone, that may cross midnight.

use db::Time;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span};
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};

/// The openings of a week. Empty means never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct WeekHours(pub Vec<Opening>);

/// Open from one time of day to another on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Weekdays on which it begins, 1 = Monday to 7 = Sunday.
    pub days: Vec<u8>,
    /// `HH:MM`, inclusive.
    pub from: String,
    /// `HH:MM` or `24:00`, exclusive. Not after `from`: it ends on the next day.
    pub to: String,
}

impl WeekHours {
    /// The same hours every day.
    pub fn daily(from: &str, to: &str) -> Self {
        Self(vec![Opening { days: (1..=7).collect(), from: from.to_owned(), to: to.to_owned() }])
    }

    /// Refuses days and times that do not exist.
    pub fn check(&self) -> Result<()> {
        self.check_as("people_hours")
    }

    /// The same, naming the field that the hours are.
    pub fn check_as(&self, field: &'static str) -> Result<()> {
        for opening in &self.0 {
            let days = !opening.days.is_empty() && opening.days.iter().all(|day| (1..=7).contains(day));
            let times =
                minute_of_day(&opening.from).is_some_and(|m| m < DAY) && minute_of_day(&opening.to).is_some();
            if !days || !times {
                return Err(Refusal::invalid(field, "not_hours").into());
            }
        }
        Ok(())
    }
}

const DAY: i64 = 24 * 60;

/// The minute of the day that `HH:MM` names; `24:00` is the last.
pub(crate) fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute) || (hour, minute) == (24, 0);
    valid.then_some(hour * 60 + minute)
}

/// Whether it is open at `time`.
pub fn open_at(hours: &WeekHours, zone: &TimeZone, time: Time) -> bool {
    let today = time.timestamp().to_zoned(zone.clone()).date();
    let yesterday = today.saturating_sub(Span::new().days(1));
    [yesterday, today]
        .into_iter()
        .flat_map(|day| spans(hours, zone, day))
        .any(|(from, to)| from <= time && time < to)
}

/// The first moment at or after `time` at which it is open; none when it never opens.
pub fn next_opening(hours: &WeekHours, zone: &TimeZone, time: Time) -> Option<Time> {
    if open_at(hours, zone, time) {
        return Some(time);
    }
    let today = time.timestamp().to_zoned(zone.clone()).date();
    (0..=8)
        .filter_map(|ahead| today.checked_add(Span::new().days(ahead)).ok())
        .flat_map(|day| spans(hours, zone, day))
        .map(|(from, _)| from)
        .filter(|from| *from >= time)
        .min()
}

/// When the last opening that begins on `day` ends; none when there is none.
pub fn closing(hours: &WeekHours, zone: &TimeZone, day: Date) -> Option<Time> {
    spans(hours, zone, day).into_iter().map(|(_, to)| to).max()
}

/// The openings that begin on `day`, as moments.
pub(crate) fn spans(hours: &WeekHours, zone: &TimeZone, day: Date) -> Vec<(Time, Time)> {
    let weekday = weekday_number(day.weekday());
    hours
        .0
        .iter()
        .filter(|opening| opening.days.contains(&weekday))
        .filter_map(|opening| span(&opening.from, &opening.to, zone, day))
        .collect()
}

/// From one time of day of `day` to another, as moments; into the next day when the second is not after the first. None
/// when it is no time of day, or when the clock jumps over all of it.
pub(crate) fn span(from: &str, to: &str, zone: &TimeZone, day: Date) -> Option<(Time, Time)> {
    let (from, to) = (minute_of_day(from)?, minute_of_day(to)?);
    let to = if to <= from { to + DAY } else { to };
    let (from, to) = (moment(zone, day, from)?, moment(zone, day, to)?);
    (from < to).then_some((from, to))
}

/// The first moment at which a wall clock shows at least `minute` minutes after the midnight that begins `day`. Wall
/// time, not elapsed time: on the day summer time begins, 09:00 is eight hours after midnight, and a time that the clock
/// jumps over is the moment of the jump.
pub(crate) fn moment(zone: &TimeZone, day: Date, minute: i64) -> Option<Time> {
    let midnight: DateTime = day.to_datetime(jiff::civil::Time::midnight());
    let wall = midnight.checked_add(SignedDuration::from_mins(minute)).ok()?;
    let ambiguous = zone.to_ambiguous_zoned(wall);
    let jumped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let shown = ambiguous.compatible().ok()?.timestamp();
    // The jump itself may be the moment: what precedes the moment after it.
    let after = shown.checked_add(SignedDuration::from_nanos(1)).ok()?;
    let jump = jumped.then(|| zone.preceding(after).next()).flatten();
    Some(jump.map_or(shown, |jump| jump.timestamp()).into())
}

fn weekday_number(weekday: Weekday) -> u8 {
    u8::try_from(weekday.to_monday_one_offset()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").expect("known")
    }

    #[test]
    fn to_midnight_and_over_midnight() {
        let late = WeekHours(vec![Opening { days: vec![6], from: "22:00".into(), to: "02:00".into() }]);
        assert!(open_at(&late, &shanghai(), at("2026-11-22T01:59:59[Asia/Shanghai]")));
        assert!(!open_at(&late, &shanghai(), at("2026-11-22T02:00[Asia/Shanghai]")));
        assert!(!open_at(&late, &shanghai(), at("2026-11-21T01:00[Asia/Shanghai]")));
        let day = WeekHours::daily("09:00", "24:00");
        assert!(open_at(&day, &shanghai(), at("2026-11-22T23:59[Asia/Shanghai]")));
        assert!(!open_at(&day, &shanghai(), at("2026-11-22T00:00[Asia/Shanghai]")));
    }

    #[test]
    fn the_next_opening_at_three_in_the_morning_is_nine() {
        let day = WeekHours::daily("09:00", "24:00");
        let next = next_opening(&day, &shanghai(), at("2026-11-22T03:00[Asia/Shanghai]"));
        assert_eq!(next, Some(at("2026-11-22T09:00[Asia/Shanghai]")));
    }

    #[test]
    fn never_open_means_no_next_opening() {
        assert_eq!(
            next_opening(&WeekHours(vec![]), &shanghai(), at("2026-11-22T03:00[Asia/Shanghai]")),
            None
        );
    }

    #[test]
    fn hours_that_do_not_exist_are_refused() {
        assert!(WeekHours::daily("09:00", "25:00").check().is_err());
        assert!(WeekHours::daily("24:00", "08:00").check().is_err());
        assert!(
            WeekHours(vec![Opening { days: vec![8], from: "09:00".into(), to: "10:00".into() }])
                .check()
                .is_err()
        );
    }

    fn openings() -> impl Strategy<Value = WeekHours> {
        let opening = (prop::collection::vec(1_u8..=7, 1..4), 0_u32..24 * 60, 0_u32..=24 * 60).prop_map(
            |(days, from, to)| Opening {
                days,
                from: format!("{:02}:{:02}", from / 60, from % 60),
                to: format!("{:02}:{:02}", to / 60, to % 60),
            },
        );
        prop::collection::vec(opening, 0..4).prop_map(WeekHours)
    }

    proptest! {
        /// Walking minute by minute from any moment, through both changes of summer time, the first open minute is the
        /// one `next_opening` names.
        #[test]
        fn the_next_opening_is_the_first_open_minute(
            hours in openings(),
            zone in prop::sample::select(vec!["Asia/Shanghai", "Europe/London", "America/New_York"]),
            hour in 0_i64..24 * 366,
        ) {
            let zone = TimeZone::get(zone).expect("known");
            let start = Time::from_micros(at("2026-01-01T00:00[UTC]").micros() + hour * 3_600_000_000);
            let minutes = (0..8 * DAY).map(|m| Time::from_micros(start.micros() + m * 60_000_000));
            let walked = minutes.clone().find(|minute| open_at(&hours, &zone, *minute));
            prop_assert_eq!(next_opening(&hours, &zone, start).filter(|t| *t < start + std::time::Duration::from_secs(8 * 86_400)), walked);
        }
    }
}
