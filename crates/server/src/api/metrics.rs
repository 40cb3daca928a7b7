//! The numbers platforms hold against a shop: counted, explained, and how they are counted.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::Caller;
use desk::error::Refusal;
use desk::id::{AgentId, BuyerId, ConversationId, InboxId, ShopId};
use desk::metric::definition::{Target, Unit};
use desk::metric::event::Reply;
use desk::metric::judge::{Reason, Round};
use desk::metric::ledger::{Measured, Wanted, measure};
use desk::metric::standing::Distance;
use desk::metric::tally::Tally;
use desk::metric::{self, Definition, phrase};
use desk::shop::{self, Bilingual, Lang};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepMetrics, May};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Rounds on a page when nothing is said.
const PAGE: usize = 100;
/// And at most.
const LONGEST_PAGE: usize = 1000;

/// What to count, and which of its rounds to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MetricQuery {
    /// The definition's name.
    pub definition: String,
    /// Units that begin from here on; the definition's own window, and today, when not given.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// And before this.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Time>,
    /// Only what came in through this inbox.
    pub inbox: Option<InboxId>,
    /// Only rounds that count for this reason.
    pub reason: Option<Reason>,
    /// Skips so many rounds: what `next` of the page before said.
    #[serde(default)]
    pub after: usize,
    /// At most so many rounds: 0 to 1000, 100 when not given.
    pub limit: Option<usize>,
}

/// A number of a shop, and what stands behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricView {
    pub definition: String,
    pub version: u32,
    pub title: Bilingual,
    pub unit: Unit,
    /// Whether the number is in seconds; a share otherwise.
    pub is_seconds: bool,
    /// The window of the number.
    #[schema(value_type = String, format = "date-time")]
    pub from: Time,
    /// Its end, exclusive.
    #[schema(value_type = String, format = "date-time")]
    pub to: Time,
    /// The number over the window.
    pub figure: FigureView,
    /// What today has brought so far.
    pub today: FigureView,
    pub standing: StandingView,
    /// Of the window, by who had to answer.
    pub by_agent: Vec<AgentFigureView>,
    pub target: Option<Target>,
    /// How many rounds there are, of the reason that was asked for.
    pub rounds_total: usize,
    pub rounds: Vec<RoundView>,
    /// What to give as `after` for the next page; none on the last.
    pub next: Option<usize>,
}

/// A number with what it is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureView {
    pub value: Option<f64>,
    /// Units, or the sum of seconds.
    pub numerator: f64,
    /// Units.
    pub denominator: i64,
}

/// What one agent's rounds come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentFigureView {
    pub agent: AgentId,
    pub figure: FigureView,
}

/// How everything up to now, today included, stands against the target.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingView {
    /// The number of what is settled.
    pub value: Option<f64>,
    /// The number if everything open were answered at this moment.
    pub if_answered: Option<f64>,
    /// The number if nothing open were answered.
    pub if_left: Option<f64>,
    /// The number at the end of today, if the day goes on as it began.
    pub projected: Option<f64>,
    pub distance: Option<Distance>,
    /// Whom to answer now to be on the wanted side of the target even if all other open ones are left, the most useful
    /// first.
    pub answer_now: Vec<ConversationId>,
    /// Whether answering those is enough.
    pub reachable: bool,
}

/// A unit, how it counted, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundView {
    pub conversation: Option<ConversationId>,
    pub buyer: Option<BuyerId>,
    /// Who had to answer.
    pub agent: Option<AgentId>,
    #[schema(value_type = String, format = "date-time")]
    pub start: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub end: Option<Time>,
    /// The last moment at which an answer is in time.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due: Option<Time>,
    /// Whether it is in the denominator.
    pub counted: bool,
    /// What it adds to the numerator.
    pub numerator: f64,
    pub reason: Reason,
    /// The reason as a sentence.
    pub why: Bilingual,
    /// Kinds of reply given meanwhile that do not count.
    pub passed_over: Vec<Reply>,
}

/// Counts a number of a shop as its platform does, says how it stands, whom to answer now, and why each round counted.
#[utoipa::path(get, path = "/shops/{shop}/metrics", tag = "metrics", params(("shop" = ShopId, Path), MetricQuery),
    responses(
    (status = 200, body = MetricView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn figure(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Query(query): Query<MetricQuery>,
) -> Answer<Json<MetricView>> {
    who.must_see(shop, "no_such_shop")?;
    let MetricQuery { definition, from, to, inbox, reason, after, limit } = query;
    let limit = limit.unwrap_or(PAGE);
    if limit > LONGEST_PAGE {
        return Err(Refusal::invalid("limit", "too_large").with("limit", LONGEST_PAGE).into());
    }
    let wanted = Wanted { name: definition, from, to, inbox };
    let measured = app
        .store
        .read(move |ctx| {
            let shop = shop::get(ctx, shop)?;
            measure(ctx, &shop, &wanted)
        })
        .await?;
    Ok(Json(view(&measured, reason, after, limit)))
}

fn view(measured: &Measured, reason: Option<Reason>, after: usize, limit: usize) -> MetricView {
    let definition = &measured.definition;
    let figure = |tally: Tally| FigureView {
        value: tally.value(definition),
        numerator: tally.told_numerator(definition),
        denominator: tally.denominator,
    };
    let standing = &measured.standing;
    let wanted = |round: &&Round| reason.is_none_or(|reason| round.reason == reason);
    let rounds_total = measured.outcome.rounds.iter().filter(wanted).count();
    let rounds: Vec<RoundView> = measured
        .outcome
        .rounds
        .iter()
        .filter(wanted)
        .skip(after)
        .take(limit)
        .map(|round| round_view(measured, round))
        .collect();
    let seen = after.saturating_add(rounds.len());
    let by_agent = measured.by_agent();
    MetricView {
        definition: definition.name.clone(),
        version: definition.version,
        title: definition.title.clone(),
        unit: definition.unit,
        is_seconds: definition.is_seconds(),
        from: measured.from,
        to: measured.to,
        figure: figure(measured.window),
        today: figure(measured.today),
        standing: StandingView {
            value: standing.value,
            if_answered: standing.if_answered,
            if_left: standing.if_left,
            projected: standing.projected,
            distance: standing.distance,
            answer_now: standing.answer_now.iter().filter_map(|key| measured.conversation(*key)).collect(),
            reachable: standing.reachable,
        },
        by_agent: by_agent
            .into_iter()
            .map(|(agent, tally)| AgentFigureView { agent, figure: figure(tally) })
            .collect(),
        target: definition.target,
        rounds_total,
        next: (seen < rounds_total && !rounds.is_empty()).then_some(seen),
        rounds,
    }
}

fn round_view(measured: &Measured, round: &Round) -> RoundView {
    let definition = &measured.definition;
    let why = |lang| phrase::why(definition, round, lang);
    RoundView {
        conversation: measured.conversation(round.conversation),
        buyer: measured.keys.name(round.buyer).parse().ok(),
        agent: round.account.and_then(|account| measured.keys.name(account).parse().ok()),
        start: round.start,
        end: round.end,
        due: round.due,
        counted: round.is_counted(),
        numerator: round.tally.told_numerator(definition),
        reason: round.reason,
        why: Bilingual { zh: why(Lang::Zh), en: why(Lang::En) },
        passed_over: round.passed_over.clone(),
    }
}

/// Lists every version of every metric definition of a shop, those that come with the house among them.
#[utoipa::path(get, path = "/shops/{shop}/metrics/definitions", tag = "metrics", params(("shop" = ShopId, Path)),
    responses(
    (status = 200, body = Vec<Definition>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn definitions(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<Definition>>> {
    who.must_see(shop, "no_such_shop")?;
    Ok(Json(app.store.read(move |ctx| metric::definitions(ctx, shop)).await?))
}

/// Puts the next version of a definition, or the first of a new one: `version` is one more than the newest there is. It
/// holds for what begins from `effective_from` on; what was counted by older versions stays as it was.
#[utoipa::path(put, path = "/shops/{shop}/metrics/definitions", tag = "metrics", params(("shop" = ShopId, Path)),
    request_body = Definition, responses(
    (status = 200, body = Definition), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_definition(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Body(definition): Body<Definition>,
) -> Answer<Json<Definition>> {
    who.must_see(shop, "no_such_shop")?;
    let by = match &who.caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Key(_) => None,
    };
    Ok(Json(app.store.write(move |ctx| metric::put(ctx, shop, definition, by)).await?))
}
