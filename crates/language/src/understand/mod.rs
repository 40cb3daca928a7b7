//! What a burst says as a whole: what is asked, how it feels, in which language, and what it names.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::encoder::{DIMENSIONS, Encoder, LoadError};
use crate::entities::{Entity, entities};
use crate::intent::{Emotion, Intent};
use crate::normalize::Plain;
use crate::tongue::{Tongue, tongue};
use crate::{Scored, asks_human, is_closing};

mod abuse;
mod elsewhere;
mod evidence;
pub mod features;
mod recent;
pub mod weights;

pub use elsewhere::Meanings;
use recent::Recent;
use weights::{Likely, Seen, TRAINED, Weights};

/// A further intent is told of when it is at least this likely.
const ALSO: f32 = 0.2;
/// So is what one of several questions in a burst is about, read alone, when it is at least this likely.
const ONE_OF_SEVERAL: f32 = 0.6;
/// A burst that is about no matter of the shop's is at least so clearly about none.
const CLEARLY: f32 = 0.4;
/// Further intents told of at most.
const MORE: usize = 3;
/// Questions of one burst that are read alone, at most.
const QUESTIONS: usize = 4;
/// Lines said before that count.
pub const LINES_BEFORE: usize = 2;
/// How sure the written rules (a person is asked for; a matter is closed) are of themselves.
const BY_RULE: f32 = 0.98;

/// Understands texts. Loaded once; shared behind an [`Arc`].
#[derive(Debug)]
pub struct Language {
    encoder: Option<Arc<Encoder>>,
    elsewhere: Option<Arc<dyn Meanings>>,
    recent: Recent,
    weights: Weights,
}

/// What a burst says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is asked, most likely first; never empty.
    pub intents: Vec<Scored<Intent>>,
    /// How it feels.
    pub emotion: Scored<Emotion>,
    /// Whether a person is insulted.
    pub abusive: bool,
    /// In which language.
    pub tongue: Scored<Tongue>,
    /// What it names, in the order of the text.
    pub entities: Vec<Entity>,
    /// Which of its words say so.
    pub evidence: Evidence,
}

/// The stretches of a burst, in its own bytes, that a reading rests on most: at most three for each question, in the
/// order of the text; none where it rests on no words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Of the main intent.
    pub intent: Vec<Range<usize>>,
    /// Of the emotion.
    pub emotion: Vec<Range<usize>>,
}

impl Language {
    /// With the model in this folder; without one when it is not there, and then less well.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let encoder = match Encoder::load(folder) {
            Ok(encoder) => Some(Arc::new(encoder)),
            Err(LoadError::Missing(_)) => None,
            Err(error) => return Err(error),
        };
        let weights = Weights::read(TRAINED).ok_or_else(|| LoadError::Malformed {
            file: "weights.bin".into(),
            what: "was trained for another version of this program".into(),
        })?;
        Ok(Self { encoder, elsewhere: None, recent: Recent::default(), weights })
    }

    /// With meanings from elsewhere: texts are found by those. What a text says is still read by the encoder, if there is one.
    pub fn with_meanings(self, elsewhere: Arc<dyn Meanings>) -> Self {
        Self { elsewhere: Some(elsewhere), ..self }
    }

    /// Whether there is a model of meaning.
    pub fn has_model(&self) -> bool {
        self.encoder.is_some() || self.elsewhere.is_some()
    }

    /// The name of the model of meaning; vectors of different models do not compare.
    pub fn model_name(&self) -> Option<&str> {
        match &self.elsewhere {
            Some(elsewhere) => Some(elsewhere.name()),
            None => self.encoder.as_ref().map(|_| "use-multilingual-v3"),
        }
    }

    /// The meaning of a text; none without a model. The last few are remembered.
    pub fn embed(&self, text: &str) -> Option<Vec<f32>> {
        match &self.elsewhere {
            Some(elsewhere) => elsewhere.one(text),
            None => self.meaning(text).map(|meaning| meaning[..DIMENSIONS].to_vec()),
        }
    }

    /// The meanings of many texts at once, where they come from elsewhere; empty when they do not come.
    pub fn embed_elsewhere(&self, texts: &[&str]) -> Option<Vec<Vec<f32>>> {
        self.elsewhere.as_ref().map(|elsewhere| elsewhere.many(texts).unwrap_or_default())
    }

    /// The meaning, and after it what is nearer to the words.
    fn meaning(&self, text: &str) -> Option<Arc<[f32]>> {
        let encoder = self.encoder.as_ref()?;
        Some(self.recent.get_or(text, || encoder.embed_with_words(text)))
    }

    /// How likely a text alone is about each intent, in the order of the taxonomy; by its words, so that thousands of
    /// texts are read in a moment.
    pub fn intents(&self, text: &str) -> Vec<f32> {
        let letters = features::features(&Plain::new(text), text, &[], &[]);
        self.weights.likely(Seen { letters: &letters, meaning: None, before: None, both: None }).intents
    }

    /// Understands a burst (its lines joined by line breaks). `before` is what was said before it in the conversation, by
    /// either side, oldest first; `now` is the wall clock that "tomorrow" counts from.
    pub fn understand(&self, burst: &str, before: &[&str], now: DateTime) -> Reading {
        let before = &before[before.len().saturating_sub(LINES_BEFORE)..];
        let entities = entities(burst, now);
        let plain = Plain::new(burst);
        let Likely { intents: likely, emotions } = self.likely(burst, &plain, &entities, before);
        let (emotion, felt) = highest(&emotions);
        let intents = intents(burst, &likely, self.questions(burst, before, now));
        let evidence = Evidence {
            intent: evidence::spans(&self.weights, &plain, class_of(intents[0].value)),
            emotion: evidence::spans(&self.weights, &plain, Intent::ALL.len() + emotion),
        };
        Reading {
            intents,
            emotion: Scored::new(Emotion::ALL.get(emotion).copied().unwrap_or(Emotion::Neutral), felt),
            abusive: abuse::insults(burst),
            tongue: tongue(burst),
            entities,
            evidence,
        }
    }

    fn likely(&self, burst: &str, plain: &Plain, entities: &[Entity], before: &[&str]) -> Likely {
        let letters = features::features(plain, burst, entities, before);
        let meaning = self.meaning(meant(burst, plain));
        let said = (meaning.is_some() && !before.is_empty()).then(|| before.join("\n"));
        let said = said.and_then(|said| self.meaning(&said));
        let both = said.is_some().then(|| together(before, meant(burst, plain)));
        let both = both.and_then(|both| self.meaning(&both));
        self.weights.likely(Seen {
            letters: &letters,
            meaning: meaning.as_deref(),
            before: said.as_deref(),
            both: both.as_deref(),
        })
    }

    /// What each question of a burst with several is about, read alone, where that is clear.
    fn questions(&self, burst: &str, before: &[&str], now: DateTime) -> Vec<Scored<Intent>> {
        let parts: Vec<&str> =
            burst.split(ENDS).map(str::trim).filter(|part| part.chars().count() > 2).collect();
        if parts.len() < 2 {
            return Vec::new();
        }
        let read = |part: &&str| {
            let likely = self.likely(part, &Plain::new(part), &entities(part, now), before).intents;
            let (place, p) = highest(&likely);
            let intent = Intent::ALL.get(place).copied().filter(|intent| asks_something(*intent))?;
            (p >= ONE_OF_SEVERAL).then_some(Scored::new(intent, p))
        };
        parts.iter().take(QUESTIONS).filter_map(read).collect()
    }
}

/// Where a question ends.
const ENDS: &[char] = &['\n', '?', '？', '。', '！', '!', '；', ';'];

/// What the encoder is asked about: the plain words where the burst has other ones, the burst itself otherwise.
pub fn meant<'a>(burst: &'a str, plain: &'a Plain) -> &'a str {
    if plain.reworded { &plain.text } else { burst }
}

/// The last line before the burst, and the burst.
pub fn together(before: &[&str], burst: &str) -> String {
    format!("{}\n{burst}", before.last().unwrap_or(&""))
}

fn asks_something(intent: Intent) -> bool {
    !matches!(
        intent,
        Intent::Greeting | Intent::ThanksClosing | Intent::Chitchat | Intent::Other | Intent::OutOfScope
    )
}

/// Whether it is about no matter of the shop's.
fn without_matter(intent: Intent) -> bool {
    matches!(intent, Intent::AskHuman | Intent::Chitchat | Intent::OutOfScope)
}

fn class_of(intent: Intent) -> usize {
    Intent::ALL.iter().position(|other| *other == intent).unwrap_or(0)
}

/// The main intent first, then what else is likely, then what single questions are about. Where a written rule speaks it has the first word.
fn intents(burst: &str, likely: &[f32], questions: Vec<Scored<Intent>>) -> Vec<Scored<Intent>> {
    let by_rule = match burst {
        _ if asks_human(burst) => Some(Intent::AskHuman),
        _ if is_closing(burst) => Some(Intent::ThanksClosing),
        _ => None,
    };
    let mut all: Vec<Scored<Intent>> =
        Intent::ALL.iter().zip(likely).map(|(intent, p)| Scored::new(*intent, *p)).collect();
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    if let Some(intent) = by_rule {
        all.retain(|scored| scored.value != intent);
        all.insert(0, Scored::new(intent, BY_RULE));
    } else if all[0].confidence < CLEARLY
        && let Some(at) = all.iter().position(|scored| !without_matter(scored.value))
    {
        // A person is given to whoever asks for one, and small talk to whoever makes some; not to whoever is hard to read.
        all[..=at].rotate_right(1);
    }
    let also = all.iter().skip(1).filter(|scored| scored.confidence >= ALSO).count();
    let mut told: Vec<Scored<Intent>> = all.drain(..=also).collect();
    for question in questions {
        if told.iter().all(|scored| scored.value != question.value) {
            told.push(question);
        }
    }
    told.truncate(1 + MORE);
    told
}

fn highest(probabilities: &[f32]) -> (usize, f32) {
    let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or((0, 0.0), |(index, p)| (index, *p))
}
