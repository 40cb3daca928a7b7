//! The ledger: everything that happened, one immutable line each, in commit order.
//!
//! [`record`] writes a fact and what it causes in the transaction of the change itself. A fact's *position* is its place
//! in commit order: whoever has seen position n will never later find a smaller one that was missing. SQLite has one
//! writer and gives the position at once; on PostgreSQL [`place`] gives it after the commit.

use db::{Time, Topic};
use language::{Emotion, Intent, Stage, Urgency};
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{
    AgentId, ApprovalId, AskedId, AuthorityRaiseId, BuyerId, BuyerMergeId, ConversationId, EmergencyId,
    FactId, FlowRunId, GapId, InboxId, MessageId, OrderId, PromiseId, ReturnId, ShopId, SmsId, SnippetId,
    StandbyCallId,
};
use crate::word::words;

mod store;

/// Touched by every transaction that records a fact.
pub const TOPIC: Topic = Topic("ledger");

/// A place in the ledger; zero is before its first line.
pub type Position = i64;

words! {
    /// Who said a message. Metrics differ by it, so it is never blurred.
    Author {
        /// The person who asks.
        Buyer = "buyer",
        /// A person who answers.
        Agent = "agent",
        /// The bot's draft, sent in an agent's name.
        Assist = "assist",
        /// The bot.
        Bot = "bot",
        /// The house itself: notices of place in the queue, of joining and leaving.
        System = "system",
    }
}

words! {
    /// How far a message to the buyer has come. It only ever moves forward.
    MessageState {
        /// Stored; not yet with the channel.
        Pending = "pending",
        /// Handed to the channel.
        Sent = "sent",
        /// On the buyer's device.
        Delivered = "delivered",
        /// Seen by the buyer.
        Read = "read",
        /// The channel refused it.
        Failed = "failed",
    }
}

words! {
    /// Why a conversation was handed to people.
    HandOffReason {
        /// The buyer asked for a person.
        Asked = "asked",
        /// No facts to answer from.
        NoAnswer = "no_answer",
        /// A complaint, or an angry buyer.
        Complaint = "complaint",
        /// A matter that only people decide: refunds, changes, bargaining.
        Boundary = "boundary",
        /// The order could not be shown to be the buyer's.
        Unverified = "unverified",
        /// The bot does not answer in this shop or inbox.
        BotOff = "bot_off",
        /// The buyer came back to a conversation a person had answered.
        Returned = "returned",
        /// The facts do not bear out what the bot would have said.
        Unproven = "unproven",
        /// At this hour people receive in this shop.
        PeopleReceive = "people_receive",
    }
}

/// One thing that happened. The list is closed: whoever reads the ledger can know every line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary and told of by their line")]
pub enum Fact {
    /// A buyer began a new matter.
    ConversationOpened { buyer: BuyerId, inbox: InboxId, number: i64 },
    /// A buyer said something.
    MessageReceived { message: MessageId, seq: i64 },
    /// Something was said to the buyer.
    MessageSent { message: MessageId, seq: i64, author: Author, agent: Option<AgentId> },
    /// A private note was written into the conversation; without an agent, by the house.
    NoteAdded { message: MessageId, seq: i64, agent: Option<AgentId> },
    /// A message to the buyer came further.
    MessageStateChanged { message: MessageId, seq: i64, state: MessageState },
    /// The buyer has seen everything up to `seq`.
    BuyerRead { seq: i64 },
    /// An agent has seen everything up to `seq`.
    AgentRead { agent: AgentId, seq: i64 },
    /// What the buyer's last burst is about.
    Labelled { intent: Intent, emotion: Emotion, stage: Stage, urgency: Urgency },
    /// The bot, or the house, gave the conversation to people.
    HandedOff { reason: HandOffReason, due_at: Time },
    /// It was handed to people, and for too long nobody came: it had waited for a person since then.
    Orphaned { since: Time },
    /// People are too few: the bot receives first. So many minutes are to be expected, if that can be told; a person began
    /// it, or nobody did.
    SurgeBegan { wait_minutes: Option<i64>, agent: Option<AgentId> },
    /// That is over; a person ended it, or nobody did.
    SurgeEnded { agent: Option<AgentId> },
    /// A person took the conversation.
    Claimed { agent: AgentId },
    /// It was offered to a person, who has until then to take it.
    Offered { agent: AgentId, until: Time },
    /// They did not.
    OfferEnded { agent: AgentId, why: OfferEnd },
    /// The person who holds it began to write, for the first time since the buyer's last word.
    Typed { agent: AgentId },
    /// A clock crossed a line, and what is done about it: what was promised within so many seconds is late, or soon will
    /// be.
    SlaLineCrossed {
        metric: SlaMetric,
        reply: SlaReply,
        line: SlaLine,
        /// When the clock began.
        began: Time,
        due_at: Option<Time>,
        within_seconds: u32,
        /// Who holds the conversation.
        agent: Option<AgentId>,
        does: Vec<SlaAction>,
    },
    /// A person gave it to another.
    Transferred { from: AgentId, to: AgentId },
    /// A person gave it back to the queue.
    Released { agent: AgentId },
    /// It is done. Without an agent, the bot's last answer ended it.
    Resolved { agent: Option<AgentId> },
    /// The buyer came back soon after.
    Reopened {},
    /// The shop vouched for who the buyer is; `from` is the anonymous buyer whose conversations moved.
    BuyerRecognised { buyer: BuyerId, from: Option<BuyerId> },
    /// An agent joined two buyers who are one person: everything of `gone` is with `stays` now.
    BuyersMerged { merge: BuyerMergeId, stays: BuyerId, gone: BuyerId, agent: AgentId, why: String },
    /// That was undone: what had moved is with `gone` again.
    BuyerMergeUndone { merge: BuyerMergeId, stays: BuyerId, gone: BuyerId, agent: AgentId },
    /// A buyer tried to show that an order is theirs.
    OrderChecked { order: Option<OrderId>, passed: bool },
    /// An agent sent a suggested answer, changed by `edited` (0 = as it stood, 1 = nothing left of it).
    SuggestionUsed {
        agent: AgentId,
        message: MessageId,
        edited: f64,
        /// The articles it rested on, by the shop's ids.
        #[serde(default)]
        articles: Vec<String>,
    },
    /// An agent was offered an answer from these articles, and said something else.
    SuggestionPassedOver { agent: AgentId, message: MessageId, articles: Vec<String> },
    /// An agent sent a snippet, changed by `edited` (0 = as it stood, 1 = nothing left of it).
    SnippetUsed { agent: AgentId, snippet: SnippetId, message: MessageId, edited: f64 },
    /// A question of the buyer found no good answer in what the shop knows.
    QuestionMissed { asked: AskedId },
    /// An answer of the bot was found to help, or not: by the buyer's word, or by what they did next.
    AnswerRated { asked: AskedId, message: Option<MessageId>, helpful: bool, why: RatedBy },
    /// A gap in what the shop knows opened, grew, was worked on or closed; `must` when it has to be answered.
    GapChanged { gap: GapId, must: bool },
    /// An agent came, went, or paused.
    PresenceChanged { agent: AgentId, presence: Presence },
    /// An agent signed out, everywhere or in one place: open connections of those sessions must close.
    SessionsEnded { agent: AgentId },
    /// An agent's teams changed: open connections must look again at what they may see.
    SightChanged { agent: AgentId },
    /// Products, size tables or promotions changed.
    CatalogChanged {},
    /// Orders or shipments changed.
    OrdersChanged { buyers: Vec<BuyerId> },
    /// Articles changed.
    KnowledgeChanged {},
    /// Something was proposed to be known, or somebody decided about it.
    ProposalsChanged {},
    /// Snippets changed; without a shop, those of a person or a team.
    SnippetsChanged {},
    /// Shops, inboxes, people or webhooks were set up differently.
    SettingsChanged {},
    /// A run of a flow came further.
    FlowChanged { run: FlowRunId, flow: String, state: RunState },
    /// More was asked to be given away than the asker may: `amount` in minor units; the bot asked when no agent did.
    ApprovalAsked { approval: ApprovalId, agent: Option<AgentId>, amount: i64 },
    /// It was decided; by nobody when it expired.
    ApprovalDecided { approval: ApprovalId, decision: ApprovalDecision, agent: Option<AgentId> },
    /// More may be given in a conversation than usual, until then; by the shop's rule when no agent did it.
    AuthorityRaised { raise: AuthorityRaiseId, agent: Option<AgentId>, until: Time },
    /// Something was said that must be done by a time; without an agent it is the shop's or a team's.
    PromiseMade { promise: PromiseId, agent: Option<AgentId>, promised: String, due_at: Time },
    /// A promise is due soon; `to_lead` when nobody who has to keep it is here.
    PromiseDueSoon { promise: PromiseId, agent: Option<AgentId>, due_at: Time, to_lead: bool },
    /// A promise was kept: by hand, or without a person because what it waited for arrived.
    PromiseKept { promise: PromiseId, agent: Option<AgentId>, by: Option<AgentId>, late: bool },
    /// A promise was not kept in time.
    PromiseBroken { promise: PromiseId, agent: Option<AgentId> },
    /// A promise was moved to another time or given to somebody else.
    PromiseMoved { promise: PromiseId, agent: Option<AgentId>, by: AgentId, due_at: Time },
    /// A promise was called off.
    PromiseCancelled { promise: PromiseId, by: AgentId },
    /// An agent's reply named no step, no time and no promise.
    VagueReplySent { agent: AgentId, message: MessageId },
    /// The buyer came back about the same matter after so many vague replies.
    AskedAgain { replies: i64 },
    /// An agent takes a few minutes to get to the root of the matter.
    DeepResolveBegun { agent: AgentId, until_at: Time },
    /// They are done with it.
    DeepResolveEnded { agent: AgentId },
    /// A buyer has sent a return: the shop has its courier and number.
    ReturnSent { buyer: BuyerId, returned: ReturnId },
    /// A text to a phone came further.
    SmsChanged { sms: SmsId },
    /// A connection of the shop got into trouble: it does not answer as it should, in a word.
    ConnectionTroubled { role: String, trouble: String },
    /// A person looked at a whole phone number, to send a text by hand.
    NumberRevealed { agent: AgentId, sms: SmsId },
    /// Those who stand by were called in: by a person, or without one because buyers wait too long.
    StandbyCalled { call: StandbyCallId, agents: Vec<AgentId>, by: Option<AgentId> },
    /// A crisis began: declared by a person, or without one because too many wait.
    EmergencyBegan { emergency: EmergencyId, by: Option<AgentId> },
    /// It is over.
    EmergencyEnded { emergency: EmergencyId, by: Option<AgentId> },
}

words! {
    /// What came of asking for more.
    ApprovalDecision {
        /// It was given.
        Approved = "approved",
        /// It was not.
        Refused = "refused",
        /// Nobody decided in time.
        Expired = "expired",
        /// What it was asked for was called off.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Why an offer came to nothing.
    OfferEnd {
        /// Its time ran out.
        Missed = "missed",
        /// The person let it pass.
        Declined = "declined",
        /// The person went away.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What is counted. The names are those of help desks everywhere.
    SlaMetric {
        /// From the buyer's first word, or from the hand-off when only people count, to the first reply.
        FirstReply = "first_reply",
        /// From the oldest unanswered word to the next reply, once there was a first.
        NextReply = "next_reply",
        /// From one reply of a person to their next, as long as it is not the buyer's turn.
        PausableUpdate = "pausable_update",
        /// All the time the buyer waited.
        RequesterWait = "requester_wait",
        /// All the time an agent had it and the buyer waited.
        AgentWork = "agent_work",
        /// From the buyer's first word until it is done.
        Resolution = "resolution",
    }
}

words! {
    /// Whose reply counts.
    SlaReply {
        /// Only a person's; the time before the hand-off is the bot's and is not counted.
        Human = "human",
        /// Anybody's.
        Any = "any",
    }
}

words! {
    /// How far a clock has come.
    SlaLine {
        /// It will soon be late.
        Yellow = "yellow",
        /// It is late.
        Red = "red",
        /// It has been late for so long that something is done about it.
        Step = "step",
    }
}

words! {
    /// What is done about a clock that is late.
    SlaAction {
        /// Whoever holds it is told.
        TellAgent = "tell_agent",
        /// The leads are told.
        TellLeads = "tell_leads",
        /// It becomes urgent.
        Urgent = "urgent",
        /// Whoever holds it and does not answer gives it back to the queue.
        Return = "return",
        /// Phones are told.
        Phone = "phone",
    }
}

words! {
    /// How it is known whether an answer helped.
    RatedBy {
        /// The buyer said so.
        Buyer = "buyer",
        /// The buyer asked for a person right after it.
        AskedPerson = "asked_person",
        /// The buyer asked the same again right after it.
        AskedAgain = "asked_again",
    }
}

words! {
    /// Whether an agent takes conversations.
    Presence {
        /// Here, and taking conversations.
        Online = "online",
        /// Here, but not taking new ones.
        Away = "away",
        /// Not here.
        Offline = "offline",
    }
}

words! {
    /// How far a run of a flow has come.
    RunState {
        /// A lead was asked whether it may begin.
        AwaitingApproval = "awaiting_approval",
        /// Steps are being done.
        Running = "running",
        /// It waits for something that others do.
        Waiting = "waiting",
        /// It neither goes on nor back: a person is needed.
        Stuck = "stuck",
        /// What was done is being taken back.
        Undoing = "undoing",
        /// All of it is done.
        Completed = "completed",
        /// All of it is taken back, as far as anything can be.
        Undone = "undone",
        /// A lead said no.
        Refused = "refused",
        /// Called off before anything was done.
        Cancelled = "cancelled",
    }
}

impl RunState {
    /// Whether it may still do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::AwaitingApproval | Self::Running | Self::Waiting | Self::Stuck | Self::Undoing)
    }
}

impl Fact {
    /// The fact's kind, as in its JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ConversationOpened { .. } => "conversation_opened",
            Self::MessageReceived { .. } => "message_received",
            Self::MessageSent { .. } => "message_sent",
            Self::NoteAdded { .. } => "note_added",
            Self::MessageStateChanged { .. } => "message_state_changed",
            Self::BuyerRead { .. } => "buyer_read",
            Self::AgentRead { .. } => "agent_read",
            Self::Labelled { .. } => "labelled",
            Self::HandedOff { .. } => "handed_off",
            Self::Orphaned { .. } => "orphaned",
            Self::SurgeBegan { .. } => "surge_began",
            Self::SurgeEnded { .. } => "surge_ended",
            Self::Claimed { .. } => "claimed",
            Self::Offered { .. } => "offered",
            Self::OfferEnded { .. } => "offer_ended",
            Self::Typed { .. } => "typed",
            Self::SlaLineCrossed { .. } => "sla_line_crossed",
            Self::Transferred { .. } => "transferred",
            Self::Released { .. } => "released",
            Self::Resolved { .. } => "resolved",
            Self::Reopened {} => "reopened",
            Self::BuyerRecognised { .. } => "buyer_recognised",
            Self::BuyersMerged { .. } => "buyers_merged",
            Self::BuyerMergeUndone { .. } => "buyer_merge_undone",
            Self::OrderChecked { .. } => "order_checked",
            Self::SuggestionUsed { .. } => "suggestion_used",
            Self::SuggestionPassedOver { .. } => "suggestion_passed_over",
            Self::SnippetUsed { .. } => "snippet_used",
            Self::QuestionMissed { .. } => "question_missed",
            Self::AnswerRated { .. } => "answer_rated",
            Self::GapChanged { .. } => "gap_changed",
            Self::PresenceChanged { .. } => "presence_changed",
            Self::SessionsEnded { .. } => "sessions_ended",
            Self::SightChanged { .. } => "sight_changed",
            Self::CatalogChanged {} => "catalog_changed",
            Self::OrdersChanged { .. } => "orders_changed",
            Self::KnowledgeChanged {} => "knowledge_changed",
            Self::ProposalsChanged {} => "proposals_changed",
            Self::SnippetsChanged {} => "snippets_changed",
            Self::SettingsChanged {} => "settings_changed",
            Self::FlowChanged { .. } => "flow_changed",
            Self::ApprovalAsked { .. } => "approval_asked",
            Self::ApprovalDecided { .. } => "approval_decided",
            Self::AuthorityRaised { .. } => "authority_raised",
            Self::PromiseMade { .. } => "promise_made",
            Self::PromiseDueSoon { .. } => "promise_due_soon",
            Self::PromiseKept { .. } => "promise_kept",
            Self::PromiseBroken { .. } => "promise_broken",
            Self::PromiseMoved { .. } => "promise_moved",
            Self::PromiseCancelled { .. } => "promise_cancelled",
            Self::VagueReplySent { .. } => "vague_reply_sent",
            Self::AskedAgain { .. } => "asked_again",
            Self::DeepResolveBegun { .. } => "deep_resolve_begun",
            Self::DeepResolveEnded { .. } => "deep_resolve_ended",
            Self::ReturnSent { .. } => "return_sent",
            Self::SmsChanged { .. } => "sms_changed",
            Self::ConnectionTroubled { .. } => "connection_troubled",
            Self::NumberRevealed { .. } => "number_revealed",
            Self::StandbyCalled { .. } => "standby_called",
            Self::EmergencyBegan { .. } => "emergency_began",
            Self::EmergencyEnded { .. } => "emergency_ended",
        }
    }
}

/// Where a fact happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// The shop; none for what concerns the whole house.
    pub shop: Option<ShopId>,
    /// The conversation.
    pub conversation: Option<ConversationId>,
}

impl Scope {
    /// In a shop, outside any conversation.
    pub fn shop(shop: ShopId) -> Self {
        Self { shop: Some(shop), conversation: None }
    }

    /// In a conversation of a shop.
    pub fn conversation(shop: ShopId, conversation: ConversationId) -> Self {
        Self { shop: Some(shop), conversation: Some(conversation) }
    }
}

/// A fact with where and when it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its identity.
    pub id: FactId,
    /// Where.
    pub scope: Scope,
    /// When.
    pub at: Time,
    /// What.
    pub fact: Fact,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its place in commit order.
    pub position: Position,
    /// What it says.
    pub recorded: Recorded,
}

/// Writes a fact, and in the same transaction the work it causes.
pub fn record(ctx: &mut Ctx<'_, '_>, scope: Scope, fact: Fact) -> Result<()> {
    let recorded = Recorded { id: ctx.id(), scope, at: ctx.now, fact };
    store::insert(ctx.tx, &recorded)?;
    ctx.tx.touch(TOPIC);
    (ctx.above.react)(ctx, &recorded)
}

/// Gives positions to facts that were committed without one; how many. More may wait when it is not zero.
pub fn place(ctx: &mut Ctx<'_, '_>) -> Result<u64> {
    match ctx.tx.engine() {
        db::Engine::Sqlite => Ok(0),
        db::Engine::Postgres => Ok(store::place(ctx.tx)?),
    }
}

/// The lines after `position`, at most `limit`, in order.
pub fn since(ctx: &mut Ctx<'_, '_>, position: Position, limit: i64) -> Result<Vec<Line>> {
    Ok(store::since(ctx.tx, position, limit)?)
}

/// The lines of these shops after `position`, at most `limit`, in order.
pub fn of_shop_since(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    position: Position,
    limit: i64,
) -> Result<Vec<Line>> {
    Ok(store::of_shop_since(ctx.tx, shop, position, limit)?)
}

/// The lines of one conversation after `position`, at most `limit`, in order.
pub fn of_conversation_since(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    position: Position,
    limit: i64,
) -> Result<Vec<Line>> {
    Ok(store::of_conversation_since(ctx.tx, conversation, position, limit)?)
}

/// When the last fact happened; none in an empty house.
pub fn latest(ctx: &mut Ctx<'_, '_>) -> Result<Option<Time>> {
    Ok(store::latest(ctx.tx)?)
}

/// The position of the last line.
pub fn head(ctx: &mut Ctx<'_, '_>) -> Result<Position> {
    Ok(store::head(ctx.tx)?)
}
