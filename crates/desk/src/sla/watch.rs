//! Lines ahead of a breach, told as they are crossed, to the second: one timer for each conversation that is not done, kept in
//! the job queue, so that a restart loses none. What has been answered by the time it rings raises nothing.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};

use super::Calendar;
use super::clock::ClockState;
use super::kept::{self, Held};
use super::ledger::{self, Record};
use super::policy::{Action, Metric, Reply};
use super::store::{self, Reached};
use crate::conversation::{self, Conversation, Status, hold};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, SlaLine};
use crate::id::{AgentId, ConversationId, ShopId};
use crate::shop;

/// The kind of its jobs.
pub const JOB: &str = "sla.watch";

/// A clock is looked at so long after it may have begun: most are answered by then, and no line is nearer.
const LOOK: Duration = Duration::from_secs(1);

/// Something happened from which a clock may begin, go on or be lost: sees to it that its lines are told, and that whoever
/// waits for people has a time by which they are answered.
pub fn heard(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<()> {
    let conversation = conversation::get(ctx, id)?;
    if conversation.status == Status::Resolved {
        return Ok(());
    }
    if matches!(conversation.status, Status::Waiting | Status::Assigned) {
        set_due(ctx, &conversation)?;
    }
    wake(ctx, id, ctx.now + LOOK)
}

/// The policy, or what is left out of the clocks, has changed: everything open is looked at again.
pub(super) fn all(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    for id in store::open(ctx.tx, shop)? {
        heard(ctx, id)?;
    }
    Ok(())
}

/// The person who holds it has begun to write.
pub fn typed(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId) -> Result<()> {
    if !store::typed(ctx.tx, id, agent)? {
        return Ok(());
    }
    let scope = conversation::get(ctx, id)?.scope();
    fact::record(ctx, scope, Fact::Typed { agent })
}

fn wake(ctx: &mut Ctx<'_, '_>, id: ConversationId, run_at: Time) -> Result<()> {
    let job = NewJob { kind: JOB, key: format!("{JOB}:{id}"), body: id.to_string(), run_at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// By when a person should answer is what the policy says of their reply. Where it says nothing, the shop's figures remain.
fn set_due(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    if conversation.unanswered_since.is_none() && conversation.status == Status::Assigned {
        return Ok(());
    }
    let (_, held) = clocks(ctx, conversation)?;
    let of_people = held.iter().filter(|held| held.target.reply == Reply::Human && runs(held));
    let replies =
        of_people.filter(|held| matches!(held.clock.metric, Metric::FirstReply | Metric::NextReply));
    let due = replies.filter_map(|held| held.clock.due_at).min();
    match due {
        Some(due) if conversation.due_at != Some(due) => conversation::set_due(ctx, conversation.id, due),
        _ => Ok(()),
    }
}

fn clocks(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<(Record, Vec<Held>)> {
    let shop = shop::get(ctx, conversation.shop)?;
    let versions = kept::versions(ctx, &shop)?;
    let record = ledger::of(ctx, conversation.id)?;
    let held = kept::clocks(&versions, &record, &Calendar::of_people(&shop), ctx.now);
    Ok((record, held))
}

/// Whether a clock that began then still runs, and is late.
pub fn still_late(ctx: &mut Ctx<'_, '_>, id: ConversationId, metric: Metric, began: Time) -> Result<bool> {
    let conversation = conversation::get(ctx, id)?;
    let (_, held) = clocks(ctx, &conversation)?;
    let this = |held: &&Held| held.clock.metric == metric && held.clock.began == began;
    Ok(held.iter().filter(this).any(|held| runs(held) && held.clock.breached()))
}

fn runs(held: &Held) -> bool {
    matches!(held.clock.state, ClockState::Running | ClockState::Paused)
}

/// The timer has run out: tells every line that a clock which still runs has crossed, and names the moment at which the next
/// one will be, if nothing happens.
pub fn ring(ctx: &mut Ctx<'_, '_>, id: ConversationId, job: &Job) -> Result<()> {
    let conversation = conversation::get(ctx, id)?;
    let mut next: Option<Time> = None;
    if conversation.status != Status::Resolved {
        let (_, held) = clocks(ctx, &conversation)?;
        for held in held.iter().filter(|held| runs(held)) {
            for (step, line, at) in lines(held) {
                if at > ctx.now {
                    next = Some(next.map_or(at, |next| next.min(at)));
                } else {
                    cross(ctx, &conversation, held, (step, line))?;
                }
            }
        }
    }
    match next {
        Some(next) => Ok(jobs::postpone(ctx.tx, job, next)?),
        None => Ok(jobs::done(ctx.tx, job, ctx.now)?),
    }
}

/// The lines of a clock with their moments, as they are if nothing happens: yellow, red, and the steps after it.
fn lines(held: &Held) -> Vec<(i64, SlaLine, Time)> {
    let clock = &held.clock;
    let mut lines: Vec<(i64, SlaLine, Time)> = Vec::new();
    lines.extend(clock.yellow_at.map(|at| (-2, SlaLine::Yellow, at)));
    if let Some(due) = clock.due_at {
        // Exactly the promised time is still kept.
        let red = due + Duration::from_micros(1);
        lines.push((-1, SlaLine::Red, red));
        for (number, step) in (0_i64..).zip(&held.steps) {
            lines.push((number, SlaLine::Step, red + Duration::from_secs(u64::from(step.after_seconds))));
        }
    }
    lines
}

fn cross(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    held: &Held,
    (step, line): (i64, SlaLine),
) -> Result<()> {
    let Held { clock, target, .. } = held;
    let (metric, reply) = (clock.metric, target.reply);
    let reached = Reached { conversation: conversation.id, metric, reply, began: clock.began, step };
    if !store::reach(ctx.tx, reached, ctx.now)? {
        return Ok(());
    }
    let does = usize::try_from(step).ok().and_then(|step| held.steps.get(step)).map(|step| step.does.clone());
    let does = does.unwrap_or_default();
    let fact = Fact::SlaLineCrossed {
        metric,
        reply,
        line,
        began: clock.began,
        due_at: clock.due_at,
        within_seconds: target.within_seconds,
        agent: conversation.agent.filter(|_| conversation.status == Status::Assigned),
        does: does.clone(),
    };
    fact::record(ctx, conversation.scope(), fact)?;
    if does.contains(&Action::Urgent) {
        conversation::make_urgent(ctx, conversation.id)?;
    }
    if let Some(agent) = conversation.agent.filter(|_| does.contains(&Action::Return)) {
        hold::return_of(ctx, conversation, agent)?;
    }
    Ok(())
}
