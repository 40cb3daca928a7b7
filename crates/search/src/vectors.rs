//! Texts found by the nearness of their meaning: every vector is looked at, on the widest registers there are.

#![expect(clippy::inline_always, reason = "vector code must be inlined into the dispatched function")]

use pulp::{Arch, Simd, WithSimd};

/// Sums kept side by side, so that one addition need not wait for the last.
const SUMS: usize = 4;

/// Unit vectors of one length, numbered from 0. A thousand of 512 numbers are compared in well under 0.2 ms; an index
/// that skips some would only pay from a hundred thousand on.
#[derive(Debug, Default)]
pub struct Vectors {
    dimensions: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// None yet; all will have this length.
    pub fn new(dimensions: usize) -> Self {
        Self { dimensions, values: Vec::new() }
    }

    /// Adds a vector. One of another length, from another model, is near nothing.
    pub fn push(&mut self, vector: &[f32]) {
        if vector.len() == self.dimensions {
            self.values.extend_from_slice(vector);
        } else {
            self.values.resize(self.values.len() + self.dimensions, 0.0);
        }
    }

    /// The nearness of every vector to this one, by number: −1 to 1, where 1 means the same. Empty for a query of
    /// another length.
    pub fn nearness(&self, query: &[f32]) -> Vec<f32> {
        if query.len() != self.dimensions || self.dimensions == 0 {
            return Vec::new();
        }
        let mut dots = vec![0.0; self.values.len() / self.dimensions];
        Arch::new().dispatch(Dots { query, rows: &self.values, nearness: &mut dots });
        dots
    }
}

struct Dots<'a> {
    query: &'a [f32],
    rows: &'a [f32],
    nearness: &'a mut [f32],
}

impl WithSimd for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // A plain loop: a closure would not be compiled for the wide registers.
        for (row, out) in self.rows.chunks_exact(self.query.len()).zip(self.nearness) {
            *out = dot(simd, self.query, row).clamp(-1.0, 1.0);
        }
    }
}

#[inline(always)]
fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let (a_lanes, a_rest) = S::as_simd_f32s(a);
    let (b_lanes, b_rest) = S::as_simd_f32s(b);
    let mut sums = [simd.splat_f32s(0.0); SUMS];
    let (a_blocks, a_left) = a_lanes.as_chunks::<SUMS>();
    let (b_blocks, b_left) = b_lanes.as_chunks::<SUMS>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..SUMS {
            sums[lane] = simd.mul_add_f32s(a[lane], b[lane], sums[lane]);
        }
    }
    for (a, b) in a_left.iter().zip(b_left) {
        sums[0] = simd.mul_add_f32s(*a, *b, sums[0]);
    }
    let sum = simd.add_f32s(simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
    simd.reduce_sum_f32s(sum) + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_direction_is_nearest() {
        let mut vectors = Vectors::new(3);
        vectors.push(&[1.0, 0.0, 0.0]);
        vectors.push(&[0.0, 0.6, 0.8]);
        vectors.push(&[1.0, 0.0]);
        let near = vectors.nearness(&[0.0, 0.6, 0.8]);
        assert!((near[1] - 1.0).abs() < 1e-6);
        assert_eq!((near[0], near[2]), (0.0, 0.0), "what is of another model is near nothing");
        assert!(vectors.nearness(&[1.0]).is_empty());
        assert!(Vectors::default().nearness(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn is_the_dot_product(pairs in proptest::collection::vec((-0.1f32..0.1, -0.1f32..0.1), 1..200)) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.into_iter().unzip();
            let mut vectors = Vectors::new(a.len());
            vectors.push(&a);
            let want: f32 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
            prop_assert!((vectors.nearness(&b)[0] - want.clamp(-1.0, 1.0)).abs() < 1e-4);
        }
    }
}
