//! Counting by the house's own ledger.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::mem::discriminant;
use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;

use super::calendar::Calendar;
use super::definition::Definition;
use super::evaluate::{Detail, Evaluator, Frame, Outcome};
use super::event::{Event, Key, Keys, Reply, What};
use super::judge::Round;
use super::standing::{Standing, Today, standing};
use super::store::{self, Stretch, Told};
use super::tally::Tally;
use super::{greeting, versions};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{Author, Fact};
use crate::id::{ConversationId, InboxId, MessageId, ShopId};
use crate::shop::Shop;

/// How long before a window a conversation may have begun that still waits in it.
const BEFORE: Duration = Duration::from_secs(3 * 86_400);
/// How long after a window its units may still be answered.
const AFTER: Duration = Duration::from_secs(8 * 86_400);

/// A day.
pub(super) const A_DAY: Duration = Duration::from_secs(86_400);

/// The least that time goes on by.
const MOMENT: Duration = Duration::from_micros(1);

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The definition's name.
    pub name: String,
    /// Units that begin from here on; the definition's own window when not given.
    pub from: Option<Time>,
    /// And before this.
    pub to: Option<Time>,
    /// Only what came in here.
    pub inbox: Option<InboxId>,
}

/// What was counted.
#[derive(Debug)]
pub struct Measured {
    /// The version that holds at the end of the window, or now where that has not come.
    pub definition: Definition,
    /// The window.
    pub from: Time,
    /// Its end, exclusive.
    pub to: Time,
    /// The number over the window, which may end yesterday.
    pub window: Tally,
    /// What today has brought so far, where it was looked at.
    pub today: Tally,
    /// How everything up to now stands.
    pub standing: Standing,
    /// Everything that was looked at: the window, and today.
    pub outcome: Outcome,
    /// What each account's rounds of the window come to.
    by_account: HashMap<Key, Tally>,
    /// Whose names the numbers of rounds are: conversations, buyers and agents, by their ids.
    pub keys: Keys,
}

/// Counts a shop's ledger by a definition: each unit by the version that held on the day it began.
pub fn measure(ctx: &mut Ctx<'_, '_>, shop: &Shop, wanted: &Wanted) -> Result<Measured> {
    let versions = versions(ctx, shop.id, &wanted.name)?;
    let zone = shop.zone();
    let now = ctx.now;
    // Days and windows are those of the version that holds now: one that is put already may begin later.
    let mut calendar = Calendar::new(held_at(&versions, &zone, now), zone.clone());
    let today = calendar.day(now.micros()).clone();
    let (first, last) = calendar.rolling(now.micros());
    let from = wanted.from.unwrap_or(Time::from_micros(first));
    let to = wanted.to.unwrap_or(Time::from_micros(last));
    if from >= to {
        return Err(Refusal::invalid("to", "ends_before_start").into());
    }
    // Without an end of the caller's own, today is looked at as well.
    let until = if wanted.to.is_some() { to } else { to.max(Time::from_micros(today.to)) };
    let definition = held_at(&versions, &zone, now.min(until - MOMENT)).clone();
    let stretch = Stretch { shop: shop.id, inbox: wanted.inbox, from: from - BEFORE, to: until + AFTER };
    let mut keys = Keys::default();
    let outcome = count(ctx, &versions, &zone, Looked { from, to: until, stretch }, &mut keys)?;
    let by = |round: &Round| held_at(&versions, &zone, round.start);
    // Seconds and shares do not add up: where a version measured something else, its rounds are told and not summed.
    let alike = |round: &Round| discriminant(&by(round).measure) == discriminant(&definition.measure);
    let summed = if outcome.rounds.iter().all(alike) {
        Cow::Borrowed(&outcome.rounds)
    } else {
        Cow::Owned(outcome.rounds.iter().filter(|round| alike(round)).cloned().collect())
    };
    let sum = |keep: &dyn Fn(Time) -> bool| {
        let kept = summed.iter().filter(|round| keep(round.start));
        kept.fold(Tally::default(), |sum, round| sum.plus(round.tally))
    };
    let window = sum(&|start| start < to);
    let mut by_account: HashMap<Key, Tally> = HashMap::new();
    for round in summed.iter().filter(|round| round.start < to && round.is_counted()) {
        if let Some(account) = round.account {
            let sum = by_account.entry(account).or_default();
            *sum = sum.plus(round.tally);
        }
    }
    let day =
        Today { settled: sum(&|start| start.micros() >= today.from), passed: today.passed(now.micros()) };
    let standing = standing(&definition, by, &summed, &day, now);
    Ok(Measured { definition, from, to, window, today: day.settled, standing, by_account, outcome, keys })
}

struct Looked {
    from: Time,
    to: Time,
    stretch: Stretch,
}

fn count(
    ctx: &mut Ctx<'_, '_>,
    versions: &[Definition],
    zone: &TimeZone,
    looked: Looked,
    keys: &mut Keys,
) -> Result<Outcome> {
    let mut evaluators = Vec::new();
    for (at, definition) in versions.iter().enumerate() {
        let from = looked.from.max(begins(definition, zone));
        let to = versions.get(at + 1).map_or(looked.to, |next| looked.to.min(begins(next, zone)));
        if from < to {
            let frame = Frame { zone: zone.clone(), from, to, now: ctx.now };
            evaluators.push(Evaluator::new(definition, frame, Detail::Rounds));
        }
    }
    let greetings = greetings(ctx, versions, looked.stretch)?;
    let mut with_people = HashSet::new();
    store::facts(ctx.tx, looked.stretch, |told| {
        if let Some(event) = event(&told, keys, &greetings, &mut with_people) {
            for evaluator in &mut evaluators {
                evaluator.feed(&event);
            }
        }
    })?;
    Ok(evaluators.into_iter().map(Evaluator::finish).fold(Outcome::default(), Outcome::plus))
}

/// The events of a shop around these moments: from what may still wait in them to what may still answer in them.
pub(super) fn events(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    (from, to): (Time, Time),
    keys: &mut Keys,
) -> Result<Vec<Event>> {
    let stretch = Stretch { shop, inbox: None, from: from - BEFORE, to: to + AFTER };
    let greetings = greetings_of(ctx, stretch)?;
    let mut with_people = HashSet::new();
    let mut events = Vec::new();
    store::facts(ctx.tx, stretch, |told| events.extend(event(&told, keys, &greetings, &mut with_people)))?;
    Ok(events)
}

/// The messages of agents that only say hello, where some version does not take that for an answer.
fn greetings(ctx: &mut Ctx<'_, '_>, versions: &[Definition], stretch: Stretch) -> Result<HashSet<MessageId>> {
    if versions.iter().all(|definition| definition.valid.contains(&Reply::Greeting)) {
        return Ok(HashSet::new());
    }
    greetings_of(ctx, stretch)
}

fn greetings_of(ctx: &mut Ctx<'_, '_>, stretch: Stretch) -> Result<HashSet<MessageId>> {
    let short = store::short_messages(ctx.tx, stretch)?;
    Ok(short.into_iter().filter(|(_, text)| greeting::only_greets(text)).map(|(id, _)| id).collect())
}

/// The event a line of the ledger stands for. What the bot says once people have a conversation is a notice: it tells the
/// place in the queue, and answers nothing.
fn event(
    told: &Told,
    keys: &mut Keys,
    greetings: &HashSet<MessageId>,
    with_people: &mut HashSet<String>,
) -> Option<Event> {
    let mut key = |name: &dyn ToString| keys.of(&name.to_string());
    let what = match &told.fact {
        Fact::MessageReceived { .. } => What::Asked(None),
        Fact::MessageSent { message, author, agent, .. } => {
            let reply = match author {
                Author::Buyer | Author::System => return None,
                Author::Agent if greetings.contains(message) => Reply::Greeting,
                Author::Agent => Reply::Human,
                Author::Assist => Reply::Assist,
                Author::Bot if with_people.contains(&told.conversation) => Reply::AutoReply,
                Author::Bot => Reply::Bot,
            };
            What::Said { reply, by: agent.map(|agent| key(&agent)) }
        }
        Fact::HandedOff { .. } => What::HandedOff,
        Fact::Claimed { agent } => What::Taken(key(agent)),
        Fact::Transferred { from, to } => What::Transferred { from: Some(key(from)), to: Some(key(to)) },
        Fact::Released { .. } => What::Released,
        Fact::Resolved { .. } => What::Closed,
        _ => return None,
    };
    match what {
        What::HandedOff | What::Taken(_) => {
            with_people.insert(told.conversation.clone());
        }
        What::Closed => {
            with_people.remove(&told.conversation);
        }
        _ => {}
    }
    let (conversation, buyer) = (keys.of(&told.conversation), keys.of(&told.buyer));
    Some(Event { at: told.at, conversation, buyer, what })
}

/// The version that holds at a moment; the first where none does yet.
fn held_at<'v>(versions: &'v [Definition], zone: &TimeZone, at: Time) -> &'v Definition {
    let begun = |definition: &&Definition| begins(definition, zone) <= at;
    versions.iter().rfind(begun).unwrap_or(&versions[0])
}

/// When what begins is first counted by this version.
fn begins(definition: &Definition, zone: &TimeZone) -> Time {
    Time::from_micros(Calendar::new(definition, zone.clone()).midnight(definition.effective_from))
}

impl Measured {
    /// A conversation's id.
    pub fn conversation(&self, key: Key) -> Option<ConversationId> {
        self.keys.name(key).parse().ok()
    }

    /// What each agent's rounds come to.
    pub fn by_agent(&self) -> Vec<(crate::id::AgentId, Tally)> {
        let sums = self.by_account.iter();
        let named = sums.filter_map(|(key, tally)| Some((self.keys.name(*key).parse().ok()?, *tally)));
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|(agent, tally)| (std::cmp::Reverse(tally.denominator), *agent));
        named
    }
}
