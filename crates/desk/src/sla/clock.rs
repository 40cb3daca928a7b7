//! Clocks: what a policy promises, counted over the stretches of a conversation.

use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use super::timeline::{self, Cause, State, Stretch};
use super::{Calendar, Event, What};
pub use crate::fact::{SlaMetric as Metric, SlaReply as Reply};
use crate::word::words;

/// What is promised of one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SlaTarget)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of what.
    pub metric: Metric,
    /// Within how many seconds; exactly so many are still within.
    pub within_seconds: u32,
    /// Whose reply counts.
    #[serde(default = "human")]
    pub reply: Reply,
    /// The hours that count, by the name of a calendar of the policy; all hours when none is named.
    #[serde(default)]
    pub calendar: Option<String>,
    /// What does not count, beside what the metric itself leaves out.
    #[serde(default)]
    pub pauses: Vec<Cause>,
    /// The yellow line, in hundredths of the promised time.
    #[serde(default = "two_thirds")]
    pub yellow_percent: u8,
}

fn human() -> Reply {
    Reply::Human
}

fn two_thirds() -> u8 {
    66
}

words! {
    /// How a clock stands.
    ClockState {
        /// It runs.
        Running = "running",
        /// It stands still: what passes now is not counted.
        Paused = "paused",
        /// What it waited for has happened.
        Stopped = "stopped",
        /// What it waited for is not wanted any more.
        Dropped = "dropped",
    }
}

/// One clock of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What it counts.
    pub metric: Metric,
    /// When it began.
    pub began: Time,
    /// When it ended.
    pub ended: Option<Time>,
    /// How it stands.
    pub state: ClockState,
    /// What was counted, with its causes.
    pub counted: Vec<Stretch>,
    /// How much that is.
    pub elapsed: Duration,
    /// How much was promised.
    pub within: Duration,
    /// When the yellow line was crossed, or will be if nothing happens.
    pub yellow_at: Option<Time>,
    /// When the promised time was up, or will be if nothing happens; none while it is paused before that.
    pub due_at: Option<Time>,
}

impl Clock {
    /// Whether it has taken longer than promised.
    pub fn breached(&self) -> bool {
        self.elapsed > self.within
    }
}

/// From when to when a clock could count.
struct Run {
    began: Time,
    ended: Option<Time>,
    dropped: bool,
}

/// The clocks of one target in a conversation, in order of their beginning, as they stand at `now`.
pub fn clocks(
    events: &[Event],
    target: &Target,
    hours: Option<&Calendar>,
    people: &Calendar,
    now: Time,
) -> Vec<Clock> {
    let stretches = timeline::stretches(events, people, now);
    let mut state = State::new();
    each(events, now, |_, _, after| state = *after);
    let runs_on = counts(target.metric, state.cause(), &target.pauses);
    let counted = |run: Run| {
        let clock = counted(&run, &stretches, target, hours);
        going_on(clock, &run, runs_on, target, hours, now)
    };
    runs(events, target, now).into_iter().map(counted).collect()
}

fn runs(events: &[Event], target: &Target, now: Time) -> Vec<Run> {
    match target.metric {
        Metric::FirstReply | Metric::NextReply => replies(events, target, now),
        Metric::PausableUpdate => updates(events, now),
        Metric::RequesterWait | Metric::AgentWork | Metric::Resolution => whole(events, now),
    }
}

/// Visits each event that has happened by `now` with the state before and after it. The clock never runs back.
fn each(events: &[Event], now: Time, mut visit: impl FnMut(&Event, &State, &State)) {
    let mut state = State::new();
    let mut latest: Option<Time> = None;
    for event in events {
        let event = Event { at: latest.map_or(event.at, |latest| event.at.max(latest)), ..*event };
        if event.at > now {
            break;
        }
        latest = Some(event.at);
        let before = state;
        state.step(&event);
        visit(&event, &before, &state);
    }
}

/// One run for each time a reply was waited for.
fn replies(events: &[Event], target: &Target, now: Time) -> Vec<Run> {
    let waits = |state: &State| match target.reply {
        Reply::Any => state.unanswered,
        Reply::Human => state.person_awaited,
    };
    let mut all: Vec<Run> = Vec::new();
    let mut replied = false;
    each(events, now, |event, before, after| {
        let is_reply = match target.reply {
            Reply::Any => matches!(event.what, What::AgentSaid | What::BotSaid),
            Reply::Human => event.what == What::AgentSaid,
        };
        let first = !replied;
        match (waits(before), waits(after)) {
            (None, Some(began)) if first == (target.metric == Metric::FirstReply) => {
                // What was asked before the hand-off, people are asked from the hand-off on.
                all.push(Run { began: began.max(event.at), ended: None, dropped: false });
            }
            (Some(_), None) => {
                if let Some(run) = all.last_mut().filter(|run| run.ended.is_none()) {
                    run.ended = Some(event.at);
                    run.dropped = !is_reply;
                }
            }
            _ => {}
        }
        replied |= is_reply;
    });
    all
}

/// One run from each reply of a person to their next.
fn updates(events: &[Event], now: Time) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    each(events, now, |event, _, _| {
        let open = all.last_mut().filter(|run: &&mut Run| run.ended.is_none());
        match (event.what, open) {
            (What::AgentSaid, open) => {
                if let Some(run) = open {
                    run.ended = Some(event.at);
                }
                all.push(Run { began: event.at, ended: None, dropped: false });
            }
            (What::Resolved, Some(run)) => {
                run.ended = Some(event.at);
                run.dropped = true;
            }
            _ => {}
        }
    });
    all
}

/// One run for all of it. A conversation that was reopened goes on.
fn whole(events: &[Event], now: Time) -> Vec<Run> {
    let mut run: Option<Run> = None;
    each(events, now, |event, _, after| match &mut run {
        None if event.what == What::BuyerSaid => {
            run = Some(Run { began: event.at, ended: None, dropped: false });
        }
        Some(run) => {
            run.ended = if after.done { run.ended.or(Some(event.at)) } else { None };
        }
        None => {}
    });
    run.into_iter().collect()
}

fn counts(metric: Metric, cause: Cause, pauses: &[Cause]) -> bool {
    let of_metric = match metric {
        Metric::FirstReply | Metric::NextReply | Metric::Resolution => cause != Cause::Done,
        Metric::PausableUpdate | Metric::RequesterWait => !matches!(cause, Cause::Done | Cause::Buyer),
        Metric::AgentWork => matches!(cause, Cause::Reading | Cause::Typing | Cause::Approval),
    };
    of_metric && !pauses.contains(&cause)
}

/// How long a target allows, and when its yellow line is.
fn lines(target: &Target) -> (Duration, Duration) {
    let within = Duration::from_secs(u64::from(target.within_seconds));
    (within * u32::from(target.yellow_percent) / 100, within)
}

/// What has been counted, and the lines crossed by it.
fn counted(run: &Run, stretches: &[Stretch], target: &Target, hours: Option<&Calendar>) -> Clock {
    let (yellow, within) = lines(target);
    let mut clock = Clock {
        metric: target.metric,
        began: run.began,
        ended: run.ended,
        state: ClockState::Paused,
        counted: Vec::new(),
        elapsed: Duration::ZERO,
        within,
        yellow_at: yellow.is_zero().then_some(run.began),
        due_at: within.is_zero().then_some(run.began),
    };
    let until = |to: Time| run.ended.map_or(to, |ended| to.min(ended));
    for stretch in stretches.iter().filter(|stretch| stretch.to > run.began) {
        let (from, to) = (stretch.from.max(run.began), until(stretch.to));
        if from >= to || !counts(target.metric, stretch.cause, &target.pauses) {
            continue;
        }
        let open = hours.map_or_else(|| vec![(from, to)], |hours| hours.open_within(from, to));
        for (from, to) in open {
            let before = clock.elapsed;
            clock.elapsed += to.since(from);
            let crosses = |line: Duration| before < line && line <= clock.elapsed;
            if crosses(yellow) {
                clock.yellow_at = Some(from + yellow.saturating_sub(before));
            }
            if crosses(within) {
                clock.due_at = Some(from + within.saturating_sub(before));
            }
            clock.counted.push(Stretch { from, to, ..*stretch });
        }
    }
    clock
}

/// How it stands, and when it will cross the lines ahead if nothing happens.
fn going_on(
    mut clock: Clock,
    run: &Run,
    runs_on: bool,
    target: &Target,
    hours: Option<&Calendar>,
    now: Time,
) -> Clock {
    clock.state = match run.ended {
        Some(_) if run.dropped => ClockState::Dropped,
        Some(_) => ClockState::Stopped,
        None if runs_on => ClockState::Running,
        None => ClockState::Paused,
    };
    if clock.state == ClockState::Running {
        let (yellow, within) = lines(target);
        let ahead = |line: Duration| {
            let left = line.saturating_sub(clock.elapsed);
            hours.map_or_else(|| Some(now + left), |hours| hours.due(now, left))
        };
        let (yellow_at, due_at) = (ahead(yellow), ahead(within));
        clock.yellow_at = clock.yellow_at.or(yellow_at);
        clock.due_at = clock.due_at.or(due_at);
    }
    clock
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shop::WeekHours;

    fn second(n: i64) -> Time {
        Time::from_micros(1_795_000_000_000_000 + n * 1_000_000)
    }

    fn story(events: &[(i64, What)]) -> Vec<Event> {
        events.iter().map(|(at, what)| Event { at: second(*at), what: *what, agent: None }).collect()
    }

    fn target(metric: Metric, reply: Reply, within_seconds: u32) -> Target {
        Target { metric, within_seconds, reply, calendar: None, pauses: Vec::new(), yellow_percent: 50 }
    }

    fn of(events: &[Event], target: &Target, now: i64) -> Vec<Clock> {
        clocks(events, target, None, &Calendar::always(), second(now))
    }

    /// Asked, answered by the bot, asked for a person, waited, answered by one, thanked.
    fn usual() -> Vec<Event> {
        story(&[
            (0, What::BuyerSaid),
            (2, What::BotSaid),
            (10, What::BuyerSaid),
            (11, What::HandedOff),
            (40, What::Claimed),
            (45, What::Typed),
            (60, What::AgentSaid),
            (90, What::BuyerSaid),
            (95, What::BuyerSaid),
            (120, What::AgentSaid),
            (130, What::BuyerSaid),
            (130, What::BuyerClosed),
            (200, What::Resolved),
        ])
    }

    #[test]
    fn the_seconds_of_the_bot_and_of_people_are_apart() {
        let any = of(&usual(), &target(Metric::FirstReply, Reply::Any, 5), 300);
        assert_eq!((any[0].elapsed.as_secs(), any[0].breached()), (2, false));
        let human = of(&usual(), &target(Metric::FirstReply, Reply::Human, 30), 300);
        assert_eq!(human.len(), 1);
        assert_eq!((human[0].began, human[0].elapsed.as_secs()), (second(11), 49));
        assert_eq!(human[0].due_at, Some(second(41)));
        assert!(human[0].breached());
        let causes: Vec<(Cause, u64)> =
            human[0].counted.iter().map(|s| (s.cause, s.to.since(s.from).as_secs())).collect();
        assert_eq!(causes, [(Cause::Queue, 29), (Cause::Reading, 5), (Cause::Typing, 15)]);
    }

    #[test]
    fn the_next_reply_is_counted_from_the_oldest_word_and_a_thanks_wants_none() {
        let next = of(&usual(), &target(Metric::NextReply, Reply::Human, 30), 300);
        let told: Vec<_> = next.iter().map(|c| (c.began, c.elapsed.as_secs(), c.state)).collect();
        assert_eq!(told, [(second(90), 30, ClockState::Stopped), (second(130), 0, ClockState::Dropped)]);
        assert!(!next[0].breached(), "exactly so many seconds are within");
    }

    #[test]
    fn a_reply_resets_and_a_pause_does_not() {
        let events = story(&[
            (0, What::BuyerSaid),
            (0, What::Claimed),
            (10, What::AgentSaid),
            (100, What::BuyerSaid),
            (130, What::AgentSaid),
            (500, What::BuyerSaid),
        ]);
        let update = of(&events, &target(Metric::PausableUpdate, Reply::Human, 60), 520);
        let told: Vec<_> = update.iter().map(|c| (c.began, c.elapsed.as_secs(), c.state)).collect();
        assert_eq!(told, [(second(10), 30, ClockState::Stopped), (second(130), 20, ClockState::Running)]);
        assert_eq!(update[1].due_at, Some(second(560)));
        let wait = of(&events, &target(Metric::RequesterWait, Reply::Any, 60), 520);
        assert_eq!((wait.len(), wait[0].elapsed.as_secs()), (1, 10 + 30 + 20));
        let resolution = Target { pauses: vec![Cause::Buyer], ..target(Metric::Resolution, Reply::Any, 60) };
        assert_eq!(of(&events, &resolution, 520)[0].elapsed.as_secs(), 60);
    }

    #[test]
    fn a_paused_clock_is_not_due_and_runs_on() {
        let mut events = story(&[(0, What::BuyerSaid), (0, What::Claimed), (5, What::ApprovalAsked)]);
        let first = Target { pauses: vec![Cause::Approval], ..target(Metric::FirstReply, Reply::Human, 30) };
        let paused = &of(&events, &first, 500)[0];
        assert_eq!((paused.state, paused.due_at, paused.breached()), (ClockState::Paused, None, false));
        events.extend(story(&[(600, What::ApprovalDecided)]));
        let running = &of(&events, &first, 610)[0];
        assert_eq!((running.state, running.due_at), (ClockState::Running, Some(second(625))));
    }

    #[test]
    fn a_reopened_conversation_goes_on() {
        let events = story(&[
            (0, What::BuyerSaid),
            (0, What::Claimed),
            (10, What::AgentSaid),
            (20, What::Resolved),
            (500, What::Reopened),
            (500, What::BuyerSaid),
        ]);
        let resolution = &of(&events, &target(Metric::Resolution, Reply::Any, 60), 530)[0];
        assert_eq!((resolution.elapsed.as_secs(), resolution.ended), (50, None));
        let next = of(&events, &target(Metric::NextReply, Reply::Human, 60), 530);
        assert_eq!((next.len(), next[0].began), (1, second(500)));
    }

    #[test]
    fn hours_that_do_not_count_do_not_breach() {
        // Asked at 23:59:50; people are here from nine.
        let zone = "Asia/Shanghai".to_owned();
        let day = Calendar { zone, hours: WeekHours::daily("09:00", "24:00"), exceptions: vec![] };
        let at = |text: &str| -> Time { text.parse::<jiff::Zoned>().expect("a time").timestamp().into() };
        let asked = at("2026-11-20T23:59:50[Asia/Shanghai]");
        let events = [What::BuyerSaid, What::HandedOff].map(|what| Event { at: asked, what, agent: None });
        let first = target(Metric::FirstReply, Reply::Human, 30);
        let now = at("2026-11-21T09:00:05[Asia/Shanghai]");
        let clock = &clocks(&events, &first, Some(&day), &day, now)[0];
        assert_eq!(clock.elapsed.as_secs(), 15);
        assert_eq!(clock.due_at, Some(at("2026-11-21T09:00:20[Asia/Shanghai]")));
        let all_hours = &clocks(&events, &first, None, &day, now)[0];
        assert!(all_hours.breached());
        let causes: Vec<Cause> = all_hours.counted.iter().map(|stretch| stretch.cause).collect();
        assert_eq!(causes, [Cause::Queue, Cause::Closed, Cause::Queue]);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_time() {
        let events = story(&[(86_400, What::BuyerSaid), (86_400, What::HandedOff), (5, What::Claimed)]);
        let clock = &of(&events, &target(Metric::FirstReply, Reply::Human, 30), 86_410)[0];
        assert_eq!((clock.elapsed.as_secs(), clock.breached()), (10, false));
    }

    fn stories() -> impl Strategy<Value = Vec<Event>> {
        let what = prop::sample::select(What::ALL.to_vec());
        prop::collection::vec((0_i64..40, what), 0..30).prop_map(|steps| {
            let mut at = 0;
            let mut all = vec![Event { at: second(0), what: What::BuyerSaid, agent: None }];
            for (after, what) in steps {
                at += after;
                all.push(Event { at: second(at), what, agent: None });
            }
            all
        })
    }

    fn targets() -> impl Strategy<Value = Target> {
        (
            prop::sample::select(Metric::ALL.to_vec()),
            prop::sample::select(Reply::ALL.to_vec()),
            1_u32..90,
            prop::collection::vec(prop::sample::select(Cause::ALL.to_vec()), 0..3),
        )
            .prop_map(|(metric, reply, within, pauses)| Target { pauses, ..target(metric, reply, within) })
    }

    proptest! {
        #[test]
        fn every_second_has_one_cause(events in stories(), until in 0_i64..600) {
            let all = timeline::stretches(&events, &Calendar::always(), second(until));
            let sum: u64 = all.iter().map(|s| s.to.since(s.from).as_secs()).sum();
            prop_assert_eq!(sum, u64::try_from(until).unwrap_or(0));
            prop_assert!(all.windows(2).all(|pair| pair[0].to == pair[1].from));
        }

        /// What is known at a moment is what would be known if nothing had happened since: nothing that comes later
        /// changes what was counted before.
        #[test]
        fn later_events_change_nothing_before(events in stories(), target in targets(), until in 0_i64..600) {
            let by_then: Vec<Event> = events.iter().filter(|event| event.at <= second(until)).copied().collect();
            prop_assert_eq!(of(&events, &target, until), of(&by_then, &target, until));
        }

        #[test]
        fn it_never_runs_back_and_no_faster_than_time(
            events in stories(),
            target in targets(),
            one in 0_i64..600,
            more in 0_i64..100,
        ) {
            let (earlier, later) = (of(&events, &target, one), of(&events, &target, one + more));
            for (early, late) in earlier.iter().zip(&later) {
                prop_assert_eq!(early.began, late.began);
                prop_assert!(early.elapsed <= late.elapsed);
                let passed = Duration::from_secs(u64::try_from(more).unwrap_or(0));
                prop_assert!(late.elapsed <= early.elapsed + passed);
                // A breach is never taken back.
                prop_assert!(!early.breached() || late.breached());
            }
        }

        #[test]
        fn it_is_due_exactly_when_it_has_counted_so_much(events in stories(), target in targets(), until in 0_i64..600) {
            for clock in of(&events, &target, until) {
                let counted: Duration = clock.counted.iter().map(|s| s.to.since(s.from)).sum();
                prop_assert_eq!(counted, clock.elapsed);
                // A line that is crossed was crossed when so much had been counted.
                if let Some(due) = clock.due_at.filter(|due| *due <= second(until)) {
                    let by_then: Duration = clock.counted.iter().map(|s| s.to.min(due).since(s.from)).sum();
                    prop_assert_eq!(by_then, clock.within);
                }
            }
        }
    }
}
