//! What passing a conversation on costs by the number that a platform holds against the shop.

use super::phrase;
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::ShopId;
use crate::metric::definition::{Account, Measure};
use crate::metric::{self, Definition};
use crate::shop::{self, Bilingual, ShopSettings};
use crate::word::words;

words! {
    /// What a transfer does to the number.
    TransferCost {
        /// Nobody waits for an answer: nothing.
        Nothing = "nothing",
        /// The buyer's clock goes on; whoever has the conversation then must still be in time.
        ClockGoesOn = "clock_goes_on",
        /// What waits counts as unanswered where it was, and waits anew where it goes.
        LeftUnanswered = "left_unanswered",
    }
}

/// What passing this conversation on costs now, and by which number; by none when its shop is judged by none.
pub fn of(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<(TransferCost, Option<Bilingual>)> {
    let shop = shop::get(ctx, conversation.shop)?;
    let Some(judged_by) = judged_by(ctx, shop.id, &shop.settings)? else {
        return Ok((TransferCost::Nothing, None));
    };
    let awaited = conversation.unanswered_since.is_some();
    Ok((cost(judged_by.account, awaited), Some(judged_by.title)))
}

/// What it costs to pass on a conversation in which an answer is waited for, or is not. Pure.
fn cost(account: Account, awaited: bool) -> TransferCost {
    match (account, awaited) {
        (_, false) => TransferCost::Nothing,
        (Account::Shop, true) => TransferCost::ClockGoesOn,
        (Account::SubAccount, true) => TransferCost::LeftUnanswered,
    }
}

/// The cost as a phrase.
pub fn told(cost: TransferCost) -> Bilingual {
    phrase::plain(&format!("transfer_{cost}"))
}

/// The definition that a shop is judged by, its newest version; none when it names none, or none that there is.
pub fn judged_by(ctx: &mut Ctx<'_, '_>, shop: ShopId, settings: &ShopSettings) -> Result<Option<Definition>> {
    let name = &settings.routing.metric;
    if name.is_empty() {
        return Ok(None);
    }
    let mut all = metric::definitions(ctx, shop)?;
    all.retain(|definition| definition.name == *name);
    Ok(all.pop())
}

/// Refuses settings that name a definition that there is not.
pub fn check(ctx: &mut Ctx<'_, '_>, shop: ShopId, settings: &ShopSettings) -> Result<()> {
    if settings.routing.metric.is_empty() || judged_by(ctx, shop, settings)?.is_some() {
        return Ok(());
    }
    Err(Refusal::invalid("routing.metric", "no_such_definition").into())
}

/// Within how many seconds the definition wants an answer, if it says so.
pub(super) fn limit(definition: &Definition) -> Option<u64> {
    match &definition.measure {
        Measure::Rate { due } | Measure::Late { due } => due.within_seconds,
        Measure::Average { .. } | Measure::Share { .. } | Measure::Once { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::shipped;

    #[test]
    fn where_accounts_are_counted_apart_passing_on_leaves_a_round_unanswered() {
        let taobao = shipped::newest("taobao-average-reply").expect("it is shipped");
        assert_eq!(cost(taobao.account, true), TransferCost::LeftUnanswered);
        assert_eq!(cost(taobao.account, false), TransferCost::Nothing);
        assert_eq!(cost(Account::Shop, true), TransferCost::ClockGoesOn);
        for cost in TransferCost::ALL {
            let Bilingual { zh, en } = told(*cost);
            assert!(!zh.is_empty() && !en.is_empty(), "{cost}");
        }
    }
}
