//! The kernels on tables of shape `(time, series)`: each series by itself, several in the lanes of vectors.
//!
//! A table may lie in memory in any way and hold float64 or float32; the arithmetic is float64 always. Where the bars of
//! every series are neighbours, the one-dimensional kernel does the work.

mod adaptive;
mod exponential;
mod group;
mod hull;
mod linear;
mod persistence;
mod run;
mod sum;
mod team;
mod tile;
mod trend;
mod turns;
mod view;
mod wide;

pub use persistence::signal_persistence;
pub use team::{Alone, Team};
pub use view::{Layout, Table, TableMut, are_distinct};

pub(crate) use hull::Hma;
pub(crate) use linear::{Lsma, Wma};
pub(crate) use run::{Kernel, Lane, Started};
pub(crate) use sum::RUN;
pub(crate) use wide::{Row as WideRow, Wide};

use adaptive::Kama;
use exponential::{Dema, Ema};
use run::run;
use sum::Sma;
use trend::{Change, Crossover, Equity};

/// What a table may hold.
pub trait Element: bytemuck::Pod + Send + Sync {}

impl Element for f64 {}
impl Element for f32 {}
impl Element for i8 {}
impl Element for u8 {}

/// What a table of numbers may hold.
pub trait Float: Element {
    /// Whether the one-dimensional kernels take it as it is.
    const IS_DOUBLE: bool;
    fn widen(self) -> f64;
}

impl Float for f64 {
    const IS_DOUBLE: bool = true;

    #[inline(always)]
    fn widen(self) -> f64 {
        self
    }
}

impl Float for f32 {
    const IS_DOUBLE: bool = false;

    #[inline(always)]
    fn widen(self) -> f64 {
        self.into()
    }
}

/// What a kernel's results may be stored as.
pub trait Stored: Element {
    fn store(value: f64) -> Self;
}

impl Stored for f64 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        value
    }
}

impl Stored for f32 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        value as Self
    }
}

/// Signals of -1, 0 and 1. Behind this addend they are the lowest byte, which takes less than a checked conversion.
impl Stored for i8 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        const ADDEND: f64 = (3_u64 << 51) as f64;
        (value + ADDEND).to_bits() as Self
    }
}

/// Runs a kernel whose totals are in two parts where windows are long.
macro_rules! windowed {
    ($run:path, $kernel:ident { length $(, $option:ident)* }, $length:ident, $($argument:expr),*) => {
        if $length <= $crate::tables::RUN {
            $run($kernel::<false> { length: $length $(, $option)* }, $($argument),*);
        } else {
            $run($kernel::<true> { length: $length $(, $option)* }, $($argument),*);
        }
    };
}
pub(crate) use windowed;

/// Mean of the last `length` bars.
pub fn sma<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    windowed!(run, Sma { length }, length, [x], out, team);
}

/// Mean of the last `length` bars, the newest of which weighs `length` and the oldest 1.
pub fn wma<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    windowed!(run, Wma { length }, length, [x], out, team);
}

/// Value at the newest bar of the least-squares line through the last `length` bars.
pub fn lsma<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    if length == 1 {
        return sma(x, length, out, team);
    }
    windowed!(run, Lsma { length }, length, [x], out, team);
}

/// Hull moving average: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.
pub fn hma<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    windowed!(run, Hma { length }, length, [x], out, team);
}

/// Exponential moving average, seeded with the mean of the first `length` bars that follow leading NaNs.
pub fn ema<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    run(Ema { length }, [x], out, team);
}

/// Twice the exponential moving average minus that of it.
pub fn dema<T: Float + Stored>(x: Table<T>, length: usize, out: TableMut<T>, team: &dyn Team) {
    run(Dema { length }, [x], out, team);
}

/// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants in (0, 1].
pub fn kama<T: Float + Stored>(x: Table<T>, length: usize, fast: f64, slow: f64, out: TableMut<T>, team: &dyn Team) {
    windowed!(run, Kama { length, fast, slow }, length, [x], out, team);
}

/// Change of each price relative to the previous one; the first is NaN.
pub fn rate_of_change<T: Float + Stored>(prices: Table<T>, out: TableMut<T>, team: &dyn Team) {
    run(Change, [prices], out, team);
}

/// 1 since prices last crossed above the average, -1 since they crossed below, 0 before.
pub fn crossover_signal<T: Float>(prices: Table<T>, average: Table<T>, out: TableMut<i8>, team: &dyn Team) {
    run(Crossover, [prices, average], out, team);
}

/// Equity of trading the signal on the returns from bar `cutout` on, never below 0.25.
pub fn equity<T: Float + Stored>(
    r_values: Table<T>,
    sig_prev: Table<T>,
    starting_equity: f64,
    decay_multiplier: f64,
    cutout: usize,
    out: TableMut<T>,
    team: &dyn Team,
) {
    run(Equity { starting_equity, decay_multiplier, cutout }, [r_values, sig_prev], out, team);
}
