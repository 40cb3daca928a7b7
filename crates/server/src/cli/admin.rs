//! `miaohui admin`: what only somebody at the machine may do.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use db::Db;
use desk::agent::password::Password;
use desk::agent::{people, session};
use desk::ctx::{Store, SystemClock};
use desk::{reaction, secret};

use super::{Common, print};
use crate::app::database_options;

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Give a person a new one-time password and end their sessions.
    ResetPassword(ResetPassword),
}

#[derive(Debug, Args)]
pub(super) struct ResetPassword {
    #[command(flatten)]
    common: Common,
    /// What the person signs in with.
    login: String,
}

impl Admin {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::ResetPassword(reset) => reset.run().await,
        }
    }
}

impl ResetPassword {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let store = open_store(&self.common).await?;
        let text = secret::one_time_password();
        let password = Password::new("password", text.clone())?.hash()?;
        let login = self.login.clone();
        store
            .write(move |ctx| {
                let (found, _) = session::candidate(ctx, &login)?;
                let agent = found.ok_or_else(|| desk::error::Refusal::not_found("no_such_agent"))?;
                people::set_password(ctx, agent.id, &password, true)
            })
            .await
            .with_context(|| self.login.clone())?;
        print(&format!("{} signs in once with  {text}\n", self.login));
        Ok(ExitCode::SUCCESS)
    }
}

/// The database of a command that runs beside the server, or without it.
pub(super) async fn open_store(common: &Common) -> anyhow::Result<Store> {
    let config = common.config()?;
    std::fs::create_dir_all(&config.server.data)?;
    let options = database_options(&config)?;
    let db = tokio::task::spawn_blocking(move || Db::open(&options)).await??;
    Ok(Store::new(db, Arc::new(SystemClock), reaction::ABOVE))
}
