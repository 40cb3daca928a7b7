//! What a text says: its meaning as a vector, its language, the things it names, what is asked and how it feels.
//!
//! Pure computation. This crate knows nothing of shops, databases or HTTP.

mod asks_human;
mod closing;
pub mod encoder;
pub mod entities;
mod intent;
pub mod learned;
pub mod normalize;
mod scored;
pub mod tongue;
pub mod understand;

pub use asks_human::asks_human;
pub use closing::is_closing;
pub use intent::{Emotion, Intent, Preset, Stage, UnknownId, Urgency};
pub use scored::Scored;
pub use understand::{Evidence, Language, Meanings, Reading};
