use db::{FromRow, Row, Time, Tx};

use super::key::ApiKey;
use super::password::PasswordText;
use super::presence::Load;
use super::{Agent, Team};
use crate::error::Error;
use crate::fact::Presence;
use crate::id::{AgentId, ApiKeyId, ShopId, TeamId};
use crate::json;
use crate::shop::WeekHours;

db::sql! {
    INSERT: "INSERT INTO agent (id, login, name, role, language, password_hash, must_change_password, presence,
            presence_since, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    UPDATE: "UPDATE agent SET name = $2, role = $3, language = $4, capacity = $7, skills = $8, languages = $9,
            disabled_at = CASE WHEN $5 = FALSE THEN NULL ELSE COALESCE(disabled_at, $6) END WHERE id = $1";
    SET_STANDBY: "UPDATE agent SET standby = $2 WHERE id = $1";
    SET_PASSWORD: "UPDATE agent SET password_hash = $2, must_change_password = $3 WHERE id = $1";
    BY_ID: "SELECT * FROM agent WHERE id = $1";
    BY_LOGIN: "SELECT * FROM agent WHERE login = $1";
    LIST: "SELECT * FROM agent ORDER BY name, id";
    ANY: "SELECT COUNT(*) FROM agent";
    OTHER_ADMINS: "SELECT COUNT(*) FROM agent WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1";

    INSERT_SESSION: "INSERT INTO agent_session (token_hash, agent_id, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    BY_SESSION: "SELECT agent.* FROM agent_session JOIN agent ON agent.id = agent_session.agent_id
        WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL";
    END_SESSIONS: "DELETE FROM agent_session WHERE agent_id = $1";

    SHOPS_OF: "SELECT DISTINCT shop_id FROM team_member JOIN team_shop ON team_shop.team_id = team_member.team_id
        WHERE agent_id = $1";

    SET_PRESENCE: "UPDATE agent SET presence = $2, presence_since = $3 WHERE id = $1 AND presence <> $2";
    END_SPAN: "UPDATE presence_span SET ended_at = $2 WHERE agent_id = $1 AND ended_at IS NULL";
    BEGIN_SPAN: "INSERT INTO presence_span (agent_id, presence, began_at) VALUES ($1, $2, $3)";
    SPANS: "SELECT agent_id, presence, began_at, ended_at FROM presence_span
        WHERE ended_at IS NULL OR ended_at > $1 ORDER BY agent_id, began_at";
    GONE_SINCE: "SELECT presence_since FROM agent WHERE id = $1 AND presence = 'offline'";

    SINCE: "SELECT presence_since, rests_until FROM agent WHERE id = $1";
    LOADS: "SELECT * FROM agent
        WHERE presence = 'online' AND disabled_at IS NULL ORDER BY id";
    GIVE: "UPDATE agent SET given = CASE WHEN last_given_at >= $3 THEN given + $2 ELSE $2 END, last_given_at = $4
        WHERE id = $1";
    MISS: "UPDATE agent SET missed = missed + 1 WHERE id = $1 RETURNING missed";
    FORGIVE: "UPDATE agent SET missed = 0 WHERE id = $1 AND missed <> 0";
    REST: "UPDATE agent SET rests_until = $2 WHERE id = $1";

    ONLINE: "SELECT COUNT(DISTINCT agent.id) FROM agent
        JOIN team_member ON team_member.agent_id = agent.id
        JOIN team_shop ON team_shop.team_id = team_member.team_id
        WHERE shop_id = $1 AND presence = 'online' AND disabled_at IS NULL";
    OF_SHOP: "SELECT DISTINCT agent.* FROM agent
        JOIN team_member ON team_member.agent_id = agent.id
        JOIN team_shop ON team_shop.team_id = team_member.team_id
        WHERE shop_id = $1 AND disabled_at IS NULL
        ORDER BY presence DESC, name";

    INSERT_KEY: "INSERT INTO api_key (id, token_hash, shop_id, name, hint, permissions, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    KEY_BY_HASH: "SELECT * FROM api_key WHERE token_hash = $1 AND revoked_at IS NULL";
    KEY_BY_ID: "SELECT * FROM api_key WHERE id = $1 AND revoked_at IS NULL";
    KEYS: "SELECT * FROM api_key WHERE shop_id = $1 AND revoked_at IS NULL ORDER BY created_at";
    REVOKE_KEY: "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    INSERT_TEAM: "INSERT INTO team (id, name, created_at) VALUES ($1, $2, $3)";
    RENAME_TEAM: "UPDATE team SET name = $2 WHERE id = $1";
    TEAMS: "SELECT id, name FROM team ORDER BY name";
    TEAMS_OF: "SELECT id, name FROM team JOIN team_member ON team_member.team_id = team.id WHERE agent_id = $1
        ORDER BY name";
    TEAM: "SELECT id, name FROM team WHERE id = $1";
    TEAM_BY_NAME: "SELECT id FROM team WHERE name = $1";
    TEAM_SHOPS: "SELECT shop_id FROM team_shop WHERE team_id = $1 ORDER BY shop_id";
    TEAM_MEMBERS: "SELECT agent_id FROM team_member WHERE team_id = $1 ORDER BY agent_id";
    CLEAR_TEAM_SHOPS: "DELETE FROM team_shop WHERE team_id = $1";
    CLEAR_TEAM_MEMBERS: "DELETE FROM team_member WHERE team_id = $1";
    ADD_TEAM_SHOP: "INSERT INTO team_shop (team_id, shop_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    ADD_TEAM_MEMBER: "INSERT INTO team_member (team_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn insert(tx: &mut Tx<'_>, agent: &Agent, password: &PasswordText, now: Time) -> Result<()> {
    let Agent { id, login, name, role, language, must_change_password, presence, .. } = agent;
    tx.execute(
        &INSERT,
        &[id, login, name, role, language, &password.0, must_change_password, presence, &now],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, agent: &Agent, now: Time) -> std::result::Result<(), Error> {
    let Agent { id, name, role, language, disabled, capacity, skills, languages, .. } = agent;
    let skills = json::write(skills)?;
    let languages = languages.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" ");
    tx.execute(&UPDATE, &[id, name, role, language, disabled, &now, capacity, &skills, &languages])?;
    Ok(())
}

pub(super) fn set_standby(tx: &mut Tx<'_>, agent: &Agent) -> std::result::Result<(), Error> {
    let hours = if agent.standby.0.is_empty() { None } else { Some(json::write(&agent.standby)?) };
    tx.execute(&SET_STANDBY, &[&agent.id, &hours])?;
    Ok(())
}

pub(super) fn set_password(
    tx: &mut Tx<'_>,
    id: AgentId,
    password: &PasswordText,
    must_change: bool,
) -> Result<()> {
    tx.execute(&SET_PASSWORD, &[&id, &password.0, &must_change])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: AgentId) -> Result<Option<Agent>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<(Agent, PasswordText)>> {
    let found: Option<WithPassword> = tx.optional(&BY_LOGIN, &[&login])?;
    Ok(found.map(|WithPassword(agent, password)| (agent, password)))
}

pub(super) fn list(tx: &mut Tx<'_>) -> Result<Vec<Agent>> {
    tx.all(&LIST, &[])
}

pub(super) fn any(tx: &mut Tx<'_>) -> Result<bool> {
    let (count,): (i64,) = tx.one(&ANY, &[])?;
    Ok(count > 0)
}

pub(super) fn other_admins(tx: &mut Tx<'_>, id: AgentId) -> Result<i64> {
    let (count,) = tx.one(&OTHER_ADMINS, &[&id])?;
    Ok(count)
}

pub(super) fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &str,
    agent: AgentId,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    tx.execute(&INSERT_SESSION, &[&token_hash, &agent, &now, &expires_at])?;
    Ok(())
}

pub(super) fn by_session(tx: &mut Tx<'_>, token_hash: &str, now: Time) -> Result<Option<Agent>> {
    tx.optional(&BY_SESSION, &[&token_hash, &now])
}

pub(super) fn end_sessions(tx: &mut Tx<'_>, agent: AgentId) -> Result<u64> {
    tx.execute(&END_SESSIONS, &[&agent])
}

pub(super) fn shops_of(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<ShopId>> {
    let shops: Vec<(ShopId,)> = tx.all(&SHOPS_OF, &[&agent])?;
    Ok(shops.into_iter().map(|(shop,)| shop).collect())
}

pub(super) fn set_presence(tx: &mut Tx<'_>, agent: AgentId, presence: Presence, now: Time) -> Result<u64> {
    tx.execute(&SET_PRESENCE, &[&agent, &presence, &now])
}

pub(super) fn turn_span(tx: &mut Tx<'_>, agent: AgentId, presence: Presence, now: Time) -> Result<()> {
    tx.execute(&END_SPAN, &[&agent, &now])?;
    tx.execute(&BEGIN_SPAN, &[&agent, &presence, &now])?;
    Ok(())
}

/// A stretch of a person's being here or not; the one that goes on has no end.
pub(super) struct Span {
    pub(super) agent: AgentId,
    pub(super) presence: Presence,
    pub(super) began: Time,
    pub(super) ended: Option<Time>,
}

/// Stretches that ended after `since` or go on.
pub(super) fn spans(tx: &mut Tx<'_>, since: Time) -> Result<Vec<Span>> {
    tx.all(&SPANS, &[&since])
}

/// Since when a person is gone; none when they are not.
pub(super) fn gone_since(tx: &mut Tx<'_>, agent: AgentId) -> Result<Option<Time>> {
    let found: Option<(Time,)> = tx.optional(&GONE_SINCE, &[&agent])?;
    Ok(found.map(|(since,)| since))
}

pub(super) fn since(tx: &mut Tx<'_>, agent: AgentId) -> Result<(Time, Option<Time>)> {
    tx.one(&SINCE, &[&agent])
}

pub(super) fn loads(tx: &mut Tx<'_>) -> Result<Vec<Load>> {
    tx.all(&LOADS, &[])
}

/// Counts units that were given; the count begins anew when the last were given before `since`.
pub(super) fn give(tx: &mut Tx<'_>, agent: AgentId, units: i64, since: Time, now: Time) -> Result<()> {
    tx.execute(&GIVE, &[&agent, &units, &since, &now])?;
    Ok(())
}

/// How many offers in a row the person has let pass, with this one.
pub(super) fn miss(tx: &mut Tx<'_>, agent: AgentId) -> Result<i64> {
    let (missed,) = tx.one(&MISS, &[&agent])?;
    Ok(missed)
}

pub(super) fn forgive(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    tx.execute(&FORGIVE, &[&agent])?;
    Ok(())
}

pub(super) fn rest(tx: &mut Tx<'_>, agent: AgentId, until: Time) -> Result<()> {
    tx.execute(&REST, &[&agent, &until])?;
    Ok(())
}

pub(super) fn online(tx: &mut Tx<'_>, shop: ShopId) -> Result<i64> {
    let (count,) = tx.one(&ONLINE, &[&shop])?;
    Ok(count)
}

pub(super) fn of_shop(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Agent>> {
    tx.all(&OF_SHOP, &[&shop])
}

pub(super) fn insert_key(tx: &mut Tx<'_>, key: &ApiKey, token_hash: &str, now: Time) -> Result<()> {
    let permissions = key.permissions.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(" ");
    tx.execute(&INSERT_KEY, &[&key.id, &token_hash, &key.shop, &key.name, &key.hint, &permissions, &now])?;
    Ok(())
}

pub(super) fn key_by_hash(tx: &mut Tx<'_>, token_hash: &str) -> Result<Option<ApiKey>> {
    tx.optional(&KEY_BY_HASH, &[&token_hash])
}

pub(super) fn key_by_id(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<Option<ApiKey>> {
    tx.optional(&KEY_BY_ID, &[&id])
}

pub(super) fn keys(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<ApiKey>> {
    tx.all(&KEYS, &[&shop])
}

pub(super) fn revoke_key(tx: &mut Tx<'_>, id: ApiKeyId, now: Time) -> Result<u64> {
    tx.execute(&REVOKE_KEY, &[&id, &now])
}

pub(super) fn insert_team(tx: &mut Tx<'_>, id: TeamId, name: &str, now: Time) -> Result<()> {
    tx.execute(&INSERT_TEAM, &[&id, &name, &now])?;
    Ok(())
}

pub(super) fn rename_team(tx: &mut Tx<'_>, id: TeamId, name: &str) -> Result<u64> {
    tx.execute(&RENAME_TEAM, &[&id, &name])
}

pub(super) fn team_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<TeamId>> {
    let found: Option<(TeamId,)> = tx.optional(&TEAM_BY_NAME, &[&name])?;
    Ok(found.map(|(id,)| id))
}

pub(super) fn team(tx: &mut Tx<'_>, id: TeamId) -> Result<Option<Team>> {
    let found: Option<(TeamId, String)> = tx.optional(&TEAM, &[&id])?;
    found.map(|(id, name)| with_parts(tx, id, name)).transpose()
}

pub(super) fn teams(tx: &mut Tx<'_>) -> Result<Vec<Team>> {
    let found: Vec<(TeamId, String)> = tx.all(&TEAMS, &[])?;
    found.into_iter().map(|(id, name)| with_parts(tx, id, name)).collect()
}

/// The names of a person's teams; of all teams for nobody in particular.
pub(super) fn team_names(tx: &mut Tx<'_>, agent: Option<AgentId>) -> Result<Vec<(TeamId, String)>> {
    match agent {
        Some(agent) => tx.all(&TEAMS_OF, &[&agent]),
        None => tx.all(&TEAMS, &[]),
    }
}

pub(super) fn fill_team(tx: &mut Tx<'_>, id: TeamId, shops: &[ShopId], members: &[AgentId]) -> Result<()> {
    tx.execute(&CLEAR_TEAM_SHOPS, &[&id])?;
    tx.execute(&CLEAR_TEAM_MEMBERS, &[&id])?;
    for shop in shops {
        tx.execute(&ADD_TEAM_SHOP, &[&id, shop])?;
    }
    for member in members {
        tx.execute(&ADD_TEAM_MEMBER, &[&id, member])?;
    }
    Ok(())
}

fn with_parts(tx: &mut Tx<'_>, id: TeamId, name: String) -> Result<Team> {
    let shops: Vec<(ShopId,)> = tx.all(&TEAM_SHOPS, &[&id])?;
    let members: Vec<(AgentId,)> = tx.all(&TEAM_MEMBERS, &[&id])?;
    Ok(Team {
        id,
        name,
        shops: shops.into_iter().map(|(shop,)| shop).collect(),
        members: members.into_iter().map(|(member,)| member).collect(),
    })
}

impl FromRow for Agent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            role: row.get("role")?,
            language: row.get("language")?,
            must_change_password: row.get("must_change_password")?,
            disabled: row.get::<Option<Time>>("disabled_at")?.is_some(),
            presence: row.get("presence")?,
            capacity: row.get("capacity")?,
            skills: json::read(row, "skills")?,
            languages: json::words(row, "languages")?,
            standby: json::read_optional(row, "standby")?.unwrap_or(WeekHours(Vec::new())),
        })
    }
}

impl FromRow for Span {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            agent: row.get("agent_id")?,
            presence: row.get("presence")?,
            began: row.get("began_at")?,
            ended: row.get("ended_at")?,
        })
    }
}

impl FromRow for Load {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            agent: Agent::from_row(row)?,
            given: row.get("given")?,
            last_given: row.get("last_given_at")?,
            rests_until: row.get("rests_until")?,
        })
    }
}

struct WithPassword(Agent, PasswordText);

impl FromRow for WithPassword {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(Agent::from_row(row)?, PasswordText(row.get("password_hash")?)))
    }
}

impl FromRow for ApiKey {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            name: row.get("name")?,
            hint: row.get("hint")?,
            permissions: json::words(row, "permissions")?,
        })
    }
}
