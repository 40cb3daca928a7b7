//! What a person does about a run that does not go by itself.

use super::{Run, RunState, StepState, advance, get, held, keep_run};
use crate::authority::approval;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, FlowRunId};
use crate::order::{Failure, Receipt};

/// What a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Try again where it stands.
    Retry,
    /// Leave the step out where it stands, and go on.
    Skip {
        /// Why.
        why: String,
    },
    /// The step was done by hand: this is the shop's number of what came of it.
    Done {
        /// The number.
        number: String,
    },
    /// Take back what was done.
    Undo {
        /// Why.
        why: String,
    },
}

/// Does what a person decided, and has the run go on.
pub fn repair(ctx: &mut Ctx<'_, '_>, id: FlowRunId, by: AgentId, how: &Repair) -> Result<Run> {
    let mut run = held(ctx, id)?;
    match how {
        Repair::Undo { why } => undo(ctx, &mut run, by, why)?,
        Repair::Retry | Repair::Skip { .. } | Repair::Done { .. } => {
            if run.state != RunState::Stuck {
                return Err(Refusal::conflict("run_is_not_stuck").into());
            }
            let taken_back = run.undoing;
            let at =
                where_it_stands(&run, taken_back).ok_or_else(|| Refusal::conflict("run_is_not_stuck"))?;
            let now = ctx.now;
            let step = &mut run.steps[at];
            step.updated_at = now;
            step.attempts = 0;
            step.until = None;
            match how {
                Repair::Skip { why } => {
                    step.by_hand = Some(format!("{by}: {}", said("why", why)?));
                    step.state = if taken_back { StepState::Kept } else { StepState::Skipped };
                }
                Repair::Done { number } => {
                    step.by_hand = Some(by.to_string());
                    step.receipt = Some(Receipt { number: said("number", number)?, amount: None, at: now });
                    step.state = if taken_back { StepState::Undone } else { StepState::Done };
                }
                Repair::Retry | Repair::Undo { .. } => {}
            }
            run.state = if taken_back { RunState::Undoing } else { RunState::Running };
            run.reason = None;
        }
    }
    keep_run(ctx, &mut run)?;
    advance::wake(ctx, run.id, ctx.now)?;
    get(ctx, id)
}

fn undo(ctx: &mut Ctx<'_, '_>, run: &mut Run, by: AgentId, why: &str) -> Result<()> {
    if run.state == RunState::AwaitingApproval {
        run.reason = Some(said("why", why)?);
        run.state = RunState::Cancelled;
        return approval::withdraw(ctx, run.shop, &run.id.to_string(), by);
    }
    if !matches!(run.state, RunState::Running | RunState::Waiting | RunState::Stuck) {
        return Err(Refusal::conflict("run_is_over").into());
    }
    let unknown = run.steps.iter().any(|step| {
        let may_be_done = matches!(step.failure, Some(Failure::Unknown { .. }));
        let lasting = step.action.as_ref().is_some_and(|action| !action.can_be_undone());
        step.state == StepState::Todo && may_be_done && lasting
    });
    if unknown {
        return Err(Refusal::conflict("outcome_unknown").into());
    }
    run.reason = None;
    run.turn_back(&said("why", why)?);
    Ok(())
}

/// The step that does not go: of those to be done the first, of those to be taken back the last.
fn where_it_stands(run: &Run, taken_back: bool) -> Option<usize> {
    if taken_back {
        let open = |state| matches!(state, StepState::Done | StepState::Todo);
        return run.steps.iter().rposition(|step| open(step.state));
    }
    run.steps.iter().position(|step| matches!(step.state, StepState::Todo | StepState::Waiting))
}

fn said(field: &'static str, text: &str) -> Result<String> {
    crate::catalog::check_text(field, text, 300)?;
    Ok(text.trim().to_owned())
}
