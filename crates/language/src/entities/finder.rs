//! Runs patterns over one text and keeps what they find apart.

use std::ops::Range;

use jiff::civil::DateTime;
use regex::{Captures, Regex};

use super::{Entity, Value};
use crate::normalize::Aligned;

/// One text being read.
pub(super) struct Finder<'a> {
    line: &'a Aligned,
    /// The text as written.
    original: &'a str,
    /// The folded text, which patterns are matched against.
    pub(super) text: &'a str,
    pub(super) now: DateTime,
    /// What has been read, by place in the folded text.
    found: Vec<(Range<usize>, Value)>,
}

/// Compiles a pattern of this crate; they are all tried by the tests.
pub(super) fn pattern(source: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants")]
    Regex::new(source).expect("a valid pattern")
}

impl<'a> Finder<'a> {
    pub(super) fn new(line: &'a Aligned, original: &'a str, now: DateTime) -> Self {
        Self { line, original, text: &line.text, now, found: Vec::new() }
    }

    /// Takes every match that `read` can make sense of and that touches nothing taken before. `read` answers with
    /// the stretch to take, often the whole match.
    pub(super) fn each(
        &mut self,
        pattern: &Regex,
        mut read: impl FnMut(&Captures<'a>, &Self) -> Option<(Range<usize>, Value)>,
    ) {
        for captures in pattern.captures_iter(self.text) {
            if let Some((range, value)) = read(&captures, self) {
                self.take(range, value);
            }
        }
    }

    /// Notes a value unless the stretch is empty or taken; tells whether it was noted.
    pub(super) fn take(&mut self, range: Range<usize>, value: Value) -> bool {
        let free = !range.is_empty() && self.is_free(&range);
        if free {
            self.found.push((range, value));
        }
        free
    }

    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        self.found.iter().all(|(taken, _)| taken.end <= range.start || range.end <= taken.start)
    }

    /// The values read so far, with their places.
    pub(super) fn found(&self) -> &[(Range<usize>, Value)] {
        &self.found
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The character at a place.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Whether no letter or digit of ASCII touches the stretch.
    pub(super) fn stands_alone(&self, range: &Range<usize>) -> bool {
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !joins(self.before(range.start)) && !joins(self.after(range.end))
    }

    /// Whether the stretch is not part of a longer number, such as `12` in `1.123` or in `3,124`.
    pub(super) fn is_whole_number(&self, range: &Range<usize>) -> bool {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mut before = self.text[..range.start].chars().rev();
        let joined_before = match before.next() {
            Some('.' | ',') => digit(before.next()),
            c => digit(c),
        };
        let mut after = self.text[range.end..].chars();
        let joined_after = match after.next() {
            Some('.') => digit(after.next()),
            c => digit(c),
        };
        !joined_before && !joined_after
    }

    /// Whether the text before a place ends with one of these words, spaces aside.
    pub(super) fn follows(&self, at: usize, words: &[&str]) -> bool {
        let before = self.text[..at].trim_end();
        words.iter().any(|word| before.ends_with(word))
    }

    /// Whether the text from a place on starts with one of these words, spaces aside.
    pub(super) fn precedes(&self, at: usize, words: &[&str]) -> bool {
        let after = self.text[at..].trim_start();
        words.iter().any(|word| after.starts_with(word))
    }

    /// Whether one of these words stands anywhere in the text.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }

    /// The stretch as written.
    pub(super) fn written(&self, range: Range<usize>) -> &'a str {
        self.original.get(self.line.original(range)).unwrap_or_default()
    }

    pub(super) fn finish(mut self) -> Vec<Entity> {
        self.found.sort_by_key(|(range, _)| range.start);
        let mut entities: Vec<Entity> = Vec::with_capacity(self.found.len());
        for (range, value) in self.found {
            let span = self.line.original(range);
            // Two folded characters of one original could bring neighbours to overlap; the first one stays.
            if entities.last().is_none_or(|last| last.span.end <= span.start) {
                entities.push(Entity { value, span });
            }
        }
        entities
    }
}
