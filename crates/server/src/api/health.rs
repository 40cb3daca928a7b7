//! Whether the program lives, whether it can serve, and its numbers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::error::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::address::Address;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::pulse;

/// The program lives.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String)))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// What is needed to serve.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// Whether everything is there.
    pub ready: bool,
    /// The version of the program.
    pub version: &'static str,
    /// Whether the database answers.
    pub database: bool,
    /// Whether the local language model is loaded. Without it everything works, and understands less.
    pub language_model: bool,
    /// How many seconds the machine's clock is ahead of the house's; not 0 after it was set, until the house follows.
    pub clock_ahead_seconds: i64,
    /// Jobs that are due.
    pub jobs_due: i64,
    /// Jobs that were given up and want a person to look at them.
    pub jobs_dead: i64,
}

/// The program can serve.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, body = Ready), (status = 503, body = Ready)))]
pub async fn readyz(State(app): State<App>) -> Response {
    let counts = app.store.read(|ctx| Ok(jobs::counts(ctx.tx, ctx.now)?)).await;
    let stopping = *app.stopping.borrow();
    let ready = Ready {
        ready: counts.is_ok() && !stopping,
        version: env!("CARGO_PKG_VERSION"),
        database: counts.is_ok(),
        language_model: app.mind.language.has_model(),
        clock_ahead_seconds: pulse::apart(&app),
        jobs_due: counts.as_ref().map_or(0, |counts| counts.due),
        jobs_dead: counts.as_ref().map_or(0, |counts| counts.dead),
    };
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}

/// The numbers of this process, for Prometheus. Only to this machine and to the addresses of `server.metrics_for`.
#[utoipa::path(get, path = "/metrics", tag = "health", responses(
    (status = 200, body = String), (status = 403, body = Problem)))]
pub async fn metrics(State(app): State<App>, Address(address): Address) -> Answer<Response> {
    if !address.is_loopback() && !app.config.server.metrics_for.contains(&address) {
        return Err(Refusal::forbidden().into());
    }
    if let Ok(counts) = app.store.read(|ctx| Ok(jobs::counts(ctx.tx, ctx.now)?)).await {
        #[expect(clippy::cast_precision_loss, reason = "counts of jobs are far below 2^52")]
        for (name, count) in [
            ("miaohui_jobs_open", counts.open),
            ("miaohui_jobs_due", counts.due),
            ("miaohui_jobs_held", counts.held),
            ("miaohui_jobs_dead", counts.dead),
        ] {
            metrics::gauge!(name).set(count as f64);
        }
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((kind, app.metrics.render()).into_response())
}
