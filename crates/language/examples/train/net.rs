//! A network over meaning, the meaning of what was said before, and letters: one hidden layer, dropout, Adam. Several are
//! trained from other beginnings and laid side by side as one.

#![expect(clippy::inline_always, reason = "vector code must be inlined into the dispatched function")]

use language::understand::features::BUCKETS;
use language::understand::weights::{Layer, MEANINGS, Net, OWN, SAID};
use pulp::{Arch, Simd, WithSimd};

use crate::corpus::{CLASSES, Dice, Line, View};

const ROUNDS: usize = 24;
const STEP: f32 = 2e-3;
/// Step of the table of letters (AdaGrad).
const TABLE_STEP: f32 = 0.04;
const BATCH: usize = 32;
/// Numbers that letters are brought down to.
const LETTERS: usize = 14;
const HIDDEN: usize = 192;
const INPUTS: usize = MEANINGS + LETTERS;
/// Share of inputs and hidden values left out while training.
const DROPPED: f32 = 0.45;
/// How often a line is shown without its meaning, as it is seen where there is no model.
const BLIND: f32 = 0.2;
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

    #[inline(always)]
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

/// One network, in full numbers.
pub(crate) struct Learnt {
    table: Vec<f32>,
    into: Vec<f32>,
    into_bias: Vec<f32>,
    out: Vec<f32>,
    out_bias: Vec<f32>,
}

pub(crate) fn train(lines: &[&Line], seed: u64) -> Learnt {
    Arch::new().dispatch(Training { lines, seed })
}

/// Lays networks side by side; the scores are their mean.
pub(crate) fn side_by_side(nets: &[Learnt]) -> Net {
    let count = nets.len();
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let share = 1.0 / count as f32;
    let columns = |rows: usize, width: usize, of: fn(&Learnt) -> &[f32]| -> Vec<f32> {
        (0..rows)
            .flat_map(|row| nets.iter().flat_map(move |net| &of(net)[row * width..][..width]))
            .copied()
            .collect()
    };
    let table = columns(BUCKETS, LETTERS, |net| &net.table);
    let mut into = columns(MEANINGS, HIDDEN, |net| &net.into);
    // A network sees its own letters only.
    for (owner, net) in nets.iter().enumerate() {
        for row in 0..LETTERS {
            let mut wide = vec![0.0; HIDDEN * count];
            wide[owner * HIDDEN..][..HIDDEN]
                .copy_from_slice(&net.into[(MEANINGS + row) * HIDDEN..][..HIDDEN]);
            into.extend(wide);
        }
    }
    let into_bias = nets.iter().flat_map(|net| net.into_bias.iter().copied()).collect();
    let out: Vec<f32> = nets.iter().flat_map(|net| net.out.iter().map(|x| x * share)).collect();
    let out_bias =
        (0..CLASSES).map(|class| nets.iter().map(|net| net.out_bias[class]).sum::<f32>() * share).collect();
    Net {
        table: Layer::quantised(&table, vec![0.0; LETTERS * count]),
        hidden: Layer::quantised(&into, into_bias),
        out: Layer::quantised(&out, out_bias),
    }
}

struct Training<'a> {
    lines: &'a [&'a Line],
    seed: u64,
}

/// A line as it goes in once: some of it left out.
struct Shown<'a> {
    line: &'a Line,
    letters: Vec<(u32, f32)>,
    input: Vec<f32>,
    hidden: Vec<f32>,
    errors: Vec<f32>,
    back: Vec<f32>,
}

impl WithSimd for Training<'_> {
    type Output = Learnt;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Learnt {
        let mut dice = Dice(self.seed);
        let mut random = |rows: usize, columns: usize, reach: f32| -> Vec<f32> {
            (0..rows * columns).map(|_| (dice.share() * 2.0 - 1.0) * reach).collect()
        };
        let mut table = random(BUCKETS, LETTERS, 0.15);
        let mut table_seen = vec![1e-4_f32; BUCKETS];
        // Vectors of unit length in 512 numbers are small: the first layer may be larger.
        let (mut into, mut out) =
            (Learning::new(random(INPUTS, HIDDEN, 0.45)), Learning::new(random(HIDDEN, CLASSES, 0.16)));
        let (mut into_bias, mut out_bias) =
            (Learning::new(vec![0.0; HIDDEN]), Learning::new(vec![0.0; CLASSES]));
        let mut order: Vec<&Line> = self.lines.to_vec();
        for round in 0..ROUNDS {
            dice.shuffle(&mut order);
            #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
            let slower = 1.0 - 0.97 * round as f32 / ROUNDS as f32;
            for batch in order.chunks(BATCH) {
                let mut shown: Vec<Shown<'_>> =
                    batch.iter().map(|line| show(line, &table, &into_bias.values, &mut dice)).collect();
                forward(&mut shown, &into.values, |shown| (&shown.input, &mut shown.hidden));
                for one in &mut shown {
                    for value in &mut one.hidden {
                        *value = dropped(value.max(0.0), &mut dice);
                    }
                    one.errors.copy_from_slice(&out_bias.values);
                }
                forward(&mut shown, &out.values, |shown| (&shown.hidden, &mut shown.errors));
                #[expect(clippy::cast_precision_loss, reason = "a small batch")]
                let share = 1.0 / batch.len() as f32;
                for one in &mut shown {
                    one.line.errors(&mut one.errors);
                    one.errors.iter_mut().for_each(|error| *error *= share);
                    add(&mut out_bias.slopes, &one.errors, 1.0);
                }
                for (row, (weights, slopes)) in
                    out.values.chunks_exact(CLASSES).zip(out.slopes.chunks_exact_mut(CLASSES)).enumerate()
                {
                    for one in &mut shown {
                        let value = one.hidden[row];
                        if value > 0.0 {
                            add(slopes, &one.errors, value);
                            one.back[row] = product(weights, &one.errors) / (1.0 - DROPPED);
                        }
                    }
                }
                for one in &shown {
                    add(&mut into_bias.slopes, &one.back, 1.0);
                }
                for (row, slopes) in into.slopes.chunks_exact_mut(HIDDEN).enumerate() {
                    for one in &shown {
                        let value = one.input[row];
                        if value != 0.0 {
                            add(slopes, &one.back, value);
                        }
                    }
                }
                for one in &shown {
                    let start = MEANINGS;
                    let slope: [f32; LETTERS] = std::array::from_fn(|at| {
                        // Batches share a step by mean; a row of the table is met once or twice in one.
                        product(&into.values[(start + at) * HIDDEN..][..HIDDEN], &one.back) / share
                    });
                    let size = slope.iter().map(|x| x * x).sum::<f32>();
                    #[expect(clippy::cast_precision_loss, reason = "a few")]
                    let mean = size / LETTERS as f32;
                    for (bucket, weight) in &one.letters {
                        let seen = &mut table_seen[*bucket as usize];
                        *seen += mean * weight * weight;
                        let step = TABLE_STEP * slower * weight / seen.sqrt();
                        for (value, slope) in
                            table[*bucket as usize * LETTERS..][..LETTERS].iter_mut().zip(slope)
                        {
                            *value -= step * slope;
                        }
                    }
                }
                let step = STEP * slower;
                into.step(step, PULL);
                out.step(step, PULL);
                into_bias.step(step, 0.0);
                out_bias.step(step, 0.0);
            }
        }
        Learnt {
            table,
            into: into.values,
            into_bias: into_bias.values,
            out: out.values,
            out_bias: out_bias.values,
        }
    }
}

#[inline(always)]
fn show<'a>(line: &'a Line, table: &[f32], bias: &[f32], dice: &mut Dice) -> Shown<'a> {
    let View { letters, meaning, before, both } = line.view(dice);
    let letters: Vec<(u32, f32)> = letters
        .0
        .iter()
        .filter(|_| dice.share() >= DROPPED)
        .map(|(bucket, weight)| (*bucket, weight / (1.0 - DROPPED)))
        .collect();
    let mut input = vec![0.0; INPUTS];
    if dice.share() >= BLIND {
        for (to, from) in input.iter_mut().zip(meaning) {
            *to = dropped(*from, dice);
        }
        for (to, from) in input[OWN..].iter_mut().zip(before) {
            *to = dropped(*from, dice);
        }
        for (to, from) in input[OWN + SAID..MEANINGS].iter_mut().zip(both) {
            *to = dropped(*from, dice);
        }
    }
    for (bucket, weight) in &letters {
        add(&mut input[MEANINGS..], &table[*bucket as usize * LETTERS..][..LETTERS], *weight);
    }
    Shown { line, letters, input, hidden: bias.to_vec(), errors: vec![0.0; CLASSES], back: vec![0.0; HIDDEN] }
}

/// Adds what the inputs make with these weights to the sums, row by row, so that a row is read once for all.
#[inline(always)]
fn forward<'a, 's>(
    shown: &'s mut [Shown<'a>],
    weights: &[f32],
    of: impl for<'x> Fn(&'x mut Shown<'a>) -> (&'x Vec<f32>, &'x mut Vec<f32>),
) {
    let columns = {
        let (input, _) = of(&mut shown[0]);
        weights.len() / input.len()
    };
    for (row, weights) in weights.chunks_exact(columns).enumerate() {
        for one in shown.iter_mut() {
            let (input, sums) = of(one);
            if input[row] != 0.0 {
                add(sums, weights, input[row]);
            }
        }
    }
}

#[inline(always)]
fn dropped(value: f32, dice: &mut Dice) -> f32 {
    if dice.share() < DROPPED { 0.0 } else { value / (1.0 - DROPPED) }
}

#[inline(always)]
fn add(to: &mut [f32], values: &[f32], weight: f32) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += value * weight;
    }
}

/// In eight sums, which a processor adds up at once.
#[inline(always)]
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for at in 0..8 {
            sums[at] += a[at] * b[at];
        }
    }
    sums.iter().sum::<f32>() + rest
}
