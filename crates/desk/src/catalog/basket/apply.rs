//! A set of offers on a basket, one after the other.

use super::{Applied, Good, Postage, Share};
use crate::catalog::Promotion;
use crate::catalog::promotion::PromotionKind;

/// What a set of offers makes of a basket.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// What each line still costs.
    pub(super) left: Vec<i64>,
    /// What was done, in order.
    pub(super) applied: Vec<Applied>,
    /// What the goods cost before coupons: what free postage looks at.
    before_coupons: i64,
}

impl Counted {
    /// Without any offer.
    pub(super) fn nothing(goods: &[Good<'_>]) -> Self {
        let left: Vec<i64> = goods.iter().map(Good::amount).collect();
        let before_coupons = left.iter().copied().fold(0, i64::saturating_add);
        Self { left, applied: Vec::new(), before_coupons }
    }

    /// Whether postage is one of the things that are given.
    pub(super) fn ships_free(&self) -> bool {
        self.applied.iter().any(|applied| applied.kind == PromotionKind::FreeShipping)
    }

    /// What postage comes to; none when nobody has said.
    pub(super) fn postage(&self, postage: Option<Postage>) -> Option<i64> {
        if self.ships_free() {
            return Some(0);
        }
        let Postage { fee, free_from } = postage?;
        Some(if free_from.is_some_and(|from| self.before_coupons >= from) { 0 } else { fee })
    }
}

/// The order in which kinds are counted.
pub(super) fn rank(kind: PromotionKind) -> u8 {
    match kind {
        PromotionKind::Percent => 0,
        PromotionKind::Threshold => 1,
        PromotionKind::Gift => 2,
        PromotionKind::FreeShipping => 3,
        PromotionKind::Coupon => 4,
    }
}

/// The offers in the order in which they are counted: by kind, those for some goods before those for all.
pub(super) fn in_order<'p>(set: &[&'p Promotion]) -> Vec<&'p Promotion> {
    let mut ordered = set.to_vec();
    ordered.sort_by_key(|offer| {
        let facts = &offer.facts;
        (rank(facts.kind), facts.scope.is_empty(), facts.promotion_id.clone())
    });
    ordered
}

/// What the whole set makes of the goods; none when one of it comes to nothing, for then a smaller set says the same.
pub(super) fn apply(goods: &[Good<'_>], set: &[&Promotion]) -> Option<Counted> {
    let mut counted = Counted::nothing(goods);
    let mut taken: Vec<Vec<&Promotion>> = vec![Vec::new(); goods.len()];
    for offer in in_order(set) {
        let mine = reached(goods, &taken, offer);
        let base = sum(&counted.left, &mine);
        let times = times(offer, base, mine.is_empty())?;
        let off = taken_off(offer, base, times);
        let facts = &offer.facts;
        if off == 0 && !matches!(facts.kind, PromotionKind::Gift | PromotionKind::FreeShipping) {
            return None;
        }
        let mut from = Vec::new();
        for (index, share) in mine.iter().zip(shared(off, &counted.left, &mine, base)) {
            counted.left[*index] -= share;
            taken[*index].push(offer);
            if share > 0 {
                from.push(Share { sku_id: goods[*index].sku.sku_id.clone(), off: share });
            }
        }
        if facts.kind != PromotionKind::Coupon {
            counted.before_coupons -= off;
        }
        counted.applied.push(Applied {
            promotion_id: facts.promotion_id.clone(),
            title: facts.title.clone(),
            kind: facts.kind,
            times,
            off,
            from,
            gift: facts.gift.clone().filter(|_| facts.kind == PromotionKind::Gift),
        });
    }
    Some(counted)
}

/// What the goods of `offer` cost when its turn comes after those of `set` that are counted before it.
pub(super) fn base_of(goods: &[Good<'_>], set: &[&Promotion], offer: &Promotion) -> i64 {
    let earlier: Vec<&Promotion> = in_order(set)
        .into_iter()
        .filter(|one| one.id != offer.id && rank(one.facts.kind) < rank(offer.facts.kind))
        .collect();
    let counted = apply(goods, &earlier).unwrap_or_else(|| Counted::nothing(goods));
    let taken: Vec<Vec<&Promotion>> = goods
        .iter()
        .map(|good| earlier.iter().copied().filter(|one| one.reaches(good.product)).collect())
        .collect();
    sum(&counted.left, &reached(goods, &taken, offer))
}

/// The lines that an offer is for, less those that one it cannot be combined with has taken.
fn reached(goods: &[Good<'_>], taken: &[Vec<&Promotion>], offer: &Promotion) -> Vec<usize> {
    let free = |index: &usize| taken[*index].iter().all(|other| offer.stacks_with(other) == Some(true));
    (0..goods.len()).filter(|index| offer.reaches(goods[*index].product)).filter(free).collect()
}

fn sum(left: &[i64], mine: &[usize]) -> i64 {
    mine.iter().map(|index| left[*index]).fold(0, i64::saturating_add)
}

/// How often an offer counts; none when it does not.
fn times(offer: &Promotion, base: i64, nothing_is_meant: bool) -> Option<i64> {
    let facts = &offer.facts;
    let threshold = facts.threshold.unwrap_or(0);
    if nothing_is_meant || base < threshold {
        return None;
    }
    Some(if facts.repeats && threshold > 0 { base / threshold } else { 1 })
}

/// What an offer takes off goods that cost `base`: never more than that.
fn taken_off(offer: &Promotion, base: i64, times: i64) -> i64 {
    let facts = &offer.facts;
    let share = |percent: i64| {
        let off = (i128::from(base) * i128::from(percent) + 50) / 100;
        i64::try_from(off).unwrap_or(base)
    };
    let off = match facts.kind {
        PromotionKind::Gift | PromotionKind::FreeShipping => 0,
        PromotionKind::Percent => facts.percent.map_or(0, share),
        PromotionKind::Threshold => facts.amount.unwrap_or(0).saturating_mul(times),
        PromotionKind::Coupon => match (facts.amount, facts.percent) {
            (Some(amount), _) => amount.saturating_mul(times),
            (None, percent) => percent.map_or(0, share),
        },
    };
    off.clamp(0, base.max(0))
}

/// `off` among the lines by what they cost; the rest to the largest remainders, the first line first.
fn shared(off: i64, left: &[i64], mine: &[usize], base: i64) -> Vec<i64> {
    if off == 0 || base == 0 {
        return vec![0; mine.len()];
    }
    let exact = |index: &usize| i128::from(off) * i128::from(left[*index]);
    let whole = |index: &usize| i64::try_from(exact(index) / i128::from(base)).unwrap_or(0);
    let mut shares: Vec<i64> = mine.iter().map(whole).collect();
    let mut by_remainder: Vec<usize> = (0..mine.len()).collect();
    by_remainder.sort_by_key(|place| (std::cmp::Reverse(exact(&mine[*place]) % i128::from(base)), *place));
    let rest = usize::try_from(off - shares.iter().sum::<i64>()).unwrap_or(0);
    for place in by_remainder.into_iter().take(rest) {
        shares[place] += 1;
    }
    shares
}
