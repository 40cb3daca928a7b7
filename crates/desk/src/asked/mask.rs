//! Taking personal data out of a text: what is kept of a question is read by people who need not know whose it was.

use std::sync::LazyLock;

use db::Time;
use jiff::tz::TimeZone;
use language::entities::{Value, entities};
use regex::Regex;

/// What stands where something was taken out.
pub(crate) const HIDDEN: &str = "***";

/// A house in a street, in Chinese and in English. Towns alone stay: whether something is sent there is a question.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let chinese = r"[\p{Han}]{0,12}(?:大道|路|街|巷|弄|村|镇|乡|小区|花园|公寓|大厦|苑)[\p{Han}A-Za-z0-9\-#]{0,16}?\d+[A-Za-z]?(?:号|弄|栋|幢|单元|室|楼|层)(?:[\p{Han}A-Za-z]{0,4}\d+[A-Za-z]?(?:号|栋|幢|单元|室|楼|层)?)*";
    let english = r"(?i)\b\d{1,5}[a-z]?\s+(?:[a-z'.]+\s+){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|close|square)\b\.?(?:,?\s*(?:apt|flat|unit|suite|#)\s*\w+)?";
    Regex::new(&format!("{chinese}|{english}")).ok()
});

/// The text without phones, mail addresses, order and tracking numbers, and places to deliver to.
pub fn masked(text: &str, now: Time) -> String {
    masked_with(text, now, |_| HIDDEN)
}

/// The same with something else than `***` in the place of order numbers and tracking numbers.
pub(crate) fn masked_with(text: &str, now: Time, instead: impl Fn(&Value) -> &'static str) -> String {
    let local = TimeZone::UTC.to_datetime(now.timestamp());
    let mut hidden: Vec<(std::ops::Range<usize>, &'static str)> = entities(text, local)
        .into_iter()
        .filter(|entity| {
            matches!(
                entity.value,
                Value::Order(_)
                    | Value::Tracking { .. }
                    | Value::Phone(_)
                    | Value::PhoneEnding(_)
                    | Value::Email(_)
            )
        })
        .map(|entity| (entity.span, instead(&entity.value)))
        .collect();
    if let Some(address) = ADDRESS.as_ref() {
        hidden.extend(address.find_iter(text).map(|found| (found.range(), HIDDEN)));
    }
    hidden.sort_by_key(|(span, _)| (span.start, span.end));
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for (span, instead) in hidden {
        if span.start >= at {
            shown.push_str(&text[at..span.start]);
            shown.push_str(instead);
        }
        at = at.max(span.end);
    }
    shown.push_str(&text[at..]);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        masked(text, Time::from_micros(1_764_043_200_000_000))
    }

    #[test]
    fn personal_data_is_taken_out() {
        for (text, left) in [
            ("我的电话13812345678，怎么还没到", "我的电话***，怎么还没到"),
            ("mail me at ann@example.com please", "mail me at *** please"),
            ("地址改成：长安路88号3栋502室，可以吗", "地址改成：***，可以吗"),
            ("Can you ship to 12 Baker Street, apt 4 instead?", "Can you ship to *** instead?"),
        ] {
            assert_eq!(shown(text), left, "{text}");
        }
        let order = shown("订单号2026112478873437到哪了");
        assert!(!order.contains("20261124") && order.contains("到哪了"), "{order}");
        let parcel = shown("顺丰SF1234567890123怎么不动了");
        assert!(!parcel.contains("1234567890"), "{parcel}");
    }

    #[test]
    fn what_is_asked_stays() {
        for text in ["发到新疆包邮吗", "11月28号能到吗", "165 100斤穿什么码", "Do you ship to France?"]
        {
            assert_eq!(shown(text), text);
        }
    }
}
