//! Whether a statement is so: by the facts about what it is about.

use language::entities::Precision;

use super::find::Found;
use super::grounds::{About, Ground, Grounds};
use super::scope::{Names, Scope};
use super::sentence::Mood;
use super::squeezed;
use super::statement::{Role, Statement, StatementKind, Value};
use super::truth::Truth;
use crate::conversation::checked::Finding;

mod order;
mod person;
mod rule;
mod shelf;

/// What came of judging a statement.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) finding: Finding,
    pub(super) source: Option<usize>,
    pub(super) truth: Option<Truth>,
}

impl Judged {
    /// A fact says the same.
    fn by(source: usize) -> Self {
        Self { finding: Finding::Supported, source: Some(source), truth: None }
    }

    /// It claims nothing.
    fn harmless() -> Self {
        Self { finding: Finding::Supported, source: None, truth: None }
    }

    fn against(source: usize, truth: Option<Truth>) -> Self {
        Self { finding: Finding::Contradicted, source: Some(source), truth }
    }

    fn unknown() -> Self {
        Self { finding: Finding::Unsupported, source: None, truth: None }
    }

    fn is_supported(&self) -> bool {
        self.finding == Finding::Supported
    }
}

/// Shorter sentences are found in any text.
const WORD_FOR_WORD: usize = 12;

/// Whether a statement is so.
pub(super) fn judge(
    text: &str,
    found: &Found,
    names: &Names,
    grounds: &Grounds,
    statement: &Statement,
) -> Judged {
    let scope = Scope::of(text, found, names, grounds, statement);
    let words = &text[statement.span.clone()];
    match statement.kind {
        StatementKind::Code => return person::code(grounds, statement, &scope, words),
        StatementKind::Person => return person::person(grounds, statement, words),
        StatementKind::Link => return person::link(grounds, words),
        _ => {}
    }
    let told = word_for_word(grounds, &scope).or_else(|| within_a_name(text, grounds, statement));
    if let Some(source) = told {
        return Judged::by(source);
    }
    match scope.mood {
        Mood::Disclaimed if !matches!(statement.kind, StatementKind::Redress | StatementKind::Deed) => {
            return Judged::harmless();
        }
        Mood::PassedOn => return passed_on(grounds, statement),
        _ => {}
    }
    let judged = match statement.kind {
        StatementKind::Amount | StatementKind::Time => figure(grounds, statement, &scope),
        StatementKind::Share => rule::share(grounds, statement, &scope),
        StatementKind::Stock => shelf::stock(grounds, statement, &scope),
        StatementKind::Policy => rule::policy(grounds, found, statement, &scope),
        StatementKind::OrderState => order::state(grounds, statement, &scope),
        StatementKind::Redress => order::redress(grounds, statement, &scope),
        StatementKind::Deed => order::deed(grounds, &scope),
        StatementKind::Absolute => rule::absolute(grounds, words),
        _ => rule::other_figure(grounds, statement),
    };
    if judged.is_supported() || !is_open(statement, &scope) {
        return judged;
    }
    let term = matches!(statement.value, Value::Term { .. });
    if term || known_anywhere(grounds, statement) { Judged::harmless() } else { judged }
}

/// A question or a case that is named states nothing by itself; but a figure in it must not come from nowhere, and what
/// is promised is promised in any mood.
fn is_open(statement: &Statement, scope: &Scope<'_>) -> bool {
    let promised =
        matches!(statement.kind, StatementKind::Redress | StatementKind::Deed | StatementKind::Absolute);
    match scope.mood {
        Mood::Asked => !promised,
        Mood::Supposed => {
            const MARKS: [&str; 14] = [
                "如果",
                "若",
                "要是",
                "假如",
                "万一",
                "一旦",
                "是否",
                "有没有",
                "if ",
                "unless",
                "once ",
                "whether",
                "when",
                "in case",
            ];
            let named = MARKS.iter().any(|mark| scope.before.contains(mark)) || scope.clause.contains("的话");
            named && !promised && matches!(statement.value, Value::Term { .. })
        }
        _ => false,
    }
}

fn known_anywhere(grounds: &Grounds, statement: &Statement) -> bool {
    let said = grounds.said.iter().flat_map(|said| &said.statements);
    grounds
        .facts
        .iter()
        .any(|fact| fact.kind == statement.kind && says(grounds, &fact.value, &statement.value))
        || said.map(|said| &said.value).any(|value| says(grounds, value, &statement.value))
        || statement.kind == StatementKind::Figure && rule::other_figure(grounds, statement).is_supported()
}

/// What the buyer said may be repeated as theirs.
fn passed_on(grounds: &Grounds, statement: &Statement) -> Judged {
    let said = grounds.said.iter().flat_map(|said| &said.statements);
    match &statement.value {
        Value::Term { .. } if statement.kind != StatementKind::Deed => Judged::harmless(),
        value if said.map(|said| &said.value).any(|known| says(grounds, known, value)) => Judged::harmless(),
        Value::Figure { .. } => rule::other_figure(grounds, statement),
        _ => Judged::unknown(),
    }
}

/// The source that says a whole sentence word for word.
fn word_for_word(grounds: &Grounds, scope: &Scope<'_>) -> Option<usize> {
    let sentence = squeezed(scope.sentence);
    if sentence.len() < WORD_FOR_WORD {
        return None;
    }
    grounds.texts.iter().find(|text| text.squeezed.contains(&sentence)).map(|text| text.source)
}

/// The offer that is on whose whole name the statement is a part of: `from $80` in `Free canvas tote from $80`.
fn within_a_name(text: &str, grounds: &Grounds, statement: &Statement) -> Option<usize> {
    let holds = |title: &str| {
        text.match_indices(title)
            .any(|(at, _)| at <= statement.span.start && statement.span.end <= at + title.len())
    };
    grounds
        .promotions
        .iter()
        .find(|offer| offer.is_on() && !offer.title.is_empty() && holds(&offer.title))
        .map(|offer| offer.source)
}

/// Amounts and times: one fact must say the same, of the same thing.
fn figure(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Judged {
    let alike: Vec<&Ground> = grounds
        .facts
        .iter()
        .filter(|fact| {
            fact.kind == statement.kind && plays(fact, statement, scope) && concerns(grounds, fact, scope)
        })
        .collect();
    let hours = statement.role == Some(Role::Hours);
    let same = |fact: &&&Ground| {
        says(grounds, &fact.value, &statement.value) || hours && same_hour(&fact.value, &statement.value)
    };
    if let Some(fact) = alike.iter().find(same) {
        return Judged::by(fact.source);
    }
    if statement.kind == StatementKind::Amount
        && let Some(source) = shelf::sum(grounds, statement, scope)
    {
        return Judged::by(source);
    }
    let mut truths: Vec<&&Ground> = Vec::new();
    for fact in &alike {
        if !truths.iter().any(|known| known.value == fact.value) {
            truths.push(fact);
        }
    }
    match truths.as_slice() {
        [only] => Judged::against(only.source, Truth::of_value(&only.value)),
        [first, ..] => Judged::against(first.source, None),
        [] => Judged::unknown(),
    }
}

/// Whether a fact is about the same side of a thing: its price, its shipping.
fn plays(fact: &Ground, statement: &Statement, scope: &Scope<'_>) -> bool {
    match statement.role {
        Some(role) => fact.roles.is_empty() || fact.roles.contains(&role),
        // Opening hours are hours of anything else only by chance.
        None if statement.kind == StatementKind::Time => !fact.roles.contains(&Role::Hours),
        // An amount that nothing explains is a price; of an order it is what was paid.
        None => {
            let of_order = ["订单", "order", "付"].iter().any(|word| scope.sentence.contains(word));
            fact.roles.is_empty()
                || fact.roles.contains(&Role::Price)
                || of_order && fact.roles.contains(&Role::Paid)
        }
    }
}

/// Whether a fact is about what the statement is about.
pub(super) fn concerns(grounds: &Grounds, fact: &Ground, scope: &Scope<'_>) -> bool {
    let other_service = fact.service.is_some_and(|of| scope.service.is_some_and(|said| said != of));
    match fact.about {
        _ if other_service => false,
        About::Shop => true,
        About::Product(product) => scope.products(grounds).contains(&product),
        About::Sku(product, sku) => {
            scope.products(grounds).contains(&product)
                && shelf::wanted(grounds, product, scope).contains(&sku)
        }
        About::Order(order) => scope.orders(grounds).contains(&order),
        About::Offer(offer) => {
            let reach = &grounds.promotions[offer].promotion.facts.scope;
            scope.products.is_empty()
                || scope.products.iter().any(|product| grounds.products[*product].is_reached_by(reach))
        }
    }
}

/// Whether what is known says what is stated, as exactly as it is stated.
pub(super) fn says(grounds: &Grounds, known: &Value, stated: &Value) -> bool {
    match (known, stated) {
        (Value::At { at: known, precision: exact }, Value::At { at, precision }) => match precision {
            Precision::Minute => *exact == Precision::Minute && known == at,
            Precision::Day => known.date() == at.date(),
            Precision::PartOfDay => {
                known.date() == at.date() && part(known.hour()) == part(at.hour()) && *exact != Precision::Day
            }
            Precision::Week => {
                let days = known.date().since(at.date()).map_or(-1, |span| span.get_days());
                (0..7).contains(&days)
            }
            Precision::Month => known.date().first_of_month() == at.date().first_of_month(),
        },
        // 7 days and a week, 48 hours and two days, a year and 12 months are the same.
        (Value::Lasts { minutes: known, working: a }, Value::Lasts { minutes, working: b }) => {
            a == b && (known == minutes || known.abs_diff(*minutes) * 50 <= *known && *known > 300 * 1440)
        }
        // `2 天` from now, said of a time that is known.
        (Value::At { at: known, precision: Precision::Minute }, Value::Lasts { minutes, working: false }) => {
            let ahead = known.since(grounds.local).ok().and_then(|span| span.total(jiff::Unit::Minute).ok());
            ahead.is_some_and(|ahead| (ahead - f64::from(*minutes)).abs() < 1.0)
        }
        (Value::Text(known), Value::Text(stated)) => squeezed(known) == squeezed(stated),
        _ => known == stated,
    }
}

/// Hours of every day are the same on any day.
fn same_hour(known: &Value, stated: &Value) -> bool {
    match (known, stated) {
        (
            Value::At { at: known, precision: Precision::Minute },
            Value::At { at, precision: Precision::Minute },
        ) => known.time() == at.time(),
        _ => false,
    }
}

fn part(hour: i8) -> u8 {
    match hour {
        0..=11 => 0,
        12..=17 => 1,
        _ => 2,
    }
}
