//! The meanings of the last few texts: what a buyer says is looked up for understanding and for knowledge, and what was
//! said a moment ago is what was said before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Texts remembered.
const KEPT: usize = 32;
/// Longer texts are articles, not messages: nobody asks for them twice in a moment.
const LONGEST: usize = 1000;

type Meaning = Arc<[f32]>;

/// The last few texts with their meanings, the latest in front.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<VecDeque<(Box<str>, Meaning)>>);

impl Recent {
    /// The meaning of a text, found out only when it is not remembered.
    pub(super) fn get_or(&self, text: &str, find_out: impl FnOnce() -> Vec<f32>) -> Meaning {
        if let Some(meaning) = self.remembered(text) {
            return meaning;
        }
        let meaning: Meaning = find_out().into();
        if text.len() <= LONGEST {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_front((text.into(), Arc::clone(&meaning)));
            kept.truncate(KEPT);
        }
        meaning
    }

    fn remembered(&self, text: &str) -> Option<Meaning> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| &**other == text)?;
        let found = kept.remove(at)?;
        let meaning = Arc::clone(&found.1);
        kept.push_front(found);
        Some(meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_at_once_until_it_is_forgotten() {
        let recent = Recent::default();
        let mut looked = 0;
        let mut ask = |text: &str| {
            recent.get_or(text, || {
                looked += 1;
                vec![1.0]
            });
            looked
        };
        assert_eq!(ask("a"), 1);
        assert_eq!(ask("a"), 1);
        for other in 0..KEPT {
            ask(&format!("other {other}"));
        }
        assert_eq!(ask("a"), 2 + KEPT);
    }
}
