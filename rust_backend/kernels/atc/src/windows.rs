//! Sums over the last `length` bars, of eight series at once: what is left of the previous block of `length` bars, and
//! the current block so far. Nothing is ever subtracted, so error is bounded by the window, for ever.
//!
//! A window's cells are its totals and a slot for each bar of a block: the bars of the current block, and from there on
//! what is left of the block before.

use super::cells::{Cell, Part};
use super::tile::RUN;
use atc_engine::dispatch::{Machine, Vector};

/// From this length on, totals are kept in two parts, so that rounding does not add up.
const LONG: usize = 1 << 11;

/// A total of many terms.
#[derive(Clone, Copy)]
struct Total<M: Machine, const LONG: bool> {
    machine: M,
    high: Vector<M>,
    low: Vector<M>,
}

impl<M: Machine, const LONG: bool> Total<M, LONG> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let zero = machine.splat_f64s(0.0);
        Self { machine, high: zero, low: zero }
    }

    #[inline(always)]
    fn load(part: Part<M>, [high, low]: &[Cell; 2]) -> Self {
        Self { machine: part.machine, high: part.load(high), low: part.load(low) }
    }

    #[inline(always)]
    fn store(self, part: Part<M>, [high, low]: &mut [Cell; 2]) {
        part.store(self.high, high);
        part.store(self.low, low);
    }

    #[inline(always)]
    fn add(&mut self, term: Vector<M>) {
        self.low = self.machine.add_f64s(self.low, term);
    }

    #[inline(always)]
    fn value(&self) -> Vector<M> {
        if LONG { self.machine.add_f64s(self.high, self.low) } else { self.low }
    }

    #[inline(always)]
    fn flush_after(&mut self, terms: usize) {
        if LONG && terms.is_multiple_of(RUN) {
            *self = Self { high: self.value(), ..Self::new(self.machine) };
        }
    }
}

/// How a window goes through its blocks.
struct Blocks {
    length: usize,
    /// Ring in memory: the length, or the bars of the series where those are fewer.
    ring: usize,
}

impl Blocks {
    fn new(length: usize, bars: usize) -> Self {
        Self { length, ring: length.min(bars) }
    }

    /// Those of the first block make its results NaN, all but the last.
    fn start(&self, ring: &mut [Cell]) {
        ring.fill(Cell::UNKNOWN);
        if let Some(last) = ring.get_mut(self.length - 1) {
            *last = Cell::ZERO;
        }
    }

    #[inline(always)]
    fn position(&self, bar: u64) -> usize {
        (bar % self.length as u64) as usize
    }

    /// How many of `rows` can be taken before the block ends, or a total must flush.
    #[inline(always)]
    fn steps<const LONG: bool>(&self, position: usize, rows: usize) -> usize {
        let steps = rows.min(self.length - position);
        if LONG { steps.min(RUN - position % RUN) } else { steps }
    }
}

/// A plain sum.
pub struct Sum {
    blocks: Blocks,
    factor: f64,
}

impl Sum {
    const TOTALS: usize = 2;

    /// The sum of the last `length` terms times `factor`, for series of `bars` bars.
    pub fn new(length: usize, factor: f64, bars: usize) -> Self {
        Self { blocks: Blocks::new(length, bars), factor }
    }

    pub fn length(&self) -> usize {
        self.blocks.length
    }

    pub fn cells(&self) -> usize {
        Self::TOTALS + self.blocks.ring
    }

    pub fn start(&self, cells: &mut [Cell]) {
        let (totals, ring) = cells.split_at_mut(Self::TOTALS);
        totals.fill(Cell::ZERO);
        self.blocks.start(ring);
    }

    #[inline(always)]
    pub fn position(&self, bar: u64) -> usize {
        self.blocks.position(bar)
    }

    #[inline(always)]
    pub fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], bar: u64, terms: &[Cell], out: &mut [Cell]) {
        if self.blocks.length < LONG {
            self.slide::<M, false>(part, cells, bar, terms, out);
        } else {
            self.slide::<M, true>(part, cells, bar, terms, out);
        }
    }

    #[inline(always)]
    fn slide<M: Machine, const LONG: bool>(
        &self,
        part: Part<M>,
        cells: &mut [Cell],
        bar: u64,
        mut terms: &[Cell],
        mut out: &mut [Cell],
    ) {
        let machine = part.machine;
        let (totals, ring) = cells.split_first_chunk_mut::<{ Self::TOTALS }>().expect("a window has cells");
        let mut prefix = Total::<M, LONG>::load(part, totals);
        let factor = part.splat(self.factor);
        let mut position = self.position(bar);
        while !terms.is_empty() {
            let steps = self.blocks.steps::<LONG>(position, terms.len());
            let (now, later) = terms.split_at(steps);
            let (results, rest) = out.split_at_mut(steps);
            for ((term, result), slot) in now.iter().zip(results).zip(&mut ring[position..position + steps]) {
                let value = part.load(term);
                prefix.add(value);
                let sum = machine.add_f64s(prefix.value(), part.load(slot));
                part.store(machine.mul_f64s(sum, factor), result);
                part.store(value, slot);
            }
            (terms, out) = (later, rest);
            position += steps;
            if position == self.blocks.length {
                start_block::<M, LONG>(part, ring);
                (position, prefix) = (0, Total::new(machine));
            } else {
                prefix.flush_after(position);
            }
        }
        prefix.store(part, totals);
    }
}

/// Starts a block: the terms of the one before it become suffix sums.
#[inline(always)]
fn start_block<M: Machine, const LONG: bool>(part: Part<M>, ring: &mut [Cell]) {
    let mut suffix = Total::<M, LONG>::new(part.machine);
    for (slot, terms) in ring.iter_mut().rev().zip(1..) {
        let term = part.load(slot);
        part.store(suffix.value(), slot);
        suffix.add(term);
        suffix.flush_after(terms);
    }
}

/// The bar of age j weighs `(newest - step * j) * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    newest: f64,
    step: f64,
    factor: f64,
}

impl Weights {
    /// length, length - 1 … 1: a weighted average.
    pub fn falling(length: usize) -> Self {
        let n = length as f64;
        Self { newest: n, step: 1.0, factor: 2.0 / (n * (n + 1.0)) }
    }

    /// The least-squares line at the newest bar.
    pub fn line(length: usize) -> Self {
        let n = length as f64;
        Self { newest: 4.0 * n - 2.0, step: 6.0, factor: 1.0 / (n * (n + 1.0)) }
    }

    /// The least-squares line at the bar before the newest.
    pub fn line_one_back(length: usize) -> Self {
        let n = length as f64;
        Self { newest: (n - 1.0) * (4.0 * n - 8.0), step: 6.0 * (n - 3.0), factor: 1.0 / (n * (n * n - 1.0)) }
    }
}

/// A weighted sum. At position p of a block, the bar at position i weighs `newest - step * (p - i)`: the block's part of
/// the window is a plain sum times `down[p]` plus one of bars times `up[i]`.
pub struct Linear {
    blocks: Blocks,
    /// For each position, `up` and `down`.
    rises: Vec<[f64; 2]>,
    step: f64,
    /// The weight of the oldest bar.
    oldest: f64,
}

impl Linear {
    const TOTALS: usize = 4;

    pub fn new(length: usize, weights: Weights, bars: usize) -> Self {
        let Weights { newest, step, factor } = weights;
        let blocks = Blocks::new(length, bars);
        // A quarter keeps weights away from zero, since zero times infinity is NaN.
        let rise = |position| (position as f64 + 0.25) * step;
        let rises = (0..blocks.ring).map(rise).map(|rise| [factor * rise, factor * (newest - rise)]).collect();
        let oldest = factor * (newest - step * (length as f64 - 1.0));
        Self { blocks, rises, step: factor * step, oldest }
    }

    pub fn length(&self) -> usize {
        self.blocks.length
    }

    pub fn cells(&self) -> usize {
        Self::TOTALS + self.blocks.ring
    }

    pub fn start(&self, cells: &mut [Cell]) {
        let (totals, ring) = cells.split_at_mut(Self::TOTALS);
        totals.fill(Cell::ZERO);
        self.blocks.start(ring);
    }

    #[inline(always)]
    pub fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], bar: u64, terms: &[Cell], out: &mut [Cell]) {
        if self.blocks.length < LONG {
            self.slide::<M, false>(part, cells, bar, terms, out);
        } else {
            self.slide::<M, true>(part, cells, bar, terms, out);
        }
    }

    #[inline(always)]
    fn slide<M: Machine, const LONG: bool>(
        &self,
        part: Part<M>,
        cells: &mut [Cell],
        bar: u64,
        mut terms: &[Cell],
        mut out: &mut [Cell],
    ) {
        let machine = part.machine;
        let (totals, ring) = cells.split_at_mut(Self::TOTALS);
        let ([plain_cells, weighted_cells], _) = totals.as_chunks_mut::<2>() else { return };
        let mut plain = Total::<M, LONG>::load(part, plain_cells);
        let mut weighted = Total::<M, LONG>::load(part, weighted_cells);
        let mut position = self.blocks.position(bar);
        while !terms.is_empty() {
            let steps = self.blocks.steps::<LONG>(position, terms.len());
            let (now, later) = terms.split_at(steps);
            let (results, rest) = out.split_at_mut(steps);
            let places = position..position + steps;
            let ring_now = ring[places.clone()].iter_mut().zip(&self.rises[places]);
            for ((term, result), (slot, [up, down])) in now.iter().zip(results).zip(ring_now) {
                let value = part.load(term);
                plain.add(value);
                weighted.low = machine.fused(part.splat(*up), value, weighted.low);
                let left = machine.add_f64s(weighted.value(), part.load(slot));
                part.store(machine.fused(part.splat(*down), plain.value(), left), result);
                part.store(value, slot);
            }
            (terms, out) = (later, rest);
            position += steps;
            if position == self.blocks.length {
                self.start_block::<M, LONG>(part, ring);
                (position, plain, weighted) = (0, Total::new(machine), Total::new(machine));
            } else {
                plain.flush_after(position);
                weighted.flush_after(position);
            }
        }
        plain.store(part, plain_cells);
        weighted.store(part, weighted_cells);
    }

    /// Starts a block: the bars of the one before it become what is left of it after each bar. There, every bar weighs
    /// one step more than it did a bar later, and the block's newest weighs least.
    #[inline(always)]
    fn start_block<M: Machine, const LONG: bool>(&self, part: Part<M>, ring: &mut [Cell]) {
        let machine = part.machine;
        let (step, oldest) = (part.splat(self.step), part.splat(self.oldest));
        let mut suffix = Total::<M, LONG>::new(machine);
        let mut left = suffix;
        for (slot, terms) in ring.iter_mut().rev().zip(1..) {
            let bar = part.load(slot);
            part.store(left.value(), slot);
            left.add(machine.fused(step, suffix.value(), machine.mul_f64s(oldest, bar)));
            suffix.add(bar);
            suffix.flush_after(terms);
            left.flush_after(terms);
        }
    }
}
