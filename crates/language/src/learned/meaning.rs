//! Meaning: softmax regression over vectors, with Adam and dropout.

use super::Row;
use super::dice::Dice;
use crate::understand::weights::softmax;

const STEP: f32 = 0.004;
const BATCH: usize = 32;
/// Share of inputs left out while learning.
const DROPPED: f32 = 0.3;
/// Pulls weights towards zero (decoupled).
const PULL: f32 = 2e-3;
/// Unit vectors in 512 numbers are small.
const SCALE: f32 = 8.0;
/// Lines looked at in all, each round counted.
const LOOKS: usize = 300_000;
const MOST_ROUNDS: usize = 60;
const LEAST_ROUNDS: usize = 15;

/// Learned weights, a row for each number of the vector.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    columns: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// Numbers with the running averages of their slopes.
struct Learning {
    values: Vec<f32>,
    slopes: Vec<f32>,
    mean: Vec<f32>,
    spread: Vec<f32>,
    steps: i32,
}

impl Learning {
    fn new(length: usize) -> Self {
        let zeros = vec![0.0; length];
        Self { values: zeros.clone(), slopes: zeros.clone(), mean: zeros.clone(), spread: zeros, steps: 0 }
    }

    fn step(&mut self, step: f32, pull: f32) {
        self.steps += 1;
        let (mean_share, spread_share) = (1.0 - 0.9_f32.powi(self.steps), 1.0 - 0.999_f32.powi(self.steps));
        let averages = self.mean.iter_mut().zip(&mut self.spread);
        for ((value, slope), (mean, spread)) in self.values.iter_mut().zip(&mut self.slopes).zip(averages) {
            *mean = 0.9 * *mean + 0.1 * *slope;
            *spread = 0.999 * *spread + 0.001 * *slope * *slope;
            *value -=
                step * ((*mean / mean_share) / ((*spread / spread_share).sqrt() + 1e-8) + pull * *value);
            *slope = 0.0;
        }
    }
}

impl Meaning {
    /// None when there are no vectors.
    pub(super) fn train(rows: &[Row<'_>], classes: usize) -> Option<Self> {
        let inputs: Option<Vec<(&[f32], usize)>> = rows
            .iter()
            .map(|row| Some((row.sight.meaning.as_deref()?, row.class.unwrap_or(classes))))
            .collect();
        let inputs = inputs.filter(|inputs| !inputs.is_empty())?;
        let columns = classes + 1;
        let mut weights = Learning::new(inputs[0].0.len() * columns);
        let mut bias = Learning::new(columns);
        let mut order: Vec<usize> = (0..inputs.len()).collect();
        let mut dice = Dice(0x5eed_0002);
        let rounds = (LOOKS / inputs.len()).clamp(LEAST_ROUNDS, MOST_ROUNDS);
        for round in 0..rounds {
            dice.shuffle(&mut order);
            #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
            let step = STEP * (1.0 - 0.95 * round as f32 / rounds as f32);
            for batch in order.chunks(BATCH) {
                for (vector, class) in batch.iter().map(|index| inputs[*index]) {
                    let scale = SCALE / (1.0 - DROPPED);
                    let input: Vec<f32> =
                        vector.iter().map(|x| if dice.happens(DROPPED) { 0.0 } else { x * scale }).collect();
                    let mut errors = applied(&input, &weights.values, &bias.values);
                    softmax(&mut errors, 1.0);
                    errors[class] -= 1.0;
                    #[expect(clippy::cast_precision_loss, reason = "a small batch")]
                    let share = 1.0 / batch.len() as f32;
                    for error in &mut errors {
                        *error *= share;
                    }
                    for (row, value) in weights.slopes.chunks_exact_mut(columns).zip(&input) {
                        if *value != 0.0 {
                            add(row, &errors, *value);
                        }
                    }
                    add(&mut bias.slopes, &errors, 1.0);
                }
                weights.step(step, PULL);
                bias.step(step, 0.0);
            }
        }
        for weight in &mut weights.values {
            *weight *= SCALE;
        }
        Some(Self { columns, weights: weights.values, bias: bias.values })
    }

    /// A score for each class.
    pub(super) fn scores(&self, vector: &[f32]) -> Vec<f32> {
        debug_assert_eq!(self.columns, self.bias.len());
        applied(vector, &self.weights, &self.bias)
    }
}

fn applied(input: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
    let mut sums = bias.to_vec();
    for (row, value) in weights.chunks_exact(bias.len()).zip(input) {
        if *value != 0.0 {
            add(&mut sums, row, *value);
        }
    }
    sums
}

fn add(sums: &mut [f32], row: &[f32], times: f32) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value * times;
    }
}
