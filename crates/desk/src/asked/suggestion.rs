//! What became of the articles that were suggested to agents.

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ArticleId, ShopId};
use crate::word::words;

words! {
    /// What an agent did with a suggestion.
    Use {
        /// Sent as it stood.
        Accepted = "accepted",
        /// Sent, changed.
        Edited = "edited",
        /// Not sent: the agent said something else.
        Rejected = "rejected",
    }
}

/// Keeps what an agent did with an article that was suggested; `edited` is how much was changed, 0 to 1.
pub fn record(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    article: ArticleId,
    outcome: Use,
    edited: Option<f64>,
) -> Result<()> {
    let id: uuid::Uuid = ctx.id();
    Ok(store::insert_use(ctx.tx, &id.to_string(), shop, article, outcome, edited, ctx.now)?)
}
