//! People are too few: when that begins and ends.
//!
//! It begins when a newcomer would have to wait for too long, and ends when the wait has become short again; whatever changes
//! the wait to be expected wakes one job of the shop, which looks. A lead may begin it by hand, and ends it by hand then; or
//! end it, and it does not come back by itself before the wait has been short.

use std::time::Duration;

use db::Time;
use jobs::NewJob;

use super::expect::{self, Expectation};
use super::store;
use crate::agent::presence;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ShopId};
use crate::shop::{self, Shop, SurgeSettings};
use crate::sla::Calendar;
use crate::word::words;

/// The kind of the job that looks at a shop; its body is the shop's id.
pub const JOB: &str = "surge";

words! {
    /// Whether people are too few.
    SurgeState {
        /// They are not.
        Off = "off",
        /// They are: it began by itself, and ends by itself.
        On = "on",
        /// A person began it, and ends it.
        Begun = "begun",
        /// A person ended it; it does not begin by itself before the wait has been short.
        Ended = "ended",
    }
}

/// Whether people are too few in a shop, since when and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surge {
    /// Whether they are.
    pub state: SurgeState,
    /// Since when it is so.
    pub since: Option<Time>,
    /// The wait that was to be expected when it became so, if one could be told.
    pub wait_minutes: Option<i64>,
    /// Who decided it, when a person did.
    pub agent: Option<AgentId>,
}

impl Surge {
    /// What a shop begins with.
    const NEVER: Self = Self { state: SurgeState::Off, since: None, wait_minutes: None, agent: None };

    /// Whether the bot receives first because of it.
    pub fn is_on(&self) -> bool {
        matches!(self.state, SurgeState::On | SurgeState::Begun)
    }
}

/// What a newcomer has to expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// So many minutes.
    Minutes(i64),
    /// Nobody is here who should be: no time can be told.
    NobodyHere,
    /// People do not answer at this hour, and nobody expects them to.
    OutOfHours,
}

impl Wait {
    fn of(expectation: Expectation) -> Self {
        match (expectation, expectation.minutes()) {
            (_, Some(minutes)) => Self::Minutes(minutes),
            (Expectation::From { .. } | Expectation::Unknown, None) => Self::OutOfHours,
            (_, None) => Self::NobodyHere,
        }
    }

    fn minutes(self) -> Option<i64> {
        match self {
            Self::Minutes(minutes) => Some(minutes),
            Self::NobodyHere | Self::OutOfHours => None,
        }
    }
}

/// What becomes of a state. Pure.
fn next(state: SurgeState, wait: Wait, settings: SurgeSettings) -> SurgeState {
    let SurgeSettings { enabled, from_minutes, until_minutes } = settings;
    let short = match wait {
        Wait::Minutes(minutes) => minutes < i64::from(until_minutes),
        // Who went away for a moment has made nobody's wait shorter.
        Wait::NobodyHere => false,
        Wait::OutOfHours => true,
    };
    let long = matches!(wait, Wait::Minutes(minutes) if minutes >= i64::from(from_minutes));
    match state {
        SurgeState::Off if enabled && long => SurgeState::On,
        SurgeState::On if short || !enabled => SurgeState::Off,
        SurgeState::Ended if short => SurgeState::Off,
        same => same,
    }
}

/// Whether people are too few in a shop.
pub fn of(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Surge> {
    Ok(store::surge(ctx.tx, shop)?.unwrap_or(Surge::NEVER))
}

/// Something has changed the wait to be expected in this shop: has it looked at, if that can change anything.
pub fn wake(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let shop = shop::get(ctx, shop)?;
    let surge = of(ctx, shop.id)?;
    if surge.is_on() {
        look(ctx, shop.id);
        return Ok(());
    }
    if surge.state == SurgeState::Off && !shop.settings.bot.surge.enabled {
        return Ok(());
    }
    let (becomes, _) = becomes(ctx, &shop, surge.state)?;
    if becomes != surge.state {
        look(ctx, shop.id);
    }
    Ok(())
}

/// A person came, went or paused.
pub fn presence_changed(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<()> {
    for shop in presence::shops_of(ctx, agent)? {
        wake(ctx, shop)?;
    }
    Ok(())
}

fn look(ctx: &mut Ctx<'_, '_>, shop: ShopId) {
    let job = NewJob { kind: JOB, key: format!("{JOB}:{shop}"), body: shop.to_string(), run_at: ctx.now };
    ctx.enqueue_last(job);
}

fn becomes(ctx: &mut Ctx<'_, '_>, shop: &Shop, state: SurgeState) -> Result<(SurgeState, Wait)> {
    let settings = &shop.settings.bot;
    // Nothing is received by a bot that does not answer.
    let enabled = settings.enabled && settings.surge.enabled;
    let wait = Wait::of(expect::newcomer(ctx, shop)?);
    Ok((next(state, wait, SurgeSettings { enabled, ..settings.surge }), wait))
}

/// Looks at a shop: what its state is now, with what follows recorded.
pub fn settle(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Surge> {
    let before = of(ctx, shop.id)?;
    let (state, wait) = becomes(ctx, shop, before.state)?;
    if state == before.state {
        return Ok(before);
    }
    put(
        ctx,
        shop.id,
        before,
        Surge { state, since: Some(ctx.now), wait_minutes: wait.minutes(), agent: None },
    )
}

/// A person begins it by hand.
pub fn begin(ctx: &mut Ctx<'_, '_>, shop: ShopId, agent: AgentId) -> Result<Surge> {
    let shop = shop::get(ctx, shop)?;
    if !shop.settings.bot.enabled {
        return Err(Refusal::conflict("bot_is_off").into());
    }
    let before = of(ctx, shop.id)?;
    if before.is_on() {
        return Ok(before);
    }
    let wait = Wait::of(expect::newcomer(ctx, &shop)?);
    let state = SurgeState::Begun;
    let begun = Surge { state, since: Some(ctx.now), wait_minutes: wait.minutes(), agent: Some(agent) };
    put(ctx, shop.id, before, begun)
}

/// A person ends it by hand.
pub fn end(ctx: &mut Ctx<'_, '_>, shop: ShopId, agent: AgentId) -> Result<Surge> {
    let shop = shop::get(ctx, shop)?;
    let before = of(ctx, shop.id)?;
    if !before.is_on() {
        return Ok(before);
    }
    let wait = Wait::of(expect::newcomer(ctx, &shop)?);
    // What would be over by itself need not be held down.
    let state = next(SurgeState::Ended, wait, shop.settings.bot.surge);
    let ended = Surge { state, since: Some(ctx.now), wait_minutes: wait.minutes(), agent: Some(agent) };
    put(ctx, shop.id, before, ended)
}

/// Writes it down, and records what begins or ends. Of two who try at once the second finds what the first did.
fn put(ctx: &mut Ctx<'_, '_>, shop: ShopId, before: Surge, after: Surge) -> Result<Surge> {
    if store::set_surge(ctx.tx, shop, before.state, &after)? == 0 {
        return of(ctx, shop);
    }
    let Surge { wait_minutes, agent, .. } = after;
    let fact = match (before.is_on(), after.is_on()) {
        (false, true) => Fact::SurgeBegan { wait_minutes, agent },
        (true, false) => Fact::SurgeEnded { agent },
        _ => return Ok(after),
    };
    fact::record(ctx, Scope::shop(shop), fact)?;
    look(ctx, shop);
    Ok(after)
}

/// When time alone will change it: when people stop answering for today. None when they never do.
pub fn closes(ctx: &Ctx<'_, '_>, shop: &Shop) -> Option<Time> {
    const AHEAD: Duration = Duration::from_secs(8 * 86_400);
    let until = ctx.now + AHEAD;
    let open = Calendar::of_people(shop).open_within(ctx.now, until);
    open.first().filter(|(from, to)| *from == ctx.now && *to < until).map(|(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USUAL: SurgeSettings = SurgeSettings { enabled: true, from_minutes: 10, until_minutes: 5 };

    #[test]
    fn it_begins_where_the_line_is_and_ends_only_when_the_wait_is_short() {
        let mut state = SurgeState::Off;
        for (minutes, on) in [(9, false), (10, true), (6, true), (5, true), (4, false), (9, false)] {
            state = next(state, Wait::Minutes(minutes), USUAL);
            assert_eq!(state == SurgeState::On, on, "{minutes}");
        }
    }

    #[test]
    fn what_a_person_decided_stays() {
        let kept = next(SurgeState::Begun, Wait::Minutes(1), USUAL);
        assert_eq!(kept, SurgeState::Begun, "whoever began it ends it");
        let held = next(SurgeState::Ended, Wait::Minutes(60), USUAL);
        assert_eq!(held, SurgeState::Ended, "it was ended in spite of the wait");
        assert_eq!(next(SurgeState::Ended, Wait::Minutes(4), USUAL), SurgeState::Off);
    }

    #[test]
    fn who_went_away_for_a_moment_ends_nothing_and_the_end_of_the_day_does() {
        assert_eq!(next(SurgeState::On, Wait::NobodyHere, USUAL), SurgeState::On);
        assert_eq!(next(SurgeState::Off, Wait::NobodyHere, USUAL), SurgeState::Off);
        assert_eq!(next(SurgeState::On, Wait::OutOfHours, USUAL), SurgeState::Off);
    }

    proptest! {
        /// Between the two lines nothing changes, whatever came before; and what has been decided about a wait is decided.
        #[test]
        fn it_does_not_flap(
            until in 1_u32..100, above in 1_u32..100, waits in prop::collection::vec(0_i64..250, 1..40),
            enabled in any::<bool>(),
        ) {
            let settings = SurgeSettings { enabled, from_minutes: until + above, until_minutes: until };
            let mut state = SurgeState::Off;
            for minutes in waits {
                let before = state;
                state = next(state, Wait::Minutes(minutes), settings);
                let between = (i64::from(until)..i64::from(until + above)).contains(&minutes);
                prop_assert!(!between || state == before);
                prop_assert!(enabled || state == SurgeState::Off);
                prop_assert_eq!(next(state, Wait::Minutes(minutes), settings), state);
            }
        }
    }
}
