//! How each article does: how often it was used, whether it helped, and whether the buyer needed a person after it.

use std::collections::HashMap;

use db::Time;
use serde::{Deserialize, Serialize};

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ArticleId, ShopId};

/// The figures of one article since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Figures {
    /// How often the bot told it.
    pub told: i64,
    /// How often the bot offered it among others.
    pub offered: i64,
    /// How often buyers found it helped.
    pub good: i64,
    /// How often they did not, by word or by deed.
    pub bad: i64,
    /// Told, and the conversation is over.
    pub ended: i64,
    /// Told, and the conversation ended without a person.
    pub ended_alone: i64,
    /// How often agents sent it as it was suggested.
    pub accepted: i64,
    /// How often they changed it first.
    pub edited: i64,
    /// How often they said something else.
    pub rejected: i64,
    /// How much of it they changed, when they did: 0 to 1, on average.
    pub edited_share: Option<f64>,
}

impl Figures {
    /// The share of ratings that are good.
    pub fn satisfaction(&self) -> Option<f64> {
        share(self.good, self.good + self.bad)
    }

    /// The share of tellings after which the conversation ended without a person.
    pub fn deflection(&self) -> Option<f64> {
        share(self.ended_alone, self.ended)
    }

    /// What the share of good ratings is at least, with 95 % certainty: few ratings say little.
    pub fn satisfaction_at_least(&self) -> Option<f64> {
        wilson(self.good, self.good + self.bad)
    }
}

/// The figures of all articles of a shop since a moment; those that nothing happened to are not there.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<HashMap<ArticleId, Figures>> {
    let mut by_article: HashMap<ArticleId, Figures> = HashMap::new();
    for (article, told, good, bad, ended, ended_alone) in store::told(ctx.tx, shop, since)? {
        by_article.insert(article, Figures { told, good, bad, ended, ended_alone, ..Figures::default() });
    }
    for (article, offered) in store::offered(ctx.tx, shop, since)? {
        by_article.entry(article).or_default().offered = offered;
    }
    for (article, accepted, edited, rejected, edited_share) in store::uses(ctx.tx, shop, since)? {
        let figures = by_article.entry(article).or_default();
        *figures = Figures { accepted, edited, rejected, edited_share, ..*figures };
    }
    Ok(by_article)
}

/// How all questions of a shop were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All of them.
    pub asked: i64,
    /// Those without a good answer.
    pub missed: i64,
    /// Those whose answer was found to help.
    pub good: i64,
    /// Those whose answer was found not to.
    pub bad: i64,
}

/// How all questions of a shop since a moment were answered.
pub fn totals(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<Totals> {
    let (asked, missed, good, bad) = store::totals(ctx.tx, shop, since)?;
    Ok(Totals { asked, missed, good, bad })
}

/// A part as a share of a whole that is there.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The lower end of Wilson's interval at 95 % (E. B. Wilson, 1927).
fn wilson(good: i64, all: i64) -> Option<f64> {
    const Z: f64 = 1.96;
    let p = share(good, all)?;
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let n = all as f64;
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((middle - spread) / (1.0 + Z * Z / n)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_ratings_say_little() {
        let low = |good, bad| wilson(good, good + bad).map(|share| (share * 100.0).round());
        assert_eq!(low(0, 0), None);
        assert_eq!(low(1, 0), Some(21.0));
        assert_eq!(low(90, 10), Some(83.0));
        assert_eq!(low(0, 5), Some(0.0));
    }
}
