//! Approvals: what goes over somebody's limits is asked of a lead, who gives it out of their own.
//!
//! How long each took to be decided is kept: waiting for an approval is a segment of its own of what a buyer waits for.

use std::time::Duration;

use db::Time;

use super::decide::{LimitKind, Verdict};
use super::{Asked, Outcome, Who, consider, limits, reserve, store};
use crate::agent::Agent;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, ApprovalDecision, Fact, Scope};
use crate::id::{AgentId, ApprovalId, AuthorityUseId, BuyerId, ConversationId, ShopId};
use crate::money::Money;
use crate::shop::{self, Lang};
use crate::word::words;

/// The kind of the job that ends what nobody decided.
pub const JOB: &str = "authority.expire";
/// Characters of why, and of a note.
const LONGEST: usize = 500;

words! {
    /// How far an approval has come.
    ApprovalState {
        /// It waits for somebody.
        Asked = "asked",
        /// It was given.
        Approved = "approved",
        /// It was not.
        Refused = "refused",
        /// Nobody decided in time.
        Expired = "expired",
        /// What it was asked for was called off.
        Withdrawn = "withdrawn",
    }
}

/// Something that was asked of whoever may give more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Identity.
    pub id: ApprovalId,
    /// The shop.
    pub shop: ShopId,
    /// In which conversation.
    pub conversation: Option<ConversationId>,
    /// For which run of a flow.
    pub run: String,
    /// By whom; none for the bot.
    pub asked_by: Option<AgentId>,
    /// When.
    pub asked_at: Time,
    /// For whom.
    pub buyer: BuyerId,
    /// About which order, by the shop's number.
    pub order: Option<String>,
    /// What the order is worth, in minor units.
    pub order_value: i64,
    /// By which flow.
    pub flow: String,
    /// For which reason.
    pub reason: String,
    /// How much, in minor units.
    pub amount: i64,
    /// Over which limit.
    pub over: LimitKind,
    /// By how much.
    pub by: i64,
    /// Why, in the words of whoever asked.
    pub why: String,
    /// How far it has come.
    pub state: ApprovalState,
    /// Who decided.
    pub decided_by: Option<AgentId>,
    /// When.
    pub decided_at: Option<Time>,
    /// What they said to it.
    pub note: String,
    /// What was reserved when it was approved.
    pub reservation: Option<AuthorityUseId>,
    /// Until when it can be decided.
    pub expires_at: Time,
}

impl Approval {
    /// How long it has waited, or did wait until it was decided.
    pub fn waited(&self, now: Time) -> Duration {
        self.decided_at.unwrap_or(now).since(self.asked_at)
    }

    fn scope(&self) -> Scope {
        Scope { shop: Some(self.shop), conversation: self.conversation }
    }
}

/// What the approvals of a shop waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many were asked.
    pub asked: i64,
    /// How long they waited together.
    pub total: Duration,
    /// How long the longest waited.
    pub longest: Duration,
}

/// Asks for more than the asker may give. The run that asks again is told what it was told before, while that holds.
pub fn ask(ctx: &mut Ctx<'_, '_>, run: &str, asked: &Asked, why: &str) -> Result<Approval> {
    let why = checked("why", why)?;
    if let Some(open) = store::approval_of_run(ctx.tx, asked.shop, run)? {
        return Ok(open);
    }
    let (over, by) = match consider(ctx, asked)? {
        Verdict::NeedsApproval { over, by, .. } => (over, by),
        Verdict::Refused { .. } => return Err(Refusal::forbidden_for("authority_nobody_may").into()),
        Verdict::Within { .. } => return Err(Refusal::conflict("authority_suffices").into()),
    };
    let minutes = limits::get(ctx, asked.shop)?.limits.approval_minutes;
    let approval = Approval {
        id: ctx.id(),
        shop: asked.shop,
        conversation: asked.conversation,
        run: run.to_owned(),
        asked_by: asked.who.agent(),
        asked_at: ctx.now,
        buyer: asked.buyer,
        order: asked.order.clone(),
        order_value: asked.order_value,
        flow: asked.flow.clone(),
        reason: asked.reason.clone(),
        amount: asked.amount.minor,
        over,
        by,
        why,
        state: ApprovalState::Asked,
        decided_by: None,
        decided_at: None,
        note: String::new(),
        reservation: None,
        expires_at: ctx.now + Duration::from_secs(u64::from(minutes) * 60),
    };
    store::insert_approval(ctx.tx, &approval)?;
    let job = jobs::NewJob {
        kind: JOB,
        key: job_key(approval.id),
        body: approval.id.to_string(),
        run_at: approval.expires_at,
    };
    jobs::enqueue(ctx.tx, &job, ctx.now)?;
    let fact =
        Fact::ApprovalAsked { approval: approval.id, agent: approval.asked_by, amount: approval.amount };
    fact::record(ctx, approval.scope(), fact)?;
    Ok(approval)
}

/// The approval.
pub fn get(ctx: &mut Ctx<'_, '_>, id: ApprovalId) -> Result<Approval> {
    store::approval(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_approval").into())
}

/// Approves: it is reserved out of the approver's own limits, under the run as its key.
pub fn approve(ctx: &mut Ctx<'_, '_>, id: ApprovalId, by: &Agent, note: &str) -> Result<Approval> {
    let note = checked("note", note)?;
    let approval = still_open(ctx, id)?;
    if approval.asked_by == Some(by.id) {
        return Err(Refusal::forbidden_for("authority_own_approval").into());
    }
    let currency = shop::get(ctx, approval.shop)?.currency;
    let asked = Asked {
        shop: approval.shop,
        who: Who::Agent(by.id, by.role),
        buyer: approval.buyer,
        conversation: approval.conversation,
        order: approval.order.clone(),
        order_value: approval.order_value,
        flow: approval.flow.clone(),
        reason: approval.reason.clone(),
        amount: Money::new(approval.amount, &currency),
    };
    match reserve(ctx, &asked, &approval.run)? {
        Outcome::Reserved(reserved) => {
            let decided = (ApprovalState::Approved, ApprovalDecision::Approved);
            decide_open(ctx, approval, decided, Some(by.id), &note, Some(reserved.id))
        }
        Outcome::Over(Verdict::NeedsApproval { over, by, .. } | Verdict::Refused { over, by }) => {
            let refusal = Refusal::forbidden_for("authority_not_enough");
            Err(refusal.with("over", over).with("by", Money::new(by, &currency).display(Lang::En)).into())
        }
        Outcome::Over(Verdict::Within { .. }) => {
            Err(crate::error::Error::Broken("what is within limits was not reserved".into()))
        }
    }
}

/// Refuses.
pub fn refuse(ctx: &mut Ctx<'_, '_>, id: ApprovalId, by: &Agent, note: &str) -> Result<Approval> {
    let note = checked("note", note)?;
    let approval = still_open(ctx, id)?;
    let decided = (ApprovalState::Refused, ApprovalDecision::Refused);
    decide_open(ctx, approval, decided, Some(by.id), &note, None)
}

/// Ends what nobody decided in time; nothing when somebody did, or there is time yet.
pub fn expire(ctx: &mut Ctx<'_, '_>, id: ApprovalId) -> Result<()> {
    let approval = get(ctx, id)?;
    if approval.state != ApprovalState::Asked || approval.expires_at > ctx.now {
        return Ok(());
    }
    let decided = (ApprovalState::Expired, ApprovalDecision::Expired);
    decide_open(ctx, approval, decided, None, "", None).map(drop)
}

/// Takes back what was asked for a run that was called off; nothing when nothing waits.
pub fn withdraw(ctx: &mut Ctx<'_, '_>, shop: ShopId, run: &str, by: AgentId) -> Result<()> {
    match store::approval_of_run(ctx.tx, shop, run)? {
        Some(open) if open.state == ApprovalState::Asked => {
            let decided = (ApprovalState::Withdrawn, ApprovalDecision::Withdrawn);
            decide_open(ctx, open, decided, Some(by), "", None).map(drop)
        }
        _ => Ok(()),
    }
}

/// The approvals of a shop: those that wait by age, or all with the newest first; at most `limit`.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId, which: Which, limit: i64) -> Result<Vec<Approval>> {
    Ok(match which {
        Which::Open => store::open_approvals(ctx.tx, shop, limit)?,
        Which::All => store::approvals(ctx.tx, shop, limit)?,
    })
}

/// Which approvals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait.
    Open,
    /// All.
    All,
}

/// What those asked since a moment waited, until they were decided or until now.
pub fn waited(ctx: &mut Ctx<'_, '_>, shop: ShopId, since: Time) -> Result<Waiting> {
    Ok(store::waited(ctx.tx, shop, since, ctx.now)?)
}

fn still_open(ctx: &mut Ctx<'_, '_>, id: ApprovalId) -> Result<Approval> {
    let approval = get(ctx, id)?;
    match approval.state {
        ApprovalState::Asked if approval.expires_at > ctx.now => Ok(approval),
        ApprovalState::Asked | ApprovalState::Expired => Err(Refusal::conflict("approval_expired").into()),
        ApprovalState::Withdrawn => Err(Refusal::conflict("approval_withdrawn").into()),
        ApprovalState::Approved | ApprovalState::Refused => Err(Refusal::conflict("approval_decided").into()),
    }
}

/// Of two who decide at once, one does; whatever the other did in the same transaction is undone with its refusal.
fn decide_open(
    ctx: &mut Ctx<'_, '_>,
    mut approval: Approval,
    (state, decision): (ApprovalState, ApprovalDecision),
    by: Option<AgentId>,
    note: &str,
    reservation: Option<AuthorityUseId>,
) -> Result<Approval> {
    approval.state = state;
    approval.decided_by = by;
    approval.decided_at = Some(ctx.now);
    note.clone_into(&mut approval.note);
    approval.reservation = reservation;
    if store::decide_approval(ctx.tx, &approval)? == 0 {
        return Err(Refusal::conflict("approval_decided").into());
    }
    if state != ApprovalState::Expired {
        jobs::cancel(ctx.tx, &job_key(approval.id))?;
    }
    let fact = Fact::ApprovalDecided { approval: approval.id, decision, agent: by };
    fact::record(ctx, approval.scope(), fact)?;
    Ok(approval)
}

fn job_key(id: ApprovalId) -> String {
    format!("{JOB}:{id}")
}

fn checked(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid(field, "text_too_long").with("limit", LONGEST).into());
    }
    Ok(text.to_owned())
}
