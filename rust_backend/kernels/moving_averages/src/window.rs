//! Sums over a sliding window, without drift, at a cost that does not grow with the window.
//!
//! Bars come in rows of eight. A window of `length` bars is `groups` whole groups of eight bars, the newest of which ends
//! at the window's end, and a rest of fewer. The sums of a row's groups and rests come from sums of two and of four bars,
//! which their neighbours share. What is left is vertical, from row to row, so no lane waits for its neighbour: the sums of
//! a FEW groups are added up, out of registers where a row needs but one, and more are cut into blocks of `groups` rows,
//! where a window is what is left of the previous block (a suffix sum, made once a block, backwards), the current block so
//! far (a prefix sum) and the rest.
//! Nothing is ever subtracted: error is bounded by the window, and a NaN, an infinity or a huge value leaves with its
//! window.

mod linear;
mod sum;

pub use linear::{Linear, Weights};
pub use sum::Sum;

use atc_engine::Machine;
use atc_engine::dispatch::on;
use atc_engine::lanes::{Cell, LANES, Row};
use atc_engine::pulp::NullaryFnOnce;

/// From this length on, windows keep their totals in two parts (see `Total`).
pub const LONG: usize = 1 << 13;

/// How many rows a `Total` takes before it must flush.
const RUN: usize = 512;

/// Up to this many groups are added up one by one.
const FEW: usize = 6;

/// Rows per tile where groups are few, and of a weighted block that are taken at once.
const TILE: usize = 32;

/// Whether there are enough for FEW groups: a row needs but one.
const fn has_registers<M: Machine>() -> bool {
    M::F64_LANES == LANES
}

/// Whether totals are in two parts; on the baseline they always are, so that it has one variant.
pub fn is_long<M: Machine>(length: usize) -> bool {
    length >= LONG || M::IS_BASELINE
}

/// Calls a method that is made for each number of groups, if they are FEW.
macro_rules! by_groups {
    ($window:ident.$run:ident($x:ident, $out:ident)) => {
        match $window.groups {
            0 => $window.$run::<0>($x, $out),
            1 => $window.$run::<1>($x, $out),
            2 => $window.$run::<2>($x, $out),
            3 => $window.$run::<3>($x, $out),
            4 => $window.$run::<4>($x, $out),
            5 => $window.$run::<5>($x, $out),
            _ => $window.$run::<FEW>($x, $out),
        }
    };
}
use by_groups;

/// The ring of the last rows, which are kept between runs, in registers.
#[inline(always)]
fn loaded<M: Machine, const CELLS: usize, const GROUPS: usize>(
    machine: M,
    kept: &[[Cell; CELLS]; GROUPS],
) -> [[Row<M>; CELLS]; GROUPS] {
    let mut recent = [[Row::splat(machine, 0.0); CELLS]; GROUPS];
    for (slot, cells) in recent.iter_mut().zip(kept) {
        for (row, cell) in slot.iter_mut().zip(cells) {
            *row = Row::of(machine, cell);
        }
    }
    recent
}

/// Keeps them for the next run.
#[inline(always)]
fn keep<M: Machine, const CELLS: usize, const GROUPS: usize>(
    recent: &[[Row<M>; CELLS]; GROUPS],
    kept: &mut [[Cell; CELLS]; GROUPS],
) {
    for (slot, cells) in recent.iter().zip(kept) {
        for (row, cell) in slot.iter().zip(cells) {
            *cell = row.cell();
        }
    }
}

/// Puts a row's slot after those of the rows before it; gives the one that falls out.
#[inline(always)]
fn pushed<S: Copy, const GROUPS: usize>(recent: &mut [S; GROUPS], now: S) -> S {
    let [oldest, ..] = recent[..] else { return now };
    for i in 1..GROUPS {
        recent[i - 1] = recent[i];
    }
    recent[GROUPS - 1] = now;
    oldest
}

/// A total of many rows; a LONG one in two parts, so that its error grows with the square root of their number at
/// worst: a million equal terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
struct Total<M: Machine, const LONG: bool> {
    machine: M,
    high: Row<M>,
    low: Row<M>,
}

impl<M: Machine, const LONG: bool> Total<M, LONG> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let zero = Row::splat(machine, 0.0);
        Self { machine, high: zero, low: zero }
    }

    #[inline(always)]
    fn add(&mut self, terms: Row<M>) {
        self.low = self.low + terms;
    }

    #[inline(always)]
    fn value(&self) -> Row<M> {
        if LONG { self.high + self.low } else { self.low }
    }

    #[inline(always)]
    fn flush(&mut self) {
        if LONG {
            *self = Self { high: self.value(), ..Self::new(self.machine) };
        }
    }
}

/// What a window sums: the bars of a series, or something made of them.
pub trait Terms {
    /// How many bars a term needs besides the one at its place: those after it.
    const MORE: usize;

    /// The row of terms that begins at `at`.
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M>;
}

/// The bars themselves.
pub struct Bars;

impl Terms for Bars {
    const MORE: usize = 0;

    #[inline(always)]
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M> {
        Row::load(machine, x, at)
    }
}

/// How far each next bar moves.
pub struct Moves;

impl Terms for Moves {
    const MORE: usize = 1;

    #[inline(always)]
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M> {
        let near = &x[at..at + LANES + 1];
        (Row::load(machine, near, 1) - Row::load(machine, near, 0)).abs()
    }
}

/// Runs a window in a function of its own: it is compiled once for all kernels and element types that have it. Inlined
/// into each of them, windows were three quarters of the code of kernels on one series.
#[inline(always)]
pub fn run<M: Machine, W: Window>(machine: M, window: &mut W, x: &[f64], out: &mut [f64]) {
    on(machine, Run { window, x, out });
}

struct Run<'a, W> {
    window: &'a mut W,
    x: &'a [f64],
    out: &'a mut [f64],
}

impl<W: Window> NullaryFnOnce for Run<'_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.window.run(self.x, self.out);
    }
}

/// A sum over a window that slides, row by row, along a series.
pub trait Window {
    type Terms: Terms;

    /// The results of the next rows, `x` being the bars they begin with.
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]);

    /// The results for as many bars of `x` as `out` has, which begin where those of the last run ended, after whole rows.
    /// Those of windows that are not full mean nothing.
    #[inline(always)]
    fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let (rows, rest) = out.as_chunks_mut();
        let mut padded = [0.0; LANES + 1];
        let mut row = [[0.0; LANES]];
        let last = usize::from(!rest.is_empty());
        if last == 1 {
            let bars = rest.len() + Self::Terms::MORE;
            padded[..bars].copy_from_slice(&x[rows.len() * LANES..][..bars]);
        }
        for (x, rows) in [(x, rows), (&padded, &mut row[..last])] {
            self.run_rows(x, rows);
        }
        rest.copy_from_slice(&row[0][..rest.len()]);
    }
}

/// Ring that need no heap, since an allocation costs as much as 32 bars; few, since they are cleared.
const SMALL: usize = 7;

/// A slot of CELLS for every row of a tile or a block: what a window needs of it.
struct Ring<const CELLS: usize> {
    small: [[Cell; CELLS]; SMALL],
    heap: Vec<[Cell; CELLS]>,
}

impl<const CELLS: usize> Ring<CELLS> {
    /// Room for the groups of a window over so many bars, and if they are few and not in registers for a tile; `cells` of
    /// each slot are used. To be made before the rest of a window: the compiler would copy it over what comes between.
    #[inline(always)]
    fn new<M: Machine>(cells: usize, groups: usize, bars: usize) -> Self {
        let has_tile = groups <= FEW && !has_registers::<M>();
        let rows = groups + if has_tile { bars.div_ceil(LANES).min(TILE) } else { 0 };
        let (none, count) = ([Cell::default(); CELLS], (rows * cells).div_ceil(CELLS));
        Self { small: [none; SMALL], heap: if count > SMALL { vec![none; count] } else { Vec::new() } }
    }

    /// The ring, with as many cells as are used.
    #[inline(always)]
    fn all<const USED: usize>(&mut self) -> &mut [[Cell; USED]] {
        let ring = if self.heap.is_empty() { &mut self.small[..] } else { &mut self.heap };
        ring.as_flattened_mut().as_chunks_mut().0
    }

    /// Those of the first rows.
    #[inline(always)]
    fn first<const ROWS: usize>(&mut self) -> &mut [[Cell; CELLS]; ROWS] {
        self.all().first_chunk_mut().expect("ring for all groups")
    }
}
