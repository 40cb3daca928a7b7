//! What a statement is about: the product, the variant and the order that the words before it name, else those that the
//! sentences before it were about, else those that the buyer asks about.

use std::ops::Range;

use super::find::Found;
use super::grounds::{Grounds, service};
use super::sentence::{Mood, Sentence};
use super::statement::Statement;

/// Stretches of a text that name products and orders, by place in the lists of the grounds.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) products: Vec<(Range<usize>, Vec<usize>)>,
    orders: Vec<(Range<usize>, usize)>,
}

/// What a statement is about, and how it is meant.
#[derive(Debug)]
pub(super) struct Scope<'t> {
    pub(super) mood: Mood,
    pub(super) clause: &'t str,
    /// What stands in the clause before the statement.
    pub(super) before: &'t str,
    pub(super) sentence: &'t str,
    /// Where the sentence stands.
    pub(super) sentence_span: Range<usize>,
    /// The service it is said of.
    pub(super) service: Option<&'static str>,
    /// Named products; empty when none was.
    pub(super) products: Vec<usize>,
    /// The named order.
    pub(super) order: Option<usize>,
    /// Words that may name a variant, the nearest first: before and after it in its clause, since the last such statement,
    /// before that, and up to the next.
    pub(super) near: [&'t str; 5],
}

impl Names {
    pub(super) fn find(text: &str, grounds: &Grounds) -> Self {
        let mut products: Vec<(Range<usize>, Vec<usize>)> = Vec::new();
        for (index, product) in grounds.products.iter().enumerate() {
            for name in &product.names {
                for (at, _) in text.match_indices(name.as_str()) {
                    note(at..at + name.len(), index, &mut products);
                }
            }
        }
        // A longer name is meant before one that stands inside it.
        let all: Vec<Range<usize>> = products.iter().map(|(span, _)| span.clone()).collect();
        products.retain(|(span, _)| {
            !all.iter()
                .any(|other| other.start <= span.start && span.end <= other.end && other.len() > span.len())
        });
        products.sort_by_key(|(span, _)| span.start);
        let mut orders = Vec::new();
        for (index, order) in grounds.orders.iter().enumerate() {
            let number = order.number.to_lowercase();
            orders.extend(text.match_indices(&number).map(|(at, _)| (at..at + number.len(), index)));
        }
        orders.sort_by_key(|(span, _)| span.start);
        Self { products, orders }
    }

    /// Stretches that only name something, and state nothing.
    pub(super) fn spans(&self) -> Vec<Range<usize>> {
        self.products.iter().map(|(span, _)| span.clone()).collect()
    }
}

fn note(span: Range<usize>, index: usize, products: &mut Vec<(Range<usize>, Vec<usize>)>) {
    match products.iter_mut().find(|(known, _)| *known == span) {
        Some((_, meant)) => meant.push(index),
        None => products.push((span, vec![index])),
    }
}

impl<'t> Scope<'t> {
    pub(super) fn of(
        text: &'t str,
        found: &Found,
        names: &Names,
        grounds: &Grounds,
        statement: &Statement,
    ) -> Self {
        let at = statement.span.start;
        let sentence = found.sentences.iter().find(|sentence| sentence.span.contains(&at));
        let (span, clause, mood) = match sentence {
            Some(sentence) => {
                let clause = sentence.clause(at);
                (
                    sentence.span.clone(),
                    clause.map_or(sentence.span.clone(), |clause| clause.span.clone()),
                    clause.map_or(Mood::Told, |clause| clause.mood),
                )
            }
            None => (0..text.len(), 0..text.len(), Mood::Told),
        };
        let order = nearest(&names.orders, &span, &clause, at).or_else(|| {
            // What the sentence before named is still spoken of.
            names.orders.iter().rev().find(|(name, _)| name.end <= span.start).map(|(_, order)| order)
        });
        let order = order.copied().or_else(|| {
            let meant: Vec<usize> =
                (0..grounds.orders.len()).filter(|at| grounds.orders[*at].meant).collect();
            if let [only] = meant.as_slice() { Some(*only) } else { None }
        });
        let products = nearest(&names.products, &span, &clause, at)
            .or_else(|| {
                names.products.iter().rev().find(|(name, _)| name.end <= span.start).map(|(_, meant)| meant)
            })
            .cloned()
            .unwrap_or_default();
        let near = near(found, sentence, statement, (&span, &clause));
        Self {
            mood,
            clause: &text[clause.clone()],
            before: &text[clause.start.min(at)..at],
            service: service(text, &span, at),
            sentence: &text[span.clone()],
            sentence_span: span,
            products,
            order,
            near: near.map(|span| &text[span]),
        }
    }

    /// The products it may be about: the named ones, else those the buyer asks about, else all there are.
    pub(super) fn products(&self, grounds: &Grounds) -> Vec<usize> {
        if !self.products.is_empty() {
            return self.products.clone();
        }
        let all = 0..grounds.products.len();
        let meant: Vec<usize> = all.clone().filter(|at| grounds.products[*at].meant).collect();
        if meant.is_empty() { all.collect() } else { meant }
    }

    /// The orders it may be about: the named one, else those with the named product, else all there are.
    pub(super) fn orders(&self, grounds: &Grounds) -> Vec<usize> {
        if let Some(order) = self.order {
            return vec![order];
        }
        let all = 0..grounds.orders.len();
        if self.products.is_empty() {
            return all.collect();
        }
        let named: Vec<&str> = self.products.iter().map(|at| grounds.products[*at].id.as_str()).collect();
        all.filter(|at| grounds.orders[*at].products.iter().any(|product| named.contains(&product.as_str())))
            .collect()
    }
}

/// The last name before a place in its clause, else in its sentence, else the first after it.
fn nearest<'n, T>(
    names: &'n [(Range<usize>, T)],
    sentence: &Range<usize>,
    clause: &Range<usize>,
    at: usize,
) -> Option<&'n T> {
    let within =
        |around: &Range<usize>, span: &Range<usize>| around.start <= span.start && span.end <= around.end;
    let before = |around: &Range<usize>| {
        names.iter().rev().find(|(span, _)| within(around, span) && span.start <= at).map(|(_, named)| named)
    };
    before(clause)
        .or_else(|| before(sentence))
        .or_else(|| names.iter().find(|(span, _)| within(sentence, span)).map(|(_, named)| named))
}

/// Words around a statement, the nearest first; those between two of a kind belong to the one whose clause they are in.
fn near(
    found: &Found,
    sentence: Option<&Sentence>,
    statement: &Statement,
    (span, clause): (&Range<usize>, &Range<usize>),
) -> [Range<usize>; 5] {
    let Some(sentence) = sentence else {
        let (before, after) = (span.start..statement.span.start, statement.span.end..span.end);
        return [before.clone(), after.clone(), before.clone(), before, after];
    };
    let alike = |other: &&Statement| {
        other.kind == statement.kind
            && sentence.span.contains(&other.span.start)
            && other.span != statement.span
    };
    let start = found
        .statements
        .iter()
        .filter(alike)
        .filter(|other| other.span.end <= statement.span.start)
        .map(|other| other.span.end)
        .max()
        .unwrap_or(span.start);
    let end = found
        .statements
        .iter()
        .filter(alike)
        .filter(|other| other.span.start >= statement.span.end)
        .map(|other| other.span.start)
        .min()
        .unwrap_or(span.end);
    let (from, to) = (statement.span.start, statement.span.end);
    [
        start.max(clause.start).min(from)..from,
        to..end.min(clause.end).max(to),
        start..from,
        span.start..from,
        to..end.max(to),
    ]
}
