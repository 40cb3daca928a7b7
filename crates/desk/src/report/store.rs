use std::collections::HashMap;

use db::{FromRow, Row, Time, Tx};

use super::row::{AGAIN, Known, ORDERS};
use crate::id::{ConversationId, ShopId};

db::sql! {
    // The order and the next conversation are those of whoever the buyer is known to be today.
    KNOWN: "SELECT conversation.id, conversation.number, conversation.buyer_id, conversation.opened_at, buyer.name,
            (SELECT MIN(other.opened_at) FROM conversation AS other WHERE other.buyer_id = conversation.buyer_id
                AND other.shop_id = conversation.shop_id AND other.intent = conversation.intent
                AND other.opened_at > conversation.opened_at
                AND other.opened_at >= conversation.resolved_at
                AND other.opened_at <= conversation.resolved_at + $4) AS again,
            EXISTS (SELECT 1 FROM orders WHERE orders.buyer_id = conversation.buyer_id
                AND orders.shop_id = conversation.shop_id AND orders.placed_at > conversation.opened_at
                AND orders.placed_at <= conversation.opened_at + $5 AND orders.status <> 'cancelled') AS ordered
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        WHERE conversation.shop_id = $1 AND conversation.opened_at >= $2 AND conversation.opened_at < $3";
}

struct Found(ConversationId, Known);

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        let known = Known {
            number: row.get("number")?,
            buyer: row.get("buyer_id")?,
            buyer_name: row.get("name")?,
            opened: row.get("opened_at")?,
            again: row.get("again")?,
            ordered: row.get("ordered")?,
        };
        Ok(Self(row.get("id")?, known))
    }
}

/// What the ledger does not say of the conversations that began in a window.
pub(super) fn known(
    tx: &mut Tx<'_>,
    shop: ShopId,
    from: Time,
    to: Time,
) -> Result<HashMap<ConversationId, Known>, db::Error> {
    let micros = |span: std::time::Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
    let values: &[&dyn db::ToValue] = &[&shop, &from, &to, &micros(AGAIN), &micros(ORDERS)];
    let found: Vec<Found> = tx.all(&KNOWN, values)?;
    Ok(found.into_iter().map(|Found(id, known)| (id, known)).collect())
}
