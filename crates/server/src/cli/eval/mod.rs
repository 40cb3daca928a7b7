//! `miaohui eval`: how well texts are understood, measured by anybody on data of their own.

use std::process::ExitCode;

use clap::Subcommand;

mod custom_intents;
mod rows;
mod times;
mod understand;

/// What can be evaluated.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// Intents and emotions, told by the built-in understanding.
    Understand(understand::Understand),
    /// Intents of one's own, learned from examples.
    CustomIntents(custom_intents::CustomIntents),
}

impl Eval {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Understand(understand) => understand.run(),
            Self::CustomIntents(intents) => intents.run(),
        }
    }
}
