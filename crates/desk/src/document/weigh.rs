//! What is known already of what was found.

use std::collections::HashMap;

use db::Time;

use super::{Contradiction, Piece, Weighed};
use crate::knowledge::conflict::{self, ConflictKind, Difference, Known, conflicts};
use crate::knowledge::stated::differences;
use crate::mind::{Mind, Shelves};
use crate::shop::Lang;

/// Compares pieces with what the shop knows and with each other. Of those that ask the same in the same words the first
/// is taken; when another says something else, that is told.
pub fn weigh(
    mind: &Mind,
    shelves: &Shelves,
    lang: Lang,
    pieces: Vec<Piece>,
    now: Time,
) -> (Vec<Weighed>, Vec<Contradiction>) {
    let known = Known { shelf: &shelves.knowledge, products: shelves.catalog.products(), lang, now };
    let mut found: Vec<Weighed> = Vec::new();
    let mut contradictions = Vec::new();
    let mut asked: HashMap<String, Vec<usize>> = HashMap::new();
    for piece in pieces {
        let same = asked.entry(conflict::plain(&piece.question)).or_default();
        let twin = same.iter().map(|at| &found[*at].piece).find(|other| other.scope == piece.scope);
        if let Some(other) = twin {
            let differs = differences(&other.answer, &piece.answer);
            if !differs.is_empty() {
                contradictions.push(Contradiction {
                    key: piece.key,
                    other: other.key.clone(),
                    question: piece.question,
                    differs: differs.into_iter().map(|(ours, theirs)| Difference { ours, theirs }).collect(),
                });
            }
            continue;
        }
        same.push(found.len());
        let conflicts = conflicts(known, mind, &piece.body(None));
        // In the same words, as far as the shelf can tell.
        let known = conflicts.iter().any(|found| found.kind == ConflictKind::Duplicate && found.score >= 1.0);
        found.push(Weighed { piece, conflicts, known });
    }
    (found, contradictions)
}
