//! The averages of one bar alone, whose window lies in one piece: what streams take, bar by bar.

use crate::lanes::Weights;
use atc_engine::lanes::{LANES, LEAST};
use atc_engine::{Machine, dispatched};

dispatched! {
    /// The weighted sum of as many bars as there are weights.
    pub fn weighted(x: &[f64], weights: Weights, sum: &mut f64) = weighted_body;
    /// `kama` at the last bar of `x`, of which it is `average` at the bar before; the first one is a window's length back.
    pub fn kama_step(x: &[f64], speeds: [f64; 2], average: &mut f64) = kama_step_body;
}

#[inline(always)]
fn weighted_body<M: Machine>(_: M, x: &[f64], weights: Weights, sum: &mut f64) {
    let mut sums = [0.0; LANES];
    let (eights, rest) = x.as_chunks::<LANES>();
    let mut age = x.len() as f64 - 1.0;
    for eight in eights {
        for (lane, bar) in eight.iter().enumerate() {
            sums[lane] = M::mul_add(weights.of(age - lane as f64), *bar, sums[lane]);
        }
        age -= LANES as f64;
    }
    for (lane, bar) in rest.iter().enumerate() {
        sums[lane] = M::mul_add(weights.of(age - lane as f64), *bar, sums[lane]);
    }
    *sum = weights.factor * sums.iter().sum::<f64>();
}

#[inline(always)]
fn kama_step_body<M: Machine>(_: M, x: &[f64], [fast, slow]: [f64; 2], average: &mut f64) {
    let ([first, later @ ..], [.., bar]) = (x, x) else { return };
    let mut sums = [0.0; LANES];
    for (bars, before) in later.chunks(LANES).zip(x.chunks(LANES)) {
        for ((sum, bar), before) in sums.iter_mut().zip(bars).zip(before) {
            *sum += (bar - before).abs();
        }
    }
    let noise: f64 = sums.iter().sum();
    let ratio = if noise == 0.0 { 0.0 } else { (bar - first).abs() / noise };
    let speed = M::mul_add(ratio, fast - slow, slow);
    let pull = speed * speed;
    let next = *average + M::mul_add(-pull, *average, pull * bar);
    *average = if next.abs() < LEAST { 0.0 } else { next };
}
