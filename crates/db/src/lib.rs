//! One handle over SQLite and PostgreSQL.
//!
//! An *operation* is an ordinary synchronous function over [`Tx`]. [`Db::write`] runs it as one transaction and
//! answers only after the commit; [`Db::read`] runs it on a consistent snapshot. The same operation, with the same SQL
//! text, runs on both engines.
//!
//! - **SQLite**: one writer thread takes every operation that is waiting, runs each under its own savepoint and commits
//!   them together with `synchronous=FULL`. A caller hears back after that commit; when the commit fails (disk full) all
//!   callers of the group hear so and the writer goes on. Readers have threads and connections of their own.
//! - **PostgreSQL**: a pool of threads, each with one connection; an operation is a transaction of its own.
//!
//! This crate knows no table but its own `schema_migration`; the schema lives in `migrations/` as text.

mod engine;
mod error;
mod migrate;
mod partition;
mod postgres;
mod row;
mod scratch;
mod signal;
mod sql;
mod sqlite;
mod time;
mod tx;
mod url;
mod value;

pub use engine::{Db, Engine, Options};
pub use error::Error;
pub use migrate::latest_version;
pub use partition::prepare_months;
pub use row::{FromRow, Row};
pub use scratch::Scratch;
pub use signal::Topic;
pub use sql::{Registered, Sql, statements};
pub use time::Time;
pub use tx::Tx;
pub use url::{DatabaseUrl, UrlError};
pub use value::{FromValue, ToValue, Value};

#[doc(hidden)]
pub use inventory;

/// What a database operation gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;
