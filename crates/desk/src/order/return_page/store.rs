use db::{FromRow, Row, Time, Tx};

use super::Parcel;
use crate::id::ReturnId;
use crate::order::Return;

db::sql! {
    BY_ID: "SELECT order_return.*, orders.external_id AS order_number FROM order_return
        JOIN orders ON orders.id = order_return.order_id WHERE order_return.id = $1";
    OF_HOUSE: "SELECT value FROM house WHERE name = $1";
    ADD_TO_HOUSE: "INSERT INTO house (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    SET_OF_HOUSE: "INSERT INTO house (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE house.value <> excluded.value";
    PARCEL: "SELECT * FROM return_parcel WHERE return_id = $1";
    INSERT_PARCEL: "INSERT INTO return_parcel (return_id, carrier, tracking_number, entered_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (return_id) DO NOTHING";
    TOLD: "UPDATE return_parcel SET told_at = $2 WHERE return_id = $1 AND told_at IS NULL";
    FORGET: "DELETE FROM return_parcel WHERE return_id = $1 AND told_at IS NULL";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn by_id(tx: &mut Tx<'_>, id: ReturnId) -> Result<Option<Return>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn of_house(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    Ok(tx.optional::<Kept>(&OF_HOUSE, &[&name])?.map(|kept| kept.0))
}

pub(super) fn add_to_house(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.execute(&ADD_TO_HOUSE, &[&name, &value])?;
    Ok(())
}

pub(super) fn set_of_house(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.execute(&SET_OF_HOUSE, &[&name, &value])?;
    Ok(())
}

pub(super) fn parcel(tx: &mut Tx<'_>, id: ReturnId) -> Result<Option<Parcel>> {
    tx.optional(&PARCEL, &[&id])
}

/// Whether it was entered now: a return has one parcel, whoever comes first.
pub(super) fn insert_parcel(
    tx: &mut Tx<'_>,
    id: ReturnId,
    carrier: &str,
    tracking_number: &str,
    now: Time,
) -> Result<bool> {
    Ok(tx.execute(&INSERT_PARCEL, &[&id, &carrier, &tracking_number, &now])? == 1)
}

/// Whether the shop has it as of now, and had not before.
pub(super) fn told(tx: &mut Tx<'_>, id: ReturnId, now: Time) -> Result<bool> {
    Ok(tx.execute(&TOLD, &[&id, &now])? == 1)
}

pub(super) fn forget(tx: &mut Tx<'_>, id: ReturnId) -> Result<()> {
    tx.execute(&FORGET, &[&id])?;
    Ok(())
}

struct Kept(String);

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.get("value").map(Self)
    }
}

impl FromRow for Parcel {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            carrier: row.get("carrier")?,
            tracking_number: row.get("tracking_number")?,
            entered_at: row.get("entered_at")?,
            told_at: row.get("told_at")?,
        })
    }
}
