//! `miaohui eval`: how well texts are understood and answers found, and what a ledger comes to, measured on data that anybody may bring.
//!
//! What is measured is what the bot does: the same functions, with the same settings. docs/guide/eval.md tells the formats.

use std::process::ExitCode;

use clap::Subcommand;

mod clocks;
mod custom_intents;
mod gate;
mod metrics;
mod orders;
mod retrieve;
mod rows;
mod size;
mod times;
mod understand;

/// What can be measured on one's own data.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// Intents and emotions, told by the built-in understanding.
    Understand(understand::Understand),
    /// How well questions find the article that answers them.
    Retrieve(retrieve::Retrieve),
    /// Hours that count, and clocks of conversations.
    Clocks(clocks::Clocks),
    /// Intents of one's own, learned from examples.
    CustomIntents(custom_intents::CustomIntents),
    /// What size tables advise bodies.
    Size(size::SizeAdvice),
    /// What may be done to orders: a benchmark's action sequences replayed, and broken ones refused.
    Orders(orders::Orders),
    /// What platforms hold against a shop, counted from any ledger.
    Metrics(metrics::Metrics),
    /// How surely false replies are held, and true ones let through.
    Gate(gate::Gate),
}

impl Eval {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Understand(understand) => understand.run(),
            Self::Retrieve(retrieve) => retrieve.run().await,
            Self::CustomIntents(intents) => intents.run(),
            Self::Size(size) => size.run(),
            Self::Clocks(clocks) => clocks.run(),
            Self::Orders(orders) => orders.run().await,
            Self::Metrics(metrics) => metrics.run(),
            Self::Gate(gate) => gate.run(),
        }
    }
}
