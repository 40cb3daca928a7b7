//! What the shop knows: articles, each one question with its other wordings, its answers, and where they hold.

use crate::catalog::Change;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{ArticleId, ShopId};
use crate::shop::Lang;

mod article;
mod asked;
mod asker;
pub mod conflict;
mod contrast;
pub mod embedding;
pub mod evidence;
mod fitted;
pub mod keeping;
pub mod proposal;
pub mod shelf;
pub mod stated;
mod store;
pub mod threshold;
pub mod version;

pub use article::{Article, ArticleInput, ArticleKind, Audience, Conditions, OnExpiry, Telling, Variant};
pub use asker::Asker;
pub use keeping::{ArticleSource, ArticleStatus, Keeping, SourceOf};

use version::{Version, VersionState};

/// Takes in an article, or what is new about it, and publishes it: what is imported has been looked at elsewhere.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: ShopId, language: Lang, input: &ArticleInput) -> Result<Change> {
    input.check()?;
    let known = store::by_external_id(ctx.tx, shop, &input.article_id)?;
    let language = input.language.unwrap_or(language);
    let facts = ArticleInput { language: Some(language), ..input.clone() };
    let (article, number, change) = match known {
        Some(known) if known.facts == facts && known.keeping.status == ArticleStatus::Published => {
            return Ok(Change::Unchanged);
        }
        Some(known) => {
            let newest = version::versions(ctx, known.id)?.first().map_or(known.version, |v| v.number);
            (known, newest + 1, Change::Updated)
        }
        None => {
            let keeping = Keeping { source: ArticleSource::of(SourceOf::Import), ..Keeping::default() };
            let article = Article {
                id: ctx.id(),
                shop,
                version: 1,
                language,
                facts: facts.clone(),
                keeping,
                updated_at: ctx.now,
            };
            store::upsert(ctx.tx, &article)?;
            (article, 1, Change::Added)
        }
    };
    let version = Version {
        article: article.id,
        number,
        state: VersionState::Published,
        facts,
        note: String::new(),
        author: None,
        created_at: ctx.now,
        decided_by: None,
        decided_at: Some(ctx.now),
    };
    version::go_live(ctx, article, &version)?;
    Ok(change)
}

/// Tells the house that a shop knows different things now. Called once after any number of upserts.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::KnowledgeChanged {})
}

/// All that a shop tells, by id.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Article>> {
    Ok(store::published(ctx.tx, shop)?)
}

/// All that a shop knows: drafts, what is told, and what is told no longer; by id.
pub fn all(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Article>> {
    Ok(store::all(ctx.tx, shop)?)
}

/// The article.
pub fn get(ctx: &mut Ctx<'_, '_>, id: ArticleId) -> Result<Article> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_article").into())
}

/// The article with this id of the shop's.
pub fn by_external_id(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: &str) -> Result<Option<Article>> {
    Ok(store::by_external_id(ctx.tx, shop, id)?)
}
