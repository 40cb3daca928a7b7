//! What can be done in a shop about an order, and what comes of it: the contract of a shop system as data. The embedded
//! shop does it in its own tables ([`super::embedded`]); the others are told over the network by the ring outside.
//!
//! Every action is told with a *key*. A shop that has done the action of a key answers the same receipt again and does
//! nothing: that is what makes a lost answer harmless.

use db::Time;
use serde::{Deserialize, Serialize};

use super::Address;

/// What is to be done. Money is in minor units of the shop's currency; SKUs and orders are named by the shop's ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Calls an order off; what was paid goes back where it came from.
    Cancel {
        /// The order.
        order: String,
        /// Why, in the shop's words.
        reason: String,
    },
    /// Sends an order elsewhere.
    ChangeAddress {
        /// The order.
        order: String,
        /// Where to.
        address: Address,
    },
    /// Puts other variants of the same products into an order that has not left; the difference is paid or paid back.
    ChangeLines {
        /// The order.
        order: String,
        /// Which for which.
        changes: Vec<LineChange>,
        /// Who pays the difference, or gets it: a way to pay of the buyer's.
        method: Option<String>,
    },
    /// Pays an order in another way.
    ChangePayment {
        /// The order.
        order: String,
        /// The new way to pay.
        method: String,
    },
    /// Opens a return: the buyer will send these back.
    OpenReturn {
        /// The order.
        order: String,
        /// What comes back; empty for all of it.
        lines: Vec<Pieces>,
        /// Where the money will go; none for where it came from.
        method: Option<String>,
        /// Why.
        reason: String,
    },
    /// Opens an exchange: these come back, and others go out.
    OpenExchange {
        /// The order.
        order: String,
        /// Which for which.
        changes: Vec<LineChange>,
        /// Who pays the difference, or gets it.
        method: Option<String>,
        /// Why.
        reason: String,
    },
    /// Takes a return or an exchange back as long as nothing has been sent.
    CloseReturn {
        /// The shop's number of it.
        number: String,
    },
    /// The buyer has sent a return.
    TrackReturn {
        /// The shop's number of it.
        number: String,
        /// The courier.
        carrier: String,
        /// The courier's number.
        tracking_number: String,
    },
    /// Pays back, all or part, with or without anything coming back.
    Refund {
        /// The order.
        order: String,
        /// How much; never more than is left of what was paid.
        amount: i64,
        /// Where to; none for where it came from.
        method: Option<String>,
        /// Why.
        reason: String,
    },
    /// Sends lost or missing pieces once more, at no cost.
    Reship {
        /// The order.
        order: String,
        /// What is sent; empty for all of it.
        lines: Vec<Pieces>,
        /// Why.
        reason: String,
    },
    /// Calls a sent parcel off again.
    CancelReship {
        /// The shop's number of it.
        number: String,
    },
    /// Asks the courier to hold a parcel and bring it back.
    Intercept {
        /// The order.
        order: String,
        /// The courier's number.
        tracking_number: String,
    },
    /// Gives a coupon.
    GrantCoupon {
        /// The buyer's id in the shop.
        buyer: String,
        /// How much it takes off.
        amount: i64,
        /// From which sum.
        threshold: i64,
        /// Until when.
        #[schema(value_type = String, format = "date-time")]
        until: Time,
        /// Why.
        reason: String,
    },
    /// Takes a coupon back that has not been used.
    RevokeCoupon {
        /// Its code.
        code: String,
    },
    /// Writes a card that goes with the goods.
    SetGiftNote {
        /// The order.
        order: String,
        /// What it says.
        note: String,
    },
    /// Asks for an invoice.
    Invoice {
        /// The order.
        order: String,
        /// In whose name.
        title: String,
        /// Tax number of a company; empty for a person.
        tax_number: String,
        /// Where it is sent.
        email: String,
    },
    /// Asks whoever packs to hurry.
    UrgeWarehouse {
        /// The order.
        order: String,
        /// What to know.
        note: String,
    },
    /// Asks the courier where a parcel is.
    UrgeCarrier {
        /// The order.
        order: String,
        /// The courier's number.
        tracking_number: String,
        /// What to know.
        note: String,
    },
    /// Changes where a buyer's orders go from now on.
    ChangeBuyerAddress {
        /// The buyer's id in the shop.
        buyer: String,
        /// Where to.
        address: Address,
    },
}

/// One variant for another, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// What was ordered.
    pub from: String,
    /// What is wanted.
    pub to: String,
    /// Pieces.
    pub quantity: i64,
}

/// Pieces of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    /// The variant.
    pub sku: String,
    /// How many.
    pub quantity: i64,
}

/// What a shop says when it has done something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The shop's number of what it made: a return, a coupon, a refund; the order's when it made nothing of its own.
    pub number: String,
    /// Money that moved, in minor units: above zero to the buyer, below zero from the buyer.
    pub amount: Option<i64>,
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
}

/// Why a shop did not do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum Failure {
    /// It will not, and trying again cannot help.
    #[error("refused: {code}")]
    Refused {
        /// Why, as one word of ours or the shop's own.
        code: String,
        /// The shop's words.
        message: String,
    },
    /// It cannot now; later is fine. Nothing was done.
    #[error("busy: {message}")]
    Busy {
        /// Not before so many seconds, when it said so.
        after_seconds: Option<u64>,
        /// What it said.
        message: String,
    },
    /// Nobody knows whether it was done: ask again with the same key.
    #[error("unknown: {message}")]
    Unknown {
        /// What was seen.
        message: String,
    },
    /// It cannot do this kind of thing at all: a person does it by hand.
    #[error("not offered by this shop")]
    NotOffered,
}

impl Action {
    /// The kinds that give something away.
    pub const GIVING: [&str; 2] = ["refund", "grant_coupon"];

    /// Every kind, as in its JSON.
    pub const KINDS: [&str; 19] = [
        "cancel",
        "change_address",
        "change_lines",
        "change_payment",
        "open_return",
        "open_exchange",
        "close_return",
        "track_return",
        "refund",
        "reship",
        "cancel_reship",
        "intercept",
        "grant_coupon",
        "revoke_coupon",
        "set_gift_note",
        "invoice",
        "urge_warehouse",
        "urge_carrier",
        "change_buyer_address",
    ];

    /// Which kind, as in its JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cancel { .. } => "cancel",
            Self::ChangeAddress { .. } => "change_address",
            Self::ChangeLines { .. } => "change_lines",
            Self::ChangePayment { .. } => "change_payment",
            Self::OpenReturn { .. } => "open_return",
            Self::OpenExchange { .. } => "open_exchange",
            Self::CloseReturn { .. } => "close_return",
            Self::TrackReturn { .. } => "track_return",
            Self::Refund { .. } => "refund",
            Self::Reship { .. } => "reship",
            Self::CancelReship { .. } => "cancel_reship",
            Self::Intercept { .. } => "intercept",
            Self::GrantCoupon { .. } => "grant_coupon",
            Self::RevokeCoupon { .. } => "revoke_coupon",
            Self::SetGiftNote { .. } => "set_gift_note",
            Self::Invoice { .. } => "invoice",
            Self::UrgeWarehouse { .. } => "urge_warehouse",
            Self::UrgeCarrier { .. } => "urge_carrier",
            Self::ChangeBuyerAddress { .. } => "change_buyer_address",
        }
    }

    /// The order it is about, by the shop's number.
    pub fn order(&self) -> Option<&str> {
        match self {
            Self::Cancel { order, .. }
            | Self::ChangeAddress { order, .. }
            | Self::ChangeLines { order, .. }
            | Self::ChangePayment { order, .. }
            | Self::OpenReturn { order, .. }
            | Self::OpenExchange { order, .. }
            | Self::Refund { order, .. }
            | Self::Reship { order, .. }
            | Self::Intercept { order, .. }
            | Self::SetGiftNote { order, .. }
            | Self::Invoice { order, .. }
            | Self::UrgeWarehouse { order, .. }
            | Self::UrgeCarrier { order, .. } => Some(order),
            _ => None,
        }
    }

    /// Whether anything takes it back.
    pub fn can_be_undone(&self) -> bool {
        let receipt = Receipt { number: String::new(), amount: None, at: Time::default() };
        self.undo(&receipt).is_some()
    }

    /// What it gives away, in minor units of the shop's currency: that is held against limits.
    pub fn gives(&self) -> i64 {
        match self {
            Self::Refund { amount, .. } | Self::GrantCoupon { amount, .. } => *amount,
            _ => 0,
        }
    }

    /// What takes it back, when anything does. Money that was paid back and parcels that were called off stay so.
    pub fn undo(&self, receipt: &Receipt) -> Option<Self> {
        let number = receipt.number.clone();
        match self {
            Self::OpenReturn { .. } | Self::OpenExchange { .. } => Some(Self::CloseReturn { number }),
            Self::GrantCoupon { .. } => Some(Self::RevokeCoupon { code: number }),
            Self::Reship { .. } => Some(Self::CancelReship { number }),
            _ => None,
        }
    }
}
