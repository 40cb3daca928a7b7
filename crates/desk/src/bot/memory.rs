//! What the bot remembers of a conversation between two messages.

use language::Intent;
use serde::{Deserialize, Serialize};

use super::body::Units;
use crate::catalog::size::{Body, Measure};

/// What the bot remembers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// It has considered the buyer's messages up to this number, whether or not it said anything about them.
    pub seen: i64,
    /// What it asked back for, and waits to hear.
    pub asked: Option<Asked>,
    /// The product that was last spoken of, by the shop's id.
    pub product: Option<String>,
    /// The order that was last spoken of, by number.
    pub order: Option<String>,
    /// The buyer's body, as far as it was told.
    pub body: Body,
    /// The units the buyer told it in.
    pub units: Units,
    /// The articles that were offered to choose from, by the shop's ids.
    pub offered: Vec<String>,
    /// How often in a row it did not understand.
    pub unclear: u32,
    /// It has said, while the buyer waits for a person, that an addition was noted.
    pub noted: bool,
}

/// What the bot asked back for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Order number and phone ending, so that this can be answered.
    Order {
        /// What the buyer wants to know about the order.
        intent: Intent,
        /// The number, when it was named already.
        number: Option<String>,
        /// The last digits, when they were named already.
        ending: Option<String>,
    },
    /// Height, weight or foot.
    Body {
        /// The size that was asked about.
        size: Option<String>,
        /// Exactly what is missing.
        #[serde(default)]
        missing: Vec<Measure>,
    },
    /// Which variant of a product, to say what so many cost.
    Variant {
        /// The product, by the shop's id.
        product: String,
        /// Pieces.
        quantity: i64,
        /// The coupons that were named.
        codes: Vec<String>,
    },
    /// What people will need about a matter that they decide.
    Details {
        /// What it is about.
        intent: Intent,
    },
    /// Which product.
    Product {
        /// What the buyer wants to know about it.
        intent: Intent,
    },
}

impl Memory {
    /// Reads what was kept; a conversation's first message finds nothing.
    pub fn read(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_default()
    }

    /// What to keep.
    pub fn keep(&self) -> Result<String, crate::error::Error> {
        Ok(serde_json::to_string(self)?)
    }
}
