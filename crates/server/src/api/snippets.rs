//! Snippets: texts that agents send often, and how much of what buyers ask they cover.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use db::Time;
use desk::agent::team;
use desk::conversation::{self, attachment};
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::id::{AttachmentId, ConversationId, ShopId, SnippetId, TeamId};
use desk::shop::{self, Lang};
use desk::snippet::coverage::{self, Coverage};
use desk::snippet::find::{Near, Wanted};
use desk::snippet::send::{self, Unedited};
use desk::snippet::{self, Listed, Owner, SnippetInput, find, starter};
use desk::variable::Variable;
use language::Intent;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::files::FileForm;
use crate::api::view::AttachmentView;
use crate::app::App;
use crate::auth::{AnswerConversations, KeepKnowledge, May, Person};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};
use crate::upload;

/// A snippet as the person who asks finds it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnippetView {
    pub id: SnippetId,
    pub owner: Owner,
    /// Only in this shop.
    pub shop: Option<ShopId>,
    pub title: String,
    pub text: String,
    pub language: Lang,
    /// What is typed after `/`; may be empty.
    pub shortcut: String,
    pub category: String,
    /// What it answers.
    #[schema(value_type = Option<String>)]
    pub intent: Option<Intent>,
    /// Pictures that are sent along.
    pub images: Vec<AttachmentId>,
    pub version: i64,
    #[schema(value_type = String, format = "date-time")]
    pub review_at: Time,
    /// Whether it is due for review.
    pub due: bool,
    pub archived: bool,
    /// How often the person who asks has sent it.
    pub own_uses: i64,
    /// How often anybody has.
    pub uses: i64,
    /// The key the person who asks has put it on: Alt and 1 to 9.
    pub hotkey: Option<i64>,
    /// Whether the person who asks may change it.
    pub editable: bool,
}

impl SnippetView {
    fn of(listed: Listed, now: Time) -> Self {
        let Listed { snippet, own_uses, uses, hotkey, editable } = listed;
        Self {
            id: snippet.id,
            owner: snippet.owner,
            shop: snippet.shop,
            title: snippet.title,
            text: snippet.text,
            language: snippet.language,
            shortcut: snippet.shortcut,
            category: snippet.category,
            intent: snippet.intent,
            images: snippet.images,
            version: snippet.version,
            review_at: snippet.review_at,
            due: snippet.review_at <= now,
            archived: snippet.archived_at.is_some(),
            own_uses,
            uses,
            hotkey,
            editable,
        }
    }
}

/// How many snippets a person has sent unedited in a row, within a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct UneditedView {
    /// In which shop.
    pub shop: ShopId,
    pub count: i64,
    /// Whether the person is to be warned before the next.
    pub warn: bool,
}

impl From<Unedited> for UneditedView {
    fn from(unedited: Unedited) -> Self {
        let Unedited { shop, count, warn } = unedited;
        Self { shop, count, warn }
    }
}

/// A team by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamName {
    pub id: TeamId,
    pub name: String,
}

/// Snippets, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnippetList {
    pub snippets: Vec<SnippetView>,
    /// The teams whose snippets the person sees.
    pub teams: Vec<TeamName>,
    /// In the shop that was asked about.
    pub unedited: Option<UneditedView>,
}

/// Which snippets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SnippetsQuery {
    /// Only what holds in this shop; a conversation's own when it is given.
    pub shop: Option<ShopId>,
    /// What was typed, with or without `/`: a shortcut, words, or Chinese by its sounds or their initials.
    pub text: Option<String>,
    /// For this conversation: what answers it comes first.
    pub conversation: Option<ConversationId>,
    /// What was put away, instead of what is used.
    #[serde(default)]
    pub archived: bool,
}

/// Lists the snippets that the person may use, best first: shortcut, title, sound, text, then what the conversation is
/// about and how often they were sent. Without a text and a conversation, what is due for review comes first.
#[utoipa::path(get, path = "/snippets", tag = "snippets", params(SnippetsQuery), responses(
    (status = 200, body = SnippetList), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Query(query): Query<SnippetsQuery>,
) -> Answer<Json<SnippetList>> {
    let list = app
        .store
        .read(move |ctx| {
            let conversation = match query.conversation {
                None => None,
                Some(id) => {
                    let conversation = conversation::get(ctx, id)?;
                    who.must_see(conversation.shop, "no_such_conversation")?;
                    Some(conversation)
                }
            };
            let shop = conversation.as_ref().map(|conversation| conversation.shop).or(query.shop);
            if let Some(shop) = shop {
                who.must_see(shop, "no_such_shop")?;
            }
            let wanted = Wanted {
                shop,
                text: query.text.unwrap_or_default(),
                near: conversation.as_ref().map(Near::to),
                archived: query.archived,
            };
            let found = find::find(ctx, &who.agent, &who.sight, &wanted)?;
            let teams = team::of(ctx, who.agent.id, &who.sight)?;
            let unedited = shop.map(|shop| send::unedited(ctx, &who.agent, shop)).transpose()?;
            Ok(SnippetList {
                snippets: found.into_iter().map(|listed| SnippetView::of(listed, ctx.now)).collect(),
                teams: teams.into_iter().map(|(id, name)| TeamName { id, name }).collect(),
                unedited: unedited.map(UneditedView::from),
            })
        })
        .await?;
    Ok(Json(list))
}

/// Writes a snippet: anybody their own; a team's and a shop's, whoever keeps what the shop knows.
#[utoipa::path(post, path = "/snippets", tag = "snippets", request_body = SnippetInput, responses(
    (status = 201, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Body(input): Body<SnippetInput>,
) -> Answer<(StatusCode, Json<SnippetView>)> {
    let view = app
        .store
        .write(move |ctx| {
            let id = snippet::create(ctx, &who.agent, &who.sight, input)?.id;
            view(ctx, &who, id)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(view)))
}

fn view(
    ctx: &mut Ctx<'_, '_>,
    who: &Person<AnswerConversations>,
    id: SnippetId,
) -> desk::error::Result<SnippetView> {
    let listed = snippet::listed(ctx, &who.agent, &who.sight, id)?;
    Ok(SnippetView::of(listed, ctx.now))
}

/// Shows a snippet.
#[utoipa::path(get, path = "/snippets/{id}", tag = "snippets", params(("id" = SnippetId, Path)), responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
) -> Answer<Json<SnippetView>> {
    Ok(Json(app.store.read(move |ctx| view(ctx, &who, id)).await?))
}

/// Writes a snippet anew. It counts as reviewed.
#[utoipa::path(put, path = "/snippets/{id}", tag = "snippets", params(("id" = SnippetId, Path)),
    request_body = SnippetInput, responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
    Body(input): Body<SnippetInput>,
) -> Answer<Json<SnippetView>> {
    changing(&app, who, id, move |ctx, who| snippet::change(ctx, &who.agent, &who.sight, id, input).map(drop))
        .await
}

/// Puts a snippet away. What was sent stays counted, and it can be taken out again.
#[utoipa::path(delete, path = "/snippets/{id}", tag = "snippets", params(("id" = SnippetId, Path)), responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn archive(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
) -> Answer<Json<SnippetView>> {
    changing(&app, who, id, move |ctx, who| snippet::archive(ctx, &who.agent, &who.sight, id, true).map(drop))
        .await
}

/// Takes a snippet out again that was put away.
#[utoipa::path(post, path = "/snippets/{id}/restore", tag = "snippets", params(("id" = SnippetId, Path)), responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn restore(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
) -> Answer<Json<SnippetView>> {
    changing(&app, who, id, move |ctx, who| {
        snippet::archive(ctx, &who.agent, &who.sight, id, false).map(drop)
    })
    .await
}

/// Says that a snippet still holds: it is due again in a quarter.
#[utoipa::path(put, path = "/snippets/{id}/review", tag = "snippets", params(("id" = SnippetId, Path)), responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn review(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
) -> Answer<Json<SnippetView>> {
    changing(&app, who, id, move |ctx, who| snippet::review(ctx, &who.agent, &who.sight, id).map(drop)).await
}

/// One of a person's own keys.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hotkey {
    /// Alt and 1 to 9; none takes the snippet off its key.
    pub hotkey: Option<i64>,
}

/// Puts a snippet on one of the person's own keys, and takes off what was there.
#[utoipa::path(put, path = "/snippets/{id}/hotkey", tag = "snippets", params(("id" = SnippetId, Path)),
    request_body = Hotkey, responses(
    (status = 200, body = SnippetView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn hotkey(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SnippetId>,
    Body(Hotkey { hotkey }): Body<Hotkey>,
) -> Answer<Json<SnippetView>> {
    changing(&app, who, id, move |ctx, who| snippet::set_hotkey(ctx, &who.agent, &who.sight, id, hotkey))
        .await
}

/// Runs a change of a snippet, and shows what it is then.
async fn changing(
    app: &App,
    who: Person<AnswerConversations>,
    id: SnippetId,
    change: impl FnOnce(&mut Ctx<'_, '_>, &Person<AnswerConversations>) -> desk::error::Result<()>
    + Send
    + 'static,
) -> Answer<Json<SnippetView>> {
    let view = app
        .store
        .write(move |ctx| {
            change(ctx, &who)?;
            view(ctx, &who, id)
        })
        .await?;
    Ok(Json(view))
}

/// Takes a picture for snippets. A snippet names it, and each sending sends a copy.
#[utoipa::path(post, path = "/shops/{shop}/snippets/images", tag = "snippets", params(("shop" = ShopId, Path)),
    request_body(content = FileForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = AttachmentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn image(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(shop): Path<ShopId>,
    form: Multipart,
) -> Answer<(StatusCode, Json<AttachmentView>)> {
    who.must_see(shop, "no_such_shop")?;
    let file = upload::file_of(form, app.config.files.max_bytes).await?;
    let new = upload::keep(&app, shop, format!("snippets:{}", who.agent.id), file).await?;
    if !new.media_type.starts_with("image/") {
        return Err(Refusal::invalid("file", "not_a_picture").into());
    }
    let picture = app.store.write(move |ctx| attachment::keep(ctx, new)).await?;
    Ok((StatusCode::CREATED, Json(AttachmentView::from(&picture))))
}

/// A snippet filled for a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadySnippet {
    pub text: String,
    /// Variables whose values are not known: their safe wordings stand in the text.
    pub missing: Vec<Variable>,
    /// Pictures that go along: a message that names them and the snippet sends copies.
    pub images: Vec<AttachmentView>,
}

/// Fills a snippet from the facts of a conversation. Nothing is sent, and nothing is counted yet.
#[utoipa::path(post, path = "/conversations/{id}/snippets/{snippet}", tag = "snippets",
    params(("id" = ConversationId, Path), ("snippet" = SnippetId, Path)), responses(
    (status = 200, body = ReadySnippet), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn ready(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path((id, snippet)): Path<(ConversationId, SnippetId)>,
) -> Answer<Json<ReadySnippet>> {
    let ready = app
        .store
        .read(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            send::ready(ctx, &who.agent, &who.sight, id, snippet)
        })
        .await?;
    Ok(Json(ReadySnippet {
        text: ready.rendered.text,
        missing: ready.rendered.missing,
        images: ready.images.iter().map(AttachmentView::from).collect(),
    }))
}

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StarterQuery {
    /// Only in this one; both when not given.
    #[param(value_type = Option<String>)]
    pub language: Option<Lang>,
}

/// How many were added.
#[derive(Debug, Serialize, ToSchema)]
pub struct Started {
    pub added: usize,
}

/// Gives a shop what it has not had yet of the starter set: the twenty questions that shops are asked most.
#[utoipa::path(post, path = "/shops/{shop}/snippets/starter", tag = "snippets",
    params(("shop" = ShopId, Path), StarterQuery), responses(
    (status = 200, body = Started), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn start(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<StarterQuery>,
) -> Answer<Json<Started>> {
    who.must_see(shop, "no_such_shop")?;
    let added = app
        .store
        .write(move |ctx| {
            shop::get(ctx, shop)?;
            starter::add(ctx, shop, query.language)
        })
        .await?;
    Ok(Json(Started { added }))
}

/// Over how long.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageQuery {
    /// The last so many days: 1 to 365, 30 when not given.
    pub days: Option<u32>,
}

/// Messages measured at a time: others who think get their turn in between.
const PART: usize = 25;

/// Tells how much of what buyers asked has a snippet or an article, by what it is about, with examples of what has none.
/// The newest 2000 messages are looked at; greetings, thanks, small talk and requests for a person ask nothing.
#[utoipa::path(get, path = "/shops/{shop}/coverage", tag = "snippets", params(("shop" = ShopId, Path), CoverageQuery),
    responses(
    (status = 200, body = Coverage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn coverage(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
    Query(query): Query<CoverageQuery>,
) -> Answer<Json<Coverage>> {
    who.must_see(shop, "no_such_shop")?;
    let days = query.days.unwrap_or(30).clamp(1, 365);
    let sample = Arc::new(app.store.read(move |ctx| coverage::gather(ctx, shop, days)).await?);
    let shelf = Arc::new(sample.shelf(&app.store, &app.mind).await?);
    let mut measured = Vec::new();
    for from in (0..sample.len()).step_by(PART) {
        let (sample, shelf) = (Arc::clone(&sample), Arc::clone(&shelf));
        let part = from..sample.len().min(from + PART);
        measured.extend(
            app.think(move |mind, now| Ok(coverage::measure(mind, &sample, &shelf, part, now))).await?,
        );
    }
    Ok(Json(coverage::report(&sample, &measured)))
}
