//! Identities. Each noun has its own type, so that one cannot be passed for another.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use db::{FromValue, ToValue, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[schema(value_type = String, format = "uuid")]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl ToValue for $name {
            fn to_value(&self) -> Value<'_> {
                Value::Text(Cow::Owned(self.0.to_string()))
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                let text = String::from_value(value)?;
                text.parse().map(Self).map_err(|_| format!("{text:?} is not an id"))
            }
        }
    )+};
}

ids! {
    /// A shop.
    ShopId,
    /// A team.
    TeamId,
    /// A person who answers.
    AgentId,
    /// A key of the API.
    ApiKeyId,
    /// An inbox.
    InboxId,
    /// A person who asks.
    BuyerId,
    /// Two buyers joined into one.
    BuyerMergeId,
    /// A note about a buyer.
    NoteId,
    /// A size table.
    SizeTableId,
    /// A product.
    ProductId,
    /// A variant of a product.
    SkuId,
    /// A promotion.
    PromotionId,
    /// An order.
    OrderId,
    /// A parcel of an order.
    ShipmentId,
    /// A return, an exchange, a reshipment.
    ReturnId,
    /// A run of a one-click flow.
    FlowRunId,
    /// A conversation.
    ConversationId,
    /// A message.
    MessageId,
    /// A file that came or goes with a message.
    AttachmentId,
    /// An article.
    ArticleId,
    /// Something proposed to be known.
    ProposalId,
    /// A text that is sent often.
    SnippetId,
    /// A question that knowledge was asked.
    AskedId,
    /// A gap in what a shop knows.
    GapId,
    /// Something that was read to learn from.
    DocumentId,
    /// An intent of a shop's own.
    CustomIntentId,
    /// A line of the ledger.
    FactId,
    /// An address that is told what happens.
    WebhookId,
    /// One telling of one event to one webhook.
    DeliveryId,
    /// Something given away, or about to be.
    AuthorityUseId,
    /// Something asked of whoever may give more.
    ApprovalId,
    /// A raise of what may be given in a conversation.
    AuthorityRaiseId,
    /// A policy of a shop.
    PolicyId,
    /// Something said that must be done by a time.
    PromiseId,
    /// A text to a phone.
    SmsId,
    /// A time in which nothing could be sent or received.
    OutageId,
    /// Somewhere alerts go.
    AlertTargetId,
    /// What was to be told on a phone.
    AlertId,
    /// A browser of a person that is told what concerns them.
    DeviceId,
    /// What a device was to be told.
    PushId,
    /// A call to those who stand by.
    StandbyCallId,
    /// A crisis of a shop.
    EmergencyId,
}
