//! The house notes that it works, so that what it slept through can be told as an outage; and follows the machine's clock when
//! that has jumped and stayed there.

use desk::error::Result;
use desk::sla::outage;

use crate::app::App;
use crate::clock::Jump;

/// Beats until the program stops.
pub async fn keep(app: App) {
    let mut beats = tokio::time::interval(outage::BEAT);
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = beats.tick() => {}
        }
        if let Err(error) = beat(&app).await {
            tracing::warn!(%error, "the pulse was not noted");
        }
    }
}

async fn beat(app: &App) -> Result<()> {
    let jump = app.steady.as_ref().and_then(|steady| steady.jump());
    if let (Some(steady), Some(jump)) = (&app.steady, jump) {
        let seconds = seconds(jump);
        if jump.believed && seconds > 0 {
            tracing::warn!(
                seconds,
                "the machine's clock has jumped forward and stayed there; it is followed now"
            );
            app.store.write(move |ctx| outage::slept(ctx, jump.machine)).await?;
            steady.follow();
        } else {
            tracing::warn!(seconds, "the machine's clock and the time that has passed do not agree");
        }
    }
    app.store.write(outage::beat).await
}

/// How far the machine's clock is ahead of the house's, in seconds; negative when behind.
pub fn apart(app: &App) -> i64 {
    let jump = app.steady.as_ref().and_then(|steady| steady.jump());
    jump.map_or(0, seconds)
}

fn seconds(jump: Jump) -> i64 {
    (jump.machine.micros() - jump.house.micros()) / 1_000_000
}
