//! Measures how well questions find their articles, on the demo sellers and on questions written for this alone.
//!
//! `cargo run --release -p desk --example knowledge -- MODEL_DIR` prints, with and without the model, how many questions
//! are answered rightly, wrongly, offered or refused at the default thresholds: questions in the usual words, questions
//! that avoid the words of the articles, of which every second was held back from choosing the weights, and the articles'
//! own questions.
//! With `--misses` it also prints what was wrong. With `--fit FILE` it first learns the weights anew and writes them there:
//! `crates/desk/src/knowledge/fitted.rs` is where the program has them.

#![expect(clippy::print_stdout, reason = "a command line program")]

mod fit;
mod pairs;
mod seller;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use db::Time;
use desk::knowledge::shelf::Hit;
use desk::knowledge::{Asker, Audience};
use desk::mind::Mind;
use desk::shop::{BotSettings, Lang};
use language::Language;
use serde::Deserialize;

use seller::Seller;

/// Questions of one kind.
type Part = (&'static str, Vec<Question>);

/// A question, and the articles of which any one answers it; none when nothing does.
#[derive(Debug, Clone, Deserialize)]
struct Question {
    question: String,
    articles: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let model = PathBuf::from(arguments.first().ok_or("expected the model's directory")?);
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sellers = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let seller = Seller::read(&crate_folder.join("../server/demo").join(lang.as_str()), lang)?;
        let (far, usual) =
            (questions(crate_folder, "questions", lang)?, questions(crate_folder, "usual", lang)?);
        let (known, held_back) = far.into_iter().enumerate().partition::<Vec<_>, _>(|(at, _)| at % 2 == 0);
        let parts = [
            ("word for word", word_for_word(&seller)),
            ("usual words", usual),
            ("other words, learned from", known.into_iter().map(|(_, question)| question).collect()),
            ("other words, held back", held_back.into_iter().map(|(_, question)| question).collect()),
        ];
        sellers.push((lang, seller, parts));
    }
    if let Some(flag) = arguments.iter().position(|argument| argument == "--fit") {
        let file = arguments.get(flag + 1).ok_or("expected the file to write after --fit")?;
        let learned: Vec<fit::Lesson<'_>> = sellers
            .iter()
            .map(|(lang, seller, parts)| fit::Lesson { lang: *lang, seller, questions: &parts[2].1 })
            .collect();
        return Ok(fs::write(file, fit::fitted(&learned, &model, crate_folder)?)?);
    }
    for folder in [model.as_path(), Path::new("")] {
        let language = Arc::new(Language::load(folder)?);
        println!("\n{}", if language.has_model() { "with the model" } else { "without a model" });
        for (lang, seller, parts) in &sellers {
            measure(&language, *lang, seller, parts, has("--misses"));
            pairs::measure(&language, crate_folder, *lang)?;
        }
    }
    Ok(())
}

fn questions(folder: &Path, name: &str, lang: Lang) -> Result<Vec<Question>, Box<dyn Error>> {
    let text = fs::read_to_string(folder.join(format!("examples/knowledge/{name}.{}.jsonl", lang.as_str())))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// What buyers send who tap an article that was offered.
fn word_for_word(seller: &Seller) -> Vec<Question> {
    let told = seller.articles.iter().filter(|article| article.facts.audience == Audience::All);
    told.map(|article| Question {
        question: article.facts.question.clone(),
        articles: vec![article.facts.article_id.clone()],
    })
    .collect()
}

fn measure(language: &Arc<Language>, lang: Lang, seller: &Seller, parts: &[Part], misses: bool) {
    let shelf = seller.shelf(language);
    let mind = Mind::new(Arc::clone(language));
    for (name, questions) in parts {
        let mut tally = Tally::default();
        for question in questions {
            let products = seller.catalog.mentioned(&question.question);
            let start = Instant::now();
            let asker = Asker::anybody(lang, &products, Time::default());
            let hits = shelf.find(&mind, &question.question, &[], &asker);
            tally.find_us.push(start.elapsed().as_micros());
            tally.count(question, &hits, misses);
        }
        println!("{} {name}: {tally}", lang.as_str());
    }
}

/// What became of the questions.
#[derive(Debug, Default)]
struct Tally {
    asked: u32,
    first: u32,
    among_three: u32,
    right: u32,
    wrong: u32,
    offered: u32,
    offered_right: u32,
    stray: u32,
    stray_told: u32,
    stray_offered: u32,
    find_us: Vec<u128>,
}

impl Tally {
    fn count(&mut self, question: &Question, hits: &[Hit], misses: bool) {
        let bot = BotSettings::default();
        let is_right = |hit: &Hit| question.articles.contains(&hit.article.facts.article_id);
        let told = hits.first().filter(|hit| hit.score >= bot.answer_at);
        let worth_offering = hits.first().is_some_and(|hit| hit.score >= bot.offer_at);
        let offered: Vec<&Hit> = hits.iter().take(if worth_offering { 3 } else { 0 }).collect();
        if misses && hits.first().is_some_and(|hit| !is_right(hit) && hit.score >= bot.offer_at) {
            let near =
                hits.iter().take(3).map(|hit| format!("{} {:.2}", hit.article.facts.question, hit.score));
            println!(
                "  {} {:?} -> {}",
                question.question,
                question.articles,
                near.collect::<Vec<_>>().join(", ")
            );
        }
        if question.articles.is_empty() {
            self.stray += 1;
            self.stray_told += u32::from(told.is_some());
            self.stray_offered += u32::from(told.is_none() && !offered.is_empty());
            return;
        }
        self.asked += 1;
        self.first += u32::from(hits.first().is_some_and(is_right));
        self.among_three += u32::from(hits.iter().take(3).any(is_right));
        match told {
            Some(hit) if is_right(hit) => self.right += 1,
            Some(_) => self.wrong += 1,
            None => {
                self.offered += u32::from(!offered.is_empty());
                self.offered_right += u32::from(offered.iter().any(|hit| is_right(hit)));
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let mut taken = self.find_us.clone();
        taken.sort_unstable();
        let refused = self.asked - self.right - self.wrong - self.offered;
        write!(
            f,
            "{} questions: top-1 {:.3}, top-3 {:.3}; told rightly {:.3}, wrongly {:.3}, offered {:.3} (rightly {:.3}), \
             refused {:.3}; {} about something else: told {:.3}, offered {:.3}; p50 {} µs",
            self.asked,
            share(self.first, self.asked),
            share(self.among_three, self.asked),
            share(self.right, self.asked),
            share(self.wrong, self.asked),
            share(self.offered, self.asked),
            share(self.offered_right, self.asked),
            share(refused, self.asked),
            self.stray,
            share(self.stray_told, self.stray),
            share(self.stray_offered, self.stray),
            taken.get(taken.len() / 2).copied().unwrap_or_default(),
        )
    }
}
