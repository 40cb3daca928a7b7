//! What came of checking an answer against the facts before it was said.

use serde::{Deserialize, Serialize};

use super::Source;
use crate::word::words;

words! {
    /// What kind of thing is stated.
    StatementKind {
        /// An amount of money.
        Amount = "amount",
        /// A date, a time or a stretch of time.
        Time = "time",
        /// Whether something can be had, and how much of it.
        Stock = "stock",
        /// A percentage or discount.
        Share = "share",
        /// A rule of the shop.
        Policy = "policy",
        /// Money, goods or favours promised to the buyer.
        Redress = "redress",
        /// How an order stands.
        OrderState = "order_state",
        /// Something said to have been done.
        Deed = "deed",
        /// A number of an order or a parcel, or the code of a coupon.
        Code = "code",
        /// A name, a phone, an address: whatever tells of a person.
        Person = "person",
        /// An address on the net, or a contact elsewhere.
        Link = "link",
        /// Superlatives, cures, certainties.
        Absolute = "absolute",
        /// Any other figure.
        Figure = "figure",
    }
}

words! {
    /// How a statement stands to the facts.
    Finding {
        /// A fact says the same.
        Supported = "supported",
        /// A fact says otherwise.
        Contradicted = "contradicted",
        /// No fact says so.
        Unsupported = "unsupported",
    }
}

words! {
    /// What became of an answer that was checked.
    CheckOutcome {
        /// It was said as it was written.
        Passed = "passed",
        /// What a fact knew better was put right.
        Rewritten = "rewritten",
        /// What no fact supports was left out.
        Held = "held",
        /// Too little was left: a person answers.
        HandedOff = "handed_off",
    }
}

/// What came of checking an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Checked {
    /// What became of it.
    pub outcome: CheckOutcome,
    /// What it stated, in the order of the text.
    pub statements: Vec<CheckedStatement>,
    /// The sentences that were left out, personal data hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
}

/// One thing that an answer stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CheckedStatement {
    /// What kind of thing.
    pub kind: StatementKind,
    /// The words that state it, personal data hidden unless it is the buyer's own.
    pub words: String,
    /// How it stands to the facts.
    pub finding: Finding,
    /// The fact that says so, or says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What is true, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<String>,
}
