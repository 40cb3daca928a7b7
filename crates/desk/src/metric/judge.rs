//! Whether a unit counts, as what, and why.

use db::Time;

use super::calendar::{Calendar, micros};
use super::definition::{BegunBy, Definition, Extent, HoursBy, Measure, Start, Unanswered, Until};
use super::event::{Key, Reply};
use super::talk::{Bits, Ending, Talk, Wait};
use super::tally::Tally;
use crate::word::words;

words! {
    /// Why a unit counted as it did.
    Reason {
        /// Answered in time.
        InTime = "in_time",
        /// Answered too late.
        Late = "late",
        /// Its seconds are in the mean.
        Measured = "measured",
        /// It took longer than the cap, and counts as the cap.
        Capped = "capped",
        /// Nobody answered.
        Unanswered = "unanswered",
        /// The account that had it passed it on without an answer.
        PassedOn = "passed_on",
        /// It has the label.
        WithLabel = "with_label",
        /// It does not have the label.
        WithoutLabel = "without_label",
        /// Closed, and the buyer did not come back.
        Once = "once",
        /// Closed, but the buyer came back.
        CameBack = "came_back",
        /// Never closed.
        NotClosed = "not_closed",
        /// It may still be answered in time. Not counted yet.
        Open = "open",
        /// Outside the hours. Not counted.
        OutsideHours = "outside_hours",
        /// On an exempt day. Not counted.
        ExemptDay = "exempt_day",
        /// A label takes it out. Not counted.
        Excluded = "excluded",
        /// It lacks the label that the number is about. Not counted.
        OfAnotherKind = "of_another_kind",
        /// The seller began. Not counted.
        BegunBySeller = "begun_by_seller",
        /// A bot answered before any person had it. Not counted.
        BotReception = "bot_reception",
        /// It never reached people. Not counted.
        NeverHandedOff = "never_handed_off",
        /// Nobody answered, which this number does not count.
        UnansweredDropped = "unanswered_dropped",
    }
}

/// A unit, how it counted, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// In which conversation.
    pub conversation: Key,
    /// Whose.
    pub buyer: Key,
    /// Who had to answer.
    pub account: Option<Key>,
    /// From when it is counted.
    pub start: Time,
    /// When it was answered or closed.
    pub end: Option<Time>,
    /// The last moment at which an answer is in time.
    pub due: Option<Time>,
    /// Why it counted as it did.
    pub reason: Reason,
    /// What it added.
    pub tally: Tally,
    /// Kinds of reply given meanwhile that do not count.
    pub passed_over: Vec<Reply>,
    /// Its time is up, nobody has answered, and that is not counted: it would be, as late, if somebody answered now.
    pub overdue: bool,
    /// Where several rounds make one unit: the other conversations that must be answered as well for it to be good.
    pub with: Vec<Key>,
}

impl Round {
    /// Whether it is in the denominator.
    pub fn is_counted(&self) -> bool {
        self.tally.denominator > 0
    }

    /// Whether it counts against the shop.
    pub fn is_failed(&self) -> bool {
        matches!(
            self.reason,
            Reason::Late
                | Reason::Unanswered
                | Reason::PassedOn
                | Reason::Capped
                | Reason::CameBack
                | Reason::NotClosed
        )
    }
}

/// What a unit is judged by.
pub(super) struct Judge<'a> {
    pub(super) definition: &'a Definition,
    /// The moment everything is seen at: what may still happen after it is open.
    pub(super) now: i64,
}

impl Judge<'_> {
    /// When the unit's wait began, as the definition counts.
    pub(super) fn start(&self, wait: &Wait) -> i64 {
        match self.definition.start {
            Start::FirstUnanswered => wait.asked,
            Start::SessionStart => wait.session,
            Start::HandOff => wait.handed.map_or(wait.asked, |handed| handed.max(wait.asked)),
        }
    }

    /// Judges one wait of a conversation; `back` is when its buyer next came with a new session.
    pub(super) fn wait(
        &self,
        conversation: Key,
        talk: &Talk,
        wait: &Wait,
        calendar: &mut Calendar,
        back: Option<i64>,
    ) -> Round {
        let start = self.start(wait);
        let end = match wait.ending {
            Ending::Answered(end) => Some(end),
            Ending::PassedOn | Ending::ByBot | Ending::Over | Ending::Waiting => None,
        };
        let day = calendar.day(start);
        let due = match &self.definition.measure {
            Measure::Rate { due } | Measure::Late { due } => day.due(start, due),
            Measure::Average { .. } | Measure::Share { .. } | Measure::Once { .. } => None,
        };
        let over = self.definition.same_day_only.then_some(day.to);
        let open = day.is_open(start)
            || self.definition.hours_by == HoursBy::Either
                && end.is_some_and(|end| calendar.day(end).is_open(end));
        let exempt = calendar.day(start).is_exempt(start);
        let (reason, tally) = match self.left_out(talk, wait, open, exempt) {
            Some(reason) => (reason, Tally::default()),
            None => self.counted(wait, Span { start, end, due, over }, back),
        };
        let passed_over = Reply::ALL.iter().copied().filter(|r| wait.passed_over.has(Bits::reply(*r)));
        Round {
            conversation,
            buyer: talk.buyer,
            account: wait.account,
            start: Time::from_micros(start),
            end: end.map(Time::from_micros),
            due: due.map(Time::from_micros),
            reason,
            tally,
            passed_over: passed_over.collect(),
            overdue: reason == Reason::UnansweredDropped && self.may_be_late(wait, over),
            with: Vec::new(),
        }
    }

    /// Whether an answer that comes now would end it, and be late.
    fn may_be_late(&self, wait: &Wait, over: Option<i64>) -> bool {
        let by_time = matches!(self.definition.measure, Measure::Rate { .. } | Measure::Late { .. });
        by_time && wait.ending == Ending::Waiting && over.is_none_or(|over| self.now < over)
    }

    fn left_out(&self, talk: &Talk, wait: &Wait, open: bool, exempt: bool) -> Option<Reason> {
        let definition = self.definition;
        let excluded = definition.exclude.iter().any(|exclusion| {
            let labels = match exclusion.extent {
                Extent::Unit => wait.labels,
                Extent::Conversation => talk.labels,
            };
            labels.has(Bits::label(exclusion.label))
        });
        if exempt {
            Some(Reason::ExemptDay)
        } else if excluded {
            Some(Reason::Excluded)
        } else if definition.only.is_some_and(|label| !wait.labels.has(Bits::label(label))) {
            Some(Reason::OfAnotherKind)
        } else if definition.begun_by == BegunBy::Buyer && wait.by_seller {
            Some(Reason::BegunBySeller)
        } else if wait.ending == Ending::ByBot {
            Some(Reason::BotReception)
        } else if definition.start == Start::HandOff && wait.handed.is_none() && wait.after_bot {
            Some(Reason::NeverHandedOff)
        } else if !open {
            Some(Reason::OutsideHours)
        } else {
            None
        }
    }

    fn counted(&self, wait: &Wait, span: Span, back: Option<i64>) -> (Reason, Tally) {
        match &self.definition.measure {
            Measure::Average { until } => self.averaged(wait, span, *until),
            Measure::Rate { .. } => self.rated(wait, span, [1, 0]),
            Measure::Late { .. } => self.rated(wait, span, [0, 1]),
            Measure::Share { label } => {
                let has = wait.labels.has(Bits::label(*label));
                let reason = if has { Reason::WithLabel } else { Reason::WithoutLabel };
                (reason, one(i64::from(has)))
            }
            Measure::Once { within_seconds } => {
                let horizon = wait.closed.map(|closed| closed.saturating_add(micros(*within_seconds)));
                match (horizon, back) {
                    (None, _) => (Reason::NotClosed, one(0)),
                    (Some(until), Some(back)) if back <= until => (Reason::CameBack, one(0)),
                    (Some(until), _) if self.now < until => (Reason::Open, Tally::default()),
                    (Some(_), _) => (Reason::Once, one(1)),
                }
            }
        }
    }

    fn averaged(&self, wait: &Wait, span: Span, until: Until) -> (Reason, Tally) {
        let cap = self.definition.cap_seconds.map(|seconds| i64::from(seconds) * 1_000_000);
        let capped = |length: i64| cap.map_or(length, |cap| length.min(cap));
        if let Some(end) = span.answered() {
            let length = (end - span.start).max(0);
            let reason = if cap.is_some_and(|cap| length > cap) { Reason::Capped } else { Reason::Measured };
            return (reason, one(capped(length)));
        }
        let Unanswered::Seconds(seconds) = self.definition.unanswered else {
            let waits = wait.ending == Ending::Waiting && span.over.is_none_or(|over| self.now < over);
            let reason = match (waits, until) {
                (true, _) => Reason::Open,
                (false, Until::Close) => Reason::NotClosed,
                (false, Until::Reply) => Reason::UnansweredDropped,
            };
            return (reason, Tally::default());
        };
        let value = capped(i64::from(seconds) * 1_000_000);
        // Once it has waited as long as it will count, an answer changes nothing more.
        let settled = span.start.saturating_add(cap.unwrap_or(i64::MAX)).min(span.over.unwrap_or(i64::MAX));
        match wait.ending {
            Ending::PassedOn => (Reason::PassedOn, one(value)),
            Ending::Waiting if self.now < settled => (Reason::Open, Tally::default()),
            _ => (Reason::Unanswered, one(value)),
        }
    }

    fn rated(&self, wait: &Wait, span: Span, [in_time, missed]: [i64; 2]) -> (Reason, Tally) {
        let limit = span.due;
        if let Some(end) = span.answered() {
            let late = limit.is_some_and(|limit| end > limit);
            return if late { (Reason::Late, one(missed)) } else { (Reason::InTime, one(in_time)) };
        }
        let last = limit.unwrap_or(i64::MAX).min(span.over.unwrap_or(i64::MAX));
        match (wait.ending, self.definition.unanswered) {
            (Ending::Waiting, _) if self.now <= last => (Reason::Open, Tally::default()),
            (_, Unanswered::Dropped) => (Reason::UnansweredDropped, Tally::default()),
            (Ending::PassedOn, _) => (Reason::PassedOn, one(missed)),
            _ => (Reason::Unanswered, one(missed)),
        }
    }
}

/// A wait in time.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: i64,
    end: Option<i64>,
    due: Option<i64>,
    /// When its day is over, where only that day counts.
    over: Option<i64>,
}

impl Span {
    /// When it was answered, if on a day that counts.
    fn answered(self) -> Option<i64> {
        self.end.filter(|end| self.over.is_none_or(|over| *end < over))
    }
}

fn one(numerator: i64) -> Tally {
    Tally { numerator, denominator: 1 }
}
