//! PostgreSQL: a pool of threads, each with a connection; an operation is one transaction.

use std::error::Error as _;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ::postgres::fallible_iterator::FallibleIterator as _;
use ::postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use ::postgres::{
    Client, Config, IsolationLevel, NoTls, Statement, Transaction, config::SslMode, error::SqlState,
};

use tokio_postgres_rustls::MakeRustlsConnect;

use crate::engine::Task;
use crate::error::Error;
use crate::signal::Signals;
use crate::sql::Sql;
use crate::tx::{Connection, Prepared, Tx};
use crate::value::{ToValue, Value};

/// Operations that may wait for a connection before callers are held back.
const QUEUE: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

pub(crate) struct Pool {
    tasks: async_channel::Sender<(Access, Box<dyn Task>)>,
}

impl Pool {
    pub(crate) fn open(address: &str, connections: usize, signals: Arc<Signals>) -> Result<Self, Error> {
        let mut config: Config =
            address.parse().map_err(|e| Error::Unavailable(format!("the database address: {e}")))?;
        if config.get_application_name().is_none() {
            config.application_name("miaohui");
        }
        config.connect_timeout(Duration::from_secs(10));
        // One connection now, so that a wrong address or password is known at the start.
        let mut first = Some(Session::connect(&config)?);
        let (sender, tasks) = async_channel::bounded(QUEUE);
        for n in 0..connections.max(2) {
            let mut session =
                Worker { config: config.clone(), session: first.take(), signals: Arc::clone(&signals) };
            let tasks = tasks.clone();
            thread::Builder::new()
                .name(format!("db-{n}"))
                .spawn(move || {
                    while let Ok((access, task)) = tasks.recv_blocking() {
                        session.run(access, task);
                    }
                })
                .map_err(|e| Error::Unavailable(format!("cannot start a database thread: {e}")))?;
        }
        Ok(Self { tasks: sender })
    }

    pub(crate) async fn run(&self, access: Access, task: Box<dyn Task>) -> Result<(), Error> {
        self.tasks.send((access, task)).await.map_err(|_| Error::Unavailable("the database is closed".into()))
    }

    pub(crate) fn run_blocking(&self, access: Access, task: Box<dyn Task>) -> Result<(), Error> {
        self.tasks
            .send_blocking((access, task))
            .map_err(|_| Error::Unavailable("the database is closed".into()))
    }
}

struct Worker {
    config: Config,
    session: Option<Session>,
    signals: Arc<Signals>,
}

struct Session {
    client: Client,
    prepared: Prepared,
}

impl Session {
    fn connect(config: &Config) -> Result<Self, Error> {
        let connected = match config.get_ssl_mode() {
            SslMode::Require => config.connect(tls()),
            _ => config.connect(NoTls),
        };
        let client = connected.map_err(|e| Error::Unavailable(words(&e)))?;
        Ok(Self { client, prepared: Prepared::new() })
    }
}

/// Runs a statement that belongs to no operation, such as making a schema.
pub(crate) fn administrate(address: &str, statement: &str) -> Result<(), Error> {
    let config: Config =
        address.parse().map_err(|e| Error::Unavailable(format!("the database address: {e}")))?;
    Session::connect(&config)?.client.batch_execute(statement).map_err(|e| Error::Unavailable(words(&e)))
}

/// TLS when the address says `sslmode=require`: the server's certificate is checked against the public authorities.
fn tls() -> MakeRustlsConnect {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports the default protocol versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
    MakeRustlsConnect::new(config)
}

impl Worker {
    fn run(&mut self, access: Access, mut task: Box<dyn Task>) {
        let outcome = self.attempt(access, &mut *task);
        task.finish(outcome);
        if self.session.as_ref().is_some_and(|session| session.client.is_closed()) {
            self.session = None;
        }
    }

    fn attempt(&mut self, access: Access, task: &mut dyn Task) -> Result<(), Error> {
        let session = match &mut self.session {
            Some(session) => session,
            none => none.insert(Session::connect(&self.config)?),
        };
        let mut builder = session.client.build_transaction();
        if access == Access::Read {
            builder = builder.isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        }
        let transaction = builder.start().map_err(|e| translate("BEGIN", &e))?;
        let mut tx = Tx::new(Connection::Postgres { transaction, prepared: &mut session.prepared });
        let keep = task.run(&mut tx);
        let (connection, mut touched) = tx.into_parts();
        let Connection::Postgres { transaction, .. } = connection else {
            return Err(Error::Unavailable("a PostgreSQL operation lost its connection".into()));
        };
        if !keep {
            return transaction.rollback().map_err(|e| translate("ROLLBACK", &e));
        }
        transaction.commit().map_err(|e| translate("COMMIT", &e))?;
        touched.sort_unstable();
        self.signals.wake(&touched);
        Ok(())
    }
}

pub(crate) fn prepare(
    transaction: &mut Transaction<'_>,
    prepared: &mut Prepared,
    sql: &'static Sql,
) -> Result<Statement, Error> {
    if let Some(statement) = prepared.get(sql.name) {
        return Ok(statement.clone());
    }
    let statement = transaction.prepare(sql.postgres).map_err(|e| translate(sql.name, &e))?;
    prepared.insert(sql.name, statement.clone());
    Ok(statement)
}

pub(crate) fn execute(
    transaction: &mut Transaction<'_>,
    prepared: &mut Prepared,
    sql: &'static Sql,
    params: &[&dyn ToValue],
) -> Result<u64, Error> {
    let statement = prepare(transaction, prepared, sql)?;
    transaction
        .query_raw(&statement, params.iter().map(|p| Bound(p.to_value())))
        .and_then(|mut rows| {
            while rows.next()?.is_some() {}
            Ok(rows.rows_affected().unwrap_or(0))
        })
        .map_err(|e| translate(sql.name, &e))
}

pub(crate) fn query(
    transaction: &mut Transaction<'_>,
    prepared: &mut Prepared,
    sql: &'static Sql,
    params: &[&dyn ToValue],
    mut visit: impl FnMut(&::postgres::Row) -> Result<(), Error>,
) -> Result<(), Error> {
    let statement = prepare(transaction, prepared, sql)?;
    let mut rows = transaction
        .query_raw(&statement, params.iter().map(|p| Bound(p.to_value())))
        .map_err(|e| translate(sql.name, &e))?;
    while let Some(row) = rows.next().map_err(|e| translate(sql.name, &e))? {
        visit(&row)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Bound<'a>(Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match &self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql_checked(ty, out),
            Value::Int(n) => n.to_sql_checked(ty, out),
            Value::Real(x) => x.to_sql_checked(ty, out),
            Value::Bool(b) => b.to_sql_checked(ty, out),
            // PostgreSQL text cannot hold NUL; the edge refuses it in input, this keeps the rest of the row.
            Value::Text(text) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql_checked(ty, out)
            }
            Value::Text(text) => text.as_ref().to_sql_checked(ty, out),
            Value::Bytes(bytes) => bytes.as_ref().to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // The value inside checks the type when it is written.
        true
    }

    to_sql_checked!();
}

/// The server's own words: the driver's `Display` says only "db error".
pub(crate) fn words(error: &::postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(db), _) => db.to_string(),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

fn translate(statement: &'static str, error: &::postgres::Error) -> Error {
    let words = words(error);
    let Some(db) = error.as_db_error() else {
        // Without an answer from the server: the connection broke, or a parameter did not fit.
        return if error.is_closed()
            || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
        {
            Error::Unavailable(words)
        } else {
            Error::Statement { statement, reason: words }
        };
    };
    match db.code() {
        code if *code == SqlState::UNIQUE_VIOLATION => {
            Error::Unique { key: db.constraint().unwrap_or_default().to_owned() }
        }
        // Classes: 23 integrity; 08 connection, 40 rollback, 53 resources, 57 operator, 58 system.
        code => match code.code().get(..2) {
            Some("23") => Error::Constraint(words),
            Some("40") => Error::Conflict(words),
            Some("08" | "53" | "57" | "58") => Error::Unavailable(words),
            _ => Error::Statement { statement, reason: words },
        },
    }
}
