//! A program that carries an inbox: it posts what its buyers say and hears what they are told.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::fact::Position;
use futures::StreamExt as _;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

use super::door::{Door, Failure, Socket};
use super::frame::{Ack, Frame};
use super::transcript::Transcript;

/// Pause before something that did not reach the server is tried again.
pub(super) const AGAIN_AFTER: Duration = Duration::from_millis(25);

/// What all clients of a run write into.
pub(super) type Shared = Arc<Mutex<Transcript>>;

/// Something a buyer says.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) client_id: String,
    pub(super) text: &'static str,
}

/// The program.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) door: Door,
    pub(super) inbox: String,
    pub(super) key: String,
}

impl Channel {
    /// Posts until the server has said yes or no.
    pub(super) async fn say(&self, handle: &str, line: &Line, transcript: &Shared) {
        let path = format!("/api/v1/inboxes/{}/messages", self.inbox);
        let body = json!({ "external_id": line.client_id, "handle": handle, "text": line.text });
        loop {
            match self.door.ask::<Ack>(Method::POST, &path, &self.key, Some(&body)).await {
                Ok(ack) => {
                    return locked(transcript).acked(&line.client_id, ack, Instant::now());
                }
                Err(Failure::Refused { status, code, .. }) if status != StatusCode::SERVICE_UNAVAILABLE => {
                    return locked(transcript).refused(Some(&line.client_id), &code);
                }
                Err(_) => tokio::time::sleep(AGAIN_AFTER).await,
            }
        }
    }

    /// Hears for ever; after a break it goes on from the position it had seen. `hearing` turns true at the first hello.
    pub(super) async fn listen(self, transcript: Shared, hearing: watch::Sender<bool>) {
        let mut position: Option<Position> = None;
        loop {
            if let Ok(socket) = self.open(position).await {
                hear(socket, &transcript, &mut position, &hearing).await;
                locked(&transcript).reconnects += 1;
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }

    /// Opens the live connection.
    pub(super) async fn open(&self, since: Option<Position>) -> anyhow::Result<Socket> {
        let since = since.map_or_else(String::new, |position| format!("?since={position}"));
        let path = format!("/api/v1/inboxes/{}/live{since}", self.inbox);
        let key = HeaderValue::from_str(&format!("Bearer {}", self.key))?;
        self.door.socket(&path, None, (header::AUTHORIZATION, key)).await
    }
}

async fn hear(
    mut socket: Socket,
    transcript: &Shared,
    position: &mut Option<Position>,
    hearing: &watch::Sender<bool>,
) {
    while let Some(Ok(message)) = socket.next().await {
        let Ok(text) = message.to_text() else { return };
        let Ok(frame) = serde_json::from_str::<Frame>(text) else { continue };
        if matches!(frame, Frame::Hello { .. }) {
            hearing.send_replace(true);
        }
        note(&mut locked(transcript), position, &frame);
    }
}

/// Writes down what every kind of client hears, and how far it has heard.
pub(super) fn note(transcript: &mut Transcript, position: &mut Option<Position>, frame: &Frame) {
    let at = match frame {
        Frame::Hello { position } | Frame::Conversation { position } | Frame::CaughtUp { position } => {
            *position
        }
        Frame::Message { position, message } => {
            transcript.heard(message, Instant::now());
            *position
        }
        Frame::Resync => {
            transcript.resyncs += 1;
            return;
        }
        Frame::Ack { .. } | Frame::Refused { .. } | Frame::Other => return,
    };
    if position.is_some_and(|known| at < known) {
        transcript.out_of_order += 1;
    }
    *position = Some(at.max(position.unwrap_or(at)));
}

/// The transcript, for a moment.
pub(super) fn locked(transcript: &Shared) -> std::sync::MutexGuard<'_, Transcript> {
    transcript.lock().unwrap_or_else(PoisonError::into_inner)
}
