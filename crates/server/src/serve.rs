//! Running the server: listen, work, and come to an orderly end.

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::App;
use crate::{api, live, pulse, worker};

/// A server that listens and works.
pub struct Running {
    app: App,
    /// Where it listens.
    pub address: SocketAddr,
    tasks: JoinSet<()>,
}

/// Begins to listen and to work.
pub async fn start(app: App) -> anyhow::Result<Running> {
    let begin = live::tail::begin(&app).await?;
    let listener = TcpListener::bind(app.config.server.listen)
        .await
        .with_context(|| format!("cannot listen on {}", app.config.server.listen))?;
    let address = listener.local_addr()?;
    let mut tasks = JoinSet::new();
    tasks.spawn(live::tail::follow(app.clone(), begin));
    tasks.spawn(worker::work(app.clone()));
    tasks.spawn(worker::housekeeping(app.clone()));
    tasks.spawn(pulse::keep(app.clone()));
    let service = api::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // A frame goes out when it is written: waiting for more to send along would add up to 40 ms to a short answer.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let ending = app.clone();
    tasks.spawn(async move {
        let served = axum::serve(listener, service)
            .with_graceful_shutdown(async move { ending.stopped().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the server failed");
        }
    });
    Ok(Running { app, address, tasks })
}

impl Running {
    /// Waits for the signal to stop, then for work under way.
    pub async fn until_stopped(mut self) {
        tokio::select! {
            () = signalled() => tracing::info!("stopping"),
            () = self.app.stopped() => {}
        }
        self.app.stop();
        let patience = self.app.patience();
        let all_done = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all_done).await.is_err() {
            tracing::warn!("some connections were cut off");
        }
    }

    /// Stops at once, for tests.
    pub async fn stop(mut self) {
        self.app.stop();
        while self.tasks.join_next().await.is_some() {}
    }
}

async fn signalled() {
    let interrupted = tokio::signal::ctrl_c();
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminated {
            Some(signal) => signal.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
}
