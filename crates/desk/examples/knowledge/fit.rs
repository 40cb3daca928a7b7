//! Learns how much each kind of evidence counts, from our own questions alone: the same weights every time.
//!
//! Learned from: each wording of the demo sellers' articles asked while it is left out; the first half of the questions in
//! other words; the first half of the pairs. What is held back is not looked at.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use db::Time;
use desk::knowledge::shelf::{self, Considered};
use desk::knowledge::{Asker, threshold};
use desk::mind::Mind;
use desk::shop::{BotSettings, Lang};
use language::Language;
use search::{Certainty, FEATURES, OWN, SIGNS, Signs, Weights};

use crate::Question;
use crate::pairs;
use crate::seller::Seller;

/// A seller's questions to learn from.
pub(crate) struct Lesson<'a> {
    pub(crate) lang: Lang,
    pub(crate) seller: &'a Seller,
    pub(crate) questions: &'a [Question],
}

const STEPS: u32 = 300;
const RATE: f64 = 0.15;
/// What large weights cost.
const SHRINK: f64 = 1e-3;
/// Of what would be told at the default threshold, so much must be right.
const RIGHT: f64 = 0.95;
/// How much a question without an article counts beside one with: they are fewer among what is asked.
const STRAYS: f64 = 0.4;
const ALL: usize = FEATURES + OWN;

/// A question with what speaks for each article, and which of them answer it: none when nothing does.
struct Case {
    considered: Vec<Considered>,
    right: Vec<bool>,
    weight: f64,
    closest: f32,
    /// Whether it is a wording of an article. Other articles of the same shop are often as right, so that what is told
    /// wrongly cannot be counted with these.
    of_articles: bool,
}

impl Case {
    fn of_articles(self) -> Self {
        Self { of_articles: true, ..self }
    }

    fn new(considered: Vec<Considered>, is_right: impl Fn(usize) -> bool, weight: f64) -> Self {
        let right = considered.iter().map(|it| is_right(it.article)).collect();
        let closest = shelf::closest(&considered);
        Self { considered, right, weight, closest, of_articles: false }
    }

    fn is_stray(&self) -> bool {
        !self.right.contains(&true)
    }
}

/// The source of the weights, with a model and without.
pub(crate) fn fitted(lessons: &[Lesson<'_>], model: &Path, folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = "//! How much each kind of evidence counts. Written by `examples/knowledge --fit`.\n\n\
        use search::{Blend, Certainty, Weights};\n"
        .to_owned();
    let with = ("BY_MEANING", "With a model of meaning.", model);
    for (name, said, model) in [with, ("BY_WORDS", "Without one.", Path::new(""))] {
        let cases = cases(lessons, &Arc::new(Language::load(model)?), folder)?;
        let weights = weights(&cases);
        let Certainty { base, signs, stranger, clear_lead } = certainty(&cases, &weights);
        let Weights { wording, own } = weights;
        write!(
            text,
            "\n/// {said}\npub(super) const {name}: Blend = Blend {{\n    weights: Weights {{\n        \
             wording: {wording:.3?},\n        own: {own:.3?},\n    }},\n    certainty: Certainty {{\n        \
             base: {base:.3},\n        signs: {signs:.3?},\n        \
             stranger: {stranger:.3},\n        clear_lead: {clear_lead:.3},\n    }},\n}};\n"
        )?;
    }
    Ok(text)
}

fn cases(
    lessons: &[Lesson<'_>],
    language: &Arc<Language>,
    folder: &Path,
) -> Result<Vec<Case>, Box<dyn Error>> {
    let mind = Mind::new(Arc::clone(language));
    let mut cases = Vec::new();
    for lesson in lessons {
        let shelf = lesson.seller.shelf(language);
        let ask = |text: &str| {
            let products = lesson.seller.catalog.mentioned(text);
            shelf.consider(&mind, text, &Asker::anybody(lesson.lang, &products, Time::default()))
        };
        for (at, article) in shelf.articles().iter().enumerate() {
            for (own, wording) in article.wordings().enumerate().filter(|_| article.wordings().count() > 1) {
                let considered = ask(wording);
                let Some(rest) = threshold::without_wording(&considered, at, own) else { continue };
                cases.push(Case::new(rest, |article| article == at, 0.25).of_articles());
                let gone = threshold::without_article(&considered, at);
                cases.push(Case::new(gone, |_| false, 0.1).of_articles());
            }
        }
        for question in lesson.questions {
            let is_right = |at: usize| {
                let id = &shelf.articles()[at].facts.article_id;
                question.articles.contains(id)
            };
            let considered = ask(&question.question);
            let gone = considered.iter().filter(|it| !is_right(it.article)).cloned().collect();
            cases.push(Case::new(considered, is_right, 2.0));
            if !question.articles.is_empty() {
                cases.push(Case::new(gone, |_| false, 1.0));
            }
        }
        let pairs = pairs::read(folder, lesson.lang)?;
        let shelf = pairs::shelf(language, &pairs, lesson.lang);
        for (at, pair) in pairs.iter().enumerate().step_by(2) {
            let considered =
                shelf.consider(&mind, &pair.again, &Asker::anybody(lesson.lang, &[], Time::default()));
            let gone = threshold::without_article(&considered, 2 * at);
            let both_gone = threshold::without_article(&gone, 2 * at + 1);
            cases.push(Case::new(considered, |article| article == 2 * at, 1.0));
            cases.push(Case::new(gone, |_| false, 0.2));
            cases.push(Case::new(both_gone, |_| false, 0.5));
        }
    }
    Ok(cases)
}

/// Those that put the right article before all others: the likelihood of choosing it, made as large as can be.
fn weights(cases: &[Case]) -> Weights {
    let asked: Vec<&Case> = cases.iter().filter(|case| !case.is_stray()).collect();
    let mut values = [0.0f64; ALL];
    let (mut mean, mut spread) = ([0.0f64; ALL], [0.0f64; ALL]);
    for step in 1..=STEPS {
        let now = of(&values);
        let mut slope = [0.0f64; ALL];
        let total: f64 = asked.iter().map(|case| case.weight).sum();
        for case in &asked {
            let all = slopes(case, &now);
            let best = all.iter().map(|(fit, _)| *fit).fold(f64::MIN, f64::max);
            let likely: Vec<f64> = all.iter().map(|(fit, _)| (fit - best).exp()).collect();
            let sum: f64 = likely.iter().sum();
            let right: f64 =
                likely.iter().zip(&case.right).filter(|(_, right)| **right).map(|(p, _)| p).sum();
            for (((_, own), p), is_right) in all.iter().zip(&likely).zip(&case.right) {
                let pull = p / sum - if *is_right { p / right.max(1e-12) } else { 0.0 };
                for (slope, part) in slope.iter_mut().zip(own) {
                    *slope += case.weight / total * pull * part;
                }
            }
        }
        for at in 0..ALL {
            let slope = slope[at] + SHRINK * values[at];
            mean[at] = 0.9 * mean[at] + 0.1 * slope;
            spread[at] = 0.999 * spread[at] + 0.001 * slope * slope;
            let step = i32::try_from(step).unwrap_or(i32::MAX);
            let (mean, spread) =
                (mean[at] / (1.0 - 0.9f64.powi(step)), spread[at] / (1.0 - 0.999f64.powi(step)));
            values[at] -= RATE * mean / (spread.sqrt() + 1e-9);
        }
    }
    of(&values)
}

#[expect(clippy::cast_possible_truncation, reason = "weights are kept in 32 bits")]
fn of(values: &[f64; ALL]) -> Weights {
    let at = |at: usize| values[at] as f32;
    Weights { wording: std::array::from_fn(at), own: std::array::from_fn(|own| at(FEATURES + own)) }
}

/// How well every article fits, and what each weight has to do with it.
fn slopes(case: &Case, weights: &Weights) -> Vec<(f64, [f64; ALL])> {
    let slope = |it: &Considered| {
        let mut slope = [0.0; ALL];
        let fits: Vec<f64> = it
            .wordings
            .iter()
            .map(|wording| f64::from(weights.fit(&[*wording], &search::Answer::default(), case.closest)))
            .collect();
        let best = fits.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = fits.iter().map(|fit| (fit - best).exp()).sum();
        for (wording, fit) in it.wordings.iter().zip(&fits) {
            let share = (fit - best).exp() / sum;
            for (slope, figure) in slope.iter_mut().zip(wording.features(case.closest)) {
                *slope += share * f64::from(figure);
            }
        }
        let own = it.answer.features(case.closest);
        for (slope, figure) in slope[FEATURES..].iter_mut().zip(own) {
            *slope = f64::from(figure);
        }
        (f64::from(weights.fit(&it.wordings, &it.answer, case.closest)), slope)
    };
    case.considered.iter().map(slope).collect()
}

/// The first of a question's articles, whether it is the right one, and how much the question counts.
struct First {
    signs: Signs,
    right: bool,
    weight: f64,
    of_articles: bool,
}

/// What tells whether the first is the right one.
fn certainty(cases: &[Case], weights: &Weights) -> Certainty {
    let firsts: Vec<First> = cases
        .iter()
        .filter(|case| case.considered.iter().all(|it| !it.exact) && case.considered.len() > 1)
        .map(|case| {
            let fit = |it: &Considered| weights.fit(&it.wordings, &it.answer, case.closest);
            let mut fits: Vec<(f32, usize)> =
                case.considered.iter().enumerate().map(|(at, it)| (fit(it), at)).collect();
            fits.sort_by(|a, b| b.0.total_cmp(&a.0));
            let best = &case.considered[fits[0].1];
            let signs = Signs::of(&best.wordings, &best.answer, fits[0].0, fits[1].0);
            let stray = if case.is_stray() { STRAYS } else { 1.0 };
            First {
                signs,
                right: case.right[fits[0].1],
                weight: case.weight * stray,
                of_articles: case.of_articles,
            }
        })
        .collect();
    let mut strangers: Vec<f32> =
        firsts.iter().filter(|first| !first.right).map(|first| first.signs.fit).collect();
    strangers.sort_by(f32::total_cmp);
    let mut best = (f64::MAX, None);
    for place in [1, 3, 5] {
        let stranger = strangers[strangers.len() * place / 10];
        for clear_lead in [2.0, 4.0, 6.0] {
            let mut certainty = Certainty { base: 0.0, signs: [0.0; SIGNS], stranger, clear_lead };
            let loss = regress(&firsts, &mut certainty);
            if loss < best.0 {
                best = (loss, Some(certainty));
            }
        }
    }
    let mut certainty = best.1.expect("something was tried");
    let threshold = threshold(&firsts, &certainty);
    println!("the threshold lies at {threshold:.3} before it is moved to the default");
    certainty.base += logit(BotSettings::default().answer_at) - logit(threshold);
    certainty
}

/// Logistic regression; gives what is left unexplained.
fn regress(firsts: &[First], certainty: &mut Certainty) -> f64 {
    let total: f64 = firsts.iter().map(|first| first.weight).sum();
    let rows: Vec<([f64; SIGNS + 1], bool, f64)> = firsts
        .iter()
        .map(|first| {
            let figures = certainty.figures(&first.signs);
            let row = std::array::from_fn(|at| if at == 0 { 1.0 } else { f64::from(figures[at - 1]) });
            (row, first.right, first.weight / total)
        })
        .collect();
    let mut loss = 0.0;
    let mut values = [0.0f64; SIGNS + 1];
    for _ in 0..1500 {
        let mut slope = [0.0f64; SIGNS + 1];
        loss = 0.0;
        for (figures, right, weight) in &rows {
            let odds: f64 = figures.iter().zip(&values).map(|(a, b)| a * b).sum();
            let p = 1.0 / (1.0 + (-odds).exp());
            loss -= weight * (if *right { p } else { 1.0 - p }).max(1e-9).ln();
            for (slope, figure) in slope.iter_mut().zip(figures) {
                *slope += weight * (p - f64::from(u8::from(*right))) * figure;
            }
        }
        for (value, slope) in values.iter_mut().zip(slope) {
            *value -= 2.0 * slope;
        }
        // More of what speaks for it never makes less sure.
        for value in &mut values[1..] {
            *value = value.max(0.0);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "weights are kept in 32 bits")]
    let kept = values.map(|value| value as f32);
    *certainty = Certainty { base: kept[0], signs: std::array::from_fn(|at| kept[at + 1]), ..*certainty };
    loss
}

/// The score from which on enough is right.
fn threshold(firsts: &[First], certainty: &Certainty) -> f64 {
    let mut scored: Vec<(f64, &First)> = firsts
        .iter()
        .filter(|first| !first.of_articles)
        .map(|first| (f64::from(certainty.score(&first.signs)), first))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut told, mut right, mut lowest) = (0.0, 0.0, 0.99);
    for (score, first) in scored {
        told += first.weight;
        right += if first.right { first.weight } else { 0.0 };
        if right >= RIGHT * told {
            lowest = score;
        }
    }
    lowest.clamp(0.01, 0.99)
}

#[expect(clippy::cast_possible_truncation, reason = "weights are kept in 32 bits")]
fn logit(share: f64) -> f32 {
    (share / (1.0 - share)).ln() as f32
}
