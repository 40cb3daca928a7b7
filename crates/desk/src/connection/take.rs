//! Taking in what is new, however it came to be known.

use super::compare::{Known, gap};
use super::{News, store};
use crate::catalog::told::{self, Origin, Topic};
use crate::catalog::{self, Change};
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::ShopId;
use crate::{order, shop};

/// How it came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The system told it by itself.
    Told,
    /// By looking: what is new now is a gap that is healed.
    Found,
    /// By looking for the first time: nothing was expected to be here.
    First,
}

/// What changed, and the kind of gap that was healed.
pub type Taken = (Change, Option<&'static str>);

/// Takes in one thing.
pub fn take(ctx: &mut Ctx<'_, '_>, shop: ShopId, news: &News, how: How) -> Result<Taken> {
    let taken = put(ctx, shop, news, how)?;
    if matches!(news, News::Product(_)) && (taken.0 != Change::Unchanged || age_matters(ctx, shop)?) {
        catalog::changed(ctx, shop)?;
    }
    Ok(taken)
}

/// Where the age of goods matters, hearing the same again is news.
fn age_matters(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<bool> {
    Ok(shop::get(ctx, shop)?.settings.bot.goods_fresh_hours > 0)
}

/// Takes in goods, and tells of all of them once: whoever thinks reads the shelves anew each time it is told. A product that
/// is refused changes nothing and keeps no other away.
pub fn take_goods(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    goods: &[News],
    how: How,
) -> Result<Vec<std::result::Result<Taken, Box<Refusal>>>> {
    let mut all = Vec::with_capacity(goods.len());
    for one in goods {
        all.push(match put(ctx, shop, one, how) {
            Ok(taken) => Ok(taken),
            Err(Error::Refused(refusal)) => Err(refusal),
            Err(error) => return Err(error),
        });
    }
    let mut taken = all.iter().flatten().peekable();
    let heard = taken.peek().is_some();
    if taken.any(|(change, _)| *change != Change::Unchanged) || (heard && age_matters(ctx, shop)?) {
        catalog::changed(ctx, shop)?;
    }
    Ok(all)
}

fn put(ctx: &mut Ctx<'_, '_>, shop: ShopId, news: &News, how: How) -> Result<Taken> {
    let known = if how == How::Found { known(ctx, shop, news)? } else { Known::Nothing };
    let change = match news {
        News::Order(input) => {
            let (change, buyer) = order::upsert(ctx, shop, input)?;
            tell(ctx, shop, change, buyer)?
        }
        News::Shipment(input) => {
            let input = super::parcel::joined(ctx, shop, input)?;
            let (change, buyer) = order::upsert_shipment(ctx, shop, &input)?;
            tell(ctx, shop, change, buyer)?
        }
        News::Return(input) => {
            let (change, buyer) = order::upsert_return(ctx, shop, input)?;
            tell(ctx, shop, change, buyer)?
        }
        News::Product(input) => catalog::upsert(ctx, shop, input)?,
    };
    let (topic, id) = match news {
        News::Order(input) => (Topic::Order, &input.order_id),
        News::Shipment(input) => (Topic::Order, &input.order_id),
        News::Return(input) => (Topic::Order, &input.order_id),
        News::Product(input) => (Topic::Product, &input.product_id),
    };
    told::note(ctx, shop, (topic, Origin::ShopSystem), std::iter::once(id.as_str()))?;
    if how != How::Found || change == Change::Unchanged {
        return Ok((change, None));
    }
    let kind = gap(&known, news);
    store::count_gap(ctx.tx, shop, kind, news.about().1, ctx.now)?;
    Ok((change, Some(kind)))
}

fn tell(ctx: &mut Ctx<'_, '_>, shop: ShopId, change: Change, buyer: crate::id::BuyerId) -> Result<Change> {
    if change != Change::Unchanged {
        order::changed(ctx, shop, vec![buyer])?;
    }
    Ok(change)
}

fn known(ctx: &mut Ctx<'_, '_>, shop: ShopId, news: &News) -> Result<Known> {
    Ok(match news {
        News::Order(input) => order::by_number(ctx, shop, &input.order_id)?
            .map_or(Known::Nothing, |order| Known::Order(Box::new(order))),
        News::Shipment(input) => {
            order::shipment(ctx, shop, &input.shipment_id)?.map_or(Known::Nothing, Known::Shipment)
        }
        News::Return(input) => order::returned(ctx, shop, &input.return_id)?
            .map_or(Known::Nothing, |returned| Known::Return(Box::new(returned))),
        News::Product(input) => catalog::product(ctx, shop, &input.product_id)?
            .map_or(Known::Nothing, |product| Known::Product(Box::new(product))),
    })
}
