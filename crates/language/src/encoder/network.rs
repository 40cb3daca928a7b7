//! The network behind the encoder: token vectors, three convolution-like branches over 2, 3 and 5 tokens, and a
//! deep-averaging tail. After Yang et al., "Multilingual Universal Sentence Encoder" (2019).

#![expect(clippy::cast_precision_loss, reason = "token counts are small")]

use std::ops::Range;
use std::path::Path;
use std::thread;

use super::LoadError;
use super::archive::Archive;
use super::matrix::{Matrix, Rows};

/// Width of a token's vector and of a text's.
pub(super) const WIDTH: usize = 512;
/// Width of one branch.
const BRANCH: usize = 256;
/// Tokens in a branch's window, and how many of them lie before the token.
const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
const BRANCHES: usize = WINDOWS.len() * BRANCH;
const FEATURES: usize = WIDTH + BRANCHES;
/// Width of the tail's hidden layers.
const TAIL: usize = 320;
/// The table is stored as 17 arrays of 7530 rows; row r of array i is token 17·r + i.
const CHUNKS: usize = 17;
const CHUNK_ROWS: usize = 7530;

/// All weights. About 65 MB of table and 13 MB of matrices.
#[derive(Debug)]
pub(super) struct Network {
    /// One byte a value, in the chunks of the file.
    table: Vec<Vec<u8>>,
    scale: Vec<f32>,
    low: Vec<f32>,
    projection: Layer,
    projection_norm: Norm,
    branches: Vec<Branch>,
    feature_norm: Norm,
    pooling: Layer,
    d0: Matrix,
    d1: Matrix,
    d2: Matrix,
    d3: Matrix,
    p1: Matrix,
    p3: Matrix,
    epsilon: f32,
}

#[derive(Debug)]
struct Layer {
    weights: Matrix,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Branch {
    window: usize,
    before: usize,
    first: Layer,
    second: Layer,
}

impl Network {
    pub(super) fn load(path: &Path) -> Result<Self, LoadError> {
        // Inflating the table is most of the work, so two threads share it.
        let (first, second, rest) = thread::scope(|scope| {
            let second = scope.spawn(|| chunks(path, CHUNKS / 2, CHUNKS));
            let first = chunks(path, 0, CHUNKS / 2);
            let rest = Self::without_table(path);
            (first, second.join(), rest)
        });
        let second = second.map_err(|_| LoadError::Malformed {
            file: path.display().to_string(),
            what: "cannot be unpacked".into(),
        })?;
        let mut network = rest?;
        network.table = first?;
        network.table.extend(second?);
        Ok(network)
    }

    fn without_table(path: &Path) -> Result<Self, LoadError> {
        let mut archive = Archive::open(path)?;
        let mut read = |array: &str, count| archive.floats(array, count);
        // The three branches' projections lie side by side, so that one product serves all.
        let mut projection = vec![0.0; WIDTH * BRANCHES];
        let mut projection_bias = Vec::with_capacity(BRANCHES);
        let mut norm = Norm { gain: Vec::with_capacity(BRANCHES), bias: Vec::with_capacity(BRANCHES) };
        let mut branches = Vec::with_capacity(WINDOWS.len());
        for (index, (window, before)) in WINDOWS.into_iter().enumerate() {
            let part = read(&format!("proj{window}"), WIDTH * BRANCH)?;
            for (row, values) in part.chunks_exact(BRANCH).enumerate() {
                let at = row * BRANCHES + index * BRANCH;
                projection[at..at + BRANCH].copy_from_slice(values);
            }
            projection_bias.extend(read(&format!("proj_b{window}"), BRANCH)?);
            norm.gain.extend(read(&format!("ln_g{window}"), BRANCH)?);
            norm.bias.extend(read(&format!("ln_b{window}"), BRANCH)?);
            let mut layer = |number: u8| -> Result<Layer, LoadError> {
                let weights = read(&format!("w{number}_{window}"), window * BRANCH * BRANCH)?;
                let bias = read(&format!("b{number}_{window}"), BRANCH)?;
                Ok(Layer { weights: Matrix::new(window * BRANCH, BRANCH, &weights), bias })
            };
            branches.push(Branch { window, before, first: layer(1)?, second: layer(2)? });
        }
        let mut matrix = |array: &str, inner: usize, columns: usize| -> Result<Matrix, LoadError> {
            Ok(Matrix::new(inner, columns, &read(array, inner * columns)?))
        };
        let pooling = matrix("cnn_W", FEATURES, WIDTH)?;
        let (d0, d1) = (matrix("d0", WIDTH, TAIL)?, matrix("d1", TAIL, TAIL)?);
        let (d2, d3) = (matrix("d2", TAIL, WIDTH)?, matrix("d3", WIDTH, WIDTH)?);
        let (p1, p3) = (matrix("p1", WIDTH, TAIL)?, matrix("p3", TAIL, WIDTH)?);
        let feature_norm = Norm { gain: read("ln_g", FEATURES)?, bias: read("ln_b", FEATURES)? };
        let pooling = Layer { weights: pooling, bias: read("cnn_b", WIDTH)? };
        let (scale, low) = (read("scale", CHUNKS)?, read("lo", CHUNKS)?);
        #[expect(clippy::cast_possible_truncation, reason = "a small constant, used in f32")]
        let epsilon = archive.scalar("eps")? as f32;
        Ok(Self {
            table: Vec::new(),
            scale,
            low,
            projection: Layer { weights: Matrix::new(WIDTH, BRANCHES, &projection), bias: projection_bias },
            projection_norm: norm,
            branches,
            feature_norm,
            pooling,
            d0,
            d1,
            d2,
            d3,
            p1,
            p3,
            epsilon,
        })
    }

    /// How many tokens have a vector.
    pub(super) fn tokens(&self) -> usize {
        self.table.len() * CHUNK_ROWS
    }

    /// The text's vector, and what it was made from: nearer to the words. Both are of unit length. `ids` must not be
    /// empty, each below [`Self::tokens`].
    pub(super) fn run(&self, ids: &[u32]) -> (Vec<f32>, Vec<f32>) {
        let count = ids.len();
        let mut features = vec![0.0; count * FEATURES];
        for (&id, row) in ids.iter().zip(features.chunks_exact_mut(FEATURES)) {
            self.lookup(id as usize, &mut row[..WIDTH]);
        }
        let mut projected = self.projection.apply(Rows { values: &features, count, stride: FEATURES });
        self.projection_norm.apply(&mut projected, self.epsilon);
        for (index, branch) in self.branches.iter().enumerate() {
            branch.run(&projected, index * BRANCH, &mut features);
        }
        self.feature_norm.apply(&mut features, self.epsilon);

        // Projecting is linear, so the tokens are summed first and projected once.
        let mut sum = vec![0.0; FEATURES];
        for row in features.chunks_exact(FEATURES) {
            add(&mut sum, row);
        }
        let mut pooled = self.pooling.weights.product_of(&sum);
        let scale = (count as f32).sqrt().recip();
        for (value, bias) in pooled.iter_mut().zip(&self.pooling.bias) {
            *value = (*value + bias * count as f32) * scale;
        }
        let mut out = self.tail(&pooled);
        self.to_unit_length(&mut out);
        self.to_unit_length(&mut pooled);
        (out, pooled)
    }

    fn to_unit_length(&self, vector: &mut [f32]) {
        let norm = vector.iter().map(|v| v * v).sum::<f32>().max(self.epsilon).sqrt();
        for value in vector {
            *value /= norm;
        }
    }

    fn lookup(&self, id: usize, row: &mut [f32]) {
        let (chunk, at) = (id % CHUNKS, id / CHUNKS * WIDTH);
        let (scale, low) = (self.scale[chunk], self.low[chunk]);
        for (value, &byte) in row.iter_mut().zip(&self.table[chunk][at..at + WIDTH]) {
            *value = f32::from(byte) * scale + low;
        }
    }

    fn tail(&self, pooled: &[f32]) -> Vec<f32> {
        let mut first = self.d0.product_of(pooled);
        relu(&mut first);
        let mut second = self.p1.product_of(pooled);
        add(&mut second, &self.d1.product_of(&first));
        relu(&mut second);
        let mut third = self.d2.product_of(&second);
        relu(&mut third);
        let mut out = self.p3.product_of(&second);
        add(&mut out, &self.d3.product_of(&third));
        for value in &mut out {
            *value = value.tanh();
        }
        out
    }
}

impl Layer {
    fn apply(&self, rows: Rows<'_>) -> Vec<f32> {
        let mut out = self.weights.product(rows);
        for row in out.chunks_exact_mut(self.weights.columns()) {
            add(row, &self.bias);
        }
        out
    }

    /// The layer over every window of `padded`, plus what was there.
    fn residual(&self, padded: &[f32], inside: Range<usize>) -> Vec<f32> {
        let mut out = self.apply(Rows { values: padded, count: inside.len() / BRANCH, stride: BRANCH });
        relu(&mut out);
        add(&mut out, &padded[inside]);
        out
    }
}

impl Norm {
    /// Brings every row to mean 0 and variance 1, then to the learnt gain and bias.
    fn apply(&self, rows: &mut [f32], epsilon: f32) {
        let width = self.gain.len();
        for row in rows.chunks_exact_mut(width) {
            let mean = row.iter().sum::<f32>() / width as f32;
            let variance = row.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / width as f32;
            let scale = (variance + epsilon).sqrt().recip();
            for ((value, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *value = (*value - mean) * scale * gain + bias;
            }
        }
    }
}

impl Branch {
    /// Two residual layers over the window; the result goes into this branch's columns of `features`.
    fn run(&self, projected: &[f32], column: usize, features: &mut [f32]) {
        let count = projected.len() / BRANCHES;
        // Zeros before and after the text, so that every window is one stretch of the buffer.
        let mut padded = vec![0.0; (count + self.window - 1) * BRANCH];
        let inside = self.before * BRANCH..(self.before + count) * BRANCH;
        for (target, source) in
            padded[inside.clone()].chunks_exact_mut(BRANCH).zip(projected.chunks_exact(BRANCHES))
        {
            target.copy_from_slice(&source[column..column + BRANCH]);
        }
        let hidden = self.first.residual(&padded, inside.clone());
        padded[inside.clone()].copy_from_slice(&hidden);
        let result = self.second.residual(&padded, inside);
        for (target, source) in features.chunks_exact_mut(FEATURES).zip(result.chunks_exact(BRANCH)) {
            let at = WIDTH + column;
            target[at..at + BRANCH].copy_from_slice(source);
        }
    }
}

fn add(target: &mut [f32], values: &[f32]) {
    for (target, value) in target.iter_mut().zip(values) {
        *target += value;
    }
}

fn relu(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

fn chunks(path: &Path, from: usize, to: usize) -> Result<Vec<Vec<u8>>, LoadError> {
    let mut archive = Archive::open(path)?;
    (from..to).map(|i| archive.bytes_of(&format!("q{}", i + 1), CHUNK_ROWS * WIDTH)).collect()
}
