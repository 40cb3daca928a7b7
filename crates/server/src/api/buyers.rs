//! Buyers, for the people who answer them: found by whatever is known of them, and everything at one look.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::assist::tone::{self, Bought, ToneHint};
use desk::buyer::{Handle, mask};
use desk::conversation::{self, Conversation, Status};
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::id::{AgentId, BuyerId, ConversationId, ShopId};
use desk::inbox::Channel;
use desk::merge::find::{self, Found, FoundBy};
use desk::money::Money;
use desk::{agent, buyer, merge, order, shop};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::merges::{MergeView, merge_view};
use crate::api::view::{BuyerView, OrderView};
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Everything about a buyer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    pub buyer: BuyerView,
    /// How they are known in inboxes, the one used last first.
    pub handles: Vec<HandleView>,
    /// Who was joined into this buyer, the newest first.
    pub merges: Vec<MergeView>,
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
    /// What was asked before, the newest ten first.
    pub matters: Vec<Matter>,
    /// How many matters there were.
    pub matters_total: i64,
    /// The last matter that is done, with how it ended.
    pub last_matter: Option<Matter>,
    /// What was bought last.
    pub last_product: Option<String>,
    /// The last matter in which the buyer was unhappy.
    pub last_complaint: Option<Matter>,
    /// How to speak to the buyer and why, the most pressing first.
    pub tone: Vec<ToneHint>,
}

/// How a buyer is known in an inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandleView {
    pub channel: Channel,
    /// What the inbox is called.
    pub inbox: String,
    /// With its middle hidden.
    pub value: String,
    #[schema(value_type = String, format = "date-time")]
    pub seen_at: Time,
}

impl From<Handle> for HandleView {
    fn from(handle: Handle) -> Self {
        let Handle { channel, inbox, value, seen_at } = handle;
        Self { channel, inbox, value: mask::handle(&value), seen_at }
    }
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
    /// How it ended, when it is done.
    pub ended: Option<Ending>,
}

/// How a matter ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ending {
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// The person who had it last; none when the bot ended it.
    pub agent_name: Option<String>,
}

impl Matter {
    fn of(c: &Conversation, names: &mut Names, ctx: &mut Ctx<'_, '_>) -> desk::error::Result<Self> {
        let ended = match (c.status, c.resolved_at) {
            (Status::Resolved, Some(at)) => {
                let agent_name = c.agent.map(|agent| names.of(ctx, agent)).transpose()?;
                Some(Ending { at, agent_name })
            }
            _ => None,
        };
        Ok(Self {
            ended,
            conversation: c.id,
            number: c.number,
            status: c.status,
            intent: c.intent.map(|intent| intent.id().to_owned()),
            last_text: c.last_text.clone(),
            last_message_at: c.last_message_at,
        })
    }
}

/// Names of people, each read once.
#[derive(Default)]
struct Names(HashMap<AgentId, String>);

impl Names {
    fn of(&mut self, ctx: &mut Ctx<'_, '_>, agent: AgentId) -> desk::error::Result<String> {
        if let Some(name) = self.0.get(&agent) {
            return Ok(name.clone());
        }
        let name = agent::people::get(ctx, agent)?.name;
        self.0.insert(agent, name.clone());
        Ok(name)
    }
}

/// Whom to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BuyersQuery {
    /// A phone or its last four digits, an e-mail address, a handle or an id in the shop, the number of an order or a
    /// parcel, or the beginning of a name.
    pub q: String,
    /// Only of this shop.
    pub shop: Option<ShopId>,
    /// At most so many: 1 to 100, 20 when not given.
    pub limit: Option<usize>,
    /// Without the first so many: `next` of the page before.
    pub after: Option<usize>,
}

/// Buyers who were found, the surest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuyerList {
    pub buyers: Vec<FoundBuyer>,
    /// How many were found, all pages together.
    pub total: usize,
    /// Whether there are more than can be listed: say more.
    pub more: bool,
    /// Where the next page begins.
    pub next: Option<usize>,
}

/// A buyer who was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundBuyer {
    pub buyer: BuyerView,
    /// By what.
    pub by: FoundBy,
    /// How they are known in inboxes, the three used last.
    pub handles: Vec<HandleView>,
    /// Their last conversation.
    pub conversation: Option<ConversationId>,
}

/// Finds buyers by whatever is known of them, in the shops the caller sees.
#[utoipa::path(get, path = "/buyers", tag = "buyers", params(BuyersQuery), responses(
    (status = 200, body = BuyerList), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ReadConversations>,
    Query(query): Query<BuyersQuery>,
) -> Answer<Json<BuyerList>> {
    let BuyersQuery { q, shop, limit, after } = query;
    let (limit, after) = (limit.unwrap_or(20), after.unwrap_or(0));
    if !(1..=100).contains(&limit) {
        return Err(Refusal::invalid("limit", "out_of_range").into());
    }
    let list = app
        .store
        .read(move |ctx| {
            let shops = if let Some(shop) = shop {
                who.must_see(shop, "no_such_shop")?;
                vec![shop]
            } else {
                let shops = shop::list(ctx)?.into_iter().map(|shop| shop.id);
                shops.filter(|shop| who.caller.sees(*shop)).collect()
            };
            let mut found = find::find(ctx, &shops, &q)?;
            let more = found.len() > find::MOST;
            found.truncate(find::MOST);
            let total = found.len();
            let next = Some(after + limit).filter(|next| *next < total);
            let page = found.into_iter().skip(after).take(limit);
            let buyers = page.map(|found| found_buyer(ctx, found)).collect::<desk::error::Result<_>>()?;
            Ok(BuyerList { buyers, total, more, next })
        })
        .await?;
    Ok(Json(list))
}

fn found_buyer(ctx: &mut Ctx<'_, '_>, found: Found) -> desk::error::Result<FoundBuyer> {
    let Found { buyer, by } = found;
    Ok(FoundBuyer {
        by,
        handles: buyer::handles(ctx, buyer.id, 3)?.into_iter().map(HandleView::from).collect(),
        conversation: conversation::of_buyer(ctx, buyer.id, 1)?.pop().map(|latest| latest.id),
        buyer: buyer.into(),
    })
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
            // Whoever was joined with another is shown as the one who stays.
            let id = buyer.id;
            let shop = shop::get(ctx, buyer.shop)?;
            let mut names = Names::default();
            let (orders_total, spent) = order::spending(ctx, id)?;
            let orders = order::verify::visible(ctx, &buyer, 20)?;
            let mut notes = Vec::new();
            for note in buyer::notes(ctx, id)? {
                let agent_name = names.of(ctx, note.agent)?;
                notes.push(NoteView { text: note.text, agent_name, created_at: note.created_at });
            }
            let conversations = conversation::of_buyer(ctx, id, 10)?;
            let bought = Bought { orders: orders_total, spent, usual: order::usual_value(ctx, buyer.shop)? };
            let complaint = conversation::last_complaint(ctx, id)?;
            let tone = tone::hints(bought, complaint.as_ref(), ctx.now);
            let last_done = conversation::last_done(ctx, id)?;
            let mut matters = Vec::new();
            for conversation in &conversations {
                matters.push(Matter::of(conversation, &mut names, ctx)?);
            }
            let mut matter = |of: Option<Conversation>| {
                of.map(|conversation| Matter::of(&conversation, &mut names, ctx)).transpose()
            };
            let (last_matter, last_complaint) = (matter(last_done)?, matter(complaint)?);
            let mut merges = Vec::new();
            for merge in merge::of_buyer(ctx, id)? {
                merges.push(merge_view(ctx, merge)?);
            }
            Ok(Profile {
                orders_total,
                spent: Money::new(spent, &shop.currency),
                average: Money::new(if orders_total > 0 { spent / orders_total } else { 0 }, &shop.currency),
                orders: orders.iter().map(|order| OrderView::of(order, &shop.currency, ctx.now)).collect(),
                notes,
                tags: buyer::tags(ctx, id)?,
                own_agent: buyer.own_agent,
                matters,
                matters_total: conversation::count_of_buyer(ctx, id)?,
                last_matter,
                handles: buyer::handles(ctx, id, 20)?.into_iter().map(HandleView::from).collect(),
                merges,
                last_product: orders.first().and_then(|o| o.lines.first()).map(|line| line.title.clone()),
                last_complaint,
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
            let buyer = buyer::get(ctx, id)?;
            who.must_see(buyer.shop, "no_such_buyer")?;
            let note = buyer::note(ctx, buyer.id, who.agent.id, &new.text)?;
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
            let buyer = buyer::get(ctx, id)?;
            who.must_see(buyer.shop, "no_such_buyer")?;
            buyer::set_tags(ctx, buyer.id, &wanted.tags)
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
