//! Returns, exchanges, refunds and parcels sent once more, in the embedded shop.

use super::payments;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{ReturnId, ShopId};
use crate::order::guard::{self, sums};
use crate::order::{
    Action, LineChange, Order, OrderStatus, Pieces, Receipt, ReturnInput, ReturnKind, ReturnStatus, changed,
    store,
};

/// A matter as it is opened.
struct Opened {
    kind: ReturnKind,
    status: ReturnStatus,
    lines: Vec<Pieces>,
    changes: Vec<LineChange>,
    amount: Option<i64>,
    method: Option<String>,
    reason: String,
}

/// What comes back of an order, and what was named before.
fn named(order: &Order, lines: &[Pieces]) -> Vec<Pieces> {
    if lines.is_empty() { sums::all_of(order) } else { lines.to_vec() }
}

pub(super) fn open_return(
    ctx: &mut Ctx<'_, '_>,
    order: &Order,
    lines: &[Pieces],
    method: Option<&str>,
    reason: &str,
) -> Result<Receipt> {
    let lines = named(order, lines);
    let back = sums::named_before(order, &[ReturnKind::Return, ReturnKind::Exchange]);
    let amount = Some(sums::worth(order, &lines, &back));
    open(
        ctx,
        order,
        Opened {
            kind: ReturnKind::Return,
            status: ReturnStatus::Requested,
            lines,
            changes: Vec::new(),
            amount,
            method: method.map(str::to_owned),
            reason: reason.to_owned(),
        },
    )
}

pub(super) fn open_exchange(
    ctx: &mut Ctx<'_, '_>,
    order: &Order,
    changes: &[LineChange],
    method: Option<&str>,
    reason: &str,
) -> Result<Receipt> {
    let variants = guard::variants(ctx, order.shop, &order.lines, changes)?;
    let (_, difference) = sums::swapped(&order.lines, changes, &variants)?;
    open(
        ctx,
        order,
        Opened {
            kind: ReturnKind::Exchange,
            status: ReturnStatus::Requested,
            lines: sums::taken(changes),
            changes: changes.to_vec(),
            amount: Some(-difference),
            method: method.map(str::to_owned),
            reason: reason.to_owned(),
        },
    )
}

/// Pays back; a return whose goods have arrived and that was promised this sum is settled by it.
pub(super) fn refund(
    ctx: &mut Ctx<'_, '_>,
    order: &mut Order,
    amount: i64,
    method: Option<&str>,
    reason: &str,
) -> Result<Receipt> {
    payments::pay_back(ctx, order, method, amount)?;
    if sums::left(order) == 0 {
        order.status = OrderStatus::Refunded;
    }
    let arrived = order.returns.iter().find(|known| {
        known.facts.status == ReturnStatus::Arrived
            && known.facts.kind == ReturnKind::Return
            && known.facts.amount == Some(amount)
    });
    if let Some(known) = arrived {
        let number = known.facts.return_id.clone();
        set(ctx, order.shop, &number, |facts| facts.status = ReturnStatus::Settled)?;
        return Ok(Receipt { number, amount: Some(amount), at: ctx.now });
    }
    open(
        ctx,
        order,
        Opened {
            kind: ReturnKind::RefundOnly,
            status: ReturnStatus::Settled,
            lines: Vec::new(),
            changes: Vec::new(),
            amount: Some(amount),
            method: method.map(str::to_owned),
            reason: reason.to_owned(),
        },
    )
}

pub(super) fn reship(
    ctx: &mut Ctx<'_, '_>,
    order: &Order,
    lines: &[Pieces],
    reason: &str,
) -> Result<Receipt> {
    open(
        ctx,
        order,
        Opened {
            kind: ReturnKind::Reship,
            status: ReturnStatus::Requested,
            lines: named(order, lines),
            changes: Vec::new(),
            amount: None,
            method: None,
            reason: reason.to_owned(),
        },
    )
}

/// What changes a matter that is open already.
pub(super) fn change(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Receipt> {
    let number = match action {
        Action::TrackReturn { number, carrier, tracking_number } => {
            set(ctx, shop, number, |facts| {
                facts.status = ReturnStatus::Sent;
                facts.carrier = Some(carrier.clone());
                facts.tracking_number = Some(tracking_number.clone());
            })?;
            number
        }
        Action::CloseReturn { number } | Action::CancelReship { number } => {
            set(ctx, shop, number, |facts| facts.status = ReturnStatus::Closed)?;
            number
        }
        _ => return Err(Refusal::not_found("no_such_return").into()),
    };
    Ok(Receipt { number: number.clone(), amount: None, at: ctx.now })
}

fn open(ctx: &mut Ctx<'_, '_>, order: &Order, opened: Opened) -> Result<Receipt> {
    let id: ReturnId = ctx.id();
    let number = format!("R{}-{}", order.number.trim_start_matches('#'), order.returns.len() + 1);
    let Opened { kind, status, lines, changes, amount, method, reason } = opened;
    let facts = ReturnInput {
        return_id: number.clone(),
        order_id: order.number.clone(),
        kind,
        status,
        lines,
        changes,
        amount,
        method,
        reason,
        carrier: None,
        tracking_number: None,
    };
    store::upsert_return(ctx, order.shop, order.id, id, &facts)?;
    Ok(Receipt { number, amount, at: ctx.now })
}

fn set(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    number: &str,
    change: impl FnOnce(&mut ReturnInput),
) -> Result<()> {
    let mut known =
        store::returned(ctx.tx, shop, number)?.ok_or_else(|| Refusal::not_found("no_such_return"))?;
    change(&mut known.facts);
    store::upsert_return(ctx, shop, known.order, known.id, &known.facts)?;
    let buyer = store::by_id(ctx.tx, known.order)?.map(|order| order.buyer);
    changed(ctx, shop, buyer.into_iter().collect())
}
