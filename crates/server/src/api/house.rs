//! Setting up the house: people, teams, shops, inboxes, keys.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::agent::password::Password;
use desk::agent::people::{self, Change, NewAgent};
use desk::agent::presence::Worked;
use desk::agent::{Agent, Permission, Role, SkillLevel, Team, key, presence, team};
use desk::ctx::Ctx;
use desk::fact::Presence;
use desk::id::{AgentId, ApiKeyId, InboxId, ShopId, TeamId};
use desk::inbox::{self, Channel, Inbox, InboxSettings, NewInbox};
use desk::routing::transfer;
use desk::shop::{self, Lang, NewShop, Shop, ShopSettings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{ManageHouse, May, Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// A person, as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentView {
    pub id: AgentId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub language: Lang,
    pub presence: Presence,
    pub disabled: bool,
    /// How many units of conversations they can hold at once.
    pub capacity: i64,
    /// What they can take; everything when there is nothing.
    pub skills: Vec<SkillLevel>,
    /// The languages they answer in; every one when there is none.
    pub languages: Vec<Lang>,
    /// For how long they took conversations in the last 24 hours.
    pub online_seconds: u64,
    /// For how long they paused in the last 24 hours.
    pub away_seconds: u64,
}

impl AgentView {
    fn of(agent: Agent, worked: Worked) -> Self {
        let Agent {
            id, login, name, role, language, presence, disabled, capacity, skills, languages, ..
        } = agent;
        let Worked { online_seconds, away_seconds } = worked;
        Self {
            id,
            login,
            name,
            role,
            language,
            presence,
            disabled,
            capacity,
            skills,
            languages,
            online_seconds,
            away_seconds,
        }
    }
}

/// Whom to show, and how long each was here lately.
fn worked(ctx: &mut Ctx<'_, '_>) -> desk::error::Result<HashMap<AgentId, Worked>> {
    presence::worked_since(ctx, ctx.now - Duration::from_secs(86_400))
}

/// Lists everybody.
#[utoipa::path(get, path = "/people", tag = "house", responses(
    (status = 200, body = Vec<AgentView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn people(State(app): State<App>, _who: Person<ManageHouse>) -> Answer<Json<Vec<AgentView>>> {
    let people = app
        .store
        .read(|ctx| {
            let worked = worked(ctx)?;
            let of = |agent: Agent| {
                let worked = worked.get(&agent.id).copied().unwrap_or_default();
                AgentView::of(agent, worked)
            };
            Ok(people::list(ctx)?.into_iter().map(of).collect())
        })
        .await?;
    Ok(Json(people))
}

/// Whom to take in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub language: Lang,
    /// Their first password; they must choose their own when they first sign in.
    pub password: String,
}

/// Takes a person in.
#[utoipa::path(post, path = "/people", tag = "house", request_body = NewPerson, responses(
    (status = 201, body = AgentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn take_in(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Body(new): Body<NewPerson>,
) -> Answer<(StatusCode, Json<AgentView>)> {
    let NewPerson { login, name, role, language, password } = new;
    let password = hashed(Password::new("password", password)?).await?;
    let new = NewAgent { login, name, role, language, password, must_change_password: true };
    let agent = app.store.write(move |ctx| people::create(ctx, new)).await?;
    Ok((StatusCode::CREATED, Json(AgentView::of(agent, Worked::default()))))
}

/// What to change about a person; what is not given stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    #[serde(default)]
    pub role: Option<Role>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub language: Option<Lang>,
    #[serde(default)]
    pub disabled: Option<bool>,
    /// How many units of conversations they can hold at once: 1 to 50.
    #[serde(default)]
    pub capacity: Option<i64>,
    /// What they can take; everything when it is empty.
    #[serde(default)]
    pub skills: Option<Vec<SkillLevel>>,
    /// The languages they answer in; every one when it is empty.
    #[serde(default)]
    pub languages: Option<Vec<Lang>>,
    /// A new password, which the person must change at the next sign-in.
    #[serde(default)]
    pub password: Option<String>,
}

/// Changes a person. Letting them go, or a new password, ends their sessions.
#[utoipa::path(patch, path = "/people/{id}", tag = "house", params(("id" = AgentId, Path)),
    request_body = PersonChange, responses(
    (status = 200, body = AgentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_person(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<AgentId>,
    Body(change): Body<PersonChange>,
) -> Answer<Json<AgentView>> {
    let PersonChange { role, name, language, disabled, capacity, skills, languages, password } = change;
    let password = match password {
        Some(text) => Some(hashed(Password::new("password", text)?).await?),
        None => None,
    };
    let agent = app
        .store
        .write(move |ctx| {
            if let Some(password) = password {
                people::set_password(ctx, id, &password, true)?;
            }
            let change = Change { role, name, language, disabled, capacity, skills, languages };
            let agent = people::change(ctx, id, change)?;
            let worked = worked(ctx)?.get(&id).copied().unwrap_or_default();
            Ok(AgentView::of(agent, worked))
        })
        .await?;
    Ok(Json(agent))
}

async fn hashed(password: Password) -> Answer<desk::agent::password::PasswordText> {
    let hashed = tokio::task::spawn_blocking(move || password.hash()).await;
    Ok(hashed.map_err(|e| desk::error::Error::Broken(e.to_string()))??)
}

/// Lists teams.
#[utoipa::path(get, path = "/teams", tag = "house", responses(
    (status = 200, body = Vec<Team>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn teams(State(app): State<App>, _who: Person<ManageHouse>) -> Answer<Json<Vec<Team>>> {
    Ok(Json(app.store.read(team::list).await?))
}

/// A team as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    pub name: String,
    pub shops: Vec<ShopId>,
    pub members: Vec<AgentId>,
}

/// Founds a team.
#[utoipa::path(post, path = "/teams", tag = "house", request_body = TeamInput, responses(
    (status = 201, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn found_team(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Body(new): Body<TeamInput>,
) -> Answer<(StatusCode, Json<Team>)> {
    let team = app.store.write(move |ctx| team::create(ctx, &new.name, &new.shops, &new.members)).await?;
    Ok((StatusCode::CREATED, Json(team)))
}

/// Gives a team a new name, shops and people.
#[utoipa::path(put, path = "/teams/{id}", tag = "house", params(("id" = TeamId, Path)), request_body = TeamInput,
    responses(
    (status = 200, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_team(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<TeamId>,
    Body(new): Body<TeamInput>,
) -> Answer<Json<Team>> {
    Ok(Json(app.store.write(move |ctx| team::change(ctx, id, &new.name, &new.shops, &new.members)).await?))
}

/// A shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopView {
    pub id: ShopId,
    pub key: String,
    pub name: String,
    pub language: Lang,
    pub currency: String,
    pub time_zone: String,
    /// The people who see it.
    pub colleagues: Vec<Colleague>,
}

/// Somebody who sees a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    pub id: AgentId,
    pub name: String,
    pub role: Role,
    pub presence: Presence,
}

impl ShopView {
    fn of(ctx: &mut Ctx<'_, '_>, shop: Shop) -> desk::error::Result<Self> {
        let colleague = |Agent { id, name, role, presence, .. }| Colleague { id, name, role, presence };
        let colleagues = presence::of_shop(ctx, shop.id)?.into_iter().map(colleague).collect();
        let Shop { id, key, name, language, currency, time_zone, .. } = shop;
        Ok(Self { id, key, name, language, currency, time_zone, colleagues })
    }
}

/// Lists the shops that the caller sees.
#[utoipa::path(get, path = "/shops", tag = "house", responses(
    (status = 200, body = Vec<ShopView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn shops(State(app): State<App>, who: May<ReadConversations>) -> Answer<Json<Vec<ShopView>>> {
    let shops = app
        .store
        .read(move |ctx| {
            let seen: Vec<Shop> =
                shop::list(ctx)?.into_iter().filter(|shop| who.caller.sees(shop.id)).collect();
            seen.into_iter().map(|shop| ShopView::of(ctx, shop)).collect::<desk::error::Result<Vec<_>>>()
        })
        .await?;
    Ok(Json(shops))
}

/// A shop to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopInput {
    /// Short name for addresses and commands.
    pub key: String,
    pub name: String,
    pub language: Lang,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name.
    pub time_zone: String,
    #[serde(default)]
    pub settings: ShopSettings,
}

/// Opens a shop.
#[utoipa::path(post, path = "/shops", tag = "house", request_body = ShopInput, responses(
    (status = 201, body = ShopView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn open_shop(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Body(new): Body<ShopInput>,
) -> Answer<(StatusCode, Json<ShopView>)> {
    let ShopInput { key, name, language, currency, time_zone, settings } = new;
    let new = NewShop { key, name, language, currency, time_zone, settings };
    let shop = app
        .store
        .write(move |ctx| {
            let shop = shop::create(ctx, new)?;
            transfer::check(ctx, shop.id, &shop.settings)?;
            ShopView::of(ctx, shop)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shop)))
}

/// Shows everything about a shop that can be set.
#[utoipa::path(get, path = "/shops/{shop}/settings", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = ShopSettings), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn settings(
    State(app): State<App>,
    who: May<ManageHouse>,
    Path(id): Path<ShopId>,
) -> Answer<Json<ShopSettings>> {
    who.must_see(id, "no_such_shop")?;
    Ok(Json(app.store.read(move |ctx| Ok(shop::get(ctx, id)?.settings)).await?))
}

/// Sets everything about a shop that can be set. What is not given becomes the default.
#[utoipa::path(put, path = "/shops/{shop}/settings", tag = "house", params(("shop" = ShopId, Path)),
    request_body = ShopSettings, responses(
    (status = 200, body = ShopSettings), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_settings(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(id): Path<ShopId>,
    Body(settings): Body<ShopSettings>,
) -> Answer<Json<ShopSettings>> {
    who.must_see(id, "no_such_shop")?;
    let settings = app
        .store
        .write(move |ctx| {
            shop::get(ctx, id)?;
            transfer::check(ctx, id, &settings)?;
            shop::set(ctx, id, &settings)?;
            Ok(settings)
        })
        .await?;
    Ok(Json(settings))
}

/// An inbox, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct InboxView {
    pub id: InboxId,
    /// Its public name in addresses.
    pub key: String,
    pub shop: ShopId,
    pub channel: Channel,
    pub name: String,
    pub settings: InboxSettings,
    pub enabled: bool,
}

impl From<Inbox> for InboxView {
    fn from(inbox: Inbox) -> Self {
        let Inbox { id, key, shop, channel, name, settings, enabled, .. } = inbox;
        Self { id, key, shop, channel, name, settings, enabled }
    }
}

/// Lists the inboxes of the shops that the caller sees.
#[utoipa::path(get, path = "/inboxes", tag = "house", responses(
    (status = 200, body = Vec<InboxView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn inboxes(State(app): State<App>, who: May<ReadConversations>) -> Answer<Json<Vec<InboxView>>> {
    let inboxes = app.store.read(inbox::list).await?;
    Ok(Json(inboxes.into_iter().filter(|inbox| who.caller.sees(inbox.shop)).map(InboxView::from).collect()))
}

/// An inbox to set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxInput {
    pub key: String,
    pub shop: ShopId,
    pub channel: Channel,
    pub name: String,
    #[serde(default)]
    pub settings: InboxSettings,
}

/// Sets up an inbox.
#[utoipa::path(post, path = "/inboxes", tag = "house", request_body = InboxInput, responses(
    (status = 201, body = InboxView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn open_inbox(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Body(new): Body<InboxInput>,
) -> Answer<(StatusCode, Json<InboxView>)> {
    let InboxInput { key, shop, channel, name, settings } = new;
    let inbox = app
        .store
        .write(move |ctx| inbox::create(ctx, NewInbox { key, shop, channel, name, settings }))
        .await?;
    Ok((StatusCode::CREATED, Json(inbox.into())))
}

/// What can be changed about an inbox.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxChange {
    pub name: String,
    pub settings: InboxSettings,
    pub enabled: bool,
}

/// Changes an inbox.
#[utoipa::path(put, path = "/inboxes/{id}", tag = "house", params(("id" = InboxId, Path)), request_body = InboxChange,
    responses(
    (status = 200, body = InboxView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_inbox(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<InboxId>,
    Body(change): Body<InboxChange>,
) -> Answer<Json<InboxView>> {
    let InboxChange { name, settings, enabled } = change;
    let inbox = app.store.write(move |ctx| inbox::change(ctx, id, &name, settings, enabled)).await?;
    Ok(Json(inbox.into()))
}

/// The secret a shop signs its buyers' tokens with.
#[derive(Serialize, ToSchema)]
pub struct InboxSecret {
    pub secret: String,
}

/// Shows an inbox's secret.
#[utoipa::path(get, path = "/inboxes/{id}/secret", tag = "house", params(("id" = InboxId, Path)), responses(
    (status = 200, body = InboxSecret), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn inbox_secret(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<InboxId>,
) -> Answer<Json<InboxSecret>> {
    let inbox = app.store.read(move |ctx| inbox::get(ctx, id)).await?;
    Ok(Json(InboxSecret { secret: inbox.secret.reveal().to_owned() }))
}

/// Makes a new secret; tokens signed with the old one are worthless from now on.
#[utoipa::path(post, path = "/inboxes/{id}/secret", tag = "house", params(("id" = InboxId, Path)), responses(
    (status = 200, body = InboxSecret), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn change_inbox_secret(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<InboxId>,
) -> Answer<Json<InboxSecret>> {
    let inbox = app.store.write(move |ctx| inbox::change_secret(ctx, id)).await?;
    Ok(Json(InboxSecret { secret: inbox.secret.reveal().to_owned() }))
}

/// Lists a shop's keys.
#[utoipa::path(get, path = "/shops/{shop}/keys", tag = "house", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<key::ApiKey>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn keys(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<key::ApiKey>>> {
    Ok(Json(app.store.read(move |ctx| key::list(ctx, shop)).await?))
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyInput {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub permissions: Vec<Permission>,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
pub struct NewKey {
    pub key: key::ApiKey,
    /// Shown this once.
    pub token: String,
}

/// Makes a key for a shop. Its token is shown this once.
#[utoipa::path(post, path = "/shops/{shop}/keys", tag = "house", params(("shop" = ShopId, Path)),
    request_body = KeyInput, responses(
    (status = 201, body = NewKey), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn make_key(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Body(new): Body<KeyInput>,
) -> Answer<(StatusCode, Json<NewKey>)> {
    let (key, token) = app.store.write(move |ctx| key::create(ctx, shop, &new.name, new.permissions)).await?;
    Ok((StatusCode::CREATED, Json(NewKey { key, token })))
}

/// Takes a key out of force, at once.
#[utoipa::path(delete, path = "/keys/{id}", tag = "house", params(("id" = ApiKeyId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn revoke_key(
    State(app): State<App>,
    _who: Person<ManageHouse>,
    Path(id): Path<ApiKeyId>,
) -> Answer<StatusCode> {
    app.store.write(move |ctx| key::revoke(ctx, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
