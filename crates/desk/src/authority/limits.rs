//! The limits of a shop: who may give how much away, as a document with versions.

use db::Time;
use serde::{Deserialize, Serialize};

use super::{Holder, store};
use crate::agent::{Agent, Role};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ShopId};
use crate::shop;

/// Stands for every flow, or every reason.
pub const ANY: &str = "*";
/// No amount is larger: sums of many still fit.
pub const MOST: i64 = 1_000_000_000_000;
/// Rows of one shop.
const ROWS: usize = 200;
/// Characters of the name of a flow or a reason.
const NAME: usize = 60;
/// Minutes: two days.
const LONGEST: u32 = 2880;

/// What one role may give away, in minor units of the shop's currency.
///
/// Of the rows that fit, the narrowest says how much one case may get. What a day and a month add up to must stay within
/// every row that fits: a row for every flow and reason is the lid on everything together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuthorityLimit)]
pub struct Limit {
    /// Whose.
    pub role: Holder,
    /// The key of a flow, or `*` for all.
    pub flow: String,
    /// A reason, or `*` for all.
    pub reason: String,
    /// Only for orders worth at least this much; 0 for all, and for what is about no order.
    pub order_from: i64,
    /// Only for orders worth less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_below: Option<i64>,
    /// For one order and reason within 30 days, whoever gives it.
    pub per_case: i64,
    /// By one person within a day of the shop's zone.
    pub per_day: i64,
    /// To one buyer within a month of the shop's zone, whoever gives it.
    pub per_buyer_month: i64,
}

impl Limit {
    /// Whether it says anything about such a gift.
    pub(super) fn covers(&self, flow: &str, reason: &str) -> bool {
        (self.flow == ANY || self.flow == flow) && self.covers_reason(reason)
    }

    pub(super) fn covers_reason(&self, reason: &str) -> bool {
        self.reason == ANY || self.reason == reason
    }

    fn covers_order(&self, value: i64) -> bool {
        value >= self.order_from && self.order_below.is_none_or(|below| value < below)
    }

    /// The narrower, the larger: a flow of its own counts more than a reason of its own, and that more than a band.
    fn narrowness(&self) -> (bool, bool, i64) {
        (self.flow != ANY, self.reason != ANY, self.order_from)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end =
            |one: &Self, other: &Self| other.order_below.is_none_or(|b| one.order_from < b);
        (self.role, &self.flow, &self.reason) == (other.role, &other.flow, &other.reason)
            && begins_before_end(self, other)
            && begins_before_end(other, self)
    }

    fn amounts(&self) -> [(&'static str, i64); 3] {
        [("per_case", self.per_case), ("per_day", self.per_day), ("per_buyer_month", self.per_buyer_month)]
    }
}

/// What an urgent complaint allows by itself to whoever handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintRaise {
    /// Limits are so many hundredths of what they are otherwise; more than 100.
    pub percent: i64,
    /// For so long.
    pub minutes: u32,
}

/// Everything that is set about authority in a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuthorityLimits)]
pub struct Limits {
    /// A role without a row that fits may give nothing.
    pub rows: Vec<Limit>,
    /// What an urgent complaint allows by itself; none when nothing.
    #[serde(default)]
    pub urgent_complaint: Option<ComplaintRaise>,
    /// After so many minutes nobody can approve any more what was asked.
    pub approval_minutes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let row = |role, per_case, per_day, per_buyer_month| Limit {
            role,
            flow: ANY.into(),
            reason: ANY.into(),
            order_from: 0,
            order_below: None,
            per_case,
            per_day,
            per_buyer_month,
        };
        Self {
            rows: vec![
                row(Holder::Bot, 0, 0, 0),
                row(Holder::Agent, 2_000, 20_000, 5_000),
                row(Holder::Senior, 5_000, 50_000, 10_000),
                row(Holder::Lead, 50_000, 500_000, 100_000),
                row(Holder::Admin, 500_000, 5_000_000, 1_000_000),
            ],
            urgent_complaint: Some(ComplaintRaise { percent: 150, minutes: 120 }),
            approval_minutes: 30,
        }
    }
}

impl Limits {
    /// The rows that say something about such a gift by such a holder, the narrowest first.
    pub(super) fn fitting(&self, holder: Holder, flow: &str, reason: &str, value: i64) -> Vec<&Limit> {
        let fits = |row: &&Limit| row.role == holder && row.covers(flow, reason) && row.covers_order(value);
        let mut rows: Vec<&Limit> = self.rows.iter().filter(fits).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.narrowness()));
        rows
    }

    /// Refuses what cannot be, naming the field.
    fn check(&self) -> Result<(), Refusal> {
        if self.rows.len() > ROWS {
            return Err(Refusal::invalid("limits.rows", "too_many").with("limit", ROWS));
        }
        for (at, row) in self.rows.iter().enumerate() {
            let field = |name: &str| format!("limits.rows[{at}].{name}");
            for (name, word) in [("flow", &row.flow), ("reason", &row.reason)] {
                check_name(field(name), word)?;
            }
            let band = [("order_from", row.order_from), ("order_below", row.order_below.unwrap_or(0))];
            for (name, amount) in row.amounts().into_iter().chain(band) {
                check_amount(field(name), amount)?;
            }
            if row.order_below.is_some_and(|below| below <= row.order_from) {
                return Err(Refusal::invalid(field("order_below"), "authority_band_empty"));
            }
            if let Some(other) = self.rows[..at].iter().position(|other| row.overlaps(other)) {
                let refusal = Refusal::invalid(field("order_from"), "authority_rows_overlap");
                return Err(refusal.with("row", other + 1));
            }
        }
        if let Some(raise) = self.urgent_complaint {
            if !(101..=1000).contains(&raise.percent) {
                return Err(Refusal::invalid("limits.urgent_complaint.percent", "out_of_range"));
            }
            check_minutes("limits.urgent_complaint.minutes", raise.minutes)?;
        }
        check_minutes("limits.approval_minutes", self.approval_minutes)
    }

    /// Refuses what a lead may not change: their own rows and those above, and more for others than they have themselves.
    fn check_change(&self, before: &Self, by: Role) -> Result<(), Refusal> {
        if by == Role::Admin {
            return Ok(());
        }
        let own = Holder::from(by);
        let above = |limits: &Self| -> Vec<Limit> {
            limits.rows.iter().filter(|row| row.role >= own).cloned().collect()
        };
        if above(self) != above(before) {
            let touched = self.rows.iter().position(|row| row.role >= own && !before.rows.contains(row));
            let field = touched.map_or("limits.rows".into(), |at| format!("limits.rows[{at}].role"));
            return Err(Refusal::invalid(field, "authority_row_of_own"));
        }
        let changed =
            self.rows.iter().enumerate().filter(|(_, row)| row.role < own && !before.rows.contains(row));
        for (at, row) in changed {
            let theirs = self.fitting(own, &row.flow, &row.reason, row.order_from);
            let least = |amount: fn(&Limit) -> i64| theirs.iter().map(|row| amount(row)).min().unwrap_or(0);
            let most = [
                theirs.first().map_or(0, |row| row.per_case),
                least(|row| row.per_day),
                least(|row| row.per_buyer_month),
            ];
            for ((name, amount), limit) in row.amounts().into_iter().zip(most) {
                if amount > limit {
                    let refusal =
                        Refusal::invalid(format!("limits.rows[{at}].{name}"), "authority_above_own");
                    return Err(refusal.with("limit", limit));
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn check_name(
    field: impl Into<std::borrow::Cow<'static, str>>,
    word: &str,
) -> Result<(), Refusal> {
    let trimmed = word.trim();
    if trimmed.is_empty() {
        return Err(Refusal::invalid(field, "required"));
    }
    if trimmed != word || word.chars().any(char::is_control) {
        return Err(Refusal::invalid(field, "authority_not_a_name"));
    }
    if word.chars().count() > NAME {
        return Err(Refusal::invalid(field, "text_too_long").with("limit", NAME));
    }
    Ok(())
}

pub(super) fn check_amount(
    field: impl Into<std::borrow::Cow<'static, str>>,
    amount: i64,
) -> Result<(), Refusal> {
    if amount < 0 {
        return Err(Refusal::invalid(field, "negative"));
    }
    if amount > MOST {
        return Err(Refusal::invalid(field, "too_large").with("limit", MOST));
    }
    Ok(())
}

pub(super) fn check_minutes(field: &'static str, minutes: u32) -> Result<(), Refusal> {
    if (1..=LONGEST).contains(&minutes) { Ok(()) } else { Err(Refusal::invalid(field, "out_of_range")) }
}

/// The limits of a shop, with who set them last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// 0 before anybody has set any.
    pub version: i64,
    /// What is set.
    pub limits: Limits,
    /// By whom.
    pub set_by: Option<AgentId>,
    /// When.
    pub set_at: Option<Time>,
}

/// The limits that hold in a shop.
pub fn get(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Kept> {
    let kept = store::limits(ctx.tx, shop)?;
    Ok(kept.unwrap_or(Kept { version: 0, limits: Limits::default(), set_by: None, set_at: None }))
}

/// Sets the limits of a shop. `seen` is the version they were made from: what somebody else has set meanwhile is not
/// written over.
pub fn set(ctx: &mut Ctx<'_, '_>, shop: ShopId, by: &Agent, seen: i64, limits: Limits) -> Result<Kept> {
    shop::get(ctx, shop)?;
    let before = get(ctx, shop)?;
    limits.check()?;
    limits.check_change(&before.limits, by.role)?;
    let kept = Kept { version: seen + 1, limits, set_by: Some(by.id), set_at: Some(ctx.now) };
    if before.version != seen || !store::set_limits(ctx.tx, shop, &kept, by.id, ctx.now)? {
        return Err(Refusal::conflict("authority_changed").with("version", before.version).into());
    }
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(limits: &Limits) -> (String, &'static str) {
        let refusal = limits.check().expect_err("it cannot be");
        (refusal.field.expect("a field").into_owned(), refusal.code)
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_field() {
        let with = |change: &dyn Fn(&mut Limits)| {
            let mut limits = Limits::default();
            change(&mut limits);
            refused(&limits)
        };
        Limits::default().check().expect("the defaults can be");
        assert_eq!(with(&|l| l.rows[1].per_case = -1), ("limits.rows[1].per_case".into(), "negative"));
        assert_eq!(with(&|l| l.rows[2].per_day = MOST + 1), ("limits.rows[2].per_day".into(), "too_large"));
        assert_eq!(with(&|l| l.rows[0].flow = " ".into()), ("limits.rows[0].flow".into(), "required"));
        assert_eq!(with(&|l| l.rows[0].order_below = Some(0)).1, "authority_band_empty");
        assert_eq!(
            with(&|l| l.rows.push(l.rows[1].clone())),
            ("limits.rows[5].order_from".into(), "authority_rows_overlap")
        );
        assert_eq!(with(&|l| l.approval_minutes = 0), ("limits.approval_minutes".into(), "out_of_range"));
        assert_eq!(
            with(&|l| l.urgent_complaint = Some(ComplaintRaise { percent: 100, minutes: 5 })).0,
            "limits.urgent_complaint.percent"
        );
    }

    #[test]
    fn bands_that_touch_do_not_overlap() {
        let mut limits = Limits::default();
        limits.rows[1].order_below = Some(10_000);
        limits.rows.push(Limit { order_from: 10_000, order_below: None, ..limits.rows[1].clone() });
        limits.check().expect("each order has one row");
        let fitting = |value| limits.fitting(Holder::Agent, "refund", "late", value).len();
        assert_eq!((fitting(0), fitting(9_999), fitting(10_000)), (1, 1, 1));
    }

    #[test]
    fn a_lead_gives_nobody_more_than_they_have() {
        let before = Limits::default();
        let mut more = before.clone();
        more.rows[1].per_case = 50_001;
        let refusal = more.check_change(&before, Role::Lead).expect_err("more than a lead has");
        assert_eq!(
            (refusal.code, refusal.field.as_deref()),
            ("authority_above_own", Some("limits.rows[1].per_case"))
        );
        more.rows[1].per_case = 50_000;
        more.check_change(&before, Role::Lead).expect("as much as a lead has");
        let mut own = before.clone();
        own.rows[3].per_case += 1;
        assert_eq!(
            own.check_change(&before, Role::Lead).expect_err("their own").code,
            "authority_row_of_own"
        );
        own.check_change(&before, Role::Admin).expect("an administrator may");
        let mut added = before.clone();
        added.rows.push(Limit { flow: "gift".into(), ..before.rows[4].clone() });
        assert_eq!(
            added.check_change(&before, Role::Lead).expect_err("above them").code,
            "authority_row_of_own"
        );
    }
}
