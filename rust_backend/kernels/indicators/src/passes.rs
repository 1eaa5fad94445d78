//! Loops over a block of bars, compiled for each instruction set.

mod deviations;
mod extremes;
mod moments;
mod running;

use crate::parts::Total;
pub use atc_engine::trading::is_tied;
pub use extremes::age_of_highest;
pub use moments::{deviation, has_range};

atc_engine::dispatched! {
    /// The largest of each window, which begins at each bar, as long as there are whole ones; NaN where one is.
    pub fn highest(x: &[f64], length: usize, out: &mut [f64]) = extremes::extreme::<_, true>;
    /// The smallest of each window; NaN where one is.
    pub fn lowest(x: &[f64], length: usize, out: &mut [f64]) = extremes::extreme::<_, false>;
    /// How many bars ago the largest of each window was, the newest of equal ones.
    pub fn since_highest(x: &[f64], length: usize, out: &mut [f64]) = extremes::since_highest;
    /// The mean of each window and the sum of the squared distances from it.
    pub fn moments(x: &[f64], length: usize, means: &mut [f64], squares: &mut [f64]) = moments::moments;
    /// The mean distance of each window's bars from `means`, which belong to the last bars of `x`.
    pub fn mean_deviation(x: &[f64], means: &[f64], length: usize, out: &mut [f64])
        = deviations::mean_distance::<_, false>;
    /// How far the mean of each window's bars is above `means`.
    pub fn mean_excess(x: &[f64], means: &[f64], length: usize, out: &mut [f64])
        = deviations::mean_distance::<_, true>;
    /// Whether squares and means are neither too large nor too small.
    pub fn find_range(squares: &[f64], means: &[f64], found: &mut bool) = moments::find_range;
    /// The sum of all bars so far.
    pub fn running_total(x: &[f64], total: &mut Total, out: &mut [f64]) = running::total;
}

/// Functions that compute each bar from the same bar of their inputs.
macro_rules! passes {
    ($($(#[$doc:meta])* $name:ident($($input:ident),+ $(; $($option:ident),+)?) = $value:expr;)*) => {
        atc_engine::dispatched! {$(
            $(#[$doc])*
            pub fn $name($($input: &[f64],)+ $($($option: f64,)+)? out: &mut [f64]) = each_bar::$name;
        )*}

        mod each_bar {
            #[allow(unused_imports)]
            use super::*;

            $(
                #[inline(always)]
                pub fn $name<M>(_: M, $($input: &[f64],)+ $($($option: f64,)+)? out: &mut [f64]) {
                    $(let $input = &$input[..out.len()];)+
                    for (bar, out) in out.iter_mut().enumerate() {
                        $(let $input = $input[bar];)+
                        *out = $value;
                    }
                }
            )*
        }
    };
}
pub(crate) use passes;

/// The larger of two, NaN where one is.
#[inline(always)]
pub fn larger(a: f64, b: f64) -> f64 {
    if (a > b) | a.is_nan() { a } else { b }
}

/// The smaller of two, NaN where one is.
#[inline(always)]
pub fn smaller(a: f64, b: f64) -> f64 {
    if (a < b) | a.is_nan() { a } else { b }
}

/// `part / whole`, and `neutral` where the whole is less than `least` and neither is NaN.
#[inline(always)]
pub fn share(part: f64, whole: f64, least: f64, neutral: f64) -> f64 {
    let share = part / whole;
    if (whole < least) & !part.is_nan() { neutral } else { share }
}

passes! {
    /// Differences.
    differences(a, b) = a - b;
    /// Products.
    products(a, b) = a * b;
    /// Middles.
    middles(a, b) = (a + b) / 2.0;
    /// The other sign.
    negated(a) = -a;
    /// Times a number.
    scaled(a; factor) = factor * a;
    /// What is there where `other` is no NaN.
    hidden(a, other) = if other.is_nan() { f64::NAN } else { a };
    /// Standard deviations.
    deviations(squares; share) = (share * squares).sqrt();
    /// The mean of high, low and close.
    typical_prices(high, low, close) = (high + low + close) / 3.0;
    /// The largest distance of high, low and the close before.
    true_ranges(high, low, before) = larger(larger(high - low, (high - before).abs()), (low - before).abs());
    /// Where a close is between two prices, in percent; 50 where these are equal.
    places(close, top, bottom) = {
        let (above, whole) = (close - bottom, top - bottom);
        100.0 * if (whole == 0.0) & !above.is_nan() { 0.5 } else { above / whole }
    };
}

atc_engine::dispatched! {
    /// Fields of one result: where one is NaN, both are.
    pub fn both(a: &mut [f64], b: &mut [f64]) = both_body;
    /// The same of three.
    pub fn all_three(a: &mut [f64], b: &mut [f64], c: &mut [f64]) = all_three_body;
}

#[inline(always)]
fn both_body<M>(_: M, a: &mut [f64], b: &mut [f64]) {
    let b = &mut b[..a.len()];
    for bar in 0..a.len() {
        let is_lost = a[bar].is_nan() | b[bar].is_nan();
        a[bar] = if is_lost { f64::NAN } else { a[bar] };
        b[bar] = if is_lost { f64::NAN } else { b[bar] };
    }
}

#[inline(always)]
fn all_three_body<M>(_: M, a: &mut [f64], b: &mut [f64], c: &mut [f64]) {
    let (b, c) = (&mut b[..a.len()], &mut c[..a.len()]);
    for bar in 0..a.len() {
        let is_lost = a[bar].is_nan() | b[bar].is_nan() | c[bar].is_nan();
        a[bar] = if is_lost { f64::NAN } else { a[bar] };
        b[bar] = if is_lost { f64::NAN } else { b[bar] };
        c[bar] = if is_lost { f64::NAN } else { c[bar] };
    }
}
