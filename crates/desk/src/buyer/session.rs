//! Sessions of buyers in the widget. A handle of the widget is made by us and known to nobody else.

use std::time::Duration;

use super::{Buyer, behind, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::InboxId;
use crate::inbox::{Inbox, Profile};
use crate::secret;

/// An anonymous buyer who comes back within this time is the same one.
pub const LASTS: Duration = Duration::from_secs(90 * 86_400);
/// A recognised buyer's session is short: the shop's page renews it at each visit.
pub const RECOGNISED_LASTS: Duration = Duration::from_secs(86_400);

/// A buyer whose widget proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Where.
    pub inbox: InboxId,
    /// Under which handle.
    pub handle: String,
    /// Who.
    pub buyer: Buyer,
}

/// Begins a session of somebody unknown; gives its token.
pub fn begin(ctx: &mut Ctx<'_, '_>, inbox: &Inbox) -> Result<String> {
    let handle = secret::token("v");
    let token = secret::token("mhb");
    behind(ctx, inbox.shop, inbox.id, &handle, None)?;
    store::insert_session(ctx.tx, &secret::hash(&token), inbox.id, &handle, false, ctx.now, ctx.now + LASTS)?;
    Ok(token)
}

/// Begins a session of somebody the shop vouches for. If the same browser was anonymous before, what was said then
/// belongs to this person from now on.
pub fn begin_recognised(
    ctx: &mut Ctx<'_, '_>,
    inbox: &Inbox,
    profile: &Profile,
    anonymous: Option<&str>,
) -> Result<String> {
    if let Some(token) = anonymous
        && let Some((inbox_before, handle)) = store::session(ctx.tx, &secret::hash(token), ctx.now)?
        && inbox_before == inbox.id
    {
        behind(ctx, inbox.shop, inbox.id, &handle, Some(profile))?;
        store::end_session(ctx.tx, &secret::hash(token))?;
    }
    let handle = format!("u_{}", profile.external_id);
    let token = secret::token("mhb");
    behind(ctx, inbox.shop, inbox.id, &handle, Some(profile))?;
    let ends = ctx.now + RECOGNISED_LASTS;
    store::insert_session(ctx.tx, &secret::hash(&token), inbox.id, &handle, true, ctx.now, ends)?;
    Ok(token)
}

/// Whose session this is; none when it has ended.
pub fn authenticate(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<Option<Visitor>> {
    let Some((inbox, handle)) = store::session(ctx.tx, &secret::hash(token), ctx.now)? else {
        return Ok(None);
    };
    let Some(buyer) = store::by_handle(ctx.tx, inbox, &handle)? else { return Ok(None) };
    Ok(Some(Visitor { inbox, handle, buyer }))
}

/// Ends a session, when the buyer signs out of the shop.
pub fn end(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<()> {
    Ok(store::end_session(ctx.tx, &secret::hash(token))?)
}

/// Forgets sessions that ended long ago.
pub fn sweep(ctx: &mut Ctx<'_, '_>) -> Result<u64> {
    Ok(store::sweep_sessions(ctx.tx, ctx.now)?)
}
