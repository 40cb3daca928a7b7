//! A waiting conversation is offered to a person. Until they take it, it waits as before; anybody else may still take it.

use db::Time;
use jobs::NewJob;

use super::{Conversation, store};
use crate::agent;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, OfferEnd, Presence};
use crate::id::{AgentId, ConversationId};

/// The kind of the jobs that end offers; their body is the conversation's id.
pub const JOB: &str = "offer";
/// The kind of the jobs that take back what is offered to somebody who went away; their body is the person's id.
pub const WITHDRAW_JOB: &str = "offer.withdraw";

/// Offers it until then; nothing when it waits no more or is offered already.
pub fn make(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId, until: Time) -> Result<()> {
    if store::offer(ctx.tx, id, agent, until)? == 0 {
        return Ok(());
    }
    let key = format!("{JOB}:{id}");
    // One that is there would keep its earlier moment.
    jobs::cancel(ctx.tx, &key)?;
    jobs::enqueue(ctx.tx, &NewJob { kind: JOB, key, body: id.to_string(), run_at: until }, ctx.now)?;
    let conversation = super::get(ctx, id)?;
    fact::record(ctx, conversation.scope(), Fact::Offered { agent, until })
}

/// The person lets it pass.
pub fn decline(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId) -> Result<Conversation> {
    if super::get(ctx, id)?.offered_to != Some(agent) {
        return Err(Refusal::conflict("not_offered").into());
    }
    end(ctx, id, agent, OfferEnd::Declined)?;
    super::get(ctx, id)
}

/// The person went away: what is offered to them goes back. It does so in a transaction of its own: whoever ends an offer holds
/// the conversation and then its person, and two who went the other way round would wait for each other.
pub fn withdraw_soon(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<()> {
    let key = format!("{WITHDRAW_JOB}:{agent}");
    let job = NewJob { kind: WITHDRAW_JOB, key, body: agent.to_string(), run_at: ctx.now };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Takes back what is offered to somebody who is not here.
pub fn withdraw(ctx: &mut Ctx<'_, '_>, agent: AgentId, job: &jobs::Job) -> Result<()> {
    if agent::people::get(ctx, agent)?.presence != Presence::Online {
        for id in store::end_offers_to(ctx.tx, agent, ctx.now)? {
            ended(ctx, id, agent, OfferEnd::Withdrawn)?;
        }
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

/// The time of an offer may be over: then it goes back.
pub fn end_if_over(ctx: &mut Ctx<'_, '_>, id: ConversationId, job: &jobs::Job) -> Result<()> {
    let conversation = super::get(ctx, id)?;
    if let (Some(agent), Some(until)) = (conversation.offered_to, conversation.offered_until)
        && until <= ctx.now
    {
        end(ctx, id, agent, OfferEnd::Missed)?;
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

fn end(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId, why: OfferEnd) -> Result<()> {
    if store::end_offer(ctx.tx, id, agent, ctx.now)? == 0 {
        return Ok(());
    }
    ended(ctx, id, agent, why)
}

fn ended(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId, why: OfferEnd) -> Result<()> {
    let conversation = super::get(ctx, id)?;
    fact::record(ctx, conversation.scope(), Fact::OfferEnded { agent, why })
}
