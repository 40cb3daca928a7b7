//! Every second of a conversation with its cause.

use db::Time;
use serde::Serialize;

use super::{Calendar, Event, What};
use crate::id::AgentId;
use crate::word::words;

words! {
    /// Why time passes.
    Cause {
        /// The bot has it.
        Bot = "bot",
        /// Nobody has it yet.
        Queue = "queue",
        /// An agent has it and has not begun to write.
        Reading = "reading",
        /// An agent writes.
        Typing = "typing",
        /// A lead was asked.
        Approval = "approval",
        /// It is the buyer's turn.
        Buyer = "buyer",
        /// Nobody has it, and nobody is supposed to be here.
        Closed = "closed",
        /// Nothing could be sent or received.
        Outage = "outage",
        /// It is done.
        Done = "done",
    }
}

/// A stretch of time with one cause: its beginning belongs to it, its end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Stretch {
    /// From.
    #[schema(value_type = String, format = "date-time")]
    pub from: Time,
    /// To.
    #[schema(value_type = String, format = "date-time")]
    pub to: Time,
    /// Why.
    pub cause: Cause,
    /// Who had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
}

/// Who has a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Bot,
    Queue,
    Agent { agent: Option<AgentId>, writes: bool },
}

/// How a conversation stands between two events.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is begun and ended by events of its own")]
pub(super) struct State {
    holder: Holder,
    /// The oldest thing the buyer said that nobody has answered.
    pub(super) unanswered: Option<Time>,
    /// Since when a person is waited for.
    pub(super) person_awaited: Option<Time>,
    /// Whether people have it, or have had it.
    pub(super) with_people: bool,
    /// Lead was asked and has not decided.
    approval: bool,
    outage: bool,
    pub(super) done: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            holder: Holder::Bot,
            unanswered: None,
            person_awaited: None,
            with_people: false,
            approval: false,
            outage: false,
            done: false,
        }
    }

    /// Takes an event in.
    pub(super) fn step(&mut self, event: &Event) {
        let at = event.at;
        match event.what {
            What::BuyerSaid => {
                self.unanswered.get_or_insert(at);
                if self.with_people {
                    self.person_awaited.get_or_insert(at);
                }
                if let Holder::Agent { writes, .. } = &mut self.holder {
                    *writes = false;
                }
            }
            What::BuyerClosed => {
                self.unanswered = None;
                // Whoever was promised a person is still owed one; whoever thanks a person is not.
                if matches!(self.holder, Holder::Agent { .. }) {
                    self.person_awaited = None;
                }
            }
            What::BotSaid => self.unanswered = None,
            What::AgentSaid => {
                self.unanswered = None;
                self.person_awaited = None;
                self.with_people = true;
                self.holder = Holder::Agent { agent: event.agent.or(self.agent()), writes: false };
            }
            What::HandedOff => {
                self.with_people = true;
                self.person_awaited.get_or_insert(at);
                if self.holder == Holder::Bot {
                    self.holder = Holder::Queue;
                }
            }
            What::Claimed => {
                if self.unanswered.is_some() {
                    self.person_awaited.get_or_insert(at);
                }
                self.with_people = true;
                self.holder = Holder::Agent { agent: event.agent, writes: false };
            }
            What::Released => self.holder = Holder::Queue,
            What::Typed => {
                if let Holder::Agent { writes, .. } = &mut self.holder {
                    *writes = true;
                }
            }
            What::ApprovalAsked => self.approval = true,
            What::ApprovalDecided => self.approval = false,
            What::OutageBegan => self.outage = true,
            What::OutageEnded => self.outage = false,
            What::Resolved => {
                self.done = true;
                self.unanswered = None;
                self.person_awaited = None;
                self.approval = false;
            }
            What::Reopened => self.done = false,
        }
    }

    /// Whether the buyer waits for anything.
    fn awaited(&self) -> bool {
        self.unanswered.is_some() || self.person_awaited.is_some()
    }

    fn agent(&self) -> Option<AgentId> {
        match self.holder {
            Holder::Agent { agent, .. } => agent,
            _ => None,
        }
    }

    /// Why time passes as it stands. Whether anybody is supposed to be here is not asked.
    pub(super) fn cause(&self) -> Cause {
        if self.done {
            return Cause::Done;
        }
        if !self.awaited() {
            return Cause::Buyer;
        }
        if self.outage {
            return Cause::Outage;
        }
        match self.holder {
            _ if self.approval => Cause::Approval,
            Holder::Bot => Cause::Bot,
            Holder::Queue => Cause::Queue,
            Holder::Agent { writes: true, .. } => Cause::Typing,
            Holder::Agent { writes: false, .. } => Cause::Reading,
        }
    }
}

/// The stretches from the first thing the buyer said until `now`, in order and without gaps. `people` are the hours at which
/// somebody is supposed to be here.
pub fn stretches(events: &[Event], people: &Calendar, now: Time) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    walk(events, now, |from, to, state| {
        let (cause, agent) = (state.cause(), state.agent());
        if cause != Cause::Queue {
            push(&mut all, Stretch { from, to, cause, agent });
            return;
        }
        let mut at = from;
        for (opens, closes) in people.open_within(from, to) {
            push(&mut all, Stretch { from: at, to: opens, cause: Cause::Closed, agent });
            push(&mut all, Stretch { from: opens, to: closes, cause: Cause::Queue, agent });
            at = closes;
        }
        push(&mut all, Stretch { from: at, to, cause: Cause::Closed, agent });
    });
    all
}

/// Visits the time between every two events, from the first thing the buyer said. A clock that was set back between two
/// events makes no time: what is told as earlier happened at the same moment.
pub(super) fn walk(events: &[Event], now: Time, mut visit: impl FnMut(Time, Time, &State)) {
    let mut state = State::new();
    let mut begun: Option<Time> = None;
    for event in events {
        let event = Event { at: begun.map_or(event.at, |begun| event.at.max(begun)), ..*event };
        if event.at > now {
            break;
        }
        if let Some(from) = begun.filter(|from| *from < event.at) {
            visit(from, event.at, &state);
        }
        state.step(&event);
        if begun.is_some() || event.what == What::BuyerSaid {
            begun = Some(event.at);
        }
    }
    if let Some(from) = begun.filter(|from| *from < now) {
        visit(from, now, &state);
    }
}

fn push(all: &mut Vec<Stretch>, stretch: Stretch) {
    if stretch.from >= stretch.to {
        return;
    }
    match all.last_mut() {
        Some(last)
            if last.to == stretch.from && (last.cause, last.agent) == (stretch.cause, stretch.agent) =>
        {
            last.to = stretch.to;
        }
        _ => all.push(stretch),
    }
}
