//! The commands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;

mod admin;
pub mod bench;
mod doctor;
mod eval;
mod import;
mod migrate;
mod serve;

/// Customer service for e-commerce sellers.
#[derive(Debug, Parser)]
#[command(name = "miaohui", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Bring in a shop's own data from a CSV or XLSX file.
    Import(import::Import),
    /// Say what is wrong with the settings and the machine.
    Doctor(doctor::Doctor),
    /// Bring the database's schema up to date, and nothing else.
    Migrate(migrate::Migrate),
    /// What only somebody at the machine may do.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Measure.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Measure understanding, finding and response metrics on data of your own.
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Print the description of the API (OpenAPI 3.1).
    ApiDescription,
    /// Print every setting with its default, as a page of documentation.
    SettingsReference,
}

/// What every command that touches data can be told.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// A file with settings; see `miaohui settings-reference`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where everything is kept (server.data).
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// `postgres://user:password@host/name` instead of the embedded database (database.url).
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Common {
    /// The settings, with what was said on the command line over them.
    pub fn config(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref(), std::env::vars())?;
        if let Some(data) = &self.data {
            config.server.data.clone_from(data);
        }
        if let Some(url) = &self.database_url {
            config.database.url.clone_from(url);
        }
        Ok(config)
    }
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> ExitCode {
        // One provider of cryptography for every TLS connection; a second install changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let done = match self.command {
            Command::Serve(serve) => run(serve.run()),
            Command::Import(import) => run(import.run()),
            Command::Doctor(doctor) => run(doctor.run()),
            Command::Migrate(migrate) => run(migrate.run()),
            Command::Admin(admin) => run(admin.run()),
            Command::Bench(bench) => run(bench.run()),
            Command::Eval(eval) => run(eval.run()),
            Command::ApiDescription => api_description(),
            Command::SettingsReference => {
                print(&crate::config::reference());
                Ok(ExitCode::SUCCESS)
            }
        };
        done.unwrap_or_else(|error| {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        })
    }
}

fn run(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

fn api_description() -> anyhow::Result<ExitCode> {
    print(&format!("{}\n", crate::api::description().to_pretty_json()?));
    Ok(ExitCode::SUCCESS)
}

/// What a command was asked for.
#[expect(clippy::print_stdout, reason = "what a command prints is its result")]
pub(crate) fn print(text: &str) {
    print!("{text}");
}

/// What went wrong.
#[expect(clippy::print_stderr, reason = "a command that fails says why")]
pub(crate) fn complain(text: &str) {
    eprintln!("miaohui: {text}");
}
