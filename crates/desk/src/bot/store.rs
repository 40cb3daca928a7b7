use db::{FromRow, Row, Tx};

use crate::conversation::Meta;
use crate::id::ConversationId;
use crate::json;

db::sql! {
    BOT_ANSWERS: "SELECT text, meta FROM message WHERE conversation_id = $1 AND author = 'bot' ORDER BY seq DESC LIMIT 6";
}

/// What the bot last answered in a conversation, oldest first.
pub(super) fn bot_answers(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
) -> Result<Vec<(String, Meta)>, db::Error> {
    let mut answers: Vec<BotAnswer> = tx.all(&BOT_ANSWERS, &[&conversation])?;
    answers.reverse();
    Ok(answers.into_iter().map(|BotAnswer(text, meta)| (text, meta)).collect())
}

struct BotAnswer(String, Meta);

impl FromRow for BotAnswer {
    fn from_row(row: &Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(row.get("text")?, json::read(row, "meta")?))
    }
}
