//! What a run gives away, against the limits of whoever starts it: reserved when it begins, spent when it was given, released
//! when it was not; and asked of a lead when it is more than the starter may give.

use serde_json::Value;

use super::preview::Ask;
use super::{Run, RunState, StepState, advance, get, keep_run};
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
/// Characters of a reason that limits know.
const REASON_LENGTH: usize = 40;

/// What is asked of the limits of whoever starts a flow.
pub(super) fn asked(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    conversation: &Conversation,
    order: Option<&Order>,
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
        reason: reason(ask),
        amount: Money::new(gives, &shop.currency),
    })
}

/// The reason that was chosen, as limits name reasons.
fn reason(ask: &Ask) -> String {
    let given = ask.inputs.get("reason").and_then(Value::as_str).unwrap_or_default();
    let word: String = given
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
        .take(REASON_LENGTH)
        .collect();
    if word.is_empty() { NO_REASON.to_owned() } else { word }
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
    let mut run = get(ctx, run)?;
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
    if run.state == RunState::Completed || has_given(run) {
        authority::spend(ctx, reserved.id, reserved.amount)?;
    } else {
        authority::release(ctx, reserved.id)?;
    }
    Ok(())
}

/// Whether money or its like has left the shop and cannot come back.
fn has_given(run: &Run) -> bool {
    run.steps.iter().any(|step| {
        let gives = matches!(step.action, Some(Action::Refund { .. } | Action::GrantCoupon { .. }));
        gives && matches!(step.state, StepState::Done | StepState::Kept)
    })
}
