//! The people of the demo seller, their teams, and the keys of its programs.

use desk::agent::password::PasswordText;
use desk::agent::people::{self, NewAgent};
use desk::agent::{Agent, Permission, Role, key, team};
use desk::ctx::Ctx;
use desk::error::Result;
use desk::id::AgentId;
use desk::shop::{Lang, Shop};

use super::seller::Seller;

/// What all of them sign in with. Everybody knows it: a demo is no place for secrets.
pub const PASSWORD: &str = "miaohui-demo";

/// Somebody of the demo.
pub(super) struct Somebody {
    pub(super) login: &'static str,
    name: &'static str,
    role: Role,
    language: Lang,
    /// Whether they answer for the Chinese shop too. Everybody answers for the English one.
    chinese: bool,
}

/// Everybody. Two agents see both shops, so that two can want the same conversation; one sees the English shop only.
pub(super) const EVERYBODY: [Somebody; 6] = [
    Somebody { login: "agent", name: "林小雨", role: Role::Agent, language: Lang::Zh, chinese: true },
    Somebody { login: "agent2", name: "周晨", role: Role::Agent, language: Lang::Zh, chinese: true },
    Somebody { login: "agent3", name: "Ellie Marsh", role: Role::Agent, language: Lang::En, chinese: false },
    Somebody { login: "senior", name: "许青", role: Role::Senior, language: Lang::Zh, chinese: true },
    Somebody { login: "lead", name: "沈岚", role: Role::Lead, language: Lang::Zh, chinese: true },
    Somebody { login: "admin", name: "管理员", role: Role::Admin, language: Lang::Zh, chinese: true },
];

/// Takes everybody in. Whoever has such a login already stays as they are.
pub(super) fn take_in(ctx: &mut Ctx<'_, '_>, password: &PasswordText) -> Result<Vec<Agent>> {
    let known = people::list(ctx)?;
    EVERYBODY
        .iter()
        .map(|somebody| match known.iter().find(|agent| agent.login == somebody.login) {
            Some(agent) => Ok(agent.clone()),
            None => people::create(
                ctx,
                NewAgent {
                    login: somebody.login.to_owned(),
                    name: somebody.name.to_owned(),
                    role: somebody.role,
                    language: somebody.language,
                    password: password.clone(),
                    must_change_password: false,
                },
            ),
        })
        .collect()
}

/// Founds the team of a shop.
pub(super) fn found_team(ctx: &mut Ctx<'_, '_>, shop: &Shop, agents: &[Agent]) -> Result<()> {
    let members: Vec<AgentId> = EVERYBODY
        .iter()
        .zip(agents)
        .filter(|(somebody, _)| {
            somebody.role != Role::Admin && (somebody.chinese || shop.language == Lang::En)
        })
        .map(|(_, agent)| agent.id)
        .collect();
    team::create(ctx, &shop.name, &[shop.id], &members).map(drop)
}

/// Makes the key for programs of a shop.
pub(super) fn make_key(ctx: &mut Ctx<'_, '_>, seller: &Seller, shop: &Shop) -> Result<()> {
    let permissions = vec![
        Permission::SpeakForBuyers,
        Permission::ReadConversations,
        Permission::Import,
        Permission::ManageWebhooks,
        Permission::RunFlows,
    ];
    key::create_known(ctx, shop.id, seller.say("演示密钥", "Demo key"), permissions, seller.api_key).map(drop)
}
