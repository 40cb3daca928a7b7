//! What waiting costs: conversations by how long their buyers waited for the first answer, and by day and night.
//!
//! The bands are those of the guide that [`hazard`] begins with. What a wait costs is what [`loss::until`] says is lost on the
//! average by answering so late, with the hazards the shop has learned; a band in which it has seen too few leave rests on
//! the guide, and says so. Beside it stands what was seen: who had not bought yet, and placed an order within a day.

use std::collections::HashMap;

use language::{Emotion, Intent, Stage};

use super::Row;
use crate::routing::hazard::{self, Hazard, Observed};
use crate::routing::loss::{self, Stake};
use crate::shop::Shop;

/// A share of fewer conversations than this says little, and is not told.
pub const ENOUGH: u64 = 30;

/// Conversations, and the orders that came of them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sales {
    /// All of them.
    pub conversations: u64,
    /// Those about what is asked before an order.
    pub before_sale: u64,
    /// Of these, those after whose beginning the buyer placed an order within a day.
    pub ordered: u64,
}

impl Sales {
    fn add(&mut self, row: &Row) {
        self.conversations += 1;
        if before_sale(row.intent) {
            self.before_sale += 1;
            self.ordered += u64::from(row.ordered);
        }
    }

    /// The share that ordered, where there are enough to say.
    #[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
    pub fn conversion(&self) -> Option<f64> {
        (self.before_sale >= ENOUGH).then(|| self.ordered as f64 / self.before_sale as f64)
    }
}

/// Conversations that began while people are there, and while nobody is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Nights {
    /// While people are there.
    pub day: Sales,
    /// While nobody is.
    pub night: Sales,
}

impl Nights {
    pub(super) fn add(&mut self, row: &Row) {
        if row.by_day { self.day.add(row) } else { self.night.add(row) }
    }
}

/// What one band comes to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Band {
    /// Those whose buyers waited so long.
    pub sales: Sales,
    /// Those that ended without a person's answer though people were asked.
    pub left: u64,
    /// What the waits are taken to have cost, in minor units.
    pub cost: f64,
    /// Buyers who were seen to leave in this band, since the shop began to count.
    pub leavers: f64,
}

impl Band {
    /// Whether the shop's own figures weigh more in it than the guide's.
    pub fn is_own(&self) -> bool {
        self.leavers >= hazard::TRUST
    }
}

/// Conversations by the wait for the first answer, whoever gave it: up to 10, 30, 60 seconds, and more.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bands(pub [Band; 4]);

impl Bands {
    /// Takes in what the shop has seen of buyers who left.
    pub(super) fn learn(&mut self, observed: &HashMap<Intent, Observed>) {
        for seen in observed.values() {
            for (band, left) in self.0.iter_mut().zip(seen.left) {
                band.leavers += left;
            }
        }
    }

    pub(super) fn add(&mut self, row: &Row, shop: &Shop, observed: &HashMap<Intent, Observed>) {
        let waited = row.first_wait().as_secs_f64();
        let band = &mut self.0[band_of(waited)];
        band.sales.add(row);
        band.left += u64::from(row.left);
        let hazard = match observed.get(&row.intent) {
            Some(observed) => Hazard::learned(row.intent, observed),
            None => Hazard::usual(row.intent),
        };
        band.cost += loss::until(&stake(row, shop, hazard), waited, None, &shop.settings.routing);
    }

    /// How many times as many order as of those answered within 11 to 30 seconds: what was seen, where there is enough of it.
    pub fn seen(&self, band: usize) -> Option<f64> {
        let usual = self.0[1].sales.conversion().filter(|share| *share > 0.0)?;
        Some(self.0[band].sales.conversion()? / usual)
    }

    /// The same, as the guide has it.
    pub fn guide(band: usize) -> f64 {
        hazard::LEFT_OF_ONE[band]
    }
}

/// The band of a wait: exactly ten seconds are still within ten.
fn band_of(waited: f64) -> usize {
    hazard::ENDS.iter().take_while(|end| waited > **end).count()
}

/// Whether a matter is one of buyers who may yet order.
fn before_sale(intent: Intent) -> bool {
    matches!(intent.usual_stage(), None | Some(Stage::Pre | Stage::Unpaid))
}

/// What was at stake, as far as it is known afterwards.
#[expect(clippy::cast_precision_loss, reason = "an order is far below 2^52 minor units")]
fn stake(row: &Row, shop: &Shop, hazard: Hazard) -> Stake {
    let usual = i64::from(shop.settings.routing.usual_value);
    let stage = row.intent.usual_stage().unwrap_or(Stage::Pre);
    let value = if stage == Stage::Pre || row.worth == 0 { usual } else { row.worth };
    Stake {
        intent: row.intent,
        emotion: Emotion::Neutral,
        stage,
        urgency: row.urgency,
        value: value as f64,
        vip: false,
        hazard,
        pressure: 1.0,
    }
}
