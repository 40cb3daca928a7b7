//! How good a shop's knowledge is, as one figure with its parts.

use std::collections::HashMap;

use db::Time;
use language::normalize::fold;
use serde::Serialize;

use super::{GapSort, list};
use crate::asked::figures::{self, share};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::knowledge::{self, Article};
use crate::word::words;

words! {
    /// What the score is made of.
    HealthPart {
        /// Questions that found a good answer, of all that were asked.
        Coverage = "coverage",
        /// Ratings that are good, of all.
        Satisfaction = "satisfaction",
        /// Articles that are neither stale, nor over, nor to be looked at again since a while.
        Freshness = "freshness",
        /// Gaps with a day until when, that day not gone by.
        Gaps = "gaps",
        /// Articles that share no wording with another.
        Apart = "apart",
    }
}

impl HealthPart {
    /// How much it counts.
    pub fn weight(self) -> i64 {
        match self {
            Self::Coverage => 35,
            Self::Satisfaction => 25,
            Self::Freshness => 20,
            Self::Gaps | Self::Apart => 10,
        }
    }
}

/// A part of the score: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PartScore {
    /// Which part.
    pub part: HealthPart,
    /// 0 to 100; none while there is nothing to judge by.
    pub score: Option<i64>,
    /// How much it counts.
    pub weight: i64,
    /// So many are as they should be.
    pub good: i64,
    /// Of so many.
    pub of: i64,
}

/// How good a shop's knowledge is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// 0 to 100, the parts by their weights; none while there is nothing to judge by.
    pub score: Option<i64>,
    /// Its parts.
    pub parts: Vec<PartScore>,
}

/// How good a shop's knowledge is, by what was asked since a moment.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<Health> {
    let totals = figures::totals(ctx, shop, since)?;
    let articles = knowledge::list(ctx, shop)?;
    let all = count(articles.len());
    let fresh = count(articles.iter().filter(|article| is_fresh(article, ctx.now)).count());
    let due: Vec<_> =
        list(ctx, shop, None, GapSort::Must)?.into_iter().filter(|gap| gap.due_at.is_some()).collect();
    let in_time = count(due.iter().filter(|gap| !gap.overdue(ctx.now)).count());
    let parts = vec![
        part(HealthPart::Coverage, totals.asked - totals.missed, totals.asked),
        part(HealthPart::Satisfaction, totals.good, totals.good + totals.bad),
        part(HealthPart::Freshness, fresh, all),
        part(HealthPart::Gaps, in_time, count(due.len())),
        part(HealthPart::Apart, all - repeated(&articles), all),
    ];
    Ok(Health { score: weighed(&parts), parts })
}

fn part(part: HealthPart, good: i64, of: i64) -> PartScore {
    let score = share(good, of).map(percent);
    PartScore { part, score, weight: part.weight(), good, of }
}

/// The parts that can be judged, by their weights.
fn weighed(parts: &[PartScore]) -> Option<i64> {
    let judged = || parts.iter().filter_map(|part| Some((part.score?, part.weight)));
    let weight: i64 = judged().map(|(_, weight)| weight).sum();
    share(judged().map(|(score, weight)| score * weight).sum(), weight * 100).map(percent)
}

/// Rounded down: a hundred is said only when it is all.
fn percent(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share times a hundred")]
    let rounded = (share * 100.0 + 1e-9).floor() as i64;
    rounded
}

/// Whether it can still be relied on.
pub fn is_fresh(article: &Article, now: Time) -> bool {
    article.keeping.stale.is_none()
        && article.keeping.review_at.is_none_or(|at| at > now)
        && article.facts.valid_until.is_none_or(|until| until > now)
}

/// How many articles share a wording with another of the same language and scope.
fn repeated(articles: &[Article]) -> i64 {
    let mut owners: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        for wording in article.wordings() {
            let plain: String = fold(wording).chars().filter(|c| c.is_alphanumeric()).collect();
            owners
                .entry(format!("{}/{:?}/{plain}", article.language, article.facts.scope))
                .or_default()
                .push(at);
        }
    }
    let mut shared = vec![false; articles.len()];
    for of_wording in owners.values() {
        if of_wording.iter().any(|at| *at != of_wording[0]) {
            for at in of_wording {
                shared[*at] = true;
            }
        }
    }
    count(shared.into_iter().filter(|is_shared| *is_shared).count())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_judged_does_not_count() {
        let parts = [
            part(HealthPart::Coverage, 80, 100),
            part(HealthPart::Satisfaction, 0, 0),
            part(HealthPart::Apart, 10, 10),
        ];
        assert_eq!(weighed(&parts), Some(84));
        assert_eq!(weighed(&parts[1..2]), None);
    }
}
