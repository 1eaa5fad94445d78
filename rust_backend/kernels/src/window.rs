//! Sums over a sliding window, without drift, at a cost that does not grow with the window.
//!
//! Lane by lane, with L lanes, the window of `length` bars that ends at t is `groups` whole groups of L bars, which end at
//! t, t - L, t - 2L …, and a rest of fewer bars. The vectors of groups are cut into blocks of `groups` vectors: a window is
//! then what is left of the previous block (a suffix sum, made once a block, backwards), the current block so far (a
//! prefix sum) and the rest. Nothing is ever subtracted: error is bounded by the window, and a NaN, an infinity or a
//! huge value leaves with its window. Everything is vertical, so no lane waits for its neighbour.

mod linear;
mod sum;

pub use linear::{Linear, Weights};
pub use sum::Sum;

use crate::dispatch::{Machine, Vector};
use crate::lanes::vector;

/// From this length on, windows keep their totals in two parts (see `Total`).
pub const LONG: usize = 1 << 13;

/// How many vectors a `Total` takes before it must settle.
const RUN: usize = 512;

/// A total of many vectors; a LONG one in two parts, so that its error grows with the square root of their number at
/// worst: a million equal terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
struct Total<M: Machine, const LONG: bool> {
    machine: M,
    settled: Vector<M>,
    recent: Vector<M>,
}

impl<M: Machine, const LONG: bool> Total<M, LONG> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let zero = machine.splat_f64s(0.0);
        Self { machine, settled: zero, recent: zero }
    }

    #[inline(always)]
    fn add(&mut self, terms: Vector<M>) {
        self.recent = self.machine.add_f64s(self.recent, terms);
    }

    /// Adds two vectors and gives the total after the first; so two cost the time of one.
    #[inline(always)]
    fn add_both(&mut self, first: Vector<M>, second: Vector<M>) -> Vector<M> {
        let mut between = *self;
        between.add(first);
        self.add(self.machine.add_f64s(first, second));
        between.value()
    }

    #[inline(always)]
    fn value(&self) -> Vector<M> {
        if LONG { self.machine.add_f64s(self.settled, self.recent) } else { self.recent }
    }

    #[inline(always)]
    fn settle(&mut self) {
        if LONG {
            *self = Self { settled: self.value(), ..Self::new(self.machine) };
        }
    }
}

/// What a window sums: the bars of a series, or something made of them.
pub trait Terms: Copy {
    fn vector<M: Machine>(self, machine: M, at: usize) -> Vector<M>;
    fn term(self, at: usize) -> f64;
    /// The sum of a group, as many terms as lanes; the groups end at `at`, `at + 1` …
    fn group<M: Machine>(self, machine: M, at: usize) -> Vector<M>;
}

/// The bars themselves.
#[derive(Clone, Copy)]
pub struct Bars<'a>(pub &'a [f64]);

impl Terms for Bars<'_> {
    #[inline(always)]
    fn vector<M: Machine>(self, _: M, at: usize) -> Vector<M> {
        vector::<M>(self.0, at)
    }

    #[inline(always)]
    fn term(self, at: usize) -> f64 {
        self.0[at]
    }

    #[inline(always)]
    fn group<M: Machine>(self, machine: M, at: usize) -> Vector<M> {
        let lanes = M::F64_LANES;
        let near = &self.0[at + 1 - lanes..at + lanes];
        let mut sum = vector::<M>(near, 0);
        for i in 1..lanes {
            sum = machine.add_f64s(sum, vector::<M>(near, i));
        }
        sum
    }
}

/// How far each bar moved from the one before it.
#[derive(Clone, Copy)]
pub struct Moves<'a>(pub &'a [f64]);

impl Terms for Moves<'_> {
    #[inline(always)]
    fn vector<M: Machine>(self, machine: M, at: usize) -> Vector<M> {
        let near = &self.0[at - 1..at + M::F64_LANES];
        machine.abs_f64s(machine.sub_f64s(vector::<M>(near, 1), vector::<M>(near, 0)))
    }

    #[inline(always)]
    fn term(self, at: usize) -> f64 {
        (self.0[at] - self.0[at - 1]).abs()
    }

    #[inline(always)]
    fn group<M: Machine>(self, machine: M, at: usize) -> Vector<M> {
        let lanes = M::F64_LANES;
        let near = Moves(&self.0[at - lanes..at + lanes]);
        let mut sum = near.vector(machine, 1);
        for i in 2..=lanes {
            sum = machine.add_f64s(sum, near.vector(machine, i));
        }
        sum
    }
}

/// More lanes than any machine has.
const MOST_LANES: usize = 8;

/// Room for the last terms of a series and as many zeros as make the vector full.
const PADDED: usize = 2 * MOST_LANES;

/// The terms that the groups ending at `at` and after it need, padded with zeros behind the last of `valid` ones.
#[inline(always)]
fn padded<M: Machine>(terms: impl Terms, at: usize, valid: usize) -> [f64; PADDED] {
    let before = M::F64_LANES - 1;
    let mut near = [0.0; PADDED];
    for (i, term) in near.iter_mut().enumerate().take(before + valid) {
        *term = terms.term(at + i - before);
    }
    near
}

/// Writes the first lanes, as many as `out` has.
#[inline(always)]
fn store_part<M: Machine>(lanes: Vector<M>, out: &mut [f64]) {
    let mut all = [0.0; MOST_LANES];
    M::as_mut_simd_f64s(&mut all).0[0] = lanes;
    out.copy_from_slice(&all[..out.len()]);
}

/// Up to this length the bars of a window are added up one by one, which is faster.
const SHORT: usize = 20;

/// How many vectors a short window's results are made of at once.
const TOGETHER: usize = 4;

/// How many groups a window is cut into: none if it is not longer than `short`.
#[inline(always)]
fn whole_groups<M: Machine>(length: usize, short: usize) -> usize {
    if length <= short { 0 } else { length / M::F64_LANES }
}

/// Blocks of at most this many vectors need no heap.
const STACK: usize = 16;

/// Keeps vectors from crossing cache lines.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Aligned<S>(S);

/// Scratch for one block: on the stack if it is short, since an allocation costs as much as 32 bars.
pub struct Slots<S> {
    stack: [Aligned<S>; STACK],
    heap: Vec<Aligned<S>>,
    count: usize,
}

impl<S: Copy> Slots<S> {
    #[inline(always)]
    pub fn new(zero: S, count: usize) -> Self {
        let zero = Aligned(zero);
        let heap = if count > STACK { vec![zero; count] } else { Vec::new() };
        Self { stack: [zero; STACK], heap, count }
    }

    #[inline(always)]
    fn all(&mut self) -> &mut [Aligned<S>] {
        if self.count > STACK { &mut self.heap } else { &mut self.stack[..self.count] }
    }
}
