use std::collections::BTreeMap;

use db::{FromRow, Row, Sql, Time, Tx};

use super::{Merge, Moved, Outcome, Taken};
use crate::buyer::Buyer;
use crate::ctx::Ctx;
use crate::error;
use crate::id::{AgentId, BuyerId, BuyerMergeId, ShopId};
use crate::json;
use crate::order::Address;

/// A table whose rows belong to buyers: which of them move, that they do, and that they come back.
pub(super) struct Belongings {
    pub(super) what: Moved,
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    count: &'static Sql,
    note: &'static Sql,
    carry: &'static Sql,
    back: &'static Sql,
}

// Whose something is stands in tables of many rooms. That all of it moves, and nothing is forgotten, can be seen only in
// one place, so it stands here and not in the stores of those rooms; a test compares the list with the schema.
macro_rules! belongings {
    ($($name:ident: $what:ident, $table:literal, $column:literal, key $key:literal, unless $collides:literal;)+) => {
        $(mod $name {
            db::sql! {
                COUNT: concat!("SELECT COUNT(*) FROM ", $table, " WHERE ", $column, " = $1");
                NOTE: concat!("INSERT INTO buyer_moved (merge_id, kind, key) SELECT CAST($2 AS TEXT), '",
                    stringify!($name), "', ", $key, " FROM ", $table, " WHERE ", $column, " = $1 AND NOT (", $collides,
                    ") ON CONFLICT DO NOTHING");
                CARRY: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $column, " = $1 AND (", $key,
                    ") IN (SELECT key FROM buyer_moved WHERE merge_id = $3 AND kind = '", stringify!($name), "')");
                BACK: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $column, " = $1 AND (", $key,
                    ") IN (SELECT key FROM buyer_moved WHERE merge_id = $3 AND kind = '", stringify!($name), "')");
            }

            pub(super) static ROWS: super::Belongings = super::Belongings {
                what: super::Moved::$what,
                table: $table,
                column: $column,
                count: &COUNT,
                note: &NOTE,
                carry: &CARRY,
                back: &BACK,
            };
        })+

        pub(super) static BELONGINGS: &[&Belongings] = &[$(&$name::ROWS),+];
    };
}

// `unless`: what the one who stays has as well stays where it is, for no table keeps two of it.
belongings! {
    handles: Handles, "handle", "buyer_id", key "inbox_id || ' ' || value", unless "1 = 0";
    conversations: Conversations, "conversation", "buyer_id", key "id", unless "1 = 0";
    orders: Orders, "orders", "buyer_id", key "id", unless "1 = 0";
    grants: Grants, "order_grant", "buyer_id", key "order_id", unless "EXISTS (SELECT 1 FROM order_grant AS own
        WHERE own.buyer_id = (SELECT stays_id FROM buyer_merge WHERE id = $2) AND own.order_id = order_grant.order_id)";
    checks: Checks, "order_check", "buyer_id", key "id", unless "1 = 0";
    promises: Promises, "promise", "buyer_id", key "id", unless "1 = 0";
    vague_replies: VagueReplies, "vague_reply", "buyer_id", key "message_id", unless "1 = 0";
    runs: Runs, "flow_run", "buyer_id", key "id", unless "open AND EXISTS (SELECT 1 FROM flow_run AS own
        WHERE own.buyer_id = (SELECT stays_id FROM buyer_merge WHERE id = $2) AND own.shop_id = flow_run.shop_id
            AND own.order_number = flow_run.order_number AND own.flow = flow_run.flow AND own.open)";
    texts: Texts, "sms_outbox", "buyer_id", key "id", unless "1 = 0";
    coupons: Coupons, "coupon", "buyer_id", key "id", unless "1 = 0";
    uses: Uses, "authority_use", "buyer_id", key "id", unless "1 = 0";
    approvals: Approvals, "approval", "buyer_id", key "id", unless "1 = 0";
    methods: Methods, "payment_method", "buyer_id", key "external_id", unless "1 = 0";
    address: Address, "buyer_address", "buyer_id", key "'address'", unless "EXISTS (SELECT 1 FROM buyer_address AS own
        WHERE own.buyer_id = (SELECT stays_id FROM buyer_merge WHERE id = $2))";
    notes: Notes, "buyer_note", "buyer_id", key "id", unless "1 = 0";
    tags: Tags, "buyer_tag", "buyer_id", key "tag", unless "EXISTS (SELECT 1 FROM buyer_tag AS own
        WHERE own.buyer_id = (SELECT stays_id FROM buyer_merge WHERE id = $2) AND own.tag = buyer_tag.tag)";
    merged: Merged, "buyer", "merged_into", key "id", unless "1 = 0";
}

db::sql! {
    // In an order of their own, before the buyers: whoever brings a message holds its handle first as well.
    HOLD_HANDLES:
        sqlite "SELECT value FROM handle WHERE buyer_id = $1",
        postgres "SELECT value FROM handle WHERE buyer_id = $1 ORDER BY inbox_id, value FOR UPDATE";
    // Nothing that is about to be given to somebody who goes may come after them.
    HOLD_GONE:
        sqlite "SELECT * FROM buyer WHERE id = $1",
        postgres "SELECT * FROM buyer WHERE id = $1 FOR UPDATE";
    HOLD_STAYS:
        sqlite "SELECT * FROM buyer WHERE id = $1",
        postgres "SELECT * FROM buyer WHERE id = $1 FOR NO KEY UPDATE";
    HOLD_MERGE:
        sqlite "SELECT * FROM buyer_merge WHERE id = $1",
        postgres "SELECT * FROM buyer_merge WHERE id = $1 FOR UPDATE";

    INSERT: "INSERT INTO buyer_merge (id, shop_id, stays_id, gone_id, by_agent, why, taken, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_ID: "SELECT * FROM buyer_merge WHERE id = $1";
    STANDING: "SELECT * FROM buyer_merge WHERE gone_id = $1 AND undone_at IS NULL";
    STANDING_SINCE: "SELECT * FROM buyer_merge WHERE at >= $1 AND by_agent IS NOT NULL AND undone_at IS NULL
        ORDER BY at, id";
    OF_BUYER: "SELECT * FROM buyer_merge WHERE stays_id = $1 AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT $2";
    MOVED: "SELECT kind, COUNT(*) FROM buyer_moved WHERE merge_id = $1 GROUP BY kind";
    UNDO: "UPDATE buyer_merge SET undone_by = $2, undone_at = $3, outcome = $4 WHERE id = $1";

    LEAVE: "UPDATE buyer SET merged_into = $2, external_id = CASE WHEN external_id = $3 THEN NULL ELSE external_id END
        WHERE id = $1";
    TAKE: "UPDATE buyer SET external_id = COALESCE(external_id, $2), name = COALESCE(name, $3),
        phone = COALESCE(phone, $4), email = COALESCE(email, $5), level = COALESCE(level, $6), city = COALESCE(city, $7),
        own_agent_id = COALESCE(own_agent_id, $8) WHERE id = $1";
    // What was told anew since is the teller's word about the one who stays.
    GIVE_BACK: "UPDATE buyer SET external_id = CASE WHEN external_id = $2 THEN NULL ELSE external_id END,
        name = CASE WHEN name = $3 THEN NULL ELSE name END, phone = CASE WHEN phone = $4 THEN NULL ELSE phone END,
        email = CASE WHEN email = $5 THEN NULL ELSE email END, level = CASE WHEN level = $6 THEN NULL ELSE level END,
        city = CASE WHEN city = $7 THEN NULL ELSE city END,
        own_agent_id = CASE WHEN own_agent_id = $8 THEN NULL ELSE own_agent_id END WHERE id = $1";
    COME_BACK: "UPDATE buyer SET merged_into = NULL, external_id = COALESCE(external_id, $2) WHERE id = $1";

    // What is given for no order and in no conversation is counted by the buyer's own id.
    CARRY_CASES: "UPDATE authority_use SET matter = $3 WHERE buyer_id = $1 AND matter = $2
        AND id IN (SELECT key FROM buyer_moved WHERE merge_id = $4 AND kind = 'uses')";
    BOTH_RUN: "SELECT one.flow FROM flow_run AS one JOIN flow_run AS other ON other.shop_id = one.shop_id
            AND other.order_number = one.order_number AND other.flow = one.flow
        WHERE one.buyer_id = $1 AND one.open AND other.buyer_id = $2 AND other.open LIMIT 1";

    APART: "INSERT INTO buyer_apart (one_id, other_id, by_agent, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    // Said of somebody who has gone since, it holds for the one who stayed.
    APART_FROM: "SELECT COALESCE(one.merged_into, one.id), COALESCE(other.merged_into, other.id) FROM buyer_apart
        JOIN buyer AS one ON one.id = buyer_apart.one_id JOIN buyer AS other ON other.id = buyer_apart.other_id
        WHERE buyer_apart.one_id IN (SELECT id FROM buyer WHERE id = $1 OR merged_into = $1)
            OR buyer_apart.other_id IN (SELECT id FROM buyer WHERE id = $1 OR merged_into = $1)";

    BUYER: "SELECT * FROM buyer WHERE id = $1";
    FAMILY: "SELECT * FROM buyer WHERE id = $1 OR merged_into = $1";
    BY_PHONE_ENDING: "SELECT * FROM buyer WHERE shop_id = $1
        AND substr(phone_digits, length(phone_digits) - 3) = $2 ORDER BY id DESC LIMIT $3";
    BY_RECEIVER: "SELECT DISTINCT buyer.*, orders.phone_digits AS receiver FROM orders
        JOIN buyer ON buyer.id = orders.buyer_id WHERE orders.shop_id = $1
        AND substr(orders.phone_digits, length(orders.phone_digits) - 3) = $2 ORDER BY buyer.id DESC LIMIT $3";
    BY_EMAIL: "SELECT * FROM buyer WHERE shop_id = $1 AND lower(email) = $2 ORDER BY id DESC LIMIT $3";
    BY_EXTERNAL_ID: "SELECT * FROM buyer WHERE shop_id = $1 AND external_id = $2";
    BY_HANDLE: "SELECT DISTINCT buyer.* FROM inbox JOIN handle ON handle.inbox_id = inbox.id
        JOIN buyer ON buyer.id = handle.buyer_id WHERE inbox.shop_id = $1 AND handle.value = $2";
    BY_ORDER: "SELECT buyer.* FROM orders JOIN buyer ON buyer.id = orders.buyer_id
        WHERE orders.shop_id = $1 AND orders.external_id = $2";
    BY_PARCEL: "SELECT DISTINCT buyer.* FROM shipment JOIN orders ON orders.id = shipment.order_id
        JOIN buyer ON buyer.id = orders.buyer_id WHERE shipment.shop_id = $1 AND shipment.tracking_number = $2";
    BY_NAME:
        sqlite "SELECT * FROM buyer WHERE shop_id = $1 AND lower(name) >= $2 AND lower(name) < $3
            ORDER BY lower(name), id DESC LIMIT $4",
        postgres "SELECT * FROM buyer WHERE shop_id = $1 AND lower(name) COLLATE \"C\" >= $2
            AND lower(name) COLLATE \"C\" < $3 ORDER BY lower(name) COLLATE \"C\", id DESC LIMIT $4";

    ADDRESSES: "SELECT address FROM buyer_address WHERE buyer_id = $1
        UNION ALL SELECT address FROM (SELECT address FROM orders WHERE buyer_id = $1 AND address IS NOT NULL
            ORDER BY placed_at DESC LIMIT 5) AS lately";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn hold(tx: &mut Tx<'_>, stays: BuyerId, gone: BuyerId) -> Result<(Option<Buyer>, Option<Buyer>)> {
    let _: Vec<(String,)> = tx.all(&HOLD_HANDLES, &[&gone])?;
    // In the order of their ids, so that two who hold the same two do not wait for each other.
    if stays < gone {
        let stays = tx.optional(&HOLD_STAYS, &[&stays])?;
        Ok((stays, tx.optional(&HOLD_GONE, &[&gone])?))
    } else {
        let gone = tx.optional(&HOLD_GONE, &[&gone])?;
        Ok((tx.optional(&HOLD_STAYS, &[&stays])?, gone))
    }
}

pub(super) fn hold_merge(tx: &mut Tx<'_>, id: BuyerMergeId) -> Result<Option<Merge>> {
    tx.optional(&HOLD_MERGE, &[&id])
}

pub(super) fn hold_stays(tx: &mut Tx<'_>, id: BuyerId) -> Result<Option<Buyer>> {
    tx.optional(&HOLD_STAYS, &[&id])
}

pub(super) fn insert(ctx: &mut Ctx<'_, '_>, merge: &Merge) -> error::Result<()> {
    let Merge { id, shop, stays, gone, by, why, at, .. } = merge;
    let taken = json::write(&merge.taken)?;
    ctx.tx.execute(&INSERT, &[id, shop, stays, gone, by, why, &taken, at])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: BuyerMergeId) -> Result<Option<Merge>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn standing(tx: &mut Tx<'_>, gone: BuyerId) -> Result<Option<Merge>> {
    tx.optional(&STANDING, &[&gone])
}

pub(super) fn standing_since(tx: &mut Tx<'_>, since: Time) -> Result<Vec<Merge>> {
    tx.all(&STANDING_SINCE, &[&since])
}

pub(super) fn of_buyer(tx: &mut Tx<'_>, stays: BuyerId, limit: i64) -> Result<Vec<Merge>> {
    tx.all(&OF_BUYER, &[&stays, &limit])
}

pub(super) fn moved(tx: &mut Tx<'_>, id: BuyerMergeId) -> Result<BTreeMap<Moved, i64>> {
    let rows: Vec<(Moved, i64)> = tx.all(&MOVED, &[&id])?;
    Ok(rows.into_iter().collect())
}

/// What belongs to a buyer, by kind, without what they have none of.
pub(super) fn belongings(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<BTreeMap<Moved, i64>> {
    let mut counts = BTreeMap::new();
    for rows in BELONGINGS {
        let (count,): (i64,) = tx.one(rows.count, &[&buyer])?;
        if count > 0 {
            counts.insert(rows.what, count);
        }
    }
    Ok(counts)
}

/// Carries over what belongs to the one who goes, each row noted first.
pub(super) fn carry(tx: &mut Tx<'_>, merge: &Merge) -> Result<()> {
    let Merge { id, stays, gone, .. } = merge;
    for rows in BELONGINGS {
        if tx.execute(rows.note, &[gone, id])? > 0 {
            tx.execute(rows.carry, &[gone, stays, id])?;
        }
    }
    tx.execute(&CARRY_CASES, &[stays, &case(*gone), &case(*stays), id])?;
    Ok(())
}

/// Brings back what is still where it was carried to; how much of each kind.
pub(super) fn bring_back(tx: &mut Tx<'_>, merge: &Merge) -> Result<BTreeMap<Moved, i64>> {
    let Merge { id, stays, gone, .. } = merge;
    tx.execute(&CARRY_CASES, &[stays, &case(*stays), &case(*gone), id])?;
    let mut back = BTreeMap::new();
    for rows in BELONGINGS {
        let count = tx.execute(rows.back, &[stays, gone, id])?;
        if count > 0 {
            back.insert(rows.what, i64::try_from(count).unwrap_or(i64::MAX));
        }
    }
    Ok(back)
}

/// What a case is counted by when it is about nothing but a buyer.
fn case(buyer: BuyerId) -> String {
    format!("buyer:{buyer}")
}

pub(super) fn leave(tx: &mut Tx<'_>, merge: &Merge) -> Result<()> {
    let Merge { stays, gone, taken, .. } = merge;
    tx.execute(&LEAVE, &[gone, stays, &taken.external_id])?;
    let Taken { external_id, name, phone, email, level, city, own_agent } = taken;
    tx.execute(&TAKE, &[stays, external_id, name, phone, email, level, city, own_agent])?;
    Ok(())
}

pub(super) fn come_back(tx: &mut Tx<'_>, merge: &Merge) -> Result<()> {
    let Merge { stays, gone, taken, .. } = merge;
    let Taken { external_id, name, phone, email, level, city, own_agent } = taken;
    tx.execute(&GIVE_BACK, &[stays, external_id, name, phone, email, level, city, own_agent])?;
    tx.execute(&COME_BACK, &[gone, external_id])?;
    Ok(())
}

pub(super) fn undo(
    ctx: &mut Ctx<'_, '_>,
    id: BuyerMergeId,
    by: AgentId,
    outcome: &Outcome,
) -> error::Result<()> {
    let outcome = json::write(outcome)?;
    ctx.tx.execute(&UNDO, &[&id, &by, &ctx.now, &outcome])?;
    Ok(())
}

pub(super) fn both_run(tx: &mut Tx<'_>, one: BuyerId, other: BuyerId) -> Result<Option<String>> {
    let found: Option<(String,)> = tx.optional(&BOTH_RUN, &[&one, &other])?;
    Ok(found.map(|(flow,)| flow))
}

pub(super) fn set_apart(ctx: &mut Ctx<'_, '_>, one: BuyerId, other: BuyerId, by: AgentId) -> Result<()> {
    let (one, other) = (one.min(other), one.max(other));
    ctx.tx.execute(&APART, &[&one, &other, &by, &ctx.now])?;
    Ok(())
}

/// Those who were said not to be this buyer.
pub(super) fn apart_from(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<BuyerId>> {
    let pairs: Vec<(BuyerId, BuyerId)> = tx.all(&APART_FROM, &[&buyer])?;
    Ok(pairs.into_iter().flat_map(|(one, other)| [one, other]).filter(|id| *id != buyer).collect())
}

/// The buyer as they stand in their row, whoever they turned out to be.
pub(super) fn row(tx: &mut Tx<'_>, id: BuyerId) -> Result<Option<Buyer>> {
    tx.optional(&BUYER, &[&id])
}

/// The buyer's row, and those of everybody who was joined into them.
pub(super) fn family(tx: &mut Tx<'_>, id: BuyerId) -> Result<Vec<Buyer>> {
    tx.all(&FAMILY, &[&id])
}

pub(super) fn by_phone_ending(tx: &mut Tx<'_>, shop: ShopId, ending: &str, limit: i64) -> Result<Vec<Buyer>> {
    tx.all(&BY_PHONE_ENDING, &[&shop, &ending, &limit])
}

/// Those to whom something was sent for a phone with this ending, with its digits.
pub(super) fn by_receiver(
    tx: &mut Tx<'_>,
    shop: ShopId,
    ending: &str,
    limit: i64,
) -> Result<Vec<(Buyer, String)>> {
    let found: Vec<Receiver> = tx.all(&BY_RECEIVER, &[&shop, &ending, &limit])?;
    Ok(found.into_iter().map(|Receiver(buyer, digits)| (buyer, digits)).collect())
}

pub(super) fn by_email(tx: &mut Tx<'_>, shop: ShopId, email: &str, limit: i64) -> Result<Vec<Buyer>> {
    tx.all(&BY_EMAIL, &[&shop, &email, &limit])
}

pub(super) fn by_external_id(tx: &mut Tx<'_>, shop: ShopId, id: &str) -> Result<Vec<Buyer>> {
    tx.all(&BY_EXTERNAL_ID, &[&shop, &id])
}

pub(super) fn by_handle(tx: &mut Tx<'_>, shop: ShopId, value: &str) -> Result<Vec<Buyer>> {
    tx.all(&BY_HANDLE, &[&shop, &value])
}

pub(super) fn by_order(tx: &mut Tx<'_>, shop: ShopId, number: &str) -> Result<Vec<Buyer>> {
    tx.all(&BY_ORDER, &[&shop, &number])
}

pub(super) fn by_parcel(tx: &mut Tx<'_>, shop: ShopId, number: &str) -> Result<Vec<Buyer>> {
    tx.all(&BY_PARCEL, &[&shop, &number])
}

/// Those whose name, in small letters, is at or after `from` and before `until`.
pub(super) fn by_name(
    tx: &mut Tx<'_>,
    shop: ShopId,
    from: &str,
    until: &str,
    limit: i64,
) -> Result<Vec<Buyer>> {
    tx.all(&BY_NAME, &[&shop, &from, &until, &limit])
}

/// Where a buyer's orders usually go, and where the last ones went.
pub(super) fn addresses(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<Address>> {
    let found: Vec<Sent> = tx.all(&ADDRESSES, &[&buyer])?;
    Ok(found.into_iter().map(|Sent(address)| address).collect())
}

struct Receiver(Buyer, String);

impl FromRow for Receiver {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(Buyer::from_row(row)?, row.get("receiver")?))
    }
}

struct Sent(Address);

impl FromRow for Sent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(json::read(row, "address")?))
    }
}

impl FromRow for Merge {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            stays: row.get("stays_id")?,
            gone: row.get("gone_id")?,
            by: row.get("by_agent")?,
            why: row.get("why")?,
            taken: json::read(row, "taken")?,
            at: row.get("at")?,
            outcome: json::read_optional(row, "outcome")?,
        })
    }
}
