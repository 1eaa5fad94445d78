//! Extremes of windows. Exact: values are compared and copied, never computed with.

use super::{larger, smaller};
use atc_engine::Scratch;
use atc_engine::doubling::{overlap, spread};

#[inline(always)]
pub fn extreme<M, const MAX: bool>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    let better = |a, b| if MAX { larger(a, b) } else { smaller(a, b) };
    let mut numbers = Scratch::new(2 * x.len());
    let (best, other) = numbers.split_at_mut(x.len());
    best.copy_from_slice(x);
    let (best, span) = spread(best, other, length, better);
    overlap(best, length - span, &mut out[length - 1..], better);
}

/// By doubling too, of values and where they are.
#[inline(always)]
pub fn since_highest<M>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    let mut numbers = Scratch::new(4 * x.len());
    let (now, next) = numbers.split_at_mut(2 * x.len());
    let [mut now, mut next] = [now.split_at_mut(x.len()), next.split_at_mut(x.len())];
    now.0.copy_from_slice(x);
    now.1.iter_mut().zip(0_u32..).for_each(|(place, bar)| *place = f64::from(bar));
    let mut span = 1;
    while span < length {
        // The last two overlap: a span more than once as long would be too long.
        let distance = span.min(length - span);
        let count = x.len() + 1 - span - distance;
        newest(&now, distance, count, &mut next);
        (now, next) = (next, now);
        span += distance;
    }
    for (bar, out) in out[length - 1..].iter_mut().enumerate() {
        let ago = (bar + length - 1) as f64 - now.1[bar];
        *out = if now.0[bar].is_nan() { f64::NAN } else { ago };
    }
}

/// The higher value of two bars, the later one where they are equal, and where it is; NaN where one is.
#[inline(always)]
fn newest(now: &(&mut [f64], &mut [f64]), distance: usize, count: usize, next: &mut (&mut [f64], &mut [f64])) {
    let (values, places) = (&now.0[..count], &now.1[..count]);
    let (later_values, later_places) = (&now.0[distance..][..count], &now.1[distance..][..count]);
    let (best, at) = (&mut next.0[..count], &mut next.1[..count]);
    for bar in 0..count {
        let is_later = later_values[bar] >= values[bar] || later_values[bar].is_nan();
        best[bar] = if is_later { later_values[bar] } else { values[bar] };
        at[bar] = if is_later { later_places[bar] } else { places[bar] };
    }
}
