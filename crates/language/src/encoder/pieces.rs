//! Cuts a text into the pieces the encoder knows: sentencepiece's unigram model.

use std::path::Path;

use fst::Map;
use fst::raw::Output;

use super::LoadError;
use super::charsmap::Charsmap;

/// Ids the model reserves.
pub(super) const UNKNOWN: u32 = 0;
pub(super) const BEGIN: u32 = 1;
pub(super) const END: u32 = 2;

/// How much less likely than the rarest piece an unknown character is, in log units (sentencepiece's constant).
const UNKNOWN_PENALTY: f64 = 10.0;

/// The vocabulary: which byte sequences are pieces, and how likely each is.
pub(super) struct Pieces {
    /// Text to id: one block of 1.5 MB instead of 128 000 strings, and quick to build.
    ids: Map<Vec<u8>>,
    scores: Vec<f32>,
    unknown_score: f64,
    charsmap: Charsmap,
}

impl Pieces {
    pub(super) fn load(path: &Path) -> Result<Self, LoadError> {
        let file = path.display().to_string();
        let data = std::fs::read(path).map_err(|source| LoadError::Read { file: file.clone(), source })?;
        Self::parse(&data)
            .ok_or_else(|| LoadError::Malformed { file, what: "is no sentencepiece model".into() })
    }

    /// `ModelProto`: field 1 repeats the pieces (1 text, 2 score), field 3 is the normaliser (2 charsmap).
    fn parse(data: &[u8]) -> Option<Self> {
        let mut keys: Vec<(&[u8], u64)> = Vec::with_capacity(1 << 17);
        let mut scores = Vec::with_capacity(1 << 17);
        let mut charsmap = None;
        for field in Fields(data) {
            match field? {
                (1, Value::Bytes(piece)) => {
                    let (mut text, mut score) = (None, 0.0);
                    for field in Fields(piece) {
                        match field? {
                            (1, Value::Bytes(bytes)) => text = Some(bytes),
                            (2, Value::Four(bytes)) => score = f32::from_le_bytes(bytes),
                            _ => {}
                        }
                    }
                    keys.push((text?, scores.len() as u64));
                    scores.push(score);
                }
                (3, Value::Bytes(normalizer)) => {
                    for field in Fields(normalizer) {
                        if let (2, Value::Bytes(blob)) = field? {
                            charsmap = Charsmap::parse(blob);
                        }
                    }
                }
                _ => {}
            }
        }
        // Of equal texts the last one counts.
        keys.sort_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        keys.dedup_by(|later, first| later.0 == first.0);
        let lowest = scores.iter().copied().fold(f32::INFINITY, f32::min);
        let ids = Map::from_iter(keys).ok()?;
        Some(Self { ids, scores, unknown_score: f64::from(lowest) - UNKNOWN_PENALTY, charsmap: charsmap? })
    }

    pub(super) fn count(&self) -> usize {
        self.scores.len()
    }

    /// The ids of the most likely cut, between [`BEGIN`] and [`END`]; at most `limit` of them inside.
    pub(super) fn cut(&self, text: &str, limit: usize) -> Vec<u32> {
        let text = self.charsmap.normalize(text);
        let mut ids = vec![BEGIN];
        if text.is_empty() {
            ids.push(UNKNOWN);
        } else {
            ids.extend(self.most_likely(&text).into_iter().take(limit));
        }
        ids.push(END);
        ids
    }

    /// Viterbi over byte positions: the best way to reach each is known before it is left.
    fn most_likely(&self, text: &str) -> Vec<u32> {
        #[derive(Clone, Copy)]
        struct Reached {
            score: f64,
            from: usize,
            id: u32,
        }
        let mut best = vec![Reached { score: f64::NEG_INFINITY, from: 0, id: UNKNOWN }; text.len() + 1];
        best[0].score = 0.0;
        let bytes = text.as_bytes();
        for (at, c) in text.char_indices() {
            let here = best[at].score;
            let mut reach = |length: usize, score: f64, id: u32| {
                let target = &mut best[at + length];
                if score > target.score {
                    *target = Reached { score, from: at, id };
                }
            };
            let mut single = false;
            self.each_prefix(&bytes[at..], |id, length| {
                let score = self.scores.get(id as usize).copied().unwrap_or(f32::NEG_INFINITY);
                reach(length, here + f64::from(score), id);
                single |= length == c.len_utf8();
            });
            if !single {
                reach(c.len_utf8(), here + self.unknown_score, UNKNOWN);
            }
        }
        let mut ids = Vec::new();
        let mut at = text.len();
        while at > 0 {
            ids.push(best[at].id);
            at = best[at].from;
        }
        ids.reverse();
        ids
    }
}

impl Pieces {
    /// Every piece that `bytes` starts with, shortest first.
    fn each_prefix(&self, bytes: &[u8], mut found: impl FnMut(u32, usize)) {
        let fst = self.ids.as_fst();
        let mut node = fst.root();
        let mut value = Output::zero();
        for (index, &byte) in bytes.iter().enumerate() {
            let Some(step) = node.find_input(byte) else { return };
            let step = node.transition(step);
            value = value.cat(step.out);
            node = fst.node(step.addr);
            if node.is_final()
                && let Ok(id) = u32::try_from(value.cat(node.final_output()).value())
            {
                found(id, index + 1);
            }
        }
    }
}

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("count", &self.count()).finish_non_exhaustive()
    }
}

/// A protobuf value as far as this model needs it.
enum Value<'a> {
    Bytes(&'a [u8]),
    Four([u8; 4]),
    Other,
}

/// The fields of a protobuf message; `None` inside once the bytes make no sense.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => self.varint().map(|_| Value::Other),
            1 => self.take(8).map(|_| Value::Other),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.take(length).map(Value::Bytes)
            }
            5 => self.take(4)?.first_chunk().copied().map(Value::Four),
            _ => None,
        };
        Some((tag >> 3, value?))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Value<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}
