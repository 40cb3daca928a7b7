use db::{FromRow, Row, Time, Tx};

use super::CustomIntent;
use crate::error;
use crate::id::{CustomIntentId, ShopId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO custom_intent (id, shop_id, name, examples, article_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6)";
    UPDATE: "UPDATE custom_intent SET name = $2, examples = $3, article_id = $4, updated_at = $5 WHERE id = $1";
    REMOVE: "DELETE FROM custom_intent WHERE id = $1";
    BY_ID: "SELECT * FROM custom_intent WHERE id = $1";
    LIST: "SELECT * FROM custom_intent WHERE shop_id = $1 ORDER BY created_at, id";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn insert(tx: &mut Tx<'_>, intent: &CustomIntent, now: Time) -> error::Result<()> {
    let CustomIntent { id, shop, name, examples, article } = intent;
    tx.execute(&INSERT, &[id, shop, name, &json::write(examples)?, article, &now])?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, intent: &CustomIntent, now: Time) -> error::Result<()> {
    let CustomIntent { id, name, examples, article, .. } = intent;
    tx.execute(&UPDATE, &[id, name, &json::write(examples)?, article, &now])?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, id: CustomIntentId) -> Result<()> {
    tx.execute(&REMOVE, &[&id])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: CustomIntentId) -> Result<Option<CustomIntent>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn list(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<CustomIntent>> {
    tx.all(&LIST, &[&shop])
}

impl FromRow for CustomIntent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            name: row.get("name")?,
            examples: json::read(row, "examples")?,
            article: row.get("article_id")?,
        })
    }
}
