//! `miaohui bench chat`: buyers write at a fixed rate, and each message waits for its answer.
//!
//! The schedule is fixed before the first message: the n-th is due at n / rate, whatever became of those before it, and
//! every time is counted from then. A server that stands still for a second is charged for every message of that second.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use desk::shop::Lang;
use futures::{StreamExt as _, TryStreamExt as _};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::audit::{Findings, audit};
use super::channel::{Channel, Line, Shared, locked};
use super::door::{self, Door, Failure};
use super::figures::Figures;
use super::widget::Widget;
use super::{history, lines, memory};
use crate::cli::{complain, print};
use crate::demo;

/// Clients that are set up, and conversations that are read back, beside each other.
const BESIDE: usize = 8;
/// After this long without anything new, what is still open is taken to be lost.
const QUIET: Duration = Duration::from_secs(5);
/// How long sockets may take to open.
const OPENING: Duration = Duration::from_secs(20);

/// Many buyers write to a running server at a fixed rate, and each waits for the bot's answer.
///
/// Half of them write through the open channel API, half through the widget's socket. Without a key and inboxes, they are
/// buyers of the two shops of the demo seller. Against a server on this machine every widget comes from an address of its
/// own, so that a demo server with default settings takes 200 buyers at 100 messages a second.
#[derive(Debug, Args)]
pub struct Chat {
    /// The server.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7300")]
    server: String,
    /// How many buyers.
    #[arg(long, value_name = "N", default_value_t = 200)]
    buyers: usize,
    /// Messages a second, of all of them together.
    #[arg(long, value_name = "R", default_value_t = 100.0)]
    rate: f64,
    /// For how long.
    #[arg(long, value_name = "S", default_value_t = 30.0)]
    seconds: f64,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
    /// A key of the shop that may speak for buyers and read conversations.
    #[arg(long, value_name = "KEY", requires = "inbox", requires = "widget_inbox")]
    key: Option<String>,
    /// The shop's inbox for programs, by its public name.
    #[arg(long, value_name = "INBOX", requires = "key")]
    inbox: Option<String>,
    /// The shop's webchat inbox, by its public name.
    #[arg(long, value_name = "INBOX", requires = "key")]
    widget_inbox: Option<String>,
    /// The server's process, for its memory. Found by its port when it runs on this machine.
    #[arg(long, value_name = "PID")]
    server_pid: Option<u32>,
}

/// The ways into one shop.
struct Way {
    channel: Channel,
    widget_inbox: String,
    lang: Lang,
}

/// How a buyer speaks.
enum Mouth {
    Channel(Channel, String),
    Widget(mpsc::UnboundedSender<Line>),
}

struct Buyer {
    mouth: Mouth,
    lang: Lang,
}

/// What is seen of a shop from outside.
#[derive(Deserialize)]
struct Seen {
    language: Lang,
}

impl Chat {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::ensure!(
            self.buyers > 0 && self.rate > 0.0 && self.seconds > 0.0,
            "nothing to do: all must be above zero"
        );
        let door = Door::new(&self.server).await?;
        let ways = self.ways(&door).await?;
        let transcript = Shared::default();
        let mut clients = JoinSet::new();
        let buyers = gather(&ways, self.buyers, &transcript, &mut clients).await?;
        self.speak(&buyers, &transcript, &mut clients).await;
        settle(&transcript).await;
        let pid = self.server_pid.or_else(|| door.local_port().and_then(memory::listening_on));
        let pss = pid.and_then(memory::pss_mb);
        clients.shutdown().await;
        let findings = read_back(&ways, &transcript).await?;
        Ok(self.report(&transcript, findings, pss))
    }

    /// The shop that was named, or those of the demo seller.
    async fn ways(&self, door: &Door) -> anyhow::Result<Vec<Way>> {
        let named = match (&self.key, &self.inbox, &self.widget_inbox) {
            (Some(key), Some(inbox), Some(widget)) => vec![(key.clone(), inbox.clone(), widget.clone())],
            _ => demo::ways()
                .map(|way| (way.key.to_owned(), way.api_inbox, way.widget_inbox.to_owned()))
                .collect(),
        };
        let mut ways = Vec::new();
        for (key, inbox, widget_inbox) in named {
            let path = format!("/api/v1/widget/{widget_inbox}/config");
            let Seen { language } = door.get(&path, &key).await.map_err(Failure::explained)?;
            let readable =
                door.get::<serde::de::IgnoredAny>("/api/v1/conversations?view=bot&limit=1", &key).await;
            readable.map_err(Failure::explained)?;
            let channel = Channel { door: door.clone(), inbox, key };
            channel
                .open(None)
                .await
                .with_context(|| format!("the inbox {} cannot be listened to", channel.inbox))?;
            ways.push(Way { channel, widget_inbox, lang: language });
        }
        Ok(ways)
    }

    /// Says everything when it is due.
    async fn speak(&self, buyers: &[Buyer], transcript: &Shared, clients: &mut JoinSet<()>) {
        let start = Instant::now() + Duration::from_millis(100);
        let run = Uuid::now_v7().simple().to_string();
        for number in 0_u32.. {
            let due = start + Duration::from_secs_f64(f64::from(number) / self.rate);
            if due.duration_since(start).as_secs_f64() >= self.seconds {
                return;
            }
            tokio::time::sleep_until(due.into()).await;
            let (speaker, turn) = (number as usize % buyers.len(), number as usize / buyers.len());
            let buyer = &buyers[speaker];
            let line =
                Line { client_id: format!("{run}-{number}"), text: lines::line(buyer.lang, speaker, turn) };
            locked(transcript).said(speaker, &line.client_id, due);
            match &buyer.mouth {
                // The widget lives until the end of the run, so somebody hears it.
                Mouth::Widget(lines) => drop(lines.send(line)),
                Mouth::Channel(channel, handle) => {
                    let (channel, handle, transcript) =
                        (channel.clone(), handle.clone(), Shared::clone(transcript));
                    clients.spawn(async move { channel.say(&handle, &line, &transcript).await });
                }
            }
        }
    }

    fn report(&self, transcript: &Shared, findings: Findings, pss: Option<f64>) -> ExitCode {
        let transcript = locked(transcript);
        let (unanswered, unacknowledged) = (transcript.unanswered(|_| true), transcript.unacknowledged());
        let lost = findings.lost + findings.gaps + unanswered as u64;
        let duplicated = findings.duplicated + transcript.doubled.len() as u64;
        let refused: u64 = transcript.refused.values().sum();
        let seconds = transcript.span.map_or(0.0, |(first, last)| last.duration_since(first).as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
        let rate = transcript.acknowledged() as f64 / seconds.max(0.001);
        let (acks, replies) = (&transcript.acks, &transcript.replies);
        let mut figures = Figures::default();
        figures
            .measure("ack_per_s", rate)
            .measure("ack_p50_ms", acks.ms(0.5))
            .measure("ack_p99_ms", acks.ms(0.99))
            .measure("reply_p50_ms", replies.ms(0.5))
            .measure("reply_p99_ms", replies.ms(0.99))
            .put("lost", lost)
            .put("duplicated", duplicated)
            .put("out_of_order", transcript.out_of_order)
            .put("server_pss_mb", pss.map_or(json!(null), |mb| json!((mb * 10.0).round() / 10.0)))
            .put("messages", transcript.messages)
            .put("acked", transcript.acknowledged())
            .put("replies", replies.count())
            .put("unanswered", unanswered)
            .put("errors", refused + unacknowledged as u64)
            .put("refused", json!(transcript.refused))
            .put("reconnects", transcript.reconnects)
            .put("buyers", self.buyers)
            .put("rate", self.rate)
            .put("seconds", self.seconds);
        print(&figures.text(self.json));
        for advice in transcript.refused.keys().filter_map(|code| door::advice(code)) {
            complain(advice);
        }
        let good = lost + duplicated + transcript.out_of_order + refused + unacknowledged as u64 == 0;
        if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Sets the buyers up: by turns at each shop, half through the channel and half through widgets.
async fn gather(
    ways: &[Way],
    count: usize,
    transcript: &Shared,
    clients: &mut JoinSet<()>,
) -> anyhow::Result<Vec<Buyer>> {
    let mut ears = Vec::new();
    for way in ways {
        let (heard, ear) = watch::channel(false);
        ears.push(ear);
        clients.spawn(way.channel.clone().listen(Shared::clone(transcript), heard));
    }
    let run = Uuid::now_v7().simple().to_string();
    let made = futures::stream::iter(0..count).map(|number| {
        let (way, run) = (&ways[number % ways.len()], run.as_str());
        async move {
            if (number / ways.len()).is_multiple_of(2) {
                return Ok((
                    Mouth::Channel(way.channel.clone(), format!("bench-{run}-{number}")),
                    way.lang,
                    None,
                ));
            }
            let door = &way.channel.door;
            let widget = Widget::begin(door, &way.widget_inbox, door.source(number)).await?;
            let (lines, said) = mpsc::unbounded_channel();
            Ok::<_, anyhow::Error>((Mouth::Widget(lines), way.lang, Some((widget, said))))
        }
    });
    let made: Vec<_> = made.buffered(BESIDE).try_collect().await?;
    let mut buyers = Vec::with_capacity(count);
    for (mouth, lang, widget) in made {
        if let Some((widget, said)) = widget {
            let (heard, ear) = watch::channel(false);
            ears.push(ear);
            clients.spawn(widget.live(said, Shared::clone(transcript), heard));
        }
        buyers.push(Buyer { mouth, lang });
    }
    let all = futures::future::join_all(ears.iter_mut().map(|ear| ear.wait_for(|hearing| *hearing)));
    let opened = tokio::time::timeout(OPENING, all).await;
    opened
        .map_err(|_| anyhow::anyhow!(door::advice("too_many_sockets").unwrap_or_default()))
        .context("not every buyer could open a socket")?;
    Ok(buyers)
}

/// Waits until everything is answered, or nothing more comes.
async fn settle(transcript: &Shared) {
    let (mut seen, mut since) = (None, Instant::now());
    loop {
        let open = {
            let transcript = locked(transcript);
            (transcript.unacknowledged(), transcript.unanswered(|_| true))
        };
        if open == (0, 0) {
            return;
        }
        if seen != Some(open) {
            (seen, since) = (Some(open), Instant::now());
        } else if since.elapsed() > QUIET {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Reads every conversation back and compares it with what was acknowledged.
async fn read_back(ways: &[Way], transcript: &Shared) -> anyhow::Result<Findings> {
    let conversations = std::mem::take(&mut locked(transcript).conversations);
    let read = futures::stream::iter(&conversations).map(|(id, conversation)| async move {
        let Channel { door, key, .. } = &ways[conversation.speaker % ways.len()].channel;
        let stored = history::read(door, key, *id, 0).await?;
        Ok::<_, Failure>(audit(0, &stored, &conversation.acked))
    });
    let findings =
        read.buffer_unordered(BESIDE).try_fold(Findings::default(), async |all, one| Ok(all.and(one)));
    let findings = findings.await.context("the conversations could not be read back")?;
    locked(transcript).conversations = conversations;
    Ok(findings)
}
