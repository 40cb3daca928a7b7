//! Vague replies that were sent, and buyers who came back about the same matter after one.

use std::time::Duration;

use db::Time;
use language::Intent;
use serde::Serialize;

use super::{store, vague};
use crate::conversation::{Conversation, Message};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact};
use crate::id::{AgentId, ConversationId, MessageId};
use crate::shop;

/// Coming back within this time is coming back because of it.
const WITHIN: Duration = Duration::from_secs(3 * 86_400);
/// In the same conversation, only after so long is it a new contact and not the next line of the old one.
const PAUSE: Duration = Duration::from_secs(3600);

/// A vague reply after which the buyer asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Again {
    /// The reply.
    pub message: MessageId,
    /// Where it was said.
    pub conversation: ConversationId,
    /// The number of that conversation.
    pub number: i64,
    /// Who said it.
    pub agent: AgentId,
    /// Its beginning.
    pub text: String,
    /// The vague words in it.
    pub phrases: Vec<String>,
    /// When it was said.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// When the buyer asked again.
    #[schema(value_type = String, format = "date-time")]
    pub again_at: Time,
}

/// A vague reply to be kept in mind.
pub(super) struct Noted<'a> {
    pub message: &'a Message,
    pub conversation: &'a Conversation,
    pub agent: AgentId,
    pub phrases: &'a [String],
}

/// An agent's message is weighed; a vague one is counted, and kept in mind for when the buyer comes back.
pub fn weighed(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, message: &Message) -> Result<()> {
    let Some(agent) = message.agent else { return Ok(()) };
    let shop = shop::get(ctx, conversation.shop)?;
    let Some(found) = vague::weigh(&message.text, &shop, ctx.now) else { return Ok(()) };
    let noted = Noted { message, conversation, agent, phrases: &found.phrases };
    store::insert_vague(ctx.tx, &noted)?;
    fact::record(ctx, conversation.scope(), Fact::VagueReplySent { agent, message: message.id })
}

/// A buyer said something in a conversation where they had a vague reply: after a pause, they ask again.
pub fn heard(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    let between = (ctx.now - WITHIN, ctx.now - PAUSE);
    let linked = store::link_same(ctx.tx, conversation, between, ctx.now)?;
    told(ctx, conversation, linked)
}

/// A conversation was found to be about `intent`: the same buyer's vague reply to the same matter elsewhere is linked.
pub fn labelled(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, intent: Intent) -> Result<()> {
    let since = ctx.now - WITHIN;
    let linked = store::link_other(ctx.tx, conversation, intent, since, ctx.now)?;
    told(ctx, conversation.id, linked)
}

fn told(ctx: &mut Ctx<'_, '_>, conversation: ConversationId, linked: u64) -> Result<()> {
    if linked == 0 {
        return Ok(());
    }
    let scope = crate::conversation::get(ctx, conversation)?.scope();
    fact::record(ctx, scope, Fact::AskedAgain { replies: i64::try_from(linked).unwrap_or(i64::MAX) })
}

/// The vague replies after which the buyer came back with this conversation, the latest first.
pub fn of_conversation(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<Vec<Again>> {
    Ok(store::again(ctx.tx, conversation)?)
}
