use desk::error::Refusal;
use desk::order::{LineChange, Pieces, ReturnInput, ReturnKind, ReturnStatus};

use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("return_id", "退货单编号"),
    ("order_id", "订单编号"),
    ("kind", "类型"),
    ("status", "状态"),
    ("amount", "退款金额"),
    ("method", "退款方式"),
    ("reason", "原因"),
    ("carrier", "快递公司"),
    ("tracking_number", "运单号"),
    ("sku_id", "规格编码"),
    ("quantity", "数量"),
    ("exchange_for", "换成规格"),
];

const KINDS: &[(&str, &str, ReturnKind)] = &[
    ("return", "退货", ReturnKind::Return),
    ("exchange", "换货", ReturnKind::Exchange),
    ("refund_only", "仅退款", ReturnKind::RefundOnly),
    ("reship", "补发", ReturnKind::Reship),
];

const STATUSES: &[(&str, &str, ReturnStatus)] = &[
    ("requested", "待寄回", ReturnStatus::Requested),
    ("sent", "寄回中", ReturnStatus::Sent),
    ("arrived", "已收到", ReturnStatus::Arrived),
    ("settled", "已处理", ReturnStatus::Settled),
    ("closed", "已关闭", ReturnStatus::Closed),
    ("refused", "未通过", ReturnStatus::Refused),
];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<ReturnInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["return_id", "order_id", "kind", "status"])?;
    Ok(read_groups(&rows.grouped("return_id"), problems, |group, wrong| {
        let first = group[0];
        let return_id = noted(first.required("return_id"), first, wrong);
        let order_id = noted(first.required("order_id"), first, wrong);
        let kind = first.required("kind").and_then(|_| first.word("kind", KINDS));
        let kind = noted(kind, first, wrong).flatten();
        let status = first.required("status").and_then(|_| first.word("status", STATUSES));
        let status = noted(status, first, wrong).flatten();
        let amount = noted(amount(first, custom), first, wrong);
        let (mut lines, mut changes) = (Vec::new(), Vec::new());
        for row in group.iter().filter(|row| {
            ["sku_id", "quantity", "exchange_for"].iter().any(|name| !row.text(name).is_empty())
        }) {
            let sku = noted(row.required("sku_id"), *row, wrong);
            let quantity = noted(row.whole("quantity"), *row, wrong);
            let to = match kind {
                Some(ReturnKind::Exchange) => row.required("exchange_for").map(Some),
                Some(kind) if !row.text("exchange_for").is_empty() => {
                    Err(Refusal::invalid("exchange_for", "not_of_this_kind").with("kind", kind))
                }
                _ => Ok(None),
            };
            let to = noted(to, *row, wrong).flatten();
            if let (Some(sku), Some(quantity)) = (sku, quantity) {
                let quantity = quantity.unwrap_or(1);
                changes.extend(to.map(|to| LineChange { from: sku.clone(), to, quantity }));
                lines.push(Pieces { sku, quantity });
            }
        }
        Some(ReturnInput {
            return_id: return_id?,
            order_id: order_id?,
            kind: kind?,
            status: status?,
            lines,
            changes,
            amount: amount?,
            method: first.optional("method"),
            reason: first.text("reason").to_owned(),
            carrier: first.optional("carrier"),
            tracking_number: first.optional("tracking_number"),
        })
    }))
}

/// What is paid back; below zero, what the buyer pays on top.
fn amount(row: Cells<'_>, custom: &Custom) -> Result<Option<i64>, Refusal> {
    let text = row.text("amount");
    let Some(more) = text.strip_prefix('-') else { return row.money("amount", custom) };
    let wrong = || Refusal::invalid("amount", "not_money").with("value", text);
    custom.money(more).map(|more| Some(-more)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn rows_of_one_return_become_what_comes_back() {
        let text = "退货单编号,订单编号,类型,状态,退款金额,原因,快递公司,运单号,规格编码,数量,换成规格\n\
            R1,O1,退货,寄回中,129.90,尺码不合适,中通快递,78000000000001,S1,1,\n\
            R1,,,,,,,,S2,2,\n\
            R2,O1,exchange,requested,-20,,,,S1,,S3\n\
            R3,O2,仅退款,已处理,5,,,,,,\n";
        let Batch::Returns(all) = good(ImportKind::Returns, text) else { panic!("returns") };
        let [(2, back), (4, swapped), (5, paid)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(
            (back.kind, back.status, back.amount),
            (ReturnKind::Return, ReturnStatus::Sent, Some(12_990))
        );
        assert_eq!(back.tracking_number.as_deref(), Some("78000000000001"));
        assert_eq!(back.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(swapped.amount, Some(-2_000));
        assert_eq!(swapped.changes, [LineChange { from: "S1".into(), to: "S3".into(), quantity: 1 }]);
        assert_eq!((paid.kind, paid.lines.len(), paid.amount), (ReturnKind::RefundOnly, 0, Some(500)));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "return_id,order_id,kind,status,amount,sku_id,quantity,exchange_for\n\
            R1,O1,gone,lost,much,S1,many,\n\
            R2,,exchange,requested,,S1,1,\n\
            R3,O1,return,requested,,,2,S2\n";
        let named: Vec<(usize, String)> =
            wrong(ImportKind::Returns, text).into_iter().map(|(row, field, _)| (row, field)).collect();
        let expected = [
            (2, "kind"),
            (2, "status"),
            (2, "amount"),
            (2, "quantity"),
            (3, "order_id"),
            (3, "exchange_for"),
            (4, "sku_id"),
            (4, "exchange_for"),
        ];
        assert_eq!(named, expected.map(|(row, field)| (row, field.to_owned())));
    }
}
