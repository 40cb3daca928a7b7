//! Money moving in the embedded shop. What may move was decided before: here it moves.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::order::guard::sums;
use crate::order::{MethodKind, Order, Payment, PaymentKind, PaymentMethod, store};

/// The buyer pays `difference`, or gets it back when it is below zero, by `method`.
pub(super) fn settle(
    ctx: &mut Ctx<'_, '_>,
    order: &mut Order,
    method: Option<&str>,
    difference: i64,
) -> Result<()> {
    if difference == 0 {
        return Ok(());
    }
    told(order);
    if difference < 0 {
        return pay_back(ctx, order, method, -difference);
    }
    let method = method.ok_or_else(|| Error::Broken("nobody says how the difference is paid".into()))?;
    take(ctx, order, method, difference)?;
    order.payments.push(paid(ctx, PaymentKind::Payment, difference, method));
    Ok(())
}

/// Pays `amount` back: to `method`, or to where the order was paid from.
pub(super) fn pay_back(
    ctx: &mut Ctx<'_, '_>,
    order: &mut Order,
    method: Option<&str>,
    amount: i64,
) -> Result<()> {
    told(order);
    let Some(method) = method else { return pay_back_along(ctx, order, amount) };
    give(ctx, order, method, amount)?;
    order.payments.push(paid(ctx, PaymentKind::Refund, amount, method));
    Ok(())
}

/// Pays everything back that is left; how much.
pub(super) fn pay_all_back(ctx: &mut Ctx<'_, '_>, order: &mut Order) -> Result<i64> {
    let all = sums::left(order);
    if all > 0 {
        told(order);
        pay_back_along(ctx, order, all)?;
    }
    Ok(all)
}

/// Pays an order by `method` instead of what it was paid by.
pub(super) fn pay_otherwise(ctx: &mut Ctx<'_, '_>, order: &mut Order, method: &str) -> Result<()> {
    let all = pay_all_back(ctx, order)?;
    take(ctx, order, method, all)?;
    order.payments.push(paid(ctx, PaymentKind::Payment, all, method));
    Ok(())
}

/// Pays `amount` back the ways it came, the oldest first.
fn pay_back_along(ctx: &mut Ctx<'_, '_>, order: &mut Order, amount: i64) -> Result<()> {
    let mut rest = amount;
    for (method, left) in sums::left_by_method(order) {
        let part = left.min(rest);
        if part > 0 {
            give(ctx, order, &method, part)?;
            order.payments.push(paid(ctx, PaymentKind::Refund, part, &method));
            rest -= part;
        }
    }
    Ok(())
}

/// Writes down what was paid when the shop never told how.
fn told(order: &mut Order) {
    if order.payments.is_empty() {
        let (amount, at) = (sums::left(order), order.paid_at);
        order.payments.push(Payment { kind: PaymentKind::Payment, amount, method: String::new(), at });
    }
}

fn paid(ctx: &Ctx<'_, '_>, kind: PaymentKind, amount: i64, method: &str) -> Payment {
    Payment { kind, amount, method: method.to_owned(), at: Some(ctx.now) }
}

fn take(ctx: &mut Ctx<'_, '_>, order: &Order, method: &str, amount: i64) -> Result<()> {
    change_balance(ctx, order, method, -amount)
}

fn give(ctx: &mut Ctx<'_, '_>, order: &Order, method: &str, amount: i64) -> Result<()> {
    change_balance(ctx, order, method, amount)
}

/// Only a gift card is the shop's own: what is on the others nobody here can know.
fn change_balance(ctx: &mut Ctx<'_, '_>, order: &Order, method: &str, by: i64) -> Result<()> {
    let known = store::methods(ctx.tx, order.buyer)?.into_iter().find(|known| known.method_id == method);
    let Some(known) = known.filter(|known| known.kind == MethodKind::GiftCard) else { return Ok(()) };
    let balance = known.balance.unwrap_or(0) + by;
    if balance < 0 {
        return Err(Error::Broken(format!("a gift card would hold {balance}")));
    }
    let method = PaymentMethod { balance: Some(balance), ..known };
    Ok(store::upsert_method(ctx.tx, order.shop, order.buyer, &method)?)
}
