//! A change in what was read is a change in what came from it.

use std::collections::HashMap;

use super::take::{as_new, section};
use super::{Document, Report, Section, Weighed, product, store};
use crate::catalog;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::ShopId;
use crate::knowledge::keeping::mark_stale;
use crate::knowledge::proposal::{self, NewProposal, Proposal, ProposalKind, ProposalState};
use crate::knowledge::stated::{differences, not_in};
use crate::knowledge::version::Keeper;
use crate::knowledge::{self, Article, ArticleInput, ArticleStatus, SourceOf};
use crate::shop;

/// Longest reason kept, in characters.
const REASON: usize = 300;

/// A part says something else now.
pub(super) fn changed(
    ctx: &mut Ctx<'_, '_>,
    document: &Document,
    before: Section,
    weighed: &Weighed,
    report: &mut Report,
) -> Result<()> {
    let piece = &weighed.piece;
    let proposal = before.proposal.map(|id| proposal::proposal(ctx, id)).transpose()?;
    let article = told(ctx, proposal.as_ref())?;
    let id = if let Some(article) = article {
        let outdated = outdated(&before.answer, &piece.answer, &article, piece.attribute);
        if outdated.is_none() && !comes_from(document, &article) {
            None
        } else {
            if let Some(reason) = outdated {
                mark_stale(ctx, article.id, &reason)?;
                report.stale += 1;
            }
            Some(change(ctx, document, &article, weighed)?)
        }
    } else {
        if let Some(open) = proposal.filter(|open| open.state == ProposalState::Open)
            && (open.body.question != piece.question || open.source != document.source(&piece.key))
        {
            withdraw(ctx, document, &open)?;
        }
        match proposal::propose(ctx, document.shop, as_new(document, weighed)) {
            Ok(id) => Some(id),
            Err(Error::Refused(refusal)) => {
                report.refused.push(super::RefusedPart { key: piece.key.clone(), refusal: *refusal });
                None
            }
            Err(error) => return Err(error),
        }
    };
    report.changed += 1;
    let proposal = id.or(before.proposal);
    Ok(store::put_section(ctx.tx, &section(document, weighed, proposal))?)
}

/// A part is no longer there.
pub(super) fn gone(
    ctx: &mut Ctx<'_, '_>,
    document: &Document,
    before: Section,
    report: &mut Report,
) -> Result<()> {
    let proposal = before.proposal.map(|id| proposal::proposal(ctx, id)).transpose()?;
    if let Some(article) = told(ctx, proposal.as_ref())? {
        if comes_from(document, &article) {
            let retire = NewProposal {
                kind: ProposalKind::Retire,
                article: Some(article.id),
                body: article.facts,
                source: document.source(&before.key),
                conflicts: Vec::new(),
                by: document.read_by,
            };
            proposal::propose(ctx, document.shop, retire)?;
        }
    } else if let Some(open) = proposal.filter(|open| open.state == ProposalState::Open) {
        withdraw(ctx, document, &open)?;
    }
    report.retired += 1;
    Ok(store::remove_section(ctx.tx, document.id, &before.key)?)
}

/// What a shop sells has changed: what was learned from its products changes with it, at once.
pub fn freshen(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let known = store::of_kind(ctx.tx, shop, SourceOf::Product)?;
    if known.is_empty() {
        return Ok(());
    }
    let shop = shop::get(ctx, shop)?;
    let tables = catalog::size_tables(ctx, shop.id)?;
    let sold: HashMap<String, catalog::Product> = catalog::products(ctx, shop.id)?
        .into_iter()
        .map(|product| (product.facts.product_id.clone(), product))
        .collect();
    let mut report = Report::default();
    for document in known {
        let pieces = sold.get(&document.name).map(|sold| product::pieces(&shop, sold, &tables));
        let mut now: HashMap<String, super::Piece> =
            pieces.into_iter().flatten().map(|piece| (piece.key.clone(), piece)).collect();
        let mut different = false;
        for before in store::sections(ctx.tx, document.id)? {
            match now.remove(&before.key) {
                Some(piece) if piece.hash() == before.hash => {}
                Some(piece) => {
                    different = true;
                    let weighed = Weighed { piece, conflicts: Vec::new(), known: false };
                    changed(ctx, &document, before, &weighed, &mut report)?;
                }
                None => {
                    different = true;
                    gone(ctx, &document, before, &mut report)?;
                }
            }
        }
        if different {
            store::put(ctx.tx, &Document { read_at: ctx.now, read_by: None, ..document })?;
        }
    }
    Ok(())
}

/// The article that is told because of a part.
fn told(ctx: &mut Ctx<'_, '_>, proposal: Option<&Proposal>) -> Result<Option<Article>> {
    let Some(id) = proposal.and_then(|proposal| proposal.article) else { return Ok(None) };
    let article = knowledge::get(ctx, id)?;
    Ok(Some(article).filter(|article| article.keeping.status == ArticleStatus::Published))
}

/// Whether an article is what the document says, and not one that only took a wording from it.
fn comes_from(document: &Document, article: &Article) -> bool {
    let (source, own) = (&article.keeping.source, document.source(""));
    source.kind == own.kind && source.id == own.id
}

/// What an article states that was so and is no longer: `7 天 → 15 天`.
fn outdated(before: &str, now: &str, article: &Article, attribute: bool) -> Option<String> {
    let tellings = std::iter::once(&article.facts.answer)
        .chain(article.facts.variants.iter().map(|variant| &variant.answer));
    let tellings: Vec<&String> = tellings.collect();
    let states = |words: &str| {
        tellings.iter().any(|told| {
            told.contains(words) || !words.is_empty() && not_in(words, told).is_empty() && has_figure(words)
        })
    };
    let pairs: Vec<String> = differences(before, now)
        .into_iter()
        .filter(|(was, _)| states(was))
        .map(|(was, is)| format!("{was} → {is}"))
        .collect();
    let reason = if !pairs.is_empty() {
        pairs.join("; ")
    } else if attribute {
        format!("{before} → {now}")
    } else {
        let lost: Vec<&str> = not_in(before, now).into_iter().filter(|was| states(was)).collect();
        if lost.is_empty() {
            return None;
        }
        lost.join("; ")
    };
    Some(reason.chars().take(REASON).collect())
}

fn has_figure(words: &str) -> bool {
    !not_in(words, "").is_empty()
}

/// Proposes that an article says what its source says now.
fn change(
    ctx: &mut Ctx<'_, '_>,
    document: &Document,
    article: &Article,
    weighed: &Weighed,
) -> Result<crate::id::ProposalId> {
    let piece = &weighed.piece;
    let conflicts =
        weighed.conflicts.iter().filter(|found| found.article_id != article.id).cloned().collect();
    let change = NewProposal {
        kind: ProposalKind::Change,
        article: Some(article.id),
        body: ArticleInput { answer: piece.answer.clone(), ..article.facts.clone() },
        source: document.source(&piece.key),
        conflicts,
        by: document.read_by,
    };
    proposal::propose(ctx, document.shop, change)
}

/// A proposal that nobody has decided about, and that nothing stands behind any more.
fn withdraw(ctx: &mut Ctx<'_, '_>, document: &Document, open: &Proposal) -> Result<()> {
    proposal::reject(ctx, open.id, Keeper { agent: document.read_by, commits: false })
}
