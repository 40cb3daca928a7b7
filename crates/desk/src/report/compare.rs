//! Why one is slower than another.
//!
//! The mean response of each side is taken apart twice, and each time exactly. By cause: a mean is the sum of the mean times
//! of its causes, so the difference is the sum of theirs. By matter: with `p` the share of a matter in a side's answers and
//! `m` its mean, the difference of `Σ p·m` is `Σ (p₁+p₂)/2·(m₁−m₂)`, slower at the same, plus `Σ (p₁−p₂)·(m₁+m₂)/2`, other
//! matters (Kitagawa 1955). A matter that only one side has counts as equally slow on both, so that it is all mix.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use language::Intent;

use super::row::{Causes, Round};
use super::{Asked, Key, Part, ReportBy, Row, each, hour_of, keys};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::shop::Shop;
use crate::sla::Cause;

/// What can be in a response: hours without people and outages are left out of it, and what is the buyer's turn is none.
pub const CAUSES: [Cause; 5] = [Cause::Queue, Cause::Bot, Cause::Reading, Cause::Typing, Cause::Approval];

/// Fewer answers than this are not advised on.
pub const ENOUGH: u64 = 5;
/// Nor is what makes less of a difference than so many seconds.
const WORTH_A_WORD: f64 = 3.0;

/// Answers that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answers {
    /// How many.
    pub count: u64,
    /// What they took.
    pub took: Causes,
}

impl Answers {
    fn add(&mut self, round: &Round) {
        self.count += 1;
        self.took = self.took.plus(&round.took);
    }

    /// The mean, in seconds.
    pub fn mean(&self) -> Option<f64> {
        self.per(self.took.total().as_secs_f64())
    }

    /// The mean of one cause, in seconds.
    pub fn mean_of(&self, cause: Cause) -> Option<f64> {
        self.per(self.took.get(cause).as_secs_f64())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
    fn per(&self, seconds: f64) -> Option<f64> {
        (self.count > 0).then(|| seconds / self.count as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
    fn share_of(&self, all: &Self) -> f64 {
        if all.count == 0 { 0.0 } else { self.count as f64 / all.count as f64 }
    }
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// All its answers.
    pub all: Answers,
    /// By matter.
    pub intents: BTreeMap<Intent, Answers>,
    /// By the hour of the day that the buyer began to wait at, in the shop's zone.
    pub hours: BTreeMap<i8, Answers>,
}

impl Side {
    pub(super) fn add(&mut self, row: &Row, part: Part, zone: &TimeZone) {
        let mine = |round: &&Round| part == Part::All || part == Part::Of(round.agent);
        for round in row.rounds.iter().filter(mine).filter(|round| round.answered_in().is_some()) {
            self.all.add(round);
            self.intents.entry(row.intent).or_default().add(round);
            if let Key::Hour(_, hour) = hour_of(round.asked, zone) {
                self.hours.entry(hour).or_default().add(round);
            }
        }
    }
}

/// What one cause, or one matter, has to do with the difference, in seconds: the two add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Due {
    /// Slower, or quicker, at the same matters.
    pub same: f64,
    /// Other matters.
    pub mix: f64,
}

impl Due {
    /// Both.
    pub fn total(self) -> f64 {
        self.same + self.mix
    }

    fn plus(self, other: Self) -> Self {
        Self { same: self.same + other.same, mix: self.mix + other.mix }
    }
}

/// Two sides, and where their difference comes from: the first less the second.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// The difference of the means, where both have answered anything.
    pub difference: Option<f64>,
    /// By cause.
    pub causes: Vec<(Cause, Due)>,
    /// By matter, the one that weighs most first.
    pub intents: Vec<(Intent, Due)>,
    /// All of it: what is due to being slower at the same, and to the mix of matters.
    pub whole: Due,
    /// What could be done about it.
    pub advice: Vec<Advice>,
}

/// Something that the figures say would help the first of the two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advice {
    /// They are slower at this matter, mostly by this cause, by so many seconds an answer.
    Train(Intent, Cause, f64),
    /// Most of the difference is waiting to be taken, and longest at this hour.
    Staff(i8, f64),
    /// They have more of this, which takes everybody long: what is asked so often and takes so long should be told before it
    /// is asked.
    Tell(Intent, f64),
}

/// Compares two values of a dimension.
pub fn compare(
    ctx: &mut Ctx<'_, '_>,
    shops: &[Shop],
    asked: &Asked,
    by: ReportBy,
    (a, b): (Key, Key),
) -> Result<Comparison> {
    asked.check()?;
    if a == b {
        return Err(Refusal::invalid("b", "same_twice").into());
    }
    let (mut first, mut second) = (Side::default(), Side::default());
    let part = asked.filter.part();
    for shop in shops {
        let zone = shop.zone();
        each(ctx, shop, asked, |row| {
            for (key, part) in keys(&row, by, part, &zone) {
                if key == a {
                    first.add(&row, part, &zone);
                } else if key == b {
                    second.add(&row, part, &zone);
                }
            }
        })?;
    }
    Ok(difference(first, second))
}

/// Where the difference of two sides comes from. Pure.
pub fn difference(a: Side, b: Side) -> Comparison {
    let (Some(mean_a), Some(mean_b)) = (a.all.mean(), b.all.mean()) else {
        let (causes, intents, advice) = (Vec::new(), Vec::new(), Vec::new());
        return Comparison { a, b, difference: None, causes, intents, whole: Due::default(), advice };
    };
    let mut causes: Vec<(Cause, Due)> = CAUSES.iter().map(|cause| (*cause, Due::default())).collect();
    let mut intents: Vec<(Intent, Due)> = Vec::new();
    let mut whole = Due::default();
    let mut named: Vec<Intent> = a.intents.keys().chain(b.intents.keys()).copied().collect();
    named.sort_unstable();
    named.dedup();
    for intent in named {
        let of = |side: &Side| side.intents.get(&intent).copied().unwrap_or_default();
        let (one, other) = (of(&a), of(&b));
        let shares = (one.share_of(&a.all), other.share_of(&b.all));
        let mut of_intent = Due::default();
        for (cause, sum) in &mut causes {
            let due = due(shares, (one.mean_of(*cause), other.mean_of(*cause)));
            *sum = sum.plus(due);
            of_intent = of_intent.plus(due);
        }
        whole = whole.plus(of_intent);
        intents.push((intent, of_intent));
    }
    intents.sort_by(|(one, x), (other, y)| y.total().abs().total_cmp(&x.total().abs()).then(one.cmp(other)));
    let difference = Some(mean_a - mean_b);
    let advice = advice(&a, &b, &intents);
    Comparison { a, b, difference, causes, intents, whole, advice }
}

/// What is due to one matter; what only one has is equally slow on both sides.
fn due((p, q): (f64, f64), means: (Option<f64>, Option<f64>)) -> Due {
    let (m, n) = (means.0.or(means.1).unwrap_or_default(), means.1.or(means.0).unwrap_or_default());
    Due { same: f64::midpoint(p, q) * (m - n), mix: (p - q) * f64::midpoint(m, n) }
}

/// What could be done, if the first is slower: only what the figures bear out.
fn advice(a: &Side, b: &Side, intents: &[(Intent, Due)]) -> Vec<Advice> {
    let mut advice = Vec::new();
    let both = |intent: &Intent| Some((a.intents.get(intent)?, b.intents.get(intent)?));
    let slower = intents.iter().filter_map(|(intent, due)| {
        let (one, other) = both(intent).filter(|(one, other)| one.count.min(other.count) >= ENOUGH)?;
        let of = |cause: Cause| Some((cause, one.mean_of(cause)? - other.mean_of(cause)?));
        let theirs = [Cause::Reading, Cause::Typing, Cause::Approval];
        let (cause, by) = theirs.into_iter().filter_map(of).max_by(|x, y| x.1.total_cmp(&y.1))?;
        (due.same > 0.0 && by >= WORTH_A_WORD).then_some((due.same, Advice::Train(*intent, cause, by)))
    });
    advice.extend(slower.max_by(|x, y| x.0.total_cmp(&y.0)).map(|(_, advice)| advice));
    let queue = |side: &Side| side.all.mean_of(Cause::Queue).unwrap_or_default();
    if queue(a) - queue(b) >= WORTH_A_WORD {
        let long = a.hours.iter().filter(|(_, answers)| answers.count >= ENOUGH);
        let waits = long.filter_map(|(hour, answers)| Some((*hour, answers.mean_of(Cause::Queue)?)));
        advice.extend(waits.max_by(|x, y| x.1.total_cmp(&y.1)).map(|(hour, wait)| Advice::Staff(hour, wait)));
    }
    let more = intents.iter().filter(|(intent, due)| {
        due.mix >= WORTH_A_WORD && a.intents.get(intent).is_some_and(|one| one.count >= ENOUGH)
    });
    if let Some((intent, due)) = more.max_by(|x, y| x.1.mix.total_cmp(&y.1.mix)) {
        advice.push(Advice::Tell(*intent, due.mix));
    }
    advice
}
