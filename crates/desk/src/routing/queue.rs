//! The queue as it is at this moment: who waits, what is at stake, and in which order they come.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;
use language::{Emotion, Intent, Stage};

use super::hazard::Hazard;
use super::loss::{self, Stake};
use super::rank::{self, Place, Waiting};
use super::store::{self, Stored};
use super::{decide, emergency, transfer};
use crate::agent::people;
use crate::conversation::Packet;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::metric::lately;
use crate::shop::Shop;

/// How long an order says something about what is at stake.
const RECENT: Duration = Duration::from_secs(30 * 86_400);

/// A place in the queue of the shops that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Counted from 1.
    pub rank: usize,
    /// How it comes there.
    pub place: Place,
    /// What its amounts are in.
    pub currency: String,
    /// What the buyer's newest order of the last thirty days came to.
    pub worth: Option<i64>,
}

/// Those who wait in these shops, in order.
pub fn ranked(ctx: &mut Ctx<'_, '_>, shops: &[Shop]) -> Result<Vec<Placed>> {
    let mut queue = Vec::new();
    let (mut of_shop, mut worth) = (Vec::new(), Vec::new());
    for (index, shop) in shops.iter().enumerate() {
        for (waiting, stored) in read(ctx, shop)? {
            queue.push(waiting);
            worth.push(stored.newest_total);
            of_shop.push(index);
        }
    }
    let settings = |index: usize| &shops[of_shop[index]].settings.routing;
    let placed = rank::order(&queue, settings, ctx.now).into_iter().enumerate();
    Ok(placed
        .map(|(at, place)| Placed {
            rank: at + 1,
            place,
            currency: shops[of_shop[place.index]].currency.clone(),
            worth: worth[place.index],
        })
        .collect())
}

/// How many buyers of its shop are ahead of a waiting conversation.
pub(super) fn ahead(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: ConversationId) -> Result<i64> {
    let ranked = ranked(ctx, std::slice::from_ref(shop))?;
    let ahead = ranked.iter().position(|placed| placed.place.conversation == conversation);
    Ok(i64::try_from(ahead.unwrap_or(ranked.len())).unwrap_or(i64::MAX))
}

/// Those who wait in a shop, with all that is stored of them.
pub(super) fn read(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Vec<(Waiting, Stored)>> {
    let observed = store::observed(ctx.tx, shop.id)?;
    let judged_by = transfer::judged_by(ctx, shop.id, &shop.settings)?;
    let limit = judged_by.as_ref().and_then(transfer::limit).map(Duration::from_secs);
    let mut queue = Vec::new();
    let since = ctx.now - RECENT;
    let rows = store::waiting(ctx.tx, shop.id, since)?;
    let worth = Worth::read(ctx, shop, &rows, since)?;
    let stands = lately::distance(ctx, shop.id, &shop.settings.routing.metric)?;
    let pressure = loss::pressure(stands.as_ref(), rows.len());
    let crisis = emergency::under_way(ctx, shop.id)?.is_some();
    for stored in rows {
        let intent = stored.intent.unwrap_or(Intent::Other);
        let stage = stored.stage.unwrap_or(Stage::Pre);
        let hazard = match observed.get(&intent) {
            Some(observed) => Hazard::learned(intent, observed),
            None => Hazard::usual(intent),
        };
        #[expect(clippy::cast_precision_loss, reason = "an order is far below 2^52 minor units")]
        let value = worth.of(&stored, stage) as f64;
        let vip = stored.level.as_ref().is_some_and(|level| shop.settings.routing.vip_levels.contains(level));
        // Once the platform's limit is missed the house's own remains.
        let counted = limit.map(|limit| stored.since + limit).filter(|due| *due > ctx.now);
        let waiting = Waiting {
            conversation: stored.conversation,
            stake: Stake {
                intent,
                emotion: stored.emotion.unwrap_or(Emotion::Neutral),
                stage,
                urgency: stored.urgency,
                value,
                vip,
                hazard,
                pressure,
            },
            since: stored.since,
            from: shop.next_opening(stored.since).unwrap_or(stored.since),
            heard: stored.heard.unwrap_or(stored.since).max(stored.since),
            due: counted.into_iter().chain(stored.due).min(),
            emergency: false,
        };
        let emergency = crisis && is_for_emergency(ctx, &stored, &waiting.stake)?;
        let waiting = Waiting { emergency, ..waiting };
        queue.push((waiting, stored));
    }
    Ok(queue)
}

/// Whether it is offered to somebody of the emergency group whose other skills do not say so.
fn is_for_emergency(ctx: &mut Ctx<'_, '_>, stored: &Stored, stake: &Stake) -> Result<bool> {
    let Some(agent) = stored.offered_to else { return Ok(false) };
    let skills = people::get(ctx, agent)?.skills;
    let asked = stored.skill(stake);
    Ok(decide::in_emergency_group(&skills) && skills.iter().all(|one| one.skill != asked))
}

/// What orders and goods of those who wait are worth: read once for the whole queue, however long it is.
struct Worth {
    prices: HashMap<String, i64>,
    totals: HashMap<String, i64>,
    usual: i64,
}

impl Worth {
    fn read(ctx: &mut Ctx<'_, '_>, shop: &Shop, rows: &[Stored], since: Time) -> Result<Self> {
        let names = |named: fn(&Packet) -> Option<&String>| {
            rows.iter().any(|stored| stored.packet.as_ref().and_then(named).is_some())
        };
        let goods = names(|packet| packet.product.as_ref());
        let orders = names(|packet| packet.order.as_ref());
        Ok(Self {
            prices: if goods { store::prices(ctx.tx, shop.id)? } else { HashMap::new() },
            totals: if orders { store::order_totals(ctx.tx, shop.id, since)? } else { HashMap::new() },
            usual: i64::from(shop.settings.routing.usual_value),
        })
    }

    /// Before an order what is asked about, after it the order that was spoken of, or the buyer's newest.
    fn of(&self, stored: &Stored, stage: Stage) -> i64 {
        let packet = stored.packet.as_ref();
        let known = if stage == Stage::Pre {
            packet.and_then(|packet| self.prices.get(packet.product.as_ref()?).copied())
        } else {
            let named = packet.and_then(|packet| self.totals.get(packet.order.as_ref()?).copied());
            named.or(stored.newest_total)
        };
        known.unwrap_or(self.usual)
    }
}
