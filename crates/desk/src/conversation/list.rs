//! Conversations as people look through them.

use db::Time;

use super::{Conversation, Status, store};
use crate::agent::{Agent, Caller, Sight};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AgentId, ConversationId, ShopId};
use crate::word::words;

words! {
    /// Which conversations.
    View {
        /// Those that wait for a person.
        Waiting = "waiting",
        /// Those that the caller holds.
        Mine = "mine",
        /// Those that colleagues hold.
        Others = "others",
        /// Those that the bot holds.
        Bot = "bot",
        /// Those that are done, newest first.
        Resolved = "resolved",
    }
}

words! {
    /// In which order.
    Sort {
        /// What waiting costs most first; in views other than those who wait, as by urgency.
        Loss = "loss",
        /// Most urgent first, then whoever has waited longest.
        Urgency = "urgency",
        /// Whoever has waited longest first.
        Wait = "wait",
        /// Last message first.
        Recent = "recent",
    }
}

/// A conversation as a row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The conversation.
    pub conversation: Conversation,
    /// What to call the buyer.
    pub buyer_name: Option<String>,
    /// The buyer's member level.
    pub buyer_level: Option<String>,
    /// Whether the shop has vouched for who the buyer is.
    pub recognised: bool,
    /// What to call the person who holds it.
    pub agent_name: Option<String>,
}

/// How many conversations there are in each view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Waiting for a person.
    pub waiting: i64,
    /// Held by the caller.
    pub mine: i64,
    /// Held by colleagues.
    pub others: i64,
    /// Held by the bot.
    pub bot: i64,
}

/// What to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Which.
    pub view: View,
    /// In which order.
    pub sort: Sort,
    /// Only of this shop.
    pub shop: Option<ShopId>,
    /// Only those whose buyer's name, conversation number or order number is this.
    pub text: Option<String>,
    /// Only those whose last message is older: the last row of the page before.
    pub before: Option<Time>,
    /// At most.
    pub limit: i64,
}

/// The conversations the caller may see, as asked.
pub fn list(ctx: &mut Ctx<'_, '_>, caller: &Caller, query: &Query) -> Result<Vec<Summary>> {
    let Some(seen) = Seen::by(caller, query.shop) else { return Ok(Vec::new()) };
    Ok(store::list(ctx.tx, &seen, query)?)
}

/// How many the caller may see, by view.
pub fn counts(ctx: &mut Ctx<'_, '_>, caller: &Caller, shop: Option<ShopId>) -> Result<Counts> {
    let Some(seen) = Seen::by(caller, shop) else { return Ok(Counts::default()) };
    Ok(store::counts(ctx.tx, &seen)?)
}

/// One conversation as a row.
pub fn summary(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Summary> {
    store::summary(ctx.tx, id)?.ok_or_else(|| crate::error::Refusal::not_found("no_such_conversation").into())
}

/// Whose eyes a list is made for: a person's teams, or one shop.
pub(super) struct Seen {
    /// Only shops of this person's teams.
    pub(super) teams_of: Option<AgentId>,
    /// Only this shop.
    pub(super) shop: Option<ShopId>,
    /// Who "mine" is.
    pub(super) me: Option<AgentId>,
}

impl Seen {
    fn by(caller: &Caller, shop: Option<ShopId>) -> Option<Self> {
        match caller {
            Caller::Agent(Agent { id, .. }, Sight::Everything) => {
                Some(Self { teams_of: None, shop, me: Some(*id) })
            }
            Caller::Agent(Agent { id, .. }, Sight::Shops(_)) => {
                Some(Self { teams_of: Some(*id), shop, me: Some(*id) })
            }
            Caller::Key(key) if shop.is_none_or(|shop| shop == key.shop) => {
                Some(Self { teams_of: None, shop: Some(key.shop), me: None })
            }
            Caller::Key(_) => None,
        }
    }
}

impl View {
    /// The status of the conversations it shows.
    pub fn status(self) -> Status {
        match self {
            Self::Waiting => Status::Waiting,
            Self::Mine | Self::Others => Status::Assigned,
            Self::Bot => Status::Bot,
            Self::Resolved => Status::Resolved,
        }
    }
}
