//! What was bought and where it is: orders, their parcels, and who may be told.

use serde::{Deserialize, Serialize};

use db::Time;

use crate::buyer;
use crate::catalog::{Attribute, Change, check_text};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{BuyerId, OrderId, ShipmentId, ShopId};
use crate::inbox::Profile;
use crate::word::words;

mod action;
mod address;
mod buyer_input;
pub mod coupon;
pub mod embedded;
pub mod guard;
pub mod payment;
pub mod return_page;
mod returned;
pub mod standing;
mod store;
pub mod verify;

pub use action::{Action, Failure, LineChange, Pieces, Receipt};
pub use address::Address;
pub use buyer_input::{BuyerInput, upsert_buyer};
pub use payment::{MethodKind, Payment, PaymentKind, PaymentMethod};
pub use returned::{Return, ReturnInput, ReturnKind, ReturnStatus};

words! {
    /// How far an order has come.
    OrderStatus {
        /// Placed, not paid.
        Unpaid = "unpaid",
        /// Paid, not shipped.
        Paid = "paid",
        /// On its way.
        Shipped = "shipped",
        /// With the buyer.
        Received = "received",
        /// Closed: received and past its return period.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// A refund is under way.
        Refunding = "refunding",
        /// Paid back.
        Refunded = "refunded",
    }
}

words! {
    /// How far a parcel has come.
    ShipmentStatus {
        /// Label made, not with the courier yet.
        Created = "created",
        /// On its way.
        InTransit = "in_transit",
        /// With the person who brings it.
        OutForDelivery = "out_for_delivery",
        /// Handed over.
        Delivered = "delivered",
        /// No movement for too long.
        Stuck = "stuck",
        /// The courier has lost it.
        Lost = "lost",
        /// On its way back, or back.
        Returned = "returned",
    }
}

/// An order as the shop tells it. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderInput {
    /// The shop's number.
    pub order_id: String,
    /// The buyer's id in the shop.
    pub buyer_id: String,
    /// The buyer's name.
    #[serde(default)]
    pub buyer_name: Option<String>,
    /// The buyer's phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// The buyer's e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The buyer's member level.
    #[serde(default)]
    pub level: Option<String>,
    /// How far it has come.
    pub status: OrderStatus,
    /// When it was placed.
    #[schema(value_type = String, format = "date-time")]
    pub placed_at: Time,
    /// When it was paid.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub paid_at: Option<Time>,
    /// Promised to ship by.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ship_by: Option<Time>,
    /// What was paid for all of it; the sum of the lines when not given.
    #[serde(default)]
    pub total: Option<i64>,
    /// Phone of whoever receives it; the buyer's when not given.
    #[serde(default)]
    pub receiver_phone: Option<String>,
    /// The city it goes to; that of the address when not given.
    #[serde(default)]
    pub city: Option<String>,
    /// Where it goes; what is known stays when not given.
    #[serde(default)]
    pub address: Option<Address>,
    /// Money that moved, oldest first; what is known stays when there is none.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// The ways its buyer can pay; those that are known stay.
    #[serde(default)]
    pub methods: Vec<PaymentMethod>,
    /// A card that goes with the goods.
    #[serde(default)]
    pub gift_note: Option<String>,
    /// Why it was called off.
    #[serde(default)]
    pub cancel_reason: Option<String>,
    /// Its goods were changed after it was placed.
    #[serde(default)]
    pub lines_changed: bool,
    /// When the shop changed it last. A telling older than what is known changes nothing.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub changed_at: Option<Time>,
    /// What was bought; at least one line.
    pub lines: Vec<LineInput>,
}

/// A line of an order as the shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineInput {
    /// The SKU's id in the shop.
    pub sku_id: String,
    /// Title; the product's when not given.
    #[serde(default)]
    pub product_title: Option<String>,
    /// Pieces.
    #[serde(default = "one")]
    pub quantity: i64,
    /// Price of one; the SKU's when not given.
    #[serde(default)]
    pub unit_price: Option<i64>,
}

fn one() -> i64 {
    1
}

/// A parcel as the shop or the courier tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipmentInput {
    /// The shop's id.
    pub shipment_id: String,
    /// The order's number.
    pub order_id: String,
    /// The courier.
    pub carrier: String,
    /// The courier's number.
    pub tracking_number: String,
    /// How far it has come.
    pub status: ShipmentStatus,
    /// When it left.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub shipped_at: Option<Time>,
    /// When it was handed over.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub delivered_at: Option<Time>,
    /// When it is expected.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub eta: Option<Time>,
    /// Its way so far, oldest first.
    #[serde(default)]
    pub events: Vec<TrackingEvent>,
}

/// One step of a parcel's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackingEvent {
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// What happened, in the courier's words.
    pub text: String,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Identity.
    pub id: OrderId,
    /// Its shop.
    pub shop: ShopId,
    /// Who placed it.
    pub buyer: BuyerId,
    /// The shop's number: what people say aloud.
    pub number: String,
    /// How far it has come.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was paid.
    pub paid_at: Option<Time>,
    /// Promised to ship by.
    pub ship_by: Option<Time>,
    /// What was paid for all of it, in minor units.
    pub total: i64,
    /// Phone of whoever receives it.
    pub receiver_phone: Option<String>,
    /// The city it goes to.
    pub city: Option<String>,
    /// Where it goes.
    pub address: Option<Address>,
    /// Money that moved, oldest first.
    pub payments: Vec<Payment>,
    /// A card that goes with the goods.
    pub gift_note: Option<String>,
    /// Why it was called off.
    pub cancel_reason: Option<String>,
    /// Its goods were changed after it was placed.
    pub lines_changed: bool,
    /// When the shop itself changed it last, as far as it says so.
    pub changed_at: Option<Time>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// Its parcels, oldest first.
    pub shipments: Vec<Shipment>,
    /// Matters after the sale, oldest first.
    pub returns: Vec<Return>,
    /// When the shop last told us.
    pub updated_at: Time,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The SKU's id in the shop.
    pub sku: String,
    /// The product's id in the shop, when it is known here.
    pub product: Option<String>,
    /// What it was called when it was bought.
    pub title: String,
    /// Which variant.
    pub options: Vec<Attribute>,
    /// Pieces.
    pub quantity: i64,
    /// Price of one, in minor units.
    pub unit_price: i64,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Identity.
    pub id: ShipmentId,
    /// What the shop or courier knows.
    pub facts: ShipmentInput,
}

/// Takes in an order, or what is new about it; its buyer is taken in along with it.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &OrderInput) -> Result<(Change, BuyerId)> {
    check(input)?;
    let known = store::by_number(ctx.tx, shop, &input.order_id)?;
    if let Some(known) = known.as_ref().filter(|known| is_older(input, known)) {
        // It was held up on its way: nothing of it is new, and neither is what it says of its buyer.
        return Ok((Change::Unchanged, known.buyer));
    }
    let profile = Profile {
        external_id: input.buyer_id.clone(),
        name: input.buyer_name.clone(),
        phone: input.phone.clone(),
        email: input.email.clone(),
        level: input.level.clone(),
    };
    let buyer = buyer::vouched_for(ctx, shop, &profile)?;
    let city = input.city.clone().or_else(|| input.address.as_ref().map(|address| address.city.clone()));
    if let Some(city) = &city {
        buyer::set_city(ctx, buyer.id, city)?;
    }
    for method in &input.methods {
        store::upsert_method(ctx.tx, shop, buyer.id, method)?;
    }
    let lines = input.lines.iter().map(|line| filled(ctx, shop, line)).collect::<Result<Vec<_>>>()?;
    if let Some(known) = &known
        && known.buyer != buyer.id
    {
        return Err(Refusal::invalid("buyer_id", "order_of_other_buyer").into());
    }
    let kept = known.as_ref();
    let order = Order {
        id: known.as_ref().map_or_else(|| ctx.id(), |order| order.id),
        shop,
        buyer: buyer.id,
        number: input.order_id.clone(),
        status: input.status,
        placed_at: input.placed_at,
        paid_at: input.paid_at,
        ship_by: input.ship_by,
        total: input.total.unwrap_or_else(|| lines.iter().map(|line| line.unit_price * line.quantity).sum()),
        receiver_phone: input.receiver_phone.clone().or_else(|| buyer.phone.clone()),
        city,
        address: input.address.clone().or_else(|| kept.and_then(|order| order.address.clone())),
        payments: match (input.payments.as_slice(), kept) {
            ([], Some(order)) => order.payments.clone(),
            (told, _) => told.to_vec(),
        },
        gift_note: input.gift_note.clone().or_else(|| kept.and_then(|order| order.gift_note.clone())),
        cancel_reason: input.cancel_reason.clone(),
        lines_changed: input.lines_changed,
        changed_at: input.changed_at,
        lines,
        returns: kept.map(|order| order.returns.clone()).unwrap_or_default(),
        shipments: known.as_ref().map(|order| order.shipments.clone()).unwrap_or_default(),
        updated_at: ctx.now,
    };
    let change = match known {
        Some(known) if Order { updated_at: ctx.now, ..known.clone() } == order => Change::Unchanged,
        Some(_) => Change::Updated,
        None => Change::Added,
    };
    if change != Change::Unchanged {
        store::upsert(ctx.tx, &order)?;
    }
    Ok((change, buyer.id))
}

fn is_older(told: &OrderInput, known: &Order) -> bool {
    known.changed_at.is_some_and(|known| told.changed_at.is_some_and(|told| told < known))
}

/// Takes in a parcel, or what is new about it.
pub fn upsert_shipment(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    input: &ShipmentInput,
) -> Result<(Change, BuyerId)> {
    check_shipment(input)?;
    let order = store::by_number(ctx.tx, shop, &input.order_id)?
        .ok_or_else(|| Refusal::invalid("order_id", "no_such_order").with("id", &input.order_id))?;
    let known = store::shipment(ctx.tx, shop, &input.shipment_id)?;
    if let Some((owner, _)) = &known
        && *owner != order.id
    {
        return Err(Refusal::invalid("order_id", "shipment_of_other_order").into());
    }
    let change = match &known {
        Some((_, shipment)) if shipment.facts == *input => return Ok((Change::Unchanged, order.buyer)),
        Some(_) => Change::Updated,
        None => Change::Added,
    };
    let id = known.map_or_else(|| ctx.id(), |(_, shipment)| shipment.id);
    store::upsert_shipment(ctx, shop, order.id, id, input)?;
    Ok((change, order.buyer))
}

/// Takes in a matter after the sale, or what is new about it. What is known and not told stays.
pub fn upsert_return(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &ReturnInput) -> Result<(Change, BuyerId)> {
    input.check()?;
    let order = store::by_number(ctx.tx, shop, &input.order_id)?
        .ok_or_else(|| Refusal::invalid("order_id", "no_such_order").with("id", &input.order_id))?;
    let known = store::returned(ctx.tx, shop, &input.return_id)?;
    if known.as_ref().is_some_and(|known| known.order != order.id) {
        return Err(Refusal::invalid("order_id", "return_of_other_order").into());
    }
    let input = &match &known {
        Some(known) => known.facts.joined_with(input.clone()),
        None => input.clone(),
    };
    let change = match &known {
        Some(known) if known.facts == *input => return Ok((Change::Unchanged, order.buyer)),
        Some(_) => Change::Updated,
        None => Change::Added,
    };
    let id = known.map_or_else(|| ctx.id(), |known| known.id);
    store::upsert_return(ctx, shop, order.id, id, input)?;
    Ok((change, order.buyer))
}

/// The number of the order that an action is about; none when it is about a buyer, or a return that is unknown here.
pub fn number_of(ctx: &mut Ctx<'_, '_>, shop: ShopId, action: &Action) -> Result<Option<String>> {
    match action {
        Action::CloseReturn { number }
        | Action::CancelReship { number }
        | Action::TrackReturn { number, .. } => {
            Ok(store::returned(ctx.tx, shop, number)?.map(|known| known.facts.order_id))
        }
        _ => Ok(action.order().map(str::to_owned)),
    }
}

/// The matter after the sale with this number in the shop.
pub fn returned(ctx: &mut Ctx<'_, '_>, shop: ShopId, number: &str) -> Result<Option<Return>> {
    Ok(store::returned(ctx.tx, shop, number)?)
}

/// The parcel with this id in the shop.
pub fn shipment(ctx: &mut Ctx<'_, '_>, shop: ShopId, external_id: &str) -> Result<Option<Shipment>> {
    Ok(store::shipment(ctx.tx, shop, external_id)?.map(|(_, shipment)| shipment))
}

/// The order with this id.
pub fn get(ctx: &mut Ctx<'_, '_>, id: OrderId) -> Result<Order> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_order").into())
}

/// The ways a buyer can pay.
pub fn methods(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Vec<PaymentMethod>> {
    Ok(store::methods(ctx.tx, buyer)?)
}

/// Where a buyer's orders go when nothing else is said.
pub fn usual_address(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<Option<Address>> {
    Ok(store::usual_address(ctx.tx, buyer)?)
}

/// Says where a buyer's orders go from now on.
pub fn set_usual_address(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, address: &Address) -> Result<()> {
    address.check()?;
    store::set_usual_address(ctx, buyer, address)
}

/// Tells the house that orders of these buyers are different now. Called once after any number of upserts.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId, mut buyers: Vec<BuyerId>) -> Result<()> {
    buyers.sort_unstable();
    buyers.dedup();
    // A fact is read by every open connection: a large import is told in pieces.
    for some in buyers.chunks(200) {
        fact::record(ctx, Scope::shop(shop), Fact::OrdersChanged { buyers: some.to_vec() })?;
    }
    Ok(())
}

/// A buyer's orders, newest first, at most `limit`.
pub fn of_buyer(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, limit: i64) -> Result<Vec<Order>> {
    Ok(store::of_buyer(ctx.tx, buyer, limit)?)
}

/// What a buyer has bought so far: how many orders that count, and their sum in minor units.
pub fn spending(ctx: &mut Ctx<'_, '_>, buyer: BuyerId) -> Result<(i64, i64)> {
    Ok(store::spending(ctx.tx, buyer)?)
}

/// What an order of the shop usually comes to, in minor units, over its last thousand; none while it has fewer than ten.
pub fn usual_value(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<i64>> {
    let (count, sum) = store::usual(ctx.tx, shop)?;
    Ok((count >= 10).then(|| sum / count))
}

/// The order with this number in the shop.
pub fn by_number(ctx: &mut Ctx<'_, '_>, shop: ShopId, number: &str) -> Result<Option<Order>> {
    Ok(store::by_number(ctx.tx, shop, number)?)
}

fn filled(ctx: &mut Ctx<'_, '_>, shop: ShopId, line: &LineInput) -> Result<Line> {
    let known = store::sku(ctx.tx, shop, &line.sku_id)?;
    let title = line.product_title.clone().or_else(|| known.as_ref().map(|sku| sku.title.clone()));
    let unit_price = line.unit_price.or_else(|| known.as_ref().map(|sku| sku.price));
    Ok(Line {
        sku: line.sku_id.clone(),
        product: known.as_ref().map(|sku| sku.product.clone()),
        title: title.ok_or_else(|| Refusal::invalid("product_title", "required_for_unknown_sku"))?,
        options: known.map(|sku| sku.options).unwrap_or_default(),
        quantity: line.quantity,
        unit_price: unit_price.ok_or_else(|| Refusal::invalid("unit_price", "required_for_unknown_sku"))?,
    })
}

fn check(input: &OrderInput) -> Result<()> {
    check_text("order_id", &input.order_id, 100)?;
    check_text("buyer_id", &input.buyer_id, 200)?;
    if input.lines.is_empty() {
        return Err(Refusal::invalid("lines", "required").into());
    }
    for line in &input.lines {
        check_text("sku_id", &line.sku_id, 100)?;
        if line.quantity < 1 {
            return Err(Refusal::invalid("quantity", "out_of_range").into());
        }
        if line.unit_price.is_some_and(|price| price < 0) {
            return Err(Refusal::invalid("unit_price", "negative").into());
        }
    }
    if input.total.is_some_and(|total| total < 0) {
        return Err(Refusal::invalid("total", "negative").into());
    }
    if let Some(address) = &input.address {
        address.check()?;
    }
    if input.payments.iter().any(|payment| payment.amount < 0) {
        return Err(Refusal::invalid("payments", "negative").into());
    }
    buyer_input::check_methods(&input.methods)?;
    if input.paid_at.is_some_and(|paid| paid < input.placed_at) {
        return Err(Refusal::invalid("paid_at", "before_placed").into());
    }
    Ok(())
}

fn check_shipment(input: &ShipmentInput) -> Result<()> {
    check_text("shipment_id", &input.shipment_id, 100)?;
    check_text("carrier", &input.carrier, 60)?;
    check_text("tracking_number", &input.tracking_number, 60)?;
    for event in &input.events {
        check_text("event_text", &event.text, 500)?;
    }
    if input.events.windows(2).any(|pair| pair[0].at > pair[1].at) {
        return Err(Refusal::invalid("event_at", "not_in_order").into());
    }
    Ok(())
}
