//! Equity, a recurrence with a floor: `f(e) = max(floor, m e)`. Such functions compose into their like, so four bars
//! depend on the four before them and not each on the last.

use crate::dispatch::Machine;
use crate::lanes::{Lanes, load, map, zip};

const FLOOR: f64 = 0.25;

/// Bars per tile.
const TILE: usize = 64;

/// Bars that a tile needs from the one before it.
const BEFORE: usize = 4;

/// Within these bounds no product of a tile's growths overflows, nor does it vanish: the order of products is free.
const USUAL_GROWTH: f64 = 1e3;
const USUAL_EQUITY: f64 = 1e60;
const USUAL_DECAY: f64 = 1e-12;

type Tile = [f64; BEFORE + TILE];

#[inline(always)]
pub fn equity_body<M: Machine>(
    _: M,
    r_values: &[f64],
    sig_prev: &[f64],
    starting_equity: f64,
    decay_multiplier: f64,
    cutout: usize,
    out: &mut [f64],
) {
    let cutout = cutout.min(out.len());
    out[..cutout].fill(f64::NAN);
    let Some((first, out)) = out[cutout..].split_first_mut() else { return };
    *first = floored(starting_equity, FLOOR);
    let (returns, signals) = (&r_values[cutout + 1..], &sig_prev[cutout + 1..]);
    let mut growths = [1.0; BEFORE + TILE];
    let mut last = [*first; BEFORE];
    let pieces = returns.chunks(TILE).zip(signals.chunks(TILE)).zip(out.chunks_mut(TILE));
    let mut unusual_before = decay_multiplier < USUAL_DECAY;
    for ((returns, signals), out) in pieces {
        let unusual = grow(returns, signals, decay_multiplier, &mut growths);
        let now = last[BEFORE - 1];
        let in_order = (unusual || unusual_before) && !free_order(decay_multiplier, &growths);
        if in_order || (now > USUAL_EQUITY && now.is_finite()) {
            step_by_step(now, &growths[BEFORE..], out);
            // A tile shorter than that is the last one.
            last = out.last_chunk().copied().unwrap_or(last);
        } else {
            last = scan(last, &growths, out);
        }
        growths.copy_within(TILE.., 0);
        unusual_before = unusual || decay_multiplier < USUAL_DECAY;
    }
}

/// `value`, but at least `floor`; a value that is no number gives the floor.
#[inline(always)]
fn floored(value: f64, floor: f64) -> f64 {
    if value > floor { value } else { floor }
}

/// What each bar multiplies equity by, after those of the bars before the tile; says whether one is beyond the usual.
///
/// A negative or undefined growth counts as 0, since both lead to the floor.
#[inline(always)]
fn grow(returns: &[f64], signals: &[f64], decay: f64, growths: &mut Tile) -> bool {
    let mut unusual = 0_u64;
    for ((growth, gain), signal) in growths[BEFORE..].iter_mut().zip(returns).zip(signals) {
        let signed = if *signal < 0.0 { -*gain } else { *gain };
        let earned = if *signal != 0.0 && !(*signal * signed).is_nan() { signed } else { 0.0 };
        *growth = floored(decay * (1.0 + earned), 0.0);
        unusual |= u64::from(*growth > USUAL_GROWTH);
    }
    unusual != 0
}

/// Whether products may be taken in any order: infinities may be among them, but nothing huge.
#[cold]
fn free_order(decay: f64, growths: &[f64]) -> bool {
    decay >= USUAL_DECAY && growths.iter().all(|growth| *growth <= USUAL_GROWTH || growth.is_infinite())
}

/// The formula itself.
#[inline(always)]
fn step_by_step(mut equity: f64, growths: &[f64], out: &mut [f64]) {
    for (result, growth) in out.iter_mut().zip(growths) {
        equity = floored(equity * growth, FLOOR);
        *result = equity;
    }
}

/// Four bars at a time.
#[inline(always)]
fn scan(mut equity: Lanes<4>, growths: &Tile, out: &mut [f64]) -> Lanes<4> {
    let mut vectors = out.chunks_exact_mut(4);
    let mut at = BEFORE;
    for result in &mut vectors {
        equity = next(equity, growths, at);
        result.copy_from_slice(&equity);
        at += 4;
    }
    let rest = vectors.into_remainder();
    if !rest.is_empty() {
        let last = next(equity, growths, at);
        rest.copy_from_slice(&last[..rest.len()]);
    }
    equity
}

/// The four bars from `at` on, from the equity of the four before them.
#[inline(always)]
fn next(equity: Lanes<4>, growths: &Tile, at: usize) -> Lanes<4> {
    let near = &growths[at - 3..at + 4];
    let new = product(load(near, 3), load(near, 2));
    let old = product(load(near, 1), load(near, 0));
    let floor = highest(product(new, one_step(load(near, 1))), one_step(load(near, 3)));
    highest(product(product(new, old), equity), floor)
}

/// Where a bar lifts equity to that stood at the floor.
#[inline(always)]
fn one_step(growth: Lanes<4>) -> Lanes<4> {
    map(growth, |growth| floored(growth * FLOOR, FLOOR))
}

#[inline(always)]
fn product(a: Lanes<4>, b: Lanes<4>) -> Lanes<4> {
    zip(a, b, |a, b| a * b)
}

/// The greater of each two; where `a` is no number, `b`.
#[inline(always)]
fn highest(a: Lanes<4>, b: Lanes<4>) -> Lanes<4> {
    zip(a, b, floored)
}
