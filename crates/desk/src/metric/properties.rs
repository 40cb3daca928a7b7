//! What holds of every definition and any ledger.

use std::collections::HashSet;

use db::Time;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::definition::{Definition, Judged, Measure, Unanswered, Unit};
use super::evaluate::{Detail, Evaluator, Frame, Outcome, evaluate};
use super::event::{Event, Key, Label, Reply, What};
use super::shipped;
use super::standing::{Today, standing};

fn what() -> impl Strategy<Value = What> {
    let label = prop::sample::select(Label::ALL);
    let reply = prop::sample::select(Reply::ALL);
    let account = 1000_u32..1003;
    prop_oneof![
        6 => Just(What::Asked(None)),
        1 => label.clone().prop_map(|label| What::Asked(Some(label))),
        6 => (reply, prop::option::of(account.clone())).prop_map(|(reply, by)| What::Said { reply, by }),
        1 => Just(What::HandedOff),
        1 => account.clone().prop_map(What::Taken),
        1 => prop::option::of(account).prop_map(|to| What::Transferred { from: None, to }),
        1 => Just(What::Released),
        1 => Just(What::Closed),
        1 => label.prop_map(What::Labelled),
    ]
}

/// Conversations of a few buyers over three days; conversations 2n and 2n + 1 are one buyer's.
fn ledger() -> impl Strategy<Value = Vec<Event>> {
    let event = (0_u32..8, 0_i64..3 * 86_400, what());
    prop::collection::vec(event, 0..60).prop_map(|drawn| {
        let mut events: Vec<Event> = drawn
            .into_iter()
            .map(|(conversation, second, what)| Event {
                at: Time::from_micros((1_749_513_600 + second) * 1_000_000),
                conversation,
                buyer: conversation / 2,
                what,
            })
            .collect();
        events.sort_by_key(|event| event.at);
        events
    })
}

fn definition() -> impl Strategy<Value = &'static Definition> {
    prop::sample::select(shipped::all())
        .prop_map(|definition| shipped::all().iter().find(|other| **other == definition).expect("shipped"))
}

fn frame() -> Frame {
    Frame::everything(TimeZone::get("Asia/Shanghai").expect("known"))
}

fn count(definition: &Definition, events: &[Event]) -> Outcome {
    evaluate(definition, frame(), events)
}

/// What a platform could say as well: other units, judged otherwise, and other ways to count what nobody answers.
fn variant() -> impl Strategy<Value = Definition> {
    let unanswered =
        prop::sample::select(&[Unanswered::Failed, Unanswered::Dropped, Unanswered::Seconds(300)][..]);
    let unit = prop::sample::select(Unit::ALL);
    (definition(), unit, prop::sample::select(Judged::ALL), unanswered, 0.0..1.0_f64).prop_map(
        |(shipped, unit, judged, unanswered, line)| {
            let mut varied = Definition { unit, judged, unanswered, ..shipped.clone() };
            if let Some(target) = &mut varied.target {
                target.value *= line;
            }
            if varied.check().is_ok() { varied } else { shipped.clone() }
        },
    )
}

proptest! {
    #[test]
    fn answering_those_it_names_is_enough_to_meet_the_target(
        definition in variant(), events in ledger(), second in 0_i64..3 * 86_400,
    ) {
        let Some(target) = definition.target else { return Ok(()) };
        let now = Time::from_micros((1_749_513_600 + second) * 1_000_000);
        let so_far: Vec<Event> = events.into_iter().filter(|event| event.at <= now).collect();
        let rounds = evaluate(&definition, Frame { now, ..frame() }, &so_far).rounds;
        let stands = standing(&definition, |_| &definition, &rounds, &Today::default(), now);
        let once: HashSet<_> = stands.answer_now.iter().collect();
        prop_assert_eq!(once.len(), stands.answer_now.len(), "each is named once");
        let met = |answered: &[Key]| {
            let buyer = |conversation| conversation / 2;
            let what = What::Said { reply: Reply::Human, by: None };
            let answer = |key: &Key| Event { at: now, conversation: *key, buyer: buyer(*key), what };
            let then = [&so_far[..], &answered.iter().map(answer).collect::<Vec<_>>()].concat();
            // Everything else is left for ever.
            count(&definition, &then).tally.value(&definition).is_none_or(|value| target.is_met(value))
        };
        prop_assert!(!stands.reachable || met(&stands.answer_now), "{:?}", stands);
        // What has been closed and has yet to prove that it stays so is settled by time, not by an answer.
        let by_answers = !matches!(definition.measure, Measure::Once { .. });
        if stands.answer_now.is_empty() && by_answers {
            prop_assert_eq!(stands.reachable, met(&[]), "{:?}", stands);
        }
    }

    #[test]
    fn an_event_that_counts_nowhere_changes_nothing(
        definition in definition(), events in ledger(), place in 0_usize..60,
    ) {
        let mut more = events.clone();
        if let Some(event) = events.get(place).copied() {
            more.insert(place, Event { what: What::Other, ..event });
        }
        // A day that begins is an event of its own where only that day counts.
        prop_assert_eq!(count(definition, &events).tally, count(definition, &more).tally);
    }

    #[test]
    fn a_value_lies_within_its_bounds(definition in definition(), events in ledger()) {
        let outcome = count(definition, &events);
        let counted = outcome.rounds.iter().filter(|round| round.is_counted()).count();
        prop_assert_eq!(usize::try_from(outcome.tally.denominator), Ok(counted));
        if let Some(value) = outcome.tally.value(definition) {
            let most = match (definition.is_seconds(), definition.cap_seconds) {
                (false, _) => 1.0,
                (true, Some(cap)) => f64::from(cap),
                (true, None) => f64::INFINITY,
            };
            prop_assert!((0.0..=most).contains(&value), "{value}");
        }
        for round in &outcome.rounds {
            prop_assert!(round.end.is_none_or(|end| end >= round.start), "{round:?}");
        }
    }

    #[test]
    fn the_order_of_conversations_changes_nothing(definition in definition(), events in ledger()) {
        let mut one_by_one = events.clone();
        one_by_one.sort_by_key(|event| (std::cmp::Reverse(event.conversation), event.at));
        prop_assert_eq!(count(definition, &events), count(definition, &one_by_one));
    }

    #[test]
    fn counted_in_pieces_it_is_the_same(definition in definition(), events in ledger()) {
        let of = |part: u32| -> Vec<Event> {
            events.iter().copied().filter(|event| event.buyer % 2 == part).collect()
        };
        let apart = count(definition, &of(0)).plus(count(definition, &of(1)));
        prop_assert_eq!(apart, count(definition, &events));
        let mut sums = Evaluator::new(definition, frame(), Detail::Sums);
        for event in &events {
            sums.feed(event);
        }
        prop_assert_eq!(sums.finish().tally, count(definition, &events).tally);
    }

    #[test]
    fn windows_side_by_side_come_to_the_whole(
        definition in definition(), events in ledger(), second in 0_i64..3 * 86_400,
    ) {
        // What is gathered by days must not be cut within one.
        prop_assume!(!definition.is_gathered());
        let cut = Time::from_micros((1_749_513_600 + second) * 1_000_000);
        let before = evaluate(definition, Frame { to: cut, ..frame() }, &events);
        let after = evaluate(definition, Frame { from: cut, ..frame() }, &events);
        prop_assert_eq!(before.plus(after).tally, count(definition, &events).tally);
    }
}
