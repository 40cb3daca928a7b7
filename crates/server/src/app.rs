//! Everything a handler can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use db::{DatabaseUrl, Db, Options, Time};
use desk::ctx::{Clock, Store};
use desk::error::Error;
use desk::fact;
use desk::id::ShopId;
use desk::mind::{Mind, Shelves};
use desk::reaction;
use language::Language;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{Semaphore, watch};

use crate::blobs::Blobs;
use crate::clock::{Machine, SteadyClock};
use crate::config::Config;
use crate::embeddings::Endpoint;
use crate::limits::Limits;
use crate::live::hub::Hub;
use crate::outgoing::Outgoing;

/// The running program. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// Its parts.
pub struct Parts {
    /// Settings.
    pub config: Config,
    /// The database, as operations see it.
    pub store: Store,
    /// What it thinks with.
    pub mind: Arc<Mind>,
    /// One place a core for what only computes.
    thinking: Semaphore,
    /// Open connections.
    pub hub: Arc<Hub>,
    /// Files.
    pub blobs: Blobs,
    /// The way to shop systems and carriers.
    pub outgoing: Arc<Outgoing>,
    /// What is too much.
    pub limits: Limits,
    /// The numbers of this process.
    pub metrics: PrometheusHandle,
    /// The clock, when it is the machine's; tests have one of their own.
    pub steady: Option<Arc<SteadyClock>>,
    /// The name of this server among several.
    pub node: String,
    /// Whether visitors of the preview page may be buyers of the demo seller.
    pub demo: AtomicBool,
    /// Turns true when the program is to stop.
    pub stopping: watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database, loads the model, reads the shops.
    pub async fn open(config: Config, metrics: PrometheusHandle) -> anyhow::Result<Self> {
        let steady = Arc::new(SteadyClock::new(Machine::new()));
        Self::open_by(config, metrics, Arc::clone(&steady) as Arc<dyn Clock>, Some(steady)).await
    }

    /// The same with a clock of one's own, for tests.
    pub async fn open_with(
        config: Config,
        metrics: PrometheusHandle,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        Self::open_by(config, metrics, clock, None).await
    }

    async fn open_by(
        config: Config,
        metrics: PrometheusHandle,
        clock: Arc<dyn Clock>,
        steady: Option<Arc<SteadyClock>>,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.server.data)
            .with_context(|| format!("cannot make the data folder {}", config.server.data.display()))?;
        let options = database_options(&config)?;
        let db = tokio::task::spawn_blocking(move || Db::open(&options)).await??;
        let model = config.model_dir();
        let language = tokio::task::spawn_blocking(move || Language::load(&model)).await??;
        let language = match Endpoint::of(&config.embeddings) {
            Some(endpoint) => {
                tracing::info!(?endpoint, "texts are compared by vectors from elsewhere");
                language.with_meanings(Arc::new(endpoint))
            }
            None => language,
        };
        let store = Store::new(db, clock, reaction::ABOVE);
        let node = node_name(&config);
        let app = Self(Arc::new(Parts {
            mind: Arc::new(Mind::new(Arc::new(language))),
            thinking: Semaphore::new(cores()),
            hub: Arc::default(),
            blobs: Blobs::at(config.server.data.join("files")),
            outgoing: Arc::new(Outgoing::to_systems(&config)),
            limits: Limits::new(&config.limits),
            demo: AtomicBool::new(false),
            stopping: watch::channel(false).0,
            steady,
            node,
            metrics,
            store,
            config,
        }));
        app.prepare().await?;
        Ok(app)
    }

    /// Lets visitors of the preview page be buyers of the demo seller.
    pub fn with_demo(self, demo: bool) -> Self {
        self.demo.store(demo, Ordering::Relaxed);
        self
    }

    async fn prepare(&self) -> anyhow::Result<()> {
        if let (Some(steady), Some(written)) = (&self.steady, self.store.read(fact::latest).await?) {
            steady.not_before(written);
        }
        let (node, url) = (self.node.clone(), self.config.public_url());
        self.store
            .write(move |ctx| {
                desk::order::return_page::link::set_house_address(ctx, &url)?;
                db::prepare_months(ctx.tx, &["fact", "message"], ctx.now)?;
                jobs::reclaim(ctx.tx, &node, ctx.now)?;
                if let Some(outage) = desk::sla::outage::started(ctx)? {
                    tracing::info!(since = %outage.began, "the house was down; that time is told as an outage");
                }
                desk::agent::presence::reset(ctx)
            })
            .await?;
        self.mind.refresh_all(&self.store).await?;
        Ok(())
    }

    /// Runs what only computes beside the tasks that wait, on no more threads than there are cores: more would make nothing
    /// sooner, and each keeps memory of its own.
    pub async fn think<T, F>(&self, thought: F) -> Result<T, Error>
    where
        F: FnOnce(&Mind, Time) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let broken = |reason: String| Error::Broken(format!("thinking: {reason}"));
        let place = self.thinking.acquire().await.map_err(|e| broken(e.to_string()))?;
        let (mind, now) = (Arc::clone(&self.mind), self.store.clock.now());
        let started = Instant::now();
        let done = tokio::task::spawn_blocking(move || thought(&mind, now))
            .await
            .map_err(|e| broken(e.to_string()))?;
        drop(place);
        metrics::histogram!("miaohui_think_seconds").record(started.elapsed());
        done
    }

    /// Reads a shop's goods and knowledge anew: whoever thinks from now on knows them.
    pub async fn read_anew(&self, shop: ShopId) -> Result<(), Error> {
        self.arranging(move |app| async move { app.mind.refresh(&app.store, shop).await }).await
    }

    /// A shop's goods and knowledge as they would be if every open draft were published.
    pub async fn with_drafts(&self, shop: ShopId) -> Result<Arc<Shelves>, Error> {
        self.arranging(move |app| async move { app.mind.with_drafts(&app.store, shop).await }).await
    }

    /// Arranging a shop computes for as long as it has articles: on a thread of its own, it keeps nobody else waiting.
    async fn arranging<T, F>(&self, work: impl FnOnce(Self) -> F + Send + 'static) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
        T: Send + 'static,
    {
        let (app, runtime) = (self.clone(), tokio::runtime::Handle::current());
        let arranged = tokio::task::spawn_blocking(move || runtime.block_on(work(app))).await;
        arranged.map_err(|e| Error::Broken(format!("arranging: {e}")))?
    }

    /// Tells every task to come to an end.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the program is to stop.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // An error means that the program is gone altogether.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// How long a stop waits for work under way.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.config.server.stop_within_seconds)
    }
}

/// The database that the settings name.
pub fn database_options(config: &Config) -> anyhow::Result<Options> {
    let url: DatabaseUrl = match config.database.url.as_str() {
        "" => DatabaseUrl::Sqlite(config.server.data.join("miaohui.db")),
        url => url.parse()?,
    };
    let cores = cores();
    let connections = match (config.database.connections, &url) {
        (0, DatabaseUrl::Sqlite(_)) => cores.clamp(2, 8),
        (0, DatabaseUrl::Postgres(_)) => (cores * 8).clamp(16, 64),
        (given, _) => given,
    };
    Ok(Options { url, connections })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

fn node_name(config: &Config) -> String {
    if !config.server.node.is_empty() {
        return config.server.node.clone();
    }
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_else(|_| "host".to_owned());
    format!("{}:{}", host.trim(), config.server.listen.port())
}
