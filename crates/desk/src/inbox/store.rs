use db::{FromRow, Row, Time, Tx};

use super::{Inbox, Secret};
use crate::error::Error;
use crate::id::InboxId;
use crate::json;

db::sql! {
    INSERT: "INSERT INTO inbox (id, key, shop_id, channel, name, settings, secret, enabled, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE: "UPDATE inbox SET name = $2, settings = $3, enabled = $4, secret = $5 WHERE id = $1";
    BY_ID: "SELECT * FROM inbox WHERE id = $1";
    BY_KEY: "SELECT * FROM inbox WHERE key = $1";
    LIST: "SELECT * FROM inbox ORDER BY shop_id, name";
}

pub(super) fn insert(tx: &mut Tx<'_>, inbox: &Inbox, now: Time) -> Result<(), Error> {
    let Inbox { id, key, shop, channel, name, settings, enabled, secret } = inbox;
    let settings = json::write(settings)?;
    tx.execute(&INSERT, &[id, key, shop, channel, name, &settings, &secret.0, enabled, &now])?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, inbox: &Inbox) -> Result<(), Error> {
    let settings = json::write(&inbox.settings)?;
    tx.execute(&UPDATE, &[&inbox.id, &inbox.name, &settings, &inbox.enabled, &inbox.secret.0])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: InboxId) -> Result<Option<Inbox>, db::Error> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Inbox>, db::Error> {
    tx.optional(&BY_KEY, &[&key])
}

pub(super) fn list(tx: &mut Tx<'_>) -> Result<Vec<Inbox>, db::Error> {
    tx.all(&LIST, &[])
}

impl FromRow for Inbox {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            key: row.get("key")?,
            shop: row.get("shop_id")?,
            channel: row.get("channel")?,
            name: row.get("name")?,
            settings: json::read(row, "settings")?,
            enabled: row.get("enabled")?,
            secret: Secret(row.get("secret")?),
        })
    }
}
