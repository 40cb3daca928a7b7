//! `miaohui bench metrics`: how long it takes to count a long ledger anew by one definition, on one core.
//!
//! The ledger is made up in memory: buyers who write in bursts, agents who answer after a while, transfers, closes.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use db::Time;
use desk::metric::evaluate::{Detail, Evaluator, Frame};
use desk::metric::event::{Event, Key, Reply, What};
use desk::metric::shipped;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::figures::Figures;
use super::memory::peak_mb;
use crate::cli::print;

/// Messages of one conversation.
const OF_ONE: usize = 10;
const AGENTS: Key = 40;
const DAYS: i64 = 30;
/// 1 June 2025, midnight in Shanghai.
const BEGIN: i64 = 1_748_707_200;

/// Counts a made-up ledger.
#[derive(Debug, Args)]
pub struct Metrics {
    /// How many messages.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    messages: usize,
    /// By which definition.
    #[arg(long, value_name = "NAME", default_value = "taobao-average-reply")]
    definition: String,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Metrics {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let definition = shipped::newest(&self.definition)
            .with_context(|| format!("--definition: there is no {}", self.definition))?;
        let events = made_up(self.messages);
        let mut took = Vec::new();
        let mut outcomes = Vec::new();
        for detail in [Detail::Sums, Detail::Rounds] {
            let zone = TimeZone::get("Asia/Shanghai")?;
            let started = Instant::now();
            let mut evaluator = Evaluator::new(definition, Frame::everything(zone), detail);
            for event in &events {
                evaluator.feed(event);
            }
            outcomes.push(evaluator.finish());
            took.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        anyhow::ensure!(outcomes[0].tally == outcomes[1].tally, "sums and rounds differ");
        let messages = events.iter().filter(|event| is_said(event)).count();
        let mut figures = Figures::default();
        figures
            .put("definition", definition.name.as_str())
            .put("messages", messages)
            .put("events", events.len())
            .put("rounds", outcomes[1].rounds.len())
            .put("numerator", outcomes[1].tally.told_numerator(definition))
            .put("denominator", outcomes[1].tally.denominator)
            .put("value", outcomes[1].tally.value(definition))
            .measure("sums_ms", took[0])
            .measure("rounds_ms", took[1]);
        if let Some(peak) = peak_mb() {
            figures.measure("memory_mb", peak);
        }
        print(&figures.text(self.json));
        Ok(ExitCode::SUCCESS)
    }
}

fn is_said(event: &Event) -> bool {
    matches!(event.what, What::Asked(_) | What::Said { .. })
}

/// So many messages in the order in which they were said, always the same.
fn made_up(messages: usize) -> Vec<Event> {
    let mut draw = StdRng::seed_from_u64(7);
    let mut events = Vec::with_capacity(messages + messages / OF_ONE * 3);
    let mut left = messages;
    for conversation in 0.. {
        if left == 0 {
            break;
        }
        let said = left.min(OF_ONE);
        left -= said;
        talk(conversation, said, &mut draw, &mut events);
    }
    events.sort_by_key(|event| event.at);
    events
}

fn talk(conversation: Key, messages: usize, draw: &mut StdRng, events: &mut Vec<Event>) {
    let mut second = draw.random_range(0..DAYS * 86_400);
    // Numbers of accounts are far from those of conversations.
    let mut agent = Key::MAX - draw.random_range(0..AGENTS);
    let mut then = |second: i64, what| {
        let at = Time::from_micros((BEGIN + second) * 1_000_000);
        events.push(Event { at, conversation, buyer: conversation / 2, what });
    };
    then(second, What::HandedOff);
    then(second, What::Taken(agent));
    for _ in 0..messages {
        second += draw.random_range(1..90);
        if draw.random_bool(0.02) {
            let to = Key::MAX - draw.random_range(0..AGENTS);
            then(second, What::Transferred { from: Some(agent), to: Some(to) });
            agent = to;
        }
        if draw.random_bool(0.55) {
            then(second, What::Asked(None));
        } else {
            let reply = if draw.random_bool(0.1) { Reply::Assist } else { Reply::Human };
            then(second, What::Said { reply, by: Some(agent) });
        }
    }
    then(second + 600, What::Closed);
}
