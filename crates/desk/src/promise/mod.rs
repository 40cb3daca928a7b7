//! Promises: what somebody of the shop said to a buyer that must be done by a time.
//!
//! A promise is made with the message it is in, in one transaction; it is kept by itself when what it waits for arrives,
//! or by hand; a timer reminds its owner before it is due and tells the leads when it was not kept. Once broken it stays
//! broken in the figures, however it ends.

use db::Time;
use serde::{Deserialize, Serialize};

use crate::agent::Sight;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{Author, Scope};
use crate::id::{AgentId, BuyerId, ConversationId, MessageId, OrderId, PromiseId, ShopId, TeamId};
use crate::word::words;

pub mod awaited;
pub mod change;
pub mod deep;
pub mod figures;
pub mod find;
pub mod hand;
pub mod make;
pub mod repeat;
mod store;
pub mod timer;
pub mod vague;
mod when;

words! {
    /// What is promised; from it follows what keeps it.
    PromiseKind {
        /// Goods go out: kept by a tracking number.
        Ship = "ship",
        /// Money goes back: kept by a refund.
        Refund = "refund",
        /// An answer: kept by the next real one.
        Reply = "reply",
        /// A call or another appointment: kept by hand.
        Call = "call",
        /// Something else: kept by hand.
        Other = "other",
    }
}

words! {
    /// What has become of it.
    PromiseState {
        /// It is still to be kept.
        Open = "open",
        /// Done.
        Kept = "kept",
        /// Called off, with a reason.
        Cancelled = "cancelled",
    }
}

/// Whose a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum PromiseOwner {
    /// A person's.
    Agent(AgentId),
    /// A team's.
    Team(TeamId),
    /// The shop's: what the bot said, or what nobody holds.
    Shop,
}

impl PromiseOwner {
    /// The person, when it is one's.
    pub fn agent(self) -> Option<AgentId> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Team(_) | Self::Shop => None,
        }
    }
}

/// Something said that must be done by a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Identity.
    pub id: PromiseId,
    /// The shop.
    pub shop: ShopId,
    /// Where it was said.
    pub conversation: ConversationId,
    /// To whom.
    pub buyer: BuyerId,
    /// Whose it is.
    pub owner: PromiseOwner,
    /// Who said it: an agent or the bot.
    pub author: Author,
    /// The person who made it.
    pub made_by: Option<AgentId>,
    /// The message it was made in, with its number in the conversation.
    pub message: Option<(MessageId, i64)>,
    /// Which of the promises of its message.
    pub ordinal: i64,
    /// What.
    pub kind: PromiseKind,
    /// As the buyer read it.
    pub wording: String,
    /// About which order.
    pub order: Option<OrderId>,
    /// How much of what it waits for was there when it was made.
    pub baseline: i64,
    /// By when.
    pub due_at: Time,
    /// When its owner is reminded.
    pub remind_at: Time,
    /// When its owner was reminded.
    pub reminded_at: Option<Time>,
    /// How often it was moved.
    pub moves: i64,
    /// When it was not kept in time.
    pub broken_at: Option<Time>,
    /// Whose it was then.
    pub broken_by: Option<AgentId>,
    /// What has become of it.
    pub state: PromiseState,
    /// Why it was called off, or how it was kept.
    pub reason: Option<String>,
    /// Who closed it; nobody when what it waited for arrived.
    pub closed_by: Option<AgentId>,
    /// When.
    pub closed_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
}

impl Promise {
    /// Where its facts are recorded.
    pub fn scope(&self) -> Scope {
        Scope::conversation(self.shop, self.conversation)
    }
}

words! {
    /// Which promises to list.
    WhichPromises {
        /// Those of the person.
        Mine = "mine",
        /// All that are open.
        Open = "open",
        /// Those that were not kept in time and are still open.
        Overdue = "overdue",
        /// Those that are done or called off, the latest first.
        Closed = "closed",
    }
}

/// How many open promises there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PromiseCounts {
    /// The person's.
    pub mine: i64,
    /// Of those, not kept in time.
    pub mine_overdue: i64,
    /// Everybody's.
    pub open: i64,
    /// Of those, not kept in time.
    pub overdue: i64,
}

/// The promise.
pub fn get(ctx: &mut Ctx<'_, '_>, id: PromiseId) -> Result<Promise> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_promise").into())
}

/// The promises of a conversation: the open ones first, due first.
pub fn of_conversation(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<Vec<Promise>> {
    Ok(store::of_conversation(ctx.tx, conversation)?)
}

/// The promises of the shops that are seen, due first, at most `limit`.
pub fn list(
    ctx: &mut Ctx<'_, '_>,
    agent: AgentId,
    sight: &Sight,
    view: WhichPromises,
    limit: i64,
) -> Result<Vec<Promise>> {
    let mut promises = Vec::new();
    for shop in seen(ctx, sight)? {
        promises.extend(match view {
            WhichPromises::Mine => store::of_agent(ctx.tx, shop, agent)?,
            WhichPromises::Open => store::open(ctx.tx, shop)?,
            WhichPromises::Overdue => {
                store::open(ctx.tx, shop)?.into_iter().filter(|one| one.broken_at.is_some()).collect()
            }
            WhichPromises::Closed => store::closed(ctx.tx, shop, limit)?,
        });
    }
    if view == WhichPromises::Closed {
        promises.sort_by_key(|one| std::cmp::Reverse(one.closed_at));
    } else {
        promises.sort_by_key(|one| (one.due_at, one.id));
    }
    promises.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(promises)
}

/// How many open promises there are in the shops that are seen.
pub fn counts(ctx: &mut Ctx<'_, '_>, agent: AgentId, sight: &Sight) -> Result<PromiseCounts> {
    let mut all = PromiseCounts { mine: 0, mine_overdue: 0, open: 0, overdue: 0 };
    for shop in seen(ctx, sight)? {
        let (mine, mine_overdue, open, overdue) = store::counts(ctx.tx, shop, agent)?;
        all.mine += mine;
        all.mine_overdue += mine_overdue;
        all.open += open;
        all.overdue += overdue;
    }
    Ok(all)
}

fn seen(ctx: &mut Ctx<'_, '_>, sight: &Sight) -> Result<Vec<ShopId>> {
    match sight {
        Sight::Shops(shops) => Ok(shops.clone()),
        Sight::Everything => Ok(crate::shop::list(ctx)?.into_iter().map(|shop| shop.id).collect()),
    }
}
