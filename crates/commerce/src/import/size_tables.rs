use std::collections::BTreeMap;

use desk::catalog::SizeTableInput;
use desk::catalog::size::{Measure, Range, Size};
use desk::error::Refusal;

use super::Numbered;
use super::rows::{Column, Problems, Rows, noted, read_groups};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("size_table_id", "尺码表编码"),
    ("title", "名称"),
    ("size", "尺码"),
    ("height_min", "身高下限"),
    ("height_max", "身高上限"),
    ("weight_min", "体重下限"),
    ("weight_max", "体重上限"),
    ("bust_min", "胸围下限"),
    ("bust_max", "胸围上限"),
    ("waist_min", "腰围下限"),
    ("waist_max", "腰围上限"),
    ("hip_min", "臀围下限"),
    ("hip_max", "臀围上限"),
    ("foot_min", "脚长下限"),
    ("foot_max", "脚长上限"),
    ("categories", "类目"),
    ("note", "说明"),
];

const MEASURES: &[(Measure, &str, &str)] = &[
    (Measure::Height, "height_min", "height_max"),
    (Measure::Weight, "weight_min", "weight_max"),
    (Measure::Bust, "bust_min", "bust_max"),
    (Measure::Waist, "waist_min", "waist_max"),
    (Measure::Hip, "hip_min", "hip_max"),
    (Measure::Foot, "foot_min", "foot_max"),
];

pub(super) fn read(table: &Table, problems: &mut Problems) -> Result<Numbered<SizeTableInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["size_table_id", "size"])?;
    Ok(read_groups(&rows.grouped("size_table_id"), problems, |group, wrong| {
        let first = group[0];
        let size_table_id = noted(first.required("size_table_id"), first, wrong);
        let title = noted(first.required("title"), first, wrong);
        let mut sizes = Vec::new();
        for row in group {
            let size = noted(row.required("size"), *row, wrong);
            let mut ranges = BTreeMap::new();
            for (measure, min, max) in MEASURES {
                let min = noted(row.decimal(min), *row, wrong).flatten();
                let max = noted(row.decimal(max), *row, wrong).flatten();
                if min.is_some() || max.is_some() {
                    ranges.insert(*measure, Range { min, max });
                }
            }
            sizes.extend(size.map(|size| Size { size, ranges }));
        }
        Some(SizeTableInput {
            size_table_id: size_table_id?,
            title: title?,
            sizes,
            categories: first.list("categories"),
            note: first.optional("note"),
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn rows_of_one_table_become_its_sizes() {
        let text = "尺码表编码,名称,尺码,身高下限,身高上限,体重下限\nT1,女装,S,150,160,40\nT1,,M,158,,47.5\n";
        let Batch::SizeTables(all) = good(ImportKind::SizeTables, text) else { panic!("size tables") };
        let [(2, table)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(table.sizes.iter().map(|size| size.size.as_str()).collect::<Vec<_>>(), ["S", "M"]);
        assert_eq!(table.sizes[1].ranges[&Measure::Height], Range { min: Some(158.0), max: None });
        assert_eq!(table.sizes[1].ranges[&Measure::Weight], Range { min: Some(47.5), max: None });
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "size_table_id,title,size,foot_min\nT1,,,-3\n";
        let fields: Vec<String> =
            wrong(ImportKind::SizeTables, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["title", "size", "foot_min"]);
    }
}
