//! What an operation may rely on, on each engine.

use db::{Db, Error, FromRow, Row, Topic, Tx};
use testkit::{TestDb, both};

db::sql! {
    ADD: "INSERT INTO job (id, kind, key, body, run_at, version, attempts, created_at)
        VALUES ($1, 'test', $1, $2, 0, 0, 0, 0)";
    BODIES: "SELECT body FROM job ORDER BY id";
    COUNT: "SELECT COUNT(*) FROM job";
    OUT_OF_ORDER: "SELECT $2, $1";
    FLAGS: "SELECT must_change_password, disabled_at, presence_since FROM agent WHERE login = $1";
    AGENT: "INSERT INTO agent (id, login, name, role, language, password_hash, must_change_password, presence,
        presence_since, created_at) VALUES ($1, $1, '', 'agent', 'zh', '', $2, 'offline', $3, 0)";
    EMBED: "INSERT INTO embedding (model, text_hash, vector) VALUES ('m', 't', $1)";
    EMBEDDED: "SELECT vector FROM embedding";
}

const TOPIC: Topic = Topic("test");

fn open(test: &TestDb) -> Db {
    let options = test.options();
    std::thread::spawn(move || Db::open(&options)).join().expect("the opening thread").expect("opens")
}

fn add(tx: &mut Tx<'_>, id: &str) -> Result<u64, Error> {
    tx.execute(&ADD, &[&id, &"body"])
}

async fn count(db: &Db) -> i64 {
    let (count,): (i64,) = db.read(|tx| tx.one(&COUNT, &[])).await.expect("counts");
    count
}

both! {
    async fn what_is_answered_is_stored(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let changed = db.write(|tx| add(tx, "a")).await.expect("stored");
        assert_eq!((changed, count(&db).await), (1, 1));
        drop(db);
        assert_eq!(count(&open(&test)).await, 1);
    }

    async fn an_error_undoes_the_operation_and_only_it(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let refused = |tx: &mut Tx<'_>| -> Result<(), Error> {
            add(tx, "refused")?;
            Err(Error::Constraint("changed my mind".into()))
        };
        let (good, bad, other) =
            tokio::join!(db.write(|tx| add(tx, "a")), db.write(refused), db.write(|tx| add(tx, "b")));
        assert!(good.is_ok() && bad.is_err() && other.is_ok());
        assert_eq!(count(&db).await, 2);
    }

    async fn a_panic_undoes_the_operation_and_the_database_lives_on(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let panicked: Result<(), Error> = db
            .write(|tx| {
                add(tx, "a")?;
                panic!("a slip")
            })
            .await;
        assert!(matches!(panicked, Err(Error::Panicked(words)) if words == "a slip"));
        db.write(|tx| add(tx, "b")).await.expect("the next is stored");
        assert_eq!(count(&db).await, 1);
    }

    async fn a_failed_statement_cannot_be_shrugged_off(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let shrugged: Result<(), Error> = db
            .write(|tx| {
                add(tx, "a")?;
                drop(add(tx, "a"));
                Ok(())
            })
            .await;
        assert!(matches!(shrugged, Err(Error::Unique { .. })), "{shrugged:?}");
        assert_eq!(count(&db).await, 0);
    }

    async fn parameters_go_by_their_number(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let (one, two): (String, String) =
            db.read(|tx| tx.one(&OUT_OF_ORDER, &[&"first", &"second"])).await.expect("reads");
        assert_eq!((one.as_str(), two.as_str()), ("second", "first"));
    }

    async fn values_come_back_as_they_went(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let bytes: Vec<u8> = vec![0, 1, 254, 255];
        let kept = bytes.clone();
        let (flag, none, big, read): (bool, Option<i64>, i64, Vec<u8>) = db
            .write(move |tx| {
                tx.execute(&AGENT, &[&"mia", &true, &i64::MAX])?;
                tx.execute(&EMBED, &[&kept])?;
                let (flag, none, big) = tx.one(&FLAGS, &[&"mia"])?;
                let (read,) = tx.one(&EMBEDDED, &[])?;
                Ok::<_, Error>((flag, none, big, read))
            })
            .await
            .expect("stored and read");
        assert_eq!((flag, none, big, read), (true, None, i64::MAX, bytes));
    }

    async fn a_topic_wakes_after_the_commit_and_only_then(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let mut woken = db.listen(TOPIC);
        let undone: Result<(), Error> = db
            .write(|tx| {
                tx.touch(TOPIC);
                Err(Error::Constraint("no".into()))
            })
            .await;
        assert!(undone.is_err());
        assert!(!woken.has_changed().expect("open"));
        db.write(|tx| {
            tx.touch(TOPIC);
            add(tx, "a")
        })
        .await
        .expect("stored");
        woken.changed().await.expect("woken");
    }

    async fn a_wrong_column_is_named(engine) {
        struct Wrong;
        impl FromRow for Wrong {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                row.get::<i64>("body").map(|_| Self)
            }
        }
        let test = TestDb::new(engine);
        let db = open(&test);
        db.write(|tx| add(tx, "a")).await.expect("stored");
        let read = db.read(|tx| tx.all::<Wrong>(&BODIES, &[])).await;
        assert!(matches!(read, Err(Error::Decode { column, .. }) if column == "body"));
    }

    async fn many_at_once_are_all_stored(engine) {
        let test = TestDb::new(engine);
        let db = open(&test);
        let mut writes = tokio::task::JoinSet::new();
        for n in 0..500 {
            let db = db.clone();
            writes.spawn(async move { db.write(move |tx| add(tx, &format!("{n:04}"))).await });
        }
        assert!(writes.join_all().await.into_iter().all(|stored| stored.is_ok()));
        assert_eq!(count(&db).await, 500);
    }

    async fn an_open_database_can_be_opened_again(engine) {
        let test = TestDb::new(engine);
        let first = open(&test);
        let second = open(&test);
        first.write(|tx| add(tx, "a")).await.expect("stored");
        second.write(|tx| add(tx, "b")).await.expect("stored");
        assert_eq!(count(&first).await, 2);
    }
}
