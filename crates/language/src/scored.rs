//! A reading together with how sure it is.

use serde::{Deserialize, Serialize};

/// Something read from a text, and the probability that it is right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored<T> {
    /// What was read.
    pub value: T,
    /// 0 to 1.
    pub confidence: f32,
}

impl<T> Scored<T> {
    /// Puts a value and its confidence together.
    pub fn new(value: T, confidence: f32) -> Self {
        Self { value, confidence }
    }
}
