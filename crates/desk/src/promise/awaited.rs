//! What a promise waits for: how much of it has arrived, and what keeps it by itself.

use super::{Promise, PromiseKind, change, find, store, vague};
use crate::conversation::{Conversation, Message};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{BuyerId, OrderId, ShopId};
use crate::order::{self, Order, OrderStatus, PaymentKind, ReturnKind, ReturnStatus, verify};
use crate::{buyer, shop};

/// A buyer's orders that are looked through.
const ORDERS: i64 = 50;

/// How much of what a promise of this kind waits for is there: parcels with a number, or money paid back.
pub(super) fn arrived(
    ctx: &mut Ctx<'_, '_>,
    kind: PromiseKind,
    order: Option<OrderId>,
    buyer: BuyerId,
) -> Result<i64> {
    if !matches!(kind, PromiseKind::Ship | PromiseKind::Refund) {
        return Ok(0);
    }
    let orders = if let Some(order) = order {
        vec![order::get(ctx, order)?]
    } else {
        let buyer = buyer::get(ctx, buyer)?;
        verify::visible(ctx, &buyer, ORDERS)?
    };
    let count = orders.iter().map(|order| arrived_of(kind, order)).sum::<usize>();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

fn arrived_of(kind: PromiseKind, order: &Order) -> usize {
    match kind {
        PromiseKind::Ship => {
            order.shipments.iter().filter(|parcel| !parcel.facts.tracking_number.trim().is_empty()).count()
        }
        PromiseKind::Refund => {
            let paid = order.payments.iter().filter(|payment| payment.kind == PaymentKind::Refund).count();
            let gives_back = |kind| matches!(kind, ReturnKind::Return | ReturnKind::RefundOnly);
            let settled = order.returns.iter().filter(|returned| {
                gives_back(returned.facts.kind) && returned.facts.status == ReturnStatus::Settled
            });
            paid + settled.count() + usize::from(order.status == OrderStatus::Refunded)
        }
        PromiseKind::Reply | PromiseKind::Call | PromiseKind::Other => 0,
    }
}

/// Which order a promise is about: the one it names, or the only one that can still be what it says.
pub(super) fn order_of(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    kind: PromiseKind,
    wording: &str,
) -> Result<Option<OrderId>> {
    let orders = of_buyer(ctx, conversation)?;
    if let Some(named) = named(&orders, wording) {
        return Ok(Some(named.id));
    }
    let fits = |order: &&Order| match kind {
        PromiseKind::Ship => matches!(order.status, OrderStatus::Paid),
        PromiseKind::Refund => order.status == OrderStatus::Refunding,
        PromiseKind::Reply | PromiseKind::Call | PromiseKind::Other => false,
    };
    let fitting: Vec<OrderId> = orders.iter().filter(fits).map(|order| order.id).collect();
    Ok(match fitting.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// The number of the order that a sentence names, of those the buyer may be told of.
pub(super) fn order_named(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    wording: &str,
) -> Result<Option<String>> {
    let orders = of_buyer(ctx, conversation)?;
    Ok(named(&orders, wording).map(|order| order.number.clone()))
}

fn of_buyer(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<Vec<Order>> {
    let buyer = buyer::get(ctx, conversation.buyer)?;
    verify::visible(ctx, &buyer, ORDERS)
}

fn named<'o>(orders: &'o [Order], wording: &str) -> Option<&'o Order> {
    orders.iter().find(|order| wording.contains(order.number.as_str()))
}

/// Orders of these buyers changed: promises whose parcel or refund has come are kept.
pub fn orders_changed(ctx: &mut Ctx<'_, '_>, shop: ShopId, buyers: &[BuyerId]) -> Result<()> {
    for (promise, order_buyer) in store::waiting_for_orders(ctx.tx, shop)? {
        let concerned =
            buyers.contains(&promise.buyer) || order_buyer.is_some_and(|one| buyers.contains(&one));
        if concerned && arrived(ctx, promise.kind, promise.order, promise.buyer)? > promise.baseline {
            change::keep(ctx, promise.id, None, None)?;
        }
    }
    Ok(())
}

/// An agent said something: promises of an answer that were made before it are kept, unless it only holds off again.
pub fn answered(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, message: &Message) -> Result<()> {
    let open: Vec<Promise> = store::of_conversation(ctx.tx, conversation.id)?
        .into_iter()
        .filter(|one| one.kind == PromiseKind::Reply && one.closed_at.is_none())
        .filter(|one| one.message.is_none_or(|(_, seq)| seq < message.seq))
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let shop = shop::get(ctx, conversation.shop)?;
    let promises_again = find::promises(&message.text, &shop, ctx.now)
        .iter()
        .any(|found| matches!(found.kind, PromiseKind::Reply | PromiseKind::Call));
    let only_files = message.text.is_empty();
    let holds_off = promises_again
        || (!only_files && find::holds_off(&message.text))
        || vague::weigh(&message.text, &shop, ctx.now).is_some();
    if !holds_off {
        for promise in open {
            change::keep(ctx, promise.id, None, None)?;
        }
    }
    Ok(())
}
