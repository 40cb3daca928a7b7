//! Sessions of people: begun with a password, ended everywhere at once.

use std::time::Duration;

use super::password::PasswordText;
use super::{Agent, Role, Sight, presence, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, Presence, Scope};
use crate::id::AgentId;
use crate::secret;

/// A session ends by itself after this long.
pub const LASTS: Duration = Duration::from_secs(14 * 86_400);

/// Whom the login names, with the password to check: outside the transaction, it is slow on purpose. An unknown or
/// disabled login gets a password that nobody has, so that both take the same time.
pub fn candidate(ctx: &mut Ctx<'_, '_>, login: &str) -> Result<(Option<Agent>, PasswordText)> {
    let found = store::by_login(ctx.tx, &login.trim().to_lowercase())?;
    Ok(match found {
        Some((agent, password)) if !agent.disabled => (Some(agent), password),
        _ => (None, PasswordText::nobodys()),
    })
}

/// Begins a session of a person whose password was right; gives its token.
pub fn begin(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<String> {
    let token = secret::token("mhs");
    store::insert_session(ctx.tx, &secret::hash(&token), agent, ctx.now, ctx.now + LASTS)?;
    Ok(token)
}

/// Whose session this is, and what they see; none when it has ended.
pub fn authenticate(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<Option<(Agent, Sight)>> {
    let Some(agent) = store::by_session(ctx.tx, &secret::hash(token), ctx.now)? else { return Ok(None) };
    let sight = sight(ctx, &agent)?;
    Ok(Some((agent, sight)))
}

/// Which shops a person sees.
pub fn sight(ctx: &mut Ctx<'_, '_>, agent: &Agent) -> Result<Sight> {
    match agent.role {
        Role::Admin => Ok(Sight::Everything),
        _ => Ok(Sight::Shops(store::shops_of(ctx.tx, agent.id)?)),
    }
}

/// Ends every session of a person: signing out means out, on every device and every open connection.
pub fn end_all(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<()> {
    store::end_sessions(ctx.tx, agent)?;
    fact::record(ctx, Scope::default(), Fact::SessionsEnded { agent })
}

/// A person signs out, everywhere: they are gone at once, and nothing more is offered to them.
pub fn sign_out(ctx: &mut Ctx<'_, '_>, agent: AgentId) -> Result<()> {
    end_all(ctx, agent)?;
    presence::set(ctx, agent, Presence::Offline)
}
