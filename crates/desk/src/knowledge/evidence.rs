//! What speaks for an article: the words and the meaning it has in common with what is asked, and how much each counts.

use language::normalize::fold;
use search::{Blend, Evidence, Vectors, Words};

use super::embedding::Embeddings;

/// With a model of meaning. Chosen and fitted on the demo shops' wordings: each left out once, and each asked of a shop
/// without its article, as often; and on the first half of the questions beside `examples/knowledge`, which measures it
/// on the other half.
pub(super) const BY_MEANING: Blend = Blend {
    meaning: 1.0,
    of_query: 0.2,
    of_text: 0.15,
    softness: 0.15,
    answer_meaning: 0.3,
    answer_words: 0.15,
    fit: 2.1,
    lead: 13.9,
    stranger: 0.4,
    clear_lead: 0.3,
    base: -3.65,
};
/// The same without one.
pub(super) const BY_WORDS: Blend = Blend {
    meaning: 0.0,
    of_query: 1.0,
    of_text: 0.5,
    softness: 0.3,
    answer_meaning: 0.0,
    answer_words: 0.4,
    fit: 1.5,
    lead: 8.9,
    stranger: 0.2,
    clear_lead: 0.5,
    base: -2.72,
};

/// Texts of one kind, to be searched: all wordings, or all answers.
#[derive(Debug, Default)]
pub(super) struct Side {
    words: Words,
    /// Empty without a model.
    vectors: Vectors,
}

impl Side {
    pub(super) fn new(texts: &[&str], embeddings: &Embeddings) -> Self {
        let dimensions = texts.iter().find_map(|text| embeddings.get(text)).map_or(0, <[f32]>::len);
        let mut vectors = Vectors::new(dimensions);
        for text in texts {
            vectors.push(embeddings.get(text).unwrap_or_default());
        }
        Self { words: Words::new(texts.iter().map(|text| fold(text))), vectors }
    }

    /// What speaks for each text.
    pub(super) fn evidence(&self, folded: &str, meaning: Option<&[f32]>) -> Vec<Evidence> {
        let near = meaning.map(|meaning| self.vectors.nearness(meaning)).unwrap_or_default();
        let overlaps = self.words.overlaps(folded).into_iter().enumerate();
        overlaps
            .map(|(at, overlap)| Evidence { meaning: near.get(at).copied().unwrap_or_default(), overlap })
            .collect()
    }
}
