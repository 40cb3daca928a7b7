use db::{FromRow, Row, Time, Tx};

use super::{Buyer, Handle, Note};
use crate::id::{AgentId, BuyerId, InboxId, ShopId};

db::sql! {
    INSERT: "INSERT INTO buyer (id, shop_id, external_id, name, phone, email, level, city, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET external_id = excluded.external_id RETURNING *";
    UPDATE: "UPDATE buyer SET name = $2, phone = $3, email = $4, level = $5 WHERE id = $1";
    SET_CITY: "UPDATE buyer SET city = $2 WHERE id = $1 AND (city IS NULL OR city <> $2)";
    BY_ID: "SELECT * FROM buyer WHERE id = $1";
    BY_EXTERNAL_ID: "SELECT * FROM buyer WHERE shop_id = $1 AND external_id = $2";
    // An import that is about to give an account orders keeps it from being joined with another meanwhile.
    HOLD_BY_EXTERNAL_ID:
        sqlite "SELECT * FROM buyer WHERE shop_id = $1 AND external_id = $2",
        postgres "SELECT * FROM buyer WHERE shop_id = $1 AND external_id = $2 FOR KEY SHARE";
    BY_HANDLE: "SELECT buyer.* FROM handle JOIN buyer ON buyer.id = handle.buyer_id WHERE inbox_id = $1 AND value = $2";

    LOCK_HANDLE: "UPDATE handle SET seen_at = $3 WHERE inbox_id = $1 AND value = $2 RETURNING buyer_id";
    CLAIM_HANDLE: "INSERT INTO handle (inbox_id, value, buyer_id, seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (inbox_id, value) DO UPDATE SET seen_at = excluded.seen_at RETURNING buyer_id";
    HANDLES: "SELECT inbox.channel, inbox.name, handle.value, handle.seen_at FROM handle
        JOIN inbox ON inbox.id = handle.inbox_id WHERE buyer_id = $1 ORDER BY seen_at DESC, value LIMIT $2";

    HANDLE_IN: "SELECT value FROM handle WHERE buyer_id = $1 AND inbox_id = $2 ORDER BY seen_at DESC LIMIT 1";

    INSERT_SESSION: "INSERT INTO buyer_session (token_hash, inbox_id, handle, recognised, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    SESSION: "SELECT inbox_id, handle FROM buyer_session WHERE token_hash = $1 AND expires_at > $2";
    END_SESSION: "DELETE FROM buyer_session WHERE token_hash = $1";
    SWEEP_SESSIONS: "DELETE FROM buyer_session WHERE expires_at <= $1";

    INSERT_NOTE: "INSERT INTO buyer_note (id, buyer_id, agent_id, text, created_at) VALUES ($1, $2, $3, $4, $5)";
    NOTES: "SELECT id, agent_id, text, created_at FROM buyer_note WHERE buyer_id = $1 ORDER BY created_at DESC LIMIT 50";
    CLEAR_TAGS: "DELETE FROM buyer_tag WHERE buyer_id = $1";
    ADD_TAG: "INSERT INTO buyer_tag (buyer_id, tag) VALUES ($1, $2)";
    SET_OWN_AGENT: "UPDATE buyer SET own_agent_id = $2 WHERE id = $1";
    TAGS: "SELECT tag FROM buyer_tag WHERE buyer_id = $1 ORDER BY tag";
}

type Result<T> = std::result::Result<T, db::Error>;

/// Takes the buyer in; gives whoever has this external id, if another transaction was quicker.
pub(super) fn insert(tx: &mut Tx<'_>, buyer: &Buyer, now: Time) -> Result<Buyer> {
    let Buyer { id, shop, external_id, name, phone, email, level, city, .. } = buyer;
    tx.one(&INSERT, &[id, shop, external_id, name, phone, email, level, city, &now])
}

pub(super) fn update(tx: &mut Tx<'_>, buyer: &Buyer) -> Result<()> {
    tx.execute(&UPDATE, &[&buyer.id, &buyer.name, &buyer.phone, &buyer.email, &buyer.level])?;
    Ok(())
}

pub(super) fn set_city(tx: &mut Tx<'_>, id: BuyerId, city: &str) -> Result<()> {
    tx.execute(&SET_CITY, &[&id, &city])?;
    Ok(())
}

pub(super) fn set_own_agent(tx: &mut Tx<'_>, id: BuyerId, agent: Option<AgentId>) -> Result<()> {
    tx.execute(&SET_OWN_AGENT, &[&id, &agent])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: BuyerId) -> Result<Option<Buyer>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_external_id(tx: &mut Tx<'_>, shop: ShopId, external_id: &str) -> Result<Option<Buyer>> {
    tx.optional(&BY_EXTERNAL_ID, &[&shop, &external_id])
}

pub(super) fn hold_by_external_id(tx: &mut Tx<'_>, shop: ShopId, external_id: &str) -> Result<Option<Buyer>> {
    tx.optional(&HOLD_BY_EXTERNAL_ID, &[&shop, &external_id])
}

pub(super) fn by_handle(tx: &mut Tx<'_>, inbox: InboxId, handle: &str) -> Result<Option<Buyer>> {
    tx.optional(&BY_HANDLE, &[&inbox, &handle])
}

pub(super) fn lock_handle(
    tx: &mut Tx<'_>,
    inbox: InboxId,
    handle: &str,
    now: Time,
) -> Result<Option<BuyerId>> {
    let found: Option<(BuyerId,)> = tx.optional(&LOCK_HANDLE, &[&inbox, &handle, &now])?;
    Ok(found.map(|(buyer,)| buyer))
}

pub(super) fn claim_handle(
    tx: &mut Tx<'_>,
    inbox: InboxId,
    handle: &str,
    buyer: BuyerId,
    now: Time,
) -> Result<BuyerId> {
    let (owner,) = tx.one(&CLAIM_HANDLE, &[&inbox, &handle, &buyer, &now])?;
    Ok(owner)
}

pub(super) fn handles(tx: &mut Tx<'_>, buyer: BuyerId, limit: i64) -> Result<Vec<Handle>> {
    tx.all(&HANDLES, &[&buyer, &limit])
}

pub(super) fn handle_in(tx: &mut Tx<'_>, buyer: BuyerId, inbox: InboxId) -> Result<Option<String>> {
    let found: Option<(String,)> = tx.optional(&HANDLE_IN, &[&buyer, &inbox])?;
    Ok(found.map(|(value,)| value))
}

pub(super) fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &str,
    inbox: InboxId,
    handle: &str,
    recognised: bool,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    tx.execute(&INSERT_SESSION, &[&token_hash, &inbox, &handle, &recognised, &now, &expires_at])?;
    Ok(())
}

pub(super) fn session(tx: &mut Tx<'_>, token_hash: &str, now: Time) -> Result<Option<(InboxId, String)>> {
    tx.optional(&SESSION, &[&token_hash, &now])
}

pub(super) fn end_session(tx: &mut Tx<'_>, token_hash: &str) -> Result<()> {
    tx.execute(&END_SESSION, &[&token_hash])?;
    Ok(())
}

pub(super) fn sweep_sessions(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    tx.execute(&SWEEP_SESSIONS, &[&now])
}

pub(super) fn insert_note(tx: &mut Tx<'_>, buyer: BuyerId, note: &Note) -> Result<()> {
    tx.execute(&INSERT_NOTE, &[&note.id, &buyer, &note.agent, &note.text, &note.created_at])?;
    Ok(())
}

pub(super) fn notes(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<Note>> {
    tx.all(&NOTES, &[&buyer])
}

pub(super) fn set_tags(tx: &mut Tx<'_>, buyer: BuyerId, tags: &[String]) -> Result<()> {
    tx.execute(&CLEAR_TAGS, &[&buyer])?;
    for tag in tags {
        tx.execute(&ADD_TAG, &[&buyer, tag])?;
    }
    Ok(())
}

pub(super) fn tags(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<String>> {
    let tags: Vec<(String,)> = tx.all(&TAGS, &[&buyer])?;
    Ok(tags.into_iter().map(|(tag,)| tag).collect())
}

impl FromRow for Buyer {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            external_id: row.get("external_id")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            level: row.get("level")?,
            city: row.get("city")?,
            own_agent: row.get("own_agent_id")?,
            merged_into: row.get("merged_into")?,
        })
    }
}

impl FromRow for Handle {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            channel: row.get("channel")?,
            inbox: row.get("name")?,
            value: row.get("value")?,
            seen_at: row.get("seen_at")?,
        })
    }
}

impl FromRow for Note {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            agent: row.get("agent_id")?,
            text: row.get("text")?,
            created_at: row.get("created_at")?,
        })
    }
}
