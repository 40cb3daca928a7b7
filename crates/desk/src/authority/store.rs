use std::time::Duration;

use db::{FromRow, Row, Time, Tx};

use super::approval::Waiting;
use super::decide::Part;
use super::limits::Kept;
use super::raise::{By, Raise};
use super::{Approval, Asked, Use, UseState};
use crate::error;
use crate::id::{AgentId, ApprovalId, AuthorityUseId, BuyerId, ConversationId, ShopId};
use crate::json;

db::sql! {
    LIMITS: "SELECT version, limits, set_by, set_at FROM authority_limits WHERE shop_id = $1
        ORDER BY version DESC LIMIT 1";
    SET_LIMITS: "INSERT INTO authority_limits (shop_id, version, limits, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id, version) DO NOTHING";

    // A write, not a locking read: under any isolation whoever comes second waits, and then counts what the first gave
    // or is turned away.
    TAKE_TURN: "INSERT INTO authority_turn (shop_id, name, turns) VALUES ($1, $2, 1)
        ON CONFLICT (shop_id, name) DO UPDATE SET turns = authority_turn.turns + 1";

    INSERT_USE: "INSERT INTO authority_use (id, shop_id, key, agent_id, buyer_id, conversation_id, order_number, matter,
        flow, reason, amount, counted, state, day, month, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    USE_BY_ID: "SELECT * FROM authority_use WHERE id = $1";
    USE_BY_KEY: "SELECT * FROM authority_use WHERE shop_id = $1 AND key = $2";
    END_USE: "UPDATE authority_use SET state = $2, counted = $3, decided_at = $4 WHERE id = $1 AND state = 'reserved'";

    USED_IN_MATTER: "SELECT flow, reason, CAST(SUM(counted) AS BIGINT) AS amount FROM authority_use
        WHERE shop_id = $1 AND matter = $2 AND created_at > $3 GROUP BY flow, reason";
    USED_ON_DAY: "SELECT flow, reason, CAST(SUM(counted) AS BIGINT) AS amount FROM authority_use
        WHERE shop_id = $1 AND day = $2 AND agent_id = $3 GROUP BY flow, reason";
    USED_ON_DAY_BY_BOT: "SELECT flow, reason, CAST(SUM(counted) AS BIGINT) AS amount FROM authority_use
        WHERE shop_id = $1 AND day = $2 AND agent_id IS NULL GROUP BY flow, reason";
    USED_FOR_BUYER: "SELECT flow, reason, CAST(SUM(counted) AS BIGINT) AS amount FROM authority_use
        WHERE buyer_id = $1 AND month = $2 GROUP BY flow, reason";

    INSERT_APPROVAL: "INSERT INTO approval (id, shop_id, conversation_id, run, asked_by, asked_at, buyer_id,
        order_number, order_value, flow, reason, amount, over_limit, over_by, why, state, note, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    APPROVAL: "SELECT * FROM approval WHERE id = $1";
    APPROVAL_OF_RUN: "SELECT * FROM approval WHERE shop_id = $1 AND run = $2 AND state IN ('asked', 'approved')";
    OPEN_APPROVALS: "SELECT * FROM approval WHERE shop_id = $1 AND state = 'asked' ORDER BY asked_at, id LIMIT $2";
    APPROVALS: "SELECT * FROM approval WHERE shop_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2";
    DECIDE_APPROVAL: "UPDATE approval SET state = $2, decided_by = $3, decided_at = $4, note = $5, use_id = $6
        WHERE id = $1 AND state = 'asked'";
    WAITED: "SELECT COUNT(*), CAST(COALESCE(SUM(COALESCE(decided_at, $3) - asked_at), 0) AS BIGINT),
        COALESCE(MAX(COALESCE(decided_at, $3) - asked_at), 0) FROM approval WHERE shop_id = $1 AND asked_at >= $2";

    INSERT_RAISE: "INSERT INTO authority_raise (id, shop_id, conversation_id, percent, amount, ceiling, raised_by, why,
        made_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LAST_RAISE: "SELECT * FROM authority_raise WHERE conversation_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn limits(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<Kept>> {
    tx.optional(&LIMITS, &[&shop])
}

/// Whether nobody else had set this version.
pub(super) fn set_limits(
    tx: &mut Tx<'_>,
    shop: ShopId,
    kept: &Kept,
    by: AgentId,
    now: Time,
) -> error::Result<bool> {
    let limits = json::write(&kept.limits)?;
    Ok(tx.execute(&SET_LIMITS, &[&shop, &kept.version, &limits, &by, &now])? == 1)
}

pub(super) fn take_turn(tx: &mut Tx<'_>, shop: ShopId, name: &str) -> Result<()> {
    tx.execute(&TAKE_TURN, &[&shop, &name])?;
    Ok(())
}

pub(super) fn insert_use(tx: &mut Tx<'_>, made: &Use, asked: &Asked, month: &str, now: Time) -> Result<()> {
    let Use { id, shop, key, agent, buyer, flow, reason, matter, amount, counted, state, day } = made;
    let Asked { conversation, order, .. } = asked;
    tx.execute(
        &INSERT_USE,
        &[
            id,
            shop,
            key,
            agent,
            buyer,
            conversation,
            order,
            matter,
            flow,
            reason,
            amount,
            counted,
            state,
            day,
            &month,
            &now,
        ],
    )?;
    Ok(())
}

pub(super) fn use_by_id(tx: &mut Tx<'_>, id: AuthorityUseId) -> Result<Option<Use>> {
    tx.optional(&USE_BY_ID, &[&id])
}

pub(super) fn use_by_key(tx: &mut Tx<'_>, shop: ShopId, key: &str) -> Result<Option<Use>> {
    tx.optional(&USE_BY_KEY, &[&shop, &key])
}

pub(super) fn end_use(
    tx: &mut Tx<'_>,
    id: AuthorityUseId,
    state: UseState,
    counted: i64,
    now: Time,
) -> Result<u64> {
    tx.execute(&END_USE, &[&id, &state, &counted, &now])
}

pub(super) fn used_in_matter(tx: &mut Tx<'_>, shop: ShopId, matter: &str, since: Time) -> Result<Vec<Part>> {
    tx.all(&USED_IN_MATTER, &[&shop, &matter, &since])
}

pub(super) fn used_on_day(
    tx: &mut Tx<'_>,
    shop: ShopId,
    day: &str,
    agent: Option<AgentId>,
) -> Result<Vec<Part>> {
    match agent {
        Some(agent) => tx.all(&USED_ON_DAY, &[&shop, &day, &agent]),
        None => tx.all(&USED_ON_DAY_BY_BOT, &[&shop, &day]),
    }
}

pub(super) fn used_for_buyer(tx: &mut Tx<'_>, buyer: BuyerId, month: &str) -> Result<Vec<Part>> {
    tx.all(&USED_FOR_BUYER, &[&buyer, &month])
}

pub(super) fn insert_approval(tx: &mut Tx<'_>, approval: &Approval) -> Result<()> {
    let Approval { id, shop, conversation, run, asked_by, asked_at, buyer, order, order_value, .. } =
        approval;
    let Approval { flow, reason, amount, over, by, why, state, note, expires_at, .. } = approval;
    tx.execute(
        &INSERT_APPROVAL,
        &[
            id,
            shop,
            conversation,
            run,
            asked_by,
            asked_at,
            buyer,
            order,
            order_value,
            flow,
            reason,
            amount,
            over,
            by,
            why,
            state,
            note,
            expires_at,
        ],
    )?;
    Ok(())
}

pub(super) fn approval(tx: &mut Tx<'_>, id: ApprovalId) -> Result<Option<Approval>> {
    tx.optional(&APPROVAL, &[&id])
}

pub(super) fn approval_of_run(tx: &mut Tx<'_>, shop: ShopId, run: &str) -> Result<Option<Approval>> {
    tx.optional(&APPROVAL_OF_RUN, &[&shop, &run])
}

pub(super) fn open_approvals(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Approval>> {
    tx.all(&OPEN_APPROVALS, &[&shop, &limit])
}

pub(super) fn approvals(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Approval>> {
    tx.all(&APPROVALS, &[&shop, &limit])
}

pub(super) fn decide_approval(tx: &mut Tx<'_>, approval: &Approval) -> Result<u64> {
    let Approval { id, state, decided_by, decided_at, note, reservation, .. } = approval;
    tx.execute(&DECIDE_APPROVAL, &[id, state, decided_by, decided_at, note, reservation])
}

pub(super) fn waited(tx: &mut Tx<'_>, shop: ShopId, since: Time, now: Time) -> Result<Waiting> {
    let (asked, total, longest): (i64, i64, i64) = tx.one(&WAITED, &[&shop, &since, &now])?;
    let span = |micros: i64| Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    Ok(Waiting { asked, total: span(total), longest: span(longest) })
}

pub(super) fn insert_raise(tx: &mut Tx<'_>, raise: &Raise) -> Result<()> {
    let Raise { id, shop, conversation, by, ceiling, raised_by, why, made_at, until } = raise;
    let (percent, amount) = match by {
        By::Percent(percent) => (Some(*percent), None),
        By::Amount(amount) => (None, Some(*amount)),
    };
    tx.execute(
        &INSERT_RAISE,
        &[id, shop, conversation, &percent, &amount, ceiling, raised_by, why, made_at, until],
    )?;
    Ok(())
}

pub(super) fn last_raise(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Option<Raise>> {
    tx.optional(&LAST_RAISE, &[&conversation])
}

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            version: row.get("version")?,
            limits: json::read(row, "limits")?,
            set_by: row.get("set_by")?,
            set_at: row.get("set_at")?,
        })
    }
}

impl FromRow for Part {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { flow: row.get("flow")?, reason: row.get("reason")?, amount: row.get("amount")? })
    }
}

impl FromRow for Use {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            key: row.get("key")?,
            agent: row.get("agent_id")?,
            buyer: row.get("buyer_id")?,
            flow: row.get("flow")?,
            reason: row.get("reason")?,
            matter: row.get("matter")?,
            amount: row.get("amount")?,
            counted: row.get("counted")?,
            state: row.get("state")?,
            day: row.get("day")?,
        })
    }
}

impl FromRow for Approval {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            run: row.get("run")?,
            asked_by: row.get("asked_by")?,
            asked_at: row.get("asked_at")?,
            buyer: row.get("buyer_id")?,
            order: row.get("order_number")?,
            order_value: row.get("order_value")?,
            flow: row.get("flow")?,
            reason: row.get("reason")?,
            amount: row.get("amount")?,
            over: row.get("over_limit")?,
            by: row.get("over_by")?,
            why: row.get("why")?,
            state: row.get("state")?,
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
            note: row.get("note")?,
            reservation: row.get("use_id")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

impl FromRow for Raise {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let by = match row.get::<Option<i64>>("percent")? {
            Some(percent) => By::Percent(percent),
            None => By::Amount(row.get("amount")?),
        };
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            by,
            ceiling: row.get("ceiling")?,
            raised_by: row.get("raised_by")?,
            why: row.get("why")?,
            made_at: row.get("made_at")?,
            until: row.get("until")?,
        })
    }
}
