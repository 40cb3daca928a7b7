//! Addresses that are told what happens. Each telling is stored with the change it tells of, signed, tried again when it
//! fails, and kept to be seen and repeated.
//!
//! Tellings of one conversation to one address go out in order: a *lane* waits behind its first that has not arrived.

use db::Time;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::conversation;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Recorded, Scope};
use crate::id::{DeliveryId, InboxId, ShopId, WebhookId};
use crate::word::words;
use crate::{inbox, shop};

pub mod deliver;
pub mod sign;
mod store;

words! {
    /// What an address can be told of.
    Event {
        /// Something was said to the buyer: what an own channel must carry.
        MessageSent = "message.sent",
        /// The buyer said something.
        MessageReceived = "message.received",
        /// A new matter began.
        ConversationOpened = "conversation.opened",
        /// Handed to people.
        ConversationHandedOff = "conversation.handed_off",
        /// A person took it.
        ConversationClaimed = "conversation.claimed",
        /// It is done.
        ConversationResolved = "conversation.resolved",
        /// A test from the console.
        Test = "test",
    }
}

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Identity.
    pub id: WebhookId,
    /// Its shop.
    pub shop: ShopId,
    /// Only of this inbox.
    pub inbox: Option<InboxId>,
    /// Where to.
    pub url: String,
    /// What its tellings are signed with: `whsec_` and base64, as Standard Webhooks has it.
    pub secret: sign::Secret,
    /// Of what.
    pub events: Vec<Event>,
    /// Whether it is told at all.
    pub enabled: bool,
    /// Why it was switched off by the house.
    pub disabled_reason: Option<String>,
}

words! {
    /// How far a telling has come.
    DeliveryState {
        /// Not arrived yet.
        Pending = "pending",
        /// Arrived.
        Delivered = "delivered",
        /// Given up; it can be repeated by hand.
        Failed = "failed",
    }
}

/// One telling of one event to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity: the `webhook-id` by which the receiver knows a repetition.
    pub id: DeliveryId,
    /// To which address.
    pub webhook: WebhookId,
    /// Tellings of one lane go out in order.
    pub lane: String,
    /// Of what.
    pub event: Event,
    /// What is told, JSON.
    pub body: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it happened.
    pub created_at: Time,
    /// When it arrived.
    pub delivered_at: Option<Time>,
}

/// One try of a telling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attempt {
    /// Counted from one.
    pub number: i64,
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// The status the receiver answered with.
    pub status: Option<i64>,
    /// What came of it: `ok`, `refused`, `timeout`, `private_address` …
    pub outcome: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

/// Pauses between tries, as Svix has them: at once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
pub const PAUSES: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(5 * 3600),
    Duration::from_secs(10 * 3600),
    Duration::from_secs(10 * 3600),
];

/// An address that has taken nothing for this long is switched off.
pub const GIVE_UP_ON_ADDRESS: Duration = Duration::from_secs(5 * 86_400);

/// The kind of the job that carries a lane.
pub const JOB: &str = "webhook.deliver";

/// What a new address needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Its shop.
    pub shop: ShopId,
    /// Only of this inbox.
    pub inbox: Option<InboxId>,
    /// Where to.
    pub url: String,
    /// Of what.
    pub events: Vec<Event>,
}

/// Adds an address; its secret is shown this once.
pub fn create(ctx: &mut Ctx<'_, '_>, new: NewWebhook) -> Result<Webhook> {
    shop::get(ctx, new.shop)?;
    if let Some(inbox) = new.inbox
        && inbox::get(ctx, inbox).is_ok_and(|inbox| inbox.shop != new.shop)
    {
        return Err(Refusal::invalid("inbox", "no_such_inbox").into());
    }
    check_url(&new.url)?;
    if new.events.is_empty() || new.events.contains(&Event::Test) {
        return Err(Refusal::invalid("events", "required").into());
    }
    let webhook = Webhook {
        id: ctx.id(),
        shop: new.shop,
        inbox: new.inbox,
        url: new.url,
        secret: sign::Secret::new(),
        events: new.events,
        enabled: true,
        disabled_reason: None,
    };
    store::insert(ctx.tx, &webhook, ctx.now)?;
    fact::record(ctx, Scope::shop(webhook.shop), Fact::SettingsChanged {})?;
    Ok(webhook)
}

/// Only the form: where the name leads is checked at every try, when it is resolved.
fn check_url(address: &str) -> Result<()> {
    let fits = url::Url::parse(address).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if fits && address.len() <= 2000 { Ok(()) } else { Err(Refusal::invalid("url", "not_an_address").into()) }
}

/// The address.
pub fn get(ctx: &mut Ctx<'_, '_>, id: WebhookId) -> Result<Webhook> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_webhook").into())
}

/// A shop's addresses.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Webhook>> {
    Ok(store::list(ctx.tx, shop)?)
}

/// Switches an address on or off. What waits for it stays.
pub fn enable(ctx: &mut Ctx<'_, '_>, id: WebhookId, enabled: bool) -> Result<Webhook> {
    let webhook = get(ctx, id)?;
    store::enable(ctx.tx, id, enabled, None)?;
    if enabled {
        for lane in store::waiting_lanes(ctx.tx, id)? {
            deliver::wake(ctx, id, &lane, ctx.now)?;
        }
    }
    fact::record(ctx, Scope::shop(webhook.shop), Fact::SettingsChanged {})?;
    get(ctx, id)
}

/// Forgets an address and everything told to it.
pub fn remove(ctx: &mut Ctx<'_, '_>, id: WebhookId) -> Result<()> {
    let webhook = get(ctx, id)?;
    store::remove(ctx.tx, id)?;
    fact::record(ctx, Scope::shop(webhook.shop), Fact::SettingsChanged {})
}

/// What was told to an address, newest first, at most `limit`, before `before`.
pub fn deliveries(
    ctx: &mut Ctx<'_, '_>,
    id: WebhookId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    Ok(store::deliveries(ctx.tx, id, state, before, limit)?)
}

/// One telling.
pub fn delivery(ctx: &mut Ctx<'_, '_>, id: DeliveryId) -> Result<Delivery> {
    store::delivery(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_delivery").into())
}

/// The tries of a telling.
pub fn attempts(ctx: &mut Ctx<'_, '_>, id: DeliveryId) -> Result<Vec<Attempt>> {
    Ok(store::attempts(ctx.tx, id)?)
}

/// Tells it once more, under the same id.
pub fn replay(ctx: &mut Ctx<'_, '_>, id: DeliveryId) -> Result<()> {
    let delivery = delivery(ctx, id)?;
    store::set_state(ctx.tx, id, DeliveryState::Pending, 0, None)?;
    deliver::wake(ctx, delivery.webhook, &delivery.lane, ctx.now)
}

/// Tells an address that this is a test.
pub fn test(ctx: &mut Ctx<'_, '_>, id: WebhookId) -> Result<DeliveryId> {
    let webhook = get(ctx, id)?;
    let body =
        serde_json::json!({ "type": Event::Test, "timestamp": ctx.now, "data": { "shop": webhook.shop } });
    tell(ctx, id, "test", Event::Test, &body)
}

/// Stores what every address that wants it is to be told of a fact.
pub fn announce(ctx: &mut Ctx<'_, '_>, recorded: &Recorded) -> Result<()> {
    let (Some(event), Some(shop)) = (event_of(&recorded.fact), recorded.scope.shop) else { return Ok(()) };
    let Some(conversation) = recorded.scope.conversation else { return Ok(()) };
    let wanting: Vec<Webhook> =
        store::enabled(ctx.tx, shop)?.into_iter().filter(|webhook| webhook.events.contains(&event)).collect();
    if wanting.is_empty() {
        return Ok(());
    }
    let conversation = conversation::get(ctx, conversation)?;
    let body = deliver::body(ctx, event, recorded, &conversation)?;
    let lane = conversation.id.to_string();
    for webhook in
        wanting.iter().filter(|webhook| webhook.inbox.is_none_or(|inbox| inbox == conversation.inbox))
    {
        tell(ctx, webhook.id, &lane, event, &body)?;
    }
    Ok(())
}

fn tell(
    ctx: &mut Ctx<'_, '_>,
    webhook: WebhookId,
    lane: &str,
    event: Event,
    body: &serde_json::Value,
) -> Result<DeliveryId> {
    let delivery = Delivery {
        id: ctx.id(),
        webhook,
        lane: lane.to_owned(),
        event,
        body: body.to_string(),
        state: DeliveryState::Pending,
        attempts: 0,
        created_at: ctx.now,
        delivered_at: None,
    };
    let at = deliver::goes_on_at(ctx, webhook, lane)?;
    store::insert_delivery(ctx.tx, &delivery)?;
    deliver::wake(ctx, webhook, lane, at)?;
    Ok(delivery.id)
}

fn event_of(fact: &Fact) -> Option<Event> {
    match fact {
        Fact::MessageSent { .. } => Some(Event::MessageSent),
        Fact::MessageReceived { .. } => Some(Event::MessageReceived),
        Fact::ConversationOpened { .. } => Some(Event::ConversationOpened),
        Fact::HandedOff { .. } => Some(Event::ConversationHandedOff),
        Fact::Claimed { .. } => Some(Event::ConversationClaimed),
        Fact::Resolved { .. } => Some(Event::ConversationResolved),
        _ => None,
    }
}
