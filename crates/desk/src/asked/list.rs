//! The questions themselves, to be looked at behind a figure.

use db::Time;

use super::{Asked, Outcome, Rating, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ArticleId, ShopId};

/// Which questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Of which shop.
    pub shop: ShopId,
    /// Only those told or offered this article.
    pub article: Option<ArticleId>,
    /// Only with this outcome.
    pub outcome: Option<Outcome>,
    /// Only with this rating.
    pub rating: Option<Rating>,
    /// Only those with no good answer.
    pub missed: bool,
    /// Asked since.
    pub since: Time,
    /// At most.
    pub limit: i64,
}

/// The questions, newest first.
pub fn list(ctx: &mut Ctx<'_, '_>, query: &Query) -> Result<Vec<Asked>> {
    Ok(store::list(ctx.tx, query)?)
}
