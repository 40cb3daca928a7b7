//! What a buyer's widget needs.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::agent::presence;
use desk::asked::rate;
use desk::buyer::{session, token};
use desk::conversation::{self, attachment};
use desk::error::Refusal;
use desk::fact;
use desk::id::{AttachmentId, ConversationId, MessageId};
use desk::inbox::{self, Channel, Inbox};
use desk::shop::{self, Bilingual, Lang};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Address;
use crate::api::files;
use crate::api::view::{AttachmentView, PublicConversation, PublicMessage};
use crate::app::App;
use crate::auth::{self, Buyer};
use crate::body::{Body, Path};
use crate::live::widget::{Said, current, say};
use crate::problem::{Answer, Problem};
use crate::upload;

/// What the widget shows before anything is said.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetConfig {
    /// The shop's name.
    pub shop: String,
    /// The language it usually speaks.
    pub language: Lang,
    /// What the bot calls itself.
    pub bot_name: Bilingual,
    /// What its prices are in: an ISO 4217 code.
    pub currency: String,
    /// Whether people answer right now.
    pub people_here: bool,
    /// Largest file that can be sent, in bytes.
    pub max_file_bytes: usize,
}

/// Tells the widget where it is. Refused to pages of other origins than the inbox allows.
#[utoipa::path(get, path = "/widget/{inbox}/config", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), responses(
    (status = 200, body = WidgetConfig), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn config(
    State(app): State<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer<Json<WidgetConfig>> {
    let inbox = webchat(&app, key).await?;
    must_allow(&app, &inbox, &headers)?;
    let max_file_bytes = app.config.files.max_bytes;
    let config = app
        .store
        .read(move |ctx| {
            let shop = shop::get(ctx, inbox.shop)?;
            let people_here = shop.open_at(ctx.now) && presence::online(ctx, shop.id)? > 0;
            Ok(WidgetConfig {
                language: shop.language,
                bot_name: shop.settings.bot.name,
                currency: shop.currency,
                shop: shop.name,
                people_here,
                max_file_bytes,
            })
        })
        .await?;
    Ok(Json(config))
}

/// Who the buyer is, if the shop says so.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// A JWT signed (HS256) by the shop with the inbox's secret: sub, exp, and optionally name, phone, email, level.
    #[serde(default)]
    pub token: Option<String>,
    /// The anonymous session of this browser, whose conversation the recognised buyer takes along.
    #[serde(default)]
    pub anonymous: Option<String>,
}

/// A buyer's session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Send it as `Authorization: Bearer …`.
    pub session: String,
    /// Whether the shop has vouched for who the buyer is.
    pub recognised: bool,
}

/// Begins a buyer's session: anonymous, or recognised when the shop vouches for the buyer.
#[utoipa::path(post, path = "/widget/{inbox}/session", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), request_body = NewSession, responses(
    (status = 201, body = SessionView), (status = 401, body = Problem, description = "token_forged, token_expired"),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    Address(address): Address,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(new): Body<NewSession>,
) -> Answer<(StatusCode, Json<SessionView>)> {
    app.limits.session(address)?;
    let inbox = webchat(&app, key).await?;
    must_allow(&app, &inbox, &headers)?;
    let recognised = new.token.is_some();
    let profile =
        new.token.map(|token| token::verify(&inbox.secret, &token, app.store.clock.now())).transpose()?;
    let session = app
        .store
        .write(move |ctx| match profile {
            Some(profile) => session::begin_recognised(ctx, &inbox, &profile, new.anonymous.as_deref()),
            None => session::begin(ctx, &inbox),
        })
        .await?;
    Ok((StatusCode::CREATED, Json(SessionView { session, recognised })))
}

/// Ends a buyer's session.
#[utoipa::path(delete, path = "/widget/{inbox}/session", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), responses(
    (status = 204), (status = 401, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    who: Buyer,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    must_be_of(&app, &who, key).await?;
    if let Some(token) =
        headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()?.strip_prefix("Bearer "))
    {
        let token = token.to_owned();
        app.store.write(move |ctx| session::end(ctx, &token)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What was said so far.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// None before anything was said.
    pub conversation: Option<PublicConversation>,
    /// The last hundred messages, oldest first.
    pub messages: Vec<PublicMessage>,
    /// The ledger's position this is true at: follow it live from here.
    pub position: i64,
    /// Whether the shop has vouched for who the buyer is.
    pub recognised: bool,
}

/// Shows the buyer's current conversation.
#[utoipa::path(get, path = "/widget/{inbox}/history", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), responses(
    (status = 200, body = History), (status = 401, body = Problem)))]
pub async fn history(State(app): State<App>, who: Buyer, Path(key): Path<String>) -> Answer<Json<History>> {
    must_be_of(&app, &who, key).await?;
    let visitor = who.0;
    let history = app
        .store
        .read(move |ctx| {
            let position = fact::head(ctx)?;
            let recognised = visitor.buyer.recognised();
            let Some(latest) = conversation::latest(ctx, visitor.buyer.id, visitor.inbox)? else {
                return Ok(History { conversation: None, messages: Vec::new(), position, recognised });
            };
            let rated = rate::of_conversation(ctx, latest.id)?;
            let mut messages = Vec::new();
            for message in conversation::messages_before(ctx, latest.id, latest.last_seq + 1, 100)? {
                let name = message
                    .agent
                    .map(|agent| desk::agent::people::get(ctx, agent))
                    .transpose()?
                    .map(|a| a.name);
                let helpful = rated.iter().find(|(id, _)| *id == message.id).map(|(_, helpful)| *helpful);
                let shown = PublicMessage::of(&message, name);
                messages.extend(shown.map(|shown| PublicMessage { helpful, ..shown }));
            }
            let name =
                latest.agent.map(|agent| desk::agent::people::get(ctx, agent)).transpose()?.map(|a| a.name);
            let conversation = Some(PublicConversation::of(&latest, name));
            Ok(History { conversation, messages, position, recognised })
        })
        .await?;
    Ok(Json(history))
}

/// What a buyer says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyerMessage {
    /// The widget's own id of it; the same again is the same message.
    pub client_id: String,
    /// What is said; may be empty when there are attachments.
    #[serde(default)]
    pub text: String,
    /// Files uploaded before.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// The product of the page, by the shop's id.
    #[serde(default)]
    pub product: Option<String>,
}

/// What became of a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceivedView {
    pub message: MessageId,
    pub conversation: ConversationId,
    /// Its number in the conversation.
    pub seq: i64,
    /// It had been received before; nothing changed.
    pub repeated: bool,
}

impl From<conversation::receive::Received> for ReceivedView {
    fn from(received: conversation::receive::Received) -> Self {
        let conversation::receive::Received { message, conversation, seq, repeated } = received;
        Self { message, conversation, seq, repeated }
    }
}

/// Takes what a buyer says, for when the live connection is down. It is stored when this answers.
#[utoipa::path(post, path = "/widget/{inbox}/messages", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), request_body = BuyerMessage, responses(
    (status = 201, body = ReceivedView), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn message(
    State(app): State<App>,
    who: Buyer,
    Path(key): Path<String>,
    Body(new): Body<BuyerMessage>,
) -> Answer<(StatusCode, Json<ReceivedView>)> {
    must_be_of(&app, &who, key).await?;
    let BuyerMessage { client_id, text, attachments, product } = new;
    let received = say(&app, &who.0, Said { client_id, text, attachments, product }).await?;
    Ok((StatusCode::CREATED, Json(received.into())))
}

/// Whether an answer helped.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRating {
    pub helpful: bool,
}

/// Takes the buyer's word on whether an automatic answer helped. It can be given again, and differently.
#[utoipa::path(post, path = "/widget/{inbox}/messages/{id}/rating", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name"), ("id" = MessageId, Path)),
    request_body = AnswerRating, responses(
    (status = 200, body = AnswerRating), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "only_answers_are_rated"), (status = 429, body = Problem)))]
pub async fn rate(
    State(app): State<App>,
    who: Buyer,
    Path((key, id)): Path<(String, MessageId)>,
    Body(rating): Body<AnswerRating>,
) -> Answer<Json<AnswerRating>> {
    let inbox = must_be_of(&app, &who, key).await?;
    app.limits.buyer_message(&who.0.handle)?;
    let (buyer, helpful) = (who.0.buyer.id, rating.helpful);
    app.store.write(move |ctx| rate::by_buyer(ctx, inbox.id, buyer, id, helpful)).await?;
    Ok(Json(rating))
}

/// Takes a file that a buyer wants to send. It is not sent before a message names it.
#[utoipa::path(post, path = "/widget/{inbox}/files", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")),
    request_body(content = files::FileForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = AttachmentView), (status = 401, body = Problem), (status = 413, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn upload(
    State(app): State<App>,
    who: Buyer,
    Path(key): Path<String>,
    form: Multipart,
) -> Answer<(StatusCode, Json<AttachmentView>)> {
    let inbox = must_be_of(&app, &who, key).await?;
    app.limits.buyer_message(&who.0.handle)?;
    let file = upload::file_of(form, app.config.files.max_bytes).await?;
    let owner = format!("{}/{}", inbox.id, who.0.handle);
    let new = upload::keep(&app, inbox.shop, owner, file).await?;
    let attachment = app.store.write(move |ctx| attachment::create(ctx, new)).await?;
    Ok((StatusCode::CREATED, Json(AttachmentView::from(&attachment))))
}

/// Gives a file of the buyer's own conversations, or one they have uploaded.
#[utoipa::path(get, path = "/widget/{inbox}/files/{id}", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name"), ("id" = AttachmentId, Path)), responses(
    (status = 200, description = "The bytes."), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn file(
    State(app): State<App>,
    who: Buyer,
    Path((key, id)): Path<(String, AttachmentId)>,
) -> Answer<Response> {
    let inbox = must_be_of(&app, &who, key).await?;
    let visitor = who.0;
    let attachment = app
        .store
        .read(move |ctx| {
            let attachment = attachment::get(ctx, id)?;
            let own = match attachment.conversation {
                Some(conversation) => conversation::get(ctx, conversation)?.buyer == visitor.buyer.id,
                None => attachment.owner == format!("{}/{}", inbox.id, visitor.handle),
            };
            if own { Ok(attachment) } else { Err(Refusal::not_found("no_such_file").into()) }
        })
        .await?;
    files::response(&app, &attachment).await
}

/// The buyer has seen messages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMark {
    /// Up to this number.
    pub seq: i64,
}

/// Marks messages as seen by the buyer.
#[utoipa::path(put, path = "/widget/{inbox}/read", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name")), request_body = ReadMark, responses(
    (status = 200, body = Option<PublicConversation>), (status = 401, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    who: Buyer,
    Path(key): Path<String>,
    Body(mark): Body<ReadMark>,
) -> Answer<Json<Option<PublicConversation>>> {
    must_be_of(&app, &who, key).await?;
    crate::live::widget::read(&app, &who.0, mark.seq).await?;
    Ok(Json(current(&app, &who.0).await?))
}

async fn webchat(app: &App, key: String) -> Answer<Inbox> {
    let inbox = app.store.read(move |ctx| inbox::by_key(ctx, &key)).await?;
    if inbox.channel == Channel::Webchat {
        Ok(inbox)
    } else {
        Err(Refusal::not_found("no_such_inbox").into())
    }
}

/// A session is good for the inbox it was begun in, and no other.
async fn must_be_of(app: &App, who: &Buyer, key: String) -> Answer<Inbox> {
    let inbox = webchat(app, key).await?;
    if inbox.id == who.0.inbox { Ok(inbox) } else { Err(Refusal::unauthenticated("sign_in_first").into()) }
}

fn must_allow(app: &App, inbox: &Inbox, headers: &HeaderMap) -> Answer<()> {
    match headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) {
        Some(origin) if !inbox.allows_origin(origin) && !auth::same_origin(headers, app) => {
            Err(auth::origin_refused())
        }
        _ => Ok(()),
    }
}
