//! What comes back, or is sent once more: returns, exchanges, refunds without goods, reshipments.

use db::Time;
use serde::{Deserialize, Serialize};

use super::{LineChange, Pieces};
use crate::catalog::check_text;
use crate::error::{Refusal, Result};
use crate::id::{OrderId, ReturnId, ShopId};
use crate::word::words;

words! {
    /// What kind of matter after the sale it is.
    ReturnKind {
        /// Goods come back, money goes back.
        Return = "return",
        /// Goods come back, others go out.
        Exchange = "exchange",
        /// Money goes back, the goods stay.
        RefundOnly = "refund_only",
        /// Lost or missing goods are sent once more.
        Reship = "reship",
    }
}

words! {
    /// How far it has come.
    ReturnStatus {
        /// Agreed; the buyer has not sent anything yet.
        Requested = "requested",
        /// On its way back.
        Sent = "sent",
        /// Back at the shop.
        Arrived = "arrived",
        /// Settled: paid back, or the new goods sent.
        Settled = "settled",
        /// Taken back.
        Closed = "closed",
        /// Refused after it was looked at.
        Refused = "refused",
    }
}

/// A matter after the sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Identity.
    pub id: ReturnId,
    /// Its shop.
    pub shop: ShopId,
    /// Its order.
    pub order: OrderId,
    /// What the shop knows.
    pub facts: ReturnInput,
    /// When it was opened here.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

/// A matter after the sale as the shop tells it. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnInput {
    /// The shop's number.
    pub return_id: String,
    /// The order's number.
    pub order_id: String,
    /// What kind.
    pub kind: ReturnKind,
    /// How far it has come.
    pub status: ReturnStatus,
    /// What comes back, or goes out again.
    #[serde(default)]
    pub lines: Vec<Pieces>,
    /// What is exchanged for what.
    #[serde(default)]
    pub changes: Vec<LineChange>,
    /// What is paid back; below zero, what the buyer pays on top.
    #[serde(default)]
    pub amount: Option<i64>,
    /// To or from which way to pay.
    #[serde(default)]
    pub method: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The courier that brings it back.
    #[serde(default)]
    pub carrier: Option<String>,
    /// The courier's number.
    #[serde(default)]
    pub tracking_number: Option<String>,
}

impl ReturnInput {
    /// Refuses what cannot be a matter after the sale, by the name of the field.
    pub(super) fn check(&self) -> Result<()> {
        check_text("return_id", &self.return_id, 100)?;
        for (field, text) in [("carrier", &self.carrier), ("tracking_number", &self.tracking_number)] {
            if let Some(text) = text {
                check_text(field, text, 60)?;
            }
        }
        let pieces = self.lines.iter().map(|line| (&line.sku, line.quantity));
        let changes = self.changes.iter().map(|change| (&change.from, change.quantity));
        for (sku, quantity) in pieces.chain(changes) {
            check_text("sku", sku, 100)?;
            if quantity < 1 {
                return Err(Refusal::invalid("quantity", "out_of_range").into());
            }
        }
        self.changes.iter().try_for_each(|change| check_text("to", &change.to, 100))
    }

    /// What is told now, without forgetting what is known and not told: many systems know nothing of the parcel that
    /// the buyer entered here, and go on waiting for it.
    pub(super) fn joined_with(&self, told: Self) -> Self {
        let sent = self.status == ReturnStatus::Sent && told.tracking_number.is_none();
        let waits = told.status == ReturnStatus::Requested;
        Self {
            status: if sent && waits { self.status } else { told.status },
            amount: told.amount.or(self.amount),
            method: told.method.or_else(|| self.method.clone()),
            reason: if told.reason.is_empty() { self.reason.clone() } else { told.reason },
            carrier: told.carrier.or_else(|| self.carrier.clone()),
            tracking_number: told.tracking_number.or_else(|| self.tracking_number.clone()),
            ..told
        }
    }
}
