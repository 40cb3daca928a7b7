//! Links, mail addresses and phone numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Value;
use super::finder::{Finder, pattern};

static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:https?://|www\.)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"));
static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z0-9][a-z0-9._%+\-]*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"));
static MOBILE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:(?:\+|00)?86[\s\-]?)?(1[3-9]\d)[\s\-]?(\d{4})[\s\-]?(\d{4})"));
static INTERNATIONAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+|\b00)[1-9][\d\s().\-]{6,18}\d"));
static AMERICAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\b1[\s.\-])?(?:\((\d{3})\)\s?|(\d{3})[\s.\-])(\d{3})[\s.\-](\d{4})"));
static LANDLINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(0\d{2,3})[\s\-](\d{7,8})|([48]00)[\s\-]?(\d{3})[\s\-]?(\d{4})"));
static ENDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:尾号|末四位|末4位|(?:后|最后|末尾?)(?:的)?(?:四|4)(?:位|个)(?:数字?|号码)?)(?:[是为:\s]|数字)*(\d{4})",
        r"|(\d{4})(?:结尾|尾号|收尾)",
        r"|(?:ending|ends|end)(?:\s+(?:in|with))?[\s:]*(\d{4})",
        r"|last\s+(?:four|4)(?:\s+digits?|\s+numbers?)?(?:\s+(?:are|is|of my phone))*[\s:]*(\d{4})",
        r"|1[3-9]\d[*x]{4}(\d{4})",
    ))
});

pub(super) fn links(finder: &mut Finder<'_>) {
    finder.each(&LINK, |captures, finder| {
        let link = captures.get(0)?;
        let end = link.start()
            + link.as_str().trim_end_matches([',', '.', ';', ':', '!', '?', ')', ']', '\'']).len();
        let range = link.start()..end;
        Some((range.clone(), Value::Link(finder.written(range).to_owned())))
    });
    finder.each(&EMAIL, |captures, _| {
        let email = captures.get(0)?;
        Some((email.range(), Value::Email(email.as_str().to_owned())))
    });
}

pub(super) fn endings(finder: &mut Finder<'_>) {
    finder.each(&ENDING, |captures, finder| {
        let digits = (1..=5).find_map(|group| captures.get(group))?;
        let alone = finder.is_whole_number(&digits.range());
        alone.then(|| (captures.get_match().range(), Value::PhoneEnding(digits.as_str().to_owned())))
    });
}

pub(super) fn phones(finder: &mut Finder<'_>) {
    finder.each(&MOBILE, |captures, finder| {
        let range = captures.get_match().range();
        let phone = Value::Phone(format!("+86{}{}{}", &captures[1], &captures[2], &captures[3]));
        on_its_own(finder, &range).then_some((range, phone))
    });
    finder.each(&INTERNATIONAL, |captures, finder| {
        let range = captures.get_match().range();
        let digits = digits(captures.get_match().as_str());
        let digits = digits.strip_prefix("00").unwrap_or(&digits).to_owned();
        (on_its_own(finder, &range) && (8..=15).contains(&digits.len()))
            .then(|| (range, Value::Phone(format!("+{digits}"))))
    });
    finder.each(&LANDLINE, |captures, finder| {
        let range = captures.get_match().range();
        on_its_own(finder, &range).then(|| (range, Value::Phone(digits(captures.get_match().as_str()))))
    });
    finder.each(&AMERICAN, |captures, finder| {
        let range = captures.get_match().range();
        let area = captures.get(1).or_else(|| captures.get(2))?.as_str();
        let phone = Value::Phone(format!("+1{area}{}{}", &captures[3], &captures[4]));
        (on_its_own(finder, &range) && !area.starts_with(['0', '1'])).then_some((range, phone))
    });
}

/// Not the middle of a longer code.
fn on_its_own(finder: &Finder<'_>, range: &Range<usize>) -> bool {
    finder.stands_alone(range) && !matches!(finder.before(range.start), Some('+' | '*')) && {
        let next = &finder.text[range.end..];
        !(next.starts_with('-') && next[1..].starts_with(|c: char| c.is_ascii_digit()))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
