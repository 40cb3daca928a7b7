use db::{FromRow, Row, Time, Tx};

use super::{Fact, Line, Position, Recorded, Scope};
use crate::id::{ConversationId, FactId, ShopId};

/// Facts given positions in one transaction.
const PLACED_AT_ONCE: i64 = 500;

db::sql! {
    INSERT: "INSERT INTO fact (id, shop_id, conversation_id, kind, at, body) VALUES ($1, $2, $3, $4, $5, $6)";

    SINCE: "SELECT position, id, shop_id, conversation_id, at, body FROM fact
        WHERE position > $1 ORDER BY position LIMIT $2";

    OF_SHOP_SINCE: "SELECT position, id, shop_id, conversation_id, at, body FROM fact
        WHERE shop_id = $1 AND position > $2 ORDER BY position LIMIT $3";

    OF_CONVERSATION_SINCE: "SELECT position, id, shop_id, conversation_id, at, body FROM fact
        WHERE conversation_id = $1 AND position > $2 ORDER BY position LIMIT $3";

    // An id begins with its time.
    LATEST: "SELECT at FROM fact ORDER BY id DESC LIMIT 1";

    HEAD:
        sqlite "SELECT COALESCE(MAX(position), 0) FROM fact",
        postgres "SELECT position FROM ledger_head";

    // The row of the head is the lock: whoever holds it is the only one who gives positions, and those facts that are
    // visible to it get the next ones.
    LOCK_HEAD:
        sqlite "SELECT 0",
        postgres "SELECT position FROM ledger_head FOR UPDATE";

    UNPLACED:
        sqlite "SELECT id FROM fact WHERE 1 = 0 LIMIT $1",
        postgres "SELECT id FROM fact WHERE position IS NULL ORDER BY id LIMIT $1";

    // One at a time, by key. Joined with the unplaced ones, a plan that was made while the ledger was short would read all
    // of it every time once it is long.
    PLACE: "UPDATE fact SET position = $2 WHERE id = $1";

    MOVE_HEAD:
        sqlite "SELECT $1",
        postgres "UPDATE ledger_head SET position = position + $1";
}

pub(super) fn insert(tx: &mut Tx<'_>, recorded: &Recorded) -> Result<(), crate::error::Error> {
    let Recorded { id, scope, at, fact } = recorded;
    let body = serde_json::to_string(fact)?;
    tx.execute(&INSERT, &[id, &scope.shop, &scope.conversation, &fact.kind(), at, &body])?;
    Ok(())
}

pub(super) fn latest(tx: &mut Tx<'_>) -> Result<Option<Time>, db::Error> {
    let found: Option<(Time,)> = tx.optional(&LATEST, &[])?;
    Ok(found.map(|(at,)| at))
}

pub(super) fn place(tx: &mut Tx<'_>) -> Result<u64, db::Error> {
    // Looking costs nothing; locking is a write.
    if unplaced(tx, 1)?.is_empty() {
        return Ok(0);
    }
    let (head,): (Position,) = tx.one(&LOCK_HEAD, &[])?;
    let ids = unplaced(tx, PLACED_AT_ONCE)?;
    let mut position = head;
    for id in &ids {
        position += 1;
        tx.execute(&PLACE, &[id, &position])?;
    }
    if position > head {
        tx.execute(&MOVE_HEAD, &[&(position - head)])?;
    }
    Ok(ids.len() as u64)
}

fn unplaced(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<FactId>, db::Error> {
    let ids: Vec<(FactId,)> = tx.all(&UNPLACED, &[&limit])?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

pub(super) fn since(tx: &mut Tx<'_>, position: Position, limit: i64) -> Result<Vec<Line>, db::Error> {
    tx.all(&SINCE, &[&position, &limit])
}

pub(super) fn of_shop_since(
    tx: &mut Tx<'_>,
    shop: ShopId,
    position: Position,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    tx.all(&OF_SHOP_SINCE, &[&shop, &position, &limit])
}

pub(super) fn of_conversation_since(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
    position: Position,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    tx.all(&OF_CONVERSATION_SINCE, &[&conversation, &position, &limit])
}

pub(super) fn head(tx: &mut Tx<'_>) -> Result<Position, db::Error> {
    let (head,) = tx.one(&HEAD, &[])?;
    Ok(head)
}

impl FromRow for Line {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        let body: String = row.get("body")?;
        let fact: Fact = serde_json::from_str(&body)
            .map_err(|e| db::Error::Decode { column: "body".into(), reason: e.to_string() })?;
        let scope = Scope { shop: row.get("shop_id")?, conversation: row.get("conversation_id")? };
        let at: Time = row.get("at")?;
        Ok(Self {
            position: row.get("position")?,
            recorded: Recorded { id: row.get("id")?, scope, at, fact },
        })
    }
}
