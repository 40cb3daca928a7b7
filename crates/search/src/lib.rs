//! Finding texts: by words, by meaning, and by both at once.
//!
//! Pure computation over short texts held in memory: up to a hundred thousand questions, not a library. Nothing is stored,
//! and nothing is known of shops or articles. Texts come in already folded (one width, one case, one way of writing);
//! vectors come from whatever model the caller has, or there are none.

mod blend;
mod tokens;
mod vectors;
mod words;

pub use blend::{Answer, Blend, Certainty, Evidence, FEATURES, OWN, SIGNS, Signs, Weights};
pub use tokens::tokens;
pub use vectors::{Small, Vectors};
pub use words::{Likeness, Overlap, Passages, Query, Words};
