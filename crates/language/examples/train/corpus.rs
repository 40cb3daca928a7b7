//! The training lines, with everything that is seen of them.

use jiff::civil::date;
use language::encoder::Encoder;
use language::entities::entities;
use language::normalize::Plain;
use language::understand::features::{Features, features};
use language::understand::weights::{hash_of, softmax};
use language::understand::{LINES_BEFORE, meant, together};
use language::{Emotion, Intent};
use serde::Deserialize;

use crate::{Fallible, altered};

/// How many altered views of a line there are.
const ALTERED: usize = 2;

#[derive(Deserialize)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) intent: Intent,
    #[serde(default)]
    pub(crate) also: Vec<Intent>,
    pub(crate) emotion: Emotion,
    #[serde(default)]
    pub(crate) context: Vec<String>,
}

/// A line as it is seen once: as it was written, or altered a little.
pub(crate) struct View {
    pub(crate) letters: Features,
    pub(crate) meaning: Vec<f32>,
    /// Empty where nothing was said before.
    pub(crate) before: Vec<f32>,
    /// Empty as well.
    pub(crate) both: Vec<f32>,
}

/// One line.
pub(crate) struct Line {
    /// As it was written first.
    pub(crate) views: Vec<View>,
    intent: Intent,
    also: Vec<Intent>,
    emotion: Emotion,
    /// Held back for tuning: every tenth, by its text.
    pub(crate) for_tuning: bool,
}

/// Classes: intents, then emotions.
pub(crate) const INTENTS: usize = Intent::ALL.len();
pub(crate) const CLASSES: usize = INTENTS + Emotion::ALL.len();
/// How much emotions count beside intents: most lines have none, which teaches least.
const EMOTION: f32 = 0.8;
const NO_EMOTION: f32 = 0.5;
/// Spread over all classes, so that no answer becomes surer than the lines can be.
const SMOOTHED: f32 = 0.06;

impl Line {
    /// As it was written, or one of its alterations.
    pub(crate) fn view(&self, dice: &mut Dice) -> &View {
        let others = self.views.len() as u64 - 1;
        match dice.next() % 100 {
            _ if others == 0 => &self.views[0],
            0..50 => &self.views[0],
            other => &self.views[1 + usize::try_from(other % others).unwrap_or(0)],
        }
    }

    /// What should be said of it: the share of every class.
    pub(crate) fn shares(&self) -> [f32; CLASSES] {
        #[expect(clippy::cast_precision_loss, reason = "48 and 5")]
        let mut shares: [f32; CLASSES] = std::array::from_fn(|class| {
            SMOOTHED / if class < INTENTS { INTENTS } else { CLASSES - INTENTS } as f32
        });
        // The main intent carries most; what else is asked shares the rest.
        #[expect(clippy::cast_precision_loss, reason = "two or three")]
        let each = if self.also.is_empty() { 0.0 } else { 0.35 / self.also.len() as f32 };
        let main = if self.also.is_empty() { 1.0 } else { 0.65 };
        shares[place(Intent::ALL, &self.intent)] += main * (1.0 - SMOOTHED);
        for also in &self.also {
            shares[place(Intent::ALL, also)] += each * (1.0 - SMOOTHED);
        }
        shares[INTENTS + place(Emotion::ALL, &self.emotion)] += 1.0 - SMOOTHED;
        shares
    }

    /// Turns scores into what is wrong with them.
    #[inline]
    pub(crate) fn errors(&self, scores: &mut [f32]) {
        let (intents, emotions) = scores.split_at_mut(INTENTS);
        softmax(intents, 1.0);
        softmax(emotions, 1.0);
        for (score, share) in scores.iter_mut().zip(self.shares()) {
            *score -= share;
        }
        let counts = if self.emotion == Emotion::Neutral { NO_EMOTION } else { EMOTION };
        for score in &mut scores[INTENTS..] {
            *score *= counts;
        }
    }

    /// The main intent and the emotion, as places among their own.
    pub(crate) fn wanted(&self) -> (usize, usize) {
        (place(Intent::ALL, &self.intent), place(Emotion::ALL, &self.emotion))
    }

    /// Whether this intent was asked for at all.
    pub(crate) fn asks(&self, class: usize) -> bool {
        let intent = Intent::ALL[class];
        intent == self.intent || self.also.contains(&intent)
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

/// Reads the files.
pub(crate) fn read(files: &[&str], encoder: &Encoder) -> Fallible<Vec<Line>> {
    let mut lines = Vec::new();
    for file in files {
        let written: Vec<Written> = file
            .lines()
            .filter(|line| !line.is_empty())
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        let half = written.len().div_ceil(2);
        let seen: Vec<Line> = std::thread::scope(|scope| {
            let workers: Vec<_> = written
                .chunks(half)
                .map(|part| {
                    scope.spawn(|| part.iter().map(|line| see(line, &written, encoder)).collect::<Vec<_>>())
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
        });
        lines.extend(seen);
    }
    Ok(lines)
}

fn see(line: &Written, all: &[Written], encoder: &Encoder) -> Line {
    let mut dice = Dice(hash_of(&[&line.text]) | 1);
    let view = |text: &str, before: &[String]| {
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let before = &before[before.len().saturating_sub(LINES_BEFORE)..];
        let plain = Plain::new(text);
        let own = meant(text, &plain);
        let said =
            |text: String| if before.is_empty() { Vec::new() } else { encoder.embed_with_words(&text) };
        let entities = entities(text, date(2026, 6, 1).at(10, 0, 0, 0));
        View {
            letters: features(&plain, text, &entities, before),
            meaning: encoder.embed_with_words(own),
            before: said(before.join("\n")),
            both: said(together(before, own)),
        }
    };
    let written = view(&line.text, &line.context);
    let views = [written]
        .into_iter()
        .chain((0..ALTERED).map(|_| {
            let (text, before) = altered::altered(line, all, &mut dice);
            view(&text, &before)
        }))
        .collect();
    Line {
        views,
        intent: line.intent,
        also: line.also.clone(),
        emotion: line.emotion,
        for_tuning: hash_of(&[&line.text]).is_multiple_of(10),
    }
}

/// Numbers that look random and are the same every time (xorshift64*).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
        let share = (self.next() >> 40) as f32 / (1_u32 << 24) as f32;
        share
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            items.swap(last, other);
        }
    }
}
