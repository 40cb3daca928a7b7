//! Who looks after an article: its owner, when it is to be looked at again, and what makes it untrue meanwhile.

use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use super::{changed, store};
use crate::agent;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, ArticleId};
use crate::word::words;

words! {
    /// How an article stands.
    ArticleStatus {
        /// Written, and not yet published.
        Draft = "draft",
        /// It is told.
        Published = "published",
        /// It was told, and is no longer.
        Retired = "retired",
    }
}

words! {
    /// Where an article comes from.
    SourceOf {
        /// Somebody wrote it.
        Written = "written",
        /// A sheet that was imported.
        Import = "import",
        /// A document that was read.
        Document = "document",
        /// A product's page.
        Product = "product",
        /// A past conversation.
        Dialogue = "dialogue",
        /// An agent's answer that was kept.
        Capture = "capture",
        /// A question that had no answer.
        Gap = "gap",
    }
}

/// Where an article or a proposal comes from, so that a change there is a change here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleSource {
    /// What kind of source.
    pub kind: SourceOf,
    /// Which one: the id of the document, conversation, product or gap.
    #[serde(default)]
    pub id: String,
    /// What people call it.
    #[serde(default)]
    pub title: String,
    /// The part of it: the path of headings, the attribute.
    #[serde(default)]
    pub key: String,
}

impl ArticleSource {
    /// Somebody's own words.
    pub fn written() -> Self {
        Self::of(SourceOf::Written)
    }

    /// Of this kind and nothing more.
    pub fn of(kind: SourceOf) -> Self {
        Self { kind, id: String::new(), title: String::new(), key: String::new() }
    }
}

/// How an article is looked after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// How it stands.
    pub status: ArticleStatus,
    /// Who looks after it.
    pub owner: Option<AgentId>,
    /// When it is to be looked at again.
    pub review_at: Option<Time>,
    /// Why it may no longer be told to buyers, until somebody has looked: what it rests on has changed.
    pub stale: Option<String>,
    /// Where it comes from.
    pub source: ArticleSource,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            status: ArticleStatus::Published,
            owner: None,
            review_at: None,
            stale: None,
            source: ArticleSource::written(),
        }
    }
}

/// Articles are looked at again every quarter unless somebody says otherwise (M15).
pub const REVIEW_EVERY: Duration = Duration::from_secs(90 * 86_400);

/// What is to change about an article's keeping; what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeepingChange {
    /// Who looks after it from now on.
    pub owner: Option<AgentId>,
    /// When it is to be looked at again.
    pub review_at: Option<Time>,
}

/// Changes who looks after an article, and when.
pub fn keep(ctx: &mut Ctx<'_, '_>, id: ArticleId, change: KeepingChange) -> Result<()> {
    let article = super::get(ctx, id)?;
    if let Some(owner) = change.owner {
        let agent = agent::people::get(ctx, owner)?;
        if agent.disabled {
            return Err(Refusal::invalid("owner", "agent_disabled").into());
        }
    }
    if change.review_at.is_some_and(|at| at <= ctx.now) {
        return Err(Refusal::invalid("review_at", "in_the_past").into());
    }
    let owner = change.owner.or(article.keeping.owner);
    let review_at = change.review_at.or(article.keeping.review_at);
    Ok(store::keep(ctx.tx, id, owner, review_at)?)
}

/// Somebody has looked at the article and finds it true: it is not stale, and the next look is a quarter away.
pub fn reviewed(ctx: &mut Ctx<'_, '_>, id: ArticleId) -> Result<()> {
    let article = super::get(ctx, id)?;
    store::keep(ctx.tx, id, article.keeping.owner, Some(ctx.now + REVIEW_EVERY))?;
    if article.keeping.stale.is_some() {
        store::set_stale(ctx.tx, id, None)?;
        changed(ctx, article.shop)?;
    }
    Ok(())
}

/// What the article rests on has changed: buyers are no longer told it until somebody has looked.
pub fn mark_stale(ctx: &mut Ctx<'_, '_>, id: ArticleId, reason: &str) -> Result<()> {
    let article = super::get(ctx, id)?;
    if article.keeping.stale.as_deref() == Some(reason) {
        return Ok(());
    }
    store::set_stale(ctx.tx, id, Some(reason))?;
    changed(ctx, article.shop)
}
