//! The embedded shop system: orders, returns, coupons and payments in our own tables, filled by import and by the API. It
//! does what a shop of its own would do, by the same contract.

use db::Time;

use super::{
    Action, Failure, Line, LineChange, MethodKind, Order, OrderStatus, Payment, PaymentKind, PaymentMethod,
    Pieces, Receipt, ReturnInput, ReturnKind, ReturnStatus, changed, set_usual_address, store,
};
use crate::buyer;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{BuyerId, ShopId};

/// A coupon for one buyer, in minor units.
pub(super) struct Coupon {
    pub(super) code: String,
    pub(super) amount: i64,
    pub(super) threshold: i64,
    pub(super) until: Time,
    pub(super) reason: String,
}

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
    let receipt = match act(ctx, shop, action)? {
        Ok(receipt) => receipt,
        Err(code) => return Ok(Err(Failure::Refused { code: code.to_owned(), message: String::new() })),
    };
    store::insert_action(ctx, shop, key, action, &receipt)?;
    Ok(Ok(receipt))
}

/// A word for why not.
type Done<T> = std::result::Result<T, &'static str>;

fn act(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Done<Receipt>> {
    let mut order = match action.order() {
        None => return without_order(ctx, shop, action),
        Some(number) => match store::by_number(ctx.tx, shop, number)? {
            Some(order) => order,
            None => return Ok(Err("no_such_order")),
        },
    };
    let buyer = order.buyer;
    let done = on_order(ctx, &mut order, action)?;
    if done.is_ok() {
        order.updated_at = ctx.now;
        store::upsert(ctx.tx, &order)?;
        changed(ctx, shop, vec![buyer])?;
    }
    Ok(done)
}

fn on_order(ctx: &mut Ctx<'_, '_>, order: &mut Order, action: &Action) -> Result<Done<Receipt>> {
    let now = ctx.now;
    let receipt = |number: &str, amount| Receipt { number: number.to_owned(), amount, at: now };
    let before_it_left = matches!(order.status, OrderStatus::Unpaid | OrderStatus::Paid);
    let number = order.number.clone();
    Ok(match action {
        Action::Cancel { reason, .. } => {
            if !before_it_left {
                return Ok(Err("order_has_left"));
            }
            let paid = pay_all_back(ctx, order)?;
            order.status = OrderStatus::Cancelled;
            order.cancel_reason = Some(reason.clone());
            Ok(receipt(&number, Some(paid)))
        }
        Action::ChangeAddress { address, .. } => {
            if !before_it_left {
                return Ok(Err("order_has_left"));
            }
            address.check()?;
            order.city = Some(address.city.clone());
            order.address = Some(address.clone());
            Ok(receipt(&number, None))
        }
        Action::ChangeLines { changes, method, .. } => {
            if !before_it_left {
                return Ok(Err("order_has_left"));
            }
            let difference = match exchanged(ctx, order, changes)? {
                Ok((lines, difference)) => {
                    order.lines = lines;
                    difference
                }
                Err(code) => return Ok(Err(code)),
            };
            if let Err(code) = settle(ctx, order, method.as_deref(), difference)? {
                return Ok(Err(code));
            }
            order.total += difference;
            order.lines_changed = true;
            Ok(receipt(&number, Some(-difference)))
        }
        Action::ChangePayment { method, .. } => {
            if !before_it_left {
                return Ok(Err("order_has_left"));
            }
            let paid = left_of_payments(order);
            if let Err(code) = settle(ctx, order, Some(method), paid)? {
                return Ok(Err(code));
            }
            let taken = order.payments.pop();
            pay_all_back(ctx, order)?;
            order.payments.extend(taken);
            Ok(receipt(&number, None))
        }
        Action::OpenReturn { lines, method, reason, .. } => {
            let pieces = if lines.is_empty() { all_of(order) } else { lines.clone() };
            let amount = match worth(order, &pieces) {
                Ok(amount) => amount,
                Err(code) => return Ok(Err(code)),
            };
            let opened = Opened { kind: ReturnKind::Return, lines: pieces, changes: vec![], amount };
            let number = open(ctx, order, opened, method.clone(), reason)?;
            Ok(Receipt { number, amount: Some(amount), at: ctx.now })
        }
        Action::OpenExchange { changes, method, reason, .. } => {
            let difference = match exchanged(ctx, order, changes)? {
                Ok((_, difference)) => difference,
                Err(code) => return Ok(Err(code)),
            };
            let lines = changes
                .iter()
                .map(|change| Pieces { sku: change.from.clone(), quantity: change.quantity })
                .collect();
            let opened =
                Opened { kind: ReturnKind::Exchange, lines, changes: changes.clone(), amount: -difference };
            let number = open(ctx, order, opened, method.clone(), reason)?;
            Ok(Receipt { number, amount: Some(-difference), at: ctx.now })
        }
        Action::Refund { amount, method, reason, .. } => {
            if *amount <= 0 || *amount > left_of_payments(order) {
                return Ok(Err("more_than_was_paid"));
            }
            pay_back(ctx, order, method.as_deref(), *amount)?;
            if left_of_payments(order) == 0 {
                order.status = OrderStatus::Refunded;
            }
            let opened =
                Opened { kind: ReturnKind::RefundOnly, lines: vec![], changes: vec![], amount: *amount };
            let number = open(ctx, order, opened, method.clone(), reason)?;
            set_return(ctx, order.shop, &number, |facts| facts.status = ReturnStatus::Settled)?;
            Ok(Receipt { number, amount: Some(*amount), at: ctx.now })
        }
        Action::Reship { lines, reason, .. } => {
            let pieces = if lines.is_empty() { all_of(order) } else { lines.clone() };
            if let Err(code) = worth(order, &pieces) {
                return Ok(Err(code));
            }
            let opened = Opened { kind: ReturnKind::Reship, lines: pieces, changes: vec![], amount: 0 };
            let number = open(ctx, order, opened, None, reason)?;
            Ok(Receipt { number, amount: None, at: ctx.now })
        }
        Action::SetGiftNote { note, .. } => {
            if !before_it_left {
                return Ok(Err("order_has_left"));
            }
            order.gift_note = Some(note.clone());
            Ok(receipt(&number, None))
        }
        // What people at the packing table, the courier and the accountant are asked for is kept with its key.
        Action::Invoice { .. }
        | Action::UrgeWarehouse { .. }
        | Action::UrgeCarrier { .. }
        | Action::Intercept { .. } => Ok(receipt(&number, None)),
        Action::CloseReturn { .. }
        | Action::TrackReturn { .. }
        | Action::CancelReship { .. }
        | Action::GrantCoupon { .. }
        | Action::RevokeCoupon { .. }
        | Action::ChangeBuyerAddress { .. } => Err("no_such_order"),
    })
}

fn without_order(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Done<Receipt>> {
    let now = ctx.now;
    let receipt = |number: &str| Receipt { number: number.to_owned(), amount: None, at: now };
    Ok(match action {
        Action::CloseReturn { number } | Action::CancelReship { number } => {
            match store::returned(ctx.tx, shop, number)? {
                Some(known) if known.facts.status == ReturnStatus::Requested => {
                    set_return(ctx, shop, number, |facts| facts.status = ReturnStatus::Closed)?;
                    Ok(receipt(number))
                }
                Some(_) => Err("return_is_under_way"),
                None => Err("no_such_return"),
            }
        }
        Action::TrackReturn { number, carrier, tracking_number } => {
            match store::returned(ctx.tx, shop, number)? {
                Some(known) if matches!(known.facts.status, ReturnStatus::Requested | ReturnStatus::Sent) => {
                    set_return(ctx, shop, number, |facts| {
                        facts.status = ReturnStatus::Sent;
                        facts.carrier = Some(carrier.clone());
                        facts.tracking_number = Some(tracking_number.clone());
                    })?;
                    Ok(receipt(number))
                }
                Some(_) => Err("return_is_over"),
                None => Err("no_such_return"),
            }
        }
        Action::GrantCoupon { buyer, amount, threshold, until, reason } => {
            let Some(buyer) = buyer::by_external_id(ctx, shop, buyer)? else {
                return Ok(Err("no_such_buyer"));
            };
            let code = ctx.id::<uuid::Uuid>().simple().to_string()[20..].to_uppercase();
            let coupon = Coupon {
                code: code.clone(),
                amount: *amount,
                threshold: *threshold,
                until: *until,
                reason: reason.clone(),
            };
            store::insert_coupon(ctx, shop, buyer.id, &coupon)?;
            Ok(Receipt { number: code, amount: Some(*amount), at: now })
        }
        Action::RevokeCoupon { code } => {
            if store::revoke_coupon(ctx.tx, shop, code)? {
                Ok(receipt(code))
            } else {
                Err("coupon_is_used")
            }
        }
        Action::ChangeBuyerAddress { buyer, address } => {
            let Some(buyer) = buyer::by_external_id(ctx, shop, buyer)? else {
                return Ok(Err("no_such_buyer"));
            };
            set_usual_address(ctx, buyer.id, address)?;
            Ok(receipt(""))
        }
        _ => Err("no_such_order"),
    })
}

struct Opened {
    kind: ReturnKind,
    lines: Vec<Pieces>,
    changes: Vec<LineChange>,
    amount: i64,
}

/// Opens a matter after the sale; its number.
fn open(
    ctx: &mut Ctx<'_, '_>,
    order: &Order,
    opened: Opened,
    method: Option<String>,
    reason: &str,
) -> Result<String> {
    let id: crate::id::ReturnId = ctx.id();
    let number = format!("R{}-{}", order.number.trim_start_matches('#'), order.returns.len() + 1);
    let Opened { kind, lines, changes, amount } = opened;
    let facts = ReturnInput {
        return_id: number.clone(),
        order_id: order.number.clone(),
        kind,
        status: ReturnStatus::Requested,
        lines,
        changes,
        amount: Some(amount),
        method,
        reason: reason.to_owned(),
        carrier: None,
        tracking_number: None,
    };
    store::upsert_return(ctx, order.shop, order.id, id, &facts)?;
    Ok(number)
}

fn set_return(
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

/// The lines with the changes made, and what it costs more.
fn exchanged(ctx: &mut Ctx<'_, '_>, order: &Order, changes: &[LineChange]) -> Result<Done<(Vec<Line>, i64)>> {
    let mut lines = order.lines.clone();
    let mut difference = 0;
    for LineChange { from, to, quantity } in changes {
        let Some(new) = store::sku(ctx.tx, order.shop, to)? else { return Ok(Err("no_such_sku")) };
        let Some(at) = lines.iter().position(|line| line.sku == *from && line.quantity >= *quantity) else {
            return Ok(Err("not_in_order"));
        };
        if *quantity < 1 {
            return Ok(Err("not_in_order"));
        }
        let old = &mut lines[at];
        if old.product.as_ref().is_some_and(|product| *product != new.product) {
            return Ok(Err("another_product"));
        }
        difference += (new.price - old.unit_price) * quantity;
        let line = Line {
            sku: to.clone(),
            product: Some(new.product),
            title: new.title,
            options: new.options,
            quantity: *quantity,
            unit_price: new.price,
        };
        old.quantity -= quantity;
        if old.quantity == 0 {
            lines[at] = line;
        } else {
            lines.insert(at + 1, line);
        }
    }
    Ok(Ok((lines, difference)))
}

/// The buyer pays the difference, or gets it back, by `method`.
fn settle(
    ctx: &mut Ctx<'_, '_>,
    order: &mut Order,
    method: Option<&str>,
    difference: i64,
) -> Result<Done<()>> {
    if difference == 0 {
        return Ok(Ok(()));
    }
    if difference < 0 {
        pay_back(ctx, order, method, -difference)?;
        return Ok(Ok(()));
    }
    let Some(method) = method else { return Ok(Err("no_way_to_pay")) };
    let Some(known) = method_of(ctx, order.buyer, method)? else { return Ok(Err("no_such_method")) };
    if known.kind == MethodKind::GiftCard {
        let left = known.balance.unwrap_or(0) - difference;
        if left < 0 {
            return Ok(Err("balance_too_small"));
        }
        set_balance(ctx, order, known, left)?;
    }
    let (method, at) = (method.to_owned(), Some(ctx.now));
    order.payments.push(Payment { kind: PaymentKind::Payment, amount: difference, method, at });
    Ok(Ok(()))
}

/// Pays `amount` back, to `method` or to where the order was paid from.
fn pay_back(ctx: &mut Ctx<'_, '_>, order: &mut Order, method: Option<&str>, amount: i64) -> Result<()> {
    if order.payments.is_empty() {
        let (amount, at) = (left_of_payments(order), order.paid_at);
        order.payments.push(Payment { kind: PaymentKind::Payment, amount, method: String::new(), at });
    }
    let paid_by = order.payments.iter().find(|payment| payment.kind == PaymentKind::Payment);
    let method =
        method.map(str::to_owned).or_else(|| paid_by.map(|paid| paid.method.clone())).unwrap_or_default();
    if let Some(known) = method_of(ctx, order.buyer, &method)?
        && known.kind == MethodKind::GiftCard
    {
        let balance = known.balance.unwrap_or(0) + amount;
        set_balance(ctx, order, known, balance)?;
    }
    order.payments.push(Payment { kind: PaymentKind::Refund, amount, method, at: Some(ctx.now) });
    Ok(())
}

/// Pays everything back where it came from; how much.
fn pay_all_back(ctx: &mut Ctx<'_, '_>, order: &mut Order) -> Result<i64> {
    if order.payments.is_empty() {
        let paid = left_of_payments(order);
        if paid > 0 {
            pay_back(ctx, order, None, paid)?;
        }
        return Ok(paid);
    }
    let mut left: Vec<(String, i64)> = Vec::new();
    for payment in &order.payments {
        let sign = if payment.kind == PaymentKind::Payment { 1 } else { -1 };
        match left.iter_mut().find(|(method, _)| *method == payment.method) {
            Some((_, amount)) => *amount += sign * payment.amount,
            None => left.push((payment.method.clone(), sign * payment.amount)),
        }
    }
    let mut all = 0;
    for (method, amount) in left.into_iter().filter(|(_, amount)| *amount > 0) {
        pay_back(ctx, order, Some(&method), amount)?;
        all += amount;
    }
    Ok(all)
}

/// What was paid and not paid back.
pub fn left_of_payments(order: &Order) -> i64 {
    if order.payments.is_empty() {
        // The shop has not told how it was paid: what it cost is what was paid, once it is paid.
        return if order.paid_at.is_some() { order.total } else { 0 };
    }
    order
        .payments
        .iter()
        .map(|payment| match payment.kind {
            PaymentKind::Payment => payment.amount,
            PaymentKind::Refund => -payment.amount,
        })
        .sum()
}

fn all_of(order: &Order) -> Vec<Pieces> {
    order.lines.iter().map(|line| Pieces { sku: line.sku.clone(), quantity: line.quantity }).collect()
}

/// What these pieces of the order cost.
fn worth(order: &Order, pieces: &[Pieces]) -> Done<i64> {
    let mut left: Vec<(&Line, i64)> = order.lines.iter().map(|line| (line, line.quantity)).collect();
    let mut sum = 0;
    for Pieces { sku, quantity } in pieces {
        let found = left.iter_mut().find(|(line, left)| line.sku == *sku && *left >= *quantity);
        let Some((line, left)) = found.filter(|_| *quantity >= 1) else { return Err("not_in_order") };
        *left -= quantity;
        sum += line.unit_price * quantity;
    }
    Ok(sum)
}

fn method_of(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, id: &str) -> Result<Option<PaymentMethod>> {
    Ok(store::methods(ctx.tx, buyer)?.into_iter().find(|method| method.method_id == id))
}

fn set_balance(ctx: &mut Ctx<'_, '_>, order: &Order, method: PaymentMethod, balance: i64) -> Result<()> {
    let method = PaymentMethod { balance: Some(balance), ..method };
    Ok(store::upsert_method(ctx.tx, order.shop, order.buyer, &method)?)
}
