//! Following averages on paper: crossings, equities and what they add up to, of eight series at once.
//!
//! Equities and sums are the contract's own operations in its own order, so that every result is the same to the last
//! bit whichever way the averages were computed, as long as the signals are the same.

use super::tile::{ROWS, Rows, Tile};
use atc_engine::dispatch::{Machine, Vector};
use atc_engine::lanes::Cell;
use atc_engine::trading::{FLOOR, crossings, earned, floored, known, lead};
use atc_engine::{Arithmetic, Part};

/// The decimals that a family's signal is rounded to.
const SCALE: f64 = 100.0;

/// Added and taken away again, it rounds to whole numbers, ties to even.
const WHOLE: f64 = (3_u64 << 51) as f64;

/// What accounts of all averages share.
pub struct SharedInputs {
    /// The first bar of the tile.
    bar: u64,
    /// From which bar on each lane's family counts in the average signal.
    pub starts: Cell,
    /// How many of the tile's first bars come before the cutout: equities wait, results are unknown.
    hidden: usize,
    /// The same and the bar at the cutout, where equities are what they start with.
    still: usize,
    decay: f64,
    /// What returns are multiplied by.
    factors: [f64; ROWS],
    decays: [f64; ROWS],
    returns: Rows,
    sizes: Rows,
    weighed: Rows,
    total: Rows,
}

/// Cells of a trader: the average and its signal after the last bar, and what following it has left.
pub const TRADER: usize = 3;

pub const TRADER_START: [Cell; TRADER] = [Cell::UNKNOWN, Cell::ZERO, Cell::splat(1.0)];

/// Cells of a family: its signal and its gain at the last bar, and its equity.
pub const FAMILY: usize = 3;

/// Those cells before the first bar.
pub fn family_start(weight: f64) -> [Cell; FAMILY] {
    [Cell::UNKNOWN, Cell::ZERO, Cell::splat(if weight > FLOOR { weight } else { FLOOR })]
}

/// What a family's signal means.
#[derive(Clone, Copy)]
pub struct Rules {
    pub long: f64,
    pub short: f64,
    /// Whether ties are rounded up, and not to even.
    pub is_half_up: bool,
    /// Whether a signal that is flat or unknown repeats the gain of the bar before.
    pub holds_gains: bool,
}

impl SharedInputs {
    pub fn new(decay: f64) -> Self {
        let (rows, none) = ([Cell::ZERO; ROWS], [0.0; ROWS]);
        Self {
            bar: 0,
            starts: Cell::ZERO,
            hidden: 0,
            still: 0,
            decay,
            factors: none,
            decays: none,
            returns: rows,
            sizes: rows,
            weighed: rows,
            total: rows,
        }
    }

    /// Goes on to the tile of bars that begins at `bar`.
    pub fn set_bars(&mut self, bar: u64, count: usize, growth: f64, cutout: u64) {
        let until = |end: u64| usize::try_from(end.saturating_sub(bar)).map_or(count, |rows| rows.min(count));
        self.bar = bar;
        (self.hidden, self.still) = (until(cutout), until(cutout.saturating_add(1)));
        for row in 0..count {
            let bar = (bar + row as u64).max(1);
            self.factors[row] = if bar < cutout { 1.0 } else { (growth * (bar - cutout) as f64).exp() };
            self.decays[row] = if row < self.still { 1.0 } else { self.decay };
        }
    }

    /// The returns of the tile; one that is no number counts as 0.
    #[inline(always)]
    pub fn open<M: Machine>(&mut self, part: Part<M>, tile: &Tile) {
        let machine = part.machine;
        let (zero, one) = (part.splat(0.0), part.splat(1.0));
        let mut before = part.load(&tile.prices[0]);
        for row in 0..tile.count {
            let price = part.load(&tile.prices[row + 1]);
            let change = machine.sub_f64s(machine.div_f64s(price, before), one);
            let gain = machine.mul_f64s(change, part.splat(self.factors[row]));
            part.store(if row < self.still { zero } else { known(part, gain) }, &mut self.returns[row]);
            part.store(machine.magnitude(price), &mut self.sizes[row]);
            before = price;
        }
    }

    /// Forgets the last family.
    #[inline(always)]
    pub fn clear<M: Machine>(&mut self, part: Part<M>, count: usize) {
        for row in 0..count {
            part.store(part.splat(0.0), &mut self.weighed[row]);
            part.store(part.splat(0.0), &mut self.total[row]);
        }
    }

    /// The family's equities by their signals, and without.
    pub fn sums(&mut self) -> [&mut Rows; 2] {
        [&mut self.weighed, &mut self.total]
    }

    /// Trades the tile's average and adds its equity to the family's.
    #[inline(always)]
    pub fn trade<M: Machine>(&mut self, part: Part<M>, cells: &mut [Cell], tile: &Tile) {
        let machine = part.machine;
        let [zero, one, down] = [0.0, 1.0, -1.0].map(|value| part.splat(value));
        let size = machine.magnitude(part.load(&tile.prices[0]));
        let mut before = lead(part, part.load(&tile.prices[0]), size, part.load(&cells[0]));
        let [mut signal, mut equity] = [1, 2].map(|cell: usize| part.load(&cells[cell]));
        for row in 0..tile.count.min(ROWS) {
            let grown = machine.fused(signal, part.load(&self.returns[row]), one);
            let growth = machine.select_f64s(machine.equal_f64s(signal, zero), one, grown);
            equity = advance(part, equity, part.splat(self.decays[row]), growth);
            let price = part.load(&tile.prices[row + 1]);
            let now = lead(part, price, part.load(&self.sizes[row]), part.load(&tile.average[row]));
            let [up, fell] = crossings(part, now, before);
            signal = part.select(fell, down, part.select(up, one, signal));
            before = now;
            let weighed = machine.fused(signal, equity, part.load(&self.weighed[row]));
            part.store(weighed, &mut self.weighed[row]);
            part.store(machine.add_f64s(part.load(&self.total[row]), equity), &mut self.total[row]);
        }
        part.store(part.load(&tile.average[tile.count - 1]), &mut cells[0]);
        part.store(signal, &mut cells[1]);
        part.store(equity, &mut cells[2]);
    }

    /// Writes the family's signals and equities, and adds them to the sums in `all`.
    #[inline(always)]
    pub fn finish_family<M: Machine>(
        &self,
        part: Part<M>,
        rules: Rules,
        cells: &mut [Cell],
        count: usize,
        [signals, equities]: [&mut Rows; 2],
        all: &mut [Rows; 2],
    ) {
        let machine = part.machine;
        let [zero, one, down] = [0.0, 1.0, -1.0].map(|value| part.splat(value));
        let [mut signal, mut gain, mut equity] = [0, 1, 2].map(|cell: usize| part.load(&cells[cell]));
        let start = part.load(&self.starts);
        for row in 0..count {
            let flat = if rules.holds_gains { gain } else { zero };
            gain = earned(part, part.load(&self.returns[row]), signal, flat);
            equity = advance(part, equity, part.splat(self.decays[row]), machine.add_f64s(one, gain));
            let share = machine.div_f64s(part.load(&self.weighed[row]), part.load(&self.total[row]));
            signal = if row < self.hidden { part.splat(f64::NAN) } else { rounded(part, rules, share) };
            let below = machine.less_than_f64s(signal, part.splat(rules.short));
            let above = machine.less_than_f64s(part.splat(rules.long), signal);
            let side = machine.select_f64s(above, one, machine.select_f64s(below, down, zero));
            let bar = part.splat((self.bar + row as u64) as f64);
            let counted = machine.select_f64s(machine.less_than_or_equal_f64s(start, bar), equity, zero);
            part.store(machine.fused(side, counted, part.load(&all[0][row])), &mut all[0][row]);
            part.store(machine.add_f64s(part.load(&all[1][row]), counted), &mut all[1][row]);
            part.store(signal, &mut signals[row]);
            let hidden = if row < self.hidden { part.splat(f64::NAN) } else { equity };
            part.store(hidden, &mut equities[row]);
        }
        part.store(signal, &mut cells[0]);
        part.store(gain, &mut cells[1]);
        part.store(equity, &mut cells[2]);
    }
}

/// The share of equity that is long less the share that is short, from their sums; 0 where that is no number.
#[inline(always)]
pub fn average_signal<M: Machine>(part: Part<M>, [weighed, total]: &[Rows; 2], count: usize, out: &mut Rows) {
    let machine = part.machine;
    for row in 0..count {
        let share = machine.div_f64s(part.load(&weighed[row]), part.load(&total[row]));
        let is_finite = machine.less_than_f64s(machine.magnitude(share), part.splat(f64::INFINITY));
        part.store(machine.select_f64s(is_finite, share, part.splat(0.0)), &mut out[row]);
    }
}

/// Equity after a bar: what is kept of it, grown, and never below the floor nor undefined.
#[inline(always)]
fn advance<M: Machine>(part: Part<M>, equity: Vector<M>, decay: Vector<M>, growth: Vector<M>) -> Vector<M> {
    let machine = part.machine;
    let equity = machine.mul_f64s(machine.mul_f64s(equity, decay), growth);
    floored(part, equity)
}

#[inline(always)]
fn rounded<M: Machine>(part: Part<M>, rules: Rules, value: Vector<M>) -> Vector<M> {
    let machine = part.machine;
    let scaled = machine.mul_f64s(value, part.splat(SCALE));
    let whole =
        if rules.is_half_up { floor(part, machine.add_f64s(scaled, part.splat(0.5))) } else { even(part, scaled) };
    machine.div_f64s(whole, part.splat(SCALE))
}

#[inline(always)]
fn even<M: Machine>(part: Part<M>, value: Vector<M>) -> Vector<M> {
    let whole = part.splat(WHOLE);
    part.machine.sub_f64s(part.machine.add_f64s(value, whole), whole)
}

#[inline(always)]
fn floor<M: Machine>(part: Part<M>, value: Vector<M>) -> Vector<M> {
    let machine = part.machine;
    let near = even(part, value);
    let lower = machine.sub_f64s(near, part.splat(1.0));
    machine.select_f64s(machine.less_than_f64s(value, near), lower, near)
}
