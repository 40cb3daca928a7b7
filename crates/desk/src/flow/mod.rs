//! One-click flows: several steps as one thing that cannot half-happen. Each step is told to the shop under a key of its
//! own, so that it happens once however often it is told; what was done is taken back when a later step cannot be; and what
//! neither goes on nor back is shown to a person.
//!
//! A run is a saga on the job queue: [`start`] writes it down, [`advance`] does what is inside the house and names the next
//! thing for the shop, the server has the shop do it, and [`report`] writes down what came of it.

use db::Time;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, BuyerId, ConversationId, FlowRunId, ShopId};
use crate::order::{Action, Failure, Receipt};
use crate::shop::Lang;
use crate::word::words;

mod advance;
mod context;
pub mod definition;
pub mod dry_run;
mod giving;
mod inputs;
mod preview;
mod repair;
pub mod rule;
mod say;
mod shipped;
mod start;
mod store;
mod template;

pub use crate::fact::RunState;
pub use advance::{JOB, Outside, advance, orders_changed, report, waits_for};
pub use definition::{Definition, Starter};
pub use giving::{REASON, decided};
pub use preview::{Ask, Preview, PreviewStep, preview};
pub use repair::{Repair, repair};
pub use shipped::{definition, definitions, keep};
pub use start::{Start, start};

words! {
    /// How far a step has come.
    StepState {
        /// Not begun, or begun and nobody knows yet.
        Todo = "todo",
        /// Waiting for others.
        Waiting = "waiting",
        /// Done.
        Done = "done",
        /// Left out.
        Skipped = "skipped",
        /// The shop would not.
        Failed = "failed",
        /// Taken back.
        Undone = "undone",
        /// Done, and nothing takes it back.
        Kept = "kept",
    }
}

/// A run of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Identity.
    pub id: FlowRunId,
    /// Its shop.
    pub shop: ShopId,
    /// Where it was started, when it was started in a conversation.
    pub conversation: Option<ConversationId>,
    /// Whom it is for.
    pub buyer: BuyerId,
    /// The order it is about, by the shop's number.
    pub order: Option<String>,
    /// The flow as it was when the run began.
    pub definition: Definition,
    /// Which version of it; 0 is the shipped one.
    pub version: i64,
    /// In which language the buyer is told.
    pub language: Lang,
    /// What was given.
    pub inputs: Map<String, Value>,
    /// Who started it.
    pub starter: Starter,
    /// The agent, when it was one.
    pub agent: Option<AgentId>,
    /// By which the starter knows it again.
    pub client_key: String,
    /// How far it has come.
    pub state: RunState,
    /// What it gives away, in minor units.
    pub gives: i64,
    /// Whether it is being taken back, or was: also while it is stuck.
    pub undoing: bool,
    /// Why it is stuck, undone or refused: a word.
    pub reason: Option<String>,
    /// Its steps, in order.
    pub steps: Vec<StepRun>,
    /// When it was started.
    pub started_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepRun {
    /// Its name in the definition.
    pub key: String,
    /// How far it has come.
    pub state: StepState,
    /// How often the shop was asked.
    pub attempts: i64,
    /// What the shop was asked, once it is known.
    pub action: Option<Action>,
    /// What the shop said when it was done.
    pub receipt: Option<Receipt>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// Who did it by hand or left it out, and why.
    pub by_hand: Option<String>,
    /// Until when it is waited for.
    pub until: Option<Time>,
    /// When it changed last.
    pub updated_at: Time,
}

impl Run {
    /// From here on what was done is taken back.
    fn turn_back(&mut self, reason: &str) {
        self.state = RunState::Undoing;
        self.undoing = true;
        self.reason.get_or_insert_with(|| reason.to_owned());
    }

    /// It is a person's to look at.
    fn is_stuck_for(&mut self, reason: &str) {
        self.state = RunState::Stuck;
        self.reason = Some(reason.to_owned());
    }

    /// Where its facts are recorded.
    fn scope(&self) -> Scope {
        Scope { shop: Some(self.shop), conversation: self.conversation }
    }
}

/// The run.
pub fn get(ctx: &mut Ctx<'_, '_>, id: FlowRunId) -> Result<Run> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_run").into())
}

/// The run, to be changed: of two who change it at once, the second sees what the first did.
fn held(ctx: &mut Ctx<'_, '_>, id: FlowRunId) -> Result<Run> {
    store::hold(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_run").into())
}

/// The runs of a conversation, oldest first.
pub fn of_conversation(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<Vec<Run>> {
    Ok(store::of_conversation(ctx.tx, conversation)?)
}

/// A shop's runs in this state, newest first, at most `limit`; of any state when none is named.
pub fn of_shop(ctx: &mut Ctx<'_, '_>, shop: ShopId, state: Option<RunState>, limit: i64) -> Result<Vec<Run>> {
    Ok(store::of_shop(ctx.tx, shop, state, limit)?)
}

/// Writes a run down as it is now, and tells the house.
fn keep_run(ctx: &mut Ctx<'_, '_>, run: &mut Run) -> Result<()> {
    run.updated_at = ctx.now;
    let ends = !run.state.is_open() && run.ended_at.is_none();
    if ends {
        run.ended_at = Some(ctx.now);
        giving::settle(ctx, run)?;
    }
    store::update(ctx.tx, run)?;
    let changed = Fact::FlowChanged { run: run.id, flow: run.definition.key.clone(), state: run.state };
    fact::record(ctx, run.scope(), changed)
}
