//! One figure from several kinds of evidence, that means the same for every query.

use crate::Overlap;

/// A lead beyond this adds no more certainty.
const CLEAR_LEAD: f32 = 2.0;

/// Why a text might be the one that is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Nearness of meaning, −1 to 1; 0 without a model.
    pub meaning: f32,
    /// Words in common.
    pub overlap: Overlap,
}

/// Weights of a logistic model: learned by whoever has questions with known answers, and only as good as those.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// Weight of nearness of meaning in how well a text fits.
    pub meaning: f32,
    /// Weight of the share of the query that the text covers.
    pub of_query: f32,
    /// Weight of the share of the text that the query covers.
    pub of_text: f32,
    /// How much the fit counts for certainty.
    pub fit: f32,
    /// How much the lead over the next best counts.
    pub lead: f32,
    /// Certainty, as log odds, of no fit and no lead.
    pub base: f32,
}

impl Blend {
    /// How well a text fits: what texts are ranked by.
    pub fn fit(&self, evidence: &Evidence) -> f32 {
        self.meaning * evidence.meaning
            + self.of_query * evidence.overlap.of_query
            + self.of_text * evidence.overlap.of_text
    }

    /// How likely a text is the one that is meant, 0 to 1. `rival` is the best fit among the others. What does not lead
    /// is scored as if it were level with the first, so that several near ones can all be worth offering.
    pub fn score(&self, fit: f32, rival: f32) -> f32 {
        let lead = (fit - rival).clamp(0.0, CLEAR_LEAD);
        let odds = self.base + self.fit * fit + self.lead * lead;
        1.0 / (1.0 + (-odds).exp())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BLEND: Blend = Blend { meaning: 8.0, of_query: 2.0, of_text: 1.0, fit: 1.2, lead: 0.8, base: -6.0 };

    proptest! {
        #[test]
        fn scores_keep_the_order_of_fits(fits in proptest::collection::vec(-10.0f32..15.0, 2..6)) {
            let mut fits = fits;
            fits.sort_by(|a, b| b.total_cmp(a));
            let scores: Vec<f32> = fits
                .iter()
                .enumerate()
                .map(|(at, &fit)| BLEND.score(fit, if at == 0 { fits[1] } else { fits[0] }))
                .collect();
            prop_assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
            prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
        }

        #[test]
        fn more_evidence_fits_better(meaning in -1.0f32..0.9, of_query in 0.0f32..0.9, of_text in 0.0f32..0.9) {
            let less = BLEND.fit(&Evidence { meaning, overlap: Overlap { of_query, of_text } });
            let overlap = Overlap { of_query: of_query + 0.1, of_text: of_text + 0.1 };
            let more = BLEND.fit(&Evidence { meaning: meaning + 0.1, overlap });
            prop_assert!(more > less);
        }
    }

    #[test]
    fn a_lead_makes_sure() {
        assert!(BLEND.score(6.0, 3.0) > BLEND.score(6.0, 5.9));
    }
}
