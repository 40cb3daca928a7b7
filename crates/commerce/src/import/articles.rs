use desk::error::Refusal;
use desk::knowledge::{ArticleInput, Audience};
use desk::shop::Lang;

use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("article_id", "条目编码"),
    ("question", "问题"),
    ("similar", "相似问"),
    ("answer", "答案"),
    ("category", "分类"),
    ("scope", "范围"),
    ("language", "语言"),
    ("audience", "受众"),
    ("valid_from", "生效"),
    ("valid_until", "失效"),
    ("link", "链接"),
    ("image", "图片"),
];

const LANGUAGES: &[(&str, &str, Lang)] = &[("zh", "中文", Lang::Zh), ("en", "英文", Lang::En)];
const AUDIENCES: &[(&str, &str, Audience)] = &[("all", "全部", Audience::All), ("agent", "客服", Audience::Agent)];

pub(super) fn read(table: &Table, custom: &Custom, problems: &mut Problems) -> Result<Numbered<ArticleInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["article_id", "question", "answer"])?;
    let single: Vec<Vec<Cells<'_>>> = rows.each().map(|row| vec![row]).collect();
    Ok(read_groups(&single, problems, |group, wrong| {
        let row = group[0];
        let article_id = noted(row.required("article_id"), row, wrong);
        let question = noted(row.required("question"), row, wrong);
        let answer = noted(row.required("answer"), row, wrong);
        let scope = noted(row.scope("scope"), row, wrong);
        let language = noted(row.word("language", LANGUAGES), row, wrong);
        let audience = noted(row.word("audience", AUDIENCES), row, wrong);
        let valid_from = noted(row.moment("valid_from", &custom.zone), row, wrong);
        let valid_until = noted(row.moment("valid_until", &custom.zone), row, wrong);
        Some(ArticleInput {
            article_id: article_id?,
            question: question?,
            similar: row.list("similar"),
            answer: answer?,
            category: row.text("category").to_owned(),
            scope: scope?,
            language: language?,
            audience: audience?.unwrap_or(Audience::All),
            valid_from: valid_from?,
            valid_until: valid_until?,
            link: row.optional("link"),
            image: row.optional("image"),
        })
    }))
}
