use std::collections::HashMap;

use db::{FromRow, Row, Time, Tx};
use uuid::Uuid;

use super::boundary::Changed;
use crate::conversation::{Conversation, Meta};
use crate::ctx::Ctx;
use crate::id::{ConversationId, OrderId, ShopId};
use crate::json;

db::sql! {
    BOT_ANSWERS: "SELECT text, meta FROM message WHERE conversation_id = $1 AND author = 'bot' ORDER BY seq DESC LIMIT 6";

    SUBSCRIBE: "INSERT INTO subscription (conversation_id, order_id, shop_id, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (conversation_id, order_id) DO NOTHING";
    AWAITED: "SELECT conversation_id, order_id FROM subscription WHERE shop_id = $1 AND told_at IS NULL
            AND EXISTS (SELECT 1 FROM shipment WHERE shipment.order_id = subscription.order_id
                AND shipment.tracking_number <> '')
        ORDER BY created_at, conversation_id";
    TOLD: "UPDATE subscription SET told_at = $3 WHERE conversation_id = $1 AND order_id = $2";

    FOLLOW: "INSERT INTO parcel_subscription (conversation_id, order_id, shop_id, told, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (conversation_id, order_id) DO NOTHING";
    IS_FOLLOWED: "SELECT order_id FROM parcel_subscription WHERE conversation_id = $1 AND order_id = $2";
    MOVED: "SELECT conversation_id, order_id, told FROM parcel_subscription WHERE shop_id = $1 AND ended_at IS NULL
            AND EXISTS (SELECT 1 FROM orders WHERE orders.id = parcel_subscription.order_id
                AND (orders.status NOT IN ('paid', 'shipped') OR EXISTS (SELECT 1 FROM shipment
                    WHERE shipment.order_id = orders.id AND shipment.status NOT IN ('created', 'in_transit', 'stuck'))))
        ORDER BY created_at, conversation_id";
    TOLD_MOVED: "UPDATE parcel_subscription SET told = $3, ended_at = $4 WHERE conversation_id = $1 AND order_id = $2";

    TOLD_PLACE: "INSERT INTO told_place (conversation_id, minutes, told_at) VALUES ($1, $2, $3)
        ON CONFLICT (conversation_id) DO UPDATE SET minutes = excluded.minutes, told_at = excluded.told_at";
    TOLD_PLACES: "SELECT told_place.conversation_id, told_place.minutes, told_place.told_at FROM told_place
        JOIN conversation ON conversation.id = told_place.conversation_id
        WHERE conversation.shop_id = $1 AND conversation.status = 'waiting'";

    CHANGED: "INSERT INTO boundary_change (id, shop_id, intent, moment, was, becomes, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    CHANGES: "SELECT intent, moment, was, becomes, changed_at, changed_by FROM boundary_change
        WHERE shop_id = $1 ORDER BY changed_at DESC, id DESC LIMIT $2";
}

pub(super) fn subscribe(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    order: OrderId,
) -> Result<(), db::Error> {
    ctx.tx.execute(&SUBSCRIBE, &[&conversation.id, &order, &conversation.shop, &ctx.now]).map(drop)
}

/// The conversations of a shop in which a tracking number is waited for that there is, each with its order.
pub(super) fn awaited(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<(ConversationId, OrderId)>, db::Error> {
    tx.all(&AWAITED, &[&shop])
}

pub(super) fn told(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    order: OrderId,
) -> Result<(), db::Error> {
    ctx.tx.execute(&TOLD, &[&conversation, &order, &ctx.now]).map(drop)
}

/// What is told last: a parcel that is there goes nowhere any more.
pub(super) const DELIVERED: &str = "delivered";
/// Nothing more will be told.
pub(super) const OVER: &str = "over";

pub(super) fn follow(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    order: OrderId,
    told: &str,
) -> Result<(), db::Error> {
    let Conversation { id, shop, .. } = conversation;
    ctx.tx.execute(&FOLLOW, &[id, &order, shop, &told, &ctx.now]).map(drop)
}

pub(super) fn is_followed(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
    order: OrderId,
) -> Result<bool, db::Error> {
    let known: Option<(OrderId,)> = tx.optional(&IS_FOLLOWED, &[&conversation, &order])?;
    Ok(known.is_some())
}

/// The conversations of a shop in which an order is followed that may have moved, with what was told of it last.
pub(super) fn moved(
    tx: &mut Tx<'_>,
    shop: ShopId,
) -> Result<Vec<(ConversationId, OrderId, String)>, db::Error> {
    tx.all(&MOVED, &[&shop])
}

pub(super) fn told_moved(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    order: OrderId,
    told: &str,
) -> Result<(), db::Error> {
    let ended = matches!(told, DELIVERED | OVER).then_some(ctx.now);
    ctx.tx.execute(&TOLD_MOVED, &[&conversation, &order, &told, &ended]).map(drop)
}

/// What a waiting buyer was told now.
pub(super) fn told_place(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    minutes: Option<i64>,
) -> Result<(), db::Error> {
    ctx.tx.execute(&TOLD_PLACE, &[&conversation, &minutes, &ctx.now]).map(drop)
}

/// Within how many minutes the buyers who wait in a shop were last told that somebody comes, and when that was said.
pub(super) fn told_places(
    tx: &mut Tx<'_>,
    shop: ShopId,
) -> Result<HashMap<ConversationId, (Option<i64>, Time)>, db::Error> {
    let found: Vec<(ConversationId, Option<i64>, Time)> = tx.all(&TOLD_PLACES, &[&shop])?;
    Ok(found.into_iter().map(|(conversation, minutes, at)| (conversation, (minutes, at))).collect())
}

pub(super) fn changed(tx: &mut Tx<'_>, shop: ShopId, id: Uuid, change: &Changed) -> Result<(), db::Error> {
    let Changed { intent, attendance, was, becomes, at, by } = change;
    let id = id.to_string();
    tx.execute(&CHANGED, &[&id, &shop, intent, attendance, was, becomes, at, by])?;
    Ok(())
}

pub(super) fn changes(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Changed>, db::Error> {
    tx.all(&CHANGES, &[&shop, &limit])
}

impl FromRow for Changed {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            intent: row.get("intent")?,
            attendance: row.get("moment")?,
            was: row.get("was")?,
            becomes: row.get("becomes")?,
            at: row.get("changed_at")?,
            by: row.get("changed_by")?,
        })
    }
}

/// What the bot last answered in a conversation, oldest first.
pub(super) fn bot_answers(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
) -> Result<Vec<(String, Meta)>, db::Error> {
    let mut answers: Vec<BotAnswer> = tx.all(&BOT_ANSWERS, &[&conversation])?;
    answers.reverse();
    Ok(answers.into_iter().map(|BotAnswer(text, meta)| (text, meta)).collect())
}

struct BotAnswer(String, Meta);

impl FromRow for BotAnswer {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(row.get("text")?, json::read(row, "meta")?))
    }
}
