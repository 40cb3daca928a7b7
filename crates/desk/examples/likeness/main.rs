//! Whether two questions are taken to be the same: measured on pairs written for it.
//!
//! `cargo run -p desk --example likeness -- [model folder]`

#![expect(clippy::print_stdout, reason = "a command line program")]

use std::path::PathBuf;

use desk::asked::likeness::Sense;
use language::Language;
use serde::Deserialize;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    same: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from).unwrap_or_default();
    let language = Language::load(&folder)?;
    let pairs = include_str!("pairs.jsonl").lines().map(serde_json::from_str::<Pair>);
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    println!("model: {}", language.model_name().unwrap_or("none"));
    for (name, ascii) in [("zh", false), ("en", true)] {
        let of = |same: bool| {
            let those = pairs.iter().filter(|pair| pair.same == same && pair.a.is_ascii() == ascii);
            those
                .map(|pair| (Sense::of(&language, &pair.a), Sense::of(&language, &pair.b)))
                .collect::<Vec<_>>()
        };
        let (same, different) = (of(true), of(false));
        // Each first question is a gap; each second one looks for the nearest.
        let nearest = |asked: &Sense| {
            let near = same.iter().enumerate().map(|(at, (gap, _))| (at, gap.likeness(asked)));
            near.filter(|(_, likeness)| *likeness >= 0.0).max_by(|(_, a), (_, b)| a.total_cmp(b))
        };
        let found: Vec<_> = same.iter().map(|(_, asked)| nearest(asked)).collect();
        let right = found.iter().enumerate().filter(|(at, found)| found.is_some_and(|(gap, _)| gap == *at));
        println!(
            "{name}: of {} wordings {} join their own gap, {} another, {} none; of {} pairs that differ in a word or two, {} are taken to be the same",
            same.len(),
            right.clone().count(),
            found.iter().flatten().count() - right.count(),
            found.iter().filter(|found| found.is_none()).count(),
            different.len(),
            different.iter().filter(|(a, b)| a.likeness(b) >= 0.0).count(),
        );
    }
    Ok(())
}
