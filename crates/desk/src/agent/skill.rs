//! What a person can take.

use language::{Emotion, Intent, Stage};
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};
use crate::word::words;

words! {
    /// What a conversation asks of whoever takes it.
    Skill {
        /// Before an order is paid: advice, prices, how to buy.
        PreSale = "pre_sale",
        /// After it: parcels, returns, refunds.
        AfterSale = "after_sale",
        /// How things work, are installed and are mended.
        Technical = "technical",
        /// Complaints and crises.
        Emergency = "emergency",
    }
}

/// The best level.
pub const BEST: u8 = 3;

/// A skill of a person, and how good they are at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillLevel {
    /// Which.
    pub skill: Skill,
    /// 1 learns it, 2 knows it, 3 teaches it.
    pub level: u8,
}

impl Skill {
    /// What a conversation about this asks.
    pub fn asked(intent: Intent, emotion: Emotion, stage: Stage) -> Self {
        match intent {
            Intent::Complaint => Self::Emergency,
            _ if emotion == Emotion::Angry => Self::Emergency,
            Intent::UsageHowto | Intent::Install | Intent::Malfunction => Self::Technical,
            _ if matches!(stage, Stage::Pre | Stage::Unpaid) => Self::PreSale,
            _ => Self::AfterSale,
        }
    }
}

/// Refuses levels that there are not, and a skill named twice.
pub(super) fn check(skills: &[SkillLevel]) -> Result<()> {
    for (at, one) in skills.iter().enumerate() {
        let twice = skills[..at].iter().any(|other| other.skill == one.skill);
        if twice || !(1..=BEST).contains(&one.level) {
            return Err(Refusal::invalid("skills", "out_of_range").into());
        }
    }
    Ok(())
}
