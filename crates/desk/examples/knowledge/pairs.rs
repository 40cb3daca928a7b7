//! Questions that are asked again in nearly the same words, each beside one that only looks like it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use db::Time;
use desk::knowledge::embedding::Embeddings;
use desk::knowledge::shelf::Shelf;
use desk::knowledge::{Article, ArticleInput, Asker};
use desk::mind::Mind;
use desk::shop::Lang;
use language::Language;

/// A question of an article, the same asked again, and the question of another article.
pub(crate) struct Pair {
    pub(crate) asked: String,
    pub(crate) again: String,
    pub(crate) near: String,
}

/// Reads them: of every two, the first is learned from and the second held back.
pub(crate) fn read(folder: &Path, lang: Lang) -> Result<Vec<Pair>, Box<dyn Error>> {
    let text = fs::read_to_string(folder.join(format!("examples/knowledge/pairs.{}.tsv", lang.as_str())))?;
    let pair = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Some(Pair { asked: cells.next()?, again: cells.next()?, near: cells.next()? })
    };
    text.lines()
        .map(|line| pair(line).ok_or_else(|| format!("three cells expected: {line}").into()))
        .collect()
}

/// A shelf of all their articles: the n-th pair has the articles 2n and 2n + 1. They answer nothing.
pub(crate) fn shelf(language: &Language, pairs: &[Pair], lang: Lang) -> Shelf {
    let articles: Vec<Article> = pairs
        .iter()
        .flat_map(|pair| [&pair.asked, &pair.near])
        .map(|question| Article::loose(lang, ArticleInput::new(question, question, "")))
        .collect();
    let embeddings = Embeddings::fresh(language, &articles);
    Shelf::new(language, articles, embeddings)
}

/// How many of those held back find their article first.
pub(crate) fn measure(language: &Arc<Language>, folder: &Path, lang: Lang) -> Result<(), Box<dyn Error>> {
    let pairs = read(folder, lang)?;
    let (shelf, mind) = (shelf(language, &pairs, lang), Mind::new(Arc::clone(language)));
    let held_back: Vec<&Pair> = pairs.iter().skip(1).step_by(2).collect();
    let mut first = 0;
    for pair in &held_back {
        let hits = shelf.find(&mind, &pair.again, &[], &Asker::anybody(lang, &[], Time::default()));
        first += u32::from(hits.first().is_some_and(|hit| hit.article.facts.question == pair.asked));
    }
    println!(
        "{} nearly the same words, held back: {} questions: {first} first",
        lang.as_str(),
        held_back.len()
    );
    Ok(())
}
