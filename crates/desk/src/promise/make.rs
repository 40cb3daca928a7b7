//! Promises are made: with the message they are in, or by hand.

use std::time::Duration;

use db::Time;

use super::find::{self, Found};
use super::{Promise, PromiseKind, PromiseOwner, PromiseState, awaited, store, timer};
use crate::conversation::{self, Conversation, Message, Source, SourceKind};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Author, Fact};
use crate::id::AgentId;
use crate::order;
use crate::shop::{self, Shop};

/// Longest wording, in characters.
const LONGEST: usize = 200;
/// No more than so many in one message.
const MOST: usize = 5;
/// Nothing is promised for later than this.
const FARTHEST: Duration = Duration::from_secs(366 * 86_400);

/// A promise as a person puts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What.
    pub kind: PromiseKind,
    /// By when.
    pub due_at: Time,
    /// As the buyer reads it.
    pub wording: String,
    /// About which order, by its number; found by itself when not given.
    pub order: Option<String>,
}

/// Makes the promises of an agent's new message, in its transaction: those given, or those found in it when the agent was
/// not asked. A message that was sent before has made its own.
pub fn with_message(
    ctx: &mut Ctx<'_, '_>,
    message: &Message,
    agent: AgentId,
    wanted: Option<&[Wanted]>,
) -> Result<Vec<Promise>> {
    let conversation = conversation::get(ctx, message.conversation)?;
    let shop = shop::get(ctx, conversation.shop)?;
    let wanted = match wanted {
        Some(wanted) if wanted.len() > MOST => {
            return Err(Refusal::invalid("promises", "too_many_promises").with("limit", MOST).into());
        }
        Some(wanted) => wanted.to_vec(),
        None => {
            find::promises(&message.text, &shop, message.created_at).into_iter().map(Wanted::from).collect()
        }
    };
    let owner = PromiseOwner::Agent(agent);
    let mut made = Vec::new();
    for (ordinal, wanted) in (0..).zip(&wanted) {
        let field = |name: &str| format!("promises.{ordinal}.{name}");
        let from =
            Origin { author: Author::Agent, made_by: Some(agent), message: Some(message), ordinal, owner };
        made.extend(make(ctx, &conversation, &shop, wanted, from, &field)?);
    }
    Ok(made)
}

/// Makes the promises of what the bot said. What it said before of the same thing is not promised twice, and that something
/// is sent or paid back it promises only of an order that it names or has looked at.
pub fn by_bot(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, message: &Message) -> Result<()> {
    let shop = shop::get(ctx, conversation.shop)?;
    let open = store::of_conversation(ctx.tx, conversation.id)?;
    for (ordinal, found) in (0..).zip(find::promises(&message.text, &shop, message.created_at)) {
        let known = |one: &&Promise| {
            one.state == PromiseState::Open && one.kind == found.kind && one.due_at == found.due_at
        };
        if open.iter().any(|one| known(&one)) {
            continue;
        }
        let order = order_said(ctx, conversation, message, &found.wording)?;
        if matches!(found.kind, PromiseKind::Ship | PromiseKind::Refund) && order.is_none() {
            continue;
        }
        let owner = PromiseOwner::Shop;
        let from = Origin { author: Author::Bot, made_by: None, message: Some(message), ordinal, owner };
        make(ctx, conversation, &shop, &Wanted { order, ..found.into() }, from, &str::to_owned)?;
    }
    Ok(())
}

/// The house promises an answer by then, in these words of a message of its own.
pub fn by_house(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    message: &Message,
    (due_at, wording): (Time, String),
) -> Result<()> {
    let shop = shop::get(ctx, conversation.shop)?;
    let wanted = Wanted { kind: PromiseKind::Reply, due_at, wording, order: None };
    let owner = PromiseOwner::Shop;
    let from = Origin { author: Author::Bot, made_by: None, message: Some(message), ordinal: 0, owner };
    make(ctx, conversation, &shop, &wanted, from, &str::to_owned).map(drop)
}

/// The order that the bot's words are about, by number: the only one they rest on, else the one that the sentence names.
fn order_said(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    message: &Message,
    wording: &str,
) -> Result<Option<String>> {
    let rests_on = |source: &&Source| source.kind == SourceKind::Order;
    let orders: Vec<&Source> = message.meta.sources.iter().filter(rests_on).collect();
    match orders.as_slice() {
        [only] => Ok(Some(only.id.clone())),
        _ => awaited::order_named(ctx, conversation, wording),
    }
}

/// A person makes a promise that no message is the place of: on the phone, or after the fact.
pub fn by_hand(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: AgentId,
    wanted: &Wanted,
    owner: PromiseOwner,
) -> Result<Promise> {
    let shop = shop::get(ctx, conversation.shop)?;
    super::change::must_be_of_shop(ctx, owner, &shop)?;
    let from = Origin { author: Author::Agent, made_by: Some(agent), message: None, ordinal: 0, owner };
    let made = make(ctx, conversation, &shop, wanted, from, &str::to_owned)?;
    made.ok_or_else(|| crate::error::Error::Broken("a promise made by hand was there already".into()))
}

/// Where a promise comes from.
struct Origin<'a> {
    author: Author,
    made_by: Option<AgentId>,
    message: Option<&'a Message>,
    ordinal: i64,
    owner: PromiseOwner,
}

fn make(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    shop: &Shop,
    wanted: &Wanted,
    from: Origin<'_>,
    field: &dyn Fn(&str) -> String,
) -> Result<Option<Promise>> {
    let wording = wanted.wording.split_whitespace().collect::<Vec<_>>().join(" ");
    if wording.is_empty() {
        return Err(Refusal::invalid(field("wording"), "required").into());
    }
    if wording.chars().count() > LONGEST {
        return Err(Refusal::invalid(field("wording"), "text_too_long").with("limit", LONGEST).into());
    }
    check_due(ctx, wanted.due_at, field("due_at"))?;
    let order = match &wanted.order {
        Some(number) => {
            let order = order::by_number(ctx, shop.id, number)?;
            Some(order.ok_or_else(|| Refusal::invalid(field("order"), "no_such_order"))?.id)
        }
        None => awaited::order_of(ctx, conversation, wanted.kind, &wording)?,
    };
    let baseline = awaited::arrived(ctx, wanted.kind, order, conversation.buyer)?;
    let promise = Promise {
        id: ctx.id(),
        shop: shop.id,
        conversation: conversation.id,
        buyer: conversation.buyer,
        owner: from.owner,
        author: from.author,
        made_by: from.made_by,
        message: from.message.map(|message| (message.id, message.seq)),
        ordinal: from.ordinal,
        kind: wanted.kind,
        wording,
        order,
        baseline,
        due_at: wanted.due_at,
        remind_at: timer::remind_at(shop, ctx.now, wanted.due_at),
        reminded_at: None,
        moves: 0,
        broken_at: None,
        broken_by: None,
        state: PromiseState::Open,
        reason: None,
        closed_by: None,
        closed_at: None,
        created_at: ctx.now,
    };
    if !store::insert(ctx.tx, &promise)? {
        return Ok(None);
    }
    timer::set(ctx, &promise)?;
    let Promise { id, kind, due_at, .. } = promise;
    let agent = from.owner.agent();
    fact::record(
        ctx,
        promise.scope(),
        Fact::PromiseMade { promise: id, agent, promised: kind.to_string(), due_at },
    )?;
    Ok(Some(promise))
}

/// Refuses a moment by which nothing can be done.
pub(super) fn check_due(ctx: &Ctx<'_, '_>, due_at: Time, field: String) -> Result<()> {
    if due_at <= ctx.now || due_at > ctx.now + FARTHEST {
        return Err(Refusal::invalid(field, "due_not_ahead").into());
    }
    Ok(())
}

impl From<Found> for Wanted {
    fn from(found: Found) -> Self {
        let Found { kind, due_at, wording, .. } = found;
        Self { kind, due_at, wording, order: None }
    }
}
