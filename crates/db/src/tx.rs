use std::collections::HashMap;

use crate::engine::Engine;
use crate::error::Error;
use crate::row::{FromRow, Inner as RowInner, Row};
use crate::signal::Topic;
use crate::sql::Sql;
use crate::value::ToValue;
use crate::{postgres, sqlite};

/// A running operation: the only way to statements.
pub struct Tx<'a> {
    connection: Connection<'a>,
    touched: Vec<Topic>,
    /// The first statement that failed. PostgreSQL ends such a transaction in a silent rollback, so an operation that
    /// shrugs an error off must not be told that it was stored.
    failure: Option<Error>,
}

pub(crate) type Prepared = HashMap<&'static str, ::postgres::Statement>;

pub(crate) enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres { transaction: ::postgres::Transaction<'a>, prepared: &'a mut Prepared },
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: Connection<'a>) -> Self {
        Self { connection, touched: Vec::new(), failure: None }
    }

    pub(crate) fn into_parts(self) -> (Connection<'a>, Vec<Topic>) {
        (self.connection, self.touched)
    }

    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), None) = (&result, &self.failure) {
            self.failure = Some(error.clone());
        }
        result
    }

    /// The engine this operation runs on.
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Wakes those who listen to `topic`, after this operation has committed; never if it does not.
    pub fn touch(&mut self, topic: Topic) {
        if !self.touched.contains(&topic) {
            self.touched.push(topic);
        }
    }

    /// Runs a statement; returns how many rows it changed.
    pub fn execute(&mut self, sql: &'static Sql, params: &[&dyn ToValue]) -> Result<u64, Error> {
        let changed = match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Connection::Postgres { transaction, prepared } => {
                postgres::execute(transaction, prepared, sql, params)
            }
        };
        self.note(changed)
    }

    /// Runs a query; every row becomes a `T`.
    pub fn all<T: FromRow>(&mut self, sql: &'static Sql, params: &[&dyn ToValue]) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(T::from_row(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a query that gives at most one row.
    pub fn optional<T: FromRow>(
        &mut self,
        sql: &'static Sql,
        params: &[&dyn ToValue],
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.each(sql, params, |row| {
            if found.is_none() {
                found = Some(T::from_row(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a query that always gives a row (an aggregate, an insert that returns).
    pub fn one<T: FromRow>(&mut self, sql: &'static Sql, params: &[&dyn ToValue]) -> Result<T, Error> {
        self.optional(sql, params)?
            .ok_or_else(|| Error::Statement { statement: sql.name, reason: "gave no row".into() })
    }

    /// Runs a query and hands each row to `visit`.
    pub fn each(
        &mut self,
        sql: &'static Sql,
        params: &[&dyn ToValue],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let visited = match &mut self.connection {
            Connection::Sqlite(connection) => {
                sqlite::query(connection, sql, params, |row| visit(&Row(RowInner::Sqlite(row))))
            }
            Connection::Postgres { transaction, prepared } => {
                postgres::query(transaction, prepared, sql, params, |row| {
                    visit(&Row(RowInner::Postgres(row)))
                })
            }
        };
        self.note(visited)
    }

    /// Prepares a statement without running it: what the test of all statements calls.
    pub fn check(&mut self, sql: &'static Sql) -> Result<(), Error> {
        match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::prepare(connection, sql).map(drop),
            Connection::Postgres { transaction, prepared } => {
                postgres::prepare(transaction, prepared, sql).map(drop)
            }
        }
    }

    /// Runs statements that are not registered: migrations only.
    pub(crate) fn script(&mut self, text: &str) -> Result<(), String> {
        match &mut self.connection {
            Connection::Sqlite(connection) => connection.execute_batch(text).map_err(|e| e.to_string()),
            Connection::Postgres { transaction, .. } => {
                transaction.batch_execute(text).map_err(|e| postgres::words(&e))
            }
        }
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
