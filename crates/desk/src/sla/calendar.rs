//! Hours that count: weekly intervals with holidays and exceptional days, in a time zone with its summer time.

use std::time::Duration;

use db::Time;
use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};
use crate::shop::hours::{minute_of_day, span, spans};
use crate::shop::{Shop, WeekHours};

/// After so many days without a single opening, there is none to come.
const SEARCHED: i64 = 800;

/// Hours that count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// IANA name of the zone its times of day are in.
    pub zone: String,
    /// The openings of a week.
    pub hours: WeekHours,
    /// Days on which other openings begin than the week says.
    #[serde(default)]
    pub exceptions: Vec<DayException>,
}

/// A day that is not as its weekday: a holiday, a day made up for one, a sale that runs late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayException {
    /// The day.
    #[schema(value_type = String, format = "date")]
    pub day: Date,
    /// What begins on it instead; nothing on a holiday. What began the day before still runs to its end.
    #[serde(default)]
    pub openings: Vec<DayOpening>,
    /// What day it is, for people.
    #[serde(default)]
    pub name: String,
}

/// Open from one time of day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayOpening {
    /// `HH:MM`, inclusive.
    pub from: String,
    /// `HH:MM` or `24:00`, exclusive. Not after `from`: it ends on the next day.
    pub to: String,
}

/// An interval that is open: its beginning belongs to it, its end does not.
pub type Open = (Time, Time);

impl Calendar {
    /// Around the clock.
    pub fn always() -> Self {
        Self { zone: "UTC".to_owned(), hours: WeekHours::daily("00:00", "24:00"), exceptions: Vec::new() }
    }

    /// When the people of a shop answer.
    pub fn of_people(shop: &Shop) -> Self {
        Self {
            zone: shop.time_zone.clone(),
            hours: shop.settings.people_hours.clone(),
            exceptions: Vec::new(),
        }
    }

    /// Refuses zones, days and times that do not exist, and a day that is said twice.
    pub fn check(&self) -> Result<()> {
        if TimeZone::get(&self.zone).is_err() {
            return Err(Refusal::invalid("zone", "unknown_time_zone").into());
        }
        self.hours.check()?;
        for (at, exception) in self.exceptions.iter().enumerate() {
            if self.exceptions[..at].iter().any(|earlier| earlier.day == exception.day) {
                return Err(Refusal::invalid("exceptions", "day_twice").with("day", exception.day).into());
            }
            for opening in &exception.openings {
                let from = minute_of_day(&opening.from).filter(|minute| *minute < 24 * 60);
                if from.is_none() || minute_of_day(&opening.to).is_none() {
                    return Err(Refusal::invalid("exceptions", "not_hours").into());
                }
            }
        }
        Ok(())
    }

    /// The zone; UTC when the name is not known to this machine.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// What is open within `[from, to)`, in order, cut to it; openings that touch are one.
    pub fn open_within(&self, from: Time, to: Time) -> Vec<Open> {
        let mut within: Vec<Open> = Vec::new();
        for (begins, ends) in self.openings(from).take_while(|(begins, _)| *begins < to) {
            let ends = ends.min(to);
            match within.last_mut() {
                Some(last) if last.1 == begins => last.1 = ends,
                _ => within.push((begins, ends)),
            }
        }
        within
    }

    /// How much of `[from, to)` is open.
    pub fn elapsed(&self, from: Time, to: Time) -> Duration {
        self.open_within(from, to).into_iter().map(|(begins, ends)| ends.since(begins)).sum()
    }

    /// When `needed` of open time has passed since `from`: the first moment at which [`Self::elapsed`] has reached it. None
    /// when it never opens for so long.
    pub fn due(&self, from: Time, needed: Duration) -> Option<Time> {
        let mut left = needed;
        if left.is_zero() {
            return Some(from);
        }
        for (begins, ends) in self.openings(from) {
            let open = ends.since(begins);
            if open >= left {
                return Some(begins + left);
            }
            left = left.saturating_sub(open);
        }
        None
    }

    /// Whether `time` counts.
    pub fn is_open(&self, time: Time) -> bool {
        self.openings(time).next().is_some_and(|(begins, _)| begins == time)
    }

    /// What is open from `from` on, in order, never twice. Ends when nothing opens for a long time.
    fn openings(&self, from: Time) -> Openings<'_> {
        let zone = self.time_zone();
        let first = from.timestamp().to_zoned(zone.clone()).date().saturating_sub(Span::new().days(1));
        Openings { calendar: self, zone, day: Some(first), barren: 0, waiting: Vec::new(), told: from }
    }

    fn on(&self, zone: &TimeZone, day: Date) -> Vec<Open> {
        match self.exceptions.iter().find(|exception| exception.day == day) {
            Some(exception) => exception
                .openings
                .iter()
                .filter_map(|opening| span(&opening.from, &opening.to, zone, day))
                .collect(),
            None => spans(&self.hours, zone, day),
        }
    }
}

/// Walks the days. Within a day, and from day to day, openings come in the order of their beginnings.
struct Openings<'a> {
    calendar: &'a Calendar,
    zone: TimeZone,
    /// The next day to read; none when the calendar of the world ends.
    day: Option<Date>,
    /// Days read since the last opening.
    barren: i64,
    /// Begun on the day that was read, last first.
    waiting: Vec<Open>,
    /// Up to here it has been told.
    told: Time,
}

impl Iterator for Openings<'_> {
    type Item = Open;

    fn next(&mut self) -> Option<Open> {
        loop {
            let (begins, ends) = self.read()?;
            let begins = begins.max(self.told);
            if begins < ends {
                self.told = ends;
                return Some((begins, ends));
            }
        }
    }
}

impl Openings<'_> {
    fn read(&mut self) -> Option<Open> {
        while self.waiting.is_empty() {
            if self.barren > SEARCHED {
                return None;
            }
            let day = self.day?;
            self.waiting = self.calendar.on(&self.zone, day);
            self.waiting.sort_unstable_by(|a, b| b.cmp(a));
            self.barren = if self.waiting.is_empty() { self.barren + 1 } else { 0 };
            self.day = day.tomorrow().ok();
        }
        self.waiting.pop()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::shop::Opening;

    fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    fn weekdays(zone: &str, from: &str, to: &str) -> Calendar {
        let opening = Opening { days: (1..=5).collect(), from: from.to_owned(), to: to.to_owned() };
        Calendar { zone: zone.to_owned(), hours: WeekHours(vec![opening]), exceptions: Vec::new() }
    }

    fn hours(n: u64) -> Duration {
        Duration::from_secs(n * 3600)
    }

    #[test]
    fn what_is_left_on_friday_is_done_on_monday() {
        // Two worked examples that are printed wrong elsewhere.
        let long = weekdays("Asia/Shanghai", "08:00", "17:00");
        let due = long.due(at("2026-11-20T16:00[Asia/Shanghai]"), hours(4));
        assert_eq!(due, Some(at("2026-11-23T11:00[Asia/Shanghai]")));
        let usual = weekdays("Asia/Shanghai", "09:00", "17:00");
        let due = usual.due(at("2026-11-20T17:00[Asia/Shanghai]"), hours(8));
        assert_eq!(due, Some(at("2026-11-23T17:00[Asia/Shanghai]")));
    }

    #[test]
    fn a_holiday_is_closed_and_the_day_made_up_for_it_is_open() {
        let mut calendar = weekdays("Asia/Shanghai", "09:00", "18:00");
        let made_up = DayOpening { from: "10:00".into(), to: "16:00".into() };
        calendar.exceptions = vec![
            DayException {
                day: "2026-10-01".parse().expect("a day"), openings: vec![], name: "国庆".into()
            },
            DayException {
                day: "2026-10-10".parse().expect("a day"),
                openings: vec![made_up],
                name: "调休".into(),
            },
        ];
        calendar.check().expect("good");
        assert!(!calendar.is_open(at("2026-10-01T12:00[Asia/Shanghai]")));
        assert!(calendar.is_open(at("2026-10-10T12:00[Asia/Shanghai]")));
        assert!(!calendar.is_open(at("2026-10-10T16:00[Asia/Shanghai]")));
        calendar.exceptions.push(calendar.exceptions[0].clone());
        assert!(calendar.check().is_err());
    }

    #[test]
    fn the_hour_that_is_twice_counts_twice_and_the_one_that_is_not_does_not() {
        let night = Calendar {
            zone: "America/New_York".into(),
            hours: WeekHours::daily("01:00", "03:00"),
            exceptions: vec![],
        };
        let of = |day: &str| {
            let from = at(&format!("{day}T00:00[America/New_York]"));
            night.elapsed(from, at(&format!("{day}T12:00[America/New_York]")))
        };
        assert_eq!(of("2026-11-01"), hours(3));
        assert_eq!(of("2026-03-08"), hours(1));
        assert_eq!(of("2026-03-09"), hours(2));
        // Opening in the middle of what is jumped over is opening at the jump.
        let within = Calendar { hours: WeekHours::daily("02:30", "04:00"), ..night };
        let from = at("2026-03-08T00:00[America/New_York]");
        assert_eq!(
            within.due(from, Duration::from_secs(1)),
            Some(at("2026-03-08T03:00:01[America/New_York]"))
        );
    }

    #[test]
    fn a_leap_day_is_a_day() {
        let calendar = weekdays("UTC", "00:00", "24:00");
        let (from, to) = (at("2028-02-28T00:00[UTC]"), at("2028-03-02T00:00[UTC]"));
        assert_eq!(calendar.elapsed(from, to), hours(72));
    }

    #[test]
    fn around_the_clock_and_never() {
        let from = at("2026-11-01T05:30[UTC]");
        assert_eq!(Calendar::always().due(from, hours(50)), Some(from + hours(50)));
        let never = Calendar { hours: WeekHours(vec![]), ..Calendar::always() };
        assert_eq!(never.due(from, Duration::from_secs(1)), None);
        assert_eq!(never.elapsed(from, from + hours(5000)), Duration::ZERO);
    }

    /// Minute by minute, from nothing but what the wall clock shows: open from the first moment it shows at least the
    /// beginning until the first at which it shows at least the end.
    fn walked(calendar: &Calendar, from: Time, to: Time) -> Duration {
        let zone = calendar.time_zone();
        let minute = 60_000_000;
        let mut shown: Option<DateTime> = None;
        let mut open = 0;
        let mut now = from.micros() - 2 * 1440 * minute;
        while now < to.micros() {
            let wall = Time::from_micros(now).timestamp().to_zoned(zone.clone()).datetime();
            let highest = shown.map_or(wall, |highest| highest.max(wall));
            shown = Some(highest);
            if now >= from.micros() && is_open_on(calendar, highest) {
                open += 1;
            }
            now += minute;
        }
        Duration::from_secs(open * 60)
    }

    fn is_open_on(calendar: &Calendar, wall: DateTime) -> bool {
        let minute = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
        let yesterday = wall.date().yesterday().expect("a day");
        openings_of(calendar, wall.date()).iter().any(|(from, to)| *from <= minute && minute < *to)
            || openings_of(calendar, yesterday).iter().any(|(_, to)| minute < *to - 1440)
    }

    fn openings_of(calendar: &Calendar, day: Date) -> Vec<(i64, i64)> {
        let read = |text: &str| {
            let (hour, minute) = text.split_once(':').expect("a time");
            hour.parse::<i64>().expect("hour") * 60 + minute.parse::<i64>().expect("minute")
        };
        let pair = |from: &str, to: &str| {
            let (from, to) = (read(from), read(to));
            (from, if to <= from { to + 1440 } else { to })
        };
        if let Some(exception) = calendar.exceptions.iter().find(|exception| exception.day == day) {
            return exception.openings.iter().map(|o| pair(&o.from, &o.to)).collect();
        }
        let weekday = u8::try_from(day.weekday().to_monday_one_offset()).expect("small");
        let of_day = calendar.hours.0.iter().filter(|opening| opening.days.contains(&weekday));
        of_day.map(|o| pair(&o.from, &o.to)).collect()
    }

    fn of_day(minutes: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = String> {
        minutes.prop_map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
    }

    /// Around the days on which clocks are changed, a leap day, and the end of a year.
    const DAYS: &[&str] =
        &["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"];
    const MORE_DAYS: &[&str] = &["2028-02-28", "2026-12-31", "2026-07-15"];

    fn calendars() -> impl Strategy<Value = (Calendar, Time)> {
        let zones =
            ["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
        let weekly = (prop::collection::vec(1_u8..=7, 1..5), of_day(0..=1439), of_day(0..=1440))
            .prop_map(|(days, from, to)| Opening { days, from, to });
        let special = (0_i64..4, prop::collection::vec((of_day(0..=1439), of_day(0..=1440)), 0..3));
        let days = [DAYS, MORE_DAYS].concat();
        (
            prop::sample::select(zones.to_vec()),
            prop::collection::vec(weekly, 0..4),
            prop::collection::vec(special, 0..2),
            prop::sample::select(days),
            -1440_i64..1440,
        )
            .prop_map(|(zone, hours, special, day, minute)| {
                let day: Date = day.parse().expect("a day");
                let mut exceptions: Vec<DayException> = Vec::new();
                for (ahead, openings) in special {
                    let day = day.saturating_add(Span::new().days(ahead - 1));
                    let openings = openings.into_iter().map(|(from, to)| DayOpening { from, to }).collect();
                    if !exceptions.iter().any(|exception| exception.day == day) {
                        exceptions.push(DayException { day, openings, name: String::new() });
                    }
                }
                let midnight = day.to_zoned(TimeZone::UTC).expect("a day").timestamp();
                let start = Time::from_micros(midnight.as_microsecond() + minute * 60_000_000);
                (Calendar { zone: zone.to_owned(), hours: WeekHours(hours), exceptions }, start)
            })
    }

    fn minutes(n: u64) -> Duration {
        Duration::from_secs(n * 60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn it_agrees_with_walking_minute_by_minute((calendar, from) in calendars(), long in 0_u64..1600) {
            let to = from + minutes(long);
            prop_assert_eq!(calendar.elapsed(from, to), walked(&calendar, from, to));
        }
    }

    proptest! {
        #[test]
        fn it_grows_and_adds_up((calendar, from) in calendars(), one in 0_u64..200_000, two in 0_u64..200_000) {
            let (middle, to) = (from + Duration::from_secs(one), from + Duration::from_secs(one + two));
            let (first, second) = (calendar.elapsed(from, middle), calendar.elapsed(middle, to));
            prop_assert!(first <= Duration::from_secs(one));
            prop_assert_eq!(first + second, calendar.elapsed(from, to));
        }

        #[test]
        fn what_is_due_is_the_first_moment_it_has_passed((calendar, from) in calendars(), needed in 1_u64..400_000) {
            let needed = Duration::from_secs(needed);
            if let Some(due) = calendar.due(from, needed) {
                prop_assert_eq!(calendar.elapsed(from, due), needed);
                let before = Time::from_micros(due.micros() - 1);
                prop_assert!(calendar.elapsed(from, before) < needed);
            }
        }
    }
}
