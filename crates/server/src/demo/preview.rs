//! Whom visitors of a demo shop's preview page may be: a buyer for each situation, with a token signed as the shop
//! itself would sign it.

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::buyer::token::{self, Claims};
use desk::ctx::Ctx;
use desk::error::{Refusal, Result};
use desk::inbox::{self, Channel, Inbox};
use desk::order::standing::{self, Standing};
use desk::order::{self, Order};
use desk::shop::{self, Bilingual};
use desk::{buyer, id::ShopId};
use serde::Serialize;

use super::case::CAST;
use super::seller::SELLERS;
use crate::app::App;
use crate::body::Path;
use crate::problem::Answer;

/// How long a token lasts, in seconds: it is exchanged for a session at once.
const LASTS: i64 = 3600;

/// A buyer whom a visitor may be.
#[derive(Debug, Serialize)]
pub struct DemoBuyer {
    /// What they are called.
    pub name: String,
    /// Their member level.
    pub level: Option<String>,
    /// How their newest order stands.
    pub note: Bilingual,
    /// For the widget: a JWT signed with the inbox's secret.
    pub token: String,
}

/// The buyers of a demo shop. There are none unless the server runs as a demo.
pub async fn buyers(State(app): State<App>, Path(key): Path<String>) -> Answer<Json<Vec<DemoBuyer>>> {
    if !app.demo.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(Refusal::not_found("no_such_page").into());
    }
    Ok(Json(app.store.read(move |ctx| of_inbox(ctx, &key)).await?))
}

fn of_inbox(ctx: &mut Ctx<'_, '_>, key: &str) -> Result<Vec<DemoBuyer>> {
    let inbox = inbox::by_key(ctx, key)?;
    let shop = shop::get(ctx, inbox.shop)?;
    let seller = SELLERS.iter().find(|seller| seller.key == shop.key && inbox.channel == Channel::Webchat);
    let seller = seller.ok_or_else(|| Refusal::not_found("no_such_inbox"))?;
    let mut all = Vec::with_capacity(CAST.len());
    for number in 1..=CAST.len() {
        all.extend(demo_buyer(ctx, &inbox, shop.id, &seller.buyer_id(number))?);
    }
    Ok(all)
}

fn demo_buyer(
    ctx: &mut Ctx<'_, '_>,
    inbox: &Inbox,
    shop: ShopId,
    external_id: &str,
) -> Result<Option<DemoBuyer>> {
    let Some(known) = buyer::by_external_id(ctx, shop, external_id)? else { return Ok(None) };
    let newest = order::of_buyer(ctx, known.id, 1)?;
    let claims = Claims {
        sub: external_id.to_owned(),
        exp: ctx.now.millis() / 1000 + LASTS,
        name: known.name.clone(),
        phone: known.phone,
        email: known.email,
        level: known.level.clone(),
    };
    Ok(Some(DemoBuyer {
        name: known.name.unwrap_or_default(),
        level: known.level,
        note: newest.first().map_or_else(|| words("没有订单", "no order"), |order| note(order, ctx.now)),
        token: token::sign(&inbox.secret, &claims)?,
    }))
}

/// How the order stands, in a few words.
fn note(order: &Order, now: Time) -> Bilingual {
    let far = |by: Time| by.since(now) > std::time::Duration::from_secs(3 * 86_400);
    match standing::of(order, now) {
        Standing::Unpaid => words("待付款", "not paid yet"),
        Standing::Preparing { late: true, .. } => words("已付款，超时未发货", "paid, shipping is late"),
        Standing::Preparing { ship_by: Some(by), .. } if far(by) => {
            words("预售，等待发货", "pre-order, ships later")
        }
        Standing::Preparing { .. } => words("已付款，待发货", "paid, being packed"),
        Standing::OnItsWay(shipment) if shipment.facts.events.is_empty() => {
            words("已发货，还没有物流信息", "shipped, not scanned yet")
        }
        Standing::OnItsWay(shipment) if shipment.facts.status == order::ShipmentStatus::OutForDelivery => {
            words("正在派送", "out for delivery")
        }
        Standing::OnItsWay(_) => words("运输中", "in transit"),
        Standing::Stuck { .. } => words("物流停滞", "not moved for days"),
        Standing::Lost(_) => words("包裹丢失", "parcel lost"),
        Standing::Returned(_) => words("包裹被退回", "parcel going back"),
        Standing::Delivered { .. } => words("显示已签收", "shown as delivered"),
        Standing::Cancelled => words("已取消", "cancelled"),
        Standing::Refunding => words("退款中", "refund under way"),
        Standing::Refunded => words("已退款", "refunded"),
    }
}

fn words(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: zh.to_owned(), en: en.to_owned() }
}
