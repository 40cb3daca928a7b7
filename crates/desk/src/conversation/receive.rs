//! A buyer says something.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{Conversation, Meta, Said, Status, append, preview, store, text};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Author, Fact, Presence};
use crate::id::{BuyerId, ConversationId, MessageId};
use crate::inbox::{self, Inbound, Inbox};
use crate::shop::{self, Shop};
use crate::{agent, buyer, secret};

/// What became of a buyer's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// It had been received before; nothing changed.
    pub repeated: bool,
}

/// Stores a buyer's message. The same external id again gives the same answer and changes nothing; the same id with
/// different content is refused.
pub fn receive(ctx: &mut Ctx<'_, '_>, inbound: &Inbound) -> Result<Received> {
    let external_id = text::clean_id("external_id", &inbound.external_id)?;
    let handle = text::clean_id("handle", &inbound.handle)?;
    let said = text::clean(&inbound.text, inbound.attachments.len())?;
    let fingerprint = fingerprint(inbound, &said);
    if let Some(received) = received_before(ctx, inbound, &external_id, &fingerprint)? {
        return Ok(received);
    }
    let inbox = inbox::get(ctx, inbound.inbox)?;
    let shop = shop::get(ctx, inbox.shop)?;
    let buyer = buyer::behind(ctx, shop.id, inbox.id, &handle, inbound.profile.as_ref())?.id;
    // The handle is locked now: a repetition that ran beside this one has been committed, or waits for us.
    if let Some(received) = received_before(ctx, inbound, &external_id, &fingerprint)? {
        return Ok(received);
    }
    for attachment in &inbound.attachments {
        super::attachment::must_be_free(ctx, *attachment, &format!("{}/{handle}", inbox.id))?;
    }
    let conversation = match store::latest(ctx.tx, buyer, inbox.id)? {
        Some(latest) if continues(&shop, &latest, &said, ctx.now) => latest,
        _ => open(ctx, &shop, &inbox, buyer)?,
    };
    let shown = preview(&said, inbound.attachments.len());
    let seq = store::next_seq_of_buyer(ctx.tx, conversation.id, &shown, ctx.now)?;
    let message = append(
        ctx,
        conversation.id,
        seq,
        Said {
            author: Author::Buyer,
            agent: None,
            private: false,
            text: said.clone(),
            meta: Meta {
                client_id: inbound.client_id.clone().or_else(|| Some(external_id.clone())),
                product: inbound.product.clone().map(|id| id.chars().take(100).collect()),
                ..Meta::default()
            },
            attachments: inbound.attachments.clone(),
        },
    )?;
    let received = Received { message: message.id, conversation: conversation.id, seq, repeated: false };
    store::insert_key(ctx.tx, inbox.id, &external_id, &fingerprint, received)?;

    if conversation.status == Status::Resolved {
        if !language::is_closing(&said) {
            reopen(ctx, &shop, &conversation)?;
        }
    } else if conversation.unanswered_since.is_none() && !language::is_closing(&said) {
        store::begin_wait(ctx.tx, conversation.id, ctx.now)?;
    }
    fact::record(ctx, conversation.scope(), Fact::MessageReceived { message: message.id, seq })?;
    Ok(received)
}

/// What became of the message when it came before, if it did.
fn received_before(
    ctx: &mut Ctx<'_, '_>,
    inbound: &Inbound,
    external_id: &str,
    fingerprint: &str,
) -> Result<Option<Received>> {
    match store::by_key(ctx.tx, inbound.inbox, external_id)? {
        None => Ok(None),
        Some((known, stored)) if stored == fingerprint => Ok(Some(Received { repeated: true, ..known })),
        Some(_) => {
            let mut refusal = Refusal::conflict("external_id_reused");
            refusal.field = Some("external_id".into());
            Err(refusal.into())
        }
    }
}

/// Whether a message belongs to the buyer's last conversation. One that is done goes on when the buyer is soon back, or
/// only says thanks.
fn continues(shop: &Shop, latest: &Conversation, said: &str, now: db::Time) -> bool {
    let Some(resolved_at) = latest.resolved_at else { return true };
    let soon = Duration::from_secs(u64::from(shop.settings.reopen_within_minutes) * 60);
    now.since(resolved_at) < soon || language::is_closing(said)
}

fn open(ctx: &mut Ctx<'_, '_>, shop: &Shop, inbox: &Inbox, buyer: BuyerId) -> Result<Conversation> {
    let number = shop::next_number(ctx, shop.id)?;
    let id: ConversationId = ctx.id();
    store::open(ctx, id, shop, inbox.id, buyer, number)?;
    let conversation = super::get(ctx, id)?;
    fact::record(ctx, conversation.scope(), Fact::ConversationOpened { buyer, inbox: inbox.id, number })?;
    Ok(conversation)
}

/// A conversation that is done goes on: with the person who had it if they are here, in the queue if they are not, or
/// with the bot if no person ever had it.
fn reopen(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation) -> Result<()> {
    let status = match conversation.agent {
        Some(agent) if agent::people::get(ctx, agent)?.presence == Presence::Online => Status::Assigned,
        Some(_) => Status::Waiting,
        None => Status::Bot,
    };
    let within = u64::from(shop.settings.answer_within_seconds.normal);
    let due_at = (status != Status::Bot).then(|| ctx.now + Duration::from_secs(within));
    store::reopen(ctx.tx, conversation.id, status, due_at, ctx.now)?;
    fact::record(ctx, conversation.scope(), Fact::Reopened {})
}

/// What makes two messages with one id the same message.
fn fingerprint(inbound: &Inbound, said: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(inbound.handle.as_bytes());
    hash.update([0]);
    hash.update(said.as_bytes());
    for attachment in &inbound.attachments {
        hash.update([0]);
        hash.update(attachment.to_string().as_bytes());
    }
    secret::hex(&hash.finalize())
}
