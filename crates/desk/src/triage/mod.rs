//! What a conversation is worth hurrying for, and where its buyer stands.

use std::time::Duration;

use db::Time;
use language::{Emotion, Intent, Preset, Stage, Urgency};

use crate::order::{Order, OrderStatus};
use crate::word::words;

/// How soon an answer is wanted: the intent's own urgency as the shop ranks it, raised by anger and by insults.
pub fn urgency(preset: Preset, intent: Intent, emotion: Emotion, abusive: bool) -> Urgency {
    if abusive || emotion == Emotion::Angry {
        return Urgency::Urgent;
    }
    let own = intent.urgency(preset);
    match (own, emotion) {
        (Urgency::Normal, Emotion::Dissatisfied) => Urgency::Important,
        (own, _) => own,
    }
}

words! {
    /// Why a conversation is as urgent as it is.
    WhyUrgent {
        /// The shop ranks what it is about so.
        Intent = "intent",
        /// The buyer is furious.
        Anger = "anger",
        /// The buyer insults.
        Abuse = "abuse",
        /// The buyer is disappointed.
        Dissatisfied = "dissatisfied",
        /// Nothing has been understood yet.
        Unread = "unread",
    }
}

/// Why a conversation that was labelled so is as urgent as it is.
pub fn why_urgent(
    preset: Preset,
    intent: Option<Intent>,
    emotion: Option<Emotion>,
    urgency: Urgency,
) -> WhyUrgent {
    let Some(intent) = intent else { return WhyUrgent::Unread };
    match (urgency, emotion) {
        (Urgency::Urgent, Some(Emotion::Angry)) => WhyUrgent::Anger,
        _ if intent.urgency(preset) == urgency => WhyUrgent::Intent,
        (Urgency::Important, Some(Emotion::Dissatisfied)) => WhyUrgent::Dissatisfied,
        (Urgency::Urgent, _) => WhyUrgent::Abuse,
        _ => WhyUrgent::Intent,
    }
}

/// Whether it goes to a senior or a lead, before everything else.
pub fn is_complaint(intent: Intent, emotion: Emotion) -> bool {
    intent == Intent::Complaint || emotion == Emotion::Angry
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_is_ranked_as_the_shop_wants_and_anger_raises_it() {
        let of = |preset, intent, emotion| urgency(preset, intent, emotion, false);
        assert_eq!(of(Preset::A, Intent::Payment, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::A, Intent::Bargain, Emotion::Neutral), Urgency::Important);
        assert_eq!(of(Preset::B, Intent::Bargain, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::A, Intent::Refund, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::B, Intent::Refund, Emotion::Neutral), Urgency::Important);
        for preset in [Preset::A, Preset::B] {
            assert_eq!(of(preset, Intent::Invoice, Emotion::Neutral), Urgency::Normal);
            assert_eq!(of(preset, Intent::Invoice, Emotion::Dissatisfied), Urgency::Important);
            assert_eq!(of(preset, Intent::Invoice, Emotion::Angry), Urgency::Urgent);
            assert_eq!(urgency(preset, Intent::Invoice, Emotion::Neutral, true), Urgency::Urgent);
        }
    }
}
