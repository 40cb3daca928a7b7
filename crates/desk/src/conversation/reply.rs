//! Something is said to the buyer, or noted beside it.

use super::{Conversation, Message, Meta, Said, Status, append, preview, store, text};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Author, Fact};
use crate::id::{AgentId, AttachmentId, ConversationId, InboxId};

/// What a person sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The client's own id of it; the same id again is the same message.
    pub client_id: String,
    /// What is said.
    pub text: String,
    /// Files that go along, uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The suggestion it began as, when it began as one.
    pub suggestion: Option<String>,
    /// The articles that the suggestion offered before it rested on, taken or passed over.
    pub suggested: Vec<String>,
}

/// A person who holds the conversation answers the buyer.
pub fn by_agent(ctx: &mut Ctx<'_, '_>, id: ConversationId, agent: AgentId, draft: &Draft) -> Result<Message> {
    if let Some(sent) = already(ctx, id, agent, &draft.client_id)? {
        return Ok(sent);
    }
    let said = text::clean(&draft.text, draft.attachments.len())?;
    let conversation = super::get(ctx, id)?;
    for attachment in &draft.attachments {
        super::attachment::must_be_free(ctx, *attachment, &agent.to_string())?;
    }
    let shown = preview(&said, draft.attachments.len());
    let Some(seq) = store::next_seq_of_agent(ctx.tx, id, agent, &shown, ctx.now)? else {
        return Err(not_held(&conversation).into());
    };
    let meta = Meta { client_id: Some(draft.client_id.clone()), ..Meta::default() };
    let attachments = draft.attachments.clone();
    let said =
        Said { author: Author::Agent, agent: Some(agent), private: false, text: said, meta, attachments };
    let text = said.text.clone();
    let message = append(ctx, id, seq, said)?;
    remember_key(ctx, &conversation, agent, &draft.client_id, &message)?;
    let fact = Fact::MessageSent { message: message.id, seq, author: Author::Agent, agent: Some(agent) };
    fact::record(ctx, conversation.scope(), fact)?;
    let articles = draft.suggested.clone();
    if let Some(suggestion) = &draft.suggestion {
        let edited = edited_share(suggestion, &text);
        let fact = Fact::SuggestionUsed { agent, message: message.id, edited, articles };
        fact::record(ctx, conversation.scope(), fact)?;
    } else if !articles.is_empty() {
        let fact = Fact::SuggestionPassedOver { agent, message: message.id, articles };
        fact::record(ctx, conversation.scope(), fact)?;
    }
    super::message(ctx, message.id)
}

/// The bot answers, unless a person has taken over or the buyer has said more meanwhile: then nothing is said and the
/// answer is none.
pub fn by_bot(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    text: &str,
    meta: Meta,
) -> Result<Option<Message>> {
    let said = text::clean(text, 0)?;
    let seen = conversation.last_buyer_seq;
    let Some(seq) = store::next_seq_of_bot(ctx.tx, conversation.id, seen, &preview(&said, 0), ctx.now)?
    else {
        return Ok(None);
    };
    let said =
        Said { author: Author::Bot, agent: None, private: false, text: said, meta, attachments: Vec::new() };
    let message = append(ctx, conversation.id, seq, said)?;
    let fact = Fact::MessageSent { message: message.id, seq, author: Author::Bot, agent: None };
    fact::record(ctx, conversation.scope(), fact)?;
    Ok(Some(message))
}

/// What the house has written is said in an agent's name, as long as they hold the conversation; none when they do not.
pub fn by_assist(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: AgentId,
    text: &str,
    meta: Meta,
) -> Result<Option<Message>> {
    let said = text::clean(text, 0)?;
    let shown = preview(&said, 0);
    let Some(seq) = store::next_seq_of_agent(ctx.tx, conversation.id, agent, &shown, ctx.now)? else {
        return Ok(None);
    };
    let said = Said {
        author: Author::Assist,
        agent: Some(agent),
        private: false,
        text: said,
        meta,
        attachments: Vec::new(),
    };
    let message = append(ctx, conversation.id, seq, said)?;
    let fact = Fact::MessageSent { message: message.id, seq, author: Author::Assist, agent: Some(agent) };
    fact::record(ctx, conversation.scope(), fact)?;
    Ok(Some(message))
}

/// The house tells the buyer something: place in the queue, who has joined, that it is done.
pub fn by_system(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    text: &str,
    meta: Meta,
) -> Result<Message> {
    let said = text::clean(text, 0)?;
    let seq = store::next_seq_of_system(ctx.tx, conversation.id, ctx.now)?;
    let said = Said {
        author: Author::System,
        agent: None,
        private: false,
        text: said,
        meta,
        attachments: Vec::new(),
    };
    let message = append(ctx, conversation.id, seq, said)?;
    let fact = Fact::MessageSent { message: message.id, seq, author: Author::System, agent: None };
    fact::record(ctx, conversation.scope(), fact)?;
    Ok(message)
}

/// A person notes something that the buyer never sees. Whoever sees the conversation may.
pub fn note(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    agent: AgentId,
    client_id: &str,
    text: &str,
) -> Result<Message> {
    if let Some(written) = already(ctx, id, agent, client_id)? {
        return Ok(written);
    }
    let said = text::clean(text, 0)?;
    let conversation = super::get(ctx, id)?;
    let seq = store::next_seq_of_note(ctx.tx, id)?;
    let meta = Meta { client_id: Some(client_id.to_owned()), ..Meta::default() };
    let said = Said {
        author: Author::Agent,
        agent: Some(agent),
        private: true,
        text: said,
        meta,
        attachments: vec![],
    };
    let message = append(ctx, id, seq, said)?;
    remember_key(ctx, &conversation, agent, client_id, &message)?;
    fact::record(
        ctx,
        conversation.scope(),
        Fact::NoteAdded { message: message.id, seq, agent: Some(agent) },
    )?;
    Ok(message)
}

/// The house notes something for colleagues: what happened by itself and wants somebody's eye.
pub fn note_by_house(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    text: &str,
    meta: Meta,
) -> Result<Message> {
    let said = text::clean(text, 0)?;
    let seq = store::next_seq_of_note(ctx.tx, conversation.id)?;
    let said =
        Said { author: Author::System, agent: None, private: true, text: said, meta, attachments: vec![] };
    let message = append(ctx, conversation.id, seq, said)?;
    fact::record(ctx, conversation.scope(), Fact::NoteAdded { message: message.id, seq, agent: None })?;
    Ok(message)
}

/// The message this client has sent before under the same id.
pub fn already(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    agent: AgentId,
    client_id: &str,
) -> Result<Option<Message>> {
    let client_id = text::clean_id("client_id", client_id)?;
    let conversation = super::get(ctx, id)?;
    let key = sender_key(agent, &client_id);
    match store::by_key(ctx.tx, conversation.inbox, &key)? {
        Some((known, _)) if known.conversation == id => super::message(ctx, known.message).map(Some),
        Some(_) => Err(Refusal::conflict("client_id_reused").into()),
        None => Ok(None),
    }
}

fn remember_key(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: AgentId,
    client_id: &str,
    message: &Message,
) -> Result<()> {
    let received = super::receive::Received {
        message: message.id,
        conversation: conversation.id,
        seq: message.seq,
        repeated: false,
    };
    let inbox: InboxId = conversation.inbox;
    store::insert_key(ctx.tx, inbox, &sender_key(agent, client_id.trim()), "", received)?;
    Ok(())
}

/// Ids of agents' messages live beside those of the channel; a colon and an agent's id keep them apart.
fn sender_key(agent: AgentId, client_id: &str) -> String {
    format!("agent:{agent}:{client_id}")
}

fn not_held(conversation: &Conversation) -> Refusal {
    match conversation.status {
        Status::Resolved => Refusal::conflict("conversation_resolved"),
        Status::Assigned => Refusal::conflict("held_by_other"),
        Status::Bot | Status::Waiting => Refusal::conflict("claim_first"),
    }
}

/// How much of a text that was offered an agent changed: edit distance over length, 0 to 1.
pub(crate) fn edited_share(suggestion: &str, sent: &str) -> f64 {
    let (from, to): (Vec<char>, Vec<char>) = (suggestion.chars().collect(), sent.chars().collect());
    let longest = from.len().max(to.len());
    if longest == 0 {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of messages are far below 2^52")]
    let share = row[to.len()] as f64 / longest as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_is_measured_against_the_whole() {
        let share = |a: &str, b: &str| (edited_share(a, b) * 100.0).round() / 100.0;
        assert!(share("您好", "您好").abs() < 1e-9);
        assert!((share("abcd", "abxd") - 0.25).abs() < 1e-9);
        assert!((share("", "新的") - 1.0).abs() < 1e-9);
        assert!((share("kitten", "sitting") - 0.43).abs() < 1e-9);
    }
}
