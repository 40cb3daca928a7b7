//! A buyer's widget: a session, a socket, and the patience to open it again and to say again what was not acknowledged.

use std::net::IpAddr;
use std::time::Instant;

use desk::fact::Position;
use futures::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

use super::channel::{AGAIN_AFTER, Line, Shared, locked, note};
use super::door::{Door, Failure, Socket};
use super::frame::{Ack, Frame};

/// A widget with its session.
#[derive(Debug)]
pub(super) struct Widget {
    door: Door,
    inbox: String,
    source: Option<IpAddr>,
    session: String,
    position: Option<Position>,
    /// What was said and not acknowledged yet, oldest first.
    open: Vec<Line>,
}

#[derive(Deserialize)]
struct Session {
    session: String,
}

impl Widget {
    /// Begins an anonymous session.
    pub(super) async fn begin(door: &Door, inbox: &str, source: Option<IpAddr>) -> anyhow::Result<Self> {
        let path = format!("/api/v1/widget/{inbox}/session");
        let own = door.from(source)?;
        let begun = own.ask::<Session>(Method::POST, &path, "", Some(&json!({}))).await;
        let Session { session } = begun.map_err(Failure::explained)?;
        let (door, inbox) = (door.clone(), inbox.to_owned());
        Ok(Self { door, inbox, source, session, position: None, open: Vec::new() })
    }

    /// Lives until it is dropped, saying what comes through `lines`. `hearing` turns true at the first hello.
    pub(super) async fn live(
        mut self,
        mut lines: mpsc::UnboundedReceiver<Line>,
        transcript: Shared,
        hearing: watch::Sender<bool>,
    ) {
        loop {
            if let Ok(socket) = self.connect().await {
                self.converse(socket, &mut lines, &transcript, &hearing).await;
                locked(&transcript).reconnects += 1;
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }

    async fn connect(&self) -> anyhow::Result<Socket> {
        let since = self.position.map_or_else(String::new, |position| format!("?since={position}"));
        let path = format!("/api/v1/widget/{}/live{since}", self.inbox);
        let protocols = HeaderValue::from_str(&format!("miaohui, {}", self.session))?;
        self.door.socket(&path, self.source, (header::SEC_WEBSOCKET_PROTOCOL, protocols)).await
    }

    /// Until the connection breaks.
    async fn converse(
        &mut self,
        socket: Socket,
        lines: &mut mpsc::UnboundedReceiver<Line>,
        transcript: &Shared,
        hearing: &watch::Sender<bool>,
    ) {
        let (mut sink, mut stream) = socket.split();
        for line in &self.open {
            if sink.send(worded(line)).await.is_err() {
                return;
            }
        }
        loop {
            tokio::select! {
                Some(line) = lines.recv() => {
                    let message = worded(&line);
                    self.open.push(line);
                    if sink.send(message).await.is_err() {
                        return;
                    }
                }
                message = stream.next() => {
                    let Some(Ok(message)) = message else { return };
                    let Ok(text) = message.to_text() else { return };
                    if let Ok(frame) = serde_json::from_str::<Frame>(text) {
                        hearing.send_if_modified(|hearing| !std::mem::replace(hearing, true));
                        if !self.take(&frame, transcript) {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Whether the connection is still good.
    fn take(&mut self, frame: &Frame, transcript: &Shared) -> bool {
        let mut transcript = locked(transcript);
        match frame {
            Frame::Ack { client_id, message, conversation, seq } => {
                self.open.retain(|line| line.client_id != *client_id);
                let ack = Ack { message: *message, conversation: *conversation, seq: *seq };
                transcript.acked(client_id, ack, Instant::now());
            }
            // It is said again over the next connection.
            Frame::Refused { code, .. } if code == "unavailable" => return false,
            Frame::Refused { client_id, code } => {
                self.open.retain(|line| client_id.as_ref() != Some(&line.client_id));
                transcript.refused(client_id.as_deref(), code);
            }
            frame => note(&mut transcript, &mut self.position, frame),
        }
        true
    }
}

fn worded(line: &Line) -> Message {
    let Line { client_id, text } = line;
    Message::text(json!({ "type": "message", "client_id": client_id, "text": text }).to_string())
}
