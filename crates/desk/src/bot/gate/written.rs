//! A text in one writing, so that nothing hides in how it is written: figures in full width, with spaces between them, as
//! 大写, as keycaps or in English words all become plain figures. Every byte knows where it came from.

use std::ops::Range;

use language::normalize::fold;

/// A text in one writing, with the way back.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// The text in one writing, lower case.
    pub(super) text: String,
    /// For every byte of it, and for its end: the byte of the original.
    origin: Vec<usize>,
}

impl Written {
    pub(super) fn new(original: &str) -> Self {
        Self::plain(original).closed_up().with_english_figures()
    }

    /// Where a stretch lies in the original.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin[range.start];
        let mut end = range.end;
        // What came from one character belongs together.
        while end < self.text.len() && end > 0 && self.origin[end] == self.origin[end - 1] {
            end += 1;
        }
        start..self.origin[end].max(start)
    }

    /// Character by character.
    fn plain(original: &str) -> Self {
        let mut plain = Self { text: String::with_capacity(original.len()), origin: Vec::new() };
        for (at, c) in original.char_indices() {
            if c == '\n' {
                plain.push("\n", at);
                continue;
            }
            if c.is_whitespace() {
                plain.push(" ", at);
                continue;
            }
            if let Some(figure) = figure(c) {
                plain.push(figure, at);
                continue;
            }
            let mut bytes = [0; 4];
            let folded = fold(c.encode_utf8(&mut bytes));
            // Combining keycaps and the like fold to nothing to see.
            if c != '\u{20E3}' {
                plain.push(&folded, at);
            }
        }
        plain.origin.push(original.len());
        plain
    }

    fn push(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.origin.resize(self.text.len(), at);
    }

    /// Without spaces between single figures, and between Chinese characters or them and figures.
    fn closed_up(&self) -> Self {
        let chars: Vec<(usize, char)> = self.text.char_indices().collect();
        let mut closed = Self { text: String::with_capacity(self.text.len()), origin: Vec::new() };
        let char_at = |at: usize| chars.get(at).map(|(_, c)| *c);
        for (index, (at, c)) in chars.iter().enumerate() {
            if *c == ' ' {
                let before = (0..index).rev().find(|at| chars[*at].1 != ' ');
                let after = (index + 1..chars.len()).find(|at| chars[*at].1 != ' ');
                if let (Some(before), Some(after)) = (before, after)
                    && joins(&|at| char_at(at), before, after)
                {
                    continue;
                }
            }
            closed.push(c.encode_utf8(&mut [0; 4]), self.origin[*at]);
        }
        closed.origin.push(self.origin.last().copied().unwrap_or_default());
        closed
    }

    /// With `forty-eight` as 48; a lone `one` only before a unit.
    fn with_english_figures(&self) -> Self {
        let mut figured = Self { text: String::with_capacity(self.text.len()), origin: Vec::new() };
        let mut at = 0;
        while at < self.text.len() {
            if let Some((end, value)) = english::number(&self.text, at) {
                figured.push(&value, self.origin[at]);
                at = end;
                continue;
            }
            let step = self.text[at..].chars().next().map_or(1, char::len_utf8);
            figured.push(&self.text[at..at + step], self.origin[at]);
            at += step;
        }
        figured.origin.push(self.origin.last().copied().unwrap_or_default());
        figured
    }
}

/// Whether the space between two places only spreads one word or number.
fn joins(char_at: &dyn Fn(usize) -> Option<char>, before: usize, after: usize) -> bool {
    let (Some(left), Some(right)) = (char_at(before), char_at(after)) else { return false };
    let is_digit = |at: Option<usize>| at.and_then(char_at).is_some_and(|c| c.is_ascii_digit());
    let single = |at: usize, other: Option<usize>| !is_digit(other) && is_digit(Some(at));
    if left.is_ascii_digit() && right.is_ascii_digit() {
        return single(before, before.checked_sub(1)) && single(after, Some(after + 1));
    }
    let of_figure = |c: char| c.is_ascii_digit() || "¥$%.".contains(c);
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    han(left) && (han(right) || of_figure(right)) || of_figure(left) && (han(right) || of_figure(right))
}

/// 大写 and other figures as ordinary ones.
fn figure(c: char) -> Option<&'static str> {
    Some(match c {
        '零' | '〇' => "零",
        '壹' | '弌' | '㈠' => "一",
        '贰' | '貳' | '弍' | '㈡' => "二",
        '叁' | '參' | '叄' | '㈢' => "三",
        '肆' | '㈣' => "四",
        '伍' | '㈤' => "五",
        '陆' | '陸' | '㈥' => "六",
        '柒' | '㈦' => "七",
        '捌' | '㈧' => "八",
        '玖' | '㈨' => "九",
        '拾' | '㈩' => "十",
        '佰' => "百",
        '仟' => "千",
        '萬' => "万",
        '圆' | '圓' => "元",
        '％' | '﹪' => "%",
        _ => return None,
    })
}

mod english {
    //! Numbers in English words.

    const SMALL: [(&str, u32); 28] = [
        ("zero", 0),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
    ];
    /// What makes `one` or `a hundred` a figure.
    const UNITS: [&str; 26] = [
        "day", "hour", "week", "month", "year", "minute", "dollar", "buck", "cent", "percent", "%", "yuan",
        "euro", "pound", "left", "piece", "pair", "item", "business", "working", "unit", "calendar", "usd",
        "quid", "off", "rmb",
    ];

    fn word(text: &str, at: usize) -> Option<&str> {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    }

    /// The number in words that begins here: its end, and it in figures.
    pub(super) fn number(text: &str, start: usize) -> Option<(usize, String)> {
        if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let (mut total, mut section, mut seen) = (0u32, 0u32, 0usize);
        let (mut at, mut end) = (start, start);
        while let Some(word) = word(text, at) {
            let before = section;
            let small = SMALL.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
            match (small, word) {
                // Two numbers side by side are two numbers: `two three`.
                (Some(value), _) if value >= 20 && before % 100 != 0 => break,
                (Some(value), _) if value < 20 && seen > 0 && before % 10 != 0 => break,
                (Some(value), _) if (10..20).contains(&value) && before % 100 != 0 => break,
                (Some(value), _) => section += value,
                (None, "a")
                    if seen == 0
                        && ["hundred", "thousand"]
                            .iter()
                            .any(|w| text[at + 1..].trim_start().starts_with(w)) =>
                {
                    section = 1;
                }
                (None, "hundred") if seen > 0 => section = section.max(1) * 100,
                (None, "thousand") if seen > 0 => {
                    total += section.max(1) * 1000;
                    section = 0;
                }
                (None, "and")
                    if seen > 0 && before > 0 && before % 100 == 0 && small_follows(text, at + 3) => {}
                _ => break,
            }
            at += word.len();
            seen += 1;
            if word != "and" && word != "a" {
                end = at;
            }
            if text[at..].starts_with([' ', '-']) {
                at += 1;
            } else {
                break;
            }
        }
        if end == start {
            return None;
        }
        let value = total + section;
        let rest = text[end..].trim_start_matches([' ', '-']);
        let measured = UNITS.iter().any(|unit| rest.starts_with(unit));
        (value > 9 || measured).then(|| (end, value.to_string()))
    }

    fn small_follows(text: &str, at: usize) -> bool {
        let after = at + (text[at..].len() - text[at..].trim_start().len());
        word(text, after).is_some_and(|word| SMALL.iter().any(|(name, _)| *name == word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_figures_however_they_are_written() {
        let rows = [
            ("只要１２９元", "只要129元"),
            ("¥ 1 2 9", "¥129"),
            ("一 百 二 十 九 元", "一百二十九元"),
            ("壹佰贰拾玖圆", "一百二十九元"),
            ("1️⃣2️⃣9️⃣元", "129元"),
            ("within forty-eight hours", "within 48 hours"),
            ("one hundred and twenty-nine dollars", "129 dollars"),
            ("this one is nice", "this one is nice"),
            ("one day", "1 day"),
            ("fifteen percent", "15 percent"),
            ("¥129 2件", "¥129 2件"),
            ("call 138 0013 8000", "call 138 0013 8000"),
        ];
        for (original, plain) in rows {
            assert_eq!(Written::new(original).text, plain, "{original}");
        }
    }

    #[test]
    fn every_stretch_knows_where_it_came_from() {
        let original = "现在只要 １ ２ ９ 元。";
        let written = Written::new(original);
        let at = written.text.find("129元").expect("it is there");
        assert_eq!(&original[written.original(&(at..at + "129元".len()))], "１ ２ ９ 元");
    }
}
