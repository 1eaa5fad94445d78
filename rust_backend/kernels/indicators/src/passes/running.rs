//! Sums of all bars so far, eight bars at a time: each adds the last eight bars to the sum of eight bars before, and keeps
//! what rounding takes from it.

use crate::parts::Total;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Lanes, add, taps, zip};

#[inline(always)]
pub fn total<M: Machine>(_: M, x: &[f64], total: &mut Total, out: &mut [f64]) {
    let whole = x.len() / LANES * LANES;
    let first = LANES.min(x.len());
    let (mut sums, mut lost): (Lanes<LANES>, Lanes<LANES>) = ([0.0; LANES], [0.0; LANES]);
    for bar in 0..first {
        total.add(x[bar]);
        (sums[bar], lost[bar]) = total.parts();
        out[bar] = total.value();
    }
    for at in (LANES..whole).step_by(LANES) {
        let bars: Lanes<LANES> = taps::<M, LANES, LANES>([1.0; LANES], x, at);
        // As in `Total::add`.
        let sum = add(sums, bars);
        let added = zip(sum, sums, |sum, before| sum - before);
        let of_sums = zip(sums, zip(sum, added, |sum, added| sum - added), |before, rest| before - rest);
        let of_bars = zip(bars, added, |bars, added| bars - added);
        lost = add(lost, add(of_sums, of_bars));
        sums = sum;
        out[at..at + LANES].copy_from_slice(&add(sums, lost));
    }
    if whole > LANES {
        *total = Total::of(sums[LANES - 1], lost[LANES - 1]);
    }
    for bar in whole.max(first)..x.len() {
        total.add(x[bar]);
        out[bar] = total.value();
    }
}
