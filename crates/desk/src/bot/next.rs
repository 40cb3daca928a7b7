//! The next useful step after an answer: what the buyer may tap, offered only when it can be taken.

use language::Intent;
use minijinja::context;
use serde::{Deserialize, Serialize};

use super::decide::{Move, hand_off};
use super::memory::{Asked, Wish};
use super::phrases::{plain, say};
use super::situation::order_source;
use super::{Answer, Memory, Situation, acting, boundary, skill, subscription};
use crate::catalog::{Product, SkuInput};
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fact::HandOffReason;
use crate::order::standing::{self, Standing};
use crate::order::{Action, LineChange, Order, guard};
use crate::shop::boundary::Boundary;

/// What a buyer may do next, and the words that say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What is tapped, or written.
    pub said: String,
    /// What it does.
    pub step: Step,
}

/// Something useful to be done next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// See whether the size that is named can be had.
    Stock,
    /// Put another variant into an order that has not left, which people do.
    Change {
        /// The order, by number.
        order: String,
        /// Which for which.
        change: LineChange,
    },
    /// Have something done by the bot.
    Act {
        /// What.
        wish: Wish,
    },
    /// Be told when the parcels of an order are on their last way, and there.
    Follow {
        /// The order, by number.
        order: String,
    },
}

/// After advice of a size: whether it can be had, and to have it in an order that waits to be sent.
pub(super) fn after_size(
    situation: &Situation<'_>,
    product: &Product,
    (advised, other): (&str, Option<&str>),
) -> Result<Vec<Offer>> {
    let lang = situation.lang;
    let mut offers = Vec::new();
    for size in std::iter::once(advised).chain(other) {
        let sold = product.facts.skus.iter().any(|sku| is_of_size(sku, size));
        if sold && product.facts.on_sale {
            let said = say(lang, "next_step.stock", context! { size })?;
            offers.push(Offer { said, step: Step::Stock });
        }
    }
    let waits = |order: &&Order| {
        matches!(standing::of(order, situation.now), Standing::Preparing { .. } | Standing::Unpaid)
    };
    for order in situation.orders.iter().filter(waits) {
        if let Some(change) = change_to(order, product, advised) {
            let said = say(lang, "next_step.change", context! { order => &order.number, size => advised })?;
            offers.push(Offer { said, step: Step::Change { order: order.number.clone(), change } });
        }
    }
    Ok(offers)
}

/// After how an order stands was told: to have it hurried, or to be told when it moves.
pub(super) fn after_order(situation: &Situation<'_>, order: &Order) -> Result<Vec<Offer>> {
    let (intents, key) = match standing::of(order, situation.now) {
        Standing::Preparing { late: true, .. } => {
            ([Intent::UrgeShipping, Intent::ShipWhen], "next_step.urge_warehouse")
        }
        Standing::Stuck { .. } => ([Intent::LogisticsStuck, Intent::WhereIsIt], "next_step.urge_carrier"),
        Standing::OnItsWay(parcel) if !parcel.facts.tracking_number.is_empty() => {
            let said = plain(situation.lang, "next_step.follow")?;
            return Ok(vec![Offer { said, step: Step::Follow { order: order.number.clone() } }]);
        }
        _ => return Ok(Vec::new()),
    };
    // Only where the shop lets the bot do it.
    let acts = |intent: &Intent| boundary::row(situation.shop, *intent, situation.now).does == Boundary::Act;
    let Some(intent) = intents.into_iter().find(acts) else { return Ok(Vec::new()) };
    let wish = Wish { order: Some(order.number.clone()), ..Wish::of(intent) };
    Ok(vec![Offer { said: plain(situation.lang, key)?, step: Step::Act { wish } }])
}

/// The answer with what can be done next of what it offers; that is remembered. What is asked back for goes before it.
pub(super) fn offered(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    answer: &Answer,
    memory: &mut Memory,
) -> Result<Answer> {
    let mut answer = answer.clone();
    if memory.asked.is_some() || !answer.choices.is_empty() {
        return Ok(answer);
    }
    let mut offers = Vec::new();
    for offer in std::mem::take(&mut answer.next) {
        if can_be_taken(ctx, conversation, situation, &offer.step)? {
            offers.push(offer);
        }
    }
    if !offers.is_empty() {
        answer.choices = offers.iter().map(|offer| offer.said.clone()).collect();
        memory.asked = Some(Asked::Next { offers });
    }
    Ok(answer)
}

fn can_be_taken(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    step: &Step,
) -> Result<bool> {
    match step {
        Step::Stock => Ok(true),
        Step::Act { wish } => acting::can_be_done(ctx, conversation, wish),
        Step::Follow { order } => match situation.orders.iter().find(|known| known.number == *order) {
            Some(order) => Ok(!subscription::is_followed(ctx, conversation, order.id)?),
            None => Ok(false),
        },
        Step::Change { order, change } => {
            let action =
                Action::ChangeLines { order: order.clone(), changes: vec![change.clone()], method: None };
            match guard::permits(ctx, conversation.shop, None, &action) {
                Ok(()) => Ok(true),
                Err(Error::Refused(_)) => Ok(false),
                Err(other) => Err(other),
            }
        }
    }
}

/// What was tapped is done; none when the burst is about something else.
pub(super) fn taken(
    situation: &Situation<'_>,
    memory: &mut Memory,
    offers: &[Offer],
) -> Result<Option<Move>> {
    let said = situation.burst.trim();
    let Some(offer) = offers.iter().find(|offer| offer.said == said) else { return Ok(None) };
    match &offer.step {
        Step::Stock => skill::product::answer(situation, memory, Intent::Stock).map(Some),
        Step::Act { wish } => Ok(Some(Move::Act(wish.clone()))),
        Step::Change { order, .. } => {
            memory.order = Some(order.clone());
            Ok(Some(hand_off(situation, HandOffReason::Boundary, "next.boundary")))
        }
        Step::Follow { order } => {
            let Some(order) = situation.orders.iter().find(|known| known.number == *order) else {
                return Ok(None);
            };
            let text = say(situation.lang, "followed", context! { order => &order.number })?;
            let sources = vec![order_source(order)];
            Ok(Some(Move::Say(Answer { sources, follows: Some(order.id), ..Answer::words(text) })))
        }
    }
}

/// One piece of the product in an order, put into another size and otherwise left as it is.
fn change_to(order: &Order, product: &Product, size: &str) -> Option<LineChange> {
    let skus = &product.facts.skus;
    order.lines.iter().find_map(|line| {
        let from = skus.iter().find(|sku| sku.sku_id == line.sku).filter(|sku| !is_of_size(sku, size))?;
        let differs = |to: &&SkuInput| {
            let differing = from.options.iter().filter(|option| !to.options.contains(option)).count();
            is_of_size(to, size) && differing == 1 && to.stock != Some(0)
        };
        let to = skus.iter().find(differs)?;
        Some(LineChange { from: from.sku_id.clone(), to: to.sku_id.clone(), quantity: line.quantity })
    })
}

fn is_of_size(sku: &SkuInput, size: &str) -> bool {
    sku.options.iter().any(|option| option.value.eq_ignore_ascii_case(size))
}
