//! The benchmark's own files, as they are: a shop, and what is to be done in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

/// The benchmark's shop.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct World {
    pub(super) users: BTreeMap<String, User>,
    pub(super) products: BTreeMap<String, Product>,
    pub(super) orders: BTreeMap<String, Order>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct User {
    pub(super) name: Name,
    pub(super) address: Place,
    pub(super) email: String,
    pub(super) payment_methods: BTreeMap<String, Method>,
    pub(super) orders: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Name {
    pub(super) first_name: String,
    pub(super) last_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Place {
    pub(super) address1: String,
    pub(super) address2: String,
    pub(super) city: String,
    pub(super) country: String,
    pub(super) state: String,
    pub(super) zip: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Method {
    pub(super) source: String,
    #[serde(default)]
    pub(super) balance: Option<Cents>,
}

impl Method {
    pub(super) fn is_gift_card(&self) -> bool {
        self.source == "gift_card"
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Product {
    pub(super) name: String,
    pub(super) variants: BTreeMap<String, Variant>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Variant {
    pub(super) options: BTreeMap<String, String>,
    pub(super) available: bool,
    pub(super) price: Cents,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Order {
    pub(super) user_id: String,
    pub(super) address: Place,
    pub(super) items: Vec<Item>,
    pub(super) status: String,
    pub(super) payment_history: Vec<Moved>,
    #[serde(default)]
    pub(super) cancel_reason: Option<String>,
    /// Items on their way back, what goes out for them, and the way the money takes.
    #[serde(skip)]
    pub(super) after_sale: Option<AfterSale>,
}

#[derive(Debug, Clone)]
pub(super) struct AfterSale {
    pub(super) back: Vec<String>,
    pub(super) out: Vec<String>,
    pub(super) method: String,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the benchmark's own names")]
pub(super) struct Item {
    pub(super) product_id: String,
    pub(super) item_id: String,
    pub(super) price: Cents,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Moved {
    #[serde(rename = "transaction_type")]
    pub(super) kind: String,
    pub(super) amount: Cents,
    pub(super) payment_method_id: String,
}

/// Dollars in the file, cents here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cents(pub(super) i64);

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        #[expect(clippy::cast_possible_truncation, reason = "prices of goods are far below 2^53 cents")]
        Ok(Self((dollars * 100.0).round() as i64))
    }
}

/// A task: who is served, and the tools called for them.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    evaluation_criteria: Criteria,
}

#[derive(Debug, Clone, Deserialize)]
struct Criteria {
    #[serde(default)]
    actions: Option<Vec<Call>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Call {
    name: String,
    arguments: Value,
}

/// A call that changes something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "name", content = "arguments", rename_all = "snake_case")]
pub(super) enum Write {
    CancelPendingOrder {
        order_id: String,
        reason: String,
    },
    ModifyPendingOrderItems(Swap),
    ModifyPendingOrderAddress {
        order_id: String,
        #[serde(flatten)]
        place: Place,
    },
    ModifyPendingOrderPayment {
        order_id: String,
        payment_method_id: String,
    },
    ReturnDeliveredOrderItems {
        order_id: String,
        item_ids: Vec<String>,
        payment_method_id: String,
    },
    ExchangeDeliveredOrderItems(Swap),
    ModifyUserAddress {
        user_id: String,
        #[serde(flatten)]
        place: Place,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Swap {
    pub(super) order_id: String,
    pub(super) item_ids: Vec<String>,
    pub(super) new_item_ids: Vec<String>,
    pub(super) payment_method_id: String,
}

/// The names of the tools that change something.
const WRITES: [&str; 7] = [
    "cancel_pending_order",
    "modify_pending_order_items",
    "modify_pending_order_address",
    "modify_pending_order_payment",
    "return_delivered_order_items",
    "exchange_delivered_order_items",
    "modify_user_address",
];

impl Write {
    /// The order it is about.
    pub(super) fn order_id(&self) -> Option<&str> {
        match self {
            Self::CancelPendingOrder { order_id, .. }
            | Self::ModifyPendingOrderAddress { order_id, .. }
            | Self::ModifyPendingOrderPayment { order_id, .. }
            | Self::ReturnDeliveredOrderItems { order_id, .. } => Some(order_id),
            Self::ModifyPendingOrderItems(swap) | Self::ExchangeDeliveredOrderItems(swap) => {
                Some(&swap.order_id)
            }
            Self::ModifyUserAddress { .. } => None,
        }
    }
}

impl Task {
    /// The calls that change something, in order.
    pub(super) fn writes(&self) -> anyhow::Result<Vec<Write>> {
        self.calls()
            .filter(|call| WRITES.contains(&call.name.as_str()))
            .map(|call| {
                let value = json!({ "name": call.name, "arguments": call.arguments });
                serde_json::from_value(value).with_context(|| format!("task {}: {}", self.id, call.name))
            })
            .collect()
    }

    /// Who is served: the owner of what is changed, or who was looked up; anybody when the task does not say.
    pub(super) fn user(&self, world: &World) -> anyhow::Result<String> {
        let argument = |call: &Call, name: &str| call.arguments[name].as_str().map(str::to_owned);
        let owner = self.calls().find_map(|call| {
            let order = argument(call, "order_id").and_then(|id| world.orders.get(&id));
            order.map(|order| order.user_id.clone()).or_else(|| argument(call, "user_id"))
        });
        let anybody = || world.orders.values().next().map(|order| order.user_id.clone());
        owner.or_else(anybody).context("the benchmark has no order")
    }

    fn calls(&self) -> impl Iterator<Item = &Call> {
        self.evaluation_criteria.actions.iter().flatten()
    }
}

/// Reads a file of the benchmark; what is wrong is told with the file and the place.
pub(super) fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> anyhow::Result<T> {
    let path = folder.join(name);
    let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&bytes).with_context(|| path.display().to_string())
}
