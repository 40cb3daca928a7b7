//! What a burst says as a whole: what is asked, how it feels, in which language, and what it names.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::encoder::{Encoder, LoadError};
use crate::entities::{Entity, entities};
use crate::intent::{Emotion, Intent};
use crate::tongue::{Tongue, tongue};
use crate::{Scored, asks_human, is_closing};

mod abuse;
pub mod features;
pub mod weights;

use weights::{TRAINED, Weights};

/// A further intent is told of when it is at least this likely.
const ALSO: f32 = 0.2;
/// Further intents told of at most.
const MORE: usize = 2;
/// Below this a burst is read once more together with what was said before it.
const UNCLEAR: f32 = 0.5;
/// How sure the written rules (a person is asked for; a matter is closed) are of themselves.
const BY_RULE: f32 = 0.98;

/// Understands texts. Loaded once; shared behind an [`Arc`].
#[derive(Debug)]
pub struct Language {
    encoder: Option<Arc<Encoder>>,
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
        Ok(Self { encoder, weights })
    }

    /// Whether there is a model of meaning.
    pub fn has_model(&self) -> bool {
        self.encoder.is_some()
    }

    /// The name of the model of meaning; vectors of different models do not compare.
    pub fn model_name(&self) -> Option<&'static str> {
        self.encoder.as_ref().map(|_| "use-multilingual-v3")
    }

    /// The meaning of a text; none without a model.
    pub fn embed(&self, text: &str) -> Option<Vec<f32>> {
        self.encoder.as_ref().map(|encoder| encoder.embed(text).into_vec())
    }

    /// How likely a text alone is about each intent, in the order of the taxonomy. `meaning` is that of [`Self::embed`].
    pub fn intents(&self, text: &str, meaning: Option<&[f32]>) -> Vec<f32> {
        self.weights.intent.probabilities(&features::features(text, &[], &[]), meaning)
    }

    /// Understands a burst (its lines joined by line breaks). `before` is what was said before it in the conversation,
    /// oldest first; `now` is the wall clock that "tomorrow" counts from.
    pub fn understand(&self, burst: &str, before: &[&str], now: DateTime) -> Reading {
        let entities = entities(burst, now);
        let letters = features::features(burst, &entities, before);
        let meaning = self.embed(burst);
        let meaning = meaning.as_deref();
        let mut likely = self.weights.intent.probabilities(&letters, meaning);
        if let (true, Some(last)) = (likely.iter().all(|p| *p < UNCLEAR), before.last()) {
            self.read_together(last, burst, &entities, &mut likely);
        }
        let (emotion, felt) = highest(&self.weights.emotion.probabilities(&letters, meaning));
        Reading {
            intents: intents(burst, &likely),
            emotion: Scored::new(Emotion::ALL.get(emotion).copied().unwrap_or(Emotion::Neutral), felt),
            abusive: abuse::insults(burst),
            tongue: tongue(burst),
            entities,
        }
    }

    /// "And that one?" means nothing alone: half of the judgement goes to both lines together.
    fn read_together(&self, last: &str, burst: &str, entities: &[Entity], likely: &mut [f32]) {
        let both = format!("{last}\n{burst}");
        let letters = features::features(&both, entities, &[]);
        let together = self.weights.intent.probabilities(&letters, self.embed(&both).as_deref());
        for (alone, together) in likely.iter_mut().zip(together) {
            *alone = f32::midpoint(*alone, together);
        }
    }
}

/// The main intent first, then what else is likely. Where a written rule speaks it has the first word.
fn intents(burst: &str, likely: &[f32]) -> Vec<Scored<Intent>> {
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
    }
    let also = all.iter().skip(1).take(MORE).filter(|scored| scored.confidence >= ALSO).count();
    all.truncate(1 + also);
    all
}

fn highest(probabilities: &[f32]) -> (usize, f32) {
    let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or((0, 0.0), |(index, p)| (index, *p))
}
