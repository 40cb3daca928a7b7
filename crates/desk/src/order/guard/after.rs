//! What may be done about an order once it has left.

use std::time::Duration;

use db::Time;

use super::before::{Stage, difference_moves, goes_back_to, stage};
use super::{Allowed, DAY, GuardFacts, sums};
use crate::error::Refusal;
use crate::order::standing::{self, Standing};
use crate::order::{
    LineChange, Order, OrderStatus, Pieces, ReturnKind, ReturnStatus, Shipment, ShipmentStatus,
};
use crate::shop::ServicePolicy;

/// Matters in which goods come back.
const COMING_BACK: [ReturnKind; 2] = [ReturnKind::Return, ReturnKind::Exchange];

/// The shop's rules, and when they are asked.
pub(super) struct Terms<'p> {
    pub(super) policy: &'p ServicePolicy,
    pub(super) now: Time,
}

/// When the last parcel was handed over, as far as anybody knows.
fn delivered_at(order: &Order) -> Option<Time> {
    let handed_over = |shipment: &Shipment| shipment.facts.delivered_at.or(standing::last_seen(shipment));
    order.shipments.iter().filter_map(handed_over).max()
}

fn delivered(order: &Order) -> Allowed {
    match stage(order) {
        Stage::Delivered => Ok(()),
        Stage::Unpaid | Stage::Pending | Stage::Away => Err(Refusal::conflict("not_delivered_yet")),
        Stage::Refunding => Err(Refusal::conflict("refund_under_way")),
        Stage::Over => Err(Refusal::conflict("order_is_over")),
    }
}

/// Within `days` of its delivery. Where nobody knows when that was, only an order that the shop has closed is too old.
fn within(order: &Order, days: Option<u32>, now: Time, late: Refusal) -> Allowed {
    let Some(days) = days else { return Ok(()) };
    let too_late = match delivered_at(order) {
        Some(at) => now.since(at) > Duration::from_secs(u64::from(days) * DAY),
        None => order.status == OrderStatus::Completed,
    };
    if too_late { Err(late.with("days", days)) } else { Ok(()) }
}

fn nothing_open(order: &Order) -> Allowed {
    let open = order.returns.iter().find(|known| {
        COMING_BACK.contains(&known.facts.kind)
            && matches!(
                known.facts.status,
                ReturnStatus::Requested | ReturnStatus::Sent | ReturnStatus::Arrived
            )
    });
    match open {
        Some(known) => Err(Refusal::conflict("return_is_open").with("id", &known.facts.return_id)),
        None => Ok(()),
    }
}

fn not_final_sale<'s>(
    order: &Order,
    skus: impl Iterator<Item = &'s str>,
    facts: &GuardFacts,
    policy: &ServicePolicy,
) -> Allowed {
    for sku in skus {
        let Some(variant) = facts.variants.get(sku) else { continue };
        if policy.final_sale_categories.contains(&variant.category) {
            let title = order.lines.iter().find(|line| line.sku == sku).map_or(sku, |line| &line.title);
            return Err(Refusal::conflict("final_sale").with("name", title));
        }
    }
    Ok(())
}

pub(super) fn returned(
    order: &Order,
    lines: &[Pieces],
    method: Option<&str>,
    facts: &GuardFacts,
    terms: &Terms<'_>,
) -> Allowed {
    delivered(order)?;
    nothing_open(order)?;
    within(order, terms.policy.return_days, terms.now, Refusal::conflict("return_too_late"))?;
    let back = sums::named_before(order, &COMING_BACK);
    let pieces = if lines.is_empty() { sums::all_of(order) } else { lines.to_vec() };
    sums::holds(order, &pieces, &back)?;
    not_final_sale(order, pieces.iter().map(|piece| piece.sku.as_str()), facts, terms.policy)?;
    goes_back_to(order, method, facts)
}

pub(super) fn exchange(
    order: &Order,
    changes: &[LineChange],
    method: Option<&str>,
    facts: &GuardFacts,
    terms: &Terms<'_>,
) -> Allowed {
    delivered(order)?;
    nothing_open(order)?;
    within(order, terms.policy.exchange_days, terms.now, Refusal::conflict("exchange_too_late"))?;
    if !terms.policy.exchange_for_same && changes.iter().any(|change| change.from == change.to) {
        return Err(Refusal::invalid("changes", "same_variant"));
    }
    let (_, difference) = sums::swapped(&order.lines, changes, &facts.variants)?;
    sums::holds(order, &sums::taken(changes), &sums::named_before(order, &COMING_BACK))?;
    not_final_sale(order, changes.iter().map(|change| change.from.as_str()), facts, terms.policy)?;
    difference_moves(order, difference, method, facts, terms.policy)
}

pub(super) fn refund(order: &Order, amount: i64, method: Option<&str>, facts: &GuardFacts) -> Allowed {
    if amount <= 0 {
        return Err(Refusal::invalid("amount", "out_of_range"));
    }
    let left = sums::unpromised(order);
    if amount > left {
        return Err(Refusal::invalid("amount", "more_than_was_paid").with("left", left));
    }
    goes_back_to(order, method, facts)
}

pub(super) fn price_protection(order: &Order, amount: i64, facts: &GuardFacts, terms: &Terms<'_>) -> Allowed {
    let days = terms.policy.price_protection_days;
    let since = order.paid_at.unwrap_or(order.placed_at);
    if days == 0 || terms.now.since(since) > Duration::from_secs(u64::from(days) * DAY) {
        return Err(Refusal::conflict("price_protection_over").with("days", days));
    }
    let difference = sums::cheaper_by(order, &facts.variants);
    if amount > difference {
        return Err(Refusal::invalid("amount", "more_than_difference").with("left", difference));
    }
    Ok(())
}

pub(super) fn reship(order: &Order, lines: &[Pieces], reason: &str, terms: &Terms<'_>) -> Allowed {
    match stage(order) {
        Stage::Unpaid | Stage::Pending => return Err(Refusal::conflict("not_shipped_yet")),
        Stage::Refunding => return Err(Refusal::conflict("refund_under_way")),
        Stage::Over => return Err(Refusal::conflict("order_is_over")),
        Stage::Away => {
            let lost = matches!(
                standing::of(order, terms.now),
                Standing::Lost(_) | Standing::Stuck { .. } | Standing::Returned(_)
            );
            if !lost {
                return Err(Refusal::conflict("parcel_not_lost"));
            }
        }
        Stage::Delivered => {
            let reasons = &terms.policy.reship_reasons;
            if !reasons.iter().any(|known| known == reason) {
                let allowed = reasons.join(", ");
                return Err(Refusal::invalid("reason", "reason_not_accepted").with("allowed", allowed));
            }
        }
    }
    let pieces = if lines.is_empty() { sums::all_of(order) } else { lines.to_vec() };
    let mut spoken_for = sums::named_before(order, &[ReturnKind::Reship]);
    for (sku, quantity) in sums::named_before(order, &COMING_BACK) {
        *spoken_for.entry(sku).or_default() += quantity;
    }
    sums::holds(order, &pieces, &spoken_for)
}

pub(super) fn parcel_is_on_its_way(order: &Order, tracking_number: &str) -> Allowed {
    let found = order.shipments.iter().find(|shipment| shipment.facts.tracking_number == tracking_number);
    let Some(shipment) = found else {
        return Err(Refusal::invalid("tracking_number", "no_such_parcel").with("id", tracking_number));
    };
    match shipment.facts.status {
        ShipmentStatus::Created
        | ShipmentStatus::InTransit
        | ShipmentStatus::OutForDelivery
        | ShipmentStatus::Stuck => Ok(()),
        ShipmentStatus::Delivered | ShipmentStatus::Lost | ShipmentStatus::Returned => {
            Err(Refusal::conflict("parcel_not_on_its_way"))
        }
    }
}

pub(super) fn invoice(order: &Order, title: &str, email: &str) -> Allowed {
    if sums::left(order) == 0 {
        return Err(Refusal::conflict("not_paid_yet"));
    }
    if title.trim().is_empty() {
        return Err(Refusal::invalid("title", "required"));
    }
    if !email.contains('@') {
        return Err(Refusal::invalid("email", "not_an_email"));
    }
    Ok(())
}
