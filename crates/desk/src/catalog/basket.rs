//! What a basket costs: the best of what is on offer, told line by line.
//!
//! How it is counted, so that shop, bot and agent say the same:
//!
//! - Offers are counted in this order: percentages, thresholds, gifts, free postage, coupons. A threshold looks at what the
//!   goods it is for still cost when its turn comes; gifts and free postage therefore look before coupons.
//! - A percentage is taken of the sum of its goods once, and half a minor unit is rounded up in the buyer's favour. What is
//!   taken off is shared among the lines by what they cost; the last minor units go to the largest remainders.
//! - Two offers are on one order only if both say so ([`Promotion::stacks_with`]); where the shop has not said, they are
//!   not. Those that are good for [other goods](super::PromotionInput::other_goods) share an order, but never a line.
//! - While an exclusive promotion is on for any of the goods and for this buyer, no other is used.
//! - The cheapest allowed combination wins; of equally cheap ones that with free postage, with more gifts, with fewer offers.

use db::Time;
use serde::{Deserialize, Serialize};

use super::promotion::{PromotionKind, Standing};
use super::{Product, Promotion, SkuInput};

mod apply;
mod choose;
mod hint;
#[cfg(test)]
mod tests;

pub use hint::{Missing, Refused, Why};

/// Something in the basket.
#[derive(Debug, Clone, Copy)]
pub struct Good<'a> {
    /// What it is.
    pub product: &'a Product,
    /// Which variant; its price is what one costs.
    pub sku: &'a SkuInput,
    /// Pieces; below one counts as none.
    pub quantity: i64,
}

/// Who pays, and when.
#[derive(Debug, Clone, Default)]
pub struct Payer {
    /// The member level, if there is one.
    pub level: Option<String>,
    /// Codes of coupons that the buyer has, in any spelling.
    pub codes: Vec<String>,
    /// When it is paid.
    pub now: Time,
}

/// What postage costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Postage {
    /// For an order, in minor units.
    pub fee: i64,
    /// Goods of this much go free.
    pub free_from: Option<i64>,
}

/// What a basket costs, with every step to the sum. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketSum)]
pub struct Sum {
    /// What is in it, by the ids of the variants.
    pub lines: Vec<Line>,
    /// What the goods cost without any offer.
    pub goods: i64,
    /// The offers that are used, in the order in which they were counted.
    pub applied: Vec<Applied>,
    /// What all offers take off.
    pub off: i64,
    /// Postage; none when the shop has not said what it costs.
    pub postage: Option<i64>,
    /// What is paid: goods, less what is taken off, and postage as far as it is known.
    pub total: i64,
    /// What is missing to the next offers, nearest first.
    pub missing: Vec<Missing>,
    /// The codes that were named and do not count here, and why.
    pub refused: Vec<Refused>,
}

/// A line of the basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketLine)]
pub struct Line {
    /// The product, by the shop's id.
    pub product_id: String,
    /// The variant, by the shop's id.
    pub sku_id: String,
    /// What it is called.
    pub title: String,
    /// Its colour, its size.
    pub options: Vec<String>,
    /// What one costs.
    pub unit_price: i64,
    /// Pieces.
    pub quantity: i64,
    /// What they cost together.
    pub amount: i64,
    /// What all offers take off them.
    pub off: i64,
}

/// An offer that is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketOffer)]
pub struct Applied {
    /// The promotion, by the shop's id.
    pub promotion_id: String,
    /// What it is called.
    pub title: String,
    /// What kind of offer.
    pub kind: PromotionKind,
    /// How often: more than once for each full threshold.
    pub times: i64,
    /// What it takes off.
    pub off: i64,
    /// Off which lines.
    pub from: Vec<Share>,
    /// What is given.
    pub gift: Option<String>,
}

/// What an offer takes off a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BasketShare)]
pub struct Share {
    /// The variant, by the shop's id.
    pub sku_id: String,
    /// In minor units.
    pub off: i64,
}

/// What a basket costs this buyer at this moment. The order of the goods does not matter.
pub fn price(goods: &[Good<'_>], promotions: &[&Promotion], payer: &Payer, postage: Option<Postage>) -> Sum {
    let goods = merged(goods);
    let open: Vec<&Promotion> = promotions.iter().copied().filter(|offer| offer.is_open_to(payer)).collect();
    let usable = choose::usable(&goods, &open, payer);
    let chosen = choose::best(&goods, &usable, postage);
    let counted = apply::apply(&goods, &chosen).unwrap_or_else(|| apply::Counted::nothing(&goods));
    let before: i64 = goods.iter().map(Good::amount).fold(0, i64::saturating_add);
    let left: i64 = counted.left.iter().copied().fold(0, i64::saturating_add);
    let fee = counted.postage(postage);
    let lines = goods.iter().zip(&counted.left).map(|(good, left)| line(good, *left)).collect();
    Sum {
        lines,
        goods: before,
        off: before - left,
        postage: fee,
        total: left.saturating_add(fee.unwrap_or(0)),
        missing: hint::missing(&goods, &open, &chosen, payer),
        refused: hint::refused(&goods, promotions, &counted, payer),
        applied: counted.applied,
    }
}

impl Good<'_> {
    fn amount(&self) -> i64 {
        self.sku.price.saturating_mul(self.quantity.max(0))
    }
}

impl Promotion {
    /// Whether it is on, and this buyer may use it.
    fn is_open_to(&self, payer: &Payer) -> bool {
        self.standing(payer.now) == Standing::On && self.is_for_level(payer.level.as_deref())
    }

    /// Whether a buyer of this member level may use it.
    pub fn is_for_level(&self, level: Option<&str>) -> bool {
        let facts = &self.facts;
        let named = |level| facts.levels.iter().any(|one| one == level);
        match level {
            _ if facts.levels.is_empty() && !facts.members_only => true,
            Some(level) => facts.levels.is_empty() || named(level),
            None => false,
        }
    }

    /// Whether its code, if it needs one, was named.
    fn has_its_code(&self, payer: &Payer) -> bool {
        self.facts.code.as_ref().is_none_or(|code| payer.names(code))
    }
}

impl Payer {
    fn names(&self, code: &str) -> bool {
        self.codes.iter().any(|named| same_code(named, code))
    }
}

fn same_code(one: &str, two: &str) -> bool {
    one.trim().eq_ignore_ascii_case(two.trim())
}

/// The same variants together, by their ids: whatever order they were put in.
fn merged<'a>(goods: &[Good<'a>]) -> Vec<Good<'a>> {
    let mut all: Vec<Good<'a>> = Vec::with_capacity(goods.len());
    for good in goods.iter().filter(|good| good.quantity > 0) {
        match all.iter_mut().find(|known| known.sku.sku_id == good.sku.sku_id) {
            Some(known) => known.quantity = known.quantity.saturating_add(good.quantity),
            None => all.push(*good),
        }
    }
    all.sort_by(|a, b| a.sku.sku_id.cmp(&b.sku.sku_id));
    all
}

fn line(good: &Good<'_>, left: i64) -> Line {
    Line {
        product_id: good.product.facts.product_id.clone(),
        sku_id: good.sku.sku_id.clone(),
        title: good.product.facts.title.clone(),
        options: good.sku.options.iter().map(|option| option.value.clone()).collect(),
        unit_price: good.sku.price,
        quantity: good.quantity,
        amount: good.amount(),
        off: good.amount() - left,
    }
}
