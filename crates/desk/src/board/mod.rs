//! The live board: who waits and who is about to wait too long, what each person has in hand, and how their day goes.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;
use language::Urgency;

use crate::agent::Agent;
use crate::agent::presence;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::Presence;
use crate::id::{AgentId, ConversationId, InboxId, ShopId};
use crate::inbox;
use crate::report::row::IN_TIME;
use crate::report::{self, Asked, Filter};
use crate::routing::expect::{self, Expectation};
use crate::shop::{self, Shop};
use crate::word::words;

mod store;

/// When so many hundredths of the time there was are used, it is yellow: as the queue shows it.
const YELLOW_AT: i64 = 60;

words! {
    /// How a wait stands.
    WaitLine {
        /// There is time.
        Calm = "calm",
        /// More than half of the time is used.
        Yellow = "yellow",
        /// The time is up.
        Red = "red",
    }
}

/// A buyer who waits for a person, in the queue or with somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Where.
    pub conversation: ConversationId,
    /// What people say aloud.
    pub number: i64,
    /// The shop.
    pub shop: ShopId,
    /// What to call the buyer.
    pub buyer_name: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Since when they wait.
    pub since: Time,
    /// By when a person should have answered.
    pub due: Option<Time>,
    /// How that stands.
    pub line: WaitLine,
    /// Who has it; nobody in the queue.
    pub agent: Option<AgentId>,
    /// The beginning of what was last said.
    pub last_text: String,
}

/// A person, and what they have in hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Who.
    pub agent: Agent,
    /// Since when they are here, away or gone.
    pub since: Time,
    /// Nothing new for them until then.
    pub rests_until: Option<Time>,
    /// Conversations they hold.
    pub held: i64,
    /// The units of their capacity that these take, and what is offered to them.
    pub units: i64,
    /// Of these, those in which a buyer waits for them.
    pub unanswered: i64,
    /// The one that has waited longest for them.
    pub oldest: Option<Waiting>,
    /// Answers they have given today.
    pub answered: u64,
    /// How long these took, in the mean.
    pub mean: Option<Duration>,
    /// The share of them given within three minutes.
    pub in_time: Option<f64>,
}

impl Person {
    /// Who needs help first: whoever lets a buyer wait for too long, then whoever has most to answer, then whoever has most
    /// in hand; whoever is not here comes last, unless somebody waits for them.
    fn need(&self) -> impl Ord + use<> {
        let line = self.oldest.as_ref().map_or(WaitLine::Calm, |oldest| oldest.line);
        let load = if self.agent.capacity > 0 { self.units * 1_000 / self.agent.capacity } else { 0 };
        let here = match self.agent.presence {
            Presence::Online => 2,
            Presence::Away => 1,
            Presence::Offline => 0,
        };
        let waits = self.oldest.as_ref().map(|oldest| std::cmp::Reverse(oldest.since));
        std::cmp::Reverse((line, waits.is_some(), waits, here, self.unanswered, load))
    }
}

/// The board.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Everybody who waits for a person, whoever has waited longest first.
    pub waiting: Vec<Waiting>,
    /// The queue of each shop: how many nobody has, and what somebody who comes now may be told.
    pub queues: Vec<Queue>,
    /// The people of these shops, whoever needs help first.
    pub people: Vec<Person>,
}

/// The queue of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Which shop.
    pub shop: ShopId,
    /// How many wait that nobody has.
    pub length: i64,
    /// What somebody who comes now may be told.
    pub expected: Expectation,
}

/// The board of these shops.
pub fn board(ctx: &mut Ctx<'_, '_>, shops: &[Shop]) -> Result<Board> {
    let seen = |shop: ShopId| shops.iter().any(|one| one.id == shop);
    let units = inbox::units(ctx)?;
    let now = ctx.now;
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut hands: HashMap<AgentId, Hand> = HashMap::new();
    // What a person has in other shops weighs on them all the same.
    for shop in shop::list(ctx)? {
        for held in store::in_hand(ctx.tx, shop.id)? {
            if let Some(agent) = held.agent.or(held.offered_to) {
                let hand = hands.entry(agent).or_default();
                hand.held += i64::from(held.agent.is_some());
                hand.units += i64::from(units.get(&held.inbox).copied().unwrap_or(1));
            }
            if let Some(one) = seen(shop.id).then(|| held.waiting(shop.id, now)).flatten() {
                if let Some(agent) = one.agent {
                    hands.entry(agent).or_default().waits(&one);
                }
                waiting.push(one);
            }
        }
    }
    waiting.sort_by_key(|one| (one.since, one.conversation));
    let mut queues = Vec::new();
    for shop in shops {
        let length = waiting.iter().filter(|one| one.shop == shop.id && one.agent.is_none()).count();
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        queues.push(Queue { shop: shop.id, length, expected: expect::behind(ctx, shop, length)? });
    }
    let people = people(ctx, shops, hands)?;
    Ok(Board { waiting, queues, people })
}

/// What a person has in hand.
#[derive(Debug, Default)]
struct Hand {
    held: i64,
    units: i64,
    unanswered: i64,
    oldest: Option<Waiting>,
}

impl Hand {
    fn waits(&mut self, one: &Waiting) {
        self.unanswered += 1;
        if self.oldest.as_ref().is_none_or(|oldest| (one.line, oldest.since) > (oldest.line, one.since)) {
            self.oldest = Some(one.clone());
        }
    }
}

/// A conversation that is not done, and that people have or wait for.
struct Held {
    conversation: ConversationId,
    number: i64,
    inbox: InboxId,
    buyer_name: Option<String>,
    agent: Option<AgentId>,
    offered_to: Option<AgentId>,
    urgency: Urgency,
    since: Option<Time>,
    due: Option<Time>,
    last_text: String,
}

impl Held {
    fn waiting(self, shop: ShopId, now: Time) -> Option<Waiting> {
        let since = self.since?;
        Some(Waiting {
            conversation: self.conversation,
            number: self.number,
            shop,
            buyer_name: self.buyer_name,
            urgency: self.urgency,
            since,
            due: self.due,
            line: line(since, self.due, now),
            agent: self.agent,
            last_text: self.last_text,
        })
    }
}

/// How a wait stands: red once it is due, yellow when most of the time before is used.
pub fn line(since: Time, due: Option<Time>, now: Time) -> WaitLine {
    let Some(due) = due else { return WaitLine::Calm };
    if due <= now {
        return WaitLine::Red;
    }
    let (used, all) = (now.micros() - since.micros(), (due.micros() - since.micros()).max(1));
    if used.saturating_mul(100) >= all.saturating_mul(YELLOW_AT) { WaitLine::Yellow } else { WaitLine::Calm }
}

fn people(ctx: &mut Ctx<'_, '_>, shops: &[Shop], mut hands: HashMap<AgentId, Hand>) -> Result<Vec<Person>> {
    let mut days: HashMap<AgentId, Day> = HashMap::new();
    for shop in shops {
        today(ctx, shop, &mut days)?;
    }
    let mut people: Vec<Person> = Vec::new();
    for shop in shops {
        for agent in presence::of_shop(ctx, shop.id)? {
            if people.iter().any(|person| person.agent.id == agent.id) {
                continue;
            }
            let hand = hands.remove(&agent.id).unwrap_or_default();
            let day = days.remove(&agent.id).unwrap_or_default();
            let (since, rests_until) = presence::since(ctx, agent.id)?;
            people.push(Person {
                since,
                rests_until: rests_until.filter(|until| *until > ctx.now),
                held: hand.held,
                units: hand.units,
                unanswered: hand.unanswered,
                oldest: hand.oldest,
                answered: day.answered,
                mean: day.mean(),
                in_time: day.in_time(),
                agent,
            });
        }
    }
    people.sort_by_cached_key(|person| (person.need(), person.agent.name.clone()));
    Ok(people)
}

/// What a person has answered today.
#[derive(Debug, Default)]
struct Day {
    answered: u64,
    took: Duration,
    quick: u64,
}

impl Day {
    fn mean(&self) -> Option<Duration> {
        let answered = u32::try_from(self.answered).ok().filter(|answered| *answered > 0)?;
        Some(self.took / answered)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
    fn in_time(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.quick as f64 / self.answered as f64)
    }
}

/// The answers of today, by person: of conversations that began today, in the shop's zone.
fn today(ctx: &mut Ctx<'_, '_>, shop: &Shop, days: &mut HashMap<AgentId, Day>) -> Result<()> {
    let asked = Asked { from: midnight(ctx.now, &shop.zone()), to: ctx.now, filter: Filter::default() };
    if asked.from >= asked.to {
        return Ok(());
    }
    report::each(ctx, shop, &asked, |row| {
        for round in &row.rounds {
            if let (Some(agent), Some(took)) = (round.agent, round.answered_in()) {
                let day = days.entry(agent).or_default();
                day.answered += 1;
                day.took += took;
                day.quick += u64::from(took <= IN_TIME);
            }
        }
    })
}

/// The last midnight in a zone.
fn midnight(now: Time, zone: &TimeZone) -> Time {
    let here = now.timestamp().to_zoned(zone.clone());
    here.start_of_day().map_or(now, |start| start.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(n: i64) -> Time {
        Time::from_micros(n * 1_000_000)
    }

    #[test]
    fn a_wait_turns_yellow_before_it_is_due_and_red_when_it_is() {
        let of = |now| line(second(0), Some(second(30)), second(now));
        assert_eq!(
            [of(17), of(18), of(29), of(30)],
            [WaitLine::Calm, WaitLine::Yellow, WaitLine::Yellow, WaitLine::Red]
        );
        assert_eq!(line(second(0), None, second(900)), WaitLine::Calm);
    }
}
