//! Personal data as agents see it by default.

use jiff::civil::DateTime;
use language::entities::{Value, entities};

/// A phone number with its middle hidden: `138****5678`.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    match digits.len() {
        0..=4 => "****".to_owned(),
        5..=7 => format!("****{}", digits[digits.len() - 4..].iter().collect::<String>()),
        n => format!(
            "{}****{}",
            digits[..3].iter().collect::<String>(),
            digits[n - 4..].iter().collect::<String>()
        ),
    }
}

/// An e-mail address with its name hidden but for the first letter: `m***@example.com`.
pub fn email(address: &str) -> String {
    let Some((name, domain)) = address.split_once('@') else { return "***".to_owned() };
    format!("{}***@{domain}", name.chars().next().map(String::from).unwrap_or_default())
}

/// How somebody is known in an inbox, with its middle hidden, whatever kind of name it is there.
pub fn handle(value: &str) -> String {
    if value.contains('@') {
        return email(value);
    }
    let letters: Vec<char> = value.chars().collect();
    match letters.len() {
        0..=4 => value.to_owned(),
        5..=8 => format!("{}***", letters[..2].iter().collect::<String>()),
        n => format!(
            "{}***{}",
            letters[..3].iter().collect::<String>(),
            letters[n - 4..].iter().collect::<String>()
        ),
    }
}

/// A text without what tells who wrote it: phones, addresses of mail, numbers of orders and parcels.
pub fn text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for entity in entities(text, DateTime::default()) {
        let found = &text[entity.span.clone()];
        let instead = match entity.value {
            Value::Phone(_) => phone(found),
            Value::Email(_) => email(found),
            Value::Order(_) | Value::Tracking { .. } | Value::PhoneEnding(_) => hidden(found),
            _ => continue,
        };
        if entity.span.start >= end {
            masked.push_str(&text[end..entity.span.start]);
            masked.push_str(&instead);
            end = entity.span.end;
        }
    }
    masked.push_str(&text[end..]);
    without_long_numbers(&masked)
}

/// Letters and digits give way to one star each.
fn hidden(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { '*' } else { c }).collect()
}

/// Whatever is a number of so many digits and was not recognised as anything is hidden as well.
const LONG: usize = 6;

fn without_long_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let long = digits.len() >= LONG;
        out.push_str(&if long { "*".repeat(digits.len()) } else { digits.clone() });
        digits.clear();
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("+447911123456"), "+44****3456");
        assert_eq!(phone("1234"), "****");
        assert_eq!(email("mia@shop.example"), "m***@shop.example");
        assert_eq!(email("nonsense"), "***");
        assert_eq!(
            ["kim", "wx_kim", "13812345678", "a@b.c"].map(handle),
            ["kim", "wx***", "138***5678", "a***@b.c"]
        );
    }

    #[test]
    fn a_text_does_not_tell_who_wrote_it() {
        let masked = text("我电话13812345678，邮箱mia@shop.example，单号2026112500017，身高165");
        for told in ["12345678", "mia@", "2026112500017"] {
            assert!(!masked.contains(told), "{masked}");
        }
        assert!(masked.contains("身高165") && masked.contains("138****5678"), "{masked}");
        assert_eq!(text("卡号 88888888"), "卡号 ********");
        assert_eq!(text("能退吗"), "能退吗");
    }
}
