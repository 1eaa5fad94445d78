//! Eight rows as eight columns.

use super::{LANES, Row};
use crate::dispatch::{Machine, Vector};

/// Rows of eight lanes, each in as many vectors as the machine needs for them.
pub type Block8<M> = [<M as Machine>::Eight; 8];

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use pulp::cast;
    use pulp::x86::V4;
    use std::arch::x86_64::__m512d;

    /// Pairs of lanes change places, then pairs of these, then halves.
    #[inline(always)]
    pub fn transposed_by_v4(machine: V4, block: Block8<V4>) -> Block8<V4> {
        const EVEN: i32 = 0b10_00_10_00;
        const ODD: i32 = 0b11_01_11_01;
        let avx = machine.avx512f;
        let row = |i: usize| cast::<_, __m512d>(block[i][0]);
        let mut pairs = [row(0); 8];
        for i in (0..8).step_by(2) {
            pairs[i] = avx._mm512_unpacklo_pd(row(i), row(i + 1));
            pairs[i + 1] = avx._mm512_unpackhi_pd(row(i), row(i + 1));
        }
        let mut fours = pairs;
        for i in [0, 1, 4, 5] {
            fours[i] = avx._mm512_shuffle_f64x2::<EVEN>(pairs[i], pairs[i + 2]);
            fours[i + 2] = avx._mm512_shuffle_f64x2::<ODD>(pairs[i], pairs[i + 2]);
        }
        let mut columns = block;
        for i in 0..4 {
            columns[i] = [cast(avx._mm512_shuffle_f64x2::<EVEN>(fours[i], fours[i + 4]))];
            columns[i + 4] = [cast(avx._mm512_shuffle_f64x2::<ODD>(fours[i], fours[i + 4]))];
        }
        columns
    }
}

#[cfg(target_arch = "x86_64")]
pub use x86::transposed_by_v4;

/// Lane by lane.
#[inline(always)]
pub fn transposed<M: Machine>(block: Block8<M>) -> Block8<M> {
    let mut columns = block;
    for (i, column) in columns.iter_mut().enumerate() {
        let lanes: &mut [f64] = bytemuck::cast_slice_mut(column.as_mut());
        for (lane, row) in lanes.iter_mut().zip(&block) {
            *lane = bytemuck::cast_slice::<Vector<M>, f64>(row.as_ref())[i];
        }
    }
    columns
}

/// Eight rows side by side: the column of each place, as many as there is room for. Whole blocks are transposed, the last
/// one again with columns before it: column by column it is a load a number.
#[inline(always)]
pub fn side_by_side<M: Machine>(machine: M, rows: [&[f64]; LANES], columns: &mut [[f64; LANES]]) {
    let count = columns.len();
    if count < LANES {
        for (place, column) in columns.iter_mut().enumerate() {
            for (lane, row) in column.iter_mut().zip(rows) {
                *lane = row[place];
            }
        }
        return;
    }
    for at in (0..count).step_by(LANES) {
        let at = at.min(count - LANES);
        let mut block = [Row::splat(machine, 0.0); LANES];
        for (block, row) in block.iter_mut().zip(rows) {
            *block = Row::load(machine, row, at);
        }
        for (column, block) in columns[at..].iter_mut().zip(Row::transposed(block)) {
            block.store(column);
        }
    }
}
