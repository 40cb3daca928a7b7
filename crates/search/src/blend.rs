//! One figure from several kinds of evidence, that means the same for every query.

use crate::{Likeness, Overlap};

/// Figures that speak for a wording.
pub const FEATURES: usize = 10;
/// Figures that speak for an answer beside its wordings.
pub const OWN: usize = 4;
/// Figures that tell whether an answer is meant.
pub const SIGNS: usize = 5;

/// Fits are about so large.
const FITS: f32 = 10.0;

/// Why a wording might be the one that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    /// Nearness of meaning, −1 to 1; 0 without a model.
    pub meaning: f32,
    /// Words in common.
    pub overlap: Overlap,
    /// How alike they are from beginning to end.
    pub likeness: Likeness,
    /// How many things one of them says of which the other says the opposite.
    pub contrasts: f32,
}

/// Why an answer might be the one that is meant, beside its wordings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answer {
    /// Nearness of meaning of what it says.
    pub meaning: f32,
    /// The share of the query's words that it says.
    pub words: f32,
    /// How likely both are about the same matter, 0 to 1.
    pub matter: f32,
}

/// Weights of a logistic model over answers that can be asked for in several wordings: learned by whoever has questions
/// with known answers, and only as good as those.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// What answers are ranked by.
    pub weights: Weights,
    /// What makes the first of them certain.
    pub certainty: Certainty,
}

/// What answers are ranked by. Where some wording shares most of its words with the query, words tell more; where none
/// does, meaning: therefore most weights come twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// By [`Evidence::features`].
    pub wording: [f32; FEATURES],
    /// By [`Answer::features`].
    pub own: [f32; OWN],
}

/// Log odds of a logistic model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certainty {
    /// When nothing speaks for it.
    pub base: f32,
    /// By [`Signs::figures`].
    pub signs: [f32; SIGNS],
    /// The fit that an answer often reaches without having to do with the query: leads are counted from there at least,
    /// so that among few answers none is certain for want of rivals.
    pub stranger: f32,
    /// A lead beyond this adds no more certainty.
    pub clear_lead: f32,
}

/// What tells whether an answer is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// How well it fits.
    pub fit: f32,
    /// The best fit among the others.
    pub rival: f32,
    /// The nearest meaning among its wordings.
    pub meaning: f32,
    /// How much of each other the query and its closest wording say.
    pub sameness: f32,
    /// How likely both are about the same matter.
    pub matter: f32,
}

impl Evidence {
    /// The figures that are weighed; `closest` is the largest [`Evidence::sameness`] among all wordings.
    pub fn features(&self, closest: f32) -> [f32; FEATURES] {
        let Self { meaning, overlap, likeness, contrasts } = *self;
        let (far, other_number) = (1.0 - closest, f32::from(u8::from(likeness.other_number)));
        [
            meaning,
            overlap.of_query,
            overlap.of_text,
            likeness.order,
            meaning * far,
            overlap.of_query * far,
            overlap.of_text * far,
            likeness.order * far,
            other_number,
            contrasts,
        ]
    }

    /// How much of each other two texts say, 0 to 1.
    pub fn sameness(&self) -> f32 {
        (self.overlap.of_query * self.overlap.of_text).sqrt()
    }
}

impl Answer {
    /// The figures that are weighed.
    pub fn features(&self, closest: f32) -> [f32; OWN] {
        [self.meaning, self.words, self.matter, self.matter * (1.0 - closest)]
    }
}

impl Weights {
    /// How well an answer fits a query, by all of its wordings, and by what it says itself: what answers are ranked by. The
    /// nearest wording counts most, the next ones as far as they are about as near. Without wordings it fits not at all.
    pub fn fit(&self, wordings: &[Evidence], answer: &Answer, closest: f32) -> f32 {
        let fits: Vec<f32> =
            wordings.iter().map(|wording| dot(&self.wording, &wording.features(closest))).collect();
        let best = fits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if best == f32::NEG_INFINITY {
            return best;
        }
        let sum: f32 = fits.iter().map(|fit| (fit - best).exp()).sum();
        best + sum.ln() + dot(&self.own, &answer.features(closest))
    }
}

impl Signs {
    /// Those of an answer.
    pub fn of(wordings: &[Evidence], answer: &Answer, fit: f32, rival: f32) -> Self {
        let most = |figure: fn(&Evidence) -> f32| wordings.iter().map(figure).fold(0.0, f32::max);
        let (meaning, sameness) = (most(|it| it.meaning), most(Evidence::sameness));
        Self { fit, rival, meaning, sameness, matter: answer.matter }
    }

    fn figures(&self, stranger: f32, clear_lead: f32) -> [f32; SIGNS] {
        let lead = (self.fit - self.rival.max(stranger)).clamp(0.0, clear_lead);
        [self.fit / FITS, lead / clear_lead, self.meaning, self.sameness, self.matter]
    }
}

impl Certainty {
    /// How likely an answer is the one that is meant, 0 to 1. What does not lead is scored as if it were level with the
    /// first, so that several near ones can all be worth offering.
    pub fn score(&self, signs: &Signs) -> f32 {
        let odds = self.base + dot(&self.signs, &self.figures(signs));
        1.0 / (1.0 + (-odds).exp())
    }

    /// What is weighed, each about as large as the others: fit, lead, meaning, sameness, matter.
    pub fn figures(&self, signs: &Signs) -> [f32; SIGNS] {
        signs.figures(self.stranger, self.clear_lead)
    }
}

fn dot<const N: usize>(weights: &[f32; N], figures: &[f32; N]) -> f32 {
    weights.iter().zip(figures).map(|(weight, figure)| weight * figure).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WEIGHTS: Weights = Weights {
        wording: [8.0, 3.0, 2.0, 1.0, 4.0, -1.0, -1.0, 0.0, -1.0, -1.0],
        own: [2.0, 1.0, 1.0, 1.0],
    };
    const CERTAINTY: Certainty =
        Certainty { base: -5.0, signs: [3.0, 4.5, 1.0, 1.0, 1.0], stranger: 4.0, clear_lead: 3.0 };

    fn score(fit: f32, rival: f32) -> f32 {
        CERTAINTY.score(&Signs { fit, rival, meaning: 0.0, sameness: 0.0, matter: 0.0 })
    }

    fn evidence(meaning: f32, of_query: f32, of_text: f32) -> Evidence {
        Evidence { meaning, overlap: Overlap { of_query, of_text }, ..Evidence::default() }
    }

    proptest! {
        #[test]
        fn scores_keep_the_order_of_fits(fits in proptest::collection::vec(-9.0f32..20.0, 2..6)) {
            let mut fits = fits;
            fits.sort_by(|a, b| b.total_cmp(a));
            let rival = |at: usize| if at == 0 { fits[1] } else { fits[0] };
            let score = |(at, fit): (usize, &f32)| score(*fit, rival(at));
            let scores: Vec<f32> = fits.iter().enumerate().map(score).collect();
            prop_assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
            prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
        }

        #[test]
        fn more_evidence_fits_better(meaning in -1.0f32..0.9, of_query in 0.0f32..0.9, of_text in 0.0f32..0.9) {
            let answer = Answer::default();
            let less = WEIGHTS.fit(&[evidence(meaning, of_query, of_text)], &answer, 0.5);
            let more = WEIGHTS.fit(&[evidence(meaning + 0.1, of_query + 0.1, of_text + 0.1)], &answer, 0.5);
            prop_assert!(more > less);
        }
    }

    #[test]
    fn a_lead_makes_sure() {
        assert!(score(8.0, 5.0) > score(8.0, 7.9));
        let alone = score(3.0, f32::NEG_INFINITY);
        assert!(alone < 0.1, "the only answer there is need not be the one: {alone}");
    }

    #[test]
    fn a_second_near_wording_helps_and_none_is_no_fit() {
        let (near, far, answer) = (evidence(0.8, 0.0, 0.0), evidence(0.1, 0.0, 0.0), Answer::default());
        let fit = |wordings: &[Evidence]| WEIGHTS.fit(wordings, &answer, 0.0);
        assert!(fit(&[near, near, far]) > fit(&[near, far, far]));
        assert!(score(fit(&[]), 0.0) < 1e-6);
    }
}
