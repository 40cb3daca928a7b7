//! What the bot remembers of a conversation between two messages.

use std::collections::BTreeMap;

use language::Intent;
use serde::{Deserialize, Serialize};

use super::body::Units;
use super::next::Offer;
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
    /// Which variant of a product, to say what goods cost together.
    Variant {
        /// The whole basket, in the order in which it is told.
        #[serde(default)]
        goods: Vec<Chosen>,
        /// The coupons that were named.
        codes: Vec<String>,
        /// Where it is to go, when that was named.
        #[serde(default)]
        place: Option<String>,
    },
    /// What people will need about a matter that they decide.
    Details {
        /// What it is about.
        intent: Intent,
    },
    /// Whether one of these useful things is to be done next.
    Next {
        /// What was offered.
        offers: Vec<Offer>,
    },
    /// What it takes to do something itself.
    Act {
        /// What the buyer wants done.
        wish: Wish,
    },
    /// Which product.
    Product {
        /// What the buyer wants to know about it.
        intent: Intent,
    },
}

/// A product in a basket that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The product, by the shop's id.
    pub product: String,
    /// The variant, by the shop's id, once it is known.
    pub sku: Option<String>,
    /// Pieces.
    pub quantity: i64,
}

/// Something a buyer wants done, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What it is.
    pub intent: Intent,
    /// About which order, by number.
    pub order: Option<String>,
    /// What else was said, by the names of the flow's inputs.
    pub inputs: BTreeMap<String, String>,
    /// What is waited for: [`Self::ORDER`], [`Self::YES`], or an input.
    pub awaits: Option<String>,
    /// The buyer was told what would be done, and said yes.
    pub agreed: bool,
    /// The buyer does not want it any more.
    pub refused: bool,
}

impl Wish {
    /// Which order is waited for.
    pub const ORDER: &'static str = "$order";
    /// A yes is waited for.
    pub const YES: &'static str = "$yes";

    /// Of this, and nothing more is known.
    pub fn of(intent: Intent) -> Self {
        Self { intent, order: None, inputs: BTreeMap::new(), awaits: None, agreed: false, refused: false }
    }
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
