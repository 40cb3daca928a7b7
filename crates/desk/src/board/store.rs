use db::{FromRow, Row, Tx};

use super::Held;
use crate::id::ShopId;
use crate::json;

db::sql! {
    IN_HAND: "SELECT conversation.id, conversation.number, conversation.inbox_id, conversation.offered_to,
            CASE WHEN conversation.status = 'assigned' THEN conversation.agent_id END AS holder, conversation.urgency, conversation.unanswered_since, conversation.due_at,
            conversation.last_text, buyer.name
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        WHERE conversation.shop_id = $1 AND conversation.status IN ('waiting', 'assigned')";
}

/// Everything in a shop that waits for people or is held by them.
pub(super) fn in_hand(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Held>, db::Error> {
    tx.all(&IN_HAND, &[&shop])
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            conversation: row.get("id")?,
            number: row.get("number")?,
            inbox: row.get("inbox_id")?,
            buyer_name: row.get("name")?,
            agent: row.get("holder")?,
            offered_to: row.get("offered_to")?,
            urgency: json::id(row, "urgency")?,
            since: row.get("unanswered_since")?,
            due: row.get("due_at")?,
            last_text: row.get("last_text")?,
        })
    }
}
