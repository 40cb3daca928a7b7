use db::{Row, Time, Tx};
use jiff::civil::Date;
use uuid::Uuid;

use super::Definition;
use super::greeting::LONGEST;
use super::lately::Lately;
use super::reconcile::PlatformNumberInput;
use crate::ctx::Ctx;
use crate::error;
use crate::fact::Fact;
use crate::id::{AgentId, FactId, InboxId, MessageId, ShopId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO metric_definition (shop_id, name, version, body, agent_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    OF_SHOP: "SELECT body FROM metric_definition WHERE shop_id = $1 ORDER BY name, version";

    // An id begins with its time, so a stretch of ids is a stretch of time, and their order is the order of events.
    FACTS: "SELECT fact.conversation_id, conversation.buyer_id, fact.at, fact.body FROM fact
        JOIN conversation ON conversation.id = fact.conversation_id
        WHERE fact.shop_id = $1 AND fact.id >= $2 AND fact.id < $3
            AND (CAST($4 AS TEXT) IS NULL OR conversation.inbox_id = $4)
            AND fact.kind IN ('message_received', 'message_sent', 'handed_off', 'claimed', 'transferred', 'released',
                'resolved')
        ORDER BY fact.id";

    PLATFORM_NUMBER: "SELECT metric, day, value, units FROM platform_number
        WHERE shop_id = $1 AND metric = $2 AND day >= $3 AND day <= $4 ORDER BY day";
    PUT_PLATFORM_NUMBER: "INSERT INTO platform_number (shop_id, metric, day, value, units, told_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shop_id, metric, day) DO UPDATE SET value = excluded.value, units = excluded.units,
            told_at = excluded.told_at";
    FORGET_PLATFORM_NUMBER: "DELETE FROM platform_number WHERE shop_id = $1 AND metric = $2 AND day = $3";

    LATELY: "SELECT metric, counted_at, distance FROM metric_standing WHERE shop_id = $1";
    KEEP_LATELY: "INSERT INTO metric_standing (shop_id, metric, counted_at, distance) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET metric = excluded.metric, counted_at = excluded.counted_at,
            distance = excluded.distance";

    // What agents said that is short enough to be a mere greeting.
    SHORT: "SELECT message.id, message.text FROM message
        JOIN conversation ON conversation.id = message.conversation_id
        WHERE conversation.shop_id = $1 AND message.id >= $2 AND message.id < $3 AND message.author = 'agent'
            AND LENGTH(message.text) <= $4";
}

/// What happened in a conversation.
pub(super) struct Told {
    pub(super) conversation: String,
    pub(super) buyer: String,
    pub(super) at: Time,
    pub(super) fact: Fact,
}

/// A stretch of a shop's ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) shop: ShopId,
    pub(super) inbox: Option<InboxId>,
    pub(super) from: Time,
    pub(super) to: Time,
}

pub(super) fn insert(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    definition: &Definition,
    by: Option<AgentId>,
) -> error::Result<()> {
    let (version, body) = (i64::from(definition.version), json::write(definition)?);
    let now = ctx.now;
    ctx.tx.execute(&INSERT, &[&shop, &definition.name, &version, &body, &by, &now])?;
    Ok(())
}

pub(super) fn of_shop(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Definition>, db::Error> {
    let mut definitions = Vec::new();
    tx.each(&OF_SHOP, &[&shop], |row| {
        definitions.push(json::read(row, "body")?);
        Ok(())
    })?;
    Ok(definitions)
}

pub(super) fn facts(tx: &mut Tx<'_>, stretch: Stretch, mut visit: impl FnMut(Told)) -> Result<(), db::Error> {
    let Stretch { shop, inbox, from, to } = stretch;
    let (from, to): (FactId, FactId) = (first_id(from).into(), first_id(to).into());
    tx.each(&FACTS, &[&shop, &from, &to, &inbox], |row| {
        visit(told(row)?);
        Ok(())
    })
}

fn told(row: &Row<'_>) -> Result<Told, db::Error> {
    Ok(Told {
        conversation: row.get("conversation_id")?,
        buyer: row.get("buyer_id")?,
        at: row.get("at")?,
        fact: json::read(row, "body")?,
    })
}

pub(super) fn platform_number(
    tx: &mut Tx<'_>,
    shop: ShopId,
    metric: &str,
    day: Date,
) -> Result<Option<PlatformNumberInput>, db::Error> {
    Ok(platform_numbers(tx, shop, metric, (day, day))?.pop())
}

/// What the platform told of these days, both included, in their order.
pub(super) fn platform_numbers(
    tx: &mut Tx<'_>,
    shop: ShopId,
    metric: &str,
    (first, last): (Date, Date),
) -> Result<Vec<PlatformNumberInput>, db::Error> {
    let mut numbers = Vec::new();
    tx.each(&PLATFORM_NUMBER, &[&shop, &metric, &first.to_string(), &last.to_string()], |row| {
        numbers.push(PlatformNumberInput {
            metric: row.get("metric")?,
            day: json::id(row, "day")?,
            value: row.get("value")?,
            units: row.get("units")?,
        });
        Ok(())
    })?;
    Ok(numbers)
}

pub(super) fn put_platform_number(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    number: &PlatformNumberInput,
) -> error::Result<()> {
    let PlatformNumberInput { metric, day, value, units } = number;
    let now = ctx.now;
    ctx.tx.execute(&PUT_PLATFORM_NUMBER, &[&shop, metric, &day.to_string(), value, units, &now])?;
    Ok(())
}

/// How many there were: one or none.
pub(super) fn forget_platform_number(
    tx: &mut Tx<'_>,
    shop: ShopId,
    metric: &str,
    day: Date,
) -> Result<u64, db::Error> {
    tx.execute(&FORGET_PLATFORM_NUMBER, &[&shop, &metric, &day.to_string()])
}

pub(super) fn lately(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Lately>, db::Error> {
    let mut found = None;
    tx.each(&LATELY, &[&shop], |row| {
        found = Some(Lately {
            metric: row.get("metric")?,
            counted: row.get("counted_at")?,
            distance: json::read_optional(row, "distance")?,
        });
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn keep_lately(ctx: &mut Ctx<'_, '_>, shop: ShopId, lately: &Lately) -> error::Result<()> {
    let Lately { metric, counted, distance } = lately;
    let distance = distance.as_ref().map(json::write).transpose()?;
    ctx.tx.execute(&KEEP_LATELY, &[&shop, metric, counted, &distance])?;
    Ok(())
}

pub(super) fn short_messages(
    tx: &mut Tx<'_>,
    stretch: Stretch,
) -> Result<Vec<(MessageId, String)>, db::Error> {
    let (from, to): (MessageId, MessageId) = (first_id(stretch.from).into(), first_id(stretch.to).into());
    let longest = i64::try_from(LONGEST).unwrap_or(i64::MAX);
    tx.all(&SHORT, &[&stretch.shop, &from, &to, &longest])
}

/// The smallest id that could have been made at this time.
fn first_id(at: Time) -> Uuid {
    let millis = u128::try_from(at.millis().clamp(0, (1 << 48) - 1)).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}
