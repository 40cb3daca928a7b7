//! Agents of a bench: they claim conversations, answer in them and give them back.

use std::time::Duration;

use desk::id::{ConversationId, MessageId};
use rand::seq::IndexedRandom as _;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use uuid::Uuid;

use super::channel::{AGAIN_AFTER, Shared, locked};
use super::door::{Door, Failure};
use super::frame::Ack;

/// Between two things an agent does.
const PAUSE: Duration = Duration::from_millis(40);
/// Answers before a conversation is given back.
const ANSWERS: usize = 3;

/// Somebody signed in.
#[derive(Debug, Clone)]
pub(super) struct Agent {
    pub(super) door: Door,
    pub(super) token: String,
}

#[derive(Deserialize)]
struct Sent {
    id: MessageId,
    conversation: ConversationId,
    seq: i64,
}

impl Agent {
    /// Works for ever on the conversations of the buyers that are `for_people`.
    pub(super) async fn work(self, for_people: fn(usize) -> bool, transcript: Shared) {
        loop {
            tokio::time::sleep(PAUSE).await;
            let Some(id) = any(&transcript, for_people) else { continue };
            if self.insist::<IgnoredAny>(&format!("/api/v1/conversations/{id}/claim"), None).await.is_err() {
                // A colleague has it.
                continue;
            }
            for _ in 0..ANSWERS {
                tokio::time::sleep(PAUSE).await;
                self.answer(id, &transcript).await;
            }
            drop(self.insist::<IgnoredAny>(&format!("/api/v1/conversations/{id}/release"), None).await);
        }
    }

    async fn answer(&self, id: ConversationId, transcript: &Shared) {
        let client_id = Uuid::now_v7().to_string();
        let body = json!({ "client_id": client_id, "text": "您好，我来为您处理。" });
        let sent = self.insist::<Sent>(&format!("/api/v1/conversations/{id}/messages"), Some(&body)).await;
        if let Ok(Sent { id, conversation, seq }) = sent {
            locked(transcript).replied(&client_id, Ack { message: id, conversation, seq });
        }
    }

    /// Posts until the server has said yes or no.
    async fn insist<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Failure> {
        loop {
            match self.door.ask(Method::POST, path, &self.token, body).await {
                Err(
                    Failure::NoAnswer(_) | Failure::Refused { status: StatusCode::SERVICE_UNAVAILABLE, .. },
                ) => {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                other => return other,
            }
        }
    }
}

fn any(transcript: &Shared, for_people: fn(usize) -> bool) -> Option<ConversationId> {
    let transcript = locked(transcript);
    let cases =
        transcript.conversations.iter().filter(|(_, one)| !one.acked.is_empty() && for_people(one.speaker));
    cases.map(|(id, _)| *id).collect::<Vec<_>>().choose(&mut rand::rng()).copied()
}
