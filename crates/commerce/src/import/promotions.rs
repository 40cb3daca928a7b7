use desk::catalog::PromotionInput;
use desk::catalog::promotion::PromotionKind;
use desk::error::Refusal;

use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("promotion_id", "活动编码"),
    ("title", "名称"),
    ("kind", "类型"),
    ("threshold", "门槛"),
    ("amount", "减免"),
    ("percent", "折扣"),
    ("repeats", "每满"),
    ("gift", "赠品"),
    ("code", "券码"),
    ("scope", "范围"),
    ("stacks_with", "可叠加"),
    ("members_only", "会员专享"),
    ("levels", "会员等级"),
    ("group", "互斥组"),
    ("exclusive", "独享"),
    ("other_goods", "可分商品"),
    ("starts_at", "开始时间"),
    ("ends_at", "结束时间"),
    ("note", "说明"),
];

const KINDS: &[(&str, &str, PromotionKind)] = &[
    ("threshold", "满减", PromotionKind::Threshold),
    ("percent", "打折", PromotionKind::Percent),
    ("coupon", "优惠券", PromotionKind::Coupon),
    ("gift", "赠品", PromotionKind::Gift),
    ("free_shipping", "包邮", PromotionKind::FreeShipping),
];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<PromotionInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["promotion_id", "title", "kind"])?;
    let single: Vec<Vec<Cells<'_>>> = rows.each().map(|row| vec![row]).collect();
    Ok(read_groups(&single, problems, |group, wrong| {
        let row = group[0];
        let promotion_id = noted(row.required("promotion_id"), row, wrong);
        let title = noted(row.required("title"), row, wrong);
        let needed = row.required("kind").and_then(|_| row.word("kind", KINDS));
        let kind = noted(needed, row, wrong).flatten();
        let threshold = noted(row.money("threshold", custom), row, wrong);
        let amount = noted(row.money("amount", custom), row, wrong);
        let percent = noted(row.whole("percent"), row, wrong);
        let repeats = noted(row.flag("repeats", false), row, wrong);
        let scope = noted(row.scope("scope"), row, wrong);
        let stacks_with = noted(kinds(row), row, wrong);
        let members_only = noted(row.flag("members_only", false), row, wrong);
        let exclusive = noted(row.flag("exclusive", false), row, wrong);
        let other_goods = noted(row.flag("other_goods", false), row, wrong);
        let starts_at = noted(row.moment("starts_at", &custom.zone), row, wrong);
        let ends_at = noted(row.moment("ends_at", &custom.zone), row, wrong);
        Some(PromotionInput {
            promotion_id: promotion_id?,
            title: title?,
            kind: kind?,
            threshold: threshold?,
            amount: amount?,
            percent: percent?,
            repeats: repeats?,
            gift: row.optional("gift"),
            code: row.optional("code"),
            scope: scope?,
            stacks_with: stacks_with?,
            members_only: members_only?,
            levels: row.list("levels"),
            group: row.optional("group"),
            exclusive: exclusive?,
            other_goods: other_goods?,
            starts_at: starts_at?,
            ends_at: ends_at?,
            note: row.optional("note"),
        })
    }))
}

/// The kinds a promotion may be combined with; none when the shop has not said.
fn kinds(row: Cells<'_>) -> Result<Option<Vec<PromotionKind>>, Refusal> {
    let listed = row.list("stacks_with");
    if listed.is_empty() {
        return Ok(None);
    }
    let all = listed.iter().filter(|word| !matches!(word.as_str(), "none" | "无")).map(|word| {
        let found = KINDS.iter().find(|(en, zh, _)| en == word || zh == word).map(|(.., kind)| *kind);
        found.ok_or_else(|| {
            let allowed: Vec<&str> = KINDS.iter().map(|(en, ..)| *en).collect();
            let refusal = Refusal::invalid("stacks_with", "not_a_list_value").with("value", word);
            refusal.with("allowed", allowed.join(", "))
        })
    });
    all.collect::<Result<Vec<_>, _>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn what_stacks_is_said_excluded_or_left_open() {
        let text = "活动编码,名称,类型,门槛,减免,折扣,每满,范围,可叠加,结束时间\n\
            M1,满100减10,满减,100,10,,是,all,优惠券|gift,2026-12-31 23:59\n\
            M2,85折,打折,,,15,,category:衬衫|product:P1,无,\nM3,券,coupon,,5,,,,,\n";
        let Batch::Promotions(all) = good(ImportKind::Promotions, text) else { panic!("promotions") };
        let [(_, off), (_, percent), (_, coupon)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((off.threshold, off.amount, off.repeats), (Some(10_000), Some(1000), true));
        assert_eq!(off.stacks_with, Some(vec![PromotionKind::Coupon, PromotionKind::Gift]));
        assert_eq!((percent.stacks_with.clone(), coupon.stacks_with.clone()), (Some(vec![]), None));
        assert_eq!((off.scope.len(), percent.scope.len(), percent.percent), (0, 2, Some(15)));
        assert_eq!(off.ends_at.map(|at| at.to_string()).as_deref(), Some("2026-12-31T15:59:00Z"));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "promotion_id,title,kind,percent,scope,stacks_with\nM1,x,sale,half,shirts,luck\n";
        let fields: Vec<String> =
            wrong(ImportKind::Promotions, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["kind", "percent", "scope", "stacks_with"]);
    }
}
