//! A shop's articles in memory, to be found by what is asked.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use db::Time;
use language::normalize::fold;
use search::{Blend, Evidence, Vectors, Words, tokens};

use super::asked::{self, bare};
use super::embedding::{Embeddings, opening};
use super::{Article, Audience};
use crate::catalog::Product;
use crate::catalog::promotion::Reach;
use crate::mind::Mind;
use crate::shop::Lang;

/// With a model of meaning. Chosen and fitted on the demo shops' wordings, each left out once, and on the first half of
/// the questions beside `examples/knowledge`, which measures it on the other half.
const BY_MEANING: Blend = Blend {
    meaning: 1.0,
    of_query: 0.2,
    of_text: 0.15,
    softness: 0.15,
    answer_meaning: 0.3,
    answer_words: 0.15,
    fit: 2.45,
    lead: 15.4,
    clear_lead: 0.3,
    base: -3.59,
};
/// The same without one.
const BY_WORDS: Blend = Blend {
    meaning: 0.0,
    of_query: 1.0,
    of_text: 0.5,
    softness: 0.3,
    answer_meaning: 0.0,
    answer_words: 0.4,
    fit: 1.64,
    lead: 11.4,
    clear_lead: 0.5,
    base: -2.35,
};

/// What is less likely than this is not worth a look.
const FLOOR: f64 = 0.1;
/// How many hits anybody looks at.
const HITS: usize = 10;
/// How much better an article fits for being about the very product that is meant.
const AT_HOME: f32 = 0.05;

/// A shop's articles.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Arc<Article>>,
    /// By article: the numbers of its wordings.
    wordings: Vec<Range<usize>>,
    asked: Side,
    told: Side,
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

/// Texts of one kind, to be searched: all wordings, or all answers.
#[derive(Debug, Default)]
struct Side {
    words: Words,
    /// Empty without a model.
    vectors: Vectors,
}

impl Side {
    fn new(texts: &[&str], embeddings: &Embeddings) -> Self {
        let dimensions = texts.iter().find_map(|text| embeddings.get(text)).map_or(0, <[f32]>::len);
        let mut vectors = Vectors::new(dimensions);
        for text in texts {
            vectors.push(embeddings.get(text).unwrap_or_default());
        }
        Self { words: Words::new(texts.iter().map(|text| fold(text))), vectors }
    }

    /// What speaks for each text.
    fn evidence(&self, folded: &str, meaning: Option<&[f32]>) -> Vec<Evidence> {
        let near = meaning.map(|meaning| self.vectors.nearness(meaning)).unwrap_or_default();
        let overlaps = self.words.overlaps(folded).into_iter().enumerate();
        overlaps
            .map(|(at, overlap)| Evidence { meaning: near.get(at).copied().unwrap_or_default(), overlap })
            .collect()
    }
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(articles: Vec<Article>, embeddings: &Embeddings) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let mut wordings = Vec::with_capacity(articles.len());
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, article) in articles.iter().enumerate() {
            let first = texts.len();
            texts.extend(article.wordings());
            wordings.push(first..texts.len());
            for text in &texts[first..] {
                let owners = exact.entry(bare(&fold(text))).or_default();
                if owners.last() != Some(&at) {
                    owners.push(at);
                }
            }
        }
        let asked = Side::new(&texts, embeddings);
        let told = Side::new(&articles.iter().map(opening).collect::<Vec<_>>(), embeddings);
        Self { articles: articles.into_iter().map(Arc::new).collect(), wordings, asked, told, exact }
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
        let meaning = mind.language.embed(text);
        let blend = if meaning.is_some() { &BY_MEANING } else { &BY_WORDS };
        let asked = self.asked.evidence(&folded, meaning.as_deref());
        let told = self.told.evidence(&folded, meaning.as_deref());
        let fit = |(at, wordings): (usize, &Range<usize>)| match about[at] {
            About::Else => f32::NEG_INFINITY,
            about => blend.fit(asked[wordings.clone()].iter().copied(), &told[at]) + about.bonus(),
        };
        let by_article = self.wordings.iter().enumerate().map(fit).collect();
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

impl About {
    fn bonus(self) -> f32 {
        if self == Self::Meant { AT_HOME } else { 0.0 }
    }
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
