//! Taking people in, changing what they are, letting them go.

use super::password::PasswordText;
use super::skill::{self, SkillLevel};
use super::{Agent, Role, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Presence, Scope};
use crate::id::AgentId;
use crate::shop::{Lang, WeekHours};

/// How many units somebody new can hold at once.
const USUAL_CAPACITY: i64 = 6;

/// Whom to take in.
#[derive(Debug, Clone)]
pub struct NewAgent {
    /// What they sign in with.
    pub login: String,
    /// What buyers and colleagues see.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The language of their console.
    pub language: Lang,
    /// Their first password.
    pub password: PasswordText,
    /// Whether they must choose their own at once.
    pub must_change_password: bool,
}

/// Takes a person in.
pub fn create(ctx: &mut Ctx<'_, '_>, new: NewAgent) -> Result<Agent> {
    let login = clean_login(&new.login)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::invalid("name", "name_length").with("limit", 40).into());
    }
    if store::by_login(ctx.tx, &login)?.is_some() {
        return Err(Refusal::conflict("login_taken").into());
    }
    let agent = Agent {
        id: ctx.id(),
        login,
        name,
        role: new.role,
        language: new.language,
        must_change_password: new.must_change_password,
        disabled: false,
        presence: Presence::Offline,
        capacity: USUAL_CAPACITY,
        skills: Vec::new(),
        languages: Vec::new(),
        standby: WeekHours(Vec::new()),
    };
    store::insert(ctx.tx, &agent, &new.password, ctx.now)?;
    fact::record(ctx, Scope::default(), Fact::SettingsChanged {})?;
    Ok(agent)
}

/// What can be changed about a person; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What they are.
    pub role: Option<Role>,
    /// What buyers and colleagues see.
    pub name: Option<String>,
    /// The language of their console.
    pub language: Option<Lang>,
    /// Whether they may no longer sign in. Letting a person go ends their sessions.
    pub disabled: Option<bool>,
    /// How many units of conversations they can hold at once: 1 to 50.
    pub capacity: Option<i64>,
    /// What they can take.
    pub skills: Option<Vec<SkillLevel>>,
    /// The languages they answer in.
    pub languages: Option<Vec<Lang>>,
}

/// Changes a person. The last admin stays one.
pub fn change(ctx: &mut Ctx<'_, '_>, id: AgentId, change: Change) -> Result<Agent> {
    let mut agent = get(ctx, id)?;
    let was_admin = agent.role == Role::Admin && !agent.disabled;
    agent.role = change.role.unwrap_or(agent.role);
    agent.name = change.name.unwrap_or(agent.name);
    agent.language = change.language.unwrap_or(agent.language);
    agent.disabled = change.disabled.unwrap_or(agent.disabled);
    agent.capacity = change.capacity.unwrap_or(agent.capacity);
    if !(1..=50).contains(&agent.capacity) {
        return Err(Refusal::invalid("capacity", "out_of_range").into());
    }
    agent.skills = change.skills.unwrap_or(agent.skills);
    skill::check(&agent.skills)?;
    agent.languages = change.languages.unwrap_or(agent.languages);
    agent.languages.sort_unstable();
    agent.languages.dedup();
    let stays_admin = agent.role == Role::Admin && !agent.disabled;
    if was_admin && !stays_admin && store::other_admins(ctx.tx, id)? == 0 {
        return Err(Refusal::conflict("last_admin").into());
    }
    store::update(ctx.tx, &agent, ctx.now)?;
    if agent.disabled {
        super::session::sign_out(ctx, id)?;
    }
    fact::record(ctx, Scope::default(), Fact::SettingsChanged {})?;
    Ok(agent)
}

/// Sets in which hours a person stands by.
pub fn set_standby(ctx: &mut Ctx<'_, '_>, id: AgentId, hours: WeekHours) -> Result<Agent> {
    let agent = Agent { standby: hours, ..get(ctx, id)? };
    agent.standby.check_as("hours")?;
    store::set_standby(ctx.tx, &agent)?;
    fact::record(ctx, Scope::default(), Fact::SettingsChanged {})?;
    Ok(agent)
}

/// Stores a new password and ends every session that knew the old one.
pub fn set_password(
    ctx: &mut Ctx<'_, '_>,
    id: AgentId,
    password: &PasswordText,
    must_change: bool,
) -> Result<()> {
    get(ctx, id)?;
    store::set_password(ctx.tx, id, password, must_change)?;
    super::session::end_all(ctx, id)
}

/// The person.
pub fn get(ctx: &mut Ctx<'_, '_>, id: AgentId) -> Result<Agent> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_agent").into())
}

/// Everybody, by name.
pub fn list(ctx: &mut Ctx<'_, '_>) -> Result<Vec<Agent>> {
    Ok(store::list(ctx.tx)?)
}

/// Whether anybody has ever been taken in.
pub fn any(ctx: &mut Ctx<'_, '_>) -> Result<bool> {
    Ok(store::any(ctx.tx)?)
}

/// Refuses what cannot be signed in with; logins do not differ by case.
fn clean_login(login: &str) -> Result<String> {
    let login = login.trim().to_lowercase();
    let fits = (2..=60).contains(&login.chars().count())
        && login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+'));
    if fits { Ok(login) } else { Err(Refusal::invalid("login", "not_a_login").into()) }
}
