use desk::error::Refusal;
use desk::metric::reconcile::PlatformNumberInput;

use super::Numbered;
use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[("metric", "指标"), ("day", "日期"), ("value", "数值"), ("units", "数量")];

pub(super) fn read(table: &Table, problems: &mut Problems) -> Result<Numbered<PlatformNumberInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["metric", "day", "value"])?;
    let single: Vec<Vec<Cells<'_>>> = rows.each().map(|row| vec![row]).collect();
    Ok(read_groups(&single, problems, |group, wrong| {
        let row = group[0];
        let metric = noted(row.required("metric"), row, wrong);
        let day = row.required("day").and_then(|text| {
            // Reports write 2026-11-20, 2026/11/20 or 20261120; a spreadsheet adds midnight to a day.
            let plain = text.split(['T', ' ']).next().unwrap_or_default().replace('/', "-");
            plain.parse().map_err(|_| Refusal::invalid("day", "not_a_date").with("value", &text))
        });
        let day = noted(day, row, wrong);
        let value = row.required("value").and_then(|text| {
            number(&text).ok_or_else(|| Refusal::invalid("value", "not_a_number").with("value", &text))
        });
        let value = noted(value, row, wrong);
        let units = noted(row.whole("units"), row, wrong);
        Some(PlatformNumberInput { metric: metric?, day: day?, value: value?, units: units? })
    }))
}

/// A share or seconds, as reports write them: `93.5%`, `0.935`, `12.3`, `12.3秒`, `12.3 s`, `00:01:23`.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(percent) = text.strip_suffix(['%', '％']) {
        return Some(percent.trim().parse::<f64>().ok()? / 100.0);
    }
    if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(|part| part.trim().parse().ok()).collect();
        return parts
            .filter(|parts| parts.len() <= 3)
            .map(|parts| parts.iter().fold(0.0, |sum, part| sum * 60.0 + part));
    }
    text.trim_end_matches(['秒', 's']).trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};

    #[test]
    fn numbers_are_read_as_reports_write_them() {
        let text = "指标,日期,数值,数量\ntaobao-three-minute,2026/11/20,93.5%,1200\n\
            taobao-average-reply,2026-11-20,00:01:23,\ntaobao-average-reply,2026-11-21,12.3秒,\n";
        let Batch::PlatformNumbers(all) = good(ImportKind::PlatformNumbers, text) else { panic!("numbers") };
        let read: Vec<(f64, Option<i64>)> = all.iter().map(|(_, input)| (input.value, input.units)).collect();
        assert_eq!(read, [(0.935, Some(1200)), (83.0, None), (12.3, None)]);
        assert_eq!(all[0].1.day.to_string(), "2026-11-20");
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "metric,day,value,units\n,soon,much,few\n";
        let fields: Vec<String> =
            wrong(ImportKind::PlatformNumbers, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["metric", "day", "value", "units"]);
    }
}
