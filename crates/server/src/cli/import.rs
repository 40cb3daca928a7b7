//! `miaohui import`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use commerce::import::{self, Custom, ImportKind, Report};
use desk::shop;

use super::admin::open_store;
use super::{Common, print};
use crate::importing;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    common: Common,
    /// What the file holds: size_tables, products, promotions, orders, shipments or articles.
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
        let store = open_store(&self.common).await?;
        let key = self.shop.clone();
        let shop = store
            .read(move |ctx| shop::by_key(ctx, &key))
            .await?
            .with_context(|| format!("there is no shop {}", self.shop))?;
        let bytes = std::fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        let read = import::read(self.kind, &bytes, &Custom::of(&shop))
            .map_err(|refusal| anyhow::anyhow!("{}: {}", self.file.display(), Problem::from(refusal).message))?;
        let report = match read {
            Ok(batch) => importing::take_in(&store, shop, batch, self.dry_run).await?,
            Err(report) => report,
        };
        print(&told(&report, self.dry_run));
        Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn told(report: &Report, dry_run: bool) -> String {
    let Report { added, updated, unchanged, problems, problems_total } = report;
    if problems.is_empty() {
        let done = if dry_run { "would be stored (dry run)" } else { "stored" };
        return format!("{added} new, {updated} changed, {unchanged} the same: {done}\n");
    }
    let mut text = String::new();
    for wrong in problems {
        let problem = Problem::from(wrong.refusal.clone());
        let field = problem.field.unwrap_or_default();
        text.push_str(&format!("row {}, {field}: {} [{}]\n", wrong.row, problem.message, problem.code));
    }
    text.push_str(&format!("{problems_total} problems; nothing was stored\n"));
    text
}
