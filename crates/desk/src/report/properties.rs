//! What holds of every report, whatever happened.

use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;
use language::{Intent, Urgency};
use proptest::prelude::*;
use uuid::Uuid;

use super::compare::{self, Side};
use super::row::{self, Known, Outcome};
use super::table::Sums;
use super::{Key, Part, ReportBy, Row, keys};
use crate::id::AgentId;
use crate::inbox::{Channel, Medium};
use crate::shop::{Lang, Shop, ShopSettings};
use crate::sla::ledger::Record;
use crate::sla::{Calendar, Event, Matter, What};

const BEGAN: i64 = 1_795_000_000;

fn second(n: i64) -> Time {
    Time::from_micros((BEGAN + n) * 1_000_000)
}

fn shop() -> Shop {
    Shop {
        id: Uuid::nil().into(),
        key: "one".into(),
        name: "one".into(),
        language: Lang::En,
        currency: "EUR".into(),
        time_zone: "Europe/Berlin".into(),
        settings: ShopSettings::default(),
    }
}

fn agent(n: u128) -> AgentId {
    Uuid::from_u128(n).into()
}

/// A conversation: what happened in it, about what, and how long after the first one it began.
#[derive(Debug, Clone)]
struct Story {
    events: Vec<(i64, What, u128)>,
    intent: Intent,
    channel: Channel,
    after: i64,
    ordered: bool,
}

fn stories() -> impl Strategy<Value = Vec<Story>> {
    let what = prop::sample::select(What::ALL.to_vec());
    let event = (0_i64..90, what, 1_u128..4);
    let intents = vec![Intent::WhereIsIt, Intent::SizeAdvice, Intent::Complaint];
    let story = (
        prop::collection::vec(event, 0..20),
        prop::sample::select(intents),
        prop::sample::select(vec![Channel::Webchat, Channel::Api]),
        0_i64..200_000,
        any::<bool>(),
    );
    let story = story.prop_map(|(events, intent, channel, after, ordered)| Story {
        events,
        intent,
        channel,
        after,
        ordered,
    });
    prop::collection::vec(story, 0..12)
}

fn row_of(number: usize, story: &Story) -> Row {
    let mut at = story.after;
    let mut events = vec![Event { at: second(at), what: What::BuyerSaid, agent: None }];
    for (later, what, who) in &story.events {
        at += later;
        let named = matches!(what, What::AgentSaid | What::Claimed | What::Typed);
        events.push(Event { at: second(at), what: *what, agent: named.then(|| agent(*who)) });
    }
    let matter = Matter {
        urgency: Urgency::Normal,
        channel: story.channel,
        medium: Medium::Chat,
        inbox: Uuid::nil().into(),
        intent: story.intent,
        level: None,
        worth: 0,
        new_buyer: true,
    };
    let id = Uuid::from_u128(number as u128 + 1).into();
    let known = Known {
        number: i64::try_from(number).expect("a small number"),
        buyer: Uuid::nil().into(),
        buyer_name: None,
        opened: second(story.after),
        again: None,
        ordered: story.ordered,
    };
    let record = Record { conversation: id, matter, events };
    row::row(&record, known, &shop(), &Calendar::always(), second(1_000_000))
}

fn rows(stories: &[Story]) -> Vec<Row> {
    stories.iter().enumerate().map(|(number, story)| row_of(number, story)).collect()
}

fn sums(rows: &[Row], by: ReportBy) -> Sums {
    let zone = TimeZone::UTC;
    let mut sums = Sums::default();
    for row in rows {
        sums.add(row, by, Part::All, &zone);
    }
    sums
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

proptest! {
    /// All the time that passed has a cause, and what people had is part of it.
    #[test]
    fn the_seconds_by_cause_are_the_time_that_passed(stories in stories()) {
        for row in rows(&stories) {
            let end = row.resolved.unwrap_or(second(1_000_000));
            prop_assert_eq!(row.spent.total(), end.since(row.opened));
            let had: Duration = row.spent_by.values().map(row::Causes::total).sum();
            prop_assert!(had <= row.spent.total());
            for round in &row.rounds {
                prop_assert!(round.took.total() <= row.spent.total());
                prop_assert_eq!(round.agent.is_some(), round.outcome == Outcome::Answered);
            }
        }
    }

    /// The lines of a dimension add up to the whole; of people, their answers do.
    #[test]
    fn the_parts_come_to_the_whole(stories in stories()) {
        let rows = rows(&stories);
        for by in ReportBy::ALL {
            let sums = sums(&rows, *by);
            let over = |figure: &dyn Fn(&super::table::Figures) -> u64| {
                (sums.lines.values().map(figure).sum::<u64>(), figure(&sums.whole))
            };
            let mut pairs = vec![
                over(&|f| f.response.count()),
                over(&|f| u64::try_from(f.response.sum().as_micros()).expect("small")),
                over(&|f| u64::try_from(f.answering.total().as_micros()).expect("small")),
                over(&|f| f.first.count()),
                over(&|f| f.judged),
                over(&|f| f.in_time),
                over(&|f| f.once),
                over(&|f| f.once_judged),
                over(&|f| f.left),
                over(&|f| f.resolution.count()),
            ];
            if *by != ReportBy::Person {
                pairs.push(over(&|f| f.conversations));
                pairs.push(over(&|f| f.ordered));
                pairs.push(over(&|f| u64::try_from(f.spent.total().as_micros()).expect("small")));
            }
            for (parts, whole) in pairs {
                prop_assert_eq!(parts, whole, "by {}", by);
            }
            prop_assert_eq!(sums.whole.response.sum(), sums.whole.answering.total());
            prop_assert_eq!(sums.nights.day.conversations + sums.nights.night.conversations, rows.len() as u64);
        }
    }

    #[test]
    fn the_order_of_conversations_changes_nothing(stories in stories(), turn in 0_usize..12) {
        let mut rows = rows(&stories);
        for by in ReportBy::ALL {
            let before = sums(&rows, *by).settled();
            let turn = turn.min(rows.len());
            rows.rotate_left(turn);
            rows.reverse();
            prop_assert_eq!(&sums(&rows, *by).settled(), &before);
        }
    }

    /// A value of a dimension stands for exactly the conversations that are counted under it.
    #[test]
    fn a_line_stands_for_what_it_counts(stories in stories()) {
        let zone = TimeZone::UTC;
        let rows = rows(&stories);
        for by in ReportBy::ALL {
            for (key, figures) in sums(&rows, *by).lines {
                let behind = rows.iter().filter(|row| super::stands_for(key, row, &zone)).count();
                prop_assert_eq!(figures.conversations, behind as u64, "{}", key);
                prop_assert_eq!(by.key(&key.to_string()), Some(key));
            }
        }
    }

    /// What is due to causes, and what is due to matters, is exactly the difference.
    #[test]
    fn a_comparison_leaves_nothing_unexplained(stories in stories()) {
        let zone = TimeZone::UTC;
        let (mut a, mut b) = (Side::default(), Side::default());
        for row in rows(&stories) {
            for (key, part) in keys(&row, ReportBy::Person, Part::All, &zone) {
                match key {
                    Key::Person(Some(who)) if who == agent(1) => a.add(&row, part, &zone),
                    Key::Person(Some(who)) if who == agent(2) => b.add(&row, part, &zone),
                    _ => {}
                }
            }
        }
        let compared = compare::difference(a, b);
        if let Some(difference) = compared.difference {
            let causes: f64 = compared.causes.iter().map(|(_, due)| due.total()).sum();
            let intents: f64 = compared.intents.iter().map(|(_, due)| due.total()).sum();
            prop_assert!(near(causes, difference), "{} {}", causes, difference);
            prop_assert!(near(intents, difference), "{} {}", intents, difference);
            prop_assert!(near(compared.whole.total(), difference));
        }
    }
}

#[test]
fn slower_at_the_same_and_other_matters_are_told_apart() {
    let story = |intent, took, who| Story {
        events: vec![(0, What::HandedOff, 0), (0, What::Claimed, who), (took, What::AgentSaid, who)],
        intent,
        channel: Channel::Api,
        after: 0,
        ordered: false,
    };
    let side = |stories: &[Story]| {
        let mut side = Side::default();
        for row in rows(stories) {
            side.add(&row, Part::All, &TimeZone::UTC);
        }
        side
    };
    // Both take 10 s for sizes and 30 s for parcels; the first has three parcels of four, the second one.
    let (fits, parcel) = (story(Intent::SizeAdvice, 10, 1), story(Intent::WhereIsIt, 30, 1));
    let many = side(&[fits.clone(), parcel.clone(), parcel.clone(), parcel.clone()]);
    let few = side(&[fits.clone(), fits.clone(), fits, parcel]);
    let compared = compare::difference(many, few);
    assert!(compared.difference.is_some_and(|difference| near(difference, 10.0)));
    assert!(near(compared.whole.same, 0.0) && near(compared.whole.mix, 10.0), "{:?}", compared.whole);
    // The same matters, each 8 s slower: it is all speed, and reading.
    let slow = side(&vec![story(Intent::SizeAdvice, 18, 1); 6]);
    let quick = side(&vec![story(Intent::SizeAdvice, 10, 1); 6]);
    let compared = compare::difference(slow, quick);
    assert!(near(compared.whole.same, 8.0) && near(compared.whole.mix, 0.0));
    let reading = compared.causes.iter().find(|(cause, _)| *cause == crate::sla::Cause::Reading);
    assert!(reading.is_some_and(|(_, due)| near(due.same, 8.0)));
    let [compare::Advice::Train(Intent::SizeAdvice, crate::sla::Cause::Reading, by)] = compared.advice[..]
    else {
        panic!("{:?}", compared.advice)
    };
    assert!(near(by, 8.0));
}
