//! The trained weights of the classifier, and what they make of a text. Written by `examples/train.rs`.

use super::features::{BUCKETS, Features, VERSION};

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

/// What answers one question (which intent; which emotion): from letters, from meaning, and from both.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// From letters and words.
    pub letters: Layer,
    /// From meaning, first layer.
    pub meaning: Layer,
    /// From meaning, second layer.
    pub meaning_out: Layer,
    /// How much meaning counts beside letters, and by how much the scores are sharpened: first without meaning, then with.
    pub mix: Mix,
}

/// How scores become probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// What scores from meaning are multiplied by before they are added.
    pub meaning: f32,
    /// What scores are multiplied by when there are only letters: calibrates the confidence.
    pub sharpness_alone: f32,
    /// The same for both together.
    pub sharpness: f32,
}

impl Head {
    /// The probability of each class.
    pub fn probabilities(&self, letters: &Features, meaning: Option<&[f32]>) -> Vec<f32> {
        let mut scores = self.letters.sparse(letters);
        let sharpness = match meaning {
            None => self.mix.sharpness_alone,
            Some(vector) => {
                let hidden: Vec<f32> = self.meaning.dense(vector).into_iter().map(|x| x.max(0.0)).collect();
                for (score, more) in scores.iter_mut().zip(self.meaning_out.dense(&hidden)) {
                    *score += self.mix.meaning * more;
                }
                self.mix.sharpness
            }
        };
        softmax(&mut scores, sharpness);
        scores
    }
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
    /// Which intent, in the order of the taxonomy.
    pub intent: Head,
    /// Which emotion.
    pub emotion: Head,
}

const MAGIC: &[u8; 4] = b"MHW1";

impl Weights {
    /// Reads them; none when they are of another version or cut off.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.take(4)? != MAGIC || reader.u32()? != VERSION {
            return None;
        }
        let corpus = u64::from(reader.u32()?) << 32 | u64::from(reader.u32()?);
        Some(Self { corpus, intent: reader.head()?, emotion: reader.head()? })
    }

    /// Writes them.
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend(u32::try_from(self.corpus >> 32).unwrap_or(0).to_le_bytes());
        out.extend(u32::try_from(self.corpus & 0xffff_ffff).unwrap_or(0).to_le_bytes());
        for head in [&self.intent, &self.emotion] {
            for layer in [&head.letters, &head.meaning, &head.meaning_out] {
                let rows = layer.values.len() / layer.columns();
                for size in [rows, layer.columns()] {
                    out.extend(u32::try_from(size).unwrap_or(0).to_le_bytes());
                }
                out.extend(layer.scales.iter().chain(&layer.bias).flat_map(|x| x.to_le_bytes()));
                out.extend(layer.values.iter().flat_map(|x| x.to_le_bytes()));
            }
            let Mix { meaning, sharpness_alone, sharpness } = head.mix;
            out.extend([meaning, sharpness_alone, sharpness].iter().flat_map(|x| x.to_le_bytes()));
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

    fn head(&mut self) -> Option<Head> {
        let (letters, meaning, meaning_out) = (self.layer()?, self.layer()?, self.layer()?);
        let mix = self.floats(3)?;
        let mix = Mix { meaning: mix[0], sharpness_alone: mix[1], sharpness: mix[2] };
        (letters.values.len() == BUCKETS * letters.columns()).then_some(Head {
            letters,
            meaning,
            meaning_out,
            mix,
        })
    }
}

/// The hash of training lines that is kept with the weights (FNV-1a).
pub fn hash_of(files: &[&str]) -> u64 {
    let bytes = files.iter().flat_map(|file| file.bytes()).filter(|byte| *byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
