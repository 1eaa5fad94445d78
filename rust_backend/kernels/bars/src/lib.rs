//! Bars made of bars.

/// A column of results for each field: timestamps, open, high, low, close, volume.
pub type Bars = (Vec<i64>, Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>);

/// Bars grouped into intervals `[k * every, (k + 1) * every)`: first, largest, smallest, last and sum; NaN is passed over.
/// Timestamps do not decrease. One bar an interval that has any, with the interval's start.
#[allow(clippy::too_many_arguments)]
pub fn ohlcv_resample(
    timestamps: &[i64],
    open: &[f64],
    high: &[f64],
    low: &[f64],
    close: &[f64],
    volume: &[f64],
    _: [usize; 1],
    every: u64,
) -> Bars {
    let mut bars = Bars::default();
    let mut from = 0;
    while from < timestamps.len() {
        let start = interval(timestamps[from], every);
        let end = from + run(&timestamps[from..], start, every);
        bars.0.push(saturated(start));
        bars.1.push(first(open[from..end].iter()));
        bars.2.push(high[from..end].iter().copied().fold(f64::NAN, f64::max));
        bars.3.push(low[from..end].iter().copied().fold(f64::NAN, f64::min));
        bars.4.push(first(close[from..end].iter().rev()));
        bars.5.push(sum(&volume[from..end]));
        from = end;
    }
    bars
}

/// The start of an interval: floor, before 1970 too. 128 bits: that of the earliest timestamps may lie before them.
fn interval(timestamp: i64, every: u64) -> i128 {
    let every = i128::from(every);
    i128::from(timestamp).div_euclid(every) * every
}

fn saturated(start: i128) -> i64 {
    i64::try_from(start).unwrap_or(i64::MIN)
}

/// How many timestamps lie in the first one's interval: by steps of 1, 2, 4 … and then by halves, so that many bars in an
/// interval cost their logarithm.
fn run(timestamps: &[i64], start: i128, every: u64) -> usize {
    let is_inside = |timestamp: &i64| i128::from(*timestamp) < start + i128::from(every);
    let mut step = 1;
    while step < timestamps.len() && is_inside(&timestamps[step]) {
        step *= 2;
    }
    let near = &timestamps[..timestamps.len().min(step)];
    let known = step / 2;
    known + near[known..].partition_point(is_inside)
}

fn first<'a>(mut values: impl Iterator<Item = &'a f64>) -> f64 {
    values.find(|value| !value.is_nan()).copied().unwrap_or(f64::NAN)
}

/// Compensated (Neumaier); infinities count.
fn sum(values: &[f64]) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0);
    for value in values.iter().filter(|value| !value.is_nan()) {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    if total.is_finite() { total + lost } else { total }
}
