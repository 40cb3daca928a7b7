//! Conversations for the people who answer them.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::{Caller, people};
use desk::assist;
use desk::conversation::list::{self, Counts, Query as Wanted, Sort, View};
use desk::conversation::reply::Draft;
use desk::conversation::{self, Checked, Source, reply};
use desk::ctx::Ctx;
use desk::fact::{self};
use desk::id::{AttachmentId, ConversationId, ShopId, SnippetId};
use desk::promise::make::{self, Wanted as WantedPromise};
use desk::routing::queue::{self, Placed};
use desk::{shop, snippet};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::promises::PromiseInput;
use crate::api::snippets::UneditedView;
use crate::api::view::{ConversationView, MessageView, PlaceView};
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Which.
    pub view: View,
    /// In which order; what waiting costs most first when not given.
    pub sort: Option<Sort>,
    /// Only of this shop.
    pub shop: Option<ShopId>,
    /// Only those whose buyer's name, conversation number or order number is this.
    pub text: Option<String>,
    /// Of those that are done: only older than this.
    #[param(value_type = Option<String>)]
    pub before: Option<Time>,
    /// At most so many: 1 to 200, 100 when not given.
    pub limit: Option<i64>,
}

/// Conversations, and how many there are in every view.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationList {
    pub conversations: Vec<ConversationView>,
    pub counts: CountsView,
    /// The ledger's position this is true at: follow it live from here.
    pub position: i64,
}

/// How many conversations there are in each view.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsView {
    pub waiting: i64,
    pub mine: i64,
    pub others: i64,
    pub bot: i64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        let Counts { waiting, mine, others, bot } = counts;
        Self { waiting, mine, others, bot }
    }
}

/// Lists conversations.
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(ListQuery), responses(
    (status = 200, body = ConversationList), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ReadConversations>,
    Query(query): Query<ListQuery>,
) -> Answer<Json<ConversationList>> {
    let wanted = Wanted {
        view: query.view,
        sort: query.sort.unwrap_or(Sort::Loss),
        shop: query.shop,
        text: query.text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        before: query.before,
        limit: query.limit.unwrap_or(100).clamp(1, 200),
    };
    let list = app
        .store
        .read(move |ctx| {
            Ok(ConversationList {
                conversations: match wanted.view {
                    View::Waiting => placed(ctx, &who.caller, &wanted)?,
                    _ => list::list(ctx, &who.caller, &wanted)?.into_iter().map(Into::into).collect(),
                },
                counts: list::counts(ctx, &who.caller, wanted.shop)?.into(),
                position: fact::head(ctx)?,
            })
        })
        .await?;
    Ok(Json(list))
}

/// Those who wait, each with its place in the whole queue that the caller sees.
fn placed(
    ctx: &mut Ctx<'_, '_>,
    caller: &Caller,
    wanted: &Wanted,
) -> desk::error::Result<Vec<ConversationView>> {
    let mut shops = shop::list(ctx)?;
    shops.retain(|shop| caller.sees(shop.id) && wanted.shop.is_none_or(|one| one == shop.id));
    let ranked = queue::ranked(ctx, &shops)?;
    let limit = usize::try_from(wanted.limit).unwrap_or_default();
    let summaries = if wanted.sort == Sort::Loss && wanted.text.is_none() {
        let first = ranked.iter().take(limit);
        first
            .map(|placed| list::summary(ctx, placed.place.conversation))
            .collect::<desk::error::Result<Vec<_>>>()?
    } else {
        list::list(ctx, caller, wanted)?
    };
    let places: HashMap<ConversationId, &Placed> =
        ranked.iter().map(|placed| (placed.place.conversation, placed)).collect();
    let mut views: Vec<ConversationView> = Vec::with_capacity(summaries.len());
    for summary in summaries {
        let shop = shops.iter().find(|shop| shop.id == summary.conversation.shop);
        let place = places
            .get(&summary.conversation.id)
            .zip(shop)
            .map(|(placed, shop)| PlaceView::of(placed, shop, &summary.conversation));
        views.push(ConversationView { place, ..summary.into() });
    }
    if wanted.sort == Sort::Loss {
        views.sort_by_key(|view| view.place.as_ref().map_or(usize::MAX, |place| place.rank));
    }
    Ok(views)
}

/// A conversation with its last messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenConversation {
    pub conversation: ConversationView,
    /// The last hundred, oldest first.
    pub messages: Vec<MessageView>,
    /// The ledger's position this is true at.
    pub position: i64,
}

/// Shows a conversation with its last messages.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = OpenConversation), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<OpenConversation>> {
    let open = app
        .store
        .read(move |ctx| {
            let summary = list::summary(ctx, id)?;
            who.must_see(summary.conversation.shop, "no_such_conversation")?;
            let last = summary.conversation.last_seq + 1;
            let messages = conversation::messages_before(ctx, id, last, 100)?;
            Ok(OpenConversation {
                conversation: summary.into(),
                messages: named(ctx, messages)?,
                position: fact::head(ctx)?,
            })
        })
        .await?;
    Ok(Json(open))
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessagesQuery {
    /// Only after this number, oldest first.
    pub after: Option<i64>,
    /// Only before this number: the nearest, oldest first.
    pub before: Option<i64>,
    /// At most so many: 1 to 200, 100 when not given.
    pub limit: Option<i64>,
}

/// Shows more messages of a conversation.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = ConversationId, Path), MessagesQuery), responses(
    (status = 200, body = Vec<MessageView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn messages(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
    Query(query): Query<MessagesQuery>,
) -> Answer<Json<Vec<MessageView>>> {
    let limit = query.limit.unwrap_or(100).clamp(1, 200);
    let messages = app
        .store
        .read(move |ctx| {
            let conversation = conversation::get(ctx, id)?;
            who.must_see(conversation.shop, "no_such_conversation")?;
            let found = match (query.after, query.before) {
                (Some(after), _) => conversation::messages_after(ctx, id, after, limit)?,
                (None, before) => conversation::messages_before(ctx, id, before.unwrap_or(i64::MAX), limit)?,
            };
            named(ctx, found)
        })
        .await?;
    Ok(Json(messages))
}

fn named(
    ctx: &mut Ctx<'_, '_>,
    messages: Vec<conversation::Message>,
) -> desk::error::Result<Vec<MessageView>> {
    let mut names = std::collections::HashMap::new();
    let mut views = Vec::with_capacity(messages.len());
    for message in messages {
        let name = match message.agent {
            None => None,
            Some(agent) => Some(match names.get(&agent) {
                Some(name) => String::clone(name),
                None => names.entry(agent).or_insert(people::get(ctx, agent)?.name).clone(),
            }),
        };
        views.push(MessageView::of(message, name));
    }
    Ok(views)
}

/// What a person sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// The client's own id of it; the same again is the same message.
    pub client_id: String,
    /// What is said; may be empty when there are attachments.
    #[serde(default)]
    pub text: String,
    /// Files uploaded before.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// The suggestion it began as, when it began as one.
    #[serde(default)]
    pub suggestion: Option<String>,
    /// The articles that the suggestion offered before it rested on, by the shop's ids, whether it was taken or not.
    #[serde(default)]
    pub suggested: Vec<String>,
    /// The snippet it began as, when it began as one.
    #[serde(default)]
    pub snippet: Option<SnippetId>,
    /// The promises it makes, as the person has seen them; an empty list: none. When not given they are found in it.
    #[serde(default)]
    pub promises: Option<Vec<PromiseInput>>,
}

/// A message that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentMessage {
    #[serde(flatten)]
    pub message: MessageView,
    /// After a snippet: how many the person has sent unedited in a row.
    pub unedited: Option<UneditedView>,
}

/// Answers the buyer. Only whoever holds the conversation can.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = NewMessage, responses(
    (status = 201, body = SentMessage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn send(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(new): Body<NewMessage>,
) -> Answer<(StatusCode, Json<SentMessage>)> {
    let wanted: Option<Vec<WantedPromise>> =
        new.promises.map(|promises| promises.into_iter().map(WantedPromise::from).collect());
    let draft = Draft {
        client_id: new.client_id,
        text: new.text,
        attachments: new.attachments,
        suggestion: new.suggestion,
        suggested: new.suggested,
    };
    let message = app
        .store
        .write(move |ctx| {
            let shop = conversation::get(ctx, id)?.shop;
            who.must_see(shop, "no_such_conversation")?;
            let again = reply::already(ctx, id, who.agent.id, &draft.client_id)?.is_some();
            let (message, unedited) = match new.snippet {
                None => (reply::by_agent(ctx, id, who.agent.id, &draft)?, None),
                Some(snippet) => {
                    let began = (draft, snippet);
                    let (message, unedited) =
                        snippet::send::by_agent(ctx, id, &who.agent, &who.sight, began)?;
                    (message, Some(unedited))
                }
            };
            // Sent again, it has made its promises, and some of them may be due by now.
            if !again {
                make::with_message(ctx, &message, who.agent.id, wanted.as_deref())?;
            }
            let message = MessageView::of(message, Some(who.agent.name));
            Ok(SentMessage { message, unedited: unedited.map(UneditedView::from) })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(message)))
}

/// A note for colleagues.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// The client's own id of it; the same again is the same note.
    pub client_id: String,
    pub text: String,
}

/// Notes something that the buyer never sees.
#[utoipa::path(post, path = "/conversations/{id}/notes", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = NewNote, responses(
    (status = 201, body = MessageView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn note(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(new): Body<NewNote>,
) -> Answer<(StatusCode, Json<MessageView>)> {
    let message = app
        .store
        .write(move |ctx| {
            let shop = conversation::get(ctx, id)?.shop;
            who.must_see(shop, "no_such_conversation")?;
            let message = reply::note(ctx, id, who.agent.id, &new.client_id, &new.text)?;
            Ok(MessageView::of(message, Some(who.agent.name)))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(message)))
}

/// An answer offered to an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    pub text: String,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// It answers the buyer's messages up to this number.
    pub answers_seq: i64,
    /// What it states, held against the facts: to be looked at before it is sent.
    pub checked: Option<Checked>,
}

/// What could be offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offered {
    /// None when there is nothing to rest an answer on.
    pub suggestion: Option<SuggestionView>,
}

/// Offers an answer to what the buyer has open, from the same facts as the bot's.
#[utoipa::path(get, path = "/conversations/{id}/suggestion", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = Offered), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn suggestion(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<Offered>> {
    let gathered = app
        .store
        .read(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            assist::gather(ctx, id)
        })
        .await?;
    let Some(gathered) = gathered else { return Ok(Json(Offered { suggestion: None })) };
    let offered = app.think(move |mind, now| assist::suggest(mind, gathered, now)).await?;
    let suggestion = offered.map(|s| SuggestionView {
        text: s.text,
        sources: s.sources,
        answers_seq: s.answers_seq,
        checked: s.checked,
    });
    Ok(Json(Offered { suggestion }))
}
