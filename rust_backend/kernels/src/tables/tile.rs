//! A strip of series through a tile of bars, and the memory that is fetched meanwhile.

use super::run::{Lane, Started};
use super::wide::Wide;
use super::{Float, Stored, Table, TableMut};
use crate::dispatch::Machine;
use crate::lanes::{Cache, Line};

/// Series in the widest strip.
pub const MOST: usize = 2 * 8;

/// How many bars before they are written a tile's results are fetched from the second cache: a strip's lines are as far
/// apart as bars, which processors do not foresee.
const NEAR: usize = 8;

/// What a kernel reads.
pub struct Inputs<'a, I, const N: usize> {
    tables: [Table<'a, I>; N],
    /// Whether the series of a bar are neighbours, those of the results too.
    pub beside: bool,
    /// How many series a strip has.
    pub width: usize,
    pub series: usize,
}

impl<'a, I: Float, const N: usize> Inputs<'a, I, N> {
    /// Where series are beside each other and too few for the widest strip, strips have a power of two of them: how many
    /// there are to read and write is then known in advance.
    pub fn new<M: Machine, O: Stored>(tables: [Table<'a, I>; N], out: &TableMut<O>) -> Self {
        let (beside, series) = (are_beside(&tables, out), out.layout().series);
        let narrow = if beside { 1 << series.ilog2() } else { series };
        Self { tables, beside, width: narrow.min(Wide::<M>::WIDTH), series }
    }

    /// How many strips there are.
    pub fn strips(&self) -> usize {
        self.series.div_ceil(self.width)
    }

    /// Where a strip begins. The last has series of the one before it too where they do not add up: a full strip is faster
    /// than part of one.
    pub fn first_series(&self, strip: usize) -> usize {
        (strip * self.width).min(self.series - self.width)
    }
}

/// What is fetched while a tile is computed: row after row of what comes after it, whichever strip is at work. Memory is
/// slow where only some of the lines beside each other are asked for.
pub struct Ahead {
    /// Counted from the tile's first bar.
    bar: usize,
    series: usize,
    cache: Cache,
}

impl Ahead {
    /// From so many bars after the tile's first on.
    pub fn new(bar: usize, cache: Cache) -> Self {
        Self { bar, series: 0, cache }
    }

    /// Fetches the next `count` series.
    #[inline(always)]
    fn fetch<I: Float, O: Stored>(&mut self, inputs: &[Table<I>], first: usize, out: &TableMut<O>, count: usize) {
        inputs.iter().for_each(|input| input.fetch(first + self.bar, self.series, count, self.cache));
        out.fetch(self.bar, self.series, count, self.cache);
        self.series += count;
        if self.series >= out.layout().series {
            (self.bar, self.series) = (self.bar + 1, 0);
        }
    }
}

fn are_beside<I: Float, O: Stored>(inputs: &[Table<I>], out: &TableMut<O>) -> bool {
    inputs.iter().all(|input| input.layout().has_rows::<I>()) && out.layout().has_rows::<O>()
}

/// Computes a tile's bars of a strip; `first` is the tile's first bar, `series` the strip's first series. The strip has
/// WIDTH series or as many as there is room for, or if that is 0 all that there are. They are BESIDE each other, or
/// anywhere.
#[inline(always)]
pub fn advance<
    M: Machine,
    L: Lane<M, N>,
    I: Float,
    O: Stored,
    const N: usize,
    const WIDTH: usize,
    const BESIDE: bool,
>(
    wide: Wide<M>,
    strip: &mut Started<M, L>,
    inputs: &Inputs<'_, I, N>,
    [first, series]: [usize; 2],
    out: &mut TableMut<O>,
    ahead: &mut Ahead,
) {
    // A copy of their own: what is behind a reference would be read again after everything that is written.
    let inputs = &{ inputs.tables };
    assert!(!BESIDE || are_beside(inputs, out));
    let count = if WIDTH == 0 { out.layout().series } else { WIDTH.min(Wide::<M>::WIDTH) };
    let mut lane = strip.lane;
    for bar in 0..out.layout().bars {
        if BESIDE {
            ahead.fetch(inputs, first, out, count);
            if ahead.cache == Cache::Second && bar + NEAR < out.layout().bars {
                // Unaligned, they reach into one line more.
                out.fetch(bar + NEAR, series, count + 1, Cache::First);
            }
        }
        let mut rows = [wide.splat(0.0); N];
        for (row, input) in rows.iter_mut().zip(inputs) {
            let mut line = Line(*row);
            input.read(first + bar, series, &mut bytemuck::cast_slice_mut(&mut line.0)[..count], I::widen);
            *row = line.0;
        }
        let result = lane.step(&mut strip.scratch, rows);
        let mut stored = Line([O::zeroed(); MOST]);
        for (stored, value) in stored.0.iter_mut().zip(bytemuck::cast_slice::<_, f64>(&result)) {
            *stored = O::store(*value);
        }
        out.write(bar, series, &stored.0[..count], |stored| stored);
    }
    strip.lane = lane;
}
