//! Measures understanding on lines that were never trained on.
//!
//! `cargo run --release -p language --example measure -- MODEL_DIR [--wrong] [FILE…]`
//!
//! Files named are measured beside the lines that are held back: they have the same format, and may hold lines that must
//! not be kept here. With `--wrong` the lines read wrongly with the model are printed. What is told of them is told once more without the lines that are nothing but a number or a link.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command line program that counts")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;
use language::{Emotion, Intent, Language, Reading};
use serde::Deserialize;

#[derive(Clone, Deserialize)]
struct Line {
    text: String,
    intent: Intent,
    #[serde(default)]
    also: Vec<Intent>,
    emotion: Emotion,
    #[serde(default)]
    context: Vec<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).ok_or("expected the model's directory")?;
    let languages = [
        ("with model", Language::load(Path::new(&model))?),
        ("without", Language::load(Path::new("no model here"))?),
    ];
    let mut files = vec![
        ("zh".to_owned(), parse(include_str!("../corpus/held_back.zh.jsonl"))?),
        ("en".to_owned(), parse(include_str!("../corpus/held_back.en.jsonl"))?),
    ];
    let wrong = std::env::args().any(|argument| argument == "--wrong");
    for path in std::env::args().skip(2).filter(|argument| argument != "--wrong") {
        let lines = parse(&std::fs::read_to_string(&path)?)?;
        let worded = lines.iter().filter(|line| !is_bare(&line.text)).cloned().collect();
        files.push((path.clone(), lines));
        files.push((format!("{path} without bare numbers"), worded));
    }
    for (file, lines) in files {
        for (name, language) in &languages {
            let (readings, mut times): (Vec<Reading>, Vec<Duration>) =
                lines.iter().map(|line| read(language, line)).unzip();
            times.sort_unstable();
            let (middle, slow) = (times[times.len() / 2], times[times.len() * 99 / 100]);
            println!("\n{file}, {name}: {} lines, p50 {middle:?}, p99 {slow:?}", lines.len());
            report(&lines, &readings);
            if wrong && language.has_model() {
                print_wrong(&lines, &readings);
            }
        }
    }
    Ok(())
}

fn parse(text: &str) -> Result<Vec<Line>, serde_json::Error> {
    text.lines().filter(|line| !line.is_empty()).map(serde_json::from_str).collect()
}

/// Nothing but a long number or a link, as a tap on a product sends it.
fn is_bare(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("http") && !text.contains(char::is_whitespace)
        || text.len() > 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read(language: &Language, line: &Line) -> (Reading, Duration) {
    let before: Vec<&str> = line.context.iter().map(String::as_str).collect();
    let started = Instant::now();
    let reading = language.understand(&line.text, &before, date(2026, 6, 1).at(10, 0, 0, 0));
    (reading, started.elapsed())
}

fn print_wrong(lines: &[Line], readings: &[Reading]) {
    for (line, reading) in lines.iter().zip(readings) {
        let told: Vec<String> =
            reading.intents.iter().map(|s| format!("{} {:.2}", s.value, s.confidence)).collect();
        if line.intent != reading.intents[0].value && !line.also.contains(&reading.intents[0].value) {
            let (before, text) = (line.context.join(" | "), line.text.replace('\n', " / "));
            println!("    [{before}] {text}: {} {:?}, told {}", line.intent, line.also, told.join(", "));
        }
    }
}

fn report(lines: &[Line], readings: &[Reading]) {
    let total = lines.len() as f64;
    let main: Vec<(Intent, Intent, f32)> = lines
        .iter()
        .zip(readings)
        .map(|(line, reading)| (line.intent, reading.intents[0].value, reading.intents[0].confidence))
        .collect();
    let right = main.iter().filter(|(want, got, _)| want == got).count() as f64;
    let near = lines
        .iter()
        .zip(readings)
        .filter(|(line, reading)| {
            let got = reading.intents[0].value;
            got == line.intent || line.also.contains(&got)
        })
        .count() as f64;
    let told = lines
        .iter()
        .zip(readings)
        .filter(|(line, reading)| reading.intents.iter().any(|s| s.value == line.intent))
        .count() as f64;
    let pairs: Vec<(&str, &str)> = main.iter().map(|(want, got, _)| (want.id(), got.id())).collect();
    println!(
        "  main intent {:.3}, main or also {:.3}, among those told {:.3}, macro F1 {:.3}",
        right / total,
        near / total,
        told / total,
        macro_f1(&pairs)
    );
    let felt: Vec<(&str, &str)> = lines
        .iter()
        .zip(readings)
        .map(|(line, reading)| (line.emotion.id(), reading.emotion.value.id()))
        .collect();
    let felt_right = felt.iter().filter(|(want, got)| want == got).count() as f64;
    println!("  emotion {:.3}, macro F1 {:.3}", felt_right / total, macro_f1(&felt));
    println!("  expected calibration error {:.3}", calibration_error(&main));
    let mut confused: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for pair in pairs.into_iter().filter(|(want, got)| want != got) {
        *confused.entry(pair).or_default() += 1;
    }
    let mut confused: Vec<_> = confused.into_iter().collect();
    confused.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<String> =
        confused.iter().take(10).map(|((want, got), count)| format!("{want}→{got} {count}")).collect();
    println!("  most confused: {}", told.join(", "));
}

fn macro_f1(pairs: &[(&str, &str)]) -> f64 {
    let mut classes: Vec<&str> = pairs.iter().map(|(want, _)| *want).collect();
    classes.sort_unstable();
    classes.dedup();
    let of = |class: &str| {
        let hits = pairs.iter().filter(|(want, got)| *want == class && *got == class).count() as f64;
        let (wanted, got) = (
            pairs.iter().filter(|(want, _)| *want == class).count() as f64,
            pairs.iter().filter(|(_, got)| *got == class).count() as f64,
        );
        2.0 * hits / (wanted + got).max(1.0)
    };
    classes.iter().map(|class| of(class)).sum::<f64>() / classes.len() as f64
}

/// How far confidence is from the share that is right, over ten bins (Guo et al. 2017).
fn calibration_error(main: &[(Intent, Intent, f32)]) -> f64 {
    let mut error = 0.0;
    for bin in 0..10_u8 {
        let (low, high) = (f32::from(bin) / 10.0, f32::from(bin + 1) / 10.0);
        let inside: Vec<_> = main.iter().filter(|(.., c)| *c > low && *c <= high).collect();
        if inside.is_empty() {
            continue;
        }
        let count = inside.len() as f64;
        let right = inside.iter().filter(|(want, got, _)| want == got).count() as f64 / count;
        let sure = inside.iter().map(|(.., c)| f64::from(*c)).sum::<f64>() / count;
        error += (right - sure).abs() * count / main.len() as f64;
    }
    error
}
