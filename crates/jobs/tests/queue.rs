//! What whoever enqueues and whoever works may rely on, on each engine.

use std::time::Duration;

use db::{Db, Time};
use jobs::{Job, NewJob};
use testkit::{TestDb, both};

const LEASE: Duration = Duration::from_secs(30);

fn open(test: &TestDb) -> Db {
    let options = test.options();
    std::thread::spawn(move || Db::open(&options)).join().expect("the opening thread").expect("opens")
}

fn at(seconds: i64) -> Time {
    Time::from_micros(seconds * 1_000_000)
}

async fn enqueue(db: &Db, run_at: i64, now: i64) {
    let job = NewJob { kind: "test", key: "one".into(), body: String::new(), run_at: at(run_at) };
    db.write(move |tx| jobs::enqueue(tx, &job, at(now))).await.expect("it is enqueued");
}

async fn take(db: &Db, now: i64) -> Vec<Job> {
    db.write(move |tx| jobs::take(tx, "worker", 10, LEASE, at(now))).await.expect("it is taken")
}

async fn postpone(db: &Db, job: Job, run_at: i64) {
    db.write(move |tx| jobs::postpone(tx, &job, at(run_at))).await.expect("it is put off");
}

async fn due(db: &Db) -> Option<i64> {
    let due = db.read(jobs::next_due).await.expect("it is read");
    due.map(|due| due.micros() / 1_000_000)
}

both! {
    async fn a_reminder_during_the_work_is_not_lost_when_the_work_is_put_off(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        enqueue(&db, 10, 10).await;
        let job = take(&db, 10).await.remove(0);
        assert!(take(&db, 10).await.is_empty(), "somebody has it");
        enqueue(&db, 11, 11).await;
        postpone(&db, job, 600).await;
        assert_eq!(take(&db, 11).await.len(), 1, "it is run once more at once");
    }

    async fn what_is_put_off_waits_unless_it_is_wanted_sooner(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        enqueue(&db, 10, 10).await;
        let job = take(&db, 10).await.remove(0);
        postpone(&db, job, 600).await;
        assert_eq!((take(&db, 599).await.len(), due(&db).await), (0, Some(600)));
        enqueue(&db, 700, 20).await;
        assert_eq!(due(&db).await, Some(600), "later changes nothing");
        enqueue(&db, 50, 20).await;
        assert_eq!(due(&db).await, Some(50));
    }

    async fn what_is_done_is_gone_unless_it_was_wanted_again_meanwhile(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        enqueue(&db, 10, 10).await;
        let job = take(&db, 10).await.remove(0);
        enqueue(&db, 10, 10).await;
        db.write(move |tx| jobs::done(tx, &job, at(12))).await.expect("it is done");
        let again = take(&db, 12).await.remove(0);
        db.write(move |tx| jobs::done(tx, &again, at(12))).await.expect("it is done");
        assert_eq!(due(&db).await, None);
    }
}
