//! What a conversation is worth hurrying for, and where its buyer stands.

use std::time::Duration;

use db::Time;
use language::{Emotion, Intent, Stage, Urgency};

use crate::order::{Order, OrderStatus};

/// How soon an answer is wanted: the intent's own urgency (preset A), raised by anger and by insults.
pub fn urgency(intent: Intent, emotion: Emotion, abusive: bool) -> Urgency {
    if abusive || emotion == Emotion::Angry {
        return Urgency::Urgent;
    }
    let own = intent.urgency(language::Preset::A);
    match (own, emotion) {
        (Urgency::Normal, Emotion::Dissatisfied) => Urgency::Important,
        (own, _) => own,
    }
}

/// How long an order says something about where its buyer stands.
const RECENT: Duration = Duration::from_secs(30 * 86_400);

/// Where the buyer stands: from their newest order when there is a recent one, from the words otherwise.
pub fn stage(orders: &[Order], intent: Intent, now: Time) -> Stage {
    let recent = orders.iter().find(|order| now.since(order.placed_at) < RECENT);
    match (recent.map(|order| order.status), intent.usual_stage()) {
        // Somebody who has bought may well be about to buy again.
        (_, Some(Stage::Pre)) => Stage::Pre,
        (Some(OrderStatus::Unpaid), _) => Stage::Unpaid,
        (Some(OrderStatus::Paid), _) => Stage::Unshipped,
        (Some(OrderStatus::Shipped), _) => Stage::InTransit,
        (Some(OrderStatus::Received | OrderStatus::Completed), _) => Stage::Received,
        (Some(OrderStatus::Refunding | OrderStatus::Refunded), _) => Stage::AfterSale,
        (Some(OrderStatus::Cancelled) | None, usual) => usual.unwrap_or(Stage::Pre),
    }
}
