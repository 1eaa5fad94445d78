//! Plain sums over a window, a series to a lane: what is left of the previous block of `length` bars, as suffix sums,
//! and the current block so far. Nothing is ever subtracted, so error is bounded by the window, and a NaN, an infinity
//! or a huge value leaves with it.

use atc_engine::lanes::Line;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Machine, Slot, VectorRow as Row, Vectors};

use atc_engine::tables::RUN;

/// A total; a LONG one in two parts, so that its error grows with the square root of the number of terms at worst: a
/// million equal terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
pub struct Total<M: Machine, const LONG: bool> {
    vectors: Vectors<M>,
    high: Row<M>,
    low: Row<M>,
}

impl<M: Machine, const LONG: bool> Total<M, LONG> {
    #[inline(always)]
    pub fn new(vectors: Vectors<M>) -> Self {
        let zero = vectors.splat(0.0);
        Self { vectors, high: zero, low: zero }
    }

    #[inline(always)]
    pub fn add(&mut self, term: Row<M>) {
        self.low = self.vectors.add(self.low, term);
    }

    /// Adds a product.
    #[inline(always)]
    pub fn add_fused(&mut self, factor: Row<M>, term: Row<M>) {
        self.low = self.vectors.fused(factor, term, self.low);
    }

    #[inline(always)]
    pub fn value(&self) -> Row<M> {
        if LONG { self.vectors.add(self.high, self.low) } else { self.low }
    }

    /// Flushes where `terms`, the number of terms so far, asks for it.
    #[inline(always)]
    pub fn flush(&mut self, terms: usize) {
        if LONG && terms.is_multiple_of(RUN) {
            *self = Self { high: self.value(), ..Self::new(self.vectors) };
        }
    }
}

/// One slot for each bar of a block. Those of the first block make its results NaN, all but the last.
pub fn ring<M: Machine>(vectors: Vectors<M>, length: usize, bars: usize) -> Vec<Slot<M>> {
    let mut ring = vec![Line(vectors.splat(f64::NAN)); length.min(bars)];
    if let Some(last) = ring.get_mut(length - 1) {
        *last = Line(vectors.splat(0.0));
    }
    ring
}

/// The sum of the last `length` terms. Its ring hold the terms of the current block up to `position` and suffix sums of
/// the previous block from there on.
#[derive(Clone, Copy)]
pub struct Sum<M: Machine, const LONG: bool> {
    vectors: Vectors<M>,
    length: usize,
    pub position: usize,
    prefix: Total<M, LONG>,
}

impl<M: Machine, const LONG: bool> Sum<M, LONG> {
    #[inline(always)]
    pub fn new(vectors: Vectors<M>, length: usize) -> Self {
        Self { vectors, length, position: 0, prefix: Total::new(vectors) }
    }

    #[inline(always)]
    pub fn step(&mut self, ring: &mut [Slot<M>], term: Row<M>) -> Row<M> {
        let slot = &mut ring[self.position];
        self.prefix.add(term);
        let sum = self.vectors.add(self.prefix.value(), slot.0);
        slot.0 = term;
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(self.vectors, self.length);
            self.start_block(ring);
        } else {
            self.prefix.flush(self.position);
        }
        sum
    }

    /// Starts a block: the terms of the one before it become suffix sums.
    #[inline(always)]
    fn start_block(&self, ring: &mut [Slot<M>]) {
        let mut suffix = Total::<M, LONG>::new(self.vectors);
        for (slot, terms) in ring.iter_mut().rev().zip(1..) {
            let Line(term) = *slot;
            slot.0 = suffix.value();
            suffix.add(term);
            suffix.flush(terms);
        }
    }
}

#[derive(Clone, Copy)]
pub struct Sma<const LONG: bool> {
    pub length: usize,
}

#[derive(Clone, Copy)]
pub struct Mean<M: Machine, const LONG: bool> {
    sum: Sum<M, LONG>,
    factor: f64,
}

impl<const LONG: bool> Kernel<1> for Sma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Mean<M, LONG>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Mean<M, LONG>> {
        let lane = Mean { sum: Sum::new(vectors, self.length), factor: 1.0 / self.length as f64 };
        Started { lane, scratch: ring(vectors, self.length, bars) }
    }

    fn lookback(self) -> Option<usize> {
        Some(self.length)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Mean<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.sum.vectors;
        vectors.mul(self.sum.step(scratch, bar), vectors.splat(self.factor))
    }
}
