//! Who holds a conversation: taking it, letting it pass, giving it back, passing it on, and being done with it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use desk::agent::presence;
use desk::conversation::{self, hold, list, offer, resolve};
use desk::ctx::Ctx;
use desk::fact::Presence;
use desk::id::{AgentId, ConversationId};
use desk::routing::transfer::{self, TransferCost};
use desk::shop::Bilingual;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::view::ConversationView;
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Takes a conversation from the queue or from the bot. Of two who try at once, one gets it.
#[utoipa::path(post, path = "/conversations/{id}/claim", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = ConversationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "already_claimed")))]
pub async fn claim(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationView>> {
    changing(&app, who, id, move |ctx, who| {
        hold::claim(ctx, id, who.agent.id)?;
        if who.agent.presence != Presence::Online {
            presence::set(ctx, who.agent.id, Presence::Online)?;
        }
        Ok(())
    })
    .await
}

/// Lets a conversation pass that was offered; it is offered to somebody else.
#[utoipa::path(post, path = "/conversations/{id}/decline", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = ConversationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "not_offered")))]
pub async fn decline(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationView>> {
    changing(&app, who, id, move |ctx, who| offer::decline(ctx, id, who.agent.id).map(drop)).await
}

/// Gives a conversation back to the queue.
#[utoipa::path(post, path = "/conversations/{id}/release", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = ConversationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn release(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationView>> {
    changing(&app, who, id, move |ctx, who| hold::release(ctx, id, who.agent.id, who.agent.role).map(drop))
        .await
}

/// To whom a conversation is passed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub to: AgentId,
}

/// Passes a conversation to a colleague.
#[utoipa::path(post, path = "/conversations/{id}/transfer", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = Transfer, responses(
    (status = 200, body = ConversationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn transfer(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(Transfer { to }): Body<Transfer>,
) -> Answer<Json<ConversationView>> {
    changing(&app, who, id, move |ctx, who| {
        hold::transfer(ctx, id, who.agent.id, who.agent.role, to).map(drop)
    })
    .await
}

/// What passing a conversation on costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferCostView {
    /// By which number; none when the shop is judged by none.
    pub metric: Option<Bilingual>,
    pub code: TransferCost,
    /// The cost as a phrase.
    pub why: Bilingual,
}

/// Shows what passing a conversation on now costs, by the number the shop is judged by.
#[utoipa::path(get, path = "/conversations/{id}/transfer-cost", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = TransferCostView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn transfer_cost(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<TransferCostView>> {
    let view = app
        .store
        .read(move |ctx| {
            let conversation = conversation::get(ctx, id)?;
            who.must_see(conversation.shop, "no_such_conversation")?;
            let (code, metric) = transfer::of(ctx, &conversation)?;
            Ok(TransferCostView { metric, code, why: transfer::told(code) })
        })
        .await?;
    Ok(Json(view))
}

/// Says that a conversation is done.
#[utoipa::path(post, path = "/conversations/{id}/resolve", tag = "conversations",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = ConversationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn resolve(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationView>> {
    changing(&app, who, id, move |ctx, who| {
        resolve::by_agent(ctx, id, who.agent.id, who.agent.role).map(drop)
    })
    .await
}

/// Runs a change of a conversation that the person sees, and shows what it is then.
async fn changing(
    app: &App,
    who: Person<AnswerConversations>,
    id: ConversationId,
    change: impl FnOnce(&mut Ctx<'_, '_>, &Person<AnswerConversations>) -> desk::error::Result<()>
    + Send
    + 'static,
) -> Answer<Json<ConversationView>> {
    let summary = app
        .store
        .write(move |ctx| {
            let shop = conversation::get(ctx, id)?.shop;
            who.must_see(shop, "no_such_conversation")?;
            change(ctx, &who)?;
            list::summary(ctx, id)
        })
        .await?;
    Ok(Json(summary.into()))
}
