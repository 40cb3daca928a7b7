//! What knowledge was asked, and what came of it: every burst of a buyer that wants to know something, with its outcome,
//! the article it was answered from, and whether that helped.
//!
//! Written in the transaction of the answer itself, once for a conversation and a number, however often the work runs.

use db::Time;
use language::{Intent, Stage};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, RatedBy, Scope};
use crate::id::{ArticleId, AskedId, ConversationId, MessageId, ShopId};
use crate::shop::Lang;
use crate::word::words;

pub mod figures;
pub mod likeness;
pub mod list;
mod mask;
pub mod rate;
mod store;
pub mod suggestion;

pub use mask::masked;
pub(crate) use mask::{HIDDEN, masked_with};

/// Characters of a question that are kept.
const LENGTH: usize = 300;

words! {
    /// What came of a question.
    Outcome {
        /// An article was told.
        Told = "told",
        /// Articles were offered to choose from.
        Offered = "offered",
        /// It was answered from orders, goods or promotions, or what that needs was asked back for.
        FromFacts = "from_facts",
        /// People answer it: only they may, or they had the conversation already.
        HandedOff = "handed_off",
        /// There was nothing to answer from.
        Unanswered = "unanswered",
    }
}

words! {
    /// Whether an answer helped.
    Rating {
        /// It did.
        Good = "good",
        /// It did not.
        Bad = "bad",
    }
}

/// A question that knowledge was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Identity.
    pub id: AskedId,
    /// Of which shop.
    pub shop: ShopId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The number of the last message of the burst.
    pub seq: i64,
    /// What was asked, without personal data.
    pub text: String,
    /// What the buyer said just before, without personal data; a follow-up makes sense only after it.
    pub context: String,
    /// The products it was about, by the shop's ids.
    pub products: Vec<String>,
    /// Its language.
    pub language: Lang,
    /// What it was understood as.
    pub intent: Intent,
    /// Where the buyer stood.
    pub stage: Stage,
    /// When.
    pub at: Time,
    /// What came of it.
    pub outcome: Outcome,
    /// No good answer: nothing to answer from, or what was told did not help.
    pub missed: bool,
    /// The article that was told, or else the nearest one there was.
    pub article: Option<ArticleId>,
    /// How likely that article answers it.
    pub score: Option<f64>,
    /// The message that answered it.
    pub answer: Option<MessageId>,
    /// Whether that helped.
    pub rating: Option<Rating>,
    /// How that is known.
    pub rated_by: Option<RatedBy>,
}

impl Asked {
    fn scope(&self) -> Scope {
        Scope::conversation(self.shop, self.conversation)
    }
}

/// What is to be kept of a question.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is documented at the field of `Asked` with its name")]
pub struct New {
    pub shop: ShopId,
    pub conversation: ConversationId,
    pub seq: i64,
    pub text: String,
    pub context: String,
    pub products: Vec<String>,
    pub language: Lang,
    pub intent: Intent,
    pub stage: Stage,
    pub outcome: Outcome,
    pub missed: bool,
    pub article: Option<(ArticleId, f64)>,
    /// The articles it was offered to choose from.
    pub offered: Vec<ArticleId>,
    pub answer: Option<MessageId>,
}

/// Keeps a question; nothing when it is kept already.
pub fn record(ctx: &mut Ctx<'_, '_>, new: New) -> Result<()> {
    let New { shop, conversation, seq, products, language, intent, stage, outcome, missed, answer, .. } = new;
    let asked = Asked {
        id: ctx.id(),
        shop,
        conversation,
        seq,
        text: cut(&masked(&new.text, ctx.now)),
        context: cut(&masked(&new.context, ctx.now)),
        products,
        language,
        intent,
        stage,
        at: ctx.now,
        outcome,
        missed,
        article: new.article.map(|(article, _)| article),
        score: new.article.map(|(_, score)| score),
        answer,
        rating: None,
        rated_by: None,
    };
    if store::insert(ctx.tx, &asked)? == 0 {
        return Ok(());
    }
    for article in new.offered {
        store::insert_offer(ctx.tx, asked.id, article)?;
    }
    if missed {
        fact::record(ctx, asked.scope(), Fact::QuestionMissed { asked: asked.id })?;
    }
    Ok(())
}

/// The question.
pub fn get(ctx: &mut Ctx<'_, '_>, id: AskedId) -> Result<Asked> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_question").into())
}

/// The last question of a conversation.
pub fn latest(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<Option<Asked>> {
    Ok(store::latest(ctx.tx, conversation)?)
}

fn cut(text: &str) -> String {
    text.trim().chars().take(LENGTH).collect()
}
