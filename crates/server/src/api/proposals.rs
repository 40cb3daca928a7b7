//! What somebody or something thinks a shop should know, and what keepers make of it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent;
use desk::ctx::Ctx;
use desk::id::{ArticleId, ConversationId, MessageId, ProposalId, ShopId};
use desk::knowledge::conflict::{Conflict, ConflictKind, Difference};
use desk::knowledge::proposal::{self, NewProposal, Proposal, ProposalKind, ProposalState};
use desk::knowledge::version::Keeper;
use desk::knowledge::{self, ArticleInput, ArticleSource};
use desk::{capture, conversation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::articles::ArticleHistory;
use crate::app::App;
use crate::auth::{AnswerConversations, KeepKnowledge, May, Person};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Something proposed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    pub id: ProposalId,
    pub shop: ShopId,
    pub kind: ProposalKind,
    /// Which article it changes, or became.
    pub article: Option<ArticleId>,
    pub body: ArticleInput,
    pub source: ArticleSource,
    /// What there is already: the same, or the opposite.
    pub conflicts: Vec<ConflictView>,
    pub state: ProposalState,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    pub created_by_name: Option<String>,
}

/// An article that there is, beside what is proposed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConflictView {
    pub article: ArticleId,
    /// The shop's id of it.
    pub article_id: String,
    pub question: String,
    pub answer: String,
    pub kind: ConflictKind,
    /// How likely it is the same question, 0 to 1.
    pub score: f64,
    pub differs: Vec<Difference>,
}

impl ConflictView {
    fn of(ctx: &mut Ctx<'_, '_>, conflict: Conflict) -> desk::error::Result<Self> {
        let Conflict { article_id: article, kind, score, differs } = conflict;
        let facts = knowledge::get(ctx, article)?.facts;
        let ArticleInput { article_id, question, answer, .. } = facts;
        Ok(Self { article, article_id, question, answer, kind, score, differs })
    }
}

impl ProposalView {
    fn of(ctx: &mut Ctx<'_, '_>, proposal: Proposal) -> desk::error::Result<Self> {
        let created_by_name = match proposal.created_by {
            Some(agent) => Some(agent::people::get(ctx, agent)?.name),
            None => None,
        };
        let Proposal { id, shop, kind, article, body, source, conflicts, state, created_at, .. } = proposal;
        let conflicts =
            conflicts.into_iter().map(|one| ConflictView::of(ctx, one)).collect::<Result<_, _>>()?;
        Ok(Self { id, shop, kind, article, body, source, conflicts, state, created_at, created_by_name })
    }
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only those that stand so; the open ones when not given.
    #[serde(default)]
    pub state: Option<ProposalState>,
}

/// Lists proposals, newest first; at most five hundred.
#[utoipa::path(get, path = "/shops/{shop}/proposals", tag = "knowledge", params(("shop" = ShopId, Path), Wanted),
    responses((status = 200, body = Vec<ProposalView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn proposals(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<Vec<ProposalView>>> {
    who.must_see(shop, "no_such_shop")?;
    let listed = app
        .store
        .read(move |ctx| {
            let all = proposal::proposals(ctx, shop, wanted.state.unwrap_or(ProposalState::Open))?;
            all.into_iter().map(|proposal| ProposalView::of(ctx, proposal)).collect()
        })
        .await?;
    Ok(Json(listed))
}

/// How a proposal is accepted.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// What it should say instead of what was proposed.
    #[serde(default)]
    pub article: Option<ArticleInput>,
}

/// Accepts a proposal: bot and agents have it within a second.
#[utoipa::path(post, path = "/proposals/{id}/accept", tag = "knowledge", params(("id" = ProposalId, Path)),
    request_body = Acceptance, responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn accept(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ProposalId>,
    Body(acceptance): Body<Acceptance>,
) -> Answer<Json<ArticleHistory>> {
    let keeper = Keeper::of(&who.caller);
    let article = app
        .store
        .write(move |ctx| {
            who.must_see(proposal::proposal(ctx, id)?.shop, "no_such_proposal")?;
            let article = proposal::accept(ctx, id, keeper, acceptance.article)?;
            ArticleHistory::of(ctx, article.id)
        })
        .await?;
    app.read_anew(article.article.shop).await?;
    Ok(Json(article))
}

/// The article that a proposal's question becomes a further wording of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The shop's id of it.
    pub article_id: String,
}

/// Takes a proposal's question as a further wording of an article that there is.
#[utoipa::path(post, path = "/proposals/{id}/merge", tag = "knowledge", params(("id" = ProposalId, Path)),
    request_body = Merge, responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ProposalId>,
    Body(Merge { article_id }): Body<Merge>,
) -> Answer<Json<ArticleHistory>> {
    let keeper = Keeper::of(&who.caller);
    let article = app
        .store
        .write(move |ctx| {
            who.must_see(proposal::proposal(ctx, id)?.shop, "no_such_proposal")?;
            let article = proposal::merge(ctx, id, &article_id, keeper)?;
            ArticleHistory::of(ctx, article.id)
        })
        .await?;
    app.read_anew(article.article.shop).await?;
    Ok(Json(article))
}

/// Rejects a proposal.
#[utoipa::path(post, path = "/proposals/{id}/reject", tag = "knowledge", params(("id" = ProposalId, Path)), responses(
    (status = 200, body = ProposalView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn reject(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ProposalId>,
) -> Answer<Json<ProposalView>> {
    let keeper = Keeper::of(&who.caller);
    let rejected = app
        .store
        .write(move |ctx| {
            who.must_see(proposal::proposal(ctx, id)?.shop, "no_such_proposal")?;
            proposal::reject(ctx, id, keeper)?;
            let proposal = proposal::proposal(ctx, id)?;
            ProposalView::of(ctx, proposal)
        })
        .await?;
    Ok(Json(rejected))
}

/// The answer to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// An agent's message in the conversation.
    pub message: MessageId,
}

/// Proposes what an agent answered as an article: the buyer's question, the answer as it was sent, about what they spoke
/// of; with what the shop knows of it already.
#[utoipa::path(post, path = "/conversations/{id}/capture", tag = "knowledge", params(("id" = ConversationId, Path)),
    request_body = Capture, responses(
    (status = 201, body = ProposalView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn capture(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    Body(Capture { message }): Body<Capture>,
) -> Answer<(StatusCode, Json<ProposalView>)> {
    let agent = who.agent.id;
    let gathered = app
        .store
        .read(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            capture::gather(ctx, id, message)
        })
        .await?;
    let shop = gathered.shop();
    let (body, source, conflicts) =
        app.think(move |mind, now| Ok(capture::draft(mind, gathered, now))).await?;
    let proposed = app
        .store
        .write(move |ctx| {
            let new = NewProposal {
                kind: ProposalKind::New,
                article: None,
                body,
                source,
                conflicts,
                by: Some(agent),
            };
            let id = proposal::propose(ctx, shop, new)?;
            let proposal = proposal::proposal(ctx, id)?;
            ProposalView::of(ctx, proposal)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(proposed)))
}
