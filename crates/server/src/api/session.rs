//! Signing in and out.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use desk::agent::password::Password;
use desk::agent::{Agent, Role, Sight, people, presence, session};
use desk::error::Refusal;
use desk::fact::Presence;
use desk::id::{AgentId, ShopId};
use desk::shop::Lang;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Address;
use crate::app::App;
use crate::auth::{COOKIE, SignedIn};
use crate::body::Body;
use crate::problem::{Answer, Problem};

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: AgentId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub language: Lang,
    pub presence: Presence,
    /// A new password must be chosen before anything else.
    pub must_change_password: bool,
    /// The shops that are seen; none when it is all of them.
    pub shops: Option<Vec<ShopId>>,
}

impl Me {
    fn of(agent: Agent, sight: Sight) -> Self {
        let shops = match sight {
            Sight::Everything => None,
            Sight::Shops(shops) => Some(shops),
        };
        Self {
            id: agent.id,
            login: agent.login,
            name: agent.name,
            role: agent.role,
            language: agent.language,
            presence: agent.presence,
            must_change_password: agent.must_change_password,
            shops,
        }
    }
}

/// A sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub login: String,
    pub password: String,
}

/// Signs in. The session is in a cookie that pages cannot read.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn, responses(
    (status = 200, body = Me), (status = 401, body = Problem, description = "wrong_password"),
    (status = 429, body = Problem, description = "too_many_sign_ins")))]
pub async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    cookies: CookieJar,
    Body(sign_in): Body<SignIn>,
) -> Answer<(CookieJar, Json<Me>)> {
    app.limits.sign_in(address, &sign_in.login)?;
    let login = sign_in.login.clone();
    let (agent, stored) = app.store.read(move |ctx| session::candidate(ctx, &login)).await?;
    let password = sign_in.password;
    let matches = tokio::task::spawn_blocking(move || stored.matches(&password)).await.unwrap_or(false);
    let Some(agent) = agent.filter(|_| matches) else {
        tracing::warn!(%address, "a sign-in failed");
        return Err(Refusal::unauthenticated("wrong_password").into());
    };
    app.limits.signed_in(address, &sign_in.login);
    let id = agent.id;
    let (token, sight) =
        app.store.write(move |ctx| Ok((session::begin(ctx, id)?, session::sight(ctx, &agent)?))).await?;
    let agent = app.store.read(move |ctx| people::get(ctx, id)).await?;
    Ok((cookies.add(cookie(&app, token)), Json(Me::of(agent, sight))))
}

/// Says who is signed in.
#[utoipa::path(get, path = "/session", tag = "session", responses(
    (status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(who: SignedIn) -> Json<Me> {
    Json(Me::of(who.agent, who.sight))
}

/// Signs out, everywhere: every session and every open connection of this person ends.
#[utoipa::path(delete, path = "/session", tag = "session", responses(
    (status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(
    State(app): State<App>,
    who: SignedIn,
    cookies: CookieJar,
) -> Answer<(CookieJar, StatusCode)> {
    let id = who.agent.id;
    app.store.write(move |ctx| session::sign_out(ctx, id)).await?;
    let gone = Cookie::build((COOKIE, "")).path("/").build();
    Ok((cookies.remove(gone), StatusCode::NO_CONTENT))
}

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The one in force.
    pub old: String,
    /// The one to be.
    pub new: String,
}

/// Chooses a new password. Every session ends, and this browser gets a new one.
#[utoipa::path(put, path = "/session/password", tag = "session", request_body = NewPassword, responses(
    (status = 204), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn change_password(
    State(app): State<App>,
    who: SignedIn,
    Address(address): Address,
    cookies: CookieJar,
    Body(change): Body<NewPassword>,
) -> Answer<(CookieJar, StatusCode)> {
    let login = who.agent.login.clone();
    app.limits.sign_in(address, &login)?;
    let (_, stored) = app
        .store
        .read({
            let login = login.clone();
            move |ctx| session::candidate(ctx, &login)
        })
        .await?;
    let new = Password::new("new", change.new)?;
    let old = change.old;
    let hashed = tokio::task::spawn_blocking(move || stored.matches(&old).then(|| new.hash()))
        .await
        .map_err(|e| desk::error::Error::Broken(e.to_string()))?
        .ok_or_else(|| Refusal::unauthenticated("wrong_password"))??;
    app.limits.signed_in(address, &login);
    let id = who.agent.id;
    let token = app
        .store
        .write(move |ctx| {
            people::set_password(ctx, id, &hashed, false)?;
            session::begin(ctx, id)
        })
        .await?;
    Ok((cookies.add(cookie(&app, token)), StatusCode::NO_CONTENT))
}

/// Whether a person takes conversations.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    pub presence: Presence,
}

/// Says that one is here, or pauses.
#[utoipa::path(put, path = "/session/presence", tag = "session", request_body = SetPresence, responses(
    (status = 204), (status = 401, body = Problem)))]
pub async fn set_presence(
    State(app): State<App>,
    who: SignedIn,
    Body(SetPresence { presence }): Body<SetPresence>,
) -> Answer<StatusCode> {
    let id = who.agent.id;
    app.store.write(move |ctx| presence::set(ctx, id, presence)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.public_url().starts_with("https://"))
        .max_age(session_length())
        .build()
}

fn session_length() -> time::Duration {
    time::Duration::seconds(i64::try_from(session::LASTS.as_secs()).unwrap_or(i64::MAX))
}
