//! Flows that start by themselves when something happens. What happens only enqueues the work, so that nothing of the rule can
//! get in the way of it; the work looks at the flow as anybody would, and starts it where nothing is in the way: nothing is
//! asked for, no rule of the order forbids it, the bot's own limits cover it, and only one order can be meant.

use jobs::Job;
use language::Intent;
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::definition::{Definition, RuleEvent, Starter};
use super::preview::{Ask, preview};
use super::{Start, store};
use crate::authority::Verdict;
use crate::conversation::{self, Conversation};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{BuyerId, ConversationId, ShopId};
use crate::order::{Order, ShipmentStatus, verify};
use crate::{buyer, json, shop};

/// The kind of the job that starts a flow by a rule.
pub const JOB: &str = "flow.rule";
/// Orders looked through for the one that is meant.
const ORDERS: i64 = 20;

/// What happened, and which flow is for it.
#[derive(Debug, Serialize, Deserialize)]
struct Happened {
    conversation: ConversationId,
    flow: String,
    on: RuleEvent,
    /// The order it happened to; none when it must be found.
    order: Option<String>,
}

/// A buyer asked for something: flows of this intent that start by themselves then are to be started.
pub fn asked(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, intent: Intent) -> Result<()> {
    for flow in ruled(ctx, conversation.shop, RuleEvent::Asked)? {
        if flow.intents.contains(&intent) {
            enqueue(ctx, conversation.id, &flow, RuleEvent::Asked, None)?;
        }
    }
    Ok(())
}

/// Orders changed: flows for parcels that stand still are to be started for those that now do.
pub fn orders_changed(ctx: &mut Ctx<'_, '_>, shop: ShopId, buyers: &[BuyerId]) -> Result<()> {
    let flows = ruled(ctx, shop, RuleEvent::ParcelStuck)?;
    if flows.is_empty() {
        return Ok(());
    }
    for buyer in buyers {
        let Some(latest) = conversation::of_buyer(ctx, *buyer, 1)?.into_iter().next() else { continue };
        for order in visible(ctx, *buyer)?.iter().filter(|order| stands_still(order)) {
            for flow in &flows {
                enqueue(ctx, latest.id, flow, RuleEvent::ParcelStuck, Some(&order.number))?;
            }
        }
    }
    Ok(())
}

/// Starts what a rule wants started, unless something is in the way; then nothing is done.
pub fn run(ctx: &mut Ctx<'_, '_>, job: &Job) -> Result<()> {
    let happened: Happened = serde_json::from_str(&job.body)?;
    let conversation = conversation::get(ctx, happened.conversation)?;
    if let Some(ask) = meant(ctx, &conversation, &happened)? {
        let start = Start { client_key: key(ctx, &conversation, &happened, &ask)?, ask, agent: None };
        match super::start(ctx, &conversation, &start) {
            // Somebody was faster, or it was started in another conversation that day: nothing was written. Only limits that
            // were used up in this moment are noticed after that: all of it is undone, and looked at once more.
            Err(Error::Refused(refusal)) if refusal.code != "authority_nobody_may" => {
                tracing::debug!(code = refusal.code, flow = happened.flow, "a rule started nothing");
            }
            other => drop(other?),
        }
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

/// The one thing that can be asked for; none when there are none or several.
fn meant(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, happened: &Happened) -> Result<Option<Ask>> {
    let of_order = match super::definition(ctx, conversation.shop, &happened.flow) {
        Ok((flow, _)) if flow.rules.contains(&happened.on) => flow.of_order,
        // The shop has thought better of it.
        Ok(_) | Err(Error::Refused(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let orders = match &happened.order {
        Some(number) => vec![Some(number.clone())],
        None if of_order => {
            visible(ctx, conversation.buyer)?.into_iter().map(|order| Some(order.number)).collect()
        }
        None => vec![None],
    };
    let mut fitting = Vec::new();
    for order in orders {
        let ask = Ask { flow: happened.flow.clone(), order, inputs: Map::new(), starter: Starter::Rule };
        if nothing_is_in_the_way(ctx, conversation, &ask)? {
            fitting.push(ask);
        }
    }
    Ok(if fitting.len() == 1 { fitting.pop() } else { None })
}

fn nothing_is_in_the_way(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, ask: &Ask) -> Result<bool> {
    match preview(ctx, conversation, ask, None) {
        Ok(looked) => Ok(looked.missing.is_empty()
            && looked.refusal.is_none()
            && matches!(looked.verdict, None | Some(Verdict::Within { .. }))),
        Err(Error::Refused(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Of one flow and one order, a rule starts one run in a day of the shop's.
fn key(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, happened: &Happened, ask: &Ask) -> Result<String> {
    let zone = shop::get(ctx, conversation.shop)?.zone();
    let day = ctx.now.timestamp().to_zoned(zone).date();
    let about = ask.order.clone().unwrap_or_else(|| conversation.buyer.to_string());
    Ok(format!("{}:{}:{about}:{day}", happened.on, happened.flow))
}

/// Of what the shop has made of its flows: none that comes with the product starts by itself, and this is asked with every
/// question.
fn ruled(ctx: &mut Ctx<'_, '_>, shop: ShopId, on: RuleEvent) -> Result<Vec<Definition>> {
    let all = store::definitions(ctx.tx, shop)?.into_iter().map(|(flow, _)| flow);
    Ok(all.filter(|flow| flow.enabled && flow.rules.contains(&on)).collect())
}

fn enqueue(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    flow: &Definition,
    on: RuleEvent,
    order: Option<&str>,
) -> Result<()> {
    let happened = Happened { conversation, flow: flow.key.clone(), on, order: order.map(str::to_owned) };
    let about = order.map_or_else(|| conversation.to_string(), str::to_owned);
    let job = jobs::NewJob {
        kind: JOB,
        key: format!("{JOB}:{on}:{}:{about}", flow.key),
        body: json::write(&happened)?,
        run_at: ctx.now,
    };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

fn visible(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Vec<Order>> {
    let buyer = buyer::get(ctx, buyer)?;
    verify::visible(ctx, &buyer, ORDERS)
}

fn stands_still(order: &Order) -> bool {
    order
        .shipments
        .iter()
        .any(|parcel| matches!(parcel.facts.status, ShipmentStatus::Stuck | ShipmentStatus::Lost))
}
