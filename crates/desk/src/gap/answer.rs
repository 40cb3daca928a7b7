//! Answering a gap: a new article, or one that there is with more wordings.

use super::{Gap, GapState, get, save};
use crate::catalog::promotion::Reach;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::GapId;
use crate::knowledge::version::{self, Draft, Keeper};
use crate::knowledge::{self, Article, ArticleInput, ArticleSource, ArticleStatus, SourceOf};
use crate::shop::{self, Shop};

/// What a gap is answered with.
#[derive(Debug, Clone, PartialEq)]
pub enum Answering {
    /// An article to be written.
    New(Written),
    /// One that there is, by the shop's id, and wordings that it is to have from now on.
    Known {
        /// Which.
        article_id: String,
        /// What else it is asked by.
        similar: Vec<String>,
    },
}

/// An article to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The question, in its plainest words.
    pub question: String,
    /// What is told.
    pub answer: String,
    /// Other ways to ask it.
    pub similar: Vec<String>,
    /// What it is about; empty is everything.
    pub scope: Vec<Reach>,
    /// A heading to find it under.
    pub category: String,
}

/// Publishes what answers a gap. Whether it does, its questions say when they are asked again.
pub fn answer(ctx: &mut Ctx<'_, '_>, id: GapId, keeper: Keeper, answering: Answering) -> Result<Gap> {
    let gap = get(ctx, id)?;
    let shop = shop::get(ctx, gap.shop)?;
    let article = match answering {
        Answering::New(written) => {
            let facts = ArticleInput {
                similar: distinct(&written.question, written.similar),
                scope: written.scope,
                category: written.category,
                language: Some(gap.language),
                ..ArticleInput::new("", written.question, written.answer)
            };
            publish(ctx, &shop, keeper, &gap, facts)?
        }
        Answering::Known { article_id, similar } => {
            let known = known(ctx, &shop, &article_id)?;
            let wordings = distinct(&known.facts.question, [known.facts.similar.clone(), similar].concat());
            if wordings == known.facts.similar {
                known
            } else {
                let facts = ArticleInput { similar: wordings, ..known.facts };
                publish(ctx, &shop, keeper, &gap, facts)?
            }
        }
    };
    save(ctx, Gap { article: Some(article.id), state: GapState::Answering, ..gap })?;
    get(ctx, id)
}

fn publish(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    keeper: Keeper,
    gap: &Gap,
    facts: ArticleInput,
) -> Result<Article> {
    let source = ArticleSource {
        id: gap.id.to_string(),
        title: gap.title.clone(),
        ..ArticleSource::of(SourceOf::Gap)
    };
    let draft = Draft { facts, note: gap.title.chars().take(300).collect(), based_on: None, source };
    version::write_and_publish(ctx, shop, keeper, draft)
}

/// The published article.
fn known(ctx: &mut Ctx<'_, '_>, shop: &Shop, article_id: &str) -> Result<Article> {
    let missing = || Refusal::invalid("article_id", "no_such_article");
    let article = knowledge::by_external_id(ctx, shop.id, article_id)?.ok_or_else(missing)?;
    if article.keeping.status != ArticleStatus::Published {
        return Err(missing().into());
    }
    Ok(article)
}

/// Each wording once, and none that is the question itself.
fn distinct(question: &str, wordings: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for wording in wordings {
        let wording = wording.trim();
        if !wording.is_empty() && wording != question.trim() && !kept.iter().any(|known| known == wording) {
            kept.push(wording.to_owned());
        }
    }
    kept
}
