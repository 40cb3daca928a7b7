//! How long each text took.

use std::time::Duration;

/// What was taken, in order of length.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn new(mut taken: Vec<Duration>) -> Self {
        taken.sort_unstable();
        Self(taken)
    }

    /// The time within which so many of a hundred were done, in milliseconds, to a hundredth.
    pub(super) fn within(&self, of_hundred: usize) -> f64 {
        let place = (self.0.len() * of_hundred / 100).min(self.0.len().saturating_sub(1));
        let taken = self.0.get(place).copied().unwrap_or_default();
        (taken.as_secs_f64() * 100_000.0).round() / 100.0
    }
}

/// A share of counted things; of nothing, nothing.
#[expect(clippy::cast_precision_loss, reason = "numbers of rows")]
pub(super) fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// A share for people to read.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
