//! Before an anonymous buyer is told anything about an order, they name its number and the last four digits of the
//! receiver's phone. Wrong numbers and wrong digits look the same, and tries are counted.

use std::time::Duration;

use super::{Order, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, Scope};
use crate::id::BuyerId;
use crate::shop::Shop;

/// How long a buyer who has shown that an order is theirs need not do so again.
pub const GRANT_LASTS: Duration = Duration::from_secs(30 * 86_400);
/// Tries are counted over this time.
const WINDOW: Duration = Duration::from_secs(86_400);
/// All strangers together may fail this often for one order number: many small attackers are one.
const TRIES_PER_ORDER: i64 = 10;

/// What came of a try.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "fields are told of by their variant")]
pub enum Outcome {
    /// It is theirs.
    Passed(Box<Order>),
    /// Number or digits are wrong; so many tries are left.
    Failed { left: i64 },
    /// No more tries today.
    Blocked,
}

/// Checks what a buyer named, and remembers the result.
pub fn check(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    buyer: BuyerId,
    number: &str,
    ending: &str,
    scope: Scope,
) -> Result<Outcome> {
    let since = ctx.now - WINDOW;
    let own = store::failed_by_buyer(ctx.tx, buyer, since)?;
    let all = store::failed_for_number(ctx.tx, shop.id, number, since)?;
    let allowed = i64::from(shop.settings.bot.order_tries);
    if own >= allowed || all >= TRIES_PER_ORDER {
        return Ok(Outcome::Blocked);
    }
    let order = store::by_number(ctx.tx, shop.id, number)?.filter(|order| ends_with(order, ending));
    store::insert_check(ctx, shop.id, buyer, number, order.is_some())?;
    fact::record(
        ctx,
        scope,
        Fact::OrderChecked { order: order.as_ref().map(|o| o.id), passed: order.is_some() },
    )?;
    match order {
        Some(order) => {
            store::grant(ctx.tx, buyer, order.id, ctx.now + GRANT_LASTS)?;
            Ok(Outcome::Passed(Box::new(order)))
        }
        None if own + 1 >= allowed => Ok(Outcome::Blocked),
        None => Ok(Outcome::Failed { left: allowed - own - 1 }),
    }
}

/// The orders a buyer may be told about: their own when the shop vouches for them, and those they have shown to be
/// theirs. Newest first.
pub fn visible(ctx: &mut Ctx<'_, '_>, buyer: &crate::buyer::Buyer, limit: i64) -> Result<Vec<Order>> {
    let mut orders = if buyer.recognised() { store::of_buyer(ctx.tx, buyer.id, limit)? } else { Vec::new() };
    for granted in store::granted(ctx.tx, buyer.id, ctx.now, limit)? {
        if !orders.iter().any(|order| order.id == granted.id) {
            orders.push(granted);
        }
    }
    orders.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
    orders.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(orders)
}

fn ends_with(order: &Order, ending: &str) -> bool {
    ending.len() == 4
        && order.receiver_phone.as_ref().is_some_and(|phone| {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            digits.len() >= 7 && digits.ends_with(ending)
        })
}
