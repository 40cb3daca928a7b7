use db::{FromRow, Row, Time, Tx};

use super::device::{Device, Keys, LastPush};
use super::progress::Progress;
use super::push::Push;
use super::say::Said;
use super::{Alert, AlertEvent, AlertState, AlertTarget, Hidden};
use crate::ctx::Ctx;
use crate::error;
use crate::id::{AgentId, AlertId, AlertTargetId, DeviceId, PushId, ShopId};
use crate::json;

db::sql! {
    INSERT_TARGET: "INSERT INTO alert_target (id, shop_id, kind, name, address, secret, events, hours, enabled, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE_TARGET: "UPDATE alert_target SET kind = $2, name = $3, address = $4, secret = $5, events = $6, hours = $7,
            enabled = $8, busy_until = $9 WHERE id = $1";
    TARGET: "SELECT * FROM alert_target WHERE id = $1";
    TARGETS: "SELECT * FROM alert_target WHERE shop_id = $1 ORDER BY created_at, id";
    ENABLED: "SELECT * FROM alert_target WHERE shop_id = $1 AND enabled = TRUE ORDER BY id";
    SET_BUSY: "UPDATE alert_target SET busy_until = $2 WHERE id = $1";
    // A write, not a locking read: whoever comes second waits, and then sees what the first did.
    TAKE_TURN: "UPDATE alert_target SET turns = turns + 1 WHERE id = $1";
    REMOVE_TRIES: "DELETE FROM alert_try WHERE target_id = $1";
    REMOVE_ALERTS: "DELETE FROM alert WHERE target_id = $1";
    REMOVE_TARGET: "DELETE FROM alert_target WHERE id = $1";

    INSERT: "INSERT INTO alert (id, shop_id, target_id, event, cause, title, text, path, state, attempts, not_before,
            created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $11) ON CONFLICT (target_id, cause) DO NOTHING";
    UPDATE: "UPDATE alert SET state = $2, attempts = $3, reason = $4, not_before = $5, updated_at = $6 WHERE id = $1";
    BY_ID: "SELECT * FROM alert WHERE shop_id = $1 AND id = $2";
    OF_TARGET: "SELECT * FROM alert WHERE target_id = $1 AND id = $2";
    OF_SHOP: "SELECT * FROM alert WHERE shop_id = $1 AND (CAST($2 AS TEXT) IS NULL OR state = $2)
        ORDER BY id DESC LIMIT $3";
    NEXT: "SELECT * FROM alert WHERE target_id = $1 AND state = 'pending' ORDER BY not_before, id LIMIT 1";
    SWEEP: "DELETE FROM alert WHERE state <> 'pending' AND updated_at < $1";

    NOTE_TRY: "INSERT INTO alert_try (target_id, at) VALUES ($1, $2)";
    TRIES_SINCE: "SELECT at FROM alert_try WHERE target_id = $1 AND at > $2 ORDER BY at DESC";
    FORGET_TRIES: "DELETE FROM alert_try WHERE target_id = $1 AND at <= $2";

    KEY: "SELECT value FROM house WHERE name = 'push_key'";
    KEEP_KEY: "INSERT INTO house (name, value) VALUES ('push_key', $1) ON CONFLICT (name) DO NOTHING";

    INSERT_DEVICE: "INSERT INTO device (id, agent_id, name, endpoint, public_key, auth, events, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE_DEVICE: "UPDATE device SET name = $2, public_key = $3, auth = $4, events = $5 WHERE id = $1";
    DEVICE: "SELECT * FROM device WHERE id = $1";
    DEVICE_AT: "SELECT * FROM device WHERE endpoint = $1";
    DEVICES: "SELECT * FROM device WHERE agent_id = $1 ORDER BY created_at, id";
    // Of whoever sees the shop: administrators see them all.
    DEVICES_OF_SHOP: "SELECT device.* FROM device JOIN agent ON agent.id = device.agent_id
        WHERE agent.disabled_at IS NULL AND (agent.role = 'admin' OR agent.id IN (
            SELECT team_member.agent_id FROM team_member JOIN team_shop ON team_shop.team_id = team_member.team_id
            WHERE team_shop.shop_id = $1))
        ORDER BY device.id";
    SET_DEVICE_BUSY: "UPDATE device SET busy_until = $2 WHERE id = $1";
    TAKE_DEVICE_TURN: "UPDATE device SET turns = turns + 1 WHERE id = $1";
    REMOVE_PUSHES: "DELETE FROM push WHERE device_id = $1";
    REMOVE_DEVICE: "DELETE FROM device WHERE id = $1";

    INSERT_PUSH: "INSERT INTO push (id, device_id, shop_id, cause, title, text, path, state, attempts, not_before,
            created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $10) ON CONFLICT (device_id, cause) DO NOTHING";
    UPDATE_PUSH: "UPDATE push SET state = $2, attempts = $3, reason = $4, not_before = $5, updated_at = $6 WHERE id = $1";
    PUSH: "SELECT * FROM push WHERE id = $1";
    SWEEP_PUSHES: "DELETE FROM push WHERE state <> 'pending' AND updated_at < $1";
    NEXT_PUSH: "SELECT * FROM push WHERE device_id = $1 AND state = 'pending' ORDER BY not_before, id LIMIT 1";
    LAST_PUSH: "SELECT state, reason, updated_at FROM push WHERE device_id = $1 AND state <> 'dropped'
        ORDER BY updated_at DESC, id DESC LIMIT 1";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn insert_target(ctx: &mut Ctx<'_, '_>, target: &AlertTarget) -> Result<()> {
    let AlertTarget { id, shop, kind, name, address, secret, events, hours, enabled, .. } = target;
    let secret = secret.as_ref().map(Hidden::reveal);
    let values: [&dyn db::ToValue; 10] =
        [id, shop, kind, name, &address.reveal(), &secret, &written(events), hours, enabled, &ctx.now];
    ctx.tx.execute(&INSERT_TARGET, &values)?;
    Ok(())
}

pub(super) fn update_target(tx: &mut Tx<'_>, target: &AlertTarget) -> Result<()> {
    let AlertTarget { id, kind, name, address, secret, events, hours, enabled, busy_until, .. } = target;
    let secret = secret.as_ref().map(Hidden::reveal);
    let values: [&dyn db::ToValue; 9] =
        [id, kind, name, &address.reveal(), &secret, &written(events), hours, enabled, busy_until];
    tx.execute(&UPDATE_TARGET, &values)?;
    Ok(())
}

pub(super) fn target(tx: &mut Tx<'_>, id: AlertTargetId) -> Result<Option<AlertTarget>> {
    tx.optional(&TARGET, &[&id])
}

pub(super) fn targets(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<AlertTarget>> {
    tx.all(&TARGETS, &[&shop])
}

/// Those that are told of this.
pub(super) fn wanting(tx: &mut Tx<'_>, shop: ShopId, event: AlertEvent) -> Result<Vec<AlertTarget>> {
    let enabled: Vec<AlertTarget> = tx.all(&ENABLED, &[&shop])?;
    Ok(enabled.into_iter().filter(|target| target.events.contains(&event)).collect())
}

pub(super) fn set_busy(tx: &mut Tx<'_>, id: AlertTargetId, until: Time) -> Result<()> {
    tx.execute(&SET_BUSY, &[&id, &until])?;
    Ok(())
}

pub(super) fn take_turn(tx: &mut Tx<'_>, id: AlertTargetId) -> Result<()> {
    tx.execute(&TAKE_TURN, &[&id])?;
    Ok(())
}

pub(super) fn remove_target(tx: &mut Tx<'_>, id: AlertTargetId) -> Result<()> {
    for statement in [&REMOVE_TRIES, &REMOVE_ALERTS, &REMOVE_TARGET] {
        tx.execute(statement, &[&id])?;
    }
    Ok(())
}

/// Whether its target was not told of this cause yet.
pub(super) fn insert(tx: &mut Tx<'_>, alert: &Alert) -> error::Result<bool> {
    let Alert { id, shop, target, cause, title, text, path, state, not_before, created_at, .. } = alert;
    let (event, cause) = (cause.event(), json::write(cause)?);
    let values: [&dyn db::ToValue; 11] =
        [id, shop, target, &event, &cause, title, text, path, state, not_before, created_at];
    Ok(tx.execute(&INSERT, &values)? == 1)
}

pub(super) fn update(ctx: &mut Ctx<'_, '_>, alert: &Alert) -> Result<()> {
    let Alert { id, state, attempts, reason, not_before, .. } = alert;
    ctx.tx.execute(&UPDATE, &[id, state, attempts, reason, not_before, &ctx.now])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, shop: ShopId, id: AlertId) -> Result<Option<Alert>> {
    tx.optional(&BY_ID, &[&shop, &id])
}

pub(super) fn of_target(tx: &mut Tx<'_>, target: AlertTargetId, id: AlertId) -> Result<Option<Alert>> {
    tx.optional(&OF_TARGET, &[&target, &id])
}

pub(super) fn of_shop(
    tx: &mut Tx<'_>,
    shop: ShopId,
    state: Option<AlertState>,
    limit: i64,
) -> Result<Vec<Alert>> {
    tx.all(&OF_SHOP, &[&shop, &state, &limit])
}

/// What a target is to be told first.
pub(super) fn next(tx: &mut Tx<'_>, target: AlertTargetId) -> Result<Option<Alert>> {
    tx.optional(&NEXT, &[&target])
}

/// Notes that something is sent now.
pub(super) fn note_try(ctx: &mut Ctx<'_, '_>, target: AlertTargetId) -> Result<()> {
    ctx.tx.execute(&NOTE_TRY, &[&target, &ctx.now])?;
    Ok(())
}

/// When something was sent since then, the latest first. What is older is forgotten.
pub(super) fn tries_since(tx: &mut Tx<'_>, target: AlertTargetId, since: Time) -> Result<Vec<Time>> {
    tx.execute(&FORGET_TRIES, &[&target, &since])?;
    let tries: Vec<(Time,)> = tx.all(&TRIES_SINCE, &[&target, &since])?;
    Ok(tries.into_iter().map(|(at,)| at).collect())
}

/// The private key of the house.
pub(super) fn key(tx: &mut Tx<'_>) -> Result<Option<Hidden>> {
    let found: Option<(String,)> = tx.optional(&KEY, &[])?;
    Ok(found.map(|(key,)| Hidden(key)))
}

pub(super) fn keep_key(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    tx.execute(&KEEP_KEY, &[&key])?;
    Ok(())
}

/// Of alerts and of pushes.
pub(super) fn sweep(tx: &mut Tx<'_>, before: Time) -> Result<()> {
    tx.execute(&SWEEP, &[&before])?;
    tx.execute(&SWEEP_PUSHES, &[&before])?;
    Ok(())
}

pub(super) fn insert_device(tx: &mut Tx<'_>, device: &Device) -> Result<()> {
    let Device { id, agent, name, endpoint, keys, events, created_at, .. } = device;
    let values: [&dyn db::ToValue; 8] = [
        id,
        agent,
        name,
        &endpoint.reveal(),
        &keys.public,
        &keys.auth.reveal(),
        &written(events),
        created_at,
    ];
    tx.execute(&INSERT_DEVICE, &values)?;
    Ok(())
}

pub(super) fn update_device(tx: &mut Tx<'_>, device: &Device) -> Result<()> {
    let Device { id, name, keys, events, .. } = device;
    tx.execute(&UPDATE_DEVICE, &[id, name, &keys.public, &keys.auth.reveal(), &written(events)])?;
    Ok(())
}

pub(super) fn device(tx: &mut Tx<'_>, id: DeviceId) -> Result<Option<Device>> {
    tx.optional(&DEVICE, &[&id])
}

pub(super) fn device_at(tx: &mut Tx<'_>, endpoint: &str) -> Result<Option<Device>> {
    tx.optional(&DEVICE_AT, &[&endpoint])
}

pub(super) fn devices(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<Device>> {
    tx.all(&DEVICES, &[&agent])
}

/// The devices of everybody who sees this shop.
pub(super) fn devices_of_shop(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Device>> {
    tx.all(&DEVICES_OF_SHOP, &[&shop])
}

pub(super) fn set_device_busy(tx: &mut Tx<'_>, id: DeviceId, until: Time) -> Result<()> {
    tx.execute(&SET_DEVICE_BUSY, &[&id, &until])?;
    Ok(())
}

pub(super) fn take_device_turn(tx: &mut Tx<'_>, id: DeviceId) -> Result<()> {
    tx.execute(&TAKE_DEVICE_TURN, &[&id])?;
    Ok(())
}

pub(super) fn remove_device(tx: &mut Tx<'_>, id: DeviceId) -> Result<()> {
    for statement in [&REMOVE_PUSHES, &REMOVE_DEVICE] {
        tx.execute(statement, &[&id])?;
    }
    Ok(())
}

/// Whether its device was not told of this cause yet.
pub(super) fn insert_push(ctx: &mut Ctx<'_, '_>, push: &Push) -> error::Result<bool> {
    let Push { id, device, shop, cause, said, progress } = push;
    let Said { title, text, path } = said;
    let cause = json::write(cause)?;
    let values: [&dyn db::ToValue; 10] =
        [id, device, shop, &cause, title, text, path, &progress.state, &progress.not_before, &ctx.now];
    Ok(ctx.tx.execute(&INSERT_PUSH, &values)? == 1)
}

pub(super) fn update_push(ctx: &mut Ctx<'_, '_>, id: PushId, progress: &Progress) -> Result<()> {
    let Progress { state, attempts, reason, not_before } = progress;
    ctx.tx.execute(&UPDATE_PUSH, &[&id, state, attempts, reason, not_before, &ctx.now])?;
    Ok(())
}

pub(super) fn push(tx: &mut Tx<'_>, id: PushId) -> Result<Option<Push>> {
    tx.optional(&PUSH, &[&id])
}

/// What a device is to be told first.
pub(super) fn next_push(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<Push>> {
    tx.optional(&NEXT_PUSH, &[&device])
}

/// What came of the last thing it was to be told, leaving out what was over by then.
pub(super) fn last_push(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<LastPush>> {
    tx.optional(&LAST_PUSH, &[&device])
}

fn written(events: &[AlertEvent]) -> String {
    events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" ")
}

impl FromRow for AlertTarget {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
            address: Hidden(row.get("address")?),
            secret: row.get::<Option<String>>("secret")?.map(Hidden),
            events: json::words(row, "events")?,
            hours: row.get("hours")?,
            enabled: row.get("enabled")?,
            busy_until: row.get("busy_until")?,
        })
    }
}

impl FromRow for Alert {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            target: row.get("target_id")?,
            cause: json::read(row, "cause")?,
            title: row.get("title")?,
            text: row.get("text")?,
            path: row.get("path")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            reason: row.get("reason")?,
            not_before: row.get("not_before")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

impl FromRow for Device {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            agent: row.get("agent_id")?,
            name: row.get("name")?,
            endpoint: Hidden(row.get("endpoint")?),
            keys: Keys { public: row.get("public_key")?, auth: Hidden(row.get("auth")?) },
            events: json::words(row, "events")?,
            busy_until: row.get("busy_until")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl FromRow for Push {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            device: row.get("device_id")?,
            shop: row.get("shop_id")?,
            cause: json::read(row, "cause")?,
            said: Said { title: row.get("title")?, text: row.get("text")?, path: row.get("path")? },
            progress: Progress {
                state: row.get("state")?,
                attempts: row.get("attempts")?,
                reason: row.get("reason")?,
                not_before: row.get("not_before")?,
            },
        })
    }
}

impl FromRow for LastPush {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { state: row.get("state")?, reason: row.get("reason")?, at: row.get("updated_at")? })
    }
}
