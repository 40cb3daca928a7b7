//! What a burst says as a whole: what is asked, how it feels, in which language, and what it names.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::encoder::{Encoder, LoadError};
use crate::entities::{Entity, entities};
use crate::intent::{Emotion, Intent};
use crate::tongue::{Tongue, tongue};
use crate::{Scored, asks_human, is_closing};

/// Understands texts. Loaded once; shared behind an [`Arc`].
#[derive(Debug)]
pub struct Language {
    encoder: Option<Arc<Encoder>>,
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
        match Encoder::load(folder) {
            Ok(encoder) => Ok(Self { encoder: Some(Arc::new(encoder)) }),
            Err(LoadError::Missing(_)) => Ok(Self { encoder: None }),
            Err(error) => Err(error),
        }
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

    /// Understands a burst (its lines joined by line breaks). `before` is what was said before it in the conversation,
    /// oldest first; `now` is the wall clock that "tomorrow" counts from.
    pub fn understand(&self, burst: &str, before: &[&str], now: DateTime) -> Reading {
        let _ = before;
        let intent = match burst {
            _ if asks_human(burst) => Scored::new(Intent::AskHuman, 1.0),
            _ if is_closing(burst) => Scored::new(Intent::ThanksClosing, 1.0),
            _ => Scored::new(Intent::Other, 0.0),
        };
        Reading {
            intents: vec![intent],
            emotion: Scored::new(Emotion::Neutral, 1.0),
            abusive: false,
            tongue: tongue(burst),
            entities: entities(burst, now),
        }
    }
}
