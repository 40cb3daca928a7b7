//! What every socket has in common: small buffers, catching up, pings, an end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use desk::fact::Position;
use futures::stream::SplitSink;
use futures::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::json;

use super::hub::{Closing, Ear, Frame, Listener};
use super::tail::{self, Told};
use crate::app::App;
use crate::limits::SocketPlace;
use crate::problem::{self, Answer, Problem};

/// Buffers of one socket. The usual 128 KiB would cost more memory than everything else of a connection together.
const BUFFER: usize = 4 * 1024;
/// Largest frame a client may send.
const LARGEST: usize = 64 * 1024;
/// Silence after which a connection is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(25);
/// How long a frame may take to be written before the connection is given up.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// Lines a client may have missed and still be told one by one.
const MISSED: i64 = 2000;

/// Where a client was.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
pub struct Since {
    /// The position it has seen; it is told everything after it. Without it, only what comes from now on.
    #[param(value_type = Option<i64>)]
    pub since: Option<Position>,
}

/// What a kind of connection does with what its client says.
pub(crate) trait Conversing: Send + Sync {
    /// The first frame.
    fn hello(&mut self) -> impl Future<Output = Answer<serde_json::Value>> + Send;
    /// Answers a frame; none when there is nothing to answer.
    fn hear(&mut self, text: &str) -> impl Future<Output = Option<serde_json::Value>> + Send;
    /// A line it missed, as JSON for it; none when it does not concern it.
    fn missed(&self, told: &Told) -> Option<serde_json::Value>;
    /// Reads the lines it missed.
    fn read_missed(
        &self,
        since: Position,
        limit: i64,
    ) -> impl Future<Output = desk::error::Result<Vec<Told>>> + Send;
    /// It is over.
    fn goodbye(&mut self) -> impl Future<Output = ()> + Send;
}

/// Upgrades with our sizes.
pub(crate) fn upgrade<C: Conversing + 'static>(
    app: &App,
    upgrade: WebSocketUpgrade,
    place: SocketPlace,
    listener: Listener,
    since: Since,
    conversing: C,
) -> Response {
    let app = app.clone();
    let lang = problem::reader();
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(1 << 20)
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .on_upgrade(move |socket| {
            problem::READER.scope(lang, run(app, socket, place, listener, since, conversing))
        })
}

async fn run<C: Conversing>(
    app: App,
    socket: WebSocket,
    _place: SocketPlace,
    listener: Listener,
    since: Since,
    mut conversing: C,
) {
    metrics::gauge!("miaohui_sockets_open").increment(1.0);
    let ear = app.hub.join(listener);
    let why = converse(&app, socket, ear, since, &mut conversing).await;
    conversing.goodbye().await;
    tracing::debug!(%why, "socket closed");
    metrics::gauge!("miaohui_sockets_open").decrement(1.0);
}

async fn converse<C: Conversing>(
    app: &App,
    socket: WebSocket,
    mut ear: Ear,
    since: Since,
    conversing: &mut C,
) -> &'static str {
    let (sink, mut stream) = socket.split();
    let mut out = Out { sink };
    match conversing.hello().await {
        Ok(mut hello) => {
            hello["position"] = json!(since.since.unwrap_or(ear.from));
            if !out.say(&hello).await {
                return "gone";
            }
        }
        Err(problem) => {
            out.say(&refused(&problem)).await;
            return out.close(1008, "refused").await;
        }
    }
    if let Some(since) = since.since
        && !catch_up(&mut out, &ear, since, conversing).await
    {
        return "gone";
    }
    let mut ping = tokio::time::interval(PING_EVERY);
    ping.reset();
    let mut heard_since_ping = true;
    loop {
        tokio::select! {
            () = app.stopped() => return out.close(1001, "stopping").await,
            changed = ear.closing.changed() => {
                let why = if changed.is_err() { Closing::TooSlow } else { *ear.closing.borrow() };
                return out.end(why).await;
            }
            frame = ear.frames.recv() => {
                // The hub has let go of it, and has said why.
                let Some(frame) = frame else {
                    let why = *ear.closing.borrow();
                    return out.end(why).await;
                };
                let text = match frame {
                    Frame::Line(position, _) if position <= ear.from => continue,
                    Frame::Line(_, text) | Frame::Passing(text) => text,
                };
                if !out.write(text).await {
                    return "gone";
                }
            }
            message = stream.next() => {
                heard_since_ping = true;
                match message {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(answer) = conversing.hear(text.as_str()).await
                            && !out.say(&answer).await
                        {
                            return "gone";
                        }
                    }
                    Some(Ok(Message::Binary(_))) => return out.close(1003, "text_only").await,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return "left",
                }
            }
            _ = ping.tick() => {
                if !std::mem::take(&mut heard_since_ping) {
                    return "silent";
                }
                if !out.ping().await {
                    return "gone";
                }
            }
        }
    }
}

/// Tells what was missed between `since` and the moment of joining; or that it was too much.
async fn catch_up<C: Conversing>(out: &mut Out, ear: &Ear, since: Position, conversing: &C) -> bool {
    if since > ear.from {
        // The client has seen more than there is: another database, or one that was put back.
        return out.say(&json!({ "type": "resync" })).await;
    }
    let missed = match conversing.read_missed(since, MISSED + 1).await {
        Ok(missed) => missed,
        Err(error) => {
            tracing::warn!(%error, "what a client missed could not be read");
            return out.say(&json!({ "type": "resync" })).await;
        }
    };
    if i64::try_from(missed.len()).unwrap_or(i64::MAX) > MISSED {
        return out.say(&json!({ "type": "resync" })).await;
    }
    for told in missed.iter().filter(|told| told.position() <= ear.from) {
        if let Some(value) = conversing.missed(told)
            && !out.say(&value).await
        {
            return false;
        }
    }
    out.say(&json!({ "type": "caught_up", "position": ear.from })).await
}

/// A refusal as a frame.
pub(crate) fn refused(problem: &Problem) -> serde_json::Value {
    let mut value = json!(problem);
    value["type"] = json!("refused");
    value
}

struct Out {
    sink: SplitSink<WebSocket, Message>,
}

impl Out {
    async fn say(&mut self, value: &serde_json::Value) -> bool {
        self.send(Message::Text(value.to_string().into())).await
    }

    async fn write(&mut self, text: Arc<str>) -> bool {
        self.send(Message::Text(Utf8Bytes::from(text.as_ref()))).await
    }

    async fn ping(&mut self) -> bool {
        self.send(Message::Ping(axum::body::Bytes::new())).await
    }

    async fn send(&mut self, message: Message) -> bool {
        matches!(tokio::time::timeout(WRITE_WITHIN, self.sink.send(message)).await, Ok(Ok(())))
    }

    /// Closes for the hub's reason.
    async fn end(&mut self, why: Closing) -> &'static str {
        match why {
            Closing::SignedOut => self.close(4001, "signed_out").await,
            Closing::Changed => self.close(4002, "changed").await,
            Closing::TooSlow | Closing::Open => {
                self.say(&json!({ "type": "resync" })).await;
                self.close(4003, "too_slow").await
            }
        }
    }

    async fn close(&mut self, code: u16, reason: &'static str) -> &'static str {
        self.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
        reason
    }
}

/// The lines of a shop or a conversation with what they are about.
pub(crate) async fn with_matter(
    app: &App,
    lines: impl FnOnce(&mut desk::ctx::Ctx<'_, '_>) -> desk::error::Result<Vec<desk::fact::Line>> + Send + 'static,
    inbox: Option<desk::id::InboxId>,
) -> desk::error::Result<Vec<Told>> {
    app.store
        .read(move |ctx| {
            let lines = lines(ctx)?;
            tail::read(ctx, lines, &inbox.into_iter().collect())
        })
        .await
}
