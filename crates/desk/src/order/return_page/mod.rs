//! The page on which a buyer says how a return was sent. Whoever has the link may open it: it shows nothing that tells who
//! the buyer is.
//!
//! What the buyer enters is stored first, with a job that tells the shop; telling it is idempotent by the return, so that a
//! lost answer, a second tap or a killed server changes nothing.

use std::time::Duration;

use db::Time;
use language::entities::{Courier, plain_number};

use super::{Action, Failure, Line, LineChange, Pieces, Return, ReturnKind, ReturnStatus, upsert_return};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{BuyerId, ReturnId, ShopId};
use crate::shop::{self, Lang, Shop};
use crate::word::words;

pub mod link;
mod store;

/// The kind of the job that tells the shop.
pub const JOB: &str = "return.tell";
/// How long whoever takes the entry has to tell the shop itself before the job does.
const FIRST: Duration = Duration::from_secs(15);

words! {
    /// How far a return is, to its buyer.
    Stage {
        /// The parcel is to be sent.
        Open = "open",
        /// The buyer has entered it; the shop is being told.
        Noted = "noted",
        /// The shop knows that it is on its way.
        Sent = "sent",
        /// Back at the shop.
        Arrived = "arrived",
        /// Settled.
        Settled = "settled",
        /// Taken back.
        Closed = "closed",
        /// Refused after it was looked at.
        Refused = "refused",
    }
}

/// The parcel as the buyer entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The courier, as the shop's language calls it.
    pub carrier: String,
    /// The courier's number.
    pub tracking_number: String,
    /// When it was entered.
    pub entered_at: Time,
    /// Since when the shop has it.
    pub told_at: Option<Time>,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Whose it is.
    pub shop: Shop,
    /// Who sends it; never shown.
    pub buyer: BuyerId,
    /// The return.
    pub returned: Return,
    /// What goes back.
    pub goods: Vec<Line>,
    /// How far it is.
    pub stage: Stage,
    /// The parcel, once there is one.
    pub parcel: Option<Parcel>,
    /// Until when the link opens it.
    pub until: Time,
}

/// Opens the page behind a token.
pub fn open(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<Page> {
    let (id, until) = link::read(ctx, token)?;
    page(ctx, id, until)
}

/// Takes what the buyer entered. The same again is the same; another is refused once there is one.
pub fn enter(ctx: &mut Ctx<'_, '_>, token: &str, courier: &str, number: &str) -> Result<Page> {
    let page = open(ctx, token)?;
    let (carrier, number) = checked(page.shop.language, courier, number)?;
    let same = |known: &Parcel| known.tracking_number == number;
    match page.stage {
        Stage::Closed => return Err(Refusal::conflict("return_closed").into()),
        Stage::Open => {}
        _ if page.parcel.as_ref().is_some_and(same) => return Ok(page),
        _ => return Err(Refusal::conflict("return_already_sent").into()),
    }
    let id = page.returned.id;
    if !store::insert_parcel(ctx.tx, id, &carrier, &number, ctx.now)? {
        return Err(Refusal::conflict("return_already_sent").into());
    }
    let job = jobs::NewJob { kind: JOB, key: job_key(id), body: id.to_string(), run_at: ctx.now + FIRST };
    jobs::enqueue(ctx.tx, &job, ctx.now)?;
    self::page(ctx, id, page.until)
}

/// What the shop is to be told, with the key under which it does it once; none when it knows already.
pub fn to_tell(ctx: &mut Ctx<'_, '_>, id: ReturnId) -> Result<Option<(ShopId, String, Action)>> {
    let Some(parcel) = store::parcel(ctx.tx, id)?.filter(|parcel| parcel.told_at.is_none()) else {
        return Ok(None);
    };
    let Some(known) = store::by_id(ctx.tx, id)? else { return Ok(None) };
    let Parcel { carrier, tracking_number, .. } = parcel;
    let key = format!("{JOB}:{id}:{tracking_number}");
    let number = known.facts.return_id;
    Ok(Some((known.shop, key, Action::TrackReturn { number, carrier, tracking_number })))
}

/// Notes what the shop said. What it cannot do by itself is done by whoever reads the conversation; what it refuses is
/// forgotten, so that the buyer can enter something else.
pub fn told(ctx: &mut Ctx<'_, '_>, id: ReturnId, failure: Option<&Failure>) -> Result<()> {
    match failure {
        Some(Failure::Busy { .. } | Failure::Unknown { .. }) => return Ok(()),
        Some(Failure::Refused { .. }) => store::forget(ctx.tx, id)?,
        None | Some(Failure::NotOffered) => {
            if store::told(ctx.tx, id, ctx.now)? {
                sent(ctx, id)?;
            }
        }
    }
    Ok(jobs::cancel(ctx.tx, &job_key(id))?)
}

/// The return is on its way, here as in the shop, and everybody it concerns hears of it.
fn sent(ctx: &mut Ctx<'_, '_>, id: ReturnId) -> Result<()> {
    let Some(known) = store::by_id(ctx.tx, id)? else { return Ok(()) };
    let Some(parcel) = store::parcel(ctx.tx, id)? else { return Ok(()) };
    let mut facts = known.facts;
    if facts.status == ReturnStatus::Requested {
        facts.status = ReturnStatus::Sent;
        facts.carrier = Some(parcel.carrier);
        facts.tracking_number = Some(parcel.tracking_number);
    }
    let (_, buyer) = upsert_return(ctx, known.shop, &facts)?;
    super::changed(ctx, known.shop, vec![buyer])?;
    fact::record(ctx, Scope::shop(known.shop), Fact::ReturnSent { buyer, returned: id })
}

/// The return with this identity.
pub fn returned(ctx: &mut Ctx<'_, '_>, id: ReturnId) -> Result<Return> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_return").into())
}

fn page(ctx: &mut Ctx<'_, '_>, id: ReturnId, until: Time) -> Result<Page> {
    let returned = returned(ctx, id)?;
    if !matches!(returned.facts.kind, ReturnKind::Return | ReturnKind::Exchange) {
        return Err(Refusal::not_found("no_such_return").into());
    }
    let order = super::get(ctx, returned.order)?;
    let entered = store::parcel(ctx.tx, id)?;
    let parcel = entered.clone().or_else(|| {
        let facts = &returned.facts;
        Some(Parcel {
            carrier: facts.carrier.clone()?,
            tracking_number: facts.tracking_number.clone()?,
            entered_at: returned.updated_at,
            told_at: Some(returned.updated_at),
        })
    });
    let stage = match returned.facts.status {
        ReturnStatus::Requested if entered.is_some() => Stage::Noted,
        ReturnStatus::Requested => Stage::Open,
        ReturnStatus::Sent => Stage::Sent,
        ReturnStatus::Arrived => Stage::Arrived,
        ReturnStatus::Settled => Stage::Settled,
        ReturnStatus::Closed => Stage::Closed,
        ReturnStatus::Refused => Stage::Refused,
    };
    let goods = goods(&order.lines, &returned);
    Ok(Page {
        shop: shop::get(ctx, returned.shop)?,
        buyer: order.buyer,
        returned,
        goods,
        stage,
        parcel,
        until,
    })
}

/// What goes back, as it was called when it was bought.
fn goods(lines: &[Line], returned: &Return) -> Vec<Line> {
    let changes = returned.facts.changes.iter();
    let of_changes =
        changes.map(|LineChange { from, quantity, .. }| Pieces { sku: from.clone(), quantity: *quantity });
    let pieces = match returned.facts.lines.as_slice() {
        [] => of_changes.collect(),
        lines => lines.to_vec(),
    };
    pieces
        .iter()
        .filter_map(|Pieces { sku, quantity }| {
            let line = lines.iter().find(|line| line.sku == *sku)?;
            Some(Line { quantity: *quantity, ..line.clone() })
        })
        .collect()
}

/// The courier's name and its number, or what is wrong with them. A courier that is not among ours is taken by its name.
fn checked(lang: Lang, courier: &str, number: &str) -> Result<(String, String)> {
    let number = plain_number(number).ok_or_else(|| Refusal::invalid("tracking_number", "not_a_waybill"))?;
    let courier = courier.trim();
    let name = |courier: Courier| {
        let (zh, en) = courier.names();
        if lang == Lang::Zh { zh } else { en }
    };
    let known = serde_json::from_value::<Courier>(courier.into()).ok();
    match known {
        Some(courier) if courier.could_be(&number) => Ok((name(courier).to_owned(), number)),
        Some(courier) => Err(Refusal::invalid("tracking_number", "number_of_other_courier")
            .with("courier", name(courier))
            .into()),
        None if courier.is_empty() => Err(Refusal::invalid("courier", "required").into()),
        None if courier.chars().count() > 40 || courier.chars().any(char::is_control) => {
            Err(Refusal::invalid("courier", "text_too_long").with("limit", 40).into())
        }
        None => Ok((courier.to_owned(), number)),
    }
}

fn job_key(id: ReturnId) -> String {
    format!("{JOB}:{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_parcel_is_named() {
        let code = |courier, number| {
            checked(Lang::Zh, courier, number).err().and_then(|error| Some(error.refusal()?.to_string()))
        };
        assert_eq!(
            checked(Lang::Zh, "sf_express", "sf 1234 5678 90123").ok(),
            Some(("顺丰".to_owned(), "SF1234567890123".to_owned()))
        );
        assert_eq!(
            checked(Lang::En, "Corner Couriers", "ABC12345678").ok(),
            Some(("Corner Couriers".to_owned(), "ABC12345678".to_owned()))
        );
        assert_eq!(
            code("yto", "SF1234567890123").as_deref(),
            Some("number_of_other_courier (tracking_number)")
        );
        assert_eq!(code("yto", "hello").as_deref(), Some("not_a_waybill (tracking_number)"));
        assert_eq!(code(" ", "YT1234567890123").as_deref(), Some("required (courier)"));
    }
}
