//! Sentences of a room in both languages, by their keys: a file of the program, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Bilingual, Lang};

/// The sentences of one file.
#[derive(Debug)]
pub struct Phrases {
    text: &'static str,
    read: OnceLock<BTreeMap<String, Bilingual>>,
}

impl Phrases {
    /// The sentences in this JSON: `{"key": {"zh": "…", "en": "…"}}`.
    pub const fn of(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    /// The sentence; empty when there is none of this key, which the tests of each room rule out.
    pub fn get(&self, key: &str, lang: Lang) -> &str {
        let read = || serde_json::from_str(self.text).expect("phrases of ours");
        self.read.get_or_init(read).get(key).map_or("", |phrase| phrase.in_language(lang))
    }
}
