//! What an order's state means to its buyer right now.

use std::time::Duration;

use db::Time;

use super::{Order, OrderStatus, Shipment, ShipmentStatus};

/// A parcel that has not moved for this long is said to be stuck, whatever its status claims.
pub const STILL: Duration = Duration::from_secs(48 * 3600);

/// What an order's state means to its buyer right now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are told of by their variant")]
pub enum Standing<'a> {
    /// Waiting for payment.
    Unpaid,
    /// Paid and being packed; with the promised time, if there is one, and whether it has passed.
    Preparing { ship_by: Option<Time>, late: bool },
    /// On its way: the parcel that matters most.
    OnItsWay(&'a Shipment),
    /// Not moved since.
    Stuck { shipment: &'a Shipment, since: Time },
    /// The courier has lost it.
    Lost(&'a Shipment),
    /// Going back, or gone back.
    Returned(&'a Shipment),
    /// Handed over.
    Delivered { shipment: Option<&'a Shipment>, at: Option<Time> },
    /// Called off.
    Cancelled,
    /// A refund is under way.
    Refunding,
    /// Paid back.
    Refunded,
}

/// What `order` means at `now`. Of several parcels the one in most trouble speaks for the order.
pub fn of(order: &Order, now: Time) -> Standing<'_> {
    match order.status {
        OrderStatus::Unpaid => return Standing::Unpaid,
        OrderStatus::Cancelled => return Standing::Cancelled,
        OrderStatus::Refunding => return Standing::Refunding,
        OrderStatus::Refunded => return Standing::Refunded,
        OrderStatus::Paid | OrderStatus::Shipped | OrderStatus::Received | OrderStatus::Completed => {}
    }
    let worst = order.shipments.iter().min_by_key(|shipment| rank(shipment, now));
    match worst {
        Some(shipment) => of_shipment(shipment, now),
        None => match order.status {
            OrderStatus::Received | OrderStatus::Completed => {
                Standing::Delivered { shipment: None, at: None }
            }
            _ => {
                Standing::Preparing { ship_by: order.ship_by, late: order.ship_by.is_some_and(|by| by < now) }
            }
        },
    }
}

fn of_shipment(shipment: &Shipment, now: Time) -> Standing<'_> {
    match shipment.facts.status {
        ShipmentStatus::Lost => Standing::Lost(shipment),
        ShipmentStatus::Returned => Standing::Returned(shipment),
        ShipmentStatus::Delivered => Standing::Delivered {
            shipment: Some(shipment),
            at: shipment.facts.delivered_at.or(last_seen(shipment)),
        },
        ShipmentStatus::Stuck => Standing::Stuck { shipment, since: last_seen(shipment).unwrap_or(now) },
        ShipmentStatus::Created | ShipmentStatus::InTransit | ShipmentStatus::OutForDelivery => {
            match last_seen(shipment) {
                Some(since) if now.since(since) >= STILL => Standing::Stuck { shipment, since },
                _ => Standing::OnItsWay(shipment),
            }
        }
    }
}

fn rank(shipment: &Shipment, now: Time) -> u8 {
    match of_shipment(shipment, now) {
        Standing::Lost(_) => 0,
        Standing::Returned(_) => 1,
        Standing::Stuck { .. } => 2,
        Standing::OnItsWay(_) => 3,
        _ => 4,
    }
}

/// When the parcel was last seen anywhere.
pub fn last_seen(shipment: &Shipment) -> Option<Time> {
    shipment.facts.events.last().map(|event| event.at).or(shipment.facts.shipped_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{ShipmentInput, TrackingEvent};

    const HOUR: i64 = 3_600_000_000;

    fn at(hour: i64) -> Time {
        Time::from_micros(hour * HOUR)
    }

    fn shipment(status: ShipmentStatus, seen: i64) -> Shipment {
        let events = vec![TrackingEvent { at: at(seen), place: "杭州".into(), text: "离开".into() }];
        let facts = ShipmentInput {
            shipment_id: format!("s{seen}"),
            order_id: "1".into(),
            carrier: "中通快递".into(),
            tracking_number: "7".into(),
            status,
            shipped_at: Some(at(0)),
            delivered_at: None,
            eta: None,
            events,
        };
        Shipment { id: uuid::Uuid::nil().into(), facts }
    }

    fn order(status: OrderStatus, shipments: Vec<Shipment>) -> Order {
        Order {
            id: uuid::Uuid::nil().into(),
            shop: uuid::Uuid::nil().into(),
            buyer: uuid::Uuid::nil().into(),
            number: "1".into(),
            status,
            placed_at: at(0),
            paid_at: None,
            ship_by: Some(at(10)),
            total: 0,
            receiver_phone: None,
            city: None,
            address: None,
            payments: vec![],
            gift_note: None,
            cancel_reason: None,
            lines_changed: false,
            changed_at: None,
            lines: vec![],
            shipments,
            returns: vec![],
            updated_at: at(0),
        }
    }

    #[test]
    fn a_promise_is_late_only_after_its_time() {
        let order = order(OrderStatus::Paid, vec![]);
        assert_eq!(of(&order, at(10)), Standing::Preparing { ship_by: Some(at(10)), late: false });
        assert_eq!(of(&order, at(11)), Standing::Preparing { ship_by: Some(at(10)), late: true });
    }

    #[test]
    fn two_days_without_a_scan_is_stuck() {
        let order = order(OrderStatus::Shipped, vec![shipment(ShipmentStatus::InTransit, 5)]);
        assert!(matches!(of(&order, at(52)), Standing::OnItsWay(_)));
        assert!(matches!(of(&order, at(53)), Standing::Stuck { since, .. } if since == at(5)));
    }

    #[test]
    fn the_parcel_in_most_trouble_speaks() {
        let parcels = vec![shipment(ShipmentStatus::Delivered, 9), shipment(ShipmentStatus::Lost, 3)];
        assert!(matches!(of(&order(OrderStatus::Shipped, parcels), at(12)), Standing::Lost(_)));
    }
}
