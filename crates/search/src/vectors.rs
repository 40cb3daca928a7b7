//! Texts found by the nearness of their meaning: every vector is looked at, in bytes.

#![expect(clippy::inline_always, reason = "vector code must be inlined into the dispatched function")]

use pulp::{Arch, Simd, WithSimd};

/// Numbers that are summed up side by side before they are added to the rest.
const LANES: usize = 64;
/// The largest value of a byte.
const LARGEST: f32 = 127.0;

/// Unit vectors of one length, numbered from 0, each number kept in a byte. The hundred thousand of 512 numbers that
/// fifty thousand questions of two wordings are take 51 MB and are compared in a few milliseconds.
#[derive(Debug, Default)]
pub struct Vectors {
    dimensions: usize,
    values: Vec<i8>,
    /// By vector: what its bytes are multiplied by.
    scales: Vec<f32>,
}

/// A vector in bytes, and what they are multiplied by.
#[derive(Debug, Clone, PartialEq)]
pub struct Small {
    values: Vec<i8>,
    scale: f32,
}

impl Small {
    /// As near as bytes come to a vector.
    pub fn of(vector: &[f32]) -> Self {
        let largest = vector.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
        let scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, reason = "the scale keeps it between -127 and 127")]
        let values = vector.iter().map(|x| (x / scale).round() as i8).collect();
        Self { values, scale }
    }

    /// Written down: the scale, then a byte for each number.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.scale.to_le_bytes().into_iter().chain(self.values.iter().map(|x| x.cast_unsigned())).collect()
    }

    /// Read again; none when it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (scale, values) = bytes.split_first_chunk::<4>()?;
        let scale = f32::from_le_bytes(*scale);
        let values = values.iter().map(|byte| byte.cast_signed()).collect();
        (scale.is_finite() && scale > 0.0).then_some(Self { values, scale })
    }

    /// The vector again, as near as bytes come to it.
    pub fn to_vector(&self) -> Vec<f32> {
        self.values.iter().map(|x| f32::from(*x) * self.scale).collect()
    }

    /// How many numbers it has.
    pub fn dimensions(&self) -> usize {
        self.values.len()
    }
}

impl Vectors {
    /// None yet; all will have this length.
    pub fn new(dimensions: usize) -> Self {
        Self { dimensions, values: Vec::new(), scales: Vec::new() }
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, count: usize) {
        self.values.reserve_exact(count * self.dimensions);
        self.scales.reserve_exact(count);
    }

    /// Adds a vector. None, or one of another length from another model, is near nothing.
    pub fn push(&mut self, vector: Option<&Small>) {
        if let Some(vector) = vector.filter(|vector| vector.values.len() == self.dimensions) {
            self.values.extend_from_slice(&vector.values);
            self.scales.push(vector.scale);
        } else {
            self.values.resize(self.values.len() + self.dimensions, 0);
            self.scales.push(0.0);
        }
    }

    /// The nearness of every vector to this one, by number: −1 to 1, where 1 means the same. Empty for a query of
    /// another length.
    pub fn nearness(&self, query: &Small) -> Vec<f32> {
        if query.values.len() != self.dimensions || self.dimensions == 0 {
            return Vec::new();
        }
        let mut dots = vec![0.0; self.scales.len()];
        Arch::new().dispatch(Dots { query, rows: &self.values, scales: &self.scales, nearness: &mut dots });
        dots
    }

    /// The nearness of a single one; 0 for a query of another length, or a number that there is not.
    pub fn nearness_of(&self, number: usize, query: &Small) -> f32 {
        let rows = number * self.dimensions..(number + 1) * self.dimensions;
        let (Some(rows), Some(scale)) = (self.values.get(rows), self.scales.get(number..=number)) else {
            return 0.0;
        };
        if query.values.len() != self.dimensions || self.dimensions == 0 {
            return 0.0;
        }
        let mut dot = [0.0];
        Arch::new().dispatch(Dots { query, rows, scales: scale, nearness: &mut dot });
        dot[0]
    }
}

struct Dots<'a> {
    query: &'a Small,
    rows: &'a [i8],
    scales: &'a [f32],
    nearness: &'a mut [f32],
}

impl WithSimd for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        // A plain loop: a closure would not be compiled for the wide registers.
        let query: Vec<i16> = self.query.values.iter().map(|x| i16::from(*x)).collect();
        let rows = self.rows.chunks_exact(query.len()).zip(self.scales);
        for ((row, scale), out) in rows.zip(self.nearness) {
            #[expect(clippy::cast_precision_loss, reason = "a sum of products of bytes is used as a share")]
            let dot = dot(&query, row) as f32;
            *out = (dot * scale * self.query.scale).clamp(-1.0, 1.0);
        }
    }
}

/// Bytes are multiplied in 16 bits and summed in 32: two products a lane in one instruction, where there is one.
#[inline(always)]
fn dot(a: &[i16], b: &[i8]) -> i32 {
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    let mut sum = 0i32;
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            sum += i32::from(a[lane]) * i32::from(i16::from(b[lane]));
        }
    }
    sum + a_rest.iter().zip(b_rest).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum::<i32>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_direction_is_nearest() {
        let mut vectors = Vectors::new(3);
        vectors.push(Some(&Small::of(&[1.0, 0.0, 0.0])));
        vectors.push(Some(&Small::of(&[0.0, 0.6, 0.8])));
        vectors.push(Some(&Small::of(&[1.0, 0.0])));
        vectors.push(None);
        let query = Small::of(&[0.0, 0.6, 0.8]);
        let near = vectors.nearness(&query);
        assert!((near[1] - 1.0).abs() < 0.01);
        assert_eq!((near[0], near[2], near[3]), (0.0, 0.0, 0.0), "what is of another model is near nothing");
        assert!((vectors.nearness_of(1, &query) - near[1]).abs() < 1e-6);
        assert_eq!(vectors.nearness_of(9, &query).to_bits(), 0.0f32.to_bits());
        assert!(vectors.nearness(&Small::of(&[1.0])).is_empty());
        assert!(Vectors::default().nearness(&Small::of(&[])).is_empty());
    }

    #[test]
    fn what_is_not_a_vector_is_not_read() {
        assert_eq!(Small::from_bytes(&[1, 2]), None);
        assert_eq!(Small::from_bytes(&[0; 8]), None);
    }

    proptest! {
        #[test]
        fn is_close_to_the_dot_product(pairs in proptest::collection::vec((-0.1f32..0.1, -0.1f32..0.1), 1..200)) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.into_iter().unzip();
            let mut vectors = Vectors::new(a.len());
            vectors.push(Some(&Small::of(&a)));
            let want: f32 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
            prop_assert!((vectors.nearness(&Small::of(&b))[0] - want.clamp(-1.0, 1.0)).abs() < 0.02);
        }

        #[test]
        fn is_written_and_read(vector in proptest::collection::vec(-1.0f32..1.0, 0..40)) {
            let small = Small::of(&vector);
            prop_assert_eq!(Small::from_bytes(&small.to_bytes()), Some(small));
        }
    }
}
