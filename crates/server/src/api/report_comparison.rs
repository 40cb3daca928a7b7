//! Two values of a dimension compared: why one answers later than the other.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use desk::report::compare::{self, Advice, Answers, Comparison, Due};
use desk::report::phrase::{self, Place};
use desk::report::sheet::Names;
use desk::report::{Key, ReportBy};
use desk::shop::{Bilingual, Lang};
use desk::sla::Cause;
use language::Intent;
use serde::Serialize;
use utoipa::ToSchema;

use super::report_query::{key_of, query, seen};
use super::reports::name_of;
use crate::app::App;
use crate::auth::{May, SeeFigures};
use crate::body::Query;
use crate::problem::{Answer, Problem};

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
