//! One-click flows: what there are, what one would do, starting it, following it, and mending it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::Caller;
use desk::authority::Verdict;
use desk::conversation;
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::flow::dry_run::{self, Case};
use desk::flow::{self, Ask, Definition, Preview, Repair, Run, RunState, Start, Starter, StepRun, StepState};
use desk::id::{AgentId, BuyerId, ConversationId, FlowRunId, ShopId};
use desk::order::{Action, Receipt};
use desk::shop::Bilingual;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::api::trouble;
use crate::app::App;
use crate::auth::{AnswerConversations, ManageFlows, May, Person, ReadConversations, RunFlows};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// A flow of a shop's.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowView {
    pub flow: Definition,
    /// 0 is the one that is shipped.
    pub version: i64,
}

/// Lists a shop's flows.
#[utoipa::path(get, path = "/shops/{shop}/flows", tag = "flows", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<FlowView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<FlowView>>> {
    who.must_see(shop, "no_such_shop")?;
    let all = app.store.read(move |ctx| flow::definitions(ctx, shop)).await?;
    Ok(Json(all.into_iter().map(|(flow, version)| FlowView { flow, version }).collect()))
}

/// Keeps what a shop makes of a flow, as its next version.
#[utoipa::path(put, path = "/shops/{shop}/flows/{flow}", tag = "flows",
    params(("shop" = ShopId, Path), ("flow" = String, Path)), request_body = Definition, responses(
    (status = 200, body = FlowView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn keep(
    State(app): State<App>,
    who: May<ManageFlows>,
    Path((shop, key)): Path<(ShopId, String)>,
    Body(flow): Body<Definition>,
) -> Answer<Json<FlowView>> {
    who.must_see(shop, "no_such_shop")?;
    if flow.key != key {
        return Err(Refusal::invalid("key", "not_the_same").into());
    }
    let (by, kept) = (agent(&who.caller), flow.clone());
    let version = app.store.write(move |ctx| flow::keep(ctx, shop, by, &kept)).await?;
    Ok(Json(FlowView { flow, version }))
}

/// What a flow is asked for with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowAsk {
    /// Which flow.
    pub flow: String,
    /// Which order, by the shop's number.
    #[serde(default)]
    pub order: Option<String>,
    /// What it asks for, by the names of its inputs.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub inputs: Map<String, Value>,
}

impl FlowAsk {
    fn by(self, starter: Starter) -> Ask {
        let Self { flow, order, inputs } = self;
        Ask { flow, order, inputs, starter }
    }
}

/// A step before it is done.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewStepView {
    pub key: String,
    pub title: Bilingual,
    pub skipped: bool,
    pub action: Option<Action>,
    /// What the buyer would be told.
    pub text: Option<String>,
    pub refusal: Option<Problem>,
}

/// What a flow would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    pub flow: Definition,
    pub order: Option<String>,
    /// What it is given, with what was filled in.
    #[schema(value_type = Object)]
    pub inputs: Map<String, Value>,
    /// Names of the inputs that are still asked for.
    pub missing: Vec<String>,
    pub steps: Vec<PreviewStepView>,
    /// What it gives away, in minor units.
    pub gives: i64,
    /// Whether whoever asks may give that; none when it gives nothing away.
    pub verdict: Option<Verdict>,
    /// Why it cannot be done as it stands.
    pub refusal: Option<Problem>,
}

impl From<Preview> for PreviewView {
    fn from(looked: Preview) -> Self {
        let shown = |refusal: Option<Refusal>| refusal.map(Problem::from);
        let steps = looked.steps.into_iter().map(|step| PreviewStepView {
            key: step.key,
            title: step.title,
            skipped: step.skipped,
            action: step.action,
            text: step.text,
            refusal: shown(step.refusal),
        });
        Self {
            steps: steps.collect(),
            flow: looked.definition,
            order: looked.order,
            inputs: looked.inputs,
            missing: looked.missing,
            gives: looked.gives,
            verdict: looked.verdict,
            refusal: shown(looked.refusal),
        }
    }
}

/// Looks at what a flow would do, and does nothing.
#[utoipa::path(post, path = "/conversations/{id}/flows/preview", tag = "flows",
    params(("id" = ConversationId, Path)), request_body = FlowAsk, responses(
    (status = 200, body = PreviewView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    who: May<RunFlows>,
    Path(id): Path<ConversationId>,
    Body(ask): Body<FlowAsk>,
) -> Answer<Json<PreviewView>> {
    let looked = app
        .store
        .read(move |ctx| {
            let conversation = conversation::get(ctx, id)?;
            who.must_see(conversation.shop, "no_such_conversation")?;
            flow::preview(ctx, &conversation, &ask.by(starter(&who.caller)), agent(&who.caller))
        })
        .await?;
    Ok(Json(looked.into()))
}

/// A case of the past that a changed flow was tried on.
#[derive(Debug, Serialize, ToSchema)]
pub struct DryRunCase {
    /// The run that was; none when the flow was not started in this conversation.
    pub run: Option<FlowRunId>,
    /// How that run stands.
    pub state: Option<RunState>,
    /// What it gave away, in minor units.
    pub gave: Option<i64>,
    pub conversation: ConversationId,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// What the changed flow would do; none when it cannot even be looked at.
    pub would: Option<PreviewView>,
    /// Why it cannot be looked at.
    pub refusal: Option<Problem>,
    /// Names of the steps that would do or say something else than those of the flow as it is kept.
    pub differs: Vec<String>,
}

impl From<Case> for DryRunCase {
    fn from(case: Case) -> Self {
        let (would, refusal) = match case.would {
            Ok(looked) => (Some((*looked).into()), None),
            Err(refusal) => (None, Some(Problem::from(*refusal))),
        };
        Self {
            run: case.run.map(|run| run.id),
            state: case.run.map(|run| run.state),
            gave: case.run.map(|run| run.gives),
            conversation: case.conversation,
            at: case.at,
            would,
            refusal,
            differs: case.differs,
        }
    }
}

/// Tries a changed flow on its newest runs, and on the newest conversations about what it is for: at most 50 cases. Nothing is
/// done and nothing is kept. Orders are as they stand today.
#[utoipa::path(post, path = "/shops/{shop}/flows/{flow}/dry-run", tag = "flows",
    params(("shop" = ShopId, Path), ("flow" = String, Path)), request_body = Definition, responses(
    (status = 200, body = Vec<DryRunCase>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn dry_run(
    State(app): State<App>,
    who: May<ManageFlows>,
    Path((shop, key)): Path<(ShopId, String)>,
    Body(flow): Body<Definition>,
) -> Answer<Json<Vec<DryRunCase>>> {
    who.must_see(shop, "no_such_shop")?;
    if flow.key != key {
        return Err(Refusal::invalid("key", "not_the_same").into());
    }
    let cases = app.store.read(move |ctx| dry_run::dry_run(ctx, shop, &flow)).await?;
    Ok(Json(cases.into_iter().map(DryRunCase::from).collect()))
}

/// A flow to be started: spelled out, because what is flattened lets names pass that nobody knows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowStart {
    /// Which flow.
    pub flow: String,
    /// Which order, by the shop's number.
    #[serde(default)]
    pub order: Option<String>,
    /// What it asks for, by the names of its inputs.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub inputs: Map<String, Value>,
    /// The client's own id of it; the same id again is the same run.
    pub client_key: String,
}

/// A step of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    pub key: String,
    pub title: Bilingual,
    pub state: StepState,
    pub attempts: i64,
    pub action: Option<Action>,
    pub receipt: Option<Receipt>,
    /// What went wrong last, as it was said.
    pub failure: Option<String>,
    /// The same as a sentence, for people who mend it.
    pub why: Option<Bilingual>,
    pub by_hand: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub until: Option<Time>,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

/// A run of a flow.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    pub id: FlowRunId,
    pub flow: String,
    pub title: Bilingual,
    pub shop: ShopId,
    pub conversation: Option<ConversationId>,
    pub buyer: BuyerId,
    pub order: Option<String>,
    #[schema(value_type = Object)]
    pub inputs: Map<String, Value>,
    pub starter: Starter,
    pub agent: Option<AgentId>,
    pub state: RunState,
    /// In minor units.
    pub gives: i64,
    /// Why it is stuck, was taken back or refused: a word for programs, or what a person wrote.
    pub reason: Option<String>,
    /// The same as a sentence.
    pub why: Option<Bilingual>,
    pub steps: Vec<StepView>,
    #[schema(value_type = String, format = "date-time")]
    pub started_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended_at: Option<Time>,
}

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        let step = |step: StepRun| StepView {
            title: run.definition.step(&step.key).map(|known| known.title.clone()).unwrap_or_default(),
            key: step.key,
            state: step.state,
            attempts: step.attempts,
            action: step.action,
            receipt: step.receipt,
            why: step.failure.as_ref().map(trouble::failure),
            failure: step.failure.map(|failure| failure.to_string()),
            by_hand: step.by_hand,
            until: step.until,
            updated_at: step.updated_at,
        };
        let why = run.reason.as_deref().map(|reason| trouble::reason(reason, &run.steps));
        Self {
            why,
            steps: run.steps.into_iter().map(step).collect(),
            id: run.id,
            flow: run.definition.key,
            title: run.definition.title,
            shop: run.shop,
            conversation: run.conversation,
            buyer: run.buyer,
            order: run.order,
            inputs: run.inputs,
            starter: run.starter,
            agent: run.agent,
            state: run.state,
            gives: run.gives,
            reason: run.reason,
            started_at: run.started_at,
            updated_at: run.updated_at,
            ended_at: run.ended_at,
        }
    }
}

/// Starts a flow. It is done step by step from then on; follow the run.
#[utoipa::path(post, path = "/conversations/{id}/flows", tag = "flows", params(("id" = ConversationId, Path)),
    request_body = FlowStart, responses(
    (status = 201, body = RunView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn start(
    State(app): State<App>,
    who: May<RunFlows>,
    Path(id): Path<ConversationId>,
    Body(FlowStart { flow, order, inputs, client_key }): Body<FlowStart>,
) -> Answer<(StatusCode, Json<RunView>)> {
    let run = app
        .store
        .write(move |ctx| {
            let conversation = conversation::get(ctx, id)?;
            who.must_see(conversation.shop, "no_such_conversation")?;
            let ask = Ask { flow, order, inputs, starter: starter(&who.caller) };
            let start = Start { ask, agent: agent(&who.caller), client_key };
            flow::start(ctx, &conversation, &start)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(run.into())))
}

fn agent(caller: &Caller) -> Option<AgentId> {
    match caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Key(_) => None,
    }
}

fn starter(caller: &Caller) -> Starter {
    match caller {
        Caller::Agent(..) => Starter::Agent,
        Caller::Key(_) => Starter::Key,
    }
}

/// Lists the runs of a conversation, oldest first.
#[utoipa::path(get, path = "/conversations/{id}/flows", tag = "flows", params(("id" = ConversationId, Path)), responses(
    (status = 200, body = Vec<RunView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn of_conversation(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<Vec<RunView>>> {
    let runs = app
        .store
        .read(move |ctx| {
            who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
            flow::of_conversation(ctx, id)
        })
        .await?;
    Ok(Json(runs.into_iter().map(RunView::from).collect()))
}

/// Which runs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RunsQuery {
    /// Only those that stand so.
    pub state: Option<RunState>,
}

/// Runs looked at in one list.
const LISTED: i64 = 200;

/// Lists a shop's runs, newest first.
#[utoipa::path(get, path = "/shops/{shop}/flow-runs", tag = "flows", params(("shop" = ShopId, Path), RunsQuery),
    responses((status = 200, body = Vec<RunView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn of_shop(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
    Query(query): Query<RunsQuery>,
) -> Answer<Json<Vec<RunView>>> {
    who.must_see(shop, "no_such_shop")?;
    let runs = app.store.read(move |ctx| flow::of_shop(ctx, shop, query.state, LISTED)).await?;
    Ok(Json(runs.into_iter().map(RunView::from).collect()))
}

/// Shows a run.
#[utoipa::path(get, path = "/flow-runs/{id}", tag = "flows", params(("id" = FlowRunId, Path)), responses(
    (status = 200, body = RunView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<FlowRunId>,
) -> Answer<Json<RunView>> {
    let run = app.store.read(move |ctx| seen(ctx, &who.caller, id)).await?;
    Ok(Json(run.into()))
}

/// What a person decides about a run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
pub enum RunRepair {
    /// Try again where it stands.
    Retry {},
    /// Leave the step out where it stands.
    Skip {
        /// Why.
        why: String,
    },
    /// It was done by hand.
    Done {
        /// The shop's number of what came of it.
        number: String,
    },
    /// Take back what was done.
    Undo {
        /// Why.
        why: String,
    },
}

impl From<RunRepair> for Repair {
    fn from(how: RunRepair) -> Self {
        match how {
            RunRepair::Retry {} => Self::Retry,
            RunRepair::Skip { why } => Self::Skip { why },
            RunRepair::Done { number } => Self::Done { number },
            RunRepair::Undo { why } => Self::Undo { why },
        }
    }
}

/// Mends a run that does not go by itself.
#[utoipa::path(post, path = "/flow-runs/{id}/repair", tag = "flows", params(("id" = FlowRunId, Path)),
    request_body = RunRepair, responses(
    (status = 200, body = RunView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn repair(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<FlowRunId>,
    Body(how): Body<RunRepair>,
) -> Answer<Json<RunView>> {
    let run = app
        .store
        .write(move |ctx| {
            seen(ctx, &who.caller(), id)?;
            flow::repair(ctx, id, who.agent.id, &how.into())
        })
        .await?;
    Ok(Json(run.into()))
}

fn seen(ctx: &mut Ctx<'_, '_>, caller: &Caller, id: FlowRunId) -> desk::error::Result<Run> {
    let run = flow::get(ctx, id)?;
    caller.must_see(run.shop, "no_such_run")?;
    Ok(run)
}
