//! The conversations behind a figure, and all of them as a file.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::body::Body as Stream;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use db::Time;
use desk::agent::{Caller, Permission};
use desk::error::Refusal;
use desk::id::{AgentId, ConversationId, ShopId};
use desk::inbox::Channel;
use desk::report::list::{self, WhichCounted};
use desk::report::sheet::Names;
use desk::report::{Part, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::report_query::{query, seen};
use crate::app::App;
use crate::auth::{May, SeeFigures};
use crate::body::Query;
use crate::problem::{self, Answer, Problem};
use crate::sheet::{self, Export};

/// Conversations on a page when nothing is said.
const PAGE: usize = 50;
/// And at most.
const LONGEST_PAGE: usize = 500;

query! {
    /// Which conversations.
    BehindQuery {
        /// Which of those that were counted; all when not given.
        which: Option<WhichCounted>,
        /// Skips so many: what `next` of the page before said.
        after: Option<usize>,
        /// At most so many: 1 to 500, 50 when not given.
        limit: Option<usize>,
    }
}

query! {
    /// Of which conversations the rows are.
    RowsQuery {}
}

/// The conversations behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindView {
    pub conversations: Vec<BehindRow>,
    pub total: usize,
    /// What to give as `after` for the next page; none on the last.
    pub next: Option<usize>,
}

/// A conversation that was counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindRow {
    pub conversation: ConversationId,
    pub number: i64,
    pub shop: ShopId,
    pub channel: Channel,
    /// For callers who may read conversations.
    pub buyer_name: Option<String>,
    /// An id of the taxonomy of intents.
    pub intent: String,
    /// urgent, important or normal.
    pub urgency: String,
    #[schema(value_type = String, format = "date-time")]
    pub opened_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub resolved_at: Option<Time>,
    /// Everybody who answered.
    pub agents: Vec<AgentId>,
    /// From the first word to the first answer, whoever gave it, in seconds.
    pub first_any: Option<f64>,
    /// From when a person was waited for to the first answer of one.
    pub first: Option<f64>,
    /// The longest that a person was waited for, of what is looked at.
    pub longest: f64,
    /// Answers of people.
    pub answers: usize,
    pub left: bool,
    pub ordered: bool,
}

fn behind_row(row: &Row, part: Part) -> BehindRow {
    BehindRow {
        conversation: row.conversation,
        number: row.number,
        shop: row.shop,
        channel: row.channel,
        buyer_name: row.buyer_name.clone(),
        intent: row.intent.id().to_owned(),
        urgency: row.urgency.id().to_owned(),
        opened_at: row.opened,
        resolved_at: row.resolved,
        agents: row.answerers(),
        first_any: row.first_any.map(|first| first.as_secs_f64()),
        first: row.first_human().map(|round| round.took.total().as_secs_f64()),
        longest: list::longest(row, part).as_secs_f64(),
        answers: row.rounds.iter().filter(|round| round.answered_in().is_some()).count(),
        left: row.left,
        ordered: row.ordered,
    }
}

/// Lists the conversations behind a figure, the longest wait first.
#[utoipa::path(get, path = "/report/conversations", tag = "reports", params(BehindQuery), responses(
    (status = 200, body = BehindView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn behind(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<BehindQuery>,
) -> Answer<Json<BehindView>> {
    let (after, limit) = (query.after.unwrap_or(0), query.limit.unwrap_or(PAGE));
    if !(1..=LONGEST_PAGE).contains(&limit) {
        return Err(Refusal::invalid("limit", "too_large").with("limit", LONGEST_PAGE).into());
    }
    let view = app
        .store
        .read(move |ctx| {
            let asked = query.asked(ctx.now)?;
            let shops = seen(ctx, &who.caller, query.shop)?;
            let which = query.which.unwrap_or(WhichCounted::All);
            let page = list::list(ctx, &shops, (&asked, which), (after, limit))?;
            let seen = after.saturating_add(page.rows.len());
            let part = asked.filter.part();
            let mut conversations: Vec<BehindRow> =
                page.rows.iter().map(|row| behind_row(row, part)).collect();
            // Figures are for whoever may see them; who asked is for whoever reads conversations.
            if !who.caller.may(Permission::ReadConversations) {
                for row in &mut conversations {
                    row.buyer_name = None;
                }
            }
            Ok(BehindView {
                conversations,
                total: page.total,
                next: (seen < page.total && !page.rows.is_empty()).then_some(seen),
            })
        })
        .await?;
    Ok(Json(view))
}

/// All rows as a sheet of text, however many there are, one conversation a line. Names of buyers are masked.
#[utoipa::path(get, path = "/report/rows.csv", tag = "reports", params(RowsQuery), responses(
    (status = 200, content_type = "text/csv", body = String), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rows_csv(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<RowsQuery>,
) -> Answer<Response> {
    let export = export(&app, &who.caller, &query).await?;
    let body = Stream::from_stream(sheet::csv(app, export));
    Ok(file(body, "text/csv; charset=utf-8", "report.csv"))
}

/// All rows as a workbook, however many there are; a sheet that is full goes on in the next.
#[utoipa::path(get, path = "/report/rows.xlsx", tag = "reports", params(RowsQuery), responses(
    (status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn rows_xlsx(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<RowsQuery>,
) -> Answer<Response> {
    let export = export(&app, &who.caller, &query).await?;
    let body = Stream::from_stream(sheet::xlsx(&app, export).await?);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(body, kind, "report.xlsx"))
}

async fn export(app: &App, caller: &Caller, query: &RowsQuery) -> Result<Export, desk::error::Error> {
    let (caller, query, lang) = (caller.clone(), query.clone(), problem::reader());
    app.store
        .read(move |ctx| {
            let asked = query.asked(ctx.now)?;
            asked.check()?;
            let shops = seen(ctx, &caller, query.shop)?;
            let names = Names::read(ctx, &shops)?;
            Ok(Export { shops, names, asked, lang })
        })
        .await
}

fn file(body: Stream, kind: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
