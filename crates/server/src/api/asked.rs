//! What was asked, how articles do, and how good a shop's knowledge is.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::asked::figures::{self, Figures};
use desk::asked::{Outcome, Rating, list};
use desk::gap::health::{self, Health};
use desk::id::{ArticleId, ShopId};
use desk::knowledge;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::gaps::{AskedView, NamedArticle};
use crate::app::App;
use crate::auth::{KeepKnowledge, May};
use crate::body::{Path, Query};
use crate::problem::{Answer, Problem};

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// So many days: 1 to 366, 30 when not given.
    pub days: Option<u32>,
}

fn since(now: Time, days: Option<u32>) -> Time {
    now - Duration::from_secs(u64::from(days.unwrap_or(30).clamp(1, 366)) * 86_400)
}

/// Which questions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AskedQuery {
    /// Only those that were told or offered this article.
    pub article: Option<ArticleId>,
    /// Only those with this outcome.
    pub outcome: Option<Outcome>,
    /// Only those whose answer was rated so.
    pub rating: Option<Rating>,
    /// Only those without a good answer.
    #[serde(default)]
    pub missed: bool,
    /// So many days back: 1 to 366, 30 when not given.
    pub days: Option<u32>,
    /// At most so many: 1 to 200, 50 when not given.
    pub limit: Option<i64>,
}

/// Lists what was asked, newest first: what stands behind a figure.
#[utoipa::path(get, path = "/shops/{shop}/asked", tag = "gaps", params(("shop" = ShopId, Path), AskedQuery), responses(
    (status = 200, body = Vec<AskedView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn asked(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<AskedQuery>,
) -> Answer<Json<Vec<AskedView>>> {
    who.must_see(shop, "no_such_shop")?;
    let AskedQuery { article, outcome, rating, missed, days, limit } = query;
    let limit = limit.unwrap_or(50).clamp(1, 200);
    let asked = app
        .store
        .read(move |ctx| {
            let since = since(ctx.now, days);
            list::list(ctx, &list::Query { shop, article, outcome, rating, missed, since, limit })
        })
        .await?;
    Ok(Json(asked.into_iter().map(AskedView::from).collect()))
}

/// How an article does.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleFigures {
    pub article: NamedArticle,
    pub figures: Figures,
    /// The share of ratings that are good.
    pub satisfaction: Option<f64>,
    /// What that is at least, with 95 % certainty.
    pub satisfaction_at_least: Option<f64>,
    /// The share of tellings after which the conversation ended without a person.
    pub deflection: Option<f64>,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
    /// When it is to be looked at again.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub review_at: Option<Time>,
    /// Neither stale, nor over, nor to be looked at again since a while.
    pub fresh: bool,
}

/// Shows how each article of a shop does: use, satisfaction, deflection, what agents did with it, and its age.
#[utoipa::path(get, path = "/shops/{shop}/articles/figures", tag = "gaps", params(("shop" = ShopId, Path), Days),
    responses(
    (status = 200, body = Vec<ArticleFigures>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn article_figures(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<Days>,
) -> Answer<Json<Vec<ArticleFigures>>> {
    who.must_see(shop, "no_such_shop")?;
    let rows = app
        .store
        .read(move |ctx| {
            let by_article = figures::of_shop(ctx, shop, since(ctx.now, query.days))?;
            let articles = knowledge::list(ctx, shop)?;
            let row = |article: &knowledge::Article| {
                let figures = by_article.get(&article.id).copied().unwrap_or_default();
                ArticleFigures {
                    article: article.into(),
                    satisfaction: figures.satisfaction(),
                    satisfaction_at_least: figures.satisfaction_at_least(),
                    deflection: figures.deflection(),
                    updated_at: article.updated_at,
                    review_at: article.keeping.review_at,
                    fresh: health::is_fresh(article, ctx.now),
                    figures,
                }
            };
            let mut rows: Vec<ArticleFigures> = articles.iter().map(row).collect();
            rows.sort_by_key(|row| -(row.figures.told + row.figures.offered));
            Ok(rows)
        })
        .await?;
    Ok(Json(rows))
}

/// Shows how good a shop's knowledge is: one score, and the parts it is made of.
#[utoipa::path(get, path = "/shops/{shop}/knowledge/health", tag = "gaps", params(("shop" = ShopId, Path), Days),
    responses(
    (status = 200, body = Health), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn knowledge_health(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<Days>,
) -> Answer<Json<Health>> {
    who.must_see(shop, "no_such_shop")?;
    let health = app.store.read(move |ctx| health::of_shop(ctx, shop, since(ctx.now, query.days))).await?;
    Ok(Json(health))
}
