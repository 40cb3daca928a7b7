//! Texts to phones: queued with what causes them, sent by a job through whoever carries a shop's texts, or shown to people
//! who send them by hand.
//!
//! A number is whole only on its way to the provider, and for the one person who sends by hand and is noted for it. A try is
//! noted before it is made: after a crash it is known that nobody knows, and the provider is asked before anything is sent
//! again.

use db::Time;
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, BuyerId, ShopId, SmsId};
use crate::word::words;

pub mod send;
mod settings;
mod store;

pub use settings::{AliyunSettings, SmsProvider, SmsSettings};

/// The longest text that is sent, in characters: what providers cut into ten parts.
const LONGEST: usize = 600;

words! {
    /// How far a text has come.
    SmsState {
        /// To be sent.
        Queued = "queued",
        /// With the provider, or sent by hand.
        Sent = "sent",
        /// Not sent, and not tried again by itself.
        Failed = "failed",
        /// Waits: for the morning, or for a person.
        Held = "held",
    }
}

/// A text to a phone.
#[derive(Debug, Clone, PartialEq)]
pub struct Sms {
    /// Identity; towards the provider the id by which the same text is known again.
    pub id: SmsId,
    /// Whose.
    pub shop: ShopId,
    /// To whom.
    pub buyer: BuyerId,
    /// The number, whole.
    pub phone: Phone,
    /// What it says.
    pub text: String,
    /// How far it has come.
    pub state: SmsState,
    /// How often it was tried.
    pub attempts: i64,
    /// The provider's own id of it.
    pub provider_id: Option<String>,
    /// Why it stands where it stands: a word of ours or the provider's code.
    pub reason: Option<String>,
    /// Not before.
    pub not_before: Option<Time>,
    /// When it was queued.
    pub created_at: Time,
    /// When it last came further.
    pub updated_at: Time,
}

/// A whole phone number: it does not show itself in any log.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// The number itself, for whoever sends to it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden.
    pub fn masked(&self) -> String {
        crate::buyer::mask::phone(&self.0)
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A text to be queued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSms {
    /// Its identity: the same again is queued once.
    pub id: SmsId,
    /// Whose.
    pub shop: ShopId,
    /// To whom.
    pub buyer: BuyerId,
    /// The run of the flow that says it.
    pub run: Option<String>,
    /// The number.
    pub phone: String,
    /// What it says.
    pub text: String,
}

/// How a shop sends, with whether it has a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SmsSetup {
    /// Everything but the secret.
    pub settings: SmsSettings,
    /// Whether a secret is kept.
    pub has_secret: bool,
}

/// Queues a text, in the transaction of what causes it. A number that cannot be one fails at once, and is seen to.
pub fn queue(ctx: &mut Ctx<'_, '_>, new: NewSms) -> Result<Sms> {
    let text = new.text.trim().to_owned();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Refusal::invalid("text", "text_too_long").with("limit", LONGEST).into());
    }
    let phone = plain_phone(&new.phone);
    let sms = Sms {
        id: new.id,
        shop: new.shop,
        buyer: new.buyer,
        phone: Phone(phone.clone().unwrap_or_default()),
        text,
        state: if phone.is_some() { SmsState::Queued } else { SmsState::Failed },
        attempts: 0,
        provider_id: None,
        reason: phone.is_none().then(|| "not_a_phone".to_owned()),
        not_before: None,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    if store::insert(ctx.tx, &sms, new.run.as_deref())? {
        if sms.state == SmsState::Queued {
            send::wake(ctx, sms.id, ctx.now)?;
        }
        changed(ctx, &sms)?;
    }
    get(ctx, sms.id)
}

/// The text with this identity.
pub fn get(ctx: &mut Ctx<'_, '_>, id: SmsId) -> Result<Sms> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_sms").into())
}

/// A shop's texts, newest first, at most `limit`.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId, state: Option<SmsState>, limit: i64) -> Result<Vec<Sms>> {
    Ok(store::list(ctx.tx, shop, state, limit)?)
}

/// Shows a person the whole number of a text that waits for a hand, and notes that they saw it.
pub fn reveal(ctx: &mut Ctx<'_, '_>, id: SmsId, agent: AgentId) -> Result<Sms> {
    let sms = get(ctx, id)?;
    by_hand(&sms)?;
    fact::record(ctx, Scope::shop(sms.shop), Fact::NumberRevealed { agent, sms: id })?;
    Ok(sms)
}

/// A person has sent it by hand. Saying so again changes nothing.
pub fn sent_by_hand(ctx: &mut Ctx<'_, '_>, id: SmsId) -> Result<Sms> {
    let sms = get(ctx, id)?;
    if sms.state == SmsState::Sent {
        return Ok(sms);
    }
    by_hand(&sms)?;
    let sms = Sms { state: SmsState::Sent, reason: Some("by_hand".into()), not_before: None, ..sms };
    jobs::cancel(ctx.tx, &send::job_key(id))?;
    keep(ctx, sms)
}

/// Tries once more what has failed or waits.
pub fn retry(ctx: &mut Ctx<'_, '_>, id: SmsId) -> Result<Sms> {
    let sms = get(ctx, id)?;
    if sms.phone.0.is_empty() {
        return Err(Refusal::conflict("sms_not_a_phone").into());
    }
    by_hand(&sms)?;
    // Whether an earlier try arrived stays in question until the provider is asked.
    let reason = sms.reason.clone().filter(|reason| reason == send::UNKNOWN);
    let sms = Sms { state: SmsState::Queued, reason, not_before: None, attempts: 0, ..sms };
    send::wake(ctx, id, ctx.now)?;
    keep(ctx, sms)
}

/// How a shop sends.
pub fn setup(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<SmsSetup> {
    let (settings, secret) = store::settings(ctx.tx, shop)?.unwrap_or_default();
    Ok(SmsSetup { settings, has_secret: secret.is_some() })
}

/// Says how a shop sends. Without a secret, the one that is known stays.
pub fn set_up(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    settings: &SmsSettings,
    secret: Option<&str>,
) -> Result<SmsSetup> {
    let (_, known) = store::settings(ctx.tx, shop)?.unwrap_or_default();
    let secret = secret.filter(|secret| !secret.is_empty()).map(str::to_owned).or(known);
    settings.check(secret.is_some())?;
    store::set_settings(ctx, shop, settings, secret.as_deref())?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})?;
    setup(ctx, shop)
}

fn by_hand(sms: &Sms) -> Result<()> {
    match sms.state {
        SmsState::Held | SmsState::Failed => Ok(()),
        SmsState::Sent => Err(Refusal::conflict("sms_already_sent").into()),
        SmsState::Queued => Err(Refusal::conflict("sms_under_way").into()),
    }
}

fn keep(ctx: &mut Ctx<'_, '_>, sms: Sms) -> Result<Sms> {
    let sms = Sms { updated_at: ctx.now, ..sms };
    store::update(ctx.tx, &sms)?;
    changed(ctx, &sms)?;
    Ok(sms)
}

fn changed(ctx: &mut Ctx<'_, '_>, sms: &Sms) -> Result<()> {
    fact::record(ctx, Scope::shop(sms.shop), Fact::SmsChanged { sms: sms.id })
}

/// A number as providers take it: digits, with a plus before a country's code.
fn plain_phone(text: &str) -> Option<String> {
    let mut number = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        match c {
            '0'..='9' => number.push(c),
            '+' if at == 0 => number.push(c),
            ' ' | '-' | '(' | ')' => {}
            _ => return None,
        }
    }
    let digits = number.trim_start_matches('+').len();
    (7..=15).contains(&digits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_plain_and_hides_itself() {
        assert_eq!(plain_phone("138 1234-5678").as_deref(), Some("13812345678"));
        assert_eq!(plain_phone("+44 (0)7911 123456").as_deref(), Some("+4407911123456"));
        assert_eq!(plain_phone("138****5678"), None);
        assert_eq!(plain_phone("12345"), None);
        assert_eq!(format!("{:?}", Phone("13812345678".into())), "138****5678");
    }
}
