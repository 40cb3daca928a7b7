//! Going on with a run: what is inside the house is done at once, in the transaction that says so; what the shop must do is
//! named, told by the server under the step's own key, and reported back.

use std::collections::BTreeMap;
use std::time::Duration;

use db::Time;
use jobs::Job;

use super::context::{self, Known};
use super::definition::{Awaited, Effect, Wait};
use super::{Run, RunState, StepState, giving, held, keep_run, say, store, template};
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::{BuyerId, FlowRunId, ShopId};
use crate::order::guard;
use crate::order::{self, Action, Failure, Receipt, ReturnKind, ReturnStatus};
use crate::shop::Bilingual;
use crate::{buyer, shop};

/// The kind of the job that goes on with a run.
pub const JOB: &str = "flow.run";

/// How often a shop is asked before a person is.
const ATTEMPTS: i64 = 12;
/// How long a worker may take over one request to a shop.
const LEASE: Duration = Duration::from_secs(60);

/// Something the shop must do before the run can go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    /// The run.
    pub run: FlowRunId,
    /// Whose shop.
    pub shop: ShopId,
    /// The same for every try: what has been done under it is not done again.
    pub key: String,
    /// What.
    pub action: Action,
    step: usize,
    undoes: bool,
}

/// Sees to it that a run goes on at `at`.
pub(super) fn wake(ctx: &mut Ctx<'_, '_>, run: FlowRunId, at: Time) -> Result<()> {
    let job = jobs::NewJob { kind: JOB, key: format!("{JOB}:{run}"), body: run.to_string(), run_at: at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Orders of these buyers are different now: what waited for that goes on.
pub fn orders_changed(ctx: &mut Ctx<'_, '_>, buyers: &[BuyerId]) -> Result<()> {
    for buyer in buyers {
        for run in store::waiting(ctx.tx, *buyer)? {
            wake(ctx, run, ctx.now)?;
        }
    }
    Ok(())
}

/// Whether a run waits for something this buyer does.
pub fn waits_for(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<bool> {
    Ok(!store::waiting(ctx.tx, buyer)?.is_empty())
}

/// Does what can be done inside the house and names the next thing for the shop. None when there is nothing for it: then the
/// job is finished, or put off until what is waited for should have come.
pub fn advance(ctx: &mut Ctx<'_, '_>, id: FlowRunId, job: &Job) -> Result<Option<Outside>> {
    let mut run = held(ctx, id)?;
    match go_on(ctx, &mut run)? {
        Next::Outside(outside) => {
            jobs::extend(ctx.tx, job, ctx.now + LEASE)?;
            Ok(Some(*outside))
        }
        Next::At(until) => {
            jobs::postpone(ctx.tx, job, until)?;
            Ok(None)
        }
        Next::Nothing => {
            jobs::done(ctx.tx, job, ctx.now)?;
            Ok(None)
        }
    }
}

/// Writes down what came of it, and has the run go on at once, or later when the shop could not.
pub fn report(
    ctx: &mut Ctx<'_, '_>,
    outside: &Outside,
    outcome: std::result::Result<Receipt, Failure>,
    job: &Job,
) -> Result<()> {
    let mut run = held(ctx, outside.run)?;
    let step = &mut run.steps[outside.step];
    step.updated_at = ctx.now;
    step.attempts += 1;
    let attempts = step.attempts;
    let mut again_at = ctx.now;
    match outcome {
        Ok(receipt) if outside.undoes => {
            step.state = StepState::Undone;
            step.failure = None;
            tracing::debug!(run = %outside.run, number = receipt.number, "a step was taken back");
        }
        Ok(receipt) => {
            step.state = StepState::Done;
            step.receipt = Some(receipt);
            step.failure = None;
        }
        Err(failure) => {
            // What the shop will not do it will not do a moment later: what follows from that follows at once.
            again_at = match &failure {
                Failure::Busy { after_seconds, .. } => {
                    ctx.now + pause(attempts).max(Duration::from_secs(after_seconds.unwrap_or(0)))
                }
                Failure::Unknown { .. } => ctx.now + pause(attempts),
                Failure::Refused { .. } | Failure::NotOffered => ctx.now,
            };
            failed(ctx, &mut run, outside, failure);
        }
    }
    keep_run(ctx, &mut run)?;
    Ok(jobs::postpone(ctx.tx, job, again_at)?)
}

/// What a failure means for the run.
fn failed(ctx: &Ctx<'_, '_>, run: &mut Run, outside: &Outside, failure: Failure) {
    let optional = run.definition.steps[outside.step].optional;
    let step = &mut run.steps[outside.step];
    let tired = step.attempts >= ATTEMPTS;
    step.failure = Some(failure.clone());
    match failure {
        Failure::Refused { code, .. } if outside.undoes => run.is_stuck_for(&code),
        Failure::Refused { .. } if optional => step.state = StepState::Failed,
        Failure::Refused { code, .. } => {
            step.state = StepState::Failed;
            run.turn_back(&code);
        }
        Failure::NotOffered => run.is_stuck_for("by_hand"),
        Failure::Busy { .. } | Failure::Unknown { .. } if tired => run.is_stuck_for("shop_does_not_answer"),
        Failure::Busy { .. } | Failure::Unknown { .. } => {}
    }
    run.updated_at = ctx.now;
}

/// Half a second, doubling, a minute at most.
fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    Duration::from_millis(500).saturating_mul(2_u32.saturating_pow(doublings)).min(Duration::from_secs(60))
}

enum Next {
    Outside(Box<Outside>),
    At(Time),
    Nothing,
}

fn go_on(ctx: &mut Ctx<'_, '_>, run: &mut Run) -> Result<Next> {
    let before = run.clone();
    let next = match run.state {
        RunState::Running | RunState::Waiting => match forward(ctx, run) {
            Ok(next) => next,
            // What was done so far stays done: a person sees what is in the way of the rest.
            Err(Error::Refused(refusal)) => {
                run.is_stuck_for(refusal.code);
                Next::Nothing
            }
            Err(other) => return Err(other),
        },
        RunState::Undoing => back(run),
        _ => Next::Nothing,
    };
    if *run != before {
        keep_run(ctx, run)?;
    }
    Ok(next)
}

/// Does step after step until one is the shop's or must wait.
fn forward(ctx: &mut Ctx<'_, '_>, run: &mut Run) -> Result<Next> {
    for at in 0..run.steps.len() {
        if !matches!(run.steps[at].state, StepState::Todo | StepState::Waiting) {
            continue;
        }
        let step = run.definition.steps[at].clone();
        let context = context(ctx, run)?;
        if let Some(when) = &step.when
            && !template::is_so(when, &context)?
        {
            set(ctx, run, at, StepState::Skipped);
            continue;
        }
        if let Some(Effect::Act(act)) = step.effect()
            && let Some(refusal) = forbidden(ctx, run, at, act, &context)?
        {
            forbid(ctx, run, at, &refusal);
            if run.state == RunState::Undoing {
                return Ok(Next::At(ctx.now));
            }
            continue;
        }
        match step.effect() {
            Some(Effect::Act(act)) => {
                let outside = outside(run, at, act, &context)?;
                run.state = RunState::Running;
                return Ok(Next::Outside(Box::new(outside)));
            }
            Some(Effect::Say(text)) => {
                let Some(said) = said(run, text, &context) else { return Ok(Next::Nothing) };
                say::in_conversation(ctx, run, &step.key, &said)?;
                set(ctx, run, at, StepState::Done);
            }
            Some(Effect::Sms(text)) => {
                let Some(said) = said(run, text, &context) else { return Ok(Next::Nothing) };
                match context["buyer"]["phone"].as_str() {
                    Some(phone) => {
                        say::on_phone(ctx, run, phone, &said)?;
                        set(ctx, run, at, StepState::Done);
                    }
                    None => set(ctx, run, at, StepState::Skipped),
                }
            }
            Some(Effect::Wait(wait)) => {
                if let Some(next) = wait_at(ctx, run, at, wait, &context)? {
                    return Ok(next);
                }
            }
            None => set(ctx, run, at, StepState::Skipped),
        }
    }
    run.state = RunState::Completed;
    run.reason = None;
    Ok(Next::Nothing)
}

/// The sentence; none, and the run is a person's, when something it needs is not there.
fn said(run: &mut Run, text: &Bilingual, context: &serde_json::Value) -> Option<String> {
    match template::text(text.in_language(run.language), context) {
        Ok(said) => Some(said),
        Err(error) => {
            tracing::warn!(%error, run = %run.id, "a run has nothing to say");
            run.is_stuck_for("nothing_to_say");
            None
        }
    }
}

/// None when what is waited for has come.
fn wait_at(
    ctx: &mut Ctx<'_, '_>,
    run: &mut Run,
    at: usize,
    wait: &Wait,
    context: &serde_json::Value,
) -> Result<Option<Next>> {
    let number = template::value(&wait.number.clone().into(), context)?;
    let number = number.as_str().unwrap_or_default();
    // The shop has opened it, and the house may hear of it later: until then it has not come.
    if let Some(returned) = order::returned(ctx, run.shop, number)? {
        let has_come = match wait.awaits {
            Awaited::ReturnSent => returned.facts.tracking_number.is_some(),
            Awaited::ReturnArrived => {
                matches!(returned.facts.status, ReturnStatus::Arrived | ReturnStatus::Settled)
            }
        };
        if has_come {
            let number = returned.facts.tracking_number.unwrap_or(returned.facts.return_id);
            run.steps[at].receipt = Some(Receipt { number, amount: None, at: ctx.now });
            set(ctx, run, at, StepState::Done);
            run.state = RunState::Running;
            return Ok(None);
        }
        if matches!(returned.facts.status, ReturnStatus::Closed | ReturnStatus::Refused) {
            // What is over need not be closed once more.
            for step in &mut run.steps {
                let opened = step.receipt.as_ref().is_some_and(|receipt| receipt.number == number);
                if opened && step.state == StepState::Done {
                    step.state = StepState::Kept;
                }
            }
            run.turn_back("return_is_over");
            return Ok(Some(Next::At(ctx.now)));
        }
    }
    let long = Duration::from_secs(u64::from(wait.days) * 86_400);
    let until = *run.steps[at].until.get_or_insert(ctx.now + long);
    if until <= ctx.now {
        run.is_stuck_for("waited_too_long");
        return Ok(Some(Next::Nothing));
    }
    set(ctx, run, at, StepState::Waiting);
    run.state = RunState::Waiting;
    Ok(Some(Next::At(until)))
}

/// Takes back step after step, the last first.
fn back(run: &mut Run) -> Next {
    for at in (0..run.steps.len()).rev() {
        let step = &run.steps[at];
        let undo = match (&step.action, &step.receipt) {
            (Some(action), Some(receipt)) => action.undo(receipt),
            _ => None,
        };
        match (step.state, undo) {
            (StepState::Done, Some(action)) => {
                return Next::Outside(Box::new(Outside::of(run, at, action, true)));
            }
            (StepState::Done, None) => run.steps[at].state = StepState::Kept,
            (StepState::Todo, _) if step.action.is_some() => {
                // It was asked, and nobody knows whether it was done: asking again under its key tells, and then it can
                // be taken back. What nothing takes back is not asked for once more only to find out.
                let Some(action) = step.action.clone().filter(Action::can_be_undone) else {
                    run.is_stuck_for("outcome_unknown");
                    return Next::Nothing;
                };
                return Next::Outside(Box::new(Outside::of(run, at, action, false)));
            }
            (StepState::Todo | StepState::Waiting, _) => run.steps[at].state = StepState::Skipped,
            _ => {}
        }
    }
    run.state = RunState::Undone;
    Next::Nothing
}

impl Outside {
    fn of(run: &Run, at: usize, action: Action, undoes: bool) -> Self {
        let ending = if undoes { ":undo" } else { "" };
        let key = format!("{}:{}{ending}", run.id, run.steps[at].key);
        Self { run: run.id, shop: run.shop, key, action, step: at, undoes }
    }
}

fn outside(
    run: &mut Run,
    at: usize,
    act: &serde_json::Value,
    context: &serde_json::Value,
) -> Result<Outside> {
    // What was asked once is asked again in the same words, whatever has changed since: the key stands for them.
    let action = match &run.steps[at].action {
        Some(action) => action.clone(),
        None => template::action(act, context)?,
    };
    giving::check(run, at, &action)?;
    run.steps[at].action = Some(action.clone());
    Ok(Outside::of(run, at, action, false))
}

/// Why the rules forbid what a step is about to ask for: since it was looked at the order may have changed. What was asked
/// once is not judged again: it may have been done.
fn forbidden(
    ctx: &mut Ctx<'_, '_>,
    run: &Run,
    at: usize,
    act: &serde_json::Value,
    context: &serde_json::Value,
) -> Result<Option<Refusal>> {
    if run.steps[at].action.is_some() {
        return Ok(None);
    }
    let Ok(action) = template::action(act, context) else { return Ok(None) };
    match guard::permits(ctx, run.shop, None, &action) {
        Ok(()) => Ok(None),
        Err(Error::Refused(refusal)) => Ok(Some(*refusal)),
        Err(other) => Err(other),
    }
}

/// A step that the rules forbid: left out when it need not be, else what was done is taken back.
fn forbid(ctx: &Ctx<'_, '_>, run: &mut Run, at: usize, refusal: &Refusal) {
    let code = refusal.code.to_owned();
    run.steps[at].failure = Some(Failure::Refused { code: code.clone(), message: String::new() });
    set(ctx, run, at, StepState::Failed);
    if !run.definition.steps[at].optional {
        run.turn_back(&code);
    }
}

fn set(ctx: &Ctx<'_, '_>, run: &mut Run, at: usize, state: StepState) {
    let step = &mut run.steps[at];
    step.state = state;
    step.updated_at = ctx.now;
}

fn context(ctx: &mut Ctx<'_, '_>, run: &Run) -> Result<serde_json::Value> {
    let shop = shop::get(ctx, run.shop)?;
    let buyer = buyer::get(ctx, run.buyer)?;
    let order = match &run.order {
        Some(number) => order::by_number(ctx, run.shop, number)?,
        None => None,
    };
    let receipts: BTreeMap<String, Receipt> =
        run.steps.iter().filter_map(|step| Some((step.key.clone(), step.receipt.clone()?))).collect();
    let variants = context::variants(ctx, run.shop, order.as_ref(), &run.inputs)?;
    let known = Known {
        shop: &shop,
        buyer: &buyer,
        order: order.as_ref(),
        lang: run.language,
        variants: &variants,
        now: ctx.now,
    };
    let mut context = known.context(&run.definition, &run.inputs, &receipts);
    if let Some(link) = return_link(ctx, run.shop, &receipts)? {
        context["links"] = serde_json::json!({ "returned": link });
    }
    Ok(context)
}

/// The link to the page of the return that the run has opened.
fn return_link(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    receipts: &BTreeMap<String, Receipt>,
) -> Result<Option<String>> {
    for receipt in receipts.values() {
        if let Some(known) = order::returned(ctx, shop, &receipt.number)?
            && matches!(known.facts.kind, ReturnKind::Return | ReturnKind::Exchange)
        {
            return order::return_page::link::address(ctx, known.id).map(Some);
        }
    }
    Ok(None)
}
