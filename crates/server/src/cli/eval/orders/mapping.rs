//! From the benchmark's words to ours: its shop as batches of an import, its calls as actions. docs/guide/import.md tells
//! the same as a table.

use commerce::import::Batch;
use db::Time;
use desk::catalog::{Attribute, ProductInput, SkuInput};
use desk::order::{
    Action, Address, BuyerInput, LineChange, LineInput, MethodKind, OrderInput, OrderStatus, Payment,
    PaymentKind, PaymentMethod, Pieces,
};
use desk::shop::ServicePolicy;

use super::benchmark::{Place, User, World, Write};

/// The benchmark's policy, as settings of a shop. It knows no days.
pub(super) fn policy() -> ServicePolicy {
    ServicePolicy {
        return_days: None,
        exchange_days: None,
        exchange_for_same: false,
        cancel_reasons: ["no longer needed", "ordered by mistake"].map(str::to_owned).to_vec(),
        difference_to_any_method: true,
        ..ServicePolicy::default()
    }
}

/// The shop, in the order in which its parts rest on each other. Its orders have no dates: `now` stands for them.
pub(super) fn batches(world: &World, now: Time) -> anyhow::Result<[Batch; 3]> {
    let products = world.products.iter().map(|(id, product)| ProductInput {
        product_id: id.clone(),
        title: product.name.clone(),
        category: product.name.clone(),
        on_sale: true,
        skus: product
            .variants
            .iter()
            .map(|(id, variant)| SkuInput {
                sku_id: id.clone(),
                options: variant
                    .options
                    .iter()
                    .map(|(name, value)| Attribute { name: name.clone(), value: value.clone() })
                    .collect(),
                price: variant.price.0,
                list_price: None,
                stock: (!variant.available).then_some(0),
            })
            .collect(),
        ..ProductInput::default()
    });
    let buyers = world.users.iter().map(|(id, user)| BuyerInput {
        buyer_id: id.clone(),
        buyer_name: Some(name(user)),
        phone: None,
        email: Some(user.email.clone()),
        level: None,
        address: Some(address(&user.address)),
        methods: user
            .payment_methods
            .iter()
            .map(|(id, method)| PaymentMethod {
                method_id: id.clone(),
                kind: match method.source.as_str() {
                    "gift_card" => MethodKind::GiftCard,
                    "credit_card" => MethodKind::Card,
                    "paypal" => MethodKind::Wallet,
                    _ => MethodKind::Other,
                },
                label: String::new(),
                balance: method.balance.map(|cents| cents.0),
            })
            .collect(),
    });
    let orders: Vec<OrderInput> =
        world.orders.keys().map(|id| order(world, id, now)).collect::<anyhow::Result<_>>()?;
    Ok([
        Batch::Products((1..).zip(products).collect()),
        Batch::Buyers((1..).zip(buyers).collect()),
        Batch::Orders((1..).zip(orders).collect()),
    ])
}

fn order(world: &World, id: &str, now: Time) -> anyhow::Result<OrderInput> {
    let order = &world.orders[id];
    let status = match order.status.as_str() {
        "pending" => OrderStatus::Paid,
        "processed" => OrderStatus::Shipped,
        "delivered" => OrderStatus::Received,
        "cancelled" => OrderStatus::Cancelled,
        other => anyhow::bail!("order {id}: status {other} is none of the benchmark's"),
    };
    let payments: Vec<Payment> = order
        .payment_history
        .iter()
        .map(|moved| Payment {
            kind: if moved.kind == "refund" { PaymentKind::Refund } else { PaymentKind::Payment },
            amount: moved.amount.0,
            method: moved.payment_method_id.clone(),
            at: None,
        })
        .collect();
    let paid = payments.iter().filter(|payment| payment.kind == PaymentKind::Payment);
    Ok(OrderInput {
        order_id: id.to_owned(),
        buyer_id: order.user_id.clone(),
        buyer_name: None,
        phone: None,
        email: None,
        level: None,
        status,
        placed_at: now,
        paid_at: Some(now),
        ship_by: None,
        total: Some(paid.map(|payment| payment.amount).sum()),
        receiver_phone: None,
        city: None,
        address: Some(address(&order.address)),
        payments,
        methods: Vec::new(),
        gift_note: None,
        cancel_reason: order.cancel_reason.clone(),
        lines_changed: false,
        changed_at: None,
        lines: order
            .items
            .iter()
            .map(|item| LineInput {
                sku_id: item.item_id.clone(),
                product_title: None,
                quantity: 1,
                unit_price: Some(item.price.0),
            })
            .collect(),
    })
}

fn name(user: &User) -> String {
    format!("{} {}", user.name.first_name, user.name.last_name)
}

fn address(place: &Place) -> Address {
    Address {
        line1: place.address1.clone(),
        line2: place.address2.clone(),
        city: place.city.clone(),
        region: place.state.clone(),
        postcode: place.zip.clone(),
        country: place.country.clone(),
        ..Address::default()
    }
}

/// The other way.
pub(super) fn place(address: &Address) -> Place {
    Place {
        address1: address.line1.clone(),
        address2: address.line2.clone(),
        city: address.city.clone(),
        state: address.region.clone(),
        zip: address.postcode.clone(),
        country: address.country.clone(),
    }
}

/// What a call asks a shop to do.
pub(super) fn action(write: &Write) -> Action {
    let changes = |old: &[String], new: &[String]| -> Vec<LineChange> {
        let pairs = old.iter().zip(new);
        pairs.map(|(from, to)| LineChange { from: from.clone(), to: to.clone(), quantity: 1 }).collect()
    };
    match write.clone() {
        Write::CancelPendingOrder { order_id: order, reason } => Action::Cancel { order, reason },
        Write::ModifyPendingOrderItems(swap) => Action::ChangeLines {
            changes: changes(&swap.item_ids, &swap.new_item_ids),
            order: swap.order_id,
            method: Some(swap.payment_method_id),
        },
        Write::ModifyPendingOrderAddress { order_id: order, place } => {
            Action::ChangeAddress { order, address: address(&place) }
        }
        Write::ModifyPendingOrderPayment { order_id: order, payment_method_id: method } => {
            Action::ChangePayment { order, method }
        }
        Write::ReturnDeliveredOrderItems { order_id: order, item_ids, payment_method_id } => {
            let lines = item_ids.into_iter().map(|sku| Pieces { sku, quantity: 1 }).collect();
            Action::OpenReturn { order, lines, method: Some(payment_method_id), reason: String::new() }
        }
        Write::ExchangeDeliveredOrderItems(swap) => Action::OpenExchange {
            changes: changes(&swap.item_ids, &swap.new_item_ids),
            order: swap.order_id,
            method: Some(swap.payment_method_id),
            reason: String::new(),
        },
        Write::ModifyUserAddress { user_id: buyer, place } => {
            Action::ChangeBuyerAddress { buyer, address: address(&place) }
        }
    }
}
