//! How a shop stood lately by the number it is judged by. Counting a month takes longer than ranking a queue may take, so it is
//! counted beside the work, at most once a minute and only while buyers are handed to people, and kept.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};

use super::ledger::{Wanted, measure};
use super::standing::Distance;
use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::shop;

/// The kind of its jobs.
pub const JOB: &str = "metric.lately";

/// It is not counted again sooner.
const AGAIN: Duration = Duration::from_secs(60);

/// How a shop stood, and when that was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Lately {
    /// By which number.
    pub metric: String,
    /// When.
    pub counted: Time,
    /// How far it was from its target; none without one, or with nothing counted.
    pub distance: Option<Distance>,
}

/// Somebody waits for people of a shop: sees to it that how it stands is known.
pub fn wake(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let judged_by = shop::get(ctx, shop)?.settings.routing.metric;
    if judged_by.is_empty() {
        return Ok(());
    }
    let known = store::lately(ctx.tx, shop)?.filter(|lately| lately.metric == judged_by);
    let run_at = known.map_or(ctx.now, |lately| ctx.now.max(lately.counted + AGAIN));
    let job = NewJob { kind: JOB, key: format!("{JOB}:{shop}"), body: shop.to_string(), run_at };
    ctx.enqueue_last(job);
    Ok(())
}

/// Counts how a shop stands; none when no number judges it. It changes nothing.
pub fn count(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<Lately>> {
    let shop = shop::get(ctx, shop)?;
    let name = shop.settings.routing.metric.clone();
    if name.is_empty() {
        return Ok(None);
    }
    let wanted = Wanted { name: name.clone(), from: None, to: None, inbox: None };
    let standing = measure(ctx, &shop, &wanted)?.standing;
    Ok(Some(Lately { metric: name, counted: ctx.now, distance: standing.distance }))
}

/// Keeps what was counted.
pub fn keep(ctx: &mut Ctx<'_, '_>, shop: ShopId, lately: Option<&Lately>, job: &Job) -> Result<()> {
    if let Some(lately) = lately {
        store::keep_lately(ctx, shop, lately)?;
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

/// How far a shop stood from the target of this number, as far as that is known.
pub fn distance(ctx: &mut Ctx<'_, '_>, shop: ShopId, metric: &str) -> Result<Option<Distance>> {
    let known = store::lately(ctx.tx, shop)?.filter(|lately| lately.metric == metric);
    Ok(known.and_then(|lately| lately.distance))
}
