//! Distances of a window's bars from a value that is another at each bar: O(length) a bar, sixteen bars at a time.

const TOGETHER: usize = 16;

#[inline(always)]
pub fn mean_deviation<M>(_: M, x: &[f64], means: &[f64], length: usize, out: &mut [f64]) {
    let first = x.len() - means.len();
    let missing = (length - 1).saturating_sub(first).min(means.len());
    out[..missing].fill(f64::NAN);
    let start = first + missing + 1 - length.min(first + missing + 1);
    let (x, means, out) = (&x[start..], &means[missing..], &mut out[missing..]);
    let whole = means.len() / TOGETHER * TOGETHER;
    for at in (0..whole).step_by(TOGETHER) {
        let mut mean = [0.0; TOGETHER];
        mean.copy_from_slice(&means[at..at + TOGETHER]);
        let mut sums = [0.0; TOGETHER];
        for bars in x[at..at + TOGETHER + length - 1].windows(TOGETHER) {
            for lane in 0..TOGETHER {
                sums[lane] += (bars[lane] - mean[lane]).abs();
            }
        }
        out[at..at + TOGETHER].copy_from_slice(&sums.map(|sum| sum / length as f64));
    }
    for at in whole..means.len() {
        let sum: f64 = x[at..at + length].iter().map(|bar| (bar - means[at]).abs()).sum();
        out[at] = sum / length as f64;
    }
}
