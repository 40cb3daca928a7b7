//! Files that come and go with messages. Their bytes lie in the blob store under their own hash.

use serde::{Deserialize, Serialize};

use db::Time;

use super::store;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AttachmentId, ConversationId, ShopId};

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Identity.
    pub id: AttachmentId,
    /// Its shop.
    pub shop: ShopId,
    /// The conversation it was sent in; none until it is sent.
    pub conversation: Option<ConversationId>,
    /// Who uploaded it: an agent's id, or inbox and handle of a buyer.
    pub owner: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What it is called; for showing only.
    pub name: String,
    /// What it is, as found in its bytes.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels across, of a picture.
    pub width: Option<i64>,
    /// Pixels down, of a picture.
    pub height: Option<i64>,
    /// When it was uploaded.
    pub created_at: Time,
}

/// A file that has been checked and stored, and now becomes known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its shop.
    pub shop: ShopId,
    /// Who uploads it.
    pub owner: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels across and down, of a picture.
    pub pixels: Option<(i64, i64)>,
}

/// Files one uploader may have waiting unsent; older ones are used up first by sending.
const UNSENT: i64 = 20;

/// Makes a stored file known.
pub fn create(ctx: &mut Ctx<'_, '_>, new: NewAttachment) -> Result<Attachment> {
    if store::unsent_attachments(ctx.tx, &new.owner)? >= UNSENT {
        return Err(Refusal::too_many("too_many_unsent_files", 3600).into());
    }
    insert(ctx, new)
}

fn insert(ctx: &mut Ctx<'_, '_>, new: NewAttachment) -> Result<Attachment> {
    let attachment = Attachment {
        id: ctx.id(),
        shop: new.shop,
        conversation: None,
        owner: new.owner,
        sha256: new.sha256,
        name: new.name,
        media_type: new.media_type,
        size: new.size,
        width: new.pixels.map(|(width, _)| width),
        height: new.pixels.map(|(_, height)| height),
        created_at: ctx.now,
    };
    store::insert_attachment(ctx.tx, &attachment)?;
    Ok(attachment)
}

/// The file.
pub fn get(ctx: &mut Ctx<'_, '_>, id: AttachmentId) -> Result<Attachment> {
    store::attachment(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_file").into())
}

/// Makes a picture known that is kept to be sent often. Each sending sends a copy, so that it is never used up.
pub fn keep(ctx: &mut Ctx<'_, '_>, new: NewAttachment) -> Result<Attachment> {
    insert(ctx, new)
}

/// The same file once more, in a shop, for somebody to send.
pub(crate) fn copy(
    ctx: &mut Ctx<'_, '_>,
    id: AttachmentId,
    shop: ShopId,
    owner: String,
) -> Result<Attachment> {
    let Attachment { sha256, name, media_type, size, width, height, .. } = get(ctx, id)?;
    let pixels = width.zip(height);
    insert(ctx, NewAttachment { shop, owner, sha256, name, media_type, size, pixels })
}

/// Refuses to send a file that is somebody else's or has been sent.
pub(super) fn must_be_free(ctx: &mut Ctx<'_, '_>, id: AttachmentId, owner: &str) -> Result<()> {
    match store::attachment(ctx.tx, id)? {
        Some(attachment) if attachment.owner == owner && attachment.conversation.is_none() => Ok(()),
        _ => Err(Refusal::invalid("attachments", "no_such_file").into()),
    }
}
