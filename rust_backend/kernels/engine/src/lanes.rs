//! Lanes: rows of eight bars in vectors of the machine's width, and arrays `[f64; L]` with plain loops, which become
//! vector instructions in the functions that `dispatch` makes.

mod prefetch;
mod reciprocal;
mod row;
mod transpose;

pub use prefetch::{Cache, prefetch, prefetch_from};
#[cfg(target_arch = "x86_64")]
pub use reciprocal::quotient_by_v4;
pub use reciprocal::{BATCH, ROWS, quotients, reciprocals};
pub use row::{Cell, Row};
#[cfg(target_arch = "x86_64")]
pub use transpose::transposed_by_v4;
pub use transpose::{Block8, side_by_side, transposed};

use crate::dispatch::Machine;

/// Lanes of a row.
pub const LANES: usize = 8;

pub type Lanes<const L: usize> = [f64; L];

/// Recursions that decay below this are flushed to 0: on denormals `ema` took 16 times as long.
pub const LEAST: f64 = 1e-290;

/// On cache lines of its own: a vector across the border of two lines costs twice, and if it was written in parts, or is
/// read in parts, three times.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Line<T>(pub T);

/// The lanes that begin at `x[at]`.
#[inline(always)]
pub fn load<const L: usize>(x: &[f64], at: usize) -> Lanes<L> {
    let mut lanes = [0.0; L];
    lanes.copy_from_slice(&x[at..at + L]);
    lanes
}

#[inline(always)]
pub fn map<const L: usize>(a: Lanes<L>, each: impl Fn(f64) -> f64) -> Lanes<L> {
    let mut lanes = a;
    for lane in &mut lanes {
        *lane = each(*lane);
    }
    lanes
}

#[inline(always)]
pub fn zip<const L: usize>(a: Lanes<L>, b: Lanes<L>, each: impl Fn(f64, f64) -> f64) -> Lanes<L> {
    let mut lanes = a;
    for i in 0..L {
        lanes[i] = each(a[i], b[i]);
    }
    lanes
}

#[inline(always)]
pub fn add<const L: usize>(a: Lanes<L>, b: Lanes<L>) -> Lanes<L> {
    zip(a, b, |a, b| a + b)
}

#[inline(always)]
pub fn scale<const L: usize>(factor: f64, a: Lanes<L>) -> Lanes<L> {
    map(a, |a| factor * a)
}

/// What is left of a recursion: 0 where it has decayed.
#[inline(always)]
pub fn flushed<const L: usize>(a: Lanes<L>) -> Lanes<L> {
    map(a, |a| if a.abs() < LEAST { 0.0 } else { a })
}

/// `factor * a + b`
#[inline(always)]
pub fn mul_add<M: Machine, const L: usize>(factor: f64, a: Lanes<L>, b: Lanes<L>) -> Lanes<L> {
    zip(a, b, |a, b| M::mul_add(factor, a, b))
}

/// `sum of weights[i] * x[t - i]` for the lanes of t that begin at `at`; needs `weights.len() - 1` bars before it.
#[inline(always)]
pub fn taps<M: Machine, const L: usize, const K: usize>(weights: [f64; K], x: &[f64], at: usize) -> Lanes<L> {
    let near = &x[at + 1 - K..at + L];
    let mut sum = scale(weights[0], load(near, K - 1));
    for (age, weight) in weights.iter().enumerate().skip(1) {
        sum = mul_add::<M, L>(*weight, load(near, K - 1 - age), sum);
    }
    sum
}
