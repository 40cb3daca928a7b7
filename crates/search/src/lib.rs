//! Finding texts: by words, by meaning, and by both at once.
//!
//! Pure computation over short texts held in memory: a few thousand questions, not a library. Nothing is stored, and
//! nothing is known of shops or articles. Texts come in already folded (one width, one case, one way of writing);
//! vectors come from whatever model the caller has, or there are none.

mod blend;
mod tokens;
mod vectors;
mod words;

pub use blend::{Blend, Evidence};
pub use tokens::tokens;
pub use vectors::Vectors;
pub use words::{Overlap, Words};
