//! `miaohui bench kill`: a server is killed again and again while people talk, and must have kept every promise.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use db::Scratch;
use desk::id::{ConversationId, MessageId};
use desk::shop::Lang;
use rand::Rng as _;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::agents::Agent;
use super::audit::{Findings, audit};
use super::channel::{AGAIN_AFTER, Channel, Line, Shared, locked};
use super::door::Door;
use super::figures::{Figures, Latencies};
use super::process::Server;
use super::widget::Widget;
use super::{history, lines};
use crate::cli::{complain, print};
use crate::demo;

/// Pause of a buyer between two lines, in milliseconds.
const BETWEEN_LINES: std::ops::Range<u64> = 40..160;
/// Load before a kill, in milliseconds.
const UNDER_LOAD: std::ops::Range<u64> = 200..1500;
/// How long a server that serves again may take to acknowledge again, and at the end to answer everything.
const WITHIN: Duration = Duration::from_secs(60);
/// How long what is stored may take to reach its buyer.
const ARRIVES_WITHIN: Duration = Duration::from_secs(10);
/// Who claims and answers; both see the shop of the bench.
const AGENTS: [&str; 2] = ["agent", "agent2"];

/// A server of its own is killed again and again under load; nothing that was acknowledged may be lost or doubled.
///
/// Buyers write through the channel API and through widgets, and agents claim and answer, while the server is killed with
/// SIGKILL at random moments and started again. Every client reconnects by itself from the position it had seen and sends
/// again, with the same ids, what was not acknowledged. After each start, and at the end, every conversation is read back
/// and compared with what was acknowledged. Ends with a failure unless nothing was lost, doubled or left out.
#[derive(Debug, Args)]
pub struct Kill {
    /// How often.
    #[arg(long, value_name = "N", default_value_t = 50)]
    rounds: u32,
    /// Buyers: half through the channel, half through widgets; a quarter of them talk with agents.
    #[arg(long, value_name = "N", default_value_t = 24)]
    buyers: usize,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
    /// postgres://… instead of the embedded database: the bench makes a schema of its own in it, and removes it.
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

/// What has been checked, and what was found.
#[derive(Default)]
struct Checked {
    up_to: HashMap<ConversationId, i64>,
    findings: Findings,
    starts: Latencies,
    back: Latencies,
}

struct Bench {
    server: Server,
    door: Door,
    channel: Channel,
    transcript: Shared,
}

impl Kill {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let scratch = match self.database_url.clone() {
            Some(url) => Some(tokio::task::spawn_blocking(move || Scratch::create(&url)).await??),
            None => None,
        };
        let mut bench = Bench::start(scratch.as_ref()).await?;
        let mut clients = JoinSet::new();
        let mut speakers = JoinSet::new();
        bench.gather(self.buyers, &mut clients, &mut speakers).await?;
        let mut checked = Checked::default();
        for round in 1..=self.rounds {
            bench.round(&mut checked).await.with_context(|| format!("round {round}"))?;
        }
        speakers.shutdown().await;
        bench.settle().await;
        checked.findings.gaps += bench.unheard().await?;
        clients.shutdown().await;
        checked.up_to.clear();
        let found = bench.check(&mut checked).await?;
        checked.findings = checked.findings.and(found);
        let good = self.report(&bench, &checked);
        if !good {
            complain(&format!("the server's log is {}", bench.server.keep().display()));
        }
        bench.server.kill().await?;
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn report(&self, bench: &Bench, checked: &Checked) -> bool {
        let transcript = locked(&bench.transcript);
        let unanswered = transcript.unanswered(|speaker| !for_people(speaker));
        let Findings { lost, duplicated, gaps, bot_after_person } = checked.findings;
        let (lost, duplicated) = (lost + unanswered as u64, duplicated + transcript.doubled.len() as u64);
        let unacknowledged = transcript.unacknowledged();
        let mut figures = Figures::default();
        figures
            .put("rounds", self.rounds)
            .put("acked", transcript.acknowledged())
            .put("lost", lost)
            .put("duplicated", duplicated)
            .put("gaps", gaps)
            .put("out_of_order", transcript.out_of_order)
            .put("bot_after_person", bot_after_person)
            .put("unanswered", unanswered)
            .put("unacknowledged", unacknowledged)
            .put("refused", json!(transcript.refused))
            .put("reconnects", transcript.reconnects)
            .put("resyncs", transcript.resyncs)
            .measure("ready_p50_ms", checked.starts.ms(0.5))
            .measure("ready_max_ms", checked.starts.ms(1.0))
            .measure("first_ack_p50_ms", checked.back.ms(0.5))
            .measure("first_ack_max_ms", checked.back.ms(1.0));
        print(&figures.text(self.json));
        for (id, seq) in &transcript.doubled {
            complain(&format!("conversation {id}: number {seq} came twice, or answers once more"));
        }
        let broken = lost + duplicated + gaps + bot_after_person + transcript.out_of_order;
        broken == 0 && transcript.refused.is_empty() && unacknowledged == 0
    }
}

impl Bench {
    async fn start(scratch: Option<&Scratch>) -> anyhow::Result<Self> {
        let mut server = Server::new(scratch.map(|scratch| scratch.url().to_owned()))?;
        let door = Door::new(&server.url()).await?;
        server.start(&door).await?;
        let way = demo::ways().next().context("the demo seller has a shop")?;
        let channel = Channel { door: door.clone(), inbox: way.api_inbox, key: way.key.to_owned() };
        Ok(Self { server, door, channel, transcript: Shared::default() })
    }

    /// Sets up buyers and agents, and lets them begin once everybody hears.
    async fn gather(
        &self,
        count: usize,
        clients: &mut JoinSet<()>,
        speakers: &mut JoinSet<()>,
    ) -> anyhow::Result<()> {
        let widget_inbox = demo::ways().next().context("the demo seller has a shop")?.widget_inbox;
        let (heard, mut ear) = watch::channel(false);
        clients.spawn(self.channel.clone().listen(Shared::clone(&self.transcript), heard));
        ear.wait_for(|hearing| *hearing).await?;
        for number in 0..count {
            let transcript = Shared::clone(&self.transcript);
            let (lines, mut said) = mpsc::unbounded_channel();
            if number.is_multiple_of(2) {
                let (channel, handle) = (self.channel.clone(), format!("bench-{number}"));
                let transcript = Shared::clone(&self.transcript);
                clients.spawn(async move {
                    while let Some(line) = said.recv().await {
                        channel.say(&handle, &line, &transcript).await;
                    }
                });
            } else {
                let widget = Widget::begin(&self.door, widget_inbox, None).await?;
                let (heard, mut ear) = watch::channel(false);
                clients.spawn(widget.live(said, Shared::clone(&self.transcript), heard));
                ear.wait_for(|hearing| *hearing).await?;
            }
            speakers.spawn(speak(number, lines, transcript));
        }
        for login in AGENTS {
            let token = self.door.sign_in(login, demo::PASSWORD).await?;
            let agent = Agent { door: self.door.clone(), token };
            speakers.spawn(agent.work(for_people, Shared::clone(&self.transcript)));
        }
        Ok(())
    }

    /// Load, a kill, a start, and a look at what is there.
    async fn round(&mut self, checked: &mut Checked) -> anyhow::Result<()> {
        let load = rand::rng().random_range(UNDER_LOAD);
        tokio::time::sleep(Duration::from_millis(load)).await;
        self.server.kill().await?;
        let before = locked(&self.transcript).acknowledged();
        let started = Instant::now();
        checked.starts.record(self.server.start(&self.door).await?);
        while locked(&self.transcript).acknowledged() == before {
            anyhow::ensure!(started.elapsed() < WITHIN, "nothing is acknowledged any more");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        checked.back.record(started.elapsed());
        let found = self.check(checked).await?;
        checked.findings = checked.findings.and(found);
        Ok(())
    }

    /// Reads what is new since the last look and compares it with what was acknowledged before this one.
    async fn check(&self, checked: &mut Checked) -> anyhow::Result<Findings> {
        let promised: Vec<_> = {
            let transcript = locked(&self.transcript);
            let ours = transcript.conversations.iter().filter(|(_, one)| !one.acked.is_empty());
            ours.map(|(id, one)| (*id, one.acked.clone())).collect()
        };
        let mut findings = Findings::default();
        for (id, acked) in promised {
            let from = checked.up_to.get(&id).copied().unwrap_or(0);
            let stored = history::read(&self.door, &self.channel.key, id, from).await?;
            let found = audit(from, &stored, &acked);
            if found != Findings::default() {
                complain(&format!("conversation {id} after number {from}: {found:?}"));
            }
            findings = findings.and(found);
            if let Some(last) = stored.last() {
                checked.up_to.insert(id, last.seq);
            }
        }
        Ok(findings)
    }

    /// How much of what is stored nobody was told. What is on its way gets a moment to arrive.
    async fn unheard(&self) -> anyhow::Result<u64> {
        let ours: Vec<_> = {
            let transcript = locked(&self.transcript);
            transcript
                .conversations
                .iter()
                .filter(|(_, one)| !one.acked.is_empty())
                .map(|(id, _)| *id)
                .collect()
        };
        let mut stored = Vec::new();
        for id in ours {
            let all = history::read(&self.door, &self.channel.key, id, 0).await?;
            stored.extend(all.into_iter().filter(|message| !message.private).map(|message| (id, message.id)));
        }
        let started = Instant::now();
        loop {
            self.forget_heard(&mut stored);
            if stored.is_empty() || started.elapsed() > ARRIVES_WITHIN {
                return Ok(stored.len() as u64);
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }

    fn forget_heard(&self, stored: &mut Vec<(ConversationId, MessageId)>) {
        let transcript = locked(&self.transcript);
        stored.retain(|(id, message)| !transcript.conversations[id].has_heard(*message));
    }

    /// Waits until everything is acknowledged and answered.
    async fn settle(&self) {
        let started = Instant::now();
        while started.elapsed() < WITHIN {
            let open = {
                let transcript = locked(&self.transcript);
                transcript.unacknowledged() + transcript.unanswered(|speaker| !for_people(speaker))
            };
            if open == 0 {
                return;
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }
}

/// A quarter of the buyers talk with agents; the bot answers the others alone.
fn for_people(speaker: usize) -> bool {
    speaker % 4 == 3
}

/// A buyer who goes on talking, whether or not the server is there.
async fn speak(number: usize, lines: mpsc::UnboundedSender<Line>, transcript: Shared) {
    for turn in 0.. {
        let pause = rand::rng().random_range(BETWEEN_LINES);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let line = Line { client_id: Uuid::now_v7().to_string(), text: lines::line(Lang::Zh, number, turn) };
        locked(&transcript).said(number, &line.client_id, Instant::now());
        if lines.send(line).is_err() {
            return;
        }
    }
}
