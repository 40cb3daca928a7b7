//! What a text is seen as by the classifier: its letters and words, hashed into buckets.

use std::ops::Range;

use crate::entities::Entity;
use crate::normalize::Plain;

/// Buckets that features are hashed into.
pub const BUCKETS: usize = 36_000;

/// Counted up when the features change; weights trained for other features are refused.
pub const VERSION: u32 = 2;

/// Characters that are looked at; a longer text says what it wants before that.
const LONGEST: usize = 600;

/// How long the part of what was said before is, beside the burst's own of length 1.
const BEFORE: f32 = 0.6;

/// A sparse vector: buckets, each once, and their weights. The burst's own part is of unit length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features(pub Vec<(u32, f32)>);

/// The features of a burst, of the things it names, and of what was said just before.
pub fn features(burst: &Plain, raw: &str, entities: &[Entity], before: &[&str]) -> Features {
    let mut own = Collected::default();
    own.text("", &burst.text, 1.0, 4);
    for entity in entities {
        own.add(&["entity ", &format!("{:?}", entity.value.kind())], 1.0, 0..0);
    }
    own.shape(raw);
    if before.is_empty() {
        own.add(&["first"], 0.5, 0..0);
    }
    let mut said = Collected::default();
    for (line, (prefix, weight)) in before.iter().rev().zip([("1 ", 1.0), ("2 ", 0.5)]) {
        said.text(prefix, &Plain::new(line).text, weight, 2);
    }
    let mut all = own.normalised(1.0);
    all.extend(said.normalised(BEFORE));
    Features(at_once(all))
}

/// The stretches of the plain text that its features stand for: their bucket, weight and place.
pub fn places(burst: &Plain) -> Vec<(u32, f32, Range<usize>)> {
    let mut own = Collected::default();
    own.text("", &burst.text, 1.0, 4);
    own.0
}

#[derive(Default)]
struct Collected(Vec<(u32, f32, Range<usize>)>);

impl Collected {
    fn add(&mut self, parts: &[&str], weight: f32, place: Range<usize>) {
        self.0.push((bucket(parts), weight, place));
    }

    /// Runs of one to `longest` Chinese characters, words and pairs of words in Latin letters and pieces of long ones,
    /// and how the text begins and ends.
    fn text(&mut self, prefix: &str, plain: &str, weight: f32, longest: usize) {
        let end = plain.char_indices().nth(LONGEST).map_or(plain.len(), |(at, _)| at);
        let runs = runs(&plain[..end]);
        let mut last_word: Option<&Run<'_>> = None;
        let (mut one_before, mut skipped) = (None::<&Run<'_>>, false);
        for run in &runs {
            let place = run.at..run.at + run.text.len();
            if run.latin {
                let word = number(run.text);
                self.add(&[prefix, "w ", word], weight, place.clone());
                let last = last_word.map_or("", |last| number(last.text));
                let from = last_word.map_or(run.at, |last| last.at);
                self.add(&[prefix, "b ", last, " ", word], weight, from..place.end);
                if longest > 2
                    && let (Some(first), true) = (one_before, !skipped)
                {
                    let parts = [prefix, "t ", number(first.text), " ", last, " ", word];
                    self.add(&parts, weight * 0.7, first.at..place.end);
                }
                skipped = false;
                one_before = last_word;
                last_word = Some(run);
                if longest > 2 && word.len() > 4 && !word.starts_with('#') {
                    for start in 0..=word.len() - 4 {
                        let at = run.at + start;
                        self.add(&[prefix, "p ", &word[start..start + 4]], weight * 0.4, at..at + 4);
                    }
                }
            } else {
                (last_word, one_before, skipped) = (None, None, true);
                let starts: Vec<usize> =
                    run.text.char_indices().map(|(at, _)| at).chain([run.text.len()]).collect();
                for length in 1..=longest {
                    for window in starts.windows(length + 1) {
                        let (from, to) = (window[0], window[length]);
                        let place = run.at + from..run.at + to;
                        self.add(&[prefix, "c ", &run.text[from..to]], weight, place);
                    }
                }
            }
        }
        if let (Some(first), Some(last)) = (runs.first(), runs.last()) {
            self.add(&[prefix, "^ ", beginning(first.text)], weight, 0..0);
            self.add(&[prefix, "$ ", end_of(last.text)], weight, 0..0);
        }
    }

    /// Length, shouting, asking.
    fn shape(&mut self, text: &str) {
        let length = text.chars().count();
        let size = length.next_power_of_two().min(128);
        self.add(&["length ", &size.to_string()], 0.7, 0..0);
        let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
        for (name, marks) in
            [("ask ", &['?', '？'][..]), ("shout ", &['!', '！'][..]), ("trail ", &['…', '。', '~'][..])]
        {
            self.add(&[name, &count(marks).min(3).to_string()], 0.7, 0..0);
        }
        let (upper, letters) = (
            text.chars().filter(char::is_ascii_uppercase).count(),
            text.chars().filter(char::is_ascii_alphabetic).count(),
        );
        if letters > 6 && upper * 10 > letters * 7 {
            self.add(&["capitals"], 1.0, 0..0);
        }
        if text.contains('\n') {
            self.add(&["burst"], 0.5, 0..0);
        }
        if length > 6 && text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            self.add(&["only a number"], 1.0, 0..0);
        }
    }

    fn normalised(self, to: f32) -> Vec<(u32, f32)> {
        let mut kept = at_once(self.0.into_iter().map(|(bucket, weight, _)| (bucket, weight)).collect());
        let length = kept.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
        for (_, weight) in &mut kept {
            *weight *= to / length;
        }
        kept
    }
}

/// In order, each once. Saying it twice does not make it twice as true.
fn at_once(mut features: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    features.sort_unstable_by_key(|(bucket, _)| *bucket);
    features.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.max(next.1);
        }
        same
    });
    features
}

/// A long number says only how long it is.
fn number(word: &str) -> &str {
    const LENGTHS: [&str; 5] = ["#4", "#5-6", "#7-9", "#10-13", "#14+"];
    match word.len() {
        _ if !word.bytes().all(|byte| byte.is_ascii_digit()) => word,
        0..=3 => word,
        4 => LENGTHS[0],
        5..=6 => LENGTHS[1],
        7..=9 => LENGTHS[2],
        10..=13 => LENGTHS[3],
        _ => LENGTHS[4],
    }
}

struct Run<'a> {
    text: &'a str,
    /// Where it begins.
    at: usize,
    latin: bool,
}

/// Runs of letters and digits in one kind of writing; a Chinese run has no spaces or marks in it.
fn runs(text: &str) -> Vec<Run<'_>> {
    let kind = |c: char| match c {
        _ if c.is_ascii_alphanumeric() || c == '\'' => Some(true),
        _ if c.is_alphanumeric() => Some(false),
        _ => None,
    };
    let mut found: Vec<Run<'_>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let now = kind(c);
        if let Some((from, latin)) = start
            && now != Some(latin)
        {
            found.push(Run { text: &text[from..at], at: from, latin });
            start = None;
        }
        if let (None, Some(latin)) = (start, now) {
            start = Some((at, latin));
        }
    }
    found
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(2).map_or(text, |(at, _)| &text[..at])
}

fn end_of(text: &str) -> &str {
    text.char_indices().rev().nth(1).map_or(text, |(at, _)| &text[at..])
}

/// FNV-1a: small, the same everywhere, and good enough to spread words.
fn bucket(parts: &[&str]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let folded = (hash >> 32) ^ hash;
    u32::try_from(folded % BUCKETS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str, before: &[&str]) -> Features {
        features(&Plain::new(text), text, &[], before)
    }

    #[test]
    fn a_word_said_twice_counts_once() {
        let weight = |features: &Features, parts: &[&str]| {
            let wanted = super::bucket(parts);
            features.0.iter().filter(|(bucket, _)| *bucket == wanted).count()
        };
        assert_eq!(weight(&of("refund refund", &[]), &["w ", "refund"]), 1);
    }

    #[test]
    fn other_ways_to_write_a_word_are_the_same_word() {
        assert_eq!(places(&Plain::new("肿么退货"))[0].0, places(&Plain::new("怎么退货"))[0].0);
        assert_eq!(places(&Plain::new("退貨"))[0].0, places(&Plain::new("退货"))[0].0);
    }

    proptest! {
        #[test]
        fn any_text_has_features_of_a_bounded_length(text in "\\PC{0,80}") {
            let found = of(&text, &[&text]);
            let length: f32 = found.0.iter().map(|(_, weight)| weight * weight).sum();
            prop_assert!((0.9..1.8).contains(&length), "{}", length);
            prop_assert!(found.0.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
