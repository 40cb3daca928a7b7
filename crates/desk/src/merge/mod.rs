//! Buyers who are one person: found by whatever they are known by, joined, and taken apart again.
//!
//! Of two who are joined one *stays* and the other is *gone*: whatever belonged to the one who is gone belongs to the one
//! who stays, and the old id leads there. Each row that moved is noted, so that undoing brings back exactly those; what
//! came since stays with whom it came to. Nobody who is gone is anybody's way on: those who were joined into them before
//! lead on to the one who stays, so an old id is one step away from a buyer.

use std::collections::BTreeMap;
use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use crate::buyer::Buyer;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, BuyerId, BuyerMergeId, ShopId};
use crate::word::words;

pub mod find;
pub mod likely;
mod store;
pub mod undo;

/// Why they are one must be said, in so many letters at most.
const WHY: usize = 300;
/// What a transaction under way gave to somebody who was gone when it ended is carried over for so long.
const SETTLES: Duration = Duration::from_secs(2 * 3600);
/// So many merges of one buyer are told of.
const TOLD: i64 = 50;

words! {
    /// What moves from the one who is gone to the one who stays.
    Moved {
        /// How they are known in inboxes.
        Handles = "handles",
        /// Conversations, with their messages.
        Conversations = "conversations",
        /// Orders, with their parcels, payments and returns.
        Orders = "orders",
        /// Orders that were shown to be theirs.
        Grants = "grants",
        /// Tries to show that an order is theirs.
        Checks = "checks",
        /// What they were promised.
        Promises = "promises",
        /// Replies to them without a step and a time.
        VagueReplies = "vague_replies",
        /// Runs of one-click flows.
        Runs = "runs",
        /// Texts to their phone.
        Texts = "texts",
        /// Coupons they were given.
        Coupons = "coupons",
        /// Uses of authority for them.
        Uses = "uses",
        /// What was asked of a lead for them.
        Approvals = "approvals",
        /// The ways they can pay.
        Methods = "methods",
        /// Where their orders usually go.
        Address = "address",
        /// Notes about them.
        Notes = "notes",
        /// Their tags.
        Tags = "tags",
        /// Buyers who were joined into them before.
        Merged = "merged",
    }
}

/// What the one who stays was not known by, and took over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Taken {
    /// The id in the shop.
    pub external_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The member level.
    pub level: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The person who was the other's own.
    #[serde(default)]
    pub own_agent: Option<AgentId>,
}

impl Taken {
    /// The names of what was taken over.
    pub fn fields(&self) -> Vec<&'static str> {
        let Self { external_id, name, phone, email, level, city, own_agent } = self;
        let all = [
            ("external_id", external_id),
            ("name", name),
            ("phone", phone),
            ("email", email),
            ("level", level),
            ("city", city),
        ];
        let own_agent = own_agent.map(|_| "own_agent");
        all.into_iter()
            .filter(|(_, value)| value.is_some())
            .map(|(field, _)| field)
            .chain(own_agent)
            .collect()
    }

    fn of(stays: &Buyer, gone: &Buyer) -> Self {
        let lacks = |own: &Option<String>, other: &Option<String>| match own {
            None => other.clone(),
            Some(_) => None,
        };
        Self {
            external_id: lacks(&stays.external_id, &gone.external_id),
            name: lacks(&stays.name, &gone.name),
            phone: lacks(&stays.phone, &gone.phone),
            email: lacks(&stays.email, &gone.email),
            level: lacks(&stays.level, &gone.level),
            city: lacks(&stays.city, &gone.city),
            own_agent: gone.own_agent.filter(|_| stays.own_agent.is_none()),
        }
    }
}

/// Two buyers joined into one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Identity.
    pub id: BuyerMergeId,
    /// The shop of both.
    pub shop: ShopId,
    /// Who stays.
    pub stays: BuyerId,
    /// Who is gone, and leads to the one who stays.
    pub gone: BuyerId,
    /// Who joined them; nobody when the shop itself said who an anonymous buyer is.
    pub by: Option<AgentId>,
    /// Why they are one.
    pub why: String,
    /// What the one who stays took over.
    pub taken: Taken,
    /// When.
    pub at: Time,
    /// That it was undone, and what came of that.
    pub outcome: Option<Outcome>,
}

/// What came of undoing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Who undid it.
    pub by: AgentId,
    /// When.
    pub at: Time,
    /// What is with the one who was gone again, by kind.
    pub back: BTreeMap<Moved, i64>,
    /// What had moved and could not come back: it is no more, or somebody else's by now.
    pub left: BTreeMap<Moved, i64>,
}

/// What joining two buyers would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who would stay.
    pub stays: Buyer,
    /// Who would be gone.
    pub gone: Buyer,
    /// What belongs to the one who would be gone.
    pub moves: BTreeMap<Moved, i64>,
    /// What the one who stays would take over.
    pub takes: Taken,
}

/// Joins two buyers of one shop. The same two again: the same merge. An id that is gone already stands for whoever stays.
pub fn merge(ctx: &mut Ctx<'_, '_>, stays: BuyerId, gone: BuyerId, by: AgentId, why: &str) -> Result<Merge> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::invalid("why", "required").into());
    }
    if why.chars().count() > WHY {
        return Err(Refusal::invalid("why", "text_too_long").with("limit", WHY).into());
    }
    let stays = crate::buyer::get(ctx, stays)?.id;
    let (stays, gone) = hold(ctx, stays, gone)?;
    if gone.merged_into == Some(stays.id)
        && let Some(standing) = store::standing(ctx.tx, gone.id)?
    {
        return Ok(standing);
    }
    can_be_one(&stays, &gone)?;
    if let Some(flow) = store::both_run(ctx.tx, stays.id, gone.id)? {
        return Err(Refusal::conflict("both_run_a_flow").with("flow", flow).into());
    }
    let merge = join(ctx, &stays, &gone, Some(by), why)?;
    let why = why.to_owned();
    let fact = Fact::BuyersMerged { merge: merge.id, stays: stays.id, gone: gone.id, agent: by, why };
    fact::record(ctx, Scope::shop(stays.shop), fact)?;
    Ok(merge)
}

/// The shop said that an anonymous buyer is this one: the same, without anybody who decided it.
pub fn recognised(ctx: &mut Ctx<'_, '_>, anonymous: BuyerId, known: BuyerId) -> Result<()> {
    let (known, anonymous) = hold(ctx, known, anonymous)?;
    if anonymous.merged_into.is_some() || anonymous.id == known.id {
        return Ok(());
    }
    join(ctx, &known, &anonymous, None, "").map(drop)
}

/// What joining them would do; refuses what [`merge`] would refuse.
pub fn preview(ctx: &mut Ctx<'_, '_>, stays: BuyerId, gone: BuyerId) -> Result<Preview> {
    let stays = crate::buyer::get(ctx, stays)?;
    let gone = row(ctx, gone)?;
    can_be_one(&stays, &gone)?;
    let moves = store::belongings(ctx.tx, gone.id)?;
    Ok(Preview { moves, takes: Taken::of(&stays, &gone), stays, gone })
}

/// The merge with this id.
pub fn get(ctx: &mut Ctx<'_, '_>, id: BuyerMergeId) -> Result<Merge> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_merge").into())
}

/// Whom a buyer consists of: the merges into them that stand, the newest first.
pub fn of_buyer(ctx: &mut Ctx<'_, '_>, stays: BuyerId) -> Result<Vec<Merge>> {
    Ok(store::of_buyer(ctx.tx, stays, TOLD)?)
}

/// What moved, by kind.
pub fn moved(ctx: &mut Ctx<'_, '_>, merge: BuyerMergeId) -> Result<BTreeMap<Moved, i64>> {
    Ok(store::moved(ctx.tx, merge)?)
}

/// The buyer with this id as they are known by themselves, whoever they turned out to be.
pub fn row(ctx: &mut Ctx<'_, '_>, id: BuyerId) -> Result<Buyer> {
    store::row(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_buyer").into())
}

/// Carries over what a transaction that was under way during a merge gave to somebody who was gone when it ended. Of
/// those that people made: whoever is recognised holds the handle that everything of theirs comes by.
pub fn settle(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    for merge in store::standing_since(ctx.tx, ctx.now - SETTLES)? {
        let stays = row(ctx, merge.stays)?;
        // Whoever was joined on has taken everything along; what came late goes the same way.
        let merge = Merge { stays: stays.merged_into.unwrap_or(stays.id), ..merge };
        store::carry(ctx.tx, &merge)?;
    }
    Ok(())
}

/// Every table and column that says whose something is, as far as it moves.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    store::BELONGINGS.iter().map(|rows| (rows.table, rows.column))
}

/// Both rows, held until the transaction ends.
fn hold(ctx: &mut Ctx<'_, '_>, stays: BuyerId, gone: BuyerId) -> Result<(Buyer, Buyer)> {
    match store::hold(ctx.tx, stays, gone)? {
        (Some(stays), Some(gone)) => Ok((stays, gone)),
        _ => Err(Refusal::not_found("no_such_buyer").into()),
    }
}

fn can_be_one(stays: &Buyer, gone: &Buyer) -> Result<(), Refusal> {
    if stays.shop != gone.shop {
        return Err(Refusal::invalid("gone", "buyers_of_two_shops"));
    }
    if stays.id == gone.id {
        return Err(Refusal::invalid("gone", "same_buyer"));
    }
    if stays.merged_into.is_some() || gone.merged_into.is_some() {
        return Err(Refusal::conflict("buyer_is_merged"));
    }
    Ok(())
}

fn join(ctx: &mut Ctx<'_, '_>, stays: &Buyer, gone: &Buyer, by: Option<AgentId>, why: &str) -> Result<Merge> {
    let merge = Merge {
        id: ctx.id(),
        shop: stays.shop,
        stays: stays.id,
        gone: gone.id,
        by,
        why: why.to_owned(),
        taken: Taken::of(stays, gone),
        at: ctx.now,
        outcome: None,
    };
    store::insert(ctx, &merge)?;
    store::carry(ctx.tx, &merge)?;
    store::leave(ctx.tx, &merge)?;
    Ok(merge)
}
