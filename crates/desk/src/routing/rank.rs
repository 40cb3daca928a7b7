//! Whose turn it is, and why.
//!
//! Complaints come first. Then whoever came while nobody was here, once people have begun, and whoever has come near the
//! bound of the wait, oldest first: however the weights are set, who
//! has waited so long is passed by nobody who came later, complaints apart. Then whoever loses most by another second.
//! The order is total: the same queue at the same moment has one order.

use std::cmp::Reverse;

use db::Time;
use language::Intent;
use serde::{Deserialize, Serialize};

use super::loss::{self, Rate, Stake, Standing};
use crate::id::ConversationId;
use crate::shop::RoutingSettings;
use crate::triage;
use crate::word::words;

/// The last part of the bound, in which whoever waits goes before others so that they are answered within it.
const LAST_PART: f64 = 0.2;

/// A conversation that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// Which.
    pub conversation: ConversationId,
    /// What is at stake.
    pub stake: Stake,
    /// Since when the buyer has had no answer.
    pub since: Time,
    /// Since when a person could have answered: not before the shop's people began.
    pub from: Time,
    /// When the buyer last said something.
    pub heard: Time,
    /// When a person should have answered.
    pub due: Option<Time>,
    /// It is offered to somebody because there is a crisis.
    pub emergency: bool,
}

words! {
    /// What gives a conversation its place.
    WhyPlaced {
        /// A complaint, or anger.
        Complaint = "complaint",
        /// It comes near the longest anybody may wait.
        Bound = "bound",
        /// It came while nobody was here, and people have begun.
        Overnight = "overnight",
        /// A buyer who may go elsewhere.
        MayLeave = "may_leave",
        /// An order that was placed and not paid.
        Unpaid = "unpaid",
        /// An order that may be called off or sent back.
        OrderAtRisk = "order_at_risk",
        /// A buyer who may complain.
        MayComplain = "may_complain",
        /// The answer is due.
        DueSoon = "due_soon",
        /// Nothing weighs: whoever has waited longest.
        Waited = "waited",
    }
}

/// Why a conversation has its place, with the figures it follows from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PlaceFigures)]
pub struct Why {
    /// What gives it its place.
    pub code: WhyPlaced,
    /// How many seconds the buyer has waited.
    pub waited_seconds: i64,
    /// How many seconds until an answer is due; negative when it is late.
    pub left_seconds: Option<i64>,
    /// What the order or basket is worth, in minor units.
    pub value: i64,
    /// What another minute like this second would cost, in minor units.
    pub cost_per_minute: i64,
    /// Whether the buyer is of a level that the shop serves first.
    pub vip: bool,
    /// Whether it is offered to somebody of the emergency group who would not be given it in calm times.
    pub emergency: bool,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Where it stands in what was ranked.
    pub index: usize,
    /// What another second costs.
    pub rate: Rate,
    /// Why it stands here.
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Complaint,
    Bound,
    Loss,
}

/// The queue in order, each place with its reason. `settings_of` gives the settings of a conversation's shop by its place in
/// `queue`.
pub fn order<'s>(
    queue: &[Waiting],
    settings_of: impl Fn(usize) -> &'s RoutingSettings,
    now: Time,
) -> Vec<Place> {
    let mut placed: Vec<_> = queue
        .iter()
        .enumerate()
        .map(|(index, waiting)| {
            let settings = settings_of(index);
            let (tier, rate) = weigh(waiting, settings, now);
            let at_bound = near_bound(waiting, settings, now);
            // Money to the ten-thousandth of a minor unit: what differs by less is equal, and whoever came first is first.
            #[expect(clippy::cast_possible_truncation, reason = "saturates, and stays in order")]
            let cost = (rate.total() * 10_000.0) as i64;
            let greeting = waiting.stake.intent == Intent::Greeting;
            let first = if at_bound { Reverse(i64::MAX) } else { Reverse(cost) };
            let key = (tier, greeting && tier == Tier::Complaint, !at_bound, first, waiting.since);
            (key, waiting.conversation, index, rate)
        })
        .collect();
    placed.sort_unstable_by_key(|(key, conversation, ..)| (*key, *conversation));
    placed
        .into_iter()
        .map(|((tier, ..), conversation, index, rate)| Place {
            conversation,
            index,
            rate,
            why: why(tier, &queue[index], rate, now),
        })
        .collect()
}

fn weigh(waiting: &Waiting, settings: &RoutingSettings, now: Time) -> (Tier, Rate) {
    let rate = loss::rate(&waiting.stake, standing(waiting, now), settings);
    let tier = if triage::is_complaint(waiting.stake.intent, waiting.stake.emotion) {
        Tier::Complaint
    } else if near_bound(waiting, settings, now) {
        Tier::Bound
    } else {
        Tier::Loss
    };
    (tier, rate)
}

fn near_bound(waiting: &Waiting, settings: &RoutingSettings, now: Time) -> bool {
    let bound = f64::from(settings.wait_bound_seconds);
    overnight(waiting, now) || now.since(waiting.from).as_secs_f64() >= bound * (1.0 - LAST_PART)
}

/// What was left from the hours without people is taken up first when they begin.
fn overnight(waiting: &Waiting, now: Time) -> bool {
    waiting.since < waiting.from && waiting.from <= now
}

/// Where its wait stands.
pub fn standing(waiting: &Waiting, now: Time) -> Standing {
    Standing {
        waited: now.since(waiting.since).as_secs_f64(),
        heard: waiting.heard.since(waiting.since).as_secs_f64(),
        left: waiting.due.map(|due| due.since(now).as_secs_f64() - now.since(due).as_secs_f64()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a wait and amounts of one order are far from 2^63"
)]
fn why(tier: Tier, waiting: &Waiting, rate: Rate, now: Time) -> Why {
    let Standing { waited, left, .. } = standing(waiting, now);
    Why {
        code: match tier {
            Tier::Complaint => WhyPlaced::Complaint,
            Tier::Bound if overnight(waiting, now) => WhyPlaced::Overnight,
            Tier::Bound => WhyPlaced::Bound,
            Tier::Loss => largest(waiting, rate),
        },
        waited_seconds: waited as i64,
        left_seconds: left.map(|left| left.floor() as i64),
        value: waiting.stake.value as i64,
        cost_per_minute: (rate.total() * 60.0).round() as i64,
        vip: waiting.stake.vip,
        emergency: waiting.emergency,
    }
}

/// The part that costs most.
fn largest(waiting: &Waiting, rate: Rate) -> WhyPlaced {
    use language::Stage;
    if rate.total() <= 0.0 {
        WhyPlaced::Waited
    } else if rate.metric >= rate.value && rate.metric >= rate.complaint {
        WhyPlaced::DueSoon
    } else if rate.complaint >= rate.value {
        WhyPlaced::MayComplain
    } else {
        match waiting.stake.stage {
            Stage::Pre => WhyPlaced::MayLeave,
            Stage::Unpaid => WhyPlaced::Unpaid,
            _ => WhyPlaced::OrderAtRisk,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use language::{Emotion, Stage, Urgency};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::routing::hazard::Hazard;
    use crate::shop::{ByUrgency, LossWeights};

    const NOW: Time = Time::from_micros(1_790_000_000_000_000);

    fn waiting(id: u128, waited: u64, intent: Intent, emotion: Emotion, value: f64) -> Waiting {
        let since = NOW - Duration::from_secs(waited);
        Waiting {
            conversation: Uuid::from_u128(id).into(),
            stake: Stake {
                intent,
                emotion,
                stage: intent.usual_stage().unwrap_or(Stage::Pre),
                urgency: Urgency::Normal,
                value,
                vip: false,
                hazard: Hazard::usual(intent),
                pressure: 1.0,
            },
            since,
            from: since,
            heard: since,
            due: Some(since + Duration::from_secs(180)),
            emergency: false,
        }
    }

    prop_compose! {
        fn any_settings()(
            value in 0.0..100.0_f64, complaint in 0.0..100.0_f64, metric in 0.0..100.0_f64,
            complaint_cost in 0_u32..1_000_000, miss in 0_u32..1_000_000, usual_value in 0_u32..1_000_000,
        ) -> RoutingSettings {
            RoutingSettings {
                weights: LossWeights { value, complaint, metric },
                complaint_cost,
                miss_cost: ByUrgency { urgent: miss, important: miss / 2, normal: miss / 3 },
                usual_value,
                ..RoutingSettings::default()
            }
        }
    }

    prop_compose! {
        fn any_waiting()(
            id in any::<u128>(), waited in 0_u64..2_000, intent in prop::sample::select(Intent::ALL),
            emotion in prop::sample::select(Emotion::ALL), value in 0.0..10_000_000.0_f64,
        ) -> Waiting {
            waiting(id, waited, intent, emotion, value)
        }
    }

    fn positions(queue: &[Waiting], settings: &RoutingSettings) -> Vec<usize> {
        order(queue, |_| settings, NOW).into_iter().map(|place| place.index).collect()
    }

    #[test]
    fn the_dearer_second_comes_first_and_is_named() {
        let queue = [
            waiting(1, 20, Intent::WhereIsIt, Emotion::Neutral, 8_000.0),
            waiting(2, 4, Intent::SizeAdvice, Emotion::Neutral, 30_000.0),
            waiting(3, 1, Intent::Complaint, Emotion::Angry, 100.0),
            waiting(4, 590, Intent::Greeting, Emotion::Neutral, 0.0),
        ];
        let settings = RoutingSettings::default();
        assert_eq!(positions(&queue, &settings), [2, 3, 1, 0]);
        let codes: Vec<_> = order(&queue, |_| &settings, NOW).iter().map(|place| place.why.code).collect();
        assert_eq!(codes[..3], [WhyPlaced::Complaint, WhyPlaced::Bound, WhyPlaced::MayLeave]);
    }

    #[test]
    fn what_was_left_overnight_comes_first_in_the_morning_oldest_first() {
        let opens = NOW - Duration::from_secs(5);
        let left = |id, waited| Waiting {
            from: opens,
            ..waiting(id, waited, Intent::WhereIsIt, Emotion::Neutral, 1.0)
        };
        let fresh = waiting(3, 2, Intent::OrderFailed, Emotion::Neutral, 900_000.0);
        let queue = [fresh, left(1, 3_000), left(2, 20_000)];
        let settings = RoutingSettings::default();
        assert_eq!(positions(&queue, &settings), [2, 1, 0]);
        assert_eq!(order(&queue, |_| &settings, NOW)[0].why.code, WhyPlaced::Overnight);
        // At night, for whoever is awake, they are a queue like any other.
        let night = queue.map(|one| Waiting { from: NOW + Duration::from_secs(60), ..one });
        assert_eq!(positions(&night, &settings)[0], 0);
    }

    #[test]
    fn without_weights_the_queue_is_in_order_of_waiting() {
        let settings = RoutingSettings {
            weights: LossWeights { value: 0.0, complaint: 0.0, metric: 0.0 },
            ..RoutingSettings::default()
        };
        let queue = [5, 60, 30]
            .map(|waited| waiting(waited.into(), waited, Intent::SizeAdvice, Emotion::Neutral, 900_000.0));
        assert_eq!(positions(&queue, &settings), [1, 2, 0]);
        assert_eq!(order(&queue, |_| &settings, NOW)[0].why.code, WhyPlaced::Waited);
    }

    proptest! {
        #[test]
        fn the_order_is_total_and_does_not_hang_on_how_the_queue_was_read(
            queue in prop::collection::vec(any_waiting(), 0..30), settings in any_settings(), seed in any::<u64>(),
        ) {
            let ids = |queue: &[Waiting]| order(queue, |_| &settings, NOW).iter().map(|place| place.conversation).collect::<Vec<_>>();
            let mut turned = queue.clone();
            turned.sort_by_key(|one| one.conversation.to_string().bytes().map(u64::from).sum::<u64>() ^ seed);
            prop_assert_eq!(ids(&queue), ids(&turned));
        }

        #[test]
        fn a_complaint_is_never_below_a_greeting(
            mut queue in prop::collection::vec(any_waiting(), 0..20), settings in any_settings(),
            emotion in prop::sample::select(Emotion::ALL), waited in 0_u64..5_000,
        ) {
            queue.push(waiting(1, 0, Intent::Complaint, Emotion::Neutral, 0.0));
            queue.push(waiting(2, waited, Intent::Greeting, emotion, 10_000_000.0));
            let ranked = order(&queue, |_| &settings, NOW);
            let complaint = ranked.iter().rposition(|place| queue[place.index].stake.intent == Intent::Complaint);
            let greeting = ranked.iter().position(|place| queue[place.index].stake.intent == Intent::Greeting);
            prop_assert!(complaint < greeting);
        }

        #[test]
        fn who_is_near_the_bound_is_passed_by_nobody_who_came_later(
            queue in prop::collection::vec(any_waiting(), 1..30), settings in any_settings(),
        ) {
            let ranked = order(&queue, |_| &settings, NOW);
            for (at, place) in ranked.iter().enumerate() {
                let this = &queue[place.index];
                if near_bound(this, &settings, NOW) {
                    for before in ranked[..at].iter().map(|place| &queue[place.index]) {
                        let complaint = triage::is_complaint(before.stake.intent, before.stake.emotion);
                        prop_assert!(complaint || before.since <= this.since);
                    }
                }
            }
        }

        /// As many come as are answered, and each who comes has more at stake than anybody before: the first are answered
        /// all the same, within the bound and the time their own number takes.
        #[test]
        fn nobody_starves_however_the_weights_are_set(
            begun in 1_u64..40, settings in any_settings(), pause in 1_u64..20,
        ) {
            let bound = u64::from(settings.wait_bound_seconds);
            let mut queue: Vec<Waiting> = (0..begun)
                .map(|id| waiting(id.into(), 0, Intent::Chitchat, Emotion::Positive, 1.0))
                .collect();
            let mut now = NOW;
            for turn in 0..(bound / pause + 3 * begun) {
                let next = order(&queue, |_| &settings, now)[0].index;
                let answered = queue.swap_remove(next);
                let waited = now.since(answered.since).as_secs();
                prop_assert!(waited <= bound * 8 / 10 + (begun + 1) * pause, "{waited} s");
                now = now + Duration::from_secs(pause);
                let mut newcomer = waiting(
                    u128::from(1_000 + turn), 0, Intent::OrderFailed, Emotion::Dissatisfied, 10_000_000.0,
                );
                (newcomer.since, newcomer.from, newcomer.heard) = (now, now, now);
                newcomer.due = Some(now + Duration::from_secs(60));
                queue.push(newcomer);
            }
        }
    }
}
