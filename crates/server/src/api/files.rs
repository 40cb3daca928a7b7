//! Files that agents send and see.

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use desk::conversation::{self, Attachment, attachment};
use desk::error::Refusal;
use desk::id::{AttachmentId, ConversationId};
use utoipa::ToSchema;

use crate::api::view::AttachmentView;
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, ReadConversations};
use crate::body::Path;
use crate::problem::{Answer, Problem};
use crate::upload;

/// A form with one file.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form in the API's description; the form itself is read as it streams"
)]
pub struct FileForm {
    #[schema(format = Binary)]
    file: String,
}

/// Takes a file that an agent wants to send in a conversation. It is not sent before a message names it.
#[utoipa::path(post, path = "/conversations/{id}/files", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
    (status = 201, body = AttachmentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn upload(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<ConversationId>,
    form: Multipart,
) -> Answer<(StatusCode, Json<AttachmentView>)> {
    let conversation = app.store.read(move |ctx| conversation::get(ctx, id)).await?;
    who.must_see(conversation.shop, "no_such_conversation")?;
    let file = upload::file_of(form, app.config.files.max_bytes).await?;
    let new = upload::keep(&app, conversation.shop, who.agent.id.to_string(), file).await?;
    let attachment = app.store.write(move |ctx| attachment::create(ctx, new)).await?;
    Ok((StatusCode::CREATED, Json(AttachmentView::from(&attachment))))
}

/// Gives a file of a shop that the caller sees.
#[utoipa::path(get, path = "/files/{id}", tag = "conversations", params(("id" = AttachmentId, Path)), responses(
    (status = 200, description = "The bytes."), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<AttachmentId>,
) -> Answer<Response> {
    let attachment = app.store.read(move |ctx| attachment::get(ctx, id)).await?;
    who.must_see(attachment.shop, "no_such_file")?;
    response(&app, &attachment).await
}

/// A file as an answer that no browser will run: its kind is ours, never sniffed, and it is boxed in.
pub(crate) async fn response(app: &App, attachment: &Attachment) -> Answer<Response> {
    let bytes = app.blobs.get(&attachment.sha256).await.map_err(|error| {
        tracing::error!(%error, file = %attachment.id, "a file cannot be read");
        Problem::from(Refusal::not_found("no_such_file"))
    })?;
    let inline = attachment.media_type.starts_with("image/");
    let disposition = format!(
        "{}; filename*=UTF-8''{}",
        if inline { "inline" } else { "attachment" },
        url::form_urlencoded::byte_serialize(attachment.name.as_bytes())
            .collect::<String>()
            .replace('+', "%20"),
    );
    let mut response = Bytes::from(bytes).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, attachment.media_type.as_str()),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}
