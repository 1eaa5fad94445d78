//! Means of series: simple moving averages of the values and, where some are missing, of how many there are.

use atc_engine::lanes::{LANES, zip};
use atc_engine::{Machine, Scratch, columns};
use atc_moving_averages::sma;

/// Terms that are added up before they are added to the rest.
const RUN: usize = 32;

/// Bars of a chunk at least: looked at for gaps, they are still in the second cache when they are summed.
const CHUNK: usize = 1 << 14;

/// A chunk is so many times as long as what is summed again before it.
const WORTH: usize = 8;

/// Sums of larger values might overflow, and parts of smaller ones vanish.
const LARGEST: f64 = 1e290;
const SMALLEST: f64 = 1e-290;

/// Writes the means of a whole series; `otherwise` writes those of the last bars of some that are out of the ordinary.
pub fn whole(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64], otherwise: impl Fn(&[f64], &mut [f64])) {
    let chunk = CHUNK.max(window.saturating_mul(WORTH));
    for from in (0..x.len()).step_by(chunk) {
        let (begin, until) = (from.saturating_sub(window - 1), x.len().min(from + chunk));
        let bars = &x[begin..until];
        if !is_whole(bars) {
            if !with_gaps(bars, [window, needed], &mut out[from..until]) {
                otherwise(bars, &mut out[from..until]);
            }
            continue;
        }
        // Averages begin a window early: what they write there was already right.
        let mut before = Scratch::apart(from - begin);
        before.copy_from_slice(&out[begin..from]);
        sma(bars, window, &mut out[begin..until]);
        out[begin..from].copy_from_slice(&before);
        if from == 0 {
            head(bars, [window, needed], out);
        }
    }
}

/// Writes the means of the last bars, as many as `out` has; false where a bar is missing.
pub fn without_gaps(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) -> bool {
    if !is_whole(x) {
        return false;
    }
    let first = x.len() - out.len();
    if first == 0 {
        sma(x, window, out);
        head(x, [window, needed], out);
    } else {
        let mut results = Scratch::apart(x.len());
        sma(x, window, &mut results);
        head(x, [window, needed], &mut results);
        out.copy_from_slice(&results[first..]);
    }
    true
}

/// The same where some are missing; false where values are out of the ordinary.
fn with_gaps(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) -> bool {
    columns!(x.len() => values, flags, means, shares);
    let mut is_ordinary = false;
    fill(x, values, flags, &mut is_ordinary);
    if !is_ordinary {
        return false;
    }
    sma(values, window, means);
    sma(flags, window, shares);
    // A share is off by a rounding or two: half a value is far more.
    let least = (needed as f64 - 0.5) / window as f64;
    divide(means, shares, least);
    head(x, [window, needed], means);
    out.copy_from_slice(&means[x.len() - out.len()..]);
    true
}

fn is_whole(x: &[f64]) -> bool {
    let mut is_whole = false;
    find_gaps(x, &mut is_whole);
    is_whole
}

atc_engine::dispatched! {
    fn find_gaps(x: &[f64], is_whole: &mut bool) = find;
    fn fill(x: &[f64], values: &mut [f64], flags: &mut [f64], is_ordinary: &mut bool) = fill_gaps;
    fn divide(means: &mut [f64], shares: &[f64], least: f64) = divide_each;
}

#[inline(always)]
fn find<M>(_: M, x: &[f64], is_whole: &mut bool) {
    let (eights, rest) = x.as_chunks::<LANES>();
    // 0, or NaN for ever where a bar is missing.
    let mut spoilt = [0.0; LANES];
    for eight in eights {
        spoilt = zip(spoilt, *eight, |spoilt, bar| spoilt + 0.0 * bar);
    }
    *is_whole = spoilt.iter().sum::<f64>() + rest.iter().map(|bar| 0.0 * bar).sum::<f64>() == 0.0;
}

/// Values, 0 where one is missing; 1 where one is there, else 0; and whether no value is out of the ordinary.
#[inline(always)]
fn fill_gaps<M: Machine>(_: M, x: &[f64], values: &mut [f64], flags: &mut [f64], is_ordinary: &mut bool) {
    let mut most = [0.0; LANES];
    let of = |bar: f64, value: &mut f64, flag: &mut f64, most: &mut f64| {
        let is_valid = bar.abs() < f64::INFINITY;
        (*value, *flag) = if is_valid { (bar, 1.0) } else { (0.0, 0.0) };
        let is_small = value.abs() < SMALLEST && *value != 0.0;
        let size = if is_small { f64::INFINITY } else { value.abs() };
        *most = if size > *most { size } else { *most };
    };
    let ((eights, rest), (values, last_values), (flags, last_flags)) =
        (x.as_chunks::<LANES>(), values.as_chunks_mut::<LANES>(), flags.as_chunks_mut::<LANES>());
    for ((bars, values), flags) in eights.iter().zip(values).zip(flags) {
        for lane in 0..LANES {
            of(bars[lane], &mut values[lane], &mut flags[lane], &mut most[lane]);
        }
    }
    for ((bar, value), flag) in rest.iter().zip(last_values).zip(last_flags) {
        of(*bar, value, flag, &mut most[0]);
    }
    *is_ordinary = most.iter().all(|most| *most <= LARGEST);
}

#[inline(always)]
fn divide_each<M: Machine>(_: M, means: &mut [f64], shares: &[f64], least: f64) {
    for (mean, share) in means.iter_mut().zip(shares) {
        *mean = if *share < least { f64::NAN } else { *mean / *share };
    }
}

/// The means of windows that begin at the first bar and are not yet full.
fn head(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) {
    let pivot = x.iter().copied().find(|bar| bar.is_finite()).unwrap_or(0.0);
    let (mut before, mut run, mut count) = (0.0, 0.0, 0);
    for (bar, (value, out)) in x.iter().zip(&mut out[..(window - 1).min(x.len())]).enumerate() {
        if bar % RUN == 0 {
            (before, run) = (before + run, 0.0);
        }
        run += if value.is_finite() { value - pivot } else { 0.0 };
        count += usize::from(value.is_finite());
        *out = if count < needed.max(1) { f64::NAN } else { pivot + (before + run) / count as f64 };
    }
}
