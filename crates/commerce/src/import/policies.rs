use desk::catalog::PolicyInput;
use desk::catalog::policy::{FreightPayer, PolicyKind};
use desk::error::Refusal;

use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("policy_id", "政策编码"),
    ("kind", "类型"),
    ("scope", "范围"),
    ("regions", "地区"),
    ("cutoff", "截单时间"),
    ("within_hours", "发货时效"),
    ("closed_weekdays", "不发货星期"),
    ("closed_days", "不发货日期"),
    ("transit_days", "在途天数"),
    ("fee", "运费"),
    ("free_from", "包邮门槛"),
    ("days", "天数"),
    ("months", "月数"),
    ("payer", "退货运费"),
    ("excluded", "不适用"),
    ("note", "说明"),
    ("valid_from", "生效"),
    ("valid_until", "失效"),
];

const KINDS: &[(&str, &str, PolicyKind)] = &[
    ("shipping", "发货", PolicyKind::Shipping),
    ("freight", "运费", PolicyKind::Freight),
    ("returns", "退货", PolicyKind::Returns),
    ("warranty", "质保", PolicyKind::Warranty),
    ("invoice", "发票", PolicyKind::Invoice),
    ("price_protection", "价保", PolicyKind::PriceProtection),
];

const PAYERS: &[(&str, &str, FreightPayer)] =
    &[("buyer", "买家", FreightPayer::Buyer), ("shop", "店铺", FreightPayer::Shop)];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<PolicyInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["policy_id", "kind"])?;
    let single: Vec<Vec<Cells<'_>>> = rows.each().map(|row| vec![row]).collect();
    Ok(read_groups(&single, problems, |group, wrong| {
        let row = group[0];
        let policy_id = noted(row.required("policy_id"), row, wrong);
        let needed = row.required("kind").and_then(|_| row.word("kind", KINDS));
        let kind = noted(needed, row, wrong).flatten();
        let scope = noted(row.scope("scope"), row, wrong);
        let excluded = noted(row.scope("excluded"), row, wrong);
        let within_hours = noted(row.whole("within_hours"), row, wrong);
        let closed_weekdays = noted(each(row, "closed_weekdays", "not_a_number"), row, wrong);
        let closed_days = noted(each(row, "closed_days", "not_a_date"), row, wrong);
        let transit_days = noted(row.whole("transit_days"), row, wrong);
        let fee = noted(row.money("fee", custom), row, wrong);
        let free_from = noted(row.money("free_from", custom), row, wrong);
        let days = noted(row.whole("days"), row, wrong);
        let months = noted(row.whole("months"), row, wrong);
        let payer = noted(row.word("payer", PAYERS), row, wrong);
        let valid_from = noted(row.moment("valid_from", &custom.zone), row, wrong);
        let valid_until = noted(row.moment("valid_until", &custom.zone), row, wrong);
        Some(PolicyInput {
            policy_id: policy_id?,
            kind: kind?,
            scope: scope?,
            regions: row.list("regions"),
            cutoff: row.optional("cutoff"),
            within_hours: within_hours?,
            closed_weekdays: closed_weekdays?,
            closed_days: closed_days?,
            transit_days: transit_days?,
            fee: fee?,
            free_from: free_from?,
            days: days?,
            months: months?,
            payer: payer?,
            excluded: excluded?,
            note: row.optional("note"),
            valid_from: valid_from?,
            valid_until: valid_until?,
        })
    }))
}

/// Each of a list, read as what it must be.
fn each<T: std::str::FromStr>(
    row: Cells<'_>,
    name: &'static str,
    code: &'static str,
) -> Result<Vec<T>, Refusal> {
    let read = |text: String| text.parse().map_err(|_| Refusal::invalid(name, code).with("value", &text));
    row.list(name).into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn each_kind_has_its_own_columns() {
        let text = "政策编码,类型,地区,截单时间,不发货星期,不发货日期,运费,包邮门槛,天数,退货运费,不适用\n\
            F1,发货,,16:00,6|7,2026-10-01,,,,,\nP1,运费,新疆|西藏,,,,15,199,,,\nR1,退货,,,,,,,7,买家,category:内衣\n";
        let Batch::Policies(all) = good(ImportKind::Policies, text) else { panic!("policies") };
        let [(_, ships), (_, freight), (_, returns)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((ships.cutoff.as_deref(), ships.closed_weekdays.as_slice()), (Some("16:00"), &[6, 7][..]));
        assert_eq!(ships.closed_days.len(), 1);
        assert_eq!((freight.fee, freight.free_from, freight.regions.len()), (Some(1500), Some(19_900), 2));
        assert_eq!(
            (returns.days, returns.payer, returns.excluded.len()),
            (Some(7), Some(FreightPayer::Buyer), 1)
        );
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "policy_id,kind,closed_weekdays,closed_days,fee,payer\nF1,gift,Mon,soon,much,nobody\n";
        let fields: Vec<String> =
            wrong(ImportKind::Policies, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["kind", "closed_weekdays", "closed_days", "fee", "payer"]);
    }
}
