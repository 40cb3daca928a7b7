//! Texts found by the words they share with a query.

use std::collections::HashMap;

use crate::tokens::{Kind, each};

/// How soon a repeated word stops counting (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const SATURATION: f32 = 1.2;
/// How much a longer text is held against it, from 0 to 1.
const LENGTH: f32 = 0.4;
/// Units of a text that are compared in their order.
const ORDERED: usize = 64;

/// An index of short texts by their words, scored by BM25. Only the texts that share a word with a query are looked at.
#[derive(Debug, Default)]
pub struct Words {
    vocabulary: Vocabulary,
    /// By token: where its texts begin, and one more at the end.
    starts: Vec<u32>,
    /// Texts, token by token, and the BM25 weight there.
    texts: Vec<(u32, f32)>,
    /// By text: the sum of what its tokens tell.
    told: Vec<f32>,
    /// The words of every text in their order.
    units: Rows,
}

/// Longer texts, of which only a few are looked at for a query: their words, without an index.
#[derive(Debug, Default)]
pub struct Passages {
    vocabulary: Vocabulary,
    tokens: Rows,
}

/// A query, in the tokens of an index.
#[derive(Debug)]
pub struct Query {
    /// Each token once, with how much it tells; what no text has is not among them.
    known: Vec<(u32, f32)>,
    /// What the best possible text would score.
    best: f32,
    /// Its words in their order; those that no text has count down from the largest number.
    units: Vec<u32>,
    has_unknown_number: bool,
}

/// What a query and a text have in common.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    /// The BM25 score as a share of the best this query could reach: 0 to 1, so that queries compare.
    pub of_query: f32,
    /// How much of what the text says the query says too: 0 to 1.
    pub of_text: f32,
}

/// How alike a query and a text are when both are looked at from beginning to end.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Likeness {
    /// The share of words that both have in the same order (longest common subsequence), 0 to 1.
    pub order: f32,
    /// Whether both name numbers, and not one in common.
    pub other_number: bool,
}

#[derive(Debug, Default)]
struct Vocabulary {
    ids: HashMap<Box<str>, u32>,
    /// By token: how much it tells.
    tells: Vec<f32>,
    has_digit: Vec<bool>,
    /// What a word tells that no text has.
    unseen: f32,
}

/// Rows of numbers, end to end.
#[derive(Debug, Default)]
struct Rows {
    ends: Vec<u32>,
    values: Vec<u32>,
}

impl Rows {
    fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        self.values.extend(row);
        self.ends.push(number(self.values.len()));
    }

    fn get(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.values[start as usize..self.ends[at] as usize]
    }
}

impl Vocabulary {
    fn id(&mut self, token: &str) -> u32 {
        if let Some(id) = self.ids.get(token) {
            return *id;
        }
        let id = number(self.has_digit.len());
        self.ids.insert(token.into(), id);
        self.has_digit.push(is_number(token));
        id
    }

    /// Weighs every token by how many of all texts have it.
    fn weigh(&mut self, all: usize, having: &[u32]) {
        let all = real(all);
        self.unseen = tells(all, 0.0);
        #[expect(clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
        let weights = having.iter().map(|having| tells(all, *having as f32)).collect();
        self.tells = weights;
    }

    fn query(&self, folded: &str) -> Query {
        let mut query = Query { known: Vec::new(), best: 0.0, units: Vec::new(), has_unknown_number: false };
        let mut unknown: Vec<String> = Vec::new();
        each(folded, |token, kind| {
            let id = if let Some(id) = self.ids.get(token) {
                if !query.known.iter().any(|(known, _)| known == id) {
                    let tells = self.tells[*id as usize];
                    query.known.push((*id, tells));
                    query.best += tells;
                }
                *id
            } else {
                let place = unknown.iter().position(|known| known == token);
                if place.is_none() {
                    unknown.push(token.to_owned());
                    query.best += self.unseen;
                    query.has_unknown_number |= is_number(token);
                }
                u32::MAX - number(place.unwrap_or(unknown.len() - 1))
            };
            if kind == Kind::Unit && query.units.len() < ORDERED {
                query.units.push(id);
            }
        });
        query
    }

    fn is_number(&self, id: u32) -> bool {
        self.has_digit.get(id as usize).copied().unwrap_or_default()
    }
}

impl Words {
    /// Indexes folded texts; they are numbered from 0 in this order.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut units = Rows::default();
        // Every token of every text once, with how often it stands there.
        let mut counted: Vec<(u32, u32, u16)> = Vec::new();
        let mut lengths: Vec<f32> = Vec::new();
        for (text, folded) in texts.into_iter().enumerate() {
            let (mut all, mut row) = (Vec::new(), Vec::new());
            each(folded.as_ref(), |token, kind| {
                let id = vocabulary.id(token);
                all.push(id);
                if kind == Kind::Unit && row.len() < ORDERED {
                    row.push(id);
                }
            });
            lengths.push(real(all.len()));
            units.push(row);
            all.sort_unstable();
            for same in all.chunk_by(|a, b| a == b) {
                counted.push((same[0], number(text), u16::try_from(same.len()).unwrap_or(u16::MAX)));
            }
        }
        let average = (lengths.iter().sum::<f32>() / real(lengths.len().max(1))).max(1.0);
        let mut having = vec![0u32; vocabulary.has_digit.len()];
        for (id, _, _) in &counted {
            having[*id as usize] += 1;
        }
        vocabulary.weigh(lengths.len(), &having);
        counted.sort_unstable();
        let mut told = vec![0.0; lengths.len()];
        let mut texts = Vec::with_capacity(counted.len());
        for (id, text, count) in counted {
            let tells = vocabulary.tells[id as usize];
            let damping = SATURATION * (1.0 - LENGTH + LENGTH * lengths[text as usize] / average);
            let count = f32::from(count);
            texts.push((text, tells * count * (SATURATION + 1.0) / (count + damping)));
            told[text as usize] += tells;
        }
        let mut starts = vec![0; having.len() + 1];
        for (id, having) in having.iter().enumerate() {
            starts[id + 1] = starts[id] + having;
        }
        Self { vocabulary, starts, texts, told, units }
    }

    /// Reads a folded query.
    pub fn query(&self, folded: &str) -> Query {
        self.vocabulary.query(folded)
    }

    /// What a query has in common with every text, by the texts' numbers.
    pub fn overlaps(&self, query: &Query) -> Vec<Overlap> {
        let mut overlaps = vec![Overlap::default(); self.told.len()];
        for (id, tells) in &query.known {
            let places = self.starts[*id as usize] as usize..self.starts[*id as usize + 1] as usize;
            for (text, weight) in &self.texts[places] {
                let overlap = &mut overlaps[*text as usize];
                overlap.of_query += weight;
                overlap.of_text += tells;
            }
        }
        for (overlap, told) in overlaps.iter_mut().zip(&self.told) {
            overlap.of_query = share(overlap.of_query, query.best);
            overlap.of_text = share(overlap.of_text, *told);
        }
        overlaps
    }

    /// How alike a query and one text are.
    pub fn likeness(&self, query: &Query, text: usize) -> Likeness {
        let units = self.units.get(text);
        let both = real(query.units.len() + units.len());
        let order = if both > 0.0 { 2.0 * real(common(&query.units, units)) / both } else { 0.0 };
        let numbers = |row: &[u32]| -> Vec<u32> {
            row.iter().copied().filter(|id| self.vocabulary.is_number(*id)).collect()
        };
        let (asked, told) = (numbers(&query.units), numbers(units));
        let names_one = query.has_unknown_number || !asked.is_empty();
        let other_number = names_one && !told.is_empty() && !asked.iter().any(|id| told.contains(id));
        Likeness { order, other_number }
    }
}

impl Passages {
    /// Takes in folded texts; they are numbered from 0 in this order.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut tokens = Rows::default();
        let mut having: Vec<u32> = Vec::new();
        for folded in texts {
            let mut row = Vec::new();
            each(folded.as_ref(), |token, _| row.push(vocabulary.id(token)));
            row.sort_unstable();
            row.dedup();
            having.resize(vocabulary.has_digit.len(), 0);
            for id in &row {
                having[*id as usize] += 1;
            }
            tokens.push(row);
        }
        vocabulary.weigh(tokens.ends.len(), &having);
        Self { vocabulary, tokens }
    }

    /// Reads a folded query.
    pub fn query(&self, folded: &str) -> Query {
        self.vocabulary.query(folded)
    }

    /// How much of what the query says one text says too: 0 to 1.
    pub fn covers(&self, query: &Query, text: usize) -> f32 {
        let row = self.tokens.get(text);
        let said: f32 =
            query.known.iter().filter(|(id, _)| row.binary_search(id).is_ok()).map(|(_, tells)| tells).sum();
        share(said, query.best)
    }
}

/// The length of the longest common subsequence.
fn common(a: &[u32], b: &[u32]) -> usize {
    let mut row = [0usize; ORDERED + 1];
    for x in a {
        let mut before = 0;
        for (at, y) in b.iter().enumerate().take(ORDERED) {
            let above = row[at + 1];
            row[at + 1] = if x == y { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[b.len().min(ORDERED)]
}

fn is_number(token: &str) -> bool {
    token.bytes().any(|b| b.is_ascii_digit())
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

/// Texts and tokens are numbered in 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tokens;

    fn overlaps(index: &Words, query: &str) -> Vec<Overlap> {
        index.overlaps(&index.query(query))
    }

    fn best(texts: &[&str], query: &str) -> Option<usize> {
        let overlaps = overlaps(&Words::new(texts), query);
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
        let known = overlaps(&index, "开发票")[0].of_query;
        let diluted = overlaps(&index, "月球旅行开发票")[0].of_query;
        assert!(diluted < known, "{diluted} {known}");
    }

    #[test]
    fn nothing_is_found_among_nothing() {
        assert!(overlaps(&Words::new(Vec::<&str>::new()), "发票").is_empty());
        assert_eq!(overlaps(&Words::new([""]), ""), [Overlap::default()]);
        let empty = Words::new([""]);
        assert_eq!(empty.likeness(&empty.query(""), 0), Likeness::default());
    }

    #[test]
    fn likeness_sees_order_and_numbers() {
        let index = Words::new(["小米4怎么刷机", "北京到上海多远"]);
        let likeness = |query: &str, text| index.likeness(&index.query(query), text);
        assert!(likeness("小米4怎么刷机", 0).order > 0.99);
        assert!(likeness("上海到北京多远", 1).order < 0.8, "the same words in another order");
        assert!(likeness("小米5怎么刷机", 0).other_number);
        assert!(!likeness("小米4如何刷机", 0).other_number);
        assert!(!likeness("小米怎么刷机", 0).other_number);
    }

    #[test]
    fn a_passage_covers_what_it_says() {
        let passages = Passages::new(["能开，在订单里申请电子发票。", "满 59 元包邮。"]);
        let query = passages.query("电子发票");
        assert!(passages.covers(&query, 0) > 0.99);
        assert!(passages.covers(&query, 1) < 0.01);
    }

    proptest! {
        #[test]
        fn shares_are_shares(texts in proptest::collection::vec("\\PC{0,20}", 0..8), query in "\\PC{0,30}") {
            let index = Words::new(&texts);
            let asked = index.query(&query);
            for (text, overlap) in index.overlaps(&asked).into_iter().enumerate() {
                prop_assert!((0.0..=1.0).contains(&overlap.of_query));
                prop_assert!((0.0..=1.0).contains(&overlap.of_text));
                prop_assert!((0.0..=1.0).contains(&index.likeness(&asked, text).order));
            }
        }

        #[test]
        fn a_text_is_found_by_itself(
            texts in proptest::collection::btree_set("[一-十发票运费退货a-d ]{1,12}", 1..8),
        ) {
            let texts: Vec<String> = texts.into_iter().collect();
            let index = Words::new(&texts);
            for (own, text) in texts.iter().enumerate().filter(|(_, text)| !tokens(text).is_empty()) {
                prop_assert!((overlaps(&index, text)[own].of_text - 1.0).abs() < 1e-4);
                prop_assert!((index.likeness(&index.query(text), own).order - 1.0).abs() < 1e-4);
            }
        }
    }
}
