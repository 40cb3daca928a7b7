//! Monthly partitions on PostgreSQL. A key is a UUIDv7 in text, whose first twelve digits are the milliseconds it was
//! made at: a month is a range of keys.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::engine::Engine;
use crate::error::Error;
use crate::time::Time;
use crate::tx::Tx;

/// Months prepared ahead of the current one, so that a server that is not restarted for long has room.
const AHEAD: i32 = 3;

/// Makes the partitions of `tables` for this month and the next three; nothing on SQLite, nothing when they are there.
pub fn prepare_months(tx: &mut Tx<'_>, tables: &[&str], now: Time) -> Result<(), Error> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    let today = now.timestamp().to_zoned(TimeZone::UTC).date();
    for ahead in 0..=AHEAD {
        let (from, to) = (month(today, ahead), month(today, ahead + 1));
        for table in tables {
            let text = format!(
                "CREATE TABLE IF NOT EXISTS {table}_{:04}_{:02} PARTITION OF {table}
                    FOR VALUES FROM ('{}') TO ('{}')",
                from.year(),
                from.month(),
                first_key(from),
                first_key(to),
            );
            tx.script(&text).map_err(Error::Unavailable)?;
        }
    }
    Ok(())
}

/// The first day of the month `ahead` months after that of `today`.
fn month(today: Date, ahead: i32) -> Date {
    let months = i32::from(today.year()) * 12 + i32::from(today.month()) - 1 + ahead;
    let year = i16::try_from(months.div_euclid(12)).unwrap_or(i16::MAX);
    date(year, i8::try_from(months.rem_euclid(12) + 1).unwrap_or(1), 1)
}

/// The smallest UUIDv7 of a day.
fn first_key(day: Date) -> String {
    let millis = day
        .to_zoned(TimeZone::UTC)
        .map_or(0, |midnight| u64::try_from(midnight.timestamp().as_millisecond()).unwrap_or(0));
    let digits = format!("{millis:012x}");
    format!("{}-{}-0000-0000-000000000000", &digits[..8], &digits[8..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_roll_over_the_year() {
        assert_eq!(month(date(2026, 11, 22), 0), date(2026, 11, 1));
        assert_eq!(month(date(2026, 11, 22), 2), date(2027, 1, 1));
    }

    #[test]
    fn keys_sort_as_their_days() {
        assert!(first_key(date(2026, 11, 1)) < first_key(date(2026, 12, 1)));
        assert_eq!(first_key(date(1970, 1, 1)), "00000000-0000-0000-0000-000000000000");
    }
}
