//! What an order says: what was paid, when it ships and arrives, how it stands, and whose it is.

use db::Time;

use super::{About, Grounds, OfOrder};
use crate::bot::gate::find::roles_in;
use crate::bot::gate::squeezed;
use crate::bot::gate::statement::Role;
use crate::bot::gate::written::Written;
use crate::conversation::{Source, SourceKind};
use crate::order::payment::PaymentKind;
use crate::order::standing::{self, Standing};
use crate::order::{Order, OrderStatus, Return, ReturnKind, ReturnStatus, Shipment, ShipmentStatus};

impl Grounds {
    /// An order the buyer may be told of; `meant` when it is what is spoken of.
    #[must_use]
    pub fn with_order(mut self, order: &Order, meant: bool) -> Self {
        let title = order.lines.first().map(|line| line.title.clone()).unwrap_or_default();
        let source = self.source(Source::of(SourceKind::Order, &order.number, &title));
        let index = self.orders.len();
        let about = About::Order(index);
        self.amount(order.total, &[Role::Paid], about, source);
        for line in &order.lines {
            self.amount(line.unit_price, &[Role::Paid], about, source);
        }
        for payment in &order.payments {
            let role = if payment.kind == PaymentKind::Refund { Role::Refund } else { Role::Paid };
            self.amount(payment.amount, &[role], about, source);
            let when = if role == Role::Paid { Role::Placed } else { role };
            self.moment(payment.at, &[when], about, source);
        }
        let refunds = matches!(order.status, OrderStatus::Refunding | OrderStatus::Refunded);
        if refunds && !order.payments.iter().any(|payment| payment.kind == PaymentKind::Refund) {
            self.amount(order.total, &[Role::Refund], about, source);
        }
        self.moment(Some(order.placed_at), &[Role::Placed], about, source);
        self.moment(order.paid_at, &[Role::Placed], about, source);
        if order.shipments.is_empty() {
            self.moment(order.ship_by, &[Role::Ship], about, source);
        }
        for shipment in &order.shipments {
            self.shipment(shipment, about);
        }
        for returned in &order.returns {
            self.amount(returned.facts.amount.unwrap_or_default(), &[Role::Refund], about, source);
        }
        self.own.push(squeezed(&order.number));
        self.own.extend(order.receiver_phone.iter().chain(&order.city).map(|text| squeezed(text)));
        if let Some(address) = &order.address {
            let whole = [&address.region, &address.city, &address.district, &address.line1, &address.line2];
            self.own.push(squeezed(&whole.map(String::as_str).concat()));
            let foreign = [&address.line2, &address.line1, &address.city, &address.region, &address.postcode];
            self.own.push(squeezed(&foreign.map(String::as_str).concat()));
            self.own.extend([&address.recipient, &address.phone, &address.line1].map(|text| squeezed(text)));
        }
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|line| {
                let options: Vec<&str> = line.options.iter().map(|option| option.value.as_str()).collect();
                format!("{} {} × {} 件", line.title, options.join(" "), line.quantity)
            })
            .collect();
        self.text(&lines.join("\n"), about, &[], source);
        self.orders.push(OfOrder {
            number: order.number.clone(),
            products: order.lines.iter().filter_map(|line| line.product.clone()).collect(),
            trackings: order.shipments.iter().map(|s| squeezed(&s.facts.tracking_number)).collect(),
            states: states(order, self.now),
            status: order.status,
            matters: order
                .returns
                .iter()
                .filter(|matter| stands(matter))
                .map(|matter| matter.facts.kind)
                .collect(),
            meant,
            source,
        });
        self
    }

    fn shipment(&mut self, shipment: &Shipment, about: About) {
        let facts = &shipment.facts;
        let source = self.source(Source::of(
            SourceKind::Shipment,
            &facts.shipment_id,
            &format!("{} {}", facts.carrier, facts.tracking_number),
        ));
        self.moment(facts.shipped_at, &[Role::Ship], about, source);
        self.moment(facts.delivered_at, &[Role::Arrive], about, source);
        // An expected time that has passed is true no more.
        self.moment(facts.eta.filter(|eta| *eta > self.now), &[Role::Arrive], about, source);
        for event in facts.events.iter().rev().take(4) {
            let told = Written::new(&event.text).text;
            let mut roles = roles_in(&told);
            roles.push(Role::Scan);
            self.moment(Some(event.at), &roles, about, source);
            self.text(&format!("{}\n{}: {}", event.text, event.place, event.text), about, &[], source);
        }
    }
}

fn stands(matter: &Return) -> bool {
    !matches!(matter.facts.status, ReturnStatus::Closed | ReturnStatus::Refused)
}

/// The terms that are true of an order.
fn states(order: &Order, now: Time) -> Vec<&'static str> {
    let mut states = match standing::of(order, now) {
        Standing::Unpaid => vec!["unpaid", "not_shipped"],
        Standing::Preparing { .. } => vec!["paid", "preparing", "not_shipped"],
        Standing::OnItsWay(shipment) => match shipment.facts.status {
            ShipmentStatus::OutForDelivery => vec!["paid", "shipped", "in_transit", "out_for_delivery"],
            _ => vec!["paid", "shipped", "in_transit"],
        },
        Standing::Stuck { .. } => vec!["paid", "shipped", "in_transit", "stuck"],
        Standing::Lost(_) => vec!["paid", "shipped", "lost"],
        Standing::Returned(_) => vec!["paid", "shipped", "returned"],
        Standing::Delivered { .. } => vec!["paid", "shipped", "delivered"],
        Standing::Cancelled => vec!["cancelled", "not_shipped"],
        Standing::Refunding => vec!["paid", "refunding"],
        Standing::Refunded => vec!["paid", "refunded"],
    };
    let paid_back = order.payments.iter().any(|payment| payment.kind == PaymentKind::Refund)
        || order.returns.iter().any(|matter| {
            matter.facts.status == ReturnStatus::Settled
                && matches!(matter.facts.kind, ReturnKind::Return | ReturnKind::RefundOnly)
        });
    if paid_back && !states.contains(&"refunded") {
        states.push("refunded");
    }
    for shipment in &order.shipments {
        match shipment.facts.status {
            ShipmentStatus::Created => {}
            ShipmentStatus::Delivered => states.extend(["shipped", "delivered"]),
            _ => states.push("shipped"),
        }
    }
    states
}
