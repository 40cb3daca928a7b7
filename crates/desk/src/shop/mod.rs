//! Shops: one storefront of the seller each, with its language, money, hours and manners.

use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;
use language::Urgency;
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::ShopId;
use crate::word::words;

pub mod boundary;
pub mod hours;
pub mod phrases;
mod reception;
mod routing;
mod service;
mod store;
mod urgency;

pub use boundary::Boundaries;
pub use hours::{Opening, WeekHours};
pub use reception::{NightHours, Reception, SurgeSettings};
pub use routing::{LossWeights, RoutingMode, RoutingSettings};
pub use service::ServicePolicy;
pub use urgency::{Understood, UrgencyRule};

words! {
    /// A language that the whole product speaks.
    Lang {
        /// Chinese.
        Zh = "zh",
        /// English.
        En = "en",
    }
}

words! {
    /// Which matters a shop wants answered first.
    UrgencyPreset {
        /// Trouble after buying first.
        A = "A",
        /// Buyers about to pay first.
        B = "B",
    }
}

impl From<UrgencyPreset> for language::Preset {
    fn from(preset: UrgencyPreset) -> Self {
        match preset {
            UrgencyPreset::A => Self::A,
            UrgencyPreset::B => Self::B,
        }
    }
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// The text in this language.
    pub fn in_language(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A storefront.
#[derive(Debug, Clone, PartialEq)]
pub struct Shop {
    /// Identity.
    pub id: ShopId,
    /// Short name for addresses and commands: lower-case letters, digits, hyphens.
    pub key: String,
    /// What buyers call it.
    pub name: String,
    /// The language it usually speaks.
    pub language: Lang,
    /// ISO 4217 code of its money.
    pub currency: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Everything about it that can be set.
    pub settings: ShopSettings,
}

impl Shop {
    /// Its time zone; UTC if the stored name is not known to this machine.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether people answer at this moment.
    pub fn open_at(&self, time: Time) -> bool {
        hours::open_at(&self.settings.people_hours, &self.zone(), time)
    }

    /// When people next begin to answer; `time` itself when they do now, none when they never do.
    pub fn next_opening(&self, time: Time) -> Option<Time> {
        hours::next_opening(&self.settings.people_hours, &self.zone(), time)
    }

    /// By when a person should have answered what comes to people at `time`: the shop's figure for its urgency, counted
    /// from the next opening.
    pub fn answer_due(&self, urgency: Urgency, time: Time) -> Time {
        let within = self.settings.answer_within_seconds;
        let seconds = match urgency {
            Urgency::Urgent => within.urgent,
            Urgency::Important => within.important,
            Urgency::Normal => within.normal,
        };
        self.next_opening(time).unwrap_or(time) + Duration::from_secs(u64::from(seconds))
    }
}

/// Everything about a shop that can be set. Fields not given keep their defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ShopSettings {
    /// When people answer.
    pub people_hours: WeekHours,
    /// How the bot behaves.
    pub bot: BotSettings,
    /// A buyer who writes again within this many minutes after the end continues the same conversation.
    pub reopen_within_minutes: u32,
    /// A conversation that only the bot holds ends after this many minutes of silence.
    pub bot_idle_minutes: u32,
    /// Within how many seconds a person should answer after a hand-off, by urgency.
    pub answer_within_seconds: ByUrgency,
    /// How urgent which matter is.
    pub urgency_preset: UrgencyPreset,
    /// How urgent is what the preset ranks otherwise. Complaints, anger and insults stay urgent whatever is set here.
    pub urgency_rules: Vec<UrgencyRule>,
    /// How long one answered conversation keeps an agent busy, in seconds, until the shop's own figures are known.
    pub usual_handling_seconds: u32,
    /// From how many snippets that an agent sent unedited in a row, within a day, the next one is warned of; 0 never.
    pub unedited_snippets_warn: u32,
    /// What is asked so often within a week without a good answer must be in the knowledge base.
    pub gap_weekly_limit: u32,
    /// Within how many days such a gap must be answered.
    pub gap_due_days: u32,
    /// What may be done about an order.
    pub service: ServicePolicy,
    /// Where goods go back to, and what buyers should know before they send them.
    pub returns: ReturnSettings,
    /// How the shop watches over what was promised.
    pub promise: PromiseSettings,
    /// How waiting conversations are ordered and given to people.
    pub routing: RoutingSettings,
    /// Where the shop draws the line between bot and people otherwise than usual. It is drawn in the boundary matrix, where
    /// it is kept who changed what; here it is only shown.
    pub boundaries: Boundaries,
}

/// Where goods go back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnSettings {
    /// Who receives them there.
    pub recipient: String,
    /// The phone there.
    pub phone: String,
    /// The whole address on one line, as it is written on a parcel.
    pub address: String,
    /// What to know before sending.
    pub notes: Bilingual,
    /// For how many days the page of a return can be opened.
    pub link_days: u32,
}

/// How a shop watches over what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PromiseSettings {
    /// How many minutes before it is due the owner of a promise is reminded.
    pub remind_minutes: u32,
    /// Whoever only says that they look into something promises an answer within this many minutes.
    pub holding_minutes: u32,
}

impl Default for PromiseSettings {
    fn default() -> Self {
        Self { remind_minutes: 15, holding_minutes: 10 }
    }
}

/// How the bot behaves in a shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BotSettings {
    /// Whether it answers at all.
    pub enabled: bool,
    /// What it calls itself.
    pub name: Bilingual,
    /// After a line that is not yet a question it waits this long for the next one, in milliseconds.
    pub burst_quiet_ms: u32,
    /// Above this score (0 to 1) an article is told as the answer.
    pub answer_at: f64,
    /// Above this score an article is offered to choose, with up to two others that are near.
    pub offer_at: f64,
    /// Prices and stock that were last told so many hours ago are too old to be told on: the bot has them checked by a
    /// person. 0 is no limit.
    pub goods_fresh_hours: u32,
    /// The same for orders and parcels.
    pub orders_fresh_hours: u32,
    /// How often one buyer may fail to show that an order is theirs, within a day.
    pub order_tries: u32,
    /// When it receives new questions first.
    pub reception: Reception,
    /// The hours in which it does, where it only does so at night.
    pub night: NightHours,
    /// When it receives first because people are too few.
    pub surge: SurgeSettings,
    /// Who waits so many minutes of the people's hours longer than an answer was due is told so, and by when the shop
    /// answers. 0 never.
    pub rescue_after_minutes: u32,
}

/// A figure for each urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ByUrgency {
    /// For urgent matters.
    pub urgent: u32,
    /// For important ones.
    pub important: u32,
    /// For the rest.
    pub normal: u32,
}

impl Default for ShopSettings {
    fn default() -> Self {
        Self {
            people_hours: WeekHours::daily("09:00", "24:00"),
            bot: BotSettings::default(),
            reopen_within_minutes: 10,
            bot_idle_minutes: 30,
            answer_within_seconds: ByUrgency { urgent: 60, important: 120, normal: 180 },
            urgency_preset: UrgencyPreset::A,
            urgency_rules: Vec::new(),
            usual_handling_seconds: 150,
            unedited_snippets_warn: 5,
            gap_weekly_limit: 50,
            gap_due_days: 3,
            service: ServicePolicy::default(),
            returns: ReturnSettings::default(),
            promise: PromiseSettings::default(),
            routing: RoutingSettings::default(),
            boundaries: Boundaries::default(),
        }
    }
}

impl Default for ReturnSettings {
    fn default() -> Self {
        Self {
            recipient: String::new(),
            phone: String::new(),
            address: String::new(),
            notes: Bilingual {
                zh: "请保持吊牌和包装完好，随包裹附上写有订单号的纸条，不要寄到付件。".into(),
                en: "Please keep tags and packaging intact, put a note with your order number in the parcel, and \
                    do not send it with postage due."
                    .into(),
            },
            link_days: 14,
        }
    }
}

impl Default for BotSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            name: Bilingual { zh: "小秒".into(), en: "Mia".into() },
            burst_quiet_ms: 800,
            answer_at: 0.62,
            offer_at: 0.12,
            goods_fresh_hours: 0,
            orders_fresh_hours: 0,
            order_tries: 5,
            reception: Reception::Always,
            night: NightHours::default(),
            surge: SurgeSettings::default(),
            rescue_after_minutes: 15,
        }
    }
}

/// What a new shop needs.
#[derive(Debug, Clone)]
pub struct NewShop {
    /// Short name.
    pub key: String,
    /// What buyers call it.
    pub name: String,
    /// The language it usually speaks.
    pub language: Lang,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name.
    pub time_zone: String,
    /// Settings.
    pub settings: ShopSettings,
}

/// Opens a shop.
pub fn create(ctx: &mut Ctx<'_, '_>, new: NewShop) -> Result<Shop> {
    check_key("key", &new.key)?;
    if new.name.trim().is_empty() {
        return Err(Refusal::invalid("name", "required").into());
    }
    if new.currency.len() != 3 || !new.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Refusal::invalid("currency", "unknown_currency").into());
    }
    if TimeZone::get(&new.time_zone).is_err() {
        return Err(Refusal::invalid("time_zone", "unknown_time_zone").into());
    }
    new.settings.people_hours.check()?;
    new.settings.service.check()?;
    new.settings.routing.check()?;
    reception::check(&new.settings.bot)?;
    urgency::check(&new.settings.urgency_rules)?;
    if store::by_key(ctx.tx, &new.key)?.is_some() {
        return Err(Refusal::conflict("key_taken").into());
    }
    let NewShop { key, name, language, currency, time_zone, settings } = new;
    let shop = Shop { id: ctx.id(), key, name, language, currency, time_zone, settings };
    store::insert(ctx.tx, &shop, ctx.now)?;
    fact::record(ctx, Scope::shop(shop.id), Fact::SettingsChanged {})?;
    Ok(shop)
}

/// Changes what can be set.
pub fn set(ctx: &mut Ctx<'_, '_>, id: ShopId, settings: &ShopSettings) -> Result<()> {
    settings.people_hours.check()?;
    let in_range = |score: f64| (0.0..=1.0).contains(&score);
    if !in_range(settings.bot.answer_at) {
        return Err(Refusal::invalid("bot.answer_at", "not_a_share").into());
    }
    if !in_range(settings.bot.offer_at) || settings.bot.offer_at > settings.bot.answer_at {
        return Err(Refusal::invalid("bot.offer_at", "not_a_share").into());
    }
    if settings.bot.burst_quiet_ms > 5_000 {
        return Err(Refusal::invalid("bot.burst_quiet_ms", "too_large").with("limit", 5_000).into());
    }
    if settings.gap_weekly_limit == 0 {
        return Err(Refusal::invalid("gap_weekly_limit", "out_of_range").into());
    }
    if !(1..=90).contains(&settings.gap_due_days) {
        return Err(Refusal::invalid("gap_due_days", "out_of_range").into());
    }
    settings.service.check()?;
    settings.routing.check()?;
    reception::check(&settings.bot)?;
    urgency::check(&settings.urgency_rules)?;
    for (field, minutes) in [
        ("promise.remind_minutes", settings.promise.remind_minutes),
        ("promise.holding_minutes", settings.promise.holding_minutes),
    ] {
        if !(1..=1440).contains(&minutes) {
            return Err(Refusal::invalid(field, "out_of_range").into());
        }
    }
    settings.returns.check()?;
    let boundaries = get(ctx, id)?.settings.boundaries;
    store::set(ctx.tx, id, &ShopSettings { boundaries, ..settings.clone() })?;
    fact::record(ctx, Scope::shop(id), Fact::SettingsChanged {})
}

impl ReturnSettings {
    /// As it is written on a parcel: who, then where.
    pub fn on_a_parcel(&self) -> String {
        let who = [self.recipient.as_str(), self.phone.as_str()].join(" ");
        [who.trim(), self.address.trim()].join("\n").trim().to_owned()
    }

    fn check(&self) -> Result<()> {
        if !(1..=90).contains(&self.link_days) {
            return Err(Refusal::invalid("returns.link_days", "out_of_range").into());
        }
        let texts = [
            ("returns.recipient", &self.recipient, 100),
            ("returns.phone", &self.phone, 40),
            ("returns.address", &self.address, 300),
            ("returns.notes.zh", &self.notes.zh, 1000),
            ("returns.notes.en", &self.notes.en, 1000),
        ];
        for (field, text, limit) in texts {
            if text.chars().count() > limit {
                return Err(Refusal::invalid(field, "text_too_long").with("limit", limit).into());
            }
        }
        Ok(())
    }
}

/// Draws the line between bot and people anew.
pub(crate) fn draw(ctx: &mut Ctx<'_, '_>, shop: &Shop, boundaries: Boundaries) -> Result<()> {
    store::set(ctx.tx, shop.id, &ShopSettings { boundaries, ..shop.settings.clone() })?;
    fact::record(ctx, Scope::shop(shop.id), Fact::SettingsChanged {})
}

/// The shop.
pub fn get(ctx: &mut Ctx<'_, '_>, id: ShopId) -> Result<Shop> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_shop").into())
}

/// The shop with this short name.
pub fn by_key(ctx: &mut Ctx<'_, '_>, key: &str) -> Result<Option<Shop>> {
    Ok(store::by_key(ctx.tx, key)?)
}

/// All shops, by name.
pub fn list(ctx: &mut Ctx<'_, '_>) -> Result<Vec<Shop>> {
    Ok(store::list(ctx.tx)?)
}

/// The next number of a conversation in the shop: what people say aloud.
pub fn next_number(ctx: &mut Ctx<'_, '_>, id: ShopId) -> Result<i64> {
    Ok(store::next_number(ctx.tx, id)?)
}

/// Refuses what cannot be a short name in an address.
pub fn check_key(field: &'static str, key: &str) -> Result<()> {
    let fits = (2..=40).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !key.starts_with('-')
        && !key.ends_with('-');
    if fits { Ok(()) } else { Err(Refusal::invalid(field, "not_a_key").into()) }
}
