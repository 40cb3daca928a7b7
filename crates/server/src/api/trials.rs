//! Trying questions before buyers ask them, and looking things up as agents do.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use desk::bot::trial::{self, Trial};
use desk::error::Refusal;
use desk::id::ShopId;
use desk::knowledge::{ArticleInput, Asker, Audience};
use desk::shop::{self, Lang};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepKnowledge, May, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Questions tried at once at most.
const MOST: usize = 500;

/// Questions to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// As buyers write them; at most 500.
    pub questions: Vec<String>,
}

/// What the bot would do about a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tried {
    pub question: String,
    /// As it knows things now.
    pub live: Trial,
    /// As it would if every draft were published; none when that changes nothing.
    pub drafted: Option<Trial>,
}

/// Tries questions: what the bot would say now, from what, how surely; and what would change if the open drafts were
/// published. Nothing is said to anybody.
#[utoipa::path(post, path = "/shops/{shop}/trials", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = Questions, responses(
    (status = 200, body = Vec<Tried>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn try_questions(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Body(Questions { questions }): Body<Questions>,
) -> Answer<Json<Vec<Tried>>> {
    who.must_see(shop, "no_such_shop")?;
    if questions.len() > MOST {
        return Err(Refusal::invalid("questions", "too_many").with("limit", MOST).into());
    }
    for question in &questions {
        desk::conversation::text::clean(question, 0)
            .map_err(|error| error.refusal().cloned().map_or(error.clone(), |r| named(r).into()))?;
    }
    let shop = app.store.read(move |ctx| shop::get(ctx, shop)).await?;
    let drafted = app.with_drafts(shop.id).await?;
    let tried = app
        .think(move |mind, now| {
            let live = mind.shelves(shop.id);
            let one = |question: String| {
                let before = trial::try_question(mind, &live, &shop, &question, now)?;
                let after = trial::try_question(mind, &drafted, &shop, &question, now)?;
                let same = before.text == after.text && before.outcome == after.outcome;
                Ok(Tried { question, live: before, drafted: (!same).then_some(after) })
            };
            questions.into_iter().map(one).collect()
        })
        .await?;
    Ok(Json(tried))
}

fn named(refusal: Refusal) -> Refusal {
    Refusal { field: Some("questions".into()), ..refusal }
}

/// What to look up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Lookup {
    /// A question or words.
    pub text: String,
    /// In which language; the shop's when not given.
    #[serde(default)]
    pub language: Option<Lang>,
}

/// An article that may answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    pub article: ArticleInput,
    /// How likely it answers, 0 to 1.
    pub score: f64,
    /// Why buyers are not told it for now.
    pub stale: Option<String>,
}

/// Looks something up, as agents do: on the same path as the bot, with what is for agents alone.
#[utoipa::path(get, path = "/shops/{shop}/knowledge", tag = "knowledge", params(("shop" = ShopId, Path), Lookup),
    responses((status = 200, body = Vec<Found>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn look_up(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
    Query(Lookup { text, language }): Query<Lookup>,
) -> Answer<Json<Vec<Found>>> {
    who.must_see(shop, "no_such_shop")?;
    let shop = app.store.read(move |ctx| shop::get(ctx, shop)).await?;
    let found = app
        .think(move |mind, now| {
            let shelves = mind.shelves(shop.id);
            let meant = shelves.catalog.mentioned(&text);
            let lang = language.unwrap_or(shop.language);
            let asker = Asker { audience: Audience::Agent, ..Asker::anybody(lang, &meant, now) };
            let hits = shelves.knowledge.find(mind, &text, &[], &asker);
            let shown = hits.into_iter().map(|hit| Found {
                article: hit.article.facts.clone(),
                score: hit.score,
                stale: hit.article.keeping.stale.clone(),
            });
            Ok(shown.collect())
        })
        .await?;
    Ok(Json(found))
}
