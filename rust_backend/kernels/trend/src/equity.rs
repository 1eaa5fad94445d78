//! Equity, a recurrence with a floor: `f(e) = max(floor, m e)`. Such functions compose into their like, so eight bars
//! depend on the eight before them and not each on the last.

use atc_engine::Machine;
use atc_engine::float32::{FloatElement, TileBuffer};
use atc_engine::lanes::{LANES, Lanes, Line, Row, load, prefetch_from};
use atc_engine::trading::FLOOR;

/// Bars per tile.
const TILE: usize = 64;

/// Within these bounds no product of a tile's growths overflows, nor does it vanish: the order of products is free.
const USUAL_GROWTH: f64 = 1e3;
const USUAL_EQUITY: f64 = 1e60;
const USUAL_DECAY: f64 = 1e-12;

type Tile = [f64; TILE];

#[inline(always)]
pub fn equity_body<M: Machine, T: FloatElement>(
    machine: M,
    r_values: &[T],
    sig_prev: &[T],
    starting_equity: f64,
    decay_multiplier: f64,
    cutout: usize,
    out: &mut [T],
) {
    let cutout = cutout.min(out.len());
    out[..cutout].fill(T::store(f64::NAN));
    let Some((first, out)) = out[cutout..].split_first_mut() else { return };
    let starting_equity = floored(starting_equity, FLOOR);
    *first = T::store(starting_equity);
    let (returns, signals) = (&r_values[cutout + 1..], &sig_prev[cutout + 1..]);
    let Line(growths) = &mut Line([1.0; TILE]);
    let mut scan = Scan::new(machine, starting_equity);
    let mut room = TileBuffer::new();
    let pieces = returns.chunks(TILE).zip(signals.chunks(TILE)).zip(out.chunks_mut(TILE));
    let mut unusual_before = decay_multiplier < USUAL_DECAY;
    for ((returns, signals), out) in pieces {
        let last: Lanes<LANES> = load(growths, TILE - LANES);
        let unusual = grow(returns, signals, decay_multiplier, growths);
        let free = !(unusual || unusual_before) || free_order(decay_multiplier, &last, growths);
        let results = T::results(out, &mut room);
        if free && !scan.is_huge() {
            scan.run(growths, results);
        } else {
            step_by_step(scan.last(), growths, results);
            scan.go_on(growths, results);
        }
        T::round(&room, out);
        unusual_before = unusual || decay_multiplier < USUAL_DECAY;
    }
}

/// `value`, but at least `floor`; a value that is no number gives the floor.
#[inline(always)]
fn floored(value: f64, floor: f64) -> f64 {
    if value > floor { value } else { floor }
}

/// What each bar multiplies equity by; says whether one is beyond the usual.
///
/// A negative or undefined growth counts as 0, since both lead to the floor.
#[inline(always)]
fn grow<T: FloatElement>(returns: &[T], signals: &[T], decay: f64, growths: &mut Tile) -> bool {
    for line in 0..TILE / LANES {
        prefetch_from(returns, line * LANES);
        prefetch_from(signals, line * LANES);
    }
    let mut unusual = 0_u64;
    for ((growth, gain), signal) in growths.iter_mut().zip(returns).zip(signals) {
        let (gain, signal) = (gain.widen(), signal.widen());
        let signed = if signal < 0.0 { -gain } else { gain };
        let earned = if signal != 0.0 && !(signal * signed).is_nan() { signed } else { 0.0 };
        *growth = floored(decay * (1.0 + earned), 0.0);
        unusual |= u64::from(*growth > USUAL_GROWTH);
    }
    unusual != 0
}

/// Whether products may be taken in any order: infinities may be among them, but nothing huge.
#[cold]
fn free_order(decay: f64, last: &[f64], growths: &[f64]) -> bool {
    let is_free = |growth: &f64| *growth <= USUAL_GROWTH || growth.is_infinite();
    decay >= USUAL_DECAY && last.iter().chain(growths).all(is_free)
}

/// The formula itself.
#[inline(always)]
fn step_by_step(mut equity: f64, growths: &[f64], out: &mut [f64]) {
    for (result, growth) in out.iter_mut().zip(growths) {
        equity = floored(equity * growth, FLOOR);
        *result = equity;
    }
}

/// Functions `e -> max(floor, growth e)`, one a bar.
#[derive(Clone, Copy)]
struct Steps<M: Machine> {
    growth: Row<M>,
    floor: Row<M>,
}

impl<M: Machine> Steps<M> {
    /// Each function of the one `gap` bars before it.
    #[inline(always)]
    fn after(self, gap: usize, before: Self) -> Self {
        let floor = (self.growth * self.floor.older(gap, before.floor)).highest(self.floor);
        Self { growth: self.growth * self.growth.older(gap, before.growth), floor }
    }
}

/// The equity of the last row, and the last functions of one bar, two and four.
#[derive(Clone, Copy)]
struct Scan<M: Machine> {
    machine: M,
    equity: Row<M>,
    steps: [Steps<M>; 3],
}

impl<M: Machine> Scan<M> {
    #[inline(always)]
    fn new(machine: M, first: f64) -> Self {
        let none = Steps { growth: Row::splat(machine, 1.0), floor: Row::splat(machine, FLOOR) };
        Self { machine, equity: Row::splat(machine, first), steps: [none; 3] }
    }

    #[inline(always)]
    fn last(&self) -> f64 {
        self.equity.array()[LANES - 1]
    }

    /// Whether a product could overflow that does not if taken in order.
    #[inline(always)]
    fn is_huge(&self) -> bool {
        let last = self.last();
        last > USUAL_EQUITY && last.is_finite()
    }

    /// As many bars as `out` has; only the last run may end inside a row.
    #[inline(always)]
    fn run(&mut self, growths: &Tile, out: &mut [f64]) {
        let mut scan = *self;
        let (rows, rest) = out.as_chunks_mut();
        let last = rows.len() * LANES;
        for (i, out) in rows.iter_mut().enumerate() {
            prefetch_from(&out[..], 0);
            scan.step(growths, i * LANES).store(out);
        }
        *self = scan;
        if !rest.is_empty() {
            rest.copy_from_slice(&scan.step(growths, last).array()[..rest.len()]);
        }
    }

    /// The equity of the next row.
    #[inline(always)]
    fn step(&mut self, growths: &Tile, at: usize) -> Row<M> {
        let (now, eight) = self.steps_of(self.steps, growths, at);
        self.steps = now;
        self.equity = (self.equity * eight.growth).highest(eight.floor);
        self.equity
    }

    /// The functions of a row's bars one by one, over two and four, and over eight.
    #[inline(always)]
    fn steps_of(&self, before: [Steps<M>; 3], growths: &Tile, at: usize) -> ([Steps<M>; 3], Steps<M>) {
        let growth = Row::load(self.machine, growths, at);
        let one = Steps { growth, floor: Row::splat(self.machine, FLOOR) };
        let two = one.after(1, before[0]);
        let four = two.after(2, before[1]);
        ([one, two, four], four.after(4, before[2]))
    }

    /// After a tile of equity that was taken step by step; one that is not full is the last.
    #[cold]
    #[inline(always)]
    fn go_on(&mut self, growths: &Tile, out: &[f64]) {
        if out.len() == TILE {
            self.equity = Row::load(self.machine, out, TILE - LANES);
            (self.steps, _) = self.steps_of(self.steps, growths, TILE - LANES);
        }
    }
}
