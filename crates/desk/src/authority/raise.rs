//! A raise: for a while, in one conversation, more may be given than usual. A lead makes one for a complaint, or the shop's
//! rule does for an urgent one.

use std::time::Duration;

use db::Time;
use language::{Intent, Urgency};

use super::limits::{self, check_amount, check_minutes};
use super::{Holder, store};
use crate::agent::Agent;
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact};
use crate::id::{AgentId, AuthorityRaiseId, ConversationId, ShopId};

/// Characters of why.
const LONGEST_WHY: usize = 500;

/// By how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Limits are so many hundredths of what they are otherwise.
    Percent(i64),
    /// Limits are so much higher, in minor units.
    Amount(i64),
}

/// A raise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raise {
    /// Identity.
    pub id: AuthorityRaiseId,
    /// The shop.
    pub shop: ShopId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// By how much.
    pub by: By,
    /// Nobody is raised above what this role may give.
    pub ceiling: Holder,
    /// Who made it; none for the shop's rule.
    pub raised_by: Option<AgentId>,
    /// Why, in their words; empty for the shop's rule.
    pub why: String,
    /// Since when.
    pub made_at: Time,
    /// Until when.
    pub until: Time,
}

impl Raise {
    /// What a limit becomes.
    pub fn of(&self, limit: i64) -> i64 {
        match self.by {
            By::Percent(percent) => limit.saturating_mul(percent) / 100,
            By::Amount(amount) => limit.saturating_add(amount),
        }
    }
}

/// What a lead wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// By how much.
    pub by: By,
    /// For so many minutes.
    pub minutes: u32,
    /// Why.
    pub why: String,
}

/// A lead raises what may be given in a conversation. The newest raise holds.
pub fn raise(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    by: &Agent,
    wanted: Wanted,
) -> Result<Raise> {
    match wanted.by {
        By::Percent(percent) if !(101..=1000).contains(&percent) => {
            return Err(Refusal::invalid("percent", "out_of_range").into());
        }
        By::Percent(_) => {}
        By::Amount(amount) => check_amount("amount", amount)?,
    }
    check_minutes("minutes", wanted.minutes)?;
    let why = wanted.why.trim();
    if why.is_empty() {
        return Err(Refusal::invalid("why", "required").into());
    }
    if why.chars().count() > LONGEST_WHY {
        return Err(Refusal::invalid("why", "text_too_long").with("limit", LONGEST_WHY).into());
    }
    let raise = Raise {
        id: ctx.id(),
        shop: conversation.shop,
        conversation: conversation.id,
        by: wanted.by,
        ceiling: by.role.into(),
        raised_by: Some(by.id),
        why: why.to_owned(),
        made_at: ctx.now,
        until: after(ctx.now, wanted.minutes),
    };
    keep(ctx, conversation, raise)
}

/// What the shop's rule allows when a conversation turns out to be an urgent complaint; nothing when something was allowed
/// in it before.
pub fn by_rule(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    let urgent_complaint =
        conversation.intent == Some(Intent::Complaint) && conversation.urgency == Urgency::Urgent;
    if !urgent_complaint || store::last_raise(ctx.tx, conversation.id)?.is_some() {
        return Ok(());
    }
    let Some(rule) = limits::get(ctx, conversation.shop)?.limits.urgent_complaint else { return Ok(()) };
    let raise = Raise {
        id: ctx.id(),
        shop: conversation.shop,
        conversation: conversation.id,
        by: By::Percent(rule.percent),
        ceiling: Holder::Lead,
        raised_by: None,
        why: String::new(),
        made_at: ctx.now,
        until: after(ctx.now, rule.minutes),
    };
    keep(ctx, conversation, raise).map(drop)
}

/// The raise that holds in a conversation now.
pub fn active(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<Option<Raise>> {
    let last = store::last_raise(ctx.tx, conversation)?;
    Ok(last.filter(|raise| raise.until > ctx.now))
}

fn keep(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, raise: Raise) -> Result<Raise> {
    store::insert_raise(ctx.tx, &raise)?;
    let fact = Fact::AuthorityRaised { raise: raise.id, agent: raise.raised_by, until: raise.until };
    fact::record(ctx, conversation.scope(), fact)?;
    Ok(raise)
}

fn after(now: Time, minutes: u32) -> Time {
    now + Duration::from_secs(u64::from(minutes) * 60)
}
