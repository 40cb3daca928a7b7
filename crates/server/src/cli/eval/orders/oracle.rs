//! What the benchmark's policy says must come of a call: written from its words alone, on its own data, without anything
//! of the rules that are measured.

use std::collections::BTreeMap;

use super::benchmark::{AfterSale, Cents, Item, Moved, Order, Place, Swap, World, Write};

/// The reasons the policy accepts for a cancellation.
const REASONS: [&str; 2] = ["no longer needed", "ordered by mistake"];

/// Everything that can differ, in one shape for both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) orders: BTreeMap<String, OrderState>,
    pub(super) users: BTreeMap<String, UserState>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OrderState {
    pub(super) status: String,
    pub(super) address: Option<Place>,
    pub(super) items: Vec<(String, i64)>,
    pub(super) payments: Vec<(String, i64, String)>,
    pub(super) back: Vec<String>,
    pub(super) out: Vec<String>,
    pub(super) method: Option<String>,
    pub(super) cancel_reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UserState {
    pub(super) address: Option<Place>,
    pub(super) methods: BTreeMap<String, Option<i64>>,
}

impl OrderState {
    /// Lists have no order of their own: the two sides need not agree on one.
    pub(super) fn sorted(mut self) -> Self {
        self.items.sort();
        self.payments.sort();
        self.payments.retain(|(_, amount, _)| *amount != 0);
        self.back.sort();
        self.out.sort();
        self
    }
}

/// The state of the benchmark's shop.
pub(super) fn state(world: &World) -> State {
    let orders = world.orders.iter().map(|(id, order)| (id.clone(), order_state(order))).collect();
    let users = world.users.iter().map(|(id, user)| {
        let methods = user.payment_methods.iter();
        let methods = methods.map(|(id, method)| (id.clone(), method.balance.map(|cents| cents.0)));
        (id.clone(), UserState { address: Some(user.address.clone()), methods: methods.collect() })
    });
    State { orders, users: users.collect() }
}

fn order_state(order: &Order) -> OrderState {
    let after = order.after_sale.clone();
    OrderState {
        status: order.status.clone(),
        address: Some(order.address.clone()),
        items: order.items.iter().map(|item| (item.item_id.clone(), item.price.0)).collect(),
        payments: order
            .payment_history
            .iter()
            .map(|moved| (moved.kind.clone(), moved.amount.0, moved.payment_method_id.clone()))
            .collect(),
        back: after.as_ref().map(|after| after.back.clone()).unwrap_or_default(),
        out: after.as_ref().map(|after| after.out.clone()).unwrap_or_default(),
        method: after.map(|after| after.method),
        cancel_reason: order.cancel_reason.clone(),
    }
    .sorted()
}

type Verdict<T = ()> = Result<T, &'static str>;

/// Does what is called for `user`, or says why the policy forbids it.
pub(super) fn apply(world: &mut World, user: &str, write: &Write) -> Verdict {
    if let Write::ModifyUserAddress { user_id, place } = write {
        let known = world.users.get_mut(user_id).ok_or("no such user")?;
        if user_id != user {
            return Err("only the user of this conversation is served");
        }
        known.address = place.clone();
        return Ok(());
    }
    let id = write.order_id().ok_or("no order is named")?.to_owned();
    let mut order = world.orders.get(&id).ok_or("no such order")?.clone();
    if order.user_id != user {
        return Err("only the user of this conversation is served");
    }
    let wanted = match write {
        Write::ReturnDeliveredOrderItems { .. } | Write::ExchangeDeliveredOrderItems(_) => "delivered",
        _ => "pending",
    };
    if order.status != wanted {
        return Err("the order's status forbids it");
    }
    match write {
        Write::CancelPendingOrder { reason, .. } => {
            if !REASONS.contains(&reason.as_str()) {
                return Err("the reason is not accepted");
            }
            let paid: Vec<Moved> = order.payment_history.clone();
            for moved in paid {
                pay_back(world, &mut order, &moved.payment_method_id, moved.amount.0);
            }
            "cancelled".clone_into(&mut order.status);
            order.cancel_reason = Some(reason.clone());
        }
        Write::ModifyPendingOrderAddress { place, .. } => order.address = place.clone(),
        Write::ModifyPendingOrderPayment { payment_method_id: method, .. } => {
            let [first] = order.payment_history.as_slice() else { return Err("it was paid more than once") };
            let (before, amount) = (first.payment_method_id.clone(), first.amount.0);
            if before == *method {
                return Err("it was paid this way already");
            }
            pay(world, &mut order, method, amount)?;
            pay_back(world, &mut order, &before, amount);
        }
        Write::ModifyPendingOrderItems(swap) => {
            let difference = swapped(world, &order, swap)?;
            if difference > 0 {
                pay(world, &mut order, &swap.payment_method_id, difference)?;
            } else {
                known(world, &order, &swap.payment_method_id)?;
                pay_back(world, &mut order, &swap.payment_method_id, -difference);
            }
            for (old, new) in swap.item_ids.iter().zip(&swap.new_item_ids) {
                let (product_id, price) = found(world, new).ok_or("no such item")?;
                let at = order.items.iter().position(|item| item.item_id == *old).ok_or("not ordered")?;
                order.items[at] = Item { product_id, item_id: new.clone(), price };
            }
            "pending (item modified)".clone_into(&mut order.status);
        }
        Write::ExchangeDeliveredOrderItems(swap) => {
            let difference = swapped(world, &order, swap)?;
            covers(world, &order, &swap.payment_method_id, difference)?;
            "exchange requested".clone_into(&mut order.status);
            order.after_sale = Some(AfterSale {
                back: swap.item_ids.clone(),
                out: swap.new_item_ids.clone(),
                method: swap.payment_method_id.clone(),
            });
        }
        Write::ReturnDeliveredOrderItems { item_ids, payment_method_id: method, .. } => {
            ordered(&order, item_ids)?;
            let original = order.payment_history.iter().any(|moved| moved.payment_method_id == *method);
            let gift_card = known(world, &order, method)?;
            if !original && !gift_card {
                return Err("a refund goes to the original way to pay or to a gift card");
            }
            "return requested".clone_into(&mut order.status);
            order.after_sale =
                Some(AfterSale { back: item_ids.clone(), out: Vec::new(), method: method.clone() });
        }
        Write::ModifyUserAddress { .. } => {}
    }
    world.orders.insert(id, order);
    Ok(())
}

/// Whether every item was ordered, as often as it is named.
fn ordered(order: &Order, item_ids: &[String]) -> Verdict {
    for id in item_ids {
        let named = item_ids.iter().filter(|other| *other == id).count();
        if order.items.iter().filter(|item| item.item_id == *id).count() < named {
            return Err("an item is not in the order");
        }
    }
    Ok(())
}

/// What the new items cost more.
fn swapped(world: &World, order: &Order, swap: &Swap) -> Verdict<i64> {
    if swap.item_ids.len() != swap.new_item_ids.len() {
        return Err("as many new items as old ones are needed");
    }
    ordered(order, &swap.item_ids)?;
    let mut difference = 0;
    for (old, new) in swap.item_ids.iter().zip(&swap.new_item_ids) {
        if old == new {
            return Err("the new item must differ");
        }
        let old = order.items.iter().find(|item| item.item_id == *old).ok_or("not ordered")?;
        let product = world.products.get(&old.product_id).ok_or("no such product")?;
        let variant = product.variants.get(new).ok_or("an item of another product")?;
        if !variant.available {
            return Err("the new item is not available");
        }
        difference += variant.price.0 - old.price.0;
    }
    Ok(difference)
}

fn found(world: &World, item: &str) -> Option<(String, Cents)> {
    world.products.iter().find_map(|(id, product)| Some((id.clone(), product.variants.get(item)?.price)))
}

/// Whether the way to pay is a gift card; it must be the user's.
fn known(world: &World, order: &Order, method: &str) -> Verdict<bool> {
    let user = world.users.get(&order.user_id).ok_or("no such user")?;
    Ok(user.payment_methods.get(method).ok_or("not a way of the user's to pay")?.is_gift_card())
}

fn covers(world: &World, order: &Order, method: &str, amount: i64) -> Verdict {
    let gift_card = known(world, order, method)?;
    let balance = world.users[&order.user_id].payment_methods[method].balance;
    if gift_card && balance.map_or(0, |cents| cents.0) < amount {
        return Err("the gift card does not cover it");
    }
    Ok(())
}

fn pay(world: &mut World, order: &mut Order, method: &str, amount: i64) -> Verdict {
    covers(world, order, method, amount)?;
    change_balance(world, order, method, -amount);
    order.payment_history.push(Moved {
        kind: "payment".to_owned(),
        amount: Cents(amount),
        payment_method_id: method.to_owned(),
    });
    Ok(())
}

fn pay_back(world: &mut World, order: &mut Order, method: &str, amount: i64) {
    change_balance(world, order, method, amount);
    order.payment_history.push(Moved {
        kind: "refund".to_owned(),
        amount: Cents(amount),
        payment_method_id: method.to_owned(),
    });
}

fn change_balance(world: &mut World, order: &Order, method: &str, by: i64) {
    let user = world.users.get_mut(&order.user_id);
    if let Some(known) = user.and_then(|user| user.payment_methods.get_mut(method))
        && known.is_gift_card()
    {
        known.balance = Some(Cents(known.balance.map_or(0, |cents| cents.0) + by));
    }
}
