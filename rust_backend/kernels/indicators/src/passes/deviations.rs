//! Distances of a window's bars from a value that is another at each bar: O(length) a bar, sixteen bars at a time.

use atc_engine::lanes::add;

const TOGETHER: usize = 16;

/// Bars of a sum; longer windows are sums of sums, so that rounding does not add up.
const PART: usize = 256;

#[inline(always)]
fn distance<const SIGNED: bool>(bar: f64, mean: f64) -> f64 {
    if SIGNED { bar - mean } else { (bar - mean).abs() }
}

#[inline(always)]
pub fn mean_distance<M, const SIGNED: bool>(_: M, x: &[f64], means: &[f64], length: usize, out: &mut [f64]) {
    let whole = means.len() / TOGETHER * TOGETHER;
    for at in (0..whole).step_by(TOGETHER) {
        let mut mean = [0.0; TOGETHER];
        mean.copy_from_slice(&means[at..at + TOGETHER]);
        let mut sums = [0.0; TOGETHER];
        for from in (0..length).step_by(PART) {
            let mut part = [0.0; TOGETHER];
            for bars in x[at + from..at + TOGETHER - 1 + length.min(from + PART)].windows(TOGETHER) {
                for lane in 0..TOGETHER {
                    part[lane] += distance::<SIGNED>(bars[lane], mean[lane]);
                }
            }
            sums = add(sums, part);
        }
        out[at..at + TOGETHER].copy_from_slice(&sums.map(|sum| sum / length as f64));
    }
    for at in whole..means.len() {
        let part = |part: &[f64]| part.iter().map(|bar| distance::<SIGNED>(*bar, means[at])).sum::<f64>();
        let sum: f64 = x[at..at + length].chunks(PART).map(part).sum();
        out[at] = sum / length as f64;
    }
}
