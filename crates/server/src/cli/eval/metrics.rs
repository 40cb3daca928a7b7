//! `miaohui eval metrics`: counts any ledger by a definition, and says why each round counted as it did.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use db::Time;
use desk::metric::evaluate::{Frame, Outcome, evaluate};
use desk::metric::event::Keys;
use desk::metric::judge::Round;
use desk::metric::{Definition, phrase, row, shipped};
use desk::shop::{Bilingual, Lang};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::rows;
use crate::cli::print;

#[derive(Debug, Args)]
pub(in crate::cli) struct Metrics {
    /// What happened: a JSON object a line, {"time","conversation","author","agent","kind"}; docs/guide/eval.md tells more.
    #[arg(long, value_name = "FILE")]
    events: PathBuf,
    /// The name of a definition that comes with the house, or a file with one of your own.
    #[arg(long, value_name = "NAME|FILE")]
    definition: String,
    /// Which version of it; the newest when not given.
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    /// The zone of the platform's days and hours.
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    zone: String,
    /// Only what begins from here on: a day, or a time with its offset.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// And before this.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The moment it is looked at: what may still be answered then is open. When nothing more will happen, if not given.
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Counted<'a> {
    definition: &'a str,
    version: u32,
    unit: &'static str,
    value: Option<f64>,
    numerator: f64,
    denominator: i64,
    rounds: Vec<Reckoning<'a>>,
}

/// A round as it counted.
#[derive(Debug, Serialize)]
struct Reckoning<'a> {
    conversation: &'a str,
    buyer: &'a str,
    agent: Option<&'a str>,
    start: Time,
    end: Option<Time>,
    due: Option<Time>,
    seconds: Option<f64>,
    counted: bool,
    numerator: f64,
    denominator: i64,
    reason: &'static str,
    passed_over: Vec<&'static str>,
    why: Bilingual,
}

impl Metrics {
    pub(in crate::cli) fn run(self) -> anyhow::Result<ExitCode> {
        let definition = self.definition()?;
        let zone = TimeZone::get(&self.zone).map_err(|_| anyhow!("--zone: there is no {}", self.zone))?;
        let mut frame = Frame::everything(zone.clone());
        let moments = [
            (&self.from, "--from", &mut frame.from),
            (&self.to, "--to", &mut frame.to),
            (&self.now, "--now", &mut frame.now),
        ];
        for (given, name, into) in moments {
            if let Some(text) = given {
                *into = moment(text, &zone).with_context(|| format!("{name}: {text}"))?;
            }
        }
        let mut keys = Keys::default();
        let mut events = Vec::new();
        for one in rows::read::<row::Row>(&self.events)? {
            let told =
                one.says.events(&mut keys).map_err(|field| one.wrong(field, "is missing for this kind"))?;
            events.extend(told);
        }
        // A ledger may be written down in any order.
        events.sort_by_key(|event| event.at);
        let outcome = evaluate(&definition, frame, &events);
        let counted = counted(&definition, &outcome, &keys);
        let told = if self.json { serde_json::to_string(&counted)? } else { told(&counted) };
        print(&format!("{told}\n"));
        Ok(ExitCode::SUCCESS)
    }

    fn definition(&self) -> anyhow::Result<Definition> {
        let wanted = |definition: &&Definition| self.version.is_none_or(|v| definition.version == v);
        let named = shipped::all().iter().filter(|definition| definition.name == self.definition);
        if let Some(found) = named.filter(wanted).max_by_key(|definition| definition.version) {
            return Ok(found.clone());
        }
        let file = PathBuf::from(&self.definition);
        if !file.is_file() {
            let mut known: Vec<&str> = shipped::all().iter().map(|one| one.name.as_str()).collect();
            known.dedup();
            bail!("--definition: there is no {}; there are: {}", self.definition, known.join(", "));
        }
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut reader = serde_json::Deserializer::from_str(&text);
        let definition: Definition = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| anyhow!("{}, field {}: {}", file.display(), error.path(), error.inner()))?;
        definition.check().map_err(|error| anyhow!("{}: {error}", file.display()))?;
        Ok(definition)
    }
}

/// A day's beginning in the zone, or a time with its offset.
fn moment(text: &str, zone: &TimeZone) -> anyhow::Result<Time> {
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date.to_zoned(zone.clone())?.timestamp().into());
    }
    Ok(text.parse::<jiff::Timestamp>()?.into())
}

fn counted<'a>(definition: &'a Definition, outcome: &Outcome, keys: &'a Keys) -> Counted<'a> {
    Counted {
        definition: &definition.name,
        version: definition.version,
        unit: definition.unit.as_str(),
        value: outcome.tally.value(definition),
        numerator: outcome.tally.told_numerator(definition),
        denominator: outcome.tally.denominator,
        rounds: outcome.rounds.iter().map(|round| reckoning(definition, round, keys)).collect(),
    }
}

fn reckoning<'a>(definition: &Definition, round: &Round, keys: &'a Keys) -> Reckoning<'a> {
    let why = |lang| phrase::why(definition, round, lang);
    Reckoning {
        conversation: keys.name(round.conversation),
        buyer: keys.name(round.buyer),
        agent: round.account.map(|account| keys.name(account)),
        start: round.start,
        end: round.end,
        due: round.due,
        seconds: round.end.map(|end| end.since(round.start).as_secs_f64()),
        counted: round.is_counted(),
        numerator: round.tally.told_numerator(definition),
        denominator: round.tally.denominator,
        reason: round.reason.as_str(),
        passed_over: round.passed_over.iter().map(|reply| reply.as_str()).collect(),
        why: Bilingual { zh: why(Lang::Zh), en: why(Lang::En) },
    }
}

fn told(counted: &Counted<'_>) -> String {
    let value = counted.value.map_or("nothing to count".to_owned(), |value| value.to_string());
    let mut lines = vec![format!(
        "{} (version {}): {value} = {} / {}\n",
        counted.definition, counted.version, counted.numerator, counted.denominator
    )];
    lines.extend(counted.rounds.iter().map(|round| {
        let agent = round.agent.map(|agent| format!(" ({agent})")).unwrap_or_default();
        format!("{} {}{agent}: {}", round.start, round.conversation, round.why.en)
    }));
    lines.join("\n")
}
