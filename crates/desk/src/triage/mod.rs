//! What a conversation is worth hurrying for, and where its buyer stands.

use std::time::Duration;

use db::Time;
use language::{Emotion, Intent, Preset, Stage, Urgency};

use crate::order::{Order, OrderStatus};
pub use crate::shop::Understood;
use crate::shop::UrgencyRule;
use crate::word::words;

/// How soon an answer is wanted: complaints, anger and insults at once; else as the first rule of the shop's own says that
/// fits; else the intent's own urgency as the shop's preset ranks it, raised by disappointment.
pub fn urgency(preset: Preset, rules: &[UrgencyRule], understood: Understood, abusive: bool) -> Urgency {
    let Understood { intent, emotion, .. } = understood;
    if abusive || is_complaint(intent, emotion) {
        return Urgency::Urgent;
    }
    if let Some(rule) = rules.iter().find(|rule| rule.fits(understood)) {
        return rule.urgency;
    }
    match (intent.urgency(preset), emotion) {
        (Urgency::Normal, Emotion::Dissatisfied) => Urgency::Important,
        (own, _) => own,
    }
}

words! {
    /// Why a conversation is as urgent as it is.
    WhyUrgent {
        /// The shop's preset ranks what it is about so.
        Intent = "intent",
        /// A rule of the shop's own.
        Rule = "rule",
        /// The buyer is furious.
        Anger = "anger",
        /// The buyer insults.
        Abuse = "abuse",
        /// The buyer is disappointed.
        Dissatisfied = "dissatisfied",
        /// It was handed to people, and nobody came.
        Orphaned = "orphaned",
        /// It has waited longer than was promised, and the policy makes that urgent.
        Late = "late",
        /// Nothing has been understood yet.
        Unread = "unread",
    }
}

/// Why what was understood so is as urgent as it is.
pub fn why_urgent(
    preset: Preset,
    rules: &[UrgencyRule],
    understood: Option<Understood>,
    urgency: Urgency,
) -> WhyUrgent {
    let Some(understood) = understood else { return WhyUrgent::Unread };
    let Understood { intent, emotion, .. } = understood;
    let first = rules.iter().find(|rule| rule.fits(understood));
    match (intent, emotion, urgency) {
        (_, Emotion::Angry, _) => WhyUrgent::Anger,
        (Intent::Complaint, ..) => WhyUrgent::Intent,
        _ if first.is_some_and(|rule| rule.urgency == urgency) => WhyUrgent::Rule,
        _ if intent.urgency(preset) == urgency => WhyUrgent::Intent,
        (_, Emotion::Dissatisfied, Urgency::Important) => WhyUrgent::Dissatisfied,
        (.., Urgency::Urgent) => WhyUrgent::Abuse,
        _ => WhyUrgent::Intent,
    }
}

/// Whether it goes to a senior or a lead, before everything else.
pub fn is_complaint(intent: Intent, emotion: Emotion) -> bool {
    intent == Intent::Complaint || emotion == Emotion::Angry
}

/// What the buyer's newest order came to, when it is recent.
pub fn worth(orders: &[Order], now: Time) -> Option<i64> {
    let recent = orders.iter().filter(|order| now.since(order.placed_at) < RECENT);
    recent.max_by_key(|order| order.placed_at).map(|order| order.total)
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

    fn understood(intent: Intent, emotion: Emotion, stage: Stage) -> Understood {
        Understood { intent, emotion, stage, inbox: uuid::Uuid::nil().into(), worth: None }
    }

    #[test]
    fn urgency_is_ranked_as_the_shop_wants_and_anger_raises_it() {
        let of =
            |preset, intent, emotion| urgency(preset, &[], understood(intent, emotion, Stage::Pre), false);
        assert_eq!(of(Preset::A, Intent::Payment, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::A, Intent::Bargain, Emotion::Neutral), Urgency::Important);
        assert_eq!(of(Preset::B, Intent::Bargain, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::A, Intent::Refund, Emotion::Neutral), Urgency::Urgent);
        assert_eq!(of(Preset::B, Intent::Refund, Emotion::Neutral), Urgency::Important);
        for preset in [Preset::A, Preset::B] {
            assert_eq!(of(preset, Intent::Invoice, Emotion::Neutral), Urgency::Normal);
            assert_eq!(of(preset, Intent::Invoice, Emotion::Dissatisfied), Urgency::Important);
            assert_eq!(of(preset, Intent::Invoice, Emotion::Angry), Urgency::Urgent);
            let invoice = understood(Intent::Invoice, Emotion::Neutral, Stage::Pre);
            assert_eq!(urgency(preset, &[], invoice, true), Urgency::Urgent);
        }
    }

    #[test]
    fn the_shops_own_rules_come_before_its_preset_and_never_below_a_complaint() {
        let everything = rule(Urgency::Normal);
        let unpaid = UrgencyRule { stage: Some(Stage::Unpaid), urgency: Urgency::Urgent, ..everything };
        let rules = [unpaid, everything];
        for intent in Intent::ALL {
            for emotion in Emotion::ALL {
                for stage in Stage::ALL {
                    let understood = understood(*intent, *emotion, *stage);
                    let found = urgency(Preset::A, &rules, understood, false);
                    let complaint = is_complaint(*intent, *emotion);
                    assert_eq!(
                        found == Urgency::Urgent,
                        complaint || *stage == Stage::Unpaid,
                        "{understood:?}"
                    );
                    let why = why_urgent(Preset::A, &rules, Some(understood), found);
                    assert_eq!(why == WhyUrgent::Rule, !complaint, "{understood:?}");
                }
            }
        }
    }

    fn rule(urgency: Urgency) -> UrgencyRule {
        UrgencyRule { intent: None, emotion: None, stage: None, inbox: None, worth_at_least: None, urgency }
    }

    #[test]
    fn rules_know_platforms_and_what_is_at_stake() {
        let platform = uuid::Uuid::max().into();
        let rules = [
            UrgencyRule { worth_at_least: Some(50_000), ..rule(Urgency::Urgent) },
            UrgencyRule { inbox: Some(platform), ..rule(Urgency::Important) },
            rule(Urgency::Normal),
        ];
        let plain = understood(Intent::SizeAdvice, Emotion::Neutral, Stage::Pre);
        let of = |understood| urgency(Preset::A, &rules, understood, false);
        assert_eq!(of(Understood { worth: Some(50_000), ..plain }), Urgency::Urgent);
        assert_eq!(of(Understood { worth: Some(49_999), inbox: platform, ..plain }), Urgency::Important);
        assert_eq!(of(plain), Urgency::Normal);
    }
}
