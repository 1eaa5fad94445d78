//! The Hull moving average, in tiles: three weighted windows at once, and nothing as long as the series.

use super::{falling, warm_up};
use crate::dispatch::Machine;
use crate::lanes::Line;
use crate::single::{Bar, Room};
use crate::window::{LONG, Linear, Window};

/// Bars per tile, whole rows.
const TILE: usize = 256;

#[inline(always)]
pub fn hma_body<M: Machine, T: Bar>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    if length < LONG {
        hull::<M, T, false>(machine, x, length, out);
    } else {
        hull::<M, T, true>(machine, x, length, out);
    }
}

#[inline(always)]
fn hull<M: Machine, T: Bar, const LONG: bool>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    let root = length.isqrt();
    if x.len() < length || x.len() - length < root - 1 {
        return out.fill(T::store(f64::NAN));
    }
    let half = (length / 2).max(1);
    let mut near = Linear::<M, LONG, false>::new(machine, half, falling(half), x.len());
    let mut far = Linear::<M, LONG, false>::new(machine, length, falling(length), x.len());
    let mut smooth = Linear::<M, LONG, false>::new(machine, root, falling(root), x.len());
    let (Line(lead), Line(slow)) = (&mut Line([0.0; TILE]), &mut Line([0.0; TILE]));
    let (mut bars, mut results) = (Room::new(), Room::new());
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let (x, count) = (T::wide(&x[tile * TILE..], &mut bars), out.len());
        near.run(x, &mut lead[..count]);
        far.run(x, &mut slow[..count]);
        for (lead, slow) in lead.iter_mut().zip(&*slow) {
            *lead = 2.0 * *lead - slow;
        }
        smooth.run(&*lead, T::results(out, &mut results));
        T::deliver(&results, out);
    }
    warm_up(length + root - 1, out);
}
