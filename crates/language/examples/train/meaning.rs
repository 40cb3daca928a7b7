//! A small network over the vector of meaning: one hidden layer, dropout, Adam.

use language::understand::weights::{Layer, softmax};

use crate::corpus::{Dice, Line, Task};

const ROUNDS: usize = 40;
const STEP: f32 = 2e-3;
const BATCH: usize = 32;
/// Share of inputs and hidden values left out while training.
const DROPPED: f32 = 0.25;
/// Pulls weights towards zero (decoupled).
const PULL: f32 = 1e-2;

/// A matrix with its running averages.
struct Learning {
    values: Vec<f32>,
    slopes: Vec<f32>,
    mean: Vec<f32>,
    spread: Vec<f32>,
    steps: i32,
}

impl Learning {
    fn new(values: Vec<f32>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { slopes: zeros.clone(), mean: zeros.clone(), spread: zeros, values, steps: 0 }
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

pub(crate) fn train(lines: &[&Line], task: Task) -> (Layer, Layer) {
    let (width, hidden, classes) = (lines[0].meaning.len(), task.hidden, task.classes);
    let mut dice = Dice(0x5eed_0002);
    let mut random = |rows: usize, columns: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
        let reach = (6.0 / (rows + columns) as f32).sqrt();
        Learning::new((0..rows * columns).map(|_| (dice.share() * 2.0 - 1.0) * reach).collect())
    };
    // Vectors of unit length in 512 numbers are small: the first layer may be larger.
    let (mut into, mut out) = (random(width, hidden), random(hidden, classes));
    into.values.iter_mut().for_each(|value| *value *= 6.0);
    let (mut into_bias, mut out_bias) = (Learning::new(vec![0.0; hidden]), Learning::new(vec![0.0; classes]));
    let mut order: Vec<&Line> = lines.to_vec();
    for round in 0..ROUNDS {
        dice.shuffle(&mut order);
        #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
        let step = STEP * (1.0 - 0.95 * round as f32 / ROUNDS as f32);
        for batch in order.chunks(BATCH) {
            for line in batch {
                let input: Vec<f32> = line.meaning.iter().map(|x| dropped(*x, &mut dice)).collect();
                let mut middle = apply(&input, &into.values, &into_bias.values);
                for value in &mut middle {
                    *value = dropped(value.max(0.0), &mut dice);
                }
                let mut errors = apply(&middle, &out.values, &out_bias.values);
                softmax(&mut errors, 1.0);
                for (class, share) in task.target(line) {
                    errors[class] -= share;
                }
                #[expect(clippy::cast_precision_loss, reason = "a small batch")]
                let share = 1.0 / batch.len() as f32;
                for error in &mut errors {
                    *error *= share;
                }
                let mut back = vec![0.0; hidden];
                for (row, value) in middle.iter().enumerate().filter(|(_, value)| **value > 0.0) {
                    let (weights, slopes) = (
                        &out.values[row * classes..][..classes],
                        &mut out.slopes[row * classes..][..classes],
                    );
                    let mut sum = 0.0;
                    for ((weight, slope), error) in weights.iter().zip(slopes).zip(&errors) {
                        *slope += value * error;
                        sum += weight * error;
                    }
                    back[row] = sum / (1.0 - DROPPED);
                }
                add(&mut out_bias.slopes, &errors, 1.0);
                for (row, value) in input.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                    add(&mut into.slopes[row * hidden..][..hidden], &back, *value);
                }
                add(&mut into_bias.slopes, &back, 1.0);
            }
            into.step(step, PULL);
            out.step(step, PULL);
            into_bias.step(step, 0.0);
            out_bias.step(step, 0.0);
        }
    }
    (Layer::quantised(&into.values, into_bias.values), Layer::quantised(&out.values, out_bias.values))
}

fn dropped(value: f32, dice: &mut Dice) -> f32 {
    if dice.share() < DROPPED { 0.0 } else { value / (1.0 - DROPPED) }
}

fn apply(input: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
    let mut sums = bias.to_vec();
    for (row, value) in input.iter().enumerate().filter(|(_, value)| **value != 0.0) {
        add(&mut sums, &weights[row * bias.len()..][..bias.len()], *value);
    }
    sums
}

fn add(sums: &mut [f32], row: &[f32], times: f32) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value * times;
    }
}
