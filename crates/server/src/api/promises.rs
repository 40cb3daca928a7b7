//! Promises: what was said to buyers that must be done by a time, and what came of it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::{people, team};
use desk::conversation;
use desk::ctx::Ctx;
use desk::fact::Author;
use desk::id::{AgentId, BuyerId, ConversationId, MessageId, PromiseId, ShopId};
use desk::promise::change;
use desk::promise::deep;
use desk::promise::figures::{self, PromiseFigures};
use desk::promise::make::{self, Wanted};
use desk::promise::repeat::{self, Again};
use desk::promise::vague::{self, Missing};
use desk::promise::{
    self, Promise, PromiseCounts, PromiseKind, PromiseOwner, PromiseState, WhichPromises, find,
};
use desk::{buyer, order, shop};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::deep_resolves::{DeepResolveView, deep_view};
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations, SeeFigures};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Something said that must be done by a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseView {
    pub id: PromiseId,
    pub shop: ShopId,
    pub conversation: ConversationId,
    /// The number of the conversation.
    pub number: i64,
    pub buyer: BuyerId,
    /// What to call the buyer.
    pub buyer_name: Option<String>,
    pub owner: PromiseOwner,
    /// What the owner is called; none for the shop.
    pub owner_name: Option<String>,
    /// Who said it: `agent` or `bot`.
    pub author: Author,
    /// The message it was made in.
    pub message: Option<MessageId>,
    pub kind: PromiseKind,
    /// As the buyer read it.
    pub wording: String,
    /// The number of the order it is about.
    pub order: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub due_at: Time,
    /// From when on it is due soon.
    #[schema(value_type = String, format = "date-time")]
    pub remind_at: Time,
    /// When its owner was reminded.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub reminded_at: Option<Time>,
    /// How often it was moved.
    pub moves: i64,
    /// When it was not kept in time.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub broken_at: Option<Time>,
    pub state: PromiseState,
    /// Why it was called off, or how it was kept.
    pub reason: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub closed_at: Option<Time>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
}

fn view(ctx: &mut Ctx<'_, '_>, promise: Promise) -> desk::error::Result<PromiseView> {
    let owner_name = match promise.owner {
        PromiseOwner::Agent(agent) => Some(people::get(ctx, agent)?.name),
        PromiseOwner::Team(id) => Some(team::get(ctx, id)?.name),
        PromiseOwner::Shop => None,
    };
    let order = match promise.order {
        Some(order) => Some(order::get(ctx, order)?.number),
        None => None,
    };
    Ok(PromiseView {
        number: conversation::get(ctx, promise.conversation)?.number,
        buyer_name: buyer::get(ctx, promise.buyer)?.name,
        owner_name,
        order,
        message: promise.message.map(|(message, _)| message),
        id: promise.id,
        shop: promise.shop,
        conversation: promise.conversation,
        buyer: promise.buyer,
        owner: promise.owner,
        author: promise.author,
        kind: promise.kind,
        wording: promise.wording,
        due_at: promise.due_at,
        remind_at: promise.remind_at,
        reminded_at: promise.reminded_at,
        moves: promise.moves,
        broken_at: promise.broken_at,
        state: promise.state,
        reason: promise.reason,
        closed_at: promise.closed_at,
        created_at: promise.created_at,
    })
}

fn views(ctx: &mut Ctx<'_, '_>, promises: Vec<Promise>) -> desk::error::Result<Vec<PromiseView>> {
    promises.into_iter().map(|promise| view(ctx, promise)).collect()
}

/// Which promises.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PromisesQuery {
    pub view: WhichPromises,
    /// At most so many: 1 to 500, 200 when not given.
    pub limit: Option<i64>,
}

/// Promises, due first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseList {
    pub promises: Vec<PromiseView>,
    pub counts: PromiseCounts,
    /// Who is getting to the root of a matter now.
    pub deep: Vec<DeepResolveView>,
}

/// Lists promises of the shops the person sees, due first.
#[utoipa::path(get, path = "/promises", tag = "promises", params(PromisesQuery), responses(
    (status = 200, body = PromiseList), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Query(query): Query<PromisesQuery>,
) -> Answer<Json<PromiseList>> {
    let limit = query.limit.unwrap_or(200).clamp(1, 500);
    let list = app
        .store
        .read(move |ctx| {
            let promises = promise::list(ctx, who.agent.id, &who.sight, query.view, limit)?;
            let mut deep = Vec::new();
            for shop in shop::list(ctx)?.into_iter().filter(|shop| who.sight.includes(shop.id)) {
                for one in deep::running(ctx, shop.id)? {
                    deep.push(deep_view(ctx, one)?);
                }
            }
            let counts = promise::counts(ctx, who.agent.id, &who.sight)?;
            Ok(PromiseList { promises: views(ctx, promises)?, counts, deep })
        })
        .await?;
    Ok(Json(list))
}

/// What was promised in a conversation, and what a buyer came back for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationPromises {
    /// The open ones first, due first.
    pub promises: Vec<PromiseView>,
    /// Vague replies after which the buyer asked again here.
    pub again: Vec<Again>,
    /// Whether somebody is getting to the root of it, or has.
    pub deep: Option<DeepResolveView>,
}

/// Shows what was promised in a conversation.
#[utoipa::path(get, path = "/conversations/{id}/promises", tag = "promises", params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationPromises), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn of_conversation(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationPromises>> {
    let shown = app
        .store
        .read(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            let promises = promise::of_conversation(ctx, id)?;
            let deep = deep::of_conversation(ctx, id)?.map(|one| deep_view(ctx, one)).transpose()?;
            let again = repeat::of_conversation(ctx, id)?;
            Ok(ConversationPromises { promises: views(ctx, promises)?, again, deep })
        })
        .await?;
    Ok(Json(shown))
}

/// A text that may be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    pub text: String,
}

/// A promise as a person puts it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseInput {
    pub kind: PromiseKind,
    #[schema(value_type = String, format = "date-time")]
    pub due_at: Time,
    /// As the buyer reads it.
    pub wording: String,
    /// The number of the order it is about; found by itself when not given.
    #[serde(default)]
    pub order: Option<String>,
}

impl From<PromiseInput> for Wanted {
    fn from(input: PromiseInput) -> Self {
        let PromiseInput { kind, due_at, wording, order } = input;
        Self { kind, due_at, wording, order }
    }
}

/// A promise found in a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseFound {
    pub kind: PromiseKind,
    #[schema(value_type = String, format = "date-time")]
    pub due_at: Time,
    /// Whether the time was said to the minute.
    pub exact: bool,
    pub wording: String,
}

/// What is vague about a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct VagueView {
    /// The words.
    pub phrases: Vec<String>,
    pub missing: Vec<Missing>,
}

/// What a text commits to, and what is vague about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Weighed {
    pub promises: Vec<PromiseFound>,
    pub vague: Option<VagueView>,
}

/// Says what a text would commit to before it is sent, and what is vague about it. Nothing is stored.
#[utoipa::path(post, path = "/conversations/{id}/weigh", tag = "promises", params(("id" = ConversationId, Path)),
    request_body = Weighing, responses(
    (status = 200, body = Weighed), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn weigh(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(Weighing { text }): Body<Weighing>,
) -> Answer<Json<Weighed>> {
    let (shop, now) = app
        .store
        .read(move |ctx| {
            let shop = conversation::get(ctx, id)?.shop;
            who.must_see(shop, "no_such_conversation")?;
            Ok((shop::get(ctx, shop)?, ctx.now))
        })
        .await?;
    let text: String = text.chars().take(conversation::text::LONGEST).collect();
    let promises = find::promises(&text, &shop, now).into_iter().map(|found| PromiseFound {
        kind: found.kind,
        due_at: found.due_at,
        exact: found.exact,
        wording: found.wording,
    });
    let vague = vague::weigh(&text, &shop, now)
        .map(|vague| VagueView { phrases: vague.phrases, missing: vague.missing });
    Ok(Json(Weighed { promises: promises.collect(), vague }))
}

/// A promise made by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPromise {
    pub promise: PromiseInput,
    /// Whose it is; the person's own when not given.
    #[serde(default)]
    pub owner: Option<PromiseOwner>,
}

/// Makes a promise that no message is the place of: on the phone, or after the fact.
#[utoipa::path(post, path = "/conversations/{id}/promises", tag = "promises",
    params(("id" = ConversationId, Path)), request_body = NewPromise, responses(
    (status = 201, body = PromiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn make(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(new): Body<NewPromise>,
) -> Answer<(StatusCode, Json<PromiseView>)> {
    let made = app
        .store
        .write(move |ctx| {
            let conversation = conversation::get(ctx, id)?;
            who.must_see(conversation.shop, "no_such_conversation")?;
            let owner = new.owner.unwrap_or(PromiseOwner::Agent(who.agent.id));
            let made = make::by_hand(ctx, &conversation, who.agent.id, &new.promise.into(), owner)?;
            view(ctx, made)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Runs a change of a promise whose shop the person sees, and shows what it is then.
async fn changing(
    app: &App,
    who: Person<AnswerConversations>,
    id: PromiseId,
    change: impl FnOnce(&mut Ctx<'_, '_>, AgentId) -> desk::error::Result<Promise> + Send + 'static,
) -> Answer<Json<PromiseView>> {
    let changed = app
        .store
        .write(move |ctx| {
            who.must_see(promise::get(ctx, id)?.shop, "no_such_promise")?;
            let changed = change(ctx, who.agent.id)?;
            view(ctx, changed)
        })
        .await?;
    Ok(Json(changed))
}

/// How a promise was kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Keeping {
    #[serde(default)]
    pub how: Option<String>,
}

/// Says that a promise was kept.
#[utoipa::path(post, path = "/promises/{id}/keep", tag = "promises", params(("id" = PromiseId, Path)),
    request_body = Keeping, responses(
    (status = 200, body = PromiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "promise_closed"),
    (status = 422, body = Problem)))]
pub async fn keep(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<PromiseId>,
    Body(Keeping { how }): Body<Keeping>,
) -> Answer<Json<PromiseView>> {
    changing(&app, who, id, move |ctx, by| change::keep(ctx, id, Some(by), how.as_deref())).await
}

/// Why a promise no longer holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancelling {
    pub reason: String,
}

/// Calls a promise off.
#[utoipa::path(post, path = "/promises/{id}/cancel", tag = "promises", params(("id" = PromiseId, Path)),
    request_body = Cancelling, responses(
    (status = 200, body = PromiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "promise_closed"),
    (status = 422, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<PromiseId>,
    Body(Cancelling { reason }): Body<Cancelling>,
) -> Answer<Json<PromiseView>> {
    changing(&app, who, id, move |ctx, by| change::cancel(ctx, id, by, &reason)).await
}

/// Until when a promise is moved, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Moving {
    #[schema(value_type = String, format = "date-time")]
    pub due_at: Time,
    pub reason: String,
}

/// Moves a promise to another time. One that was broken stays so in the figures.
#[utoipa::path(post, path = "/promises/{id}/move", tag = "promises", params(("id" = PromiseId, Path)),
    request_body = Moving, responses(
    (status = 200, body = PromiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "promise_closed"),
    (status = 422, body = Problem)))]
pub async fn postpone(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<PromiseId>,
    Body(Moving { due_at, reason }): Body<Moving>,
) -> Answer<Json<PromiseView>> {
    changing(&app, who, id, move |ctx, by| change::postpone(ctx, id, by, due_at, &reason)).await
}

/// To whom a promise is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Giving {
    pub owner: PromiseOwner,
}

/// Gives a promise to somebody else.
#[utoipa::path(post, path = "/promises/{id}/give", tag = "promises", params(("id" = PromiseId, Path)),
    request_body = Giving, responses(
    (status = 200, body = PromiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "promise_closed"),
    (status = 422, body = Problem)))]
pub async fn give(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<PromiseId>,
    Body(Giving { owner }): Body<Giving>,
) -> Answer<Json<PromiseView>> {
    changing(&app, who, id, move |ctx, by| change::give(ctx, id, by, owner)).await
}

/// Over which time.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// Promises made in the last so many days: 1 to 366, 30 when not given.
    pub days: Option<u32>,
}

/// How a shop keeps its word.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopPromiseFigures {
    pub shop: PromiseFigures,
    /// Of each person; who has made most comes first.
    pub people: Vec<PersonPromiseFigures>,
}

/// How a person keeps their word.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonPromiseFigures {
    /// None: the shop's and its teams'.
    pub agent: Option<AgentId>,
    pub name: Option<String>,
    pub figures: PromiseFigures,
}

/// Shows how a shop and each of its people keep their word, and how vague they are.
#[utoipa::path(get, path = "/shops/{shop}/promises/figures", tag = "promises",
    params(("shop" = ShopId, Path), FiguresQuery), responses(
    (status = 200, body = ShopPromiseFigures), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn promise_figures(
    State(app): State<App>,
    who: May<SeeFigures>,
    Path(shop): Path<ShopId>,
    Query(query): Query<FiguresQuery>,
) -> Answer<Json<ShopPromiseFigures>> {
    let days = u64::from(query.days.unwrap_or(30).clamp(1, 366));
    let figures = app
        .store
        .read(move |ctx| {
            who.must_see(shop, "no_such_shop")?;
            shop::get(ctx, shop)?;
            let (all, people) = figures::of_shop(ctx, shop, ctx.now - Duration::from_secs(days * 86_400))?;
            let names: HashMap<AgentId, String> =
                people::list(ctx)?.into_iter().map(|agent| (agent.id, agent.name)).collect();
            let people = people.into_iter().map(|one| PersonPromiseFigures {
                name: one.agent.and_then(|agent| names.get(&agent).cloned()),
                agent: one.agent,
                figures: one.figures,
            });
            Ok(ShopPromiseFigures { shop: all, people: people.collect() })
        })
        .await?;
    Ok(Json(figures))
}
