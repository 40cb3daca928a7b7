//! How urgent a shop takes what to be, beside its preset.

use language::{Emotion, Intent, Stage, Urgency};
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};

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
    /// How urgent it is then: `urgent`, `important` or `normal`.
    #[schema(value_type = String)]
    pub urgency: Urgency,
}

impl UrgencyRule {
    /// Whether it is about this.
    pub fn fits(&self, intent: Intent, emotion: Emotion, stage: Stage) -> bool {
        self.intent.is_none_or(|one| one == intent)
            && self.emotion.is_none_or(|one| one == emotion)
            && self.stage.is_none_or(|one| one == stage)
    }
}

pub(super) fn check(rules: &[UrgencyRule]) -> Result<()> {
    if rules.len() > MOST {
        return Err(Refusal::invalid("urgency_rules", "too_large").with("limit", MOST).into());
    }
    Ok(())
}
