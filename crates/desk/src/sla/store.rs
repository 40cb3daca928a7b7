use std::collections::HashMap;

use db::{FromRow, Row, Time, Tx};

use super::kept::Version;
use super::outage::Outage;
use super::{Matter, Metric, Reply};
use crate::ctx::Ctx;
use crate::error;
use crate::fact::Fact;
use crate::id::{ConversationId, MessageId, OutageId, ShopId};
use crate::json;

/// No thanks or goodbye is longer, in characters.
const CLOSING: i64 = 24;

db::sql! {
    // Only what clocks look at. What this transaction has written itself may have no position yet, and comes last.
    FACTS_OF: "SELECT conversation_id, at, body FROM fact WHERE conversation_id = $1
            AND kind IN ('message_received', 'message_sent', 'handed_off', 'claimed', 'transferred', 'released', 'typed',
                'approval_asked', 'approval_decided', 'resolved', 'reopened')
        ORDER BY position, id";
    FACTS_OF_SHOP: "SELECT fact.conversation_id, fact.at, fact.body FROM conversation
            JOIN fact ON fact.conversation_id = conversation.id
        WHERE conversation.shop_id = $1 AND conversation.opened_at >= $2 AND conversation.opened_at < $3
            AND fact.kind IN ('message_received', 'message_sent', 'handed_off', 'claimed', 'transferred', 'released',
                'typed', 'approval_asked', 'approval_decided', 'resolved', 'reopened')
        ORDER BY conversation.opened_at, conversation.id, fact.position, fact.id";

    SHORT_OF: "SELECT id, text FROM message WHERE conversation_id = $1 AND author = 'buyer' AND LENGTH(text) <= $2";
    SHORT_OF_SHOP: "SELECT message.id, message.text FROM conversation
            JOIN message ON message.conversation_id = conversation.id
        WHERE conversation.shop_id = $1 AND conversation.opened_at >= $2 AND conversation.opened_at < $3
            AND message.author = 'buyer' AND LENGTH(message.text) <= $4";

    // Whether somebody was new, and what their order was worth, is asked as of the beginning: an order that came of the
    // conversation does not change what was promised in it.
    MATTERS: "SELECT conversation.id, conversation.urgency, conversation.intent, conversation.inbox_id, inbox.channel,
            inbox.settings, buyer.level,
            (SELECT MAX(total) FROM orders WHERE orders.buyer_id = conversation.buyer_id
                AND orders.placed_at <= conversation.opened_at AND orders.placed_at > conversation.opened_at - 2592000000000
                AND orders.status <> 'cancelled') AS worth,
            NOT EXISTS (SELECT 1 FROM orders WHERE orders.buyer_id = conversation.buyer_id
                AND orders.placed_at <= conversation.opened_at) AS new_buyer
        FROM conversation JOIN inbox ON inbox.id = conversation.inbox_id JOIN buyer ON buyer.id = conversation.buyer_id
        WHERE conversation.shop_id = $1 AND conversation.opened_at >= $2 AND conversation.opened_at < $3";

    VERSIONS: "SELECT version, effective_from, body, agent_id, created_at FROM sla_policy WHERE shop_id = $1
        ORDER BY version";
    INSERT_VERSION: "INSERT INTO sla_policy (shop_id, version, effective_from, body, agent_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    OPEN: "SELECT id FROM conversation WHERE shop_id = $1 AND status <> 'resolved'";

    TOLD: "INSERT INTO sla_line (conversation_id, metric, reply, began_at, step, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (conversation_id, metric, reply, began_at, step) DO NOTHING";

    OUTAGES: "SELECT began_at, ended_at FROM outage WHERE shop_id = $1 OR shop_id IS NULL ORDER BY began_at";
    OUTAGE_LIST: "SELECT id, shop_id, began_at, ended_at, why, agent_id FROM outage
        WHERE shop_id = $1 OR shop_id IS NULL ORDER BY began_at DESC LIMIT $2";
    OUTAGE: "SELECT id, shop_id, began_at, ended_at, why, agent_id FROM outage WHERE id = $1";
    INSERT_OUTAGE: "INSERT INTO outage (id, shop_id, began_at, ended_at, why, agent_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    END_OUTAGE: "UPDATE outage SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    REMOVE_OUTAGE: "DELETE FROM outage WHERE id = $1";

    PULSE: "SELECT at FROM house_pulse WHERE id = 1";
    BEAT: "INSERT INTO house_pulse (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at";

    TYPED: "UPDATE conversation SET typed_seq = last_buyer_seq WHERE id = $1 AND agent_id = $2 AND status = 'assigned'
            AND unanswered_since IS NOT NULL AND typed_seq < last_buyer_seq";
}

/// A line of the ledger.
pub(super) struct Told {
    pub(super) conversation: ConversationId,
    pub(super) at: Time,
    pub(super) fact: Fact,
}

/// The conversations of a shop that began in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) shop: ShopId,
    pub(super) from: Time,
    pub(super) to: Time,
}

pub(super) fn facts_of(
    tx: &mut Tx<'_>,
    id: ConversationId,
    mut visit: impl FnMut(Told),
) -> Result<(), db::Error> {
    tx.each(&FACTS_OF, &[&id], |row| {
        visit(told(row)?);
        Ok(())
    })
}

pub(super) fn facts_of_shop(
    tx: &mut Tx<'_>,
    Window { shop, from, to }: Window,
    mut visit: impl FnMut(Told),
) -> Result<(), db::Error> {
    tx.each(&FACTS_OF_SHOP, &[&shop, &from, &to], |row| {
        visit(told(row)?);
        Ok(())
    })
}

fn told(row: &Row<'_>) -> Result<Told, db::Error> {
    Ok(Told { conversation: row.get("conversation_id")?, at: row.get("at")?, fact: json::read(row, "body")? })
}

pub(super) fn short_of(tx: &mut Tx<'_>, id: ConversationId) -> Result<Vec<(MessageId, String)>, db::Error> {
    tx.all(&SHORT_OF, &[&id, &CLOSING])
}

pub(super) fn short_of_shop(
    tx: &mut Tx<'_>,
    Window { shop, from, to }: Window,
) -> Result<Vec<(MessageId, String)>, db::Error> {
    tx.all(&SHORT_OF_SHOP, &[&shop, &from, &to, &CLOSING])
}

struct Known(ConversationId, Matter);

impl FromRow for Known {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        let settings: crate::inbox::InboxSettings = json::read(row, "settings")?;
        let intent = json::id_optional(row, "intent")?;
        let matter = Matter {
            urgency: json::id(row, "urgency")?,
            channel: row.get("channel")?,
            medium: settings.medium,
            inbox: row.get("inbox_id")?,
            intent: intent.unwrap_or(language::Intent::Other),
            level: row.get("level")?,
            worth: row.get::<Option<i64>>("worth")?.unwrap_or(0),
            new_buyer: row.get("new_buyer")?,
        };
        Ok(Self(row.get("id")?, matter))
    }
}

pub(super) fn matters(
    tx: &mut Tx<'_>,
    Window { shop, from, to }: Window,
) -> Result<HashMap<ConversationId, Matter>, db::Error> {
    let known: Vec<Known> = tx.all(&MATTERS, &[&shop, &from, &to])?;
    Ok(known.into_iter().map(|Known(id, matter)| (id, matter)).collect())
}

pub(super) fn versions(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Version>, db::Error> {
    let mut versions = Vec::new();
    tx.each(&VERSIONS, &[&shop], |row| {
        let version: i64 = row.get("version")?;
        versions.push(Version {
            version: u32::try_from(version).unwrap_or_default(),
            effective_from: row.get("effective_from")?,
            policy: json::read(row, "body")?,
            by: row.get("agent_id")?,
        });
        Ok(())
    })?;
    Ok(versions)
}

pub(super) fn insert_version(ctx: &mut Ctx<'_, '_>, shop: ShopId, version: &Version) -> error::Result<()> {
    let (number, body) = (i64::from(version.version), json::write(&version.policy)?);
    let now = ctx.now;
    let values: &[&dyn db::ToValue] = &[&shop, &number, &version.effective_from, &body, &version.by, &now];
    ctx.tx.execute(&INSERT_VERSION, values)?;
    Ok(())
}

/// Conversations of a shop that are not done.
pub(super) fn open(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<ConversationId>, db::Error> {
    let found: Vec<(ConversationId,)> = tx.all(&OPEN, &[&shop])?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Which clock of a conversation came to which step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached {
    pub(super) conversation: ConversationId,
    pub(super) metric: Metric,
    pub(super) reply: Reply,
    pub(super) began: Time,
    pub(super) step: i64,
}

/// Notes that a clock has come to a step; false when it was noted before.
pub(super) fn reach(tx: &mut Tx<'_>, reached: Reached, now: Time) -> Result<bool, db::Error> {
    let Reached { conversation, metric, reply, began, step } = reached;
    Ok(tx.execute(&TOLD, &[&conversation, &metric, &reply, &began, &step, &now])? == 1)
}

/// When nothing could be sent or received in a shop, by the beginning.
pub(super) fn outages(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<(Time, Option<Time>)>, db::Error> {
    tx.all(&OUTAGES, &[&shop])
}

impl FromRow for Outage {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            began: row.get("began_at")?,
            ended: row.get("ended_at")?,
            why: row.get("why")?,
            by: row.get("agent_id")?,
        })
    }
}

pub(super) fn outage_list(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Outage>, db::Error> {
    tx.all(&OUTAGE_LIST, &[&shop, &limit])
}

pub(super) fn outage(tx: &mut Tx<'_>, id: OutageId) -> Result<Option<Outage>, db::Error> {
    tx.optional(&OUTAGE, &[&id])
}

pub(super) fn insert_outage(tx: &mut Tx<'_>, outage: &Outage, now: Time) -> Result<(), db::Error> {
    let Outage { id, shop, began, ended, why, by } = outage;
    tx.execute(&INSERT_OUTAGE, &[id, shop, began, ended, why, by, &now])?;
    Ok(())
}

pub(super) fn end_outage(tx: &mut Tx<'_>, id: OutageId, at: Time) -> Result<u64, db::Error> {
    tx.execute(&END_OUTAGE, &[&id, &at])
}

pub(super) fn remove_outage(tx: &mut Tx<'_>, id: OutageId) -> Result<u64, db::Error> {
    tx.execute(&REMOVE_OUTAGE, &[&id])
}

/// When the house was last seen to work.
pub(super) fn pulse(tx: &mut Tx<'_>) -> Result<Option<Time>, db::Error> {
    let found: Option<(Time,)> = tx.optional(&PULSE, &[])?;
    Ok(found.map(|(at,)| at))
}

pub(super) fn beat(tx: &mut Tx<'_>, now: Time) -> Result<(), db::Error> {
    tx.execute(&BEAT, &[&now])?;
    Ok(())
}

/// Notes that the person who holds it writes; false when that is known since the buyer's last word.
pub(super) fn typed(
    tx: &mut Tx<'_>,
    id: ConversationId,
    agent: crate::id::AgentId,
) -> Result<bool, db::Error> {
    Ok(tx.execute(&TYPED, &[&id, &agent])? == 1)
}
