//! `miaohui eval gate`: how surely false replies are held, and true ones let through.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use desk::bot::gate::case::Facts;
use desk::bot::gate::{Grounds, check};
use desk::conversation::checked::{CheckOutcome, Checked, Finding};
use serde::{Deserialize, Serialize};

use super::rows::{self, Row};
use super::times::{Times, share};
use crate::cli::print;

#[derive(Debug, Args)]
pub(in crate::cli) struct Gate {
    /// Replies with their facts: a JSON object a line, {"facts","reply","true"}.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Print every reply that was judged wrongly as well, to the standard error.
    #[arg(long)]
    wrong: bool,
}

/// A set of facts with a name, a reply, or both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    name: Option<String>,
    facts: Given,
    #[serde(default)]
    reply: Option<String>,
    #[serde(default)]
    r#true: Option<bool>,
    /// What a false reply is false about; only for counting.
    #[serde(default)]
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Given {
    Named(String),
    Here(serde_json::Value),
}

#[derive(Debug, Default, Serialize)]
struct Figures {
    /// False replies, and how many of them were let through as they stood.
    false_replies: usize,
    false_let_through: usize,
    /// True replies, and how many of them were let through as they stood.
    true_replies: usize,
    true_let_through: usize,
    true_share: f64,
    /// What became of the false ones.
    rewritten: usize,
    held: usize,
    handed_off: usize,
    /// Of false replies by what they are false about: how many, and how many were let through.
    by_kind: BTreeMap<String, Kind>,
    p50_ms: f64,
    p99_ms: f64,
}

#[derive(Debug, Default, Serialize)]
struct Kind {
    replies: usize,
    let_through: usize,
}

impl Gate {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let rows: Vec<Row<Case>> = rows::read(&self.data)?;
        let mut named: HashMap<&str, Grounds> = HashMap::new();
        let mut figures = Figures::default();
        let mut taken = Vec::new();
        for row in &rows {
            let own = match &row.says.facts {
                Given::Named(_) => None,
                Given::Here(facts) => Some(grounds(row, facts)?),
            };
            if let (Some(name), None) = (&row.says.name, &row.says.reply) {
                let grounds = own.ok_or_else(|| row.wrong("facts", "a name needs facts of its own"))?;
                named.insert(name, grounds);
                continue;
            }
            let grounds = match (&row.says.facts, &own) {
                (Given::Named(name), _) => named
                    .get(name.as_str())
                    .ok_or_else(|| row.wrong("facts", format!("no row before has the name {name:?}")))?,
                (Given::Here(_), Some(own)) => own,
                (Given::Here(_), None) => continue,
            };
            let reply = row.says.reply.as_deref().ok_or_else(|| row.wrong("reply", "is missing"))?;
            let is_true = row.says.r#true.ok_or_else(|| row.wrong("true", "is missing"))?;
            let started = Instant::now();
            let passed = check(reply, grounds)?;
            taken.push(started.elapsed());
            let right = (passed.checked.outcome == CheckOutcome::Passed) == is_true;
            if self.wrong && !right {
                crate::cli::complain(&format!("line {}: {reply}\n    {}", row.line(), why(&passed.checked)));
            }
            figures.count(&row.says, is_true, &passed.checked);
        }
        let times = Times::new(taken);
        figures.p50_ms = times.within(50);
        figures.p99_ms = times.within(99);
        figures.true_share = share(figures.true_let_through, figures.true_replies).unwrap_or_default();
        let told = if self.json { serde_json::to_string(&figures)? } else { told(&figures) };
        print(&format!("{told}\n"));
        Ok(ExitCode::SUCCESS)
    }
}

fn grounds(row: &Row<Case>, facts: &serde_json::Value) -> anyhow::Result<Grounds> {
    let facts: Facts = serde_path_to_error::deserialize(facts).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "facts".to_owned() } else { format!("facts.{path}") };
        row.wrong(&field, error.into_inner())
    })?;
    facts.grounds().map_err(|what| row.wrong("facts.time_zone", what))
}

/// What was found against a reply, in a line.
fn why(checked: &Checked) -> String {
    let against: Vec<String> = checked
        .statements
        .iter()
        .filter(|statement| statement.finding != Finding::Supported)
        .map(|statement| format!("{} {:?} {}", statement.kind, statement.words, statement.finding))
        .collect();
    format!("{}: {}", checked.outcome, against.join(", "))
}

impl Figures {
    fn count(&mut self, case: &Case, is_true: bool, checked: &Checked) {
        let through = checked.outcome == CheckOutcome::Passed;
        if is_true {
            self.true_replies += 1;
            self.true_let_through += usize::from(through);
            return;
        }
        self.false_replies += 1;
        self.false_let_through += usize::from(through);
        match checked.outcome {
            CheckOutcome::Passed => {}
            CheckOutcome::Rewritten => self.rewritten += 1,
            CheckOutcome::Held => self.held += 1,
            CheckOutcome::HandedOff => self.handed_off += 1,
        }
        let kind = self.by_kind.entry(case.kind.clone().unwrap_or_else(|| "other".to_owned())).or_default();
        kind.replies += 1;
        kind.let_through += usize::from(through);
    }
}

fn told(figures: &Figures) -> String {
    let mut lines = vec![
        format!("false replies  {}, let through {}", figures.false_replies, figures.false_let_through),
        format!(
            "               rewritten {}, held {}, handed off {}",
            figures.rewritten, figures.held, figures.handed_off
        ),
        format!("true replies   {}, let through {}", figures.true_replies, figures.true_let_through),
        format!("time           p50 {:.2} ms, p99 {:.2} ms", figures.p50_ms, figures.p99_ms),
        String::new(),
        "false by kind   replies  let through".to_owned(),
    ];
    lines.extend(
        figures
            .by_kind
            .iter()
            .map(|(name, kind)| format!("{name:14} {:>8} {:>12}", kind.replies, kind.let_through)),
    );
    lines.join("\n")
}
