//! Trying out what the bot would say to questions: as it knows things now, and as it would if the drafts were published.

use std::sync::Arc;

use db::Time;
use language::{Emotion, Intent, Urgency};
use serde::Serialize;
use uuid::Uuid;

use super::answer::{self, Gathered};
use super::decide::Move;
use crate::buyer::Buyer;
use crate::conversation::{Checked, Conversation, Message, Meta, Source, Status};
use crate::error::Result;
use crate::fact::{Author, HandOffReason, MessageState};
use crate::mind::{Mind, Shelves};
use crate::shop::Shop;
use crate::word::words;

words! {
    /// What the bot would do about a question.
    TrialOutcome {
        /// Tell an answer.
        Told = "told",
        /// Offer some to choose from, or ask back.
        Offered = "offered",
        /// Give the conversation to a person.
        HandedOff = "handed_off",
        /// Say nothing.
        Nothing = "nothing",
    }
}

/// What came of trying a question.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Trial {
    /// What the bot would do.
    pub outcome: TrialOutcome,
    /// What it would say.
    pub text: String,
    /// What that rests on.
    pub sources: Vec<Source>,
    /// What it states, held against the facts.
    pub checked: Option<Checked>,
    /// Why it would hand off.
    pub reason: Option<HandOffReason>,
    /// The main intent it reads.
    pub intent: String,
    /// How sure it is of that, 0 to 1.
    pub intent_confidence: f32,
    /// The emotion it reads.
    pub emotion: String,
    /// The article that fits best, by the shop's id.
    pub article_id: Option<String>,
    /// How likely that one answers, 0 to 1.
    pub score: f64,
}

/// Tries a question that an unknown buyer asks in a new conversation.
pub fn try_question(
    mind: &Mind,
    shelves: &Arc<Shelves>,
    shop: &Shop,
    text: &str,
    now: Time,
) -> Result<Trial> {
    let gathered = imagined(shop, text, now);
    let thought = answer::understand_with(mind, Arc::clone(shelves), gathered, now);
    let (intent, intent_confidence) =
        thought.reading().intents.first().map_or((Intent::Other, 0.0), |best| (best.value, best.confidence));
    let emotion: Emotion = thought.reading().emotion.value;
    let best = thought.best();
    let (decided, unproven) = thought.decision(now)?;
    let checked = match &decided {
        Move::Say(answer) | Move::SayAndHandOff(answer, ..) => answer.checked.clone(),
        _ => unproven,
    };
    let (outcome, text, sources, reason) = match decided {
        Move::Say(answer) if answer.choices.is_empty() && !answer.sources.is_empty() => {
            (TrialOutcome::Told, answer.text, answer.sources, None)
        }
        Move::Say(answer) => {
            let told = answer.sources.len() == 1;
            (if told { TrialOutcome::Told } else { TrialOutcome::Offered }, answer.text, answer.sources, None)
        }
        Move::SayAndHandOff(answer, reason, _) => {
            (TrialOutcome::HandedOff, answer.text, answer.sources, Some(reason))
        }
        Move::HandOff(reason, _) => (TrialOutcome::HandedOff, String::new(), Vec::new(), Some(reason)),
        Move::Verify { .. } | Move::Act(_) | Move::TellPlace => {
            (TrialOutcome::Offered, String::new(), Vec::new(), None)
        }
        Move::Listen(_) | Move::Nothing => (TrialOutcome::Nothing, String::new(), Vec::new(), None),
    };
    Ok(Trial {
        outcome,
        text,
        sources,
        checked,
        reason,
        intent: intent.id().to_owned(),
        intent_confidence,
        emotion: emotion.id().to_owned(),
        article_id: best.map(|hit| hit.article.facts.article_id.clone()),
        score: best.map_or(0.0, |hit| hit.score),
    })
}

fn imagined(shop: &Shop, text: &str, now: Time) -> Gathered {
    let nobody = Uuid::nil();
    let conversation = Conversation {
        id: nobody.into(),
        shop: shop.id,
        inbox: nobody.into(),
        buyer: nobody.into(),
        number: 0,
        status: Status::Bot,
        agent: None,
        language: shop.language,
        intent: None,
        custom_intent: None,
        emotion: None,
        urgency: Urgency::Normal,
        stage: None,
        last_seq: 1,
        last_buyer_seq: 1,
        last_message_at: now,
        last_author: Author::Buyer,
        last_text: String::new(),
        unanswered_since: None,
        handed_off_at: None,
        packet: None,
        due_at: None,
        made_urgent: false,
        offered_to: None,
        offered_until: None,
        orphaned_at: None,
        bot_memory: String::new(),
        buyer_read_seq: 0,
        agent_read_seq: 0,
        typed_seq: 0,
        opened_at: now,
        claimed_at: None,
        resolved_at: None,
    };
    let buyer = Buyer {
        id: nobody.into(),
        shop: shop.id,
        external_id: None,
        name: None,
        phone: None,
        email: None,
        level: None,
        city: None,
        own_agent: None,
        merged_into: None,
    };
    // Whoever tries a question has finished asking it.
    let said_before = std::time::Duration::from_secs(60);
    let asked = Message {
        id: nobody.into(),
        conversation: nobody.into(),
        seq: 1,
        author: Author::Buyer,
        agent: None,
        private: false,
        text: text.to_owned(),
        state: MessageState::Sent,
        meta: Meta::default(),
        created_at: now - said_before,
        attachments: Vec::new(),
    };
    Gathered::imagined(shop.clone(), conversation, buyer, asked)
}
