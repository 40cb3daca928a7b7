//! The conversations behind a figure.

use std::time::Duration;

use super::{Asked, Part, Row, each};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::routing::hazard;
use crate::shop::Shop;
use crate::word::words;

words! {
    /// Which of those that were counted.
    WhichCounted {
        /// All.
        All = "all",
        /// Those in which people were asked.
        WithPeople = "with_people",
        /// Those in which a person answered.
        Answered = "answered",
        /// Those in which somebody waited for a person for more than three minutes.
        Late = "late",
        /// Those that ended without one of the people who were asked having answered.
        Left = "left",
        /// Those in which a buyer waits for a person now.
        Open = "open",
        /// Those that are done.
        Resolved = "resolved",
        /// Those for which one contact was not enough.
        Again = "again",
        /// Those after which the buyer ordered within a day.
        Ordered = "ordered",
        /// Those first answered within ten seconds.
        Within10 = "within_10",
        /// Within eleven to thirty.
        Within30 = "within_30",
        /// Within thirty-one to sixty.
        Within60 = "within_60",
        /// Later than that.
        Over60 = "over_60",
    }
}

/// A page of conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows, the longest answer first.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub total: usize,
}

impl WhichCounted {
    fn includes(self, row: &Row, part: Part) -> bool {
        let mine = |agent| part == Part::All || part == Part::Of(agent);
        let rounds = || row.rounds.iter().filter(|round| mine(round.agent));
        let waited = row.first_wait().as_secs_f64();
        let band = hazard::ENDS.iter().take_while(|end| waited > **end).count();
        match self {
            Self::All => true,
            Self::WithPeople => row.with_people,
            Self::Answered => rounds().any(|round| round.answered_in().is_some()),
            Self::Late => rounds().any(|round| round.in_time() == Some(false)),
            Self::Left => row.left && mine(row.last_answerer()),
            Self::Open => row.rounds.iter().any(|round| round.outcome == super::row::Outcome::Open),
            Self::Resolved => row.resolved.is_some() && mine(row.last_answerer()),
            Self::Again => row.once == Some(false) && mine(row.last_answerer()),
            Self::Ordered => row.ordered,
            Self::Within10 => band == 0,
            Self::Within30 => band == 1,
            Self::Within60 => band == 2,
            Self::Over60 => band == 3,
        }
    }
}

/// The longest a buyer waited for a person in it, of the part that is looked at.
pub fn longest(row: &Row, part: Part) -> Duration {
    let mine = |agent| part == Part::All || part == Part::Of(agent);
    let waits = row.rounds.iter().filter(|round| mine(round.agent)).map(|round| round.took.total());
    waits.max().unwrap_or_default()
}

/// The conversations behind a figure: the longest wait first, and of equals the one that began last.
pub fn list(
    ctx: &mut Ctx<'_, '_>,
    shops: &[Shop],
    (asked, which): (&Asked, WhichCounted),
    (after, limit): (usize, usize),
) -> Result<Page> {
    asked.check()?;
    let part = asked.filter.part();
    let mut rows: Vec<Row> = Vec::new();
    for shop in shops {
        each(ctx, shop, asked, |row| {
            if which.includes(&row, part) {
                rows.push(row);
            }
        })?;
    }
    rows.sort_by_cached_key(|row| {
        (std::cmp::Reverse((longest(row, part), row.first_wait(), row.opened)), row.conversation)
    });
    let total = rows.len();
    Ok(Page { rows: rows.into_iter().skip(after).take(limit).collect(), total })
}
