//! `miaohui bench`: how fast the server answers, and whether it keeps its word when it is killed.
//!
//! Both benches speak to a server the way everybody else does: buyers through the open channel API ([`channel`]) and the
//! widget's socket ([`widget`]), agents through the API of the console. What they were promised and what they heard is
//! written into one [`transcript`]; at the end the conversations are read back and compared with it ([`audit`]).

use std::process::ExitCode;

use clap::Subcommand;

mod agents;
mod audit;
mod bad_shop;
mod channel;
mod chat;
mod door;
pub(super) mod figures;
mod flows;
mod frame;
mod history;
mod kill;
mod knowledge;
mod lines;
pub(super) mod memory;
mod metrics;
mod process;
mod profile;
mod queue;
mod transcript;
mod widget;

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Many buyers write to a running server at a fixed rate, and each waits for the bot's answer.
    Chat(chat::Chat),
    /// A server of its own is killed again and again under load; nothing that was acknowledged may be lost or doubled.
    Kill(kill::Kill),
    /// One-click flows are started under load, with a shop that misbehaves and a server that is killed.
    Flows(flows::Flows),
    /// Questions are asked of tens of thousands of articles.
    Knowledge(knowledge::Knowledge),
    /// A made-up ledger is counted anew by one metric definition.
    Metrics(metrics::Metrics),
    /// A buyer of very many orders is shown, and buyers are found among very many.
    Profile(profile::Profile),
    /// A rush of buyers is ordered and given out to people, and once more first come, first served.
    Queue(queue::Queue),
}

impl Bench {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Chat(chat) => chat.run().await,
            Self::Kill(kill) => kill.run().await,
            Self::Flows(flows) => flows.run().await,
            Self::Knowledge(knowledge) => knowledge.run().await,
            Self::Metrics(metrics) => metrics.run(),
            Self::Profile(profile) => profile.run().await,
            Self::Queue(queue) => queue.run(),
        }
    }
}
