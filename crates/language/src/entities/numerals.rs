//! Numbers in figures and in Chinese characters.

/// A number in a pattern: figures, or Chinese numerals.
pub(super) const NUMBER: &str = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万点半俩仨]+)";

/// The value of a number in figures or in Chinese characters: `129.5`, `一百二` (120), `十二`, `两千零五`, `一点六五`, `半`.
pub fn number(text: &str) -> Option<f64> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text == "半" {
        return Some(0.5);
    }
    if let Some(whole) = text.strip_suffix('半') {
        return Some(number(whole)? + 0.5);
    }
    match text.split_once('点') {
        Some((whole, part)) => {
            let whole = if whole.is_empty() { 0.0 } else { f64::from(integer(whole)?) };
            let mut place = 1.0;
            let mut value = whole;
            for c in part.chars() {
                place /= 10.0;
                value += f64::from(digit(c)?) * place;
            }
            Some(value)
        }
        None => integer(text).map(f64::from),
    }
}

/// A whole number that fits what buyers count.
pub(super) fn whole(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { integer(text) }
}

fn integer(text: &str) -> Option<u32> {
    if text.chars().all(|c| digit(c).is_some()) {
        // Figures read out one by one: 一三八.
        return text.chars().try_fold(0u32, |value, c| value.checked_mul(10)?.checked_add(digit(c)?));
    }
    let (mut total, mut section) = (0u32, 0u32);
    let mut pending: Option<u32> = None;
    // The unit just passed, as long as nothing (not even 零) came after it.
    let mut open: Option<u32> = None;
    for c in text.chars() {
        if c == '万' {
            section = section.checked_add(pending.take().unwrap_or(0))?;
            total = total.checked_add(section.max(1).checked_mul(10_000)?)?;
            (section, open) = (0, Some(10_000));
        } else if let Some(unit) = unit(c) {
            section = section.checked_add(pending.take().unwrap_or(1).checked_mul(unit)?)?;
            open = Some(unit);
        } else {
            let value = digit(c)?;
            if pending.replace(value).is_some_and(|before| before != 0) {
                return None;
            }
            if value == 0 {
                (pending, open) = (None, None);
            }
        }
    }
    if let Some(last) = pending {
        // 一百二 is 120 and 三千五 is 3500, but 一百零二 is 102 and 十二 is 12.
        let scale = open.filter(|&unit| unit >= 100).map_or(1, |unit| unit / 10);
        section = section.checked_add(last.checked_mul(scale)?)?;
    }
    total.checked_add(section)
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' | '俩' => 2,
        '三' | '仨' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        c => c.to_digit(10)?,
    })
}

fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_numbers() {
        let rows = [
            ("129", 129.0),
            ("129.5", 129.5),
            ("一", 1.0),
            ("十", 10.0),
            ("十二", 12.0),
            ("二十", 20.0),
            ("二十五", 25.0),
            ("一百", 100.0),
            ("一百二", 120.0),
            ("一百二十", 120.0),
            ("一百零二", 102.0),
            ("两千零五", 2005.0),
            ("三千五", 3500.0),
            ("两万三", 23000.0),
            ("一万二千", 12000.0),
            ("一三八", 138.0),
            ("一点六五", 1.65),
            ("半", 0.5),
            ("两半", 2.5),
            ("俩", 2.0),
            ("二〇二四", 2024.0),
            ("十万", 100_000.0),
        ];
        for (text, want) in rows {
            let got = number(text).unwrap();
            assert!((got - want).abs() < 1e-9, "{text}: {got}");
        }
        assert_eq!(number("百百点"), Some(200.0), "nonsense need not be refused, only survived");
        assert_eq!(number("点"), Some(0.0));
    }

    proptest! {
        #[test]
        fn survives_any_numerals(text in "[零〇一二两三四五六七八九十百千万点半俩仨]{1,12}") {
            let _ = (number(&text), whole(&text));
        }
    }
}
