//! What another second of waiting costs.
//!
//! Three things are lost by waiting: the order or basket of a buyer who leaves, what a complaint costs, and what is held
//! against the shop for an answer that comes later than it should. Each is an amount times a chance, and so the three add
//! up. The chances that no guide gives are written down here, as assumptions; how much each part counts is the shop's to
//! set (`shop::RoutingSettings`).

use language::{Emotion, Intent, Stage, Urgency};

use super::hazard::Hazard;
use crate::metric::standing::Distance;
use crate::shop::RoutingSettings;

/// By how much a VIP's order weighs more: they come back.
const VIP: f64 = 1.5;
/// In how many seconds the next person is usually free. Whoever is passed over now waits about so long again, and the chance
/// that this is too late is what makes a deadline press as it draws near.
const NEXT_TURN: f64 = 20.0;

/// The most and the least that a late answer weighs for how the shop stands.
const MOST_PRESSED: f64 = 2.0;
const LEAST_PRESSED: f64 = 0.1;

/// What is at stake in one waiting conversation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stake {
    /// What it is about.
    pub intent: Intent,
    /// How the buyer feels.
    pub emotion: Emotion,
    /// Where the buyer stands.
    pub stage: Stage,
    /// How soon an answer is wanted.
    pub urgency: Urgency,
    /// What the order or basket is worth, in minor units.
    pub value: f64,
    /// Whether the buyer is of a level that the shop serves first.
    pub vip: bool,
    /// How soon buyers of this intent leave.
    pub hazard: Hazard,
    /// How many times its usual cost a late answer costs now: see [`pressure`].
    pub pressure: f64,
}

/// By how much a late answer weighs more, or less, for how the shop stands by the number it is judged by. Where so many units
/// may be lost as wait, it costs what it usually does; where the whole queue could be lost several times over, less; where
/// nothing may be lost, or the line is crossed, twice as much. An assumption; without a target it is 1.
#[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
pub fn pressure(distance: Option<&Distance>, waiting: usize) -> f64 {
    let Some(distance) = distance else { return 1.0 };
    if !distance.met {
        return MOST_PRESSED;
    }
    let spare = distance.may_lose as f64 / waiting.max(1) as f64;
    (MOST_PRESSED / (1.0 + spare)).max(LEAST_PRESSED)
}

/// Where a wait stands, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// How long the buyer has waited.
    pub waited: f64,
    /// How long they had waited when they last said something: until then they were certainly there.
    pub heard: f64,
    /// How long until the answer is due; negative when it should have come; none without a time.
    pub left: Option<f64>,
}

/// What the next second costs, in minor units, part by part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The order or basket.
    pub value: f64,
    /// A complaint.
    pub complaint: f64,
    /// An answer that comes late.
    pub metric: f64,
}

impl Rate {
    /// All of it.
    pub fn total(self) -> f64 {
        self.value + self.complaint + self.metric
    }
}

/// What the next second costs.
pub fn rate(stake: &Stake, at: Standing, settings: &RoutingSettings) -> Rate {
    let weights = settings.weights;
    let still_there = (stake.hazard.staying(at.waited) / stake.hazard.staying(at.heard)).min(1.0);
    let turning = complains(stake);
    let pressing = match at.left {
        Some(left) if left > 0.0 => (-left / NEXT_TURN).exp() / NEXT_TURN,
        // What is missed cannot be missed again.
        _ => 0.0,
    };
    Rate {
        value: weights.value * at_risk(stake) * still_there * stake.hazard.at(at.waited),
        complaint: weights.complaint
            * f64::from(settings.complaint_cost)
            * turning
            * (-turning * at.waited).exp(),
        metric: weights.metric * miss_cost(stake.urgency, settings) * stake.pressure * pressing,
    }
}

/// What is lost, on the average, by answering after `waited` seconds when it was due after `due`.
pub fn until(stake: &Stake, waited: f64, due: Option<f64>, settings: &RoutingSettings) -> f64 {
    let weights = settings.weights;
    let late = due.is_some_and(|due| waited > due);
    weights.value * at_risk(stake) * (1.0 - stake.hazard.staying(waited))
        + weights.complaint * f64::from(settings.complaint_cost) * (1.0 - (-complains(stake) * waited).exp())
        + if late { weights.metric * miss_cost(stake.urgency, settings) * stake.pressure } else { 0.0 }
}

/// What is lost when this buyer leaves: of an order that would be placed, the chance that it would; of one that was, the
/// chance that it is called off or sent back for it.
fn at_risk(stake: &Stake) -> f64 {
    let chance = match stake.stage {
        Stage::Unpaid => 0.6,
        Stage::Pre => 0.3,
        Stage::AfterSale => 0.2,
        Stage::Unshipped => 0.15,
        Stage::Received => 0.1,
        Stage::InTransit => 0.05,
    };
    stake.value.max(0.0) * chance * if stake.vip { VIP } else { 1.0 }
}

/// The chance a second that waiting turns into a complaint.
fn complains(stake: &Stake) -> f64 {
    let mood = match stake.emotion {
        Emotion::Positive => 0.000_05,
        Emotion::Neutral => 0.000_1,
        Emotion::Anxious => 0.000_4,
        Emotion::Dissatisfied => 0.001,
        Emotion::Angry => 0.003,
    };
    mood * if stake.intent == Intent::Complaint { 3.0 } else { 1.0 }
}

fn miss_cost(urgency: Urgency, settings: &RoutingSettings) -> f64 {
    f64::from(match urgency {
        Urgency::Urgent => settings.miss_cost.urgent,
        Urgency::Important => settings.miss_cost.important,
        Urgency::Normal => settings.miss_cost.normal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stake() -> Stake {
        Stake {
            intent: Intent::SizeAdvice,
            emotion: Emotion::Neutral,
            stage: Stage::Pre,
            urgency: Urgency::Important,
            value: 20_000.0,
            vip: false,
            hazard: Hazard::usual(Intent::SizeAdvice),
            pressure: 1.0,
        }
    }

    fn standing(waited: f64) -> Standing {
        Standing { waited, heard: 0.0, left: Some(15.0 - waited) }
    }

    fn total(stake: &Stake, at: Standing) -> f64 {
        rate(stake, at, &RoutingSettings::default()).total()
    }

    #[test]
    fn more_at_stake_costs_more() {
        let (plain, at) = (stake(), standing(5.0));
        let more = [
            Stake { value: 40_000.0, ..plain },
            Stake { vip: true, ..plain },
            Stake { emotion: Emotion::Angry, ..plain },
            Stake { urgency: Urgency::Urgent, ..plain },
            Stake { stage: Stage::Unpaid, ..plain },
        ];
        for dearer in more {
            assert!(total(&dearer, at) > total(&plain, at), "{dearer:?}");
        }
    }

    #[test]
    fn a_deadline_presses_as_it_draws_near_and_no_more_once_it_is_missed() {
        let metric = |waited| rate(&stake(), standing(waited), &RoutingSettings::default()).metric;
        assert!(metric(14.0) > metric(1.0));
        assert!(metric(16.0).abs() < 1e-12);
    }

    #[test]
    fn who_has_just_written_is_certainly_still_there() {
        let long_silent = Standing { waited: 120.0, heard: 0.0, left: None };
        let just_heard = Standing { heard: 119.0, ..long_silent };
        assert!(total(&stake(), just_heard) > 3.0 * total(&stake(), long_silent));
    }

    #[test]
    fn what_is_lost_is_what_the_seconds_cost() {
        let settings = RoutingSettings::default();
        let summed: f64 = (0..1_000)
            .map(|tenth| {
                let at = Standing { waited: f64::from(tenth) / 10.0, heard: 0.0, left: None };
                rate(&stake(), at, &settings).total() / 10.0
            })
            .sum();
        let lost = until(&stake(), 100.0, None, &settings);
        assert!((summed / lost - 1.0).abs() < 0.02, "{summed} {lost}");
    }

    #[test]
    fn a_part_without_weight_does_not_count() {
        let mut settings = RoutingSettings::default();
        settings.weights.value = 0.0;
        assert!(rate(&stake(), standing(5.0), &settings).value.abs() < 1e-12);
    }

    #[test]
    fn the_nearer_the_line_the_more_a_late_answer_costs() {
        let stands = |met, may_lose| Distance { difference: 0.0, met, may_lose, must_win: None };
        let of = |met, may_lose| pressure(Some(&stands(met, may_lose)), 10);
        assert_eq!((of(false, 0), of(true, 0), of(true, 10)), (2.0, 2.0, 1.0));
        assert!(of(true, 20) < 1.0 && (of(true, 1_000_000) - LEAST_PRESSED).abs() < 1e-9);
        assert_eq!((pressure(None, 10), pressure(Some(&stands(true, 3)), 0)), (1.0, 0.5));
        let settings = RoutingSettings::default();
        let at = Standing { waited: 100.0, heard: 0.0, left: Some(10.0) };
        let pressed = Stake { pressure: 2.0, ..stake() };
        let (usual, pressed) = (rate(&stake(), at, &settings), rate(&pressed, at, &settings));
        assert!((pressed.metric - 2.0 * usual.metric).abs() < 1e-9);
        assert!((pressed.value - usual.value).abs() < 1e-9);
    }
}
