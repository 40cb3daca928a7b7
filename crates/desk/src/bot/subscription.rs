//! Buyers who were told "as soon as there is a tracking number, we tell you": kept as a row in the transaction of those
//! words, and kept as a promise in the transaction that brings the number.

use super::phrases::say;
use super::situation::{order_source, shipment_source};
use super::store;
use crate::conversation::{self, Conversation, Meta, Notice, reply};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{OrderId, ShopId};
use crate::order::{self, Order, Shipment};

/// Promises a conversation's buyer the tracking number of an order. Promised twice, it is told once.
pub fn subscribe(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, order: OrderId) -> Result<()> {
    Ok(store::subscribe(ctx, conversation, order)?)
}

/// Tells those who wait in this shop for a number that there is one now. Called whenever its orders or parcels changed.
pub fn keep(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    for (id, order) in store::awaited(ctx.tx, shop)? {
        let conversation = conversation::get(ctx, id)?;
        let order = order::get(ctx, order)?;
        if let Some(shipment) = order.shipments.iter().find(|parcel| !parcel.facts.tracking_number.is_empty())
        {
            tell(ctx, &conversation, &order, shipment)?;
            store::told(ctx, id, order.id)?;
        }
    }
    Ok(())
}

fn tell(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, order: &Order, parcel: &Shipment) -> Result<()> {
    let facts = &parcel.facts;
    let values = minijinja::context! {
        order => &order.number, carrier => &facts.carrier, tracking => &facts.tracking_number,
    };
    let text = say(conversation.language, "subscription.tracking", values)?;
    let sources = vec![order_source(order), shipment_source(parcel)];
    let meta = Meta { notice: Some(Notice::Awaited), sources, ..Meta::default() };
    reply::by_system(ctx, conversation, &text, meta).map(drop)
}
