//! What Shopify says, as the desk takes it in.

use desk::catalog::{Attribute, ProductInput, SkuInput};
use desk::connection::News;
use desk::order::{
    Address, LineInput, OrderInput, OrderStatus, Payment, PaymentKind, Pieces, ReturnInput, ReturnKind,
    ReturnStatus, ShipmentInput, ShipmentStatus, TrackingEvent,
};
use serde_json::Value;

use super::super::Piece;
use super::super::read::{Misread, Thing, text_of};
use super::legacy;

/// How an order's card is written among its attributes.
pub(super) const GIFT_NOTE: &str = "Gift note";

/// An order, its parcels and its returns: what can be read of them.
pub(super) fn of_order(value: &Value, currency: &str) -> Vec<Piece> {
    let mut pieces = vec![order(value, currency).map(|order| News::Order(Box::new(order)))];
    let number = text_of(&value["name"]);
    if pieces[0].is_err() {
        return pieces;
    }
    let fulfillments = value["fulfillments"].as_array().into_iter().flatten();
    pieces.extend(fulfillments.filter_map(|one| shipment(one, &number).transpose()));
    let refunds = value["refunds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let returns = value["returns"]["nodes"].as_array().into_iter().flatten();
    pieces.extend(returns.map(|one| returned(one, &number, refunds, currency).map(News::Return)));
    pieces.extend(
        refunds
            .iter()
            .filter_map(|one| refunded(one, &number, currency).transpose())
            .map(|one| one.map(News::Return)),
    );
    pieces
}

fn order(value: &Value, currency: &str) -> Result<OrderInput, Misread> {
    let thing = Thing::new("order", "name", value);
    let number = thing.text("name")?;
    let mut lines = Vec::new();
    for value in thing.list("lineItems.nodes")? {
        let line = Thing { what: "order", id: number.clone(), value };
        let quantity = line.whole("currentQuantity")?;
        // A line that was taken out stays listed with nothing left of it.
        let quantity = if quantity > 0 { quantity } else { line.whole("quantity")? };
        let sku_id = match line.maybe("variant.id") {
            Some(variant) => legacy(&variant).to_owned(),
            None => format!("line-{}", legacy(&line.text("id")?)),
        };
        lines.push(LineInput {
            sku_id,
            product_title: line.maybe("title"),
            quantity,
            unit_price: Some(line.money("originalUnitPriceSet.shopMoney.amount", currency)?),
        });
    }
    let customer = thing.maybe("customer.id").map(|id| legacy(&id).to_owned());
    let email = thing.maybe("customer.defaultEmailAddress.emailAddress").or_else(|| thing.maybe("email"));
    let placed_at = thing.time("createdAt")?;
    let payments = payments(&thing, &number, currency)?;
    let paid_at = payments.iter().find(|one| one.kind == PaymentKind::Payment).and_then(|one| one.at);
    let notes = value["customAttributes"].as_array().into_iter().flatten();
    let gift_note = notes.filter(|one| one["key"] == GIFT_NOTE).map(|one| text_of(&one["value"])).next_back();
    Ok(OrderInput {
        buyer_id: customer
            .or_else(|| email.as_ref().map(|email| format!("guest:{email}")))
            .unwrap_or_else(|| format!("order:{number}")),
        buyer_name: thing.maybe("customer.displayName").or_else(|| thing.maybe("shippingAddress.name")),
        phone: thing.maybe("customer.defaultPhoneNumber.phoneNumber").or_else(|| thing.maybe("phone")),
        email,
        level: None,
        status: status(&thing)?,
        placed_at,
        paid_at: paid_at.map(|at| at.max(placed_at)),
        ship_by: None,
        total: Some(thing.money("currentTotalPriceSet.shopMoney.amount", currency)?),
        receiver_phone: thing.maybe("shippingAddress.phone"),
        city: thing.maybe("shippingAddress.city"),
        address: address(&thing),
        payments,
        methods: Vec::new(),
        gift_note,
        cancel_reason: thing.maybe("cancelReason").map(|reason| reason.to_lowercase()),
        lines_changed: false,
        changed_at: Some(thing.time("updatedAt")?),
        order_id: number,
        lines,
    })
}

fn status(thing: &Thing<'_>) -> Result<OrderStatus, Misread> {
    let financial = thing.maybe("displayFinancialStatus").unwrap_or_default();
    let fulfillment = thing.text("displayFulfillmentStatus")?;
    let parcels = thing.value["fulfillments"].as_array().map(Vec::as_slice).unwrap_or_default();
    let arrived = !parcels.is_empty() && parcels.iter().all(|one| one["displayStatus"] == "DELIVERED");
    Ok(if thing.maybe("cancelledAt").is_some() {
        OrderStatus::Cancelled
    } else if financial == "REFUNDED" {
        OrderStatus::Refunded
    } else if arrived && thing.maybe("closedAt").is_some() {
        OrderStatus::Completed
    } else if arrived {
        OrderStatus::Received
    } else if matches!(fulfillment.as_str(), "FULFILLED" | "PARTIALLY_FULFILLED") {
        OrderStatus::Shipped
    } else if matches!(financial.as_str(), "PENDING" | "EXPIRED" | "VOIDED") {
        OrderStatus::Unpaid
    } else {
        OrderStatus::Paid
    })
}

fn address(thing: &Thing<'_>) -> Option<Address> {
    let part = |name: &str| thing.maybe(&format!("shippingAddress.{name}")).unwrap_or_default();
    let address = Address {
        recipient: part("name"),
        phone: part("phone"),
        line1: part("address1"),
        line2: part("address2"),
        district: String::new(),
        city: part("city"),
        region: part("province"),
        postcode: part("zip"),
        country: part("country"),
    };
    address.check().is_ok().then_some(address)
}

fn payments(thing: &Thing<'_>, number: &str, currency: &str) -> Result<Vec<Payment>, Misread> {
    let mut payments = Vec::new();
    for value in thing.list("transactions")? {
        let kind = match value["kind"].as_str() {
            Some("SALE" | "CAPTURE") => PaymentKind::Payment,
            Some("REFUND") => PaymentKind::Refund,
            _ => continue,
        };
        if value["status"] != "SUCCESS" {
            continue;
        }
        let paid = Thing { what: "order", id: number.to_owned(), value };
        payments.push(Payment {
            kind,
            amount: paid.money("amountSet.shopMoney.amount", currency)?,
            method: paid.maybe("gateway").unwrap_or_default(),
            at: paid.maybe_time("processedAt")?,
        });
    }
    Ok(payments)
}

/// A parcel; none as long as it has no number, or when it was called off.
fn shipment(value: &Value, order: &str) -> Result<Option<News>, Misread> {
    let thing = Thing::new("shipment", "id", value);
    let tracking = &value["trackingInfo"][0];
    let number = text_of(&tracking["number"]);
    let status = match value["displayStatus"].as_str().unwrap_or_default() {
        "CANCELED" | "LABEL_VOIDED" => return Ok(None),
        "LABEL_PRINTED"
        | "LABEL_PURCHASED"
        | "CONFIRMED"
        | "SUBMITTED"
        | "FULFILLED"
        | "MARKED_AS_FULFILLED" => ShipmentStatus::Created,
        "OUT_FOR_DELIVERY" | "READY_FOR_PICKUP" => ShipmentStatus::OutForDelivery,
        "DELIVERED" | "PICKED_UP" => ShipmentStatus::Delivered,
        "NOT_DELIVERED" => ShipmentStatus::Returned,
        "FAILURE" | "DELAYED" => ShipmentStatus::Stuck,
        _ => ShipmentStatus::InTransit,
    };
    if number.is_empty() {
        return Ok(None);
    }
    let mut events = Vec::new();
    for value in value["events"]["nodes"].as_array().into_iter().flatten() {
        let event = Thing { what: "shipment", id: thing.id.clone(), value };
        events.push(TrackingEvent {
            at: event.time("happenedAt")?,
            place: event.maybe("city").unwrap_or_default(),
            text: event.maybe("message").map_or_else(|| event.text("status"), Ok)?,
        });
    }
    events.sort_by_key(|event| event.at);
    let carrier = text_of(&tracking["company"]);
    Ok(Some(News::Shipment(ShipmentInput {
        shipment_id: legacy(&thing.text("id")?).to_owned(),
        order_id: order.to_owned(),
        carrier: if carrier.is_empty() { "Other".to_owned() } else { carrier },
        tracking_number: number,
        status,
        shipped_at: thing.maybe_time("inTransitAt")?.or(thing.maybe_time("createdAt")?),
        delivered_at: thing.maybe_time("deliveredAt")?,
        eta: thing.maybe_time("estimatedDeliveryAt")?,
        events,
    })))
}

fn returned(value: &Value, order: &str, refunds: &[Value], currency: &str) -> Result<ReturnInput, Misread> {
    let thing = Thing::new("return", "id", value);
    let status = match thing.text("status")?.as_str() {
        "CLOSED" => ReturnStatus::Settled,
        "CANCELED" => ReturnStatus::Closed,
        "DECLINED" => ReturnStatus::Refused,
        _ => ReturnStatus::Requested,
    };
    let mut amount = None;
    // As long as it is open, its amount would be what is still to be paid back.
    for one in
        refunds.iter().filter(|one| status == ReturnStatus::Settled && one["return"]["id"] == value["id"])
    {
        *amount.get_or_insert(0) += paid_back(&Thing::new("return", "id", one), currency)?;
    }
    let lines = thing.list("returnLineItems.nodes")?;
    let pieces = lines.iter().filter_map(|line| {
        let variant = text_of(&line["fulfillmentLineItem"]["lineItem"]["variant"]["id"]);
        let quantity = line["quantity"].as_i64().filter(|quantity| *quantity > 0)?;
        (!variant.is_empty()).then(|| Pieces { sku: legacy(&variant).to_owned(), quantity })
    });
    Ok(ReturnInput {
        return_id: legacy(&thing.text("id")?).to_owned(),
        order_id: order.to_owned(),
        kind: ReturnKind::Return,
        status,
        lines: pieces.collect(),
        changes: Vec::new(),
        amount,
        method: None,
        reason: lines
            .first()
            .map(|line| without_mark(&text_of(&line["returnReasonNote"])))
            .unwrap_or_default(),
        carrier: None,
        tracking_number: None,
    })
}

/// How a refund is numbered here: their returns and their refunds are counted apart.
pub(super) fn refund_number(id: &str) -> String {
    format!("refund-{}", legacy(id))
}

/// Money that went back while the goods stayed; none when it was for a return, or when no money went.
fn refunded(value: &Value, order: &str, currency: &str) -> Result<Option<ReturnInput>, Misread> {
    let thing = Thing::new("return", "id", value);
    let amount = paid_back(&thing, currency)?;
    if thing.maybe("return.id").is_some() || amount == 0 {
        return Ok(None);
    }
    Ok(Some(ReturnInput {
        return_id: refund_number(&thing.text("id")?),
        order_id: order.to_owned(),
        kind: ReturnKind::RefundOnly,
        status: ReturnStatus::Settled,
        lines: Vec::new(),
        changes: Vec::new(),
        amount: Some(amount),
        method: None,
        reason: without_mark(&thing.maybe("note").unwrap_or_default()),
        carrier: None,
        tracking_number: None,
    }))
}

fn paid_back(refund: &Thing<'_>, currency: &str) -> Result<i64, Misread> {
    refund.money("totalRefundedSet.shopMoney.amount", currency)
}

/// A note without the mark of our key at its end.
fn without_mark(note: &str) -> String {
    note.split("[mh:").next().unwrap_or(note).trim_end().to_owned()
}

/// A product as the API gives it.
pub(super) fn of_product(value: &Value, currency: &str) -> Piece {
    let thing = Thing::new("product", "id", value);
    let id = legacy(&thing.text("id")?).to_owned();
    let mut skus = Vec::new();
    for value in thing.list("variants.nodes")? {
        let variant = Thing { what: "product", id: id.clone(), value };
        let options = value["selectedOptions"].as_array().into_iter().flatten();
        skus.push(SkuInput {
            sku_id: legacy(&variant.text("id")?).to_owned(),
            options: options
                .map(|one| Attribute { name: text_of(&one["name"]), value: text_of(&one["value"]) })
                .filter(|one| one.name != "Title")
                .collect(),
            price: variant.money("price", currency)?,
            list_price: variant.maybe("compareAtPrice").and_then(|text| desk::money::parse(&text, currency)),
            stock: value["inventoryQuantity"].as_i64().map(|pieces| pieces.max(0)),
        });
    }
    Ok(News::Product(Box::new(ProductInput {
        product_id: id,
        title: thing.text("title")?,
        category: thing.maybe("productType").unwrap_or_default(),
        description: thing.maybe("description").unwrap_or_default(),
        url: thing.maybe("onlineStoreUrl"),
        image: thing.maybe("featuredMedia.preview.image.url"),
        on_sale: thing.text("status")? == "ACTIVE",
        skus,
        ..ProductInput::default()
    })))
}
