//! Who answers, and when.
//!
//! - [`expect`]: what a waiting buyer may be told.
//! - [`hazard`], [`loss`]: how soon buyers leave, and what another second of waiting costs.
//! - [`rank`]: whose turn it is, and why. Whatever the weights, nobody starves.
//! - [`queue`]: the queue as it is at this moment; [`phrase`] words its reasons.
//! - [`surge`]: when people are too few, so that the bot receives first.
//! - [`transfer`]: what passing a conversation on costs.
//! - [`emergency`], [`standby`]: what a shop has in reserve when too many wait; [`reserve`] looks whether they do.
//! - [`decide`]: who is given it, and why; [`drain`] gives it out as soon as something makes it possible.

pub mod decide;
pub mod drain;
pub mod emergency;
pub mod expect;
pub mod hazard;
pub mod loss;
pub mod phrase;
pub mod queue;
pub mod rank;
pub mod reserve;
pub mod standby;
mod store;
pub mod surge;
pub mod transfer;

pub use expect::{Expectation, expectation};
