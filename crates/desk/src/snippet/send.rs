//! A snippet is filled for a conversation, changed by hand or not, and sent.

use std::time::Duration;

use super::filled;
use super::{Owner, Snippet, store};
use crate::agent::{Agent, Sight};
use crate::conversation::reply::{self, Draft};
use crate::conversation::{self, Attachment, Message, attachment};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact};
use crate::id::{ConversationId, ShopId, SnippetId};
use crate::shop;
use crate::variable::Rendered;

/// Unedited snippets are counted over this time.
const WINDOW: Duration = Duration::from_secs(86_400);

/// A snippet made ready for a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// What can be sent, and what was not known.
    pub rendered: Rendered,
    /// The pictures that go along: a message that names them sends copies.
    pub images: Vec<Attachment>,
}

/// How many snippets an agent has sent unedited in a row, within a day, in one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unedited {
    /// The shop.
    pub shop: ShopId,
    /// How many.
    pub count: i64,
    /// Whether the agent is warned before the next.
    pub warn: bool,
}

/// Fills a snippet from the facts of a conversation.
pub fn ready(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    conversation: ConversationId,
    snippet: SnippetId,
) -> Result<Ready> {
    let conversation = conversation::get(ctx, conversation)?;
    let snippet = usable(ctx, agent, sight, snippet, conversation.shop)?;
    let rendered = filled::render(ctx, &conversation, agent, &snippet)?;
    let images = snippet.images.iter().map(|id| attachment::get(ctx, *id)).collect::<Result<_>>()?;
    Ok(Ready { rendered, images })
}

/// A snippet the person sees and that holds in the shop. One put away meanwhile may still be on its way.
fn usable(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    id: SnippetId,
    shop: ShopId,
) -> Result<Snippet> {
    let snippet = super::seen(ctx, agent, sight, id)?;
    let holds = match (snippet.owner, snippet.shop) {
        (Owner::Shop(own), _) | (_, Some(own)) => own == shop,
        (Owner::Agent(_) | Owner::Team(_), None) => true,
    };
    if holds { Ok(snippet) } else { Err(Refusal::not_found("no_such_snippet").into()) }
}

/// Answers the buyer with what began as a snippet. The pictures it brings are copied; the sending is counted, and how
/// much of it was changed is kept.
pub fn by_agent(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    agent: &Agent,
    sight: &Sight,
    (mut draft, snippet): (Draft, SnippetId),
) -> Result<(Message, Unedited)> {
    let conversation = conversation::get(ctx, id)?;
    if let Some(sent) = reply::already(ctx, id, agent.id, &draft.client_id)? {
        return Ok((sent, unedited(ctx, agent, conversation.shop)?));
    }
    let snippet = usable(ctx, agent, sight, snippet, conversation.shop)
        .map_err(|error| if error.refusal().is_some() { no_such_snippet().into() } else { error })?;
    let rendered = filled::render(ctx, &conversation, agent, &snippet)?;
    for file in draft.attachments.iter_mut().filter(|file| snippet.images.contains(file)) {
        *file = attachment::copy(ctx, *file, conversation.shop, agent.id.to_string())?.id;
    }
    let message = reply::by_agent(ctx, id, agent.id, &draft)?;
    let edited = reply::edited_share(&rendered.text, &message.text);
    store::sent(ctx, agent.id, conversation.shop, (snippet.id, message.id), thousandths(edited))?;
    let fact = Fact::SnippetUsed { agent: agent.id, snippet: snippet.id, message: message.id, edited };
    fact::record(ctx, conversation.scope(), fact)?;
    let unedited = unedited(ctx, agent, conversation.shop)?;
    Ok((message, unedited))
}

fn no_such_snippet() -> Refusal {
    Refusal::invalid("snippet", "no_such_snippet")
}

/// Rounded up: whatever was changed, however little, is not unedited.
fn thousandths(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share is at most one")]
    let rounded = (share * 1000.0).ceil() as i64;
    rounded
}

/// How many snippets the agent has sent unedited in a row in this shop, within a day.
pub fn unedited(ctx: &mut Ctx<'_, '_>, agent: &Agent, shop: ShopId) -> Result<Unedited> {
    let limit = i64::from(shop::get(ctx, shop)?.settings.unedited_snippets_warn);
    let count = store::unedited(ctx.tx, agent.id, shop, ctx.now - WINDOW)?;
    Ok(Unedited { shop, count, warn: limit > 0 && count >= limit })
}
