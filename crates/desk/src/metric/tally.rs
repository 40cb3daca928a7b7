//! Sums. Whole numbers, so that the order in which they are added changes nothing.

use super::definition::{Definition, Measure};

/// A numerator and a denominator as whole numbers: units, or microseconds of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Microseconds where a mean is taken, units otherwise.
    pub numerator: i64,
    /// Units.
    pub denominator: i64,
}

impl Tally {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
        }
    }

    /// The one without the other.
    pub fn minus(self, other: Self) -> Self {
        Self {
            numerator: self.numerator - other.numerator,
            denominator: self.denominator - other.denominator,
        }
    }

    /// The numerator as people read it: seconds, or units.
    #[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
    pub fn told_numerator(self, definition: &Definition) -> f64 {
        let numerator = self.numerator as f64;
        if matches!(definition.measure, Measure::Average { .. }) { numerator / 1e6 } else { numerator }
    }

    /// The number itself; what is told instead while there is too little to count; none when there is nothing.
    #[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
    pub fn value(self, definition: &Definition) -> Option<f64> {
        if let Some(minimum) = definition.minimum
            && self.denominator < i64::from(minimum.units)
        {
            return Some(minimum.value);
        }
        (self.denominator > 0).then(|| self.told_numerator(definition) / self.denominator as f64)
    }
}
