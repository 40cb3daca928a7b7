//! What a shop does for its buyers after they have ordered: the rules that an order's state alone does not give.

use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};

/// The longest period that means anything: ten years.
const LONGEST_DAYS: u32 = 3_650;

/// The rules of a shop about orders. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServicePolicy {
    /// Goods may come back within this many days of their delivery; none for ever.
    pub return_days: Option<u32>,
    /// Goods may be exchanged within this many days of their delivery; none for ever.
    pub exchange_days: Option<u32>,
    /// What belongs to these categories is neither taken back nor exchanged.
    pub final_sale_categories: Vec<String>,
    /// Whether a piece may be exchanged for the same variant, because the first one is faulty.
    pub exchange_for_same: bool,
    /// An order is cancelled for one of these reasons; for any when there is none.
    pub cancel_reasons: Vec<String>,
    /// Goods that were handed over are sent once more for one of these reasons.
    pub reship_reasons: Vec<String>,
    /// When other goods cost less, the difference goes to any way to pay that the buyer names, not only to the one the
    /// order was paid by or to a gift card.
    pub difference_to_any_method: bool,
    /// Within this many days of payment the difference to a lower price is paid back; 0 never.
    pub price_protection_days: u32,
    /// The largest coupon; none for no limit of the shop's.
    pub coupon_most: Option<i64>,
    /// How long a coupon may hold at most, in days.
    pub coupon_days: u32,
    /// How many coupons one buyer may be given within thirty days.
    pub coupons_per_buyer: u32,
}

impl Default for ServicePolicy {
    fn default() -> Self {
        Self {
            return_days: Some(7),
            exchange_days: Some(7),
            final_sale_categories: Vec::new(),
            exchange_for_same: true,
            cancel_reasons: Vec::new(),
            reship_reasons: ["not_received", "missing", "damaged", "wrong_item"].map(str::to_owned).to_vec(),
            difference_to_any_method: false,
            price_protection_days: 7,
            coupon_most: None,
            coupon_days: 90,
            coupons_per_buyer: 3,
        }
    }
}

impl ServicePolicy {
    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<()> {
        let periods = [
            ("service.return_days", self.return_days),
            ("service.exchange_days", self.exchange_days),
            ("service.price_protection_days", Some(self.price_protection_days)),
            ("service.coupon_days", Some(self.coupon_days)),
        ];
        for (field, days) in periods {
            if days.is_some_and(|days| days > LONGEST_DAYS) {
                return Err(Refusal::invalid(field, "too_large").with("limit", LONGEST_DAYS).into());
            }
        }
        if self.coupon_most.is_some_and(|most| most < 0) {
            return Err(Refusal::invalid("service.coupon_most", "negative").into());
        }
        let lists = [
            ("service.final_sale_categories", &self.final_sale_categories),
            ("service.cancel_reasons", &self.cancel_reasons),
            ("service.reship_reasons", &self.reship_reasons),
        ];
        for (field, words) in lists {
            if words.iter().any(|word| word.trim().is_empty()) {
                return Err(Refusal::invalid(field, "required").into());
            }
        }
        Ok(())
    }
}
