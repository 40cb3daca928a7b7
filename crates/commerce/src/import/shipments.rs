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
    let rows =
        Rows::of(table, COLUMNS, &["shipment_id", "order_id", "carrier", "tracking_number", "status"])?;
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
        for row in
            group.iter().filter(|row| !row.text("event_at").is_empty() || !row.text("event_text").is_empty())
        {
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

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn rows_of_one_parcel_become_its_way() {
        let text = "包裹编号,订单编号,快递公司,运单号,状态,发出时间,轨迹时间,轨迹地点,轨迹内容\n\
            S1,O1,中通快递,78000000000001,运输中,2026-11-21 20:00,2026-11-21 20:00,嘉兴,已揽收\n\
            S1,,,,,,2026-11-22 3:00,上海,已到达\n\
            S2,O2,USPS,94000,created,,,,\n";
        let Batch::Shipments(all) = good(ImportKind::Shipments, text) else { panic!("shipments") };
        let [(2, moving), (4, waiting)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(
            moving.events.iter().map(|event| event.place.as_str()).collect::<Vec<_>>(),
            ["嘉兴", "上海"]
        );
        assert_eq!((moving.status, waiting.status), (ShipmentStatus::InTransit, ShipmentStatus::Created));
        assert!(waiting.events.is_empty());
    }

    #[test]
    fn a_scan_needs_its_time_and_its_words() {
        let text = "shipment_id,order_id,carrier,tracking_number,status,event_at,event_text\n\
            S1,O1,UPS,1Z,in_transit,2026-11-21,\nS1,,,,,,left\n";
        let named = [(2, "event_text".to_owned(), "required"), (3, "event_at".to_owned(), "required")];
        assert_eq!(wrong(ImportKind::Shipments, text), named);
    }
}
