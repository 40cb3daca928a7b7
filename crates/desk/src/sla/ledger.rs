//! What happened in conversations, as clocks see it: read off the house's own ledger.

use std::collections::HashSet;
use std::time::Duration;

use db::Time;

use super::store::{self, Told, Window};
use super::{Event, Matter, What};
use crate::conversation;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fact::{Author, Fact};
use crate::id::{ConversationId, MessageId, ShopId};

/// The least that time goes on by.
const MOMENT: Duration = Duration::from_micros(1);

/// One conversation, as far as clocks care.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which.
    pub conversation: ConversationId,
    /// What is known of it when its rule is chosen.
    pub matter: Matter,
    /// What happened in it, in order.
    pub events: Vec<Event>,
}

/// What happened in one conversation.
pub fn of(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Record> {
    let conversation = conversation::get(ctx, id)?;
    let shop = conversation.shop;
    let moment = Window { shop, from: conversation.opened_at, to: conversation.opened_at + MOMENT };
    let matter = store::matters(ctx.tx, moment)?.remove(&id);
    let matter = matter.ok_or_else(|| Error::Broken(format!("conversation {id} is not where it began")))?;
    let closings = closings(store::short_of(ctx.tx, id)?);
    let mut record = Record { conversation: id, matter, events: Vec::new() };
    store::facts_of(ctx.tx, id, |told| record.events.extend(event(&told, &closings)))?;
    let outages = outages(ctx, shop)?;
    put_in(&mut record.events, &outages);
    Ok(record)
}

/// Visits the conversations of a shop that began within `[from, to)`, in the order of their beginning, each with all that has
/// happened in it since.
pub fn each_of_shop(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    (from, to): (Time, Time),
    mut visit: impl FnMut(Record),
) -> Result<()> {
    let window = Window { shop, from, to };
    let closings = closings(store::short_of_shop(ctx.tx, window)?);
    let outages = outages(ctx, shop)?;
    let mut matters = store::matters(ctx.tx, window)?;
    let mut open: Option<Record> = None;
    let mut close = |record: Option<Record>| {
        if let Some(mut record) = record {
            put_in(&mut record.events, &outages);
            visit(record);
        }
    };
    store::facts_of_shop(ctx.tx, window, |told| {
        if open.as_ref().is_none_or(|record| record.conversation != told.conversation) {
            close(open.take());
            open = matters.remove(&told.conversation).map(|matter| Record {
                conversation: told.conversation,
                matter,
                events: Vec::new(),
            });
        }
        if let Some(record) = &mut open {
            record.events.extend(event(&told, &closings));
        }
    })?;
    close(open);
    Ok(())
}

/// Of short things that buyers said, those that only thank or say goodbye.
fn closings(short: Vec<(MessageId, String)>) -> HashSet<MessageId> {
    short.into_iter().filter(|(_, text)| language::is_closing(text)).map(|(id, _)| id).collect()
}

/// What a line of the ledger is to clocks; most are nothing.
fn event(told: &Told, closings: &HashSet<MessageId>) -> Option<Event> {
    let (what, agent) = match &told.fact {
        Fact::MessageReceived { message, .. } if closings.contains(message) => (What::BuyerClosed, None),
        Fact::MessageReceived { .. } => (What::BuyerSaid, None),
        Fact::MessageSent { author, agent, .. } => match author {
            Author::Buyer | Author::System => return None,
            Author::Bot => (What::BotSaid, None),
            Author::Agent | Author::Assist => (What::AgentSaid, *agent),
        },
        Fact::HandedOff { .. } => (What::HandedOff, None),
        Fact::Claimed { agent } | Fact::Transferred { to: agent, .. } => (What::Claimed, Some(*agent)),
        Fact::Released { .. } => (What::Released, None),
        Fact::Typed { agent } => (What::Typed, Some(*agent)),
        Fact::ApprovalAsked { .. } => (What::ApprovalAsked, None),
        Fact::ApprovalDecided { .. } => (What::ApprovalDecided, None),
        Fact::Resolved { .. } => (What::Resolved, None),
        Fact::Reopened {} => (What::Reopened, None),
        _ => return None,
    };
    Some(Event { at: told.at, what, agent })
}

/// The outages of a shop, one after the other: those that overlap are one.
fn outages(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<(Time, Option<Time>)>> {
    let mut joined: Vec<(Time, Option<Time>)> = Vec::new();
    for (began, ended) in store::outages(ctx.tx, shop)? {
        match joined.last_mut() {
            Some((_, last)) if last.is_none_or(|last| began <= last) => {
                *last = last.and_then(|last| ended.map(|ended| ended.max(last)));
            }
            _ => joined.push((began, ended)),
        }
    }
    Ok(joined)
}

/// Puts the beginnings and ends of outages where they belong among the events.
fn put_in(events: &mut Vec<Event>, outages: &[(Time, Option<Time>)]) {
    let Some(first) = events.first().map(|event| event.at) else { return };
    for (began, ended) in outages.iter().filter(|(_, ended)| ended.is_none_or(|ended| ended > first)) {
        let edges = [Some((*began, What::OutageBegan)), ended.map(|ended| (ended, What::OutageEnded))];
        for (at, what) in edges.into_iter().flatten() {
            let place = events.partition_point(|event| event.at <= at);
            events.insert(place, Event { at, what, agent: None });
        }
    }
}
