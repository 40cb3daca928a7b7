//! What a run gives away, against the limits of whoever starts it: reserved when it begins, spent when it was given, released
//! when it was not; and asked of a lead when it is more than the starter may give.

use serde_json::Value;

use super::definition::{Definition, InputKind, Step};
use super::preview::Ask;
use super::{Run, RunState, StepRun, StepState, advance, held, keep_run};
use crate::agent::people;
use crate::authority::{self, Asked, Outcome, Verdict, Who, approval};
use crate::buyer;
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::ApprovalDecision;
use crate::id::{AgentId, ApprovalId, FlowRunId};
use crate::money::Money;
use crate::order::{Action, Order};
use crate::shop::Shop;

/// What is given when nobody says why.
const NO_REASON: &str = "none";
/// The input that limits are looked up with.
pub(super) const REASON: &str = "reason";

/// What is asked of the limits of whoever starts a flow.
pub(super) fn asked(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    conversation: &Conversation,
    order: Option<&Order>,
    definition: &Definition,
    ask: &Ask,
    agent: Option<AgentId>,
    gives: i64,
) -> Result<Asked> {
    let who = match agent {
        Some(agent) => Who::Agent(agent, people::get(ctx, agent)?.role),
        None => Who::Bot,
    };
    // The order counts for whoever placed it: a buyer who has shown it to be theirs is no other.
    let buyer = order.map_or(conversation.buyer, |order| order.buyer);
    Ok(Asked {
        shop: shop.id,
        who,
        buyer: buyer::get(ctx, buyer)?.id,
        conversation: Some(conversation.id),
        order: order.map(|order| order.number.clone()),
        order_value: order.map_or(0, |order| order.total),
        flow: ask.flow.clone(),
        reason: reason(definition, ask),
        amount: Money::new(gives, &shop.currency),
    })
}

/// The reason that was chosen: what is written freely is none that limits know.
fn reason(definition: &Definition, ask: &Ask) -> String {
    let chosen = definition.inputs.iter().any(|input| input.key == REASON && input.kind == InputKind::Choice);
    let given = ask.inputs.get(REASON).and_then(Value::as_str).filter(|_| chosen);
    given.unwrap_or(NO_REASON).to_owned()
}

/// Refuses what would give more than was reserved when the run began: what a step gives may hang on what came before it.
pub(super) fn check(run: &Run, at: usize, action: &Action) -> Result<()> {
    let before: i64 = run.steps.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, step)| given(step)).sum();
    if action.gives() > 0 && before + action.gives() > run.gives {
        return Err(Refusal::conflict("more_than_reserved").into());
    }
    Ok(())
}

/// What a step has given away, or may have: what was asked for and nobody knows of counts.
fn given(step: &StepRun) -> i64 {
    let over = matches!(step.state, StepState::Failed | StepState::Skipped | StepState::Undone);
    step.action.as_ref().filter(|_| !over).map_or(0, Action::gives)
}

/// Reserves it under the run, or asks a lead and has the run wait.
pub(super) fn reserve(ctx: &mut Ctx<'_, '_>, run: &mut Run, asked: &Asked) -> Result<()> {
    let key = run.id.to_string();
    match authority::reserve(ctx, asked, &key)? {
        Outcome::Reserved(_) => {}
        Outcome::Over(Verdict::Refused { .. }) => {
            return Err(Refusal::forbidden_for("authority_nobody_may").into());
        }
        Outcome::Over(_) => {
            let why = run.definition.title.in_language(run.language).to_owned();
            approval::ask(ctx, &key, asked, &why)?;
            run.state = RunState::AwaitingApproval;
        }
    }
    Ok(())
}

/// A lead has decided, or nobody did in time.
pub fn decided(ctx: &mut Ctx<'_, '_>, id: ApprovalId, decision: ApprovalDecision) -> Result<()> {
    let approval = approval::get(ctx, id)?;
    let Ok(run) = approval.run.parse::<FlowRunId>() else { return Ok(()) };
    let mut run = held(ctx, run)?;
    if run.state != RunState::AwaitingApproval {
        // It was called off meanwhile: what the lead gave is not given.
        return if run.state.is_open() { Ok(()) } else { settle(ctx, &run) };
    }
    match decision {
        ApprovalDecision::Approved => {
            run.state = RunState::Running;
            keep_run(ctx, &mut run)?;
            advance::wake(ctx, run.id, ctx.now)
        }
        ApprovalDecision::Refused | ApprovalDecision::Expired => {
            run.state = RunState::Refused;
            run.reason = Some(decision.to_string());
            keep_run(ctx, &mut run)
        }
    }
}

/// A run has ended: what was reserved for it was given or was not.
pub(super) fn settle(ctx: &mut Ctx<'_, '_>, run: &Run) -> Result<()> {
    let Some(reserved) = authority::by_key(ctx, run.shop, &run.id.to_string())? else { return Ok(()) };
    if reserved.state != authority::UseState::Reserved {
        return Ok(());
    }
    match run.steps.iter().map(|step| given_at_last(run, step)).sum::<i64>() {
        0 => authority::release(ctx, reserved.id),
        given => authority::spend(ctx, reserved.id, given.min(reserved.amount)),
    }
    .map(drop)
}

/// What has left the shop by a step and cannot come back, in minor units. Of what was done by hand before the shop was asked
/// the sum is not known: it counts as all that was reserved.
fn given_at_last(run: &Run, step: &StepRun) -> i64 {
    if !matches!(step.state, StepState::Done | StepState::Kept) {
        return 0;
    }
    match &step.action {
        Some(action) => action.gives(),
        None if run.definition.step(&step.key).is_some_and(Step::gives) => run.gives,
        None => 0,
    }
}
