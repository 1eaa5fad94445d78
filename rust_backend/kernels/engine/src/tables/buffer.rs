//! A column block through a tile of bars, by way of a tile buffer where a table's rows are not float64 side by side, and
//! the memory that is fetched meanwhile.

use super::ColumnBlocks;
use super::column_block::first_series;
use super::rows::{read_rows, write_rows};
use crate::lanes::{Cache, Line};
use crate::{Element, Float, Layout, Rounded, Stored, Table, TableMut};
use std::ops::Range;

/// Series in the widest column block.
pub const WIDEST: usize = 2 * 8;

/// Bars that a tile buffer has: with two inputs, three of 4 KiB lie in the nearest cache.
const BARS: usize = 32;

type Buffer<T> = Line<[T; BARS * WIDEST]>;

/// Tile buffers of the inputs and of the results, made once for many tiles: to clear them takes as long as a kernel.
pub struct Buffers<R, const N: usize> {
    inputs: [Buffer<f64>; N],
    results: Buffer<R>,
}

/// What a kernel reads.
pub struct Inputs<'a, I, const N: usize> {
    tables: [Table<'a, I>; N],
    /// Whether the series of a bar are neighbours, those of the results too.
    beside: bool,
    /// Whether column blocks are full, so that they read rows of float64 where they are.
    is_full: bool,
    /// How many series a column block has, and how many lanes.
    width: usize,
    lanes: usize,
    pub series: usize,
}

impl<'a, I: Float, const N: usize> Inputs<'a, I, N> {
    pub fn new<O: Element>(tables: [Table<'a, I>; N], out: &TableMut<O>, lanes: usize) -> Self {
        let series = out.layout().series;
        let beside = tables.iter().all(|input| input.layout().has_rows::<I>()) && out.layout().has_rows::<O>();
        Self { tables, beside, is_full: beside && series >= lanes, width: series.min(lanes), lanes, series }
    }

    /// Whether column blocks go through buffers.
    pub fn needs_buffers(&self) -> bool {
        !self.is_full || size_of::<I>() != size_of::<f64>()
    }

    /// How many column blocks there are.
    pub fn blocks(&self) -> usize {
        self.series.div_ceil(self.width)
    }

    /// Takes column blocks, by their numbers in the table, through the bars of `out`, which begin with bar `first`. There are
    /// states of these alone, or of all.
    pub fn advance<R: Stored, O: Rounded<R>>(
        &self,
        states: &mut dyn ColumnBlocks<R, N>,
        blocks: Range<usize>,
        first: usize,
        out: &mut TableMut<O>,
        (prefetch, buffers): (&mut Prefetch, &mut Option<Box<Buffers<R, N>>>),
    ) {
        let inputs = if self.is_full { Table::all_float64(&self.tables) } else { None };
        let series = first_series(blocks.start, self.width, self.series);
        if let (Some(inputs), Some(mut out)) = (&inputs, out.same::<R>()) {
            return states.advance(0..blocks.len(), inputs, [first, series], &mut out, prefetch);
        }
        let buffers = buffers.get_or_insert_with(Buffers::new);
        for (state, block) in blocks.enumerate() {
            let at = [first, first_series(block, self.width, self.series)];
            self.advance_buffered((states, state), at, out, (prefetch, buffers));
        }
    }

    /// One column block, by way of the buffers.
    fn advance_buffered<R: Stored, O: Rounded<R>>(
        &self,
        (states, state): (&mut dyn ColumnBlocks<R, N>, usize),
        [first, series]: [usize; 2],
        out: &mut TableMut<O>,
        (prefetch, buffers): (&mut Prefetch, &mut Buffers<R, N>),
    ) {
        let Buffers { inputs, results } = buffers;
        let bars = out.layout().bars;
        for at in (0..bars).step_by(BARS) {
            let counts = [BARS.min(bars - at), self.width];
            if self.beside {
                (0..counts[0]).for_each(|_| prefetch.next(&self.tables, first, out, self.width));
            }
            for (buffer, input) in inputs.iter_mut().zip(&self.tables) {
                read_rows(input, [first + at, series], counts, self.lanes, &mut buffer.0);
            }
            let tables =
                inputs.each_ref().map(|buffer| Table::within(&buffer.0, 0, Layout::rows::<f64>(counts[0], self.lanes)));
            let mut results_now = TableMut::within(&mut results.0, 0, Layout::rows::<R>(counts[0], self.lanes));
            states.advance(state..state + 1, &tables, [0, 0], &mut results_now, &mut Prefetch::none());
            write_rows(out, [at, series], counts, self.lanes, &results.0);
        }
    }
}

impl<R: Element, const N: usize> Buffers<R, N> {
    fn new() -> Box<Self> {
        let input = Line([0.0; BARS * WIDEST]);
        Box::new(Self { inputs: [input; N], results: Line([R::zeroed(); BARS * WIDEST]) })
    }
}

/// What is fetched while a tile is computed: row after row of what comes after it, whichever column block is at work.
/// Memory is slow where only some of the lines beside each other are asked for.
#[derive(Clone, Copy)]
pub struct Prefetch {
    /// Counted from the tile's first bar.
    bar: usize,
    series: usize,
    pub cache: Cache,
}

impl Prefetch {
    /// From so many bars after the tile's first on.
    pub fn new(bar: usize, cache: Cache) -> Self {
        Self { bar, series: 0, cache }
    }

    /// For tile buffers, which are near already: a hint more costs less than a loop that asks whether to give it.
    pub fn none() -> Self {
        Self::new(0, Cache::First)
    }

    /// Fetches the next `count` series.
    #[inline(always)]
    pub fn next<I: Float, O: Element>(&mut self, inputs: &[Table<I>], first: usize, out: &TableMut<O>, count: usize) {
        inputs.iter().for_each(|input| input.prefetch(first + self.bar, self.series, count, self.cache));
        out.prefetch(self.bar, self.series, count, self.cache);
        self.series += count;
        if self.series >= out.layout().series {
            (self.bar, self.series) = (self.bar + 1, 0);
        }
    }
}
