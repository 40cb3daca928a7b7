//! Authority: what a role may give away without asking anybody, and whom to ask for more.
//!
//! Whatever is given is first *reserved*, then *spent* or *released*. Limits are held against the uses themselves, which are
//! added up while the rows of the person, the buyer and the case are held: of two who would give the last yuan at once, one
//! does. Over a limit an *approval* is asked of somebody whose own limits cover it; a *raise* lifts the limits of one
//! conversation for a while.

use std::time::Duration;

use db::Time;

use crate::agent::Role;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, AuthorityUseId, BuyerId, ConversationId, ShopId};
use crate::money::Money;
use crate::shop::{self, Shop};
use crate::word::words;

pub mod approval;
pub mod decide;
pub mod limits;
pub mod raise;
mod store;

pub use approval::{Approval, ApprovalState};
pub use decide::{LimitKind, Used, Verdict, decide};
pub use limits::{Limit, Limits};
pub use raise::Raise;

/// What was given for the same order and reason counts as one case for so long.
pub const CASE: Duration = Duration::from_secs(30 * 86_400);
/// Characters of the key of a use.
const LONGEST_KEY: usize = 200;

words! {
    /// Who has limits: the bot, and people by their role, the least first.
    Holder {
        /// The bot, and programs with a key.
        Bot = "bot",
        /// Answers buyers.
        Agent = "agent",
        /// Answers the difficult ones.
        Senior = "senior",
        /// Leads a team.
        Lead = "lead",
        /// Owns the shop, or sets everything up.
        Admin = "admin",
    }
}

impl From<Role> for Holder {
    fn from(role: Role) -> Self {
        match role {
            Role::Agent => Self::Agent,
            Role::Senior => Self::Senior,
            Role::Lead => Self::Lead,
            Role::Admin => Self::Admin,
        }
    }
}

/// Who gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person, by the role they have now.
    Agent(AgentId, Role),
    /// The bot.
    Bot,
}

impl Who {
    /// Whose limits hold.
    pub fn holder(self) -> Holder {
        match self {
            Self::Agent(_, role) => role.into(),
            Self::Bot => Holder::Bot,
        }
    }

    /// The person.
    pub fn agent(self) -> Option<AgentId> {
        match self {
            Self::Agent(agent, _) => Some(agent),
            Self::Bot => None,
        }
    }
}

/// Something that is to be given away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// By which shop.
    pub shop: ShopId,
    /// By whom.
    pub who: Who,
    /// To whom.
    pub buyer: BuyerId,
    /// In which conversation.
    pub conversation: Option<ConversationId>,
    /// About which order, by the shop's number.
    pub order: Option<String>,
    /// What the order is worth, in minor units; 0 when it is about none.
    pub order_value: i64,
    /// By which flow.
    pub flow: String,
    /// For which reason.
    pub reason: String,
    /// How much, in the shop's currency.
    pub amount: Money,
}

impl Asked {
    /// What a case is counted by: the order, or the conversation or the buyer when it is about none.
    fn matter(&self) -> String {
        match (&self.order, self.conversation) {
            (Some(order), _) => format!("order:{order}"),
            (None, Some(conversation)) => format!("conversation:{conversation}"),
            (None, None) => format!("buyer:{}", self.buyer),
        }
    }

    fn check(&self, shop: &Shop) -> Result<(), Refusal> {
        limits::check_name("flow", &self.flow)?;
        limits::check_name("reason", &self.reason)?;
        limits::check_amount("amount", self.amount.minor)?;
        limits::check_amount("order_value", self.order_value)?;
        if self.amount.currency != shop.currency {
            let refusal = Refusal::invalid("amount", "authority_other_currency");
            return Err(refusal.with("currency", &shop.currency));
        }
        Ok(())
    }
}

words! {
    /// How far something given away has come.
    UseState {
        /// It counts, and nothing has left the shop yet.
        Reserved = "reserved",
        /// It was given.
        Spent = "spent",
        /// It was not given after all, and no longer counts.
        Released = "released",
    }
}

/// Something given away, or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Identity.
    pub id: AuthorityUseId,
    /// The shop.
    pub shop: ShopId,
    /// What the one who gives knows it by: the same key again is the same use.
    pub key: String,
    /// Who gave it; none for the bot.
    pub agent: Option<AgentId>,
    /// To whom.
    pub buyer: BuyerId,
    /// By which flow.
    pub flow: String,
    /// For which reason.
    pub reason: String,
    /// About what.
    matter: String,
    /// What was reserved, in minor units.
    pub amount: i64,
    /// What of it counts against limits.
    pub counted: i64,
    /// How far it has come.
    pub state: UseState,
    /// The day of the shop on which it was reserved.
    pub day: String,
}

/// What came of reserving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It counts from now on.
    Reserved(Use),
    /// It is more than may be given; nothing was reserved.
    Over(Verdict),
}

/// What would come of reserving now; changes nothing.
pub fn consider(ctx: &mut Ctx<'_, '_>, asked: &Asked) -> Result<Verdict> {
    let shop = shop::get(ctx, asked.shop)?;
    asked.check(&shop)?;
    judge(ctx, &shop, asked)
}

/// Reserves, in the caller's transaction; `key` makes it once.
pub fn reserve(ctx: &mut Ctx<'_, '_>, asked: &Asked, key: &str) -> Result<Outcome> {
    let shop = shop::get(ctx, asked.shop)?;
    asked.check(&shop)?;
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(Refusal::invalid("key", "required").into());
    }
    take_turns(ctx, asked)?;
    if let Some(known) = store::use_by_key(ctx.tx, shop.id, key)? {
        return again(known, asked).map(Outcome::Reserved);
    }
    match judge(ctx, &shop, asked)? {
        Verdict::Within { .. } => {}
        over => return Ok(Outcome::Over(over)),
    }
    let (day, month) = calendar(&shop, ctx.now);
    let reserved = Use {
        id: ctx.id(),
        shop: shop.id,
        key: key.to_owned(),
        agent: asked.who.agent(),
        buyer: asked.buyer,
        flow: asked.flow.clone(),
        reason: asked.reason.clone(),
        matter: asked.matter(),
        amount: asked.amount.minor,
        counted: asked.amount.minor,
        state: UseState::Reserved,
        day,
    };
    store::insert_use(ctx.tx, &reserved, asked, &month, ctx.now)?;
    Ok(Outcome::Reserved(reserved))
}

/// What was reserved was given: `amount` of it, the rest is released. Saying it twice changes nothing.
pub fn spend(ctx: &mut Ctx<'_, '_>, id: AuthorityUseId, amount: i64) -> Result<Use> {
    let reserved = get(ctx, id)?;
    if !(0..=reserved.amount).contains(&amount) {
        let refusal = Refusal::invalid("amount", "authority_more_than_reserved");
        return Err(refusal.with("limit", reserved.amount).into());
    }
    end(ctx, id, UseState::Spent, amount)
}

/// What was reserved is not given after all, and no longer counts. Saying it twice changes nothing.
pub fn release(ctx: &mut Ctx<'_, '_>, id: AuthorityUseId) -> Result<Use> {
    end(ctx, id, UseState::Released, 0)
}

fn end(ctx: &mut Ctx<'_, '_>, id: AuthorityUseId, state: UseState, counted: i64) -> Result<Use> {
    store::end_use(ctx.tx, id, state, counted, ctx.now)?;
    let ended = get(ctx, id)?;
    if (ended.state, ended.counted) == (state, counted) {
        Ok(ended)
    } else {
        Err(Refusal::conflict("authority_use_ended").into())
    }
}

/// The use.
pub fn get(ctx: &mut Ctx<'_, '_>, id: AuthorityUseId) -> Result<Use> {
    store::use_by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_authority_use").into())
}

/// The use with this key.
pub fn by_key(ctx: &mut Ctx<'_, '_>, shop: ShopId, key: &str) -> Result<Option<Use>> {
    Ok(store::use_by_key(ctx.tx, shop, key)?)
}

/// The same key again: the same use, if it is about the same.
fn again(known: Use, asked: &Asked) -> Result<Use> {
    let same = known.amount == asked.amount.minor
        && known.matter == asked.matter()
        && (&known.flow, &known.reason) == (&asked.flow, &asked.reason);
    if same && known.state != UseState::Released {
        Ok(known)
    } else {
        Err(Refusal::conflict("authority_key_used").into())
    }
}

/// Holds the rows of everything that is counted together, always in the same order, until the transaction ends.
fn take_turns(ctx: &mut Ctx<'_, '_>, asked: &Asked) -> Result<()> {
    let giver = asked.who.agent().map_or_else(|| "bot".to_owned(), |agent| format!("agent:{agent}"));
    let mut names = [giver, format!("buyer:{}", asked.buyer), format!("matter:{}", asked.matter())];
    names.sort();
    for name in names {
        store::take_turn(ctx.tx, asked.shop, &name)?;
    }
    Ok(())
}

fn judge(ctx: &mut Ctx<'_, '_>, shop: &Shop, asked: &Asked) -> Result<Verdict> {
    let kept = limits::get(ctx, shop.id)?;
    let raise = match asked.conversation {
        Some(conversation) => raise::active(ctx, conversation)?,
        None => None,
    };
    let (day, month) = calendar(shop, ctx.now);
    let used = Used {
        case: store::used_in_matter(ctx.tx, shop.id, &asked.matter(), ctx.now - CASE)?,
        day: store::used_on_day(ctx.tx, shop.id, &day, asked.who.agent())?,
        month: store::used_for_buyer(ctx.tx, asked.buyer, &month)?,
    };
    Ok(decide(&kept.limits, raise.as_ref(), asked, &used))
}

/// The day and the month of a moment in the zone of a shop.
fn calendar(shop: &Shop, now: Time) -> (String, String) {
    let date = now.timestamp().to_zoned(shop.zone()).date();
    (date.strftime("%Y-%m-%d").to_string(), date.strftime("%Y-%m").to_string())
}
