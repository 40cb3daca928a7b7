//! Walking through a system page by page: what changed since the last walk, and once a day all of it.

use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use super::news::{self, Queue};
use super::take::How;
use super::{Connection, Role, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;

/// The kind of job that walks.
pub const JOB: &str = "connection_walk";
/// All of it is walked through so often: what changed without saying so is found then.
pub const SWEEP_EVERY: Duration = Duration::from_secs(24 * 3600);
/// A walk begins a little before the end of the last: clocks differ, and a page may have been read while it changed.
pub const OVERLAP: Duration = Duration::from_secs(10 * 60);
/// How long the id of a telling is kept.
const KEEP_IDS: Duration = Duration::from_secs(30 * 24 * 3600);

/// Where a walk stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Whether it goes through all there is.
    pub sweep: bool,
    /// Through the goods, which come first: orders name them.
    pub goods: bool,
    /// Only what changed since.
    pub since: Option<Time>,
    /// The page that comes next, in the system's word; none for the first.
    pub page: Option<String>,
    /// When it began: the next one begins there.
    pub began: Time,
}

/// The walk to go on with: the one that is under way, or a new one.
pub fn next(connection: &Connection, now: Time) -> Walk {
    if let Some(walk) = &connection.walk {
        return walk.clone();
    }
    let sweep = connection.swept_at.is_none_or(|at| now.since(at) >= SWEEP_EVERY);
    let since = connection.seen_until.filter(|_| !sweep).map(|until| until - OVERLAP);
    Walk { sweep, goods: sweep, since, page: None, began: now }
}

/// Whether what a walk finds is a gap, or was never here before.
pub fn how(connection: &Connection) -> How {
    if connection.swept_at.is_none() { How::First } else { How::Found }
}

/// The walk after a page: none when that was the last.
pub fn after(walk: Walk, next: Option<String>) -> Option<Walk> {
    match next {
        // A system that gives the same page as the next would be walked through forever.
        Some(page) if walk.page.as_ref() != Some(&page) => Some(Walk { page: Some(page), ..walk }),
        _ if walk.goods => Some(Walk { goods: false, page: None, ..walk }),
        _ => None,
    }
}

/// Keeps where the walk stands after a page; at its end, from where the next begins.
pub fn keep(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role, walk: &Walk, next: Option<&Walk>) -> Result<()> {
    store::set_walk(ctx.tx, shop, role, next)?;
    if next.is_none() {
        let swept = walk.sweep.then_some(walk.began);
        store::set_seen(ctx.tx, shop, role, walk.began, swept)?;
        store::forget_ids(ctx.tx, shop, role, ctx.now - KEEP_IDS)?;
    }
    super::answered(ctx, shop, role)
}

/// Forgets a walk whose next page is no longer known there: it begins anew.
pub fn forget(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role) -> Result<()> {
    store::set_walk(ctx.tx, shop, role, None)
}

/// How long to wait before a system in trouble is asked again: as long as it has been in trouble, within bounds.
pub fn patience(connection: &Connection, now: Time) -> Duration {
    let since = connection.trouble_at.map_or(Duration::ZERO, |at| now.since(at));
    since.clamp(Duration::from_secs(10), Duration::from_secs(600))
}

/// Begins to walk now.
pub fn begin(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role) -> Result<()> {
    let queue = Queue { shop, role };
    let job =
        jobs::NewJob { kind: JOB, key: key(queue), body: serde_json::to_string(&queue)?, run_at: ctx.now };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

fn key(Queue { shop, role }: Queue) -> String {
    format!("{JOB}:{role}:{shop}")
}

/// The keys of a connection's jobs.
pub fn jobs(shop: ShopId, role: Role) -> [String; 2] {
    let queue = Queue { shop, role };
    [key(queue), news::key(queue)]
}

/// When the walk after this one begins: shops are spread, so that they are not all asked at once.
pub fn pause(shop: ShopId, every: Duration) -> Duration {
    let spread =
        shop.to_string().bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let fifth = u64::try_from(every.as_millis() / 5).unwrap_or(0);
    every + Duration::from_millis(spread.checked_rem(fifth).unwrap_or(0))
}
