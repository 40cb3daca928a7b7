//! Asking a gap's real questions again on the shelf as it is now: whether the gap is closed is theirs to say.

use db::Time;

use super::{Again, Gap, GapState, Question, get, questions, save, settle, store};
use crate::asked::Asked;
use crate::catalog::Product;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AskedId, GapId};
use crate::knowledge::shelf::Hit;
use crate::knowledge::{Asker, Audience};
use crate::mind::{Mind, Shelves};
use crate::shop::{self, Shop};

/// What is to be asked again.
#[derive(Debug)]
pub struct Asking {
    gap: Gap,
    shop: Shop,
    questions: Vec<Question>,
}

/// Reads a gap's questions; those that were withdrawn are not asked.
pub fn read(ctx: &mut Ctx<'_, '_>, id: GapId) -> Result<Asking> {
    let gap = get(ctx, id)?;
    let shop = shop::get(ctx, gap.shop)?;
    let mut questions = questions(ctx, id)?;
    questions.retain(|question| question.withdrawn.is_none());
    Ok(Asking { gap, shop, questions })
}

/// What the shelf says to each question.
#[derive(Debug)]
pub struct Heard {
    gap: GapId,
    answers: Vec<(AskedId, Again)>,
}

/// Asks every question on the shelf that is kept in mind.
pub fn think(mind: &Mind, asking: &Asking, now: Time) -> Heard {
    let shelves = mind.shelves(asking.gap.shop);
    let answer_at = asking.shop.settings.bot.answer_at;
    let again = |question: &Question| {
        let best = ask(mind, &shelves, &question.asked, now).into_iter().next();
        let again = Again {
            at: now,
            article: best.as_ref().map(|hit| hit.article.id),
            score: best.as_ref().map(|hit| hit.score),
            answered: best.is_some_and(|hit| hit.score >= answer_at),
        };
        (question.asked.id, again)
    };
    Heard { gap: asking.gap.id, answers: asking.questions.iter().map(again).collect() }
}

/// What the shelf has for a question, best first, as the buyer who asked it would hear it.
pub fn ask(mind: &Mind, shelves: &Shelves, question: &Asked, now: Time) -> Vec<Hit> {
    let products: Vec<&Product> =
        question.products.iter().filter_map(|id| shelves.catalog.product(id)).collect();
    let asker = Asker {
        audience: Audience::All,
        lang: question.language,
        products: &products,
        stage: Some(question.stage),
        level: None,
        channel: None,
        now,
    };
    let before: Vec<&str> =
        std::iter::once(question.context.as_str()).filter(|text| !text.is_empty()).collect();
    shelves.knowledge.find(mind, &question.text, &before, &asker)
}

/// Keeps what came of it: the gap closes when all are answered, and stays in work otherwise.
pub fn commit(ctx: &mut Ctx<'_, '_>, heard: &Heard) -> Result<Gap> {
    for (asked, again) in &heard.answers {
        store::asked_again(ctx.tx, *asked, again)?;
    }
    let gap = get(ctx, heard.gap)?;
    if gap.unanswered == 0 {
        settle(ctx, heard.gap)?;
    } else if gap.article.is_some() && gap.state != GapState::Answering {
        save(ctx, Gap { state: GapState::Answering, ..gap })?;
    }
    get(ctx, heard.gap)
}
