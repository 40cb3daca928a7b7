//! What an order costs: the best of what was on offer when it was paid, and the postage, as the shop's articles say.

use db::Time;
use desk::catalog::ProductInput;
use desk::catalog::promotion::{PromotionInput, PromotionKind, Reach};
use desk::shop::Lang;

use super::seller::Seller;

/// What lies on the counter: a product, and what all pieces of it cost at their prices.
pub(super) struct Good<'a> {
    pub(super) product: &'a ProductInput,
    pub(super) amount: i64,
}

/// Who pays, and when.
pub(super) struct Payer<'a> {
    pub(super) paid_at: Time,
    pub(super) city: &'a str,
    pub(super) level: Level,
    /// Whether they have never paid here before.
    pub(super) first: bool,
    /// Whether they think of a coupon.
    pub(super) coupon: bool,
}

/// A member's level, by what they have bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Plain,
    Silver,
    Gold,
}

impl Level {
    /// China: silver from ¥500, gold from ¥2000, within twelve months. America: the club is joined, not earned.
    pub(super) fn of(seller: &Seller, spent: i64, number: usize) -> Self {
        match seller.language {
            Lang::Zh if spent >= 200_000 => Self::Gold,
            Lang::Zh if spent >= 50_000 => Self::Silver,
            Lang::En if number % 5 < 3 => Self::Silver,
            Lang::Zh | Lang::En => Self::Plain,
        }
    }

    /// As the shop calls it.
    pub(super) fn name(self, seller: &Seller) -> Option<&'static str> {
        match (seller.language, self) {
            (Lang::Zh, Self::Plain) => Some("普通会员"),
            (Lang::Zh, Self::Silver) => Some("银卡会员"),
            (Lang::Zh, Self::Gold) => Some("金卡会员"),
            (Lang::En, Self::Plain) => None,
            (Lang::En, Self::Silver | Self::Gold) => Some("Pine Club"),
        }
    }
}

/// What is paid for all of it.
pub(super) fn total(
    seller: &Seller,
    promotions: &[PromotionInput],
    goods: &[Good<'_>],
    payer: &Payer<'_>,
) -> i64 {
    let sum: i64 = goods.iter().map(|good| good.amount).sum();
    let open = |offer: &&PromotionInput| {
        offer.starts_at.is_none_or(|from| from <= payer.paid_at)
            && offer.ends_at.is_none_or(|until| payer.paid_at < until)
            && (!offer.members_only || payer.level > Level::Plain)
            && (payer.first || offer.code.as_deref() != Some(seller.first_order_code))
    };
    let open: Vec<&PromotionInput> = promotions.iter().filter(open).collect();
    let of_kinds = |kinds: &[PromotionKind]| -> Vec<&PromotionInput> {
        open.iter().copied().filter(|offer| kinds.contains(&offer.kind)).collect()
    };
    let by_itself = of_kinds(&[PromotionKind::Threshold, PromotionKind::Percent]);
    let coupons = if payer.coupon { of_kinds(&[PromotionKind::Coupon]) } else { Vec::new() };
    let best = by_themselves(seller, &by_itself, goods)
        .into_iter()
        .map(|taken| (taken.off, taken.off + coupon(&coupons, &taken, goods)))
        .max_by_key(|(_, all)| *all);
    let (before_coupon, all) = best.unwrap_or_default();
    sum - all + postage(seller, sum - before_coupon, sum - all, payer)
}

/// Offers that apply without a code, and what they take off.
struct Taken<'a> {
    offers: Vec<&'a PromotionInput>,
    off: i64,
}

/// Every way to let offers apply by themselves: none, one, or two on different goods where the shop allows it.
fn by_themselves<'a>(seller: &Seller, offers: &[&'a PromotionInput], goods: &[Good<'_>]) -> Vec<Taken<'a>> {
    let all: Vec<&Good<'_>> = goods.iter().collect();
    let mut ways = vec![Taken { offers: Vec::new(), off: 0 }];
    for one in offers {
        let (of_one, rest): (Vec<&Good<'_>>, Vec<&Good<'_>>) =
            all.iter().partition(|good| reaches(one, good));
        let off = off(one, &of_one);
        ways.push(Taken { offers: vec![*one], off });
        for two in offers.iter().filter(|two| !seller.one_discount && two.promotion_id != one.promotion_id) {
            let others: Vec<&Good<'_>> = rest.iter().copied().filter(|good| reaches(two, good)).collect();
            ways.push(Taken { offers: vec![*one, *two], off: off + self::off(two, &others) });
        }
    }
    ways
}

fn reaches(offer: &PromotionInput, good: &Good<'_>) -> bool {
    offer.scope.is_empty()
        || offer.scope.iter().any(|reach| match reach {
            Reach::Category(category) => good.product.category == *category,
            Reach::Product(id) => good.product.product_id == *id,
            Reach::Sku(id) => good.product.skus.iter().any(|sku| sku.sku_id == *id),
        })
}

/// What an offer takes off these goods.
fn off(offer: &PromotionInput, goods: &[&Good<'_>]) -> i64 {
    let sum: i64 = goods.iter().map(|good| good.amount).sum();
    let threshold = offer.threshold.unwrap_or(0);
    if goods.is_empty() || sum < threshold {
        return 0;
    }
    let times = if offer.repeats && threshold > 0 { sum / threshold } else { 1 };
    match (offer.amount, offer.percent) {
        (Some(amount), _) => (amount * times).min(sum),
        (None, Some(percent)) => sum * percent / 100,
        (None, None) => 0,
    }
}

/// What the best coupon takes off after that.
fn coupon(coupons: &[&PromotionInput], taken: &Taken<'_>, goods: &[Good<'_>]) -> i64 {
    let sum: i64 = goods.iter().map(|good| good.amount).sum();
    let saving = |coupon: &&PromotionInput| -> i64 {
        let agree = |one: &PromotionInput, other: &PromotionInput| {
            one.stacks_with.as_ref().is_some_and(|kinds| kinds.contains(&other.kind))
        };
        if taken.off > 0 && !taken.offers.iter().all(|offer| agree(offer, coupon) && agree(coupon, offer)) {
            return 0;
        }
        let reached: i64 = goods.iter().filter(|good| reaches(coupon, good)).map(|good| good.amount).sum();
        // The discount so far is shared out over all goods by what they cost.
        let left = reached - taken.off * reached / sum.max(1);
        if left > 0 && left >= coupon.threshold.unwrap_or(0) {
            coupon.amount.unwrap_or(0).min(left)
        } else {
            0
        }
    };
    coupons.iter().map(saving).max().unwrap_or(0)
}

/// In minor units: free from so much, else so much.
fn postage(seller: &Seller, before_coupon: i64, after: i64, payer: &Payer<'_>) -> i64 {
    let (goods, free_from, fee) = match (seller.language, payer.city) {
        (Lang::Zh, "乌鲁木齐" | "呼和浩特") => (before_coupon, Some(19_900), 1500),
        (Lang::Zh, _) if payer.level == Level::Gold => (before_coupon, Some(0), 0),
        (Lang::Zh, _) => (before_coupon, Some(5900), 600),
        (Lang::En, "Toronto, ON" | "London, UK" | "Berlin, Germany") => (after, None, 1995),
        (Lang::En, "Anchorage, AK") => (after, None, 995),
        (Lang::En, _) => (after, Some(4900), 595),
    };
    if free_from.is_some_and(|free_from| goods >= free_from) { 0 } else { fee }
}

#[cfg(test)]
mod tests {
    use desk::catalog::SkuInput;

    use super::super::seller::SELLERS;
    use super::*;

    fn offer(id: &str, kind: PromotionKind, threshold: i64) -> PromotionInput {
        PromotionInput {
            promotion_id: id.to_owned(),
            title: id.to_owned(),
            threshold: Some(threshold),
            stacks_with: Some(vec![PromotionKind::Coupon, PromotionKind::Threshold, PromotionKind::Percent]),
            ..PromotionInput::of_kind(kind)
        }
    }

    fn product(category: &str) -> ProductInput {
        let skus = vec![SkuInput { sku_id: category.to_owned(), price: 100, ..SkuInput::default() }];
        ProductInput {
            product_id: category.to_owned(),
            category: category.to_owned(),
            skus,
            ..ProductInput::default()
        }
    }

    #[test]
    fn the_example_of_the_articles_comes_out() {
        // 320 yuan, 300 off 40, then a coupon of 15 from 129: 265, postage free.
        let offers = [
            PromotionInput { amount: Some(4000), ..offer("off", PromotionKind::Threshold, 30_000) },
            PromotionInput { amount: Some(1500), ..offer("coupon", PromotionKind::Coupon, 12_900) },
        ];
        let shirt = product("衬衫");
        let payer =
            Payer {
                paid_at: Time::default(), city: "杭州", level: Level::Plain, first: false, coupon: true
            };
        let paid = |seller, amount| total(seller, &offers, &[Good { product: &shirt, amount }], &payer);
        assert_eq!(paid(SELLERS[0], 32_000), 26_500);
        assert_eq!(paid(SELLERS[0], 5000), 5600);
        // Nobody pays twice off the same good, and one order in America takes one discount.
        let closed = offers.clone().map(|offer| PromotionInput { stacks_with: Some(vec![]), ..offer });
        let payer = Payer { city: "Boston, MA", ..payer };
        assert_eq!(total(SELLERS[1], &closed, &[Good { product: &shirt, amount: 32_000 }], &payer), 28_000);
    }

    #[test]
    fn two_offers_share_no_good() {
        let sweaters = vec![Reach::Category("毛衣".to_owned())];
        let offers = [
            PromotionInput { amount: Some(4000), ..offer("off", PromotionKind::Threshold, 30_000) },
            PromotionInput {
                percent: Some(15),
                scope: sweaters,
                ..offer("percent", PromotionKind::Percent, 0)
            },
        ];
        let (sweater, coat) = (product("毛衣"), product("大衣"));
        let payer =
            Payer {
                paid_at: Time::default(), city: "杭州", level: Level::Plain, first: false, coupon: true
            };
        let both = [Good { product: &sweater, amount: 20_000 }, Good { product: &coat, amount: 30_000 }];
        assert_eq!(total(SELLERS[0], &offers, &both, &payer), 50_000 - 3000 - 4000);
    }
}
