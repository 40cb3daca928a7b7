//! The clock of the house: the machine's, but steady. A machine's clock can be set while the house works; a day put on it would
//! make every promise late at once, a day taken from it would put answers before their questions. So time goes on as the
//! machine counts it since its start, and what the machine's clock shows is followed only where it agrees.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use db::Time;
use desk::ctx::{Clock, SystemClock};

/// Two clocks that differ by no more agree: the machine's is being put right a little at a time.
const AGREE: i64 = 1_000_000;
/// A jump that has lasted so long is believed: the machine slept, or had it wrong before.
const BELIEVED: Duration = Duration::from_secs(300);
/// While the house is believed to be ahead of the machine its time runs slower by this part, until they agree.
const SLOWER: i64 = 10;

/// Where a steady clock looks.
pub trait Sources: Send + Sync + 'static {
    /// What the machine's clock shows.
    fn shown(&self) -> Time;
    /// How long the machine has been running; it only grows.
    fn running(&self) -> Duration;
}

/// The machine.
#[derive(Debug)]
pub struct Machine {
    #[cfg(not(target_os = "linux"))]
    begun: std::time::Instant,
}

/// A clock that neither jumps nor runs back.
#[derive(Debug)]
pub struct SteadyClock<S = Machine> {
    sources: S,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// The house's time when it was last read.
    last: i64,
    /// How long the machine had been running then.
    read: Duration,
    /// Since when the two have been apart, and which is ahead.
    apart: Option<(Duration, Ahead)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ahead {
    Machine,
    House,
}

impl State {
    fn believed(&self, running: Duration) -> bool {
        self.apart.is_some_and(|(since, _)| running.saturating_sub(since) >= BELIEVED)
    }
}

/// The machine's clock is somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// The house's time.
    pub house: Time,
    /// What the machine shows.
    pub machine: Time,
    /// Whether it has lasted long enough to be believed.
    pub believed: bool,
}

impl Machine {
    /// This one.
    pub fn new() -> Self {
        Self {
            #[cfg(not(target_os = "linux"))]
            begun: std::time::Instant::now(),
        }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Sources for Machine {
    fn shown(&self) -> Time {
        SystemClock.now()
    }

    /// With the time it slept, where the machine counts it.
    #[cfg(target_os = "linux")]
    fn running(&self) -> Duration {
        let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::try_from(since).unwrap_or_default()
    }

    #[cfg(not(target_os = "linux"))]
    fn running(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl<S: Sources> SteadyClock<S> {
    /// Begins with what the machine shows.
    pub fn new(sources: S) -> Self {
        let state = State { last: sources.shown().micros(), read: sources.running(), apart: None };
        Self { sources, state: Mutex::new(state) }
    }

    /// It is no earlier than this: so much has been written down already.
    pub fn not_before(&self, written: Time) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = state.last.max(written.micros());
    }

    /// Where the machine's clock is, when the two do not agree.
    pub fn jump(&self) -> Option<Jump> {
        let house = self.now();
        let machine = self.sources.shown();
        let state = *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let believed = state.believed(self.sources.running());
        state.apart.map(|_| Jump { house, machine, believed })
    }

    /// Goes on from what the machine shows, if that is ahead.
    pub fn follow(&self) {
        let shown = self.sources.shown().micros();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = state.last.max(shown);
        state.read = self.sources.running();
        state.apart = None;
    }
}

impl<S: Sources> Clock for SteadyClock<S> {
    fn now(&self) -> Time {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (shown, running) = (self.sources.shown().micros(), self.sources.running());
        let passed = running.saturating_sub(state.read);
        let passed_micros = i64::try_from(passed.as_micros()).unwrap_or(i64::MAX);
        let steady = state.last.saturating_add(passed_micros);
        let apart = shown - steady;
        let ahead = if apart > 0 { Ahead::Machine } else { Ahead::House };
        let before = state.apart.filter(|(_, before)| *before == ahead);
        state.apart = (apart.abs() > AGREE).then(|| before.unwrap_or((running, ahead)));
        let now = match state.apart {
            None => shown.max(state.last),
            Some((_, Ahead::House)) if state.believed(running) => steady - passed_micros / SLOWER,
            Some(_) => steady,
        };
        state.last = now;
        state.read = running;
        Time::from_micros(now)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    struct Hands(Arc<Mutex<(i64, u64)>>);

    impl Hands {
        fn at(micros: i64) -> Self {
            Self(Arc::new(Mutex::new((micros, 0))))
        }

        fn pass(&self, seconds: u64) {
            let mut hands = self.0.lock().expect("no panic");
            hands.0 += i64::try_from(seconds).expect("few") * 1_000_000;
            hands.1 += seconds;
        }

        fn set(&self, by_seconds: i64) {
            self.0.lock().expect("no panic").0 += by_seconds * 1_000_000;
        }
    }

    impl Sources for Hands {
        fn shown(&self) -> Time {
            Time::from_micros(self.0.lock().expect("no panic").0)
        }

        fn running(&self) -> Duration {
            Duration::from_secs(self.0.lock().expect("no panic").1)
        }
    }

    const DAY: i64 = 86_400;
    const NOON: i64 = 1_790_000_000_000_000;

    fn seconds_since_noon(clock: &SteadyClock<Hands>) -> i64 {
        (clock.now().micros() - NOON) / 1_000_000
    }

    #[test]
    fn a_day_put_on_the_clock_is_not_believed_at_once_and_a_day_taken_never() {
        for by in [DAY, -DAY] {
            let hands = Hands::at(NOON);
            let clock = SteadyClock::new(hands.clone());
            hands.pass(10);
            assert_eq!(seconds_since_noon(&clock), 10);
            hands.set(by);
            assert_eq!(seconds_since_noon(&clock), 10, "nothing has passed");
            hands.pass(100);
            assert_eq!(seconds_since_noon(&clock), 110);
            assert_eq!(clock.jump().map(|jump| jump.believed), Some(false));
            hands.set(-by);
            hands.pass(200);
            assert_eq!(seconds_since_noon(&clock), 310, "it agrees again");
            assert_eq!(clock.jump(), None);
        }
    }

    #[test]
    fn what_lasts_is_followed() {
        let hands = Hands::at(NOON);
        let clock = SteadyClock::new(hands.clone());
        hands.set(DAY);
        clock.now();
        hands.pass(301);
        let jump = clock.jump().expect("apart");
        assert!(jump.believed);
        assert_eq!(jump.machine.since(jump.house), Duration::from_secs(86_400));
        clock.follow();
        assert_eq!((seconds_since_noon(&clock), clock.jump()), (DAY + 301, None));
    }

    #[test]
    fn it_never_begins_before_what_is_written() {
        let hands = Hands::at(NOON);
        let clock = SteadyClock::new(hands.clone());
        clock.not_before(Time::from_micros(NOON + 50_000_000));
        assert_eq!(seconds_since_noon(&clock), 50);
        hands.pass(300);
        assert_eq!(seconds_since_noon(&clock), 350 - 30, "slower until the machine has caught up");
    }

    proptest! {
        #[test]
        fn it_never_runs_back_and_never_jumps(turns in prop::collection::vec((0_u64..400, -100_000_i64..100_000), 1..40)) {
            let hands = Hands::at(NOON);
            let clock = SteadyClock::new(hands.clone());
            let mut before = clock.now();
            for (passes, set) in turns {
                hands.set(set);
                hands.pass(passes);
                let now = clock.now();
                prop_assert!(now >= before);
                prop_assert!(now.since(before) <= Duration::from_secs(passes + 1));
                before = now;
            }
        }
    }
}
