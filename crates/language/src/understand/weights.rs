//! The trained weights of the classifier, and what they make of a text. Written by `examples/train.rs`.

use super::features::{BUCKETS, Features, VERSION};
use crate::encoder::DIMENSIONS;
use crate::intent::{Emotion, Intent};

/// The weights that the program carries.
pub const TRAINED: &[u8] = include_bytes!("weights.bin");

/// A layer: `rows × columns`, one row for each input, in bytes with a scale for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    values: Vec<i8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Layer {
    /// From full numbers, row by row; `bias` has a number for each column.
    pub fn quantised(values: &[f32], bias: Vec<f32>) -> Self {
        let columns = bias.len();
        let mut scales = vec![1e-8_f32; columns];
        for row in values.chunks_exact(columns) {
            for (scale, value) in scales.iter_mut().zip(row) {
                *scale = scale.max(value.abs() / 127.0);
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "the scale keeps it between -127 and 127")]
        let values = values
            .iter()
            .enumerate()
            .map(|(at, value)| (value / scales[at % columns]).round() as i8)
            .collect();
        Self { values, scales, bias }
    }

    fn columns(&self) -> usize {
        self.bias.len()
    }

    /// Rows and columns.
    fn shape(&self) -> (usize, usize) {
        (self.values.len() / self.columns().max(1), self.columns())
    }

    fn finish(&self, mut sums: Vec<f32>) -> Vec<f32> {
        for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.bias) {
            *sum = *sum * scale + bias;
        }
        sums
    }

    fn add_row(&self, row: usize, weight: f32, sums: &mut [f32]) {
        let columns = self.columns();
        for (sum, value) in sums.iter_mut().zip(&self.values[row * columns..(row + 1) * columns]) {
            *sum += f32::from(*value) * weight;
        }
    }

    /// Applied to a sparse input.
    pub fn sparse(&self, input: &Features) -> Vec<f32> {
        let mut sums = vec![0.0; self.columns()];
        for (bucket, weight) in &input.0 {
            self.add_row(*bucket as usize, *weight, &mut sums);
        }
        self.finish(sums)
    }

    /// Applied to a dense input.
    pub fn dense(&self, input: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0; self.columns()];
        for (row, weight) in input.iter().enumerate() {
            self.add_row(row, *weight, &mut sums);
        }
        self.finish(sums)
    }
}

/// Numbers of the burst's meaning that count: all, with those nearer to its words.
pub const OWN: usize = 2 * DIMENSIONS;
/// The same of what was said before.
pub const SAID: usize = 2 * DIMENSIONS;
/// The same of both together.
pub const BOTH: usize = DIMENSIONS;
/// All of them.
pub const MEANINGS: usize = OWN + SAID + BOTH;

/// What is seen of a burst.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Letters and words, its own and of what was said before.
    pub letters: &'a Features,
    /// Its meaning, where there is a model.
    pub meaning: Option<&'a [f32]>,
    /// The meaning of what was said before, where there is a model and something was said.
    pub before: Option<&'a [f32]>,
    /// The meaning of the line just before and the burst, read as one.
    pub both: Option<&'a [f32]>,
}

/// What two ways of judging make of a burst: the probability of each intent and of each emotion.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// In the order of the taxonomy.
    pub intents: Vec<f32>,
    /// In their order.
    pub emotions: Vec<f32>,
}

/// A network over meaning, the meaning of what was said before, and letters brought down to a few numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Net {
    /// From letters to a few numbers.
    pub table: Layer,
    /// From all inputs to the hidden values.
    pub hidden: Layer,
    /// From the hidden values to the scores.
    pub out: Layer,
}

impl Net {
    /// The score of every intent, then of every emotion.
    pub fn scores(&self, seen: Seen<'_>) -> Vec<f32> {
        let mut sums = vec![0.0; self.hidden.columns()];
        let parts = [(seen.meaning, 0, OWN), (seen.before, OWN, SAID), (seen.both, OWN + SAID, BOTH)];
        for (vector, start, length) in parts {
            for (row, weight) in vector.into_iter().flatten().take(length).enumerate() {
                self.hidden.add_row(start + row, *weight, &mut sums);
            }
        }
        for (row, weight) in self.table.sparse(seen.letters).into_iter().enumerate() {
            self.hidden.add_row(MEANINGS + row, weight, &mut sums);
        }
        let hidden: Vec<f32> = self.hidden.finish(sums).into_iter().map(|x| x.max(0.0)).collect();
        self.out.dense(&hidden)
    }
}

/// How scores become probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// What the network's scores are multiplied by before they are added to those of letters.
    pub net: f32,
    /// What the sum is multiplied by: calibrates the confidence.
    pub sharpness: f32,
}

/// The mixes of one question: without a model, and with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixes {
    /// Without.
    pub alone: Mix,
    /// With.
    pub with_meaning: Mix,
}

/// Turns scores into probabilities.
pub fn softmax(scores: &mut [f32], sharpness: f32) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = ((*score - highest) * sharpness).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// Everything that was trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Hash of the corpus it was trained on.
    pub corpus: u64,
    /// From letters straight to the scores of every intent, then of every emotion.
    pub letters: Layer,
    /// From everything.
    pub net: Net,
    /// How the two are mixed for intents.
    pub intent: Mixes,
    /// How the two are mixed for emotions.
    pub emotion: Mixes,
}

const MAGIC: &[u8; 4] = b"MHW2";
const INTENTS: usize = Intent::ALL.len();

impl Weights {
    /// The probability of every intent and every emotion.
    pub fn likely(&self, seen: Seen<'_>) -> Likely {
        let (letters, net) = (self.letters.sparse(seen.letters), self.net.scores(seen));
        let mixed = |mixes: &Mixes, from: usize, to: usize| {
            let mix = if seen.meaning.is_some() { mixes.with_meaning } else { mixes.alone };
            let both = letters[from..to].iter().zip(&net[from..to]);
            let mut scores: Vec<f32> = both.map(|(letters, net)| letters + mix.net * net).collect();
            softmax(&mut scores, mix.sharpness);
            scores
        };
        Likely {
            intents: mixed(&self.intent, 0, INTENTS),
            emotions: mixed(&self.emotion, INTENTS, letters.len()),
        }
    }

    /// How much a bucket speaks for a class (intents first, then emotions), beside what it says for the others.
    pub fn speaks_for(&self, bucket: u32, class: usize) -> f32 {
        let mut row = vec![0.0; self.letters.columns()];
        self.letters.add_row(bucket as usize, 1.0, &mut row);
        for (value, scale) in row.iter_mut().zip(&self.letters.scales) {
            *value *= scale;
        }
        let others = if class < INTENTS { &row[..INTENTS] } else { &row[INTENTS..] };
        #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
        let mean = others.iter().sum::<f32>() / others.len() as f32;
        row[class] - mean
    }

    /// Reads them; none when they are of another version or cut off.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.take(4)? != MAGIC || reader.u32()? != VERSION {
            return None;
        }
        let corpus = u64::from(reader.u32()?) << 32 | u64::from(reader.u32()?);
        let classes = INTENTS + Emotion::ALL.len();
        let letters = reader.layer().filter(|layer| layer.shape() == (BUCKETS, classes))?;
        let table = reader.layer().filter(|layer| layer.shape().0 == BUCKETS)?;
        let inputs = MEANINGS + table.columns();
        let hidden = reader.layer().filter(|layer| layer.shape().0 == inputs)?;
        let out = reader.layer().filter(|layer| layer.shape() == (hidden.columns(), classes))?;
        let (intent, emotion) = (reader.mixes()?, reader.mixes()?);
        Some(Self { corpus, letters, net: Net { table, hidden, out }, intent, emotion })
    }

    /// Writes them.
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend(u32::try_from(self.corpus >> 32).unwrap_or(0).to_le_bytes());
        out.extend(u32::try_from(self.corpus & 0xffff_ffff).unwrap_or(0).to_le_bytes());
        for layer in [&self.letters, &self.net.table, &self.net.hidden, &self.net.out] {
            let (rows, columns) = layer.shape();
            for size in [rows, columns] {
                out.extend(u32::try_from(size).unwrap_or(0).to_le_bytes());
            }
            out.extend(layer.scales.iter().chain(&layer.bias).flat_map(|x| x.to_le_bytes()));
            out.extend(layer.values.iter().flat_map(|x| x.to_le_bytes()));
        }
        for Mixes { alone, with_meaning } in [self.intent, self.emotion] {
            let numbers = [alone.net, alone.sharpness, with_meaning.net, with_meaning.sharpness];
            out.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
        }
        out
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn layer(&mut self) -> Option<Layer> {
        let (rows, columns) = (self.u32()? as usize, self.u32()? as usize);
        let (scales, bias) = (self.floats(columns)?, self.floats(columns)?);
        let values = self.take(rows.checked_mul(columns)?)?.iter().map(|byte| byte.cast_signed()).collect();
        Some(Layer { values, scales, bias })
    }

    fn mixes(&mut self) -> Option<Mixes> {
        let numbers = self.floats(4)?;
        let mix = |at: usize| Mix { net: numbers[at], sharpness: numbers[at + 1] };
        Some(Mixes { alone: mix(0), with_meaning: mix(2) })
    }
}

/// The hash of training lines that is kept with the weights (FNV-1a).
pub fn hash_of(files: &[&str]) -> u64 {
    let bytes = files.iter().flat_map(|file| file.bytes()).filter(|byte| *byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
