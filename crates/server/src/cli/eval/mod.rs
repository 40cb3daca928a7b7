//! `miaohui eval`: how well texts are understood and answers found, measured on data that anybody may bring.
//!
//! What is measured is what the bot does: the same functions, with the same settings. docs/guide/eval.md tells the formats.

use std::process::ExitCode;

use clap::Subcommand;

mod retrieve;
mod rows;

/// What can be measured on one's own data.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// How well questions find the article that answers them.
    Retrieve(retrieve::Retrieve),
}

impl Eval {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Retrieve(retrieve) => retrieve.run().await,
        }
    }
}
