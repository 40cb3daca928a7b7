//! The embedded shop system: orders, returns, coupons and payments in our own tables, filled by import and by the API. It
//! does what a shop of its own would do, by the same contract, and refuses by the same rules ([`super::guard`]) that were
//! asked when the action was offered.

use super::coupon::Coupon;
use super::guard::{self, sums};
use super::{Action, Failure, Order, OrderStatus, Receipt, changed, set_usual_address, store};
use crate::buyer;
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::ShopId;

mod after_sale;
mod payments;

/// Does `action`, once for each `key`: the same key again gets the same receipt.
pub fn perform(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    key: &str,
    action: &Action,
) -> Result<Result<Receipt, Failure>> {
    if let Some(receipt) = store::receipt(ctx.tx, shop, key)? {
        return Ok(Ok(receipt));
    }
    // Every rule is asked before anything is written: a refusal leaves nothing behind, whatever the caller does next.
    match guard::permits(ctx, shop, None, action) {
        Ok(()) => {}
        Err(Error::Refused(refusal)) => return Ok(Err(refused(&refusal))),
        Err(other) => return Err(other),
    }
    let receipt = match act(ctx, shop, action) {
        Ok(receipt) => receipt,
        Err(Error::Refused(refusal)) if matches!(action, Action::RevokeCoupon { .. }) => {
            return Ok(Err(refused(&refusal)));
        }
        Err(other) => return Err(other),
    };
    store::insert_action(ctx, shop, key, action, &receipt)?;
    Ok(Ok(receipt))
}

fn refused(refusal: &Refusal) -> Failure {
    let figures: Vec<String> =
        refusal.details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    Failure::Refused { code: refusal.code.to_owned(), message: figures.join(", ") }
}

fn act(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Receipt> {
    let Some(number) = action.order() else { return without_order(ctx, shop, action) };
    let mut order = store::by_number(ctx.tx, shop, number)?
        .ok_or_else(|| Refusal::not_found("no_such_order").with("id", number))?;
    let receipt = on_order(ctx, &mut order, action)?;
    order.updated_at = ctx.now;
    store::upsert(ctx.tx, &order)?;
    changed(ctx, shop, vec![order.buyer])?;
    Ok(receipt)
}

fn on_order(ctx: &mut Ctx<'_, '_>, order: &mut Order, action: &Action) -> Result<Receipt> {
    let amount = match action {
        Action::Cancel { reason, .. } => {
            let paid = payments::pay_all_back(ctx, order)?;
            order.status = OrderStatus::Cancelled;
            order.cancel_reason = Some(reason.clone());
            Some(paid)
        }
        Action::ChangeAddress { address, .. } => {
            order.city = Some(address.city.clone());
            order.address = Some(address.clone());
            None
        }
        Action::ChangeLines { changes, method, .. } => {
            let variants = guard::variants(ctx, order.shop, &order.lines, changes)?;
            let (lines, difference) = sums::swapped(&order.lines, changes, &variants)?;
            if order.status != OrderStatus::Unpaid {
                payments::settle(ctx, order, method.as_deref(), difference)?;
            }
            order.lines = lines;
            order.total += difference;
            order.lines_changed = true;
            Some(-difference)
        }
        Action::ChangePayment { method, .. } => {
            payments::pay_otherwise(ctx, order, method)?;
            None
        }
        Action::OpenReturn { lines, method, reason, .. } => {
            return after_sale::open_return(ctx, order, lines, method.as_deref(), reason);
        }
        Action::OpenExchange { changes, method, reason, .. } => {
            return after_sale::open_exchange(ctx, order, changes, method.as_deref(), reason);
        }
        Action::Refund { amount, method, reason, .. } => {
            return after_sale::refund(ctx, order, *amount, method.as_deref(), reason);
        }
        Action::Reship { lines, reason, .. } => return after_sale::reship(ctx, order, lines, reason),
        Action::SetGiftNote { note, .. } => {
            order.gift_note = Some(note.clone());
            None
        }
        // What people at the packing table, the courier and the accountant are asked for is kept with its key.
        _ => None,
    };
    Ok(Receipt { number: order.number.clone(), amount, at: ctx.now })
}

fn without_order(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Receipt> {
    let by_id = |ctx: &mut Ctx<'_, '_>, id: &str| {
        let found = buyer::by_external_id(ctx, shop, id)?;
        found.ok_or_else(|| Error::from(Refusal::not_found("no_such_buyer")))
    };
    match action {
        Action::GrantCoupon { buyer, amount, threshold, until, reason } => {
            let buyer = by_id(ctx, buyer)?;
            let code = ctx.id::<uuid::Uuid>().simple().to_string()[20..].to_uppercase();
            let coupon = Coupon {
                code: code.clone(),
                amount: *amount,
                threshold: *threshold,
                until: *until,
                reason: reason.clone(),
            };
            store::insert_coupon(ctx, shop, buyer.id, &coupon)?;
            Ok(Receipt { number: code, amount: Some(*amount), at: ctx.now })
        }
        Action::RevokeCoupon { code } => {
            if !store::revoke_coupon(ctx.tx, shop, code)? {
                return Err(Refusal::conflict("coupon_is_used").with("id", code).into());
            }
            Ok(Receipt { number: code.clone(), amount: None, at: ctx.now })
        }
        Action::ChangeBuyerAddress { buyer, address } => {
            let buyer = by_id(ctx, buyer)?;
            set_usual_address(ctx, buyer.id, address)?;
            Ok(Receipt { number: String::new(), amount: None, at: ctx.now })
        }
        _ => after_sale::change(ctx, shop, action),
    }
}
