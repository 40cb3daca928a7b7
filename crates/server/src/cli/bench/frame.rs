//! What a server says over a socket, as far as a bench needs it.

use desk::fact::{Author, Position};
use desk::id::{ConversationId, MessageId};
use serde::Deserialize;

/// A frame of a widget's or a channel's socket.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame {
    /// The first: where the telling begins.
    Hello { position: Position },
    /// A message of the widget is stored.
    Ack { client_id: String, message: MessageId, conversation: ConversationId, seq: i64 },
    /// A frame of ours was refused.
    Refused { client_id: Option<String>, code: String },
    /// Somebody said something.
    Message { position: Position, message: Said },
    /// The conversation itself changed.
    Conversation { position: Position },
    /// Everything that was missed has been told.
    CaughtUp { position: Position },
    /// Too much was missed.
    Resync,
    /// Anything else, such as typing.
    #[serde(other)]
    Other,
}

/// A message as its buyer sees it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Said {
    pub(super) id: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) seq: i64,
    pub(super) author: Author,
    /// It answers the buyer's messages up to this number.
    pub(super) answers_seq: Option<i64>,
}

/// A message was stored: the promise that is checked at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Ack {
    pub(super) message: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) seq: i64,
}
