//! What somebody or something thinks the shop should know, until a keeper has decided.

use db::Time;
use language::normalize::fold;

use super::article::{Article, ArticleInput};
use super::conflict::Conflict;
use super::keeping::ArticleSource;
use super::version::{self, Draft, Keeper};
use super::{get, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ArticleId, ProposalId, ShopId};
use crate::shop;
use crate::word::words;

words! {
    /// What is proposed.
    ProposalKind {
        /// A new article.
        New = "new",
        /// Another version of one that there is.
        Change = "change",
        /// That one is told no longer.
        Retire = "retire",
    }
}

words! {
    /// How a proposal stands.
    ProposalState {
        /// Nobody has decided.
        Open = "open",
        /// It was published, as it stood or changed.
        Accepted = "accepted",
        /// Nobody wanted it.
        Rejected = "rejected",
    }
}

/// Something proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewProposal {
    /// What.
    pub kind: ProposalKind,
    /// Of which article; none for a new one.
    pub article: Option<ArticleId>,
    /// What it should say.
    pub body: ArticleInput,
    /// Where it comes from.
    pub source: ArticleSource,
    /// What there is already.
    pub conflicts: Vec<Conflict>,
    /// Who proposes; nobody for what was read by itself.
    pub by: Option<AgentId>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Identity.
    pub id: ProposalId,
    /// Whose knowledge.
    pub shop: ShopId,
    /// What is proposed.
    pub kind: ProposalKind,
    /// Of which article.
    pub article: Option<ArticleId>,
    /// What it should say.
    pub body: ArticleInput,
    /// Where it comes from.
    pub source: ArticleSource,
    /// What there is already.
    pub conflicts: Vec<Conflict>,
    /// How it stands.
    pub state: ProposalState,
    /// Since when.
    pub created_at: Time,
    /// By whom.
    pub created_by: Option<AgentId>,
    /// When somebody decided.
    pub decided_at: Option<Time>,
    /// Who.
    pub decided_by: Option<AgentId>,
}

/// Proposes. The same from the same source is proposed once: as long as it is open, it is replaced.
pub fn propose(ctx: &mut Ctx<'_, '_>, shop: ShopId, new: NewProposal) -> Result<ProposalId> {
    let same = store::proposals(ctx.tx, shop, ProposalState::Open)?.into_iter().find(|known| {
        known.source == new.source && known.article == new.article && known.body.question == new.body.question
    });
    let id = put(ctx, shop, new, same)?;
    changed(ctx, shop)?;
    Ok(id)
}

/// Proposes what its source was never seen to say. Call [`changed`] once after any number of them.
pub fn propose_first(ctx: &mut Ctx<'_, '_>, shop: ShopId, new: NewProposal) -> Result<ProposalId> {
    put(ctx, shop, new, None)
}

/// Tells the house that there are other proposals now.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::ProposalsChanged {})
}

fn put(ctx: &mut Ctx<'_, '_>, shop: ShopId, new: NewProposal, same: Option<Proposal>) -> Result<ProposalId> {
    let NewProposal { kind, article, mut body, source, conflicts, by } = new;
    if body.article_id.trim().is_empty() {
        body.article_id = format!("k-{}", ctx.id::<ArticleId>());
    }
    body.check()?;
    let proposal = Proposal {
        id: same.as_ref().map_or_else(|| ctx.id(), |known| known.id),
        shop,
        kind,
        article,
        body: match same {
            Some(known) => ArticleInput { article_id: known.body.article_id, ..body },
            None => body,
        },
        source,
        conflicts,
        state: ProposalState::Open,
        created_at: ctx.now,
        created_by: by,
        decided_at: None,
        decided_by: None,
    };
    store::put_proposal(ctx.tx, &proposal)?;
    Ok(proposal.id)
}

/// Accepts a proposal, as it stands or as `edited`: what it says is live at once.
pub fn accept(
    ctx: &mut Ctx<'_, '_>,
    id: ProposalId,
    keeper: Keeper,
    edited: Option<ArticleInput>,
) -> Result<Article> {
    let proposal = still_open(ctx, id)?;
    let shop = shop::get(ctx, proposal.shop)?;
    let facts = edited.unwrap_or_else(|| proposal.body.clone());
    let article = match (proposal.kind, proposal.article) {
        (ProposalKind::Retire, Some(article)) => {
            version::retire(ctx, article, keeper)?;
            get(ctx, article)?
        }
        (ProposalKind::Change, Some(article)) => {
            let known = get(ctx, article)?;
            let facts = ArticleInput { article_id: known.facts.article_id, ..facts };
            publish(ctx, &shop, keeper, facts, &proposal)?
        }
        _ => publish(ctx, &shop, keeper, facts, &proposal)?,
    };
    decide(ctx, proposal, ProposalState::Accepted, Some(article.id), keeper)?;
    Ok(article)
}

/// Takes its question as one more wording of an article that there is.
pub fn merge(ctx: &mut Ctx<'_, '_>, id: ProposalId, into: &str, keeper: Keeper) -> Result<Article> {
    let proposal = still_open(ctx, id)?;
    let shop = shop::get(ctx, proposal.shop)?;
    let known = store::by_external_id(ctx.tx, proposal.shop, into)?;
    let known = known.ok_or_else(|| Refusal::invalid("article_id", "no_such_article"))?;
    let mut facts = known.facts.clone();
    for wording in std::iter::once(&proposal.body.question).chain(&proposal.body.similar) {
        let folded = fold(wording);
        let own = std::iter::once(&facts.question).chain(&facts.similar);
        if own.map(|own| fold(own)).all(|own| own != folded) {
            facts.similar.push(wording.clone());
        }
    }
    let article = publish(ctx, &shop, keeper, facts, &proposal)?;
    decide(ctx, proposal, ProposalState::Accepted, Some(article.id), keeper)?;
    Ok(article)
}

/// Rejects a proposal.
pub fn reject(ctx: &mut Ctx<'_, '_>, id: ProposalId, keeper: Keeper) -> Result<()> {
    let proposal = still_open(ctx, id)?;
    let article = proposal.article;
    decide(ctx, proposal, ProposalState::Rejected, article, keeper)
}

/// The proposal.
pub fn proposal(ctx: &mut Ctx<'_, '_>, id: ProposalId) -> Result<Proposal> {
    store::proposal(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_proposal").into())
}

/// The proposals of a shop that stand so, newest first; at most five hundred.
pub fn proposals(ctx: &mut Ctx<'_, '_>, shop: ShopId, state: ProposalState) -> Result<Vec<Proposal>> {
    Ok(store::proposals(ctx.tx, shop, state)?)
}

fn publish(
    ctx: &mut Ctx<'_, '_>,
    shop: &shop::Shop,
    keeper: Keeper,
    facts: ArticleInput,
    proposal: &Proposal,
) -> Result<Article> {
    let note = proposal.source.title.chars().take(300).collect();
    let written = Draft { facts, note, based_on: None, source: proposal.source.clone() };
    version::write_and_publish(ctx, shop, keeper, written)
}

fn still_open(ctx: &mut Ctx<'_, '_>, id: ProposalId) -> Result<Proposal> {
    let proposal = proposal(ctx, id)?;
    if proposal.state == ProposalState::Open {
        Ok(proposal)
    } else {
        Err(Refusal::conflict("already_decided").into())
    }
}

fn decide(
    ctx: &mut Ctx<'_, '_>,
    proposal: Proposal,
    state: ProposalState,
    article: Option<ArticleId>,
    keeper: Keeper,
) -> Result<()> {
    let shop = proposal.shop;
    let decided =
        Proposal { state, article, decided_at: Some(ctx.now), decided_by: keeper.agent, ..proposal };
    store::put_proposal(ctx.tx, &decided)?;
    fact::record(ctx, Scope::shop(shop), Fact::ProposalsChanged {})
}
