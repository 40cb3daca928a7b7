//! People who stand by: called in when buyers wait too long, or by hand.
//!
//! Who stands by and when is set by leads. When the longest wait of a shop, as it is or as it is to be expected, passes the
//! shop's line in its hours, those who stand by then and are not here are called, once an hour at most. Who comes online
//! within that hour came because of the call.

use std::time::Duration;

use db::Time;

use super::{expect, store};
use crate::agent::{Agent, people, presence};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Presence, Scope};
use crate::id::{AgentId, ShopId, StandbyCallId};
use crate::shop::{self, Shop, WeekHours, hours};

/// How long a call stands: nobody is called again by the shop's line, and whoever comes came because of it.
pub const STANDS: Duration = Duration::from_secs(3_600);
/// How many of a shop's last calls are shown.
const SHOWN: i64 = 10;

/// A call to those who stand by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Identity.
    pub id: StandbyCallId,
    /// For which shop.
    pub shop: ShopId,
    /// By whom; by the shop's line when it was nobody.
    pub by: Option<AgentId>,
    /// How many waited then.
    pub waiting: i64,
    /// How long the longest of them had waited, in seconds.
    pub wait_seconds: i64,
    /// When.
    pub called_at: Time,
    /// Who was called.
    pub called: Vec<Called>,
}

/// Who was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Who.
    pub agent: AgentId,
    /// What colleagues call them.
    pub name: String,
    /// When they came.
    pub came_at: Option<Time>,
}

/// A person who stands by, in the hours of the shop that calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Standby {
    /// Who.
    pub agent: Agent,
    /// Whether they stand by at this moment.
    pub now: bool,
}

impl Standby {
    /// A person of this shop, as they stand at this moment.
    pub fn of(shop: &Shop, agent: Agent, now: Time) -> Self {
        Self { now: hours::open_at(&agent.standby, &shop.zone(), now), agent }
    }
}

/// Sets in which hours a person stands by; in none when there are none.
pub fn set(ctx: &mut Ctx<'_, '_>, agent: AgentId, hours: WeekHours) -> Result<Agent> {
    let agent = people::set_standby(ctx, agent, hours)?;
    for shop in presence::shops_of(ctx, agent.id)? {
        super::reserve::wake(ctx, shop)?;
    }
    Ok(agent)
}

/// The people of a shop who stand by.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Vec<Standby>> {
    let people = presence::of_shop(ctx, shop.id)?.into_iter().filter(|agent| !agent.standby.0.is_empty());
    Ok(people.map(|agent| Standby::of(shop, agent, ctx.now)).collect())
}

/// A call.
pub fn get(ctx: &mut Ctx<'_, '_>, id: StandbyCallId) -> Result<Call> {
    store::call(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_call").into())
}

/// A shop's last calls, the latest first.
pub fn calls(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Call>> {
    Ok(store::calls(ctx.tx, shop, SHOWN)?)
}

/// Calls everybody who stands by now and is not here, whenever the last call was.
pub fn call(ctx: &mut Ctx<'_, '_>, shop: ShopId, by: AgentId) -> Result<Call> {
    let shop = shop::get(ctx, shop)?;
    let absent = absent(ctx, &shop)?;
    if absent.is_empty() {
        return Err(Refusal::conflict("nobody_stands_by").into());
    }
    let wait = Wait::of(ctx, &shop)?;
    place(ctx, &shop, absent, (Some(by), &wait))
}

/// A person is here: they came because of the calls that stand.
pub(super) fn came(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<()> {
    Ok(store::came(ctx.tx, agent, ctx.now - STANDS, ctx.now)?)
}

/// Calls those who stand by if the shop's line is passed; when to look again, if time alone will change anything.
pub(super) fn look(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Option<Time>> {
    let line = Duration::from_secs(u64::from(shop.settings.routing.standby_after_seconds));
    if line.is_zero() {
        return Ok(None);
    }
    let wait = Wait::of(ctx, shop)?;
    let last = store::last_call(ctx.tx, shop.id)?;
    match decide(line, &wait, last, ctx.now) {
        Decision::Quiet => Ok(None),
        Decision::At(later) => Ok(Some(later)),
        Decision::Call => {
            let absent = absent(ctx, shop)?;
            if absent.is_empty() {
                return next_to_stand_by(ctx, shop);
            }
            place(ctx, shop, absent, (None, &wait))?;
            Ok(Some(ctx.now + STANDS))
        }
    }
}

/// How buyers wait in a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wait {
    /// How many.
    pub(super) waiting: i64,
    /// Since when, within the shop's hours, the one who has waited longest.
    pub(super) longest_from: Option<Time>,
    /// How long the last of them can expect to wait, if people are here.
    pub(super) expected: Option<Duration>,
}

impl Wait {
    pub(super) fn of(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Self> {
        let since = store::waiting_since(ctx.tx, shop.id)?;
        let waiting = i64::try_from(since.len()).unwrap_or(i64::MAX);
        let from = |since: &Time| shop.next_opening(*since).unwrap_or(*since);
        let last = if waiting == 0 { None } else { Some(expect::behind(ctx, shop, waiting - 1)?) };
        let expected = match last {
            Some(expect::Expectation::Soon { within, .. }) => Some(within),
            _ => None,
        };
        Ok(Self { waiting, longest_from: since.iter().map(from).min(), expected })
    }
}

/// What the wait asks for.
#[derive(Debug, PartialEq, Eq)]
enum Decision {
    /// Nobody waits.
    Quiet,
    /// Nothing before then.
    At(Time),
    Call,
}

fn decide(line: Duration, wait: &Wait, last_call: Option<Time>, now: Time) -> Decision {
    let Some(from) = wait.longest_from else { return Decision::Quiet };
    let expected = wait.expected.is_some_and(|expected| expected >= line);
    let passes = if expected { now } else { (from + line).max(now) };
    let at = last_call.map_or(passes, |last| passes.max(last + STANDS));
    if at <= now { Decision::Call } else { Decision::At(at) }
}

/// Who stands by now and is not here.
fn absent(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Vec<Agent>> {
    let standbys = of_shop(ctx, shop)?.into_iter();
    Ok(standbys
        .filter(|one| one.now && one.agent.presence == Presence::Offline)
        .map(|one| one.agent)
        .collect())
}

/// When the next person begins to stand by.
fn next_to_stand_by(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Option<Time>> {
    let (zone, now) = (shop.zone(), ctx.now);
    let later = of_shop(ctx, shop)?.into_iter().filter(|one| !one.now);
    Ok(later.filter_map(|one| hours::next_opening(&one.agent.standby, &zone, now)).min())
}

fn place(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    people: Vec<Agent>,
    (by, wait): (Option<AgentId>, &Wait),
) -> Result<Call> {
    let waited = wait.longest_from.map(|from| ctx.now.since(from).as_secs()).unwrap_or_default();
    let called = people.into_iter().map(|one| Called { agent: one.id, name: one.name, came_at: None });
    let call = Call {
        id: ctx.id(),
        shop: shop.id,
        by,
        waiting: wait.waiting,
        wait_seconds: i64::try_from(waited).unwrap_or(i64::MAX),
        called_at: ctx.now,
        called: called.collect(),
    };
    store::insert_call(ctx.tx, &call)?;
    let agents = call.called.iter().map(|one| one.agent).collect();
    fact::record(ctx, Scope::shop(shop.id), Fact::StandbyCalled { call: call.id, agents, by })?;
    Ok(call)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Time = Time::from_micros(1_790_000_000_000_000);
    const LINE: Duration = Duration::from_secs(120);

    fn ago(seconds: u64) -> Time {
        NOW - Duration::from_secs(seconds)
    }

    fn wait(longest: Option<u64>, expected: Option<u64>) -> Wait {
        Wait { waiting: 1, longest_from: longest.map(ago), expected: expected.map(Duration::from_secs) }
    }

    #[test]
    fn the_wait_as_it_is_or_as_it_is_expected_calls() {
        assert_eq!(decide(LINE, &wait(None, None), None, NOW), Decision::Quiet);
        assert_eq!(decide(LINE, &wait(Some(120), None), None, NOW), Decision::Call);
        assert_eq!(decide(LINE, &wait(Some(1), Some(120)), None, NOW), Decision::Call);
        let passes = NOW + Duration::from_secs(20);
        assert_eq!(decide(LINE, &wait(Some(100), Some(119)), None, NOW), Decision::At(passes));
    }

    #[test]
    fn who_waits_before_the_shop_opens_has_not_waited_yet() {
        let opens = NOW + Duration::from_secs(600);
        let early = Wait { longest_from: Some(opens), ..wait(None, None) };
        assert_eq!(decide(LINE, &early, None, NOW), Decision::At(opens + LINE));
    }

    proptest! {
        /// Whatever happens in the queue, two calls by the line are an hour apart; and where it asks to be looked at again,
        /// it calls then, not later.
        #[test]
        fn calls_are_an_hour_apart_and_none_is_late(
            waited in 0_u64..10_000, expected in prop::option::of(0_u64..1_000), called in prop::option::of(0_u64..10_000),
        ) {
            let wait = wait(Some(waited), expected);
            let last = called.map(ago);
            match decide(LINE, &wait, last, NOW) {
                Decision::Call => {
                    prop_assert!(called.is_none_or(|called| called >= 3_600));
                    prop_assert!(waited >= 120 || expected >= Some(120));
                }
                Decision::At(later) => {
                    prop_assert!(later > NOW);
                    prop_assert_eq!(decide(LINE, &wait, last, later), Decision::Call);
                    let before = Time::from_micros(later.micros() - 1);
                    prop_assert!(before < NOW || decide(LINE, &wait, last, before) != Decision::Call);
                }
                Decision::Quiet => prop_assert!(false, "somebody waits"),
            }
        }
    }
}
