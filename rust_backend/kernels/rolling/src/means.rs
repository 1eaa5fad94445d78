//! Means of series without gaps: simple moving averages, but for the head.

use atc_engine::Scratch;
use atc_engine::lanes::{LANES, zip};
use atc_moving_averages::sma;

/// Terms that are added up before they are added to the rest.
const RUN: usize = 32;

/// Writes the means of the last bars, as many as `out` has; false where a bar is missing.
pub fn without_gaps(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) -> bool {
    let mut is_whole = false;
    find_gaps(x, &mut is_whole);
    if !is_whole {
        return false;
    }
    let first = x.len() - out.len();
    if first == 0 {
        sma(x, window, out);
        head(x, needed, &mut out[..(window - 1).min(x.len())]);
    } else {
        let mut results = Scratch::apart(x.len());
        sma(x, window, &mut results);
        head(x, needed, &mut results[..(window - 1).min(x.len())]);
        out.copy_from_slice(&results[first..]);
    }
    true
}

atc_engine::dispatched! {
    fn find_gaps(x: &[f64], is_whole: &mut bool) = find;
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

/// The means of windows that begin at the first bar.
fn head(x: &[f64], needed: usize, out: &mut [f64]) {
    let (mut before, mut run) = (0.0, 0.0);
    for (bar, out) in out.iter_mut().enumerate() {
        if bar % RUN == 0 {
            (before, run) = (before + run, 0.0);
        }
        run += x[bar] - x[0];
        *out = if bar + 1 < needed { f64::NAN } else { x[0] + (before + run) / (bar + 1) as f64 };
    }
}
