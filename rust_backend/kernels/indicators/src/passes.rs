//! Loops over a block of bars, compiled for each instruction set.

mod deviations;
mod extremes;
mod running;

use crate::parts::Total;
use atc_engine::Machine;
use atc_engine::lanes::{BATCH, LANES, ROWS, Row, quotients};
pub use atc_engine::trading::is_tied;
pub use extremes::age_of_highest;

atc_engine::dispatched! {
    /// The largest of each window, which begins at each bar, as long as there are whole ones; NaN where one is.
    pub fn highest(x: &[f64], length: usize, out: &mut [f64]) = extremes::extreme::<_, true>;
    /// The smallest of each window; NaN where one is.
    pub fn lowest(x: &[f64], length: usize, out: &mut [f64]) = extremes::extreme::<_, false>;
    /// How many bars ago the largest of each window was, the newest of equal ones.
    pub fn since_highest(x: &[f64], length: usize, out: &mut [f64]) = extremes::since_highest;
    /// The mean distance of each window's bars from `means`, which belong to the last bars of `x`.
    pub fn mean_deviation(x: &[f64], means: &[f64], length: usize, out: &mut [f64])
        = deviations::mean_distance::<_, false>;
    /// How far the mean of each window's bars is above `means`.
    pub fn mean_excess(x: &[f64], means: &[f64], length: usize, out: &mut [f64])
        = deviations::mean_distance::<_, true>;
    /// The sum of all bars so far.
    pub fn running_total(x: &[f64], total: &mut Total, out: &mut [f64]) = running::total;
    /// The same of two series since the last bar at which `starts` was 1.
    pub fn session_totals(x: [&[f64]; 2], starts: &[f64], totals: &mut [Total; 2], out: [&mut [f64]; 2])
        = running::session_totals;
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

/// Functions that divide a part by a whole at each bar, if the whole is more than some least; of less the share is neutral
/// unless the part is missing. Four rows are divided at once: divisions took most of the time. After `far` come those that
/// read a caller's series, after `near` those that read what another pass wrote.
macro_rules! shares {
    ($place:ident: $(
        $(#[$doc:meta])* $name:ident($($input:ident),+ $(; $($option:ident),+)?)
            = ($part:expr) / ($whole:expr), $neutral:expr, $least:expr => |$share:ident| $value:expr;
    )*) => {
        atc_engine::dispatched! {$(
            $(#[$doc])*
            pub fn $name($($input: &[f64],)+ $($($option: f64,)+)? out: &mut [f64]) = $place::$name;
        )*}

        mod $place {
            #[allow(unused_imports)]
            use super::*;
            use atc_engine::Machine;
            use atc_engine::lanes::BATCH;

            $(
                #[inline(always)]
                #[allow(unused_variables)]
                pub fn $name<M: Machine>(
                    machine: M, $($input: &[f64],)+ $($($option: f64,)+)? out: &mut [f64],
                ) {
                    #[inline(always)]
                    fn terms($($input: f64,)+ $($($option: f64,)+)?) -> (f64, f64) {
                        let (part, whole): (f64, f64) = ($part, $whole);
                        if (whole.abs() <= $least) & !part.is_nan() { ($neutral, 1.0) } else { (part, whole) }
                    }
                    #[inline(always)]
                    fn value($share: f64, $($input: f64,)+ $($($option: f64,)+)?) -> f64 {
                        $value
                    }
                    $(let $input = &$input[..out.len()];)+
                    let (mut parts, mut wholes) = ([0.0; BATCH], [0.0; BATCH]);
                    let (batches, rest) = out.as_chunks_mut::<BATCH>();
                    let from = batches.len() * BATCH;
                    for (batch, out) in batches.iter_mut().enumerate() {
                        $(let $input = &$input[batch * BATCH..][..BATCH];)+
                        for bar in 0..BATCH {
                            (parts[bar], wholes[bar]) = terms($($input[bar],)+ $($($option,)+)?);
                        }
                        $crate::passes::divide(machine, &parts, &wholes, out);
                        for bar in 0..BATCH {
                            out[bar] = value(out[bar], $($input[bar],)+ $($($option,)+)?);
                        }
                    }
                    $($crate::passes::after::$place($input);)+
                    $(let $input = &$input[from..];)+
                    for (bar, out) in rest.iter_mut().enumerate() {
                        let (part, whole) = terms($($input[bar],)+ $($($option,)+)?);
                        *out = value(part / whole, $($input[bar],)+ $($($option,)+)?);
                    }
                }
            )*
        }
    };
}
pub(crate) use shares;

/// What a pass does about the bars after its block.
pub mod after {
    use atc_engine::lanes::{Cache, prefetch};

    /// Bytes of the next block that are fetched while other passes go on; hardware has found its way by then.
    const AHEAD: usize = 1024;

    #[inline(always)]
    pub fn far(x: &[f64]) {
        prefetch(x.as_ptr_range().end.cast(), AHEAD, Cache::Second);
    }

    #[inline(always)]
    pub fn near(_: &[f64]) {}
}

/// Writes the quotients of a batch.
#[inline(always)]
pub fn divide<M: Machine>(machine: M, parts: &[f64; BATCH], wholes: &[f64; BATCH], out: &mut [f64; BATCH]) {
    let [parts, wholes] = [parts, wholes].map(|x| [0, 1, 2, 3].map(|row| Row::load(machine, x, row * LANES)));
    let mut found = quotients(machine, parts, wholes);
    let zero = Row::splat(machine, 0.0);
    let mut lost = zero;
    for quotient in found {
        lost = quotient.fused(zero, lost);
    }
    // What corrects a quotient makes an infinite one no number.
    if lost.folded(|a, b| a + b).is_nan() {
        for row in 0..ROWS {
            found[row] = parts[row] / wholes[row];
        }
    }
    for (quotient, out) in found.into_iter().zip(out.as_chunks_mut().0) {
        quotient.store(out);
    }
}

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
    /// The largest distance of high, low and the close before.
    true_ranges(high, low, before) = larger(larger(high - low, (high - before).abs()), (low - before).abs());
}

shares! {
    far:
    /// The mean of high, low and close.
    typical_prices(high, low, close) = (high + low + close) / (3.0), 0.0, 0.0 => |price| price;
    /// Where a close is between two prices, in percent; 50 where these are equal.
    places(close, top, bottom) = (close - bottom) / (top - bottom), 0.5, 0.0 => |place| 100.0 * place;
}

atc_engine::dispatched! {
    /// Whether any bar is NaN.
    pub fn find_gaps(x: &[f64], found: &mut bool) = find_gaps_body;
    /// Fields of one result: where one is NaN, both are.
    pub fn both(a: &mut [f64], b: &mut [f64]) = both_body;
    /// The same of three.
    pub fn all_three(a: &mut [f64], b: &mut [f64], c: &mut [f64]) = all_three_body;
}

#[inline(always)]
fn find_gaps_body<M>(_: M, x: &[f64], found: &mut bool) {
    // A sum in place of a truth: of lanes the former becomes vector code.
    *found = x.iter().map(|bar| u64::from(bar.is_nan())).sum::<u64>() > 0;
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
