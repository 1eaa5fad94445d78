//! Means of series without gaps: simple moving averages, but for the head.

use atc_engine::Scratch;
use atc_engine::lanes::{LANES, zip};
use atc_moving_averages::sma;

/// Terms that are added up before they are added to the rest.
const RUN: usize = 32;

/// Bars of a chunk at least: looked at for gaps, they are still in the second cache when they are summed.
const CHUNK: usize = 1 << 14;

/// A chunk is so many times as long as what is read again before it, in each of eight stretches where it has gaps.
const WORTH: usize = 64;

/// Writes the means of a whole series; `otherwise` writes those of the last bars of some of which one is missing.
pub fn whole(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64], otherwise: impl Fn(&[f64], &mut [f64])) {
    let chunk = CHUNK.max(window.saturating_mul(WORTH));
    for from in (0..x.len()).step_by(chunk) {
        let (begin, until) = (from.saturating_sub(window - 1), x.len().min(from + chunk));
        let bars = &x[begin..until];
        if !is_whole(bars) {
            otherwise(bars, &mut out[from..until]);
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

fn is_whole(x: &[f64]) -> bool {
    let mut is_whole = false;
    find_gaps(x, &mut is_whole);
    is_whole
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

/// The means of windows that begin at the first bar and are not yet full.
fn head(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) {
    let (mut before, mut run) = (0.0, 0.0);
    for (bar, out) in out[..(window - 1).min(x.len())].iter_mut().enumerate() {
        if bar % RUN == 0 {
            (before, run) = (before + run, 0.0);
        }
        run += x[bar] - x[0];
        *out = if bar + 1 < needed { f64::NAN } else { x[0] + (before + run) / (bar + 1) as f64 };
    }
}
