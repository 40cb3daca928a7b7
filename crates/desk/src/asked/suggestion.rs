//! What became of the articles that were suggested to agents.

use super::figures::Figures;
use super::store;
use crate::conversation;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ArticleId, ConversationId, ShopId};
use crate::knowledge;
use crate::word::words;

/// Articles of one suggestion at most.
const MOST: usize = 5;

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

/// Keeps what an agent did with the articles of a suggestion: sent it changed by `edited`, or, without that, said something
/// else. Articles that the shop does not have are left out: whatever names them is only a client.
pub fn used(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    articles: &[String],
    edited: Option<f64>,
) -> Result<()> {
    let shop = conversation::get(ctx, conversation)?.shop;
    let outcome = match edited {
        None => Use::Rejected,
        Some(edited) if edited <= 0.0 => Use::Accepted,
        Some(_) => Use::Edited,
    };
    for id in articles.iter().take(MOST) {
        if let Some(article) = knowledge::by_external_id(ctx, shop, id)? {
            record(ctx, shop, article.id, outcome, edited)?;
        }
    }
    Ok(())
}

/// How agents took an article's suggestions, as log odds to add to its own: nothing without any, one at most either way.
pub fn standing(figures: &Figures) -> f64 {
    let (accepted, edited, rejected) =
        (count(figures.accepted), count(figures.edited), count(figures.rejected));
    // One imagined of each keeps the first few from deciding everything; what was rewritten was half taken.
    let taken = accepted + edited * (1.0 - figures.edited_share.unwrap_or(0.5)) + 1.0;
    let left = rejected + edited * figures.edited_share.unwrap_or(0.5) + 1.0;
    (taken / left).ln().clamp(-1.0, 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of suggestions are far below 2^52")]
fn count(number: i64) -> f64 {
    number as f64
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_agents_take_stands_higher() {
        let of = |accepted, rejected| standing(&Figures { accepted, rejected, ..Figures::default() });
        assert!(of(0, 0).abs() < 1e-9);
        assert!(of(3, 0) > of(1, 0) && of(0, 3) < of(0, 1));
        assert!(of(500, 0) <= 1.0 && of(0, 500) >= -1.0);
    }
}
