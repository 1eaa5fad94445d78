//! Sums of all bars so far, eight bars at a time: each adds the last eight bars to the sum of eight bars before, and keeps
//! what rounding takes from it.

use crate::parts::Total;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Lanes, taps};

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
        for lane in 0..LANES {
            // As in `Total::add`.
            let sum = sums[lane] + bars[lane];
            let added = sum - sums[lane];
            lost[lane] += (sums[lane] - (sum - added)) + (bars[lane] - added);
            sums[lane] = sum;
            out[at + lane] = sum + lost[lane];
        }
    }
    if whole > LANES {
        *total = Total::of(sums[LANES - 1], lost[LANES - 1]);
    }
    for bar in whole.max(first)..x.len() {
        total.add(x[bar]);
        out[bar] = total.value();
    }
}
