//! How far something has come that is sent, whatever carries it.

use std::time::Duration;

use db::Time;

use super::AlertState;
use super::send::{Outcome, PAUSES};

/// The reason of what may have arrived: nobody knows.
pub(super) const UNKNOWN: &str = "unknown";

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) state: AlertState,
    /// How often it was tried in vain.
    pub(super) attempts: i64,
    /// Why it stands where it stands.
    pub(super) reason: Option<String>,
    /// Not before.
    pub(super) not_before: Time,
}

impl Progress {
    /// A try begins. Whoever finds this after a crash knows that it may have gone out.
    pub(super) fn trying(self) -> Self {
        Self { attempts: self.attempts + 1, reason: Some(UNKNOWN.into()), ..self }
    }

    /// Whether it was tried as often as anything is.
    pub(super) fn exhausted(&self) -> bool {
        self.attempts > i64::try_from(PAUSES.len()).unwrap_or(i64::MAX)
    }

    /// After a try.
    pub(super) fn after(self, outcome: &Outcome, now: Time) -> Self {
        let pause = usize::try_from(self.attempts - 1).ok().and_then(|tried| PAUSES.get(tried)).copied();
        match (outcome, pause) {
            (Outcome::Sent, _) => Self { state: AlertState::Sent, reason: None, ..self },
            // Nobody looked at it: that was no try.
            (Outcome::Busy { code, after }, _) => Self {
                attempts: self.attempts - 1,
                not_before: now + *after,
                reason: Some(code.clone()),
                ..self
            },
            (Outcome::Failed { code }, Some(pause)) => self.later(code, now + pause),
            (Outcome::Refused { code }, _) | (Outcome::Failed { code }, None) => {
                Self { state: AlertState::Failed, reason: Some(code.clone()), ..self }
            }
        }
    }

    fn later(self, code: &str, not_before: Time) -> Self {
        Self { not_before, reason: Some(code.to_owned()), ..self }
    }
}

/// For how long nothing more is sent, when that was asked for.
pub(super) fn asked_pause(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Outcome::Busy { after, .. } => Some(*after),
        _ => None,
    }
}
