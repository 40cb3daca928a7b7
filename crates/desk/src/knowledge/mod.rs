//! What the shop knows: articles, each one question with its other wordings, one answer, and where it holds.

use db::Time;
use serde::{Deserialize, Serialize};

use crate::catalog::{Change, Product, check_address, check_text, promotion::Reach};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{ArticleId, ShopId};
use crate::shop::Lang;
use crate::word::words;

mod asked;
pub mod embedding;
mod evidence;
pub mod shelf;
mod store;

words! {
    /// For whom an article is.
    Audience {
        /// Buyers and agents: the bot may tell it.
        All = "all",
        /// Agents only.
        Agent = "agent",
    }
}

/// An article as the shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleInput {
    /// The shop's id.
    pub article_id: String,
    /// The question, in its plainest words.
    pub question: String,
    /// Other ways to ask it.
    #[serde(default)]
    pub similar: Vec<String>,
    /// What is told.
    pub answer: String,
    /// A heading to find it under.
    #[serde(default)]
    pub category: String,
    /// What it is about; empty is everything.
    #[serde(default)]
    pub scope: Vec<Reach>,
    /// Its language; the shop's when not given.
    #[serde(default)]
    pub language: Option<Lang>,
    /// For whom it is.
    #[serde(default = "everybody")]
    pub audience: Audience,
    /// Holds from.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_from: Option<Time>,
    /// Holds until.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_until: Option<Time>,
    /// An address shown with the answer.
    #[serde(default)]
    pub link: Option<String>,
    /// A picture shown with the answer, by address.
    #[serde(default)]
    pub image: Option<String>,
}

fn everybody() -> Audience {
    Audience::All
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Identity.
    pub id: ArticleId,
    /// Its shop.
    pub shop: ShopId,
    /// Counted up by every change.
    pub version: i64,
    /// Its language.
    pub language: Lang,
    /// What the shop knows.
    pub facts: ArticleInput,
    /// When it last changed.
    pub updated_at: Time,
}

impl Article {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: Time) -> bool {
        self.facts.valid_from.is_none_or(|from| now >= from)
            && self.facts.valid_until.is_none_or(|until| now < until)
    }

    /// Whether it is about everything, or about one of these products.
    pub fn covers(&self, products: &[&Product]) -> bool {
        self.facts.scope.is_empty()
            || self.facts.scope.iter().any(|reach| products.iter().any(|product| reach.includes(product)))
    }

    /// Every way its question is asked, the plainest first.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.facts.question.as_str()).chain(self.facts.similar.iter().map(String::as_str))
    }
}

/// Takes in an article, or what is new about it.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: ShopId, language: Lang, input: &ArticleInput) -> Result<Change> {
    check(input)?;
    let language = input.language.unwrap_or(language);
    let known = store::by_external_id(ctx.tx, shop, &input.article_id)?;
    let input = ArticleInput { language: Some(language), ..input.clone() };
    let (id, version, change) = match &known {
        Some(known) if known.facts == input => return Ok(Change::Unchanged),
        Some(known) => (known.id, known.version + 1, Change::Updated),
        None => (ctx.id(), 1, Change::Added),
    };
    let article = Article { id, shop, version, language, facts: input, updated_at: ctx.now };
    store::upsert(ctx.tx, &article)?;
    Ok(change)
}

/// Tells the house that a shop knows different things now. Called once after any number of upserts.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::KnowledgeChanged {})
}

/// All that a shop knows, by id.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Article>> {
    Ok(store::list(ctx.tx, shop)?)
}

fn check(input: &ArticleInput) -> Result<()> {
    check_text("article_id", &input.article_id, 100)?;
    check_text("question", &input.question, 300)?;
    check_text("answer", &input.answer, 4000)?;
    if input.similar.len() > 100 {
        return Err(Refusal::invalid("similar", "too_many").with("limit", 100).into());
    }
    for wording in &input.similar {
        check_text("similar", wording, 300)?;
    }
    check_address("link", input.link.as_deref())?;
    check_address("image", input.image.as_deref())?;
    if let (Some(from), Some(until)) = (input.valid_from, input.valid_until)
        && until <= from
    {
        return Err(Refusal::invalid("valid_until", "ends_before_start").into());
    }
    Ok(())
}
