//! The terms on which a shop sells, as dated facts: when it ships and from what hour not today, what postage is, what can be
//! sent back and who pays for that, warranty, invoices, price protection.

use db::Time;
use jiff::civil;
use language::normalize::fold;
use serde::{Deserialize, Serialize};

use super::basket::Postage;
use super::promotion::Reach;
use super::{Product, check_text};
use crate::error::{Refusal, Result};
use crate::id::PolicyId;
use crate::word::words;

words! {
    /// What a policy is about.
    PolicyKind {
        /// 发货: when goods leave and arrive.
        Shipping = "shipping",
        /// 运费: what postage costs.
        Freight = "freight",
        /// 退货: what can be sent back, and until when.
        Returns = "returns",
        /// 质保: how long it is repaired or replaced.
        Warranty = "warranty",
        /// 发票: how to get one.
        Invoice = "invoice",
        /// 价保: how long a lower price is paid back.
        PriceProtection = "price_protection",
    }
}

words! {
    /// Who pays the way back.
    FreightPayer {
        /// The buyer.
        Buyer = "buyer",
        /// The shop.
        Shop = "shop",
    }
}

/// A policy as the shop tells it. Money is in minor units of the shop's currency; what its kind does not use is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyInput {
    /// The shop's id.
    pub policy_id: String,
    /// What it is about.
    pub kind: PolicyKind,
    /// What it is for; everything when empty.
    #[serde(default)]
    pub scope: Vec<Reach>,
    /// Provinces or cities it is for; everywhere when empty. Shipping and freight.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Shipping: what is paid until this time of day, `16:00`, leaves on the same day.
    #[serde(default)]
    pub cutoff: Option<String>,
    /// Shipping: leaves within so many hours after payment, hours of days on which nothing leaves not counted.
    #[serde(default)]
    pub within_hours: Option<i64>,
    /// Shipping: weekdays on which nothing leaves, 1 = Monday to 7 = Sunday.
    #[serde(default)]
    pub closed_weekdays: Vec<u8>,
    /// Shipping: days on which nothing leaves.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub closed_days: Vec<civil::Date>,
    /// Shipping: days on the way.
    #[serde(default)]
    pub transit_days: Option<i64>,
    /// Freight: what postage costs.
    #[serde(default)]
    pub fee: Option<i64>,
    /// Freight: goods of this much go free.
    #[serde(default)]
    pub free_from: Option<i64>,
    /// Returns, price protection, warranty: so many days, after delivery or, for prices, after payment.
    #[serde(default)]
    pub days: Option<i64>,
    /// Warranty: so many months.
    #[serde(default)]
    pub months: Option<i64>,
    /// Returns: who pays the way back.
    #[serde(default)]
    pub payer: Option<FreightPayer>,
    /// Returns: what cannot be sent back.
    #[serde(default)]
    pub excluded: Vec<Reach>,
    /// One sentence, told as it stands.
    #[serde(default)]
    pub note: Option<String>,
    /// Begins.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_from: Option<Time>,
    /// Is over.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_until: Option<Time>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Identity.
    pub id: PolicyId,
    /// What the shop knows.
    pub facts: PolicyInput,
}

impl PolicyInput {
    /// A policy of this kind with nothing else said.
    pub fn of_kind(kind: PolicyKind) -> Self {
        Self {
            policy_id: String::new(),
            kind,
            scope: Vec::new(),
            regions: Vec::new(),
            cutoff: None,
            within_hours: None,
            closed_weekdays: Vec::new(),
            closed_days: Vec::new(),
            transit_days: None,
            fee: None,
            free_from: None,
            days: None,
            months: None,
            payer: None,
            excluded: Vec::new(),
            note: None,
            valid_from: None,
            valid_until: None,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        use PolicyKind::{Freight, Invoice, PriceProtection, Returns, Shipping, Warranty};
        check_text("policy_id", &self.policy_id, 100)?;
        if let Some(note) = &self.note {
            check_text("note", note, 500)?;
        }
        let given: [(&'static str, bool, &[PolicyKind]); 11] = [
            ("regions", !self.regions.is_empty(), &[Shipping, Freight]),
            ("cutoff", self.cutoff.is_some(), &[Shipping]),
            ("within_hours", self.within_hours.is_some(), &[Shipping]),
            ("closed_weekdays", !self.closed_weekdays.is_empty(), &[Shipping]),
            ("closed_days", !self.closed_days.is_empty(), &[Shipping]),
            ("transit_days", self.transit_days.is_some(), &[Shipping]),
            ("fee", self.fee.is_some() || self.free_from.is_some(), &[Freight]),
            ("days", self.days.is_some(), &[Returns, PriceProtection, Warranty]),
            ("months", self.months.is_some(), &[Warranty]),
            ("payer", self.payer.is_some(), &[Returns]),
            ("excluded", !self.excluded.is_empty(), &[Returns]),
        ];
        if let Some((field, ..)) =
            given.iter().find(|(_, given, kinds)| *given && !kinds.contains(&self.kind))
        {
            return Err(Refusal::invalid(*field, "not_of_this_kind").with("kind", self.kind).into());
        }
        let missing =
            |field| Err(Refusal::invalid(field, "required_for_kind").with("kind", self.kind).into());
        match self.kind {
            Shipping
                if self.cutoff.is_none() && self.within_hours.is_none() && self.transit_days.is_none() =>
            {
                return missing("within_hours");
            }
            Freight if self.fee.is_none() => return missing("fee"),
            Returns | PriceProtection if self.days.is_none() => return missing("days"),
            Warranty if self.days.is_none() && self.months.is_none() => return missing("months"),
            Invoice if self.note.is_none() => return missing("note"),
            _ => {}
        }
        if self.cutoff.is_some() && self.cutoff_time().is_none() {
            return Err(Refusal::invalid("cutoff", "not_a_time_of_day").into());
        }
        let all_week = (1..=7).all(|day| self.closed_weekdays.contains(&day));
        if all_week || self.closed_weekdays.iter().any(|day| !(1..=7).contains(day)) {
            return Err(Refusal::invalid("closed_weekdays", "out_of_range").into());
        }
        let figures = [
            ("within_hours", self.within_hours, 24 * 365),
            ("transit_days", self.transit_days, 365),
            ("days", self.days, 36_500),
            ("months", self.months, 1200),
            ("fee", self.fee, i64::MAX),
            ("free_from", self.free_from, i64::MAX),
        ];
        for (field, value, most) in figures {
            if value.is_some_and(|value| !(0..=most).contains(&value)) {
                return Err(Refusal::invalid(field, "out_of_range").into());
            }
        }
        match (self.valid_from, self.valid_until) {
            (Some(from), Some(until)) if until <= from => {
                Err(Refusal::invalid("valid_until", "ends_before_start").into())
            }
            _ => Ok(()),
        }
    }

    /// The time of day until which what is paid leaves on the same day.
    pub fn cutoff_time(&self) -> Option<civil::Time> {
        civil::Time::strptime("%H:%M", self.cutoff.as_deref()?).ok()
    }
}

impl Policy {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: Time) -> bool {
        self.facts.valid_from.is_none_or(|from| from <= now)
            && self.facts.valid_until.is_none_or(|until| now < until)
    }

    /// Whether it is for this product; without one, whether it is for everything.
    fn is_for(&self, product: Option<&Product>) -> bool {
        let reaches = |product| self.facts.scope.iter().any(|reach| reach.includes(product));
        self.facts.scope.is_empty() || product.is_some_and(reaches)
    }

    /// Whether it is for this place; without one, whether it is for everywhere.
    fn is_there(&self, place: Option<&str>) -> bool {
        let names = |place: &str| self.facts.regions.iter().any(|region| place.contains(&fold(region)));
        self.facts.regions.is_empty() || place.map(fold).is_some_and(|place| names(&place))
    }

    /// More is more special: for one product before its category before everything, for a place before everywhere; of
    /// equally special ones the one that began last.
    fn rank(&self) -> (u8, bool, Option<Time>, &str) {
        let narrow = |reach: &Reach| if matches!(reach, Reach::Category(_)) { 1 } else { 2 };
        let scope = self.facts.scope.iter().map(narrow).max().unwrap_or(0);
        (scope, !self.facts.regions.is_empty(), self.facts.valid_from, &self.facts.policy_id)
    }
}

/// The policy of this kind that holds for this product at this place: the most special one.
pub fn holding<'p>(
    policies: &'p [Policy],
    kind: PolicyKind,
    (product, place): (Option<&Product>, Option<&str>),
    now: Time,
) -> Option<&'p Policy> {
    all_holding(policies, kind, (product, place), now).into_iter().next()
}

/// Every policy of this kind that holds for this product at this place, the most special first.
pub fn all_holding<'p>(
    policies: &'p [Policy],
    kind: PolicyKind,
    (product, place): (Option<&Product>, Option<&str>),
    now: Time,
) -> Vec<&'p Policy> {
    let fits = |policy: &&Policy| {
        policy.facts.kind == kind && policy.holds(now) && policy.is_for(product) && policy.is_there(place)
    };
    let mut all: Vec<&Policy> = policies.iter().filter(fits).collect();
    all.sort_by(|a, b| b.rank().cmp(&a.rank()));
    all
}

impl Policy {
    /// What postage costs by it.
    pub fn postage(&self) -> Option<Postage> {
        self.facts.fee.map(|fee| Postage { fee, free_from: self.facts.free_from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(id: u128, kind: PolicyKind, change: impl FnOnce(&mut PolicyInput)) -> Policy {
        let mut facts = PolicyInput { policy_id: id.to_string(), ..PolicyInput::of_kind(kind) };
        change(&mut facts);
        Policy { id: uuid::Uuid::from_u128(id).into(), facts }
    }

    #[test]
    fn the_most_special_policy_that_holds_is_told() {
        let now = Time::from_micros(50);
        let all = [
            policy(1, PolicyKind::Freight, |facts| facts.fee = Some(600)),
            policy(2, PolicyKind::Freight, |facts| {
                (facts.fee, facts.regions) = (Some(1500), vec!["新疆".into(), "西藏".into()]);
            }),
            policy(3, PolicyKind::Freight, |facts| {
                (facts.fee, facts.valid_from) = (Some(0), Some(Time::from_micros(90)));
            }),
        ];
        let fee =
            |place, now| holding(&all, PolicyKind::Freight, (None, place), now).and_then(|p| p.facts.fee);
        assert_eq!(fee(None, now), Some(600));
        assert_eq!(fee(Some("新疆乌鲁木齐"), now), Some(1500));
        assert_eq!(fee(Some("杭州"), Time::from_micros(90)), Some(0));
        assert!(holding(&all, PolicyKind::Returns, (None, None), now).is_none());
    }

    #[test]
    fn what_a_kind_does_not_use_is_refused_by_its_field() {
        let refused = |policy: Policy| policy.facts.check().expect_err("refused").to_string();
        assert!(
            refused(policy(1, PolicyKind::Freight, |facts| facts.days = Some(7)))
                .contains("not_of_this_kind")
        );
        assert!(refused(policy(1, PolicyKind::Returns, |_| ())).contains("required_for_kind"));
        let cutoff = policy(1, PolicyKind::Shipping, |facts| facts.cutoff = Some("25:00".into()));
        assert!(refused(cutoff).contains("not_a_time_of_day"));
    }
}
