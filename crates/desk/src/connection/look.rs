//! Looking at one order again: after something was done to it elsewhere, the mirror follows at once.

use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;

/// The kind of job that looks.
pub const JOB: &str = "connection_look";

/// At which order of which shop: the body of the job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Look {
    /// The shop.
    pub shop: ShopId,
    /// The order's number.
    pub order: String,
}

/// Has an order looked at.
pub fn at(ctx: &mut Ctx<'_, '_>, look: &Look) -> Result<()> {
    let key = format!("{JOB}:{}:{}", look.shop, look.order);
    let job = jobs::NewJob { kind: JOB, key, body: serde_json::to_string(look)?, run_at: ctx.now };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}
