//! What a basket does not get, and what is missing for it.

use serde::{Deserialize, Serialize};

use super::apply::{Counted, apply, base_of};
use super::choose::may_meet;
use super::{Good, Payer, same_code};
use crate::catalog::Promotion;
use crate::catalog::promotion::{PromotionKind, Standing};
use crate::word::words;

/// Told at most; more would be a wall of text.
const TOLD: usize = 3;

/// What is missing to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketMissing)]
pub struct Missing {
    /// The promotion, by the shop's id.
    pub promotion_id: String,
    /// What it is called.
    pub title: String,
    /// What kind of offer.
    pub kind: PromotionKind,
    /// Goods for so much more, in minor units.
    pub by: i64,
    /// What it takes off then, in minor units.
    pub amount: Option<i64>,
    /// What percent it takes off then.
    pub percent: Option<i64>,
    /// What is given then.
    pub gift: Option<String>,
}

words! {
    /// Why a code does not count.
    Why {
        /// The shop knows no such code.
        Unknown = "unknown",
        /// It is not on yet.
        ToCome = "to_come",
        /// It is over.
        Over = "over",
        /// It is for other members.
        Members = "members",
        /// It is for other goods.
        OtherGoods = "other_goods",
        /// The goods it is for cost too little.
        BelowThreshold = "below_threshold",
        /// It cannot be combined with what is used, and that is better.
        NotWithOthers = "not_with_others",
    }
}

/// A code that was named and does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketRefused)]
pub struct Refused {
    /// As it was named.
    pub code: String,
    /// Why.
    pub why: Why,
}

/// What is missing to offers that would then be used: those that go with what is used, and those that are worth more than
/// what they would take the place of.
pub(super) fn missing(
    goods: &[Good<'_>],
    open: &[&Promotion],
    chosen: &[&Promotion],
    payer: &Payer,
) -> Vec<Missing> {
    let shut = chosen.iter().any(|one| one.facts.exclusive);
    let mut all: Vec<Missing> = open
        .iter()
        .filter(|offer| !shut && !offer.facts.exclusive && offer.has_its_code(payer))
        .filter_map(|offer| missing_to(goods, offer, chosen))
        .collect();
    all.sort_by(|a, b| (a.by, &a.promotion_id).cmp(&(b.by, &b.promotion_id)));
    all.truncate(TOLD);
    all
}

fn missing_to(goods: &[Good<'_>], offer: &Promotion, chosen: &[&Promotion]) -> Option<Missing> {
    let facts = &offer.facts;
    let threshold = facts.threshold.filter(|threshold| *threshold > 0)?;
    let used = chosen.iter().any(|one| one.id == offer.id);
    if used && (!facts.repeats || facts.kind == PromotionKind::Percent) {
        return None;
    }
    let (stays, goes): (Vec<&Promotion>, Vec<&Promotion>) =
        chosen.iter().copied().filter(|one| one.id != offer.id).partition(|one| may_meet(one, offer));
    let base = base_of(goods, &stays, offer);
    if base == 0 {
        return None;
    }
    let next = threshold.checked_mul(base / threshold + 1)?;
    if base >= threshold && !used {
        return None;
    }
    if !goes.is_empty() {
        let lost = apply(goods, chosen).map_or(0, |counted| {
            let of = |id: &str| goes.iter().any(|one| one.facts.promotion_id == id);
            counted.applied.iter().filter(|one| of(&one.promotion_id)).map(|one| one.off).sum()
        });
        let gives_more = goes.iter().all(|one| one.facts.gift.is_none())
            && facts.amount.is_some_and(|amount| amount > lost);
        if !gives_more {
            return None;
        }
    }
    Some(Missing {
        promotion_id: facts.promotion_id.clone(),
        title: facts.title.clone(),
        kind: facts.kind,
        by: next - base,
        amount: facts
            .amount
            .map(|amount| amount.saturating_mul(if facts.repeats { next / threshold } else { 1 })),
        percent: facts.percent.filter(|_| facts.amount.is_none()),
        gift: facts.gift.clone().filter(|_| facts.kind == PromotionKind::Gift),
    })
}

/// Why each named code that is not used is not.
pub(super) fn refused(
    goods: &[Good<'_>],
    promotions: &[&Promotion],
    counted: &Counted,
    payer: &Payer,
) -> Vec<Refused> {
    let used = |offer: &Promotion| counted.applied.iter().any(|a| a.promotion_id == offer.facts.promotion_id);
    payer
        .codes
        .iter()
        .filter_map(|code| {
            let with_it =
                |offer: &&&Promotion| offer.facts.code.as_ref().is_some_and(|own| same_code(own, code));
            let meant: Vec<&Promotion> = promotions.iter().filter(with_it).copied().collect();
            if meant.iter().any(|offer| used(offer)) {
                return None;
            }
            // Of several with this code, the one that came nearest says why.
            let why = meant.iter().map(|offer| why(goods, offer, payer)).max().unwrap_or(Why::Unknown);
            Some(Refused { code: code.clone(), why })
        })
        .collect()
}

fn why(goods: &[Good<'_>], offer: &Promotion, payer: &Payer) -> Why {
    match offer.standing(payer.now) {
        Standing::ToCome => return Why::ToCome,
        Standing::Over => return Why::Over,
        Standing::On => {}
    }
    if !offer.is_for_level(payer.level.as_deref()) {
        return Why::Members;
    }
    if !goods.iter().any(|good| offer.reaches(good.product)) {
        return Why::OtherGoods;
    }
    if base_of(goods, &[], offer) < offer.facts.threshold.unwrap_or(0) {
        return Why::BelowThreshold;
    }
    Why::NotWithOthers
}
