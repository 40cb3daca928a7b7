//! Amounts of money.

#![expect(clippy::cast_possible_truncation, reason = "amounts are bounded before they are rounded")]

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::Value;
use super::finder::{Finder, pattern};
use super::numerals::{NUMBER, number};

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(¥|rmb|cny|us\$|hk\$|nt\$|au?\$|c\$|\$|usd|hkd|€|eur|£|gbp|cad|aud|jpy)\s*(\d[\d,]*(?:\.\d{1,2})?)(?:\s?(万|k)\b)?",
    )
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let amount = format!(r"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|{NUMBER})");
    pattern(&format!(
        r"({amount})\s*(?:多|来)?(万)?\s*(元|块钱|块|圆|rmb|cny|yuan|美元|美金|刀|dollars?|bucks?|usd|港币|港元|hkd|台币|欧元|euros?|eur|€|英镑|gbp|quid|日元|日币|jpy|\$|¥|毛)(?:([\d一二三四五六七八九])(?:毛|角)?)?"
    ))
});
static BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[一二两三四五六七八九]百(?:[一二三四五六七八九]十?)?"));

/// Words that make a bare number a price.
const PRICE: [&str; 16] = [
    "价",
    "钱",
    "块",
    "元",
    "卖",
    "便宜",
    "优惠",
    "付",
    "收",
    "降",
    "涨",
    "贵",
    "券",
    "减",
    "包邮",
    "行不行",
];

/// What a bare 一百二 counts when it is no money.
const COUNTED: [&str; 22] = [
    "斤", "公斤", "kg", "克", "件", "个", "米", "厘米", "公分", "天", "年", "次", "人", "条", "十", "百",
    "万", "多斤", "来斤", "码", "分", "平",
];

pub(super) fn amounts(finder: &mut Finder<'_>) {
    finder.each(&BEFORE, |captures, finder| {
        let range = captures.get_match().range();
        let letters = captures[1].starts_with(|c: char| c.is_ascii_alphabetic());
        if letters && finder.before(range.start).is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let scale = match captures.get(3).map(|m| m.as_str()) {
            Some("万") => 10_000.0,
            Some(_) => 1000.0,
            None => 1.0,
        };
        Some((range, money(amount(&captures[2])? * scale, currency(&captures[1]))?))
    });
    finder.each(&AFTER, |captures, finder| {
        let (range, unit) = (captures.get_match().range(), captures.get(3)?);
        let ascii_word = unit.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
        if ascii_word && finder.after(unit.end()).is_some_and(|c| c.is_ascii_alphabetic()) {
            return None;
        }
        let count = captures.get(1)?;
        let ordinary = count.as_str().starts_with(|c: char| c.is_ascii_digit());
        if ordinary && !finder.is_whole_number(&count.range()) || finder.follows(count.start(), &["第", "几"])
        {
            return None;
        }
        // 一块 is as often a piece or `together` as a coin.
        if unit.as_str() == "块" && count.as_str() == "一" && !finder.precedes(unit.end(), &["钱"]) {
            return None;
        }
        let mut value = amount(count.as_str())?;
        if captures.get(2).is_some() {
            value *= 10_000.0;
        }
        match unit.as_str() {
            "毛" => value /= 10.0,
            "块" | "块钱" => value += tenths(captures.get(4), finder).unwrap_or(0.0),
            _ => {}
        }
        let end = if matches!(unit.as_str(), "块") && tenths(captures.get(4), finder).is_some() {
            range.end
        } else {
            unit.end()
        };
        Some((range.start..end, money(value, currency(unit.as_str()))?))
    });
    if finder.mentions(&PRICE) {
        finder.each(&BARE, |captures, finder| {
            let bare = captures.get_match();
            let counted = finder.precedes(bare.end(), &COUNTED);
            let measured =
                finder.follows(bare.start(), &["体重", "身高", "高", "第", "零", "十", "百", "千"]);
            (!counted && !measured).then(|| Some((bare.range(), money(number(bare.as_str())?, "CNY")?)))?
        });
    }
}

/// 129块5: the digit after the coin is tenths, unless it starts another number.
fn tenths(digit: Option<Match<'_>>, finder: &Finder<'_>) -> Option<f64> {
    let digit = digit?;
    let next = finder.after(digit.start() + digit.as_str().chars().next()?.len_utf8());
    let joined = next.is_some_and(|c| c.is_ascii_alphanumeric() || "十百千万件个双条套".contains(c));
    let value = number(digit.as_str().trim_end_matches(['毛', '角']))?;
    (!joined).then_some(value / 10.0)
}

fn amount(text: &str) -> Option<f64> {
    number(&text.replace(',', ""))
}

fn money(value: f64, currency: &str) -> Option<Value> {
    let minor = (value * 100.0).round();
    (0.0..1e13).contains(&minor).then(|| Value::Money { minor: minor as i64, currency: currency.to_owned() })
}

fn currency(sign: &str) -> &'static str {
    match sign {
        "$" | "us$" | "usd" | "美元" | "美金" | "刀" => "USD",
        s if s.starts_with("dollar") || s.starts_with("buck") => "USD",
        "hk$" | "hkd" | "港币" | "港元" => "HKD",
        "nt$" | "台币" => "TWD",
        "a$" | "au$" | "aud" => "AUD",
        "c$" | "cad" => "CAD",
        "€" | "eur" | "euro" | "euros" | "欧元" => "EUR",
        "£" | "gbp" | "英镑" | "quid" => "GBP",
        "jpy" | "日元" | "日币" => "JPY",
        _ => "CNY",
    }
}
