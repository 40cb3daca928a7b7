use db::{FromRow, Row, Tx};

use super::Held;
use crate::json;

db::sql! {
    IN_HAND: "SELECT conversation.id, conversation.number, conversation.shop_id, conversation.inbox_id, conversation.status,
            conversation.agent_id, conversation.urgency, conversation.unanswered_since, conversation.due_at,
            conversation.last_text, buyer.name
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        WHERE conversation.status IN ('waiting', 'assigned')";
}

/// Everything that waits for people or is held by them.
pub(super) fn in_hand(tx: &mut Tx<'_>) -> Result<Vec<Held>, db::Error> {
    tx.all(&IN_HAND, &[])
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        let status = row.get("status")?;
        Ok(Self {
            conversation: row.get("id")?,
            number: row.get("number")?,
            shop: row.get("shop_id")?,
            inbox: row.get("inbox_id")?,
            buyer_name: row.get("name")?,
            status,
            agent: row.get("agent_id")?,
            urgency: json::id(row, "urgency")?,
            since: row.get("unanswered_since")?,
            due: row.get("due_at")?,
            last_text: row.get("last_text")?,
        })
    }
}
