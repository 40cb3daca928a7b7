//! Likeness to the examples themselves: a few of them say more than any weights.

use super::{Row, Sight};
use crate::understand::features::Features;

/// The nearest of a class that are looked at.
const NEAREST: usize = 3;

/// The examples of each class, and last of none.
#[derive(Debug, Clone)]
pub(super) struct Neighbours {
    vectors: Vec<f32>,
    letters: Vec<Features>,
    classes: Vec<usize>,
    columns: usize,
}

impl Neighbours {
    pub(super) fn of(rows: &[Row<'_>], classes: usize) -> Self {
        let with_vectors = rows.iter().all(|row| row.sight.meaning.is_some());
        Self {
            vectors: rows.iter().filter_map(|row| row.sight.meaning.as_deref()).flatten().copied().collect(),
            letters: if with_vectors {
                Vec::new()
            } else {
                rows.iter().map(|row| row.sight.letters.clone()).collect()
            },
            classes: rows.iter().map(|row| row.class.unwrap_or(classes)).collect(),
            columns: classes + 1,
        }
    }

    /// For each class how near its nearest examples are, from -1 to 1.
    pub(super) fn scores(&self, sight: &Sight) -> Vec<f32> {
        let mut nearest = vec![[-1.0_f32; NEAREST]; self.columns];
        let likeness: Vec<f32> = match &sight.meaning {
            Some(vector) if self.letters.is_empty() => {
                self.vectors.chunks_exact(vector.len()).map(|other| cosine(vector, other)).collect()
            }
            _ => self.letters.iter().map(|other| cosine_in_letters(&sight.letters, other)).collect(),
        };
        for (alike, class) in likeness.into_iter().zip(&self.classes) {
            let best = &mut nearest[*class];
            if let Some(place) = best.iter().position(|other| alike > *other) {
                best[place..].rotate_right(1);
                best[place] = alike;
            }
        }
        nearest
            .into_iter()
            .map(|best| 0.4 * best[0] + 0.3 * best[1].max(0.0) + 0.3 * best[2].max(0.0))
            .collect()
    }
}

pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Both are sorted and of unit length.
pub(super) fn cosine_in_letters(a: &Features, b: &Features) -> f32 {
    let (mut sum, mut b) = (0.0, b.0.iter().peekable());
    for (bucket, weight) in &a.0 {
        while b.next_if(|(other, _)| other < bucket).is_some() {}
        if let Some((_, other)) = b.next_if(|(other, _)| other == bucket) {
            sum += weight * other;
        }
    }
    sum
}
