//! Buyers, for the people who answer them: everything at one look.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::assist::tone::{self, Bought, ToneHint};
use desk::conversation::{self, Conversation};
use desk::id::{AgentId, BuyerId, ConversationId};
use desk::money::Money;
use desk::{agent, buyer, order, shop};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::view::{BuyerView, OrderView};
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Everything about a buyer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    pub buyer: BuyerView,
    /// How many orders that count.
    pub orders_total: i64,
    /// What was paid for them.
    pub spent: Money,
    /// What one of them cost on average.
    pub average: Money,
    /// The last twenty, newest first.
    pub orders: Vec<OrderView>,
    pub notes: Vec<NoteView>,
    pub tags: Vec<String>,
    /// The person who is this buyer's own.
    pub own_agent: Option<AgentId>,
    /// What was asked before, newest first.
    pub matters: Vec<Matter>,
    /// What was bought last.
    pub last_product: Option<String>,
    /// The last matter in which the buyer was unhappy.
    pub last_complaint: Option<Matter>,
    /// How to speak to the buyer and why, the most pressing first.
    pub tone: Vec<ToneHint>,
}

/// A note about a buyer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteView {
    pub text: String,
    pub agent_name: String,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
}

/// A matter of the past.
#[derive(Debug, Serialize, ToSchema)]
pub struct Matter {
    pub conversation: ConversationId,
    pub number: i64,
    pub status: conversation::Status,
    /// What it was about: an id of the taxonomy of intents.
    pub intent: Option<String>,
    pub last_text: String,
    #[schema(value_type = String, format = "date-time")]
    pub last_message_at: Time,
}

impl From<&Conversation> for Matter {
    fn from(c: &Conversation) -> Self {
        Self {
            conversation: c.id,
            number: c.number,
            status: c.status,
            intent: c.intent.map(|intent| intent.id().to_owned()),
            last_text: c.last_text.clone(),
            last_message_at: c.last_message_at,
        }
    }
}

/// Shows everything about a buyer.
#[utoipa::path(get, path = "/buyers/{id}", tag = "buyers", params(("id" = BuyerId, Path)), responses(
    (status = 200, body = Profile), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn profile(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<BuyerId>,
) -> Answer<Json<Profile>> {
    let profile = app
        .store
        .read(move |ctx| {
            let buyer = buyer::get(ctx, id)?;
            who.must_see(buyer.shop, "no_such_buyer")?;
            let shop = shop::get(ctx, buyer.shop)?;
            let (orders_total, spent) = order::spending(ctx, id)?;
            let orders = order::verify::visible(ctx, &buyer, 20)?;
            let mut notes = Vec::new();
            for note in buyer::notes(ctx, id)? {
                let agent_name = agent::people::get(ctx, note.agent)?.name;
                notes.push(NoteView { text: note.text, agent_name, created_at: note.created_at });
            }
            let conversations = conversation::of_buyer(ctx, id, 10)?;
            let bought = Bought { orders: orders_total, spent, usual: order::usual_value(ctx, buyer.shop)? };
            let tone = tone::hints(bought, &conversations, ctx.now);
            Ok(Profile {
                orders_total,
                spent: Money::new(spent, &shop.currency),
                average: Money::new(if orders_total > 0 { spent / orders_total } else { 0 }, &shop.currency),
                orders: orders.iter().map(|order| OrderView::of(order, &shop.currency, ctx.now)).collect(),
                notes,
                tags: buyer::tags(ctx, id)?,
                own_agent: buyer::own_agent(ctx, id)?,
                matters: conversations.iter().map(Matter::from).collect(),
                last_product: orders.first().and_then(|o| o.lines.first()).map(|line| line.title.clone()),
                last_complaint: tone::last_complaint(&conversations).map(Matter::from),
                tone,
                buyer: buyer.into(),
            })
        })
        .await?;
    Ok(Json(profile))
}

/// A note to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBuyerNote {
    pub text: String,
}

/// Writes a note about a buyer, for colleagues only.
#[utoipa::path(post, path = "/buyers/{id}/notes", tag = "buyers", params(("id" = BuyerId, Path)),
    request_body = NewBuyerNote, responses(
    (status = 201, body = NoteView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn note(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<BuyerId>,
    Body(new): Body<NewBuyerNote>,
) -> Answer<(StatusCode, Json<NoteView>)> {
    let note = app
        .store
        .write(move |ctx| {
            who.must_see(buyer::get(ctx, id)?.shop, "no_such_buyer")?;
            let note = buyer::note(ctx, id, who.agent.id, &new.text)?;
            Ok(NoteView { text: note.text, agent_name: who.agent.name, created_at: note.created_at })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Tags of a buyer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tags {
    pub tags: Vec<String>,
}

/// Gives a buyer exactly these tags.
#[utoipa::path(put, path = "/buyers/{id}/tags", tag = "buyers", params(("id" = BuyerId, Path)),
    request_body = Tags, responses(
    (status = 200, body = Tags), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn tag(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<BuyerId>,
    Body(wanted): Body<Tags>,
) -> Answer<Json<Tags>> {
    let tags = app
        .store
        .write(move |ctx| {
            who.must_see(buyer::get(ctx, id)?.shop, "no_such_buyer")?;
            buyer::set_tags(ctx, id, &wanted.tags)
        })
        .await?;
    Ok(Json(Tags { tags }))
}

/// A buyer's own person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnAgent {
    /// Nobody when it is null.
    pub agent: Option<AgentId>,
}

/// Gives a buyer a person of their own: whenever they have room they are given the buyer's conversations.
#[utoipa::path(put, path = "/buyers/{id}/agent", tag = "buyers", params(("id" = BuyerId, Path)),
    request_body = OwnAgent, responses(
    (status = 200, body = OwnAgent), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_agent(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<BuyerId>,
    Body(wanted): Body<OwnAgent>,
) -> Answer<Json<OwnAgent>> {
    let own = app
        .store
        .write(move |ctx| {
            let buyer = buyer::get(ctx, id)?;
            who.must_see(buyer.shop, "no_such_buyer")?;
            buyer::set_own_agent(ctx, &buyer, wanted.agent)?;
            Ok(wanted)
        })
        .await?;
    Ok(Json(own))
}
