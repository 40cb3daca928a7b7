//! Starting a flow: written down with its steps and its first job, or not at all.

use super::definition::Starter;
use super::preview::{Ask, Preview, preview};
use super::{Run, RunState, StepRun, StepState, advance, giving, keep_run, store};
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::AgentId;

/// Who starts a flow, and by which id they know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// What is asked for.
    pub ask: Ask,
    /// The agent, when it is one.
    pub agent: Option<AgentId>,
    /// The starter's own id of it: the same id again is the same run.
    pub client_key: String,
}

/// Starts a flow. The same id again gives the same run; of two on one order at once, one is started.
pub fn start(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, start: &Start) -> Result<Run> {
    let key = key_of(start)?;
    if let Some(known) = store::by_key(ctx.tx, conversation.shop, &key)? {
        return same(known, conversation, start);
    }
    let looked = preview(ctx, conversation, &start.ask, start.agent)?;
    if let Some(missing) = looked.missing.first() {
        return Err(Refusal::invalid(format!("inputs.{missing}"), "required").into());
    }
    if let Some(refusal) = looked.refusal {
        return Err(refusal.into());
    }
    let asked = looked.asked.clone();
    let mut run = run(ctx, conversation, start, key, looked);
    if !store::insert(ctx.tx, &run)? {
        return match store::by_key(ctx.tx, conversation.shop, &run.client_key)? {
            Some(known) => same(known, conversation, start),
            None => Err(Refusal::conflict("flow_already_runs").into()),
        };
    }
    if let Some(asked) = &asked {
        giving::reserve(ctx, &mut run, asked)?;
    }
    keep_run(ctx, &mut run)?;
    if run.state == RunState::Running {
        advance::wake(ctx, run.id, ctx.now)?;
    }
    Ok(run)
}

/// Ids of agents, keys and the bot live beside each other.
fn key_of(start: &Start) -> Result<String> {
    let client_key = start.client_key.trim();
    if client_key.is_empty() || client_key.len() > 100 || client_key.chars().any(char::is_control) {
        return Err(Refusal::invalid("client_key", "required").into());
    }
    Ok(match start.agent {
        Some(agent) => format!("{agent}:{client_key}"),
        None => format!("{}:{client_key}", start.ask.starter),
    })
}

fn same(known: Run, conversation: &Conversation, start: &Start) -> Result<Run, Error> {
    let same = known.conversation == Some(conversation.id) && known.definition.key == start.ask.flow;
    if same { Ok(known) } else { Err(Refusal::conflict("client_key_reused").into()) }
}

fn run(
    ctx: &Ctx<'_, '_>,
    conversation: &Conversation,
    start: &Start,
    client_key: String,
    looked: Preview,
) -> Run {
    let Preview { definition, version, order, inputs, gives, .. } = looked;
    let step = |key: &str| StepRun {
        key: key.to_owned(),
        state: StepState::Todo,
        attempts: 0,
        action: None,
        receipt: None,
        failure: None,
        by_hand: None,
        until: None,
        updated_at: ctx.now,
    };
    Run {
        id: ctx.id(),
        shop: conversation.shop,
        conversation: Some(conversation.id),
        buyer: conversation.buyer,
        order,
        version,
        language: conversation.language,
        inputs,
        starter: start.ask.starter,
        agent: start.agent.filter(|_| start.ask.starter == Starter::Agent),
        client_key,
        state: RunState::Running,
        gives,
        undoing: false,
        reason: None,
        steps: definition.steps.iter().map(|one| step(&one.key)).collect(),
        definition,
        started_at: ctx.now,
        updated_at: ctx.now,
        ended_at: None,
    }
}
