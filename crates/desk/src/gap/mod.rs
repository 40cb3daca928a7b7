//! What the shop should know and does not: real questions without a good answer, those that ask the same together.
//!
//! A gap grows as questions come ([`gather`]), has to be answered when it grows too fast, is worked on by giving an
//! article ([`answer`]), and closes only when the shelf answers every question in it that belongs to the shop.

use std::time::Duration;

use db::Time;
use language::Intent;

use crate::agent::{Agent, Role, people, presence};
use crate::asked::Asked;
use crate::catalog::check_text;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ArticleId, AskedId, GapId, ShopId};
use crate::shop::{self, Lang};
use crate::word::words;

pub mod again;
pub mod answer;
pub mod gather;
pub mod health;
mod store;

words! {
    /// How far a gap has come.
    GapState {
        /// Nobody has answered it.
        Open = "open",
        /// There is an article, which does not answer all of it yet.
        Answering = "answering",
        /// Every question in it is answered, or does not belong to the shop.
        Closed = "closed",
    }
}

words! {
    /// In which order.
    GapSort {
        /// What must be answered first, the soonest due before the others, then what is asked most this week.
        Must = "must",
        /// What is asked most altogether.
        Count = "count",
        /// What was asked last.
        Recent = "recent",
    }
}

/// A gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Identity.
    pub id: GapId,
    /// In whose knowledge.
    pub shop: ShopId,
    /// The language of its questions.
    pub language: Lang,
    /// The real question that stands for all.
    pub title: String,
    /// What that was understood as.
    pub intent: Intent,
    /// How far it has come.
    pub state: GapState,
    /// Who answers it.
    pub owner: Option<AgentId>,
    /// Until when.
    pub due_at: Option<Time>,
    /// Since when it must be answered: it was asked too often within a week.
    pub must_at: Option<Time>,
    /// The article that answers it, or is meant to.
    pub article: Option<ArticleId>,
    /// Since when it is known.
    pub opened_at: Time,
    /// When it closed.
    pub closed_at: Option<Time>,
    /// How often it was asked; what was withdrawn does not count.
    pub count: i64,
    /// How often within the last seven days.
    pub week: i64,
    /// How many of its questions are not answered yet.
    pub unanswered: i64,
    /// When it was first asked.
    pub first_at: Option<Time>,
    /// When it was last asked.
    pub last_at: Option<Time>,
}

impl Gap {
    /// Whether it should have been answered by now.
    pub fn overdue(&self, now: Time) -> bool {
        self.state != GapState::Closed && self.due_at.is_some_and(|due| due <= now)
    }
}

/// A real question in a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What was asked.
    pub asked: Asked,
    /// Why it does not belong to the shop, if somebody said so.
    pub withdrawn: Option<String>,
    /// What came of asking it again.
    pub again: Option<Again>,
}

/// What came of asking a question again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Again {
    /// When.
    pub at: Time,
    /// The best article.
    pub article: Option<ArticleId>,
    /// How likely that answers it.
    pub score: Option<f64>,
    /// Whether the bot would tell it.
    pub answered: bool,
}

/// What is counted as the last week.
pub(crate) const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// The gap.
pub fn get(ctx: &mut Ctx<'_, '_>, id: GapId) -> Result<Gap> {
    let week = ctx.now - WEEK;
    store::by_id(ctx.tx, id, week)?.ok_or_else(|| Refusal::not_found("no_such_gap").into())
}

/// A shop's gaps: those in one state, or all that are not closed.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId, state: Option<GapState>, sort: GapSort) -> Result<Vec<Gap>> {
    let week = ctx.now - WEEK;
    let mut gaps = store::list(ctx.tx, shop, state, week)?;
    match sort {
        GapSort::Must => gaps.sort_by_key(|gap| {
            let due = gap.due_at.map_or(i64::MAX, Time::micros);
            (gap.must_at.is_none(), due, -gap.week, -gap.count)
        }),
        GapSort::Count => gaps.sort_by_key(|gap| (-gap.count, -gap.week)),
        GapSort::Recent => gaps.sort_by_key(|gap| std::cmp::Reverse(gap.last_at)),
    }
    Ok(gaps)
}

/// The questions in a gap, newest first.
pub fn questions(ctx: &mut Ctx<'_, '_>, id: GapId) -> Result<Vec<Question>> {
    Ok(store::questions(ctx.tx, id)?)
}

/// What is to change about a gap; what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Who answers it from now on, or nobody.
    pub owner: Option<Option<AgentId>>,
    /// Until when, or without an end.
    pub due_at: Option<Option<Time>>,
    /// How far it has come. It is closed by its answers, not by hand.
    pub state: Option<GapState>,
}

/// Changes who answers a gap, until when, and how far it has come.
pub fn change(ctx: &mut Ctx<'_, '_>, id: GapId, change: Change) -> Result<Gap> {
    let gap = get(ctx, id)?;
    if let Some(Some(owner)) = change.owner
        && !presence::of_shop(ctx, gap.shop)?.iter().any(|agent| agent.id == owner)
        && people::get(ctx, owner)?.role != Role::Admin
    {
        return Err(Refusal::invalid("owner", "agent_not_in_shop").into());
    }
    if change.state == Some(GapState::Closed) && gap.unanswered > 0 {
        return Err(Refusal::conflict("gap_not_answered").with("count", gap.unanswered).into());
    }
    let changed = Gap {
        owner: change.owner.unwrap_or(gap.owner),
        due_at: change.due_at.unwrap_or(gap.due_at),
        state: change.state.unwrap_or(gap.state),
        ..gap
    };
    save(ctx, changed)?;
    get(ctx, id)
}

/// Takes a question out of its gap's account: it does not belong to the shop.
pub fn withdraw(
    ctx: &mut Ctx<'_, '_>,
    id: GapId,
    asked: AskedId,
    by: Option<AgentId>,
    reason: &str,
) -> Result<Gap> {
    check_text("reason", reason, 300)?;
    if store::withdraw(ctx.tx, id, asked, reason.trim(), by)? == 0 {
        return Err(Refusal::not_found("no_such_question").into());
    }
    settle(ctx, id)?;
    get(ctx, id)
}

/// Puts one gap into another: both ask the same.
pub fn merge(ctx: &mut Ctx<'_, '_>, id: GapId, into: GapId) -> Result<Gap> {
    let (gap, target) = (get(ctx, id)?, get(ctx, into)?);
    if gap.shop != target.shop {
        return Err(Refusal::not_found("no_such_gap").into());
    }
    if id == into || gap.language != target.language {
        return Err(Refusal::invalid("into", "cannot_be_merged").into());
    }
    store::move_questions(ctx.tx, id, into)?;
    store::remove(ctx.tx, id)?;
    let target = get(ctx, into)?;
    if target.state == GapState::Closed && target.unanswered > 0 {
        save(ctx, reopened(target))?;
    }
    must_be_answered(ctx, into)?;
    fact::record(ctx, Scope::shop(gap.shop), Fact::GapChanged { gap: into, must: false })?;
    get(ctx, into)
}

/// A question turned out to be answered well: it leaves its gap.
pub fn left(ctx: &mut Ctx<'_, '_>, asked: AskedId) -> Result<()> {
    let Some(gap) = store::gap_of(ctx.tx, asked)? else { return Ok(()) };
    store::take_out(ctx.tx, asked)?;
    settle(ctx, gap)
}

/// Closes a gap in which nothing is left to be answered; one with nothing in it at all is forgotten.
pub(crate) fn settle(ctx: &mut Ctx<'_, '_>, id: GapId) -> Result<()> {
    let gap = get(ctx, id)?;
    if gap.count == 0 && questions(ctx, id)?.is_empty() {
        store::remove(ctx.tx, id)?;
        return fact::record(ctx, Scope::shop(gap.shop), Fact::GapChanged { gap: id, must: false });
    }
    let state = if gap.unanswered == 0 { GapState::Closed } else { gap.state };
    save(ctx, Gap { state, ..gap })
}

/// Stores what can change about a gap, and tells the house. A closed one has nothing to be answered by a time.
pub(crate) fn save(ctx: &mut Ctx<'_, '_>, gap: Gap) -> Result<()> {
    let gap = if gap.state == GapState::Closed {
        Gap { closed_at: gap.closed_at.or(Some(ctx.now)), due_at: None, must_at: None, ..gap }
    } else {
        Gap { closed_at: None, ..gap }
    };
    store::update(ctx.tx, &gap)?;
    let must = gap.must_at.is_some();
    fact::record(ctx, Scope::shop(gap.shop), Fact::GapChanged { gap: gap.id, must })
}

pub(crate) fn reopened(gap: Gap) -> Gap {
    Gap { state: GapState::Open, closed_at: None, ..gap }
}

/// What is asked too often within a week must be answered: somebody gets it, with a day until when.
pub(crate) fn must_be_answered(ctx: &mut Ctx<'_, '_>, id: GapId) -> Result<()> {
    let gap = get(ctx, id)?;
    let settings = shop::get(ctx, gap.shop)?.settings;
    let too_often = gap.week >= i64::from(settings.gap_weekly_limit);
    if gap.must_at.is_some() || gap.state == GapState::Closed || !too_often {
        return Ok(());
    }
    let owner = match gap.owner {
        Some(owner) => Some(owner),
        None => whose(ctx, gap.shop)?,
    };
    let due_at = ctx.now + Duration::from_secs(u64::from(settings.gap_due_days) * 86_400);
    let due_at = Some(gap.due_at.map_or(due_at, |given| given.min(due_at)));
    save(ctx, Gap { owner, due_at, must_at: Some(ctx.now), ..gap })
}

/// Who gets the next one: a senior or lead of the shop, whoever has fewest.
fn whose(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<AgentId>> {
    let load = store::load(ctx.tx, shop)?;
    let has =
        |agent: &Agent| load.iter().find(|(owner, _)| *owner == agent.id).map_or(0, |(_, count)| *count);
    let keepers = presence::of_shop(ctx, shop)?;
    let keepers = keepers.iter().filter(|agent| matches!(agent.role, Role::Senior | Role::Lead));
    Ok(keepers.min_by_key(|agent| has(agent)).map(|agent| agent.id))
}
