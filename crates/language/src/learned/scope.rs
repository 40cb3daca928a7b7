//! How much each expert counts, and when a text is of no class: learned from lines that were kept away.

use super::{Guess, Tried, Views};
use crate::Scored;
use crate::understand::weights::softmax;

/// Share of lines of a class that may be taken for none.
const REFUSED: f32 = 0.01;
/// Share of usual lines that may be taken for a class.
const TAKEN: f32 = 0.03;
/// Lines of a class that may be taken for none besides, to keep usual lines out.
const GIVEN_UP: f32 = 3.0;
/// Letters, meaning and neighbours.
const EXPERTS: usize = 3;
/// Signs by which a text of no class is known.
const SIGNS: usize = 10;

/// How scores become a judgement.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    classes: usize,
    /// How much each expert counts.
    shares: [f32; EXPERTS],
    middle: [f32; SIGNS],
    spread: [f32; SIGNS],
    weights: [f32; SIGNS],
    bias: f32,
    /// From which probability on a text is of a class.
    least: f32,
}

impl Scope {
    pub(super) fn learn(tried: &[Tried], classes: usize) -> Self {
        let mut scope = Self {
            classes,
            shares: [0.4, 0.5, 9.0],
            middle: [0.0; SIGNS],
            spread: [1.0; SIGNS],
            weights: [0.0; SIGNS],
            bias: 0.0,
            least: 0.5,
        };
        scope.learn_shares(tried);
        scope.learn_signs(tried);
        scope
    }

    /// Multinomial regression with one number for each expert.
    fn learn_shares(&mut self, tried: &[Tried]) {
        let known: Vec<(&Views, usize)> =
            tried.iter().filter_map(|tried| Some((&tried.views, tried.class?))).collect();
        if known.is_empty() || self.classes < 2 {
            return;
        }
        let stride = known.len().div_ceil(4000);
        let mut slopes_seen = [1e-6_f32; EXPERTS];
        for _ in 0..150 {
            let mut slopes = [0.0_f32; EXPERTS];
            let mut count = 0.0;
            for (views, class) in known.iter().step_by(stride) {
                let p = self.likely(views);
                for (class_at, p) in p.iter().enumerate() {
                    let error = p - f32::from(u8::from(class_at == *class));
                    for (slope, score) in slopes.iter_mut().zip(views.of(class_at)) {
                        *slope += error * score;
                    }
                }
                count += 1.0;
            }
            for ((share, slope), seen) in self.shares.iter_mut().zip(slopes).zip(&mut slopes_seen) {
                let slope = slope / count;
                *seen += slope * slope;
                *share = (*share - 0.3 * slope / seen.sqrt()).max(0.0);
            }
        }
    }

    /// Logistic regression over the signs.
    fn learn_signs(&mut self, tried: &[Tried]) {
        type Judged = ([f32; SIGNS], bool, bool);
        let rows: Vec<Judged> = tried
            .iter()
            .map(|tried| (self.signs(&tried.views).1, tried.class.is_some(), tried.usual))
            .collect();
        let (known, unknown): (Vec<&Judged>, Vec<&Judged>) = rows.iter().partition(|(_, known, _)| *known);
        if known.is_empty() || unknown.is_empty() {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "numbers of lines")]
        let (all, each) = (rows.len() as f32, [0.5 / unknown.len() as f32, 0.5 / known.len() as f32]);
        for sign in 0..SIGNS {
            let middle = rows.iter().map(|(signs, ..)| signs[sign]).sum::<f32>() / all;
            let spread = rows.iter().map(|(signs, ..)| (signs[sign] - middle).powi(2)).sum::<f32>() / all;
            (self.middle[sign], self.spread[sign]) = (middle, spread.sqrt().max(1e-3));
        }
        let (mut mean, mut bias_seen) = ([1e-6_f32; SIGNS], 1e-6_f32);
        for _ in 0..400 {
            let (mut slopes, mut bias_slope) = ([0.0_f32; SIGNS], 0.0);
            for (signs, known, _) in &rows {
                let weight = each[usize::from(*known)];
                let error = (self.known(signs) - f32::from(u8::from(*known))) * weight;
                for (sign, slope) in slopes.iter_mut().enumerate() {
                    *slope += error * self.standard(signs, sign);
                }
                bias_slope += error;
            }
            for ((weight, slope), seen) in self.weights.iter_mut().zip(slopes).zip(&mut mean) {
                let slope = slope + 1e-3 * *weight;
                *seen += slope * slope;
                *weight -= 0.3 * slope / seen.sqrt();
            }
            bias_seen += bias_slope * bias_slope;
            self.bias -= 0.3 * bias_slope / bias_seen.sqrt();
        }
        let sorted = |mut all: Vec<f32>| {
            all.sort_by(f32::total_cmp);
            all
        };
        let known = sorted(known.iter().map(|(signs, ..)| self.known(signs)).collect());
        let usual = sorted(
            unknown.iter().filter(|(.., usual)| *usual).map(|(signs, ..)| self.known(signs)).collect(),
        );
        #[expect(clippy::cast_precision_loss, reason = "numbers of lines")]
        let at_most = REFUSED + GIVEN_UP / known.len() as f32;
        let (few, more) =
            (at_share(&known, REFUSED).unwrap_or(0.5), at_share(&known, at_most).unwrap_or(0.5));
        self.least = at_share(&usual, 1.0 - TAKEN).unwrap_or(0.0).clamp(few, more);
    }

    fn likely(&self, views: &Views) -> Vec<f32> {
        let mut scores: Vec<f32> = (0..self.classes)
            .map(|class| views.of(class).iter().zip(self.shares).map(|(score, share)| score * share).sum())
            .collect();
        softmax(&mut scores, 1.0);
        scores
    }

    /// The likeliest class with its probability among the classes, and the signs of its being one of them.
    fn signs(&self, views: &Views) -> (Scored<usize>, [f32; SIGNS]) {
        let likely = self.likely(views);
        let (class, best) = likely
            .iter()
            .enumerate()
            .fold((0, 0.0_f32), |best, (class, p)| if *p > best.1 { (class, *p) } else { best });
        let none = self.classes;
        let next = |scores: &[f32]| {
            scores[..none]
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != class)
                .map(|(_, score)| *score)
                .fold(f32::NEG_INFINITY, f32::max)
        };
        let lead = |scores: &[f32]| (scores[class] - next(scores)).clamp(-20.0, 20.0);
        let spread: f32 = likely.iter().map(|p| if *p > 1e-9 { -p * p.ln() } else { 0.0 }).sum();
        let signs = [
            best.max(1e-6).ln(),
            spread,
            views.letters[class] - views.letters[none],
            views.meaning[class] - views.meaning[none],
            views.letters[class],
            views.meaning[class],
            views.near[class],
            views.near[class] - views.near[none],
            if none > 1 { lead(&views.near) } else { 0.0 },
            views.familiar,
        ];
        (Scored::new(class, best), signs)
    }

    fn standard(&self, signs: &[f32; SIGNS], sign: usize) -> f32 {
        ((signs[sign] - self.middle[sign]) / self.spread[sign]).clamp(-4.0, 4.0)
    }

    /// How likely a text with these signs is of a class.
    fn known(&self, signs: &[f32; SIGNS]) -> f32 {
        let sum: f32 = (0..SIGNS).map(|sign| self.weights[sign] * self.standard(signs, sign)).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }

    pub(super) fn judge(&self, views: &Views) -> Guess {
        let (class, signs) = self.signs(views);
        let known = self.known(&signs);
        Guess { class: Scored::new(class.value, class.confidence * known), recognised: known >= self.least }
    }
}

impl Views {
    fn of(&self, class: usize) -> [f32; EXPERTS] {
        [self.letters[class], self.meaning[class], self.near[class]]
    }
}

/// The value below which this share of a sorted list lies.
fn at_share(sorted: &[f32], share: f32) -> Option<f32> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let place = (sorted.len() as f32 * share) as usize;
    sorted.get(place.min(sorted.len().checked_sub(1)?)).copied()
}
