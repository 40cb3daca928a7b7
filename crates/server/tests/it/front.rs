//! The smallest house with everybody in it, behind a real port: two shops, a person of each role, a clock that stands.

use std::sync::Arc;
use std::time::Duration;

use db::{Engine, Time};
use desk::agent::password::Password;
use desk::agent::people::{self, NewAgent};
use desk::agent::{Agent, Permission, Role, key, session, team};
use desk::ctx::{Clock, FrozenClock, SystemClock};
use desk::id::AgentId;
use desk::inbox::{self, Channel, Inbox, InboxSettings, NewInbox};
use desk::shop::{self, Lang, NewShop, Shop, ShopSettings};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use server::app::App;
use server::config::Config;
use server::serve::{self, Running};
use server::telemetry;
use testkit::TestDb;

use crate::gaps::until;

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The page that may hold the widget.
pub(crate) const PAGE: &str = "https://shop.example";
/// Wednesday noon in Shanghai.
pub(crate) const NOON: i64 = 1_764_043_200;

/// A running server, and who and what is in it.
pub(crate) struct Front {
    pub(crate) url: String,
    pub(crate) app: App,
    pub(crate) clock: Arc<FrozenClock>,
    pub(crate) shop: Shop,
    /// The web chat of the shop.
    pub(crate) web: Inbox,
    /// The shop's own channel.
    pub(crate) channel: Inbox,
    /// A key of the shop, for everything that keys may do.
    pub(crate) key: String,
    client: reqwest::Client,
    running: Running,
    _db: TestDb,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) body: Value,
}

impl Said {
    /// The status and the code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }

    /// A text of the answer.
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }
}

impl Front {
    pub(crate) async fn open(engine: Engine) -> Self {
        Self::open_with(engine, |_| {}).await
    }

    /// Opens with changed settings.
    pub(crate) async fn open_with(engine: Engine, change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(FrozenClock::at(Time::from_micros(NOON * 1_000_000)));
        Self::start(engine, Arc::<FrozenClock>::clone(&clock), change).await.timed_by(clock)
    }

    /// Opens by the machine's clock, for programs that go by it; `clock` moves nothing.
    pub(crate) async fn open_now(engine: Engine, change: impl FnOnce(&mut Config)) -> Self {
        Self::start(engine, Arc::new(SystemClock), change).await
    }

    fn timed_by(self, clock: Arc<FrozenClock>) -> Self {
        Self { clock, ..self }
    }

    async fn start(engine: Engine, clock: Arc<dyn Clock>, change: impl FnOnce(&mut Config)) -> Self {
        // What `main` does first; only the first of several in one process can.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = TestDb::new(engine);
        let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
        config.server.data = db.folder().to_owned();
        config.server.listen = ([127, 0, 0, 1], 0).into();
        config.database.url = db.url().to_owned();
        config.database.connections = 4;
        config.language.model = "none".into();
        // A test asks faster than anybody.
        config.limits.requests_per_second = 5000;
        change(&mut config);
        let metrics = telemetry::start_metrics().expect("metrics");
        let app = App::open_with(config, metrics, clock).await.expect("it opens");
        let (shop, web, channel, key) = furnish(&app).await;
        let running = serve::start(app.clone()).await.expect("it listens");
        let url = format!("http://{}", running.address);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let clock = Arc::new(FrozenClock::at(app.store.clock.now()));
        Self { url, app, clock, shop, web, channel, key, client, running, _db: db }
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
    }

    /// Moves the clock once nothing is due or being worked on: were it moved past a lease meanwhile, what a job does outside
    /// would be done once more.
    pub(crate) async fn later(&self, by: Duration) {
        let rests = async || {
            let counts =
                self.app.store.read(|ctx| Ok(jobs::counts(ctx.tx, ctx.now)?)).await.expect("a count");
            (counts.due == 0 && counts.held == 0).then_some(())
        };
        until(rests).await;
        self.clock.advance(by);
    }

    /// A request to be filled in.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// One request with a session or a key, and a body.
    pub(crate) async fn ask(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Said {
        let mut request = self.request(method, path);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        said(request).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Said {
        self.ask(Method::GET, path, token, None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Said {
        self.ask(Method::POST, path, token, Some(body)).await
    }

    /// The person with this login.
    pub(crate) async fn person(&self, login: &str) -> Agent {
        let everybody = self.app.store.read(people::list).await.expect("a list");
        everybody.into_iter().find(|agent| agent.login == login).expect("somebody of this house")
    }

    /// A session of a person.
    pub(crate) async fn session(&self, login: &str) -> String {
        let id = self.person(login).await.id;
        self.app.store.write(move |ctx| session::begin(ctx, id)).await.expect("a session")
    }

    /// A session of a stranger in the web chat.
    pub(crate) async fn buyer(&self) -> String {
        let begun = self.post("/api/v1/widget/web/session", "", serde_json::json!({})).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
        begun.text("session")
    }
}

/// Sends a request and reads the whole answer.
pub(crate) async fn said(request: reqwest::RequestBuilder) -> Said {
    let response = request.timeout(Duration::from_secs(30)).send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.expect("a whole answer").to_vec();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Said { status, headers, bytes, body }
}

async fn furnish(app: &App) -> (Shop, Inbox, Inbox, String) {
    let password = Password::new("password", PASSWORD.into()).and_then(|p| p.hash()).expect("a password");
    app.store
        .write(move |ctx| {
            let mut shops = Vec::new();
            for name in ["one", "two"] {
                let new = NewShop {
                    key: name.into(),
                    name: name.into(),
                    language: Lang::En,
                    currency: "EUR".into(),
                    time_zone: "Europe/Berlin".into(),
                    settings: ShopSettings::default(),
                };
                shops.push(shop::create(ctx, new)?);
            }
            let mut ids: Vec<AgentId> = Vec::new();
            let everybody = [
                ("anna", Role::Agent),
                ("lena", Role::Lead),
                ("sven", Role::Senior),
                ("otto", Role::Agent),
                ("olga", Role::Lead),
                ("adam", Role::Admin),
            ];
            for (login, role) in everybody {
                let new = NewAgent {
                    login: login.into(),
                    name: login.into(),
                    role,
                    language: Lang::En,
                    password: password.clone(),
                    must_change_password: false,
                };
                ids.push(people::create(ctx, new)?.id);
            }
            team::create(ctx, "Team one", &[shops[0].id], &ids[..3])?;
            team::create(ctx, "Team two", &[shops[1].id], &ids[3..5])?;
            let mut inboxes = Vec::new();
            for (name, channel) in [("web", Channel::Webchat), ("till", Channel::Api)] {
                let settings =
                    InboxSettings { allowed_origins: vec![PAGE.into()], ..InboxSettings::default() };
                let (key, name) = (name.into(), name.into());
                inboxes
                    .push(inbox::create(ctx, NewInbox { key, shop: shops[0].id, channel, name, settings })?);
            }
            let permissions = vec![
                Permission::SpeakForBuyers,
                Permission::ReadConversations,
                Permission::Import,
                Permission::KeepKnowledge,
                Permission::ManageWebhooks,
                Permission::RunFlows,
                Permission::ManageFlows,
                Permission::SeeFigures,
                Permission::KeepMetrics,
                Permission::DrawBoundaries,
            ];
            let (_, token) = key::create(ctx, shops[0].id, "everything", permissions)?;
            let (channel, web) = (inboxes.remove(1), inboxes.remove(0));
            Ok((shops.remove(0), web, channel, token))
        })
        .await
        .expect("it is furnished")
}
