//! Durable work and timers.
//!
//! A job is written by [`enqueue`] inside the transaction of what causes it, and removed by [`done`] inside the
//! transaction of its own effect: so it is never lost, and its effect on the database happens once.
//!
//! Every job has a key. Enqueueing a key that is already there does not add a second job: the waiting one is kept (and
//! moved earlier if need be), and one that is being worked on right now is run once more afterwards.
//!
//! While a job is worked on, `run_at` holds the moment its lease ends; if the worker dies, it is taken again then.

use std::time::Duration;

use db::{FromRow, Row, Time, Topic, Tx};
use uuid::Uuid;

mod store;

/// Touched when there may be something to take.
pub const TOPIC: Topic = Topic("jobs");

/// Attempts before a job is put aside for a person to look at.
pub const ATTEMPTS: i64 = 12;

/// Work to be done at or after a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What kind of work; the worker finds the handler by it.
    pub kind: &'static str,
    /// Of all jobs with one key, at most one exists.
    pub key: String,
    /// What the handler needs, as it likes to write it.
    pub body: String,
    /// Not before.
    pub run_at: Time,
}

/// A job that this worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Identity of the row.
    pub id: String,
    /// What kind of work.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// What the handler needs.
    pub body: String,
    /// How often it has been taken, this time included.
    pub attempts: i64,
    owner: String,
    version: i64,
}

/// Why a job could not be finished.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The lease ended and someone else has the job: whatever was done in this transaction must be undone.
    #[error("the lease of job {0} was lost")]
    LeaseLost(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// Numbers for the health page and the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Waiting or being worked on.
    pub open: i64,
    /// Due already.
    pub due: i64,
    /// Being worked on.
    pub held: i64,
    /// Given up after [`ATTEMPTS`] or by the handler.
    pub dead: i64,
}

/// Adds the job, or reminds the one with the same key.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob, now: Time) -> Result<(), db::Error> {
    store::enqueue(tx, &Uuid::now_v7().to_string(), job, now)?;
    tx.touch(TOPIC);
    Ok(())
}

/// Takes up to `limit` due jobs for `owner`, who must finish each within `lease` or [`extend`] it.
pub fn take(
    tx: &mut Tx<'_>,
    owner: &str,
    limit: usize,
    lease: Duration,
    now: Time,
) -> Result<Vec<Job>, db::Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    store::take(tx, owner, limit, now + lease, now)
}

/// Removes a finished job; call it in the transaction of the job's effect. If the key was enqueued again meanwhile, the
/// job stays and is due at once.
pub fn done(tx: &mut Tx<'_>, job: &Job, now: Time) -> Result<(), Error> {
    if store::remove(tx, job)? == 1 {
        return Ok(());
    }
    release(tx, job, now)
}

/// Gives the job back, to be run again at `run_at` as if never taken; at once, when its key was enqueued again meanwhile.
pub fn postpone(tx: &mut Tx<'_>, job: &Job, run_at: Time) -> Result<(), Error> {
    release(tx, job, run_at)
}

fn release(tx: &mut Tx<'_>, job: &Job, run_at: Time) -> Result<(), Error> {
    if store::release(tx, job, run_at)? == 0 {
        return Err(Error::LeaseLost(job.id.clone()));
    }
    tx.touch(TOPIC);
    Ok(())
}

/// Keeps the job for longer.
pub fn extend(tx: &mut Tx<'_>, job: &Job, until: Time) -> Result<(), Error> {
    match store::extend(tx, job, until)? {
        0 => Err(Error::LeaseLost(job.id.clone())),
        _ => Ok(()),
    }
}

/// Records that the job failed: it is tried again after a growing pause, or put aside after [`ATTEMPTS`].
pub fn failed(tx: &mut Tx<'_>, job: &Job, reason: &str, now: Time) -> Result<(), db::Error> {
    if job.attempts >= ATTEMPTS {
        return give_up(tx, job, reason, now);
    }
    store::fail(tx, job, now + back_off(job.attempts), reason)?;
    tx.touch(TOPIC);
    Ok(())
}

/// Puts the job aside: trying again cannot help.
pub fn give_up(tx: &mut Tx<'_>, job: &Job, reason: &str, now: Time) -> Result<(), db::Error> {
    store::bury(tx, job, reason, now).map(drop)
}

/// Takes the job with this key away, whoever holds it: what it waited for has happened.
pub fn cancel(tx: &mut Tx<'_>, key: &str) -> Result<(), db::Error> {
    store::cancel(tx, key).map(drop)
}

/// Frees what `owner` held before it died, so that a restart does not wait for leases to end.
pub fn reclaim(tx: &mut Tx<'_>, owner: &str, now: Time) -> Result<u64, db::Error> {
    store::reclaim(tx, owner, now)
}

/// When the next job becomes due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Time>, db::Error> {
    store::next_due(tx)
}

/// How many jobs there are.
pub fn counts(tx: &mut Tx<'_>, now: Time) -> Result<Counts, db::Error> {
    store::counts(tx, now)
}

/// The pause before attempt `attempts + 1`: half a second, doubling, ten minutes at most.
fn back_off(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    Duration::from_millis(500).saturating_mul(2_u32.saturating_pow(doublings)).min(Duration::from_secs(600))
}

impl FromRow for Job {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            key: row.get("key")?,
            body: row.get("body")?,
            attempts: row.get("attempts")?,
            owner: row.get("leased_by")?,
            version: row.get("version")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stop_growing() {
        let pauses: Vec<_> = (1..=ATTEMPTS).map(back_off).collect();
        assert_eq!(pauses[0], Duration::from_millis(500));
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(pauses[pauses.len() - 1], Duration::from_secs(600));
    }
}
