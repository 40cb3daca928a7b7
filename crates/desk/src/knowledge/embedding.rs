//! Wordings and answers as vectors, encoded once and kept.

use std::collections::HashMap;
use std::thread;

use language::Language;
use search::Small;

use super::{Article, store};
use crate::ctx::Store;
use crate::error::Result;
use crate::secret;

/// Vectors of texts, by the texts.
#[derive(Debug, Default)]
pub struct Embeddings(HashMap<String, Small>);

impl Embeddings {
    /// Those of every wording of these articles, and of what they answer. What was encoded before is read; the rest is encoded now, and kept.
    /// Without a model there are none.
    pub async fn of(store: &Store, language: &Language, articles: &[Article]) -> Result<Self> {
        let Some(model) = language.model_name() else { return Ok(Self::default()) };
        let model = format!("{model}{IN_BYTES}");
        let wanted = model.clone();
        let kept: HashMap<String, Vec<u8>> =
            store.read(move |ctx| Ok(store::embeddings(ctx.tx, &wanted)?)).await?.into_iter().collect();
        let mut vectors = HashMap::new();
        let mut fresh = Vec::new();
        for text in articles.iter().flat_map(texts) {
            match kept.get(&secret::hash(text)).and_then(|bytes| Small::from_bytes(bytes)) {
                Some(vector) => drop(vectors.insert(text.to_owned(), vector)),
                None => fresh.push(text),
            }
        }
        drop(kept);
        let fresh = encode(language, &fresh);
        if !fresh.is_empty() {
            let rows: Vec<(String, Vec<u8>)> =
                fresh.iter().map(|(text, vector)| (secret::hash(text), vector.to_bytes())).collect();
            store
                .write(move |ctx| {
                    for (hash, bytes) in &rows {
                        store::keep_embedding(ctx.tx, &model, hash, bytes)?;
                    }
                    Ok(())
                })
                .await?;
        }
        vectors.extend(fresh);
        Ok(Self(vectors))
    }

    /// The same, all encoded now and nothing kept: for articles that are in no database.
    pub fn fresh(language: &Language, articles: &[Article]) -> Self {
        Self(encode(language, &articles.iter().flat_map(texts).collect::<Vec<_>>()).into_iter().collect())
    }

    /// The vector of a text.
    pub(super) fn get(&self, text: &str) -> Option<&Small> {
        self.0.get(text)
    }

    /// How many numbers each has; 0 when there are none.
    pub(super) fn dimensions(&self) -> usize {
        self.0.values().next().map_or(0, Small::dimensions)
    }
}

/// Added to the name of a model whose vectors are kept in bytes.
const IN_BYTES: &str = "/8";

/// Encodes texts on all processors, or wherever meanings come from: a new shop has thousands.
fn encode(language: &Language, texts: &[&str]) -> Vec<(String, Small)> {
    if let Some(found) = language.embed_elsewhere(texts) {
        return texts
            .iter()
            .zip(found)
            .map(|(text, vector)| ((*text).to_owned(), Small::of(&vector)))
            .collect();
    }
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let one = |text: &&str| Some(((*text).to_owned(), Small::of(&language.embed(text)?)));
    let parts = texts.chunks(texts.len().div_ceil(workers).max(1));
    thread::scope(|scope| {
        let workers: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().filter_map(one).collect::<Vec<_>>())).collect();
        // A worker that panicked has said so; its texts are found by their words.
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

/// Characters of an answer that are encoded: it comes to the point at once, and encoding more takes time.
const OPENING: usize = 300;

/// What of an answer is encoded.
pub(super) fn opening(article: &Article) -> &str {
    let answer = &article.facts.answer;
    answer.char_indices().nth(OPENING).map_or(answer, |(end, _)| &answer[..end])
}

fn texts(article: &Article) -> impl Iterator<Item = &str> {
    article.wordings().chain([opening(article)]).filter(|text| !text.is_empty())
}
