//! A shop's articles in memory, to be found by what is asked.

use std::sync::Arc;

use db::Time;

use super::embedding::Embeddings;
use super::{Article, Audience};
use crate::catalog::Product;
use crate::mind::Mind;
use crate::shop::Lang;

/// A shop's articles.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Arc<Article>>,
}

/// An article that may answer, and how likely it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// 0 to 1.
    pub score: f64,
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(articles: Vec<Article>, _: &Embeddings) -> Self {
        Self { articles: articles.into_iter().map(Arc::new).collect() }
    }

    /// The articles that may answer a question, best first.
    pub fn find(&self, _: &Mind, _: &str, _: &[&str], _: Lang, _: &[&Product], _: Time) -> Vec<Hit> {
        let _ = (&self.articles, Audience::All);
        Vec::new()
    }
}
