//! Giving out the queue: never by looking again and again, but whenever something makes it possible.
//!
//! Whatever frees a place or fills the queue wakes one job in its own transaction. There is one job for the whole house, so
//! that two never give one person more than they can hold. Only shops that push are looked at.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};
use language::Emotion;

use super::decide::{self, Candidate, Case, Choice};
use super::rank::{self, Waiting};
use super::store::{self, Stored};
use super::{emergency, hazard, queue};
use crate::agent::presence::{self, Load};
use crate::agent::{Sight, people};
use crate::conversation::{self, Conversation, Status, hold, offer};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fact::{OfferEnd, Presence};
use crate::id::{AgentId, ConversationId, ShopId};
use crate::inbox;
use crate::shop::{self, RoutingMode, Shop};
use crate::triage;

/// The kind of the job that gives out the queue.
pub const JOB: &str = "route";
/// The kind of the jobs that return what people hold who have gone; their body is the person's id.
pub const RETURN_JOB: &str = "return";

/// Something may be given out in this shop now.
pub fn wake(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    if pushes(&shop::get(ctx, shop)?) {
        wake_at(ctx, ctx.now);
    }
    Ok(())
}

fn pushes(shop: &Shop) -> bool {
    shop.settings.routing.mode == RoutingMode::Push
}

fn wake_at(ctx: &mut Ctx<'_, '_>, run_at: Time) {
    ctx.enqueue_last(NewJob { kind: JOB, key: JOB.into(), body: String::new(), run_at });
}

/// A person came, went or paused.
pub fn presence_changed(ctx: &mut Ctx<'_, '_>, agent: AgentId, presence: Presence) -> Result<()> {
    let mut shops = Vec::new();
    for id in presence::shops_of(ctx, agent)? {
        shops.push(shop::get(ctx, id)?);
    }
    if presence == Presence::Offline
        && let Some(soonest) = shops.iter().filter_map(returned_after).min()
    {
        return_later(ctx, agent, ctx.now + soonest)?;
    }
    if !shops.iter().any(pushes) {
        return Ok(());
    }
    if presence != Presence::Online {
        offer::withdraw_soon(ctx, agent)?;
    }
    wake_at(ctx, ctx.now);
    Ok(())
}

/// How long after a person has gone what they hold goes back: where people take the next one themselves, as long as the bot
/// waits for anybody to come; none where that is never.
fn returned_after(shop: &Shop) -> Option<Duration> {
    let minutes = shop.settings.bot.rescue_after_minutes;
    let seconds = match shop.settings.routing.mode {
        RoutingMode::Push => u64::from(shop.settings.routing.return_after_seconds),
        RoutingMode::Pull if minutes == 0 => return None,
        RoutingMode::Pull => u64::from(minutes) * 60,
    };
    Some(Duration::from_secs(seconds))
}

/// A buyer writes to somebody who has gone: what was left with them because nobody waited goes back now.
pub fn heard(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    let conversation = conversation::get(ctx, conversation)?;
    match conversation.agent {
        Some(agent) if conversation.status == Status::Assigned => match presence::gone_since(ctx, agent)? {
            Some(_) => return_later(ctx, agent, ctx.now),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Somebody was passed a conversation. If they are gone, and a buyer waits in it, it does not stay with them for long.
pub fn passed_to(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: AgentId) -> Result<()> {
    let shop = shop::get(ctx, conversation.shop)?;
    match (presence::gone_since(ctx, agent)?, returned_after(&shop)) {
        (Some(_), Some(after)) => return_later(ctx, agent, ctx.now + after),
        _ => Ok(()),
    }
}

fn return_later(ctx: &mut Ctx<'_, '_>, agent: AgentId, run_at: Time) -> Result<()> {
    let key = format!("{RETURN_JOB}:{agent}");
    let job = NewJob { kind: RETURN_JOB, key, body: agent.to_string(), run_at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Returns what somebody waits in and a person holds who has been gone for long enough; they are told apart by shop, since
/// each says how long that is.
pub fn return_held(ctx: &mut Ctx<'_, '_>, agent: AgentId, job: &Job) -> Result<()> {
    let Some(gone_since) = presence::gone_since(ctx, agent)? else {
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    };
    let mut next: Option<Time> = None;
    for held in hold::held_by(ctx, agent)?.iter().filter(|held| held.unanswered_since.is_some()) {
        let shop = shop::get(ctx, held.shop)?;
        let Some(after) = returned_after(&shop) else { continue };
        let due = gone_since + after;
        if due <= ctx.now {
            hold::return_of(ctx, held, agent)?;
        } else {
            next = Some(next.map_or(due, |next| next.min(due)));
        }
    }
    match next {
        Some(next) => Ok(jobs::postpone(ctx.tx, job, next)?),
        None => Ok(jobs::done(ctx.tx, job, ctx.now)?),
    }
}

/// An offer came to nothing: it is offered to somebody else, and who misses several in a row is taken to be away.
pub fn offer_ended(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    agent: AgentId,
    why: OfferEnd,
) -> Result<()> {
    let shop = conversation::get(ctx, conversation)?.shop;
    let shop = shop::get(ctx, shop)?;
    if why == OfferEnd::Missed {
        presence::missed(ctx, agent, shop.settings.routing.misses_until_away)?;
    }
    wake(ctx, shop.id)
}

/// A person is done with a conversation: what came of its wait is learned from, and who had an angry buyer rests.
pub fn let_go(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: AgentId) -> Result<()> {
    let shop = shop::get(ctx, conversation.shop)?;
    let rest = Duration::from_secs(u64::from(shop.settings.routing.breather_seconds));
    if pushes(&shop) && conversation.emotion == Some(Emotion::Angry) && !rest.is_zero() {
        presence::rest(ctx, agent, ctx.now + rest)?;
    }
    wake(ctx, shop.id)
}

/// What came of the wait of a conversation that is done: how long it was, and whether the buyer was still there.
pub fn learn(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    let (Some(intent), Some(handed_off)) = (conversation.intent, conversation.handed_off_at) else {
        return Ok(());
    };
    let Some((answered, seq)) = store::first_answer(ctx.tx, conversation.id, handed_off)? else {
        return Ok(());
    };
    let mut observed = hazard::Observed::default();
    observed.add(answered.since(handed_off).as_secs_f64(), conversation.last_buyer_seq < seq);
    store::learn(ctx.tx, conversation.shop, intent, &observed)?;
    Ok(())
}

/// Gives out what can be given, and says when to look again, if time alone will change anything.
pub fn run(ctx: &mut Ctx<'_, '_>, job: &Job) -> Result<()> {
    let mut shops = shop::list(ctx)?;
    shops.retain(pushes);
    let next = if shops.is_empty() { None } else { give_out(ctx, &shops)? };
    match next {
        Some(next) => Ok(jobs::postpone(ctx.tx, job, next.max(ctx.now + Duration::from_millis(1)))?),
        None => Ok(jobs::done(ctx.tx, job, ctx.now)?),
    }
}

fn give_out(ctx: &mut Ctx<'_, '_>, shops: &[Shop]) -> Result<Option<Time>> {
    let units = inbox::units(ctx)?;
    let of_inbox = |id| units.get(&id).copied().unwrap_or(1);
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut cases: Vec<(Case, usize)> = Vec::new();
    for (at, shop) in shops.iter().enumerate() {
        let last = store::last_agents(ctx.tx, shop.id)?;
        let crisis = emergency::under_way(ctx, shop.id)?.is_some();
        let a_while = Duration::from_secs(u64::from(shop.settings.routing.help_after_seconds));
        let mut passes = store::passes(ctx.tx, shop.id, ctx.now - a_while)?;
        for (one, stored) in queue::read(ctx, shop)? {
            if stored.offered_to.is_none() {
                let had = last.get(&one.conversation).copied();
                let passed_by = passes.remove(&one.conversation).unwrap_or_default();
                let units = of_inbox(stored.inbox);
                let around = Around { units, last_agent: had, passed_by, crisis, now: ctx.now };
                let case = case(shop, &one, &stored, around);
                waiting.push(one);
                cases.push((case, at));
            }
        }
    }
    if waiting.is_empty() {
        return Ok(None);
    }
    let settings = |index: usize| &shops[cases[index].1].settings.routing;
    let (mut candidates, freed) = candidates(ctx, shops, &of_inbox)?;
    let resting: Vec<Time> = candidates.iter().filter_map(|one| one.rests_until).collect();
    let ranked = rank::order(&waiting, settings, ctx.now);
    let case_of = |index: usize| (cases[index].0.clone(), settings(index));
    let given = decide::give_out(&ranked, case_of, &mut candidates, ctx.now);
    for (index, choice) in &given {
        give(ctx, &shops[cases[*index].1], waiting[*index].conversation, *choice)?;
    }
    // After a while people of other skills may help, and whoever let something pass is asked again; people come back from
    // rest.
    let helped = cases.iter().enumerate().filter(|(index, _)| given.iter().all(|(other, _)| other != index));
    let helped = helped.flat_map(|(index, (case, _))| {
        let a_while = Duration::from_secs(u64::from(settings(index).help_after_seconds));
        let again = case.passed_by.iter().map(move |(_, at)| *at + a_while);
        again.chain([waiting[index].from + a_while])
    });
    Ok(helped.chain(resting).chain(freed).filter(|at| *at > ctx.now).min())
}

/// What there is to know of a case beside what is stored of it.
struct Around {
    units: u32,
    last_agent: Option<(AgentId, Time)>,
    passed_by: Vec<(AgentId, Time)>,
    crisis: bool,
    now: Time,
}

fn case(shop: &Shop, waiting: &Waiting, stored: &Stored, around: Around) -> Case {
    let Around { units, last_agent, passed_by, crisis, now } = around;
    let stake = waiting.stake;
    Case {
        shop: shop.id,
        language: stored.language,
        skill: stored.skill(&stake),
        complaint: triage::is_complaint(stake.intent, stake.emotion),
        crisis,
        units,
        waited: now.since(waiting.from),
        last_agent,
        own_agent: stored.own_agent,
        passed_by,
    }
}

/// Who may be given something, with what they hold; and when what is done stops keeping them busy.
fn candidates(
    ctx: &mut Ctx<'_, '_>,
    shops: &[Shop],
    units_of: &impl Fn(crate::id::InboxId) -> u32,
) -> Result<(Vec<Candidate>, Vec<Time>)> {
    let wrap_up = |id: ShopId| {
        let shop = shops.iter().find(|shop| shop.id == id);
        Duration::from_secs(shop.map_or(0, |shop| u64::from(shop.settings.routing.wrap_up_seconds)))
    };
    let longest = shops.iter().map(|shop| wrap_up(shop.id)).max().unwrap_or_default();
    let held = store::held(ctx.tx, ctx.now - longest)?;
    let mut freed = Vec::new();
    let mut candidates = Vec::new();
    for (Load { agent, given, last_given, rests_until }, sees) in presence::taking(ctx)? {
        let mut holds = 0;
        let mut pending = false;
        for one in held.iter().filter(|one| one.agent == agent.id) {
            if let Some(resolved_at) = one.resolved_at {
                let free_at = resolved_at + wrap_up(one.shop);
                if free_at <= ctx.now {
                    continue;
                }
                freed.push(free_at);
            }
            pending |= one.offered;
            holds += units_of(one.inbox);
        }
        candidates.push(Candidate {
            id: agent.id,
            role: agent.role,
            sight: Sight::Shops(sees),
            skills: agent.skills,
            languages: agent.languages,
            capacity: u32::try_from(agent.capacity).unwrap_or_default(),
            held: holds,
            pending,
            given: u32::try_from(given).unwrap_or(u32::MAX),
            last_given,
            rests_until: rests_until.filter(|until| *until > ctx.now),
        });
    }
    Ok((candidates, freed))
}

/// Whoever takes it themselves meanwhile has it.
fn give(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: ConversationId, choice: Choice) -> Result<()> {
    let accept = shop.settings.routing.accept_seconds;
    if accept > 0 {
        let until = ctx.now + Duration::from_secs(u64::from(accept));
        return offer::make(ctx, conversation, choice.agent, until);
    }
    match hold::claim(ctx, conversation, choice.agent) {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A person has taken a conversation: it counts to what they have had, and others may be offered them now.
pub fn taken(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: AgentId) -> Result<()> {
    let units = inbox::get(ctx, conversation.inbox)?.settings.units;
    presence::took(ctx, agent, i64::from(units))?;
    wake(ctx, conversation.shop)
}

/// The name of whoever went, for the note that colleagues read.
pub fn name_of_gone(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<Option<String>> {
    if presence::gone_since(ctx, agent)?.is_none() {
        return Ok(None);
    }
    Ok(Some(people::get(ctx, agent)?.name))
}
