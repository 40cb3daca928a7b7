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
const AUDIENCES: &[(&str, &str, Audience)] =
    &[("all", "全部", Audience::All), ("agent", "客服", Audience::Agent)];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<ArticleInput>, Refusal> {
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
            similar: row.list("similar"),
            category: row.text("category").to_owned(),
            scope: scope?,
            language: language?,
            audience: audience?.unwrap_or(Audience::All),
            valid_from: valid_from?,
            valid_until: valid_until?,
            link: row.optional("link"),
            image: row.optional("image"),
            ..ArticleInput::new(article_id?, question?, answer?)
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn an_article_keeps_its_lines_and_wordings() {
        let text = "条目编码,问题,相似问,答案,范围,语言,受众,生效\n\
            A1,能开发票吗,开票|发票怎么开,\"能开。\n第二行\",全部,中文,客服,2026-01-01\nA2,q,,a,,,,\n";
        let Batch::Articles(all) = good(ImportKind::Articles, text) else { panic!("articles") };
        let [(2, first), (3, second)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((first.answer.as_str(), first.similar.len(), first.scope.len()), ("能开。\n第二行", 2, 0));
        assert_eq!((first.language, first.audience), (Some(Lang::Zh), Audience::Agent));
        assert_eq!((second.language, second.audience), (None, Audience::All));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text = "article_id,question,answer,scope,language,valid_from\nA1,,a,shirts,fr,soon\n";
        let fields: Vec<String> =
            wrong(ImportKind::Articles, text).into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields, ["question", "scope", "language", "valid_from"]);
    }
}
