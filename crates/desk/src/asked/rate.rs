//! Whether an answer helped: the buyer says so, or shows it by what they do next.

use super::{Asked, Outcome, Rating, store};
use crate::conversation;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, RatedBy};
use crate::id::{BuyerId, ConversationId, InboxId, MessageId};

/// The buyer says whether an answer of the bot helped. It can be said again, and differently.
pub fn by_buyer(
    ctx: &mut Ctx<'_, '_>,
    inbox: InboxId,
    buyer: BuyerId,
    message: MessageId,
    helpful: bool,
) -> Result<()> {
    let missing = || Refusal::not_found("no_such_message");
    let said = conversation::message(ctx, message)?;
    let conversation = conversation::get(ctx, said.conversation)?;
    if conversation.buyer != buyer || conversation.inbox != inbox || said.private {
        return Err(missing().into());
    }
    let asked =
        store::by_answer(ctx.tx, message)?.ok_or_else(|| Refusal::conflict("only_answers_are_rated"))?;
    rate(ctx, &asked, helpful, RatedBy::Buyer)
}

/// The buyer showed, by what they did right after an answer, that it did not help. What they said themselves stands.
pub fn by_deed(ctx: &mut Ctx<'_, '_>, asked: &Asked, why: RatedBy) -> Result<()> {
    let answered = matches!(asked.outcome, Outcome::Told | Outcome::Offered | Outcome::FromFacts);
    if !answered || asked.answer.is_none() || asked.rating.is_some() {
        return Ok(());
    }
    rate(ctx, asked, false, why)
}

fn rate(ctx: &mut Ctx<'_, '_>, asked: &Asked, helpful: bool, why: RatedBy) -> Result<()> {
    let rating = if helpful { Rating::Good } else { Rating::Bad };
    if (asked.rating, asked.rated_by) == (Some(rating), Some(why)) {
        return Ok(());
    }
    store::rate(ctx.tx, asked.id, rating, why, is_missed(asked.outcome, rating, why), ctx.now)?;
    let fact = Fact::AnswerRated { asked: asked.id, message: asked.answer, helpful, why };
    fact::record(ctx, asked.scope(), fact)
}

/// Whether a rated answer leaves its question open. Facts that are not what a buyer hoped for are no gap, unless the buyer
/// says that they do not help.
fn is_missed(outcome: Outcome, rating: Rating, why: RatedBy) -> bool {
    match (rating, outcome) {
        (Rating::Good, _) => false,
        (Rating::Bad, Outcome::FromFacts) => why == RatedBy::Buyer,
        (Rating::Bad, _) => true,
    }
}

/// What the buyer has said of the answers in a conversation: by message, whether it helped.
pub fn of_conversation(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
) -> Result<Vec<(MessageId, bool)>> {
    let rated = store::ratings(ctx.tx, conversation)?;
    Ok(rated.into_iter().map(|(message, rating)| (message, rating == Rating::Good)).collect())
}
