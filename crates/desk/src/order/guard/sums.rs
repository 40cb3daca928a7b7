//! The money and the pieces of an order: what was paid, what of it is left, what pieces are worth, and what an exchange
//! costs. Minor units throughout, and nothing is rounded in anybody's favour but the shop's by less than one.

use std::collections::HashMap;
use std::hash::BuildHasher;

use super::{Allowed, Variant};
use crate::error::Refusal;
use crate::order::{Line, LineChange, Order, PaymentKind, Pieces, ReturnKind, ReturnStatus};

/// What was paid and not paid back.
pub fn left(order: &Order) -> i64 {
    by_method(order).iter().map(|(_, amount)| amount).sum()
}

/// What was paid by each way and has not gone back the same way, oldest first. When the shop does not tell how an order was
/// paid, what it cost is what was paid, once it is paid; the way is empty.
pub fn left_by_method(order: &Order) -> Vec<(String, i64)> {
    by_method(order).into_iter().filter(|(_, amount)| *amount > 0).collect()
}

fn by_method(order: &Order) -> Vec<(String, i64)> {
    if order.payments.is_empty() {
        let paid = if order.paid_at.is_some() { order.total } else { 0 };
        return vec![(String::new(), paid)];
    }
    let mut sums: Vec<(String, i64)> = Vec::new();
    for payment in &order.payments {
        let amount = match payment.kind {
            PaymentKind::Payment => payment.amount,
            PaymentKind::Refund => -payment.amount,
        };
        match sums.iter_mut().find(|(method, _)| *method == payment.method) {
            Some((_, sum)) => *sum += amount,
            None => sums.push((payment.method.clone(), amount)),
        }
    }
    sums
}

/// The ways an order was paid by.
pub fn paid_by(order: &Order) -> impl Iterator<Item = &str> {
    let payments = order.payments.iter().filter(|payment| payment.kind == PaymentKind::Payment);
    payments.map(|payment| payment.method.as_str())
}

/// What is left and was not promised for goods on their way back.
pub fn unpromised(order: &Order) -> i64 {
    let promised: i64 = order
        .returns
        .iter()
        .filter(|known| matches!(known.facts.status, ReturnStatus::Requested | ReturnStatus::Sent))
        .filter_map(|known| known.facts.amount)
        .filter(|amount| *amount > 0)
        .sum();
    (left(order) - promised).max(0)
}

/// All of it.
pub fn all_of(order: &Order) -> Vec<Pieces> {
    order.lines.iter().map(|line| Pieces { sku: line.sku.clone(), quantity: line.quantity }).collect()
}

/// Pieces of these kinds of matters, by variant: on their way, or done with.
pub fn named_before(order: &Order, kinds: &[ReturnKind]) -> HashMap<String, i64> {
    let mut pieces = HashMap::new();
    for known in order.returns.iter().filter(|known| kinds.contains(&known.facts.kind)) {
        if matches!(known.facts.status, ReturnStatus::Closed | ReturnStatus::Refused) {
            continue;
        }
        for Pieces { sku, quantity } in &known.facts.lines {
            *pieces.entry(sku.clone()).or_default() += quantity;
        }
    }
    pieces
}

/// Whether the order holds these pieces, besides those that are spoken for.
pub fn holds(
    order: &Order,
    pieces: &[Pieces],
    spoken_for: &HashMap<String, i64, impl BuildHasher + Clone>,
) -> Allowed {
    if pieces.iter().any(|piece| piece.quantity < 1) {
        return Err(Refusal::invalid("quantity", "out_of_range"));
    }
    for Pieces { sku, .. } in pieces {
        let bought: i64 = order.lines.iter().filter(|line| line.sku == *sku).map(|line| line.quantity).sum();
        let named: i64 = pieces.iter().filter(|piece| piece.sku == *sku).map(|piece| piece.quantity).sum();
        let spoken_for = spoken_for.get(sku).copied().unwrap_or(0);
        if named > bought {
            return Err(Refusal::invalid("lines", "piece_not_in_order").with("id", sku));
        }
        if named > bought - spoken_for {
            return Err(Refusal::conflict("piece_already_named").with("id", sku));
        }
    }
    Ok(())
}

/// What these pieces were paid: their share of the total when the order cost less than its lines, and never more than what
/// is left. Those of `back` have gone before and are not counted again.
pub fn worth(order: &Order, pieces: &[Pieces], back: &HashMap<String, i64, impl BuildHasher + Clone>) -> i64 {
    let mut back = back.clone();
    let mut wanted: HashMap<&str, i64> = HashMap::new();
    for Pieces { sku, quantity } in pieces {
        *wanted.entry(sku).or_default() += quantity;
    }
    let mut sum = 0;
    for line in &order.lines {
        let gone = back.get_mut(&line.sku).map_or(0, |gone| {
            let here = (*gone).min(line.quantity);
            *gone -= here;
            here
        });
        if let Some(wanted) = wanted.get_mut(line.sku.as_str()) {
            let here = (*wanted).min(line.quantity - gone);
            *wanted -= here;
            sum += line.unit_price * here;
        }
    }
    let all: i64 = order.lines.iter().map(|line| line.unit_price * line.quantity).sum();
    let share = if all > order.total {
        let exact = i128::from(sum) * i128::from(order.total) / i128::from(all);
        i64::try_from(exact).unwrap_or(sum)
    } else {
        sum
    };
    share.min(unpromised(order))
}

/// The lines with the changes made, and what they cost more. Every piece is taken from what was ordered, never from what
/// another change puts in.
pub fn swapped(
    lines: &[Line],
    changes: &[LineChange],
    variants: &HashMap<String, Variant, impl BuildHasher>,
) -> Allowed<(Vec<Line>, i64)> {
    if changes.is_empty() {
        return Err(Refusal::invalid("changes", "required"));
    }
    let mut slots: Vec<(Line, Vec<Line>)> = lines.iter().map(|line| (line.clone(), Vec::new())).collect();
    let mut difference = 0;
    for LineChange { from, to, quantity } in changes {
        if *quantity < 1 {
            return Err(Refusal::invalid("quantity", "out_of_range"));
        }
        let mut wanted = *quantity;
        for (old, new) in slots.iter_mut().filter(|(old, _)| old.sku == *from) {
            let here = wanted.min(old.quantity);
            if here == 0 {
                continue;
            }
            let variant =
                variants.get(to).ok_or_else(|| Refusal::invalid("changes", "no_such_sku").with("id", to))?;
            let product = old.product.as_ref().or_else(|| variants.get(from).map(|known| &known.product));
            if product != Some(&variant.product) {
                return Err(Refusal::invalid("changes", "another_product").with("id", to));
            }
            if !variant.available {
                return Err(Refusal::conflict("variant_unavailable").with("id", to));
            }
            difference += (variant.price - old.unit_price) * here;
            old.quantity -= here;
            wanted -= here;
            new.push(Line {
                sku: to.clone(),
                product: Some(variant.product.clone()),
                title: variant.title.clone(),
                options: variant.options.clone(),
                quantity: here,
                unit_price: variant.price,
            });
        }
        if wanted > 0 {
            return Err(Refusal::invalid("changes", "piece_not_in_order").with("id", from));
        }
    }
    let lines = slots.into_iter().flat_map(|(old, new)| std::iter::once(old).chain(new));
    Ok((lines.filter(|line| line.quantity > 0).collect(), difference))
}

/// What the changes take out.
pub fn taken(changes: &[LineChange]) -> Vec<Pieces> {
    changes.iter().map(|change| Pieces { sku: change.from.clone(), quantity: change.quantity }).collect()
}

/// How much less the order would cost today, counting only what became cheaper, without what was paid back for that.
pub fn cheaper_by(order: &Order, variants: &HashMap<String, Variant, impl BuildHasher>) -> i64 {
    let difference: i64 = order
        .lines
        .iter()
        .filter_map(|line| Some((line, variants.get(&line.sku)?)))
        .map(|(line, today)| (line.unit_price - today.price).max(0) * line.quantity)
        .sum();
    let before: i64 = order
        .returns
        .iter()
        .filter(|known| known.facts.reason == super::PRICE_PROTECTION)
        .filter_map(|known| known.facts.amount)
        .sum();
    (difference - before).max(0)
}
