//! Who told us of a thing last, and when: a fact is as fresh as its last telling, even one that changed nothing.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::word::words;

words! {
    /// What was told of.
    Topic {
        /// A product with its prices and stock.
        Product = "product",
        /// A promotion.
        Promotion = "promotion",
        /// A policy.
        Policy = "policy",
        /// A size table.
        SizeTable = "size_table",
        /// An order with its parcels.
        Order = "order",
    }
}

words! {
    /// By what way it was told.
    Origin {
        /// A file.
        Import = "import",
        /// A program of the shop, over the API.
        Api = "api",
        /// A person, in the console.
        Console = "console",
        /// The shop system that is connected.
        ShopSystem = "shop_system",
    }
}

/// The last telling of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// By what way.
    pub origin: Origin,
    /// When.
    pub at: Time,
}

/// The last tellings of things of one topic, by the shop's ids.
pub type Tellings = HashMap<String, Told>;

/// Notes that these were told of now, by the shop's ids.
pub fn note<'i>(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    (topic, origin): (Topic, Origin),
    ids: impl Iterator<Item = &'i str>,
) -> Result<()> {
    for id in ids {
        store::told(ctx, shop, (topic, origin), id)?;
    }
    Ok(())
}

/// When each thing of a topic was last told of.
pub fn all(ctx: &mut Ctx<'_, '_>, shop: ShopId, topic: Topic) -> Result<Tellings> {
    Ok(store::tellings(ctx.tx, shop, topic)?)
}

/// When each of these things was last told of; those are left out that nobody noted.
pub fn of<'i>(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    topic: Topic,
    ids: impl Iterator<Item = &'i str>,
) -> Result<Tellings> {
    let ids: Vec<&str> = ids.collect();
    if ids.is_empty() {
        return Ok(Tellings::new());
    }
    store::tellings_of(ctx.tx, shop, topic, &ids)
}

/// Whether what was told at `at` is too old to be told on, in a shop that allows so many hours; none allowed is no limit.
pub fn is_too_old(at: Time, now: Time, hours: u32) -> bool {
    hours > 0 && now.since(at) > Duration::from_secs(u64::from(hours) * 3600)
}
