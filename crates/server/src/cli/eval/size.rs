//! `miaohui eval size`: what size tables advise bodies, against what was expected.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use desk::bot::body;
use desk::catalog::Fit;
use desk::catalog::size::{Advice, Body, Measure, Size, SizeTableInput, advise};
use serde::{Deserialize, Serialize};

use super::rows;
use super::times::{percent, share};
use crate::cli::print;

/// Wrong rows told of.
const TOLD: usize = 20;

#[derive(Debug, Args)]
pub(in crate::cli) struct SizeAdvice {
    /// What to measure on: a JSON object a line, {"table","measures","fit","expected"}.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The sizes of a table, from small to large.
    table: Vec<Size>,
    /// In cm and kg, or as a buyer says it: `5'6"`, `110斤`.
    #[serde(default)]
    measures: BTreeMap<Measure, Said>,
    /// What a buyer says of their body, instead of `measures` or beside them.
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    fit: Option<Fit>,
    expected: Expected,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Figure(f64),
    Words(String),
}

/// A size, any of several, `between` or `none`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Expected {
    One(String),
    Any(Vec<String>),
}

#[derive(Debug, Default, Serialize)]
struct Figures {
    /// Share of rows with the right advice.
    accuracy: f64,
    rows: usize,
    /// Rows that expect a size, and how many were right.
    sizes: Count,
    /// The same for `between`.
    between: Count,
    /// The same for `none`.
    none: Count,
    /// Lines that were wrong, the first twenty.
    wrong: Vec<Wrong>,
}

#[derive(Debug, Default, Serialize)]
struct Count {
    rows: usize,
    right: usize,
}

#[derive(Debug, Serialize)]
struct Wrong {
    line: usize,
    expected: String,
    advised: String,
}

impl SizeAdvice {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut figures = Figures::default();
        for row in rows::read::<Row>(&self.data)? {
            let body = row.says.body().map_err(|(field, what)| row.wrong(field, what))?;
            let table = SizeTableInput {
                size_table_id: "table".to_owned(),
                title: "table".to_owned(),
                sizes: row.says.table.clone(),
                ..SizeTableInput::default()
            };
            table.check().map_err(|error| row.wrong("table", error))?;
            let advice = advise(&table, &body, row.says.fit, None);
            let (expected, right) = row.says.expected.is(advice.as_ref());
            let count = match expected.as_str() {
                "between" => &mut figures.between,
                "none" => &mut figures.none,
                _ => &mut figures.sizes,
            };
            count.rows += 1;
            count.right += usize::from(right);
            figures.rows += 1;
            if !right && figures.wrong.len() < TOLD {
                figures.wrong.push(Wrong {
                    line: row.line(),
                    expected,
                    advised: told_advice(advice.as_ref()),
                });
            }
        }
        if figures.rows == 0 {
            bail!("{}: has no rows", self.data.display());
        }
        let right = figures.sizes.right + figures.between.right + figures.none.right;
        figures.accuracy = share(right, figures.rows).unwrap_or_default();
        let told = if self.json { serde_json::to_string(&figures)? } else { told(&figures) };
        print(&format!("{told}\n"));
        Ok(ExitCode::SUCCESS)
    }
}

impl Row {
    /// The body in cm and kg; what cannot be read is named by its field.
    fn body(&self) -> Result<Body, (&'static str, String)> {
        let mut all = Body::new();
        if let Some(text) = &self.text {
            all.extend(read(text));
        }
        for (measure, said) in &self.measures {
            let value = match said {
                Said::Figure(value) => Some(*value),
                Said::Words(words) => said_of(*measure, words),
            };
            let known = value.filter(|value| value.is_finite() && *value > 0.0);
            all.insert(*measure, known.ok_or(("measures", format!("{measure} is not a measure")))?);
        }
        if all.is_empty() { Err(("measures", "says nothing of a body".to_owned())) } else { Ok(all) }
    }
}

fn read(text: &str) -> Vec<(Measure, f64)> {
    // No measure depends on the hour.
    let entities =
        language::entities::entities(text, jiff::civil::DateTime::constant(2026, 1, 1, 12, 0, 0, 0));
    body::named(&entities, text).map(|(measure, value, _)| (measure, value)).collect()
}

/// One measure in words: as it stands, or after its name.
fn said_of(measure: Measure, words: &str) -> Option<f64> {
    let name = match measure {
        Measure::Height => "height",
        Measure::Weight => "weight",
        Measure::Bust => "bust",
        Measure::Waist => "waist",
        Measure::Hip => "hip",
        Measure::Foot => "foot length",
    };
    let of = |text: &str| read(text).into_iter().find(|(found, _)| *found == measure).map(|(_, value)| value);
    of(&format!("{name} {words}")).or_else(|| of(words))
}

impl Expected {
    /// What it says, and whether the advice is that.
    fn is(&self, advice: Option<&Advice>) -> (String, bool) {
        let none = advice.is_none_or(|advice| advice.outside);
        let between = !none && advice.is_some_and(|advice| advice.or.is_some());
        let of = |sizes: &[String]| {
            let fits = |advice: &Advice| sizes.contains(&advice.size);
            let all_named = |advice: &Advice| advice.or.as_ref().is_none_or(|other| sizes.contains(other));
            !none && advice.is_some_and(|advice| fits(advice) && (sizes.len() == 1 || all_named(advice)))
        };
        match self {
            Self::One(word) if word == "between" => (word.clone(), between),
            Self::One(word) if word == "none" => (word.clone(), none),
            Self::One(size) => (size.clone(), of(std::slice::from_ref(size))),
            Self::Any(sizes) => (sizes.join("/"), of(sizes)),
        }
    }
}

fn told_advice(advice: Option<&Advice>) -> String {
    match advice {
        None => "nothing".to_owned(),
        Some(Advice { size, outside: true, .. }) => format!("none, nearest {size}"),
        Some(Advice { size, or: Some(other), .. }) => format!("between {size} and {other}"),
        Some(Advice { size, .. }) => size.clone(),
    }
}

fn told(figures: &Figures) -> String {
    let of = |count: &Count| format!("{} of {}", count.right, count.rows);
    let head = format!(
        "{} rows: {} right\nsizes {}, between {}, none {}",
        figures.rows,
        percent(Some(figures.accuracy)),
        of(&figures.sizes),
        of(&figures.between),
        of(&figures.none),
    );
    let wrong = figures.wrong.iter().map(|wrong| {
        format!("\nline {}: expected {}, advised {}", wrong.line, wrong.expected, wrong.advised)
    });
    std::iter::once(head).chain(wrong).collect()
}
