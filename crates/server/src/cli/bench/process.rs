//! A server of the bench's own, that can be killed.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rand::Rng as _;
use tokio::process::{Child, Command};
use uuid::Uuid;

use super::door::Door;

/// How long a first start may take: it loads the demo seller.
const STARTS_WITHIN: Duration = Duration::from_secs(180);
/// Ports below those that the system gives to outgoing connections, which could be in the way of a second start.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// Limits that no buyer of a bench meets.
const LIMITS: [&str; 5] = [
    "REQUESTS_PER_SECOND",
    "KEY_MESSAGES_PER_SECOND",
    "BUYER_MESSAGES_PER_MINUTE",
    "SESSIONS_PER_MINUTE",
    "SOCKETS_PER_ADDRESS",
];

/// A server on a folder of its own, which is gone with it, unless it is [kept](Self::keep).
#[derive(Debug)]
pub(super) struct Server {
    folder: PathBuf,
    port: u16,
    database: Option<String>,
    settings: Vec<(&'static str, &'static str)>,
    child: Option<Child>,
    kept: bool,
}

impl Server {
    /// Not started yet; on the embedded database, or on this one.
    pub(super) fn new(database: Option<String>) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("miaohui-bench-{}", Uuid::now_v7().simple()));
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder, port: free_port()?, database, settings: Vec::new(), child: None, kept: false })
    }

    /// Sets something by its environment variable, from the next start on.
    pub(super) fn set(&mut self, name: &'static str, value: &'static str) {
        self.settings.push((name, value));
    }

    /// Where it is reached.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts it and waits until it can serve; how long that took.
    pub(super) async fn start(&mut self, door: &Door) -> anyhow::Result<Duration> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg("--demo").arg("--data").arg(&self.folder);
        command.arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        command.envs(LIMITS.map(|name| (format!("MIAOHUI_LIMITS__{name}"), "1000000")));
        command.envs(self.settings.iter().copied());
        if let Some(database) = &self.database {
            command.env("MIAOHUI_DATABASE__URL", database);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let started = Instant::now();
        let child = self.child.insert(command.spawn()?);
        while !door.is_ready().await {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended ({status}); see {}", self.keep().display());
            }
            if started.elapsed() > STARTS_WITHIN {
                bail!("the server does not come up; see {}", self.keep().display());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(started.elapsed())
    }

    /// Kills it with SIGKILL: it gets no chance to put anything in order.
    pub(super) async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Leaves the folder for somebody to look at; gives the log.
    pub(super) fn keep(&mut self) -> PathBuf {
        self.kept = true;
        self.log()
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.kept {
            // A folder that cannot be removed is only litter in the system's own temporary folder.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn free_port() -> anyhow::Result<u16> {
    let mut random = rand::rng();
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (0..100).map(|_| random.random_range(PORTS)).find(free).context("there is no free port")
}
