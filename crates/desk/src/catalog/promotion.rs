//! Promotions: what is on offer, from when, for what, and what may be combined.

use db::Time;
use serde::{Deserialize, Serialize};

use super::Product;
use crate::error::{Refusal, Result};
use crate::id::PromotionId;
use crate::word::words;

words! {
    /// What kind of offer it is.
    PromotionKind {
        /// 满减: money off above a sum.
        Threshold = "threshold",
        /// 打折: percent off.
        Percent = "percent",
        /// 优惠券: a coupon.
        Coupon = "coupon",
        /// 赠品: a gift with purchase.
        Gift = "gift",
        /// 包邮: no postage.
        FreeShipping = "free_shipping",
    }
}

/// A promotion as the shop tells it. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct PromotionInput {
    /// The shop's id.
    pub promotion_id: String,
    /// `满300减40`.
    pub title: String,
    /// What kind of offer.
    pub kind: PromotionKind,
    /// Smallest sum.
    #[serde(default)]
    pub threshold: Option<i64>,
    /// Money off.
    #[serde(default)]
    pub amount: Option<i64>,
    /// Percent off: 15 is 85 折.
    #[serde(default)]
    pub percent: Option<i64>,
    /// Applies once per full threshold.
    #[serde(default)]
    pub repeats: bool,
    /// What is given.
    #[serde(default)]
    pub gift: Option<String>,
    /// Code of a coupon.
    #[serde(default)]
    pub code: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub scope: Vec<Reach>,
    /// Kinds it may be combined with; none when the shop has not said.
    #[serde(default)]
    pub stacks_with: Option<Vec<PromotionKind>>,
    /// For members only.
    #[serde(default)]
    pub members_only: bool,
    /// For these member levels; of any level when there is none.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Of one group only one is used on an order: the steps of a ladder.
    #[serde(default)]
    pub group: Option<String>,
    /// While it is on, whoever may use it on any of their goods uses no other.
    #[serde(default)]
    pub exclusive: bool,
    /// Those it cannot be combined with may still be on the same order, for other goods.
    #[serde(default)]
    pub other_goods: bool,
    /// Begins.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub starts_at: Option<Time>,
    /// Is over.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ends_at: Option<Time>,
    /// One sentence, told as it stands.
    #[serde(default)]
    pub note: Option<String>,
}

/// A promotion.
#[derive(Debug, Clone, PartialEq)]
pub struct Promotion {
    /// Identity.
    pub id: PromotionId,
    /// What the shop knows.
    pub facts: PromotionInput,
}

/// What something is for: one category or one product. An empty list of these is everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everything of this category.
    Category(String),
    /// This product, by the shop's id.
    Product(String),
    /// The product of this variant, by the shop's id of the variant.
    Sku(String),
}

impl Reach {
    /// Reads `category:衬衫` or `product:S001`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':').or_else(|| text.split_once('：'))?;
        let name = name.trim().to_owned();
        match kind.trim() {
            "category" | "类目" => Some(Self::Category(name)),
            "product" | "商品" => Some(Self::Product(name)),
            "sku" | "规格" => Some(Self::Sku(name)),
            _ => None,
        }
    }

    /// Whether this product is meant.
    pub fn includes(&self, product: &Product) -> bool {
        match self {
            Self::Category(category) => product.facts.category == *category,
            Self::Product(id) => product.facts.product_id == *id,
            Self::Sku(id) => product.facts.skus.iter().any(|sku| sku.sku_id == *id),
        }
    }

    /// The name or id of what it is for.
    pub fn name(&self) -> &str {
        match self {
            Self::Category(name) | Self::Product(name) | Self::Sku(name) => name,
        }
    }
}

/// Where a promotion stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not begun.
    ToCome,
    /// On.
    On,
    /// Over.
    Over,
}

impl Promotion {
    /// Where it stands at `now`.
    pub fn standing(&self, now: Time) -> Standing {
        match (self.facts.starts_at, self.facts.ends_at) {
            (Some(start), _) if now < start => Standing::ToCome,
            (_, Some(end)) if now >= end => Standing::Over,
            _ => Standing::On,
        }
    }

    /// Whether it is for this product.
    pub fn reaches(&self, product: &Product) -> bool {
        self.facts.scope.is_empty() || self.facts.scope.iter().any(|reach| reach.includes(product))
    }

    /// Whether the two may be used on one order; none when the shop has not said. It takes both to agree.
    pub fn stacks_with(&self, other: &Self) -> Option<bool> {
        if self.shuts_out(other) {
            return Some(false);
        }
        let one = self.facts.stacks_with.as_ref().map(|kinds| kinds.contains(&other.facts.kind));
        let two = other.facts.stacks_with.as_ref().map(|kinds| kinds.contains(&self.facts.kind));
        match (one, two) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    /// Whether the two can never be on one order: one is exclusive, or both are steps of one ladder.
    pub fn shuts_out(&self, other: &Self) -> bool {
        let same_group = self.facts.group.is_some() && self.facts.group == other.facts.group;
        self.facts.exclusive || other.facts.exclusive || same_group
    }
}

impl PromotionInput {
    /// An offer of this kind with nothing else said.
    pub fn of_kind(kind: PromotionKind) -> Self {
        Self {
            promotion_id: String::new(),
            title: String::new(),
            kind,
            threshold: None,
            amount: None,
            percent: None,
            repeats: false,
            gift: None,
            code: None,
            scope: Vec::new(),
            stacks_with: None,
            members_only: false,
            levels: Vec::new(),
            group: None,
            exclusive: false,
            other_goods: false,
            starts_at: None,
            ends_at: None,
            note: None,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        use PromotionKind::{Coupon, Gift, Percent, Threshold};
        super::check_text("promotion_id", &self.promotion_id, 100)?;
        super::check_text("title", &self.title, 200)?;
        let missing =
            |field| Err(Refusal::invalid(field, "required_for_kind").with("kind", self.kind).into());
        match self.kind {
            Threshold if self.threshold.is_none() => return missing("threshold"),
            Threshold if self.amount.is_none() => return missing("amount"),
            Percent if self.percent.is_none() => return missing("percent"),
            Coupon if self.amount.is_none() && self.percent.is_none() => return missing("amount"),
            Gift if self.gift.is_none() => return missing("gift"),
            _ => {}
        }
        for (field, value) in [("threshold", self.threshold), ("amount", self.amount)] {
            if value.is_some_and(|value| value < 0) {
                return Err(Refusal::invalid(field, "negative").into());
            }
        }
        if self.percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
            return Err(Refusal::invalid("percent", "out_of_range").into());
        }
        for (field, texts) in [("levels", self.levels.as_slice()), ("group", self.group.as_slice())] {
            for text in texts {
                super::check_text(field, text, 100)?;
            }
        }
        if let (Some(start), Some(end)) = (self.starts_at, self.ends_at)
            && end <= start
        {
            return Err(Refusal::invalid("ends_at", "ends_before_start").into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promotion(kind: PromotionKind, stacks_with: Option<Vec<PromotionKind>>) -> Promotion {
        let facts = PromotionInput {
            promotion_id: "p".into(),
            title: "t".into(),
            threshold: Some(30_000),
            amount: Some(4000),
            stacks_with,
            ..PromotionInput::of_kind(kind)
        };
        Promotion { id: uuid::Uuid::nil().into(), facts }
    }

    #[test]
    fn combining_takes_both_sides() {
        use PromotionKind::{Coupon, Gift, Threshold};
        let off = promotion(Threshold, Some(vec![Coupon, Gift]));
        let open = promotion(Coupon, Some(vec![Threshold]));
        let closed = promotion(Coupon, Some(vec![]));
        let silent = promotion(Coupon, None);
        assert_eq!(off.stacks_with(&open), Some(true));
        assert_eq!(off.stacks_with(&closed), Some(false));
        assert_eq!(off.stacks_with(&silent), None);
    }

    #[test]
    fn an_offer_is_on_from_its_start_until_before_its_end() {
        let mut promotion = promotion(PromotionKind::Gift, None);
        promotion.facts.starts_at = Some(Time::from_micros(10));
        promotion.facts.ends_at = Some(Time::from_micros(20));
        let standings = [9, 10, 19, 20].map(|at| promotion.standing(Time::from_micros(at)));
        assert_eq!(standings, [Standing::ToCome, Standing::On, Standing::On, Standing::Over]);
    }
}
