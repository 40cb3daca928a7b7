//! What may be done to an order before it leaves.

use super::{Allowed, GuardFacts, sums};
use crate::error::Refusal;
use crate::order::{Address, LineChange, MethodKind, Order, OrderStatus, ShipmentStatus};
use crate::shop::ServicePolicy;

/// The longest text on a card that goes with the goods.
const NOTE: usize = 200;

/// How far an order has come, as far as these rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Placed, not paid.
    Unpaid,
    /// Paid, still with us.
    Pending,
    /// With a courier.
    Away,
    /// Handed over.
    Delivered,
    /// A refund is under way.
    Refunding,
    /// Called off or paid back.
    Over,
}

/// How far `order` has come. A parcel that a courier has seen has left, whatever the order still says.
pub(super) fn stage(order: &Order) -> Stage {
    let mut parcels = order.shipments.iter().map(|shipment| shipment.facts.status);
    let all_delivered =
        !order.shipments.is_empty() && parcels.clone().all(|status| status == ShipmentStatus::Delivered);
    match order.status {
        OrderStatus::Unpaid => Stage::Unpaid,
        OrderStatus::Received | OrderStatus::Completed => Stage::Delivered,
        OrderStatus::Paid | OrderStatus::Shipped if all_delivered => Stage::Delivered,
        OrderStatus::Paid if parcels.all(|status| status == ShipmentStatus::Created) => Stage::Pending,
        OrderStatus::Paid | OrderStatus::Shipped => Stage::Away,
        OrderStatus::Refunding => Stage::Refunding,
        OrderStatus::Cancelled | OrderStatus::Refunded => Stage::Over,
    }
}

fn still_here(order: &Order) -> Allowed {
    match stage(order) {
        Stage::Unpaid | Stage::Pending => Ok(()),
        Stage::Away | Stage::Delivered => Err(Refusal::conflict("order_has_left")),
        Stage::Refunding => Err(Refusal::conflict("refund_under_way")),
        Stage::Over => Err(Refusal::conflict("order_is_over")),
    }
}

/// An order whose goods were changed is being packed anew: it is neither changed nor cancelled any more.
fn unchanged(order: &Order) -> Allowed {
    if order.lines_changed { Err(Refusal::conflict("lines_changed_already")) } else { Ok(()) }
}

pub(super) fn cancel(order: &Order, reason: &str, policy: &ServicePolicy) -> Allowed {
    still_here(order)?;
    unchanged(order)?;
    if !policy.cancel_reasons.is_empty() && !policy.cancel_reasons.iter().any(|known| known == reason) {
        let allowed = policy.cancel_reasons.join(", ");
        return Err(Refusal::invalid("reason", "reason_not_accepted").with("allowed", allowed));
    }
    Ok(())
}

pub(super) fn address(order: &Order, address: &Address) -> Allowed {
    if stage(order) == Stage::Away {
        return Err(Refusal::conflict("address_needs_intercept"));
    }
    still_here(order)?;
    unchanged(order)?;
    fits(address)
}

/// Whether a parcel can be sent there.
pub(super) fn fits(address: &Address) -> Allowed {
    match address.check() {
        Ok(()) => Ok(()),
        Err(crate::error::Error::Refused(refusal)) => Err(*refusal),
        Err(_) => Err(Refusal::invalid("address", "not_a_postal_address")),
    }
}

pub(super) fn lines(
    order: &Order,
    changes: &[LineChange],
    method: Option<&str>,
    facts: &GuardFacts,
    policy: &ServicePolicy,
) -> Allowed {
    still_here(order)?;
    unchanged(order)?;
    if changes.iter().any(|change| change.from == change.to) {
        return Err(Refusal::invalid("changes", "same_variant"));
    }
    let (_, difference) = sums::swapped(&order.lines, changes, &facts.variants)?;
    if order.total + difference < 0 {
        return Err(Refusal::conflict("more_than_was_paid").with("left", order.total));
    }
    if stage(order) == Stage::Unpaid {
        return Ok(());
    }
    difference_moves(order, difference, method, facts, policy)
}

/// Whether the difference can be paid, or paid back, by `method`.
pub(super) fn difference_moves(
    order: &Order,
    difference: i64,
    method: Option<&str>,
    facts: &GuardFacts,
    policy: &ServicePolicy,
) -> Allowed {
    if difference > 0 {
        return facts.covers(method, difference);
    }
    let left = sums::unpromised(order);
    if -difference > left {
        return Err(Refusal::conflict("more_than_was_paid").with("left", left));
    }
    match method {
        Some(method) if policy.difference_to_any_method => facts.method(method).map(|_| ()),
        _ if difference == 0 => method.map_or(Ok(()), |method| facts.method(method).map(|_| ())),
        _ => goes_back_to(order, method, facts),
    }
}

/// Money goes back the way it came, or to a gift card that the buyer has.
pub(super) fn goes_back_to(order: &Order, method: Option<&str>, facts: &GuardFacts) -> Allowed {
    let Some(method) = method else { return Ok(()) };
    if sums::paid_by(order).any(|paid| paid == method) || facts.method(method)?.kind == MethodKind::GiftCard {
        return Ok(());
    }
    Err(Refusal::invalid("method", "refund_elsewhere"))
}

pub(super) fn payment(order: &Order, method: &str, facts: &GuardFacts) -> Allowed {
    still_here(order)?;
    unchanged(order)?;
    let paid = sums::left(order);
    if paid == 0 {
        return Err(Refusal::conflict("not_paid_yet"));
    }
    if sums::left_by_method(order).iter().any(|(known, _)| known == method) {
        return Err(Refusal::invalid("method", "same_method"));
    }
    facts.covers(Some(method), paid)
}

pub(super) fn gift_note(order: &Order, note: &str) -> Allowed {
    still_here(order)?;
    if note.trim().is_empty() {
        return Err(Refusal::invalid("note", "required"));
    }
    if note.chars().count() > NOTE {
        return Err(Refusal::invalid("note", "too_long").with("limit", NOTE));
    }
    Ok(())
}

/// Whoever packs is told to hurry only about what is theirs to pack.
pub(super) fn urge(order: &Order) -> Allowed {
    still_here(order)?;
    if stage(order) == Stage::Unpaid {
        return Err(Refusal::conflict("not_paid_yet"));
    }
    Ok(())
}
