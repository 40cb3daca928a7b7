//! Wordings and answers as vectors, encoded once and kept.

use std::collections::HashMap;

use language::Language;

use super::{Article, store};
use crate::ctx::Store;
use crate::error::Result;
use crate::secret;

/// Vectors of texts, by the texts.
#[derive(Debug, Default)]
pub struct Embeddings(HashMap<String, Vec<f32>>);

impl Embeddings {
    /// Those of every wording of these articles, and of what they answer. What was encoded before is read; the rest is encoded now, and kept.
    /// Without a model there are none.
    pub async fn of(store: &Store, language: &Language, articles: &[Article]) -> Result<Self> {
        let Some(model) = language.model_name() else { return Ok(Self::default()) };
        let kept: HashMap<String, Vec<u8>> =
            store.read(move |ctx| Ok(store::embeddings(ctx.tx, model)?)).await?.into_iter().collect();
        let mut vectors = HashMap::new();
        let mut fresh = Vec::new();
        for text in articles.iter().flat_map(texts) {
            let hash = secret::hash(text);
            let known = kept.get(&hash).map(|bytes| from_bytes(bytes));
            let Some(vector) = known.clone().or_else(|| language.embed(text)) else { continue };
            if known.is_none() {
                fresh.push((hash, to_bytes(&vector)));
            }
            vectors.insert(text.to_owned(), vector);
        }
        if !fresh.is_empty() {
            store
                .write(move |ctx| {
                    for (hash, bytes) in &fresh {
                        store::keep_embedding(ctx.tx, model, hash, bytes)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(Self(vectors))
    }

    /// The same, all encoded now and nothing kept: for articles that are in no database.
    pub fn fresh(language: &Language, articles: &[Article]) -> Self {
        Self(
            articles
                .iter()
                .flat_map(texts)
                .filter_map(|text| Some((text.to_owned(), language.embed(text)?)))
                .collect(),
        )
    }

    /// The vector of a text.
    pub fn get(&self, text: &str) -> Option<&[f32]> {
        self.0.get(text).map(Vec::as_slice)
    }
}

/// Characters of an answer that are encoded: it comes to the point at once, and encoding more takes time.
const OPENING: usize = 300;

/// What of an answer is encoded.
pub(super) fn opening(article: &Article) -> &str {
    let answer = &article.facts.answer;
    answer.char_indices().nth(OPENING).map_or(answer, |(end, _)| &answer[..end])
}

fn texts(article: &Article) -> impl Iterator<Item = &str> {
    article.wordings().chain([opening(article)])
}

fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}
