use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{oneshot, watch};

use crate::error::Error;
use crate::signal::{Signals, Topic};
use crate::tx::Tx;
use crate::url::DatabaseUrl;
use crate::{migrate, postgres, sqlite};

/// Which of the two engines is below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded database.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which database.
    pub url: DatabaseUrl,
    /// SQLite: reader threads. PostgreSQL: connections, for reading and writing together.
    pub connections: usize,
}

/// A database. Clones share it.
#[derive(Clone)]
pub struct Db {
    pool: Arc<Pool>,
    signals: Arc<Signals>,
}

enum Pool {
    Sqlite(sqlite::Pool),
    Postgres(postgres::Pool),
}

impl Db {
    /// Opens the database, creating the file or checking the connection, and brings its schema up to date.
    ///
    /// Blocks; call it where blocking is allowed.
    pub fn open(options: &Options) -> Result<Self, Error> {
        let db = Self::connect(options)?;
        db.pool.migrate()?;
        Ok(db)
    }

    /// Opens the database as it is, without touching its schema.
    pub fn connect(options: &Options) -> Result<Self, Error> {
        let signals = Arc::new(Signals::default());
        let pool = match &options.url {
            DatabaseUrl::Sqlite(path) => {
                Pool::Sqlite(sqlite::Pool::open(path, options.connections, Arc::clone(&signals))?)
            }
            DatabaseUrl::Postgres(address) => {
                Pool::Postgres(postgres::Pool::open(address, options.connections, Arc::clone(&signals))?)
            }
        };
        Ok(Self { pool: Arc::new(pool), signals })
    }

    /// The engine below.
    pub fn engine(&self) -> Engine {
        match *self.pool {
            Pool::Sqlite(_) => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `operation` as one transaction and gives back its result after the commit. If it returns an error or
    /// panics, or the commit fails, nothing of it is stored.
    pub async fn write<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (task, answer) = Operation::new(operation);
        match &*self.pool {
            Pool::Sqlite(pool) => pool.write(task).await?,
            Pool::Postgres(pool) => pool.run(postgres::Access::Write, task).await?,
        }
        answer.await.unwrap_or_else(|_| Err(Error::Unavailable("the database is closing".into()).into()))
    }

    /// Runs `operation` on a consistent snapshot of what is committed. It must not write.
    pub async fn read<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (task, answer) = Operation::new(operation);
        match &*self.pool {
            Pool::Sqlite(pool) => pool.read(task).await?,
            Pool::Postgres(pool) => pool.run(postgres::Access::Read, task).await?,
        }
        answer.await.unwrap_or_else(|_| Err(Error::Unavailable("the database is closing".into()).into()))
    }

    /// A receiver that changes whenever a committed operation has touched `topic`.
    pub fn listen(&self, topic: Topic) -> watch::Receiver<u64> {
        self.signals.listen(topic)
    }

    /// The version of the schema found in the database; zero when it is empty.
    pub async fn schema_version(&self) -> Result<i64, Error> {
        self.write(migrate::version).await
    }
}

impl Pool {
    fn migrate(&self) -> Result<(), Error> {
        let (task, mut answer) = Operation::new(migrate::run);
        match self {
            Self::Sqlite(pool) => pool.write_blocking(task)?,
            Self::Postgres(pool) => pool.run_blocking(postgres::Access::Write, task)?,
        }
        loop {
            match answer.try_recv() {
                Ok(result) => return result,
                Err(oneshot::error::TryRecvError::Empty) => std::thread::yield_now(),
                Err(oneshot::error::TryRecvError::Closed) => {
                    return Err(Error::Unavailable("the database closed during migration".into()));
                }
            }
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

/// An operation on its way through an engine.
pub(crate) trait Task: Send {
    /// Runs the operation; `false` when its changes must be undone.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Answers the caller. `outcome` is that of the commit.
    fn finish(self: Box<Self>, outcome: Result<(), Error>);
}

struct Operation<F, T, E> {
    run: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Operation<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    #[expect(clippy::new_ret_no_self, reason = "the task and the receiver of its answer are made together")]
    fn new(run: F) -> (Box<dyn Task>, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { run: Some(run), result: None, reply }), answer)
    }
}

impl<F, T, E> Task for Operation<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(run) = self.run.take() else { return false };
        let result = catch_unwind(AssertUnwindSafe(|| run(tx)))
            .unwrap_or_else(|panic| Err(Error::Panicked(panic_words(&*panic)).into()));
        let result = match (result, tx.failure()) {
            (Ok(_), Some(failure)) => Err(failure.clone().into()),
            (result, _) => result,
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn finish(self: Box<Self>, outcome: Result<(), Error>) {
        let answer = match (outcome, self.result) {
            // An operation that refused keeps its own reason, whatever became of its neighbours.
            (_, Some(Err(own))) => Err(own),
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(done)) => done,
            (Ok(()), None) => Err(Error::Unavailable("the operation was not run".into()).into()),
        };
        // The caller may have gone away; what was committed stays committed.
        drop(self.reply.send(answer));
    }
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|words| (*words).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}
