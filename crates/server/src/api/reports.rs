//! How it went: figures by one dimension, two of them compared, the conversations behind them, and all rows as a file.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::time::Duration;

use axum::Json;
use axum::body::Body as Stream;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use db::Time;
use desk::agent::{Caller, Permission};
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::id::{AgentId, ConversationId, InboxId, ShopId};
use desk::inbox::Channel;
use desk::report::bands::{Bands, Sales};
use desk::report::compare::{self, Advice, Answers, Comparison, Due};
use desk::report::list::{self, WhichCounted};
use desk::report::phrase::{self, Place};
use desk::report::sheet::Names;
use desk::report::table::{self, Figures, Spread, Table};
use desk::report::{Asked, Causes, Filter, Key, Part, ReportBy, Row};
use desk::shop::{self, Bilingual, Lang, Shop};
use desk::sla::Cause;
use language::{Intent, Urgency};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{AnswerConversations, May, Person, SeeFigures};
use crate::body::Query;
use crate::problem::{self, Answer, Problem};
use crate::sheet::{self, Export};

/// The window when none is given: up to now from so long ago.
const USUAL: Duration = Duration::from_secs(7 * 86_400);
/// Conversations on a page when nothing is said.
const PAGE: usize = 50;
/// And at most.
const LONGEST_PAGE: usize = 500;

/// Declares a query: what it asks for, and which conversations it looks at.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Only this shop; all that the caller sees when not given.
            pub shop: Option<ShopId>,
            /// Conversations that began from here on; a week ago when not given.
            #[param(value_type = Option<String>, format = DateTime)]
            pub from: Option<Time>,
            /// And before this; until now when not given. At most 367 days after `from`.
            #[param(value_type = Option<String>, format = DateTime)]
            pub to: Option<Time>,
            /// Only what this person answered.
            pub agent: Option<AgentId>,
            /// Only of this inbox.
            pub inbox: Option<InboxId>,
            /// Only of this channel.
            pub channel: Option<Channel>,
            /// Only about this: an id of the taxonomy of intents.
            #[param(value_type = Option<String>)]
            pub intent: Option<Intent>,
            /// Only those that are so urgent: urgent, important or normal.
            #[param(value_type = Option<String>)]
            pub urgency: Option<Urgency>,
            /// The dimension that `key` is a value of.
            pub of: Option<ReportBy>,
            /// Only what this value stands for: the `key` of a line of a report.
            pub key: Option<String>,
        }

        impl $name {
            fn asked(&self, now: Time) -> Result<Asked, desk::error::Error> {
                let to = self.to.unwrap_or(now);
                let key = match (self.of, &self.key) {
                    (Some(of), Some(key)) => Some(key_of(of, "key", key)?),
                    (None, None) => None,
                    (None, Some(_)) => return Err(Refusal::invalid("of", "dimension_missing").into()),
                    (Some(_), None) => return Err(Refusal::invalid("key", "dimension_missing").into()),
                };
                let Self { agent, inbox, channel, intent, urgency, .. } = *self;
                let filter = Filter { agent, inbox, channel, intent, urgency, key };
                Ok(Asked { from: self.from.unwrap_or(to - USUAL), to, filter })
            }
        }
    };
}

query! {
    /// What a report is broken down by, and of which conversations it is.
    ReportQuery {
        /// The dimension; people when not given.
        by: Option<ReportBy>,
    }
}

query! {
    /// Which two are compared.
    CompareQuery {
        /// The dimension; people when not given.
        by: Option<ReportBy>,
        /// The first: the `key` of a line of a report.
        a: String,
        /// The second.
        b: String,
    }
}

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

/// The shops that the caller sees, or the one asked for.
pub(super) fn seen(
    ctx: &mut Ctx<'_, '_>,
    caller: &Caller,
    wanted: Option<ShopId>,
) -> desk::error::Result<Vec<Shop>> {
    if let Some(shop) = wanted {
        caller.must_see(shop, "no_such_shop")?;
        return Ok(vec![shop::get(ctx, shop)?]);
    }
    let mut shops = shop::list(ctx)?;
    shops.retain(|shop| caller.sees(shop.id));
    Ok(shops)
}

fn key_of(by: ReportBy, field: &'static str, key: &str) -> Result<Key, desk::error::Error> {
    by.key(key).ok_or_else(|| Refusal::invalid(field, "not_of_dimension").with("by", by).into())
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

fn name_of(key: Key, names: &Names) -> Option<String> {
    match key {
        Key::Person(agent) => names.agent(agent?),
        Key::Shop(shop) => names.shop(shop),
        Key::Channel(_) | Key::Hour(..) | Key::Intent(_) | Key::Day(_) => None,
    }
}

/// Why one answers later than another.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompareView {
    pub a: SideView,
    pub b: SideView,
    /// The mean of the first less that of the second, in seconds; none where one of them has no answers.
    pub difference: Option<f64>,
    /// What is due to each cause: they add up to the difference.
    pub causes: Vec<CauseDueView>,
    /// What is due to each matter: they add up to it as well.
    pub intents: Vec<IntentDueView>,
    /// Slower at the same matters, in all.
    pub same: f64,
    /// Other matters, in all.
    pub mix: f64,
    /// All of it in a sentence.
    pub why: Bilingual,
    pub advice: Vec<AdviceView>,
}

/// One of the two.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideView {
    pub key: String,
    pub name: Option<String>,
    /// Answers.
    pub count: u64,
    /// What they took in the mean, in seconds.
    pub mean: Option<f64>,
}

/// What a cause has to do with the difference, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct CauseDueView {
    pub cause: Cause,
    /// Its mean in the answers of the first.
    pub a: f64,
    /// And of the second.
    pub b: f64,
    /// Of the difference: at the same matters.
    pub same: f64,
    /// Because of other matters.
    pub mix: f64,
}

/// What a matter has to do with the difference, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntentDueView {
    /// An id of the taxonomy of intents.
    pub intent: String,
    pub a_count: u64,
    pub a_mean: Option<f64>,
    pub b_count: u64,
    pub b_mean: Option<f64>,
    pub same: f64,
    pub mix: f64,
}

/// What kind of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdviceKind {
    /// Train this matter, or make it shorter to do.
    Train,
    /// Have more people at this hour.
    Staff,
    /// Say it before it is asked.
    Tell,
}

/// Something that the figures say would help the first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdviceView {
    pub kind: AdviceKind,
    /// The matter.
    pub intent: Option<String>,
    /// What takes them longer in it.
    pub cause: Option<Cause>,
    /// The hour of the day.
    pub hour: Option<i8>,
    /// How much it comes to, in seconds an answer.
    pub seconds: f64,
}

impl From<Advice> for AdviceView {
    fn from(advice: Advice) -> Self {
        let of = |kind, seconds| Self { kind, intent: None, cause: None, hour: None, seconds };
        match advice {
            Advice::Train(intent, cause, seconds) => Self {
                intent: Some(intent.id().to_owned()),
                cause: Some(cause),
                ..of(AdviceKind::Train, seconds)
            },
            Advice::Staff(hour, seconds) => Self { hour: Some(hour), ..of(AdviceKind::Staff, seconds) },
            Advice::Tell(intent, seconds) => {
                Self { intent: Some(intent.id().to_owned()), ..of(AdviceKind::Tell, seconds) }
            }
        }
    }
}

/// Says why the answers of one take longer than those of another: by what the time goes to, and by what they are about.
#[utoipa::path(get, path = "/report/compare", tag = "reports", params(CompareQuery), responses(
    (status = 200, body = CompareView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn compare(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<CompareQuery>,
) -> Answer<Json<CompareView>> {
    let view = app
        .store
        .read(move |ctx| {
            let by = query.by.unwrap_or(ReportBy::Person);
            let (a, b) = (key_of(by, "a", &query.a)?, key_of(by, "b", &query.b)?);
            let asked = query.asked(ctx.now)?;
            let shops = seen(ctx, &who.caller, query.shop)?;
            let names = Names::read(ctx, &shops)?;
            let compared = compare::compare(ctx, &shops, &asked, by, (a, b))?;
            Ok(compare_view(&compared, (a, b), &names))
        })
        .await?;
    Ok(Json(view))
}

fn compare_view(compared: &Comparison, (a, b): (Key, Key), names: &Names) -> CompareView {
    let called = |key: Key, place: Place, lang: Lang| {
        let place = if key == Key::Person(None) { Place::Nobody } else { place };
        phrase::called(name_of(key, names), place, lang)
    };
    let why =
        |lang| phrase::why(compared, (&called(a, Place::First, lang), &called(b, Place::Second, lang)), lang);
    let side = |key: Key, all: &Answers| SideView {
        key: key.to_string(),
        name: name_of(key, names),
        count: all.count,
        mean: all.mean(),
    };
    let cause = |(cause, due): &(Cause, Due)| CauseDueView {
        cause: *cause,
        a: compared.a.all.mean_of(*cause).unwrap_or_default(),
        b: compared.b.all.mean_of(*cause).unwrap_or_default(),
        same: due.same,
        mix: due.mix,
    };
    let intent = |(intent, due): &(Intent, Due)| {
        let of = |side: &compare::Side| side.intents.get(intent).copied().unwrap_or_default();
        let (one, other) = (of(&compared.a), of(&compared.b));
        IntentDueView {
            intent: intent.id().to_owned(),
            a_count: one.count,
            a_mean: one.mean(),
            b_count: other.count,
            b_mean: other.mean(),
            same: due.same,
            mix: due.mix,
        }
    };
    CompareView {
        a: side(a, &compared.a.all),
        b: side(b, &compared.b.all),
        difference: compared.difference,
        causes: compared.causes.iter().map(cause).collect(),
        intents: compared.intents.iter().map(intent).collect(),
        same: compared.whole.same,
        mix: compared.whole.mix,
        why: Bilingual { zh: why(Lang::Zh), en: why(Lang::En) },
        advice: compared.advice.iter().copied().map(Into::into).collect(),
    }
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
