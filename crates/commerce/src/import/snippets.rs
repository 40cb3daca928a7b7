use desk::error::Refusal;
use desk::shop::Lang;
use desk::snippet::import::SnippetRow;

use super::Numbered;
use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("title", "标题"),
    ("text", "内容"),
    ("shortcut", "快捷词"),
    ("category", "分类"),
    ("language", "语言"),
];

const LANGUAGES: &[(&str, &str, Lang)] = &[("zh", "中文", Lang::Zh), ("en", "英文", Lang::En)];

pub(super) fn read(table: &Table, problems: &mut Problems) -> Result<Numbered<SnippetRow>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["title", "text"])?;
    let single: Vec<Vec<Cells<'_>>> = rows.each().map(|row| vec![row]).collect();
    Ok(read_groups(&single, problems, |group, wrong| {
        let row = group[0];
        let title = noted(row.required("title"), row, wrong);
        let text = noted(row.required("text"), row, wrong);
        let language = noted(row.word("language", LANGUAGES), row, wrong);
        Some(SnippetRow {
            title: title?,
            text: text?,
            shortcut: row.text("shortcut").to_owned(),
            category: row.text("category").to_owned(),
            language: language?,
            intent: None,
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};

    #[test]
    fn a_snippet_keeps_its_lines_and_variables() {
        let text =
            "标题,内容,快捷词,分类\n退货时间,\"{buyer.name}，您好\n请看订单页\",thsj,售后\nHello,Hi,,\n";
        let Batch::Snippets(all) = good(ImportKind::Snippets, text) else { panic!("snippets") };
        let [(2, first), (3, second)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(
            (first.text.as_str(), first.shortcut.as_str()),
            ("{buyer.name}，您好\n请看订单页", "thsj")
        );
        assert_eq!((second.title.as_str(), second.language), ("Hello", None));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "title,text,language\n,a,fr\nb,,en\n";
        let fields: Vec<String> =
            wrong(ImportKind::Snippets, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["title", "language", "text"]);
    }
}
