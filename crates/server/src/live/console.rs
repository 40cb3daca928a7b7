//! A person's console: every line of the shops they see; typing and read marks the other way.

use axum::extract::{Query, State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::agent::{self, Agent, Sight};
use desk::conversation;
use desk::fact::{self, Position, Presence};
use desk::id::ConversationId;
use desk::sla;
use serde::Deserialize;
use serde_json::{Value, json};

use super::hub::Listener;
use super::socket::{self, Conversing, Since, refused};
use super::tail::Told;
use crate::address::Address;
use crate::app::App;
use crate::auth::{self, Person, ReadConversations};
use crate::problem::{Answer, Problem};

/// A console that closed may only be reloading; after this long its person is taken to be gone.
const GONE_AFTER: std::time::Duration = std::time::Duration::from_secs(15);

/// Opens the live connection of a console.
#[utoipa::path(get, path = "/live", tag = "live", params(Since), responses(
    (status = 101, description = "A WebSocket. Frames: hello, fact, typing, caught_up, resync, refused."),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 429, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Address(address): Address,
    Query(since): Query<Since>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Answer<Response> {
    if !auth::same_origin(&headers, &app) {
        return Err(auth::origin_refused());
    }
    let place = app.limits.socket(address)?;
    let listener = Listener::Console { agent: who.agent.id, sight: who.sight.clone() };
    let console = Console { app: app.clone(), agent: who.agent, sight: who.sight };
    Ok(socket::upgrade(&app, upgrade, place, listener, since, console))
}

struct Console {
    app: App,
    agent: Agent,
    sight: Sight,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Heard {
    Typing { conversation: ConversationId, on: bool },
    Read { conversation: ConversationId, seq: i64 },
}

impl Conversing for Console {
    async fn hello(&mut self) -> Answer<Value> {
        let agent = self.agent.id;
        if self.agent.presence == Presence::Offline {
            self.app.store.write(move |ctx| agent::presence::set(ctx, agent, Presence::Online)).await?;
        }
        Ok(json!({ "type": "hello", "agent": agent }))
    }

    async fn hear(&mut self, text: &str) -> Option<Value> {
        let Ok(heard) = serde_json::from_str::<Heard>(text) else {
            return Some(refused(&Problem::from(desk::error::Refusal::invalid("type", "out_of_range"))));
        };
        let done = match heard {
            Heard::Typing { conversation, on } => self.typing(conversation, on).await,
            Heard::Read { conversation, seq } => self.read(conversation, seq).await,
        };
        done.err().map(|error| refused(&error.into()))
    }

    fn missed(&self, told: &Told) -> Option<Value> {
        told.shop().is_none_or(|shop| self.sight.includes(shop)).then(|| told.for_console())
    }

    async fn read_missed(&self, since: Position, limit: i64) -> desk::error::Result<Vec<Told>> {
        socket::with_matter(&self.app, move |ctx| fact::since(ctx, since, limit), None).await
    }

    async fn goodbye(&mut self) {
        let (app, agent) = (self.app.clone(), self.agent.id);
        tokio::spawn(async move {
            tokio::time::sleep(GONE_AFTER).await;
            if app.hub.consoles_of(agent) > 0 {
                return;
            }
            if let Err(error) =
                app.store.write(move |ctx| agent::presence::set(ctx, agent, Presence::Offline)).await
            {
                tracing::warn!(%error, "a person's going was not noted");
            }
        });
    }
}

impl Console {
    async fn typing(&self, id: ConversationId, on: bool) -> desk::error::Result<()> {
        let conversation = self.app.store.read(move |ctx| conversation::get(ctx, id)).await?;
        if !self.sight.includes(conversation.shop) {
            return Err(desk::error::Refusal::not_found("no_such_conversation").into());
        }
        let agent = self.agent.id;
        let to_colleagues = json!({ "type": "typing", "conversation": id, "agent": agent, "name": self.agent.name, "on": on });
        self.app.hub.pass_to_consoles(conversation.shop, Some(agent), &to_colleagues.to_string());
        if conversation.agent == Some(agent) && conversation.status == conversation::Status::Assigned {
            let to_buyer = json!({ "type": "typing", "name": self.agent.name, "on": on });
            self.app.hub.pass_to_buyer(conversation.inbox, conversation.buyer, &to_buyer.to_string());
            // Clocks tell reading from writing. Once for each of the buyer's words is enough.
            if on
                && conversation.unanswered_since.is_some()
                && conversation.typed_seq < conversation.last_buyer_seq
            {
                self.app.store.write(move |ctx| sla::watch::typed(ctx, id, agent)).await?;
            }
        }
        Ok(())
    }

    async fn read(&self, id: ConversationId, seq: i64) -> desk::error::Result<()> {
        let (agent, sight) = (self.agent.id, self.sight.clone());
        self.app
            .store
            .write(move |ctx| {
                let conversation = conversation::get(ctx, id)?;
                if !sight.includes(conversation.shop) {
                    return Err(desk::error::Refusal::not_found("no_such_conversation").into());
                }
                conversation::read_by_agent(ctx, &conversation, agent, seq)
            })
            .await
    }
}
