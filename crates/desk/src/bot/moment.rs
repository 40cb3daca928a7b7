//! Moments as people say them: in the shop's zone, near days by their name.

use db::Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

use super::phrases::plain;
use crate::error::Result;
use crate::shop::Lang;

/// `今天 18:00`, `11月25日 18:00`, `tomorrow 18:00`, `Nov 25, 18:00`.
pub fn moment(time: Time, now: Time, zone: &TimeZone, lang: Lang) -> Result<String> {
    let (then, today) = (local(time, zone), local(now, zone).date());
    let day = day(then.date(), today, lang)?;
    let comma = if lang == Lang::En && day.contains(char::is_numeric) { "," } else { "" };
    Ok(format!("{day}{comma} {}", then.strftime("%H:%M")))
}

/// `今天`, `11月25日`, `2027年1月3日`, `tomorrow`, `Nov 25`, `Jan 3, 2027`.
pub fn day(day: Date, today: Date, lang: Lang) -> Result<String> {
    let away = today.until(day).map_or(i32::MAX, |span: Span| span.get_days());
    let named = match away {
        0 => Some("today"),
        1 => Some("tomorrow"),
        -1 => Some("yesterday"),
        _ => None,
    };
    if let Some(key) = named {
        return plain(lang, key);
    }
    let format = match (lang, day.year() == today.year()) {
        (Lang::Zh, true) => "%-m月%-d日",
        (Lang::Zh, false) => "%Y年%-m月%-d日",
        (Lang::En, true) => "%b %-d",
        (Lang::En, false) => "%b %-d, %Y",
    };
    Ok(day.strftime(format).to_string())
}

/// The wall clock of a zone.
pub fn local(time: Time, zone: &TimeZone) -> Zoned {
    time.timestamp().to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse::<Zoned>().expect("a zoned time").timestamp().into()
    }

    #[test]
    fn near_days_have_names_and_far_ones_dates() {
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        let now = at("2026-12-30T23:30[Asia/Shanghai]");
        let said = |text, lang| moment(at(text), now, &zone, lang).expect("phrases");
        assert_eq!(said("2026-12-30T18:00[Asia/Shanghai]", Lang::Zh), "今天 18:00");
        assert_eq!(said("2026-12-31T00:10[Asia/Shanghai]", Lang::Zh), "明天 00:10");
        assert_eq!(said("2026-12-29T09:05[Asia/Shanghai]", Lang::En), "yesterday 09:05");
        assert_eq!(said("2026-11-05T09:05[Asia/Shanghai]", Lang::Zh), "11月5日 09:05");
        assert_eq!(said("2027-01-03T09:05[Asia/Shanghai]", Lang::En), "Jan 3, 2027, 09:05");
        assert_eq!(said("2027-01-03T09:05[Asia/Shanghai]", Lang::Zh), "2027年1月3日 09:05");
    }
}
