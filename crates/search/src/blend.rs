//! One figure from several kinds of evidence, that means the same for every query.

use crate::Overlap;

/// Why a text might be the one that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    /// Nearness of meaning, −1 to 1; 0 without a model.
    pub meaning: f32,
    /// Words in common.
    pub overlap: Overlap,
}

/// Weights of a logistic model over answers that can be asked for in several wordings: learned by whoever has questions
/// with known answers, and only as good as those.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// Weight of a wording's nearness of meaning.
    pub meaning: f32,
    /// Weight of the share of the query that a wording covers.
    pub of_query: f32,
    /// Weight of the share of a wording that the query covers.
    pub of_text: f32,
    /// How much the wordings that are not the nearest count: near 0 only the nearest does, far above it all do alike.
    pub softness: f32,
    /// Weight of the answer's own nearness of meaning.
    pub answer_meaning: f32,
    /// Weight of the share of the query that the answer covers.
    pub answer_words: f32,
    /// How much the fit counts for certainty, as log odds.
    pub fit: f32,
    /// How much the lead over the next best counts.
    pub lead: f32,
    /// The fit that an answer often reaches without having to do with the query: leads are counted from there at least,
    /// so that among few answers none is certain for want of rivals.
    pub stranger: f32,
    /// A lead beyond this adds no more certainty.
    pub clear_lead: f32,
    /// Certainty of no fit and no lead.
    pub base: f32,
}

impl Blend {
    /// How well an answer fits a query, by all of its wordings and by what it says itself: what answers are ranked by.
    /// Without wordings it fits not at all.
    pub fn fit(&self, wordings: impl IntoIterator<Item = Evidence>, answer: &Evidence) -> f32 {
        let (sum, count) = wordings.into_iter().fold((0.0f32, 0.0f32), |(sum, count), wording| {
            (sum + (self.wording(&wording) / self.softness).exp(), count + 1.0)
        });
        if count == 0.0 {
            return f32::NEG_INFINITY;
        }
        self.softness * (sum / count).ln()
            + self.answer_meaning * answer.meaning
            + self.answer_words * answer.overlap.of_query
    }

    /// How likely an answer is the one that is meant, 0 to 1. `rival` is the best fit among the others. What does not
    /// lead is scored as if it were level with the first, so that several near ones can all be worth offering.
    pub fn score(&self, fit: f32, rival: f32) -> f32 {
        let lead = (fit - rival.max(self.stranger)).clamp(0.0, self.clear_lead);
        let odds = self.base + self.fit * fit + self.lead * lead;
        1.0 / (1.0 + (-odds).exp())
    }

    fn wording(&self, evidence: &Evidence) -> f32 {
        self.meaning * evidence.meaning
            + self.of_query * evidence.overlap.of_query
            + self.of_text * evidence.overlap.of_text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BLEND: Blend = Blend {
        meaning: 1.0,
        of_query: 0.2,
        of_text: 0.1,
        softness: 0.15,
        answer_meaning: 0.3,
        answer_words: 0.1,
        fit: 2.5,
        lead: 15.0,
        stranger: 0.4,
        clear_lead: 0.3,
        base: -3.5,
    };

    fn evidence(meaning: f32, of_query: f32, of_text: f32) -> Evidence {
        Evidence { meaning, overlap: Overlap { of_query, of_text } }
    }

    proptest! {
        #[test]
        fn scores_keep_the_order_of_fits(fits in proptest::collection::vec(-2.0f32..2.0, 2..6)) {
            let mut fits = fits;
            fits.sort_by(|a, b| b.total_cmp(a));
            let rival = |at: usize| if at == 0 { fits[1] } else { fits[0] };
            let scores: Vec<f32> = fits.iter().enumerate().map(|(at, &fit)| BLEND.score(fit, rival(at))).collect();
            prop_assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
            prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
        }

        #[test]
        fn more_evidence_fits_better(meaning in -1.0f32..0.9, of_query in 0.0f32..0.9, of_text in 0.0f32..0.9) {
            let answer = Evidence::default();
            let less = BLEND.fit([evidence(meaning, of_query, of_text)], &answer);
            let more = BLEND.fit([evidence(meaning + 0.1, of_query + 0.1, of_text + 0.1)], &answer);
            prop_assert!(more > less);
        }
    }

    #[test]
    fn a_lead_makes_sure() {
        assert!(BLEND.score(0.8, 0.5) > BLEND.score(0.8, 0.79));
        assert!(BLEND.score(0.3, f32::NEG_INFINITY) < 0.1, "the only answer there is need not be the one");
    }

    #[test]
    fn a_second_near_wording_helps_and_none_is_no_fit() {
        let (near, far, answer) = (evidence(0.8, 0.0, 0.0), evidence(0.1, 0.0, 0.0), Evidence::default());
        assert!(BLEND.fit([near, near, far], &answer) > BLEND.fit([near, far, far], &answer));
        assert!(BLEND.score(BLEND.fit([], &answer), 0.0) < 1e-6);
    }
}
