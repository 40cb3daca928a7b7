//! `miaohui import`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use commerce::import::{self, Custom, ImportKind, Report};
use desk::catalog::told::Origin;
use desk::error::Refusal;
use desk::shop::{self, Lang};

use super::admin::open_store;
use super::{Common, print};
use crate::importing;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    common: Common,
    /// What the file holds: `size_tables`, `products`, `promotions`, `buyers`, `orders`, `shipments`, `returns`, `articles` or `snippets`.
    kind: ImportKind,
    /// A CSV or XLSX file; see docs/guide/import.md.
    file: PathBuf,
    /// The shop's short name.
    #[arg(long)]
    shop: String,
    /// Only try: say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let lang = reader();
        let store = open_store(&self.common).await?;
        let key = self.shop.clone();
        let shop = store
            .read(move |ctx| shop::by_key(ctx, &key))
            .await?
            .with_context(|| format!("there is no shop {}", self.shop))?;
        let bytes = std::fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        let read = import::read(self.kind, &bytes, &Custom::of(&shop))
            .map_err(|refusal| anyhow::anyhow!("{}: {}", self.file.display(), line(&refusal, lang)))?;
        let report = match read {
            Ok(batch) => importing::take_in(&store, shop, (batch, Origin::Import), self.dry_run).await?,
            Err(report) => report,
        };
        print(&told(&report, self.dry_run, lang));
        Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The language of whoever sits at the terminal, as POSIX says it.
fn reader() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let first = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if first.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// What is wrong, and in which field.
fn line(refusal: &Refusal, lang: Lang) -> String {
    let problem = Problem::of(refusal, lang);
    let field = problem.field.unwrap_or_default();
    format!("{field}: {} [{}]", problem.message, problem.code)
}

fn told(report: &Report, dry_run: bool, lang: Lang) -> String {
    let Report { added, updated, unchanged, problems, problems_total } = report;
    let zh = lang == Lang::Zh;
    if problems.is_empty() {
        return match (zh, dry_run) {
            (true, true) => format!("试导入：新增 {added}，更新 {updated}，无变化 {unchanged}；未写入\n"),
            (true, false) => format!("已导入：新增 {added}，更新 {updated}，无变化 {unchanged}\n"),
            (false, true) => {
                format!("{added} new, {updated} changed, {unchanged} the same: would be stored (dry run)\n")
            }
            (false, false) => format!("{added} new, {updated} changed, {unchanged} the same: stored\n"),
        };
    }
    let mut lines: Vec<String> = problems
        .iter()
        .map(|wrong| {
            let place = if zh { format!("第 {} 行", wrong.row) } else { format!("row {}", wrong.row) };
            format!("{place}, {}", line(&wrong.refusal, lang))
        })
        .collect();
    let named = problems.len();
    lines.push(match (zh, *problems_total > named) {
        (true, true) => format!("共 {problems_total} 处错误（以上为前 {named} 处），没有写入任何数据"),
        (true, false) => format!("共 {problems_total} 处错误，没有写入任何数据"),
        (false, true) => {
            format!("{problems_total} problems, of which these are the first {named}; nothing was stored")
        }
        (false, false) => format!("{problems_total} problems; nothing was stored"),
    });
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use commerce::import::RowProblem;

    use super::*;

    #[test]
    fn a_report_names_row_and_field_in_both_languages() {
        let refusal = Refusal::invalid("price", "not_money").with("value", "x");
        let report =
            Report { problems: vec![RowProblem { row: 3, refusal }], problems_total: 1, ..Report::default() };
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| told(&report, false, lang));
        assert!(zh.starts_with("第 3 行, price: ") && zh.contains("[not_money]"), "{zh}");
        assert!(en.starts_with("row 3, price: ") && en.contains("1 problems; nothing was stored"), "{en}");
    }

    #[test]
    fn a_dry_run_says_that_nothing_was_stored() {
        let report = Report { added: 2, ..Report::default() };
        assert_eq!(
            told(&report, true, Lang::En),
            "2 new, 0 changed, 0 the same: would be stored (dry run)\n"
        );
        assert_eq!(told(&report, false, Lang::Zh), "已导入：新增 2，更新 0，无变化 0\n");
    }
}
