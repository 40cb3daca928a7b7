//! How a shop's waiting conversations are ordered and given to people.

use serde::{Deserialize, Serialize};

use super::ByUrgency;
use crate::error::{Refusal, Result};
use crate::word::words;

words! {
    /// How a waiting conversation comes to a person.
    RoutingMode {
        /// People take the next one themselves.
        Pull = "pull",
        /// It is offered to whoever should have it.
        Push = "push",
    }
}

/// How waiting conversations are ordered and given to people. Money is in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoutingSettings {
    /// How they come to a person.
    pub mode: RoutingMode,
    /// Push: within how many seconds an offer must be accepted before it goes back; 0 gives at once, without asking.
    pub accept_seconds: u32,
    /// Push: whoever has let so many offers in a row pass is taken to be away.
    pub misses_until_away: u32,
    /// Push: so many seconds after a person has gone, what they hold and somebody waits in goes back to the queue.
    pub return_after_seconds: u32,
    /// Push: who has waited so many seconds may also be given to people of other skills.
    pub help_after_seconds: u32,
    /// When somebody waits so many seconds, or is expected to, those who stand by are called in; 0 never.
    pub standby_after_seconds: u32,
    /// From so many waiting for each person who is here, a crisis is on; 0 never by itself.
    pub emergency_after_waiting: u32,
    /// Push: for so many seconds after the end a conversation still keeps its person busy.
    pub wrap_up_seconds: u32,
    /// Push: for so many seconds nothing new is given to whoever just had an abusive buyer.
    pub breather_seconds: u32,
    /// A buyer who comes back within so many days goes to the person who had them last, if that person is free.
    pub last_agent_days: u32,
    /// Nobody waits longer than this many seconds behind somebody who came later, complaints apart.
    pub wait_bound_seconds: u32,
    /// How much each part of the expected loss counts.
    pub weights: LossWeights,
    /// What a complaint costs.
    pub complaint_cost: u32,
    /// What it costs to answer later than is due.
    pub miss_cost: ByUrgency,
    /// What a buyer is worth of whom neither an order nor a product is known.
    pub usual_value: u32,
    /// The name of the metric definition that the shop is judged by: its limit is a deadline, and transfers say what they
    /// cost by it. Nothing when no platform counts.
    pub metric: String,
    /// Member levels that are served first where all else is equal, and may have a person of their own.
    pub vip_levels: Vec<String>,
}

/// How much each part of the expected loss counts; 1 as it is, 0 not at all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LossWeights {
    /// Orders and baskets that are lost when a buyer leaves.
    pub value: f64,
    /// Complaints that come of waiting.
    pub complaint: f64,
    /// What is held against the shop for answering late.
    pub metric: f64,
}

impl Default for LossWeights {
    fn default() -> Self {
        Self { value: 1.0, complaint: 1.0, metric: 1.0 }
    }
}

impl Default for RoutingSettings {
    fn default() -> Self {
        Self {
            mode: RoutingMode::Pull,
            accept_seconds: 30,
            misses_until_away: 3,
            return_after_seconds: 60,
            help_after_seconds: 60,
            standby_after_seconds: 0,
            emergency_after_waiting: 0,
            wrap_up_seconds: 0,
            breather_seconds: 180,
            last_agent_days: 3,
            wait_bound_seconds: 600,
            weights: LossWeights::default(),
            complaint_cost: 5_000,
            miss_cost: ByUrgency { urgent: 30_000, important: 1_500, normal: 500 },
            usual_value: 10_000,
            metric: String::new(),
            vip_levels: Vec::new(),
        }
    }
}

impl RoutingSettings {
    /// Refuses what makes no sense, naming the field.
    pub(super) fn check(&self) -> Result<()> {
        let figures = [
            ("routing.accept_seconds", self.accept_seconds, 0, 600),
            ("routing.misses_until_away", self.misses_until_away, 1, 20),
            ("routing.return_after_seconds", self.return_after_seconds, 0, 3_600),
            ("routing.help_after_seconds", self.help_after_seconds, 0, 86_400),
            ("routing.standby_after_seconds", self.standby_after_seconds, 0, 86_400),
            ("routing.emergency_after_waiting", self.emergency_after_waiting, 0, 1_000),
            ("routing.wrap_up_seconds", self.wrap_up_seconds, 0, 600),
            ("routing.breather_seconds", self.breather_seconds, 0, 3_600),
            ("routing.last_agent_days", self.last_agent_days, 0, 90),
            ("routing.wait_bound_seconds", self.wait_bound_seconds, 30, 86_400),
            ("routing.complaint_cost", self.complaint_cost, 0, 100_000_000),
            ("routing.miss_cost.urgent", self.miss_cost.urgent, 0, 100_000_000),
            ("routing.miss_cost.important", self.miss_cost.important, 0, 100_000_000),
            ("routing.miss_cost.normal", self.miss_cost.normal, 0, 100_000_000),
            ("routing.usual_value", self.usual_value, 0, 100_000_000),
        ];
        for (field, figure, least, most) in figures {
            if !(least..=most).contains(&figure) {
                return Err(Refusal::invalid(field, "out_of_range").into());
            }
        }
        let LossWeights { value, complaint, metric } = self.weights;
        let weights = [
            ("routing.weights.value", value),
            ("routing.weights.complaint", complaint),
            ("routing.weights.metric", metric),
        ];
        for (field, weight) in weights {
            if !(0.0..=100.0).contains(&weight) {
                return Err(Refusal::invalid(field, "out_of_range").into());
            }
        }
        let named = self.vip_levels.iter().all(|level| (1..=40).contains(&level.trim().chars().count()));
        if !named || self.vip_levels.len() > 20 {
            return Err(Refusal::invalid("routing.vip_levels", "out_of_range").into());
        }
        Ok(())
    }
}
