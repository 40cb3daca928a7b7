//! What is said: conversations and their messages, who holds them, and every way they change.
//!
//! A conversation is held by the bot, waits for a person, is held by a person, or is done. Each change is one
//! conditional update of its row, so that of two who try, one succeeds. Messages are numbered 1, 2, 3 … within it.

use db::Time;
use language::{Emotion, Intent, Stage, Urgency};
use serde::{Deserialize, Serialize};

use crate::catalog::told::Origin;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Author, Fact, MessageState, Scope};
use crate::id::{AgentId, AttachmentId, BuyerId, ConversationId, FlowRunId, InboxId, MessageId, ShopId};
use crate::shop::Lang;
use crate::word::words;

pub mod attachment;
mod card;
pub mod checked;
pub mod hand_off;
pub mod hold;
pub mod list;
pub mod offer;
pub mod orphan;
pub mod receive;
pub mod reply;
pub mod resolve;
mod store;
pub mod text;

pub use attachment::Attachment;
pub use card::Card;
pub use checked::Checked;
pub use hand_off::Packet;

words! {
    /// Who holds a conversation.
    Status {
        /// The bot.
        Bot = "bot",
        /// Nobody yet: it waits for a person. The bot may still answer what it knows.
        Waiting = "waiting",
        /// A person. The bot is silent.
        Assigned = "assigned",
        /// It is done.
        Resolved = "resolved",
    }
}

/// One matter between a buyer and a shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Identity.
    pub id: ConversationId,
    /// The shop.
    pub shop: ShopId,
    /// Where the buyer writes.
    pub inbox: InboxId,
    /// Who asks.
    pub buyer: BuyerId,
    /// What people say aloud: counted within the shop.
    pub number: i64,
    /// Who holds it.
    pub status: Status,
    /// The person who holds it, or held it last.
    pub agent: Option<AgentId>,
    /// The language it is held in.
    pub language: Lang,
    /// What the last burst is about.
    pub intent: Option<Intent>,
    /// What the shop calls it, when it was recognised as an intent of its own.
    pub custom_intent: Option<String>,
    /// How the buyer felt in it.
    pub emotion: Option<Emotion>,
    /// How soon it wants an answer.
    pub urgency: Urgency,
    /// Where the buyer stands.
    pub stage: Option<Stage>,
    /// The number of its last message.
    pub last_seq: i64,
    /// The number of the buyer's last message.
    pub last_buyer_seq: i64,
    /// When something was last said.
    pub last_message_at: Time,
    /// Who said it.
    pub last_author: Author,
    /// Its beginning.
    pub last_text: String,
    /// Since when the buyer has had no answer from a person (waiting, assigned) or from anybody (bot).
    pub unanswered_since: Option<Time>,
    /// When it was handed to people.
    pub handed_off_at: Option<Time>,
    /// What the bot handed over.
    pub packet: Option<Packet>,
    /// When a person should have answered.
    pub due_at: Option<Time>,
    /// It stays urgent until somebody takes it or it is done, whatever else is said: it has waited too long.
    pub made_urgent: bool,
    /// When it was found that it waits and nobody comes; none once somebody has taken it.
    pub orphaned_at: Option<Time>,
    /// The person it is offered to.
    pub offered_to: Option<AgentId>,
    /// Until when.
    pub offered_until: Option<Time>,
    /// What the bot remembers of it, in the bot's own words.
    pub bot_memory: String,
    /// The buyer has seen messages up to this number.
    pub buyer_read_seq: i64,
    /// An agent has seen messages up to this number.
    pub agent_read_seq: i64,
    /// The person who holds it began to write when the buyer's last message was this one.
    pub typed_seq: i64,
    /// When it began.
    pub opened_at: Time,
    /// When a person took it.
    pub claimed_at: Option<Time>,
    /// When it was done.
    pub resolved_at: Option<Time>,
}

impl Conversation {
    /// Where its facts are recorded.
    pub fn scope(&self) -> Scope {
        Scope::conversation(self.shop, self.id)
    }
}

/// One thing said.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Identity.
    pub id: MessageId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// Who said it.
    pub author: Author,
    /// The person, when a person did.
    pub agent: Option<AgentId>,
    /// Only for colleagues.
    pub private: bool,
    /// What was said; may be empty when there are attachments.
    pub text: String,
    /// How far it has come.
    pub state: MessageState,
    /// What goes with it.
    pub meta: Meta,
    /// When.
    pub created_at: Time,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
}

/// What goes with a message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Meta {
    /// The sender's own id of it: a client shows a message at once and knows it again by this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// A buyer's message: the product of the page it was written on, by the shop's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// A bot's answer: the facts it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// A bot's answer: it answers the buyer's messages up to this number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_seq: Option<i64>,
    /// Answers the buyer may give with one tap.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// A system message: what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// A link shown under the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// A picture shown under the text, by address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// A film shown under the text, by address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<String>,
    /// A product shown under the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// How many files were sent with it.
    #[serde(skip_serializing_if = "none_sent")]
    pub files: usize,
    /// The run of a flow that said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowMark>,
    /// A bot's answer: what came of checking it against the facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
}

/// Which step of which run said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowMark {
    /// The run.
    pub run: FlowRunId,
    /// The step's name.
    pub step: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn none_sent(files: &usize) -> bool {
    *files == 0
}

/// A fact that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Source {
    /// What kind of fact.
    pub kind: SourceKind,
    /// Its id in the shop.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// By what way the shop told it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When it was last told, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub as_of: Option<Time>,
}

impl Source {
    /// A fact, without saying how old it is.
    pub fn of(kind: SourceKind, id: &str, title: &str) -> Self {
        Self { kind, id: id.to_owned(), title: title.to_owned(), origin: None, as_of: None }
    }
}

words! {
    /// What kind of fact an answer rests on.
    SourceKind {
        /// An order.
        Order = "order",
        /// A parcel.
        Shipment = "shipment",
        /// A product.
        Product = "product",
        /// A size table.
        SizeTable = "size_table",
        /// A promotion.
        Promotion = "promotion",
        /// An article.
        Article = "article",
        /// How the shop is set up.
        Shop = "shop",
        /// A policy of the shop.
        Policy = "policy",
    }
}

words! {
    /// What a system message is about.
    Notice {
        /// Handed to people; place in the queue and time.
        Queued = "queued",
        /// A person has joined.
        Joined = "joined",
        /// The conversation is done.
        Ended = "ended",
        /// Something the buyer was promised to be told of has come.
        Awaited = "awaited",
        /// Nobody has come; by when the shop answers.
        Orphaned = "orphaned",
    }
}

/// The conversation.
pub fn get(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Conversation> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_conversation").into())
}

/// The messages after number `after`, oldest first, at most `limit`.
pub fn messages_after(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Message>> {
    let messages = store::messages_after(ctx.tx, id, after, limit)?;
    with_attachments(ctx, messages)
}

/// The messages before number `before`, the nearest `limit`, oldest first.
pub fn messages_before(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    before: i64,
    limit: i64,
) -> Result<Vec<Message>> {
    let mut messages = store::messages_before(ctx.tx, id, before, limit)?;
    messages.reverse();
    with_attachments(ctx, messages)
}

/// One message.
pub fn message(ctx: &mut Ctx<'_, '_>, id: MessageId) -> Result<Message> {
    let message = store::message(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_message"))?;
    let mut messages = with_attachments(ctx, vec![message])?;
    messages.pop().ok_or_else(|| Refusal::not_found("no_such_message").into())
}

fn with_attachments(ctx: &mut Ctx<'_, '_>, mut messages: Vec<Message>) -> Result<Vec<Message>> {
    for message in messages.iter_mut().filter(|message| message.meta.files > 0) {
        message.attachments = store::attachments_of(ctx.tx, message.id)?;
    }
    Ok(messages)
}

/// Something a buyer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What.
    pub text: String,
    /// The product of the page it was written on, by the shop's id.
    pub product: Option<String>,
    /// When.
    pub at: Time,
}

/// What buyers of a shop have said since `since`, the newest first, at most `limit`; files without a word left out.
pub fn heard_since(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time, limit: i64) -> Result<Vec<Heard>> {
    Ok(store::heard_since(ctx.tx, shop, since, limit)?)
}

/// The buyer's last conversation in this inbox.
pub fn latest(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, inbox: InboxId) -> Result<Option<Conversation>> {
    Ok(store::latest(ctx.tx, buyer, inbox)?)
}

/// A buyer's conversations, newest first, at most `limit`.
pub fn of_buyer(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, limit: i64) -> Result<Vec<Conversation>> {
    Ok(store::of_buyer(ctx.tx, buyer, limit)?)
}

/// A shop's conversations about this, newest first, at most `limit`.
pub fn about(ctx: &mut Ctx<'_, '_>, shop: ShopId, intent: Intent, limit: i64) -> Result<Vec<Conversation>> {
    Ok(store::about(ctx.tx, shop, intent.id(), limit)?)
}

/// How many conversations a buyer has had.
pub fn count_of_buyer(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<i64> {
    Ok(store::count_of_buyer(ctx.tx, buyer)?)
}

/// The last conversation in which a buyer complained, or was angry or dissatisfied, however long ago.
pub fn last_complaint(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Option<Conversation>> {
    Ok(store::last_complaint(ctx.tx, buyer)?)
}

/// A buyer's last conversation that is done.
pub fn last_done(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Option<Conversation>> {
    Ok(store::last_done(ctx.tx, buyer)?)
}

/// A shop's conversations that a person had and that were done since, newest first, at most `limit`.
pub fn done_since(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time, limit: i64) -> Result<Vec<Conversation>> {
    Ok(store::done_since(ctx.tx, shop, since, limit)?)
}

/// What a burst was understood to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it is about.
    pub intent: Intent,
    /// What the shop calls it.
    pub custom_intent: Option<String>,
    /// How the buyer feels.
    pub emotion: Emotion,
    /// Where the buyer stands.
    pub stage: Stage,
    /// How soon it wants an answer.
    pub urgency: Urgency,
    /// The language it is in.
    pub language: Lang,
}

/// Labels a conversation with what its last burst is; nothing when it already is labelled so.
pub fn label(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, label: Label) -> Result<()> {
    let Label { intent, emotion, stage, language, .. } = label;
    // Who was forgotten, or has waited too long, stays urgent until somebody comes, whatever they say meanwhile.
    let lifted = conversation.made_urgent || conversation.orphaned_at.is_some();
    let urgency = if lifted { Urgency::Urgent } else { label.urgency };
    let before = (conversation.intent, conversation.emotion, conversation.stage, conversation.urgency);
    let after = (Some(intent), Some(emotion), Some(stage), urgency);
    let named = conversation.custom_intent == label.custom_intent;
    if before == after && named && conversation.language == language {
        return Ok(());
    }
    store::label(ctx.tx, conversation.id, &label)?;
    fact::record(ctx, conversation.scope(), Fact::Labelled { intent, emotion, stage, urgency })
}

/// Whoever waits in it has waited too long: it is urgent until it is done.
pub fn make_urgent(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<()> {
    if store::make_urgent(ctx.tx, id)? == 0 {
        return Ok(());
    }
    let conversation = get(ctx, id)?;
    let (intent, emotion, stage) = (
        conversation.intent.unwrap_or(Intent::Other),
        conversation.emotion.unwrap_or(Emotion::Neutral),
        conversation.stage.unwrap_or(Stage::Pre),
    );
    let urgency = Urgency::Urgent;
    fact::record(ctx, conversation.scope(), Fact::Labelled { intent, emotion, stage, urgency })
}

/// By when a person should have answered whoever waits in it.
pub fn set_due(ctx: &mut Ctx<'_, '_>, id: ConversationId, due_at: Time) -> Result<()> {
    store::set_due(ctx.tx, id, due_at)?;
    Ok(())
}

/// Keeps what the bot remembers.
pub fn remember(ctx: &mut Ctx<'_, '_>, id: ConversationId, memory: &str) -> Result<()> {
    Ok(store::remember(ctx.tx, id, memory)?)
}

/// The buyer has seen everything up to `seq`. A mark never moves back.
pub fn read_by_buyer(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, seq: i64) -> Result<()> {
    let seq = seq.min(conversation.last_seq);
    if store::read_by_buyer(ctx.tx, conversation.id, seq)? == 0 {
        return Ok(());
    }
    fact::record(ctx, conversation.scope(), Fact::BuyerRead { seq })
}

/// An agent has seen everything up to `seq`. A mark never moves back, and the buyer is shown only that of the person
/// who holds the conversation.
pub fn read_by_agent(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    agent: AgentId,
    seq: i64,
) -> Result<()> {
    let seq = seq.min(conversation.last_seq);
    if conversation.agent != Some(agent) || store::read_by_agent(ctx.tx, conversation.id, seq)? == 0 {
        return Ok(());
    }
    fact::record(ctx, conversation.scope(), Fact::AgentRead { agent, seq })
}

/// What a message to be stored says, whoever says it.
pub(crate) struct Said {
    author: Author,
    agent: Option<AgentId>,
    private: bool,
    text: String,
    meta: Meta,
    attachments: Vec<AttachmentId>,
}

/// Gives the message the next number and stores it.
fn append(ctx: &mut Ctx<'_, '_>, conversation: ConversationId, seq: i64, said: Said) -> Result<Message> {
    let message = Message {
        id: ctx.id(),
        conversation,
        seq,
        author: said.author,
        agent: said.agent,
        private: said.private,
        text: said.text,
        state: MessageState::Sent,
        meta: Meta { files: said.attachments.len(), ..said.meta },
        created_at: ctx.now,
        attachments: Vec::new(),
    };
    store::insert_message(ctx.tx, &message)?;
    for id in said.attachments {
        store::attach(ctx.tx, id, conversation, message.id)?;
    }
    Ok(message)
}

/// The beginning of a text, for lists.
fn preview(text: &str, attachments: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    if line.is_empty() && attachments > 0 { "📎".to_owned() } else { line }
}
