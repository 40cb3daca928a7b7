//! What is an alert only when it lasts: an urgent conversation that nobody takes, a connection that stays in trouble. A
//! timer looks again when it has lasted long enough; what is over by then raises nothing.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};
use language::Urgency;
use serde::{Deserialize, Serialize};

use super::{AlertEvent, Cause, push, raise, store};
use crate::agent;
use crate::connection::{self, Role};
use crate::conversation::{self, Conversation, Status};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{ConversationId, ShopId};
use crate::shop::{self, Shop};

/// The kind of its jobs.
pub const JOB: &str = "alert.watch";
/// How long a connection is in trouble before anybody is told: most troubles are over sooner.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// What is watched: the body of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary and told of by their line")]
pub enum Watched {
    /// An urgent conversation that waits.
    Urgent { conversation: ConversationId },
    /// A connection in trouble.
    System { shop: ShopId, role: Role },
}

/// Watches a conversation that waits, if it is urgent and anybody wants to know.
pub(super) fn urgent(ctx: &mut Ctx<'_, '_>, shop: ShopId, id: ConversationId) -> Result<()> {
    let told = !store::wanting(ctx.tx, shop, AlertEvent::Urgent)?.is_empty();
    if !told && !push::wanted(ctx, shop, AlertEvent::Urgent)? {
        return Ok(());
    }
    let conversation = conversation::get(ctx, id)?;
    let Some(since) = waits_urgently(&conversation) else { return Ok(()) };
    let due = taken_by(ctx, shop, since)?;
    set(ctx, Watched::Urgent { conversation: id }, due)
}

/// Nobody waits in this conversation any more.
pub(super) fn end(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    Ok(jobs::cancel(ctx.tx, &key(Watched::Urgent { conversation }))?)
}

/// Watches a connection that got into trouble.
pub(super) fn system(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: &str) -> Result<()> {
    if store::wanting(ctx.tx, shop, AlertEvent::System)?.is_empty() {
        return Ok(());
    }
    let role: Role = role.parse().map_err(|error| Error::Broken(format!("{error}")))?;
    set(ctx, Watched::System { shop, role }, ctx.now + PATIENCE)
}

/// The timer has run out: raises what has lasted, looks again later at what is younger, and forgets what is over.
pub fn ring(ctx: &mut Ctx<'_, '_>, watched: Watched, job: &Job) -> Result<()> {
    let lasting = match watched {
        Watched::Urgent { conversation: id } => {
            let conversation = conversation::get(ctx, id)?;
            match waits_urgently(&conversation) {
                Some(since) => {
                    let due = taken_by(ctx, conversation.shop, since)?;
                    Some((conversation.shop, due, Cause::Urgent { conversation: id, since }))
                }
                None => None,
            }
        }
        Watched::System { shop, role } => {
            let since = connection::get(ctx, shop, role)?.and_then(|connection| connection.trouble_at);
            since.map(|since| (shop, since + PATIENCE, Cause::System { role, since }))
        }
    };
    match lasting {
        Some((_, due, _)) if due > ctx.now => return Ok(jobs::postpone(ctx.tx, job, due)?),
        Some((shop, _, cause)) => raise::raise(ctx, shop, cause)?,
        None => {}
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

/// Since when it waits for a person, when it is urgent and does.
fn waits_urgently(conversation: &Conversation) -> Option<Time> {
    let waits = conversation.status == Status::Waiting && conversation.urgency == Urgency::Urgent;
    conversation.handed_off_at.filter(|_| waits)
}

fn taken_by(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<Time> {
    let shop = shop::get(ctx, shop)?;
    let attended = agent::presence::online(ctx, shop.id)? > 0;
    Ok(due(&shop, since, if attended { Attended::ByPeople } else { Attended::ByNobody }))
}

/// Whether anybody is there to take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attended {
    ByPeople,
    ByNobody,
}

/// By when an urgent conversation must be taken: within the shop's figure, or at once when nobody is there who could.
fn due(shop: &Shop, since: Time, attended: Attended) -> Time {
    let figure = Duration::from_secs(u64::from(shop.settings.answer_within_seconds.urgent));
    match attended {
        Attended::ByPeople => since + figure,
        Attended::ByNobody => since,
    }
}

fn set(ctx: &mut Ctx<'_, '_>, watched: Watched, run_at: Time) -> Result<()> {
    let job = NewJob { kind: JOB, key: key(watched), body: serde_json::to_string(&watched)?, run_at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

fn key(watched: Watched) -> String {
    match watched {
        Watched::Urgent { conversation } => format!("{JOB}:{conversation}"),
        Watched::System { shop, role } => format!("{JOB}:{shop}:{role}"),
    }
}
