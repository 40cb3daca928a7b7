//! How sure the bot must be to tell an article or to offer some, learned from the shop's own articles.
//!
//! Every wording is asked again while it is left out, of the shop with its article and of the shop without it: so there are
//! questions with a known answer, and as many with none, before any buyer has asked one.

use serde::Serialize;

use super::evidence::blend;
use super::shelf::{Considered, Judged, Shelf, judge};
use super::{Article, Asker};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::mind::Mind;
use crate::shop::{self, BotSettings, Shop};

/// Of what is told, this share is right, unless the shop wants otherwise.
pub const TARGET: f64 = 0.95;
/// Wordings asked again at most, spread over all articles: more change little and take longer.
const MOST: usize = 600;
/// How much a question without an article counts beside one with: they are fewer among what buyers ask.
const STRAY: f64 = 0.4;
/// Points of the curve: every fiftieth.
const POINTS: u32 = 50;
/// What is offered should be worth choosing from: among those least sure, in one of three the right article is there.
const WORTH_OFFERING: f64 = 1.0 / 3.0;
/// As many of the least sure are looked at together.
const TOGETHER: usize = 12;

/// A question whose answer is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As a buyer wrote it.
    pub text: String,
    /// The shop's id of the article that answers it; none when nothing does.
    pub article: Option<String>,
}

/// What would become of questions at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Point {
    /// The score from which on an article is told.
    pub threshold: f64,
    /// Of what is told, the share that is right; 1 when nothing is told.
    pub precision: f64,
    /// Of the questions that have an article, the share that is told one.
    pub coverage: f64,
    /// Of the questions that have an article and score below, the share whose article is among the first three.
    pub offered_right: f64,
}

/// How sure is sure enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Above this score (0 to 1) an article is told as the answer.
    pub answer_at: f64,
    /// Above this score an article is offered to choose, with up to two others that are near.
    pub offer_at: f64,
}

impl Thresholds {
    /// Those of a shop.
    pub fn of(shop: &Shop) -> Self {
        let BotSettings { answer_at, offer_at, .. } = shop.settings.bot;
        Self { answer_at, offer_at }
    }
}

/// Sets those of a shop.
pub fn set(ctx: &mut Ctx<'_, '_>, id: ShopId, wanted: Thresholds) -> Result<Thresholds> {
    let mut settings = shop::get(ctx, id)?.settings;
    settings.bot.answer_at = wanted.answer_at;
    settings.bot.offer_at = wanted.offer_at;
    shop::set(ctx, id, &settings)?;
    Ok(wanted)
}

/// What the shop's own data says about thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Curve {
    /// By rising threshold.
    pub points: Vec<Point>,
    /// Questions it was measured with.
    pub samples: usize,
    /// The most that can be told with the target kept; none when there is too little to measure with.
    pub proposed: Option<Thresholds>,
}

/// A question that was asked, and what came first.
#[derive(Debug, Clone, Copy)]
struct Sample {
    score: f64,
    /// Whether any article answers it.
    answerable: bool,
    first: bool,
    among_three: bool,
    weight: f64,
}

/// Measures the shelf with its own wordings and with questions whose answer is known. `target` is the share of what is
/// told that must be right.
pub fn calibrate(shelf: &Shelf, mind: &Mind, asker: &Asker<'_>, known: &[Known], target: f64) -> Curve {
    let mut samples = own(shelf, mind, asker);
    samples.extend(known.iter().map(|known| {
        let considered = shelf.consider(mind, &known.text, asker);
        let id = |at: usize| shelf.articles()[at].facts.article_id.as_str();
        sample(&considered, mind, |at| Some(id(at)) == known.article.as_deref(), known.article.is_some(), 1.0)
    }));
    curve(&samples, target)
}

fn own(shelf: &Shelf, mind: &Mind, asker: &Asker<'_>) -> Vec<Sample> {
    let several = |article: &Article| article.wordings().nth(1).is_some() && asker.may_hear(article);
    let all: Vec<(usize, usize)> = shelf
        .articles()
        .iter()
        .enumerate()
        .filter(|(_, article)| several(article) && article.language == asker.lang)
        .flat_map(|(at, article)| (0..article.wordings().count()).map(move |wording| (at, wording)))
        .collect();
    let mut samples = Vec::new();
    for (at, wording) in all.iter().step_by(all.len().div_ceil(MOST).max(1)) {
        let Some(text) = shelf.articles()[*at].wordings().nth(*wording) else { continue };
        let considered = shelf.consider(mind, text, asker);
        if let Some(rest) = without_wording(&considered, *at, *wording) {
            samples.push(sample(&rest, mind, |article| article == *at, true, 1.0));
            samples.push(sample(&without_article(&considered, *at), mind, |_| false, false, STRAY));
        }
    }
    samples
}

/// The same as if one wording of an article had never been written. None when that article was not looked at, or another
/// article has the same wording.
pub fn without_wording(considered: &[Considered], article: usize, wording: usize) -> Option<Vec<Considered>> {
    let mut rest = considered.to_vec();
    if rest.iter().any(|it| it.exact && it.article != article) {
        return None;
    }
    let own = rest.iter_mut().find(|it| it.article == article)?;
    own.wordings.remove(wording);
    own.exact = false;
    Some(rest)
}

/// The same as if an article had never been written.
pub fn without_article(considered: &[Considered], article: usize) -> Vec<Considered> {
    considered.iter().filter(|it| it.article != article).cloned().collect()
}

fn sample(
    considered: &[Considered],
    mind: &Mind,
    is_right: impl Fn(usize) -> bool,
    answerable: bool,
    weight: f64,
) -> Sample {
    let mut judged: Vec<Judged> = judge(considered, blend(mind.language.has_model()));
    judged.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.fit.total_cmp(&a.fit)));
    let right = judged.iter().position(|it| is_right(it.article));
    Sample {
        score: judged.first().map_or(0.0, |it| it.score),
        answerable,
        first: right == Some(0),
        among_three: right.is_some_and(|at| at < 3),
        weight,
    }
}

fn curve(samples: &[Sample], target: f64) -> Curve {
    let points: Vec<Point> =
        (1..POINTS).map(|at| point(samples, f64::from(at) / f64::from(POINTS))).collect();
    let answerable = samples.iter().filter(|sample| sample.answerable).count();
    let kept = points.iter().find(|point| point.precision >= target && point.coverage > 0.0);
    let proposed = kept.filter(|_| answerable >= TOGETHER).map(|point| {
        let answer_at = point.threshold;
        Thresholds { answer_at, offer_at: offer_at(samples, answer_at) }
    });
    Curve { points, samples: samples.len(), proposed }
}

fn point(samples: &[Sample], threshold: f64) -> Point {
    let sum = |wanted: &dyn Fn(&Sample) -> bool| -> f64 {
        samples.iter().filter(|sample| wanted(sample)).map(|sample| sample.weight).sum()
    };
    let share = |part: f64, whole: f64, none: f64| if whole > 0.0 { part / whole } else { none };
    let told = sum(&|it| it.score >= threshold);
    let below = |it: &Sample| it.answerable && it.score < threshold;
    Point {
        threshold,
        precision: share(sum(&|it| it.score >= threshold && it.first), told, 1.0),
        coverage: share(sum(&|it| it.answerable && it.score >= threshold), sum(&|it| it.answerable), 0.0),
        offered_right: share(sum(&|it| below(it) && it.among_three), sum(&below), 0.0),
    }
}

/// Down to where what is offered stops being worth it.
fn offer_at(samples: &[Sample], answer_at: f64) -> f64 {
    let mut below: Vec<&Sample> = samples.iter().filter(|sample| sample.score < answer_at).collect();
    below.sort_by(|a, b| b.score.total_cmp(&a.score));
    let worth = |window: &[&Sample]| {
        let all: f64 = window.iter().map(|sample| sample.weight).sum();
        let right: f64 = window.iter().filter(|sample| sample.among_three).map(|sample| sample.weight).sum();
        right >= WORTH_OFFERING * all
    };
    let last = below.windows(TOGETHER).take_while(|window| worth(window)).last();
    let lowest = last.and_then(|window| window.last()).map_or(answer_at, |sample| sample.score);
    ((lowest * 100.0).floor() / 100.0).clamp(0.01, answer_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(scored: &[(f64, bool)]) -> Vec<Sample> {
        scored
            .iter()
            .map(|&(score, first)| Sample { score, answerable: true, first, among_three: first, weight: 1.0 })
            .collect()
    }

    #[test]
    fn the_most_is_told_that_keeps_the_target() {
        let mut scored: Vec<(f64, bool)> = (0..40).map(|at| (0.5 + f64::from(at) / 100.0, true)).collect();
        scored.extend((0..40).map(|at| (0.1 + f64::from(at) / 100.0, at % 2 == 0)));
        let found = curve(&samples(&scored), 0.95);
        let proposed = found.proposed.expect("enough to measure with");
        assert!((0.4..=0.52).contains(&proposed.answer_at), "{proposed:?}");
        assert!(proposed.offer_at < 0.2, "every other is right below: {proposed:?}");
        assert!(found.points.is_sorted_by(|a, b| a.coverage >= b.coverage));
    }

    #[test]
    fn nothing_is_proposed_from_nothing() {
        assert_eq!(curve(&[], 0.95).proposed, None);
        assert_eq!(curve(&samples(&[(0.9, true)]), 0.95).proposed, None);
        let wrong: Vec<(f64, bool)> = (0..40).map(|_| (0.9, false)).collect();
        assert_eq!(curve(&samples(&wrong), 0.95).proposed, None);
    }
}
