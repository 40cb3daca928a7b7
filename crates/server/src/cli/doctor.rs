//! `miaohui doctor`: says what is wrong with the settings and the machine, and what to do about it.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use db::{DatabaseUrl, Db};
use language::encoder;

use super::{Common, print};
use crate::app::database_options;
use crate::config::Config;
use crate::embeddings::Endpoint;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    common: Common,
}

/// One thing looked at.
enum Finding {
    Good(String),
    /// It works, but less well.
    Weak(String),
    Bad(String),
}

use Finding::{Bad, Good, Weak};

impl Doctor {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let findings = match self.common.config() {
            Ok(config) => {
                let mut findings = vec![Good("settings are complete".to_owned())];
                findings.push(data_folder(&config.server.data));
                findings.push(database(&config).await);
                findings.push(port(&config));
                findings.push(model(&config));
                findings.extend(embeddings(&config).await);
                findings.push(public_url(&config));
                findings.push(open_files());
                findings
            }
            Err(error) => vec![Bad(format!("settings: {error:#}"))],
        };
        let mut bad = 0;
        for finding in findings {
            let (mark, text) = match finding {
                Good(text) => ("ok   ", text),
                Weak(text) => ("weak ", text),
                Bad(text) => {
                    bad += 1;
                    ("WRONG", text)
                }
            };
            print(&format!("{mark}  {text}\n"));
        }
        Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn data_folder(folder: &Path) -> Finding {
    let probe = folder.join(".doctor");
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::File::create(&probe))
        .and_then(|mut file| file.write_all(b"ok").and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Good(format!("data folder {} can be written", folder.display())),
        Err(error) => Bad(format!("data folder {} cannot be written: {error}", folder.display())),
    }
}

async fn database(config: &Config) -> Finding {
    let options = match database_options(config) {
        Ok(options) => options,
        Err(error) => return Bad(format!("database.url: {error}")),
    };
    let url = options.url.clone();
    if let DatabaseUrl::Sqlite(path) = &url
        && !path.exists()
    {
        return Good(format!("{url} will be made at the first start"));
    }
    let connected = tokio::task::spawn_blocking(move || Db::connect(&options)).await;
    let db = match connected {
        Ok(Ok(db)) => db,
        Ok(Err(error)) => return Bad(format!("{url}: {error}")),
        Err(error) => return Bad(format!("{url}: {error}")),
    };
    match db.schema_version().await {
        Ok(version) if version == db::latest_version() => Good(format!("{url} is at version {version}")),
        Ok(version) if version < db::latest_version() => {
            let latest = db::latest_version();
            Good(format!("{url} is at version {version} and will be brought to {latest} at the next start"))
        }
        Ok(version) => {
            Bad(format!("{url} is at version {version}, newer than this program: use a newer program"))
        }
        Err(error) => Bad(format!("{url}: {error}")),
    }
}

fn port(config: &Config) -> Finding {
    let listen = config.server.listen;
    match TcpListener::bind(listen) {
        Ok(_) => Good(format!("{listen} is free")),
        Err(error) => {
            Weak(format!("{listen} cannot be listened on now ({error}); fine if the server is running"))
        }
    }
}

fn model(config: &Config) -> Finding {
    let folder = config.model_dir();
    match encoder::verify(&folder) {
        Ok(()) => Good(format!("the language model in {} is whole", folder.display())),
        Err(error) => Weak(format!(
            "no usable language model in {}: {error}. Everything works and understands less; `cargo xtask model` fetches it",
            folder.display()
        )),
    }
}

/// Asks the endpoint of the settings once; nothing when there is none.
async fn embeddings(config: &Config) -> Option<Finding> {
    let endpoint = Endpoint::of(&config.embeddings)?;
    let url = config.embeddings.url.clone();
    let probed = tokio::task::spawn_blocking(move || endpoint.probe()).await;
    Some(match probed {
        Ok(Ok(dimensions)) => Good(format!("embeddings.url {url} gives vectors of {dimensions} numbers")),
        Ok(Err(reason)) => Bad(format!("embeddings.url {url}: {reason}")),
        Err(error) => Bad(format!("embeddings.url {url}: {error}")),
    })
}

fn public_url(config: &Config) -> Finding {
    let url = config.public_url();
    let local = config.server.listen.ip().is_loopback() || url.starts_with("https://");
    if url::Url::parse(&url).is_err() {
        return Bad(format!("server.public_url: {url} is not a web address"));
    }
    if local {
        Good(format!("reached as {url}"))
    } else {
        Weak(format!(
            "reached as {url}, without TLS: put a proxy with https in front and set server.public_url"
        ))
    }
}

fn open_files() -> Finding {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let open = limits.lines().find(|line| line.starts_with("Max open files"));
    match open.and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok()) {
        Some(limit) if limit < 4096 => Weak(format!(
            "only {limit} open files are allowed; each connection is one: raise it with `ulimit -n`"
        )),
        Some(limit) => Good(format!("{limit} open files are allowed")),
        None => Weak("the limit of open files is not known on this system".to_owned()),
    }
}
