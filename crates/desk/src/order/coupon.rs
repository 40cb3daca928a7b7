//! Coupons. Those that another system gives are written down here as well: what may still be given is counted by them.

use db::Time;

use super::{Action, Receipt, store};
use crate::buyer;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;

/// A coupon for one buyer, in minor units.
pub(super) struct Coupon {
    pub(super) code: String,
    pub(super) amount: i64,
    pub(super) threshold: i64,
    pub(super) until: Time,
    pub(super) reason: String,
}

/// Writes down what a connected shop has done about a coupon. The same receipt again changes nothing.
pub fn done(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action, receipt: &Receipt) -> Result<()> {
    match action {
        Action::GrantCoupon { buyer, amount, threshold, until, reason } => {
            let Some(buyer) = buyer::by_external_id(ctx, shop, buyer)? else { return Ok(()) };
            let coupon = Coupon {
                code: receipt.number.clone(),
                amount: *amount,
                threshold: *threshold,
                until: *until,
                reason: reason.clone(),
            };
            Ok(store::insert_coupon(ctx, shop, buyer.id, &coupon)?)
        }
        Action::RevokeCoupon { code } => Ok(store::revoke_coupon(ctx.tx, shop, code).map(drop)?),
        _ => Ok(()),
    }
}
