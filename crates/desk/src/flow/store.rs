use db::{FromRow, Row, Time, Tx};

use super::{Definition, Run, RunState, StepRun};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{AgentId, BuyerId, ConversationId, FlowRunId, ShopId};
use crate::json;

db::sql! {
    DEFINITIONS: "SELECT body, version FROM flow_definition AS kept WHERE shop_id = $1 AND version =
        (SELECT MAX(version) FROM flow_definition WHERE shop_id = kept.shop_id AND flow = kept.flow) ORDER BY flow";
    LATEST: "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM flow_definition WHERE shop_id = $1 AND flow = $2";
    KEEP: "INSERT INTO flow_definition (shop_id, flow, version, body, by_agent, at) VALUES ($1, $2, $3, $4, $5, $6)";

    INSERT: "INSERT INTO flow_run (id, shop_id, conversation_id, buyer_id, order_number, flow, version, body, language,
            inputs, starter, agent_id, client_key, state, open, gives, reason, started_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, TRUE, $15, NULL, $16, $16)
        ON CONFLICT DO NOTHING";
    INSERT_STEP: "INSERT INTO flow_step (run_id, ordinal, step, state, attempts, updated_at)
        VALUES ($1, $2, $3, $4, 0, $5)";
    HOLD: "UPDATE flow_run SET updated_at = updated_at WHERE id = $1";
    UPDATE: "UPDATE flow_run SET state = $2, open = $3, undoing = $4, reason = $5, updated_at = $6, ended_at = $7
        WHERE id = $1";
    UPDATE_STEP: "UPDATE flow_step SET state = $3, attempts = $4, action = $5, receipt = $6, failure = $7, by_hand = $8,
            until = $9, updated_at = $10
        WHERE run_id = $1 AND ordinal = $2";
    BY_ID: "SELECT * FROM flow_run WHERE id = $1";
    BY_KEY: "SELECT * FROM flow_run WHERE shop_id = $1 AND client_key = $2";
    STEPS: "SELECT * FROM flow_step WHERE run_id = $1 ORDER BY ordinal";
    OF_CONVERSATION: "SELECT * FROM flow_run WHERE conversation_id = $1 ORDER BY started_at, id";
    OF_SHOP: "SELECT * FROM flow_run WHERE shop_id = $1 AND (state = $2 OR CAST($2 AS TEXT) IS NULL)
        ORDER BY started_at DESC, id DESC LIMIT $3";
    OF_FLOW: "SELECT * FROM flow_run WHERE shop_id = $1 AND flow = $2 ORDER BY started_at DESC, id DESC LIMIT $3";
    WAITING: "SELECT id FROM flow_run WHERE buyer_id = $1 AND state = 'waiting'
        UNION SELECT run.id FROM orders AS placed
            JOIN flow_run AS run ON run.shop_id = placed.shop_id AND run.state = 'waiting' AND run.order_number = placed.external_id
        WHERE placed.buyer_id = $1";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn definitions(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<(Definition, i64)>> {
    let kept: Vec<Kept> = tx.all(&DEFINITIONS, &[&shop])?;
    Ok(kept.into_iter().map(|Kept(definition, version)| (definition, version)).collect())
}

pub(super) fn keep(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    by: Option<AgentId>,
    definition: &Definition,
) -> std::result::Result<i64, Error> {
    let (latest,): (i64,) = ctx.tx.one(&LATEST, &[&shop, &definition.key])?;
    let (version, body) = (latest + 1, json::write(definition)?);
    ctx.tx.execute(&KEEP, &[&shop, &definition.key, &version, &body, &by, &ctx.now])?;
    Ok(version)
}

/// Whether it was written; not when the key is known or another run of the same flow is open.
pub(super) fn insert(tx: &mut Tx<'_>, run: &Run) -> std::result::Result<bool, Error> {
    let (body, inputs) = (json::write(&run.definition)?, json::write(&run.inputs)?);
    let order = run.order.clone().unwrap_or_default();
    let inserted = tx.execute(
        &INSERT,
        &[
            &run.id,
            &run.shop,
            &run.conversation,
            &run.buyer,
            &order,
            &run.definition.key,
            &run.version,
            &body,
            &run.language,
            &inputs,
            &run.starter,
            &run.agent,
            &run.client_key,
            &run.state,
            &run.gives,
            &run.started_at,
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    for (ordinal, step) in (0_i64..).zip(&run.steps) {
        tx.execute(&INSERT_STEP, &[&run.id, &ordinal, &step.key, &step.state, &run.started_at])?;
    }
    Ok(true)
}

pub(super) fn update(tx: &mut Tx<'_>, run: &Run) -> std::result::Result<(), Error> {
    let open = run.state.is_open();
    let (state, undoing, reason) = (&run.state, &run.undoing, &run.reason);
    tx.execute(&UPDATE, &[&run.id, state, &open, undoing, reason, &run.updated_at, &run.ended_at])?;
    for (ordinal, step) in (0_i64..).zip(&run.steps) {
        let action = step.action.as_ref().map(json::write).transpose()?;
        let receipt = step.receipt.as_ref().map(json::write).transpose()?;
        let failure = step.failure.as_ref().map(json::write).transpose()?;
        tx.execute(
            &UPDATE_STEP,
            &[
                &run.id,
                &ordinal,
                &step.state,
                &step.attempts,
                &action,
                &receipt,
                &failure,
                &step.by_hand,
                &step.until,
                &step.updated_at,
            ],
        )?;
    }
    Ok(())
}

/// The newest runs of one flow.
pub(super) fn of_flow(tx: &mut Tx<'_>, shop: ShopId, flow: &str, limit: i64) -> Result<Vec<Run>> {
    let runs: Vec<Run> = tx.all(&OF_FLOW, &[&shop, &flow, &limit])?;
    runs.into_iter().map(|run| with_steps(tx, run)).collect()
}

/// The run, which nobody else changes until this transaction ends.
pub(super) fn hold(tx: &mut Tx<'_>, id: FlowRunId) -> Result<Option<Run>> {
    tx.execute(&HOLD, &[&id])?;
    by_id(tx, id)
}

/// Two open runs of one flow on one order stay with whom they were begun for.
pub(super) fn by_id(tx: &mut Tx<'_>, id: FlowRunId) -> Result<Option<Run>> {
    let run: Option<Run> = tx.optional(&BY_ID, &[&id])?;
    run.map(|run| with_steps(tx, run)).transpose()
}

pub(super) fn by_key(tx: &mut Tx<'_>, shop: ShopId, key: &str) -> Result<Option<Run>> {
    let run: Option<Run> = tx.optional(&BY_KEY, &[&shop, &key])?;
    run.map(|run| with_steps(tx, run)).transpose()
}

pub(super) fn of_conversation(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Vec<Run>> {
    let runs: Vec<Run> = tx.all(&OF_CONVERSATION, &[&conversation])?;
    runs.into_iter().map(|run| with_steps(tx, run)).collect()
}

pub(super) fn of_shop(
    tx: &mut Tx<'_>,
    shop: ShopId,
    state: Option<RunState>,
    limit: i64,
) -> Result<Vec<Run>> {
    let runs: Vec<Run> = tx.all(&OF_SHOP, &[&shop, &state, &limit])?;
    runs.into_iter().map(|run| with_steps(tx, run)).collect()
}

pub(super) fn waiting(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<FlowRunId>> {
    let ids: Vec<(FlowRunId,)> = tx.all(&WAITING, &[&buyer])?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

fn with_steps(tx: &mut Tx<'_>, mut run: Run) -> Result<Run> {
    run.steps = tx.all(&STEPS, &[&run.id])?;
    Ok(run)
}

struct Kept(Definition, i64);

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(json::read(row, "body")?, row.get("version")?))
    }
}

impl FromRow for Run {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let order: String = row.get("order_number")?;
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            buyer: row.get("buyer_id")?,
            order: Some(order).filter(|order| !order.is_empty()),
            definition: json::read(row, "body")?,
            version: row.get("version")?,
            language: row.get("language")?,
            inputs: json::read(row, "inputs")?,
            starter: row.get("starter")?,
            agent: row.get("agent_id")?,
            client_key: row.get("client_key")?,
            state: row.get("state")?,
            gives: row.get("gives")?,
            undoing: row.get("undoing")?,
            reason: row.get("reason")?,
            steps: Vec::new(),
            started_at: row.get("started_at")?,
            updated_at: row.get("updated_at")?,
            ended_at: row.get::<Option<Time>>("ended_at")?,
        })
    }
}

impl FromRow for StepRun {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            key: row.get("step")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            action: json::read_optional(row, "action")?,
            receipt: json::read_optional(row, "receipt")?,
            failure: json::read_optional(row, "failure")?,
            by_hand: row.get("by_hand")?,
            until: row.get("until")?,
            updated_at: row.get("updated_at")?,
        })
    }
}
