//! Things as the API shows them: to people in the console, and, with less in them, to buyers.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use db::Time;
use desk::buyer::{Buyer, mask};
use desk::conversation::list::Summary;
use desk::conversation::{Attachment, Card, Checked, Conversation, Message, Notice, Packet, Source, Status};
use desk::fact::{Author, MessageState};
use desk::id::{AgentId, AttachmentId, BuyerId, ConversationId, InboxId, MessageId, ShopId};
use desk::money::Money;
use desk::order::{
    self, Order, OrderStatus, ReturnInput, ReturnKind, ReturnStatus, ShipmentStatus, TrackingEvent, standing,
};
use desk::routing::phrase;
use desk::routing::queue::Placed;
use desk::routing::rank::Why;
use desk::shop::{Bilingual, Lang, Shop};
use desk::triage::{self, Understood, WhyUrgent};
use language::{Emotion, Stage};
use serde::Serialize;
use utoipa::ToSchema;

/// A conversation as people see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationView {
    pub id: ConversationId,
    pub number: i64,
    pub shop: ShopId,
    pub inbox: InboxId,
    pub buyer: BuyerId,
    /// What to call the buyer.
    pub buyer_name: Option<String>,
    pub buyer_level: Option<String>,
    /// Whether the shop has vouched for who the buyer is.
    pub recognised: bool,
    pub status: Status,
    /// The person who holds it, or held it last.
    pub agent: Option<AgentId>,
    pub agent_name: Option<String>,
    pub language: Lang,
    /// What the last burst is about: an id of the taxonomy of intents.
    pub intent: Option<String>,
    /// What the shop calls it, when it was recognised as an intent of its own.
    pub custom_intent: Option<String>,
    /// How the buyer feels: positive, neutral, anxious, dissatisfied or angry.
    pub emotion: Option<String>,
    /// urgent, important or normal.
    pub urgency: String,
    /// `pre`, `unpaid`, `unshipped`, `in_transit`, `received` or `after_sale`.
    pub stage: Option<String>,
    pub last_seq: i64,
    pub last_buyer_seq: i64,
    pub last_author: Author,
    /// The beginning of the last message.
    pub last_text: String,
    #[schema(value_type = String, format = "date-time")]
    pub last_message_at: Time,
    /// Since when the buyer has had no answer.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub unanswered_since: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub handed_off_at: Option<Time>,
    /// When a person should have answered.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due_at: Option<Time>,
    /// When it was found that it waits and nobody comes; none once somebody has taken it.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub orphaned_at: Option<Time>,
    /// The person it is offered to.
    pub offered_to: Option<AgentId>,
    /// Until when they can take it before it is offered to somebody else.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub offered_until: Option<Time>,
    pub buyer_read_seq: i64,
    pub agent_read_seq: i64,
    #[schema(value_type = String, format = "date-time")]
    pub opened_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub resolved_at: Option<Time>,
    /// What the bot handed over.
    pub packet: Option<Packet>,
    /// In a list of those who wait: its place, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceView>,
}

/// A place in the queue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceView {
    /// Counted from 1, among all that the caller asked for.
    pub rank: usize,
    /// Why it is there, as a phrase.
    pub why: Bilingual,
    /// What the phrase follows from.
    pub figures: Why,
    /// Why it is as urgent as it is.
    pub label: LabelView,
}

/// A label with its reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LabelView {
    pub code: WhyUrgent,
    /// The reason as a phrase.
    pub why: Bilingual,
}

impl PlaceView {
    /// The place of a conversation of this shop.
    pub fn of(placed: &Placed, shop: &Shop, conversation: &Conversation) -> Self {
        let preset = shop.settings.urgency_preset;
        let understood = conversation.intent.map(|intent| Understood {
            intent,
            emotion: conversation.emotion.unwrap_or(Emotion::Neutral),
            stage: conversation.stage.unwrap_or(Stage::Pre),
            inbox: conversation.inbox,
            worth: placed.worth,
        });
        let rules = &shop.settings.urgency_rules;
        let code = match conversation.orphaned_at {
            Some(_) => WhyUrgent::Orphaned,
            None if conversation.made_urgent => WhyUrgent::Late,
            None => triage::why_urgent(preset.into(), rules, understood, conversation.urgency),
        };
        Self {
            rank: placed.rank,
            why: phrase::why(&placed.place.why, &shop.currency),
            figures: placed.place.why,
            label: LabelView { code, why: phrase::label(code, conversation.urgency, preset) },
        }
    }
}

impl From<Summary> for ConversationView {
    fn from(summary: Summary) -> Self {
        let Summary { conversation: c, buyer_name, buyer_level, recognised, agent_name } = summary;
        Self {
            id: c.id,
            number: c.number,
            shop: c.shop,
            inbox: c.inbox,
            buyer: c.buyer,
            buyer_name,
            buyer_level,
            recognised,
            status: c.status,
            agent: c.agent,
            agent_name,
            language: c.language,
            intent: c.intent.map(|intent| intent.id().to_owned()),
            custom_intent: c.custom_intent,
            emotion: c.emotion.map(|emotion| emotion.id().to_owned()),
            urgency: c.urgency.id().to_owned(),
            stage: c.stage.map(|stage| stage.id().to_owned()),
            last_seq: c.last_seq,
            last_buyer_seq: c.last_buyer_seq,
            last_author: c.last_author,
            last_text: c.last_text,
            last_message_at: c.last_message_at,
            unanswered_since: c.unanswered_since,
            handed_off_at: c.handed_off_at,
            due_at: c.due_at,
            orphaned_at: c.orphaned_at,
            offered_to: c.offered_to,
            offered_until: c.offered_until,
            buyer_read_seq: c.buyer_read_seq,
            agent_read_seq: c.agent_read_seq,
            opened_at: c.opened_at,
            resolved_at: c.resolved_at,
            packet: c.packet,
            place: None,
        }
    }
}

/// A message as people see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageView {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// Its number in the conversation.
    pub seq: i64,
    pub author: Author,
    pub agent: Option<AgentId>,
    pub agent_name: Option<String>,
    /// Only for colleagues.
    pub private: bool,
    pub text: String,
    pub state: MessageState,
    /// The sender's own id of it.
    pub client_id: Option<String>,
    /// The facts a bot's answer rests on.
    pub sources: Vec<Source>,
    /// What a bot's answer states, held against the facts.
    pub checked: Option<Checked>,
    pub choices: Vec<String>,
    pub notice: Option<Notice>,
    pub link: Option<String>,
    pub image: Option<String>,
    /// A film, by address.
    pub video: Option<String>,
    /// A product, as it was when it was shown.
    pub card: Option<Card>,
    pub attachments: Vec<AttachmentView>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
}

impl MessageView {
    /// With the name of the person who said it.
    pub fn of(message: Message, agent_name: Option<String>) -> Self {
        Self {
            id: message.id,
            conversation: message.conversation,
            seq: message.seq,
            author: message.author,
            agent: message.agent,
            agent_name,
            private: message.private,
            text: message.text,
            state: message.state,
            client_id: message.meta.client_id,
            sources: message.meta.sources,
            checked: message.meta.checked,
            choices: message.meta.choices,
            notice: message.meta.notice,
            link: message.meta.link,
            image: message.meta.image,
            video: message.meta.video,
            card: message.meta.card,
            attachments: message.attachments.iter().map(AttachmentView::from).collect(),
            created_at: message.created_at,
        }
    }
}

/// A file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentView {
    pub id: AttachmentId,
    /// What it is called.
    pub name: String,
    /// What it is, as found in its bytes.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels across, of a picture.
    pub width: Option<i64>,
    /// Pixels down, of a picture.
    pub height: Option<i64>,
}

impl From<&Attachment> for AttachmentView {
    fn from(file: &Attachment) -> Self {
        Self {
            id: file.id,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            width: file.width,
            height: file.height,
        }
    }
}

/// A conversation as its buyer sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicConversation {
    pub id: ConversationId,
    pub status: Status,
    /// The person who holds it.
    pub agent_name: Option<String>,
    /// A person has seen the buyer's messages up to this number.
    pub agent_read_seq: i64,
    pub buyer_read_seq: i64,
    pub last_seq: i64,
}

impl PublicConversation {
    /// Without anything that is only for colleagues.
    pub fn of(conversation: &Conversation, agent_name: Option<String>) -> Self {
        let held = conversation.status == Status::Assigned;
        Self {
            id: conversation.id,
            status: conversation.status,
            agent_name: agent_name.filter(|_| held),
            agent_read_seq: conversation.agent_read_seq,
            buyer_read_seq: conversation.buyer_read_seq,
            last_seq: conversation.last_seq,
        }
    }
}

/// A message as its buyer sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicMessage {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// Its number in the conversation.
    pub seq: i64,
    pub author: Author,
    /// Said by a program, not by a person.
    pub automatic: bool,
    /// Who said it, when a person did.
    pub name: Option<String>,
    pub text: String,
    /// The sender's own id of it.
    pub client_id: Option<String>,
    /// It answers the buyer's messages up to this number.
    pub answers_seq: Option<i64>,
    /// Answers that can be given with one tap.
    pub choices: Vec<String>,
    pub notice: Option<Notice>,
    pub link: Option<String>,
    pub image: Option<String>,
    /// An automatic answer that rests on something: the buyer can say whether it helped.
    pub rateable: bool,
    /// What the buyer has said about that.
    pub helpful: Option<bool>,
    /// A film, by address.
    pub video: Option<String>,
    /// A product, as it was when it was shown.
    pub card: Option<Card>,
    pub attachments: Vec<AttachmentView>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
}

impl PublicMessage {
    /// None when it is only for colleagues.
    pub fn of(message: &Message, agent_name: Option<String>) -> Option<Self> {
        (!message.private).then(|| Self {
            id: message.id,
            conversation: message.conversation,
            seq: message.seq,
            author: message.author,
            automatic: matches!(message.author, Author::Bot | Author::System),
            name: agent_name,
            text: message.text.clone(),
            client_id: message.meta.client_id.clone().filter(|_| message.author == Author::Buyer),
            answers_seq: message.meta.answers_seq,
            choices: message.meta.choices.clone(),
            notice: message.meta.notice,
            link: message.meta.link.clone(),
            image: message.meta.image.clone(),
            rateable: message.author == Author::Bot && !message.meta.sources.is_empty(),
            helpful: None,
            video: message.meta.video.clone(),
            card: message.meta.card.clone(),
            attachments: message.attachments.iter().map(AttachmentView::from).collect(),
            created_at: message.created_at,
        })
    }
}

/// A buyer as agents see them: phone and mail are masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerView {
    pub id: BuyerId,
    pub shop: ShopId,
    /// The buyer's id in the shop.
    pub external_id: Option<String>,
    pub name: Option<String>,
    /// With its middle hidden.
    pub phone: Option<String>,
    /// With its name hidden.
    pub email: Option<String>,
    pub level: Option<String>,
    pub city: Option<String>,
    pub recognised: bool,
}

impl From<Buyer> for BuyerView {
    fn from(buyer: Buyer) -> Self {
        let recognised = buyer.recognised();
        Self {
            id: buyer.id,
            shop: buyer.shop,
            external_id: buyer.external_id,
            name: buyer.name,
            phone: buyer.phone.as_deref().map(mask::phone),
            email: buyer.email.as_deref().map(mask::email),
            level: buyer.level,
            city: buyer.city,
            recognised,
        }
    }
}

/// An order as agents see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderView {
    /// The shop's number.
    pub number: String,
    pub status: OrderStatus,
    /// What the state means right now: unpaid, preparing, late, `on_its_way`, stuck, lost, returned, delivered, cancelled,
    /// refunding or refunded.
    pub standing: &'static str,
    pub total: Money,
    #[schema(value_type = String, format = "date-time")]
    pub placed_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub paid_at: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ship_by: Option<Time>,
    pub city: Option<String>,
    pub lines: Vec<LineView>,
    pub shipments: Vec<ShipmentView>,
    /// Matters after the sale, oldest first.
    pub returns: Vec<ReturnView>,
}

/// A matter after the sale as agents see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReturnView {
    /// The shop's number.
    pub number: String,
    pub kind: ReturnKind,
    pub status: ReturnStatus,
    /// What is paid back; below zero, what the buyer pays on top.
    pub amount: Option<Money>,
    /// The courier that brings it back.
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
}

/// A line of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineView {
    pub sku: String,
    pub title: String,
    /// The variant in words: `白色 M`.
    pub options: String,
    pub quantity: i64,
    pub unit_price: Money,
}

/// A parcel as agents see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShipmentView {
    pub carrier: String,
    pub tracking_number: String,
    pub status: ShipmentStatus,
    /// Since when it has not moved, if that is too long.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub stuck_since: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub shipped_at: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub delivered_at: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub eta: Option<Time>,
    /// Its way so far, oldest first.
    pub events: Vec<TrackingEvent>,
}

impl OrderView {
    /// As it stands at `now`.
    pub fn of(order: &Order, currency: &str, now: Time) -> Self {
        Self {
            number: order.number.clone(),
            status: order.status,
            standing: standing_word(&standing::of(order, now)),
            total: Money::new(order.total, currency),
            placed_at: order.placed_at,
            paid_at: order.paid_at,
            ship_by: order.ship_by,
            city: order.city.clone(),
            lines: order.lines.iter().map(|line| LineView::of(line, currency)).collect(),
            shipments: order
                .shipments
                .iter()
                .map(|shipment| ShipmentView::of(shipment, order, now))
                .collect(),
            returns: order.returns.iter().map(|known| ReturnView::of(&known.facts, currency)).collect(),
        }
    }
}

impl ReturnView {
    fn of(facts: &ReturnInput, currency: &str) -> Self {
        Self {
            number: facts.return_id.clone(),
            kind: facts.kind,
            status: facts.status,
            amount: facts.amount.map(|amount| Money::new(amount, currency)),
            carrier: facts.carrier.clone(),
            tracking_number: facts.tracking_number.clone(),
        }
    }
}

impl LineView {
    /// As people read it.
    pub fn of(line: &order::Line, currency: &str) -> Self {
        Self {
            sku: line.sku.clone(),
            title: line.title.clone(),
            options: line.options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>().join(" "),
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price, currency),
        }
    }
}

impl ShipmentView {
    fn of(shipment: &order::Shipment, order: &Order, now: Time) -> Self {
        let facts = &shipment.facts;
        let alone = Order { shipments: vec![shipment.clone()], ..order.clone() };
        let stuck_since = match standing::of(&alone, now) {
            standing::Standing::Stuck { since, .. } => Some(since),
            _ => None,
        };
        Self {
            carrier: facts.carrier.clone(),
            tracking_number: facts.tracking_number.clone(),
            status: facts.status,
            stuck_since,
            shipped_at: facts.shipped_at,
            delivered_at: facts.delivered_at,
            eta: facts.eta,
            events: facts.events.clone(),
        }
    }
}

fn standing_word(standing: &standing::Standing<'_>) -> &'static str {
    use standing::Standing;
    match standing {
        Standing::Unpaid => "unpaid",
        Standing::Preparing { late: false, .. } => "preparing",
        Standing::Preparing { late: true, .. } => "late",
        Standing::OnItsWay(_) => "on_its_way",
        Standing::Stuck { .. } => "stuck",
        Standing::Lost(_) => "lost",
        Standing::Returned(_) => "returned",
        Standing::Delivered { .. } => "delivered",
        Standing::Cancelled => "cancelled",
        Standing::Refunding => "refunding",
        Standing::Refunded => "refunded",
    }
}
