//! What a system tells: stored as it came, once for each of its ids, before it is acknowledged; taken in by a job, in order.

use serde::{Deserialize, Serialize};

use super::{Role, store};
use crate::catalog::ProductInput;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::order::{OrderInput, ReturnInput, ShipmentInput};

/// The kind of job that takes in what a shop was told.
pub const JOB: &str = "connection_news";

/// One thing that is new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum News {
    /// An order.
    Order(Box<OrderInput>),
    /// A parcel.
    Shipment(ShipmentInput),
    /// A matter after the sale.
    Return(ReturnInput),
    /// A product.
    Product(Box<ProductInput>),
}

impl News {
    /// What it is about: its kind and its id in the shop.
    pub fn about(&self) -> (&'static str, &str) {
        match self {
            Self::Order(order) => ("order", &order.order_id),
            Self::Shipment(shipment) => ("shipment", &shipment.shipment_id),
            Self::Return(returned) => ("return", &returned.return_id),
            Self::Product(product) => ("product", &product.product_id),
        }
    }
}

/// A telling as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place in the queue.
    pub id: String,
    /// What it is about, in the sender's word.
    pub topic: String,
    /// What it says.
    pub body: String,
}

/// Which queue of which shop: the body of the job.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Queue {
    /// The shop.
    pub shop: ShopId,
    /// From its system, or from its carrier.
    pub role: Role,
}

/// Keeps a telling; says whether it is new. From here on it may be acknowledged.
pub fn receive(
    ctx: &mut Ctx<'_, '_>,
    queue: Queue,
    external_id: &str,
    topic: &str,
    body: &str,
) -> Result<bool> {
    let id = ctx.id::<uuid::Uuid>().to_string();
    let Queue { shop, role } = queue;
    let new = store::insert_news(ctx.tx, queue, (&id, external_id), topic, body, ctx.now)?;
    if !new {
        store::count_repeated(ctx.tx, shop, role)?;
        return Ok(false);
    }
    let job =
        jobs::NewJob { kind: JOB, key: key(queue), body: serde_json::to_string(&queue)?, run_at: ctx.now };
    jobs::enqueue(ctx.tx, &job, ctx.now)?;
    Ok(true)
}

/// The key of the job of a queue.
pub fn key(Queue { shop, role }: Queue) -> String {
    format!("{JOB}:{role}:{shop}")
}

/// The first tellings that wait, at most `limit`.
pub fn waiting(ctx: &mut Ctx<'_, '_>, queue: Queue, limit: i64) -> Result<Vec<Told>> {
    Ok(store::waiting(ctx.tx, queue, limit)?)
}

/// How many wait.
pub fn waiting_count(ctx: &mut Ctx<'_, '_>, queue: Queue) -> Result<i64> {
    Ok(store::waiting_count(ctx.tx, queue)?)
}

/// A telling was taken in: its id is kept, what it said is not.
pub fn taken(ctx: &mut Ctx<'_, '_>, told: &Told) -> Result<()> {
    Ok(store::set_taken(ctx.tx, &told.id, ctx.now)?)
}
