//! Sequences that break the policy, made from the ones that keep it: always the same ones, and every kind as often as the
//! tasks allow.

use std::collections::BTreeMap;

use super::benchmark::{Order, Place, Swap, User, World, Write};

/// A broken sequence: what is allowed, then one call that is not.
#[derive(Debug, Clone)]
pub(super) struct Mutation {
    pub(super) kind: &'static str,
    pub(super) allowed: Vec<Write>,
    pub(super) broken: Write,
    /// The rule that must be named.
    pub(super) rule: &'static str,
}

/// What a mutation is made from.
struct Case<'a> {
    world: &'a World,
    name: &'a str,
    user: &'a User,
    gold: &'a [Write],
}

/// How a kind is made: the number of good calls before it, the broken one and the rule; none where it cannot be.
type Make = fn(&Case<'_>) -> Option<(usize, Write, &'static str)>;

const KINDS: [(&str, Make); 20] = [
    ("another_product", another_product),
    ("unavailable_variant", unavailable_variant),
    ("same_variant", same_variant),
    ("item_not_ordered", item_not_ordered),
    ("item_too_often", item_too_often),
    ("unknown_new_item", unknown_new_item),
    ("gift_card_too_small", gift_card_too_small),
    ("foreign_method", foreign_method),
    ("refund_elsewhere", refund_elsewhere),
    ("reason_not_accepted", reason_not_accepted),
    ("cancelled_after_change", cancelled_after_change),
    ("changed_twice", changed_twice),
    ("after_sale_twice", after_sale_twice),
    ("cancelled_twice", cancelled_twice),
    ("returned_before_delivery", returned_before_delivery),
    ("cancelled_after_delivery", cancelled_after_delivery),
    ("address_after_delivery", address_after_delivery),
    ("same_way_to_pay", same_way_to_pay),
    ("other_buyers_order", other_buyers_order),
    ("no_such_order", no_such_order),
];

/// Makes one for each sequence, of the kind that was used least so far.
pub(super) struct Mutator(BTreeMap<&'static str, usize>);

impl Mutator {
    pub(super) fn new() -> Self {
        Self(KINDS.iter().map(|(kind, _)| (*kind, 0)).collect())
    }

    pub(super) fn of(&mut self, world: &World, name: &str, gold: &[Write]) -> Option<Mutation> {
        let case = Case { world, name, user: world.users.get(name)?, gold };
        let mut kinds = KINDS;
        kinds.sort_by_key(|(kind, _)| self.0[kind]);
        let (kind, (before, broken, rule)) =
            kinds.iter().find_map(|(kind, make)| Some((*kind, make(&case)?)))?;
        *self.0.entry(kind).or_default() += 1;
        Some(Mutation { kind, allowed: gold[..before].to_vec(), broken, rule })
    }
}

impl<'a> Case<'a> {
    /// The first call that swaps items, where it stands, and the order.
    fn swap(&self) -> Option<(usize, &'a Swap, &'a Write)> {
        self.gold.iter().enumerate().find_map(|(at, write)| match write {
            Write::ModifyPendingOrderItems(swap) | Write::ExchangeDeliveredOrderItems(swap) => {
                Some((at, swap, write))
            }
            _ => None,
        })
    }

    /// The first order in this status: among those of the good calls, with their number before it, or of the user.
    fn order(&self, status: &str) -> Option<(usize, String, &'a Order)> {
        let in_status = |id: &str| self.world.orders.get(id).filter(|order| order.status == status);
        let called = self.gold.iter().enumerate().find_map(|(at, write)| {
            let id = write.order_id()?;
            Some((at, id.to_owned(), in_status(id)?))
        });
        let first = |(_, id, order): (usize, String, &'a Order)| {
            let at = self.gold.iter().position(|write| write.order_id() == Some(&id)).unwrap_or(0);
            (at, id, order)
        };
        called.map(first).or_else(|| {
            let own = self.user.orders.iter();
            own.into_iter().find_map(|id| Some((0, id.clone(), in_status(id)?)))
        })
    }
}

fn with(write: &Write, change: impl FnOnce(&mut Swap)) -> Option<Write> {
    let mut changed = write.clone();
    match &mut changed {
        Write::ModifyPendingOrderItems(swap) | Write::ExchangeDeliveredOrderItems(swap) => change(swap),
        _ => return None,
    }
    Some(changed)
}

/// The product of an item that was ordered.
fn product_of<'a>(case: &Case<'a>, swap: &Swap) -> Option<&'a str> {
    let order = case.world.orders.get(&swap.order_id)?;
    let item = order.items.iter().find(|item| item.item_id == swap.item_ids[0])?;
    Some(&item.product_id)
}

fn another_product(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, swap, write) = case.swap()?;
    let own = product_of(case, swap)?;
    let others = case.world.products.iter().filter(|(id, _)| *id != own);
    let item = others.flat_map(|(_, product)| &product.variants).find(|(_, variant)| variant.available)?.0;
    Some((at, with(write, |swap| swap.new_item_ids[0].clone_from(item))?, "another_product"))
}

fn unavailable_variant(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, swap, write) = case.swap()?;
    let product = case.world.products.get(product_of(case, swap)?)?;
    let gone = |(id, variant): &(&String, &_)| {
        let variant: &super::benchmark::Variant = variant;
        !variant.available && !swap.item_ids.contains(*id)
    };
    let item = product.variants.iter().find(gone)?.0;
    Some((at, with(write, |swap| swap.new_item_ids[0].clone_from(item))?, "variant_unavailable"))
}

fn same_variant(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, swap, write) = case.swap()?;
    let old = swap.item_ids[0].clone();
    Some((at, with(write, |swap| swap.new_item_ids[0] = old)?, "same_variant"))
}

fn unknown_new_item(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, _, write) = case.swap()?;
    Some((at, with(write, |swap| "0".clone_into(&mut swap.new_item_ids[0]))?, "no_such_sku"))
}

fn item_not_ordered(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, swap, write) = case.swap()?;
    let order = case.world.orders.get(&swap.order_id)?;
    let product = case.world.products.get(product_of(case, swap)?)?;
    let held = |id: &String| order.items.iter().any(|item| item.item_id == *id);
    let item = product.variants.keys().find(|id| !held(id) && !swap.new_item_ids.contains(*id))?;
    Some((at, with(write, |swap| swap.item_ids[0].clone_from(item))?, "piece_not_in_order"))
}

fn item_too_often(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, id, order) = case.order("delivered")?;
    let once = |id: &str| order.items.iter().filter(|item| item.item_id == id).count() == 1;
    let item = order.items.iter().find(|item| once(&item.item_id))?.item_id.clone();
    let payment_method_id = order.payment_history.first()?.payment_method_id.clone();
    let broken =
        Write::ReturnDeliveredOrderItems { order_id: id, item_ids: vec![item; 2], payment_method_id };
    Some((at, broken, "piece_not_in_order"))
}

fn gift_card_too_small(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, order) = case.order("pending")?;
    let total = order.payment_history.first()?.amount.0;
    let small = case.user.payment_methods.iter().find(|(id, method)| {
        let paid_by_it = order.payment_history.iter().any(|moved| moved.payment_method_id == **id);
        method.is_gift_card() && !paid_by_it && method.balance.map_or(0, |cents| cents.0) < total
    });
    let payment_method_id = small?.0.clone();
    Some((at, Write::ModifyPendingOrderPayment { order_id, payment_method_id }, "balance_too_small"))
}

fn foreign_method(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, _, write) = case.swap()?;
    let mut others = case.world.users.iter().filter(|(name, _)| *name != case.name);
    let method = others.find_map(|(_, user)| user.payment_methods.keys().next())?;
    Some((at, with(write, |swap| swap.payment_method_id.clone_from(method))?, "no_such_method"))
}

fn refund_elsewhere(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, order) = case.order("delivered")?;
    let other = case.user.payment_methods.iter().find(|(id, method)| {
        let paid_by_it = order.payment_history.iter().any(|moved| moved.payment_method_id == **id);
        !method.is_gift_card() && !paid_by_it
    });
    let (payment_method_id, item_ids) = (other?.0.clone(), vec![order.items.first()?.item_id.clone()]);
    let broken = Write::ReturnDeliveredOrderItems { order_id, item_ids, payment_method_id };
    Some((at, broken, "refund_elsewhere"))
}

fn cancel(order_id: String) -> Write {
    Write::CancelPendingOrder { order_id, reason: "no longer needed".to_owned() }
}

fn reason_not_accepted(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, _) = case.order("pending")?;
    let reason = "found it cheaper elsewhere".to_owned();
    Some((at, Write::CancelPendingOrder { order_id, reason }, "reason_not_accepted"))
}

fn changed(case: &Case<'_>) -> Option<(usize, Swap)> {
    case.gold.iter().enumerate().find_map(|(at, write)| match write {
        Write::ModifyPendingOrderItems(swap) => Some((at + 1, swap.clone())),
        _ => None,
    })
}

fn cancelled_after_change(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (after, swap) = changed(case)?;
    Some((after, cancel(swap.order_id), "lines_changed_already"))
}

fn changed_twice(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (after, swap) = changed(case)?;
    let back = Swap { item_ids: swap.new_item_ids, new_item_ids: swap.item_ids, ..swap };
    Some((after, Write::ModifyPendingOrderItems(back), "lines_changed_already"))
}

fn after_sale_twice(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    case.gold.iter().enumerate().find_map(|(at, write)| match write {
        Write::ReturnDeliveredOrderItems { .. } | Write::ExchangeDeliveredOrderItems(_) => {
            Some((at + 1, write.clone(), "return_is_open"))
        }
        _ => None,
    })
}

fn cancelled_twice(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let cancels = |write: &Write| matches!(write, Write::CancelPendingOrder { .. });
    match case.gold.iter().position(cancels) {
        Some(at) => Some((at + 1, case.gold[at].clone(), "order_is_over")),
        None => case.order("cancelled").map(|(_, id, _)| (0, cancel(id), "order_is_over")),
    }
}

fn returned_before_delivery(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, order) = case.order("pending").or_else(|| case.order("processed"))?;
    let item_ids = order.items.iter().map(|item| item.item_id.clone()).collect();
    let payment_method_id = order.payment_history.first()?.payment_method_id.clone();
    let broken = Write::ReturnDeliveredOrderItems { order_id, item_ids, payment_method_id };
    Some((at, broken, "not_delivered_yet"))
}

fn cancelled_after_delivery(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, id, _) = case.order("delivered").or_else(|| case.order("processed"))?;
    Some((at, cancel(id), "order_has_left"))
}

fn address_after_delivery(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, _) = case.order("delivered")?;
    let place = Place { address1: "1 Other Street".to_owned(), ..case.user.address.clone() };
    Some((at, Write::ModifyPendingOrderAddress { order_id, place }, "order_has_left"))
}

fn same_way_to_pay(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let (at, order_id, order) = case.order("pending")?;
    let payment_method_id = order.payment_history.first()?.payment_method_id.clone();
    Some((at, Write::ModifyPendingOrderPayment { order_id, payment_method_id }, "same_method"))
}

fn other_buyers_order(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    let others = |(_, order): &(&String, &Order)| order.user_id != case.name && order.status == "pending";
    let id = case.world.orders.iter().find(others)?.0.clone();
    Some((case.gold.len(), cancel(id), "order_of_other_buyer"))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of many ways to break a sequence, each of which may not fit"
)]
fn no_such_order(case: &Case<'_>) -> Option<(usize, Write, &'static str)> {
    Some((case.gold.len(), cancel("#W0".to_owned()), "no_such_order"))
}
