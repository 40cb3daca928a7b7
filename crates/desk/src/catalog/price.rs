//! What a variant has cost: every change is kept, in the transaction that makes it.

use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;

/// How far back the lowest price is looked for: what shops must name beside a reduced price.
pub const LOOK_BACK: Duration = Duration::from_secs(30 * 86_400);

/// A price, from when it held. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PriceChange {
    /// From then on.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// What it cost.
    pub price: i64,
    /// What it was said to cost otherwise.
    pub list_price: Option<i64>,
}

/// What a variant has cost, by the shop's id of it, oldest first.
pub fn history(ctx: &mut Ctx<'_, '_>, shop: ShopId, sku: &str) -> Result<Vec<PriceChange>> {
    Ok(store::price_history(ctx.tx, shop, sku)?)
}

/// The lowest price that held at any time within [`LOOK_BACK`] before `now`: also the one that held when it began.
pub fn lowest(history: &[PriceChange], now: Time) -> Option<i64> {
    let from = now - LOOK_BACK;
    let past = history.iter().filter(|change| change.at <= now);
    let began = past.clone().rfind(|change| change.at <= from);
    past.filter(|change| change.at > from).chain(began).map(|change| change.price).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_that_held_when_the_month_began_counts() {
        let day = |day: i64| Time::from_micros(day * 86_400_000_000);
        let change = |at, price| PriceChange { at: day(at), price, list_price: None };
        let history = [change(1, 50), change(5, 90), change(45, 80), change(50, 120)];
        assert_eq!(lowest(&history, day(60)), Some(80));
        assert_eq!(lowest(&history, day(20)), Some(50));
        assert_eq!(lowest(&history[3..], day(40)), None);
    }
}
