//! Carrying tellings to their address. The network is the server's: it asks what to send with [`next`], sends it, and
//! reports with [`report`].

use db::Time;
use serde_json::{Value, json};

use super::{Delivery, DeliveryState, Event, GIVE_UP_ON_ADDRESS, JOB, PAUSES, Webhook, sign, store};
use crate::conversation::{self, Conversation};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{Fact, Recorded};
use crate::id::WebhookId;
use crate::{agent, buyer, inbox};

/// What is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The telling.
    pub delivery: Delivery,
    /// Where to.
    pub url: String,
    /// The `webhook-timestamp` header: seconds since 1970.
    pub timestamp: i64,
    /// The `webhook-signature` header.
    pub signature: String,
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The status the receiver answered with.
    pub status: Option<u16>,
    /// `ok` when it took it, or a word for why not.
    pub outcome: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

/// Sees to it that a lane is carried at or after `at`.
pub fn wake(ctx: &mut Ctx<'_, '_>, webhook: WebhookId, lane: &str, at: Time) -> Result<()> {
    let job = jobs::NewJob {
        kind: JOB,
        key: format!("{JOB}:{webhook}:{lane}"),
        body: json!({ "webhook": webhook, "lane": lane }).to_string(),
        run_at: at,
    };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// The first telling of the lane that has not arrived; none when all have, or the address is switched off.
pub fn next(ctx: &mut Ctx<'_, '_>, webhook: WebhookId, lane: &str) -> Result<Option<Parcel>> {
    let Some(webhook) = store::by_id(ctx.tx, webhook)?.filter(|webhook| webhook.enabled) else {
        return Ok(None);
    };
    let Some(delivery) = store::first_pending(ctx.tx, webhook.id, lane)? else { return Ok(None) };
    let signature = sign::signature(&webhook.secret, &delivery.id.to_string(), ctx.now, &delivery.body);
    Ok(Some(Parcel { delivery, url: webhook.url, timestamp: ctx.now.millis() / 1000, signature }))
}

/// When a lane goes on: now, or when the telling at its head may be tried again. What is told meanwhile does not shorten the
/// pause, or a busy conversation would use up every try of an address that is away for a minute.
pub(super) fn goes_on_at(ctx: &mut Ctx<'_, '_>, webhook: WebhookId, lane: &str) -> Result<Time> {
    let Some(head) = store::first_pending(ctx.tx, webhook, lane)? else { return Ok(ctx.now) };
    let last = store::attempts(ctx.tx, head.id)?.last().map_or(ctx.now, |attempt| attempt.at);
    let pause = usize::try_from(head.attempts - 1).ok().and_then(|tried| PAUSES.get(tried));
    Ok(pause.map_or(ctx.now, |pause| (last + *pause).max(ctx.now)))
}

/// Notes what came of sending. Gives the moment at which the lane goes on: at once after success or after giving up.
pub fn report(ctx: &mut Ctx<'_, '_>, parcel: &Parcel, report: &Report) -> Result<Time> {
    let delivery = &parcel.delivery;
    let number = delivery.attempts + 1;
    store::insert_attempt(ctx, delivery.id, report)?;
    if report.outcome == "ok" {
        store::set_state(ctx.tx, delivery.id, DeliveryState::Delivered, number, Some(ctx.now))?;
        return Ok(ctx.now);
    }
    let pause = usize::try_from(number - 1).ok().and_then(|tried| PAUSES.get(tried));
    let state = if pause.is_some() { DeliveryState::Pending } else { DeliveryState::Failed };
    store::set_state(ctx.tx, delivery.id, state, number, None)?;
    if store::silent_since(ctx.tx, delivery.webhook)?
        .is_some_and(|since| ctx.now.since(since) > GIVE_UP_ON_ADDRESS)
    {
        store::enable(ctx.tx, delivery.webhook, false, Some("unreachable"))?;
    }
    Ok(ctx.now + pause.copied().unwrap_or_default())
}

/// What is told.
pub(super) fn body(
    ctx: &mut Ctx<'_, '_>,
    event: Event,
    recorded: &Recorded,
    conversation: &Conversation,
) -> Result<Value> {
    let inbox = inbox::get(ctx, conversation.inbox)?;
    let mut data = json!({
        "shop": conversation.shop,
        "inbox": inbox.key,
        "conversation": conversation.id,
        "number": conversation.number,
        "status": conversation.status,
    });
    match &recorded.fact {
        Fact::MessageSent { message, .. } | Fact::MessageReceived { message, .. } => {
            let message = conversation::message(ctx, *message)?;
            let name =
                message.agent.map(|id| agent::people::get(ctx, id).map(|agent| agent.name)).transpose()?;
            data["handle"] = json!(buyer::handle_in(ctx, conversation.buyer, conversation.inbox)?);
            data["message"] = json!({
                "id": message.id,
                "seq": message.seq,
                "author": message.author,
                "author_name": name,
                "automatic": message.author == crate::fact::Author::Bot,
                "text": message.text,
                "choices": message.meta.choices,
                "link": message.meta.link,
                "image": message.meta.image,
                "client_id": message.meta.client_id,
                "attachments": message.attachments.iter().map(|file| json!({
                    "id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size,
                })).collect::<Vec<_>>(),
                "created_at": message.created_at,
            });
        }
        Fact::HandedOff { reason, due_at } => {
            data["reason"] = json!(reason);
            data["due_at"] = json!(due_at);
        }
        Fact::Claimed { agent } => data["agent_name"] = json!(agent::people::get(ctx, *agent)?.name),
        _ => {}
    }
    Ok(json!({ "type": event, "timestamp": recorded.at, "data": data }))
}

impl Webhook {
    /// What of the secret may be shown later: enough to tell two apart.
    pub fn secret_hint(&self) -> String {
        let secret = self.secret.reveal();
        secret.chars().skip(secret.len().saturating_sub(4)).collect()
    }
}
