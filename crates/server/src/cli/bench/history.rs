//! Reading conversations back.

use desk::fact::Author;
use desk::id::{ConversationId, MessageId};
use serde::Deserialize;

use super::door::{Door, Failure};

const PAGE: usize = 200;

/// A message as it is stored.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Stored {
    pub(super) id: MessageId,
    pub(super) seq: i64,
    pub(super) author: Author,
    /// Only for colleagues.
    pub(super) private: bool,
    /// The sender's own id of it.
    pub(super) client_id: Option<String>,
}

/// Every message of a conversation after number `from`, in order.
pub(super) async fn read(
    door: &Door,
    key: &str,
    id: ConversationId,
    from: i64,
) -> Result<Vec<Stored>, Failure> {
    let mut all: Vec<Stored> = Vec::new();
    loop {
        let after = all.last().map_or(from, |message| message.seq);
        let path = format!("/api/v1/conversations/{id}/messages?after={after}&limit={PAGE}");
        let page: Vec<Stored> = door.get(&path, key).await?;
        let last = page.len() < PAGE;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}
