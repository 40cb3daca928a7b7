use std::time::Duration;

use db::Tx;

use crate::conversation::Conversation;
use crate::id::ShopId;

db::sql! {
    AHEAD: "SELECT COUNT(*) FROM conversation AS other, conversation AS this
        WHERE this.id = $1 AND other.shop_id = this.shop_id AND other.status = 'waiting' AND other.id <> this.id
            AND (CASE other.urgency WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END
                < CASE this.urgency WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END
            OR (other.urgency = this.urgency AND other.unanswered_since < this.unanswered_since))";
    HANDLING: "SELECT CAST(AVG(took) AS BIGINT) FROM (
        SELECT resolved_at - claimed_at AS took FROM conversation
        WHERE shop_id = $1 AND status = 'resolved' AND claimed_at IS NOT NULL
        ORDER BY last_message_at DESC LIMIT 50) AS recent HAVING COUNT(*) >= 10";
}

/// How many buyers are ahead of this waiting conversation.
pub(super) fn ahead(tx: &mut Tx<'_>, conversation: &Conversation) -> Result<i64, db::Error> {
    let (count,) = tx.one(&AHEAD, &[&conversation.id])?;
    Ok(count)
}

/// How long people kept the shop's last conversations; none before there are ten.
pub(super) fn handling(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Duration>, db::Error> {
    let found: Option<(Option<i64>,)> = tx.optional(&HANDLING, &[&shop])?;
    let micros = found.and_then(|(micros,)| micros).and_then(|micros| u64::try_from(micros).ok());
    Ok(micros.map(Duration::from_micros))
}
