//! Gaps in what a shop knows: which there are, what was asked, and how they are closed.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::Caller;
use desk::asked::{Outcome, Rating};
use desk::catalog::promotion::Reach;
use desk::ctx::Ctx;
use desk::fact::RatedBy;
use desk::gap::answer::{Answering, Written};
use desk::gap::{self, Gap, GapSort, GapState, Question, again};
use desk::id::{AgentId, ArticleId, AskedId, ConversationId, GapId, ShopId};
use desk::knowledge::version::Keeper;
use desk::knowledge::{self, Article};
use desk::shop::Lang;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepKnowledge, May};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// A gap in what a shop knows.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapView {
    pub id: GapId,
    pub shop: ShopId,
    pub language: Lang,
    /// The real question that stands for all.
    pub title: String,
    /// An id of the taxonomy of intents.
    pub intent: String,
    pub state: GapState,
    pub owner: Option<AgentId>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due_at: Option<Time>,
    /// The day until when has gone by.
    pub overdue: bool,
    /// Since when it must be answered: it was asked too often within a week.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub must_at: Option<Time>,
    /// The article that answers it, or is meant to.
    pub article: Option<ArticleId>,
    /// How often it was asked.
    pub count: i64,
    /// How often within the last seven days.
    pub week: i64,
    /// How many of its questions are not answered yet.
    pub unanswered: i64,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub first_at: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub last_at: Option<Time>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub closed_at: Option<Time>,
}

impl GapView {
    fn of(gap: Gap, now: Time) -> Self {
        let overdue = gap.overdue(now);
        let Gap { id, shop, language, title, intent, state, owner, due_at, must_at, article, .. } = gap;
        let Gap { count, week, unanswered, first_at, last_at, closed_at, .. } = gap;
        let intent = intent.id().to_owned();
        Self {
            id,
            shop,
            language,
            title,
            intent,
            state,
            owner,
            due_at,
            overdue,
            must_at,
            article,
            count,
            week,
            unanswered,
            first_at,
            last_at,
            closed_at,
        }
    }
}

/// A question that was asked, with where and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedView {
    pub id: AskedId,
    pub conversation: ConversationId,
    /// The number of its message in the conversation.
    pub seq: i64,
    /// What was asked, without personal data.
    pub text: String,
    pub language: Lang,
    pub intent: String,
    /// `pre`, `unpaid`, `unshipped`, `in_transit`, `received` or `after_sale`.
    pub stage: String,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    pub outcome: Outcome,
    /// The article that was told, or else the nearest one there was.
    pub article: Option<ArticleId>,
    /// How likely that article answers it, 0 to 1.
    pub score: Option<f64>,
    pub rating: Option<Rating>,
    /// How it is known whether the answer helped.
    pub rated_by: Option<RatedBy>,
}

impl From<desk::asked::Asked> for AskedView {
    fn from(asked: desk::asked::Asked) -> Self {
        Self {
            id: asked.id,
            conversation: asked.conversation,
            seq: asked.seq,
            text: asked.text,
            language: asked.language,
            intent: asked.intent.id().to_owned(),
            stage: asked.stage.id().to_owned(),
            at: asked.at,
            outcome: asked.outcome,
            article: asked.article,
            score: asked.score,
            rating: asked.rating,
            rated_by: asked.rated_by,
        }
    }
}

/// A real question in a gap.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionView {
    pub asked: AskedView,
    /// Why it does not belong to the shop, if somebody said so.
    pub withdrawn: Option<String>,
    /// What came of asking it again.
    pub again: Option<AgainView>,
}

/// What came of asking a question again.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgainView {
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// Whether the bot tells it now.
    pub answered: bool,
    /// The best article there is.
    pub article: Option<NamedArticle>,
    /// How likely that answers it, 0 to 1.
    pub score: Option<f64>,
}

/// An article by its question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedArticle {
    pub id: ArticleId,
    /// The shop's id.
    pub article_id: String,
    pub question: String,
}

impl From<&Article> for NamedArticle {
    fn from(article: &Article) -> Self {
        let (article_id, question) = (article.facts.article_id.clone(), article.facts.question.clone());
        Self { id: article.id, article_id, question }
    }
}

/// An article that is near a gap's question.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearArticle {
    pub article: NamedArticle,
    pub answer: String,
    /// How likely it answers, 0 to 1.
    pub score: f64,
}

/// A gap with everything in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenGap {
    pub gap: GapView,
    /// Newest first.
    pub questions: Vec<QuestionView>,
    /// Articles that are near, best first.
    pub near: Vec<NearArticle>,
}

/// Which gaps.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    /// Only those in this state; all that are not closed when not given.
    pub state: Option<GapState>,
    /// In which order: `must` when not given.
    pub sort: Option<GapSort>,
}

/// Lists a shop's gaps.
#[utoipa::path(get, path = "/shops/{shop}/gaps", tag = "gaps", params(("shop" = ShopId, Path), GapsQuery), responses(
    (status = 200, body = Vec<GapView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<GapsQuery>,
) -> Answer<Json<Vec<GapView>>> {
    who.must_see(shop, "no_such_shop")?;
    let sort = query.sort.unwrap_or(GapSort::Must);
    let gaps = app
        .store
        .read(move |ctx| {
            let gaps = gap::list(ctx, shop, query.state, sort)?;
            Ok(gaps.into_iter().map(|gap| GapView::of(gap, ctx.now)).collect())
        })
        .await?;
    Ok(Json(gaps))
}

/// Shows a gap: its real questions, where each was asked, and the articles that are near.
#[utoipa::path(get, path = "/gaps/{id}", tag = "gaps", params(("id" = GapId, Path)), responses(
    (status = 200, body = OpenGap), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<GapId>,
) -> Answer<Json<OpenGap>> {
    see(&app, who.caller, id).await?;
    Ok(Json(opened(&app, id).await?))
}

/// What to change about a gap; what is not given stays, and null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapChange {
    /// Who answers it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<AgentId>)]
    pub owner: Option<Option<AgentId>>,
    /// Until when.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due_at: Option<Option<Time>>,
    /// How far it has come. Its answers close it: while a question is open, it cannot be closed by hand.
    #[serde(default)]
    pub state: Option<GapState>,
}

/// A field that is there, be it null, as opposed to one that is not.
#[expect(clippy::option_option, reason = "not given, and given as null, are two things")]
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// Changes who answers a gap, until when, and how far it has come.
#[utoipa::path(patch, path = "/gaps/{id}", tag = "gaps", params(("id" = GapId, Path)), request_body = GapChange,
    responses(
    (status = 200, body = GapView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<GapId>,
    Body(change): Body<GapChange>,
) -> Answer<Json<GapView>> {
    let GapChange { owner, due_at, state } = change;
    let view = app
        .store
        .write(move |ctx| {
            must_see(ctx, &who.caller, id)?;
            let gap = gap::change(ctx, id, gap::Change { owner, due_at, state })?;
            Ok(GapView::of(gap, ctx.now))
        })
        .await?;
    Ok(Json(view))
}

/// What answers a gap: an article to be written, or one that there is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapAnswer {
    /// An article that there is, by the shop's id. Then only `similar` is looked at: wordings it is to have as well.
    #[serde(default)]
    pub article_id: Option<String>,
    /// The question, in its plainest words.
    #[serde(default)]
    pub question: String,
    /// What is told.
    #[serde(default)]
    pub answer: String,
    /// Other ways to ask it.
    #[serde(default)]
    pub similar: Vec<String>,
    /// What it is about; empty is everything.
    #[serde(default)]
    pub scope: Vec<Reach>,
    /// A heading to find it under.
    #[serde(default)]
    pub category: String,
}

impl From<GapAnswer> for Answering {
    fn from(given: GapAnswer) -> Self {
        let GapAnswer { article_id, question, answer, similar, scope, category } = given;
        match article_id {
            Some(article_id) => Self::Known { article_id, similar },
            None => Self::New(Written { question, answer, similar, scope, category }),
        }
    }
}

/// Publishes what answers a gap, and asks its real questions again at once: what comes back shows which of them are
/// answered. The gap closes when all are that were not withdrawn.
#[utoipa::path(post, path = "/gaps/{id}/answer", tag = "gaps", params(("id" = GapId, Path)), request_body = GapAnswer,
    responses(
    (status = 200, body = OpenGap), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<GapId>,
    Body(given): Body<GapAnswer>,
) -> Answer<Json<OpenGap>> {
    let gap = app
        .store
        .write(move |ctx| {
            must_see(ctx, &who.caller, id)?;
            gap::answer::answer(ctx, id, Keeper::of(&who.caller), given.into())
        })
        .await?;
    // Not to be asked of the shelf as it was before.
    app.read_anew(gap.shop).await?;
    ask(&app, id).await?;
    Ok(Json(opened(&app, id).await?))
}

/// Asks a gap's real questions again, on the shelf as it is now.
#[utoipa::path(post, path = "/gaps/{id}/ask_again", tag = "gaps", params(("id" = GapId, Path)), responses(
    (status = 200, body = OpenGap), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn ask_again(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<GapId>,
) -> Answer<Json<OpenGap>> {
    see(&app, who.caller, id).await?;
    ask(&app, id).await?;
    Ok(Json(opened(&app, id).await?))
}

/// Why a question does not belong to the shop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    pub reason: String,
}

/// Takes a question out of its gap's account: it does not belong to the shop.
#[utoipa::path(post, path = "/gaps/{id}/questions/{asked}/withdraw", tag = "gaps",
    params(("id" = GapId, Path), ("asked" = AskedId, Path)), request_body = Withdrawal, responses(
    (status = 200, body = OpenGap), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn withdraw(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path((id, asked)): Path<(GapId, AskedId)>,
    Body(why): Body<Withdrawal>,
) -> Answer<Json<OpenGap>> {
    app.store
        .write(move |ctx| {
            must_see(ctx, &who.caller, id)?;
            gap::withdraw(ctx, id, asked, Keeper::of(&who.caller).agent, &why.reason)
        })
        .await?;
    Ok(Json(opened(&app, id).await?))
}

/// Where a gap goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapMerge {
    /// The gap that asks the same.
    pub into: GapId,
}

/// Puts a gap's questions into another that asks the same.
#[utoipa::path(post, path = "/gaps/{id}/merge", tag = "gaps", params(("id" = GapId, Path)), request_body = GapMerge,
    responses(
    (status = 200, body = GapView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<GapId>,
    Body(merge): Body<GapMerge>,
) -> Answer<Json<GapView>> {
    let view = app
        .store
        .write(move |ctx| {
            must_see(ctx, &who.caller, id)?;
            must_see(ctx, &who.caller, merge.into)?;
            let gap = gap::merge(ctx, id, merge.into)?;
            Ok(GapView::of(gap, ctx.now))
        })
        .await?;
    Ok(Json(view))
}

fn must_see(ctx: &mut Ctx<'_, '_>, caller: &Caller, id: GapId) -> desk::error::Result<()> {
    let gap = gap::get(ctx, id)?;
    caller.must_see(gap.shop, "no_such_gap")
}

async fn see(app: &App, caller: Caller, id: GapId) -> Answer<()> {
    Ok(app.store.read(move |ctx| must_see(ctx, &caller, id)).await?)
}

/// Read, ask, keep: only the first and the last touch the database.
async fn ask(app: &App, id: GapId) -> Answer<Gap> {
    let asking = app.store.read(move |ctx| again::read(ctx, id)).await?;
    let heard = app.think(move |mind, now| Ok(again::think(mind, &asking, now))).await?;
    Ok(app.store.write(move |ctx| again::commit(ctx, &heard)).await?)
}

/// Articles shown beside a gap.
const NEAR: usize = 3;

async fn opened(app: &App, id: GapId) -> Answer<OpenGap> {
    let (gap, questions, names) = app
        .store
        .read(move |ctx| {
            let gap = gap::get(ctx, id)?;
            let names: HashMap<ArticleId, NamedArticle> =
                knowledge::all(ctx, gap.shop)?.iter().map(|article| (article.id, article.into())).collect();
            Ok((gap, gap::questions(ctx, id)?, names))
        })
        .await?;
    let standing_for_all = questions.iter().find(|question| question.asked.text == gap.title);
    let near = match standing_for_all.or(questions.first()).map(|question| question.asked.clone()) {
        None => Vec::new(),
        Some(asked) => {
            app.think(move |mind, now| Ok(again::ask(mind, &mind.shelves(asked.shop), &asked, now))).await?
        }
    };
    let near = near.into_iter().take(NEAR).map(|hit| NearArticle {
        article: hit.article.as_ref().into(),
        answer: hit.article.facts.answer.clone(),
        score: hit.score,
    });
    let shown = |question: Question| QuestionView {
        asked: question.asked.into(),
        withdrawn: question.withdrawn,
        again: question.again.map(|again| AgainView {
            at: again.at,
            answered: again.answered,
            article: again.article.and_then(|id| names.get(&id).cloned()),
            score: again.score,
        }),
    };
    let questions = questions.into_iter().map(shown).collect();
    Ok(OpenGap { gap: GapView::of(gap, app.store.clock.now()), questions, near: near.collect() })
}
