//! Bringing in a shop's own data over HTTP: the same as the command `miaohui import`.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use commerce::import::{self, Batch, Custom, ImportKind, Report};
use desk::agent::Caller;
use desk::catalog::told::Origin;
use desk::catalog::{PolicyInput, ProductInput, PromotionInput, SizeTableInput};
use desk::error::Refusal;
use desk::id::ShopId;
use desk::knowledge::ArticleInput;
use desk::metric::reconcile::PlatformNumberInput;
use desk::order::{BuyerInput, OrderInput, ReturnInput, ShipmentInput};
use desk::shop::{self, Shop};
use desk::snippet::import::SnippetRow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::files::FileForm;
use crate::app::App;
use crate::auth::{Import, May};
use crate::body::{Body, Path, Query};
use crate::importing;
use crate::problem::{Answer, Problem, reader};
use crate::upload;

/// Longest list of rows taken in as JSON, in bytes.
pub const LONGEST: usize = 32 << 20;

/// What a file holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// What the file holds.
    #[param(value_type = String)]
    pub kind: ImportKind,
    /// Only try: say what would happen, and change nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Whether this is only to try.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// Only try: say what would happen, and change nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What came of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Whether it was stored: not when anything is wrong, and not when this was only to try.
    pub stored: bool,
    pub added: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// What is wrong, the first two hundred.
    pub problems: Vec<RowProblemView>,
    /// How much is wrong in all.
    pub problems_total: usize,
}

/// What is wrong with a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowProblemView {
    /// As a spreadsheet counts rows; in JSON, the place in the list from one.
    pub row: usize,
    #[serde(flatten)]
    pub problem: Problem,
}

impl ReportView {
    fn of(report: Report, dry_run: bool) -> Self {
        let problems = report
            .problems
            .iter()
            .map(|p| RowProblemView { row: p.row, problem: Problem::of(&p.refusal, reader()) })
            .collect();
        Self {
            stored: !dry_run && report.problems.is_empty(),
            added: report.added,
            updated: report.updated,
            unchanged: report.unchanged,
            problems,
            problems_total: report.problems_total,
        }
    }
}

/// Takes in a CSV or XLSX file: all of it, or nothing and a report that names each bad row and field.
#[utoipa::path(post, path = "/shops/{shop}/imports", tag = "import",
    params(("shop" = ShopId, Path), FileQuery), request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
    (status = 200, body = ReportView, description = "Taken in, or tried."),
    (status = 422, body = ReportView, description = "Something is wrong; nothing was stored."),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 413, body = Problem)))]
pub async fn file(
    State(app): State<App>,
    who: May<Import>,
    Path(id): Path<ShopId>,
    Query(query): Query<FileQuery>,
    form: Multipart,
) -> Answer<(StatusCode, Json<ReportView>)> {
    let shop = seen(&app, &who, id).await?;
    let file = upload::file_of(form, app.config.files.max_import_bytes).await?;
    let custom = Custom::of(&shop);
    let read = tokio::task::spawn_blocking(move || import::read(query.kind, &file.bytes, &custom))
        .await
        .map_err(|e| desk::error::Error::Broken(e.to_string()))??;
    let report = match read {
        Ok(batch) => importing::take_in(&app.store, shop, (batch, Origin::Import), query.dry_run).await?,
        Err(report) => report,
    };
    Ok(answer(report, query.dry_run))
}

fn answer(report: Report, dry_run: bool) -> (StatusCode, Json<ReportView>) {
    let status = if report.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, Json(ReportView::of(report, dry_run)))
}

macro_rules! rows {
    ($name:ident, $path:literal, $input:ident, $batch:ident, $doc:literal) => {
        #[doc = $doc]
        #[utoipa::path(put, path = $path, tag = "import", params(("shop" = ShopId, Path), RowsQuery),
            request_body = Vec<$input>, responses(
            (status = 200, body = ReportView, description = "Taken in, or tried."),
            (status = 422, body = ReportView, description = "Something is wrong; nothing was stored."),
            (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
        pub async fn $name(
            State(app): State<App>,
            who: May<Import>,
            Path(id): Path<ShopId>,
            Query(query): Query<RowsQuery>,
            Body(rows): Body<Vec<$input>>,
        ) -> Answer<(StatusCode, Json<ReportView>)> {
            let shop = seen(&app, &who, id).await?;
            if rows.len() > commerce::sheet::MOST_ROWS {
                return Err(Refusal::invalid("body", "too_many_rows").with("limit", commerce::sheet::MOST_ROWS).into());
            }
            let batch = Batch::$batch((1..).zip(rows).collect());
            let report = importing::take_in(&app.store, shop, (batch, origin(&who.caller)), query.dry_run).await?;
            Ok(answer(report, query.dry_run))
        }
    };
}

rows!(size_tables, "/shops/{shop}/size_tables", SizeTableInput, SizeTables, "Takes in size tables.");
rows!(products, "/shops/{shop}/products", ProductInput, Products, "Takes in products.");
rows!(promotions, "/shops/{shop}/promotions", PromotionInput, Promotions, "Takes in promotions.");
rows!(policies, "/shops/{shop}/policies", PolicyInput, Policies, "Takes in policies.");
rows!(buyers, "/shops/{shop}/buyers", BuyerInput, Buyers, "Takes in buyers.");
rows!(orders, "/shops/{shop}/orders", OrderInput, Orders, "Takes in orders.");
rows!(shipments, "/shops/{shop}/shipments", ShipmentInput, Shipments, "Takes in parcels.");
rows!(returns, "/shops/{shop}/returns", ReturnInput, Returns, "Takes in returns.");
rows!(articles, "/shops/{shop}/articles", ArticleInput, Articles, "Takes in articles.");
rows!(snippets, "/shops/{shop}/snippets", SnippetRow, Snippets, "Takes in snippets of the shop.");
rows!(
    platform_numbers,
    "/shops/{shop}/metrics/platform-numbers",
    PlatformNumberInput,
    PlatformNumbers,
    "Takes in numbers that platforms tell of the shop, to be held against what was counted here."
);

/// A program of the shop, or somebody who fills in a form of the console.
fn origin(caller: &Caller) -> Origin {
    match caller {
        Caller::Agent(..) => Origin::Console,
        Caller::Key(_) => Origin::Api,
    }
}

async fn seen(app: &App, who: &May<Import>, id: ShopId) -> Answer<Shop> {
    who.must_see(id, "no_such_shop")?;
    Ok(app.store.read(move |ctx| shop::get(ctx, id)).await?)
}
