//! The platform's own numbers beside ours, and what explains the difference.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::id::{AgentId, ConversationId, ShopId};
use desk::metric::definition::Definition;
use desk::metric::event::Keys;
use desk::metric::judge::Round;
use desk::metric::phrase;
use desk::metric::reconcile::{Day, Explanation, Reconciled, reconcile, told};
use desk::shop::{self, Bilingual, Lang};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepMetrics, May};
use crate::body::{Path, Query};
use crate::problem::{Answer, Problem};

/// Days that are looked at when none are named.
const DAYS: i64 = 30;

/// Which number, and of which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReconciliationQuery {
    /// The definition's name.
    pub definition: String,
    /// The first day; 30 days up to `to` when not given.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// The last day, included; today in the shop's time zone when not given. At most 92 days.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<Date>,
}

/// A number of the platform beside ours.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReconciliationView {
    pub definition: String,
    pub version: u32,
    pub title: Bilingual,
    /// Whether the number is in seconds; a share otherwise.
    pub is_seconds: bool,
    /// The days that the platform has told of.
    pub days: Vec<ReconciledDayView>,
    /// Other readings of the definition that come nearer to what the platform says, the nearest first.
    pub explanations: Vec<ExplanationView>,
}

/// A day as the platform tells it, and as it was counted here.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReconciledDayView {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub theirs: f64,
    /// How many units theirs was taken of, where they say so.
    pub their_units: Option<i64>,
    pub ours: Option<f64>,
    pub our_units: i64,
    /// Theirs without ours.
    pub difference: Option<f64>,
    /// Whether the two are the same but for rounding.
    pub same: bool,
}

/// What is read otherwise, and what that comes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplanationView {
    /// As half a sentence.
    pub reading: Bilingual,
    /// Of the difference, the part that it does not explain: 0 explains all of it.
    pub left: f64,
    /// What it comes to on each of the days.
    pub values: Vec<Option<f64>>,
    /// How many rounds count otherwise.
    pub rounds_total: usize,
    /// The first 200 of them.
    pub rounds: Vec<OtherwiseView>,
}

/// A round that counts otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherwiseView {
    pub conversation: Option<ConversationId>,
    pub agent: Option<AgentId>,
    #[schema(value_type = String, format = "date-time")]
    pub start: db::Time,
    /// Why it counts here as it does; nothing when it is no round here.
    pub ours: Option<Bilingual>,
    /// Why it would count otherwise; nothing when it would be no round.
    pub otherwise: Option<Bilingual>,
}

/// Holds what a platform told of a number against what was counted here, day by day, and names the readings of the definition
/// and the rounds that explain the difference.
#[utoipa::path(get, path = "/shops/{shop}/metrics/reconciliation", tag = "metrics",
    params(("shop" = ShopId, Path), ReconciliationQuery), responses(
    (status = 200, body = ReconciliationView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn reconciliation(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Query(query): Query<ReconciliationQuery>,
) -> Answer<Json<ReconciliationView>> {
    who.must_see(shop, "no_such_shop")?;
    let reconciled = app.store.read(move |ctx| {
        let shop = shop::get(ctx, shop)?;
        let today = ctx.now.timestamp().to_zoned(shop.zone()).date();
        let to = query.to.unwrap_or(today);
        let from = query.from.unwrap_or_else(|| to.saturating_sub((DAYS - 1).days()));
        reconcile(ctx, &shop, &query.definition, (from, to))
    });
    Ok(Json(view(reconciled.await?)))
}

/// Takes back what was told of one day: it was another day's, or another number's.
#[utoipa::path(delete, path = "/shops/{shop}/metrics/platform-numbers/{metric}/{day}", tag = "metrics",
    params(("shop" = ShopId, Path), ("metric" = String, Path, description = "The definition's name"),
        ("day" = String, Path, format = Date, description = "The day of the platform")), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn forget_platform_number(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path((shop, metric, day)): Path<(ShopId, String, Date)>,
) -> Answer<StatusCode> {
    who.must_see(shop, "no_such_shop")?;
    app.store.write(move |ctx| told::forget(ctx, shop, &metric, day)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(reconciled: Reconciled) -> ReconciliationView {
    let Reconciled { definition, days, explanations, keys } = reconciled;
    ReconciliationView {
        days: days.iter().map(day_view).collect(),
        explanations: explanations.iter().map(|one| explanation_view(&definition, &keys, one)).collect(),
        is_seconds: definition.is_seconds(),
        definition: definition.name,
        version: definition.version,
        title: definition.title,
    }
}

fn day_view(day: &Day) -> ReconciledDayView {
    ReconciledDayView {
        day: day.day,
        theirs: day.theirs.value,
        their_units: day.theirs.units,
        ours: day.value,
        our_units: day.ours.denominator,
        difference: day.value.map(|ours| day.theirs.value - ours),
        same: day.same,
    }
}

fn explanation_view(definition: &Definition, keys: &Keys, explanation: &Explanation) -> ExplanationView {
    let why = |round: &Round| Bilingual {
        zh: phrase::why(definition, round, Lang::Zh),
        en: phrase::why(definition, round, Lang::En),
    };
    let rounds = explanation.rounds.iter().filter_map(|(ours, otherwise)| {
        let round = ours.as_ref().or(otherwise.as_ref())?;
        Some(OtherwiseView {
            conversation: keys.name(round.conversation).parse().ok(),
            agent: round.account.and_then(|account| keys.name(account).parse().ok()),
            start: round.start,
            ours: ours.as_ref().map(why),
            otherwise: otherwise.as_ref().map(why),
        })
    });
    ExplanationView {
        reading: explanation.reading.told(),
        left: explanation.left,
        values: explanation.values.clone(),
        rounds_total: explanation.rounds_total,
        rounds: rounds.collect(),
    }
}
