//! Intents of a shop's own: their examples, where they collide, and what any text is read as.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::bot::moment;
use desk::custom_intent::learned::{Collisions, Intents, Recognised};
use desk::custom_intent::{self, CustomIntent, Input};
use desk::error::Refusal;
use desk::id::{CustomIntentId, ShopId};
use desk::shop;
use language::Reading;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{KeepKnowledge, May, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// Characters of a text that is tried.
const LONGEST: usize = 4000;

/// An intent of a shop's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomIntentView {
    pub id: CustomIntentId,
    pub shop: ShopId,
    pub name: String,
    pub examples: Vec<String>,
    /// The shop's id of the article that answers it.
    pub article_id: Option<String>,
    /// The built-in intents its examples are read as, most often first.
    pub read_as: Vec<ReadAs>,
    /// The shop's other intents that some of its examples are nearer to than to its own.
    pub overlaps: Vec<Overlap>,
}

/// How many of an intent's examples are read as a built-in one.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadAs {
    /// An id of the taxonomy of intents.
    pub intent: String,
    /// 0 to 1.
    pub share: f32,
}

/// How many of an intent's examples are nearer to another of the shop's.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overlap {
    pub id: CustomIntentId,
    pub name: String,
    /// 0 to 1.
    pub share: f32,
}

impl CustomIntentView {
    fn of(intent: &CustomIntent, learned: &Intents) -> Self {
        let CustomIntent { id, shop, name, examples, article } = intent.clone();
        let name_of = |id: CustomIntentId| {
            let found = learned.all().find(|(other, _)| other.id == id);
            found.map(|(other, _)| other.name.clone()).unwrap_or_default()
        };
        let none = Collisions::default();
        let collisions = learned.all().find(|(other, _)| other.id == id).map_or(&none, |(_, found)| found);
        let read_as = collisions.built_in.iter();
        let overlaps = collisions.own.iter();
        Self {
            id,
            shop,
            name,
            examples,
            article_id: article,
            read_as: read_as
                .map(|(read, share)| ReadAs { intent: read.id().into(), share: *share })
                .collect(),
            overlaps: overlaps
                .map(|(id, share)| Overlap { id: *id, name: name_of(*id), share: *share })
                .collect(),
        }
    }
}

/// Lists a shop's own intents, with what they collide with.
#[utoipa::path(get, path = "/shops/{shop}/intents", tag = "intents", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<CustomIntentView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<CustomIntentView>>> {
    who.must_see(shop, "no_such_shop")?;
    let intents = app.store.read(move |ctx| custom_intent::list(ctx, shop)).await?;
    let learned = learned(&app, shop, &intents).await?;
    Ok(Json(intents.iter().map(|intent| CustomIntentView::of(intent, &learned)).collect()))
}

/// What was learned of these intents; learns them when another server changed them and this one has not heard of it yet.
async fn learned(app: &App, shop: ShopId, intents: &[CustomIntent]) -> Answer<std::sync::Arc<Intents>> {
    if !app.mind.shelves(shop).intents.knows(intents) {
        app.read_anew(shop).await?;
    }
    Ok(std::sync::Arc::clone(&app.mind.shelves(shop).intents))
}

/// Adds an intent. It is recognised from this answer on.
#[utoipa::path(post, path = "/shops/{shop}/intents", tag = "intents", params(("shop" = ShopId, Path)),
    request_body = Input, responses(
    (status = 201, body = CustomIntentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Body(input): Body<Input>,
) -> Answer<(StatusCode, Json<CustomIntentView>)> {
    who.must_see(shop, "no_such_shop")?;
    let intent = app.store.write(move |ctx| custom_intent::create(ctx, shop, input)).await?;
    Ok((StatusCode::CREATED, Json(shown(&app, &intent).await?)))
}

/// Gives an intent another name, other examples or another article.
#[utoipa::path(put, path = "/intents/{id}", tag = "intents", params(("id" = CustomIntentId, Path)),
    request_body = Input, responses(
    (status = 200, body = CustomIntentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<CustomIntentId>,
    Body(input): Body<Input>,
) -> Answer<Json<CustomIntentView>> {
    let intent = app
        .store
        .write(move |ctx| {
            who.must_see(custom_intent::get(ctx, id)?.shop, "no_such_intent")?;
            custom_intent::change(ctx, id, input)
        })
        .await?;
    Ok(Json(shown(&app, &intent).await?))
}

/// Learns a shop's intents anew, and shows one of them.
async fn shown(app: &App, intent: &CustomIntent) -> Answer<CustomIntentView> {
    app.read_anew(intent.shop).await?;
    Ok(CustomIntentView::of(intent, &app.mind.shelves(intent.shop).intents))
}

/// Forgets an intent.
#[utoipa::path(delete, path = "/intents/{id}", tag = "intents", params(("id" = CustomIntentId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<CustomIntentId>,
) -> Answer<StatusCode> {
    let shop = app
        .store
        .write(move |ctx| {
            let CustomIntent { shop, .. } = custom_intent::get(ctx, id)?;
            who.must_see(shop, "no_such_intent")?;
            custom_intent::remove(ctx, id)?;
            Ok(shop)
        })
        .await?;
    app.read_anew(shop).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is to be read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriedText {
    /// What a buyer might say.
    pub text: String,
}

/// What a text is read as.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingView {
    /// The built-in intents, most likely first.
    pub intents: Vec<Likely>,
    /// `positive`, `neutral`, `anxious`, `dissatisfied` or `angry`.
    pub emotion: Likely,
    /// Whether a person is insulted.
    pub abusive: bool,
    /// The language's tag, such as `zh-Hans`.
    pub language: Likely,
    pub entities: Vec<EntityView>,
    /// The shop's own intent, when it was recognised.
    pub custom: Option<CustomReading>,
}

/// Something read from a text, with the probability that it is right.
#[derive(Debug, Serialize, ToSchema)]
pub struct Likely {
    pub id: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// Something that a text names.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntityView {
    /// `order`, `phone`, `money`, `moment` …
    pub kind: String,
    /// The words it was read from.
    pub text: String,
}

/// An intent of the shop's own that was recognised.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomReading {
    pub id: CustomIntentId,
    pub name: String,
    /// 0 to 1.
    pub confidence: f32,
    /// The shop's id of the article that is told for it; none when it has none or is not sure enough.
    pub article_id: Option<String>,
}

impl From<Recognised> for CustomReading {
    fn from(recognised: Recognised) -> Self {
        let article_id = recognised.article.clone().filter(|_| recognised.is_sure());
        let Recognised { id, name, confidence, .. } = recognised;
        Self { id, name, confidence, article_id }
    }
}

impl ReadingView {
    fn of(text: &str, reading: &Reading, custom: Option<Recognised>) -> Self {
        let likely = |id: &str, confidence: f32| Likely { id: id.to_owned(), confidence };
        let entity = |entity: &language::entities::Entity| EntityView {
            kind: serde_json::to_value(entity.value.kind())
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default(),
            text: text.get(entity.span.clone()).unwrap_or_default().to_owned(),
        };
        Self {
            intents: reading.intents.iter().map(|one| likely(one.value.id(), one.confidence)).collect(),
            emotion: likely(reading.emotion.value.id(), reading.emotion.confidence),
            abusive: reading.abusive,
            language: likely(reading.tongue.value.tag(), reading.tongue.confidence),
            entities: reading.entities.iter().map(entity).collect(),
            custom: custom.map(CustomReading::from),
        }
    }
}

/// Reads a text as the bot would, and changes nothing.
#[utoipa::path(post, path = "/shops/{shop}/intents/try", tag = "intents", params(("shop" = ShopId, Path)),
    request_body = TriedText, responses(
    (status = 200, body = ReadingView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn try_out(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
    Body(TriedText { text }): Body<TriedText>,
) -> Answer<Json<ReadingView>> {
    who.must_see(shop, "no_such_shop")?;
    if text.trim().is_empty() {
        return Err(Refusal::invalid("text", "required").into());
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid("text", "text_too_long").with("limit", LONGEST).into());
    }
    let (zone, intents) = app
        .store
        .read(move |ctx| Ok((shop::get(ctx, shop)?.zone(), custom_intent::list(ctx, shop)?)))
        .await?;
    let learned = learned(&app, shop, &intents).await?;
    let view = app
        .think(move |mind, now| {
            let reading = mind.language.understand(&text, &[], moment::local(now, &zone).datetime());
            let custom = learned.recognise(&mind.language, &text);
            Ok(ReadingView::of(&text, &reading, custom))
        })
        .await?;
    Ok(Json(view))
}
