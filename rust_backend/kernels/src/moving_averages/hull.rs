//! The Hull moving average, in tiles: three weighted windows at once, and nothing as long as the series.

use super::{falling, warm_up};
use crate::dispatch::Machine;
use crate::window::{LONG, Linear, Window};

/// Bars per tile, whole rows.
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
    let root = length.isqrt();
    if x.len() < length || x.len() - length < root - 1 {
        return out.fill(f64::NAN);
    }
    let half = (length / 2).max(1);
    let mut near = Linear::<M, LONG, false>::new(machine, half, falling(half), x.len());
    let mut far = Linear::<M, LONG, false>::new(machine, length, falling(length), x.len());
    let mut smooth = Linear::<M, LONG, false>::new(machine, root, falling(root), x.len());
    let (mut lead, mut slow) = ([0.0; TILE], [0.0; TILE]);
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let (x, count) = (&x[tile * TILE..], out.len());
        near.run(x, &mut lead[..count]);
        far.run(x, &mut slow[..count]);
        for (lead, slow) in lead.iter_mut().zip(&slow) {
            *lead = 2.0 * *lead - slow;
        }
        smooth.run(&lead, out);
    }
    warm_up(length + root - 1, out);
}
