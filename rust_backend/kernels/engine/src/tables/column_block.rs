//! Some neighbouring series through some bars: the one loop that is compiled for each kernel and instruction set.

use super::buffer::{Prefetch, WIDEST};
use super::{Blocks, Kernel, Lane};
use crate::dispatch::{Machine, on};
use crate::lanes::{Cache, Line};
use crate::{Arithmetic, Slot, Stored, Table, TableMut, VectorRow, Vectors};
use std::ops::Range;

/// How many bars before they are written results are fetched from the second cache: rows are as far apart as the table is
/// wide, which defeats the hardware prefetcher.
const NEAR: usize = 8;

/// What decayed is flushed after a tile that has a multiple of so many bars: after every tile of 16 bars `ema` took 4 % longer.
const FLUSHED: usize = 256;

/// The states of some column blocks, each of as many series as vectors have lanes.
pub trait ColumnBlocks<R, const INPUTS: usize>: Send {
    /// Takes some blocks through all bars of `out`; `first` is the inputs' bar of the first, `series` the first block's
    /// first series. The series of a bar must be neighbours.
    fn advance(
        &mut self,
        blocks: Range<usize>,
        inputs: &[Table<f64>; INPUTS],
        at: [usize; 2],
        out: &mut TableMut<R>,
        prefetch: &mut Prefetch,
    );
}

/// Where a column block begins that follows others. The last has series of the one before it too where they do not add up:
/// a full one is faster than part of one.
#[inline(always)]
pub fn first_series(block: usize, width: usize, series: usize) -> usize {
    (block * width).min(series - width)
}

/// A lane's state, and its scratch memory.
pub struct Started<M: Machine, L> {
    pub lane: L,
    pub scratch: Vec<Slot<M>>,
}

/// A kernel for an instruction set.
pub struct Compiled<M, K> {
    machine: M,
    kernel: K,
}

impl<M, K> Compiled<M, K> {
    pub fn new(machine: M, kernel: K) -> Self {
        Self { machine, kernel }
    }
}

/// States for an instruction set.
struct States<M: Machine, L> {
    machine: M,
    blocks: Vec<Started<M, L>>,
}

impl<M: Machine, K: Kernel<N>, const N: usize> Blocks<K::Result, N> for Compiled<M, K> {
    fn width(&self) -> usize {
        Vectors::<M>::WIDTH
    }

    fn start(&self, blocks: usize, bars: usize) -> Box<dyn ColumnBlocks<K::Result, N>> {
        let machine = self.machine;
        let blocks = (0..blocks).map(|_| self.kernel.lane(Vectors(machine), bars)).collect();
        Box::new(States { machine, blocks })
    }

    fn scratch(&self, bars: usize) -> usize {
        self.kernel.lane(Vectors(self.machine), bars).scratch.len()
    }

    fn is_large(&self) -> bool {
        const LARGE: usize = 8;
        size_of::<K::Lane<M>>() > LARGE * size_of::<VectorRow<M>>()
    }

    fn lookback(&self) -> Option<usize> {
        self.kernel.lookback()
    }
}

impl<M: Machine, L: Lane<M, N>, R: Stored, const N: usize> ColumnBlocks<R, N> for States<M, L> {
    fn advance(
        &mut self,
        blocks: Range<usize>,
        inputs: &[Table<f64>; N],
        at: [usize; 2],
        out: &mut TableMut<R>,
        prefetch: &mut Prefetch,
    ) {
        let (machine, blocks) = (self.machine, &mut self.blocks[blocks]);
        on(machine, Advance { machine, blocks, inputs: *inputs, at, out, prefetch });
    }
}

/// A struct and not a closure, for the reason that `dispatched!` gives.
struct Advance<'a, 'b, 'c, M: Machine, L, R, const N: usize> {
    machine: M,
    blocks: &'a mut [Started<M, L>],
    inputs: [Table<'b, f64>; N],
    at: [usize; 2],
    out: &'a mut TableMut<'c, R>,
    prefetch: &'a mut Prefetch,
}

impl<M: Machine, L: Lane<M, N>, R: Stored, const N: usize> pulp::NullaryFnOnce for Advance<'_, '_, '_, M, L, R, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (vectors, width, [first, series]) = (Vectors(self.machine), Vectors::<M>::WIDTH, self.at);
        let is_beside = self.inputs.iter().all(|input| input.layout().has_rows::<f64>());
        assert!(is_beside && self.out.layout().has_rows::<R>());
        // Copied: through a reference the compiler must assume aliasing and reload after every store.
        let (inputs, mut out, mut prefetch) = (self.inputs, self.out.reborrow(), *self.prefetch);
        let bars = out.layout().bars;
        for (block, state) in self.blocks.iter_mut().enumerate() {
            let series = series + first_series(block, width, out.layout().series - series);
            let (mut lane, scratch) = (state.lane, &mut state.scratch[..]);
            for bar in 0..bars {
                prefetch.next(&inputs, first, &out, width);
                if prefetch.cache == Cache::Second && bar + NEAR < bars {
                    // Unaligned, they reach into one line more.
                    out.prefetch(bar + NEAR, series, width + 1, Cache::First);
                }
                let mut rows = [vectors.splat(0.0); N];
                for (row, input) in rows.iter_mut().zip(&inputs) {
                    let mut line = Line(*row);
                    input.read(first + bar, series, bytemuck::cast_slice_mut(&mut line.0), |value: f64| value);
                    *row = line.0;
                }
                let result = Line(lane.step(scratch, rows));
                let mut stored = Line([R::zeroed(); WIDEST]);
                for (stored, value) in stored.0.iter_mut().zip(bytemuck::cast_slice::<_, f64>(&result.0)) {
                    *stored = R::store(*value);
                }
                out.write(bar, series, &stored.0[..width], |stored| stored);
            }
            if first % FLUSHED < bars {
                lane.flush();
            }
            state.lane = lane;
        }
        *self.prefetch = prefetch;
    }
}
