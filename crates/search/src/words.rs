//! Texts found by the words they share with a query.

use std::collections::HashMap;

use crate::tokens;

/// How soon a repeated word stops counting (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const SATURATION: f32 = 1.2;
/// How much a longer text is held against it, from 0 to 1.
const LENGTH: f32 = 0.4;

/// An index of short texts by their words, scored by BM25.
#[derive(Debug, Default)]
pub struct Words {
    tokens: HashMap<String, usize>,
    /// By token: how much it tells, and the texts it stands in with its BM25 weight there.
    entries: Vec<Entry>,
    /// By text: the sum of what its tokens tell.
    told: Vec<f32>,
    /// What a word tells that no text has.
    unseen: f32,
}

#[derive(Debug, Default)]
struct Entry {
    tells: f32,
    texts: Vec<(usize, f32)>,
}

/// What a query and a text have in common.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    /// The BM25 score as a share of the best this query could reach: 0 to 1, so that queries compare.
    pub of_query: f32,
    /// How much of what the text says the query says too: 0 to 1.
    pub of_text: f32,
}

impl Words {
    /// Indexes folded texts; they are numbered from 0 in this order.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let counted: Vec<HashMap<String, f32>> =
            texts.into_iter().map(|text| counts(text.as_ref())).collect();
        let lengths: Vec<f32> = counted.iter().map(|counts| counts.values().sum()).collect();
        let average = (lengths.iter().sum::<f32>() / real(lengths.len().max(1))).max(1.0);
        let mut index = Self { told: vec![0.0; counted.len()], ..Self::default() };
        for (text, counts) in counted.iter().enumerate() {
            for (token, &count) in counts {
                let next = index.entries.len();
                let id = *index.tokens.entry(token.clone()).or_insert(next);
                if id == next {
                    index.entries.push(Entry::default());
                }
                let damping = SATURATION * (1.0 - LENGTH + LENGTH * lengths[text] / average);
                index.entries[id].texts.push((text, count * (SATURATION + 1.0) / (count + damping)));
            }
        }
        let all = real(counted.len());
        index.unseen = tells(all, 0.0);
        for entry in &mut index.entries {
            entry.tells = tells(all, real(entry.texts.len()));
            for (text, weight) in &mut entry.texts {
                *weight *= entry.tells;
                index.told[*text] += entry.tells;
            }
        }
        index
    }

    /// What a folded query has in common with every text, by the texts' numbers.
    pub fn overlaps(&self, query: &str) -> Vec<Overlap> {
        let mut overlaps = vec![Overlap::default(); self.told.len()];
        let mut best = 0.0;
        for token in counts(query).into_keys() {
            let Some(entry) = self.tokens.get(&token).map(|&id| &self.entries[id]) else {
                best += self.unseen;
                continue;
            };
            best += entry.tells;
            for &(text, weight) in &entry.texts {
                overlaps[text].of_query += weight;
                overlaps[text].of_text += entry.tells;
            }
        }
        for (overlap, told) in overlaps.iter_mut().zip(&self.told) {
            overlap.of_query = share(overlap.of_query, best);
            overlap.of_text = share(overlap.of_text, *told);
        }
        overlaps
    }
}

fn counts(text: &str) -> HashMap<String, f32> {
    let mut counts = HashMap::new();
    for token in tokens(text) {
        *counts.entry(token).or_default() += 1.0;
    }
    counts
}

/// How much a token tells that stands in so many of all texts: its inverse document frequency, never negative.
fn tells(all: f32, having: f32) -> f32 {
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of short texts are far below 2^24")]
fn real(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn best(texts: &[&str], query: &str) -> Option<usize> {
        let overlaps = Words::new(texts).overlaps(query);
        let best = (0..texts.len()).max_by(|&a, &b| overlaps[a].of_query.total_cmp(&overlaps[b].of_query))?;
        (overlaps[best].of_query > 0.0).then_some(best)
    }

    #[test]
    fn finds_the_text_that_shares_what_is_rare() {
        let texts =
            ["可以开发票吗", "可以退货吗", "可以改地址吗", "how do i return shoes", "where is my order"];
        assert_eq!(best(&texts, "发票可以吗"), Some(0));
        assert_eq!(best(&texts, "想退货"), Some(1));
        assert_eq!(best(&texts, "returning a shoe"), Some(3));
        assert_eq!(best(&texts, "天气"), None);
    }

    #[test]
    fn an_unknown_word_lowers_the_share() {
        let index = Words::new(["可以开发票吗", "几天能到"]);
        let known = index.overlaps("开发票")[0].of_query;
        let diluted = index.overlaps("月球旅行开发票")[0].of_query;
        assert!(diluted < known, "{diluted} {known}");
    }

    #[test]
    fn nothing_is_found_among_nothing() {
        assert!(Words::new(Vec::<&str>::new()).overlaps("发票").is_empty());
        assert_eq!(Words::new([""]).overlaps(""), [Overlap::default()]);
    }

    proptest! {
        #[test]
        fn shares_are_shares(texts in proptest::collection::vec("\\PC{0,20}", 0..8), query in "\\PC{0,30}") {
            for overlap in Words::new(&texts).overlaps(&query) {
                prop_assert!((0.0..=1.0).contains(&overlap.of_query));
                prop_assert!((0.0..=1.0).contains(&overlap.of_text));
            }
        }

        #[test]
        fn a_text_is_found_by_itself(
            texts in proptest::collection::btree_set("[一-十发票运费退货a-d ]{1,12}", 1..8),
        ) {
            let texts: Vec<String> = texts.into_iter().collect();
            let index = Words::new(&texts);
            for (own, text) in texts.iter().enumerate().filter(|(_, text)| !tokens(text).is_empty()) {
                prop_assert!((index.overlaps(text)[own].of_text - 1.0).abs() < 1e-4);
            }
        }
    }
}
