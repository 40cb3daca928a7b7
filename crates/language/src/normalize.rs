//! One form for texts that only look different: width, case, traditional writing, stretched words.
//!
//! Callers keep the buyer's own text; what comes from here is for comparing and counting only.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

static TRADITIONAL: LazyLock<Writings> =
    LazyLock::new(|| Writings::parse(include_str!("normalize/traditional.txt")));

/// Folds a text for comparing: compatibility forms and full width to plain characters, lower case, traditional to
/// simplified, one kind of punctuation, invisible characters dropped, runs shortened (`！！！` to `!`, `好好好好`
/// to `好好`, digits kept), space collapsed.
///
/// ```
/// assert_eq!(language::normalize::fold("這個　ＸＬ號  有貨嗎？？？"), "这个 xl号 有货吗?");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    let mut run = 0;
    for c in text.chars().nfkc().flat_map(char::to_lowercase).map(plain).filter(|&c| !is_invisible(c)) {
        if c.is_whitespace() {
            if last.is_some_and(|l| l != ' ') {
                out.push(' ');
                last = Some(' ');
            }
            continue;
        }
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        let allowed = match c {
            _ if c.is_numeric() => usize::MAX,
            _ if is_punctuation(c) => 1,
            _ => 2,
        };
        if run <= allowed {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A text as it would be written in plain words: folded, and words of the net, of dialects and slips of the
/// ear (`肿么`, `木有`, `pls`) written as everybody writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The plain text.
    pub text: String,
    /// Whether a word was put in the place of another, or a character in the place of a traditional one.
    pub reworded: bool,
    /// For every byte of `text`, and for its end: the byte of the original that it came from.
    origin: Vec<usize>,
}

impl Plain {
    /// Writes a text in plain words.
    pub fn new(original: &str) -> Self {
        let folded = Self::folded(original);
        let mut plain = Self {
            text: String::with_capacity(folded.text.len()),
            reworded: folded.reworded,
            origin: Vec::with_capacity(folded.origin.len()),
        };
        let mut at = 0;
        while at < folded.text.len() {
            let rest = &folded.text[at..];
            let other = reworded(rest, folded.text[..at].chars().next_back());
            let (taken, put) = if let Some((from, to)) = other {
                plain.reworded = true;
                (from.len(), to)
            } else {
                let taken = rest.chars().next().map_or(1, char::len_utf8);
                (taken, &rest[..taken])
            };
            plain.text.push_str(put);
            plain.origin.resize(plain.text.len(), folded.origin[at]);
            at += taken;
        }
        plain.origin.push(original.len());
        plain
    }

    /// What [`fold`] makes of a text, with the way back.
    fn folded(original: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(original.len()), reworded: false, origin: Vec::new() };
        let mut last: Option<char> = None;
        let mut run = 0;
        for (at, written) in original.char_indices() {
            folded.reworded |= is_han(written) && simplified(written) != written;
            for c in std::iter::once(written).nfkc().flat_map(char::to_lowercase).map(plain) {
                if is_invisible(c) {
                    continue;
                }
                let c = if c.is_whitespace() { ' ' } else { c };
                run = if last == Some(c) { run + 1 } else { 1 };
                let allowed = match c {
                    ' ' if last.is_none() => 0,
                    _ if c.is_numeric() => usize::MAX,
                    _ if c == ' ' || is_punctuation(c) => 1,
                    _ => 2,
                };
                if run <= allowed {
                    last = Some(c);
                    folded.text.push(c);
                    folded.origin.resize(folded.text.len(), at);
                }
            }
        }
        folded.text.truncate(folded.text.trim_end().len());
        folded.origin.truncate(folded.text.len());
        folded
    }

    /// Where a stretch of the plain text lies in the original.
    pub fn original(&self, plain: Range<usize>) -> Range<usize> {
        let start = self.origin[plain.start];
        let mut end = plain.end;
        // What came from one character, or stands for one word, belongs together.
        while end < self.text.len() && end > 0 && self.origin[end] == self.origin[end - 1] {
            end += 1;
        }
        start..self.origin[end].max(start)
    }
}

/// The other word at the start of `rest`, and the plain one. Words in Latin letters count whole only.
fn reworded(rest: &str, before: Option<char>) -> Option<(&'static str, &'static str)> {
    let latin = |c: char| c.is_ascii_alphanumeric() || c == '\'';
    let first = rest.chars().next()?;
    let whole =
        |from: &str| !before.is_some_and(latin) && !rest[from.len()..].chars().next().is_some_and(latin);
    let words = OTHER_WORDS.get(&first)?;
    words.iter().find(|(from, _)| rest.starts_with(from) && (!latin(first) || whole(from))).copied()
}

/// By their first character, the longest first.
static OTHER_WORDS: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<(&str, &str)>> = HashMap::new();
    for line in include_str!("normalize/other_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split('\t');
        if let (Some(from), Some(to)) = (parts.next(), parts.next())
            && let Some(first) = from.chars().next()
        {
            words.entry(first).or_default().push((from, to));
        }
    }
    for list in words.values_mut() {
        list.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    }
    words
});

/// The simplified form of a character, itself when there is none.
pub fn simplified(c: char) -> char {
    TRADITIONAL.simplified.get(&c).copied().unwrap_or(c)
}

/// Whether a character is written so in traditional texts only, in simplified texts only, or tells nothing.
pub(crate) fn writing(c: char) -> Option<Writing> {
    if TRADITIONAL.only_traditional.contains(&c) {
        Some(Writing::Traditional)
    } else if TRADITIONAL.only_simplified.contains(&c) {
        Some(Writing::Simplified)
    } else {
        None
    }
}

/// How Chinese is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    Traditional,
    Simplified,
}

/// Chinese characters, the bulk of them.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇')
}

/// Marks between words: ASCII and general punctuation, symbols of the CJK block; no currency, no emoji.
pub(crate) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '%' | '#' | '&' | '@')
        || matches!(c, '\u{2010}'..='\u{205E}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30FB}' | '·' | '¿' | '¡')
}

/// Pictures: emoji and the like.
pub(crate) fn is_picture(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x2190..=0x21FF | 0x231A..=0x23FF | 0x25A0..=0x25FF)
        || matches!(c, '㊗' | '㊙' | '〰' | '〽' | '©' | '®' | '™' | 'ℹ')
}

/// Joiners, selectors, direction marks, control characters: nothing to see.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xFE00..=0xFE0F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xAD | 0xE0000..=0xE007F | 0x1F3FB..=0x1F3FF)
        || (c.is_control() && !c.is_whitespace())
}

/// The simplest character for one: simplified writing, ASCII punctuation.
fn plain(c: char) -> char {
    match c {
        '。' | '｡' | '…' => '.',
        '、' | '﹑' => ',',
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '`' | '´' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{2033}' | '「' | '」' | '『' | '』' | '《' | '》' => '"',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '～' | '〜' => '~',
        '—' | '–' | '‐' | '‑' | '−' => '-',
        '￥' => '¥',
        c => simplified(c),
    }
}

/// A text folded character by character, with the way back to the original: what patterns are matched against.
#[derive(Debug)]
pub(crate) struct Aligned {
    /// The folded text; nothing is collapsed or dropped but invisible characters.
    pub(crate) text: String,
    /// For every byte of `text` that starts a character, and its end: the byte in the original it came from.
    origin: Vec<usize>,
}

impl Aligned {
    pub(crate) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len() + 1);
        for (at, c) in original.char_indices() {
            for folded in std::iter::once(c).nfkc().flat_map(char::to_lowercase).map(plain) {
                if is_invisible(folded) {
                    continue;
                }
                let folded = if folded.is_whitespace() { ' ' } else { folded };
                text.push(folded);
                origin.resize(text.len(), at);
            }
        }
        origin.push(original.len());
        Self { text, origin }
    }

    /// Where a stretch of the folded text lies in the original.
    pub(crate) fn original(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.origin[folded.start];
        // One original character may have become several; all of it belongs to the stretch.
        let mut end = folded.end;
        while end < self.text.len() && self.origin[end] == self.origin[end - 1] {
            end += 1;
        }
        start..self.origin[end]
    }
}

#[derive(Debug)]
struct Writings {
    simplified: HashMap<char, char>,
    only_traditional: HashSet<char>,
    only_simplified: HashSet<char>,
}

impl Writings {
    /// `#` comments; lines of pairs, traditional then simplified; `=` lines of characters usual in both writings.
    fn parse(table: &str) -> Self {
        let mut simplified = HashMap::with_capacity(3000);
        let mut both = HashSet::new();
        for line in table.lines() {
            if let Some(shared) = line.strip_prefix('=') {
                both.extend(shared.chars());
            } else if !line.starts_with('#') {
                let mut chars = line.chars();
                while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
                    simplified.insert(from, to);
                }
            }
        }
        let only_traditional = simplified.keys().copied().filter(|c| !both.contains(c)).collect();
        let only_simplified = simplified.values().copied().filter(|c| !both.contains(c)).collect();
        Self { simplified, only_traditional, only_simplified }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_what_only_looks_different() {
        let rows = [
            ("ＡＢＣ１２３", "abc123"),
            ("請問有沒有現貨", "请问有没有现货"),
            ("臺灣可以寄嗎", "台湾可以寄吗"),
            ("好的！！！", "好的!"),
            ("在吗？？？？", "在吗?"),
            ("怎么这么慢啊啊啊啊啊", "怎么这么慢啊啊"),
            ("sooooo slow", "soo slow"),
            ("订单 1111000011", "订单 1111000011"),
            ("  a \t\n b  ", "a b"),
            ("👍🏽👍🏽", "👍👍"),
            ("ok\u{200B}ay", "okay"),
            ("“谢谢”、再见。", "\"谢谢\",再见."),
            ("㎏", "kg"),
            ("…………", "."),
            ("", ""),
        ];
        for (text, want) in rows {
            assert_eq!(fold(text), want, "{text:?}");
        }
    }

    #[test]
    fn writes_in_plain_words() {
        let rows = [
            ("肿么还不发货", "怎么还不发货"),
            ("木有收到", "没有收到"),
            ("啥时候發货鸟", "什么时候发货了"),
            ("咋退", "怎么退"),
            ("pls tell me when u ship", "please tell me when you ship"),
            ("plsx", "plsx"),
            ("好好好好的", "好好的"),
        ];
        for (text, want) in rows {
            let plain = Plain::new(text);
            assert_eq!(plain.text, want, "{text:?}");
            for (at, c) in plain.text.char_indices() {
                assert!(text.get(plain.original(at..at + c.len_utf8())).is_some_and(|s| !s.is_empty()));
            }
        }
        let plain = Plain::new("亲 肿么退货");
        let at = plain.text.find("怎么").expect("it is there");
        assert_eq!(plain.original(at..at + "怎么".len()), "亲 ".len().."亲 肿么".len());
    }

    #[test]
    fn tells_the_writings_apart() {
        assert_eq!(writing('這'), Some(Writing::Traditional));
        assert_eq!(writing('这'), Some(Writing::Simplified));
        assert_eq!(writing('好'), None);
        assert_eq!(writing('后'), None, "also a traditional character, for queen");
    }

    #[test]
    fn finds_the_way_back() {
        let original = "我要㎏和５斤";
        let aligned = Aligned::new(original);
        assert_eq!(aligned.text, "我要kg和5斤");
        let at = aligned.text.find('g').expect("it is there");
        assert_eq!(&original[aligned.original(at..at + 1)], "㎏");
        let at = aligned.text.find("5斤").expect("it is there");
        assert_eq!(&original[aligned.original(at..at + "5斤".len())], "５斤");
    }

    proptest! {
        #[test]
        fn folding_never_fails_and_shortens_runs(text in "\\PC{0,40}") {
            let folded = fold(&text);
            let chars: Vec<char> = folded.chars().collect();
            for three in chars.windows(3) {
                prop_assert!(three[0].is_numeric() || three[0] != three[1] || three[1] != three[2], "{:?}", folded);
            }
        }

        #[test]
        fn every_plain_stretch_maps_onto_characters(text in "\\PC{0,20}") {
            let plain = Plain::new(&text);
            let starts: Vec<usize> = plain.text.char_indices().map(|(at, _)| at).chain([plain.text.len()]).collect();
            for pair in starts.windows(2) {
                prop_assert!(text.get(plain.original(pair[0]..pair[1])).is_some());
            }
        }

        #[test]
        fn every_stretch_maps_onto_characters(text in "\\PC{0,20}") {
            let aligned = Aligned::new(&text);
            let starts: Vec<usize> = aligned.text.char_indices().map(|(at, _)| at).chain([aligned.text.len()]).collect();
            for pair in starts.windows(2) {
                let span = aligned.original(pair[0]..pair[1]);
                prop_assert!(text.get(span).is_some());
            }
        }
    }
}
