//! Who is calling, and what they may: in the signature of every handler.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum_extra::extract::CookieJar;
use desk::agent::{Agent, Caller, Permission, Sight, key, session};
use desk::buyer::session::Visitor;
use desk::error::Refusal;
use desk::id::ShopId;

use crate::app::App;
use crate::problem::Problem;

/// The cookie that carries a person's session.
pub const COOKIE: &str = "miaohui_session";

/// A permission, as a type.
pub trait Right: Send + Sync + 'static {
    /// Which one.
    const PERMISSION: Permission;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Right for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}

rights! {
    /// See conversations and the buyers in them.
    ReadConversations,
    /// Take conversations and answer them.
    AnswerConversations,
    /// Bring in products, orders, shipments, returns and articles.
    Import,
    /// Write and publish what the shop knows.
    KeepKnowledge,
    /// Set up webhooks and see what was delivered.
    ManageWebhooks,
    /// See the numbers platforms hold against the shop, and set how they are counted.
    KeepMetrics,
    /// Draw the line between bot and people.
    DrawBoundaries,
    /// Set up people, teams, shops, inboxes and keys.
    ManageHouse,
    /// Start one-click flows.
    RunFlows,
    /// Change what one-click flows do.
    ManageFlows,
    /// Send what a buyer says.
    SpeakForBuyers,
    /// Say what may be given away, and approve what is more.
    GrantAuthority,
    /// Join buyers who are one person, and undo it.
    MergeBuyers,
    /// See how people and shops do.
    SeeFigures,
    /// Call people in.
    CallIn
}

/// A caller who may do `R`: a person or a key.
#[derive(Debug, Clone)]
pub struct May<R> {
    /// Who.
    pub caller: Caller,
    right: PhantomData<R>,
}

impl<R> May<R> {
    /// Refuses what belongs to a shop the caller does not see.
    pub fn must_see(&self, shop: ShopId, missing: &'static str) -> Result<(), desk::error::Error> {
        self.caller.must_see(shop, missing)
    }
}

/// A person, not a key, who may do `R`.
#[derive(Debug, Clone)]
pub struct Person<R> {
    /// Who.
    pub agent: Agent,
    /// Which shops they see.
    pub sight: Sight,
    right: PhantomData<R>,
}

impl<R> Person<R> {
    /// The person as a caller.
    pub fn caller(&self) -> Caller {
        Caller::Agent(self.agent.clone(), self.sight.clone())
    }

    /// Refuses what belongs to a shop the person does not see.
    pub fn must_see(&self, shop: ShopId, missing: &'static str) -> Result<(), desk::error::Error> {
        self.caller().must_see(shop, missing)
    }
}

/// Anybody who is signed in, even before they have chosen a password of their own.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub agent: Agent,
    /// Which shops they see.
    pub sight: Sight,
}

/// A buyer whose widget proved who it is.
#[derive(Debug, Clone)]
pub struct Buyer(pub Visitor);

impl<R: Right> FromRequestParts<App> for May<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = caller(parts, app).await?;
        if !caller.may(R::PERMISSION) {
            return Err(denied(parts, &caller, R::PERMISSION));
        }
        Ok(Self { caller, right: PhantomData })
    }
}

impl<R: Right> FromRequestParts<App> for Person<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = caller(parts, app).await?;
        match caller {
            Caller::Agent(agent, sight) if agent.role.may(R::PERMISSION) => {
                Ok(Self { agent, sight, right: PhantomData })
            }
            other => Err(denied(parts, &other, R::PERMISSION)),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (agent, sight) = person(parts, app).await?;
        Ok(Self { agent, sight })
    }
}

impl FromRequestParts<App> for Buyer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token =
            bearer(&parts.headers).ok_or_else(|| Refusal::unauthenticated("sign_in_first"))?.to_owned();
        visitor(app, token).await.map(Self)
    }
}

/// The buyer of a session, wherever its token came in.
pub async fn visitor(app: &App, token: String) -> Result<Visitor, Problem> {
    let found = app.store.read(move |ctx| desk::buyer::session::authenticate(ctx, &token)).await?;
    found.ok_or_else(|| Refusal::unauthenticated("sign_in_first").into())
}

/// A failed authorisation is worth a line in the log: it is a mistake or an attempt.
fn denied(parts: &Parts, caller: &Caller, permission: Permission) -> Problem {
    let who = match caller {
        Caller::Agent(agent, _) => agent.id.to_string(),
        Caller::Key(key) => key.id.to_string(),
    };
    tracing::warn!(%who, %permission, path = parts.uri.path(), "refused");
    Refusal::forbidden().into()
}

async fn caller(parts: &Parts, app: &App) -> Result<Caller, Problem> {
    if let Some(token) = bearer(&parts.headers)
        && token.starts_with("mhk_")
    {
        let token = token.to_owned();
        let found = app.store.read(move |ctx| key::authenticate(ctx, &token)).await?;
        return found.map(Caller::Key).ok_or_else(|| Refusal::unauthenticated("sign_in_first").into());
    }
    let (agent, sight) = person(parts, app).await?;
    if agent.must_change_password {
        let mut refusal = Refusal::forbidden();
        refusal.code = "must_change_password";
        return Err(refusal.into());
    }
    Ok(Caller::Agent(agent, sight))
}

async fn person(parts: &Parts, app: &App) -> Result<(Agent, Sight), Problem> {
    let by_cookie =
        CookieJar::from_headers(&parts.headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
    let token = match (bearer(&parts.headers), by_cookie) {
        (Some(token), _) => token.to_owned(),
        (None, Some(token)) => {
            // A browser sends the cookie along wherever the request comes from: only our own pages may act with it.
            if parts.method != Method::GET && !same_origin(&parts.headers, app) {
                return Err(origin_refused());
            }
            token
        }
        (None, None) => return Err(Refusal::unauthenticated("sign_in_first").into()),
    };
    let found = app.store.read(move |ctx| session::authenticate(ctx, &token)).await?;
    found.ok_or_else(|| Refusal::unauthenticated("sign_in_first").into())
}

/// Whether the request comes from one of our own pages. Programs send no origin and are no browsers.
pub fn same_origin(headers: &HeaderMap, app: &App) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
    origin == app.config.public_url() || (!host.is_empty() && authority == host)
}

/// The refusal for pages that may not.
pub fn origin_refused() -> Problem {
    let mut refusal = Refusal::forbidden();
    refusal.code = "origin_refused";
    refusal.into()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
