//! How our mirror differs from what the shop says, in words that can be counted.

use super::News;
use crate::catalog::Product;
use crate::order::{Order, OrderInput, Return, Shipment, ShipmentInput};

/// What is known here of the thing that news are about.
#[derive(Debug, Clone)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// An order.
    Order(Box<Order>),
    /// A parcel.
    Shipment(Shipment),
    /// A matter after the sale.
    Return(Box<Return>),
    /// A product.
    Product(Box<Product>),
}

/// In what the mirror differs, as the word it is counted by. Order matters: the first that fits.
pub fn gap(known: &Known, news: &News) -> &'static str {
    match (known, news) {
        (Known::Nothing, News::Order(_)) => "missing_order",
        (Known::Nothing, News::Shipment(_)) => "missing_shipment",
        (Known::Nothing, News::Return(_)) => "missing_return",
        (Known::Nothing, News::Product(_)) => "missing_product",
        (Known::Order(known), News::Order(told)) => of_order(known, told),
        (Known::Shipment(known), News::Shipment(told)) => of_shipment(&known.facts, told),
        (Known::Return(known), News::Return(told)) if known.facts.status != told.status => "return_status",
        (_, News::Return(_)) => "return",
        (_, News::Product(_)) => "product",
        (_, News::Order(_)) => "order",
        (_, News::Shipment(_)) => "shipment",
    }
}

fn of_order(known: &Order, told: &OrderInput) -> &'static str {
    let lines = |known: &Order| {
        let mut lines: Vec<_> = known.lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
        lines.sort();
        lines
    };
    let mut told_lines: Vec<_> = told.lines.iter().map(|line| (line.sku_id.clone(), line.quantity)).collect();
    told_lines.sort();
    if known.status != told.status {
        "status"
    } else if told.total.is_some_and(|total| total != known.total) {
        "total"
    } else if lines(known) != told_lines {
        "lines"
    } else if told.address.is_some() && told.address != known.address {
        "address"
    } else if !told.payments.is_empty() && told.payments != known.payments {
        "payments"
    } else {
        "order"
    }
}

fn of_shipment(known: &ShipmentInput, told: &ShipmentInput) -> &'static str {
    if known.tracking_number != told.tracking_number || known.carrier != told.carrier {
        "tracking"
    } else if known.status != told.status {
        "shipment_status"
    } else {
        "shipment"
    }
}
