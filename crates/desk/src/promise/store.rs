use db::{FromRow, Row, Time, Tx};
use language::Intent;

use super::deep::DeepResolve;
use super::figures::PromiseFigures;
use super::repeat::{Again, Noted};
use super::{Promise, PromiseOwner};
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{AgentId, BuyerId, ConversationId, PromiseId, ShopId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO promise (id, shop_id, conversation_id, buyer_id, agent_id, team_id, author, made_by, message_id,
            message_seq, ordinal, kind, wording, order_id, baseline, due_at, remind_at, moves, state, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $19)
        ON CONFLICT (message_id, ordinal) DO NOTHING";
    UPDATE: "UPDATE promise SET agent_id = $2, team_id = $3, due_at = $4, remind_at = $5, reminded_at = $6, moves = $7,
        broken_at = $8, broken_by = $9, state = $10, reason = $11, closed_by = $12, closed_at = $13 WHERE id = $1";
    BY_ID: "SELECT * FROM promise WHERE id = $1";
    OF_CONVERSATION: "SELECT * FROM promise WHERE conversation_id = $1
        ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, due_at, id";
    OF_AGENT: "SELECT * FROM promise WHERE shop_id = $1 AND agent_id = $2 AND state = 'open' ORDER BY due_at, id LIMIT 500";
    OPEN: "SELECT * FROM promise WHERE shop_id = $1 AND state = 'open' ORDER BY due_at, id LIMIT 500";
    CLOSED: "SELECT * FROM promise WHERE shop_id = $1 AND state <> 'open' ORDER BY closed_at DESC, id LIMIT $2";
    COUNTS: "SELECT COUNT(CASE WHEN agent_id = $2 THEN 1 END),
            COUNT(CASE WHEN agent_id = $2 AND broken_at IS NOT NULL THEN 1 END), COUNT(*),
            COUNT(CASE WHEN broken_at IS NOT NULL THEN 1 END)
        FROM promise WHERE shop_id = $1 AND state = 'open'";
    WAITING: "SELECT promise.*, orders.buyer_id AS order_buyer FROM promise LEFT JOIN orders ON orders.id = promise.order_id
        WHERE promise.shop_id = $1 AND promise.state = 'open' AND promise.kind IN ('ship', 'refund')";
    CHANGE: "INSERT INTO promise_change (promise_id, number, at, agent_id, due_before, due_after, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    INSERT_VAGUE: "INSERT INTO vague_reply (message_id, shop_id, conversation_id, buyer_id, agent_id, intent, text, phrases, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (message_id) DO NOTHING";
    LINK_SAME: "UPDATE vague_reply SET again_conversation_id = $1, again_at = $4
        WHERE conversation_id = $1 AND again_at IS NULL AND at >= $2 AND at <= $3";
    LINK_OTHER: "UPDATE vague_reply SET again_conversation_id = $1, again_at = $5
        WHERE buyer_id = $2 AND intent = $3 AND at >= $4 AND conversation_id <> $1 AND again_at IS NULL";
    AGAIN: "SELECT vague_reply.*, conversation.number FROM vague_reply
        JOIN conversation ON conversation.id = vague_reply.conversation_id
        WHERE again_conversation_id = $1 ORDER BY at DESC LIMIT 10";
    VAGUE_COUNTS: "SELECT agent_id, COUNT(*), COUNT(again_at) FROM vague_reply WHERE shop_id = $1 AND at >= $2 GROUP BY agent_id";

    FIGURES: "SELECT COALESCE(broken_by, agent_id) AS agent, COUNT(*) AS made,
            COUNT(CASE WHEN state = 'kept' AND broken_at IS NULL THEN 1 END) AS kept, COUNT(broken_at) AS broken,
            COUNT(CASE WHEN state = 'open' AND broken_at IS NULL THEN 1 END) AS still_open,
            COUNT(CASE WHEN state = 'cancelled' AND broken_at IS NULL THEN 1 END) AS cancelled,
            COUNT(CASE WHEN moves > 0 THEN 1 END) AS moved
        FROM promise WHERE shop_id = $1 AND created_at >= $2 GROUP BY COALESCE(broken_by, agent_id)";

    PUT_DEEP: "INSERT INTO deep_resolve (conversation_id, shop_id, agent_id, started_at, until_at, ended_at, steps)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (conversation_id) DO UPDATE SET agent_id = excluded.agent_id, started_at = excluded.started_at,
            until_at = excluded.until_at, ended_at = excluded.ended_at, steps = excluded.steps";
    DEEP: "SELECT * FROM deep_resolve WHERE conversation_id = $1";
    RUNNING_DEEP: "SELECT * FROM deep_resolve WHERE shop_id = $1 AND ended_at IS NULL ORDER BY started_at";
}

type Result<T> = std::result::Result<T, db::Error>;

/// Takes a promise in; false when this one of its message is there already.
pub(super) fn insert(tx: &mut Tx<'_>, promise: &Promise) -> Result<bool> {
    let Promise { id, shop, conversation, buyer, owner, author, made_by, message, ordinal, kind, .. } =
        promise;
    let Promise { wording, order, baseline, due_at, remind_at, state, created_at, .. } = promise;
    let (agent, team) = columns(*owner);
    let (message, seq) = message.unzip();
    let taken = tx.execute(
        &INSERT,
        &[
            id,
            shop,
            conversation,
            buyer,
            &agent,
            &team,
            author,
            made_by,
            &message,
            &seq,
            ordinal,
            kind,
            wording,
            order,
            baseline,
            due_at,
            remind_at,
            state,
            created_at,
        ],
    )?;
    Ok(taken == 1)
}

pub(super) fn update(tx: &mut Tx<'_>, promise: &Promise) -> Result<()> {
    let Promise { id, owner, due_at, remind_at, reminded_at, moves, broken_at, broken_by, .. } = promise;
    let Promise { state, reason, closed_by, closed_at, .. } = promise;
    let (agent, team) = columns(*owner);
    tx.execute(
        &UPDATE,
        &[
            id,
            &agent,
            &team,
            due_at,
            remind_at,
            reminded_at,
            moves,
            broken_at,
            broken_by,
            state,
            reason,
            closed_by,
            closed_at,
        ],
    )?;
    Ok(())
}

fn columns(owner: PromiseOwner) -> (Option<AgentId>, Option<crate::id::TeamId>) {
    match owner {
        PromiseOwner::Agent(agent) => (Some(agent), None),
        PromiseOwner::Team(team) => (None, Some(team)),
        PromiseOwner::Shop => (None, None),
    }
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: PromiseId) -> Result<Option<Promise>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn of_conversation(tx: &mut Tx<'_>, id: ConversationId) -> Result<Vec<Promise>> {
    tx.all(&OF_CONVERSATION, &[&id])
}

pub(super) fn of_agent(tx: &mut Tx<'_>, shop: ShopId, agent: AgentId) -> Result<Vec<Promise>> {
    tx.all(&OF_AGENT, &[&shop, &agent])
}

pub(super) fn open(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Promise>> {
    tx.all(&OPEN, &[&shop])
}

pub(super) fn closed(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Promise>> {
    tx.all(&CLOSED, &[&shop, &limit])
}

/// The person's, of those overdue; everybody's, of those overdue.
pub(super) fn counts(tx: &mut Tx<'_>, shop: ShopId, agent: AgentId) -> Result<(i64, i64, i64, i64)> {
    tx.one(&COUNTS, &[&shop, &agent])
}

/// Open promises that something about an order keeps, with the buyer of their order.
pub(super) fn waiting_for_orders(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<(Promise, Option<BuyerId>)>> {
    let rows: Vec<Waiting> = tx.all(&WAITING, &[&shop])?;
    Ok(rows.into_iter().map(|Waiting(promise, buyer)| (promise, buyer)).collect())
}

struct Waiting(Promise, Option<BuyerId>);

pub(super) fn insert_change(
    ctx: &mut Ctx<'_, '_>,
    before: &Promise,
    by: AgentId,
    due_after: Time,
    reason: &str,
) -> Result<()> {
    let number = before.moves + 1;
    ctx.tx.execute(&CHANGE, &[&before.id, &number, &ctx.now, &by, &before.due_at, &due_after, &reason])?;
    Ok(())
}

pub(super) fn insert_vague(tx: &mut Tx<'_>, noted: &Noted<'_>) -> std::result::Result<(), Error> {
    let Noted { message, conversation, agent, phrases } = noted;
    let intent = conversation.intent.map(Intent::id);
    let text: String = message.text.chars().take(200).collect();
    let phrases = json::write(phrases)?;
    let Conversation { shop, buyer, .. } = conversation;
    let at = message.created_at;
    tx.execute(
        &INSERT_VAGUE,
        &[&message.id, shop, &conversation.id, buyer, agent, &intent, &text, &phrases, &at],
    )?;
    Ok(())
}

pub(super) fn link_same(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
    (from, to): (Time, Time),
    now: Time,
) -> Result<u64> {
    tx.execute(&LINK_SAME, &[&conversation, &from, &to, &now])
}

pub(super) fn link_other(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    intent: Intent,
    since: Time,
    now: Time,
) -> Result<u64> {
    tx.execute(&LINK_OTHER, &[&conversation.id, &conversation.buyer, &intent.id(), &since, &now])
}

pub(super) fn again(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Vec<Again>> {
    tx.all(&AGAIN, &[&conversation])
}

pub(super) fn vague_counts(tx: &mut Tx<'_>, shop: ShopId, since: Time) -> Result<Vec<(AgentId, i64, i64)>> {
    tx.all(&VAGUE_COUNTS, &[&shop, &since])
}

pub(super) fn figures(
    tx: &mut Tx<'_>,
    shop: ShopId,
    since: Time,
) -> Result<Vec<(Option<AgentId>, PromiseFigures)>> {
    let rows: Vec<Counted> = tx.all(&FIGURES, &[&shop, &since])?;
    Ok(rows.into_iter().map(|Counted(agent, figures)| (agent, figures)).collect())
}

struct Counted(Option<AgentId>, PromiseFigures);

pub(super) fn put_deep(tx: &mut Tx<'_>, deep: &DeepResolve) -> std::result::Result<(), Error> {
    let DeepResolve { conversation, shop, agent, started_at, until_at, ended_at, steps } = deep;
    let steps = json::write(steps)?;
    tx.execute(&PUT_DEEP, &[conversation, shop, agent, started_at, until_at, ended_at, &steps])?;
    Ok(())
}

pub(super) fn deep(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Option<DeepResolve>> {
    tx.optional(&DEEP, &[&conversation])
}

pub(super) fn running_deep(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<DeepResolve>> {
    tx.all(&RUNNING_DEEP, &[&shop])
}

impl FromRow for Promise {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let owner = match (row.get("agent_id")?, row.get("team_id")?) {
            (Some(agent), _) => PromiseOwner::Agent(agent),
            (None, Some(team)) => PromiseOwner::Team(team),
            (None, None) => PromiseOwner::Shop,
        };
        let message = match (row.get("message_id")?, row.get("message_seq")?) {
            (Some(message), Some(seq)) => Some((message, seq)),
            _ => None,
        };
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            buyer: row.get("buyer_id")?,
            owner,
            author: row.get("author")?,
            made_by: row.get("made_by")?,
            message,
            ordinal: row.get("ordinal")?,
            kind: row.get("kind")?,
            wording: row.get("wording")?,
            order: row.get("order_id")?,
            baseline: row.get("baseline")?,
            due_at: row.get("due_at")?,
            remind_at: row.get("remind_at")?,
            reminded_at: row.get("reminded_at")?,
            moves: row.get("moves")?,
            broken_at: row.get("broken_at")?,
            broken_by: row.get("broken_by")?,
            state: row.get("state")?,
            reason: row.get("reason")?,
            closed_by: row.get("closed_by")?,
            closed_at: row.get("closed_at")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl FromRow for Waiting {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(Promise::from_row(row)?, row.get("order_buyer")?))
    }
}

impl FromRow for Counted {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let figures = PromiseFigures {
            made: row.get("made")?,
            kept: row.get("kept")?,
            broken: row.get("broken")?,
            open: row.get("still_open")?,
            cancelled: row.get("cancelled")?,
            moved: row.get("moved")?,
            ..PromiseFigures::default()
        };
        Ok(Self(row.get("agent")?, figures))
    }
}

impl FromRow for Again {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            message: row.get("message_id")?,
            conversation: row.get("conversation_id")?,
            number: row.get("number")?,
            agent: row.get("agent_id")?,
            text: row.get("text")?,
            phrases: json::read(row, "phrases")?,
            at: row.get("at")?,
            again_at: row.get("again_at")?,
        })
    }
}

impl FromRow for DeepResolve {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            conversation: row.get("conversation_id")?,
            shop: row.get("shop_id")?,
            agent: row.get("agent_id")?,
            started_at: row.get("started_at")?,
            until_at: row.get("until_at")?,
            ended_at: row.get("ended_at")?,
            steps: json::read(row, "steps")?,
        })
    }
}
