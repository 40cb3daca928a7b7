//! What is learned from what a shop has already: its files, its product pages, its past conversations.
//!
//! A *document* is something that was read, a *section* a part of it that became a proposal. What is read again updates
//! what came from it: the unchanged stays, the changed is proposed as a change, and what the bot would tell wrongly
//! meanwhile is told no longer.

use db::Time;
use serde::Serialize;

use crate::catalog::promotion::Reach;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AgentId, DocumentId, ProposalId, ShopId};
use crate::knowledge::conflict::{Conflict, Difference};
use crate::knowledge::{ArticleInput, ArticleSource, SourceOf};
use crate::secret;
use crate::shop::Lang;

pub mod dialogue;
pub mod mine;
pub mod product;
mod revise;
mod store;
mod take;
mod weigh;

pub use revise::freshen;
pub use take::take;
pub use weigh::weigh;

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identity.
    pub id: DocumentId,
    /// Whose knowledge.
    pub shop: ShopId,
    /// A file, a product or a conversation.
    pub kind: SourceOf,
    /// The file's name, the shop's id of the product, the id of the conversation.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// An address shown with what came from it.
    pub link: Option<String>,
    /// Of its content.
    pub hash: String,
    /// When it was last read.
    pub read_at: Time,
    /// Who had it read.
    pub read_by: Option<AgentId>,
}

/// A document with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The document.
    pub document: Document,
    /// How many parts it has.
    pub sections: i64,
    /// Of these: proposals nobody has decided about.
    pub open: i64,
    /// Accepted.
    pub accepted: i64,
    /// Rejected.
    pub rejected: i64,
    /// Articles that are not told because of a change here.
    pub stale: i64,
}

/// A part of a document as it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Section {
    document: DocumentId,
    key: String,
    hash: String,
    question: String,
    answer: String,
    proposal: Option<ProposalId>,
}

/// What a part of a document would be as an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its place in the document: the same in every version.
    pub key: String,
    /// The question, in its plainest words.
    pub question: String,
    /// Other ways to ask it.
    pub similar: Vec<String>,
    /// The document's own words.
    pub answer: String,
    /// A heading to find it under.
    pub category: String,
    /// What it is about.
    pub scope: Vec<Reach>,
    /// Its language.
    pub language: Lang,
    /// Whether it says one thing that is so, which no longer is when it changes.
    pub attribute: bool,
}

impl Piece {
    fn hash(&self) -> String {
        secret::hash(&format!("{}\n{}", self.question, self.answer))
    }

    /// As an article.
    fn body(&self, link: Option<&str>) -> ArticleInput {
        ArticleInput {
            similar: self.similar.clone(),
            category: self.category.clone(),
            scope: self.scope.clone(),
            language: Some(self.language),
            link: link.map(str::to_owned),
            ..ArticleInput::new("", self.question.clone(), self.answer.clone())
        }
    }
}

/// A piece, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The piece.
    pub piece: Piece,
    /// Articles that answer the same question.
    pub conflicts: Vec<Conflict>,
    /// Whether one of them asks it in the same words and says the same.
    pub known: bool,
}

/// Two parts that answer one question differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Contradiction {
    /// The part that was left out.
    pub key: String,
    /// The part that was taken.
    pub other: String,
    /// What they ask.
    pub question: String,
    /// What they say differently.
    pub differs: Vec<Difference>,
}

/// A document that was read and understood, to be taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// A file, a product or a conversation.
    pub kind: SourceOf,
    /// By which it is known again.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// An address shown with what comes from it.
    pub link: Option<String>,
    /// Of its content.
    pub hash: String,
    /// Its parts.
    pub found: Vec<Weighed>,
    /// Who had it read.
    pub by: Option<AgentId>,
}

/// A part that cannot be an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPart {
    /// Its place.
    pub key: String,
    /// Why.
    pub refusal: crate::error::Refusal,
}

/// What came of taking a document in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// New proposals.
    pub proposed: usize,
    /// Parts that changed.
    pub changed: usize,
    /// Parts that are as they were.
    pub unchanged: usize,
    /// Parts that are gone.
    pub retired: usize,
    /// Parts that an article or a proposal says already.
    pub known: usize,
    /// Articles that are told no longer until somebody has looked.
    pub stale: usize,
    /// Parts that cannot be articles.
    pub refused: Vec<RefusedPart>,
}

impl Report {
    /// Adds what came of another.
    pub fn add(&mut self, other: Self) {
        self.proposed += other.proposed;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.retired += other.retired;
        self.known += other.known;
        self.stale += other.stale;
        self.refused.extend(other.refused);
    }
}

impl Document {
    /// The source that proposals from a part of it name.
    fn source(&self, key: &str) -> ArticleSource {
        let id = match self.kind {
            SourceOf::Document => self.id.to_string(),
            _ => self.name.clone(),
        };
        ArticleSource { kind: self.kind, id, title: self.title.clone(), key: key.to_owned() }
    }
}

/// The files that a shop has had read, newest first, with what came of each.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Outcome>> {
    Ok(store::outcomes(ctx.tx, shop, SourceOf::Document)?)
}

/// How many products and conversations of a shop were learned from.
pub fn learned(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<(i64, i64)> {
    Ok((store::count(ctx.tx, shop, SourceOf::Product)?, store::count(ctx.tx, shop, SourceOf::Dialogue)?))
}
