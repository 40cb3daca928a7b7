//! A buyer's widget: what concerns the buyer, and what the buyer says.

use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use desk::buyer::session::Visitor;
use desk::conversation::{self, Conversation};
use desk::error::Refusal;
use desk::fact::{self, Position};
use desk::id::{AttachmentId, InboxId};
use desk::inbox::Inbound;
use serde::Deserialize;
use serde_json::{Value, json};

use super::hub::Listener;
use super::socket::{self, Conversing, Since, refused};
use super::tail::Told;
use crate::address::Address;
use crate::api::view::PublicConversation;
use crate::app::App;
use crate::auth;
use crate::problem::{Answer, Problem};

/// Browsers cannot send a header with a WebSocket: the session's token comes as a subprotocol, which, unlike a query, is
/// in no log.
const PROTOCOL: &str = "miaohui";

/// Opens the live connection of a widget.
#[utoipa::path(get, path = "/widget/{inbox}/live", tag = "widget",
    params(("inbox" = String, Path, description = "The inbox's public name"), Since),
    responses(
        (status = 101, description = "A WebSocket, with subprotocols `miaohui` and the session's token. Frames: hello, \
            ack, refused, message, conversation, typing, caught_up, resync."),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 429, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    Path(key): Path<String>,
    Address(address): Address,
    Query(since): Query<Since>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Answer<Response> {
    let token = token_of(&headers).ok_or_else(|| Refusal::unauthenticated("sign_in_first"))?;
    let visitor = auth::visitor(&app, token).await?;
    let inbox = app.store.read(move |ctx| desk::inbox::by_key(ctx, &key)).await?;
    if inbox.id != visitor.inbox {
        return Err(Refusal::unauthenticated("sign_in_first").into());
    }
    if let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok())
        && !inbox.allows_origin(origin)
        && !auth::same_origin(&headers, &app)
    {
        return Err(auth::origin_refused());
    }
    let place = app.limits.socket(address)?;
    let listener = Listener::Widget { inbox: visitor.inbox, buyer: visitor.buyer.id };
    let widget = Widget { app: app.clone(), visitor };
    Ok(socket::upgrade(&app, upgrade.protocols([PROTOCOL]), place, listener, since, widget))
}

/// The token among the subprotocols `miaohui, mhb_…`.
fn token_of(headers: &HeaderMap) -> Option<String> {
    let protocols = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    protocols.split(',').map(str::trim).find(|protocol| protocol.starts_with("mhb_")).map(str::to_owned)
}

struct Widget {
    app: App,
    visitor: Visitor,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Heard {
    Message {
        client_id: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        attachments: Vec<AttachmentId>,
        #[serde(default)]
        product: Option<String>,
    },
    Typing {
        on: bool,
        #[serde(default)]
        text: String,
    },
    Read {
        seq: i64,
    },
}

impl Conversing for Widget {
    async fn hello(&mut self) -> Answer<Value> {
        let conversation = current(&self.app, &self.visitor).await?;
        Ok(json!({ "type": "hello", "conversation": conversation }))
    }

    async fn hear(&mut self, text: &str) -> Option<Value> {
        let Ok(heard) = serde_json::from_str::<Heard>(text) else {
            return Some(refused(&Problem::from(Refusal::invalid("type", "out_of_range"))));
        };
        match heard {
            Heard::Message { client_id, text, attachments, product } => {
                let said = Said { client_id: client_id.clone(), text, attachments, product };
                Some(match say(&self.app, &self.visitor, said).await {
                    Ok(received) => json!({
                        "type": "ack", "client_id": client_id, "message": received.message,
                        "conversation": received.conversation, "seq": received.seq,
                    }),
                    Err(problem) => {
                        let mut value = refused(&problem);
                        value["client_id"] = json!(client_id);
                        value
                    }
                })
            }
            Heard::Typing { on, text } => {
                self.typing(on, &text).await.err().map(|error| refused(&error.into()))
            }
            Heard::Read { seq } => {
                read(&self.app, &self.visitor, seq).await.err().map(|error| refused(&error.into()))
            }
        }
    }

    fn missed(&self, told: &Told) -> Option<Value> {
        told.for_buyer()
    }

    async fn read_missed(&self, since: Position, limit: i64) -> desk::error::Result<Vec<Told>> {
        let Visitor { inbox, buyer, .. } = self.visitor.clone();
        socket::with_matter(
            &self.app,
            move |ctx| match conversation::latest(ctx, buyer.id, inbox)? {
                Some(latest) => fact::of_conversation_since(ctx, latest.id, since, limit),
                None => Ok(Vec::new()),
            },
            None,
        )
        .await
    }

    async fn goodbye(&mut self) {}
}

impl Widget {
    /// Agents see that the buyer writes, and what so far, so that they can think along; at most the beginning of it.
    async fn typing(&self, on: bool, text: &str) -> desk::error::Result<()> {
        let Visitor { inbox, buyer, .. } = self.visitor.clone();
        let latest = self.app.store.read(move |ctx| conversation::latest(ctx, buyer.id, inbox)).await?;
        if let Some(Conversation { id, shop, .. }) = latest {
            let preview: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
            let value =
                json!({ "type": "typing", "conversation": id, "buyer": true, "on": on, "text": preview });
            self.app.hub.pass_to_consoles(shop, None, &value.to_string());
        }
        Ok(())
    }
}

/// What a buyer says through the widget, over the socket or over HTTP.
#[derive(Debug, Clone)]
pub struct Said {
    /// The widget's own id of it.
    pub client_id: String,
    /// What.
    pub text: String,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The product of the page.
    pub product: Option<String>,
}

/// Takes a buyer's message.
pub async fn say(app: &App, visitor: &Visitor, said: Said) -> Answer<conversation::receive::Received> {
    app.limits.buyer_message(&visitor.handle)?;
    let client_id = conversation::text::clean_id("client_id", &said.client_id)?;
    let inbound = Inbound {
        inbox: visitor.inbox,
        handle: visitor.handle.clone(),
        // Ids of widgets are their own; the handle keeps those of two buyers apart.
        external_id: format!("{}:{client_id}", visitor.handle),
        client_id: Some(client_id),
        text: said.text,
        attachments: said.attachments,
        product: said.product,
        profile: None,
    };
    let started = std::time::Instant::now();
    let received = app.store.write(move |ctx| conversation::receive::receive(ctx, &inbound)).await?;
    metrics::histogram!("miaohui_receive_seconds").record(started.elapsed());
    Ok(received)
}

/// The buyer has seen everything up to `seq` of the current conversation.
pub async fn read(app: &App, visitor: &Visitor, seq: i64) -> desk::error::Result<()> {
    let (buyer, inbox): (_, InboxId) = (visitor.buyer.id, visitor.inbox);
    app.store
        .write(move |ctx| match conversation::latest(ctx, buyer, inbox)? {
            Some(latest) => conversation::read_by_buyer(ctx, &latest, seq),
            None => Ok(()),
        })
        .await
}

/// The buyer's current conversation as they see it.
pub async fn current(app: &App, visitor: &Visitor) -> Answer<Option<PublicConversation>> {
    let (buyer, inbox) = (visitor.buyer.id, visitor.inbox);
    let found = app
        .store
        .read(move |ctx| {
            let Some(latest) = conversation::latest(ctx, buyer, inbox)? else { return Ok(None) };
            let name = match latest.agent {
                Some(agent) => Some(desk::agent::people::get(ctx, agent)?.name),
                None => None,
            };
            Ok(Some(PublicConversation::of(&latest, name)))
        })
        .await?;
    Ok(found)
}
