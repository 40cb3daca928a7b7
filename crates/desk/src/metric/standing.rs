//! How a shop stands against a target at this moment: what is lost, what still hangs, and whom to answer now.

use std::collections::{BTreeMap, HashSet};

use db::Time;
use serde::{Deserialize, Serialize};

use super::definition::{Better, Definition, Measure, Target, Unanswered, Until};
use super::event::{Key, Reply};
use super::judge::{Reason, Round};
use super::tally::Tally;

/// A hair's breadth, so that 0.9 of 10 is 9 also in floating point.
const HAIR: f64 = 1e-9;

/// How it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// What is settled.
    pub settled: Tally,
    /// The number of what is settled.
    pub value: Option<f64>,
    /// The number if everything open were answered at this moment.
    pub if_answered: Option<f64>,
    /// The number if nothing open were answered.
    pub if_left: Option<f64>,
    /// The number at the end of today, if the day goes on as it began.
    pub projected: Option<f64>,
    /// How far it is to the target; none without one, or while there is nothing to count.
    pub distance: Option<Distance>,
    /// Open conversations that must be answered now to be on the wanted side of the target even if all other open ones
    /// are left; empty when none must be.
    pub answer_now: Vec<Key>,
    /// Whether answering those is enough. False also says that no answer to what is open would be.
    pub reachable: bool,
}

/// How far the settled number is from its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MetricDistance)]
pub struct Distance {
    /// The settled number minus the line.
    pub difference: f64,
    /// Whether it is on the wanted side.
    pub met: bool,
    /// How many units more may be lost before the line is crossed; 0 when it is crossed already.
    pub may_lose: u64,
    /// How many units in a row must go well until it is met; 0 when it is, none when no number of them would be enough.
    pub must_win: Option<u64>,
}

/// What is open in conversations that only count when all of them are answered, and what it would add, answered now or
/// left.
#[derive(Debug, Clone)]
struct Hanging {
    conversations: Vec<Key>,
    due: Option<Time>,
    answered: Tally,
    left: Tally,
}

impl Hanging {
    fn plus(self, other: Self) -> Self {
        Self {
            due: self.due.into_iter().chain(other.due).min(),
            answered: self.answered.plus(other.answered),
            left: self.left.plus(other.left),
            conversations: self.conversations,
        }
    }
}

/// How the rounds stand at `now` against the definition's target; `by` gives the version that a round is counted by.
/// `today` is what the day that `now` is in has brought.
pub fn standing<'v>(
    definition: &Definition,
    by: impl Fn(&Round) -> &'v Definition,
    rounds: &[Round],
    today: &Today,
    now: Time,
) -> Standing {
    let settled = sum(rounds.iter().map(|round| round.tally));
    let open = || rounds.iter().filter(|round| round.reason == Reason::Open);
    // Whoever answers what is open in a conversation answers what is overdue in it as well.
    let to_answer: HashSet<Key> = open().flat_map(conversations).collect();
    let overdue = rounds.iter().filter(|round| round.overdue && to_answer.contains(&round.conversation));
    let hanging = gathered(open().chain(overdue).map(|round| hang(by(round), round, now)));
    let value = |tally: Tally| tally.value(definition);
    let answered = settled.plus(sum(hanging.iter().map(|one| one.answered)));
    let left = settled.plus(sum(hanging.iter().map(|one| one.left)));
    let (answer_now, reachable) = match definition.target {
        Some(target) => whom_to_answer(definition, target, left, hanging),
        None => (Vec::new(), true),
    };
    Standing {
        settled,
        value: value(settled),
        if_answered: value(answered),
        if_left: value(left),
        projected: value(settled.plus(today.to_come())),
        distance: definition.target.and_then(|target| distance(definition, target, settled)),
        answer_now,
        reachable,
    }
}

/// What today has brought so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Today {
    /// What of today is settled.
    pub settled: Tally,
    /// How much of today's hours has passed, 0 to 1.
    pub passed: f64,
}

impl Today {
    /// What the rest of the day brings if it goes on as it began: open units are part of it.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "far from 2^52")]
    fn to_come(self) -> Tally {
        let passed = self.passed.clamp(0.0, 1.0);
        if passed <= 0.0 || self.settled.denominator == 0 {
            return Tally::default();
        }
        let units = (self.settled.denominator as f64 / passed * (1.0 - passed)).round();
        let each = self.settled.numerator as f64 / self.settled.denominator as f64;
        Tally { numerator: (units * each).round() as i64, denominator: units as i64 }
    }
}

fn hang(definition: &Definition, round: &Round, now: Time) -> Hanging {
    let one = |numerator| Tally { numerator, denominator: 1 };
    let cap = definition.cap_seconds.map_or(i64::MAX, |cap| i64::from(cap) * 1_000_000);
    let (mut answered, left) = match &definition.measure {
        Measure::Rate { .. } => (one(i64::from(!round.overdue)), lost(definition, one(0))),
        Measure::Late { .. } => (one(i64::from(round.overdue)), lost(definition, one(1))),
        Measure::Average { until: Until::Reply } => {
            let waited = (now.micros() - round.start.micros()).clamp(0, cap);
            let left = match definition.unanswered {
                Unanswered::Seconds(seconds) => one((i64::from(seconds) * 1_000_000).min(cap)),
                Unanswered::Failed | Unanswered::Dropped => Tally::default(),
            };
            (one(waited), left)
        }
        // What they are about is not an answer.
        Measure::Average { until: Until::Close } | Measure::Share { .. } | Measure::Once { .. } => {
            (Tally::default(), Tally::default())
        }
    };
    let settles = round.overdue || round.due.is_none_or(|due| now <= due);
    let valid = definition.valid.contains(&Reply::Human);
    if !(settles && valid) {
        answered = left;
    }
    Hanging { conversations: conversations(round).collect(), due: round.due, answered, left }
}

fn conversations(round: &Round) -> impl Iterator<Item = Key> + '_ {
    std::iter::once(round.conversation).chain(round.with.iter().copied())
}

fn lost(definition: &Definition, tally: Tally) -> Tally {
    if definition.unanswered == Unanswered::Dropped { Tally::default() } else { tally }
}

/// One answer settles all that is open in its conversation.
fn gathered(open: impl Iterator<Item = Hanging>) -> Vec<Hanging> {
    let mut all: BTreeMap<Key, Hanging> = BTreeMap::new();
    for one in open {
        let key = one.conversations[0];
        let together = match all.remove(&key) {
            Some(other) => other.plus(one),
            None => one,
        };
        all.insert(key, together);
    }
    all.into_values().collect()
}

/// The fewest open conversations whose answering brings the number to the wanted side if all others are left, those first
/// whose answer helps most and whose time is up soonest. Where no answers would do, those that bring it nearest.
fn whom_to_answer(
    definition: &Definition,
    target: Target,
    left: Tally,
    mut hanging: Vec<Hanging>,
) -> (Vec<Key>, bool) {
    let met = |tally: Tally| tally.value(definition).is_none_or(|value| target.is_met(value));
    hanging.retain(|one| one.answered != one.left);
    hanging.sort_by(|a, b| {
        let by_gain = gain(definition, target, b).total_cmp(&gain(definition, target, a));
        by_gain.then_with(|| (end(a), &a.conversations).cmp(&(end(b), &b.conversations)))
    });
    let (mut now, mut best, mut enough) = (left, left, 0);
    for (at, one) in hanging.iter().enumerate() {
        if met(best) {
            break;
        }
        now = now.minus(one.left).plus(one.answered);
        if is_nearer(definition, target, now, best) {
            (best, enough) = (now, at + 1);
        }
    }
    (hanging.into_iter().take(enough).flat_map(|one| one.conversations).collect(), met(best))
}

fn end(one: &Hanging) -> i64 {
    one.due.map_or(i64::MAX, Time::micros)
}

/// How much nearer to its line an answer brings the number: a mean or a share is on the wanted side when what its units are
/// above the line outweighs what they are below it, so these add up.
#[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
fn gain(definition: &Definition, target: Target, one: &Hanging) -> f64 {
    let above = |tally: Tally| tally.told_numerator(definition) - target.value * tally.denominator as f64;
    let more = above(one.answered) - above(one.left);
    match target.better {
        Better::High => more,
        Better::Low => -more,
    }
}

fn is_nearer(definition: &Definition, target: Target, one: Tally, other: Tally) -> bool {
    match (one.value(definition), other.value(definition), target.better) {
        (Some(one), Some(other), Better::High) => one > other,
        (Some(one), Some(other), Better::Low) => one < other,
        (one, other, _) => one.is_some() && other.is_none(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "counts, far from 2^52 and never negative"
)]
fn distance(definition: &Definition, target: Target, settled: Tally) -> Option<Distance> {
    let value = settled.value(definition)?;
    let units = settled.denominator as f64;
    let sum = settled.told_numerator(definition);
    let met = target.is_met(value);
    let line = target.value;
    // What a unit lost and a unit won add: for a share they are its two ends, for a mean the cap and nothing.
    let cap = definition.cap_seconds.map(f64::from);
    let (won, lost) = match (&definition.measure, target.better) {
        (Measure::Average { .. }, _) => (0.0, cap),
        (_, Better::High) => (1.0, Some(0.0)),
        (_, Better::Low) => (0.0, Some(1.0)),
    };
    let slack = (sum - line * units).abs();
    let may_lose = match lost {
        Some(lost) if met && (lost - line).abs() > HAIR => {
            (slack / (lost - line).abs() + HAIR).floor() as u64
        }
        _ => 0,
    };
    let must_win = match (met, (won - line).abs()) {
        (true, _) => Some(0),
        (false, step) if step > HAIR => Some((slack / step - HAIR).ceil().max(1.0) as u64),
        _ => None,
    };
    Some(Distance { difference: value - line, met, may_lose, must_win })
}

fn sum(tallies: impl Iterator<Item = Tally>) -> Tally {
    tallies.fold(Tally::default(), Tally::plus)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::metric::definition::{Judged, Unit};
    use crate::metric::evaluate::{Frame, evaluate};
    use crate::metric::event::{Event, What};
    use crate::metric::shipped;

    const SECOND: i64 = 1_000_000;
    /// Noon in UTC.
    const NOON: i64 = 1_749_556_800 * SECOND;

    fn at(seconds: i64) -> Time {
        Time::from_micros(NOON + seconds * SECOND)
    }

    fn asked(conversation: Key, seconds: i64) -> Event {
        Event { at: at(seconds), conversation, buyer: conversation, what: What::Asked(None) }
    }

    fn answered(conversation: Key, seconds: i64) -> Event {
        let what = What::Said { reply: Reply::Human, by: Some(1000) };
        Event { at: at(seconds), conversation, buyer: conversation, what }
    }

    fn stands(definition: &Definition, events: &[Event], now: i64) -> Standing {
        let frame = Frame { now: at(now), ..Frame::everything(TimeZone::UTC) };
        let rounds = evaluate(definition, frame, events).rounds;
        let settled = sum(rounds.iter().map(|round| round.tally));
        standing(definition, |_| definition, &rounds, &Today { settled, passed: 0.5 }, at(now))
    }

    #[test]
    fn answering_those_it_names_brings_it_to_the_target_and_fewer_would_not() {
        let definition = shipped::newest("taobao-three-minute").expect("shipped");
        let mut events: Vec<Event> = Vec::new();
        for talk in 0..7 {
            events.extend([asked(talk, 0), answered(talk, 30)]);
        }
        events.extend((7..10).map(|talk| asked(talk, 100 + i64::from(talk))));
        let now = 200;
        let before = stands(definition, &events, now);
        assert_eq!(before.value, Some(1.0));
        assert_eq!((before.if_answered, before.if_left), (Some(1.0), Some(0.7)));
        assert_eq!(before.answer_now, [7, 8], "two of three, those whose time is up first: {before:?}");
        assert!(before.reachable);
        let answer = |whom: &[Key]| {
            let events =
                [&events[..], &whom.iter().map(|talk| answered(*talk, now)).collect::<Vec<_>>()].concat();
            stands(definition, &events, 10_000).value.expect("a value")
        };
        let line = definition.target.expect("a target").value;
        assert!(answer(&before.answer_now) >= line);
        assert!(answer(&before.answer_now[..1]) < line);
    }

    #[test]
    fn an_answer_that_ends_what_is_overdue_as_well_is_weighed_with_it() {
        let lazada = shipped::newest("lazada-chat-reply").expect("shipped");
        let target = Some(Target { value: 0.4, better: Better::High });
        let definition = Definition { unit: Unit::Message, target, ..lazada.clone() };
        // Two messages of noon are overdue since 19:00, another talk was answered late, and one has just come.
        let late = 8 * 3600;
        let events = [asked(0, 0), asked(0, 10), asked(1, 20), answered(1, late), asked(0, late)];
        let stands = stands(&definition, &events, late);
        assert_eq!(
            (stands.value, stands.if_left, stands.if_answered),
            (Some(0.0), Some(0.0), Some(0.25)),
            "{stands:?}"
        );
        assert!(!stands.reachable);
    }

    #[test]
    fn a_target_out_of_reach_is_said_to_be() {
        let definition = shipped::newest("taobao-three-minute").expect("shipped");
        let events = [asked(0, 0), asked(1, 300), answered(1, 310), asked(2, 390)];
        let stands = stands(definition, &events, 400);
        assert!(!stands.reachable);
        assert_eq!(stands.answer_now, [2]);
        let distance = stands.distance.expect("a distance");
        assert_eq!(
            (distance.met, distance.may_lose, distance.must_win),
            (false, 0, Some(8)),
            "9 of 10 would do"
        );
    }

    #[test]
    fn what_may_be_lost_is_counted_to_the_unit() {
        let definition = shipped::newest("taobao-three-minute").expect("shipped");
        let events: Vec<Event> = (0..18).flat_map(|talk| [asked(talk, 0), answered(talk, 30)]).collect();
        let distance = stands(definition, &events, 400).distance.expect("a distance");
        assert_eq!((distance.met, distance.may_lose), (true, 2), "18 of 20 is nine of ten");
    }

    #[test]
    fn a_mean_is_mended_by_those_whose_leaving_would_cost_most() {
        let definition = shipped::newest("taobao-average-reply").expect("shipped");
        let mut events: Vec<Event> = (0..40).flat_map(|talk| [asked(talk, 0), answered(talk, 10)]).collect();
        events.extend([asked(50, 100), asked(51, 20), asked(52, 90)]);
        let stands = stands(definition, &events, 110);
        assert!(stands.reachable, "{stands:?}");
        assert_eq!(stands.answer_now, [50, 52], "who has waited least costs least when answered");
    }

    #[test]
    fn several_messages_of_one_conversation_are_one_answer() {
        let mut definition = shipped::newest("taobao-three-minute").expect("shipped").clone();
        definition.unit = Unit::Message;
        let events = [asked(0, 0), asked(0, 1), asked(0, 2), asked(1, 3)];
        let stands = stands(&definition, &events, 10);
        assert_eq!((stands.answer_now, stands.reachable), (vec![0, 1], true));
    }

    #[test]
    fn somebody_who_waits_in_two_conversations_is_answered_in_both() {
        let mut definition = shipped::newest("taobao-three-minute").expect("shipped").clone();
        (definition.unit, definition.judged) = (Unit::Person, Judged::All);
        let of_one = |event: Event| Event { buyer: 7, ..event };
        let events = [of_one(asked(0, 0)), of_one(asked(1, 1))];
        assert_eq!(stands(&definition, &events, 10).answer_now, [0, 1]);
    }

    #[test]
    fn who_cannot_be_helped_by_an_answer_is_not_named() {
        let mut definition = shipped::newest("taobao-three-minute").expect("shipped").clone();
        definition.valid = vec![Reply::AutoReply];
        let stands = stands(&definition, &[asked(0, 0)], 10);
        assert_eq!((stands.answer_now, stands.reachable), (Vec::new(), false));
    }

    #[test]
    fn the_day_is_projected_as_it_began() {
        let definition = shipped::newest("three-minute-response").expect("shipped");
        let settled = Tally { numerator: 8, denominator: 10 };
        let today = Today { settled: Tally { numerator: 3, denominator: 5 }, passed: 0.25 };
        let rounds = [Round {
            conversation: 0,
            buyer: 0,
            account: None,
            start: at(0),
            end: None,
            due: None,
            reason: Reason::InTime,
            tally: settled,
            passed_over: Vec::new(),
            overdue: false,
            with: Vec::new(),
        }];
        let stands = standing(definition, |_| definition, &rounds, &today, at(0));
        assert_eq!(stands.projected, Some(17.0 / 25.0), "15 more like the 3 of 5");
    }
}
