//! How urgent a shop takes what to be, beside its preset.

use language::{Emotion, Intent, Stage, Urgency};
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};
use crate::id::InboxId;

/// The most rules that a shop can have.
const MOST: usize = 50;

/// What fits is as urgent as this. Of several the first that fits holds; what is not given fits everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencyRule {
    /// What it is about: an id of the taxonomy of intents.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub intent: Option<Intent>,
    /// How the buyer feels.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub emotion: Option<Emotion>,
    /// Where the buyer stands.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub stage: Option<Stage>,
    /// Where it came in: a platform, or any other inbox.
    #[serde(default)]
    pub inbox: Option<InboxId>,
    /// The buyer's newest order, of the last thirty days, came to at least so much, in minor units.
    #[serde(default)]
    pub worth_at_least: Option<i64>,
    /// How urgent it is then: `urgent`, `important` or `normal`.
    #[schema(value_type = String)]
    pub urgency: Urgency,
}

/// What a burst was understood to be, and whose it is, as far as its urgency follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Understood {
    /// What it is about.
    pub intent: Intent,
    /// How the buyer feels.
    pub emotion: Emotion,
    /// Where the buyer stands.
    pub stage: Stage,
    /// Where it came in.
    pub inbox: InboxId,
    /// What the buyer's newest order of the last thirty days came to, in minor units.
    pub worth: Option<i64>,
}

impl UrgencyRule {
    /// Whether it is about this.
    pub fn fits(&self, understood: Understood) -> bool {
        let Understood { intent, emotion, stage, inbox, worth } = understood;
        self.intent.is_none_or(|one| one == intent)
            && self.emotion.is_none_or(|one| one == emotion)
            && self.stage.is_none_or(|one| one == stage)
            && self.inbox.is_none_or(|one| one == inbox)
            && self.worth_at_least.is_none_or(|least| worth.is_some_and(|worth| worth >= least))
    }
}

pub(super) fn check(rules: &[UrgencyRule]) -> Result<()> {
    if rules.len() > MOST {
        return Err(Refusal::invalid("urgency_rules", "too_large").with("limit", MOST).into());
    }
    if rules.iter().any(|rule| rule.worth_at_least.is_some_and(|worth| worth < 0)) {
        return Err(Refusal::invalid("urgency_rules.worth_at_least", "out_of_range").into());
    }
    Ok(())
}
