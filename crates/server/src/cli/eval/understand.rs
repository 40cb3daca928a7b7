//! `miaohui eval understand`: reads texts in their context and compares intent and emotion with what people say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::anyhow;
use clap::Args;
use jiff::civil::date;
use language::{Emotion, Intent, Language};
use serde::{Deserialize, Serialize};

use super::rows;
use super::times::{Times, percent, share};
use crate::cli::print;

#[derive(Debug, Args)]
pub(in crate::cli) struct Understand {
    #[command(flatten)]
    settings: rows::Settings,
    /// What to measure on: a JSON object a line, {"text","context":[…],"intent","also":[…],"emotion"}.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    text: String,
    /// What was said before, oldest first.
    #[serde(default)]
    context: Vec<String>,
    intent: String,
    /// Other intents that would be right as well.
    #[serde(default)]
    also: Vec<String>,
    emotion: String,
}

/// A row with what it should be read as, and what it was read as.
struct Read {
    intent: Intent,
    also: Vec<Intent>,
    emotion: Emotion,
    told: (Intent, Emotion),
}

#[derive(Debug, Serialize)]
struct Figures {
    /// Share of rows whose main intent is the one wanted, or among those that are right as well.
    intent_accuracy: Option<f64>,
    intent_macro_f1: f64,
    per_intent: BTreeMap<&'static str, Score>,
    emotion_macro_f1: f64,
    p50_ms: f64,
    p99_ms: f64,
    rows: usize,
    model: bool,
}

#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Score {
    precision: f64,
    recall: f64,
    f1: f64,
    support: usize,
}

impl Understand {
    pub(in crate::cli) fn run(self) -> anyhow::Result<ExitCode> {
        let rows = rows::numbered::<Row>(&self.data)?;
        let wanted: Vec<(Intent, Vec<Intent>, Emotion)> =
            rows.iter().map(|(line, row)| wanted(&self.data, *line, row)).collect::<anyhow::Result<_>>()?;
        let language = rows::language(&self.settings)?;
        let mut taken = Vec::with_capacity(rows.len());
        let mut read = Vec::with_capacity(rows.len());
        for ((_, row), (intent, also, emotion)) in rows.iter().zip(wanted) {
            let started = Instant::now();
            let told = understood(&language, row);
            taken.push(started.elapsed());
            read.push(Read { intent, also, emotion, told });
        }
        let figures = figures(&read, &Times::new(taken), language.has_model());
        let told = if self.json { serde_json::to_string(&figures)? } else { told(&figures) };
        print(&format!("{told}\n"));
        Ok(ExitCode::SUCCESS)
    }
}

fn wanted(file: &Path, line: usize, row: &Row) -> anyhow::Result<(Intent, Vec<Intent>, Emotion)> {
    let wrong = |field: &str, why: String| anyhow!("{}, line {line}, field {field}: {why}", file.display());
    rows::must_say_something(file, line, &row.text)?;
    let intent = row.intent.parse().map_err(|e: language::UnknownId| wrong("intent", e.to_string()))?;
    let also = row.also.iter().enumerate().map(|(at, id)| {
        id.parse().map_err(|e: language::UnknownId| wrong(&format!("also[{at}]"), e.to_string()))
    });
    let also = also.collect::<anyhow::Result<_>>()?;
    let emotion = row.emotion.parse().map_err(|e: language::UnknownId| wrong("emotion", e.to_string()))?;
    Ok((intent, also, emotion))
}

fn understood(language: &Language, row: &Row) -> (Intent, Emotion) {
    let before: Vec<&str> = row.context.iter().map(String::as_str).collect();
    // Any day does: days are named in texts, and change no intent.
    let reading = language.understand(&row.text, &before, date(2026, 6, 1).at(10, 0, 0, 0));
    let intent = reading.intents.first().map_or(Intent::Other, |scored| scored.value);
    (intent, reading.emotion.value)
}

fn figures(read: &[Read], times: &Times, model: bool) -> Figures {
    let right = read.iter().filter(|row| row.told.0 == row.intent || row.also.contains(&row.told.0)).count();
    // What is right as well is no mistake of the main intent.
    let intents = read.iter().map(|row| {
        (row.intent.id(), if row.also.contains(&row.told.0) { row.intent.id() } else { row.told.0.id() })
    });
    let per_intent = scores(intents);
    let emotions = scores(read.iter().map(|row| (row.emotion.id(), row.told.1.id())));
    Figures {
        intent_accuracy: share(right, read.len()),
        intent_macro_f1: macro_f1(&per_intent),
        emotion_macro_f1: macro_f1(&emotions),
        per_intent,
        p50_ms: times.within(50),
        p99_ms: times.within(99),
        rows: read.len(),
        model,
    }
}

/// Precision, recall and F1 of every class that is wanted or told, from pairs of wanted and told.
fn scores(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> BTreeMap<&'static str, Score> {
    let mut counted: BTreeMap<&'static str, (usize, usize, usize)> = BTreeMap::new();
    for (wanted, told) in pairs {
        counted.entry(wanted).or_default().0 += 1;
        counted.entry(told).or_default().1 += 1;
        if wanted == told {
            counted.entry(wanted).or_default().2 += 1;
        }
    }
    let score = |(wanted, told, both): (usize, usize, usize)| {
        let precision = share(both, told).unwrap_or_default();
        let recall = share(both, wanted).unwrap_or_default();
        let f1 = if both == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        Score { precision, recall, f1, support: wanted }
    };
    counted.into_iter().map(|(id, counts)| (id, score(counts))).collect()
}

/// The mean over the classes that occur.
#[expect(clippy::cast_precision_loss, reason = "a few classes")]
fn macro_f1(scores: &BTreeMap<&'static str, Score>) -> f64 {
    let occurring: Vec<f64> =
        scores.values().filter(|score| score.support > 0).map(|score| score.f1).collect();
    occurring.iter().sum::<f64>() / occurring.len().max(1) as f64
}

fn told(figures: &Figures) -> String {
    let mut lines = vec![
        format!("{} rows", figures.rows),
        format!(
            "intent: {} right, macro F1 {:.3}",
            percent(figures.intent_accuracy),
            figures.intent_macro_f1
        ),
        format!("emotion: macro F1 {:.3}", figures.emotion_macro_f1),
        format!("a text takes {} ms (p50), {} ms (p99)", figures.p50_ms, figures.p99_ms),
        format!("\n{:<20} {:>9} {:>7} {:>6} {:>6}", "intent", "precision", "recall", "f1", "rows"),
    ];
    lines.extend(figures.per_intent.iter().map(|(id, score)| {
        let Score { precision, recall, f1, support } = score;
        format!("{id:<20} {precision:>9.3} {recall:>7.3} {f1:>6.3} {support:>6}")
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_textbook() {
        let pairs = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "c")];
        let scores = scores(pairs.into_iter());
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(scores["a"].precision, 1.0) && near(scores["a"].recall, 2.0 / 3.0));
        assert!(near(scores["b"].precision, 0.5) && near(scores["b"].recall, 0.5));
        assert_eq!((scores["a"].support, scores["c"].support), (3, 0));
        assert!(near(macro_f1(&scores), f64::midpoint(0.8, 0.5)), "what is never wanted does not count");
    }
}
