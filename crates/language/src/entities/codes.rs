//! Order numbers, parcel numbers and coupon codes.

use std::sync::LazyLock;

use regex::Regex;

use super::Value;
use super::couriers::Courier;
use super::finder::{Finder, pattern};

static COUPON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:(?:优惠|折扣|兑换|促销|礼品|推广|邀请|券)码|优惠券(?:码|号)?|口令|(?:coupon|promo|discount|voucher|gift|referral|promotion)(?:al)?\s*(?:code)?|\bcode)",
        r"(?:\s+(?:is|called|of))?[\s:是为'\x22\[(]*",
        r"([a-z0-9][a-z0-9\-_]{2,23})",
    ))
});
static SAID_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:订单(?:编号|号码|号|id)?|单号|order(?:\s*(?:number|num|no\.?|id|nr|\x23))?)",
        r"(?:\s+is)?[\s:是为.\x23]*",
        r"([a-z]{0,6}\-?\d[a-z0-9\-]{3,29})",
    ))
});
static SAID_PARCEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:(?:快递|物流|运单|包裹|退货|寄回|顺丰|圆通|中通|韵达|申通|极兔|京东|邮政|ems|德邦)(?:的)?(?:编号|单号|号码|号|单)|运单|tracking(?:\s*(?:number|num|no\.?|id|code|\x23))?|waybill)",
        r"(?:\s+is)?[\s:是为.\x23]*",
        r"([a-z]{0,4}\d[a-z0-9]{7,24})",
    ))
});
static HASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\x23\s?([a-z]{0,4}\d{4,12})\b"));
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[a-z0-9]+(?:\-[a-z0-9]+)*"));

pub(super) fn coupons(finder: &mut Finder<'_>) {
    finder.each(&COUPON, |captures, finder| {
        let code = captures.get(1)?;
        let written = finder.written(code.range());
        let has_digit = written.bytes().any(|b| b.is_ascii_digit());
        let shouted = written.len() > 3
            && written.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        // `code 3 days ago` and `code not working` name no code.
        let plausible = shouted
            || has_digit && written.bytes().any(|b| b.is_ascii_alphabetic())
            || has_digit && code.len() >= 6;
        let unit = finder.precedes(code.end(), &["元", "块", "%", "折", "off"]) && !shouted;
        (plausible && !unit && finder.stands_alone(&code.range()))
            .then(|| (code.range(), Value::Coupon(written.to_ascii_uppercase())))
    });
}

/// Numbers that say what they are, by a word before them or by a shape of their own.
pub(super) fn numbers(finder: &mut Finder<'_>) {
    finder.each(&SAID_PARCEL, |captures, finder| {
        let number = captures.get(1)?;
        finder.stands_alone(&number.range()).then(|| (number.range(), tracking(number.as_str())))
    });
    finder.each(&SAID_ORDER, |captures, finder| {
        let number = captures.get(1)?;
        let bytes = number.as_str().bytes();
        let digits = bytes.clone().filter(u8::is_ascii_digit).count();
        let measured = finder
            .precedes(number.end(), &["元", "块", "件", "天", "个", "%", "day", "week", "item", "piece"]);
        if digits < 4 || measured || !finder.stands_alone(&number.range()) || is_date(number.as_str()) {
            return None;
        }
        let value = match shape(number.as_str()) {
            Some(courier) if courier.letters(number.as_str()) => tracking(number.as_str()),
            _ => Value::Order(plain(number.as_str())),
        };
        Some((number.range(), value))
    });
    finder.each(&CODE, |captures, finder| {
        let code = captures.get_match();
        if !finder.stands_alone(&code.range()) || !code.as_str().bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let value = if is_marketplace_order(code.as_str()) {
            Value::Order(plain(code.as_str()))
        } else if shape(code.as_str())?.letters(code.as_str()) {
            tracking(code.as_str())
        } else {
            return None;
        };
        Some((code.range(), value))
    });
    finder.each(&HASH, |captures, _| {
        let number = captures.get(1)?;
        Some((captures.get_match().range(), Value::Order(plain(number.as_str()))))
    });
}

/// Long runs of digits nobody named: parcels by their shape, else orders from 15 digits on.
pub(super) fn bare_numbers(finder: &mut Finder<'_>) {
    let parcel =
        finder.mentions(&["快递", "物流", "运单", "包裹", "tracking", "parcel", "package", "courier"]);
    let order = finder.mentions(&["订单", "order", "下单"]);
    finder.each(&CODE, |captures, finder| {
        let code = captures.get_match();
        if code.len() < 10
            || !code.as_str().bytes().all(|b| b.is_ascii_digit())
            || !finder.stands_alone(&code.range())
        {
            return None;
        }
        let parcel = shape(code.as_str()).is_some() && !order || parcel && code.len() <= 14;
        let value = match code.len() {
            10..=11 if !order => return None,
            12..=14 if !order => tracking(code.as_str()),
            _ if parcel && !order => tracking(code.as_str()),
            _ => Value::Order(plain(code.as_str())),
        };
        Some((code.range(), value))
    });
}

fn tracking(code: &str) -> Value {
    Value::Tracking { number: plain(code), courier: shape(code) }
}

fn plain(code: &str) -> String {
    code.to_ascii_uppercase()
}

fn is_date(code: &str) -> bool {
    let parts: Vec<&str> = code.split('-').collect();
    parts.len() == 3 && parts[0].len() == 4 && parts[1].len() <= 2 && parts[2].len() <= 2
}

/// Pinduoduo `240520-123456789012345`, Amazon `114-1234567-1234567`, eBay `12-12345-12345`.
fn is_marketplace_order(code: &str) -> bool {
    let parts: Vec<usize> = code.split('-').map(str::len).collect();
    let digits = code.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && matches!(parts.as_slice(), [6, 15] | [3, 7, 7] | [2, 5, 5])
}

/// The courier whose numbers look like this one's. Where several do, none is named, except for what their own sites
/// tell apart by the first digits.
pub(super) fn shape(code: &str) -> Option<Courier> {
    let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (head, rest) = code.split_at(letters);
    let digits = rest.bytes().all(|b| b.is_ascii_digit());
    let n = rest.len();
    Some(match (head, digits, n) {
        ("sf", true, 12..=13) => Courier::SfExpress,
        ("yt", true, 13 | 15) => Courier::Yto,
        ("yt", true, 16) => Courier::YunExpress,
        ("zto", true, 12..) => Courier::Zto,
        ("jt", true, 13) => Courier::Jt,
        ("jd" | "jdva" | "jdvb" | "jdvc" | "jdvd" | "jdve" | "jdk" | "jdx", _, 9..=16) => {
            Courier::JdLogistics
        }
        ("dpk", true, 9..=12) => Courier::Deppon,
        ("lp", true, 14) => Courier::Cainiao,
        ("jjd" | "jd0", true, 14..) => Courier::Dhl,
        ("", false, 18) if code.starts_with("1z") => Courier::Ups,
        (_, false, 11) if letters == 2 && code.ends_with("cn") && is_postal(code) => Courier::Ems,
        (_, false, 11) if letters == 2 && code.ends_with("us") && is_postal(code) => Courier::Usps,
        (_, false, 11) if letters == 2 && code.ends_with("gb") && is_postal(code) => Courier::RoyalMail,
        ("", true, 20 | 22) if matches!(&code[..2], "92" | "93" | "94" | "95" | "70" | "82") => Courier::Usps,
        ("", true, 14) if matches!(&code[..2], "75" | "76" | "78" | "73") => Courier::Zto,
        ("", true, 15) if code.starts_with("77") => Courier::Sto,
        ("", true, 15) if matches!(&code[..2], "43" | "46" | "31") => Courier::Yunda,
        ("", true, 13) if matches!(&code[..2], "98" | "99" | "95" | "96" | "97") => Courier::ChinaPost,
        _ => return None,
    })
}

/// Universal Postal Union S10: two letters, eight digits, a check digit, the country.
pub(super) fn is_postal(code: &str) -> bool {
    let Some(digits) = code.get(2..11).filter(|d| d.bytes().all(|b| b.is_ascii_digit())) else {
        return false;
    };
    let values: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = values.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(a, b)| a * b).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    code.len() == 13 && values[8] == check
}

impl Courier {
    /// Whether a number gives the courier away by letters of its own, not by its length alone.
    pub(super) fn letters(self, code: &str) -> bool {
        code.starts_with(|c: char| c.is_ascii_alphabetic()) || self == Self::Ups
    }
}
