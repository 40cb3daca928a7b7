//! What speaks for an article: the words and the meaning it has in common with what is asked, and how much each counts.

use language::Language;
use language::normalize::fold;
use search::{Answer, Blend, Evidence, Overlap, Passages, Query, Small, Vectors, Words};

use super::Article;
use super::contrast::Contrast;
use super::embedding::{Embeddings, opening};
use super::fitted::{BY_MEANING, BY_WORDS};

/// What a share of 1 is kept as.
const LARGEST: f32 = 255.0;

/// The weights for a question, whose meaning is known or not.
pub fn blend(by_meaning: bool) -> &'static Blend {
    if by_meaning { &BY_MEANING } else { &BY_WORDS }
}

/// All texts of a shelf, to be compared with what is asked: wordings and answers, by number.
#[derive(Debug, Default)]
pub(super) struct Library {
    words: Words,
    /// Empty without a model.
    vectors: Vectors,
    /// By wording: what it says that another may say the opposite of.
    contrasts: Vec<Contrast>,
    told: Passages,
    told_vectors: Vectors,
    /// By article, intent after intent: how likely it is about each, as a root, in a byte.
    matters: Vec<u8>,
}

/// A question, compared with all wordings.
#[derive(Debug)]
pub(super) struct Asked {
    words: Query,
    passages: Query,
    meaning: Option<Small>,
    overlaps: Vec<Overlap>,
    near: Vec<f32>,
    contrast: Contrast,
    /// By intent: how likely it is meant, as a root.
    matter: Vec<f32>,
}

impl Library {
    pub(super) fn new(language: &Language, articles: &[Article], embeddings: Embeddings) -> Self {
        let wordings: Vec<&str> = articles.iter().flat_map(Article::wordings).collect();
        let dimensions = embeddings.dimensions();
        let (mut vectors, mut told_vectors) = (Vectors::new(dimensions), Vectors::new(dimensions));
        vectors.reserve(wordings.len());
        told_vectors.reserve(articles.len());
        let mut matters = Vec::new();
        for article in articles {
            let mut matter: Vec<f32> = Vec::new();
            for text in article.wordings() {
                let vector = embeddings.get(text);
                vectors.push(vector);
                let likely = language.intents(text);
                matter.resize(likely.len(), 0.0);
                for (sum, likely) in matter.iter_mut().zip(likely) {
                    *sum += likely;
                }
            }
            let all: f32 = matter.iter().sum::<f32>().max(1e-6);
            matters.extend(matter.iter().map(|part| byte((part / all).sqrt())));
            told_vectors.push(embeddings.get(opening(article)));
        }
        drop(embeddings);
        Self {
            words: Words::new(wordings.iter().map(|text| fold(text))),
            vectors,
            contrasts: wordings.iter().map(|text| Contrast::of(&fold(text))).collect(),
            told: Passages::new(articles.iter().map(|article| fold(opening(article)))),
            told_vectors,
            matters,
        }
    }

    /// Compares a question with all wordings.
    pub(super) fn ask(
        &self,
        language: &Language,
        text: &str,
        folded: &str,
        meaning: Option<&[f32]>,
    ) -> Asked {
        let words = self.words.query(folded);
        let overlaps = self.words.overlaps(&words);
        let matter = language.intents(text).into_iter().map(f32::sqrt).collect();
        let meaning = meaning.map(Small::of);
        let near = meaning.as_ref().map(|meaning| self.vectors.nearness(meaning)).unwrap_or_default();
        let passages = self.told.query(folded);
        Asked { words, passages, meaning, overlaps, near, contrast: Contrast::of(folded), matter }
    }

    /// What speaks for a wording.
    pub(super) fn evidence(&self, asked: &Asked, wording: usize) -> Evidence {
        Evidence {
            meaning: asked.near.get(wording).copied().unwrap_or_default(),
            overlap: asked.overlaps[wording],
            likeness: self.words.likeness(&asked.words, wording),
            contrasts: asked.contrast.against(self.contrasts[wording]),
        }
    }

    /// What else speaks for an article.
    pub(super) fn answer(&self, asked: &Asked, article: usize) -> Answer {
        let near = |meaning: &Small| self.told_vectors.nearness_of(article, meaning);
        let intents = asked.matter.len();
        let matters = self.matters.get(article * intents..(article + 1) * intents).unwrap_or_default();
        let shared = asked.matter.iter().zip(matters).map(|(a, b)| a * f32::from(*b) / LARGEST);
        Answer {
            meaning: asked.meaning.as_ref().map(near).unwrap_or_default(),
            words: self.told.covers(&asked.passages, article),
            matter: shared.sum(),
        }
    }
}

impl Asked {
    /// The nearness of a wording's meaning; none is near without a model.
    pub(super) fn meaning(&self, wording: usize) -> f32 {
        self.near.get(wording).copied().unwrap_or_default()
    }

    /// How much of each other the question and a wording say.
    pub(super) fn sameness(&self, wording: usize) -> f32 {
        Evidence { overlap: self.overlaps[wording], ..Evidence::default() }.sameness()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a root of a share is between 0 and 1"
)]
fn byte(root: f32) -> u8 {
    (root * LARGEST).round() as u8
}
