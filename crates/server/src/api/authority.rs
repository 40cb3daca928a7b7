//! What may be given away: the limits of a shop, what was asked over them, and what is allowed for a while.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::agent::people;
use desk::authority::approval::{self, Waiting, Which};
use desk::authority::limits::{self, Kept};
use desk::authority::raise::{self, By, Wanted};
use desk::authority::{Approval, ApprovalState, Holder, LimitKind, Limits, Raise};
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::flow::{self, Definition};
use desk::id::{AgentId, ApprovalId, AuthorityRaiseId, BuyerId, ConversationId, ShopId};
use desk::money::Money;
use desk::shop::Bilingual;
use desk::{buyer, conversation, shop};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{GrantAuthority, May, Person, ReadConversations};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// Approvals shown at once.
const SHOWN: i64 = 100;
/// Waiting is summed over so long.
const SUMMED: Duration = Duration::from_secs(30 * 86_400);

/// What is set about authority in a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorityView {
    /// 0 before anybody has set anything: these are the defaults.
    pub version: i64,
    /// Amounts are in minor units of this.
    pub currency: String,
    pub limits: Limits,
    /// The name of whoever set it last.
    pub set_by: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub set_at: Option<Time>,
}

impl AuthorityView {
    fn of(ctx: &mut Ctx<'_, '_>, shop: ShopId, kept: Kept) -> desk::error::Result<Self> {
        let currency = shop::get(ctx, shop)?.currency;
        let set_by = match kept.set_by {
            Some(agent) => Some(people::get(ctx, agent)?.name),
            None => None,
        };
        Ok(Self { version: kept.version, currency, limits: kept.limits, set_by, set_at: kept.set_at })
    }
}

/// What is to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityInput {
    /// The version it was made from: what somebody else has set meanwhile is not written over.
    pub version: i64,
    pub limits: Limits,
}

/// Shows what each role may give away.
#[utoipa::path(get, path = "/shops/{shop}/authority", tag = "authority", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = AuthorityView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn limits(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<AuthorityView>> {
    who.must_see(shop, "no_such_shop")?;
    let view = app.store.read(move |ctx| {
        let kept = limits::get(ctx, shop)?;
        AuthorityView::of(ctx, shop, kept)
    });
    Ok(Json(view.await?))
}

/// Sets what each role may give away. A lead leaves their own limits and those above as they are, and gives nobody more than
/// they have themselves.
#[utoipa::path(put, path = "/shops/{shop}/authority", tag = "authority", params(("shop" = ShopId, Path)),
    request_body = AuthorityInput, responses(
    (status = 200, body = AuthorityView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_limits(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(shop): Path<ShopId>,
    Body(input): Body<AuthorityInput>,
) -> Answer<Json<AuthorityView>> {
    who.must_see(shop, "no_such_shop")?;
    let view = app.store.write(move |ctx| {
        let kept = limits::set(ctx, shop, &who.agent, input.version, input.limits)?;
        AuthorityView::of(ctx, shop, kept)
    });
    Ok(Json(view.await?))
}

/// Something that was asked over a limit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalView {
    pub id: ApprovalId,
    pub shop: ShopId,
    pub conversation: Option<ConversationId>,
    /// The run of the flow that waits for it.
    pub run: String,
    /// None for the bot.
    pub asked_by: Option<AgentId>,
    pub asked_by_name: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub asked_at: Time,
    pub buyer: BuyerId,
    pub buyer_name: Option<String>,
    /// The number of the order it is about.
    pub order: Option<String>,
    pub order_value: Money,
    pub flow: String,
    /// What people call the flow; none when it is no flow of the shop's.
    pub flow_title: Option<Bilingual>,
    pub reason: String,
    /// What people call the reason; none when the flow has no such choice.
    pub reason_title: Option<Bilingual>,
    pub amount: Money,
    /// The limit it goes over.
    pub over: LimitKind,
    /// By how much.
    pub over_by: Money,
    pub why: String,
    pub state: ApprovalState,
    pub decided_by_name: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub decided_at: Option<Time>,
    pub note: String,
    /// Until when it can be decided.
    #[schema(value_type = String, format = "date-time")]
    pub expires_at: Time,
    /// How long it waits, or did wait until it was decided.
    pub waited_seconds: u64,
}

impl ApprovalView {
    fn of(approval: Approval, names: &mut Names, ctx: &mut Ctx<'_, '_>) -> desk::error::Result<Self> {
        let waited_seconds = approval.waited(ctx.now).as_secs();
        let money = |minor| Money::new(minor, &names.currency);
        let (order_value, amount, over_by) =
            (money(approval.order_value), money(approval.amount), money(approval.by));
        Ok(Self {
            asked_by_name: names.agent(ctx, approval.asked_by)?,
            decided_by_name: names.agent(ctx, approval.decided_by)?,
            buyer_name: buyer::get(ctx, approval.buyer)?.name,
            order_value,
            amount,
            over_by,
            waited_seconds,
            id: approval.id,
            shop: approval.shop,
            conversation: approval.conversation,
            run: approval.run,
            asked_by: approval.asked_by,
            asked_at: approval.asked_at,
            buyer: approval.buyer,
            order: approval.order,
            flow_title: names.flow(&approval.flow).map(|flow| flow.title.clone()),
            reason_title: names.reason(&approval.flow, &approval.reason),
            flow: approval.flow,
            reason: approval.reason,
            over: approval.over,
            why: approval.why,
            state: approval.state,
            decided_at: approval.decided_at,
            note: approval.note,
            expires_at: approval.expires_at,
        })
    }
}

/// The names in a list, each read once, and the money it is in.
struct Names {
    currency: String,
    agents: HashMap<AgentId, String>,
    flows: Vec<Definition>,
}

impl Names {
    fn of(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> desk::error::Result<Self> {
        let flows = flow::definitions(ctx, shop)?.into_iter().map(|(flow, _)| flow).collect();
        Ok(Self { currency: shop::get(ctx, shop)?.currency, agents: HashMap::new(), flows })
    }

    fn flow(&self, key: &str) -> Option<&Definition> {
        self.flows.iter().find(|flow| flow.key == key)
    }

    fn reason(&self, flow: &str, reason: &str) -> Option<Bilingual> {
        self.flow(flow)?.choice(flow::REASON, reason).cloned()
    }

    fn agent(&mut self, ctx: &mut Ctx<'_, '_>, id: Option<AgentId>) -> desk::error::Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(name) = self.agents.get(&id) {
            return Ok(Some(name.clone()));
        }
        let name = people::get(ctx, id)?.name;
        self.agents.insert(id, name.clone());
        Ok(Some(name))
    }
}

/// What waited for approval, over the last 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalWaiting {
    /// How often something was asked.
    pub asked: i64,
    /// How long all of it waited together.
    pub total_seconds: u64,
    /// How long the longest waited.
    pub longest_seconds: u64,
}

impl From<Waiting> for ApprovalWaiting {
    fn from(Waiting { asked, total, longest }: Waiting) -> Self {
        Self { asked, total_seconds: total.as_secs(), longest_seconds: longest.as_secs() }
    }
}

/// What was asked over limits in a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalsView {
    /// Those that wait are the oldest first, all are the newest first; at most 100.
    pub approvals: Vec<ApprovalView>,
    pub waiting: ApprovalWaiting,
}

/// Which approvals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApprovalsQuery {
    /// Only those that wait for somebody.
    #[serde(default)]
    pub open: bool,
}

/// Lists what was asked over limits.
#[utoipa::path(get, path = "/shops/{shop}/approvals", tag = "authority",
    params(("shop" = ShopId, Path), ApprovalsQuery), responses(
    (status = 200, body = ApprovalsView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn approvals(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(shop): Path<ShopId>,
    Query(query): Query<ApprovalsQuery>,
) -> Answer<Json<ApprovalsView>> {
    who.must_see(shop, "no_such_shop")?;
    let which = if query.open { Which::Open } else { Which::All };
    let view = app.store.read(move |ctx| {
        let mut names = Names::of(ctx, shop)?;
        let found = approval::list(ctx, shop, which, SHOWN)?;
        let approvals: desk::error::Result<_> =
            found.into_iter().map(|one| ApprovalView::of(one, &mut names, ctx)).collect();
        let since = ctx.now - SUMMED;
        Ok(ApprovalsView { approvals: approvals?, waiting: approval::waited(ctx, shop, since)?.into() })
    });
    Ok(Json(view.await?))
}

/// Shows one thing that was asked, also when it is decided.
#[utoipa::path(get, path = "/approvals/{id}", tag = "authority", params(("id" = ApprovalId, Path)), responses(
    (status = 200, body = ApprovalView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn approval(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(id): Path<ApprovalId>,
) -> Answer<Json<ApprovalView>> {
    let view = app.store.read(move |ctx| {
        let found = approval::get(ctx, id)?;
        who.must_see(found.shop, "no_such_approval")?;
        let mut names = Names::of(ctx, found.shop)?;
        ApprovalView::of(found, &mut names, ctx)
    });
    Ok(Json(view.await?))
}

/// What is said to a decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalNote {
    #[serde(default)]
    pub note: String,
}

/// Approves. It is given out of the approver's own limits, which must cover it; nobody approves what they asked for.
#[utoipa::path(post, path = "/approvals/{id}/approve", tag = "authority", params(("id" = ApprovalId, Path)),
    request_body = ApprovalNote, responses(
    (status = 200, body = ApprovalView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn approve(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(id): Path<ApprovalId>,
    Body(ApprovalNote { note }): Body<ApprovalNote>,
) -> Answer<Json<ApprovalView>> {
    let view = app.store.write(move |ctx| {
        who.must_see(approval::get(ctx, id)?.shop, "no_such_approval")?;
        let approved = approval::approve(ctx, id, &who.agent, &note)?;
        let mut names = Names::of(ctx, approved.shop)?;
        ApprovalView::of(approved, &mut names, ctx)
    });
    Ok(Json(view.await?))
}

/// Refuses what was asked.
#[utoipa::path(post, path = "/approvals/{id}/refuse", tag = "authority", params(("id" = ApprovalId, Path)),
    request_body = ApprovalNote, responses(
    (status = 200, body = ApprovalView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn refuse(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(id): Path<ApprovalId>,
    Body(ApprovalNote { note }): Body<ApprovalNote>,
) -> Answer<Json<ApprovalView>> {
    let view = app.store.write(move |ctx| {
        who.must_see(approval::get(ctx, id)?.shop, "no_such_approval")?;
        let refused = approval::refuse(ctx, id, &who.agent, &note)?;
        let mut names = Names::of(ctx, refused.shop)?;
        ApprovalView::of(refused, &mut names, ctx)
    });
    Ok(Json(view.await?))
}

/// By how much what may be given in a conversation is raised, until when, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorityRaiseView {
    pub id: AuthorityRaiseId,
    pub conversation: ConversationId,
    /// Limits are so many hundredths of what they are otherwise.
    pub percent: Option<i64>,
    /// Limits are so much higher, in minor units.
    pub amount: Option<i64>,
    /// Nobody is raised above what this role may give.
    pub ceiling: Holder,
    /// None for the shop's rule.
    pub raised_by_name: Option<String>,
    /// Empty for the shop's rule.
    pub why: String,
    #[schema(value_type = String, format = "date-time")]
    pub made_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub until: Time,
}

impl AuthorityRaiseView {
    fn of(ctx: &mut Ctx<'_, '_>, raise: Raise) -> desk::error::Result<Self> {
        let (percent, amount) = match raise.by {
            By::Percent(percent) => (Some(percent), None),
            By::Amount(amount) => (None, Some(amount)),
        };
        let raised_by_name = match raise.raised_by {
            Some(agent) => Some(people::get(ctx, agent)?.name),
            None => None,
        };
        let Raise { id, conversation, ceiling, why, made_at, until, .. } = raise;
        Ok(Self { id, conversation, percent, amount, ceiling, raised_by_name, why, made_at, until })
    }
}

/// What is to be raised: by a percentage or by an amount.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityRaiseInput {
    /// Limits are so many hundredths of what they are otherwise: 101 to 1000.
    pub percent: Option<i64>,
    /// Limits are so much higher, in minor units.
    pub amount: Option<i64>,
    /// For so long: 1 to 2880.
    pub minutes: u32,
    pub why: String,
}

/// Shows what is raised in a conversation now; null when nothing is.
#[utoipa::path(get, path = "/conversations/{id}/authority-raise", tag = "authority",
    params(("id" = ConversationId, Path)), responses(
    (status = 200, body = Option<AuthorityRaiseView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn raised(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(id): Path<ConversationId>,
) -> Answer<Json<Option<AuthorityRaiseView>>> {
    let view = app.store.read(move |ctx| {
        who.must_see(conversation::get(ctx, id)?.shop, "no_such_conversation")?;
        raise::active(ctx, id)?.map(|raise| AuthorityRaiseView::of(ctx, raise)).transpose()
    });
    Ok(Json(view.await?))
}

/// Raises what may be given in a conversation for a while, never above the raiser's own limits.
#[utoipa::path(post, path = "/conversations/{id}/authority-raise", tag = "authority",
    params(("id" = ConversationId, Path)), request_body = AuthorityRaiseInput, responses(
    (status = 201, body = AuthorityRaiseView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn raise_limits(
    State(app): State<App>,
    who: Person<GrantAuthority>,
    Path(id): Path<ConversationId>,
    Body(input): Body<AuthorityRaiseInput>,
) -> Answer<(StatusCode, Json<AuthorityRaiseView>)> {
    let view = app.store.write(move |ctx| {
        let conversation = conversation::get(ctx, id)?;
        who.must_see(conversation.shop, "no_such_conversation")?;
        let by = match (input.percent, input.amount) {
            (Some(percent), None) => By::Percent(percent),
            (None, Some(amount)) => By::Amount(amount),
            _ => return Err(Refusal::invalid("percent", "authority_one_of_two").into()),
        };
        let wanted = Wanted { by, minutes: input.minutes, why: input.why };
        let made = raise::raise(ctx, &conversation, &who.agent, wanted)?;
        AuthorityRaiseView::of(ctx, made)
    });
    Ok((StatusCode::CREATED, Json(view.await?)))
}
