use std::collections::HashMap;

use db::{FromRow, Row, Sql, Time, Tx};

use super::coupon::Coupon;
use super::guard::Variant;
use super::{
    Action, Address, Line, Order, Payment, PaymentMethod, Receipt, Return, ReturnInput, Shipment,
    ShipmentInput, TrackingEvent,
};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{BuyerId, OrderId, ReturnId, ShipmentId, ShopId};
use crate::json;

db::sql! {
    UPSERT: "INSERT INTO orders (id, shop_id, buyer_id, external_id, status, placed_at, paid_at, ship_by, total,
            receiver_phone, city, updated_at, address, gift_note, cancel_reason, lines_changed, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET status = excluded.status, placed_at = excluded.placed_at,
            paid_at = excluded.paid_at, ship_by = excluded.ship_by, total = excluded.total,
            receiver_phone = excluded.receiver_phone, city = excluded.city, updated_at = excluded.updated_at,
            address = excluded.address, gift_note = excluded.gift_note, cancel_reason = excluded.cancel_reason,
            lines_changed = excluded.lines_changed, changed_at = excluded.changed_at";
    BY_ID: "SELECT * FROM orders WHERE id = $1";
    CLEAR_PAYMENTS: "DELETE FROM payment WHERE order_id = $1";
    INSERT_PAYMENT: "INSERT INTO payment (order_id, ordinal, kind, amount, method, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    PAYMENTS: "SELECT kind, amount, method, at FROM payment WHERE order_id = $1 ORDER BY ordinal";
    UPSERT_METHOD: "INSERT INTO payment_method (shop_id, external_id, buyer_id, kind, label, balance)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET buyer_id = excluded.buyer_id, kind = excluded.kind,
            label = excluded.label, balance = excluded.balance";
    METHODS: "SELECT external_id, kind, label, balance FROM payment_method WHERE buyer_id = $1
        ORDER BY external_id";
    UPSERT_RETURN: "INSERT INTO order_return (id, shop_id, order_id, external_id, kind, status, lines, changes,
            amount, method, reason, carrier, tracking_number, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET kind = excluded.kind, status = excluded.status,
            lines = excluded.lines, changes = excluded.changes, amount = excluded.amount,
            method = excluded.method, reason = excluded.reason, carrier = excluded.carrier,
            tracking_number = excluded.tracking_number, updated_at = excluded.updated_at";
    RETURN: "SELECT order_return.*, orders.external_id AS order_number FROM order_return
        JOIN orders ON orders.id = order_return.order_id
        WHERE order_return.shop_id = $1 AND order_return.external_id = $2";
    RETURNS: "SELECT order_return.*, orders.external_id AS order_number FROM order_return
        JOIN orders ON orders.id = order_return.order_id WHERE order_id = $1
        ORDER BY order_return.created_at, order_return.external_id";
    USUAL_ADDRESS: "SELECT address FROM buyer_address WHERE buyer_id = $1";
    SET_USUAL_ADDRESS: "INSERT INTO buyer_address (buyer_id, address, updated_at) VALUES ($1, $2, $3)
        ON CONFLICT (buyer_id) DO UPDATE SET address = excluded.address, updated_at = excluded.updated_at";
    INSERT_COUPON: "INSERT INTO coupon (id, shop_id, buyer_id, code, amount, threshold, until, status, reason,
            created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (shop_id, code) DO NOTHING";
    SET_COUPON: "UPDATE coupon SET status = $3 WHERE shop_id = $1 AND code = $2 AND status = $4";
    COUPONS_SINCE: "SELECT COUNT(*) FROM coupon WHERE buyer_id = $1 AND created_at > $2 AND status <> 'revoked'";
    RECEIPT: "SELECT receipt FROM shop_action WHERE shop_id = $1 AND key = $2";
    INSERT_ACTION: "INSERT INTO shop_action (shop_id, key, action, receipt, at) VALUES ($1, $2, $3, $4, $5)";
    CLEAR_LINES: "DELETE FROM order_line WHERE order_id = $1";
    INSERT_LINE: "INSERT INTO order_line (order_id, ordinal, sku, product_id, title, options, quantity, unit_price)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_NUMBER: "SELECT * FROM orders WHERE shop_id = $1 AND external_id = $2";
    OF_BUYER: "SELECT * FROM orders WHERE buyer_id = $1 ORDER BY placed_at DESC, id LIMIT $2";
    LINES: "SELECT sku, product_id, title, options, quantity, unit_price FROM order_line WHERE order_id = $1
        ORDER BY ordinal";
    SPENDING: "SELECT COUNT(*), CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM orders
        WHERE buyer_id = $1 AND status NOT IN ('unpaid', 'cancelled', 'refunded')";
    // Of the last thousand: what was usual years ago is not, and a shop has any number of orders.
    USUAL: "SELECT COUNT(*), CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM (SELECT total FROM orders
        WHERE shop_id = $1 AND status NOT IN ('unpaid', 'cancelled', 'refunded')
        ORDER BY placed_at DESC LIMIT 1000) AS lately";

    // The parts of a buyer's last orders, each kind at once: an order at a time would be a hundred questions.
    LINES_OF_BUYER: "SELECT order_line.* FROM order_line WHERE order_id IN (SELECT id FROM orders WHERE buyer_id = $1
        ORDER BY placed_at DESC, id LIMIT $2) ORDER BY order_id, ordinal";
    SHIPMENTS_OF_BUYER: "SELECT shipment.*, orders.external_id AS order_number FROM shipment
        JOIN orders ON orders.id = shipment.order_id WHERE order_id IN (SELECT id FROM orders WHERE buyer_id = $1
        ORDER BY placed_at DESC, id LIMIT $2) ORDER BY COALESCE(shipped_at, shipment.updated_at), shipment.external_id";
    EVENTS_OF_BUYER: "SELECT shipment_event.* FROM shipment_event WHERE shipment_id IN (SELECT shipment.id FROM shipment
        WHERE order_id IN (SELECT id FROM orders WHERE buyer_id = $1 ORDER BY placed_at DESC, id LIMIT $2))
        ORDER BY shipment_id, ordinal";
    PAYMENTS_OF_BUYER: "SELECT payment.* FROM payment WHERE order_id IN (SELECT id FROM orders WHERE buyer_id = $1
        ORDER BY placed_at DESC, id LIMIT $2) ORDER BY order_id, ordinal";
    RETURNS_OF_BUYER: "SELECT order_return.*, orders.external_id AS order_number FROM order_return
        JOIN orders ON orders.id = order_return.order_id WHERE order_id IN (SELECT id FROM orders WHERE buyer_id = $1
        ORDER BY placed_at DESC, id LIMIT $2) ORDER BY order_return.created_at, order_return.external_id";
    SKU: "SELECT product.external_id AS product, product.title, product.category, product.on_sale, sku.options,
            sku.price, sku.stock FROM sku
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
        WHERE order_grant.buyer_id = $1 AND expires_at > $2 ORDER BY orders.placed_at DESC LIMIT $3";
}

type Result<T> = std::result::Result<T, db::Error>;

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
            &order.address.as_ref().map(json::write).transpose()?,
            &order.gift_note,
            &order.cancel_reason,
            &order.lines_changed,
            &order.changed_at,
        ],
    )?;
    tx.execute(&CLEAR_PAYMENTS, &[&order.id])?;
    for (ordinal, payment) in (0_i64..).zip(&order.payments) {
        let Payment { kind, amount, method, at } = payment;
        tx.execute(&INSERT_PAYMENT, &[&order.id, &ordinal, kind, amount, method, at])?;
    }
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

pub(super) fn by_id(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>> {
    let order: Option<Order> = tx.optional(&BY_ID, &[&id])?;
    order.map(|order| with_parts(tx, order)).transpose()
}

pub(super) fn upsert_method(
    tx: &mut Tx<'_>,
    shop: ShopId,
    buyer: BuyerId,
    method: &PaymentMethod,
) -> Result<()> {
    let PaymentMethod { method_id, kind, label, balance } = method;
    tx.execute(&UPSERT_METHOD, &[&shop, method_id, &buyer, kind, label, balance])?;
    Ok(())
}

pub(super) fn methods(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Vec<PaymentMethod>> {
    tx.all(&METHODS, &[&buyer])
}

pub(super) fn upsert_return(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    order: OrderId,
    id: ReturnId,
    input: &ReturnInput,
) -> std::result::Result<(), Error> {
    let (lines, changes) = (json::write(&input.lines)?, json::write(&input.changes)?);
    ctx.tx.execute(
        &UPSERT_RETURN,
        &[
            &id,
            &shop,
            &order,
            &input.return_id,
            &input.kind,
            &input.status,
            &lines,
            &changes,
            &input.amount,
            &input.method,
            &input.reason,
            &input.carrier,
            &input.tracking_number,
            &ctx.now,
        ],
    )?;
    Ok(())
}

pub(super) fn returned(tx: &mut Tx<'_>, shop: ShopId, number: &str) -> Result<Option<Return>> {
    tx.optional(&RETURN, &[&shop, &number])
}

pub(super) fn usual_address(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Option<Address>> {
    let found: Option<UsualAddress> = tx.optional(&USUAL_ADDRESS, &[&buyer])?;
    Ok(found.map(|UsualAddress(address)| address))
}

pub(super) fn set_usual_address(
    ctx: &mut Ctx<'_, '_>,
    buyer: BuyerId,
    address: &Address,
) -> std::result::Result<(), Error> {
    let address = json::write(address)?;
    ctx.tx.execute(&SET_USUAL_ADDRESS, &[&buyer, &address, &ctx.now])?;
    Ok(())
}

pub(super) fn insert_coupon(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    buyer: BuyerId,
    coupon: &Coupon,
) -> Result<()> {
    let id = ctx.id::<uuid::Uuid>().to_string();
    let Coupon { code, amount, threshold, until, reason } = coupon;
    ctx.tx.execute(
        &INSERT_COUPON,
        &[&id, &shop, &buyer, code, amount, threshold, until, &"open", reason, &ctx.now],
    )?;
    Ok(())
}

/// Whether there was an unused coupon of this code.
pub(super) fn revoke_coupon(tx: &mut Tx<'_>, shop: ShopId, code: &str) -> Result<bool> {
    Ok(tx.execute(&SET_COUPON, &[&shop, &code, &"revoked", &"open"])? == 1)
}

/// How many coupons a buyer was given since, without those taken back.
pub(super) fn coupons_since(tx: &mut Tx<'_>, buyer: BuyerId, since: Time) -> Result<i64> {
    let (count,) = tx.one(&COUPONS_SINCE, &[&buyer, &since])?;
    Ok(count)
}

pub(super) fn receipt(tx: &mut Tx<'_>, shop: ShopId, key: &str) -> Result<Option<Receipt>> {
    let found: Option<StoredReceipt> = tx.optional(&RECEIPT, &[&shop, &key])?;
    Ok(found.map(|StoredReceipt(receipt)| receipt))
}

pub(super) fn insert_action(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    key: &str,
    action: &Action,
    receipt: &Receipt,
) -> std::result::Result<(), Error> {
    let (action, receipt) = (json::write(action)?, json::write(receipt)?);
    ctx.tx.execute(&INSERT_ACTION, &[&shop, &key, &action, &receipt, &ctx.now])?;
    Ok(())
}

pub(super) fn of_buyer(tx: &mut Tx<'_>, buyer: BuyerId, limit: i64) -> Result<Vec<Order>> {
    let mut orders: Vec<Order> = tx.all(&OF_BUYER, &[&buyer, &limit])?;
    for Part(order, line) in parts::<OrderId, Line>(tx, &LINES_OF_BUYER, buyer, limit)? {
        of(&mut orders, order, |order| order.lines.push(line));
    }
    for Part(order, payment) in parts::<OrderId, Payment>(tx, &PAYMENTS_OF_BUYER, buyer, limit)? {
        of(&mut orders, order, |order| order.payments.push(payment));
    }
    let returned: Vec<Return> = tx.all(&RETURNS_OF_BUYER, &[&buyer, &limit])?;
    for returned in returned {
        of(&mut orders, returned.order, |order| order.returns.push(returned));
    }
    let mut events: HashMap<ShipmentId, Vec<TrackingEvent>> = HashMap::new();
    for Part(shipment, event) in parts::<ShipmentId, TrackingEvent>(tx, &EVENTS_OF_BUYER, buyer, limit)? {
        events.entry(shipment).or_default().push(event);
    }
    let shipments: Vec<OwnedShipment> = tx.all(&SHIPMENTS_OF_BUYER, &[&buyer, &limit])?;
    for OwnedShipment { order, mut shipment } in shipments {
        shipment.facts.events = events.remove(&shipment.id).unwrap_or_default();
        of(&mut orders, order, |order| order.shipments.push(shipment));
    }
    Ok(orders)
}

/// A part with what it is a part of.
struct Part<Id, T>(Id, T);

fn parts<Id, T>(tx: &mut Tx<'_>, sql: &'static Sql, buyer: BuyerId, limit: i64) -> Result<Vec<Part<Id, T>>>
where
    Part<Id, T>: FromRow,
{
    tx.all(sql, &[&buyer, &limit])
}

fn of(orders: &mut [Order], id: OrderId, add: impl FnOnce(&mut Order)) {
    if let Some(order) = orders.iter_mut().find(|order| order.id == id) {
        add(order);
    }
}

impl<T: FromRow> FromRow for Part<OrderId, T> {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get("order_id")?, T::from_row(row)?))
    }
}

impl<T: FromRow> FromRow for Part<ShipmentId, T> {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get("shipment_id")?, T::from_row(row)?))
    }
}

fn with_parts(tx: &mut Tx<'_>, mut order: Order) -> Result<Order> {
    order.lines = tx.all(&LINES, &[&order.id])?;
    let shipments: Vec<OwnedShipment> = tx.all(&SHIPMENTS, &[&order.id])?;
    for OwnedShipment { mut shipment, .. } in shipments {
        shipment.facts.events = tx.all(&EVENTS, &[&shipment.id])?;
        order.shipments.push(shipment);
    }
    order.payments = tx.all(&PAYMENTS, &[&order.id])?;
    order.returns = tx.all(&RETURNS, &[&order.id])?;
    Ok(order)
}

pub(super) fn spending(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<(i64, i64)> {
    tx.one(&SPENDING, &[&buyer])
}

/// How many orders of the shop count, and their sum.
pub(super) fn usual(tx: &mut Tx<'_>, shop: ShopId) -> Result<(i64, i64)> {
    tx.one(&USUAL, &[&shop])
}

pub(super) fn sku(tx: &mut Tx<'_>, shop: ShopId, sku: &str) -> Result<Option<Variant>> {
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

/// The orders a buyer has shown to be theirs, the newest first.
pub(super) fn granted(tx: &mut Tx<'_>, buyer: BuyerId, now: Time, limit: i64) -> Result<Vec<Order>> {
    let orders: Vec<Order> = tx.all(&GRANTED, &[&buyer, &now, &limit])?;
    orders.into_iter().map(|order| with_parts(tx, order)).collect()
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
            address: json::read_optional(row, "address")?,
            payments: Vec::new(),
            gift_note: row.get("gift_note")?,
            cancel_reason: row.get("cancel_reason")?,
            lines_changed: row.get("lines_changed")?,
            changed_at: row.get("changed_at")?,
            lines: Vec::new(),
            shipments: Vec::new(),
            returns: Vec::new(),
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

impl FromRow for Variant {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let stock: Option<i64> = row.get("stock")?;
        let on_sale: bool = row.get("on_sale")?;
        Ok(Self {
            product: row.get("product")?,
            title: row.get("title")?,
            category: row.get("category")?,
            options: json::read(row, "options")?,
            price: row.get("price")?,
            available: on_sale && stock.is_none_or(|pieces| pieces > 0),
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

impl FromRow for Payment {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            amount: row.get("amount")?,
            method: row.get("method")?,
            at: row.get("at")?,
        })
    }
}

impl FromRow for PaymentMethod {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            method_id: row.get("external_id")?,
            kind: row.get("kind")?,
            label: row.get("label")?,
            balance: row.get("balance")?,
        })
    }
}

impl FromRow for Return {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let facts = ReturnInput {
            return_id: row.get("external_id")?,
            order_id: row.get("order_number")?,
            kind: row.get("kind")?,
            status: row.get("status")?,
            lines: json::read(row, "lines")?,
            changes: json::read(row, "changes")?,
            amount: row.get("amount")?,
            method: row.get("method")?,
            reason: row.get("reason")?,
            carrier: row.get("carrier")?,
            tracking_number: row.get("tracking_number")?,
        };
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            order: row.get("order_id")?,
            facts,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

struct UsualAddress(Address);

impl FromRow for UsualAddress {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        json::read(row, "address").map(Self)
    }
}

struct StoredReceipt(Receipt);

impl FromRow for StoredReceipt {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        json::read(row, "receipt").map(Self)
    }
}
