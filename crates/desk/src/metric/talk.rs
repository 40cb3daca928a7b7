//! A conversation as a metric sees it: what waits for an answer, and what has got one. It remembers what it must and no
//! message more, so that a ledger of any length is read in one pass.

use super::calendar::Calendar;
use super::definition::{Account, BotReception, Definition, HoursBy, Measure, Start, Unit, Until};
use super::event::{Event, Key, Label, Reply, What};
use super::tally::Tally;

/// Labels, or kinds of reply, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bits(u16);

impl Bits {
    pub(super) fn label(label: Label) -> Self {
        Self(1 << label as u16)
    }

    pub(super) fn reply(reply: Reply) -> Self {
        Self(1 << reply as u16)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a valid reply, or with the close where that is what is measured.
    Answered(i64),
    /// The account that had it passed it on.
    PassedOn,
    /// A bot answered it before any person had the conversation.
    ByBot,
    /// Not at all: the day or the session was over.
    Over,
    /// Not yet.
    Waiting,
}

/// A unit that waits or has waited. Times are microseconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait {
    pub(super) asked: i64,
    pub(super) session: i64,
    /// When people had it.
    pub(super) handed: Option<i64>,
    pub(super) account: Option<Key>,
    pub(super) labels: Bits,
    /// Kinds of reply that were given meanwhile and do not count.
    pub(super) passed_over: Bits,
    pub(super) by_seller: bool,
    /// Whether a bot had answered in its session; where none ever did, people have it from the beginning.
    pub(super) after_bot: bool,
    /// When its session was last closed.
    pub(super) closed: Option<i64>,
    pub(super) ending: Ending,
}

#[derive(Debug, Clone, Copy)]
struct Session {
    start: i64,
    by_seller: bool,
    /// Whether its first unit has begun.
    begun: bool,
    /// Whether a bot has answered in it.
    bot: bool,
    closed: Option<i64>,
}

/// One conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Talk {
    pub(super) buyer: Key,
    pub(super) waiting: Vec<Wait>,
    pub(super) done: Vec<Wait>,
    /// Every label that was ever put on anything in it.
    pub(super) labels: Bits,
    /// What of `done` was counted and let go.
    pub(super) counted: Tally,
    session: Option<Session>,
    holder: Option<Key>,
    of_people: bool,
    /// Labels for the unit that comes next.
    next: Bits,
    day: i64,
}

impl Talk {
    /// Goes on by one event; those of a conversation come in the order in which they happened.
    pub(super) fn take(&mut self, event: &Event, definition: &Definition, calendar: &mut Calendar) {
        let at = event.at.micros();
        self.buyer = event.buyer;
        if definition.same_day_only {
            let day = calendar.day(at).from;
            if day != self.day {
                self.end_session();
                self.day = day;
            }
        }
        match event.what {
            What::Asked(label) => self.asked(at, label, definition, calendar),
            What::Said { reply, by } => self.said(at, reply, by, definition),
            What::HandedOff => self.hand_off(at, definition),
            What::Taken(account) => {
                self.reach_people(at);
                if self.holder != Some(account) {
                    self.pass_on(at, Some(account), definition);
                }
            }
            What::Transferred { from, to } => {
                self.holder = self.holder.or(from);
                self.reach_people(at);
                self.pass_on(at, to, definition);
            }
            What::Released => self.pass_on(at, None, definition),
            What::Closed => {
                if let Some(session) = &mut self.session {
                    session.closed = Some(at);
                }
            }
            What::Labelled(label) => self.label(Bits::label(label)),
            What::Other => {}
        }
    }

    /// Everything that was or is waited for. What has no answer yet may still get one.
    pub(super) fn finish(mut self, definition: &Definition) -> Self {
        let closed = self.session.and_then(|session| session.closed);
        let to_close = measures_close(definition);
        for mut wait in std::mem::take(&mut self.waiting) {
            wait.closed = closed;
            if let (true, Some(closed)) = (to_close, closed) {
                wait.ending = Ending::Answered(closed);
            }
            self.done.push(wait);
        }
        if let (Some(closed), Some(last)) = (closed, self.done.last_mut()) {
            last.closed = last.closed.or(Some(closed));
        }
        self
    }

    fn asked(&mut self, at: i64, label: Option<Label>, definition: &Definition, calendar: &mut Calendar) {
        if definition.hours_by == HoursBy::Event && !calendar.day(at).is_open(at) {
            return;
        }
        let gap = i64::from(definition.merge_gap_seconds) * 1_000_000;
        match &mut self.session {
            Some(session) if session.closed.is_none_or(|closed| at - closed <= gap) => session.closed = None,
            _ => {
                if measures_close(definition) {
                    self.close_waits();
                }
                self.end_session();
                self.session =
                    Some(Session { start: at, by_seller: false, begun: false, bot: false, closed: None });
            }
        }
        let labels = label.map_or(Bits::default(), Bits::label);
        self.labels.add(labels);
        self.next.add(labels);
        let Some(session) = self.session else { return };
        let begins = match definition.unit {
            Unit::Message => true,
            Unit::Round | Unit::Person | Unit::Chat => self.waiting.is_empty(),
            Unit::Session => !session.begun,
        };
        if !begins {
            // What is said of a message is said of the round it belongs to.
            for wait in &mut self.waiting {
                wait.labels.add(labels);
            }
            self.next = Bits::default();
            return;
        }
        self.begin(at);
    }

    /// Somebody begins to wait.
    fn begin(&mut self, at: i64) {
        let Some(session) = &mut self.session else { return };
        session.begun = true;
        self.waiting.push(Wait {
            asked: at,
            session: session.start,
            handed: self.of_people.then_some(at),
            account: self.holder,
            labels: std::mem::take(&mut self.next),
            passed_over: Bits::default(),
            by_seller: session.by_seller,
            after_bot: session.bot,
            closed: None,
            ending: Ending::Waiting,
        });
    }

    /// From here on people have it. Where the wait for people is what counts, a buyer whom the bot has answered waits anew.
    fn hand_off(&mut self, at: i64, definition: &Definition) {
        let anew = !self.of_people
            && definition.start == Start::HandOff
            && self.waiting.is_empty()
            && self.session.is_some_and(|session| !session.begun || definition.unit != Unit::Session);
        self.reach_people(at);
        if anew {
            self.begin(at);
        }
    }

    fn said(&mut self, at: i64, reply: Reply, by: Option<Key>, definition: &Definition) {
        if reply.is_of_people() {
            if self.session.is_none() {
                self.session =
                    Some(Session { start: at, by_seller: true, begun: false, bot: false, closed: None });
            }
            self.reach_people(at);
            if self.holder.is_none() {
                self.hold(by);
            }
        } else if reply == Reply::Bot && !self.of_people {
            if let Some(session) = &mut self.session {
                session.bot = true;
            }
            self.waiting.iter_mut().for_each(|wait| wait.after_bot = true);
            if definition.bot_reception == BotReception::Excluded {
                self.end(Ending::ByBot, |_| true);
                if let Some(session) = &mut self.session {
                    // What counts of the session is its part with people, which is yet to come.
                    session.begun = false;
                }
                return;
            }
        }
        if measures_close(definition) {
            return;
        }
        if !definition.valid.contains(&reply) {
            for wait in &mut self.waiting {
                wait.passed_over.add(Bits::reply(reply));
            }
            return;
        }
        let any = definition.account == Account::Shop || by.is_none();
        self.end(Ending::Answered(at), |wait| any || wait.account.is_none() || wait.account == by);
    }

    fn reach_people(&mut self, at: i64) {
        self.of_people = true;
        for wait in &mut self.waiting {
            wait.handed.get_or_insert(at);
        }
    }

    fn hold(&mut self, account: Option<Key>) {
        self.holder = account;
        for wait in self.waiting.iter_mut().filter(|wait| wait.account.is_none()) {
            wait.account = account;
        }
    }

    /// What waits at the one account is left there unanswered, and waits anew where it goes.
    fn pass_on(&mut self, at: i64, to: Option<Key>, definition: &Definition) {
        if definition.account == Account::SubAccount {
            let left: Vec<Wait> =
                self.waiting.iter().copied().filter(|wait| wait.account.is_some()).collect();
            self.end(Ending::PassedOn, |wait| wait.account.is_some());
            let anew = |wait: Wait| Wait { asked: at, account: None, handed: Some(at), ..wait };
            self.waiting.extend(left.into_iter().map(anew));
        }
        self.hold(to);
    }

    fn label(&mut self, label: Bits) {
        self.labels.add(label);
        let begun = self.session.is_some_and(|session| session.begun);
        match self.done.last_mut() {
            _ if !self.waiting.is_empty() => {
                self.waiting.iter_mut().for_each(|wait| wait.labels.add(label));
            }
            Some(last) if begun => last.labels.add(label),
            _ => self.next.add(label),
        }
    }

    /// Closes the sessions that are measured up to their close.
    fn close_waits(&mut self) {
        if let Some(closed) = self.session.and_then(|session| session.closed) {
            self.end(Ending::Answered(closed), |_| true);
        }
    }

    fn end_session(&mut self) {
        let Some(session) = self.session.take() else { return };
        for wait in &mut self.waiting {
            wait.closed = session.closed;
        }
        self.end(Ending::Over, |_| true);
        if let Some(last) = self.done.last_mut()
            && last.session == session.start
        {
            last.closed = session.closed;
        }
        if session.closed.is_some() {
            (self.of_people, self.holder) = (false, None);
        }
    }

    fn end(&mut self, ending: Ending, which: impl Fn(&Wait) -> bool) {
        let done = &mut self.done;
        self.waiting.retain(|wait| {
            let ends = which(wait);
            if ends {
                done.push(Wait { ending, ..*wait });
            }
            !ends
        });
    }
}

fn measures_close(definition: &Definition) -> bool {
    matches!(definition.measure, Measure::Average { until: Until::Close })
}
