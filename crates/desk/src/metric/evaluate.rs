//! Counting: events in, a number and the reckoning of every round out. Nothing here knows a platform's name.

use std::collections::{BTreeMap, HashMap};

use db::Time;
use jiff::tz::TimeZone;

use super::calendar::Calendar;
use super::definition::{Definition, Judged, Measure, Unit};
use super::event::{Event, Key};
use super::judge::{Judge, Reason, Round};
use super::talk::{Talk, Wait};
use super::tally::Tally;

/// What is looked at, and from when.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The zone of the platform's days and hours.
    pub zone: TimeZone,
    /// Units that begin from here on.
    pub from: Time,
    /// And before this.
    pub to: Time,
    /// The moment everything is seen at: what may still be answered then is open.
    pub now: Time,
}

impl Frame {
    /// Everything that ever happened, seen when nothing more will.
    pub fn everything(zone: TimeZone) -> Self {
        let (from, to) = (Time::from_micros(i64::MIN), Time::from_micros(i64::MAX));
        Self { zone, from, to, now: to }
    }

    fn holds(&self, start: i64) -> bool {
        self.from.micros() <= start && start < self.to.micros()
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The sums.
    pub tally: Tally,
    /// Each unit, in the order of their starts; empty when only the sums were asked for.
    pub rounds: Vec<Round>,
}

impl Outcome {
    /// What two parts come to, whose buyers are different people.
    pub fn plus(mut self, other: Self) -> Self {
        self.tally = self.tally.plus(other.tally);
        self.rounds.extend(other.rounds);
        self.rounds.sort_by_key(|round| (round.start, round.conversation, round.account));
        self
    }
}

/// Counts by one version of a definition. Events of one conversation come in their order; conversations may be mixed.
#[derive(Debug)]
pub struct Evaluator<'d> {
    definition: &'d Definition,
    frame: Frame,
    calendar: Calendar,
    talks: Vec<Option<Talk>>,
    /// Whether each unit is told, or only the sums.
    detail: Detail,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Each unit with its reason.
    Rounds,
    /// Only the sums: what is counted is let go of.
    Sums,
}

impl<'d> Evaluator<'d> {
    /// Begins to count.
    pub fn new(definition: &'d Definition, frame: Frame, detail: Detail) -> Self {
        let calendar = Calendar::new(definition, frame.zone.clone());
        Self { definition, frame, calendar, talks: Vec::new(), detail }
    }

    /// Goes on by one event.
    pub fn feed(&mut self, event: &Event) {
        let at = event.conversation as usize;
        if at >= self.talks.len() {
            self.talks.resize_with(at + 1, || None);
        }
        let talk = self.talks[at].get_or_insert_default();
        talk.take(event, self.definition, &mut self.calendar);
        // A label may still be put on the last one; what is gathered, or may be come back to, is judged at the end.
        let judged_alone =
            !self.definition.is_gathered() && !matches!(self.definition.measure, Measure::Once { .. });
        if self.detail == Detail::Sums && judged_alone && talk.done.len() > 1 {
            let judge = Judge { definition: self.definition, now: self.frame.now.micros() };
            let last = talk.done.split_off(talk.done.len() - 1);
            for wait in std::mem::replace(&mut talk.done, last) {
                if self.frame.holds(judge.start(&wait)) {
                    let round = judge.wait(event.conversation, talk, &wait, &mut self.calendar, None);
                    talk.counted = talk.counted.plus(round.tally);
                }
            }
        }
    }

    /// Counts what there is.
    pub fn finish(mut self) -> Outcome {
        let talks: Vec<(Key, Talk)> = (0..)
            .zip(std::mem::take(&mut self.talks))
            .filter_map(|(key, talk)| Some((key, talk?.finish(self.definition))))
            .collect();
        let back = match self.definition.measure {
            Measure::Once { .. } => sessions_of(&talks),
            _ => HashMap::new(),
        };
        let judge = Judge { definition: self.definition, now: self.frame.now.micros() };
        let mut outcome = Outcome::default();
        let mut gathered: BTreeMap<(Key, i64), Vec<Round>> = BTreeMap::new();
        for (key, talk) in &talks {
            if !self.leaves_out(talk) {
                outcome.tally = outcome.tally.plus(talk.counted);
            }
            for wait in talk.done.iter().filter(|wait| self.frame.holds(judge.start(wait))) {
                let next = back.get(&talk.buyer).and_then(|starts| next_after(starts, wait));
                let round = judge.wait(*key, talk, wait, &mut self.calendar, next);
                if self.definition.is_gathered() {
                    let whose = if self.definition.unit == Unit::Person { talk.buyer } else { *key };
                    let day = self.calendar.day(round.start.micros()).from;
                    gathered.entry((whose, day)).or_default().push(round);
                } else {
                    outcome.tally = outcome.tally.plus(round.tally);
                    outcome.rounds.push(round);
                }
            }
        }
        for rounds in gathered.into_values() {
            if let Some(round) = deciding(rounds, self.definition.judged) {
                outcome.tally = outcome.tally.plus(round.tally);
                outcome.rounds.push(round);
            }
        }
        if self.detail == Detail::Sums {
            outcome.rounds = Vec::new();
        }
        outcome.rounds.sort_by_key(|round| (round.start, round.conversation, round.account));
        outcome
    }

    /// Whether a label takes all of the conversation out, also what was counted before it was put there.
    fn leaves_out(&self, talk: &Talk) -> bool {
        use super::definition::Extent;
        use super::talk::Bits;
        let mut whole = self.definition.exclude.iter().filter(|e| e.extent == Extent::Conversation);
        whole.any(|exclusion| talk.labels.has(Bits::label(exclusion.label)))
    }
}

/// When each buyer's sessions began.
fn sessions_of(talks: &[(Key, Talk)]) -> HashMap<Key, Vec<i64>> {
    let mut starts: HashMap<Key, Vec<i64>> = HashMap::new();
    for (_, talk) in talks {
        starts.entry(talk.buyer).or_default().extend(talk.done.iter().map(|wait| wait.session));
    }
    for starts in starts.values_mut() {
        starts.sort_unstable();
    }
    starts
}

fn next_after(starts: &[i64], wait: &Wait) -> Option<i64> {
    let at = starts.partition_point(|start| *start <= wait.session);
    starts.get(at).copied()
}

/// The round that decides about all of a person's or a chat's: what is not counted decides nothing if anything is.
fn deciding(mut rounds: Vec<Round>, judged: Judged) -> Option<Round> {
    rounds.sort_by_key(|round| (round.start, round.conversation));
    let matters = |round: &Round| round.is_counted() || round.reason == Reason::Open;
    let first = rounds.iter().find(|round| matters(round));
    let worst = || {
        let failed = rounds.iter().find(|round| round.is_failed());
        failed.or_else(|| rounds.iter().find(|round| round.reason == Reason::Open))
    };
    let decides = match judged {
        Judged::First => first,
        Judged::All => worst().or(first),
    };
    let mut decides = decides.or(rounds.first()).cloned()?;
    if judged == Judged::All && decides.reason == Reason::Open {
        let open = rounds.iter().filter(|round| round.reason == Reason::Open).map(|round| round.conversation);
        decides.with = open.filter(|conversation| *conversation != decides.conversation).collect();
        decides.with.sort_unstable();
        decides.with.dedup();
    }
    Some(decides)
}

/// Counts all of these at once.
pub fn evaluate(definition: &Definition, frame: Frame, events: &[Event]) -> Outcome {
    let mut evaluator = Evaluator::new(definition, frame, Detail::Rounds);
    for event in events {
        evaluator.feed(event);
    }
    evaluator.finish()
}
