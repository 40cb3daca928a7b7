//! What a platform says of a shop: one number for each day, out of its own reports.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalog::Change;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::ShopId;
use crate::metric::{self, store};

/// A number of one day, as the platform tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformNumberInput {
    /// The definition's name.
    pub metric: String,
    /// The day of the platform.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Seconds, or a share between 0 and 1.
    pub value: f64,
    /// How many units it was taken of, where the platform says so.
    #[serde(default)]
    pub units: Option<i64>,
}

/// Takes in what a platform says of one day. The same again changes nothing.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &PlatformNumberInput) -> Result<Change> {
    let versions = metric::versions(ctx, shop, &input.metric)
        .map_err(|_| Refusal::invalid("metric", "no_such_definition"))?;
    let is_share = versions.last().is_some_and(|definition| !definition.is_seconds());
    if !input.value.is_finite() || input.value < 0.0 {
        return Err(Refusal::invalid("value", "out_of_range").into());
    }
    if is_share && input.value > 1.0 {
        return Err(Refusal::invalid("value", "share_above_one").into());
    }
    if input.units.is_some_and(|units| units < 0) {
        return Err(Refusal::invalid("units", "out_of_range").into());
    }
    let before = store::platform_number(ctx.tx, shop, &input.metric, input.day)?;
    if before.as_ref() == Some(input) {
        return Ok(Change::Unchanged);
    }
    store::put_platform_number(ctx, shop, input)?;
    Ok(if before.is_some() { Change::Updated } else { Change::Added })
}

/// What was told of a day was never meant for it: nothing is told of it any more.
pub fn forget(ctx: &mut Ctx<'_, '_>, shop: ShopId, metric: &str, day: Date) -> Result<()> {
    match store::forget_platform_number(ctx.tx, shop, metric, day)? {
        0 => Err(Refusal::not_found("no_such_platform_number").into()),
        _ => Ok(()),
    }
}
