use db::{FromRow, Row, Time, Tx};

use super::{Shop, ShopSettings};
use crate::error::Error;
use crate::id::ShopId;

db::sql! {
    INSERT: "INSERT INTO shop (id, key, name, language, currency, time_zone, settings, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SET: "UPDATE shop SET settings = $2 WHERE id = $1";
    BY_ID: "SELECT id, key, name, language, currency, time_zone, settings FROM shop WHERE id = $1";
    BY_KEY: "SELECT id, key, name, language, currency, time_zone, settings FROM shop WHERE key = $1";
    LIST: "SELECT id, key, name, language, currency, time_zone, settings FROM shop ORDER BY name";
    NEXT_NUMBER: "UPDATE shop SET last_number = last_number + 1 WHERE id = $1 RETURNING last_number";
}

pub(super) fn insert(tx: &mut Tx<'_>, shop: &Shop, now: Time) -> Result<(), Error> {
    let settings = serde_json::to_string(&shop.settings)?;
    tx.execute(
        &INSERT,
        &[&shop.id, &shop.key, &shop.name, &shop.language, &shop.currency, &shop.time_zone, &settings, &now],
    )?;
    Ok(())
}

pub(super) fn set(tx: &mut Tx<'_>, id: ShopId, settings: &ShopSettings) -> Result<(), Error> {
    tx.execute(&SET, &[&id, &serde_json::to_string(settings)?])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: ShopId) -> Result<Option<Shop>, db::Error> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Shop>, db::Error> {
    tx.optional(&BY_KEY, &[&key])
}

pub(super) fn list(tx: &mut Tx<'_>) -> Result<Vec<Shop>, db::Error> {
    tx.all(&LIST, &[])
}

pub(super) fn next_number(tx: &mut Tx<'_>, id: ShopId) -> Result<i64, db::Error> {
    let (number,) = tx.one(&NEXT_NUMBER, &[&id])?;
    Ok(number)
}

impl FromRow for Shop {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            key: row.get("key")?,
            name: row.get("name")?,
            language: row.get("language")?,
            currency: row.get("currency")?,
            time_zone: row.get("time_zone")?,
            settings: crate::json::read(row, "settings")?,
        })
    }
}
