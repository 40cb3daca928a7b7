use desk::error::Refusal;
use desk::order::{ShipmentInput, ShipmentStatus, TrackingEvent};

use super::rows::{Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("shipment_id", "包裹编号"),
    ("order_id", "订单编号"),
    ("carrier", "快递公司"),
    ("tracking_number", "运单号"),
    ("status", "状态"),
    ("shipped_at", "发出时间"),
    ("delivered_at", "签收时间"),
    ("eta", "预计送达"),
    ("event_at", "轨迹时间"),
    ("event_place", "轨迹地点"),
    ("event_text", "轨迹内容"),
];

const STATUSES: &[(&str, &str, ShipmentStatus)] = &[
    ("created", "待揽收", ShipmentStatus::Created),
    ("in_transit", "运输中", ShipmentStatus::InTransit),
    ("out_for_delivery", "派送中", ShipmentStatus::OutForDelivery),
    ("delivered", "已签收", ShipmentStatus::Delivered),
    ("stuck", "停滞", ShipmentStatus::Stuck),
    ("lost", "丢失", ShipmentStatus::Lost),
    ("returned", "退回", ShipmentStatus::Returned),
];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<ShipmentInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["shipment_id", "order_id", "carrier", "tracking_number", "status"])?;
    Ok(read_groups(&rows.grouped("shipment_id"), problems, |group, wrong| {
        let first = group[0];
        let shipment_id = noted(first.required("shipment_id"), first, wrong);
        let order_id = noted(first.required("order_id"), first, wrong);
        let carrier = noted(first.required("carrier"), first, wrong);
        let tracking_number = noted(first.required("tracking_number"), first, wrong);
        let status = first.required("status").and_then(|_| first.word("status", STATUSES));
        let status = noted(status, first, wrong).flatten();
        let shipped_at = noted(first.moment("shipped_at", &custom.zone), first, wrong);
        let delivered_at = noted(first.moment("delivered_at", &custom.zone), first, wrong);
        let eta = noted(first.moment("eta", &custom.zone), first, wrong);
        let mut events = Vec::new();
        for row in group.iter().filter(|row| !row.text("event_at").is_empty() || !row.text("event_text").is_empty()) {
            let at = row.required("event_at").and_then(|_| row.moment("event_at", &custom.zone));
            let at = noted(at, *row, wrong).flatten();
            let text = noted(row.required("event_text"), *row, wrong);
            if let (Some(at), Some(text)) = (at, text) {
                events.push(TrackingEvent { at, place: row.text("event_place").to_owned(), text });
            }
        }
        Some(ShipmentInput {
            shipment_id: shipment_id?,
            order_id: order_id?,
            carrier: carrier?,
            tracking_number: tracking_number?,
            status: status?,
            shipped_at: shipped_at?,
            delivered_at: delivered_at?,
            eta: eta?,
            events,
        })
    }))
}
