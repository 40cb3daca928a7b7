//! Money that moved for an order, and the ways a buyer can pay.

use db::Time;
use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// Which way the money went.
    PaymentKind {
        /// From the buyer.
        Payment = "payment",
        /// To the buyer.
        Refund = "refund",
    }
}

words! {
    /// A kind of way to pay.
    MethodKind {
        /// A card of the shop's own with money on it: paid back at once.
        GiftCard = "gift_card",
        /// A credit or debit card.
        Card = "card",
        /// An account with somebody else: 支付宝, 微信支付, `PayPal`.
        Wallet = "wallet",
        /// Anything else.
        Other = "other",
    }
}

/// Money that moved, in minor units of the shop's currency; the amount is never below zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: i64,
    /// The way to pay, by the shop's id; empty when it is not known.
    #[serde(default)]
    pub method: String,
    /// When.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub at: Option<Time>,
}

/// A way a buyer can pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentMethod {
    /// The shop's id.
    pub method_id: String,
    /// What kind.
    pub kind: MethodKind,
    /// How people know it: `Visa 4242`.
    #[serde(default)]
    pub label: String,
    /// What is on it, for a gift card, in minor units.
    #[serde(default)]
    pub balance: Option<i64>,
}
