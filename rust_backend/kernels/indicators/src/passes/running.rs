//! Sums of all bars so far: prefix sums of eight bars in lanes, and a compensated sum of those.

use crate::parts::Total;
use atc_engine::lanes::LANES;

#[inline(always)]
pub fn total<M>(_: M, x: &[f64], total: &mut Total, out: &mut [f64]) {
    let (eights, rest) = x.as_chunks::<LANES>();
    let (results, last) = out.as_chunks_mut::<LANES>();
    for (result, eight) in results.iter_mut().zip(eights) {
        let mut sums = *eight;
        for distance in [1, 2, 4] {
            let before = sums;
            for lane in distance..LANES {
                sums[lane] += before[lane - distance];
            }
        }
        let so_far = *total;
        for lane in 0..LANES {
            result[lane] = so_far.after(sums[lane]);
        }
        total.add(sums[LANES - 1]);
    }
    for (result, bar) in last.iter_mut().zip(rest) {
        total.add(*bar);
        *result = total.after(0.0);
    }
}
