//! How soon a waiting buyer leaves.
//!
//! The hazard is the share of those still waiting who leave in the next second, constant within four bands of the wait.
//! Until a shop has figures of its own it is that of a guide for sellers, 《响应时间优化方法》, which puts conversion at
//! +50 % when the answer comes within 10 seconds, as usual within 30, at −25 % within 60, and has more than 60 % gone after
//! that. The guide says nothing about anybody beyond a minute: there the hazard is an assumption, half of those who are
//! left in two minutes.

use std::collections::HashMap;

use language::{Intent, Stage};

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;

/// Where a band of the wait ends, in seconds. The last one does not.
pub const ENDS: [f64; 3] = [10.0, 30.0, 60.0];
/// What the guide leaves of a buyer answered in each band, with an answer as usual for 1.
pub const LEFT_OF_ONE: [f64; 4] = [1.5, 1.0, 0.75, 0.4];
/// Within how many seconds half of those leave who have waited for more than a minute.
const HALF_LEAVE: f64 = 120.0;
/// How many buyers of its own must have left before a shop's figures weigh as much as the guide's.
pub const TRUST: f64 = 20.0;

/// The hazard in each band, a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hazard([f64; 4]);

/// What a shop has seen of buyers who waited with one intent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Observed {
    /// Seconds waited within each band, by all of them together.
    pub waited: [f64; 4],
    /// How many left in each band.
    pub left: [f64; 4],
}

/// What a shop has seen of waiting buyers, by intent.
pub fn observed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<HashMap<Intent, Observed>> {
    Ok(store::observed(ctx.tx, shop)?)
}

/// How ready buyers of an intent are to leave, 1 for somebody about to buy. Who has paid waits longer: there is no other
/// shop to ask. The guide speaks of conversion alone, so the rest is an assumption until the shop's own figures say more.
fn readiness(intent: Intent) -> f64 {
    match intent.usual_stage() {
        Some(Stage::Pre | Stage::Unpaid) => 1.0,
        None => 0.5,
        Some(Stage::Unshipped | Stage::InTransit | Stage::Received | Stage::AfterSale) => 0.2,
    }
}

impl Hazard {
    /// What is taken to hold for an intent before anything has been seen.
    pub fn usual(intent: Intent) -> Self {
        let [delighted, content, uneasy, gone] = LEFT_OF_ONE;
        let within = |from: f64, to: f64, seconds: f64| (from / to).ln() / seconds;
        let for_a_buyer = [
            within(delighted, content, ENDS[0]),
            within(content, uneasy, ENDS[1] - ENDS[0]),
            within(uneasy, gone, ENDS[2] - ENDS[1]),
            2.0_f64.ln() / HALF_LEAVE,
        ];
        Self(for_a_buyer.map(|hazard| hazard * readiness(intent)))
    }

    /// What holds after this was seen: the guide's figure counts as if [`TRUST`] buyers had left at it.
    pub fn learned(intent: Intent, observed: &Observed) -> Self {
        let usual = Self::usual(intent);
        let mut learned = usual.0;
        for (band, hazard) in learned.iter_mut().enumerate() {
            let exposed = TRUST / usual.0[band] + observed.waited[band].max(0.0);
            *hazard = (TRUST + observed.left[band].max(0.0)) / exposed;
        }
        Self(learned)
    }

    /// The share of those still there after `waited` seconds who leave in the next.
    pub fn at(&self, waited: f64) -> f64 {
        self.0[band(waited)]
    }

    /// The share of buyers still there after `waited` seconds.
    pub fn staying(&self, waited: f64) -> f64 {
        let [first, second, third] = ENDS;
        let spent = [
            waited.clamp(0.0, first),
            (waited - first).clamp(0.0, second - first),
            (waited - second).clamp(0.0, third - second),
            (waited - third).max(0.0),
        ];
        let leaving: f64 = spent.iter().zip(self.0).map(|(seconds, hazard)| seconds * hazard).sum();
        (-leaving).exp()
    }
}

/// The band that a wait of so many seconds is in.
pub fn band(waited: f64) -> usize {
    ENDS.iter().take_while(|end| waited >= **end).count()
}

impl Observed {
    /// One more buyer who waited so many seconds, and left or did not.
    pub fn add(&mut self, waited: f64, left: bool) {
        let mut from = 0.0;
        for (index, end) in ENDS.iter().copied().chain([f64::INFINITY]).enumerate() {
            self.waited[index] += (waited.min(end) - from).max(0.0);
            from = end;
        }
        self.left[band(waited)] += if left { 1.0 } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn the_guide_holds_behinds_of_its_bands() {
        let hazard = Hazard::usual(Intent::SizeAdvice);
        assert!(near(hazard.staying(0.0), 1.0));
        assert!(near(hazard.staying(10.0), 1.0 / 1.5));
        assert!(near(hazard.staying(30.0), 0.75 / 1.5));
        assert!(near(hazard.staying(60.0), 0.4 / 1.5));
        assert!(near(hazard.staying(180.0), 0.2 / 1.5));
    }

    #[test]
    fn who_has_paid_waits_longer() {
        assert!(
            Hazard::usual(Intent::WhereIsIt).staying(60.0) > Hazard::usual(Intent::Bargain).staying(60.0)
        );
    }

    #[test]
    fn what_was_seen_takes_over_from_the_guide() {
        let (mut patient, mut seen) = (Observed::default(), Observed::default());
        for _ in 0..2_000 {
            patient.add(30.0, false);
            seen.add(5.0, true);
        }
        let usual = Hazard::usual(Intent::SizeAdvice);
        assert!(Hazard::learned(Intent::SizeAdvice, &patient).at(5.0) < usual.at(5.0) / 10.0);
        assert!(near(Hazard::learned(Intent::SizeAdvice, &Observed::default()).at(5.0), usual.at(5.0)));
        // Two thousand who left after five seconds each: a hazard near one in five seconds.
        assert!((Hazard::learned(Intent::SizeAdvice, &seen).at(5.0) - 0.2).abs() < 0.02);
    }

    #[test]
    fn a_wait_is_shared_out_among_its_bands() {
        let mut observed = Observed::default();
        observed.add(45.0, true);
        assert_eq!(observed, Observed { waited: [10.0, 20.0, 15.0, 0.0], left: [0.0, 0.0, 1.0, 0.0] });
    }

    proptest! {
        #[test]
        fn fewer_and_fewer_are_still_there(waited in 0.0..10_000.0_f64, more in 0.0..1_000.0_f64) {
            for intent in Intent::ALL {
                let hazard = Hazard::usual(*intent);
                let (now, then) = (hazard.staying(waited), hazard.staying(waited + more));
                prop_assert!((0.0..=1.0).contains(&then) && then <= now);
            }
        }
    }
}
