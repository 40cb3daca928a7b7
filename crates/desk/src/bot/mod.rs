//! The automatic answerer. It tells what the facts say and nothing else; what it cannot ground it hands to people.
//!
//! One job a conversation: collect the burst, read the facts, understand, decide, and say it, all in [`answer`]. The
//! decision itself ([`decide`]) is pure: a situation in, a move out.

mod acting;
pub mod answer;
pub mod body;
pub mod boundary;
pub mod decide;
pub mod gate;
pub mod hand_off;
pub mod memory;
pub mod moment;
pub mod next;
pub mod phrases;
pub mod place;
pub mod rescue;
pub mod run_says;
pub mod situation;
mod skill;
mod store;
pub mod subscription;
pub mod surge;
pub mod told_basket;
pub mod trial;

pub use decide::{Move, decide};
pub use memory::Memory;
pub use situation::Situation;
pub(crate) use skill::article::told as told_article;

use crate::conversation::{Card, Checked, Source};
use crate::id::OrderId;

/// An answer, and the facts it rests on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// What is said.
    pub text: String,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// What the buyer may tap next.
    pub choices: Vec<String>,
    /// A link shown with it.
    pub link: Option<String>,
    /// A picture shown with it.
    pub image: Option<String>,
    /// A film shown with it, by address.
    pub video: Option<String>,
    /// A product shown with it.
    pub card: Option<Card>,
    /// What was calculated for it by the house itself, as it is told, each with what it was calculated from: the gate knows
    /// these sentences for true.
    pub computed: Vec<(Source, String)>,
    /// Orders whose tracking number the buyer will be told as soon as there is one. Only who can keep that promise says so:
    /// the bot does when it answers, a suggestion to an agent does not.
    pub awaits: Vec<OrderId>,
    /// The order whose parcels the buyer will be told of when they move.
    pub follows: Option<OrderId>,
    /// What would be useful to do next, as far as the answer knows.
    pub next: Vec<next::Offer>,
    /// What came of checking it against the facts; none before it was.
    pub checked: Option<Checked>,
}

impl Answer {
    /// Words that rest on nothing but good manners.
    pub fn words(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}
