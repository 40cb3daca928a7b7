//! Whether two questions ask the same: by meaning where there is a model, by words where there is none.

use std::collections::BTreeSet;

use language::Language;
use language::normalize::fold;
use search::tokens;

/// How much words in common count beside nearness of meaning.
const WORDS_BESIDE_MEANING: f32 = 0.25;
/// From here on two questions are the same: with a model, and without. Chosen on the pairs in `examples/likeness`.
const SAME_MEANING: f32 = 0.62;
const SAME_WORDS: f32 = 0.42;

/// What a question says, to be compared.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Sense {
    words: BTreeSet<String>,
    meaning: Option<Vec<f32>>,
}

impl Sense {
    /// Of a text, read now.
    pub fn of(language: &Language, text: &str) -> Self {
        Self::kept(text, language.embed(text))
    }

    /// Of a text whose meaning was read before.
    pub fn kept(text: &str, meaning: Option<Vec<f32>>) -> Self {
        Self { words: tokens(&fold(text)).into_iter().collect(), meaning }
    }

    /// Its meaning, if it was read.
    pub fn meaning(&self) -> Option<&[f32]> {
        self.meaning.as_deref()
    }

    /// How alike two are, −1 to 1, and from where on that is the same.
    fn compared(&self, other: &Self) -> (f32, f32) {
        let words = dice(&self.words, &other.words);
        match (&self.meaning, &other.meaning) {
            (Some(a), Some(b)) if a.len() == b.len() => {
                let near: f32 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                ((near + WORDS_BESIDE_MEANING * words) / (1.0 + WORDS_BESIDE_MEANING), SAME_MEANING)
            }
            _ => (words, SAME_WORDS),
        }
    }

    /// How alike two are: 0 and above is the same, the more the surer.
    pub fn likeness(&self, other: &Self) -> f32 {
        let (alike, same) = self.compared(other);
        alike - same
    }

    /// How alike this is to several, on average; none when there are none.
    pub fn likeness_to_all<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Option<f32> {
        let (sum, count) = others
            .into_iter()
            .fold((0.0f32, 0.0f32), |(sum, count), other| (sum + self.likeness(other), count + 1.0));
        (count > 0.0).then(|| sum / count)
    }
}

/// The share of words in common (Dice, 1945).
fn dice(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    if a.is_empty() && b.is_empty() {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
    let share = 2.0 * a.intersection(b).count() as f32 / (a.len() + b.len()) as f32;
    share
}
