//! Teams: which people serve which shops. Sight follows from them.

use super::{Sight, Team, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, ShopId, TeamId};
use crate::{agent, shop};

/// Founds a team.
pub fn create(ctx: &mut Ctx<'_, '_>, name: &str, shops: &[ShopId], members: &[AgentId]) -> Result<Team> {
    let name = clean_name(name)?;
    if store::team_by_name(ctx.tx, &name)?.is_some() {
        return Err(Refusal::conflict("team_taken").into());
    }
    let id: TeamId = ctx.id();
    store::insert_team(ctx.tx, id, &name, ctx.now)?;
    fill(ctx, id, shops, members)?;
    get(ctx, id)
}

/// Gives a team a new name, shops and people.
pub fn change(
    ctx: &mut Ctx<'_, '_>,
    id: TeamId,
    name: &str,
    shops: &[ShopId],
    members: &[AgentId],
) -> Result<Team> {
    let name = clean_name(name)?;
    get(ctx, id)?;
    if store::team_by_name(ctx.tx, &name)?.is_some_and(|other| other != id) {
        return Err(Refusal::conflict("team_taken").into());
    }
    store::rename_team(ctx.tx, id, &name)?;
    fill(ctx, id, shops, members)?;
    get(ctx, id)
}

/// The team.
pub fn get(ctx: &mut Ctx<'_, '_>, id: TeamId) -> Result<Team> {
    store::team(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_team").into())
}

/// All teams, by name.
pub fn list(ctx: &mut Ctx<'_, '_>) -> Result<Vec<Team>> {
    Ok(store::teams(ctx.tx)?)
}

/// The teams of a person, by name; of somebody who sees everything, all of them.
pub fn of(ctx: &mut Ctx<'_, '_>, agent: AgentId, sight: &Sight) -> Result<Vec<(TeamId, String)>> {
    let agent = (*sight != Sight::Everything).then_some(agent);
    Ok(store::team_names(ctx.tx, agent)?)
}

fn fill(ctx: &mut Ctx<'_, '_>, id: TeamId, shops: &[ShopId], members: &[AgentId]) -> Result<()> {
    for shop in shops {
        shop::get(ctx, *shop).map_err(|_| Refusal::invalid("shops", "no_such_shop"))?;
    }
    for member in members {
        agent::people::get(ctx, *member).map_err(|_| Refusal::invalid("members", "no_such_agent"))?;
    }
    let before = store::team(ctx.tx, id)?.map(|team| team.members).unwrap_or_default();
    store::fill_team(ctx.tx, id, shops, members)?;
    fact::record(ctx, Scope::default(), Fact::SettingsChanged {})?;
    // Sight is read when a connection opens: those whose sight changed must connect anew.
    for touched in before.iter().chain(members) {
        fact::record(ctx, Scope::default(), Fact::SightChanged { agent: *touched })?;
    }
    Ok(())
}

fn clean_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::invalid("name", "name_length").with("limit", 40).into());
    }
    Ok(name.to_owned())
}
