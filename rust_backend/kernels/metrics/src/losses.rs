//! How much is lost in the worst bars.

use crate::sums::mean_where;
use atc_engine::Scratch;
use std::cmp::Ordering;

#[inline(always)]
pub fn lower_quantile(returns: &[f64], level: f64) -> f64 {
    let mut kept = Scratch::new(returns.len());
    let mut count = 0;
    for number in returns {
        // Written always, counted where it is one: gaps are no branch.
        kept[count] = *number;
        count += usize::from(!number.is_nan());
    }
    if count == 0 {
        return f64::NAN;
    }
    let place = ((count - 1) as f64 * level) as usize;
    let ascending = |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(Ordering::Equal);
    *kept[..count].select_nth_unstable_by(place, ascending).1
}

#[inline(always)]
pub fn mean_to_quantile(returns: &[f64], level: f64) -> f64 {
    let quantile = lower_quantile(returns, level);
    mean_where(returns, |number| number <= quantile)
}
