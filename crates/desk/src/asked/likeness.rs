//! Whether two questions ask the same: by meaning where there is a model, by words where there is none.

use std::collections::BTreeSet;

use language::Language;
use language::normalize::fold;
use search::tokens;

/// How much words in common count beside nearness of meaning.
const WORDS_BESIDE_MEANING: f32 = 0.25;
/// From here on two questions are the same: with a model, and without. Chosen on the pairs in `examples/likeness`, so
/// that a wording nearly never joins what asks something else altogether; what differs in one word alone, nobody can
/// tell apart by nearness.
const SAME_MEANING: f32 = 0.43;
const SAME_WORDS: f32 = 0.45;
/// So much more is needed to say that somebody asks the very same again.
const VERY_SAME: f32 = 0.35;

/// Characters that only make a question of it; a word of nothing else says nothing about what is asked.
const ASKING: &str =
    "能不吗可以么呀你们我的了是有没会支持怎什请问帮这个那行要还在上到给吧啊呢多少久几下就也都一得您";
/// The same in English.
const ASKING_WORDS: [&str; 34] = [
    "do", "you", "can", "i", "is", "it", "the", "a", "an", "to", "be", "my", "your", "are", "have", "does",
    "there", "in", "of", "for", "how", "what", "where", "or", "this", "if", "with", "any", "me", "one", "we",
    "please", "and", "on",
];

/// What a question says, to be compared.
#[derive(Debug, Clone, PartialEq)]
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
        let all: BTreeSet<String> = tokens(&fold(text)).into_iter().collect();
        let telling: BTreeSet<String> = all.iter().filter(|word| tells(word)).cloned().collect();
        Self { words: if telling.is_empty() { all } else { telling }, meaning }
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

    /// Whether both ask the very same, be it in other words.
    pub fn repeats(&self, other: &Self) -> bool {
        self.likeness(other) >= VERY_SAME
    }

    /// How alike this is to several, on average; none when there are none.
    pub fn likeness_to_all<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Option<f32> {
        let (sum, count) = others
            .into_iter()
            .fold((0.0f32, 0.0f32), |(sum, count), other| (sum + self.likeness(other), count + 1.0));
        (count > 0.0).then(|| sum / count)
    }
}

/// Whether a word tells anything about what is asked.
fn tells(word: &str) -> bool {
    if word.is_ascii() { !ASKING_WORDS.contains(&word) } else { !word.chars().all(|c| ASKING.contains(c)) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f32 {
        Sense::kept(a, None).likeness(&Sense::kept(b, None))
    }

    #[test]
    fn words_alone_join_what_says_nearly_the_same() {
        assert!(likeness("可以刻字吗", "能不能刻字呀") >= 0.0);
        assert!(likeness("Do you do engraving?", "engraving possible?") >= 0.0);
        assert!(likeness("可以刻字吗", "可以开发票吗") < 0.0, "what only asks is no likeness");
        assert!(likeness("Do you ship to Canada?", "Do you do engraving?") < 0.0);
    }

    #[test]
    fn asking_again_takes_more_than_asking_alike() {
        let repeats = |a: &str, b: &str| Sense::kept(a, None).repeats(&Sense::kept(b, None));
        assert!(repeats("可以刻字吗", "可以刻字吗？？"));
        assert!(!repeats("羊毛衫可以退吗", "羊毛衫可以换吗"));
    }

    #[test]
    fn a_word_that_tells_nothing_is_compared_when_there_is_no_other() {
        assert!(likeness("有吗", "有吗") > 0.0);
    }
}
