//! What a text says: its meaning as a vector, its language, the things it names, what is asked and how it feels.
//!
//! Pure computation. This crate knows nothing of shops, databases or HTTP.

mod asks_human;
mod closing;
pub mod encoder;
pub mod entities;
pub mod normalize;
mod scored;
pub mod tongue;

pub use asks_human::asks_human;
pub use closing::is_closing;
pub use scored::Scored;
