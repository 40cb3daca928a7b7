//! Logistic regression over letters and words, with AdaGrad.

use language::understand::features::BUCKETS;
use language::understand::weights::{Layer, softmax};

use crate::corpus::{Dice, Line, Task};

const ROUNDS: usize = 25;
const STEP: f32 = 0.5;
/// Pulls weights towards zero (L2).
const PULL: f32 = 2e-5;

pub(crate) fn train(lines: &[&Line], task: Task) -> Layer {
    let classes = task.classes;
    let (mut weights, mut seen) = (vec![0.0_f32; BUCKETS * classes], vec![1e-4_f32; BUCKETS * classes]);
    let (mut bias, mut bias_seen) = (vec![0.0_f32; classes], vec![1e-4_f32; classes]);
    let mut order: Vec<&Line> = lines.to_vec();
    let mut dice = Dice(0x5eed_0001);
    for round in 0..ROUNDS {
        dice.shuffle(&mut order);
        #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
        let step = STEP * (1.0 - 0.9 * round as f32 / ROUNDS as f32);
        for line in &order {
            let mut errors = bias.clone();
            for (bucket, value) in &line.letters.0 {
                let row = *bucket as usize * classes;
                for (error, weight) in errors.iter_mut().zip(&weights[row..row + classes]) {
                    *error += weight * value;
                }
            }
            softmax(&mut errors, 1.0);
            for (class, share) in task.target(line) {
                errors[class] -= share;
            }
            for (bucket, value) in &line.letters.0 {
                let row = *bucket as usize * classes;
                let rows = weights[row..row + classes].iter_mut().zip(&mut seen[row..row + classes]);
                for ((weight, seen), error) in rows.zip(&errors) {
                    let slope = error * value + PULL * *weight;
                    *seen += slope * slope;
                    *weight -= step * slope / seen.sqrt();
                }
            }
            for ((weight, seen), error) in bias.iter_mut().zip(&mut bias_seen).zip(&errors) {
                *seen += error * error;
                *weight -= 0.2 * step * error / seen.sqrt();
            }
        }
    }
    Layer::quantised(&weights, bias)
}
