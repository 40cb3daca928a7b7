//! What a shop knows: articles, written, looked at, published, looked after.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent;
use desk::ctx::Ctx;
use desk::id::{AgentId, ArticleId, ShopId};
use desk::knowledge::keeping::{self, KeepingChange};
use desk::knowledge::version::{self, Draft, Keeper, Seen, Version, VersionState};
use desk::knowledge::{self, Article, ArticleInput, ArticleSource, ArticleStatus};
use desk::shop;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepKnowledge, May, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// An article, as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleView {
    pub id: ArticleId,
    pub shop: ShopId,
    /// The number of the live version.
    pub version: i64,
    pub status: ArticleStatus,
    /// Who looks after it.
    pub owner: Option<AgentId>,
    pub owner_name: Option<String>,
    /// When it is to be looked at again.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub review_at: Option<Time>,
    /// Why buyers are not told it until somebody has looked.
    pub stale: Option<String>,
    pub source: ArticleSource,
    /// The draft or review that is open over it.
    pub open: Option<OpenVersion>,
    pub article: ArticleInput,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

/// A version that nobody has decided about.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct OpenVersion {
    pub number: i64,
    pub state: VersionState,
}

/// A version of an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    pub number: i64,
    pub state: VersionState,
    pub article: ArticleInput,
    pub note: String,
    pub author_name: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    pub decided_by_name: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub decided_at: Option<Time>,
}

/// An article with every version it has had, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleHistory {
    pub article: ArticleView,
    pub versions: Vec<VersionView>,
}

/// The names of people, each read once.
#[derive(Default)]
struct Names(HashMap<AgentId, String>);

impl Names {
    fn of(&mut self, ctx: &mut Ctx<'_, '_>, id: Option<AgentId>) -> desk::error::Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(name) = self.0.get(&id) {
            return Ok(Some(name.clone()));
        }
        let name = agent::people::get(ctx, id)?.name;
        self.0.insert(id, name.clone());
        Ok(Some(name))
    }
}

impl ArticleView {
    fn of(
        ctx: &mut Ctx<'_, '_>,
        names: &mut Names,
        article: Article,
        open: Option<OpenVersion>,
    ) -> desk::error::Result<Self> {
        let keeping = article.keeping;
        Ok(Self {
            id: article.id,
            shop: article.shop,
            version: article.version,
            status: keeping.status,
            owner_name: names.of(ctx, keeping.owner)?,
            owner: keeping.owner,
            review_at: keeping.review_at,
            stale: keeping.stale,
            source: keeping.source,
            open,
            article: article.facts,
            updated_at: article.updated_at,
        })
    }
}

impl ArticleHistory {
    pub(crate) fn of(ctx: &mut Ctx<'_, '_>, id: ArticleId) -> desk::error::Result<Self> {
        let mut names = Names::default();
        let article = knowledge::get(ctx, id)?;
        let known = version::versions(ctx, id)?;
        let open = known.iter().find(|version| version.open()).map(open_version);
        let mut versions = Vec::with_capacity(known.len());
        for version in known {
            versions.push(VersionView {
                number: version.number,
                state: version.state,
                author_name: names.of(ctx, version.author)?,
                decided_by_name: names.of(ctx, version.decided_by)?,
                article: version.facts,
                note: version.note,
                created_at: version.created_at,
                decided_at: version.decided_at,
            });
        }
        Ok(Self { article: ArticleView::of(ctx, &mut names, article, open)?, versions })
    }
}

fn open_version(version: &Version) -> OpenVersion {
    OpenVersion { number: version.number, state: version.state }
}

/// Which articles.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only those that stand so.
    #[serde(default)]
    pub status: Option<ArticleStatus>,
    /// Only those with these words in a question, an answer or a category.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those that somebody must look at: stale, or past their review date.
    #[serde(default)]
    pub due: bool,
    /// How many; 200 when not given, 1000 at most.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// Some articles, and how many there are of the kind that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Articles {
    pub articles: Vec<ArticleView>,
    pub total: usize,
}

/// Lists what a shop knows, by id.
#[utoipa::path(get, path = "/shops/{shop}/articles", tag = "knowledge", params(("shop" = ShopId, Path), Wanted),
    responses((status = 200, body = Articles), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<Articles>> {
    who.must_see(shop, "no_such_shop")?;
    let listed = app
        .store
        .read(move |ctx| {
            let mut names = Names::default();
            let open: HashMap<ArticleId, OpenVersion> =
                version::open(ctx, shop)?.iter().map(|v| (v.article, open_version(v))).collect();
            let now = ctx.now;
            let found: Vec<Article> =
                knowledge::all(ctx, shop)?.into_iter().filter(|article| wanted.fits(article, now)).collect();
            let total = found.len();
            let mut articles = Vec::new();
            for article in found.into_iter().take(wanted.limit.unwrap_or(200).min(1000)) {
                let open = open.get(&article.id).copied();
                articles.push(ArticleView::of(ctx, &mut names, article, open)?);
            }
            Ok(Articles { articles, total })
        })
        .await?;
    Ok(Json(listed))
}

impl Wanted {
    fn fits(&self, article: &Article, now: Time) -> bool {
        let keeping = &article.keeping;
        let due = keeping.stale.is_some() || keeping.review_at.is_some_and(|at| at <= now);
        self.status.is_none_or(|status| keeping.status == status)
            && (!self.due || due && keeping.status == ArticleStatus::Published)
            && self.text.as_deref().is_none_or(|text| article.mentions(text))
    }
}

/// Shows an article with its history.
#[utoipa::path(get, path = "/articles/{id}", tag = "knowledge", params(("id" = ArticleId, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ArticleId>,
) -> Answer<Json<ArticleHistory>> {
    let shown = app
        .store
        .read(move |ctx| {
            who.must_see(knowledge::get(ctx, id)?.shop, "no_such_article")?;
            ArticleHistory::of(ctx, id)
        })
        .await?;
    Ok(Json(shown))
}

/// Something written down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftInput {
    /// With an empty `article_id` it is a new article.
    pub article: ArticleInput,
    /// Why it was written.
    #[serde(default)]
    pub note: String,
    /// The number of the version it was written over; refused when there is a newer one. Without it a draft that is open is
    /// not written over.
    #[serde(default)]
    pub based_on: Option<i64>,
    /// When that was written: a draft keeps its number when somebody writes it again.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub based_on_at: Option<Time>,
    /// Whether it is published at once.
    #[serde(default)]
    pub publish: bool,
}

/// Writes a draft, or publishes it at once. An article has one open draft; whoever has seen it may write over it.
#[utoipa::path(post, path = "/shops/{shop}/articles/drafts", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = DraftInput, responses(
    (status = 201, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn draft(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Body(input): Body<DraftInput>,
) -> Answer<(StatusCode, Json<ArticleHistory>)> {
    who.must_see(shop, "no_such_shop")?;
    let (keeper, publish) = (Keeper::of(&who.caller), input.publish);
    let written = app
        .store
        .write(move |ctx| {
            let shop = shop::get(ctx, shop)?;
            let DraftInput { article, note, based_on, based_on_at, .. } = input;
            let based_on = based_on.map(|number| Seen { number, written_at: based_on_at });
            let draft = Draft { facts: article, note, based_on, source: ArticleSource::written() };
            let version = version::draft(ctx, &shop, keeper, draft)?;
            if publish {
                version::publish(ctx, version.article, version.number, keeper)?;
            }
            ArticleHistory::of(ctx, version.article)
        })
        .await?;
    if publish {
        app.read_anew(written.article.shop).await?;
    }
    Ok((StatusCode::CREATED, Json(written)))
}

/// Runs a change of an article that the keeper sees, and shows what it is then. Whoever asks next on this server is told
/// what it says now; other servers hear of it from the ledger.
async fn changing(
    app: &App,
    who: May<KeepKnowledge>,
    id: ArticleId,
    change: impl FnOnce(&mut Ctx<'_, '_>, Keeper, ShopId) -> desk::error::Result<()> + Send + 'static,
) -> Answer<Json<ArticleHistory>> {
    let keeper = Keeper::of(&who.caller);
    let (before, shown) = app
        .store
        .write(move |ctx| {
            let before = knowledge::get(ctx, id)?;
            who.must_see(before.shop, "no_such_article")?;
            change(ctx, keeper, before.shop)?;
            Ok((before, ArticleHistory::of(ctx, id)?))
        })
        .await?;
    let article = &shown.article;
    let told = (before.version, before.keeping.status, &before.keeping.stale);
    if told != (article.version, article.status, &article.stale) {
        app.read_anew(before.shop).await?;
    }
    Ok(Json(shown))
}

/// Asks for somebody else to look at a draft.
#[utoipa::path(post, path = "/articles/{id}/versions/{number}/submit", tag = "knowledge",
    params(("id" = ArticleId, Path), ("number" = i64, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn submit(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path((id, number)): Path<(ArticleId, i64)>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, _, _| version::submit(ctx, id, number).map(drop)).await
}

/// Publishes a draft: bot and agents have it within a second. A policy is published by a lead.
#[utoipa::path(post, path = "/articles/{id}/versions/{number}/publish", tag = "knowledge",
    params(("id" = ArticleId, Path), ("number" = i64, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn publish(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path((id, number)): Path<(ArticleId, i64)>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, keeper, _| version::publish(ctx, id, number, keeper).map(drop)).await
}

/// Makes an old version the draft again.
#[utoipa::path(post, path = "/articles/{id}/versions/{number}/restore", tag = "knowledge",
    params(("id" = ArticleId, Path), ("number" = i64, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn restore(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path((id, number)): Path<(ArticleId, i64)>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, keeper, shop| {
        let shop = shop::get(ctx, shop)?;
        version::restore(ctx, &shop, id, number, keeper).map(drop)
    })
    .await
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/articles/{id}/versions/{number}", tag = "knowledge",
    params(("id" = ArticleId, Path), ("number" = i64, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn discard(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path((id, number)): Path<(ArticleId, i64)>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, keeper, _| version::discard(ctx, id, number, keeper)).await
}

/// Takes an article back: nobody is told it any more.
#[utoipa::path(post, path = "/articles/{id}/retire", tag = "knowledge", params(("id" = ArticleId, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn retire(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ArticleId>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, keeper, _| version::retire(ctx, id, keeper)).await
}

/// Says that an article was looked at and is true: the next look is a quarter away.
#[utoipa::path(post, path = "/articles/{id}/reviewed", tag = "knowledge", params(("id" = ArticleId, Path)), responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn reviewed(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ArticleId>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, _, _| keeping::reviewed(ctx, id)).await
}

/// What to change about who looks after an article; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepingInput {
    #[serde(default)]
    pub owner: Option<AgentId>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub review_at: Option<Time>,
}

/// Says who looks after an article, and when next.
#[utoipa::path(patch, path = "/articles/{id}", tag = "knowledge", params(("id" = ArticleId, Path)),
    request_body = KeepingInput, responses(
    (status = 200, body = ArticleHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn keep(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ArticleId>,
    Body(KeepingInput { owner, review_at }): Body<KeepingInput>,
) -> Answer<Json<ArticleHistory>> {
    changing(&app, who, id, move |ctx, _, _| keeping::keep(ctx, id, KeepingChange { owner, review_at })).await
}
