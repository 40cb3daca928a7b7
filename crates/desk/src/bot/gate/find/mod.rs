//! Finds what a text states: one file for each kind of statement. What is surest by its shape is found first, and takes
//! its stretch of the text.

use std::ops::Range;

use jiff::civil::DateTime;
use language::entities::{Entity, entities};

use super::sentence::{Sentence, sentences};
use super::statement::{Role, Statement, StatementKind, Value};

mod amount;
mod figure;
mod link;
mod person;
mod role;
mod share;
mod stock;
mod term;
mod time;

pub(super) use role::roles_in;

/// A text with what it states.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) sentences: Vec<Sentence>,
    /// In the order of the text.
    pub(super) statements: Vec<Statement>,
}

/// What a figure means depends on: the moment from which days are counted, and the currency of bare prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) now: DateTime,
    pub(super) currency: &'a str,
}

/// Everything that a plain text states. `names` are stretches that only name something.
pub(super) fn find(text: &str, frame: Frame<'_>, names: &[Range<usize>]) -> Found {
    let mut finder = Finder {
        text,
        frame,
        sentences: sentences(text),
        entities: entities(text, frame.now),
        taken: names.to_vec(),
        found: Vec::new(),
    };
    share::deals(&mut finder);
    link::links(&mut finder);
    person::contacts(&mut finder);
    share::discounts(&mut finder);
    amount::amounts(&mut finder);
    time::times(&mut finder);
    stock::stock(&mut finder);
    term::terms(&mut finder);
    person::people(&mut finder);
    figure::figures(&mut finder);
    let Finder { sentences, mut found, .. } = finder;
    found.sort_by_key(|statement| statement.span.start);
    Found { sentences, statements: found }
}

struct Finder<'t> {
    text: &'t str,
    frame: Frame<'t>,
    sentences: Vec<Sentence>,
    entities: Vec<Entity>,
    taken: Vec<Range<usize>>,
    found: Vec<Statement>,
}

impl<'t> Finder<'t> {
    fn is_free(&self, span: &Range<usize>) -> bool {
        self.taken.iter().all(|taken| taken.end <= span.start || span.end <= taken.start)
    }

    /// Notes a statement and takes its stretch, unless that is taken.
    fn take(&mut self, statement: Statement) {
        if self.is_free(&statement.span) {
            self.taken.push(statement.span.clone());
            self.found.push(statement);
        }
    }

    /// Notes a statement about words that others may be about as well.
    fn note(&mut self, statement: Statement) {
        self.found.push(statement);
    }

    /// The clause around a stretch; the whole text when there is none.
    fn clause(&self, at: usize) -> Range<usize> {
        let sentence = self.sentences.iter().find(|sentence| sentence.span.contains(&at));
        sentence
            .and_then(|sentence| sentence.clause(at).map(|clause| clause.span.clone()))
            .unwrap_or(0..self.text.len())
    }

    fn sentence(&self, at: usize) -> Range<usize> {
        let sentence = self.sentences.iter().find(|sentence| sentence.span.contains(&at));
        sentence.map_or(0..self.text.len(), |sentence| sentence.span.clone())
    }

    /// What the nearest words of the clause make a stretch about, else those before it in its sentence.
    fn role(&self, span: &Range<usize>, cues: &[role::Cue]) -> Option<Role> {
        let clause = self.clause(span.start);
        let before = self.sentence(span.start).start..clause.start;
        role::nearest(self.text, &clause, span, (cues, &self.taken))
            .or_else(|| role::nearest(self.text, &before, span, (cues, &self.taken)))
    }

    fn before(&self, at: usize) -> &'t str {
        &self.text[..at]
    }

    fn after(&self, at: usize) -> &'t str {
        &self.text[at..]
    }
}

fn statement(kind: StatementKind, value: Value, role: Option<Role>, span: Range<usize>) -> Statement {
    Statement { kind, value, role, span }
}

/// The number that figures or Chinese numerals write.
fn number(text: &str) -> Option<f64> {
    language::entities::number(text)
}

/// A number in figures or in Chinese numerals.
const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万点半]+)";
