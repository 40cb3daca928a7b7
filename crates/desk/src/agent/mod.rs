//! The people who answer: who they are, what they may do, which shops they see, whether they are here.

use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};
use crate::fact::Presence;
use crate::id::{AgentId, ShopId, TeamId};
use crate::shop::{Lang, WeekHours};
use crate::word::words;

pub mod key;
pub mod password;
pub mod people;
pub mod presence;
pub mod session;
pub mod skill;
mod store;
pub mod team;

pub use skill::SkillLevel;

words! {
    /// What a person is in the house. Each may do what the one before may, and more.
    Role {
        /// Answers buyers.
        Agent = "agent",
        /// Answers the difficult ones, and keeps what the shop knows.
        Senior = "senior",
        /// Leads a team: knowledge, goods, whoever waits.
        Lead = "lead",
        /// Sets everything up.
        Admin = "admin",
    }
}

words! {
    /// One thing that a person or a key may do.
    Permission {
        /// See conversations and the buyers in them.
        ReadConversations = "read_conversations",
        /// Take conversations and answer them.
        AnswerConversations = "answer_conversations",
        /// Bring in products, orders, shipments and articles.
        Import = "import",
        /// Write and publish what the shop knows: articles, snippets, intents, and the list of what is missing.
        KeepKnowledge = "keep_knowledge",
        /// Set up webhooks and see what was delivered.
        ManageWebhooks = "manage_webhooks",
        /// See the numbers platforms hold against the shop, and set how they are counted.
        KeepMetrics = "keep_metrics",
        /// Draw the line between bot and people.
        DrawBoundaries = "draw_boundaries",
        /// Set up people, teams, shops, inboxes and keys.
        ManageHouse = "manage_house",
        /// Send what a buyer says, in a channel of one's own. For keys only.
        SpeakForBuyers = "speak_for_buyers",
        /// Start one-click flows.
        RunFlows = "run_flows",
        /// Change what one-click flows do.
        ManageFlows = "manage_flows",
        /// Say what may be given away, and approve what is more. For people only.
        GrantAuthority = "grant_authority",
        /// Join buyers who are one person, and undo it. For people only: it is on record who said so.
        MergeBuyers = "merge_buyers",
        /// See how people and shops do: how they keep their word.
        SeeFigures = "see_figures",
        /// Call people in: who stands by, and when; a call; a crisis. For people only.
        CallIn = "call_in",
    }
}

impl Role {
    /// Whether this role may.
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{
            AnswerConversations, CallIn, DrawBoundaries, GrantAuthority, Import, KeepKnowledge, KeepMetrics,
            ManageFlows, ManageHouse, ManageWebhooks, MergeBuyers, ReadConversations, RunFlows, SeeFigures,
            SpeakForBuyers,
        };
        match permission {
            ReadConversations | AnswerConversations | RunFlows | MergeBuyers => true,
            KeepKnowledge => self >= Self::Senior,
            Import | ManageWebhooks | ManageFlows | GrantAuthority | SeeFigures | KeepMetrics
            | DrawBoundaries | CallIn => self >= Self::Lead,
            ManageHouse => self == Self::Admin,
            SpeakForBuyers => false,
        }
    }
}

/// A person who answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Identity.
    pub id: AgentId,
    /// What they sign in with.
    pub login: String,
    /// What buyers and colleagues see.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The language of their console.
    pub language: Lang,
    /// They must choose a new password before anything else.
    pub must_change_password: bool,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// Whether they are here.
    pub presence: Presence,
    /// How many units of conversations they can hold at once.
    pub capacity: i64,
    /// What they can take; everything when there is nothing.
    pub skills: Vec<SkillLevel>,
    /// The languages they answer in; every one when there is none.
    pub languages: Vec<Lang>,
    /// In which hours of the shop that calls they stand by; in none when there are none.
    pub standby: WeekHours,
}

/// A caller whose identity is proved: a person in the console, or a key of the API.
#[derive(Debug, Clone, PartialEq)]
pub enum Caller {
    /// A person.
    Agent(Agent, Sight),
    /// A key.
    Key(key::ApiKey),
}

/// Which shops a person sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// All of them.
    Everything,
    /// Those of their teams.
    Shops(Vec<ShopId>),
}

impl Sight {
    /// Whether this shop is seen.
    pub fn includes(&self, shop: ShopId) -> bool {
        match self {
            Self::Everything => true,
            Self::Shops(shops) => shops.contains(&shop),
        }
    }
}

impl Caller {
    /// Whether the caller may do this at all.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Agent(agent, _) => agent.role.may(permission),
            Self::Key(key) => key.permissions.contains(&permission),
        }
    }

    /// Whether the caller sees this shop.
    pub fn sees(&self, shop: ShopId) -> bool {
        match self {
            Self::Agent(_, sight) => sight.includes(shop),
            Self::Key(key) => key.shop == shop,
        }
    }

    /// Refuses, as if it did not exist, what belongs to a shop the caller does not see.
    pub fn must_see(&self, shop: ShopId, missing: &'static str) -> Result<()> {
        if self.sees(shop) { Ok(()) } else { Err(Refusal::not_found(missing).into()) }
    }
}

/// A team: some people, for some shops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Team {
    /// Identity.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its shops.
    pub shops: Vec<ShopId>,
    /// Its people.
    pub members: Vec<AgentId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_role_never_may_less() {
        for permission in Permission::ALL {
            let may: Vec<bool> = Role::ALL.iter().map(|role| role.may(*permission)).collect();
            assert!(may.windows(2).all(|pair| pair[0] <= pair[1]), "{permission}: {may:?}");
        }
    }
}
