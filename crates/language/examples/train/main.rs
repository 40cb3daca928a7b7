//! Trains the classifier and writes `src/understand/weights.bin`.
//!
//! `cargo run --release -p language --example train -- MODEL_DIR [--try]`
//!
//! With `--try` it trains on nine tenths only, tells what the last tenth makes of it, and writes nothing.

#![expect(clippy::print_stdout, reason = "a command line program")]

mod altered;
mod corpus;
mod letters;
mod net;

use std::path::PathBuf;
use std::thread;

use corpus::{INTENTS, Line};
use language::encoder::Encoder;
use language::understand::weights::{Layer, Mix, Mixes, Net, Seen, Weights, hash_of, softmax};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// How much the scores of the network may count beside those of letters: tried in turn on the part held back for tuning.
const MIXES: [f32; 7] = [0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0];

/// Where the networks begin.
const SEEDS: [u64; 2] = [0x5eed_0002, 0x5eed_0003];

fn main() -> Fallible<()> {
    let model = PathBuf::from(std::env::args().nth(1).ok_or("expected the model's directory")?);
    let only_try = std::env::args().any(|argument| argument == "--try");
    let encoder = Encoder::load(&model)?;
    let (zh, en) = (include_str!("../../corpus/zh.jsonl"), include_str!("../../corpus/en.jsonl"));
    let lines = corpus::read(&[zh, en], &encoder)?;
    println!("{} lines", lines.len());
    let (tuning, training): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.for_tuning);
    let (letters, net) = train(&training);
    let intent = mixes("intent", &letters, &net, &tuning, |line| line.wanted().0, 0..INTENTS);
    let emotion = mixes("emotion", &letters, &net, &tuning, |line| line.wanted().1, INTENTS..corpus::CLASSES);
    if only_try {
        return Ok(());
    }
    let (letters, net) = train(&lines.iter().collect::<Vec<_>>());
    let weights = Weights { corpus: hash_of(&[zh, en]), letters, net, intent, emotion };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/understand/weights.bin");
    std::fs::write(&path, weights.write())?;
    println!("written to {}", path.display());
    Ok(())
}

fn train(lines: &[&Line]) -> (Layer, Net) {
    thread::scope(|scope| {
        let nets = SEEDS.map(|seed| scope.spawn(move || net::train(lines, seed)));
        let letters = letters::train(lines);
        let nets: Vec<net::Learnt> = nets.into_iter().map(|net| net.join().expect("trains")).collect();
        (letters, net::side_by_side(&nets))
    })
}

/// Finds how much the network counts, and how sharp scores must be for the confidence to be true.
fn mixes(
    name: &str,
    letters: &Layer,
    net: &Net,
    lines: &[&Line],
    wanted: fn(&Line) -> usize,
    classes: std::ops::Range<usize>,
) -> Mixes {
    let mix = |with_meaning: bool| {
        let scored: Vec<Scored> = lines
            .iter()
            .map(|line| {
                let view = &line.views[0];
                let seen = Seen {
                    letters: &view.letters,
                    meaning: with_meaning.then_some(view.meaning.as_slice()),
                    before: (with_meaning && !view.before.is_empty()).then_some(view.before.as_slice()),
                    both: (with_meaning && !view.both.is_empty()).then_some(view.both.as_slice()),
                };
                Scored {
                    letters: letters.sparse(seen.letters)[classes.clone()].to_vec(),
                    net: net.scores(seen)[classes.clone()].to_vec(),
                    wanted: wanted(line),
                    asked: (0..classes.len()).filter(|c| classes.start == 0 && line.asks(*c)).collect(),
                    has_before: !view.before.is_empty(),
                }
            })
            .collect();
        let tried = MIXES.into_iter().map(|net| {
            let all: Vec<(Vec<f32>, &Scored)> = scored.iter().map(|one| (one.mixed(net), one)).collect();
            let sharpness = sharpest(&all);
            let likelihood = likelihood(&all, sharpness);
            println!("{name}, meaning {with_meaning}: net × {net} {} {likelihood:.4}", right(&all));
            (likelihood, Mix { net, sharpness })
        });
        let best = tried.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, mix)| mix);
        best.unwrap_or(Mix { net: 1.0, sharpness: 1.0 })
    };
    let mixes = Mixes { alone: mix(false), with_meaning: mix(true) };
    println!("{name}: {mixes:?}");
    mixes
}

struct Scored {
    letters: Vec<f32>,
    net: Vec<f32>,
    wanted: usize,
    asked: Vec<usize>,
    has_before: bool,
}

impl Scored {
    fn mixed(&self, net: f32) -> Vec<f32> {
        self.letters.iter().zip(&self.net).map(|(letters, other)| letters + net * other).collect()
    }
}

/// The share that is right, or asked for at all; then of those after other lines.
fn right(scored: &[(Vec<f32>, &Scored)]) -> String {
    let best = |scores: &[f32]| (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let share = |of: &dyn Fn(&Scored) -> bool, hit: &dyn Fn(usize, &Scored) -> bool| {
        let all: Vec<_> = scored.iter().filter(|(_, one)| of(one)).collect();
        let hits = all.iter().filter(|(scores, one)| best(scores).is_some_and(|b| hit(b, one))).count();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
        let share = hits as f32 / all.len() as f32;
        share
    };
    let (main, any) =
        (|b: usize, one: &Scored| b == one.wanted, |b: usize, one: &Scored| one.asked.contains(&b));
    format!(
        "{:.3} ({:.3} with also; in context {:.3})",
        share(&|_| true, &main),
        share(&|_| true, &any),
        share(&|one| one.has_before, &main)
    )
}

fn likelihood(lines: &[(Vec<f32>, &Scored)], sharpness: f32) -> f32 {
    let of = |(scores, one): &(Vec<f32>, &Scored)| {
        let mut scores = scores.clone();
        softmax(&mut scores, sharpness);
        scores[one.wanted].max(1e-9).ln()
    };
    #[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
    let count = lines.len() as f32;
    lines.iter().map(of).sum::<f32>() / count
}

/// The sharpness under which the right answers are most likely (temperature scaling; Guo et al. 2017).
fn sharpest(lines: &[(Vec<f32>, &Scored)]) -> f32 {
    let tried = (2..60_u8).map(|step| f32::from(step) * 0.05);
    tried.max_by(|a, b| likelihood(lines, *a).total_cmp(&likelihood(lines, *b))).unwrap_or(1.0)
}
