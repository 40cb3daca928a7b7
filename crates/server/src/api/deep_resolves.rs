//! Deep resolve: an agent takes a few minutes to get to the root of a matter, where leads see it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::people;
use desk::conversation;
use desk::ctx::Ctx;
use desk::id::{AgentId, ConversationId};
use desk::promise::deep::{self, DeepResolve};
use desk::promise::make::Wanted;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::promises::PromiseInput;
use crate::app::App;
use crate::auth::{AnswerConversations, Person};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Somebody is getting to the root of a matter, or has.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeepResolveView {
    pub conversation: ConversationId,
    /// The number of the conversation.
    pub number: i64,
    pub agent: AgentId,
    pub agent_name: String,
    #[schema(value_type = String, format = "date-time")]
    pub started_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub until_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended_at: Option<Time>,
    /// What is to be done.
    pub steps: Vec<String>,
}

/// Shows it, with the names of what is in it.
pub(super) fn deep_view(ctx: &mut Ctx<'_, '_>, deep: DeepResolve) -> desk::error::Result<DeepResolveView> {
    let DeepResolve { conversation, agent, started_at, until_at, ended_at, steps, .. } = deep;
    let number = conversation::get(ctx, conversation)?.number;
    let agent_name = people::get(ctx, agent)?.name;
    Ok(DeepResolveView { conversation, number, agent, agent_name, started_at, until_at, ended_at, steps })
}

/// How long it may take.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeepResolve {
    /// 5 to 10.
    pub minutes: u32,
}

/// Takes a few minutes to get to the root of a matter; leads see it. Only whoever holds the conversation can.
#[utoipa::path(post, path = "/conversations/{id}/deep_resolve", tag = "promises",
    params(("id" = ConversationId, Path)), request_body = NewDeepResolve, responses(
    (status = 200, body = DeepResolveView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn begin_deep(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(NewDeepResolve { minutes }): Body<NewDeepResolve>,
) -> Answer<Json<DeepResolveView>> {
    let begun = app
        .store
        .write(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            let begun = deep::begin(ctx, id, who.agent.id, minutes)?;
            deep_view(ctx, begun)
        })
        .await?;
    Ok(Json(begun))
}

/// What came of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeepResolveEnd {
    /// What is to be done, in order.
    pub steps: Vec<String>,
    /// What is promised if that is not enough.
    #[serde(default)]
    pub promise: Option<PromiseInput>,
}

/// Ends it with definite steps, and a promise if the matter is not solved by them.
#[utoipa::path(post, path = "/conversations/{id}/deep_resolve/end", tag = "promises",
    params(("id" = ConversationId, Path)), request_body = DeepResolveEnd, responses(
    (status = 200, body = DeepResolveView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn end_deep(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(DeepResolveEnd { steps, promise }): Body<DeepResolveEnd>,
) -> Answer<Json<DeepResolveView>> {
    let promise = promise.map(Wanted::from);
    let ended = app
        .store
        .write(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            let ended = deep::end(ctx, id, who.agent.id, &steps, promise.as_ref())?;
            deep_view(ctx, ended)
        })
        .await?;
    Ok(Json(ended))
}
