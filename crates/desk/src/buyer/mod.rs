//! The people who ask: one person a shop, known by one or more handles.

use serde::{Deserialize, Serialize};

use db::Time;

use crate::agent::presence;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, BuyerId, InboxId, NoteId, ShopId};
use crate::inbox::{Channel, Profile};

pub mod mask;
pub mod session;
mod store;
pub mod token;

/// A person who asks. Everything but the identity may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// Identity.
    pub id: BuyerId,
    /// The shop whose buyer this is.
    pub shop: ShopId,
    /// The buyer's id in the shop, once the shop has vouched for it.
    pub external_id: Option<String>,
    /// What to call them.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Member level.
    pub level: Option<String>,
    /// Where they usually order to.
    pub city: Option<String>,
    /// The person who is this buyer's own: asked first whenever they have room.
    pub own_agent: Option<AgentId>,
    /// Who they turned out to be, once they were joined with another buyer.
    pub merged_into: Option<BuyerId>,
}

impl Buyer {
    /// Whether the shop has vouched for who this is.
    pub fn recognised(&self) -> bool {
        self.external_id.is_some()
    }
}

/// How a buyer is known in one inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// The kind of way in.
    pub channel: Channel,
    /// What the inbox is called.
    pub inbox: String,
    /// An open id, an e-mail address, a phone, or what the web chat gave.
    pub value: String,
    /// When it was last used.
    pub seen_at: Time,
}

/// Something an agent wrote down about a buyer; never shown to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    /// Identity.
    pub id: NoteId,
    /// Who wrote it.
    pub agent: AgentId,
    /// What it says.
    pub text: String,
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
}

/// The buyer behind a handle, taken in when it is new; what the channel vouches for is kept up to date.
///
/// The handle's row is locked until the transaction ends, so that two first messages of one buyer cannot open two
/// conversations. Whoever joins buyers locks the handles first as well.
pub fn behind(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    inbox: InboxId,
    handle: &str,
    profile: Option<&Profile>,
) -> Result<Buyer> {
    let known = store::lock_handle(ctx.tx, inbox, handle, ctx.now)?;
    let buyer = match (known, profile) {
        (Some(id), None) => return get(ctx, id),
        (Some(id), Some(profile)) => {
            let buyer = get(ctx, id)?;
            if buyer.external_id.as_deref() == Some(profile.external_id.as_str()) {
                keep_up_to_date(ctx, buyer, profile)?
            } else {
                recognise(ctx, buyer, profile)?
            }
        }
        (None, profile) => {
            let buyer = match profile {
                Some(profile) => vouched_for(ctx, shop, profile)?,
                None => anonymous(ctx, shop)?,
            };
            let owner = store::claim_handle(ctx.tx, inbox, handle, buyer.id, ctx.now)?;
            // Somebody took the handle in between: theirs is the buyer.
            if owner == buyer.id { buyer } else { get(ctx, owner)? }
        }
    };
    Ok(buyer)
}

/// The shop says who an anonymous buyer is: whatever is theirs goes to that person, which follows from the fact.
fn recognise(ctx: &mut Ctx<'_, '_>, anonymous: Buyer, profile: &Profile) -> Result<Buyer> {
    let known = vouched_for(ctx, anonymous.shop, profile)?;
    if anonymous.recognised() {
        // The handle belongs to another person now (a shared device): only the handle moves, their past stays theirs.
        return Ok(known);
    }
    let fact = Fact::BuyerRecognised { buyer: known.id, from: Some(anonymous.id) };
    fact::record(ctx, Scope::shop(known.shop), fact)?;
    Ok(known)
}

/// The person with this id in the shop, taken in when new.
pub fn vouched_for(ctx: &mut Ctx<'_, '_>, shop: ShopId, profile: &Profile) -> Result<Buyer> {
    if let Some(buyer) = store::hold_by_external_id(ctx.tx, shop, &profile.external_id)? {
        // What the shop says of an account that was joined with another is kept with that account.
        let told = keep_up_to_date(ctx, buyer, profile)?;
        return follow(ctx, told);
    }
    let buyer = Buyer {
        external_id: Some(profile.external_id.clone()),
        name: profile.name.clone(),
        phone: profile.phone.clone(),
        email: profile.email.clone(),
        level: profile.level.clone(),
        ..nobody(ctx, shop)
    };
    let taken_in = store::insert(ctx.tx, &buyer, ctx.now)?;
    follow(ctx, taken_in)
}

fn keep_up_to_date(ctx: &mut Ctx<'_, '_>, buyer: Buyer, profile: &Profile) -> Result<Buyer> {
    let told = Buyer {
        name: profile.name.clone().or_else(|| buyer.name.clone()),
        phone: profile.phone.clone().or_else(|| buyer.phone.clone()),
        email: profile.email.clone().or_else(|| buyer.email.clone()),
        level: profile.level.clone().or_else(|| buyer.level.clone()),
        ..buyer.clone()
    };
    if told != buyer {
        store::update(ctx.tx, &told)?;
    }
    Ok(told)
}

fn anonymous(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Buyer> {
    let buyer = nobody(ctx, shop);
    Ok(store::insert(ctx.tx, &buyer, ctx.now)?)
}

fn nobody(ctx: &Ctx<'_, '_>, shop: ShopId) -> Buyer {
    Buyer {
        id: ctx.id(),
        shop,
        external_id: None,
        name: None,
        phone: None,
        email: None,
        level: None,
        city: None,
        own_agent: None,
        merged_into: None,
    }
}

/// Notes where a buyer usually orders to.
pub fn set_city(ctx: &mut Ctx<'_, '_>, id: BuyerId, city: &str) -> Result<()> {
    Ok(store::set_city(ctx.tx, id, city)?)
}

/// The buyer; whoever they turned out to be, when they were joined with another.
pub fn get(ctx: &mut Ctx<'_, '_>, id: BuyerId) -> Result<Buyer> {
    let buyer = store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_buyer"))?;
    follow(ctx, buyer)
}

/// The one a buyer was joined into; themselves, when they were not. Nobody who was joined stays for others, so it is
/// one step.
fn follow(ctx: &mut Ctx<'_, '_>, buyer: Buyer) -> Result<Buyer> {
    match buyer.merged_into {
        None => Ok(buyer),
        Some(stays) => store::by_id(ctx.tx, stays)?.ok_or_else(|| Refusal::not_found("no_such_buyer").into()),
    }
}

/// The buyer with this id in the shop, if the shop has vouched for one; whoever they turned out to be.
pub fn by_external_id(ctx: &mut Ctx<'_, '_>, shop: ShopId, external_id: &str) -> Result<Option<Buyer>> {
    let found = store::by_external_id(ctx.tx, shop, external_id)?;
    found.map(|buyer| follow(ctx, buyer)).transpose()
}

/// The buyer behind a handle, if it is known.
pub fn by_handle(ctx: &mut Ctx<'_, '_>, inbox: InboxId, handle: &str) -> Result<Option<Buyer>> {
    Ok(store::by_handle(ctx.tx, inbox, handle)?)
}

/// The handle a buyer last used in an inbox.
pub fn handle_in(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, inbox: InboxId) -> Result<Option<String>> {
    Ok(store::handle_in(ctx.tx, buyer, inbox)?)
}

/// The handles of a buyer, the one they used last first, at most `limit`.
pub fn handles(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, limit: i64) -> Result<Vec<Handle>> {
    Ok(store::handles(ctx.tx, buyer, limit)?)
}

/// Writes a note about a buyer.
pub fn note(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, agent: AgentId, text: &str) -> Result<Note> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid("text", "required").into());
    }
    if text.chars().count() > 1000 {
        return Err(Refusal::invalid("text", "text_too_long").with("limit", 1000).into());
    }
    let note = Note { id: ctx.id(), agent, text: text.to_owned(), created_at: ctx.now };
    store::insert_note(ctx.tx, buyer, &note)?;
    Ok(note)
}

/// The notes about a buyer, newest first.
pub fn notes(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Vec<Note>> {
    Ok(store::notes(ctx.tx, buyer)?)
}

/// Gives the buyer exactly these tags.
pub fn set_tags(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, tags: &[String]) -> Result<Vec<String>> {
    let mut clean: Vec<String> =
        tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    clean.sort();
    clean.dedup();
    if clean.len() > 20 || clean.iter().any(|tag| tag.chars().count() > 20) {
        return Err(Refusal::invalid("tags", "too_many_tags").with("limit", 20).into());
    }
    store::set_tags(ctx.tx, buyer, &clean)?;
    Ok(clean)
}

/// The buyer's tags.
pub fn tags(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Vec<String>> {
    Ok(store::tags(ctx.tx, buyer)?)
}

/// Gives the buyer a person of their own, who must see the shop; or nobody.
pub fn set_own_agent(ctx: &mut Ctx<'_, '_>, buyer: &Buyer, agent: Option<AgentId>) -> Result<()> {
    if let Some(agent) = agent
        && !presence::of_shop(ctx, buyer.shop)?.iter().any(|one| one.id == agent)
    {
        return Err(Refusal::invalid("agent", "agent_not_in_shop").into());
    }
    Ok(store::set_own_agent(ctx.tx, buyer.id, agent)?)
}
