//! What a text is seen as by the classifier: its letters and words, hashed into buckets.

use crate::entities::Entity;
use crate::normalize::fold;

/// Buckets that features are hashed into.
pub const BUCKETS: usize = 1 << 15;

/// Counted up when the features change; weights trained for other features are refused.
pub const VERSION: u32 = 1;

/// Characters that are looked at; a longer text says what it wants before that.
const LONGEST: usize = 600;

/// A sparse vector of unit length: buckets, each once, and their weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features(pub Vec<(u32, f32)>);

/// The features of a burst, of the things it names, and of what was said just before.
pub fn features(burst: &str, entities: &[Entity], before: &[&str]) -> Features {
    let mut collected = Collected::default();
    collected.text("", burst, 1.0);
    if let Some(last) = before.last() {
        collected.text("before ", last, 0.5);
    }
    for entity in entities {
        collected.add(&["entity ", &format!("{:?}", entity.value.kind())], 1.0);
    }
    collected.shape(burst);
    collected.normalised()
}

#[derive(Default)]
struct Collected(Vec<(u32, f32)>);

impl Collected {
    fn add(&mut self, parts: &[&str], weight: f32) {
        self.0.push((bucket(parts), weight));
    }

    /// Runs of one to four Chinese characters, words and pairs of words in Latin letters and pieces of long ones, and how
    /// the text begins and ends.
    fn text(&mut self, prefix: &str, text: &str, weight: f32) {
        let folded: String = fold(text).chars().take(LONGEST).collect();
        let runs = runs(&folded);
        let mut last_word = "";
        for run in &runs {
            if run.latin {
                self.add(&[prefix, "w ", run.text], weight);
                self.add(&[prefix, "b ", last_word, " ", run.text], weight);
                last_word = run.text;
                if run.text.len() > 4 {
                    for start in 0..=run.text.len() - 4 {
                        self.add(&[prefix, "p ", &run.text[start..start + 4]], weight * 0.4);
                    }
                }
            } else {
                last_word = "";
                let starts: Vec<usize> =
                    run.text.char_indices().map(|(at, _)| at).chain([run.text.len()]).collect();
                for length in 1..=4 {
                    for window in starts.windows(length + 1) {
                        self.add(&[prefix, "c ", &run.text[window[0]..window[length]]], weight);
                    }
                }
            }
        }
        if let (Some(first), Some(last)) = (runs.first(), runs.last()) {
            self.add(&[prefix, "^ ", beginning(first.text)], weight);
            self.add(&[prefix, "$ ", end(last.text)], weight);
        }
    }

    /// Length, shouting, asking.
    fn shape(&mut self, text: &str) {
        let length = text.chars().count();
        let size = length.next_power_of_two().min(128);
        self.add(&["length ", &size.to_string()], 0.7);
        let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
        for (name, marks) in
            [("ask ", &['?', '？'][..]), ("shout ", &['!', '！'][..]), ("trail ", &['…', '。', '~'][..])]
        {
            self.add(&[name, &count(marks).min(3).to_string()], 0.7);
        }
        let (upper, letters) = (
            text.chars().filter(char::is_ascii_uppercase).count(),
            text.chars().filter(char::is_ascii_alphabetic).count(),
        );
        if letters > 6 && upper * 10 > letters * 7 {
            self.add(&["capitals"], 1.0);
        }
        if text.contains('\n') {
            self.add(&["burst"], 0.5);
        }
    }

    fn normalised(mut self) -> Features {
        self.0.sort_unstable_by_key(|(bucket, _)| *bucket);
        self.0.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                // Saying it twice does not make it twice as true.
                kept.1 = kept.1.max(next.1);
            }
            same
        });
        let length = self.0.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
        for (_, weight) in &mut self.0 {
            *weight /= length;
        }
        Features(self.0)
    }
}

struct Run<'a> {
    text: &'a str,
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
            found.push(Run { text: &text[from..at], latin });
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

fn end(text: &str) -> &str {
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

    #[test]
    fn a_word_said_twice_counts_once() {
        let buckets =
            |text: &str| features(text, &[], &[]).0.iter().map(|(bucket, _)| *bucket).collect::<Vec<_>>();
        assert_eq!(buckets("refund refund"), {
            let mut once = buckets("refund");
            once.push(super::bucket(&["b ", "refund", " ", "refund"]));
            once.push(super::bucket(&["length ", "16"]));
            once.retain(|b| *b != super::bucket(&["length ", "8"]));
            once.sort_unstable();
            once
        });
    }

    proptest! {
        #[test]
        fn any_text_has_features_of_unit_length(text in "\\PC{0,80}") {
            let found = features(&text, &[], &[&text]);
            let length: f32 = found.0.iter().map(|(_, weight)| weight * weight).sum();
            prop_assert!((length - 1.0).abs() < 1e-3);
            prop_assert!(found.0.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
