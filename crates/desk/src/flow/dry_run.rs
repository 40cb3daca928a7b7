//! A changed flow tried on what has been: what it would do and say in the cases of the past, and where that differs from the
//! flow as it is kept. Nothing is done, nothing is written.

use std::collections::HashSet;

use db::Time;

use super::definition::{Definition, Starter};
use super::preview::{self, Ask, Preview, PreviewStep, Rules};
use super::{RunState, shipped, store};
use crate::conversation::{self, Conversation};
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::{AgentId, ConversationId, FlowRunId, ShopId};
use crate::order::verify;
use crate::{buyer, order};

/// Cases looked at.
pub const MOST: usize = 50;

/// A case of the past.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The run that was; none when the flow was not started in this conversation.
    pub run: Option<PastRun>,
    /// In which conversation.
    pub conversation: ConversationId,
    /// When it began.
    pub at: Time,
    /// What the changed flow would do; a refusal when it cannot even be looked at.
    pub would: std::result::Result<Box<Preview>, Box<Refusal>>,
    /// Names of the steps that would do or say something else than those of the flow as it is kept.
    pub differs: Vec<String>,
}

/// What became of it then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastRun {
    /// The run.
    pub id: FlowRunId,
    /// How it stands.
    pub state: RunState,
    /// What it gave away, in minor units.
    pub gives: i64,
}

/// What it is tried with.
struct Past {
    run: Option<PastRun>,
    conversation: Conversation,
    at: Time,
    ask: Ask,
    agent: Option<AgentId>,
}

/// Tries a flow on its newest runs, and then on the newest conversations about what it is for in which it was not started: at
/// most [`MOST`] in all. Orders are as they stand today. What was done then is not held against the rules again, which today
/// would find it done; limits and everything else are as of today.
pub fn dry_run(ctx: &mut Ctx<'_, '_>, shop: ShopId, changed: &Definition) -> Result<Vec<Case>> {
    changed.check()?;
    let kept = match shipped::definition(ctx, shop, &changed.key) {
        Ok((kept, _)) => Some(kept),
        Err(Error::Refused(_)) => None,
        Err(other) => return Err(other),
    };
    let mut cases = Vec::new();
    for past in past(ctx, shop, changed)? {
        let would = looked(ctx, &past, changed)?;
        let differs = match &kept {
            Some(kept) => differing(&looked(ctx, &past, kept)?, &would),
            None => Vec::new(),
        };
        let Past { run, conversation, at, .. } = past;
        cases.push(Case { run, conversation: conversation.id, at, would, differs });
    }
    Ok(cases)
}

fn past(ctx: &mut Ctx<'_, '_>, shop: ShopId, flow: &Definition) -> Result<Vec<Past>> {
    let limit = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for run in store::of_flow(ctx.tx, shop, &flow.key, limit)? {
        let Some(id) = run.conversation else { continue };
        seen.insert(id);
        let conversation = conversation::get(ctx, id)?;
        let ask = Ask { flow: flow.key.clone(), order: run.order, inputs: run.inputs, starter: run.starter };
        let was = PastRun { id: run.id, state: run.state, gives: run.gives };
        all.push(Past { run: Some(was), conversation, at: run.started_at, ask, agent: run.agent });
    }
    for intent in &flow.intents {
        for conversation in conversation::about(ctx, shop, *intent, limit)? {
            if all.len() == MOST {
                return Ok(all);
            }
            if !seen.insert(conversation.id) {
                continue;
            }
            let ask = Ask {
                flow: flow.key.clone(),
                order: if flow.of_order { newest_order(ctx, &conversation)? } else { None },
                inputs: serde_json::Map::new(),
                starter: flow.starters.first().copied().unwrap_or(Starter::Agent),
            };
            all.push(Past {
                run: None,
                at: conversation.opened_at,
                agent: conversation.agent,
                conversation,
                ask,
            });
        }
    }
    Ok(all)
}

fn newest_order(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<Option<String>> {
    let buyer = buyer::get(ctx, conversation.buyer)?;
    let newest: Option<order::Order> = verify::visible(ctx, &buyer, 1)?.into_iter().next();
    Ok(newest.map(|order| order.number))
}

fn looked(
    ctx: &mut Ctx<'_, '_>,
    past: &Past,
    flow: &Definition,
) -> Result<std::result::Result<Box<Preview>, Box<Refusal>>> {
    let rules = if past.run.is_some() { Rules::HeldThen } else { Rules::Asked };
    let with = (flow.clone(), 0);
    match preview::with_definition(ctx, &past.conversation, &past.ask, past.agent, with, rules) {
        Ok(looked) => Ok(Ok(Box::new(looked))),
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(other) => Err(other),
    }
}

/// The steps that only one of the two has, or that do or say something else.
fn differing(
    before: &std::result::Result<Box<Preview>, Box<Refusal>>,
    after: &std::result::Result<Box<Preview>, Box<Refusal>>,
) -> Vec<String> {
    let steps = |looked: &std::result::Result<Box<Preview>, Box<Refusal>>| -> Vec<PreviewStep> {
        looked.as_ref().map(|looked| looked.steps.clone()).unwrap_or_default()
    };
    let (before, after) = (steps(before), steps(after));
    let same = |one: &PreviewStep, other: &PreviewStep| {
        (one.skipped, &one.action, &one.text) == (other.skipped, &other.action, &other.text)
    };
    let only_in = |of: &[PreviewStep], other: &[PreviewStep]| -> Vec<String> {
        let gone = of.iter().filter(|step| !other.iter().any(|one| one.key == step.key && same(one, step)));
        gone.map(|step| step.key.clone()).collect()
    };
    let mut keys = only_in(&after, &before);
    keys.extend(only_in(&before, &after));
    keys.sort_unstable();
    keys.dedup();
    keys
}
