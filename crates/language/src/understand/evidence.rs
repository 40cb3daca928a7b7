//! Which words of a burst a judgement rests on.

use std::ops::Range;

use super::features::places;
use super::weights::Weights;
use crate::normalize::Plain;

/// Stretches told of at most.
const MOST: usize = 3;
/// A character belongs to a stretch when it says at least this share of what the loudest one says.
const SHARE: f32 = 0.4;

/// The stretches of the burst that speak most for a class, in the bytes of the original and in its order.
pub(super) fn spans(weights: &Weights, plain: &Plain, class: usize) -> Vec<Range<usize>> {
    let mut loud = vec![0.0_f32; plain.text.len()];
    for (bucket, weight, place) in places(plain) {
        let speaks = weight * weights.speaks_for(bucket, class);
        #[expect(clippy::cast_precision_loss, reason = "a few signs")]
        let each = speaks / signs(&plain.text[place.clone()]).max(1) as f32;
        loud[place].iter_mut().for_each(|byte| *byte += each);
    }
    let loudest = loud.iter().copied().fold(0.0, f32::max);
    if loudest <= 0.0 {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, f32)> = Vec::new();
    for (at, c) in plain.text.char_indices() {
        let place = at..at + c.len_utf8();
        let loudness = loud[place.clone()].iter().sum::<f32>();
        let heard = !c.is_whitespace() && loud[at] >= SHARE * loudest;
        match found.last_mut() {
            _ if !heard => {}
            Some((last, sum)) if near(&plain.text[last.end..at]) => {
                last.end = place.end;
                *sum += loudness;
            }
            _ => found.push((place, loudness)),
        }
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.truncate(MOST);
    let mut spans: Vec<Range<usize>> =
        found.into_iter().map(|(span, _)| plain.original(whole_words(&plain.text, span))).collect();
    spans.sort_by_key(|span| span.start);
    // Words put in the place of others may have made two stretches of one.
    spans.dedup_by(|next, kept| {
        let same = next.start < kept.end;
        if same {
            kept.end = kept.end.max(next.end);
        }
        same
    });
    spans
}

/// Chinese characters, and words in Latin letters: a long word says no less than a short one.
fn signs(text: &str) -> usize {
    let mut within = false;
    text.chars()
        .filter(|c| {
            let latin = c.is_ascii_alphanumeric() || *c == '\'';
            let begins = !(c.is_whitespace() || latin && within);
            within = latin;
            begins
        })
        .count()
}

/// Nothing but a space between them: one stretch.
fn near(between: &str) -> bool {
    between.trim().is_empty() && between.len() <= 1
}

/// A stretch that begins or ends within a word in Latin letters takes in the whole word.
fn whole_words(text: &str, span: Range<usize>) -> Range<usize> {
    let latin = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'\'';
    let bytes = text.as_bytes();
    let (mut start, mut end) = (span.start, span.end);
    while start > 0 && latin(&bytes[start]) && latin(&bytes[start - 1]) {
        start -= 1;
    }
    while end < bytes.len() && latin(&bytes[end - 1]) && latin(&bytes[end]) {
        end += 1;
    }
    start..end
}
