//! Days as a platform counts them, worked out once each: wall-clock arithmetic is slow, and a ledger asks for the same day
//! a million times.

use std::collections::BTreeMap;

use db::Time;
use jiff::Span;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::definition::{Definition, Due};
use crate::shop::hours;

/// A day of the platform, in microseconds since the epoch.
#[derive(Debug, Clone)]
pub(super) struct Day {
    pub(super) from: i64,
    /// Exclusive.
    pub(super) to: i64,
    /// The midnight within, or the day's beginning.
    midnight: i64,
    before: Civil,
    after: Civil,
    /// When the clock runs.
    spans: Vec<(i64, i64)>,
    by_clock: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
struct Civil {
    exempt: bool,
    /// When what begins on this day is due, if that is fixed.
    due: Option<i64>,
}

impl Day {
    fn civil(&self, at: i64) -> &Civil {
        if at < self.midnight { &self.before } else { &self.after }
    }

    /// Whether the clock runs at this moment of the day.
    pub(super) fn is_open(&self, at: i64) -> bool {
        self.spans.iter().any(|(from, to)| *from <= at && at < *to)
    }

    /// How much of the day's hours has passed, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
    pub(super) fn passed(&self, now: i64) -> f64 {
        let within = |until: i64| -> i64 {
            let ends = |(from, to): &(i64, i64)| (*from.max(&self.from), *to.min(&self.to).min(&until));
            self.spans.iter().map(ends).map(|(from, to)| (to - from).max(0)).sum()
        };
        let all = within(self.to);
        if all == 0 { 1.0 } else { within(now) as f64 / all as f64 }
    }

    /// Whether what begins at this moment is exempt.
    pub(super) fn is_exempt(&self, at: i64) -> bool {
        self.civil(at).exempt
    }

    /// The last moment at which an answer to what began at `at` is in time; none when any is.
    pub(super) fn due(&self, at: i64, due: &Due) -> Option<i64> {
        let within = due.within_seconds.map(|seconds| at.saturating_add(micros(seconds)));
        self.civil(at).due.or(self.by_clock).or(within)
    }
}

/// The days of a definition in a time zone.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    zone: TimeZone,
    definition: Definition,
    starts: i64,
    days: BTreeMap<i64, Day>,
}

impl Calendar {
    pub(super) fn new(definition: &Definition, zone: TimeZone) -> Self {
        let starts = minutes(&definition.day_starts).unwrap_or(0);
        Self { zone, definition: definition.clone(), starts, days: BTreeMap::new() }
    }

    /// The day that holds this moment.
    pub(super) fn day(&mut self, at: i64) -> &Day {
        let known = self.days.range(..=at).next_back().filter(|(_, day)| at < day.to).map(|(from, _)| *from);
        let from = known.unwrap_or_else(|| {
            let day = self.work_out(at);
            let from = day.from;
            self.days.insert(from, day);
            from
        });
        // Just found, or just put there.
        &self.days[&from]
    }

    /// The first moment of this date.
    /// The date of the platform's day in which this moment lies: that on which the day ends, where it begins in an evening.
    pub(super) fn date(&mut self, at: i64) -> Date {
        let ends = self.day(at).to - 1;
        Time::from_micros(ends).timestamp().to_zoned(self.zone.clone()).date()
    }

    pub(super) fn midnight(&self, date: Date) -> i64 {
        self.moment(date, 0)
    }

    /// The days over which the number is taken at this moment: from, and to which exclusive.
    pub(super) fn rolling(&mut self, now: i64) -> (i64, i64) {
        let rolling = self.definition.rolling;
        let today = self.day(now).from;
        let date = Time::from_micros(today).timestamp().to_zoned(self.zone.clone()).date();
        let last = if rolling.today { ahead(date, 1) } else { date };
        let first = ahead(last, -i64::from(rolling.days));
        (self.moment(first, self.starts), self.moment(last, self.starts))
    }

    fn work_out(&self, at: i64) -> Day {
        let zoned = Time::from_micros(at).timestamp().to_zoned(self.zone.clone());
        let today = zoned.date();
        let first = if at < self.moment(today, self.starts) { ahead(today, -1) } else { today };
        let next = ahead(first, 1);
        let (from, to) = (self.moment(first, self.starts), self.moment(next, self.starts));
        let spans = [ahead(first, -1), first, next]
            .into_iter()
            .flat_map(|date| hours::spans(&self.definition.hours, &self.zone, date))
            .map(|(from, to)| (from.micros(), to.micros()))
            .collect();
        let midnight = if self.starts == 0 { from } else { self.moment(next, 0) };
        let by_clock = self.due().and_then(|due| due.by_clock.as_deref()).and_then(minutes).map(|minute| {
            let same = self.moment(next, minute);
            if same >= to { same } else { self.moment(ahead(next, 1), minute) }
        });
        let (before, after) = (self.civil(first), self.civil(if self.starts == 0 { first } else { next }));
        Day { from, to, midnight, before, after, spans, by_clock }
    }

    fn due(&self) -> Option<&Due> {
        use super::definition::Measure;
        match &self.definition.measure {
            Measure::Rate { due } | Measure::Late { due } => Some(due),
            Measure::Average { .. } | Measure::Share { .. } | Measure::Once { .. } => None,
        }
    }

    fn civil(&self, date: Date) -> Civil {
        let exempt = self.definition.exempt.iter().any(|days| days.from <= date && date <= days.to);
        let weekday = number(date.weekday());
        let weekend = self.due().and_then(|due| due.weekend.as_ref());
        let due = weekend.filter(|weekend| weekend.days.contains(&weekday)).and_then(|weekend| {
            let days = (i64::from(weekend.due_day) - i64::from(weekday)).rem_euclid(7);
            Some(self.moment(ahead(date, days), minutes(&weekend.due_at)?))
        });
        Civil { exempt, due }
    }

    fn moment(&self, date: Date, minute: i64) -> i64 {
        hours::moment(&self.zone, date, minute).map_or(0, Time::micros)
    }
}

fn ahead(date: Date, days: i64) -> Date {
    date.saturating_add(Span::new().days(days))
}

fn number(weekday: Weekday) -> u8 {
    u8::try_from(weekday.to_monday_one_offset()).unwrap_or(1)
}

pub(super) fn micros(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000)
}

/// The minute of the day that `HH:MM` names.
pub(super) fn minutes(text: &str) -> Option<i64> {
    hours::minute_of_day(text)
}
