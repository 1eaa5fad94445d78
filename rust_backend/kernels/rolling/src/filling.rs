//! Filling what is missing in a series; infinities count as missing.

use crate::order::middle;

/// The series with its missing values filled, by a word of the declaration's; of a longer run only `limit` bars.
pub fn fill_missing(x: &[f64], [time]: [usize; 1], method: &str, limit: Option<usize>, out: &mut [f64]) {
    let limit = limit.unwrap_or(time);
    match method {
        "forward" => forward(x.iter().zip(out), limit),
        "backward" => forward(x.iter().zip(out).rev(), limit),
        "linear" => linear(x, limit, out),
        _ => by_median(x, limit, out),
    }
}

/// The valid value before each missing one.
fn forward<'a>(bars: impl Iterator<Item = (&'a f64, &'a mut f64)>, limit: usize) {
    let (mut newest, mut age) = (f64::NAN, 0);
    for (bar, out) in bars {
        (newest, age) = if bar.is_finite() { (*bar, 0) } else { (newest, age + 1) };
        *out = if age <= limit { newest } else { f64::NAN };
    }
}

/// Calls with the bounds of each run of missing values; valid ones are copied.
fn each_run(x: &[f64], out: &mut [f64], mut fill: impl FnMut(usize, usize, &mut [f64])) {
    out.copy_from_slice(x);
    let mut from = 0;
    while let Some(first) = x[from..].iter().position(|bar| !bar.is_finite()) {
        let first = from + first;
        let count = x[first..].iter().position(|bar| bar.is_finite()).unwrap_or(x.len() - first);
        from = first + count;
        out[first..from].fill(f64::NAN);
        fill(first, from, &mut out[first..from]);
    }
}

/// The line between the valid neighbours.
fn linear(x: &[f64], limit: usize, out: &mut [f64]) {
    each_run(x, out, |first, end, run| {
        if first == 0 || end == x.len() {
            return;
        }
        let (left, right, steps) = (x[first - 1], x[end], (end - first + 1) as f64);
        for (step, out) in (1..).zip(run.iter_mut().take(limit)) {
            *out = left + (right - left) * (f64::from(step) / steps);
        }
    });
}

/// The median of all valid values.
fn by_median(x: &[f64], limit: usize, out: &mut [f64]) {
    let mut valid: Vec<f64> = x.iter().copied().filter(|bar| bar.is_finite()).collect();
    let value = if valid.is_empty() { f64::NAN } else { median_of(&mut valid) };
    each_run(x, out, |_, _, run| run.iter_mut().take(limit).for_each(|out| *out = value));
}

/// The median of values in no order.
fn median_of(values: &mut [f64]) -> f64 {
    let (half, is_odd) = (values.len() / 2, values.len() % 2 == 1);
    let (below, &mut high, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let low = if is_odd { high } else { below.iter().copied().fold(f64::NEG_INFINITY, f64::max) };
    middle(low, high)
}
