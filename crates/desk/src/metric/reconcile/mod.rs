//! Reconciliation: the platform's own number beside ours, day by day, and what explains the difference. The ledger is counted
//! again under every other [`reading`] of the definition; the one that comes nearest to what the platform says is named, with
//! the rounds that it counts otherwise. Nothing is decided by it: a definition is changed by people.

use std::collections::{BTreeMap, HashMap};

use db::Time;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::calendar::Calendar;
use super::definition::Definition;
use super::evaluate::{Detail, Evaluator, Frame};
use super::event::{Event, Key, Keys};
use super::judge::Round;
use super::tally::Tally;
use super::{ledger, store, versions};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::shop::Shop;

pub mod reading;
pub mod told;

pub use reading::Reading;
pub use told::PlatformNumberInput;

/// Readings that are told.
const READINGS: usize = 3;
/// Rounds that are named for one reading.
const NAMED: usize = 200;
/// The longest stretch that is held against each other, in days.
const LONGEST: i64 = 92;
/// What is no difference: platforms tell shares to a tenth of a percent and times to a second.
const ROUNDED_SHARE: f64 = 0.0005;
const ROUNDED_SECONDS: f64 = 0.5;

/// A day as the platform tells it, and as it was counted here.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The day of the platform.
    pub day: Date,
    /// What the platform says.
    pub theirs: PlatformNumberInput,
    /// What was counted here.
    pub ours: Tally,
    /// Ours as a number; none when nothing was counted.
    pub value: Option<f64>,
    /// Whether the two are the same but for rounding.
    pub same: bool,
}

/// Another reading, and what it comes to.
#[derive(Debug)]
pub struct Explanation {
    /// What is read otherwise.
    pub reading: Reading,
    /// What it comes to on each of the days.
    pub values: Vec<Option<f64>>,
    /// How far off it is, all days together, as a part of how far off ours is: 0 explains everything.
    pub left: f64,
    /// Rounds that count otherwise, ours and theirs, on days on which the numbers differ.
    pub rounds: Vec<(Option<Round>, Option<Round>)>,
    /// How many there are.
    pub rounds_total: usize,
}

/// What came of it.
#[derive(Debug)]
pub struct Reconciled {
    /// By which ours was counted.
    pub definition: Definition,
    /// The days the platform has told of.
    pub days: Vec<Day>,
    /// The readings that come nearer to what the platform says, the nearest first.
    pub explanations: Vec<Explanation>,
    /// Whose names the numbers of rounds are.
    pub keys: Keys,
}

/// Holds what the platform told of these days, both included, against what was counted.
pub fn reconcile(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    name: &str,
    (first, last): (Date, Date),
) -> Result<Reconciled> {
    let held = versions(ctx, shop.id, name)?;
    if first > last {
        return Err(Refusal::invalid("to", "ends_before_start").into());
    }
    if (last - first).get_days() >= i32::try_from(LONGEST).unwrap_or(i32::MAX) {
        return Err(Refusal::invalid("to", "too_many").with("limit", LONGEST).into());
    }
    let begun = |definition: &&Definition| definition.effective_from <= last;
    let definition = held.iter().rfind(begun).unwrap_or(&held[0]).clone();
    let told = store::platform_numbers(ctx.tx, shop.id, name, (first, last))?;
    let midnights = Calendar::new(&definition, shop.zone());
    let after = last.checked_add(1.day()).unwrap_or(last);
    let (from, to) = (midnights.midnight(first), midnights.midnight(after));
    // A platform's day may begin the evening before, or end the evening after.
    let frame = Frame {
        zone: shop.zone(),
        from: Time::from_micros(from) - ledger::A_DAY,
        to: Time::from_micros(to) + ledger::A_DAY,
        now: ctx.now,
    };
    let mut keys = Keys::default();
    let events = ledger::events(ctx, shop.id, (frame.from, frame.to), &mut keys)?;
    let ours = Counted::by(&definition, &frame, &events);
    let days: Vec<Day> = told
        .into_iter()
        .map(|theirs| {
            let tally = ours.days.get(&theirs.day).copied().unwrap_or_default();
            day(&definition, theirs, tally)
        })
        .collect();
    let explanations = explain(&definition, &frame, &events, &ours, &days);
    Ok(Reconciled { definition, days, explanations, keys })
}

/// What a definition makes of the days of a ledger.
struct Counted {
    days: BTreeMap<Date, Tally>,
    rounds: Vec<(Date, Round)>,
}

impl Counted {
    fn by(definition: &Definition, frame: &Frame, events: &[Event]) -> Self {
        let mut evaluator = Evaluator::new(definition, frame.clone(), Detail::Rounds);
        for event in events {
            evaluator.feed(event);
        }
        let mut calendar = Calendar::new(definition, frame.zone.clone());
        let mut days: BTreeMap<Date, Tally> = BTreeMap::new();
        let mut rounds = Vec::new();
        for round in evaluator.finish().rounds {
            let day = calendar.date(round.start.micros());
            let sum = days.entry(day).or_default();
            *sum = sum.plus(round.tally);
            rounds.push((day, round));
        }
        Self { days, rounds }
    }
}

fn day(definition: &Definition, theirs: PlatformNumberInput, ours: Tally) -> Day {
    let value = ours.value(definition);
    let same = apart(definition, &theirs, value) == 0.0;
    Day { day: theirs.day, theirs, ours, value, same }
}

/// How far apart two numbers of a day are. Where only one of them counts anything, as far as they can be.
fn apart(definition: &Definition, theirs: &PlatformNumberInput, ours: Option<f64>) -> f64 {
    let rounded = if definition.is_seconds() { ROUNDED_SECONDS } else { ROUNDED_SHARE };
    let apart = (theirs.value - ours.unwrap_or(0.0)).abs();
    if apart <= rounded { 0.0 } else { apart }
}

/// How far apart they are on the days on which anything was counted here: of the others no reading tells anything.
fn off(definition: &Definition, days: &[Day], values: &[Option<f64>]) -> f64 {
    let counted = days.iter().zip(values).filter(|(day, _)| day.value.is_some());
    counted.map(|(day, value)| apart(definition, &day.theirs, *value)).sum()
}

fn explain(
    definition: &Definition,
    frame: &Frame,
    events: &[Event],
    ours: &Counted,
    days: &[Day],
) -> Vec<Explanation> {
    let own: Vec<Option<f64>> = days.iter().map(|day| day.value).collect();
    let own_off = off(definition, days, &own);
    if own_off == 0.0 {
        return Vec::new();
    }
    let mut nearer: Vec<(f64, Reading, Definition, Vec<Option<f64>>)> = Vec::new();
    for (reading, changed) in reading::of(definition) {
        let counted = Counted::by(&changed, frame, events);
        let value = |day: &Day| counted.days.get(&day.day).copied().unwrap_or_default().value(&changed);
        let values: Vec<Option<f64>> = days.iter().map(value).collect();
        let left = off(definition, days, &values) / own_off;
        // Several readings may come to the same: one of them is enough.
        let new = nearer.iter().all(|(.., known)| *known != values);
        if left < 1.0 && new {
            nearer.push((left, reading, changed, values));
        }
    }
    nearer.sort_by(|a, b| a.0.total_cmp(&b.0));
    nearer.truncate(READINGS);
    let differ: Vec<Date> =
        days.iter().filter(|day| day.value.is_some() && !day.same).map(|day| day.day).collect();
    let told = nearer.into_iter().map(|(left, reading, changed, values)| {
        let counted = Counted::by(&changed, frame, events);
        let mut rounds = otherwise(ours, &counted, &differ);
        let rounds_total = rounds.len();
        rounds.truncate(NAMED);
        Explanation { reading, values, left, rounds, rounds_total }
    });
    told.collect()
}

/// What the one counts otherwise than the other on these days, in the order of time.
fn otherwise(ours: &Counted, theirs: &Counted, on: &[Date]) -> Vec<(Option<Round>, Option<Round>)> {
    type Which = (Key, Option<Key>, Time);
    let which = |round: &Round| -> Which { (round.conversation, round.account, round.start) };
    let of_days = |counted: &Counted| -> HashMap<Which, Round> {
        let kept = counted.rounds.iter().filter(|(day, _)| on.contains(day));
        kept.map(|(_, round)| (which(round), round.clone())).collect()
    };
    let (mut mine, other) = (of_days(ours), of_days(theirs));
    let mut differ: Vec<(Option<Round>, Option<Round>)> = Vec::new();
    for (key, round) in other {
        let own = mine.remove(&key);
        let own_tally = own.as_ref().map_or(Tally::default(), |own| own.tally);
        if own_tally != round.tally {
            differ.push((own, Some(round)));
        }
    }
    let alone = mine.into_values().filter(|round| round.tally != Tally::default());
    differ.extend(alone.map(|round| (Some(round), None)));
    differ.sort_by_key(|(own, other)| own.as_ref().or(other.as_ref()).map(which));
    differ
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::metric::event::{Reply, What};
    use crate::metric::shipped;

    const NOON: i64 = 1_749_556_800_000_000;

    fn at(seconds: i64) -> Time {
        Time::from_micros(NOON + seconds * 1_000_000)
    }

    /// Three conversations: one answered by a person, one by the bot in their name, one not at all.
    fn events() -> Vec<Event> {
        let event =
            |conversation, seconds, what| Event { at: at(seconds), conversation, buyer: conversation, what };
        let said = |reply| What::Said { reply, by: Some(100) };
        vec![
            event(0, 0, What::Asked(None)),
            event(0, 30, said(Reply::Human)),
            event(1, 0, What::Taken(100)),
            event(1, 1, What::Asked(None)),
            event(1, 20, said(Reply::Assist)),
            event(2, 2, What::Asked(None)),
        ]
    }

    fn frame() -> Frame {
        Frame::everything(TimeZone::UTC)
    }

    fn told(day: Date, value: f64) -> PlatformNumberInput {
        PlatformNumberInput { metric: "taobao-three-minute".into(), day, value, units: None }
    }

    fn days(definition: &Definition, theirs: f64) -> (Counted, Vec<Day>) {
        let ours = Counted::by(definition, &frame(), &events());
        let (day, tally) = ours.days.iter().next().map(|(day, tally)| (*day, *tally)).expect("a day");
        (ours, vec![super::day(definition, told(day, theirs), tally)])
    }

    #[test]
    fn the_reading_that_explains_the_difference_is_named_with_its_rounds() {
        let definition = shipped::newest("taobao-three-minute").expect("shipped");
        let (ours, days) = days(definition, 1.0 / 3.0);
        assert_eq!(days[0].value, Some(2.0 / 3.0), "assisted replies count there");
        let found = explain(definition, &frame(), &events(), &ours, &days);
        let best = &found[0];
        assert_eq!((best.reading.clone(), best.left), (Reading::CountsNot(Reply::Assist), 0.0), "{found:?}");
        assert_eq!(best.rounds_total, 1);
        let (own, other) = &best.rounds[0];
        assert_eq!(own.as_ref().map(|round| round.conversation), Some(1));
        assert_eq!(
            (own.as_ref().map(|r| r.tally.numerator), other.as_ref().map(|r| r.tally.numerator)),
            (Some(1), Some(0))
        );
    }

    #[test]
    fn without_a_difference_nothing_is_explained() {
        let definition = shipped::newest("taobao-three-minute").expect("shipped");
        let (ours, days) = days(definition, 0.667);
        assert!(
            explain(definition, &frame(), &events(), &ours, &days).is_empty(),
            "rounding is no difference"
        );
    }
}
