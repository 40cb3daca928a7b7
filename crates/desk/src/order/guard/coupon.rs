//! When a coupon may be given.

use std::time::Duration;

use db::Time;

use super::{Allowed, DAY, GuardFacts};
use crate::error::Refusal;
use crate::shop::ServicePolicy;

pub(super) fn check(
    amount: i64,
    threshold: i64,
    until: Time,
    facts: &GuardFacts,
    policy: &ServicePolicy,
    now: Time,
) -> Allowed {
    if amount <= 0 {
        return Err(Refusal::invalid("amount", "out_of_range"));
    }
    if threshold < 0 {
        return Err(Refusal::invalid("threshold", "negative"));
    }
    if let Some(most) = policy.coupon_most.filter(|most| amount > *most) {
        return Err(Refusal::invalid("amount", "coupon_too_large").with("limit", most));
    }
    if until <= now {
        return Err(Refusal::invalid("until", "coupon_already_over"));
    }
    if until > now + Duration::from_secs(u64::from(policy.coupon_days) * DAY) {
        return Err(Refusal::invalid("until", "coupon_too_long").with("days", policy.coupon_days));
    }
    if facts.coupons_lately >= i64::from(policy.coupons_per_buyer) {
        return Err(Refusal::conflict("coupons_used_up").with("limit", policy.coupons_per_buyer));
    }
    Ok(())
}
