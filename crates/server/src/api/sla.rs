//! What a shop promises whom, how it keeps that, and how it would keep something else.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::Caller;
use desk::conversation;
use desk::id::{AgentId, ConversationId, OutageId, ShopId};
use desk::shop::{self, Bilingual};
use desk::sla::clock::ClockState;
use desk::sla::kept::{self, Held, Version};
use desk::sla::outage::{self, Outage};
use desk::sla::report::{self, Account, Asked, Kept};
use desk::sla::{Calendar, Metric, Policy, Reply, Stretch, ledger, timeline};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{KeepMetrics, May, Person, ReadConversations, SeeFigures};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// The window when none is named.
const WINDOW: Duration = Duration::from_secs(30 * 86_400);
/// Outages that are listed.
const OUTAGES: i64 = 200;

/// A policy of a shop, and from when it holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlaVersionView {
    /// 0 is what holds before the shop has said anything.
    pub version: u32,
    #[schema(value_type = String, format = "date-time")]
    pub effective_from: Time,
    /// Who put it.
    pub by: Option<AgentId>,
    pub policy: Policy,
}

impl From<Version> for SlaVersionView {
    fn from(version: Version) -> Self {
        let Version { version, effective_from, policy, by } = version;
        Self { version, effective_from, by, policy }
    }
}

/// Every version of a shop's policy, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlaPoliciesView {
    pub versions: Vec<SlaVersionView>,
    /// The version that holds now.
    pub holds: u32,
}

/// The next version of a policy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlaPolicyInput {
    /// One more than the newest there is.
    pub version: u32,
    /// From when it holds; at once when not given.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub effective_from: Option<Time>,
    pub policy: Policy,
}

/// What a shop promises, in all versions.
#[utoipa::path(get, path = "/shops/{shop}/sla/policy", tag = "sla", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = SlaPoliciesView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn policy(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<SlaPoliciesView>> {
    who.must_see(shop, "no_such_shop")?;
    let read = app.store.read(move |ctx| {
        let shop = shop::get(ctx, shop)?;
        let versions = kept::versions(ctx, &shop)?;
        let holds = versions.iter().rfind(|version| version.effective_from <= ctx.now);
        let holds = holds.map_or(0, |version| version.version);
        Ok(SlaPoliciesView { versions: versions.into_iter().map(SlaVersionView::from).collect(), holds })
    });
    Ok(Json(read.await?))
}

/// Puts the next version of what a shop promises. It holds for clocks that begin from `effective_from` on; what began before
/// is counted as it was promised.
#[utoipa::path(put, path = "/shops/{shop}/sla/policy", tag = "sla", params(("shop" = ShopId, Path)),
    request_body = SlaPolicyInput, responses(
    (status = 200, body = SlaVersionView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_policy(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Body(input): Body<SlaPolicyInput>,
) -> Answer<Json<SlaVersionView>> {
    who.must_see(shop, "no_such_shop")?;
    let by = match &who.caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Key(_) => None,
    };
    let put = app.store.write(move |ctx| {
        let shop = shop::get(ctx, shop)?;
        kept::put(ctx, &shop, (input.version, input.effective_from), input.policy, by)
    });
    Ok(Json(put.await?.into()))
}

/// Which conversations are looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlaQuery {
    /// Conversations that began from here on; 30 days before `to` when not given.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// And before this; now when not given.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Time>,
    /// Only what this person answered, or has.
    pub agent: Option<AgentId>,
}

/// How one promise was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptView {
    pub version: u32,
    /// The number of the rule within its policy, counted from 0.
    pub rule: usize,
    pub name: Bilingual,
    pub metric: Metric,
    pub reply: Reply,
    pub within_seconds: u64,
    /// Clocks that ended, or are late already.
    pub judged: u64,
    /// Of these, late.
    pub late: u64,
    /// Clocks that run and are not late.
    pub open: u64,
    /// The share of those judged that was late; none while there are none.
    pub late_share: Option<f64>,
    /// Seconds that half of them took at most.
    pub median_seconds: Option<f64>,
    /// Seconds that nine of ten took at most.
    pub p90_seconds: Option<f64>,
    /// Conversations in which it was late, the latest first, at most 200.
    pub late_in: Vec<ConversationId>,
}

impl From<Kept> for KeptView {
    fn from(kept: Kept) -> Self {
        let late_share = kept.late_share();
        Self {
            version: kept.version,
            rule: kept.rule,
            name: kept.name,
            metric: kept.metric,
            reply: kept.reply,
            within_seconds: kept.within.as_secs(),
            judged: kept.judged,
            late: kept.late,
            open: kept.open,
            late_share,
            median_seconds: kept.median.map(|took| took.as_secs_f64()),
            p90_seconds: kept.p90.map(|took| took.as_secs_f64()),
            late_in: kept.late_in,
        }
    }
}

/// How a shop kept what it promised.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlaView {
    #[schema(value_type = String, format = "date-time")]
    pub from: Time,
    #[schema(value_type = String, format = "date-time")]
    pub to: Time,
    /// Conversations that began in the window.
    pub conversations: u64,
    pub kept: Vec<KeptView>,
}

fn kept_views(account: Account) -> Vec<KeptView> {
    account.kept.into_iter().map(KeptView::from).collect()
}

fn asked(now: Time, from: Option<Time>, to: Option<Time>, agent: Option<AgentId>) -> Asked {
    let to = to.unwrap_or(now);
    Asked { from: from.unwrap_or(to - WINDOW), to, agent }
}

/// How a shop kept what it promised, counted from the ledger.
#[utoipa::path(get, path = "/shops/{shop}/sla", tag = "sla", params(("shop" = ShopId, Path), SlaQuery), responses(
    (status = 200, body = SlaView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn account(
    State(app): State<App>,
    who: May<SeeFigures>,
    Path(shop): Path<ShopId>,
    Query(query): Query<SlaQuery>,
) -> Answer<Json<SlaView>> {
    who.must_see(shop, "no_such_shop")?;
    let read = app.store.read(move |ctx| {
        let shop = shop::get(ctx, shop)?;
        let asked = asked(ctx.now, query.from, query.to, query.agent);
        let account = report::account(ctx, &shop, asked)?;
        let conversations = account.conversations;
        Ok(SlaView { from: asked.from, to: asked.to, conversations, kept: kept_views(account) })
    });
    Ok(Json(read.await?))
}

/// A policy to try, and on what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfInput {
    pub policy: Policy,
    /// Conversations that began from here on; 30 days before `to` when not given.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub from: Option<Time>,
    /// And before this; now when not given.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub to: Option<Time>,
}

/// How the same conversations come out under what held, and under what is tried.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfView {
    #[schema(value_type = String, format = "date-time")]
    pub from: Time,
    #[schema(value_type = String, format = "date-time")]
    pub to: Time,
    pub conversations: u64,
    /// Under the policies that held.
    pub held: Vec<KeptView>,
    /// Had this one held all the time.
    pub would: Vec<KeptView>,
    /// How long counting took.
    pub took_ms: u64,
}

/// Counts the past anew as if another policy had held. Nothing is kept of it.
#[utoipa::path(post, path = "/shops/{shop}/sla/what-if", tag = "sla", params(("shop" = ShopId, Path)),
    request_body = WhatIfInput, responses(
    (status = 200, body = WhatIfView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn what_if(
    State(app): State<App>,
    who: May<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Body(input): Body<WhatIfInput>,
) -> Answer<Json<WhatIfView>> {
    who.must_see(shop, "no_such_shop")?;
    let begun = Instant::now();
    let read = app.store.read(move |ctx| {
        let shop = shop::get(ctx, shop)?;
        let asked = asked(ctx.now, input.from, input.to, None);
        let (held, would) = report::what_if(ctx, &shop, asked, &input.policy)?;
        let conversations = held.conversations;
        let (held, would) = (kept_views(held), kept_views(would));
        Ok(WhatIfView { from: asked.from, to: asked.to, conversations, held, would, took_ms: 0 })
    });
    let took_ms = |view| {
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        WhatIfView { took_ms, ..view }
    };
    Ok(Json(took_ms(read.await?)))
}

/// A clock of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockView {
    pub metric: Metric,
    pub reply: Reply,
    pub version: u32,
    pub rule: usize,
    /// What the rule is called.
    pub name: Bilingual,
    pub state: ClockState,
    #[schema(value_type = String, format = "date-time")]
    pub began: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended: Option<Time>,
    pub within_seconds: u64,
    /// What was counted, up to now.
    pub elapsed_seconds: f64,
    pub late: bool,
    /// When the yellow line was crossed, or will be if nothing happens.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub yellow_at: Option<Time>,
    /// When the promised time was up, or will be if nothing happens.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due_at: Option<Time>,
    /// What was counted, each stretch with its cause.
    pub counted: Vec<Stretch>,
}

impl From<Held> for ClockView {
    fn from(held: Held) -> Self {
        let Held { clock, target, version, rule, name, .. } = held;
        Self {
            metric: clock.metric,
            reply: target.reply,
            version,
            rule,
            name,
            state: clock.state,
            began: clock.began,
            ended: clock.ended,
            within_seconds: clock.within.as_secs(),
            elapsed_seconds: clock.elapsed.as_secs_f64(),
            late: clock.breached(),
            yellow_at: clock.yellow_at,
            due_at: clock.due_at,
            counted: clock.counted,
        }
    }
}

/// Where the time of a conversation went, and what was promised of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClocksView {
    /// Every second since the buyer's first word, with its cause.
    pub stretches: Vec<Stretch>,
    pub clocks: Vec<ClockView>,
}

/// Every second of a conversation with its cause, and its clocks as they stand.
#[utoipa::path(get, path = "/conversations/{id}/clocks", tag = "sla", params(("id" = ConversationId, Path)), responses(
    (status = 200, body = ClocksView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn clocks(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ClocksView>> {
    let caller = who.caller;
    let read = app.store.read(move |ctx| {
        let shop = conversation::get(ctx, id)?.shop;
        caller.must_see(shop, "no_such_conversation")?;
        let shop = shop::get(ctx, shop)?;
        let (record, people) = (ledger::of(ctx, id)?, Calendar::of_people(&shop));
        let held = kept::clocks(&kept::versions(ctx, &shop)?, &record, &people, ctx.now);
        let stretches = timeline::stretches(&record.events, &people, ctx.now);
        Ok(ClocksView { stretches, clocks: held.into_iter().map(ClockView::from).collect() })
    });
    Ok(Json(read.await?))
}

/// A time in which nothing could be sent or received.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageView {
    pub id: OutageId,
    /// Whether the house itself was down; a platform otherwise.
    pub of_house: bool,
    #[schema(value_type = String, format = "date-time")]
    pub began: Time,
    /// None while it lasts.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended: Option<Time>,
    /// Why; empty when the house noticed it itself.
    pub why: String,
    /// Who noted it.
    pub by: Option<AgentId>,
}

impl From<Outage> for OutageView {
    fn from(outage: Outage) -> Self {
        let Outage { id, shop, began, ended, why, by } = outage;
        Self { id, of_house: shop.is_none(), began, ended, why, by }
    }
}

/// A time in which a platform could not be reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutageInput {
    #[schema(value_type = String, format = "date-time")]
    pub began: Time,
    /// None while it lasts.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended: Option<Time>,
    /// What was down, up to 200 characters.
    pub why: String,
}

/// Outages of a shop's platforms and of the house, the last first.
#[utoipa::path(get, path = "/shops/{shop}/sla/outages", tag = "sla", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<OutageView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn outages(
    State(app): State<App>,
    who: May<SeeFigures>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<OutageView>>> {
    who.must_see(shop, "no_such_shop")?;
    let found = app.store.read(move |ctx| outage::list(ctx, shop, OUTAGES)).await?;
    Ok(Json(found.into_iter().map(OutageView::from).collect()))
}

/// Notes that a platform is or was down: clocks tell that time as what it is, and leave it out where the policy says so.
#[utoipa::path(post, path = "/shops/{shop}/sla/outages", tag = "sla", params(("shop" = ShopId, Path)),
    request_body = OutageInput, responses(
    (status = 201, body = OutageView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn note_outage(
    State(app): State<App>,
    who: Person<KeepMetrics>,
    Path(shop): Path<ShopId>,
    Body(input): Body<OutageInput>,
) -> Answer<(StatusCode, Json<OutageView>)> {
    who.must_see(shop, "no_such_shop")?;
    let by = who.agent.id;
    let OutageInput { began, ended, why } = input;
    let noted = app.store.write(move |ctx| outage::note(ctx, shop, (began, ended), &why, by)).await?;
    Ok((StatusCode::CREATED, Json(noted.into())))
}

/// The platform can be reached again.
#[utoipa::path(post, path = "/shops/{shop}/sla/outages/{id}/end", tag = "sla",
    params(("shop" = ShopId, Path), ("id" = OutageId, Path)), responses(
    (status = 200, body = OutageView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn end_outage(
    State(app): State<App>,
    who: Person<KeepMetrics>,
    Path((shop, id)): Path<(ShopId, OutageId)>,
) -> Answer<Json<OutageView>> {
    who.must_see(shop, "no_such_shop")?;
    Ok(Json(app.store.write(move |ctx| outage::end(ctx, shop, id)).await?.into()))
}

/// It was noted by mistake.
#[utoipa::path(delete, path = "/shops/{shop}/sla/outages/{id}", tag = "sla",
    params(("shop" = ShopId, Path), ("id" = OutageId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_outage(
    State(app): State<App>,
    who: Person<KeepMetrics>,
    Path((shop, id)): Path<(ShopId, OutageId)>,
) -> Answer<StatusCode> {
    who.must_see(shop, "no_such_shop")?;
    app.store.write(move |ctx| outage::remove(ctx, shop, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
