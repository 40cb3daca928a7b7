//! How a shop and each of its people keep their word.

use std::collections::BTreeMap;

use db::Time;
use serde::Serialize;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AgentId, ShopId};

/// What became of the promises made in a time.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, utoipa::ToSchema)]
pub struct PromiseFigures {
    /// Made.
    pub made: i64,
    /// Kept in time.
    pub kept: i64,
    /// Not kept in time, whatever came later.
    pub broken: i64,
    /// Open, and still in time.
    pub open: i64,
    /// Called off in time.
    pub cancelled: i64,
    /// Moved at least once, whatever came of them.
    pub moved: i64,
    /// Of those decided (kept or broken), the share that was kept.
    pub kept_rate: Option<f64>,
    /// Vague replies sent.
    pub vague: i64,
    /// Of those, after how many the buyer came back within three days.
    pub vague_again: i64,
}

/// The figures of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfPerson {
    /// Whose; none: the shop's and its teams'.
    pub agent: Option<AgentId>,
    /// Them.
    pub figures: PromiseFigures,
}

/// The figures of a shop's promises made since a moment, and of each person; who has most comes first.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<(PromiseFigures, Vec<OfPerson>)> {
    let mut people: BTreeMap<Option<AgentId>, PromiseFigures> =
        store::figures(ctx.tx, shop, since)?.into_iter().collect();
    for (agent, vague, again) in store::vague_counts(ctx.tx, shop, since)? {
        let figures = people.entry(Some(agent)).or_default();
        (figures.vague, figures.vague_again) = (vague, again);
    }
    let mut all = PromiseFigures::default();
    for one in people.values_mut() {
        all.add(one);
        one.rate();
    }
    all.rate();
    let mut people: Vec<OfPerson> =
        people.into_iter().map(|(agent, figures)| OfPerson { agent, figures }).collect();
    people.sort_by_key(|one| std::cmp::Reverse((one.figures.made, one.figures.vague)));
    Ok((all, people))
}

impl PromiseFigures {
    fn add(&mut self, other: &Self) {
        self.made += other.made;
        self.kept += other.kept;
        self.broken += other.broken;
        self.open += other.open;
        self.cancelled += other.cancelled;
        self.moved += other.moved;
        self.vague += other.vague;
        self.vague_again += other.vague_again;
    }

    fn rate(&mut self) {
        let decided = self.kept + self.broken;
        #[expect(clippy::cast_precision_loss, reason = "counts of promises are far below 2^52")]
        let rate = (decided > 0).then(|| self.kept as f64 / decided as f64);
        self.kept_rate = rate;
    }
}
