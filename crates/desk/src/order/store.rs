use db::{FromRow, Row, Time, Tx};

use super::{Line, Order, Shipment, ShipmentInput, TrackingEvent};
use crate::catalog::Attribute;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{BuyerId, OrderId, ShipmentId, ShopId};
use crate::json;

db::sql! {
    UPSERT: "INSERT INTO orders (id, shop_id, buyer_id, external_id, status, placed_at, paid_at, ship_by, total,
            receiver_phone, city, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET status = excluded.status, placed_at = excluded.placed_at,
            paid_at = excluded.paid_at, ship_by = excluded.ship_by, total = excluded.total,
            receiver_phone = excluded.receiver_phone, city = excluded.city, updated_at = excluded.updated_at";
    CLEAR_LINES: "DELETE FROM order_line WHERE order_id = $1";
    INSERT_LINE: "INSERT INTO order_line (order_id, ordinal, sku, product_id, title, options, quantity, unit_price)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_NUMBER: "SELECT * FROM orders WHERE shop_id = $1 AND external_id = $2";
    OF_BUYER: "SELECT * FROM orders WHERE buyer_id = $1 ORDER BY placed_at DESC LIMIT $2";
    LINES: "SELECT sku, product_id, title, options, quantity, unit_price FROM order_line WHERE order_id = $1
        ORDER BY ordinal";
    SPENDING: "SELECT COUNT(*), CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM orders
        WHERE buyer_id = $1 AND status NOT IN ('unpaid', 'cancelled', 'refunded')";
    SKU: "SELECT product.external_id AS product, product.title, sku.options, sku.price FROM sku
        JOIN product ON product.id = sku.product_id WHERE sku.shop_id = $1 AND sku.external_id = $2";

    UPSERT_SHIPMENT: "INSERT INTO shipment (id, shop_id, order_id, external_id, carrier, tracking_number, status,
            shipped_at, delivered_at, eta, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET carrier = excluded.carrier,
            tracking_number = excluded.tracking_number, status = excluded.status, shipped_at = excluded.shipped_at,
            delivered_at = excluded.delivered_at, eta = excluded.eta, updated_at = excluded.updated_at";
    CLEAR_EVENTS: "DELETE FROM shipment_event WHERE shipment_id = $1";
    INSERT_EVENT: "INSERT INTO shipment_event (shipment_id, ordinal, at, place, text) VALUES ($1, $2, $3, $4, $5)";
    SHIPMENT: "SELECT shipment.*, orders.external_id AS order_number FROM shipment
        JOIN orders ON orders.id = shipment.order_id WHERE shipment.shop_id = $1 AND shipment.external_id = $2";
    SHIPMENTS: "SELECT shipment.*, orders.external_id AS order_number FROM shipment
        JOIN orders ON orders.id = shipment.order_id WHERE order_id = $1
        ORDER BY COALESCE(shipped_at, shipment.updated_at), shipment.external_id";
    EVENTS: "SELECT at, place, text FROM shipment_event WHERE shipment_id = $1 ORDER BY ordinal";

    FAILED_BY_BUYER: "SELECT COUNT(*) FROM order_check WHERE buyer_id = $1 AND at > $2 AND passed = FALSE";
    FAILED_FOR_NUMBER: "SELECT COUNT(*) FROM order_check WHERE shop_id = $1 AND order_number = $2 AND at > $3
        AND passed = FALSE";
    INSERT_CHECK: "INSERT INTO order_check (id, shop_id, buyer_id, order_number, passed, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    GRANT: "INSERT INTO order_grant (buyer_id, order_id, expires_at) VALUES ($1, $2, $3)
        ON CONFLICT (buyer_id, order_id) DO UPDATE SET expires_at = excluded.expires_at";
    GRANTED: "SELECT orders.* FROM order_grant JOIN orders ON orders.id = order_grant.order_id
        WHERE order_grant.buyer_id = $1 AND expires_at > $2";
    COPY_GRANTS: "INSERT INTO order_grant (buyer_id, order_id, expires_at)
        SELECT CAST($2 AS TEXT), order_id, expires_at FROM order_grant WHERE buyer_id = $1
        ON CONFLICT (buyer_id, order_id) DO NOTHING";
    DROP_GRANTS: "DELETE FROM order_grant WHERE buyer_id = $1";
}

type Result<T> = std::result::Result<T, db::Error>;

/// A SKU as an order line needs it.
pub(super) struct KnownSku {
    pub(super) product: String,
    pub(super) title: String,
    pub(super) options: Vec<Attribute>,
    pub(super) price: i64,
}

pub(super) fn upsert(tx: &mut Tx<'_>, order: &Order) -> std::result::Result<(), Error> {
    tx.execute(
        &UPSERT,
        &[
            &order.id,
            &order.shop,
            &order.buyer,
            &order.number,
            &order.status,
            &order.placed_at,
            &order.paid_at,
            &order.ship_by,
            &order.total,
            &order.receiver_phone,
            &order.city,
            &order.updated_at,
        ],
    )?;
    tx.execute(&CLEAR_LINES, &[&order.id])?;
    for (ordinal, line) in (0_i64..).zip(&order.lines) {
        let Line { sku, product, title, options, quantity, unit_price } = line;
        let options = json::write(options)?;
        tx.execute(
            &INSERT_LINE,
            &[&order.id, &ordinal, sku, product, title, &options, quantity, unit_price],
        )?;
    }
    Ok(())
}

pub(super) fn by_number(tx: &mut Tx<'_>, shop: ShopId, number: &str) -> Result<Option<Order>> {
    let order: Option<Order> = tx.optional(&BY_NUMBER, &[&shop, &number])?;
    order.map(|order| with_parts(tx, order)).transpose()
}

pub(super) fn of_buyer(tx: &mut Tx<'_>, buyer: BuyerId, limit: i64) -> Result<Vec<Order>> {
    let orders: Vec<Order> = tx.all(&OF_BUYER, &[&buyer, &limit])?;
    orders.into_iter().map(|order| with_parts(tx, order)).collect()
}

fn with_parts(tx: &mut Tx<'_>, mut order: Order) -> Result<Order> {
    order.lines = tx.all(&LINES, &[&order.id])?;
    let shipments: Vec<OwnedShipment> = tx.all(&SHIPMENTS, &[&order.id])?;
    for OwnedShipment { mut shipment, .. } in shipments {
        shipment.facts.events = tx.all(&EVENTS, &[&shipment.id])?;
        order.shipments.push(shipment);
    }
    Ok(order)
}

pub(super) fn spending(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<(i64, i64)> {
    tx.one(&SPENDING, &[&buyer])
}

pub(super) fn sku(tx: &mut Tx<'_>, shop: ShopId, sku: &str) -> Result<Option<KnownSku>> {
    tx.optional(&SKU, &[&shop, &sku])
}

pub(super) fn upsert_shipment(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    order: OrderId,
    id: ShipmentId,
    input: &ShipmentInput,
) -> Result<()> {
    let ShipmentInput {
        shipment_id, carrier, tracking_number, status, shipped_at, delivered_at, eta, ..
    } = input;
    ctx.tx.execute(
        &UPSERT_SHIPMENT,
        &[
            &id,
            &shop,
            &order,
            shipment_id,
            carrier,
            tracking_number,
            status,
            shipped_at,
            delivered_at,
            eta,
            &ctx.now,
        ],
    )?;
    ctx.tx.execute(&CLEAR_EVENTS, &[&id])?;
    for (ordinal, event) in (0_i64..).zip(&input.events) {
        ctx.tx.execute(&INSERT_EVENT, &[&id, &ordinal, &event.at, &event.place, &event.text])?;
    }
    Ok(())
}

pub(super) fn shipment(
    tx: &mut Tx<'_>,
    shop: ShopId,
    external_id: &str,
) -> Result<Option<(OrderId, Shipment)>> {
    let found: Option<OwnedShipment> = tx.optional(&SHIPMENT, &[&shop, &external_id])?;
    let Some(OwnedShipment { order, mut shipment }) = found else { return Ok(None) };
    shipment.facts.events = tx.all(&EVENTS, &[&shipment.id])?;
    Ok(Some((order, shipment)))
}

pub(super) fn failed_by_buyer(tx: &mut Tx<'_>, buyer: BuyerId, since: Time) -> Result<i64> {
    let (count,) = tx.one(&FAILED_BY_BUYER, &[&buyer, &since])?;
    Ok(count)
}

pub(super) fn failed_for_number(tx: &mut Tx<'_>, shop: ShopId, number: &str, since: Time) -> Result<i64> {
    let (count,) = tx.one(&FAILED_FOR_NUMBER, &[&shop, &number, &since])?;
    Ok(count)
}

pub(super) fn insert_check(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    buyer: BuyerId,
    number: &str,
    passed: bool,
) -> Result<()> {
    let id = ctx.id::<uuid::Uuid>().to_string();
    ctx.tx.execute(&INSERT_CHECK, &[&id, &shop, &buyer, &number, &passed, &ctx.now])?;
    Ok(())
}

pub(super) fn grant(tx: &mut Tx<'_>, buyer: BuyerId, order: OrderId, expires_at: Time) -> Result<()> {
    tx.execute(&GRANT, &[&buyer, &order, &expires_at])?;
    Ok(())
}

pub(super) fn granted(tx: &mut Tx<'_>, buyer: BuyerId, now: Time) -> Result<Vec<Order>> {
    let orders: Vec<Order> = tx.all(&GRANTED, &[&buyer, &now])?;
    orders.into_iter().map(|order| with_parts(tx, order)).collect()
}

pub(super) fn move_grants(tx: &mut Tx<'_>, from: BuyerId, to: BuyerId) -> Result<()> {
    tx.execute(&COPY_GRANTS, &[&from, &to])?;
    tx.execute(&DROP_GRANTS, &[&from])?;
    Ok(())
}

impl FromRow for Order {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            buyer: row.get("buyer_id")?,
            number: row.get("external_id")?,
            status: row.get("status")?,
            placed_at: row.get("placed_at")?,
            paid_at: row.get("paid_at")?,
            ship_by: row.get("ship_by")?,
            total: row.get("total")?,
            receiver_phone: row.get("receiver_phone")?,
            city: row.get("city")?,
            lines: Vec::new(),
            shipments: Vec::new(),
            updated_at: row.get("updated_at")?,
        })
    }
}

impl FromRow for Line {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            sku: row.get("sku")?,
            product: row.get("product_id")?,
            title: row.get("title")?,
            options: json::read(row, "options")?,
            quantity: row.get("quantity")?,
            unit_price: row.get("unit_price")?,
        })
    }
}

impl FromRow for KnownSku {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            product: row.get("product")?,
            title: row.get("title")?,
            options: json::read(row, "options")?,
            price: row.get("price")?,
        })
    }
}

struct OwnedShipment {
    order: OrderId,
    shipment: Shipment,
}

impl FromRow for OwnedShipment {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let facts = ShipmentInput {
            shipment_id: row.get("external_id")?,
            order_id: row.get("order_number")?,
            carrier: row.get("carrier")?,
            tracking_number: row.get("tracking_number")?,
            status: row.get("status")?,
            shipped_at: row.get("shipped_at")?,
            delivered_at: row.get("delivered_at")?,
            eta: row.get("eta")?,
            events: Vec::new(),
        };
        Ok(Self { order: row.get("order_id")?, shipment: Shipment { id: row.get("id")?, facts } })
    }
}

impl FromRow for TrackingEvent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { at: row.get("at")?, place: row.get("place")?, text: row.get("text")? })
    }
}
