use std::collections::HashMap;
use std::time::Duration;

use db::{FromRow, Row, Time, Tx};
use language::{Emotion, Intent, Stage, Urgency};

use super::emergency::Emergency;
use super::hazard::Observed;
use super::loss::Stake;
use super::standby::{Call, Called};
use super::surge::{Surge, SurgeState};
use crate::agent::skill::Skill;
use crate::conversation::Packet;
use crate::fact::Fact;
use crate::id::{AgentId, ConversationId, EmergencyId, InboxId, ShopId, StandbyCallId};
use crate::json;
use crate::shop::Lang;

db::sql! {
    HANDLING: "SELECT CAST(AVG(took) AS BIGINT) FROM (
        SELECT resolved_at - claimed_at AS took FROM conversation
        WHERE shop_id = $1 AND status = 'resolved' AND claimed_at IS NOT NULL
        ORDER BY last_message_at DESC LIMIT 50) AS recent HAVING COUNT(*) >= 10";

    WAITING: "SELECT conversation.id, conversation.inbox_id, conversation.language, conversation.intent,
            conversation.emotion, conversation.urgency, conversation.stage, conversation.hand_off,
            COALESCE(conversation.unanswered_since, conversation.handed_off_at, conversation.last_message_at) AS since,
            conversation.due_at, conversation.offered_to, buyer.level, buyer.own_agent_id,
            (SELECT created_at FROM message WHERE message.conversation_id = conversation.id
                AND message.seq = conversation.last_buyer_seq) AS heard_at,
            (SELECT total FROM orders WHERE orders.buyer_id = conversation.buyer_id AND orders.shop_id = $1
                AND orders.placed_at >= $2 ORDER BY orders.placed_at DESC LIMIT 1) AS newest_total
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        WHERE conversation.shop_id = $1 AND conversation.status = 'waiting'";
    ORDER_TOTALS: "SELECT orders.external_id, orders.total FROM conversation JOIN orders
            ON orders.buyer_id = conversation.buyer_id AND orders.shop_id = conversation.shop_id
        WHERE conversation.shop_id = $1 AND conversation.status = 'waiting' AND orders.placed_at >= $2";
    PRICES: "SELECT product.title, MIN(sku.price) FROM product JOIN sku ON sku.product_id = product.id
        WHERE product.shop_id = $1 GROUP BY product.title";

    LAST_AGENTS: "SELECT this.id, past.agent_id, past.last_message_at FROM conversation AS this
            JOIN conversation AS past ON past.buyer_id = this.buyer_id AND past.shop_id = this.shop_id
        WHERE this.shop_id = $1 AND this.status = 'waiting' AND past.agent_id IS NOT NULL ORDER BY past.last_message_at";
    // Who did not take what they were offered, or gave it back: the ledger knows all of them.
    PASSES: "SELECT fact.conversation_id, fact.at, fact.body FROM conversation
            JOIN fact ON fact.conversation_id = conversation.id
        WHERE conversation.shop_id = $1 AND conversation.status = 'waiting' AND conversation.passed_at >= $2
            AND fact.kind IN ('offer_ended', 'released') AND fact.at >= $2";
    HELD: "SELECT COALESCE(offered_to, agent_id) AS holder, inbox_id, shop_id, offered_to, NULL AS resolved_at
        FROM conversation WHERE status = 'assigned' OR (status = 'waiting' AND offered_to IS NOT NULL)
        UNION ALL
        SELECT agent_id, inbox_id, shop_id, NULL, resolved_at FROM conversation
        WHERE status = 'resolved' AND last_message_at > $1 AND resolved_at > $1 AND agent_id IS NOT NULL";

    WAITING_SINCE: "SELECT COALESCE(unanswered_since, handed_off_at, last_message_at) FROM conversation
        WHERE shop_id = $1 AND status = 'waiting'";
    INSERT_CALL: "INSERT INTO standby_call (id, shop_id, called_by, waiting, wait_seconds, called_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_CALLED: "INSERT INTO standby_called (call_id, agent_id) VALUES ($1, $2)";
    CALL: "SELECT * FROM standby_call WHERE id = $1";
    CALLS: "SELECT * FROM standby_call WHERE shop_id = $1 ORDER BY called_at DESC, id DESC LIMIT $2";
    CALLED: "SELECT agent.id, agent.name, came_at FROM standby_called JOIN agent ON agent.id = agent_id
        WHERE call_id = $1 ORDER BY agent.name, agent.id";
    LAST_CALL: "SELECT MAX(called_at) FROM standby_call WHERE shop_id = $1";
    CAME: "UPDATE standby_called SET came_at = $3 WHERE agent_id = $1 AND came_at IS NULL
        AND call_id IN (SELECT id FROM standby_call WHERE called_at >= $2)";

    EMERGENCY: "SELECT * FROM emergency WHERE shop_id = $1 AND ended_at IS NULL";
    INSERT_EMERGENCY: "INSERT INTO emergency (id, shop_id, declared_by, waiting, began_at) VALUES ($1, $2, $3, $4, $5)";
    END_EMERGENCY: "UPDATE emergency SET ended_at = $3, ended_by = $2 WHERE id = $1 AND ended_at IS NULL";

    FIRST_ANSWER: "SELECT created_at, seq FROM message WHERE conversation_id = $1 AND created_at >= $2
            AND author IN ('agent', 'assist') AND private = FALSE ORDER BY seq LIMIT 1";
    LEARN: "INSERT INTO wait_outcome (shop_id, intent, band, waited, buyers_left) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id, intent, band) DO UPDATE SET waited = wait_outcome.waited + excluded.waited,
            buyers_left = wait_outcome.buyers_left + excluded.buyers_left";
    WAITERS: "SELECT COUNT(*) FROM conversation WHERE shop_id = $1 AND status = 'waiting'";

    SURGE: "SELECT state, since, wait_minutes, agent_id FROM surge WHERE shop_id = $1";
    SET_SURGE: "INSERT INTO surge (shop_id, state, since, wait_minutes, agent_id) VALUES ($1, $3, $4, $5, $6)
        ON CONFLICT (shop_id) DO UPDATE SET state = excluded.state, since = excluded.since,
            wait_minutes = excluded.wait_minutes, agent_id = excluded.agent_id WHERE surge.state = $2";

    OBSERVED: "SELECT intent, band, waited, buyers_left FROM wait_outcome WHERE shop_id = $1";
}

/// How long people kept the shop's last conversations; none before there are ten.
pub(super) fn handling(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Duration>, db::Error> {
    let found: Option<(Option<i64>,)> = tx.optional(&HANDLING, &[&shop])?;
    let micros = found.and_then(|(micros,)| micros).and_then(|micros| u64::try_from(micros).ok());
    Ok(micros.map(Duration::from_micros))
}

/// Since when those wait who do.
pub(super) fn waiting_since(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Time>, db::Error> {
    let found: Vec<(Time,)> = tx.all(&WAITING_SINCE, &[&shop])?;
    Ok(found.into_iter().map(|(since,)| since).collect())
}

pub(super) fn insert_call(tx: &mut Tx<'_>, call: &Call) -> Result<(), db::Error> {
    let Call { id, shop, by, waiting, wait_seconds, called_at, called } = call;
    tx.execute(&INSERT_CALL, &[id, shop, by, waiting, wait_seconds, called_at])?;
    for one in called {
        tx.execute(&INSERT_CALLED, &[id, &one.agent])?;
    }
    Ok(())
}

pub(super) fn call(tx: &mut Tx<'_>, id: StandbyCallId) -> Result<Option<Call>, db::Error> {
    let found: Option<Call> = tx.optional(&CALL, &[&id])?;
    found.map(|call| with_called(tx, call)).transpose()
}

/// A shop's calls, the latest first.
pub(super) fn calls(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Call>, db::Error> {
    let found: Vec<Call> = tx.all(&CALLS, &[&shop, &limit])?;
    found.into_iter().map(|call| with_called(tx, call)).collect()
}

fn with_called(tx: &mut Tx<'_>, call: Call) -> Result<Call, db::Error> {
    Ok(Call { called: tx.all(&CALLED, &[&call.id])?, ..call })
}

/// When those of a shop who stand by were last called.
pub(super) fn last_call(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Time>, db::Error> {
    let (at,) = tx.one(&LAST_CALL, &[&shop])?;
    Ok(at)
}

/// Notes that somebody came who was called since then.
pub(super) fn came(tx: &mut Tx<'_>, agent: AgentId, called_since: Time, now: Time) -> Result<(), db::Error> {
    tx.execute(&CAME, &[&agent, &called_since, &now])?;
    Ok(())
}

/// The crisis that is on.
pub(super) fn emergency(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Emergency>, db::Error> {
    tx.optional(&EMERGENCY, &[&shop])
}

pub(super) fn insert_emergency(tx: &mut Tx<'_>, emergency: &Emergency) -> Result<(), db::Error> {
    let Emergency { id, shop, by, waiting, began_at } = emergency;
    tx.execute(&INSERT_EMERGENCY, &[id, shop, by, waiting, began_at])?;
    Ok(())
}

pub(super) fn end_emergency(
    tx: &mut Tx<'_>,
    id: EmergencyId,
    by: Option<AgentId>,
    now: Time,
) -> Result<(), db::Error> {
    tx.execute(&END_EMERGENCY, &[&id, &by, &now])?;
    Ok(())
}

/// A waiting conversation as it is stored.
pub(super) struct Stored {
    pub(super) conversation: ConversationId,
    pub(super) inbox: InboxId,
    pub(super) language: Lang,
    pub(super) intent: Option<Intent>,
    pub(super) emotion: Option<Emotion>,
    pub(super) urgency: Urgency,
    pub(super) stage: Option<Stage>,
    pub(super) packet: Option<Packet>,
    pub(super) since: Time,
    pub(super) heard: Option<Time>,
    pub(super) due: Option<Time>,
    pub(super) offered_to: Option<AgentId>,
    pub(super) level: Option<String>,
    pub(super) own_agent: Option<AgentId>,
    pub(super) newest_total: Option<i64>,
}

impl Stored {
    /// What it asks of whoever takes it.
    pub(super) fn skill(&self, stake: &Stake) -> Skill {
        Skill::asked(self.intent.unwrap_or(Intent::Other), stake.emotion, stake.stage)
    }
}

/// Those who wait in a shop; of their orders, the newest that was placed since `orders_since` is looked at.
pub(super) fn waiting(tx: &mut Tx<'_>, shop: ShopId, orders_since: Time) -> Result<Vec<Stored>, db::Error> {
    tx.all(&WAITING, &[&shop, &orders_since])
}

/// What the orders of those who wait came to that were placed since then, by their numbers.
pub(super) fn order_totals(
    tx: &mut Tx<'_>,
    shop: ShopId,
    placed_since: Time,
) -> Result<HashMap<String, i64>, db::Error> {
    let found: Vec<(String, i64)> = tx.all(&ORDER_TOTALS, &[&shop, &placed_since])?;
    Ok(found.into_iter().collect())
}

/// What the cheapest variant of each product costs, by its title.
pub(super) fn prices(tx: &mut Tx<'_>, shop: ShopId) -> Result<HashMap<String, i64>, db::Error> {
    let found: Vec<(String, i64)> = tx.all(&PRICES, &[&shop])?;
    Ok(found.into_iter().collect())
}

/// What the shop has seen of waiting buyers, by intent.
pub(super) fn observed(tx: &mut Tx<'_>, shop: ShopId) -> Result<HashMap<Intent, Observed>, db::Error> {
    let rows: Vec<(String, i64, i64, i64)> = tx.all(&OBSERVED, &[&shop])?;
    let mut by_intent: HashMap<Intent, Observed> = HashMap::new();
    for (intent, band, waited, left) in rows {
        let (Ok(intent), Ok(band)) = (intent.parse::<Intent>(), usize::try_from(band)) else { continue };
        let observed = by_intent.entry(intent).or_default();
        #[expect(clippy::cast_precision_loss, reason = "sums of waits are far below 2^52 microseconds")]
        if let (Some(seconds), Some(leavers)) = (observed.waited.get_mut(band), observed.left.get_mut(band)) {
            *seconds += waited as f64 / 1e6;
            *leavers += left as f64;
        }
    }
    Ok(by_intent)
}

/// Who has let a waiting conversation pass since then, and when.
pub(super) fn passes(
    tx: &mut Tx<'_>,
    shop: ShopId,
    since: Time,
) -> Result<HashMap<ConversationId, Vec<(AgentId, Time)>>, db::Error> {
    let mut passes: HashMap<ConversationId, Vec<(AgentId, Time)>> = HashMap::new();
    tx.each(&PASSES, &[&shop, &since], |row| {
        if let Fact::OfferEnded { agent, .. } | Fact::Released { agent } = json::read(row, "body")? {
            passes.entry(row.get("conversation_id")?).or_default().push((agent, row.get("at")?));
        }
        Ok(())
    })?;
    Ok(passes)
}

/// What keeps a person busy.
pub(super) struct Held {
    pub(super) agent: AgentId,
    pub(super) inbox: InboxId,
    pub(super) shop: ShopId,
    /// Only offered so far.
    pub(super) offered: bool,
    /// When it was done, of what is done.
    pub(super) resolved_at: Option<Time>,
}

/// What people hold, what is offered to them, and what was done since.
pub(super) fn held(tx: &mut Tx<'_>, done_since: Time) -> Result<Vec<Held>, db::Error> {
    tx.all(&HELD, &[&done_since])
}

/// Who had the buyers of those who wait last, and when something was last said there.
pub(super) fn last_agents(
    tx: &mut Tx<'_>,
    shop: ShopId,
) -> Result<HashMap<ConversationId, (AgentId, Time)>, db::Error> {
    let found: Vec<(ConversationId, AgentId, Time)> = tx.all(&LAST_AGENTS, &[&shop])?;
    // The newest comes last and stays.
    Ok(found.into_iter().map(|(waiting, agent, at)| (waiting, (agent, at))).collect())
}

/// When a person first answered after this, and under which number.
pub(super) fn first_answer(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
    after: Time,
) -> Result<Option<(Time, i64)>, db::Error> {
    tx.optional(&FIRST_ANSWER, &[&conversation, &after])
}

/// Adds what was seen.
pub(super) fn learn(
    tx: &mut Tx<'_>,
    shop: ShopId,
    intent: Intent,
    observed: &Observed,
) -> Result<(), db::Error> {
    for (band, (seconds, left)) in observed.waited.iter().zip(observed.left).enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "the wait of one buyer, and one buyer")]
        let (micros, left) = ((seconds * 1e6) as i64, left as i64);
        if micros == 0 && left == 0 {
            continue;
        }
        let band = i64::try_from(band).unwrap_or_default();
        tx.execute(&LEARN, &[&shop, &intent.id(), &band, &micros, &left])?;
    }
    Ok(())
}

/// How many wait in a shop.
pub(super) fn waiters(tx: &mut Tx<'_>, shop: ShopId) -> Result<i64, db::Error> {
    let (count,) = tx.one(&WAITERS, &[&shop])?;
    Ok(count)
}

pub(super) fn surge(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Surge>, db::Error> {
    tx.optional(&SURGE, &[&shop])
}

/// How many rows: none when it is not what it was before any more.
pub(super) fn set_surge(
    tx: &mut Tx<'_>,
    shop: ShopId,
    before: SurgeState,
    after: &Surge,
) -> Result<u64, db::Error> {
    let Surge { state, since, wait_minutes, agent } = after;
    tx.execute(&SET_SURGE, &[&shop, &before, state, since, wait_minutes, agent])
}

impl FromRow for Surge {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            state: row.get("state")?,
            since: row.get("since")?,
            wait_minutes: row.get("wait_minutes")?,
            agent: row.get("agent_id")?,
        })
    }
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            agent: row.get("holder")?,
            inbox: row.get("inbox_id")?,
            shop: row.get("shop_id")?,
            offered: row.get::<Option<AgentId>>("offered_to")?.is_some(),
            resolved_at: row.get("resolved_at")?,
        })
    }
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            conversation: row.get("id")?,
            inbox: row.get("inbox_id")?,
            language: row.get("language")?,
            intent: json::id_optional(row, "intent")?,
            emotion: json::id_optional(row, "emotion")?,
            urgency: json::id(row, "urgency")?,
            stage: json::id_optional(row, "stage")?,
            packet: json::read_optional(row, "hand_off")?,
            since: row.get("since")?,
            heard: row.get("heard_at")?,
            due: row.get("due_at")?,
            offered_to: row.get("offered_to")?,
            level: row.get("level")?,
            own_agent: row.get("own_agent_id")?,
            newest_total: row.get("newest_total")?,
        })
    }
}

impl FromRow for Call {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            by: row.get("called_by")?,
            waiting: row.get("waiting")?,
            wait_seconds: row.get("wait_seconds")?,
            called_at: row.get("called_at")?,
            called: Vec::new(),
        })
    }
}

impl FromRow for Called {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { agent: row.get("id")?, name: row.get("name")?, came_at: row.get("came_at")? })
    }
}

impl FromRow for Emergency {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            by: row.get("declared_by")?,
            waiting: row.get("waiting")?,
            began_at: row.get("began_at")?,
        })
    }
}
