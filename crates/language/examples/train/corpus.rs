//! The training lines, with everything that is seen of them.

use jiff::civil::date;
use language::encoder::Encoder;
use language::entities::entities;
use language::understand::features::{Features, features};
use language::understand::weights::hash_of;
use language::{Emotion, Intent};
use serde::Deserialize;

use crate::Fallible;

#[derive(Deserialize)]
struct Written {
    text: String,
    intent: Intent,
    #[serde(default)]
    also: Vec<Intent>,
    emotion: Emotion,
    #[serde(default)]
    context: Vec<String>,
}

/// One line.
pub(crate) struct Line {
    pub(crate) letters: Features,
    pub(crate) meaning: Vec<f32>,
    intent: Intent,
    also: Vec<Intent>,
    emotion: Emotion,
    /// Held back for tuning: every tenth, by its text.
    pub(crate) for_tuning: bool,
}

/// What is learnt.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) classes: usize,
    pub(crate) hidden: usize,
    target: fn(&Line) -> Vec<(usize, f32)>,
}

impl Task {
    pub(crate) const INTENT: Self = Self {
        classes: Intent::ALL.len(),
        hidden: 256,
        target: |line| {
            // The main intent carries most; what else is asked shares the rest.
            #[expect(clippy::cast_precision_loss, reason = "two or three")]
            let share = if line.also.is_empty() { 0.0 } else { 0.35 / line.also.len() as f32 };
            let also = line.also.iter().map(|also| (place(Intent::ALL, also), share));
            let main = if line.also.is_empty() { 1.0 } else { 0.65 };
            std::iter::once((place(Intent::ALL, &line.intent), main)).chain(also).collect()
        },
    };
    pub(crate) const EMOTION: Self = Self {
        classes: Emotion::ALL.len(),
        hidden: 64,
        target: |line| vec![(place(Emotion::ALL, &line.emotion), 1.0)],
    };

    /// What should be said of a line: classes and their shares.
    pub(crate) fn target(self, line: &Line) -> Vec<(usize, f32)> {
        (self.target)(line)
    }

    /// The main class of a line.
    pub(crate) fn class(self, line: &Line) -> usize {
        self.target(line)[0].0
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

/// Reads the files.
pub(crate) fn read(files: &[&str], encoder: &Encoder) -> Fallible<Vec<Line>> {
    let now = date(2026, 6, 1).at(10, 0, 0, 0);
    let mut lines = Vec::new();
    for text in files.iter().flat_map(|file| file.lines()).filter(|line| !line.is_empty()) {
        let written: Written = serde_json::from_str(text)?;
        let before: Vec<&str> = written.context.iter().map(String::as_str).collect();
        lines.push(Line {
            letters: features(&written.text, &entities(&written.text, now), &before),
            meaning: encoder.embed(&written.text).into_vec(),
            intent: written.intent,
            also: written.also,
            emotion: written.emotion,
            for_tuning: hash_of(&[&written.text]).is_multiple_of(10),
        });
    }
    Ok(lines)
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
