//! Whether somebody may give something away: a pure decision over the limits and what was given already.

use serde::Serialize;

use super::limits::{Limit, Limits};
use super::raise::Raise;
use super::{Asked, Holder};
use crate::agent::Role;
use crate::word::words;

words! {
    /// Which limit.
    LimitKind {
        /// Of one order and reason.
        Case = "case",
        /// Of one person and day.
        Day = "day",
        /// Of one buyer and month.
        BuyerMonth = "buyer_month",
    }
}

/// What was given in one way, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// By which flow.
    pub flow: String,
    /// For which reason.
    pub reason: String,
    /// How much, reserved or spent.
    pub amount: i64,
}

/// What was given already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Used {
    /// For the same order within 30 days, by anybody.
    pub case: Vec<Part>,
    /// By the same person this day.
    pub day: Vec<Part>,
    /// To the same buyer this month, by anybody.
    pub month: Vec<Part>,
}

/// What comes of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[schema(as = AuthorityVerdict)]
pub enum Verdict {
    /// It may be given; so much is left after it, in minor units.
    Within {
        /// For the case.
        left_case: i64,
        /// For the person's day.
        left_day: i64,
        /// For the buyer's month.
        left_month: i64,
    },
    /// Somebody else may give it.
    NeedsApproval {
        /// Which limit it goes over most.
        over: LimitKind,
        /// By how much.
        by: i64,
        /// Whose own limits cover it.
        may: Vec<Role>,
    },
    /// Nobody may.
    Refused {
        /// Which limit it goes over most.
        over: LimitKind,
        /// By how much.
        by: i64,
    },
}

/// How much may still be given; below zero when more was given than may be now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    case: i64,
    day: i64,
    month: i64,
}

impl Left {
    fn each(self, other: Self, choose: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            case: choose(self.case, other.case),
            day: choose(self.day, other.day),
            month: choose(self.month, other.month),
        }
    }

    /// The limit with the least left.
    fn tightest(self) -> (LimitKind, i64) {
        let limits =
            [(LimitKind::Case, self.case), (LimitKind::Day, self.day), (LimitKind::BuyerMonth, self.month)];
        limits.into_iter().fold(limits[0], |tight, one| if one.1 < tight.1 { one } else { tight })
    }
}

/// Decides. A raise helps people, never the bot, and nobody beyond what the one who raised has.
pub fn decide(limits: &Limits, raise: Option<&Raise>, asked: &Asked, used: &Used) -> Verdict {
    let left_now = left_with(limits, raise, asked, used);
    let (over, least) = left_now.tightest();
    let amount = asked.amount.minor;
    // Nothing may always be given, even where limits have become less than what was.
    if amount <= least.max(0) {
        let after = |left: i64| (left - amount).max(0);
        return Verdict::Within {
            left_case: after(left_now.case),
            left_day: after(left_now.day),
            left_month: after(left_now.month),
        };
    }
    let by = amount - least;
    // Whoever approves gives it out of a day of their own, which is looked at when they do.
    let fresh = Used { day: Vec::new(), ..used.clone() };
    let covers =
        |role: &Role| amount <= left(limits, (*role).into(), asked, &fresh, |limit| limit).tightest().1;
    let may: Vec<Role> = [Role::Lead, Role::Admin].into_iter().filter(covers).collect();
    if may.is_empty() { Verdict::Refused { over, by } } else { Verdict::NeedsApproval { over, by, may } }
}

fn left_with(limits: &Limits, raise: Option<&Raise>, asked: &Asked, used: &Used) -> Left {
    let holder = asked.who.holder();
    let own = left(limits, holder, asked, used, |limit| limit);
    let Some(raise) = raise.filter(|_| holder != Holder::Bot) else { return own };
    let raised = left(limits, holder, asked, used, |limit| raise.of(limit));
    let ceiling = left(limits, raise.ceiling, asked, used, |limit| limit);
    own.each(raised.each(ceiling, i64::min), i64::max)
}

fn left(limits: &Limits, holder: Holder, asked: &Asked, used: &Used, raised: impl Fn(i64) -> i64) -> Left {
    let rows = limits.fitting(holder, &asked.flow, &asked.reason, asked.order_value);
    let Some(narrowest) = rows.first() else { return Left { case: 0, day: 0, month: 0 } };
    // A case counts every flow: what was given as a coupon is not given again as a refund.
    let in_case = sum(&used.case, |part| narrowest.covers_reason(&part.reason));
    let least = |limit: &dyn Fn(&Limit) -> i64, parts: &[Part]| {
        let within =
            |row: &&Limit| raised(limit(row)) - sum(parts, |part| row.covers(&part.flow, &part.reason));
        rows.iter().map(within).min().unwrap_or(0)
    };
    Left {
        case: raised(narrowest.per_case) - in_case,
        day: least(&|row| row.per_day, &used.day),
        month: least(&|row| row.per_buyer_month, &used.month),
    }
}

fn sum(parts: &[Part], counts: impl Fn(&Part) -> bool) -> i64 {
    parts.iter().filter(|part| counts(part)).map(|part| part.amount).sum()
}

#[cfg(test)]
#[path = "decide/tests.rs"]
mod tests;
