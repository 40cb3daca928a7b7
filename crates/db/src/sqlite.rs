//! SQLite: one writer thread that commits what is waiting together, reader threads beside it.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, params_from_iter};
use tokio::sync::mpsc;

use crate::engine::Task;
use crate::error::Error;
use crate::signal::{Signals, Topic};
use crate::sql::Sql;
use crate::tx::{Connection as Handle, Tx};
use crate::value::{ToValue, Value};

/// Operations committed together at most. Past a few hundred a larger group only lengthens everybody's wait.
const GROUP: usize = 256;
/// Operations that may wait for the writer before callers are held back.
const QUEUE: usize = 4096;
const STATEMENTS_CACHED: usize = 512;

pub(crate) struct Pool {
    writer: mpsc::Sender<Box<dyn Task>>,
    readers: async_channel::Sender<Box<dyn Task>>,
}

impl Pool {
    pub(crate) fn open(path: &Path, readers: usize, signals: Arc<Signals>) -> Result<Self, Error> {
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let (writer, tasks) = mpsc::channel(QUEUE);
        spawn("db-writer", move || write_groups(&connection, tasks, &signals))?;

        let (sender, tasks) = async_channel::bounded::<Box<dyn Task>>(QUEUE);
        for n in 0..readers.max(1) {
            let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let tasks = tasks.clone();
            spawn(&format!("db-reader-{n}"), move || {
                while let Ok(task) = tasks.recv_blocking() {
                    read_one(&connection, task);
                }
            })?;
        }
        Ok(Self { writer, readers: sender })
    }

    pub(crate) async fn write(&self, task: Box<dyn Task>) -> Result<(), Error> {
        self.writer.send(task).await.map_err(|_| closed())
    }

    pub(crate) fn write_blocking(&self, task: Box<dyn Task>) -> Result<(), Error> {
        // Only used before anything else can queue, so there is always room.
        self.writer.try_send(task).map_err(|_| closed())
    }

    pub(crate) async fn read(&self, task: Box<dyn Task>) -> Result<(), Error> {
        self.readers.send(task).await.map_err(|_| closed())
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".into())
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Unavailable(format!("cannot start a database thread: {e}")))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|e| Error::Unavailable(format!("cannot open {}: {e}", path.display())))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    let set_up = || {
        connection.busy_timeout(Duration::from_secs(5))?;
        if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.pragma_update(None, "synchronous", "full")?;
            connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
            connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
        }
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "cache_size", -16_000)
    };
    set_up().map_err(|e| Error::Unavailable(format!("cannot set up {}: {e}", path.display())))?;
    Ok(connection)
}

/// The writer: waits for one operation, takes along what else is waiting, commits, answers.
fn write_groups(connection: &Connection, mut tasks: mpsc::Receiver<Box<dyn Task>>, signals: &Signals) {
    while let Some(first) = tasks.blocking_recv() {
        let mut group = Group::default();
        match connection.execute_batch("BEGIN IMMEDIATE") {
            Ok(()) => {
                group.run(connection, first);
                while group.tasks.len() < GROUP && group.broken.is_none() {
                    let Ok(task) = tasks.try_recv() else { break };
                    group.run(connection, task);
                }
                group.commit(connection, signals);
            }
            Err(e) => first.finish(Err(translate("BEGIN", &e))),
        }
    }
}

#[derive(Default)]
struct Group {
    tasks: Vec<Box<dyn Task>>,
    touched: Vec<Topic>,
    /// Why the whole group is lost: the engine itself ended the transaction (disk full, I/O error).
    broken: Option<Error>,
}

impl Group {
    fn run(&mut self, connection: &Connection, mut task: Box<dyn Task>) {
        let ran = self.under_savepoint(connection, &mut *task);
        self.tasks.push(task);
        if let Err(e) = ran {
            self.broken = Some(translate("SAVEPOINT", &e));
        } else if connection.is_autocommit() {
            self.broken = Some(Error::Unavailable("the engine gave the transaction up".into()));
        }
    }

    fn under_savepoint(&mut self, connection: &Connection, task: &mut dyn Task) -> rusqlite::Result<()> {
        connection.prepare_cached("SAVEPOINT operation")?.execute([])?;
        let mut tx = Tx::new(Handle::Sqlite(connection));
        let keep = task.run(&mut tx);
        let (_, touched) = tx.into_parts();
        if connection.is_autocommit() {
            return Ok(());
        }
        if keep {
            self.touched.extend(touched);
        } else {
            connection.prepare_cached("ROLLBACK TO operation")?.execute([])?;
        }
        connection.prepare_cached("RELEASE operation")?.execute([]).map(drop)
    }

    fn commit(mut self, connection: &Connection, signals: &Signals) {
        let outcome = match self.broken.take() {
            Some(error) => Err(error),
            None => connection.execute_batch("COMMIT").map_err(|e| translate("COMMIT", &e)),
        };
        if outcome.is_err() && !connection.is_autocommit() {
            // Nothing of the group may linger in the next one.
            if let Err(e) = connection.execute_batch("ROLLBACK") {
                tracing::error!(error = %e, "rollback failed");
            }
        }
        for task in self.tasks {
            task.finish(outcome.clone());
        }
        match outcome {
            Ok(()) => {
                self.touched.sort_unstable();
                self.touched.dedup();
                signals.wake(&self.touched);
            }
            Err(error) => tracing::error!(%error, "a group of operations was not stored"),
        }
    }
}

fn read_one(connection: &Connection, mut task: Box<dyn Task>) {
    let outcome = connection.execute_batch("BEGIN").map_err(|e| translate("BEGIN", &e));
    if outcome.is_ok() {
        task.run(&mut Tx::new(Handle::Sqlite(connection)));
        if let Err(e) = connection.execute_batch("COMMIT") {
            tracing::warn!(error = %e, "ending a snapshot failed");
        }
    }
    task.finish(outcome);
}

pub(crate) fn prepare<'c>(
    connection: &'c Connection,
    sql: &'static Sql,
) -> Result<CachedStatement<'c>, Error> {
    connection.prepare_cached(sql.for_sqlite()).map_err(|e| translate(sql.name, &e))
}

pub(crate) fn execute(
    connection: &Connection,
    sql: &'static Sql,
    params: &[&dyn ToValue],
) -> Result<u64, Error> {
    let mut statement = prepare(connection, sql)?;
    statement
        .execute(params_from_iter(params.iter().map(|p| Bound(p.to_value()))))
        .map(|changed| changed as u64)
        .map_err(|e| translate(sql.name, &e))
}

pub(crate) fn query(
    connection: &Connection,
    sql: &'static Sql,
    params: &[&dyn ToValue],
    mut visit: impl FnMut(&rusqlite::Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = prepare(connection, sql)?;
    let mut rows = statement
        .query(params_from_iter(params.iter().map(|p| Bound(p.to_value()))))
        .map_err(|e| translate(sql.name, &e))?;
    while let Some(row) = rows.next().map_err(|e| translate(sql.name, &e))? {
        visit(row)?;
    }
    Ok(())
}

struct Bound<'a>(Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match &self.0 {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Int(n) => ToSqlOutput::Owned(Owned::Integer(*n)),
            Value::Real(x) => ToSqlOutput::Owned(Owned::Real(*x)),
            Value::Bool(b) => ToSqlOutput::Owned(Owned::Integer(i64::from(*b))),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn translate(statement: &'static str, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, words) = error else {
        return Error::Statement { statement, reason: error.to_string() };
    };
    let words = words.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        ErrorCode::ConstraintViolation => match words.strip_prefix("UNIQUE constraint failed: ") {
            Some(key) => Error::Unique { key: key.to_owned() },
            None => Error::Constraint(words),
        },
        ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::OutOfMemory
        | ErrorCode::ReadOnly
        | ErrorCode::CannotOpen => Error::Unavailable(words),
        _ => Error::Statement { statement, reason: words },
    }
}
