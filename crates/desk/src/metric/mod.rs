//! The metric twin: the numbers platforms hold against a shop, counted here as they count them.
//!
//! A *definition* is data: what is counted, from when, what answers, within which hours, what is left out. One evaluator
//! counts by any of them and knows no platform's name. Every unit it counts carries the reason why it counted as it did.
//!
//! Invariants, each tested: an event that no definition looks at changes nothing; the order of conversations changes
//! nothing; parts counted apart come to the same as the whole; a share lies between 0 and 1, a mean between 0 and the cap.

mod calendar;
pub mod definition;
pub mod evaluate;
pub mod event;
mod greeting;
pub mod judge;
pub mod row;
pub mod shipped;
pub mod standing;
mod talk;
pub mod tally;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;

pub use definition::Definition;
