use db::{FromRow, Row, Time, Tx};

use super::deliver::Report;
use super::{Attempt, Delivery, DeliveryState, Webhook, sign};
use crate::ctx::Ctx;
use crate::id::{DeliveryId, ShopId, WebhookId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO webhook (id, shop_id, inbox_id, url, secret, events, enabled, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_ID: "SELECT * FROM webhook WHERE id = $1";
    LIST: "SELECT * FROM webhook WHERE shop_id = $1 ORDER BY created_at";
    ENABLED: "SELECT * FROM webhook WHERE shop_id = $1 AND enabled = TRUE";
    ENABLE: "UPDATE webhook SET enabled = $2, disabled_reason = $3 WHERE id = $1";
    REMOVE_ATTEMPTS: "DELETE FROM webhook_attempt WHERE delivery_id IN
        (SELECT id FROM webhook_delivery WHERE webhook_id = $1)";
    REMOVE_DELIVERIES: "DELETE FROM webhook_delivery WHERE webhook_id = $1";
    REMOVE: "DELETE FROM webhook WHERE id = $1";

    INSERT_DELIVERY: "INSERT INTO webhook_delivery (id, webhook_id, lane, event, body, state, attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7)";
    DELIVERY: "SELECT * FROM webhook_delivery WHERE id = $1";
    DELIVERIES: "SELECT * FROM webhook_delivery WHERE webhook_id = $1
        AND (CAST($2 AS TEXT) IS NULL OR state = $2) AND (CAST($3 AS TEXT) IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4";
    FIRST_PENDING: "SELECT * FROM webhook_delivery WHERE webhook_id = $1 AND lane = $2 AND state = 'pending'
        ORDER BY id LIMIT 1";
    WAITING_LANES: "SELECT DISTINCT lane FROM webhook_delivery WHERE webhook_id = $1 AND state = 'pending'";
    SET_STATE: "UPDATE webhook_delivery SET state = $2, attempts = $3, delivered_at = $4 WHERE id = $1";
    SILENT_SINCE: "SELECT MIN(created_at) FROM webhook_delivery WHERE webhook_id = $1 AND state <> 'delivered'
        AND created_at > COALESCE((SELECT MAX(delivered_at) FROM webhook_delivery WHERE webhook_id = $1), 0)";

    INSERT_ATTEMPT: "INSERT INTO webhook_attempt (delivery_id, number, at, status, outcome, duration_ms)
        SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM webhook_attempt WHERE delivery_id = $1";
    ATTEMPTS: "SELECT number, at, status, outcome, duration_ms FROM webhook_attempt WHERE delivery_id = $1
        ORDER BY number";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn insert(tx: &mut Tx<'_>, webhook: &Webhook, now: Time) -> Result<()> {
    let Webhook { id, shop, inbox, url, secret, events, enabled, .. } = webhook;
    let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" ");
    tx.execute(&INSERT, &[id, shop, inbox, url, &secret.reveal(), &events, enabled, &now])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: WebhookId) -> Result<Option<Webhook>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn list(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Webhook>> {
    tx.all(&LIST, &[&shop])
}

pub(super) fn enabled(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Webhook>> {
    tx.all(&ENABLED, &[&shop])
}

pub(super) fn enable(tx: &mut Tx<'_>, id: WebhookId, enabled: bool, reason: Option<&str>) -> Result<()> {
    tx.execute(&ENABLE, &[&id, &enabled, &reason])?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, id: WebhookId) -> Result<()> {
    tx.execute(&REMOVE_ATTEMPTS, &[&id])?;
    tx.execute(&REMOVE_DELIVERIES, &[&id])?;
    tx.execute(&REMOVE, &[&id])?;
    Ok(())
}

pub(super) fn insert_delivery(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<()> {
    let Delivery { id, webhook, lane, event, body, state, created_at, .. } = delivery;
    tx.execute(&INSERT_DELIVERY, &[id, webhook, lane, event, body, state, created_at])?;
    Ok(())
}

pub(super) fn delivery(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<Delivery>> {
    tx.optional(&DELIVERY, &[&id])
}

pub(super) fn deliveries(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    tx.all(&DELIVERIES, &[&webhook, &state, &before, &limit])
}

pub(super) fn first_pending(tx: &mut Tx<'_>, webhook: WebhookId, lane: &str) -> Result<Option<Delivery>> {
    tx.optional(&FIRST_PENDING, &[&webhook, &lane])
}

pub(super) fn waiting_lanes(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<Vec<String>> {
    let lanes: Vec<(String,)> = tx.all(&WAITING_LANES, &[&webhook])?;
    Ok(lanes.into_iter().map(|(lane,)| lane).collect())
}

pub(super) fn set_state(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    state: DeliveryState,
    attempts: i64,
    delivered_at: Option<Time>,
) -> Result<()> {
    tx.execute(&SET_STATE, &[&id, &state, &attempts, &delivered_at])?;
    Ok(())
}

/// Since when nothing has arrived at an address, if anything was meant to.
pub(super) fn silent_since(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<Option<Time>> {
    let (since,): (Option<Time>,) = tx.one(&SILENT_SINCE, &[&webhook])?;
    Ok(since)
}

pub(super) fn insert_attempt(ctx: &mut Ctx<'_, '_>, delivery: DeliveryId, report: &Report) -> Result<()> {
    let status = report.status.map(i64::from);
    ctx.tx.execute(&INSERT_ATTEMPT, &[&delivery, &ctx.now, &status, &report.outcome, &report.duration_ms])?;
    Ok(())
}

pub(super) fn attempts(tx: &mut Tx<'_>, delivery: DeliveryId) -> Result<Vec<Attempt>> {
    tx.all(&ATTEMPTS, &[&delivery])
}

impl FromRow for Webhook {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            inbox: row.get("inbox_id")?,
            url: row.get("url")?,
            secret: sign::Secret::stored(row.get("secret")?),
            events: json::words(row, "events")?,
            enabled: row.get("enabled")?,
            disabled_reason: row.get("disabled_reason")?,
        })
    }
}

impl FromRow for Delivery {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            webhook: row.get("webhook_id")?,
            lane: row.get("lane")?,
            event: row.get("event")?,
            body: row.get("body")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            created_at: row.get("created_at")?,
            delivered_at: row.get("delivered_at")?,
        })
    }
}

impl FromRow for Attempt {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            at: row.get("at")?,
            status: row.get("status")?,
            outcome: row.get("outcome")?,
            duration_ms: row.get("duration_ms")?,
        })
    }
}
