use db::{Time, Tx};

use crate::{Counts, Job, NewJob};

db::sql! {
    ENQUEUE: "INSERT INTO job (id, kind, key, body, run_at, version, attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, 0, 0, $6)
        ON CONFLICT (key) DO UPDATE SET
            body = excluded.body,
            version = job.version + 1,
            attempts = CASE WHEN job.dead_at IS NULL THEN job.attempts ELSE 0 END,
            run_at = CASE WHEN job.dead_at IS NOT NULL THEN excluded.run_at
                WHEN job.leased_by IS NULL AND excluded.run_at < job.run_at THEN excluded.run_at
                ELSE job.run_at END,
            leased_by = CASE WHEN job.dead_at IS NULL THEN job.leased_by ELSE NULL END,
            dead_at = NULL";

    TAKE:
        sqlite "UPDATE job SET leased_by = $1, run_at = $2, attempts = attempts + 1
            WHERE id IN (SELECT id FROM job WHERE dead_at IS NULL AND run_at <= $3 ORDER BY run_at LIMIT $4)
            RETURNING id, kind, key, body, attempts, leased_by, version",
        postgres "UPDATE job SET leased_by = $1, run_at = $2, attempts = attempts + 1
            WHERE id IN (SELECT id FROM job WHERE dead_at IS NULL AND run_at <= $3 ORDER BY run_at LIMIT $4
                FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, key, body, attempts, leased_by, version";

    REMOVE: "DELETE FROM job WHERE id = $1 AND leased_by = $2 AND version = $3";

    // Whoever was reminded of it while it was worked on has it run again at once, whenever it was to go on.
    RELEASE: "UPDATE job SET leased_by = NULL, attempts = 0,
            run_at = CASE WHEN version = $4 THEN CAST($3 AS BIGINT) ELSE 0 END
        WHERE id = $1 AND leased_by = $2";

    EXTEND: "UPDATE job SET run_at = $3 WHERE id = $1 AND leased_by = $2";

    FAIL: "UPDATE job SET leased_by = NULL, run_at = $3, last_error = $4 WHERE id = $1 AND leased_by = $2";

    BURY: "UPDATE job SET leased_by = NULL, dead_at = $3, last_error = $4 WHERE id = $1 AND leased_by = $2";

    CANCEL: "DELETE FROM job WHERE key = $1";

    RECLAIM: "UPDATE job SET leased_by = NULL, run_at = $2 WHERE leased_by = $1 AND dead_at IS NULL";

    NEXT_DUE: "SELECT MIN(run_at) FROM job WHERE dead_at IS NULL";

    COUNTS: "SELECT
        CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
        CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL AND run_at <= $1 THEN 1 ELSE 0 END), 0) AS BIGINT),
        CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL AND leased_by IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
        CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT)
        FROM job";
}

pub(crate) fn enqueue(tx: &mut Tx<'_>, id: &str, job: &NewJob, now: Time) -> Result<u64, db::Error> {
    tx.execute(&ENQUEUE, &[&id, &job.kind, &job.key, &job.body, &job.run_at, &now])
}

pub(crate) fn take(
    tx: &mut Tx<'_>,
    owner: &str,
    limit: i64,
    lease_ends: Time,
    now: Time,
) -> Result<Vec<Job>, db::Error> {
    tx.all(&TAKE, &[&owner, &lease_ends, &now, &limit])
}

pub(crate) fn remove(tx: &mut Tx<'_>, job: &Job) -> Result<u64, db::Error> {
    tx.execute(&REMOVE, &[&job.id, &job.owner, &job.version])
}

pub(crate) fn release(tx: &mut Tx<'_>, job: &Job, run_at: Time) -> Result<u64, db::Error> {
    tx.execute(&RELEASE, &[&job.id, &job.owner, &run_at, &job.version])
}

pub(crate) fn extend(tx: &mut Tx<'_>, job: &Job, until: Time) -> Result<u64, db::Error> {
    tx.execute(&EXTEND, &[&job.id, &job.owner, &until])
}

pub(crate) fn fail(tx: &mut Tx<'_>, job: &Job, run_at: Time, reason: &str) -> Result<u64, db::Error> {
    tx.execute(&FAIL, &[&job.id, &job.owner, &run_at, &reason])
}

pub(crate) fn bury(tx: &mut Tx<'_>, job: &Job, reason: &str, now: Time) -> Result<u64, db::Error> {
    tx.execute(&BURY, &[&job.id, &job.owner, &now, &reason])
}

pub(crate) fn cancel(tx: &mut Tx<'_>, key: &str) -> Result<u64, db::Error> {
    tx.execute(&CANCEL, &[&key])
}

pub(crate) fn reclaim(tx: &mut Tx<'_>, owner: &str, now: Time) -> Result<u64, db::Error> {
    tx.execute(&RECLAIM, &[&owner, &now])
}

pub(crate) fn next_due(tx: &mut Tx<'_>) -> Result<Option<Time>, db::Error> {
    let (due,): (Option<Time>,) = tx.one(&NEXT_DUE, &[])?;
    Ok(due)
}

pub(crate) fn counts(tx: &mut Tx<'_>, now: Time) -> Result<Counts, db::Error> {
    let (open, due, held, dead) = tx.one(&COUNTS, &[&now])?;
    Ok(Counts { open, due, held, dead })
}
