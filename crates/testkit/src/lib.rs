//! Databases for tests. A test written with [`both!`] runs on each engine, under a name that ends in the engine's, so
//! that a run without PostgreSQL can leave those out by name.

use std::path::{Path, PathBuf};

use db::{DatabaseUrl, Engine, Options};
use postgres::{Client, NoTls};
use tempfile::TempDir;
use uuid::Uuid;

/// Where tests find PostgreSQL, unless `MIAOHUI_TEST_POSTGRES` names another.
pub const POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A database of a test's own, gone with it.
#[derive(Debug)]
pub struct TestDb {
    folder: TempDir,
    url: String,
    schema: Option<String>,
}

impl TestDb {
    /// An empty database on this engine.
    pub fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        match engine {
            Engine::Sqlite => {
                let url = format!("sqlite:{}", folder.path().join("test.db").display());
                Self { folder, url, schema: None }
            }
            Engine::Postgres => {
                let schema = format!("t_{}", Uuid::now_v7().simple());
                administrate(&format!("CREATE SCHEMA {schema}"));
                // Its connections are known by name: whatever of them is left in the end is cut before the schema goes.
                let named = format!("application_name={schema}&options=-c%20search_path%3D{schema}");
                let url = format!("{}?{named}", postgres_url());
                Self { folder, url, schema: Some(schema) }
            }
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder that is gone with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How to open it: with few connections, since many tests run at once.
    pub fn options(&self) -> Options {
        let url: DatabaseUrl = self.url.parse().expect("an address of ours");
        Options { url, connections: 4 }
    }

    /// The file, on SQLite.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(schema) = &self.schema {
            administrate(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema}';
                 DROP SCHEMA {schema} CASCADE"
            ));
        }
    }
}

fn postgres_url() -> String {
    std::env::var("MIAOHUI_TEST_POSTGRES").unwrap_or_else(|_| POSTGRES.to_owned())
}

/// Runs on a thread of its own: the driver will not block inside a test's runtime.
fn administrate(statement: &str) {
    let (url, statement) = (postgres_url(), statement.to_owned());
    let run =
        move || -> Result<(), postgres::Error> { Client::connect(&url, NoTls)?.batch_execute(&statement) };
    std::thread::spawn(run)
        .join()
        .expect("the thread of the driver")
        .expect("PostgreSQL answers; run the tests without it by `cargo xtask test`");
}

/// Writes a test once and runs it on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "some tests need nothing from around them")]
            use super::*;

            $(#[$attribute])*
            async fn test($engine: ::db::Engine) $body

            #[tokio::test]
            async fn sqlite() {
                test(::db::Engine::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                test(::db::Engine::Postgres).await;
            }
        }
    )+};
}
