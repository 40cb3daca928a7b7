//! The schema as a list of texts, applied in order, each once, all in one transaction.

use sha2::{Digest, Sha256};

use crate::engine::Engine;
use crate::error::Error;
use crate::tx::Tx;

struct Migration {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($version:literal, $name:literal) => {
        Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".sql")),
        }
    };
    ($version:literal, $name:literal, two texts) => {
        Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".postgres.sql")),
        }
    };
}

/// Never edit one that has landed: add the next.
const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_people"),
    migration!(2, "0002_goods"),
    migration!(3, "0003_talk"),
    migration!(4, "0004_ledger", two texts),
    migration!(5, "0005_knowledge"),
    migration!(6, "0006_asked"),
    migration!(7, "0007_snippets"),
    migration!(8, "0008_custom_intent"),
    migration!(9, "0009_documents"),
    migration!(10, "0010_after_sale"),
    migration!(11, "0011_goods"),
    migration!(12, "0012_gate"),
    migration!(13, "0013_promise"),
    migration!(14, "0014_flow"),
    migration!(16, "0016_shop_system"),
    migration!(17, "0017_sms"),
    migration!(18, "0018_authority"),
    migration!(19, "0019_metric"),
    migration!(20, "0020_flow_direction"),
    migration!(21, "0021_answers"),
    migration!(24, "0024_merge", two texts),
    migration!(25, "0025_routing"),
    migration!(27, "0027_alert"),
    migration!(28, "0028_dry_run"),
    migration!(29, "0029_sla"),
    migration!(30, "0030_modes"),
    migration!(31, "0031_push"),
    migration!(33, "0033_twin"),
    migration!(34, "0034_passes"),
];

/// The version of the schema this program was built with.
pub fn latest_version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

crate::sql! {
    APPLIED: "SELECT version, name, checksum FROM schema_migration ORDER BY version";
    RECORD: "INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)";
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

pub(crate) fn version(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.script(CREATE).map_err(Error::Migration)?;
    let applied: Vec<(i64, String, String)> = tx.all(&APPLIED, &[])?;
    Ok(applied.last().map_or(0, |(version, ..)| *version))
}

pub(crate) fn run(tx: &mut Tx<'_>) -> Result<(), Error> {
    if tx.engine() == Engine::Postgres {
        // Several servers may start at once; the lock goes with the transaction.
        tx.script("SELECT pg_advisory_xact_lock(7310579)").map_err(Error::Migration)?;
    }
    tx.script(CREATE).map_err(Error::Migration)?;
    let applied: Vec<(i64, String, String)> = tx.all(&APPLIED, &[])?;
    if let Some((version, name, _)) = applied.iter().find(|(version, ..)| *version > latest_version()) {
        return Err(Error::Migration(format!(
            "{name}: the database is at version {version}, newer than this program ({})",
            latest_version()
        )));
    }
    for migration in MIGRATIONS {
        let text = match tx.engine() {
            Engine::Sqlite => migration.sqlite,
            Engine::Postgres => migration.postgres,
        };
        let checksum = format!("{:x}", Sha256::digest(text));
        match applied.iter().find(|(version, ..)| *version == migration.version) {
            Some((.., recorded)) if *recorded == checksum => {}
            Some(_) => {
                return Err(Error::Migration(format!("{}: changed after it was applied", migration.name)));
            }
            None => {
                tx.script(text).map_err(|e| Error::Migration(format!("{}: {e}", migration.name)))?;
                tx.execute(&RECORD, &[&migration.version, &migration.name, &checksum])?;
                tracing::info!(migration = migration.name, "schema migrated");
            }
        }
    }
    Ok(())
}
