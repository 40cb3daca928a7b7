//! `miaohui eval clocks`: time that counts, and clocks of conversations, on cases of anybody's own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use db::Time;
use desk::sla::clock::{ClockState, clocks};
use desk::sla::{Calendar, Event, Metric, Target};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::rows;
use crate::cli::print;

/// Elapsed and due times: of hours alone (`from` with `to` or `within_seconds`), or of the clocks of a conversation
/// (`events` with `target`). Rows may say what they expect; a row that comes out otherwise is named, and ends with a failure.
#[derive(Debug, Args)]
pub(in crate::cli) struct Clocks {
    /// Rows: see docs/guide/eval.md.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Print one line of JSON for each row, and one for all.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The hours that count; all hours when there are none.
    #[serde(default)]
    calendar: Option<Calendar>,
    /// The hours at which people are here; those that count when not given.
    #[serde(default)]
    people: Option<Calendar>,
    #[serde(default)]
    from: Option<Time>,
    #[serde(default)]
    to: Option<Time>,
    #[serde(default)]
    within_seconds: Option<u64>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    target: Option<Target>,
    /// As of when; the last event when not given.
    #[serde(default)]
    now: Option<Time>,
    #[serde(default)]
    expect: Option<Value>,
    /// What the row is about; not read.
    #[serde(default, rename = "comment")]
    _comment: Option<String>,
}

/// A clock as it is printed.
#[derive(Serialize)]
struct Told {
    metric: Metric,
    state: ClockState,
    began: Time,
    ended: Option<Time>,
    elapsed_seconds: f64,
    yellow_at: Option<Time>,
    due_at: Option<Time>,
    breached: bool,
}

impl Clocks {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let (mut all, mut expected, mut wrong) = (0, 0, Vec::new());
        for row in rows::read::<Row>(&self.data)? {
            let told = told(&row)?;
            all += 1;
            if self.json {
                print(&format!("{}\n", json!({ "line": row.line(), "told": told })));
            }
            if let Some(expect) = &row.says.expect {
                expected += 1;
                if !holds(expect, &told) {
                    wrong.push(json!({ "line": row.line(), "expected": expect, "told": told }));
                }
            }
        }
        if self.json {
            print(&format!("{}\n", json!({ "rows": all, "expected": expected, "wrong": wrong.len() })));
        } else {
            for one in &wrong {
                print(&format!("line {}: expected {}, told {}\n", one["line"], one["expected"], one["told"]));
            }
            print(&format!("{all} rows, {expected} with what is expected, {} otherwise\n", wrong.len()));
        }
        Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn told(row: &rows::Row<Row>) -> anyhow::Result<Value> {
    let Row { calendar, people, from, to, within_seconds, events, target, now, .. } = &row.says;
    for calendar in [calendar, people].into_iter().flatten() {
        calendar.check().map_err(|error| row.wrong("calendar", error))?;
    }
    let always = Calendar::always();
    let hours = calendar.as_ref().unwrap_or(&always);
    if let Some(target) = target {
        if target.calendar.is_some() {
            return Err(row.wrong(
                "target.calendar",
                "names a calendar of a policy, and a row has none: give `calendar`",
            ));
        }
        let last = events.iter().map(|event| event.at).max();
        let now = now.or(last).ok_or_else(|| row.wrong("events", "nothing happened"))?;
        let people = people.as_ref().unwrap_or(hours);
        let counted: Vec<Told> = clocks(events, target, calendar.as_ref(), people, now)
            .into_iter()
            .map(|clock| Told {
                breached: clock.breached(),
                metric: clock.metric,
                state: clock.state,
                began: clock.began,
                ended: clock.ended,
                elapsed_seconds: clock.elapsed.as_secs_f64(),
                yellow_at: clock.yellow_at,
                due_at: clock.due_at,
            })
            .collect();
        return Ok(json!({ "clocks": counted }));
    }
    let from = from.ok_or_else(|| row.wrong("from", "is missing, and there is no target"))?;
    let mut told = json!({});
    if let Some(to) = to {
        told["elapsed_seconds"] = json!(hours.elapsed(from, *to).as_secs_f64());
    }
    if let Some(within) = within_seconds {
        told["due_at"] = json!(hours.due(from, std::time::Duration::from_secs(*within)));
    }
    Ok(told)
}

/// Whether everything that is expected was told; what is not mentioned may be anything.
fn holds(expected: &Value, told: &Value) -> bool {
    match (expected, told) {
        (Value::Object(fields), Value::Object(_)) => {
            fields.iter().all(|(name, value)| told.get(name).is_some_and(|told| holds(value, told)))
        }
        (Value::Array(all), Value::Array(told)) => {
            all.len() == told.len() && all.iter().zip(told).all(|(one, told)| holds(one, told))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) => {
            let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
            one == other || moment(one).is_some_and(|at| Some(at) == moment(other))
        }
        (one, other) => one == other,
    }
}
