//! The open channel API: any way in, carried by a program of the shop's own.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::asked::rate;
use desk::buyer;
use desk::conversation::{self, attachment, text};
use desk::error::Refusal;
use desk::id::{AttachmentId, InboxId, MessageId};
use desk::inbox::{self, Channel, Inbound, Inbox, Profile};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::files;
use crate::api::view::AttachmentView;
use crate::api::widget::ReceivedView;
use crate::app::App;
use crate::auth::{May, SpeakForBuyers};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::upload;

/// What a buyer says in a channel of one's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelMessage {
    /// The channel's own id of the message. The same id again gives the same answer and changes nothing; the same id
    /// with other content is refused.
    pub external_id: String,
    /// Who says it, as the channel knows them. Answers go back to this handle.
    pub handle: String,
    /// What is said; may be empty when there are attachments.
    #[serde(default)]
    pub text: String,
    /// Files uploaded before for the same handle.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// The product it is about, by the shop's id, if the channel knows.
    #[serde(default)]
    pub product: Option<String>,
    /// Who that is in the shop, when the channel knows it for certain: their orders will be told to them.
    #[serde(default)]
    pub buyer: Option<KnownBuyer>,
}

/// A buyer the channel vouches for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownBuyer {
    /// The buyer's id in the shop.
    pub external_id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub level: Option<String>,
}

impl TryFrom<KnownBuyer> for Profile {
    type Error = desk::error::Error;

    fn try_from(known: KnownBuyer) -> Result<Self, Self::Error> {
        Ok(Self {
            external_id: text::clean_id("buyer.external_id", &known.external_id)?,
            name: known.name,
            phone: known.phone,
            email: known.email,
            level: known.level,
        })
    }
}

/// Takes what a buyer says. It is stored when this answers.
#[utoipa::path(post, path = "/inboxes/{inbox}/messages", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name")), request_body = ChannelMessage, responses(
    (status = 201, body = ReceivedView, description = "Stored."),
    (status = 200, body = ReceivedView, description = "It had been stored before."),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "external_id_reused"), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub async fn message(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path(key): Path<String>,
    Body(new): Body<ChannelMessage>,
) -> Answer<(StatusCode, Json<ReceivedView>)> {
    let inbox = own(&app, &who, key).await?;
    app.limits.key_message(&inbox.key)?;
    let inbound = Inbound {
        inbox: inbox.id,
        handle: new.handle,
        external_id: new.external_id,
        client_id: None,
        text: new.text,
        attachments: new.attachments,
        product: new.product,
        profile: new.buyer.map(Profile::try_from).transpose()?,
    };
    let started = std::time::Instant::now();
    let received = app.store.write(move |ctx| conversation::receive::receive(ctx, &inbound)).await?;
    metrics::histogram!("miaohui_receive_seconds").record(started.elapsed());
    let status = if received.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(received.into())))
}

/// A handle whose buyer has seen messages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandleRead {
    pub handle: String,
    /// Up to this number of the current conversation.
    pub seq: i64,
}

/// Marks messages as seen by a buyer.
#[utoipa::path(put, path = "/inboxes/{inbox}/read", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name")), request_body = HandleRead, responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path(key): Path<String>,
    Body(mark): Body<HandleRead>,
) -> Answer<StatusCode> {
    let inbox = own(&app, &who, key).await?;
    app.store
        .write(move |ctx| {
            let buyer = buyer::by_handle(ctx, inbox.id, &mark.handle)?
                .ok_or_else(|| Refusal::not_found("no_such_buyer"))?;
            match conversation::latest(ctx, buyer.id, inbox.id)? {
                Some(latest) => conversation::read_by_buyer(ctx, &latest, mark.seq),
                None => Ok(()),
            }
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a buyer says of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandleRating {
    pub handle: String,
    /// Whether it helped.
    pub helpful: bool,
}

/// Takes a buyer's word on whether an automatic answer helped. It can be given again, and differently.
#[utoipa::path(post, path = "/inboxes/{inbox}/messages/{id}/rating", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name"), ("id" = MessageId, Path)),
    request_body = HandleRating, responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "only_answers_are_rated"), (status = 429, body = Problem)))]
pub async fn rate(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path((key, id)): Path<(String, MessageId)>,
    Body(rating): Body<HandleRating>,
) -> Answer<StatusCode> {
    let inbox = own(&app, &who, key).await?;
    app.limits.key_message(&inbox.key)?;
    app.store
        .write(move |ctx| {
            let buyer = buyer::by_handle(ctx, inbox.id, &rating.handle)?
                .ok_or_else(|| Refusal::not_found("no_such_buyer"))?;
            rate::by_buyer(ctx, inbox.id, buyer.id, id, rating.helpful)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a file that a buyer sends. The form names the buyer's `handle` before the `file`.
#[utoipa::path(post, path = "/inboxes/{inbox}/buyers/{handle}/files", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name"), ("handle" = String, Path)),
    request_body(content = files::FileForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = AttachmentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn upload(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path((key, handle)): Path<(String, String)>,
    form: Multipart,
) -> Answer<(StatusCode, Json<AttachmentView>)> {
    let inbox = own(&app, &who, key).await?;
    app.limits.key_message(&inbox.key)?;
    let handle = text::clean_id("handle", &handle)?;
    let file = upload::file_of(form, app.config.files.max_bytes).await?;
    let new = upload::keep(&app, inbox.shop, format!("{}/{handle}", inbox.id), file).await?;
    let attachment = app.store.write(move |ctx| attachment::create(ctx, new)).await?;
    Ok((StatusCode::CREATED, Json(AttachmentView::from(&attachment))))
}

/// Gives a file of one of the inbox's conversations, to be carried to its buyer.
#[utoipa::path(get, path = "/inboxes/{inbox}/files/{id}", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name"), ("id" = AttachmentId, Path)), responses(
    (status = 200, description = "The bytes."), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn file(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path((key, id)): Path<(String, AttachmentId)>,
) -> Answer<Response> {
    let inbox = own(&app, &who, key).await?;
    let attachment = app
        .store
        .read(move |ctx| {
            let attachment = attachment::get(ctx, id)?;
            let of: Option<InboxId> = match attachment.conversation {
                Some(conversation) => Some(conversation::get(ctx, conversation)?.inbox),
                None => None,
            };
            if of == Some(inbox.id) { Ok(attachment) } else { Err(Refusal::not_found("no_such_file").into()) }
        })
        .await?;
    files::response(&app, &attachment).await
}

/// The inbox, if it is one of the caller's own channels.
async fn own(app: &App, who: &May<SpeakForBuyers>, key: String) -> Answer<Inbox> {
    let inbox = app.store.read(move |ctx| inbox::by_key(ctx, &key)).await?;
    who.must_see(inbox.shop, "no_such_inbox")?;
    if inbox.channel == Channel::Api { Ok(inbox) } else { Err(Refusal::not_found("no_such_inbox").into()) }
}
