use db::{FromRow, Row, Time, Tx};

use super::{Phone, Sms, SmsSettings, SmsState};
use crate::ctx::Ctx;
use crate::id::{ShopId, SmsId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO sms_outbox (id, shop_id, buyer_id, run_id, phone, text, state, attempts, reason, created_at,
            updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $9) ON CONFLICT (id) DO NOTHING";
    BY_ID: "SELECT * FROM sms_outbox WHERE id = $1";
    LIST: "SELECT * FROM sms_outbox WHERE shop_id = $1 AND (CAST($2 AS TEXT) IS NULL OR state = $2)
        ORDER BY created_at DESC, id DESC LIMIT $3";
    UPDATE: "UPDATE sms_outbox SET state = $2, attempts = $3, provider_id = $4, reason = $5, not_before = $6,
            updated_at = $7 WHERE id = $1";
    SENT_SINCE: "SELECT COUNT(*) FROM sms_outbox WHERE shop_id = $1 AND phone = $2 AND updated_at > $3
        AND (state = 'sent' OR reason = 'unknown') AND id <> $4";
    SETTINGS: "SELECT settings, secret FROM sms_settings WHERE shop_id = $1";
    SET_SETTINGS: "INSERT INTO sms_settings (shop_id, settings, secret, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, secret = excluded.secret,
            updated_at = excluded.updated_at";
}

type Result<T> = std::result::Result<T, db::Error>;

/// Whether it was not there yet.
pub(super) fn insert(tx: &mut Tx<'_>, sms: &Sms, run: Option<&str>) -> Result<bool> {
    let Sms { id, shop, buyer, phone, text, state, reason, created_at, .. } = sms;
    let params: [&dyn db::ToValue; 9] =
        [id, shop, buyer, &run, &phone.reveal(), text, state, reason, created_at];
    Ok(tx.execute(&INSERT, &params)? == 1)
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: SmsId) -> Result<Option<Sms>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn list(tx: &mut Tx<'_>, shop: ShopId, state: Option<SmsState>, limit: i64) -> Result<Vec<Sms>> {
    tx.all(&LIST, &[&shop, &state, &limit])
}

pub(super) fn update(tx: &mut Tx<'_>, sms: &Sms) -> Result<()> {
    let Sms { id, state, attempts, provider_id, reason, not_before, updated_at, .. } = sms;
    tx.execute(&UPDATE, &[id, state, attempts, provider_id, reason, not_before, updated_at])?;
    Ok(())
}

/// How many texts its phone has had from its shop since then, or may have had: those under way, and those of which nobody
/// knows, count until it is known that they did not arrive.
pub(super) fn sent_since(tx: &mut Tx<'_>, sms: &Sms, since: Time) -> Result<i64> {
    let (count,) = tx.one(&SENT_SINCE, &[&sms.shop, &sms.phone.reveal(), &since, &sms.id])?;
    Ok(count)
}

pub(super) fn settings(tx: &mut Tx<'_>, shop: ShopId) -> Result<Option<(SmsSettings, Option<String>)>> {
    Ok(tx.optional::<Stored>(&SETTINGS, &[&shop])?.map(|stored| (stored.settings, stored.secret)))
}

pub(super) fn set_settings(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    settings: &SmsSettings,
    secret: Option<&str>,
) -> crate::error::Result<()> {
    let settings = json::write(settings)?;
    ctx.tx.execute(&SET_SETTINGS, &[&shop, &settings, &secret, &ctx.now])?;
    Ok(())
}

struct Stored {
    settings: SmsSettings,
    secret: Option<String>,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { settings: json::read(row, "settings")?, secret: row.get("secret")? })
    }
}

impl FromRow for Sms {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            buyer: row.get("buyer_id")?,
            phone: Phone(row.get("phone")?),
            text: row.get("text")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            provider_id: row.get("provider_id")?,
            reason: row.get("reason")?,
            not_before: row.get("not_before")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}
