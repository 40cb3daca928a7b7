//! Days of the demo count from today: `@-5d00:00` in its files is five days ago at midnight, `@+12d` the day in twelve
//! days, by the shop's own calendar.

use anyhow::Context as _;
use db::Time;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

/// The moment a clock in `zone` shows.
pub(super) fn moment(civil: DateTime, zone: &TimeZone) -> Time {
    zone.to_ambiguous_zoned(civil)
        .compatible()
        .map_or_else(|_| Time::default(), |zoned| zoned.timestamp().into())
}

/// What a clock in `zone` shows.
pub(super) fn local(time: Time, zone: &TimeZone) -> Zoned {
    time.timestamp().to_zoned(zone.clone())
}

/// So many days after a day.
pub(super) fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// The last moment not after `time` at which a clock in `zone` stands between these hours.
pub(super) fn within_hours(time: Time, zone: &TimeZone, (from, to): (i8, i8)) -> Time {
    let clock = local(time, zone);
    let day = match clock.hour() {
        hour if hour < from => days_after(clock.date(), -1),
        hour if hour >= to => clock.date(),
        _ => return time,
    };
    moment(day.at(to - 1, clock.minute(), clock.second(), 0), zone)
}

/// The file with its days written out.
pub(super) fn written_out(file: &str, now: Time, zone: &TimeZone) -> anyhow::Result<Vec<u8>> {
    let today = local(now, zone).date();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in reader.records() {
        let record = record?;
        writer
            .write_record(record.iter().map(|cell| day_of(cell, today).unwrap_or_else(|| cell.to_owned())))?;
    }
    writer.into_inner().context("a file in memory")
}

/// `2026-05-20` or `2026-05-20 23:59` for `@-5d` or `@-5d23:59`; none for anything else.
fn day_of(cell: &str, today: Date) -> Option<String> {
    let (days, time) = cell.strip_prefix('@')?.split_once('d')?;
    let day = days_after(today, days.parse().ok()?);
    Some(format!("{day} {time}").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").expect("known")
    }

    #[test]
    fn days_count_from_today_in_the_shops_zone() {
        // Half past midnight in Shanghai is still the day before in UTC.
        let now = moment(jiff::civil::date(2026, 11, 25).at(0, 30, 0, 0), &shanghai());
        let written =
            written_out("a,b,c\n@-5d00:00,@+12d,mail@+1d.example\n", now, &shanghai()).expect("a table");
        let text = String::from_utf8(written).expect("text");
        assert_eq!(text, "a,b,c\n2026-11-20 00:00,2026-12-07,mail@+1d.example\n");
    }

    #[test]
    fn hours_are_met_by_going_back() {
        let at = |day, hour| moment(jiff::civil::date(2026, 11, day).at(hour, 5, 0, 0), &shanghai());
        assert_eq!(within_hours(at(25, 3), &shanghai(), (8, 20)), at(24, 19));
        assert_eq!(within_hours(at(25, 9), &shanghai(), (8, 20)), at(25, 9));
        assert_eq!(within_hours(at(25, 22), &shanghai(), (8, 20)), at(25, 19));
    }
}
