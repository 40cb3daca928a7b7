//! A conversation as one row.

use std::collections::BTreeMap;
use std::time::Duration;

use db::Time;
use language::{Intent, Urgency};

use crate::id::{AgentId, BuyerId, ConversationId, InboxId, ShopId};
use crate::inbox::Channel;
use crate::shop::Shop;
use crate::sla::clock::{self, Clock, ClockState, Metric, Reply, Target};
use crate::sla::ledger::Record;
use crate::sla::timeline::{self, Cause, Stretch};
use crate::sla::{Calendar, Event, What};

/// Within how long a buyer who is answered is answered in time, wherever nothing else is said: the three minutes of the
/// platforms.
pub const IN_TIME: Duration = Duration::from_secs(180);
/// A buyer who asks about the same again within so long was not helped at once.
pub const AGAIN: Duration = Duration::from_secs(3 * 86_400);
/// An order within so long after the first word is taken to have come of the conversation.
pub const ORDERS: Duration = Duration::from_secs(86_400);

/// Time by its causes, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Causes([u64; Cause::ALL.len()]);

impl Causes {
    fn of<'s>(stretches: impl IntoIterator<Item = &'s Stretch>) -> Self {
        let mut causes = Self::default();
        for stretch in stretches {
            causes.add(stretch.cause, stretch.to.since(stretch.from));
        }
        causes
    }

    fn add(&mut self, cause: Cause, time: Duration) {
        self.0[cause as usize] += u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    }

    /// The time of one cause.
    pub fn get(&self, cause: Cause) -> Duration {
        Duration::from_micros(self.0[cause as usize])
    }

    /// All of it.
    pub fn total(&self) -> Duration {
        Duration::from_micros(self.0.iter().sum())
    }

    /// Both.
    pub fn plus(mut self, other: &Self) -> Self {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
        self
    }
}

/// What came of a wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A person answered.
    Answered,
    /// It ended without an answer.
    Unanswered,
    /// The buyer thanked or said goodbye instead.
    NotWanted,
    /// The buyer still waits.
    Open,
}

/// A round: from when a buyer waits for a person – the hand-off, or their first unanswered word once people have it – until
/// a person answers. What counts is the time in which somebody should have been there: hours without people and outages are
/// left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// When the wait began.
    pub asked: Time,
    /// How long it was, by its causes.
    pub took: Causes,
    /// What came of it.
    pub outcome: Outcome,
    /// Who answered.
    pub agent: Option<AgentId>,
}

impl Round {
    /// How long an answered one took.
    pub fn answered_in(&self) -> Option<Duration> {
        (self.outcome == Outcome::Answered).then(|| self.took.total())
    }

    /// Whether an answer is missing.
    pub fn is_missing(&self) -> bool {
        matches!(self.outcome, Outcome::Open | Outcome::Unanswered)
    }

    /// Whether it was answered in time; none while it can be either, and when no answer was wanted any more.
    pub fn in_time(&self) -> Option<bool> {
        let quick = self.took.total() <= IN_TIME;
        match self.outcome {
            Outcome::Answered => Some(quick),
            Outcome::NotWanted => None,
            Outcome::Open | Outcome::Unanswered => (!quick).then_some(false),
        }
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is counted by itself")]
pub struct Row {
    /// Which.
    pub conversation: ConversationId,
    /// What people say aloud.
    pub number: i64,
    /// Of which shop.
    pub shop: ShopId,
    /// Where it came in.
    pub inbox: InboxId,
    /// By which way.
    pub channel: Channel,
    /// Who asked.
    pub buyer: BuyerId,
    /// What to call them.
    pub buyer_name: Option<String>,
    /// Whether they had bought nothing yet.
    pub new_buyer: bool,
    /// What their last open order came to, in minor units; 0 without one.
    pub worth: i64,
    /// About what.
    pub intent: Intent,
    /// How urgent.
    pub urgency: Urgency,
    /// When it began.
    pub opened: Time,
    /// Whether anybody was supposed to be there then.
    pub by_day: bool,
    /// From the buyer's first word to the first answer, whoever gave it, as the buyer felt it: every second counts.
    pub first_any: Option<Duration>,
    /// The rounds of people, in order.
    pub rounds: Vec<Round>,
    /// Whether people were ever asked, or ever had it.
    pub with_people: bool,
    /// All the time from the first word until it was done, or until now, by its causes.
    pub spent: Causes,
    /// Of it, what each person had, by its causes: reading, writing, waiting for a lead.
    pub spent_by: BTreeMap<AgentId, Causes>,
    /// When it was done, if it is.
    pub resolved: Option<Time>,
    /// Whether the buyer came back to it after it was done.
    pub reopened: bool,
    /// Whether one contact was enough: it is done, a buyer who waited for a person got one, they did not come back to it, and
    /// did not begin another about the same within three days. Known once those have passed.
    pub once: Option<bool>,
    /// People were asked, and it ended without one of them having answered.
    pub left: bool,
    /// The buyer placed an order within a day after the first word.
    pub ordered: bool,
}

impl Row {
    /// From when a person was first waited for to their first answer.
    pub fn first_human(&self) -> Option<&Round> {
        self.rounds.iter().find(|round| round.outcome == Outcome::Answered)
    }

    /// Everybody who answered, each once.
    pub fn answerers(&self) -> Vec<AgentId> {
        let mut all: Vec<AgentId> = self.rounds.iter().filter_map(|round| round.agent).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Who answered last: whoever brought it to its end.
    pub fn last_answerer(&self) -> Option<AgentId> {
        self.rounds.iter().rev().find_map(|round| round.agent)
    }

    /// Whether this person answered in it; for nobody, whether something in it was answered by no person.
    pub fn answered_by(&self, agent: Option<AgentId>) -> bool {
        match agent {
            Some(_) => self.rounds.iter().any(|round| round.agent == agent),
            None => self.answerers().is_empty() || self.rounds.iter().any(Round::is_missing),
        }
    }

    /// How long the buyer waited before anybody answered; so far, if nobody has.
    pub fn first_wait(&self) -> Duration {
        let waited = || {
            let not = self.spent.get(Cause::Buyer) + self.spent.get(Cause::Done);
            self.spent.total().saturating_sub(not)
        };
        self.first_any.unwrap_or_else(waited)
    }
}

/// What the ledger does not say of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) number: i64,
    pub(super) buyer: BuyerId,
    pub(super) buyer_name: Option<String>,
    pub(super) opened: Time,
    /// When the buyer next began another about the same.
    pub(super) again: Option<Time>,
    pub(super) ordered: bool,
}

/// What counts of a wait for a person.
fn waits(metric: Metric, reply: Reply, pauses: &[Cause]) -> Target {
    let within_seconds = u32::try_from(IN_TIME.as_secs()).unwrap_or(u32::MAX);
    Target { metric, within_seconds, reply, calendar: None, pauses: pauses.to_vec(), yellow_percent: 100 }
}

/// The row of a conversation, as it stands at `now`.
pub(super) fn row(record: &Record, known: Known, shop: &Shop, people: &Calendar, now: Time) -> Row {
    let Record { conversation, matter, events } = record;
    let clocks = |metric, reply, pauses: &[Cause]| {
        clock::clocks(events, &waits(metric, reply, pauses), None, people, now)
    };
    let away = [Cause::Closed, Cause::Outage];
    let has = |what: What| events.iter().any(|event| event.what == what);
    let with_people = has(What::HandedOff) || has(What::Claimed) || has(What::AgentSaid);
    // Where no person was ever asked, none was waited for.
    let metrics = if with_people { &[Metric::FirstReply, Metric::NextReply][..] } else { &[] };
    let mut rounds: Vec<Round> = metrics
        .iter()
        .flat_map(|metric| clocks(*metric, Reply::Human, &away))
        .map(|clock| round(&clock, events))
        .collect();
    rounds.sort_by_key(|round| round.asked);
    let first_any = clocks(Metric::FirstReply, Reply::Any, &[])
        .into_iter()
        .find(|clock| clock.state == ClockState::Stopped)
        .map(|clock| clock.elapsed);
    let resolved = resolved_at(events);
    let stretches = timeline::stretches(events, people, resolved.unwrap_or(now).min(now));
    let mut spent_by: BTreeMap<AgentId, Causes> = BTreeMap::new();
    for stretch in stretches.iter().filter(|stretch| worked(stretch.cause)) {
        if let Some(agent) = stretch.agent {
            spent_by.entry(agent).or_default().add(stretch.cause, stretch.to.since(stretch.from));
        }
    }
    let left = resolved.is_some() && !rounds.is_empty() && !has(What::AgentSaid);
    let reopened = has(What::Reopened);
    let judged = resolved.filter(|at| *at + AGAIN <= now);
    let once = judged.map(|at| !left && !reopened && known.again.is_none_or(|again| again > at + AGAIN));
    Row {
        conversation: *conversation,
        number: known.number,
        shop: shop.id,
        inbox: matter.inbox,
        channel: matter.channel,
        buyer: known.buyer,
        buyer_name: known.buyer_name,
        new_buyer: matter.new_buyer,
        worth: matter.worth,
        intent: matter.intent,
        urgency: matter.urgency,
        opened: known.opened,
        by_day: people.is_open(known.opened),
        first_any,
        rounds,
        with_people,
        spent: Causes::of(&stretches),
        spent_by,
        resolved,
        reopened,
        once,
        left,
        ordered: known.ordered,
    }
}

/// What passes while a person has it and the buyer waits.
fn worked(cause: Cause) -> bool {
    matches!(cause, Cause::Reading | Cause::Typing | Cause::Approval)
}

fn round(clock: &Clock, events: &[Event]) -> Round {
    let before = |ended: Time| events.iter().rev().filter(move |event| event.at <= ended);
    let outcome = match clock.state {
        ClockState::Stopped => Outcome::Answered,
        ClockState::Running | ClockState::Paused => Outcome::Open,
        ClockState::Dropped => {
            let end = clock.ended.and_then(|ended| {
                before(ended).find(|event| matches!(event.what, What::Resolved | What::BuyerClosed))
            });
            match end.map(|event| event.what) {
                Some(What::BuyerClosed) => Outcome::NotWanted,
                _ => Outcome::Unanswered,
            }
        }
    };
    let answered = clock.ended.filter(|_| outcome == Outcome::Answered);
    let agent = answered.and_then(|ended| before(ended).find(|event| event.what == What::AgentSaid)?.agent);
    Round { asked: clock.began, took: Causes::of(&clock.counted), outcome, agent }
}

/// When it was done, unless the buyer has come back since.
fn resolved_at(events: &[Event]) -> Option<Time> {
    let mut resolved: Option<Time> = None;
    let mut latest: Option<Time> = None;
    for event in events {
        let at = latest.map_or(event.at, |latest| event.at.max(latest));
        latest = Some(at);
        match event.what {
            What::Resolved => resolved = resolved.or(Some(at)),
            What::Reopened => resolved = None,
            _ => {}
        }
    }
    resolved
}
