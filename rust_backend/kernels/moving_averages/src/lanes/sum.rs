//! Plain sums over a window, a series to a lane: what is left of the previous block of `length` bars, as suffix sums,
//! and the current block so far. Nothing is ever subtracted, so error is bounded by the window, and a NaN, an infinity
//! or a huge value leaves with it.

use atc_engine::lanes::Line;
use atc_engine::tables::{Kernel, Lane, RUN, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow, Vectors};

/// A total; a LONG one in two parts, so that its error grows with the square root of the number of terms at worst: a
/// million equal terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
pub struct Total<A: Arithmetic, const LONG: bool> {
    lanes: A,
    high: A::Row,
    low: A::Row,
}

impl<A: Arithmetic, const LONG: bool> Total<A, LONG> {
    #[inline(always)]
    pub fn new(lanes: A) -> Self {
        let zero = lanes.splat(0.0);
        Self { lanes, high: zero, low: zero }
    }

    #[inline(always)]
    pub fn load(lanes: A, saved: &[A::Slot]) -> Self {
        Self { lanes, high: lanes.load(&saved[0]), low: lanes.load(&saved[1]) }
    }

    #[inline(always)]
    pub fn save(self, saved: &mut [A::Slot]) {
        self.lanes.store(self.high, &mut saved[0]);
        self.lanes.store(self.low, &mut saved[1]);
    }

    #[inline(always)]
    pub fn add(&mut self, term: A::Row) {
        self.low = self.lanes.add(self.low, term);
    }

    /// Adds a product.
    #[inline(always)]
    pub fn add_fused(&mut self, factor: A::Row, term: A::Row) {
        self.low = self.lanes.fused(factor, term, self.low);
    }

    #[inline(always)]
    pub fn value(&self) -> A::Row {
        if LONG { self.lanes.add(self.high, self.low) } else { self.low }
    }

    /// Flushes where `terms`, the number of terms so far, asks for it.
    #[inline(always)]
    pub fn flush(&mut self, terms: usize) {
        if LONG && terms.is_multiple_of(RUN) {
            *self = Self { high: self.value(), ..Self::new(self.lanes) };
        }
    }
}

/// A ring before the first bar, with a slot for each bar of a block, or of the series where those are fewer: those of the
/// first block make its results NaN, all but the last.
pub fn start_ring<T: Clone>(ring: &mut [T], length: usize, [unknown, zero]: [T; 2]) {
    ring.fill(unknown);
    if let Some(last) = ring.get_mut(length - 1) {
        *last = zero;
    }
}

/// The same for tables.
pub fn ring<M: Machine>(vectors: Vectors<M>, length: usize, bars: usize) -> Vec<Slot<M>> {
    let [unknown, zero] = [f64::NAN, 0.0].map(|value| Line(vectors.splat(value)));
    let mut ring = vec![unknown; length.min(bars)];
    start_ring(&mut ring, length, [unknown, zero]);
    ring
}

/// The sum of the last `length` terms. Its ring holds the terms of the current block up to `position` and suffix sums of
/// the previous block from there on.
#[derive(Clone, Copy)]
pub struct Sum<A: Arithmetic, const LONG: bool> {
    pub lanes: A,
    length: usize,
    pub position: usize,
    prefix: Total<A, LONG>,
}

impl<A: Arithmetic, const LONG: bool> Sum<A, LONG> {
    /// Rows that are saved, besides the ring.
    pub const ROWS: usize = 2;

    #[inline(always)]
    pub fn new(lanes: A, length: usize) -> Self {
        Self { lanes, length, position: 0, prefix: Total::new(lanes) }
    }

    /// At a later bar, from what was saved.
    #[inline(always)]
    pub fn load(lanes: A, length: usize, bar: u64, saved: &[A::Slot]) -> Self {
        Self { lanes, length, position: (bar % length as u64) as usize, prefix: Total::load(lanes, saved) }
    }

    #[inline(always)]
    pub fn save(self, saved: &mut [A::Slot]) {
        self.prefix.save(saved);
    }

    #[inline(always)]
    pub fn step(&mut self, ring: &mut [A::Slot], term: A::Row) -> A::Row {
        let slot = &mut ring[self.position];
        self.prefix.add(term);
        let sum = self.lanes.add(self.prefix.value(), self.lanes.load(slot));
        self.lanes.store(term, slot);
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(self.lanes, self.length);
            self.start_block(ring);
        } else {
            self.prefix.flush(self.position);
        }
        sum
    }

    /// Starts a block: the terms of the one before it become suffix sums.
    #[inline(always)]
    fn start_block(&self, ring: &mut [A::Slot]) {
        let mut suffix = Total::<A, LONG>::new(self.lanes);
        for (slot, terms) in ring.iter_mut().rev().zip(1..) {
            let term = self.lanes.load(slot);
            self.lanes.store(suffix.value(), slot);
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
    sum: Sum<Vectors<M>, LONG>,
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
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        let vectors = self.sum.lanes;
        vectors.mul(self.sum.step(scratch, bar), vectors.splat(self.factor))
    }
}
