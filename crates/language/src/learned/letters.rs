//! Letters and words: softmax regression over what was seen in the examples, with AdaGrad.

use std::collections::BTreeMap;

use super::Row;
use super::dice::Dice;
use crate::understand::features::Features;
use crate::understand::weights::softmax;

const STEP: f32 = 0.5;
/// Pulls weights towards zero.
const PULL: f32 = 1e-4;
/// Lines looked at in all, each round counted: few lines are looked at more often.
const LOOKS: usize = 240_000;
const MOST_ROUNDS: usize = 40;
const LEAST_ROUNDS: usize = 15;

/// Learned weights for each bucket that was seen.
#[derive(Debug, Clone)]
pub(super) struct Letters {
    columns: usize,
    /// Buckets and how rare they are.
    places: BTreeMap<u32, (usize, f32)>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Letters {
    pub(super) fn train(rows: &[Row<'_>], classes: usize) -> Self {
        let mut learned = Self::untrained(rows, classes + 1);
        let inputs: Vec<(Vec<(usize, f32)>, usize)> = rows
            .iter()
            .map(|row| (learned.known(&row.sight.letters).0, row.class.unwrap_or(classes)))
            .collect();
        learned.fit(&inputs);
        learned
    }

    fn untrained(rows: &[Row<'_>], columns: usize) -> Self {
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        for (bucket, _) in rows.iter().flat_map(|row| &row.sight.letters.0) {
            *found.entry(*bucket).or_default() += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "numbers of lines")]
        let rarity = |times: u32| 1.0 + 0.8 * (rows.len() as f32 / times as f32).ln();
        let places: BTreeMap<u32, (usize, f32)> = found
            .into_iter()
            .enumerate()
            .map(|(place, (bucket, times))| (bucket, (place, rarity(times))))
            .collect();
        let weights = vec![0.0; places.len() * columns];
        Self { columns, places, weights, bias: vec![0.0; columns] }
    }

    /// The buckets that were seen, weighted by how rare they are and of unit length; and how much of all they make up.
    fn known(&self, letters: &Features) -> (Vec<(usize, f32)>, f32) {
        let mut known: Vec<(usize, f32)> = Vec::with_capacity(letters.0.len());
        let mut share = 0.0;
        for (bucket, weight) in &letters.0 {
            if let Some((place, rarity)) = self.places.get(bucket) {
                known.push((*place, weight * rarity));
                share += weight * weight;
            }
        }
        let length = known.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
        for (_, weight) in &mut known {
            *weight /= length;
        }
        (known, share)
    }

    fn fit(&mut self, inputs: &[(Vec<(usize, f32)>, usize)]) {
        let columns = self.columns;
        let rounds = (LOOKS / inputs.len().max(1)).clamp(LEAST_ROUNDS, MOST_ROUNDS);
        let (mut seen, mut bias_seen) = (vec![1e-4_f32; self.weights.len()], vec![1e-4_f32; columns]);
        let mut order: Vec<usize> = (0..inputs.len()).collect();
        let mut dice = Dice(0x5eed_0001);
        for round in 0..rounds {
            dice.shuffle(&mut order);
            #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
            let step = STEP * (1.0 - 0.9 * round as f32 / rounds as f32);
            for (input, class) in order.iter().map(|index| &inputs[*index]) {
                let mut errors = self.scored(input);
                softmax(&mut errors, 1.0);
                errors[*class] -= 1.0;
                for (place, value) in input {
                    let at = place * columns..(place + 1) * columns;
                    let rows = self.weights[at.clone()].iter_mut().zip(&mut seen[at]);
                    for ((weight, seen), error) in rows.zip(&errors) {
                        let slope = error * value + PULL * *weight;
                        *seen += slope * slope;
                        *weight -= step * slope / seen.sqrt();
                    }
                }
                for ((weight, seen), error) in self.bias.iter_mut().zip(&mut bias_seen).zip(&errors) {
                    *seen += error * error;
                    *weight -= 0.2 * step * error / seen.sqrt();
                }
            }
        }
    }

    fn scored(&self, input: &[(usize, f32)]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (place, value) in input {
            let row = &self.weights[place * self.columns..(place + 1) * self.columns];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight * value;
            }
        }
        sums
    }

    /// A score for each class, and how familiar the text is, 0 to 1.
    pub(super) fn scores(&self, letters: &Features) -> (Vec<f32>, f32) {
        let (known, familiar) = self.known(letters);
        (self.scored(&known), familiar)
    }
}
