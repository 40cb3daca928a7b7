//! Parcels that somebody else follows: which ones, and what becomes of what they say.

use std::time::Duration;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{BuyerId, ShopId};
use crate::order::{self, Shipment, ShipmentInput, ShipmentStatus, TrackingEvent};

/// What is known of a parcel is not asked for again within this time.
pub const FRESH: Duration = Duration::from_secs(30 * 60);

/// A parcel with what it takes to ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// What is known.
    pub facts: ShipmentInput,
    /// The last four digits of the phone of whoever receives it: some couriers ask for them.
    pub phone_ending: Option<String>,
}

/// What a carrier says of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// The courier's number.
    pub number: String,
    /// How far it has come.
    pub status: ShipmentStatus,
    /// Its way, oldest first.
    pub events: Vec<TrackingEvent>,
}

/// Whether nothing more can happen to it.
pub fn is_over(status: ShipmentStatus) -> bool {
    matches!(status, ShipmentStatus::Delivered | ShipmentStatus::Returned | ShipmentStatus::Lost)
}

/// Parcels on their way that nobody was asked to follow yet.
pub fn unfollowed(ctx: &mut Ctx<'_, '_>, shop: ShopId, limit: i64) -> Result<Vec<Parcel>> {
    let watched = store::unfollowed(ctx.tx, shop, limit)?;
    parcels(ctx, shop, watched)
}

/// The parcels of a buyer that are on their way and have not been asked for lately.
pub fn stale(ctx: &mut Ctx<'_, '_>, shop: ShopId, buyer: BuyerId) -> Result<Vec<Parcel>> {
    let before = ctx.now - FRESH;
    let mut watched = store::of_buyer(ctx.tx, shop, buyer)?;
    watched.retain(|(.., asked_at)| asked_at.is_none_or(|at| at < before));
    parcels(ctx, shop, watched)
}

fn parcels(ctx: &mut Ctx<'_, '_>, shop: ShopId, watched: Vec<store::Watched>) -> Result<Vec<Parcel>> {
    let mut parcels = Vec::with_capacity(watched.len());
    for (id, phone, _) in watched {
        if let Some(shipment) = order::shipment(ctx, shop, &id)? {
            let digits: Vec<char> = phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            let phone_ending = (digits.len() >= 4).then(|| digits[digits.len() - 4..].iter().collect());
            parcels.push(Parcel { facts: shipment.facts, phone_ending });
        }
    }
    Ok(parcels)
}

/// Somebody follows this parcel from now on, or will not.
pub fn followed(ctx: &mut Ctx<'_, '_>, shop: ShopId, shipment: &str, trouble: Option<&str>) -> Result<()> {
    Ok(store::set_followed(ctx.tx, shop, shipment, ctx.now, trouble)?)
}

/// The carrier was asked for this parcel, and has nothing new.
pub fn asked(ctx: &mut Ctx<'_, '_>, shop: ShopId, shipment: &str) -> Result<()> {
    Ok(store::set_asked(ctx.tx, shop, shipment, ctx.now)?)
}

/// Takes in what a carrier says; none when no parcel of the shop has the number.
pub fn track(ctx: &mut Ctx<'_, '_>, shop: ShopId, tracking: &Tracking) -> Result<bool> {
    let mut found = false;
    for id in store::by_tracking_number(ctx.tx, shop, &tracking.number)? {
        let Some(Shipment { facts: known, .. }) = order::shipment(ctx, shop, &id)? else { continue };
        found = true;
        store::set_asked(ctx.tx, shop, &id, ctx.now)?;
        let told = ShipmentInput {
            status: tracking.status,
            events: tracking.events.clone(),
            delivered_at: (tracking.status == ShipmentStatus::Delivered)
                .then(|| tracking.events.last().map(|event| event.at))
                .flatten()
                .or(known.delivered_at),
            ..known.clone()
        };
        let input = further(&known, told);
        let (change, buyer) = order::upsert_shipment(ctx, shop, &input)?;
        if change != crate::catalog::Change::Unchanged {
            order::changed(ctx, shop, vec![buyer])?;
        }
    }
    Ok(found)
}

/// What the shop says of a parcel, without forgetting what the carrier knows better.
pub(super) fn joined(ctx: &mut Ctx<'_, '_>, shop: ShopId, told: &ShipmentInput) -> Result<ShipmentInput> {
    let known = order::shipment(ctx, shop, &told.shipment_id)?;
    Ok(match known {
        Some(Shipment { facts, .. }) if facts.tracking_number == told.tracking_number => {
            further(&facts, told.clone())
        }
        _ => told.clone(),
    })
}

/// Of two tellings about one parcel, the one that has come further: its last event is later. An older one changes nothing,
/// and one without events says only whether the parcel's way is over.
pub fn further(known: &ShipmentInput, told: ShipmentInput) -> ShipmentInput {
    let last = |parcel: &ShipmentInput| parcel.events.last().map(|event| event.at);
    let newer = last(&told) > last(known)
        || (last(&told) == last(known) && (is_over(told.status) || !is_over(known.status)));
    if newer {
        return told;
    }
    let ends = told.events.is_empty() && is_over(told.status);
    ShipmentInput {
        status: if ends { told.status } else { known.status },
        events: known.events.clone(),
        delivered_at: told.delivered_at.or(known.delivered_at),
        ..told
    }
}

#[cfg(test)]
mod tests {
    use db::Time;

    use super::*;

    fn parcel(status: ShipmentStatus, hours: &[i64]) -> ShipmentInput {
        let event = |hour: &i64| TrackingEvent {
            at: Time::from_micros(hour * 3_600_000_000),
            place: String::new(),
            text: format!("at {hour}"),
        };
        ShipmentInput {
            shipment_id: "P1".into(),
            order_id: "O1".into(),
            carrier: "SF".into(),
            tracking_number: "SF1".into(),
            status,
            shipped_at: None,
            delivered_at: None,
            eta: None,
            events: hours.iter().map(event).collect(),
        }
    }

    #[test]
    fn an_older_telling_changes_nothing() {
        let known = parcel(ShipmentStatus::Delivered, &[1, 2, 3]);
        let late = further(&known, parcel(ShipmentStatus::InTransit, &[1, 2]));
        assert_eq!((late.status, late.events.len()), (ShipmentStatus::Delivered, 3));
        let silent = further(&known, parcel(ShipmentStatus::InTransit, &[]));
        assert_eq!(silent.status, ShipmentStatus::Delivered);
        let newer = further(&parcel(ShipmentStatus::InTransit, &[1]), known.clone());
        assert_eq!(newer, known);
        let ended = further(&parcel(ShipmentStatus::InTransit, &[1]), parcel(ShipmentStatus::Delivered, &[]));
        assert_eq!((ended.status, ended.events.len()), (ShipmentStatus::Delivered, 1));
    }
}
