//! Inboxes: one configured way in of a shop each, and what every channel hands over when a buyer writes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AttachmentId, InboxId, ShopId};
use crate::word::words;
use crate::{secret, shop};

mod store;

words! {
    /// A kind of way in.
    Channel {
        /// The chat widget on the shop's own pages.
        Webchat = "webchat",
        /// Any channel that speaks the open channel API.
        Api = "api",
    }
}

words! {
    /// What buyers expect of a way in: how soon an answer is usual there.
    Medium {
        /// A chat: within a minute or two.
        Chat = "chat",
        /// A messenger or text messages: within half an hour.
        Messenger = "messenger",
        /// Comments and messages of a social network: within an hour.
        Social = "social",
        /// E-mail: within a day.
        Email = "email",
    }
}

/// A way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbox {
    /// Identity.
    pub id: InboxId,
    /// Its public name in addresses.
    pub key: String,
    /// The shop it belongs to.
    pub shop: ShopId,
    /// What kind it is.
    pub channel: Channel,
    /// What people call it.
    pub name: String,
    /// What can be set.
    pub settings: InboxSettings,
    /// Whether it takes messages.
    pub enabled: bool,
    /// Webchat: what the shop signs its buyers' tokens with.
    pub secret: Secret,
}

/// A shared secret; it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for signing and checking, and to show to an admin.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What can be set about an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InboxSettings {
    /// Webchat: origins of pages that may hold the widget, `https://shop.example`. Empty: any page.
    pub allowed_origins: Vec<String>,
    /// How many units of a person's capacity a conversation of this inbox takes: 1 to 10.
    pub units: u32,
    /// How soon buyers expect an answer here.
    pub medium: Medium,
}

impl Default for InboxSettings {
    fn default() -> Self {
        Self { allowed_origins: Vec::new(), units: 1, medium: Medium::Chat }
    }
}

/// What a channel hands over when a buyer writes: already checked to come from that channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Where it came in.
    pub inbox: InboxId,
    /// Who wrote, as the channel knows them.
    pub handle: String,
    /// The channel's own id of the message; the same id again is the same message.
    pub external_id: String,
    /// The sender's own id of it, when it is not the same.
    pub client_id: Option<String>,
    /// What was written. May be empty when there is an attachment.
    pub text: String,
    /// Files that came along, uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The product of the page it was written on, by the shop's id.
    pub product: Option<String>,
    /// Who the channel vouches that this is.
    pub profile: Option<Profile>,
}

/// What a shop vouches for about a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The buyer's id in the shop.
    pub external_id: String,
    /// What to call them.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Member level.
    pub level: Option<String>,
}

/// What a new inbox needs.
#[derive(Debug, Clone)]
pub struct NewInbox {
    /// Public name.
    pub key: String,
    /// Its shop.
    pub shop: ShopId,
    /// Its kind.
    pub channel: Channel,
    /// What people call it.
    pub name: String,
    /// What can be set.
    pub settings: InboxSettings,
}

/// Sets up a way in.
pub fn create(ctx: &mut Ctx<'_, '_>, new: NewInbox) -> Result<Inbox> {
    shop::check_key("key", &new.key)?;
    shop::get(ctx, new.shop)?;
    let name = clean_name(&new.name)?;
    let settings = checked(new.settings)?;
    if store::by_key(ctx.tx, &new.key)?.is_some() {
        return Err(Refusal::conflict("key_taken").into());
    }
    let inbox = Inbox {
        id: ctx.id(),
        key: new.key,
        shop: new.shop,
        channel: new.channel,
        name,
        settings,
        enabled: true,
        secret: Secret(secret::token("mhi")),
    };
    store::insert(ctx.tx, &inbox, ctx.now)?;
    fact::record(ctx, Scope::shop(inbox.shop), Fact::SettingsChanged {})?;
    Ok(inbox)
}

/// Changes what can be changed.
pub fn change(
    ctx: &mut Ctx<'_, '_>,
    id: InboxId,
    name: &str,
    settings: InboxSettings,
    enabled: bool,
) -> Result<Inbox> {
    let mut inbox = get(ctx, id)?;
    inbox.name = clean_name(name)?;
    inbox.settings = checked(settings)?;
    inbox.enabled = enabled;
    store::update(ctx.tx, &inbox)?;
    fact::record(ctx, Scope::shop(inbox.shop), Fact::SettingsChanged {})?;
    Ok(inbox)
}

/// Makes a new secret; tokens signed with the old one are worthless from now on.
pub fn change_secret(ctx: &mut Ctx<'_, '_>, id: InboxId) -> Result<Inbox> {
    let mut inbox = get(ctx, id)?;
    inbox.secret = Secret(secret::token("mhi"));
    store::update(ctx.tx, &inbox)?;
    Ok(inbox)
}

/// The inbox.
pub fn get(ctx: &mut Ctx<'_, '_>, id: InboxId) -> Result<Inbox> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_inbox").into())
}

/// The inbox with this public name, if it takes messages.
pub fn by_key(ctx: &mut Ctx<'_, '_>, key: &str) -> Result<Inbox> {
    store::by_key(ctx.tx, key)?
        .filter(|inbox| inbox.enabled)
        .ok_or_else(|| Refusal::not_found("no_such_inbox").into())
}

/// All inboxes, by shop and name.
pub fn list(ctx: &mut Ctx<'_, '_>) -> Result<Vec<Inbox>> {
    Ok(store::list(ctx.tx)?)
}

impl Inbox {
    /// Whether a page of this origin may hold the widget.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.settings.allowed_origins.is_empty() || self.settings.allowed_origins.iter().any(|o| o == origin)
    }
}

fn clean_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::invalid("name", "name_length").with("limit", 60).into());
    }
    Ok(name.to_owned())
}

/// How many units of a person's capacity a conversation takes, by inbox.
pub fn units(ctx: &mut Ctx<'_, '_>) -> Result<HashMap<InboxId, u32>> {
    Ok(list(ctx)?.into_iter().map(|inbox| (inbox.id, inbox.settings.units)).collect())
}

/// Origins in the one form browsers send.
fn checked(mut settings: InboxSettings) -> Result<InboxSettings> {
    for origin in &mut settings.allowed_origins {
        let parsed = url::Url::parse(origin.trim())
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/")
            .ok_or_else(|| Refusal::invalid("allowed_origins", "not_an_origin"))?;
        *origin = parsed.origin().ascii_serialization();
    }
    if !(1..=10).contains(&settings.units) {
        return Err(Refusal::invalid("units", "out_of_range").into());
    }
    Ok(settings)
}
