//! A product of few rows with a large weight matrix, on the widest registers the processor has.

#![expect(clippy::inline_always, reason = "vector code must be inlined into the dispatched function")]

use pulp::{Arch, Simd, WithSimd};

/// Columns kept side by side in memory: a whole number of registers on every processor (4, 8 or 16 lanes).
const PANEL: usize = 32;

/// A weight matrix, stored in panels of 32 columns so that a product streams it once.
#[derive(Debug)]
pub(super) struct Matrix {
    inner: usize,
    columns: usize,
    panels: Vec<f32>,
}

/// Equally long rows in one slice; they may overlap, which is how a window slides over tokens without a copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    pub(super) values: &'a [f32],
    pub(super) count: usize,
    /// From the start of one row to the start of the next.
    pub(super) stride: usize,
}

impl Matrix {
    /// From rows laid end to end. `values.len()` must be `inner * columns`, and `columns` a multiple of 32.
    pub(super) fn new(inner: usize, columns: usize, values: &[f32]) -> Self {
        assert_eq!(values.len(), inner * columns, "a matrix needs all of its values");
        assert_eq!(columns % PANEL, 0, "columns come in panels of {PANEL}");
        let mut panels = Vec::with_capacity(values.len());
        for start in (0..columns).step_by(PANEL) {
            for row in values.chunks_exact(columns) {
                panels.extend_from_slice(&row[start..start + PANEL]);
            }
        }
        Self { inner, columns, panels }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// `rows · self`, laid end to end.
    pub(super) fn product(&self, rows: Rows<'_>) -> Vec<f32> {
        let mut out = vec![0.0; rows.count * self.columns];
        Arch::new().dispatch(Product { rows, by: self, out: &mut out });
        out
    }

    /// `row · self` for a single row.
    pub(super) fn product_of(&self, row: &[f32]) -> Vec<f32> {
        self.product(Rows { values: row, count: 1, stride: row.len() })
    }
}

struct Product<'a> {
    rows: Rows<'a>,
    by: &'a Matrix,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, by, out } = self;
        for (index, panel) in by.panels.chunks_exact(by.inner * PANEL).enumerate() {
            let mut tile =
                Tile { rows, panel, inner: by.inner, columns: by.columns, column: index * PANEL, out };
            let mut row = 0;
            while row + 6 <= rows.count {
                tile.fill::<S, 6>(simd, row);
                row += 6;
            }
            while row + 3 <= rows.count {
                tile.fill::<S, 3>(simd, row);
                row += 3;
            }
            while row < rows.count {
                tile.fill::<S, 1>(simd, row);
                row += 1;
            }
        }
    }
}

struct Tile<'a, 'o> {
    rows: Rows<'a>,
    panel: &'a [f32],
    inner: usize,
    columns: usize,
    column: usize,
    out: &'o mut [f32],
}

impl Tile<'_, '_> {
    /// `R` rows of one panel, two registers wide at a time.
    #[inline(always)]
    fn fill<S: Simd, const R: usize>(&mut self, simd: S, first: usize) {
        let lanes = S::F32_LANES;
        let inputs: [&[f32]; R] = std::array::from_fn(|r| {
            let start = (first + r) * self.rows.stride;
            &self.rows.values[start..start + self.inner]
        });
        let (weights, _) = S::as_simd_f32s(self.panel);
        let registers = PANEL / lanes;
        for pair in 0..registers / 2 {
            let mut sums = [[simd.splat_f32s(0.0); 2]; R];
            for (k, line) in weights.chunks_exact(registers).enumerate() {
                let (left, right) = (line[2 * pair], line[2 * pair + 1]);
                for r in 0..R {
                    let x = simd.splat_f32s(inputs[r][k]);
                    sums[r][0] = simd.mul_add_f32s(x, left, sums[r][0]);
                    sums[r][1] = simd.mul_add_f32s(x, right, sums[r][1]);
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                let at = (first + r) * self.columns + self.column + 2 * pair * lanes;
                let (target, _) = S::as_mut_simd_f32s(&mut self.out[at..at + 2 * lanes]);
                target[0] = sum[0];
                target[1] = sum[1];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_textbook_product_for_every_row_count() {
        let (inner, columns) = (7, 64);
        let value = |i: usize| f32::from(u8::try_from(i * 37 % 101).expect("below 101")) / 50.0 - 1.0;
        let weights: Vec<f32> = (0..inner * columns).map(value).collect();
        let matrix = Matrix::new(inner, columns, &weights);
        for count in 1..=14 {
            // Overlapping rows, as the windows are.
            let stride = 3;
            let values: Vec<f32> = (0..stride * count + inner).map(|i| value(i + 5)).collect();
            let got = matrix.product(Rows { values: &values, count, stride });
            for r in 0..count {
                for c in 0..columns {
                    let want: f32 =
                        (0..inner).map(|k| values[r * stride + k] * weights[k * columns + c]).sum();
                    assert!((got[r * columns + c] - want).abs() < 1e-4, "{count} rows, row {r}, column {c}");
                }
            }
        }
    }
}
