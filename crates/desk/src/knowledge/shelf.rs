//! A shop's articles in memory, to be found by what is asked.

use std::collections::HashMap;
use std::sync::Arc;

use db::Time;
use language::normalize::fold;
use search::{Blend, Evidence, Vectors, Words, tokens};

use super::asked::{self, bare};
use super::embedding::Embeddings;
use super::{Article, Audience};
use crate::catalog::Product;
use crate::catalog::promotion::Reach;
use crate::mind::Mind;
use crate::shop::Lang;

/// Learned from the demo shops' wordings, each left out once, with a model of meaning (`examples/knowledge`).
pub const BY_MEANING: Blend =
    Blend { meaning: 12.0, of_query: 2.0, of_text: 1.0, fit: 1.0, lead: 1.0, base: -9.5 };
/// The same without a model.
pub const BY_WORDS: Blend =
    Blend { meaning: 0.0, of_query: 6.0, of_text: 3.0, fit: 1.0, lead: 1.0, base: -5.5 };

/// What is less likely than this is not worth a look.
const FLOOR: f64 = 0.15;
/// How many hits anybody looks at.
const HITS: usize = 10;
/// How much better an article fits for being about the very product that is meant.
const AT_HOME: f32 = 0.4;

/// A shop's articles.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Arc<Article>>,
    /// By wording: whose it is.
    owners: Vec<usize>,
    words: Words,
    /// By wording; empty without a model.
    vectors: Vectors,
    /// Bare wordings, and the articles they belong to.
    exact: HashMap<String, Vec<usize>>,
}

/// An article that may answer, and how likely it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// How likely it answers, 0 to 1; 1 when the question is one of its wordings.
    pub score: f64,
}

/// How well every article fits one way of reading the question.
#[derive(Debug)]
struct Fits {
    by_article: Vec<f32>,
    exact: Vec<usize>,
    blend: &'static Blend,
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(articles: Vec<Article>, embeddings: &Embeddings) -> Self {
        let wordings: Vec<(usize, &str)> = articles
            .iter()
            .enumerate()
            .flat_map(|(at, article)| article.wordings().map(move |text| (at, text)))
            .collect();
        let folded: Vec<String> = wordings.iter().map(|(_, text)| fold(text)).collect();
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        for ((owner, _), text) in wordings.iter().zip(&folded) {
            let owners = exact.entry(bare(text)).or_default();
            if owners.last() != Some(owner) {
                owners.push(*owner);
            }
        }
        let dimensions = wordings.iter().find_map(|(_, text)| embeddings.get(text)).map_or(0, <[f32]>::len);
        let mut vectors = Vectors::new(dimensions);
        for (_, text) in &wordings {
            vectors.push(embeddings.get(text).unwrap_or_default());
        }
        let owners = wordings.iter().map(|(owner, _)| *owner).collect();
        let words = Words::new(&folded);
        Self { articles: articles.into_iter().map(Arc::new).collect(), owners, words, vectors, exact }
    }

    /// The articles that may answer a question, best first.
    ///
    /// Only what holds now, may be told to buyers, and is about everything, the `products` meant, or a category that the
    /// burst names. What is written in another language than `lang` comes only when nothing else does. The lines of a
    /// burst are read one by one and together; what only follows up is read with what was said `before`.
    pub fn find(
        &self,
        mind: &Mind,
        burst: &str,
        before: &[&str],
        lang: Lang,
        products: &[&Product],
        now: Time,
    ) -> Vec<Hit> {
        let said = tokens(&fold(burst));
        let about: Vec<About> = self
            .articles
            .iter()
            .map(|article| if told_now(article, now) { about(article, products, &said) } else { About::Else })
            .collect();
        let fits: Vec<Fits> =
            asked::readings(burst, before).iter().map(|reading| self.fits(mind, reading, &about)).collect();
        let spoken = self.hits(&fits, &about, |article| article.language == lang);
        if spoken.is_empty() { self.hits(&fits, &about, |article| article.language != lang) } else { spoken }
    }

    /// How well every article fits a text.
    fn fits(&self, mind: &Mind, text: &str, about: &[About]) -> Fits {
        let folded = fold(text);
        let exact = self.exact.get(&bare(&folded)).cloned().unwrap_or_default();
        let overlaps = self.words.overlaps(&folded);
        let near = mind.language.embed(text).map(|vector| self.vectors.nearness(&vector)).unwrap_or_default();
        let blend = if near.is_empty() { &BY_WORDS } else { &BY_MEANING };
        let mut by_article = vec![f32::NEG_INFINITY; self.articles.len()];
        for (wording, (&owner, overlap)) in self.owners.iter().zip(overlaps).enumerate() {
            let meaning = near.get(wording).copied().unwrap_or_default();
            let bonus = if about[owner] == About::Meant { AT_HOME } else { 0.0 };
            let fit = blend.fit(&Evidence { meaning, overlap }) + bonus;
            by_article[owner] = by_article[owner].max(fit);
        }
        Fits { by_article, exact, blend }
    }

    /// The best of all readings for every article that may be told and is wanted.
    fn hits(&self, fits: &[Fits], about: &[About], wanted: impl Fn(&Article) -> bool) -> Vec<Hit> {
        let candidates: Vec<usize> = (0..self.articles.len())
            .filter(|&at| about[at] != About::Else && wanted(&self.articles[at]))
            .collect();
        let mut best: HashMap<usize, (f64, f32)> = HashMap::new();
        for fits in fits {
            let lead = Lead::of(&candidates, &fits.by_article);
            for &at in &candidates {
                let fit = fits.by_article[at];
                let likely = f64::from(fits.blend.score(fit, lead.rival_of(at)));
                let found = (if fits.exact.contains(&at) { 1.0 } else { likely }, fit);
                let known = best.entry(at).or_insert(found);
                if found > *known {
                    *known = found;
                }
            }
        }
        let mut ranked: Vec<(usize, (f64, f32))> =
            best.into_iter().filter(|(_, (score, _))| *score >= FLOOR).collect();
        ranked.sort_by(|(a, (a_score, a_fit)), (b, (b_score, b_fit))| {
            b_score.total_cmp(a_score).then(b_fit.total_cmp(a_fit)).then(a.cmp(b))
        });
        ranked.truncate(HITS);
        ranked
            .into_iter()
            .map(|(at, (score, _))| Hit { article: Arc::clone(&self.articles[at]), score })
            .collect()
    }
}

/// The two best fits.
#[derive(Debug)]
struct Lead {
    first: Option<usize>,
    best: f32,
    second: f32,
}

impl Lead {
    fn of(candidates: &[usize], fits: &[f32]) -> Self {
        let mut lead = Self { first: None, best: f32::NEG_INFINITY, second: f32::NEG_INFINITY };
        for &at in candidates {
            if fits[at] > lead.best {
                lead = Self { first: Some(at), best: fits[at], second: lead.best };
            } else {
                lead.second = lead.second.max(fits[at]);
            }
        }
        lead
    }

    /// The best fit among the others.
    fn rival_of(&self, article: usize) -> f32 {
        if self.first == Some(article) { self.second } else { self.best }
    }
}

/// What an article is about, next to what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Everything.
    All,
    /// The product that is meant.
    Meant,
    /// A category that is named, though something else is meant.
    Named,
    /// Something else, or not to be told.
    Else,
}

fn told_now(article: &Article, now: Time) -> bool {
    article.facts.audience == Audience::All && article.holds(now)
}

fn about(article: &Article, products: &[&Product], said: &[String]) -> About {
    let names_it = |reach: &Reach| match reach {
        Reach::Category(category) => {
            let category = tokens(&fold(category));
            !category.is_empty() && category.iter().all(|token| said.contains(token))
        }
        Reach::Product(_) => false,
    };
    match &article.facts.scope {
        scope if scope.is_empty() => About::All,
        _ if article.covers(products) => About::Meant,
        scope if scope.iter().any(names_it) => About::Named,
        _ => About::Else,
    }
}
