//! How it went: figures by one dimension.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::Caller;
use desk::ctx::Ctx;
use desk::id::ShopId;
use desk::report::bands::{Bands, Sales};
use desk::report::sheet::Names;
use desk::report::table::{self, Figures, Spread, Table};
use desk::report::{Asked, Causes, Key, ReportBy};
use desk::shop::Shop;
use desk::sla::Cause;
use serde::Serialize;
use utoipa::ToSchema;

use super::report_query::{query, seen};
use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, SeeFigures};
use crate::body::Query;
use crate::problem::{Answer, Problem};

query! {
    /// What a report is broken down by, and of which conversations it is.
    ReportQuery {
        /// The dimension; people when not given.
        by: Option<ReportBy>,
    }
}

/// Figures, and what is behind them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopReport {
    #[schema(value_type = String, format = "date-time")]
    pub from: Time,
    #[schema(value_type = String, format = "date-time")]
    pub to: Time,
    pub by: ReportBy,
    /// The shops it is of.
    pub shops: Vec<ShopId>,
    /// What amounts are in; none where the shops differ.
    pub currency: Option<String>,
    /// Within how many seconds a person should answer what is not pressing, as the shop has set it; the longest of several.
    pub target_seconds: Option<u32>,
    pub whole: ReportFigures,
    pub lines: Vec<ReportLine>,
    /// By how long buyers waited for the first answer: up to 10, 30, 60 seconds, and more.
    pub bands: Vec<BandView>,
    /// Conversations that began while people are there.
    pub by_day: SalesView,
    /// And while nobody is.
    pub by_night: SalesView,
    /// Conversations in which a buyer waits for a person now.
    pub open: u64,
}

/// One value of the dimension.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportLine {
    /// A person's or shop's id, `nobody`, a channel, an intent, a day, or an hour of the week (`1-09` is Monday at nine).
    pub key: String,
    /// What it is called, where it has a name of its own.
    pub name: Option<String>,
    pub figures: ReportFigures,
}

/// What is told of it. Answers of people are counted from when a person is waited for, hours without people left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFigures {
    pub conversations: u64,
    /// Those in which people were asked.
    pub with_people: u64,
    /// From the first word to the first answer, whoever gave it.
    pub first_any: SpreadView,
    /// From when a person was waited for to the first answer of one.
    pub first: SpreadView,
    /// The answers of people, each by itself.
    pub response: SpreadView,
    /// Answers within three minutes, of those given or longer than that overdue.
    pub in_time: ShareView,
    /// From the first word until it was done.
    pub resolution: SpreadView,
    /// One contact was enough: not reopened, and nothing about the same within three days; of those done so long ago.
    pub once: ShareView,
    /// Ended without one of the people who were asked having answered; of those in which they were.
    pub left: ShareView,
    /// The buyer ordered within a day after the first word.
    pub ordered: ShareView,
    /// All the time, by its causes; of a person, what they had of those they answered in.
    pub spent: Vec<CauseView>,
    /// The time of the answers, by its causes.
    pub answering: Vec<CauseView>,
}

/// Many spans of time, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpreadView {
    pub count: u64,
    pub mean: Option<f64>,
    /// Half of them are no longer.
    pub median: Option<f64>,
    /// Nine tenths of them are no longer.
    pub p90: Option<f64>,
}

impl From<&Spread> for SpreadView {
    fn from(spread: &Spread) -> Self {
        let seconds = |span: Option<Duration>| span.map(|span| span.as_secs_f64());
        Self {
            count: spread.count(),
            mean: seconds(spread.mean()),
            median: seconds(spread.of_ten(5)),
            p90: seconds(spread.of_ten(9)),
        }
    }
}

/// A part of a whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    pub part: u64,
    pub of: u64,
    /// 0 to 1; none of nothing.
    pub share: Option<f64>,
}

#[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
fn share(part: u64, of: u64) -> ShareView {
    ShareView { part, of, share: (of > 0).then(|| part as f64 / of as f64) }
}

/// Time with its cause.
#[derive(Debug, Serialize, ToSchema)]
pub struct CauseView {
    pub cause: Cause,
    pub seconds: f64,
}

fn causes(causes: &Causes) -> Vec<CauseView> {
    let seconds = |cause: &Cause| CauseView { cause: *cause, seconds: causes.get(*cause).as_secs_f64() };
    Cause::ALL.iter().map(seconds).filter(|one| one.seconds > 0.0).collect()
}

impl From<&Figures> for ReportFigures {
    fn from(figures: &Figures) -> Self {
        Self {
            conversations: figures.conversations,
            with_people: figures.with_people,
            first_any: (&figures.first_any).into(),
            first: (&figures.first).into(),
            response: (&figures.response).into(),
            in_time: share(figures.in_time, figures.judged),
            resolution: (&figures.resolution).into(),
            once: share(figures.once, figures.once_judged),
            left: share(figures.left, figures.with_people),
            ordered: share(figures.ordered, figures.conversations),
            spent: causes(&figures.spent),
            answering: causes(&figures.answering),
        }
    }
}

/// Conversations, and the orders that came of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct SalesView {
    pub conversations: u64,
    /// Those about what is asked before an order.
    pub before_sale: u64,
    /// Of these, those after which the buyer ordered within a day.
    pub ordered: u64,
    /// The share; none of too few to say (30).
    pub conversion: Option<f64>,
}

impl From<Sales> for SalesView {
    fn from(sales: Sales) -> Self {
        Self {
            conversations: sales.conversations,
            before_sale: sales.before_sale,
            ordered: sales.ordered,
            conversion: sales.conversion(),
        }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    /// Mostly what the shop has seen itself.
    Own,
    /// Mostly what a guide for sellers says.
    Guide,
}

/// Conversations whose buyers waited so long for the first answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct BandView {
    /// Longer than so many seconds.
    pub over: f64,
    /// And no longer than so many; none in the last.
    pub until: Option<f64>,
    pub sales: SalesView,
    /// Ended without one of the people who were asked having answered.
    pub left: u64,
    /// How many times as many order as when answered within 11 to 30 seconds: as the shop has seen it, where there is enough.
    pub seen: Option<f64>,
    /// The same, as the guide has it.
    pub guide: f64,
    /// What these waits are taken to have cost, in minor units of the currency.
    pub cost: f64,
    /// What that rests on.
    pub grounds: Grounds,
}

fn bands(bands: &Bands) -> Vec<BandView> {
    let ends = desk::routing::hazard::ENDS;
    let band = |(at, band): (usize, &desk::report::bands::Band)| BandView {
        over: at.checked_sub(1).map_or(0.0, |before| ends[before]),
        until: ends.get(at).copied(),
        sales: band.sales.into(),
        left: band.left,
        seen: bands.seen(at),
        guide: Bands::guide(at),
        cost: band.cost,
        grounds: if band.is_own() { Grounds::Own } else { Grounds::Guide },
    };
    bands.0.iter().enumerate().map(band).collect()
}

/// Counts what happened in conversations that began in a window, by people, shops, channels, hours, matters or days.
#[utoipa::path(get, path = "/report", tag = "reports", params(ReportQuery), responses(
    (status = 200, body = ShopReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn report(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<ReportQuery>,
) -> Answer<Json<ShopReport>> {
    let view = app.store.read(move |ctx| counted(ctx, &who.caller, &query)).await?;
    Ok(Json(view))
}

/// The same, of what the caller answered themselves.
#[utoipa::path(get, path = "/report/mine", tag = "reports", params(ReportQuery), responses(
    (status = 200, body = ShopReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn my_report(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Query(query): Query<ReportQuery>,
) -> Answer<Json<ShopReport>> {
    let query = ReportQuery { agent: Some(who.agent.id), ..query };
    let caller = who.caller();
    let view = app.store.read(move |ctx| counted(ctx, &caller, &query)).await?;
    Ok(Json(view))
}

fn counted(ctx: &mut Ctx<'_, '_>, caller: &Caller, query: &ReportQuery) -> desk::error::Result<ShopReport> {
    let by = query.by.unwrap_or(ReportBy::Person);
    let asked = query.asked(ctx.now)?;
    let shops = seen(ctx, caller, query.shop)?;
    let names = Names::read(ctx, &shops)?;
    let table = table::table(ctx, &shops, &asked, by)?;
    Ok(report_view(&table, (&asked, by), &shops, &names))
}

fn report_view(table: &Table, (asked, by): (&Asked, ReportBy), shops: &[Shop], names: &Names) -> ShopReport {
    let mut currencies: Vec<&str> = shops.iter().map(|shop| shop.currency.as_str()).collect();
    currencies.dedup();
    let line = |(key, figures): &(Key, Figures)| ReportLine {
        key: key.to_string(),
        name: name_of(*key, names),
        figures: figures.into(),
    };
    ShopReport {
        from: asked.from,
        to: asked.to,
        by,
        shops: shops.iter().map(|shop| shop.id).collect(),
        currency: currencies.first().filter(|_| currencies.len() == 1).map(ToString::to_string),
        target_seconds: shops.iter().map(|shop| shop.settings.answer_within_seconds.normal).max(),
        whole: (&table.whole).into(),
        lines: table.lines.iter().map(line).collect(),
        bands: bands(&table.bands),
        by_day: table.nights.day.into(),
        by_night: table.nights.night.into(),
        open: table.open,
    }
}

pub(super) fn name_of(key: Key, names: &Names) -> Option<String> {
    match key {
        Key::Person(agent) => names.agent(agent?),
        Key::Shop(shop) => names.shop(shop),
        Key::Channel(_) | Key::Hour(..) | Key::Intent(_) | Key::Day(_) => None,
    }
}
