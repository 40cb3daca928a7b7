//! A classifier learned while the program runs, from a few examples of each class: what a shop calls its own intents.
//!
//! Three look at a text: letters and words ([`letters`]), meaning ([`meaning`]), and what it is nearest to
//! ([`neighbours`]). How much each counts, and when a text is none of the classes ([`scope`]), is learned from examples
//! that were kept away in turn. Given the same examples it is the same every time.

use std::sync::OnceLock;
use std::thread;

use crate::normalize::Plain;
use crate::understand::Language;
use crate::understand::features::{Features, features};
use crate::{Scored, learned::scope::Scope};

mod dice;
mod letters;
mod meaning;
mod neighbours;
mod scope;

use letters::Letters;
use meaning::Meaning;
use neighbours::Neighbours;

/// Parts that examples are kept away in.
const PARTS: usize = 4;
/// From so many lines on a part of them says enough about all.
const MANY: usize = 4000;
/// Classes from which on whole classes are kept away, to see what a text of no class looks like.
const CLASSES_TO_KEEP_AWAY: usize = 4;
/// A line that buyers usually write counts against no class that has an example so near to it.
const TOO_NEAR: f32 = 0.72;
/// The same when only letters can be compared.
const TOO_NEAR_IN_LETTERS: f32 = 0.5;

/// What buyers write to any shop: a few lines of each built-in intent.
const USUAL: &str = include_str!("usual.txt");

/// A text as a learned classifier looks at it.
#[derive(Debug, Clone)]
pub struct Sight {
    letters: Features,
    meaning: Option<Vec<f32>>,
}

impl Sight {
    /// How alike two texts are, -1 to 1: in meaning where there is a model, in letters otherwise.
    pub fn likeness(&self, other: &Self) -> f32 {
        match (&self.meaning, &other.meaning) {
            (Some(a), Some(b)) => neighbours::cosine(a, b),
            _ => neighbours::cosine_in_letters(&self.letters, &other.letters),
        }
    }
}

/// A text and which class it is of; none when it is of no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example<'a> {
    /// What is said.
    pub text: &'a str,
    /// Its class, counted from zero.
    pub class: Option<usize>,
}

/// What was learned.
#[derive(Debug, Clone)]
pub struct Learned {
    experts: Experts,
    scope: Scope,
}

/// What a text was taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// The likeliest class, and how likely it is that.
    pub class: Scored<usize>,
    /// Whether it is surely enough of a class at all.
    pub recognised: bool,
}

impl Language {
    /// A text as a learned classifier looks at it.
    pub fn sight(&self, text: &str) -> Sight {
        Sight { letters: features(&Plain::new(text), text, &[], &[]), meaning: self.embed(text) }
    }

    /// Learns from examples, whose classes are counted from zero; nothing can be learned from no example at all.
    pub fn learn(&self, examples: &[Example<'_>]) -> Option<Learned> {
        let classes = examples.iter().filter_map(|example| example.class).max()? + 1;
        let texts: Vec<&str> = examples.iter().map(|example| example.text).collect();
        let sights = self.sights(&texts);
        let rows = examples.iter().zip(&sights);
        let mut rows: Vec<Row<'_>> =
            rows.map(|(example, sight)| Row { sight, class: example.class, usual: false }).collect();
        rows.extend(apart(self.usual(), &rows));
        Some(Learned::from(&rows, classes))
    }

    fn usual(&self) -> &[Sight] {
        static WITH_MODEL: OnceLock<Vec<Sight>> = OnceLock::new();
        static WITHOUT: OnceLock<Vec<Sight>> = OnceLock::new();
        let kept = if self.has_model() { &WITH_MODEL } else { &WITHOUT };
        kept.get_or_init(|| self.sights(&USUAL.lines().collect::<Vec<_>>()))
    }

    fn sights(&self, texts: &[&str]) -> Vec<Sight> {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = texts.len().div_ceil(threads).max(16);
        let look = |texts: &[&str]| texts.iter().map(|text| self.sight(text)).collect::<Vec<_>>();
        thread::scope(|scope| {
            let shares: Vec<_> = texts.chunks(share).map(|texts| scope.spawn(move || look(texts))).collect();
            shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
        })
    }
}

/// The usual lines that are like no example.
fn apart<'a>(usual: &'a [Sight], rows: &[Row<'_>]) -> Vec<Row<'a>> {
    let far = |sight: &&Sight| {
        let near = if sight.meaning.is_some() { TOO_NEAR } else { TOO_NEAR_IN_LETTERS };
        rows.iter().all(|row| row.sight.likeness(sight) < near)
    };
    usual.iter().filter(far).map(|sight| Row { sight, class: None, usual: true }).collect()
}

/// One line to learn from.
#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    sight: &'a Sight,
    class: Option<usize>,
    usual: bool,
}

/// The three that look at a text.
#[derive(Debug, Clone)]
struct Experts {
    classes: usize,
    letters: Letters,
    meaning: Option<Meaning>,
    neighbours: Neighbours,
}

/// What the three make of a text: a score for each class, and last for none.
#[derive(Debug, Clone)]
struct Views {
    letters: Vec<f32>,
    meaning: Vec<f32>,
    near: Vec<f32>,
    /// How much of the text's letters was ever seen.
    familiar: f32,
}

impl Experts {
    fn train(rows: &[Row<'_>], classes: usize) -> Self {
        Self {
            classes,
            letters: Letters::train(rows, classes),
            meaning: Meaning::train(rows, classes),
            neighbours: Neighbours::of(rows, classes),
        }
    }

    fn look(&self, sight: &Sight) -> Views {
        let (letters, familiar) = self.letters.scores(&sight.letters);
        let meaning = match (&self.meaning, &sight.meaning) {
            (Some(expert), Some(vector)) => expert.scores(vector),
            _ => vec![0.0; self.classes + 1],
        };
        Views { letters, meaning, near: self.neighbours.scores(sight), familiar }
    }
}

impl Learned {
    fn from(rows: &[Row<'_>], classes: usize) -> Self {
        let (experts, tried) = thread::scope(|scope| {
            let away: Vec<_> = tries(rows.len(), classes)
                .into_iter()
                .map(|part| scope.spawn(move || try_without(rows, classes, part)))
                .collect();
            let experts = Experts::train(rows, classes);
            let tried = away.into_iter().flat_map(|one| one.join().unwrap_or_default()).collect::<Vec<_>>();
            (experts, tried)
        });
        let scope = Scope::learn(&tried, classes);
        Self { experts, scope }
    }

    /// What a text is taken for.
    pub fn guess(&self, sight: &Sight) -> Guess {
        self.scope.judge(&self.experts.look(sight))
    }
}

/// What was said of a line by those who had not seen it.
#[derive(Debug, Clone)]
struct Tried {
    views: Views,
    /// Its class, if those who looked had learned it.
    class: Option<usize>,
    usual: bool,
}

/// What is kept away in a try.
#[derive(Debug, Clone, Copy)]
enum Away {
    /// This part of the lines of each class.
    Lines(usize),
    /// This part of the classes, to see what a text of no class looks like.
    Classes(usize),
}

/// Few lines are all tried, each in its turn; of many a part says enough.
fn tries(rows: usize, classes: usize) -> Vec<Away> {
    let parts = if rows > MANY { 1 } else { PARTS };
    let classes = if classes >= CLASSES_TO_KEEP_AWAY { parts } else { 0 };
    (0..parts).map(Away::Lines).chain((0..classes).map(Away::Classes)).collect()
}

/// Keeps something away, learns the rest, and looks at what was kept away.
fn try_without(rows: &[Row<'_>], classes: usize, away: Away) -> Vec<Tried> {
    let mut counted = vec![0; classes + 1];
    let (mut taught, mut kept) = (Vec::new(), Vec::new());
    for row in rows {
        let place = row.class.unwrap_or(classes);
        counted[place] += 1;
        match away {
            Away::Lines(part) if counted[place] % PARTS == part => kept.push(*row),
            Away::Classes(part) if row.class.is_some_and(|class| class % PARTS == part) => {
                kept.push(Row { class: None, ..*row });
            }
            _ => taught.push(*row),
        }
    }
    let experts = Experts::train(&taught, classes);
    let tried = |row: &Row<'_>| Tried { views: experts.look(row.sight), class: row.class, usual: row.usual };
    kept.iter().map(tried).collect()
}
