use db::{FromRow, Row, Time, Tx};

use super::news::{Queue, Told};
use super::walk::Walk;
use super::{Connection, Gap, Misread, Role};
use crate::ctx::Ctx;
use crate::id::{BuyerId, ShopId};
use crate::json;

db::sql! {
    GET: "SELECT * FROM connection WHERE shop_id = $1 AND role = $2";
    UPSERT: "INSERT INTO connection (shop_id, role, kind, url, account, secrets, walk, seen_until, swept_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (shop_id, role) DO UPDATE SET kind = excluded.kind, url = excluded.url,
            account = excluded.account, secrets = excluded.secrets, walk = excluded.walk,
            seen_until = excluded.seen_until, swept_at = excluded.swept_at, trouble = NULL, trouble_at = NULL";
    REMOVE: "DELETE FROM connection WHERE shop_id = $1 AND role = $2";
    SET_OK: "UPDATE connection SET last_ok_at = $3, trouble = NULL, trouble_at = NULL
        WHERE shop_id = $1 AND role = $2";
    SET_TROUBLE: "UPDATE connection SET trouble = $3, trouble_at = COALESCE(trouble_at, $4) WHERE shop_id = $1 AND role = $2";
    SET_WALK: "UPDATE connection SET walk = $3 WHERE shop_id = $1 AND role = $2";
    SET_SEEN: "UPDATE connection SET seen_until = $3, swept_at = COALESCE($4, swept_at)
        WHERE shop_id = $1 AND role = $2";
    COUNT_REPEATED: "UPDATE connection SET repeated = repeated + 1 WHERE shop_id = $1 AND role = $2";

    INSERT_NEWS: "INSERT INTO connection_news (id, shop_id, role, external_id, topic, body, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop_id, role, external_id) DO NOTHING";
    WAITING: "SELECT id, topic, body FROM connection_news
        WHERE shop_id = $1 AND role = $2 AND taken_at IS NULL ORDER BY id LIMIT $3";
    WAITING_COUNT: "SELECT COUNT(*) FROM connection_news WHERE shop_id = $1 AND role = $2 AND taken_at IS NULL";
    SET_TAKEN: "UPDATE connection_news SET taken_at = $2, body = '' WHERE id = $1";
    FORGET_IDS: "DELETE FROM connection_news WHERE shop_id = $1 AND role = $2 AND taken_at < $3";

    COUNT_GAP: "INSERT INTO connection_gap (shop_id, kind, count, last_what, last_at) VALUES ($1, $2, 1, $3, $4)
        ON CONFLICT (shop_id, kind) DO UPDATE SET count = connection_gap.count + 1,
            last_what = excluded.last_what, last_at = excluded.last_at";
    GAPS: "SELECT kind, count, last_what, last_at FROM connection_gap WHERE shop_id = $1 ORDER BY kind";
    NOTE_MISREAD: "INSERT INTO connection_misread (shop_id, role, what, field, reason, count, last_what, last_at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
        ON CONFLICT (shop_id, role, what, field) DO UPDATE SET count = connection_misread.count + 1,
            reason = excluded.reason, last_what = excluded.last_what, last_at = excluded.last_at";
    MISREADS: "SELECT what, field, reason, count, last_what, last_at FROM connection_misread
        WHERE shop_id = $1 AND role = $2 ORDER BY last_at DESC, what, field LIMIT 50";

    UNFOLLOWED: "SELECT s.external_id, o.receiver_phone, w.asked_at FROM shipment s
        JOIN orders o ON o.id = s.order_id
        LEFT JOIN parcel_watch w ON w.shop_id = s.shop_id AND w.shipment_id = s.external_id
        WHERE s.shop_id = $1 AND s.status NOT IN ('delivered', 'returned', 'lost') AND w.followed_at IS NULL
        ORDER BY s.id DESC LIMIT $2";
    OF_BUYER: "SELECT s.external_id, o.receiver_phone, w.asked_at FROM shipment s
        JOIN orders o ON o.id = s.order_id
        LEFT JOIN parcel_watch w ON w.shop_id = s.shop_id AND w.shipment_id = s.external_id
        WHERE s.shop_id = $1 AND o.buyer_id = $2 AND s.status NOT IN ('delivered', 'returned', 'lost')
        ORDER BY s.id DESC LIMIT 5";
    BY_TRACKING_NUMBER: "SELECT external_id FROM shipment WHERE shop_id = $1 AND tracking_number = $2";
    SET_FOLLOWED: "INSERT INTO parcel_watch (shop_id, shipment_id, followed_at, trouble) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id, shipment_id) DO UPDATE SET followed_at = excluded.followed_at,
            trouble = excluded.trouble";
    SET_ASKED: "INSERT INTO parcel_watch (shop_id, shipment_id, asked_at) VALUES ($1, $2, $3)
        ON CONFLICT (shop_id, shipment_id) DO UPDATE SET asked_at = excluded.asked_at";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn get(tx: &mut Tx<'_>, shop: ShopId, role: Role) -> Result<Option<Connection>> {
    tx.optional(&GET, &[&shop, &role])
}

pub(super) fn upsert(ctx: &mut Ctx<'_, '_>, connection: &Connection) -> crate::error::Result<()> {
    let Connection { shop, role, kind, url, account, secrets, walk, seen_until, swept_at, .. } = connection;
    let (secrets, walk) = (json::write(secrets)?, walk.as_ref().map(json::write).transpose()?);
    let values: [&dyn db::ToValue; 10] =
        [shop, role, kind, url, account, &secrets, &walk, seen_until, swept_at, &ctx.now];
    ctx.tx.execute(&UPSERT, &values)?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, shop: ShopId, role: Role) -> Result<()> {
    tx.execute(&REMOVE, &[&shop, &role]).map(drop)
}

pub(super) fn set_ok(tx: &mut Tx<'_>, shop: ShopId, role: Role, now: Time) -> Result<()> {
    tx.execute(&SET_OK, &[&shop, &role, &now]).map(drop)
}

pub(super) fn set_trouble(tx: &mut Tx<'_>, shop: ShopId, role: Role, trouble: &str, now: Time) -> Result<()> {
    tx.execute(&SET_TROUBLE, &[&shop, &role, &trouble, &now]).map(drop)
}

pub(super) fn set_walk(
    tx: &mut Tx<'_>,
    shop: ShopId,
    role: Role,
    walk: Option<&Walk>,
) -> crate::error::Result<()> {
    let walk = walk.map(json::write).transpose()?;
    tx.execute(&SET_WALK, &[&shop, &role, &walk])?;
    Ok(())
}

pub(super) fn set_seen(
    tx: &mut Tx<'_>,
    shop: ShopId,
    role: Role,
    until: Time,
    swept: Option<Time>,
) -> Result<()> {
    tx.execute(&SET_SEEN, &[&shop, &role, &until, &swept]).map(drop)
}

pub(super) fn count_repeated(tx: &mut Tx<'_>, shop: ShopId, role: Role) -> Result<()> {
    tx.execute(&COUNT_REPEATED, &[&shop, &role]).map(drop)
}

pub(super) fn insert_news(
    tx: &mut Tx<'_>,
    Queue { shop, role }: Queue,
    (id, external_id): (&str, &str),
    topic: &str,
    body: &str,
    now: Time,
) -> Result<bool> {
    let added = tx.execute(&INSERT_NEWS, &[&id, &shop, &role, &external_id, &topic, &body, &now])?;
    Ok(added == 1)
}

pub(super) fn waiting(tx: &mut Tx<'_>, Queue { shop, role }: Queue, limit: i64) -> Result<Vec<Told>> {
    tx.all(&WAITING, &[&shop, &role, &limit])
}

pub(super) fn waiting_count(tx: &mut Tx<'_>, Queue { shop, role }: Queue) -> Result<i64> {
    let (count,) = tx.one(&WAITING_COUNT, &[&shop, &role])?;
    Ok(count)
}

pub(super) fn set_taken(tx: &mut Tx<'_>, id: &str, now: Time) -> Result<()> {
    tx.execute(&SET_TAKEN, &[&id, &now]).map(drop)
}

pub(super) fn forget_ids(tx: &mut Tx<'_>, shop: ShopId, role: Role, before: Time) -> Result<()> {
    tx.execute(&FORGET_IDS, &[&shop, &role, &before]).map(drop)
}

pub(super) fn count_gap(tx: &mut Tx<'_>, shop: ShopId, kind: &str, what: &str, now: Time) -> Result<()> {
    tx.execute(&COUNT_GAP, &[&shop, &kind, &what, &now]).map(drop)
}

pub(super) fn gaps(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Gap>> {
    tx.all(&GAPS, &[&shop])
}

pub(super) fn note_misread(tx: &mut Tx<'_>, shop: ShopId, role: Role, misread: &Misread) -> Result<()> {
    let Misread { what, field, reason, last_what, last_at, .. } = misread;
    tx.execute(&NOTE_MISREAD, &[&shop, &role, what, field, reason, last_what, last_at]).map(drop)
}

pub(super) fn misreads(tx: &mut Tx<'_>, shop: ShopId, role: Role) -> Result<Vec<Misread>> {
    tx.all(&MISREADS, &[&shop, &role])
}

/// A parcel's id in the shop, the phone of whoever receives it, and when it was last asked for.
pub(super) type Watched = (String, Option<String>, Option<Time>);

pub(super) fn unfollowed(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Watched>> {
    tx.all(&UNFOLLOWED, &[&shop, &limit])
}

pub(super) fn of_buyer(tx: &mut Tx<'_>, shop: ShopId, buyer: BuyerId) -> Result<Vec<Watched>> {
    tx.all(&OF_BUYER, &[&shop, &buyer])
}

pub(super) fn by_tracking_number(tx: &mut Tx<'_>, shop: ShopId, number: &str) -> Result<Vec<String>> {
    let found: Vec<(String,)> = tx.all(&BY_TRACKING_NUMBER, &[&shop, &number])?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub(super) fn set_followed(
    tx: &mut Tx<'_>,
    shop: ShopId,
    shipment: &str,
    now: Time,
    trouble: Option<&str>,
) -> Result<()> {
    tx.execute(&SET_FOLLOWED, &[&shop, &shipment, &now, &trouble]).map(drop)
}

pub(super) fn set_asked(tx: &mut Tx<'_>, shop: ShopId, shipment: &str, now: Time) -> Result<()> {
    tx.execute(&SET_ASKED, &[&shop, &shipment, &now]).map(drop)
}

impl FromRow for Connection {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            shop: row.get("shop_id")?,
            role: row.get("role")?,
            kind: row.get("kind")?,
            url: row.get("url")?,
            account: row.get("account")?,
            secrets: json::read(row, "secrets")?,
            walk: json::read_optional(row, "walk")?,
            seen_until: row.get("seen_until")?,
            swept_at: row.get("swept_at")?,
            last_ok_at: row.get("last_ok_at")?,
            trouble: row.get("trouble")?,
            trouble_at: row.get("trouble_at")?,
            repeated: row.get("repeated")?,
        })
    }
}

impl FromRow for Told {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get("id")?, topic: row.get("topic")?, body: row.get("body")? })
    }
}

impl FromRow for Gap {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            count: row.get("count")?,
            last_what: row.get("last_what")?,
            last_at: row.get("last_at")?,
        })
    }
}

impl FromRow for Misread {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            what: row.get("what")?,
            field: row.get("field")?,
            reason: row.get("reason")?,
            count: row.get("count")?,
            last_what: row.get("last_what")?,
            last_at: row.get("last_at")?,
        })
    }
}
