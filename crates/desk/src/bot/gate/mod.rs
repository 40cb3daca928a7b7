//! The gate: before anything is said as the bot, what it states is found and held against the facts of this buyer at this
//! moment. What a fact knows better is put right, what no fact supports is left out, and when too little is left a person
//! answers. Pure and deterministic: the same words over the same facts are judged alike, whoever wrote them.
//!
//! [`Grounds`] are the facts; [`check`] judges. One finder for each kind of statement in `find`, one judge in `judge`.

use std::ops::Range;

use regex::Regex;

use crate::asked::masked;
use crate::conversation::Checked;
use crate::conversation::checked::{CheckOutcome, CheckedStatement, Finding};
use crate::error::Result;

pub mod case;
mod find;
mod grounds;
mod house;
mod judge;
mod scope;
mod sentence;
mod situation;
mod statement;
mod terms;
mod truth;
mod written;

pub use grounds::Grounds;
pub(super) use house::{Facts, noticed};
pub(super) use situation::gated;
pub(crate) use situation::weighed;

use find::{Found, find};
use judge::Judged;
use scope::Names;
use statement::{Statement, StatementKind};
use written::Written;

/// An answer after the gate: what may be said, and what came of checking it. Empty when a person must answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// What may be said.
    pub text: String,
    /// What came of checking it.
    pub checked: Checked,
}

/// Checks a text that is about to be said.
pub fn check(text: &str, grounds: &Grounds) -> Result<Passed> {
    let read = Read::new(text, grounds);
    let statements = read.told(grounds)?;
    let bad: Vec<usize> = read.bad().collect();
    if bad.is_empty() {
        let checked = Checked { outcome: CheckOutcome::Passed, statements, held: Vec::new() };
        return Ok(Passed { text: text.to_owned(), checked });
    }
    let mut held = Vec::new();
    let mut rewritten = false;
    let mut said = String::with_capacity(text.len());
    let mut end = 0;
    for (index, sentence) in read.found.sentences.iter().enumerate() {
        let span = read.written.original(&sentence.span);
        // What stands between sentences: line breaks, marks.
        said.push_str(&text[end..span.start.max(end)]);
        end = span.end.max(end);
        let wrong: Vec<usize> = bad.iter().copied().filter(|at| read.is_in(*at, index)).collect();
        if wrong.is_empty() {
            said.push_str(&text[span]);
            continue;
        }
        match read.put_right(text, index, &wrong, grounds)? {
            Some(right) if holds(&said, &right, grounds) => {
                rewritten = true;
                said.push_str(&right);
            }
            _ => held.push(masked(text[span].trim(), grounds.now)),
        }
    }
    said.push_str(&text[end..]);
    let said = tidied(&said);
    let enough = Read::still_answers(&said, grounds);
    let outcome = match (enough, held.is_empty()) {
        (false, _) => CheckOutcome::HandedOff,
        (true, true) if rewritten => CheckOutcome::Rewritten,
        (true, _) => CheckOutcome::Held,
    };
    let text = if enough { said } else { String::new() };
    Ok(Passed { text, checked: Checked { outcome, statements, held } })
}

/// Whether a sentence that was put right holds after what is said before it.
fn holds(before: &str, right: &str, grounds: &Grounds) -> bool {
    let whole = format!("{before}{right}");
    Read::new(&whole, grounds).bad().next().is_none()
}

/// A text, what it states, and how each statement was judged.
struct Read {
    written: Written,
    found: Found,
    judged: Vec<Judged>,
}

impl Read {
    fn new(text: &str, grounds: &Grounds) -> Self {
        let written = Written::new(text);
        let names = Names::find(&written.text, grounds);
        let found = find(&written.text, grounds.frame(), &names.spans());
        let judged = found
            .statements
            .iter()
            .map(|statement| judge::judge(&written.text, &found, &names, grounds, statement))
            .collect();
        Self { written, found, judged }
    }

    /// The statements that must not be said, by place.
    fn bad(&self) -> impl Iterator<Item = usize> {
        (0..self.judged.len()).filter(|at| self.judged[*at].finding != Finding::Supported)
    }

    fn is_in(&self, statement: usize, sentence: usize) -> bool {
        self.found.sentences[sentence].span.contains(&self.found.statements[statement].span.start)
    }

    /// The sentence with what is true in the place of what is not; none when that is not known of all of it.
    fn put_right(
        &self,
        text: &str,
        sentence: usize,
        wrong: &[usize],
        grounds: &Grounds,
    ) -> Result<Option<String>> {
        let span = self.written.original(&self.found.sentences[sentence].span);
        let mut puts: Vec<(Range<usize>, String)> = Vec::new();
        for at in wrong {
            let Some(truth) = &self.judged[*at].truth else { return Ok(None) };
            let words = truth.words(grounds)?;
            if truth.is_sentence() {
                return Ok(whole(wrong.len(), words));
            }
            puts.push((self.written.original(&self.found.statements[*at].span), words));
        }
        puts.sort_by_key(|(span, _)| span.start);
        let mut right = String::new();
        let mut end = span.start;
        for (put, words) in puts {
            right.push_str(&text[end..put.start.max(end)]);
            right.push_str(&words);
            end = put.end;
        }
        right.push_str(&text[end..span.end.max(end)]);
        Ok(Some(right))
    }

    /// Whether what is left says more than a courtesy.
    fn still_answers(said: &str, grounds: &Grounds) -> bool {
        let left = Self::new(said, grounds);
        left.bad().next().is_none()
            && (left.judged.iter().any(|judged| judged.source.is_some())
                || left
                    .found
                    .sentences
                    .iter()
                    .any(|sentence| !is_courtesy(&left.written.text[sentence.span.clone()])))
    }

    /// The statements as they are shown to people.
    fn told(&self, grounds: &Grounds) -> Result<Vec<CheckedStatement>> {
        let mut told: Vec<CheckedStatement> = Vec::new();
        for (statement, judged) in self.found.statements.iter().zip(&self.judged) {
            // What claims nothing is not shown.
            if judged.finding == Finding::Supported && judged.source.is_none() {
                continue;
            }
            let shown = CheckedStatement {
                kind: statement.kind,
                words: self.words(statement, judged, grounds),
                finding: judged.finding,
                source: judged.source.map(|at| grounds.sources[at].clone()),
                truth: judged.truth.as_ref().map(|truth| truth.words(grounds)).transpose()?,
            };
            // Said twice, shown once.
            if !told.contains(&shown) {
                told.push(shown);
            }
        }
        Ok(told)
    }

    fn words(&self, statement: &Statement, judged: &Judged, grounds: &Grounds) -> String {
        let words = self.written.text[statement.span.clone()].trim();
        let foreign = judged.finding != Finding::Supported
            && matches!(statement.kind, StatementKind::Person | StatementKind::Code);
        if !foreign {
            return words.to_owned();
        }
        let hidden = masked(words, grounds.now);
        if hidden == words { words.chars().take(1).chain("***".chars()).collect() } else { hidden }
    }
}

/// A sentence takes the place of one wrong statement, not of several.
fn whole(wrong: usize, words: String) -> Option<String> {
    (wrong == 1).then_some(words)
}

/// Good manners and offers of help, which answer nothing.
fn is_courtesy(sentence: &str) -> bool {
    static COURTESY: std::sync::LazyLock<Regex> = std::sync::LazyLock::new(|| {
        pattern(concat!(
            r"^(?:您好|你好|亲|亲亲|在的|好的|好呢|嗯|抱歉|不好意思|非常抱歉|很抱歉|感谢|谢谢|请放心|放心|别担心|没问题|请稍等|稍等|辛苦|祝您|有需要|还有.{0,8}(?:问题|需要)|随时|hi|hello|hey|dear|sorry|thank|thanks|of course|sure|no problem|great|good news|i'm sorry|we're sorry|i understand|don't worry|happy to help|let me know|anything else|have a|is there|please let)",
            r".{0,40}$",
        ))
    });
    let sentence = sentence.trim_matches(|c: char| !c.is_alphanumeric());
    sentence.chars().count() <= 6 || COURTESY.is_match(sentence)
}

/// Without empty lines and spaces that what was left out has left behind.
fn tidied(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric));
    lines.collect::<Vec<_>>().join("\n")
}

/// Letters and figures only.
fn squeezed(text: &str) -> String {
    Written::new(text).text.chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
}

/// Compiles a pattern of this room; they are all tried by the tests.
fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a valid pattern")
}
