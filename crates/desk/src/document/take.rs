//! A document is taken in: what is new is proposed, what changed is proposed as a change, what is gone to be retired.

use std::collections::{BTreeMap, HashMap};

use super::revise::{changed, gone};
use super::{Document, Reading, RefusedPart, Report, Section, Weighed, store};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{DocumentId, ProposalId, ShopId};
use crate::knowledge::conflict::plain;
use crate::knowledge::proposal::{self, NewProposal, ProposalKind, ProposalState};
use crate::knowledge::stated::differences;

/// Takes a document in. The same again changes nothing.
pub fn take(ctx: &mut Ctx<'_, '_>, shop: ShopId, reading: Reading) -> Result<(DocumentId, Report)> {
    let Reading { kind, name, title, link, hash, found, by } = reading;
    let known = match store::by_name(ctx.tx, shop, kind, &name)? {
        Some(known) => Some(known),
        None => store::by_hash(ctx.tx, shop, kind, &hash)?,
    };
    let document = Document {
        id: known.as_ref().map_or_else(|| ctx.id(), |known| known.id),
        shop,
        kind,
        name: known.as_ref().map_or(name, |known| known.name.clone()),
        title,
        link: link.or_else(|| known.as_ref().and_then(|known| known.link.clone())),
        hash,
        read_at: ctx.now,
        read_by: by,
    };
    store::put(ctx.tx, &document)?;
    let mut before: BTreeMap<String, Section> = store::sections(ctx.tx, document.id)?
        .into_iter()
        .map(|section| (section.key.clone(), section))
        .collect();
    let open = proposal::proposals(ctx, shop, ProposalState::Open)?;
    let open: HashMap<String, String> =
        open.into_iter().map(|open| (plain(&open.body.question), open.body.answer)).collect();
    let mut report = Report::default();
    for weighed in found {
        match before.remove(&weighed.piece.key) {
            Some(section) if section.hash == weighed.piece.hash() => report.unchanged += 1,
            Some(section) => changed(ctx, &document, section, &weighed, &mut report)?,
            None => fresh(ctx, &document, &weighed, &open, &mut report)?,
        }
    }
    for section in before.into_values() {
        gone(ctx, &document, section, &mut report)?;
    }
    if report.proposed > 0 {
        proposal::changed(ctx, shop)?;
    }
    Ok((document.id, report))
}

fn fresh(
    ctx: &mut Ctx<'_, '_>,
    document: &Document,
    weighed: &Weighed,
    open: &HashMap<String, String>,
    report: &mut Report,
) -> Result<()> {
    let piece = &weighed.piece;
    let waits =
        open.get(&plain(&piece.question)).is_some_and(|answer| differences(answer, &piece.answer).is_empty());
    let proposal = if weighed.known || waits {
        report.known += 1;
        None
    } else {
        match proposal::propose_first(ctx, document.shop, as_new(document, weighed)) {
            Ok(id) => {
                report.proposed += 1;
                Some(id)
            }
            Err(Error::Refused(refusal)) => {
                report.refused.push(RefusedPart { key: piece.key.clone(), refusal: *refusal });
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    };
    Ok(store::put_section(ctx.tx, &section(document, weighed, proposal))?)
}

/// A part as a new article.
pub(super) fn as_new(document: &Document, weighed: &Weighed) -> NewProposal {
    NewProposal {
        kind: ProposalKind::New,
        article: None,
        body: weighed.piece.body(document.link.as_deref()),
        source: document.source(&weighed.piece.key),
        conflicts: weighed.conflicts.clone(),
        by: document.read_by,
    }
}

/// A part as it is now.
pub(super) fn section(document: &Document, weighed: &Weighed, proposal: Option<ProposalId>) -> Section {
    let piece = &weighed.piece;
    Section {
        document: document.id,
        key: piece.key.clone(),
        hash: piece.hash(),
        question: piece.question.clone(),
        answer: piece.answer.clone(),
        proposal,
    }
}
