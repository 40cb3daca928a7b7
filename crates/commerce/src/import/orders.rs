use desk::error::Refusal;
use desk::order::{LineInput, OrderInput, OrderStatus};

use super::rows::{Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered, buyers};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("order_id", "订单编号"),
    ("buyer_id", "买家编号"),
    ("buyer_name", "买家姓名"),
    ("phone", "手机"),
    ("email", "邮箱"),
    ("level", "会员等级"),
    ("status", "状态"),
    ("placed_at", "下单时间"),
    ("paid_at", "付款时间"),
    ("ship_by", "最晚发货"),
    ("total", "实付"),
    ("receiver_phone", "收货手机"),
    ("recipient", "收货人"),
    ("address_line1", "详细地址"),
    ("address_line2", "门牌"),
    ("district", "区县"),
    ("city", "城市"),
    ("region", "省份"),
    ("postcode", "邮编"),
    ("country", "国家"),
    ("payments", "收退款"),
    ("methods", "支付方式"),
    ("gift_note", "贺卡"),
    ("cancel_reason", "取消原因"),
    ("lines_changed", "改过商品"),
    ("sku_id", "规格编码"),
    ("product_title", "商品名称"),
    ("quantity", "数量"),
    ("unit_price", "单价"),
];

const STATUSES: &[(&str, &str, OrderStatus)] = &[
    ("unpaid", "待付款", OrderStatus::Unpaid),
    ("paid", "待发货", OrderStatus::Paid),
    ("shipped", "已发货", OrderStatus::Shipped),
    ("received", "已签收", OrderStatus::Received),
    ("completed", "已完成", OrderStatus::Completed),
    ("cancelled", "已取消", OrderStatus::Cancelled),
    ("refunding", "退款中", OrderStatus::Refunding),
    ("refunded", "已退款", OrderStatus::Refunded),
];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<OrderInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["order_id", "buyer_id", "status", "placed_at", "sku_id"])?;
    Ok(read_groups(&rows.grouped("order_id"), problems, |group, wrong| {
        let first = group[0];
        let order_id = noted(first.required("order_id"), first, wrong);
        let buyer_id = noted(first.required("buyer_id"), first, wrong);
        let status = first.required("status").and_then(|_| first.word("status", STATUSES));
        let status = noted(status, first, wrong).flatten();
        let placed_at = first.required("placed_at").and_then(|_| first.moment("placed_at", &custom.zone));
        let placed_at = noted(placed_at, first, wrong).flatten();
        let paid_at = noted(first.moment("paid_at", &custom.zone), first, wrong);
        let ship_by = noted(first.moment("ship_by", &custom.zone), first, wrong);
        let total = noted(first.money("total", custom), first, wrong);
        let payments = noted(buyers::payments(first, custom), first, wrong);
        let methods = noted(buyers::methods(first, custom), first, wrong);
        let lines_changed = noted(first.flag("lines_changed", false), first, wrong);
        let mut lines = Vec::new();
        for row in group {
            let sku_id = noted(row.required("sku_id"), *row, wrong);
            let quantity = noted(row.whole("quantity"), *row, wrong);
            let unit_price = noted(row.money("unit_price", custom), *row, wrong);
            if let (Some(sku_id), Some(quantity), Some(unit_price)) = (sku_id, quantity, unit_price) {
                let product_title = row.optional("product_title");
                lines.push(LineInput { sku_id, product_title, quantity: quantity.unwrap_or(1), unit_price });
            }
        }
        Some(OrderInput {
            order_id: order_id?,
            buyer_id: buyer_id?,
            buyer_name: first.optional("buyer_name"),
            phone: first.optional("phone"),
            email: first.optional("email"),
            level: first.optional("level"),
            status: status?,
            placed_at: placed_at?,
            paid_at: paid_at?,
            ship_by: ship_by?,
            total: total?,
            receiver_phone: first.optional("receiver_phone"),
            city: first.optional("city"),
            address: buyers::address(first, first.text("receiver_phone")),
            payments: payments?,
            methods: methods?,
            gift_note: first.optional("gift_note"),
            cancel_reason: first.optional("cancel_reason"),
            lines_changed: lines_changed?,
            changed_at: None,
            lines,
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn rows_of_one_order_become_its_lines() {
        let text = "订单编号,买家编号,状态,下单时间,付款时间,实付,规格编码,数量,单价\n\
            O1,U1,已发货,2026-11-20 10:00,2026-11-20T10:05:00+08:00,259.80,S1,1,129.9\n\
            O1,,,,,,S2,2,\n";
        let Batch::Orders(all) = good(ImportKind::Orders, text) else { panic!("orders") };
        let [(2, order)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((order.status, order.total), (OrderStatus::Shipped, Some(25_980)));
        assert_eq!(order.placed_at.to_string(), "2026-11-20T02:00:00Z");
        assert_eq!(order.paid_at.map(|at| at.since(order.placed_at).as_secs()), Some(300));
        assert_eq!(order.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn an_order_tells_where_it_goes_and_how_it_was_paid() {
        let text = "order_id,buyer_id,status,placed_at,sku_id,address_line1,city,payments,lines_changed\n\
            O1,U1,paid,2026-11-20,S1,1 Main Street,Denver,20@C1|-5.50@C1,yes\n";
        let Batch::Orders(all) = good(ImportKind::Orders, text) else { panic!("orders") };
        let order = &all[0].1;
        assert_eq!(order.address.as_ref().map(|address| address.city.as_str()), Some("Denver"));
        assert_eq!(order.payments.iter().map(|moved| moved.amount).collect::<Vec<_>>(), [2_000, 550]);
        assert!(order.lines_changed);
        let bad = "order_id,buyer_id,status,placed_at,sku_id,payments\nO1,U1,paid,2026-11-20,S1,x@C1\n";
        assert_eq!(wrong(ImportKind::Orders, bad), [(2, "payments".to_owned(), "not_a_payment")]);
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "order_id,buyer_id,status,placed_at,sku_id,quantity\nO1,,gone,昨天,S1,many\n";
        let fields: Vec<String> =
            wrong(ImportKind::Orders, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["buyer_id", "status", "placed_at", "quantity"]);
    }
}
