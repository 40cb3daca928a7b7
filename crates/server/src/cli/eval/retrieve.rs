//! `miaohui eval retrieve`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use db::Time;
use desk::knowledge::embedding::Embeddings;
use desk::knowledge::shelf::{Hit, Shelf};
use desk::knowledge::{Article, ArticleInput, Asker};
use desk::mind::Mind;
use desk::shop::{BotSettings, Lang};
use language::Language;
use serde::Deserialize;
use serde_json::Value;

use super::rows::{self, Row};
use crate::cli::bench::figures::{Figures, Latencies};
use crate::cli::bench::memory::peak_mb;
use crate::cli::{Common, print};
use crate::problem::Problem;

/// All articles are of one language and so are all questions: which it is changes nothing.
const LANG: Lang = Lang::Zh;

/// How well questions find the article that answers them: the way the bot looks, on articles and questions of yours.
#[derive(Debug, Args)]
pub(in crate::cli) struct Retrieve {
    #[command(flatten)]
    common: Common,
    /// Articles, a line each: `{"id": "…", "question": "…", "similar": ["…"], "answer": "…"}`.
    #[arg(long, value_name = "FILE")]
    articles: PathBuf,
    /// Questions, a line each: `{"text": "…", "id": "…"}`, or `"id": null` when no article answers.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
struct ArticleRow {
    id: Id,
    question: String,
    #[serde(default)]
    similar: Vec<String>,
    #[serde(default)]
    answer: String,
}

#[derive(Debug, Deserialize)]
struct QueryRow {
    text: String,
    #[serde(deserialize_with = "Option::deserialize")]
    id: Option<Id>,
}

/// A name or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a name or a whole number is expected")]
enum Id {
    Name(String),
    Number(i64),
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "{name}"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl Retrieve {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.common.config()?;
        let articles = articles(&rows::read(&self.articles)?)?;
        let queries = rows::read(&self.queries)?;
        check(&queries, &articles)?;
        let language = Arc::new(Language::load(&config.model_dir())?);
        let found = tokio::task::spawn_blocking(move || measure(language, articles, &queries)).await?;
        print(&found.figures().text(self.json));
        Ok(ExitCode::SUCCESS)
    }
}

fn articles(rows: &[Row<ArticleRow>]) -> anyhow::Result<Vec<Article>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    rows.iter()
        .map(|row| {
            let ArticleRow { id, question, similar, answer } = &row.says;
            let id = id.to_string();
            if let Some(line) = seen.insert(id.clone(), row.line()) {
                return Err(row.wrong("id", format!("{id} is already the one of line {line}")));
            }
            // What is only to be found needs no answer here.
            let told = if answer.is_empty() { question } else { answer };
            let input = ArticleInput { similar: similar.clone(), ..ArticleInput::new(&id, question, told) };
            input.check().map_err(|error| refused(row, error))?;
            Ok(Article::loose(LANG, ArticleInput { answer: answer.clone(), ..input }))
        })
        .collect()
}

/// What the house would refuse is refused here, in its words.
fn refused(row: &Row<ArticleRow>, error: desk::error::Error) -> anyhow::Error {
    let desk::error::Error::Refused(refusal) = error else { return error.into() };
    let problem = Problem::of(&refusal, Lang::En);
    let field = match problem.field.unwrap_or_default() {
        field if field == "article_id" => "id".to_owned(),
        field => field,
    };
    row.wrong(&field, problem.message)
}

fn check(queries: &[Row<QueryRow>], articles: &[Article]) -> anyhow::Result<()> {
    let known: HashMap<&str, &Article> =
        articles.iter().map(|article| (article.facts.article_id.as_str(), article)).collect();
    for row in queries {
        if row.says.text.trim().is_empty() {
            return Err(row.wrong("text", "is empty"));
        }
        if let Some(id) = &row.says.id
            && !known.contains_key(id.to_string().as_str())
        {
            return Err(row.wrong("id", format!("there is no article {id}")));
        }
    }
    Ok(())
}

fn measure(language: Arc<Language>, articles: Vec<Article>, queries: &[Row<QueryRow>]) -> Found {
    let start = Instant::now();
    let mind = Mind::new(Arc::clone(&language));
    let mut found = Found { articles: articles.len(), model: language.has_model(), ..Found::default() };
    let embeddings = Embeddings::fresh(&language, &articles);
    let shelf = Shelf::new(&language, articles, embeddings);
    found.arranging = start.elapsed();
    let asker = Asker::anybody(LANG, &[], Time::default());
    for row in queries {
        let start = Instant::now();
        let hits = shelf.ranked(&mind, &row.says.text, &[], &asker);
        found.latencies.record(start.elapsed());
        found.count(row.says.id.as_ref().map(ToString::to_string).as_deref(), &hits);
    }
    found
}

/// What became of the questions.
#[derive(Default)]
struct Found {
    articles: usize,
    model: bool,
    arranging: Duration,
    latencies: Latencies,
    /// By question with an article: its rank from 1; 0 when it was not among those looked at.
    ranks: Vec<usize>,
    /// The best score of each question with an article, and without.
    answerable: Vec<f64>,
    strays: Vec<f64>,
    told: usize,
    told_rightly: usize,
    /// Of the questions with an article: how many were told anything.
    covered: usize,
    offered: usize,
}

impl Found {
    fn count(&mut self, wanted: Option<&str>, hits: &[Hit]) {
        let bot = BotSettings::default();
        let best = hits.first().map_or(0.0, |hit| hit.score);
        let is_wanted = |hit: &Hit| Some(hit.article.facts.article_id.as_str()) == wanted;
        let told = best >= bot.answer_at && !hits.is_empty();
        self.told += usize::from(told);
        self.told_rightly += usize::from(told && is_wanted(&hits[0]));
        self.offered += usize::from(!told && best >= bot.offer_at);
        if wanted.is_none() {
            self.strays.push(best);
            return;
        }
        self.covered += usize::from(told);
        self.answerable.push(best);
        self.ranks.push(hits.iter().position(is_wanted).map_or(0, |at| at + 1));
    }

    fn figures(&self) -> Figures {
        let among = |most: usize| self.ranks.iter().filter(|rank| (1..=most).contains(*rank)).count();
        let gains = self.ranks.iter().filter(|rank| (1..=10).contains(*rank)).map(|rank| 1.0 / real(*rank));
        let asked = self.ranks.len();
        let all = asked + self.strays.len();
        let mut figures = Figures::default();
        figures
            .put("articles", self.articles)
            .put("queries", all)
            .put("answerable", asked)
            .put("model", self.model)
            .put("r_at_1", share(among(1), asked))
            .put("r_at_3", share(among(3), asked))
            .put("mrr_at_10", ratio(gains.sum(), asked))
            .put("auc_answerable", auc(&self.answerable, &self.strays).map_or(Value::Null, rounded))
            .put("precision", share(self.told_rightly, self.told))
            .put("coverage", share(self.covered, asked))
            .put("offered", share(self.offered, all))
            .put("p50_ms", rounded(self.latencies.ms(0.5)))
            .put("p99_ms", rounded(self.latencies.ms(0.99)))
            .put("arranging_ms", rounded(self.arranging.as_secs_f64() * 1000.0))
            .put("memory_mb", peak_mb().map_or(Value::Null, rounded));
        figures
    }
}

/// How likely a question with an article scores above one without: 0.5 is chance. Level scores count half.
fn auc(with: &[f64], without: &[f64]) -> Option<f64> {
    if with.is_empty() || without.is_empty() {
        return None;
    }
    let mut sorted = without.to_vec();
    sorted.sort_by(f64::total_cmp);
    let won: f64 = with
        .iter()
        .map(|score| {
            let below = sorted.partition_point(|other| other < score);
            let level = sorted.partition_point(|other| other <= score) - below;
            real(below) + real(level) / 2.0
        })
        .sum();
    Some(won / real(with.len()) / real(without.len()))
}

fn share(part: usize, whole: usize) -> Value {
    ratio(real(part), whole)
}

/// None of nothing is no figure.
fn ratio(part: f64, whole: usize) -> Value {
    if whole == 0 { Value::Null } else { rounded(part / real(whole)) }
}

fn rounded(value: f64) -> Value {
    ((value * 10_000.0).round() / 10_000.0).into()
}

#[expect(clippy::cast_precision_loss, reason = "rows of a file are far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auc_counts_pairs_in_the_right_order() {
        assert_eq!(auc(&[0.9, 0.8], &[0.1]), Some(1.0));
        assert_eq!(auc(&[0.5], &[0.5]), Some(0.5));
        assert_eq!(auc(&[0.1, 0.9], &[0.5, 0.5]), Some(0.5));
        assert_eq!(auc(&[], &[0.5]), None);
    }
}
