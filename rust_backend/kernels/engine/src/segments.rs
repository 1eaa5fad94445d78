//! A long series as several short ones: segments of it side by side, a segment to a lane, as if they were the series of
//! a table. Windows then need no sums across lanes. Bars are transposed, and results back, eight at a time.

use crate::dispatch::Machine;
use crate::float32::FloatElement;
use crate::lanes::{Block8, LANES, Line};
use crate::tables::{Kernel, Lane, Started};
use crate::{Arithmetic, VectorRow, Vectors};

/// Segments in the vectorsst row.
const MOST: usize = 2 * LANES;

/// Bytes between a cache line's beginning and that of most arrays: allocators keep notes there.
const NOTES: usize = 16;

/// Whether segments pay: eight bars are transposed in as many registers, and a series has so many that its segments
/// are `times` as long as the lookback, which is read for nothing else.
#[inline(always)]
pub fn suit<M: Machine>(bars: usize, lookback: usize, times: usize) -> bool {
    M::F64_LANES == LANES && bars / Vectors::<M>::WIDTH / times >= lookback.saturating_add(LANES)
}

/// Writes the results of a kernel, none of which depends on more than `lookback` bars; those that would need bars before
/// the first are NaN.
#[inline(always)]
pub fn run<M: Machine, K: Kernel<1>, T: FloatElement>(kernel: K, machine: M, lookback: usize, x: &[T], out: &mut [T]) {
    let (before, results) = out.split_at_mut(lookback - 1);
    Segments::new::<T>(machine, before.len(), results.len()).run(kernel, x, results);
    before.fill(T::store(f64::NAN));
}

struct Segments<M> {
    vectors: Vectors<M>,
    /// How many bars more each segment's first result needs.
    lead: usize,
    /// Where each begins among the results.
    starts: [usize; MOST],
    length: usize,
}

impl<M: Machine> Segments<M> {
    /// Segments of whole rows that make up all results together. All but the first and the last begin on cache lines in
    /// most arrays; in others too they begin at the same bars, since where a window's blocks begin decides the last bit.
    /// The last segments overlap. The number of rows is odd: segments whose distance is a power of two would share places
    /// in the cache.
    #[inline(always)]
    fn new<T: FloatElement>(machine: M, lead: usize, results: usize) -> Self {
        let back = (lead + NOTES / size_of::<T>()) % LANES;
        let rows = (results + back).div_ceil(Vectors::<M>::WIDTH).div_ceil(LANES) | 1;
        let length = rows * LANES;
        let start = |lane: usize| (lane * length).saturating_sub(back).min(results - length);
        Self { vectors: Vectors(machine), lead, starts: std::array::from_fn(start), length }
    }

    #[inline(always)]
    fn run<K: Kernel<1>, T: FloatElement>(&self, kernel: K, x: &[T], results: &mut [T]) {
        let lead = self.lead;
        let Started { mut lane, mut scratch } = kernel.lane(self.vectors, lead + self.length);
        for bar in 0..lead % LANES {
            lane.step(&mut scratch, [self.bar(x, bar)]);
        }
        let Line(rows) = &mut Line([self.vectors.splat(0.0); LANES]);
        for at in (lead % LANES..lead).step_by(LANES) {
            self.read(x, at, rows);
            for row in &*rows {
                lane.step(&mut scratch, [*row]);
            }
        }
        for at in (0..self.length).step_by(LANES) {
            self.read(x, lead + at, rows);
            for row in &mut *rows {
                *row = lane.step(&mut scratch, [*row]);
            }
            self.write(rows, at, results);
        }
    }

    /// One bar of every segment.
    #[inline(always)]
    fn bar<T: FloatElement>(&self, x: &[T], at: usize) -> VectorRow<M> {
        let mut row = self.vectors.splat(0.0);
        for (lane, start) in bytemuck::cast_slice_mut::<_, f64>(&mut row).iter_mut().zip(self.starts) {
            *lane = x[start + at].widen();
        }
        row
    }

    /// The segments that a block of eight lanes has.
    #[inline(always)]
    fn eights(&self) -> impl Iterator<Item = (usize, &[usize; LANES])> {
        (0..).step_by(LANES).zip(self.starts[..Vectors::<M>::WIDTH].as_chunks().0)
    }

    /// Eight bars of every segment.
    #[inline(always)]
    fn read<T: FloatElement>(&self, x: &[T], at: usize, rows: &mut [VectorRow<M>; LANES]) {
        let machine = self.vectors.0;
        let lanes = bytemuck::cast_slice_mut::<_, f64>(rows.as_flattened_mut());
        for (first, starts) in self.eights() {
            let mut block: Block8<M> = [M::eight(machine.splat_f64s(0.0)); LANES];
            for (row, start) in block.iter_mut().zip(starts) {
                let mut bars = [0.0; LANES];
                for (bar, x) in bars.iter_mut().zip(&x[start + at..][..LANES]) {
                    *bar = x.widen();
                }
                row.as_mut().copy_from_slice(M::as_simd_f64s(&bars).0);
            }
            for (bar, column) in machine.transposed(block).iter().enumerate() {
                let lanes = &mut lanes[bar * Vectors::<M>::WIDTH + first..][..LANES];
                lanes.copy_from_slice(bytemuck::cast_slice(column.as_ref()));
            }
        }
    }

    /// Eight results of every segment.
    #[inline(always)]
    fn write<T: FloatElement>(&self, rows: &[VectorRow<M>; LANES], at: usize, results: &mut [T]) {
        let machine = self.vectors.0;
        let lanes = bytemuck::cast_slice::<_, f64>(rows.as_flattened());
        for (first, starts) in self.eights() {
            let mut block: Block8<M> = [M::eight(machine.splat_f64s(0.0)); LANES];
            for (bar, row) in block.iter_mut().enumerate() {
                let lanes = &lanes[bar * Vectors::<M>::WIDTH + first..][..LANES];
                row.as_mut().copy_from_slice(M::as_simd_f64s(lanes).0);
            }
            for (column, start) in machine.transposed(block).iter().zip(starts) {
                let values: &[f64] = bytemuck::cast_slice(column.as_ref());
                for (result, value) in results[start + at..][..LANES].iter_mut().zip(values) {
                    *result = T::store(*value);
                }
            }
        }
    }
}
