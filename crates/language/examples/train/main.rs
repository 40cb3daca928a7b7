//! Trains the classifier and writes `src/understand/weights.bin`.
//!
//! `cargo run --release -p language --example train -- MODEL_DIR`

#![expect(clippy::print_stdout, reason = "a command line program")]

mod corpus;
mod letters;
mod meaning;

use std::path::PathBuf;

use corpus::{Line, Task};
use language::encoder::Encoder;
use language::understand::weights::{Head, Mix, Weights, hash_of, softmax};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// How much scores from meaning may count beside letters: tried in turn on the part held back for tuning.
const MIXES: [f32; 6] = [0.3, 0.5, 0.7, 1.0, 1.4, 2.0];

fn main() -> Fallible<()> {
    let model = PathBuf::from(std::env::args().nth(1).ok_or("expected the model's directory")?);
    let encoder = Encoder::load(&model)?;
    let (zh, en) = (include_str!("../../corpus/zh.jsonl"), include_str!("../../corpus/en.jsonl"));
    let lines = corpus::read(&[zh, en], &encoder)?;
    println!("{} lines", lines.len());
    let weights = Weights {
        corpus: hash_of(&[zh, en]),
        intent: head("intent", &lines, Task::INTENT),
        emotion: head("emotion", &lines, Task::EMOTION),
    };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/understand/weights.bin");
    std::fs::write(&path, weights.write())?;
    println!("written to {}", path.display());
    Ok(())
}

/// Tunes on a tenth of the lines, then trains on all of them.
fn head(name: &str, lines: &[Line], task: Task) -> Head {
    let (tuning, training): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.for_tuning);
    let mix = tune(name, &train(&training, task), &tuning, task);
    let all: Vec<&Line> = lines.iter().collect();
    Head { mix, ..train(&all, task) }
}

fn train(lines: &[&Line], task: Task) -> Head {
    let letters = letters::train(lines, task);
    let (meaning, meaning_out) = meaning::train(lines, task);
    let mix = Mix { meaning: 1.0, sharpness_alone: 1.0, sharpness: 1.0 };
    Head { letters, meaning, meaning_out, mix }
}

/// Finds how much meaning counts, and how sharp scores must be for the confidence to be true.
fn tune(name: &str, head: &Head, lines: &[&Line], task: Task) -> Mix {
    let scores = |meaning: Option<f32>| -> Vec<(Vec<f32>, usize)> {
        let scored = lines.iter().map(|line| {
            let mix = Mix { meaning: meaning.unwrap_or(0.0), sharpness_alone: 1.0, sharpness: 1.0 };
            let head = Head { mix, ..head.clone() };
            let probabilities = head.probabilities(&line.letters, meaning.map(|_| line.meaning.as_slice()));
            (probabilities.into_iter().map(|p| p.max(1e-12).ln()).collect(), task.class(line))
        });
        scored.collect()
    };
    let alone = scores(None);
    let sharpness_alone = sharpest(&alone);
    println!("{name}: letters alone {:.3}", right(&alone));
    let mut best = (0.0, 1.0, 1.0);
    for meaning in MIXES {
        let both = scores(Some(meaning));
        let share = right(&both);
        println!("{name}: meaning × {meaning} {share:.3}");
        if share > best.0 {
            best = (share, meaning, sharpest(&both));
        }
    }
    let mix = Mix { meaning: best.1, sharpness_alone, sharpness: best.2 };
    println!("{name}: {mix:?}");
    mix
}

fn right(scored: &[(Vec<f32>, usize)]) -> f32 {
    let best = |scores: &[f32]| (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let right = scored.iter().filter(|(scores, class)| best(scores) == Some(*class)).count();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
    let share = right as f32 / scored.len() as f32;
    share
}

/// The sharpness under which the right answers are most likely (temperature scaling; Guo et al. 2017).
fn sharpest(lines: &[(Vec<f32>, usize)]) -> f32 {
    let likelihood = |sharpness: f32| -> f32 {
        let of = |(scores, class): &(Vec<f32>, usize)| {
            let mut scores = scores.clone();
            softmax(&mut scores, sharpness);
            scores[*class].max(1e-9).ln()
        };
        lines.iter().map(of).sum()
    };
    let tried = (2..60_u8).map(|step| f32::from(step) * 0.05);
    tried.max_by(|a, b| likelihood(*a).total_cmp(&likelihood(*b))).unwrap_or(1.0)
}
