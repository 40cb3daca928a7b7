//! How long one query takes among 300 answers of six wordings each, without encoding it.
//!
//! `cargo run --release -p search --example speed`

#![expect(clippy::print_stdout, reason = "a command line program")]
#![expect(clippy::cast_precision_loss, reason = "made-up numbers")]

use std::time::{Duration, Instant};

use search::{Vectors, Words};

const ANSWERS: usize = 300;
const WORDINGS: usize = 6;
const DIMENSIONS: usize = 512;
const LETTERS: &[char] =
    &['退', '货', '运', '费', '发', '票', '快', '递', '尺', '码', '优', '惠', '券', '几', '天', '到'];

fn main() {
    let text = |seed: usize, length: usize| -> String {
        (0..length).map(|at| LETTERS[(seed * 7 + at * at * 3 + at * seed) % LETTERS.len()]).collect()
    };
    let vector = |seed: usize| -> Vec<f32> {
        (0..DIMENSIONS).map(|at| ((seed * 31 + at * 17) % 101) as f32 / 101.0 - 0.5).collect()
    };
    let (mut asked, mut told) = (Vectors::new(DIMENSIONS), Vectors::new(DIMENSIONS));
    (0..ANSWERS * WORDINGS).for_each(|at| asked.push(&vector(at)));
    (0..ANSWERS).for_each(|at| told.push(&vector(at)));
    let wordings = Words::new((0..ANSWERS * WORDINGS).map(|at| text(at, 10)));
    let answers = Words::new((0..ANSWERS).map(|at| text(at, 120)));

    let mut by_meaning = Vec::new();
    let mut by_words = Vec::new();
    for seed in 0..1000 {
        let (query, meaning) = (text(seed, 12), vector(seed));
        let start = Instant::now();
        let near = (asked.nearness(&meaning), told.nearness(&meaning));
        by_meaning.push(start.elapsed());
        let start = Instant::now();
        let overlaps = (wordings.overlaps(&query), answers.overlaps(&query));
        by_words.push(start.elapsed());
        assert_eq!(near.0.len() + near.1.len(), overlaps.0.len() + overlaps.1.len());
    }
    println!("by meaning: {}; by words: {}", quantiles(by_meaning), quantiles(by_words));
}

fn quantiles(mut taken: Vec<Duration>) -> String {
    taken.sort_unstable();
    format!("p50 {:?}, p99 {:?}", taken[taken.len() / 2], taken[taken.len() * 99 / 100])
}
