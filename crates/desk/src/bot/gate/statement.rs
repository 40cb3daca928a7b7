//! What can be true or false in a sentence.

use std::ops::Range;

use jiff::civil::DateTime;
use language::entities::Precision;

pub(super) use crate::conversation::checked::StatementKind;

/// What an amount or a time is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Price,
    ListPrice,
    Threshold,
    Off,
    Postage,
    Redress,
    Refund,
    Paid,
    Ship,
    Arrive,
    Return,
    Exchange,
    PriceProtection,
    Warranty,
    Promotion,
    Contact,
    Restock,
    Hours,
    Placed,
    Invoice,
    /// The last that was seen of a parcel.
    Scan,
}

/// What is stated, in one form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Minor units of a currency.
    Money { minor: i64, currency: String },
    /// So much off from so much on, in minor units.
    Deal { threshold: i64, off: i64 },
    /// A moment as exactly as it was said.
    At { at: DateTime, precision: Precision },
    /// A stretch of time.
    Lasts { minutes: u32, working: bool },
    /// Thousandths off a price.
    Off(u32),
    /// A number with the beginning of its unit.
    Figure { number: String, unit: String },
    /// Something from a closed list, and whether it is so.
    Term { name: &'static str, so: bool },
    /// A code, an address, a name: as written.
    Text(String),
}

/// One thing stated, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) kind: StatementKind,
    pub(super) value: Value,
    /// What the words nearest to it make it about.
    pub(super) role: Option<Role>,
    /// In the plain text.
    pub(super) span: Range<usize>,
}
