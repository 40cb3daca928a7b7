//! `miaohui eval custom-intents`: learns intents from one file and recognises them in another.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{anyhow, bail};
use clap::Args;
use language::learned::Example;
use serde::{Deserialize, Serialize};

use super::rows;
use super::times::{Times, percent, share};
use crate::cli::print;

#[derive(Debug, Args)]
pub(in crate::cli) struct CustomIntents {
    #[command(flatten)]
    settings: rows::Settings,
    /// What to learn from: a JSON object a line, {"text","intent"}; "intent": null is out of scope.
    #[arg(long, value_name = "FILE")]
    train: PathBuf,
    /// What to measure on: the same.
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    text: String,
    // Not left out by mistake: null has a meaning.
    #[serde(deserialize_with = "Option::deserialize")]
    intent: Option<String>,
}

#[derive(Debug, Serialize)]
struct Figures {
    /// Share of in-scope rows recognised as what they are.
    accuracy: f64,
    /// Share of out-of-scope rows that were taken for none.
    oos_recall: Option<f64>,
    /// Share of in-scope rows that were taken for none.
    false_rejection: f64,
    p50_ms: f64,
    p99_ms: f64,
    train_seconds: f64,
    intents: usize,
    train_rows: usize,
    in_scope: usize,
    out_of_scope: usize,
    model: bool,
}

impl CustomIntents {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let (train, test) = (rows::numbered::<Row>(&self.train)?, rows::numbered::<Row>(&self.test)?);
        for (file, rows) in [(&self.train, &train), (&self.test, &test)] {
            for (line, row) in rows {
                rows::must_say_something(file, *line, &row.text)?;
            }
        }
        let mut names: Vec<&str> = train.iter().filter_map(|(_, row)| row.intent.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let class = |name: &str| names.binary_search(&name).ok();
        if names.is_empty() {
            bail!("{}: no row has an intent", self.train.display());
        }
        let language = rows::language(&self.settings)?;
        let examples: Vec<Example<'_>> = train
            .iter()
            .map(|(_, row)| Example { text: &row.text, class: row.intent.as_deref().and_then(class) })
            .collect();
        let started = Instant::now();
        let learned = language.learn(&examples).ok_or_else(|| anyhow!("nothing to learn from"))?;
        let train_seconds = started.elapsed().as_secs_f64();
        let (mut right, mut refused, mut kept_out, mut in_scope) = (0, 0, 0, 0);
        let mut taken = Vec::with_capacity(test.len());
        for (line, row) in &test {
            let wanted = match row.intent.as_deref() {
                None => None,
                Some(name) => Some(class(name).ok_or_else(|| {
                    let file = self.test.display();
                    anyhow!("{file}, line {line}, field intent: {name:?} is not among the intents learned")
                })?),
            };
            let started = Instant::now();
            let guess = learned.guess(&language.sight(&row.text));
            taken.push(started.elapsed());
            in_scope += usize::from(wanted.is_some());
            match (wanted, guess.recognised) {
                (None, false) => kept_out += 1,
                (None, true) => {}
                (Some(_), false) => refused += 1,
                (Some(class), true) => right += usize::from(class == guess.class.value),
            }
        }
        let times = Times::new(taken);
        let out_of_scope = test.len() - in_scope;
        let figures = Figures {
            accuracy: share(right, in_scope).unwrap_or_default(),
            oos_recall: share(kept_out, out_of_scope),
            false_rejection: share(refused, in_scope).unwrap_or_default(),
            p50_ms: times.within(50),
            p99_ms: times.within(99),
            train_seconds,
            intents: names.len(),
            train_rows: train.len(),
            in_scope,
            out_of_scope,
            model: language.has_model(),
        };
        let told = if self.json { serde_json::to_string(&figures)? } else { told(&figures) };
        print(&format!("{told}\n"));
        Ok(ExitCode::SUCCESS)
    }
}

fn told(figures: &Figures) -> String {
    let Figures { intents, train_rows, train_seconds, in_scope, out_of_scope, p50_ms, p99_ms, .. } = figures;
    format!(
        "learned {intents} intents from {train_rows} rows in {train_seconds:.1} s\n\
         {in_scope} rows in scope: {} recognised rightly, {} refused\n\
         {out_of_scope} rows out of scope: {} refused\n\
         a text takes {p50_ms} ms (p50), {p99_ms} ms (p99)",
        percent(Some(figures.accuracy)),
        percent(Some(figures.false_rejection)),
        percent(figures.oos_recall),
    )
}
