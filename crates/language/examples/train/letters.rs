//! Logistic regression over letters and words, with AdaGrad.

#![expect(clippy::inline_always, reason = "vector code must be inlined into the dispatched function")]

use language::understand::features::BUCKETS;
use language::understand::weights::Layer;
use pulp::{Arch, Simd, WithSimd};

use crate::corpus::{CLASSES, Dice, Line};

const ROUNDS: usize = 16;
const STEP: f32 = 0.5;
/// Pulls weights towards zero (L2).
const PULL: f32 = 2e-5;

pub(crate) fn train(lines: &[&Line]) -> Layer {
    Arch::new().dispatch(Training(lines))
}

struct Training<'a>(&'a [&'a Line]);

impl WithSimd for Training<'_> {
    type Output = Layer;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Layer {
        let (mut weights, mut seen) = (vec![0.0_f32; BUCKETS * CLASSES], vec![1e-4_f32; BUCKETS * CLASSES]);
        let (mut bias, mut bias_seen) = (vec![0.0_f32; CLASSES], vec![1e-4_f32; CLASSES]);
        let mut order: Vec<&Line> = self.0.to_vec();
        let mut dice = Dice(0x5eed_0001);
        for round in 0..ROUNDS {
            dice.shuffle(&mut order);
            #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
            let step = STEP * (1.0 - 0.9 * round as f32 / ROUNDS as f32);
            for line in &order {
                let letters = &line.view(&mut dice).letters.0;
                let mut errors = bias.clone();
                for (bucket, value) in letters {
                    let row = *bucket as usize * CLASSES;
                    for (error, weight) in errors.iter_mut().zip(&weights[row..row + CLASSES]) {
                        *error += weight * value;
                    }
                }
                line.errors(&mut errors);
                for (bucket, value) in letters {
                    let row = *bucket as usize * CLASSES;
                    let rows = weights[row..row + CLASSES].iter_mut().zip(&mut seen[row..row + CLASSES]);
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
}
