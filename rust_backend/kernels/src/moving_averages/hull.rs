//! The Hull moving average, in tiles: three weighted windows at once, and nothing as long as the series.

use super::falling;
use crate::dispatch::Machine;
use crate::window::{LONG, Linear};

/// Bars per tile, a multiple of every number of lanes.
const TILE: usize = 256;

#[inline(always)]
pub fn hma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if length < LONG {
        hull::<M, false>(machine, x, length, out);
    } else {
        hull::<M, true>(machine, x, length, out);
    }
}

#[inline(always)]
fn hull<M: Machine, const LONG: bool>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    out.fill(f64::NAN);
    let root = length.isqrt();
    if x.len() < length || x.len() - length < root - 1 {
        return;
    }
    let (half, before) = ((length / 2).max(1), root - 1);
    let mut from = length - 1;
    let mut near = Linear::<M, LONG, false>::new(machine, x, half, falling(half), from);
    let mut far = Linear::<M, LONG, false>::new(machine, x, length, falling(length), from);
    let mut lead = vec![f64::NAN; before + TILE];
    let mut slow = [0.0; TILE];
    let mut smooth = Linear::<M, LONG, false>::new(machine, &lead, root, falling(root), before);
    while from < x.len() {
        let count = TILE.min(x.len() - from);
        let now = &mut lead[before..before + count];
        near.run(x, from, now);
        far.run(x, from, &mut slow[..count]);
        for (lead, slow) in now.iter_mut().zip(&slow) {
            *lead = 2.0 * *lead - slow;
        }
        smooth.run(&lead[..before + count], before, &mut out[from..from + count]);
        lead.copy_within(count.., 0);
        from += count;
    }
}
