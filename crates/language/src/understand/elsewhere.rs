//! Meanings found out elsewhere than by the embedded encoder.

use std::fmt::Debug;

/// Whatever gives texts their meanings in the encoder's place. Calls wait for the answer; none comes back when there is
/// none in time, and then texts are found by their words.
pub trait Meanings: Debug + Send + Sync {
    /// The name of its model; vectors of different models do not compare.
    fn name(&self) -> &str;

    /// The meaning of a question that somebody waits for.
    fn one(&self, text: &str) -> Option<Vec<f32>>;

    /// The meanings of many texts, each at its place.
    fn many(&self, texts: &[&str]) -> Option<Vec<Vec<f32>>>;
}
