//! Where an order is and when it ships: from the order and its parcels, for whoever may be told.

use language::Intent;
use language::entities::{Entity, Value};
use minijinja::context;

use crate::bot::decide::{Move, NextStep, ask, stale};
use crate::bot::memory::Asked;
use crate::bot::moment::{day, local, moment};
use crate::bot::phrases::{plain, say};
use crate::bot::situation::{order_source, policy_source, product_source, shipment_source};
use crate::bot::{Answer, Memory, Situation, next};
use crate::catalog::Product;
use crate::catalog::dispatch::{Dispatch, Leaves, dispatch};
use crate::conversation::Source;
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::order::standing::{self, Standing, last_seen};
use crate::order::{Order, Shipment, ShipmentStatus};
use crate::shop::Lang;

/// Orders told about in one answer; more make it a list nobody reads.
const TOLD: usize = 3;

/// Answers a question about an order on its way, or about when something will ship.
pub(in crate::bot) fn answer(situation: &Situation<'_>, memory: &mut Memory, intent: Intent) -> Result<Move> {
    let named = order_named(situation);
    if let Some(number) = &named
        && let Some(order) = situation.orders.iter().find(|order| order.number.eq_ignore_ascii_case(number))
    {
        return tell(situation, memory, &[order], intent);
    }
    if let Some(number) = named {
        return super::reply::verification(situation, memory, Some(number), None, intent);
    }
    // "When does the shirt ship?" of somebody who has not bought one is a question about the product.
    let meant = about(situation, intent);
    if meant.is_empty() && intent == Intent::ShipWhen && !situation.products.is_empty() {
        return ships_when(situation, situation.orders.is_empty());
    }
    if !meant.is_empty() {
        return tell(situation, memory, &meant, intent);
    }
    if situation.buyer.recognised() {
        let asked = Asked::Order { intent, number: None, ending: None };
        return Ok(ask(memory, asked, plain(situation.lang, "order.none")?));
    }
    super::reply::verification(situation, memory, None, None, intent)
}

/// Tells how these orders stand; what stands badly goes to a person as well.
pub(in crate::bot) fn tell(
    situation: &Situation<'_>,
    memory: &mut Memory,
    orders: &[&Order],
    intent: Intent,
) -> Result<Move> {
    let told: Vec<&Order> = orders.iter().copied().take(TOLD).collect();
    if told.iter().any(|order| situation.is_stale_order(order)) {
        return stale(situation);
    }
    if let [only] = told.as_slice() {
        memory.order = Some(only.number.clone());
    }
    let mut lines = told.iter().map(|order| line(situation, order, intent)).collect::<Result<Vec<_>>>()?;
    if told.len() > 1 {
        lines.insert(0, plain(situation.lang, "order.several")?);
    }
    if orders.len() > TOLD {
        lines.push(say(situation.lang, "order.more", context! { count => orders.len() - TOLD })?);
    }
    let sources = told.iter().flat_map(|order| sources(order)).collect();
    let waits = |order: &&&Order| matches!(standing::of(order, situation.now), Standing::Preparing { .. });
    let awaits = told.iter().filter(waits).map(|order| order.id).collect();
    let next = match told.as_slice() {
        [only] => next::after_order(situation, only)?,
        _ => Vec::new(),
    };
    let answer = Answer { text: lines.join("\n"), sources, awaits, next, ..Answer::default() };
    Ok(match told.iter().find_map(|order| trouble(situation, order, intent)) {
        Some(next) => Move::SayAndHandOff(answer, HandOffReason::Boundary, next),
        None => Move::Say(answer),
    })
}

/// The orders that the question is most likely about: those with the product that was named, else those that the kind
/// of question fits, else the newest.
fn about<'a>(situation: &'a Situation<'_>, intent: Intent) -> Vec<&'a Order> {
    let all: Vec<&Order> = situation.orders.iter().collect();
    let with_product: Vec<&Order> =
        all.iter().copied().filter(|order| has_any(order, &situation.products)).collect();
    if situation.named_now && !situation.products.is_empty() {
        return narrowed(situation, with_product, intent);
    }
    if let Some(number) = &situation.memory.order
        && let Some(order) = all.iter().find(|order| order.number == *number)
    {
        return vec![order];
    }
    narrowed(situation, all, intent)
}

fn narrowed<'a>(situation: &Situation<'_>, orders: Vec<&'a Order>, intent: Intent) -> Vec<&'a Order> {
    let fitting: Vec<&Order> =
        orders.iter().copied().filter(|order| fits(situation, order, intent)).collect();
    match (fitting.is_empty(), orders.first()) {
        (false, _) => fitting,
        (true, Some(newest)) => vec![newest],
        (true, None) => Vec::new(),
    }
}

fn fits(situation: &Situation<'_>, order: &Order, intent: Intent) -> bool {
    let standing = standing::of(order, situation.now);
    match intent {
        Intent::ShipWhen | Intent::UrgeShipping => matches!(standing, Standing::Preparing { .. }),
        Intent::NotReceived => matches!(standing, Standing::Delivered { .. }),
        _ => matches!(
            standing,
            Standing::OnItsWay(_) | Standing::Stuck { .. } | Standing::Lost(_) | Standing::Returned(_)
        ),
    }
}

fn has_any(order: &Order, products: &[&Product]) -> bool {
    order
        .lines
        .iter()
        .any(|line| products.iter().any(|p| line.product.as_deref() == Some(p.facts.product_id.as_str())))
}

fn line(situation: &Situation<'_>, order: &Order, intent: Intent) -> Result<String> {
    let lang = situation.lang;
    let title = order.lines.first().map(|line| line.title.as_str()).unwrap_or_default();
    let order_name = say(lang, "order.name", context! { order => &order.number, title })?;
    let when = |time| moment(time, situation.now, &situation.zone(), lang);
    match standing::of(order, situation.now) {
        Standing::Unpaid => say(lang, "order.unpaid", context! { order => order_name }),
        Standing::Preparing { ship_by: Some(by), late: true } => {
            say(lang, "order.late", context! { order => order_name, ship_by => when(by)? })
        }
        Standing::Preparing { ship_by: Some(by), late: false } => {
            say(lang, "order.preparing", context! { order => order_name, ship_by => when(by)? })
        }
        Standing::Preparing { ship_by: None, .. } => {
            say(lang, "order.preparing_open", context! { order => order_name })
        }
        Standing::OnItsWay(shipment) => {
            let key = match (shipment.facts.status, shipment.facts.events.is_empty()) {
                (_, true) => "order.shipped_no_scan",
                (ShipmentStatus::OutForDelivery, _) => "order.out_for_delivery",
                _ => "order.in_transit",
            };
            tracked(situation, key, &order_name, shipment)
        }
        Standing::Stuck { shipment, since } => {
            let ShipmentFacts { carrier, tracking } = facts(shipment);
            let place = shipment.facts.events.last().map(|event| event.place.as_str()).unwrap_or_default();
            let values = context! { order => order_name, carrier, tracking, since => when(since)?, place };
            say(lang, "order.stuck", values)
        }
        Standing::Lost(shipment) => {
            let ShipmentFacts { carrier, tracking } = facts(shipment);
            say(lang, "order.lost", context! { order => order_name, carrier, tracking })
        }
        Standing::Returned(shipment) => tracked(situation, "order.returned", &order_name, shipment),
        Standing::Delivered { shipment: Some(shipment), at: Some(at) } => {
            let ShipmentFacts { carrier, tracking } = facts(shipment);
            let key = if intent == Intent::NotReceived { "order.not_received" } else { "order.delivered" };
            say(lang, key, context! { order => order_name, carrier, tracking, at => when(at)? })
        }
        Standing::Delivered { .. } => say(lang, "order.delivered_plain", context! { order => order_name }),
        Standing::Cancelled => say(lang, "order.cancelled", context! { order => order_name }),
        Standing::Refunding => say(lang, "order.refunding", context! { order => order_name }),
        Standing::Refunded => say(lang, "order.refunded", context! { order => order_name }),
    }
}

/// A sentence about a parcel's last scan.
fn tracked(situation: &Situation<'_>, key: &str, order: &str, shipment: &Shipment) -> Result<String> {
    let ShipmentFacts { carrier, tracking } = facts(shipment);
    let when = |time| moment(time, situation.now, &situation.zone(), situation.lang);
    let at = last_seen(shipment).map(when).transpose()?.unwrap_or_default();
    // An expected time that has passed would be a false promise.
    let eta = shipment.facts.eta.filter(|eta| *eta > situation.now).map(when).transpose()?;
    let last = shipment.facts.events.last();
    let place = match (last.map(|event| event.place.as_str()), situation.lang) {
        (None | Some(""), _) => String::new(),
        (Some(place), Lang::Zh) => format!("{place} "),
        (Some(place), Lang::En) => format!("{place}: "),
    };
    let text = last.map(|event| event.text.trim_end_matches(['。', '.'])).unwrap_or_default();
    say(situation.lang, key, context! { order, carrier, tracking, at, place, text, eta })
}

struct ShipmentFacts<'a> {
    carrier: &'a str,
    tracking: &'a str,
}

fn facts(shipment: &Shipment) -> ShipmentFacts<'_> {
    ShipmentFacts { carrier: &shipment.facts.carrier, tracking: &shipment.facts.tracking_number }
}

fn sources(order: &Order) -> Vec<Source> {
    let parcels = order.shipments.iter().map(shipment_source);
    std::iter::once(order_source(order)).chain(parcels).collect()
}

/// What a person must do about an order that stands badly.
fn trouble(situation: &Situation<'_>, order: &Order, intent: Intent) -> Option<NextStep> {
    match standing::of(order, situation.now) {
        Standing::Stuck { .. } => Some(NextStep("next.stuck")),
        Standing::Lost(_) => Some(NextStep("next.lost")),
        Standing::Returned(_) => Some(NextStep("next.boundary")),
        Standing::Preparing { late: true, .. } => Some(NextStep("next.late")),
        Standing::Delivered { .. } if intent == Intent::NotReceived => Some(NextStep("next.stuck")),
        _ => None,
    }
}

/// When products ship that have not been bought yet; those that ship alike in one sentence.
pub(in crate::bot) fn ships_when(situation: &Situation<'_>, mention_orders: bool) -> Result<Move> {
    let lang = situation.lang;
    let place = place_named(situation);
    let mut alike: Vec<(Dispatch<'_>, Vec<&Product>)> = Vec::new();
    for product in situation.products.iter().filter(|product| product.facts.on_sale) {
        let moment = (situation.now, &situation.zone());
        let Some(found) = dispatch(product, situation.catalog.policies(), place.as_deref(), moment) else {
            continue;
        };
        match alike.iter_mut().find(|(known, _)| *known == found) {
            Some((_, products)) => products.push(product),
            None => alike.push((found, vec![product])),
        }
    }
    if alike.is_empty() {
        return super::article::service(situation);
    }
    let mut lines = Vec::new();
    for (found, products) in &alike {
        let titles: Vec<&str> = products.iter().take(4).map(|product| product.facts.title.as_str()).collect();
        lines.push(leaves(situation, titles.join(if lang == Lang::Zh { "、" } else { ", " }), found)?);
        if let (Some(arrives), Some(place)) = (found.arrives, &place) {
            let today = local(situation.now, &situation.zone()).date();
            lines.push(say(lang, "ship.arrives", context! { place, day => day(arrives, today, lang)? })?);
        }
    }
    if mention_orders && !situation.buyer.recognised() {
        lines.push(plain(lang, "ship.placed_tail")?);
    }
    let mut sources: Vec<Source> =
        situation.products.iter().take(4).map(|product| product_source(product)).collect();
    for policy in alike.iter().flat_map(|(found, _)| &found.policies) {
        let source = policy_source(lang, policy)?;
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let text = lines.join("\n");
    let computed = sources.iter().take(1).map(|source| (source.clone(), text.clone())).collect();
    Ok(Move::Say(Answer { text, sources, computed, ..Answer::default() }))
}

fn leaves(situation: &Situation<'_>, title: String, found: &Dispatch<'_>) -> Result<String> {
    let (lang, zone) = (situation.lang, situation.zone());
    let today = local(situation.now, &zone).date();
    match found.leaves {
        Leaves::Presale(date) => {
            say(lang, "ship.presale", context! { title, day => day(date, today, lang)? })
        }
        Leaves::On { day: date, cutoff, missed } => {
            let key = if missed { "ship.next_day" } else { "ship.same_day" };
            let cutoff = cutoff.strftime("%H:%M").to_string();
            say(lang, key, context! { title, cutoff, day => day(date, today, lang)? })
        }
        Leaves::Within { hours, by } => {
            let simply = situation.now + std::time::Duration::from_secs(hours.unsigned_abs() * 3600) == by;
            let by =
                Some(by).filter(|_| !simply).map(|by| moment(by, situation.now, &zone, lang)).transpose()?;
            say(lang, "ship.within", context! { title, hours, by })
        }
    }
}

/// Where it is to go, as the burst names it.
pub(super) fn place_named(situation: &Situation<'_>) -> Option<String> {
    place_in(&situation.reading.entities)
}

/// The place among what a text names.
pub(super) fn place_in(entities: &[Entity]) -> Option<String> {
    entities.iter().find_map(|entity| match &entity.value {
        Value::Place(place) => {
            let names = [place.province.as_deref(), place.city.as_deref()];
            Some(names.into_iter().flatten().collect::<String>()).filter(|name| !name.is_empty())
        }
        _ => None,
    })
}

/// The order number in the burst, if there is one.
fn order_named(situation: &Situation<'_>) -> Option<String> {
    situation.reading.entities.iter().find_map(|entity| match &entity.value {
        Value::Order(number) => Some(number.clone()),
        _ => None,
    })
}
