//! The median of values in order, and what is measured from it.

/// Times the median absolute deviation it is the standard deviation of a normal distribution.
const NORMAL: f64 = 1.4826;

/// The middle one of some values in order, or the mean of the two in the middle.
pub fn median(values: &[f64]) -> f64 {
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { middle(values[half - 1], values[half]) }
}

/// The median of values in no order.
pub fn median_of(values: &mut [f64]) -> f64 {
    let (half, is_odd) = (values.len() / 2, values.len() % 2 == 1);
    let (below, &mut high, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let low = if is_odd { high } else { below.iter().copied().fold(f64::NEG_INFINITY, f64::max) };
    middle(low, high)
}

#[inline(always)]
pub fn middle(a: f64, b: f64) -> f64 {
    0.5 * (a + b)
}

/// The median of how far some values in order are from `centre`.
///
/// The nearest ones lie side by side: half of them are found by bisection, the next one is beside these.
pub fn deviation(values: &[f64], centre: f64) -> f64 {
    let half = values.len().div_ceil(2);
    let (mut low, mut left) = (0, values.len() - half);
    while left > 0 {
        let step = left.div_ceil(2);
        let guess = low + step - 1;
        low += if centre - values[guess] > values[guess + half] - centre { step } else { 0 };
        left -= step;
    }
    let farthest = (centre - values[low]).max(values[low + half - 1] - centre);
    if values.len() % 2 == 1 {
        return farthest;
    }
    let before = if low > 0 { centre - values[low - 1] } else { f64::INFINITY };
    let after = values.get(low + half).map_or(f64::INFINITY, |value| value - centre);
    middle(farthest, before.min(after))
}

/// The distance of the newest value from the median over 1.4826 times the median absolute deviation.
#[inline(always)]
pub fn score(newest: f64, median: f64, deviation: f64) -> f64 {
    // Of zeros of both signs it may be -0, which is not to decide on which side a bar is.
    let (away, spread) = (newest - median, (NORMAL * deviation).abs());
    if spread == 0.0 && away == 0.0 { 0.0 } else { away / spread }
}
