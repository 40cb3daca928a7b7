//! What may be done to an order, and why not: the order's own state and the shop's rules. Everything here is decided from
//! what is handed in; [`permits`] looks that up.
//!
//! The same answer is given when something is offered, when it is confirmed, and when the embedded shop does it: in between
//! the order may have changed.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;

use super::{Action, Line, LineChange, MethodKind, Order, PaymentMethod, ReturnInput, ReturnStatus, store};
use crate::buyer;
use crate::catalog::Attribute;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{BuyerId, ShopId};
use crate::shop::{self, ServicePolicy};

mod after;
mod before;
mod coupon;
pub mod sums;
#[cfg(test)]
mod tests;

/// The reason of a refund that pays the difference to a lower price back.
pub const PRICE_PROTECTION: &str = "price_protection";

/// Coupons of so long ago no longer count against the next.
const COUPONS_WITHIN: Duration = Duration::from_secs(30 * DAY);

const DAY: u64 = 24 * 3_600;

/// Refuses, or lets pass.
type Allowed<T = ()> = std::result::Result<T, Refusal>;

/// A variant as it is sold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its product's id in the shop.
    pub product: String,
    /// Its product's title.
    pub title: String,
    /// Its product's category.
    pub category: String,
    /// Which variant it is.
    pub options: Vec<Attribute>,
    /// What it costs now, in minor units.
    pub price: i64,
    /// Whether it can be had.
    pub available: bool,
}

/// What the rules need to know besides the order.
#[derive(Debug, Clone, Default)]
pub struct GuardFacts {
    /// The ways the buyer can pay.
    pub methods: Vec<PaymentMethod>,
    /// What the order holds and what is to be put in its place, as it is sold now; by the shop's id.
    pub variants: HashMap<String, Variant>,
    /// How many coupons the buyer was given within the last thirty days.
    pub coupons_lately: i64,
}

impl GuardFacts {
    fn method(&self, id: &str) -> Allowed<&PaymentMethod> {
        let found = self.methods.iter().find(|method| method.method_id == id);
        found.ok_or_else(|| Refusal::invalid("method", "no_such_method").with("id", id))
    }

    /// Whether the buyer can pay `amount` by `method`.
    fn covers(&self, method: Option<&str>, amount: i64) -> Allowed {
        let Some(method) = method else { return Err(Refusal::invalid("method", "no_way_to_pay")) };
        let known = self.method(method)?;
        let left = known.balance.unwrap_or(0);
        if known.kind == MethodKind::GiftCard && left < amount {
            return Err(Refusal::conflict("balance_too_small").with("balance", left).with("amount", amount));
        }
        Ok(())
    }
}

/// Whether the state of `order` and the rules of its shop allow `action` now; a refusal names the rule.
pub fn check(
    order: &Order,
    action: &Action,
    facts: &GuardFacts,
    policy: &ServicePolicy,
    now: Time,
) -> Allowed {
    match action {
        Action::Cancel { reason, .. } => before::cancel(order, reason, policy),
        Action::ChangeAddress { address, .. } => before::address(order, address),
        Action::ChangeLines { changes, method, .. } => {
            before::lines(order, changes, method.as_deref(), facts, policy)
        }
        Action::ChangePayment { method, .. } => before::payment(order, method, facts),
        Action::SetGiftNote { note, .. } => before::gift_note(order, note),
        Action::UrgeWarehouse { .. } => before::urge(order),
        Action::OpenReturn { lines, method, .. } => {
            after::returned(order, lines, method.as_deref(), facts, &after::Terms { policy, now })
        }
        Action::OpenExchange { changes, method, .. } => {
            after::exchange(order, changes, method.as_deref(), facts, &after::Terms { policy, now })
        }
        Action::Refund { amount, method, reason, .. } => {
            after::refund(order, *amount, method.as_deref(), facts)?;
            if reason == PRICE_PROTECTION {
                after::price_protection(order, *amount, facts, &after::Terms { policy, now })?;
            }
            Ok(())
        }
        Action::Reship { lines, reason, .. } => {
            after::reship(order, lines, reason, &after::Terms { policy, now })
        }
        Action::Intercept { tracking_number, .. } | Action::UrgeCarrier { tracking_number, .. } => {
            after::parcel_is_on_its_way(order, tracking_number)
        }
        Action::Invoice { title, email, .. } => after::invoice(order, title, email),
        Action::CloseReturn { number } | Action::CancelReship { number } => {
            match opened(order, number)?.status {
                ReturnStatus::Requested => Ok(()),
                _ => Err(Refusal::conflict("return_is_under_way")),
            }
        }
        Action::TrackReturn { number, .. } => match opened(order, number)?.status {
            ReturnStatus::Requested | ReturnStatus::Sent => Ok(()),
            _ => Err(Refusal::conflict("return_is_over")),
        },
        Action::GrantCoupon { .. } | Action::RevokeCoupon { .. } | Action::ChangeBuyerAddress { .. } => {
            check_buyer(action, facts, policy, now)
        }
    }
}

/// Whether an action that is about a buyer and not about an order is allowed.
pub fn check_buyer(action: &Action, facts: &GuardFacts, policy: &ServicePolicy, now: Time) -> Allowed {
    match action {
        Action::GrantCoupon { amount, threshold, until, .. } => {
            coupon::check(*amount, *threshold, *until, facts, policy, now)
        }
        Action::ChangeBuyerAddress { address, .. } => before::fits(address),
        _ => Ok(()),
    }
}

/// Whether `action` may be done in `shop` now. With `asked_by`, only what is that buyer's own.
pub fn permits(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    asked_by: Option<BuyerId>,
    action: &Action,
) -> Result<()> {
    let policy = shop::get(ctx, shop)?.settings.service;
    let now = ctx.now;
    let about = match action {
        Action::CloseReturn { number }
        | Action::CancelReship { number }
        | Action::TrackReturn { number, .. } => {
            let known = store::returned(ctx.tx, shop, number)?.ok_or_else(|| no_such_return(number))?;
            store::by_id(ctx.tx, known.order)?
        }
        _ => match action.order() {
            Some(number) => {
                let found = store::by_number(ctx.tx, shop, number)?;
                Some(found.ok_or_else(|| Refusal::not_found("no_such_order").with("id", number))?)
            }
            None => None,
        },
    };
    let buyer = match (&about, action) {
        (Some(order), _) => Some(order.buyer),
        (None, Action::GrantCoupon { buyer, .. } | Action::ChangeBuyerAddress { buyer, .. }) => {
            let found = buyer::by_external_id(ctx, shop, buyer)?;
            Some(found.ok_or_else(|| Refusal::not_found("no_such_buyer"))?.id)
        }
        _ => None,
    };
    if asked_by.is_some() && buyer.is_some() && asked_by != buyer {
        return Err(Refusal::invalid("order", "order_of_other_buyer").into());
    }
    let facts = facts(ctx, shop, buyer, about.as_ref(), action)?;
    match about {
        Some(order) => check(&order, action, &facts, &policy, now)?,
        None => check_buyer(action, &facts, &policy, now)?,
    }
    Ok(())
}

/// Looks up what the rules need to know about `action`.
pub fn facts(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    buyer: Option<BuyerId>,
    order: Option<&Order>,
    action: &Action,
) -> Result<GuardFacts> {
    let mut facts = GuardFacts::default();
    if let Some(buyer) = buyer {
        facts.methods = store::methods(ctx.tx, buyer)?;
        facts.coupons_lately = store::coupons_since(ctx.tx, buyer, ctx.now - COUPONS_WITHIN)?;
    }
    let wanted = match action {
        Action::ChangeLines { changes, .. } | Action::OpenExchange { changes, .. } => changes.as_slice(),
        _ => &[],
    };
    let lines = order.map_or(&[][..], |order| &order.lines);
    facts.variants = variants(ctx, shop, lines, wanted)?;
    Ok(facts)
}

/// What `lines` hold and `changes` put in their place, as it is sold now.
pub(super) fn variants(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    lines: &[Line],
    changes: &[LineChange],
) -> Result<HashMap<String, Variant>> {
    let skus = lines.iter().map(|line| &line.sku).chain(changes.iter().map(|change| &change.to));
    let mut variants = HashMap::new();
    for sku in skus {
        if !variants.contains_key(sku)
            && let Some(variant) = store::sku(ctx.tx, shop, sku)?
        {
            variants.insert(sku.clone(), variant);
        }
    }
    Ok(variants)
}

fn no_such_return(number: &str) -> Refusal {
    Refusal::not_found("no_such_return").with("id", number)
}

fn opened<'o>(order: &'o Order, number: &str) -> Allowed<&'o ReturnInput> {
    let found = order.returns.iter().find(|known| known.facts.return_id == number);
    found.map(|known| &known.facts).ok_or_else(|| no_such_return(number))
}
