//! A shop's intents in memory: what was learned from their examples, and where they collide.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use language::learned::{Example, Learned, Sight};
use language::{Intent, Language};

use super::CustomIntent;
use crate::id::CustomIntentId;

/// From which confidence on an intent is taken for sure: its article is told.
const SURE: f32 = 0.5;

/// A shop's intents, learned.
#[derive(Debug, Default)]
pub struct Intents {
    known: Vec<CustomIntent>,
    collisions: Vec<Collisions>,
    learned: Option<Learned>,
}

/// Which of its intents a text was recognised as.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// Which.
    pub id: CustomIntentId,
    /// What the shop calls it.
    pub name: String,
    /// How likely it is, 0 to 1.
    pub confidence: f32,
    /// The article that answers it, by the shop's id.
    pub article: Option<String>,
}

impl Recognised {
    /// Whether its article may be told.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }
}

/// What an intent's examples are taken for by others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collisions {
    /// The built-in intents they are read as, most often first, with the share of examples.
    pub built_in: Vec<(Intent, f32)>,
    /// The shop's other intents that some of them are nearer to than to their own, with the share of examples.
    pub own: Vec<(CustomIntentId, f32)>,
}

impl Intents {
    /// Learns a shop's intents.
    pub fn learn(language: &Language, known: Vec<CustomIntent>) -> Self {
        let examples: Vec<Example<'_>> = known
            .iter()
            .enumerate()
            .flat_map(|(class, intent)| {
                intent.examples.iter().map(move |text| Example { text, class: Some(class) })
            })
            .collect();
        let learned = language.learn(&examples);
        let collisions = collisions(language, &known);
        Self { known, collisions, learned }
    }

    /// Whether these are the intents it has learned.
    pub fn knows(&self, intents: &[CustomIntent]) -> bool {
        self.known == intents
    }

    /// Every intent with its collisions.
    pub fn all(&self) -> impl Iterator<Item = (&CustomIntent, &Collisions)> {
        self.known.iter().zip(&self.collisions)
    }

    /// Which of them a burst is, if any: as a whole, or one of its lines.
    pub fn recognise(&self, language: &Language, burst: &str) -> Option<Recognised> {
        let lines = burst.lines().filter(|_| burst.contains('\n'));
        let found =
            std::iter::once(burst).chain(lines).filter_map(|text| self.recognise_text(language, text));
        found.max_by(|a, b| a.confidence.total_cmp(&b.confidence))
    }

    fn recognise_text(&self, language: &Language, text: &str) -> Option<Recognised> {
        let learned = self.learned.as_ref().filter(|_| !text.trim().is_empty())?;
        let guess = learned.guess(&language.sight(text));
        let intent = self.known.get(guess.class.value).filter(|_| guess.recognised)?;
        Some(Recognised {
            id: intent.id,
            name: intent.name.clone(),
            confidence: guess.class.confidence,
            article: intent.article.clone(),
        })
    }
}

fn collisions(language: &Language, known: &[CustomIntent]) -> Vec<Collisions> {
    let sights: Vec<Vec<Sight>> = known
        .iter()
        .map(|intent| intent.examples.iter().map(|text| language.sight(text)).collect())
        .collect();
    let of = |(at, intent): (usize, &CustomIntent)| Collisions {
        built_in: built_in(language, intent),
        own: own(known, &sights, at),
    };
    known.iter().enumerate().map(of).collect()
}

fn built_in(language: &Language, intent: &CustomIntent) -> Vec<(Intent, f32)> {
    let mut counted: BTreeMap<Intent, usize> = BTreeMap::new();
    for example in &intent.examples {
        // Days and hours in it may be of any year: only what is asked is looked at.
        if let Some(read) = language.understand(example, &[], DateTime::ZERO).intents.first() {
            *counted.entry(read.value).or_default() += 1;
        }
    }
    shares(counted, intent.examples.len())
}

/// The intents that have the nearest example, where that is nearer than the nearest of one's own.
fn own(known: &[CustomIntent], sights: &[Vec<Sight>], at: usize) -> Vec<(CustomIntentId, f32)> {
    let mut counted: BTreeMap<CustomIntentId, usize> = BTreeMap::new();
    for (place, sight) in sights[at].iter().enumerate() {
        let nearest = |class: usize| {
            let others = sights[class].iter().enumerate().filter(|(other, _)| class != at || *other != place);
            others.map(|(_, other)| sight.likeness(other)).fold(f32::NEG_INFINITY, f32::max)
        };
        let theirs =
            (0..known.len()).filter(|class| *class != at).max_by(|a, b| nearest(*a).total_cmp(&nearest(*b)));
        if let Some(class) = theirs.filter(|class| nearest(*class) > nearest(at)) {
            *counted.entry(known[class].id).or_default() += 1;
        }
    }
    shares(counted, sights[at].len())
}

fn shares<K: Copy>(counted: BTreeMap<K, usize>, all: usize) -> Vec<(K, f32)> {
    let mut counted: Vec<(K, usize)> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    #[expect(clippy::cast_precision_loss, reason = "at most fifty examples")]
    let share = |count: usize| count as f32 / all.max(1) as f32;
    counted.into_iter().map(|(key, count)| (key, share(count))).collect()
}
