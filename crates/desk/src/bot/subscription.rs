//! Buyers who were told "as soon as there is a tracking number, we tell you", or "when it moves": kept as a row in the
//! transaction of those words, and kept as a promise in the transaction that brings the number or the news.

use super::gate::{Facts, noticed};
use super::phrases::say;
use super::situation::{order_source, shipment_source};
use super::store;
use crate::conversation::{self, Conversation, Meta, Notice, reply};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{OrderId, ShopId};
use crate::order::standing::{self, Standing};
use crate::order::{self, Order, Shipment, ShipmentStatus};
use crate::shop;

/// Promises a conversation's buyer the tracking number of an order. Promised twice, it is told once.
pub fn subscribe(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, order: OrderId) -> Result<()> {
    Ok(store::subscribe(ctx, conversation, order)?)
}

/// Promises a conversation's buyer to be told when the parcels of an order are on their last way, and when they are there.
/// Promised twice, each is told once.
pub fn follow(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, order: OrderId) -> Result<()> {
    let order = order::get(ctx, order)?;
    let now = moved(&order, ctx.now).map_or("", |(word, _)| word);
    Ok(store::follow(ctx, conversation, order.id, now)?)
}

/// Whether that has been promised already.
pub fn is_followed(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, order: OrderId) -> Result<bool> {
    Ok(store::is_followed(ctx.tx, conversation.id, order)?)
}

/// Tells those who wait in this shop for a number that there is one now, and those who follow a parcel that it has moved.
/// Called whenever its orders or parcels changed.
pub fn keep(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    for (id, order) in store::awaited(ctx.tx, shop)? {
        let conversation = conversation::get(ctx, id)?;
        let order = order::get(ctx, order)?;
        if let Some(shipment) = order.shipments.iter().find(|parcel| !parcel.facts.tracking_number.is_empty())
        {
            tell(ctx, &conversation, &order, (shipment, "tracking"))?;
            store::told(ctx, id, order.id)?;
        }
    }
    for (id, order, told) in store::moved(ctx.tx, shop)? {
        let conversation = conversation::get(ctx, id)?;
        let order = order::get(ctx, order)?;
        let Some((word, parcel)) = moved(&order, ctx.now).filter(|(word, _)| *word != told) else { continue };
        if let Some(parcel) = parcel {
            tell(ctx, &conversation, &order, (parcel, word))?;
        }
        store::told_moved(ctx, id, order.id, word)?;
    }
    Ok(())
}

/// What those are told who follow an order, with the parcel it is about; none while there is nothing new to tell. That it
/// is over is a word without a parcel.
fn moved(order: &Order, now: db::Time) -> Option<(&'static str, Option<&Shipment>)> {
    match standing::of(order, now) {
        Standing::OnItsWay(parcel) if parcel.facts.status == ShipmentStatus::OutForDelivery => {
            Some(("out_for_delivery", Some(parcel)))
        }
        Standing::Delivered { shipment, .. } => Some((store::DELIVERED, shipment)),
        Standing::Lost(_) | Standing::Returned(_) | Standing::Cancelled | Standing::Refunded => {
            Some((store::OVER, None))
        }
        _ => None,
    }
}

fn tell(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    order: &Order,
    (parcel, what): (&Shipment, &str),
) -> Result<()> {
    let (facts, lang) = (&parcel.facts, conversation.language);
    let values = minijinja::context! {
        order => &order.number, carrier => &facts.carrier, tracking => &facts.tracking_number,
    };
    let text = say(lang, &format!("subscription.{what}"), values)?;
    let shop = shop::get(ctx, conversation.shop)?;
    let made_of = Facts { shop: &shop, lang, now: ctx.now, order: Some(order), figures: &[] };
    let (said, checked) = noticed(&text, made_of)?;
    // Nothing is told that the order itself does not bear out.
    let Some(text) = said else { return Ok(()) };
    let sources = vec![order_source(order), shipment_source(parcel)];
    let meta = Meta { notice: Some(Notice::Awaited), sources, checked: Some(checked), ..Meta::default() };
    reply::by_system(ctx, conversation, &text, meta).map(drop)
}
