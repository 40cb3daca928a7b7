//! What `WooCommerce` says, as the desk takes it in.

use db::Time;
use desk::catalog::{Attribute, ProductInput, SkuInput};
use desk::connection::News;
use desk::order::{
    Address, LineInput, OrderInput, OrderStatus, Payment, PaymentKind, ReturnInput, ReturnKind, ReturnStatus,
    ShipmentInput, ShipmentStatus,
};
use serde_json::Value;

use super::super::Piece;
use super::super::read::{Misread, Thing, text_of};
use super::act::GIFT_NOTE;

/// Where the official Shipment Tracking extension writes parcels.
const TRACKING: &str = "_wc_shipment_tracking_items";

/// A moment in their GMT fields, which carry no zone.
fn gmt(thing: &Thing<'_>, field: &str) -> Result<Option<Time>, Misread> {
    let Some(text) = thing.maybe(field) else { return Ok(None) };
    let text = if text.ends_with('Z') { text } else { format!("{text}Z") };
    let at: jiff::Timestamp = text.parse().map_err(|_| thing.misread(field, "not_a_time"))?;
    Ok(Some(at.into()))
}

fn meta(value: &Value, key: &str) -> Value {
    let all = value["meta_data"].as_array().into_iter().flatten();
    all.filter(|one| one["key"] == key).map(|one| one["value"].clone()).next_back().unwrap_or_default()
}

/// An order, its parcels and what was paid back.
pub(super) fn of_order(value: &Value, currency: &str) -> Vec<Piece> {
    let thing = Thing::new("order", "id", value);
    let parcels = match meta(value, TRACKING) {
        Value::Array(parcels) => parcels,
        _ => Vec::new(),
    };
    let mut pieces = vec![order(&thing, !parcels.is_empty(), currency).map(|one| News::Order(Box::new(one)))];
    if pieces[0].is_ok() {
        pieces.extend(parcels.iter().map(|parcel| shipment(parcel, &thing.id).map(News::Shipment)));
        let refunds = value["refunds"].as_array().into_iter().flatten();
        pieces.extend(refunds.map(|refund| refunded(refund, &thing.id, currency).map(News::Return)));
    }
    pieces
}

fn order(thing: &Thing<'_>, has_left: bool, currency: &str) -> Result<OrderInput, Misread> {
    let order_id = thing.text("id")?;
    let with_tax = thing.value["prices_include_tax"] == true;
    let mut lines = Vec::new();
    for value in thing.list("line_items")? {
        let line = Thing { what: "order", id: order_id.clone(), value };
        let quantity = line.whole("quantity")?;
        if quantity < 1 {
            continue;
        }
        let variation = line.maybe("variation_id").filter(|id| id != "0");
        // Totals are always told without tax: where prices are shown with it, the buyer knows them with it.
        let tax = if with_tax { line.money("total_tax", currency)? } else { 0 };
        lines.push(LineInput {
            sku_id: variation.map_or_else(|| line.text("product_id"), Ok)?,
            product_title: line.maybe("name"),
            quantity,
            unit_price: Some((line.money("total", currency)? + tax) / quantity),
        });
    }
    let placed_at =
        gmt(thing, "date_created_gmt")?.ok_or_else(|| thing.misread("date_created_gmt", "missing"))?;
    let paid_at = gmt(thing, "date_paid_gmt")?.map(|at| at.max(placed_at));
    let total = thing.money("total", currency)?;
    let email = thing.maybe("billing.email");
    let customer = thing.maybe("customer_id").filter(|id| id != "0");
    let name = |kind: &str| {
        let part = |name: &str| thing.maybe(&format!("{kind}.{name}")).unwrap_or_default();
        format!("{} {}", part("first_name"), part("last_name")).trim().to_owned()
    };
    let status = match thing.text("status")?.as_str() {
        "pending" | "on-hold" | "failed" | "checkout-draft" => OrderStatus::Unpaid,
        "processing" | "completed" if has_left => OrderStatus::Shipped,
        "completed" => OrderStatus::Completed,
        "cancelled" | "trash" => OrderStatus::Cancelled,
        "refunded" => OrderStatus::Refunded,
        // Shops add states of their own: what is paid and is not over waits to be sent.
        _ => OrderStatus::Paid,
    };
    let method = thing.maybe("payment_method").unwrap_or_default();
    let mut payments = Vec::new();
    if paid_at.is_some() {
        payments.push(Payment {
            kind: PaymentKind::Payment,
            amount: total,
            method: method.clone(),
            at: paid_at,
        });
    }
    for refund in thing.value["refunds"].as_array().into_iter().flatten() {
        let amount = amount_of(refund, thing, currency)?;
        payments.push(Payment { kind: PaymentKind::Refund, amount, method: method.clone(), at: None });
    }
    let address = address(thing, &name("shipping"));
    Ok(OrderInput {
        buyer_id: customer
            .or_else(|| email.as_ref().map(|email| format!("guest:{email}")))
            .unwrap_or_else(|| format!("order:{order_id}")),
        buyer_name: Some(name("billing")).filter(|name| !name.is_empty()),
        phone: thing.maybe("billing.phone"),
        email,
        level: None,
        status,
        placed_at,
        paid_at,
        ship_by: None,
        total: Some(total),
        receiver_phone: thing.maybe("shipping.phone").or_else(|| thing.maybe("billing.phone")),
        city: address.as_ref().map(|address| address.city.clone()),
        address,
        payments,
        methods: Vec::new(),
        gift_note: Some(text_of(&meta(thing.value, GIFT_NOTE))).filter(|note| !note.is_empty()),
        cancel_reason: None,
        lines_changed: false,
        changed_at: Some(
            gmt(thing, "date_modified_gmt")?.ok_or_else(|| thing.misread("date_modified_gmt", "missing"))?,
        ),
        order_id,
        lines,
    })
}

fn address(thing: &Thing<'_>, recipient: &str) -> Option<Address> {
    let part = |name: &str| thing.maybe(&format!("shipping.{name}")).unwrap_or_default();
    let address = Address {
        recipient: recipient.to_owned(),
        phone: part("phone"),
        line1: part("address_1"),
        line2: part("address_2"),
        district: String::new(),
        city: part("city"),
        region: part("state"),
        postcode: part("postcode"),
        country: part("country"),
    };
    address.check().is_ok().then_some(address)
}

/// Refunds are listed below zero.
fn amount_of(refund: &Value, thing: &Thing<'_>, currency: &str) -> Result<i64, Misread> {
    let total = text_of(&refund["total"]);
    desk::money::parse(total.trim_start_matches('-'), currency)
        .ok_or_else(|| thing.misread("refunds.total", "not_money"))
}

fn refunded(value: &Value, order: &str, currency: &str) -> Result<ReturnInput, Misread> {
    let thing = Thing::new("return", "id", value);
    Ok(ReturnInput {
        return_id: thing.text("id")?,
        order_id: order.to_owned(),
        kind: ReturnKind::RefundOnly,
        status: ReturnStatus::Settled,
        lines: Vec::new(),
        changes: Vec::new(),
        amount: Some(amount_of(value, &thing, currency)?),
        method: None,
        reason: thing.maybe("reason").unwrap_or_default(),
        carrier: None,
        tracking_number: None,
    })
}

fn shipment(value: &Value, order: &str) -> Result<ShipmentInput, Misread> {
    let thing = Thing::new("shipment", "tracking_id", value);
    let tracking_number = thing.text("tracking_number")?;
    let carrier = thing.maybe("tracking_provider").or_else(|| thing.maybe("custom_tracking_provider"));
    let shipped_at = thing.maybe("date_shipped").and_then(|seconds| seconds.parse::<i64>().ok());
    Ok(ShipmentInput {
        shipment_id: thing.maybe("tracking_id").unwrap_or_else(|| format!("{order}-{tracking_number}")),
        order_id: order.to_owned(),
        carrier: carrier.unwrap_or_else(|| "Other".to_owned()),
        tracking_number,
        status: ShipmentStatus::InTransit,
        shipped_at: shipped_at.map(|seconds| Time::from_micros(seconds.saturating_mul(1_000_000))),
        delivered_at: None,
        eta: None,
        events: Vec::new(),
    })
}

/// A product with its variations; one without any is its own variant.
pub(super) fn of_product(value: &Value, variations: &[Value], currency: &str) -> Piece {
    let thing = Thing::new("product", "id", value);
    let id = thing.text("id")?;
    let mut skus = Vec::new();
    let itself = [value.clone()];
    for value in if variations.is_empty() { &itself } else { variations } {
        let variant = Thing { what: "product", id: id.clone(), value };
        let options = value["attributes"].as_array().into_iter().flatten().filter_map(|one| {
            let value = text_of(&one["option"]);
            (!value.is_empty()).then(|| Attribute { name: text_of(&one["name"]), value })
        });
        let listed = variant.maybe("regular_price").and_then(|text| desk::money::parse(&text, currency));
        let price = variant.money("price", currency)?;
        skus.push(SkuInput {
            sku_id: variant.text("id")?,
            options: options.collect(),
            price,
            list_price: listed.filter(|listed| *listed > price),
            stock: value["stock_quantity"].as_i64().map(|pieces| pieces.max(0)),
        });
    }
    let category = value["categories"][0]["name"].as_str().unwrap_or_default().to_owned();
    Ok(News::Product(Box::new(ProductInput {
        product_id: id,
        title: thing.text("name")?,
        category,
        url: thing.maybe("permalink"),
        image: value["images"][0]["src"].as_str().map(str::to_owned),
        on_sale: thing.text("status")? == "publish",
        skus,
        ..ProductInput::default()
    })))
}
