//! Working through jobs: whatever is due is taken, worked on beside each other, and finished in the transaction of its
//! effect.

use std::sync::Arc;
use std::time::Duration;

use commerce::{push, robot};
use desk::alert::{self, watch};
use desk::authority::approval;
use desk::bot::{self, answer, rescue};
use desk::conversation::offer;
use desk::ctx::Ctx;
use desk::error::Error;
use desk::flow;
use desk::gap::gather;
use desk::id::{
    AgentId, AlertTargetId, ApprovalId, ConversationId, DeviceId, FlowRunId, PromiseId, ReturnId, ShopId,
    SmsId, WebhookId,
};
use desk::metric::lately;
use desk::order::{Failure, return_page};
use desk::promise::timer;
use desk::routing::{drain, reserve, surge};
use desk::sms::send::Outcome;
use desk::{connection, sla, sms, webhook};
use jobs::Job;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::api::returns;
use crate::app::App;
use crate::connections;
use crate::outgoing::Outgoing;
use crate::shop_system;

/// How long a job may take before another worker may take it over.
const LEASE: Duration = Duration::from_secs(30);
/// How often the queue is looked at when nothing says that there is anything: other servers on the same database.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Works until the program stops, then lets work under way come to its end.
pub async fn work(app: App) {
    let outgoing = Arc::new(Outgoing::new(&app.config.webhooks));
    let places = Arc::new(Semaphore::new(app.config.workers.concurrency.max(1)));
    let mut woken = app.store.db.listen(jobs::TOPIC);
    let mut running = JoinSet::new();
    loop {
        woken.mark_unchanged();
        let free = places.available_permits();
        let taken = if free > 0 { take(&app, free).await } else { Vec::new() };
        let full = taken.len() == free;
        for job in taken {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let (app, outgoing) = (app.clone(), Arc::clone(&outgoing));
            running.spawn(async move {
                perform(&app, &outgoing, job).await;
                drop(place);
            });
        }
        let pause = if full && free > 0 { Duration::ZERO } else { until_next(&app).await };
        tokio::select! {
            () = app.stopped() => break,
            _ = woken.changed() => {}
            Some(_) = running.join_next(), if !running.is_empty() && full => {}
            () = tokio::time::sleep(pause) => {}
        }
        while running.try_join_next().is_some() {}
    }
    let all_done = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(app.patience(), all_done).await.is_err() {
        tracing::warn!("work under way was cut off; it will be taken up again");
    }
}

async fn take(app: &App, free: usize) -> Vec<Job> {
    let node = app.node.clone();
    let taken =
        app.store.write(move |ctx| Ok(jobs::take(ctx.tx, &node, free.min(64), LEASE, ctx.now)?)).await;
    taken.unwrap_or_else(|error| {
        tracing::warn!(%error, "no jobs could be taken");
        Vec::new()
    })
}

async fn until_next(app: &App) -> Duration {
    let now = app.store.clock.now();
    match app.store.read(|ctx| Ok(jobs::next_due(ctx.tx)?)).await {
        Ok(Some(due)) => due.since(now).min(LOOK_EVERY),
        _ => LOOK_EVERY,
    }
}

async fn perform(app: &App, outgoing: &Outgoing, job: Job) {
    let started = std::time::Instant::now();
    let kind = job.kind.clone();
    let done = match job.kind.as_str() {
        answer::JOB => answer_conversation(app, &job).await,
        answer::IDLE_JOB => end_if_idle(app, &job).await,
        gather::JOB => gather_gaps(app, &job).await,
        flow::JOB => go_on_with_flow(app, &job).await,
        flow::rule::JOB => start_by_rule(app, &job).await,
        approval::JOB => expire_approval(app, &job).await,
        sla::watch::JOB => ring_clocks(app, &job).await,
        lately::JOB => count_lately(app, &job).await,
        drain::JOB => give_out(app, &job).await,
        drain::RETURN_JOB => return_held(app, &job).await,
        offer::JOB => end_offer(app, &job).await,
        offer::WITHDRAW_JOB => withdraw_offers(app, &job).await,
        surge::JOB => look_at_surge(app, &job).await,
        bot::surge::ANSWER_JOB => answer_waiting(app, &job).await,
        rescue::JOB => rescue_orphan(app, &job).await,
        timer::JOB => ring_promise(app, &job).await,
        connection::walk::JOB => connections::walk(app, &job).await,
        connection::news::JOB => connections::take_news(app, &job).await,
        connection::look::JOB => connections::look(app, &job).await,
        webhook::JOB => deliver(app, outgoing, &job).await,
        return_page::JOB => tell_return(app, &job).await,
        sms::send::JOB => send_sms(app, outgoing, &job).await,
        watch::JOB => ring_watch(app, &job).await,
        alert::send::JOB => send_alert(app, outgoing, &job).await,
        alert::push::JOB => send_push(app, outgoing, &job).await,
        reserve::JOB => look_at_reserves(app, &job).await,
        other => Err(Error::Broken(format!("there is no work of kind {other}"))),
    };
    metrics::histogram!("miaohui_job_seconds", "kind" => kind.clone()).record(started.elapsed());
    let Err(error) = done else { return };
    if matches!(error, Error::Job(jobs::Error::LeaseLost(_))) {
        // Somebody else has it; nothing of ours was stored.
        return;
    }
    if matches!(&error, Error::Db(error) if error.is_conflict()) {
        // Two who changed the same at once: one of them goes first, and this one goes again.
        let again = app.store.write(move |ctx| Ok(jobs::postpone(ctx.tx, &job, ctx.now)?)).await;
        if let Err(error) = again {
            tracing::warn!(%error, %kind, "a job could not be given back; its lease will end by itself");
        }
        return;
    }
    tracing::warn!(%error, %kind, attempts = job.attempts, "a job failed");
    metrics::counter!("miaohui_job_failures_total", "kind" => kind).increment(1);
    let reason = error.to_string();
    let hopeless = matches!(error, Error::Refused(_));
    let noted = app
        .store
        .write(move |ctx| {
            let noted = if hopeless { jobs::give_up } else { jobs::failed };
            Ok(noted(ctx.tx, &job, &reason, ctx.now)?)
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(%error, "a failed job could not be noted; its lease will end by itself");
    }
}

/// Read, think, say: only the first and the last touch the database.
async fn answer_conversation(app: &App, job: &Job) -> Result<(), Error> {
    let id = parsed::<ConversationId>(&job.body)?;
    let Some(gathered) = app.store.read(move |ctx| answer::gather(ctx, id)).await? else {
        return finish(app, job).await;
    };
    let mut thought = app.think(move |mind, now| answer::think(mind, gathered, now)).await?;
    if let Some((shop, buyer)) = thought.asks_for_parcels()
        && connections::refresh_parcels(app, shop, buyer).await?
        && let Some(gathered) = app.store.read(move |ctx| answer::gather(ctx, id)).await?
    {
        thought = app.think(move |mind, now| answer::think(mind, gathered, now)).await?;
    }
    let job = job.clone();
    if let Some(waited) = app.store.write(move |ctx| answer::commit(ctx, &thought, &job)).await? {
        metrics::histogram!("miaohui_answer_seconds").record(waited);
    }
    Ok(())
}

/// Does what is inside the house, and has the shop do the next thing: that holds no transaction.
async fn go_on_with_flow(app: &App, job: &Job) -> Result<(), Error> {
    let (id, held) = (parsed::<FlowRunId>(&job.body)?, job.clone());
    let Some(outside) = app.store.write(move |ctx| flow::advance(ctx, id, &held)).await? else {
        return Ok(());
    };
    let (shop, key, action) = (outside.shop, outside.key.clone(), outside.action.clone());
    let outcome = shop_system::perform(app, shop, key, action).await?;
    let job = job.clone();
    note(app, move |ctx| flow::report(ctx, &outside, outcome.clone(), &job)).await
}

async fn end_if_idle(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<ConversationId>(&job.body)?, job.clone());
    app.store.write(move |ctx| answer::end_if_idle(ctx, id, &job)).await
}

/// Starts a flow that a rule wants started, where nothing is in the way.
async fn start_by_rule(app: &App, job: &Job) -> Result<(), Error> {
    let job = job.clone();
    app.store.write(move |ctx| flow::rule::run(ctx, &job)).await
}

/// Ends an approval that nobody decided in time.
async fn expire_approval(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<ApprovalId>(&job.body)?, job.clone());
    let expired = app.store.write(move |ctx| {
        approval::expire(ctx, id)?;
        Ok(jobs::done(ctx.tx, &job, ctx.now)?)
    });
    expired.await
}

/// Tells the lines that the clocks of a conversation have crossed.
async fn ring_clocks(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<ConversationId>(&job.body)?, job.clone());
    app.store.write(move |ctx| sla::watch::ring(ctx, id, &job)).await
}

/// Counts how a shop stands by the number it is judged by; a month of ledger is read beside the work, not within it.
async fn count_lately(app: &App, job: &Job) -> Result<(), Error> {
    let shop = parsed::<ShopId>(&job.body)?;
    let lately = app.store.read(move |ctx| lately::count(ctx, shop)).await?;
    let job = job.clone();
    app.store.write(move |ctx| lately::keep(ctx, shop, lately.as_ref(), &job)).await
}

/// Gives waiting conversations to people.
async fn give_out(app: &App, job: &Job) -> Result<(), Error> {
    let job = job.clone();
    app.store.write(move |ctx| drain::run(ctx, &job)).await
}

/// Returns what somebody holds who has gone.
async fn return_held(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<AgentId>(&job.body)?, job.clone());
    app.store.write(move |ctx| drain::return_held(ctx, id, &job)).await
}

/// Takes an offer back that nobody answered.
async fn end_offer(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<ConversationId>(&job.body)?, job.clone());
    app.store.write(move |ctx| offer::end_if_over(ctx, id, &job)).await
}

/// Takes back what is offered to somebody who went away.
async fn withdraw_offers(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<AgentId>(&job.body)?, job.clone());
    app.store.write(move |ctx| offer::withdraw(ctx, id, &job)).await
}

/// Begins or ends the time in which people are too few, and tells who waits what has changed for them.
async fn look_at_surge(app: &App, job: &Job) -> Result<(), Error> {
    let (shop, job) = (parsed::<ShopId>(&job.body)?, job.clone());
    app.store.write(move |ctx| bot::surge::run(ctx, shop, &job)).await
}

/// Tells somebody who waits what the facts answer.
async fn answer_waiting(app: &App, job: &Job) -> Result<(), Error> {
    let id = parsed::<ConversationId>(&job.body)?;
    let Some(gathered) = app.store.read(move |ctx| answer::gather_waiting(ctx, id)).await? else {
        return finish(app, job).await;
    };
    let thought = app.think(move |mind, now| answer::think_waiting(mind, gathered, now)).await?;
    let Some(thought) = thought else { return finish(app, job).await };
    let job = job.clone();
    app.store.write(move |ctx| answer::commit_waiting(ctx, &thought, &job)).await
}

/// Sees to somebody whom nobody has come to.
async fn rescue_orphan(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<ConversationId>(&job.body)?, job.clone());
    app.store.write(move |ctx| rescue::ring(ctx, id, &job)).await
}

/// Reminds of a promise, or says that it was not kept.
async fn ring_promise(app: &App, job: &Job) -> Result<(), Error> {
    let (id, job) = (parsed::<PromiseId>(&job.body)?, job.clone());
    app.store.write(move |ctx| timer::ring(ctx, id, &job)).await
}

/// Puts questions without a good answer into their gaps.
async fn gather_gaps(app: &App, job: &Job) -> Result<(), Error> {
    let shop = parsed::<ShopId>(&job.body)?;
    let Some(gathering) = app.store.read(move |ctx| gather::read(ctx, shop)).await? else {
        return finish(app, job).await;
    };
    let gathered = app.think(move |mind, _| Ok(gather::think(mind, gathering))).await?;
    let model = app.mind.language.model_name().unwrap_or_default().to_owned();
    let job = job.clone();
    app.store.write(move |ctx| gather::commit(ctx, shop, &model, &gathered, &job)).await
}

#[derive(Deserialize)]
struct Lane {
    webhook: WebhookId,
    lane: String,
}

/// Sends the first telling of a lane that has not arrived, and comes back for the next.
async fn deliver(app: &App, outgoing: &Outgoing, job: &Job) -> Result<(), Error> {
    let Lane { webhook, lane } = serde_json::from_str(&job.body)?;
    let next = app.store.read(move |ctx| webhook::deliver::next(ctx, webhook, &lane)).await?;
    let Some(parcel) = next else { return finish(app, job).await };
    let report = outgoing.send(&parcel).await;
    let job = job.clone();
    let noted = note(app, move |ctx| {
        let goes_on = webhook::deliver::report(ctx, &parcel, &report)?;
        Ok(jobs::postpone(ctx.tx, &job, goes_on)?)
    });
    noted.await
}

/// Tells the shop what a buyer entered on the page of a return, when whoever took it could not.
async fn tell_return(app: &App, job: &Job) -> Result<(), Error> {
    match returns::tell(app, parsed::<ReturnId>(&job.body)?).await? {
        Some(failure @ (Failure::Busy { .. } | Failure::Unknown { .. })) => {
            Err(Error::Broken(failure.to_string()))
        }
        _ => match finish(app, job).await {
            // Telling has taken the job away in its own transaction.
            Err(Error::Job(jobs::Error::LeaseLost(_))) => Ok(()),
            finished => finished,
        },
    }
}

/// Sends a text, and notes what came of it.
async fn send_sms(app: &App, outgoing: &Outgoing, job: &Job) -> Result<(), Error> {
    let id = parsed::<SmsId>(&job.body)?;
    let held = job.clone();
    let Some(parcel) = app.store.write(move |ctx| sms::send::begin(ctx, id, &held)).await? else {
        return Ok(());
    };
    let outcome = match outgoing.client_for(parcel.url()) {
        Some(client) => commerce::sms::send(client, &parcel).await,
        None => Outcome::Refused { code: "private_address".into() },
    };
    let job = job.clone();
    note(app, move |ctx| sms::send::report(ctx, &parcel, &outcome, &job)).await
}

/// Looks whether what is watched has lasted.
async fn ring_watch(app: &App, job: &Job) -> Result<(), Error> {
    let (watched, job) = (serde_json::from_str(&job.body)?, job.clone());
    app.store.write(move |ctx| watch::ring(ctx, watched, &job)).await
}

/// Sends what a target is to be told next, and comes back for more.
async fn send_alert(app: &App, outgoing: &Outgoing, job: &Job) -> Result<(), Error> {
    let target = parsed::<AlertTargetId>(&job.body)?;
    let held = job.clone();
    let Some(parcel) = app.store.write(move |ctx| alert::send::begin(ctx, target, &held)).await? else {
        return Ok(());
    };
    let outcome = match outgoing.client_for(parcel.address.reveal()) {
        Some(_) => robot::send(outgoing, &parcel).await,
        None => alert::send::Outcome::Refused { code: "private_address".into() },
    };
    let job = job.clone();
    note(app, move |ctx| alert::send::report(ctx, target, parcel.alert, outcome.clone(), &job)).await
}

/// Sends what a person's device is to be told next, and comes back for more.
async fn send_push(app: &App, outgoing: &Outgoing, job: &Job) -> Result<(), Error> {
    let device = parsed::<DeviceId>(&job.body)?;
    let held = job.clone();
    let Some(parcel) = app.store.write(move |ctx| alert::push::begin(ctx, device, &held)).await? else {
        return Ok(());
    };
    let told = match outgoing.client_for(parcel.endpoint.reveal()) {
        Some(_) => push::send(outgoing, &parcel).await,
        None => alert::push::Told::Done(alert::send::Outcome::Refused { code: "private_address".into() }),
    };
    let job = job.clone();
    note(app, move |ctx| alert::push::report(ctx, device, parcel.push, told.clone(), &job)).await
}

/// Looks whether buyers wait so long, or so many of them, that people are called in.
async fn look_at_reserves(app: &App, job: &Job) -> Result<(), Error> {
    let (shop, job) = (parsed::<ShopId>(&job.body)?, job.clone());
    app.store.write(move |ctx| reserve::run(ctx, shop, &job)).await
}

/// Notes what came of something outside. Where that loses a race it is noted once more: were the whole job run again, it would
/// be done outside again.
async fn note<F>(app: &App, noting: F) -> Result<(), Error>
where
    F: Fn(&mut Ctx<'_, '_>) -> Result<(), Error> + Send + Sync + 'static,
{
    let noting = Arc::new(noting);
    loop {
        let noting = Arc::clone(&noting);
        match app.store.write(move |ctx| noting(ctx)).await {
            Err(Error::Db(error)) if error.is_conflict() => {}
            noted => return noted,
        }
    }
}

/// Takes a job away that has nothing to do any more.
pub(crate) async fn finish(app: &App, job: &Job) -> Result<(), Error> {
    let job = job.clone();
    app.store.write(move |ctx| Ok(jobs::done(ctx.tx, &job, ctx.now)?)).await
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Broken(format!("{text:?} is no id")))
}

/// Once an hour: forgets what is over, prepares what is to come.
pub async fn housekeeping(app: App) {
    let mut hourly = tokio::time::interval(Duration::from_secs(3600));
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = hourly.tick() => {}
        }
        app.limits.sweep();
        let swept = app
            .store
            .write(|ctx| {
                db::prepare_months(ctx.tx, &["fact", "message"], ctx.now)?;
                desk::merge::settle(ctx)?;
                alert::sweep(ctx)?;
                desk::buyer::session::sweep(ctx)
            })
            .await;
        if let Err(error) = swept {
            tracing::warn!(%error, "housekeeping failed");
        }
    }
}
