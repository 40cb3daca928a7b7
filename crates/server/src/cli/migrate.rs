//! `miaohui migrate`.

use std::process::ExitCode;

use clap::Args;
use db::Db;

use super::{Common, print};
use crate::app::database_options;
use crate::telemetry;

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    common: Common,
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.common.config()?;
        telemetry::start_log(&config.log)?;
        std::fs::create_dir_all(&config.server.data)?;
        let options = database_options(&config)?;
        let url = options.url.clone();
        tokio::task::spawn_blocking(move || Db::open(&options)).await??;
        print(&format!("{url} is at version {}\n", db::latest_version()));
        Ok(ExitCode::SUCCESS)
    }
}
