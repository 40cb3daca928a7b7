//! Where a shop draws the line between bot and people: for each intent, while people are here and while nobody is.

use std::collections::BTreeMap;

use language::Intent;
use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// What the bot does about a matter.
    Boundary {
        /// It answers from the facts.
        Answer = "answer",
        /// It asks for what people will need, then hands over.
        Collect = "collect",
        /// It hands over at once.
        Person = "person",
        /// It may start a flow itself; where there is none for the matter it answers.
        Act = "act",
    }
}

words! {
    /// Whether people are here.
    Attendance {
        /// Within the hours at which people answer.
        Here = "here",
        /// Outside them.
        Away = "away",
    }
}

/// What the bot does about one intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// While people are here.
    pub here: Boundary,
    /// While nobody is.
    pub away: Boundary,
}

impl Drawn {
    /// The same at any time.
    pub const fn always(does: Boundary) -> Self {
        Self { here: does, away: does }
    }

    /// What it is at such a time.
    pub const fn at(self, attendance: Attendance) -> Boundary {
        match attendance {
            Attendance::Here => self.here,
            Attendance::Away => self.away,
        }
    }
}

/// Where a shop draws the line otherwise than usual, by the id of the intent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Boundaries(pub BTreeMap<String, Drawn>);

impl Boundaries {
    /// What a shop does about an intent.
    pub fn of(&self, intent: Intent) -> Drawn {
        self.0.get(intent.id()).copied().unwrap_or_else(|| usual(intent))
    }
}

/// What is usual: standard questions, delivery and simple policies are the bot's; complaints, prices that are argued about
/// and whoever asks for a person are people's. While nobody is here, what a person will ask about trouble with goods is
/// asked at once.
pub const fn usual(intent: Intent) -> Drawn {
    match intent {
        Intent::AskHuman | Intent::Complaint | Intent::Bargain => Drawn::always(Boundary::Person),
        Intent::Damaged | Intent::WrongMissing => Drawn { here: Boundary::Answer, away: Boundary::Collect },
        _ => Drawn::always(Boundary::Answer),
    }
}
