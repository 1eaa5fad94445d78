//! Steps of trading, for numbers and for rows of them: series, tables, streams and the classification share them.

use crate::{Arithmetic, One};

/// What equity never falls below.
pub const FLOOR: f64 = 0.25;

/// How near two numbers count as equal, relative to the larger.
pub const TIE_BAND: f64 = 1e-10;

/// How far prices are above an average, NaN where either is no number, and within what they are tied.
#[inline(always)]
pub fn distance<A: Arithmetic>(arithmetic: A, price: A::Row, size: A::Row, average: A::Row) -> [A::Row; 2] {
    let larger = arithmetic.larger(size, arithmetic.abs(average));
    let band = arithmetic.mul(arithmetic.splat(TIE_BAND), larger);
    // Equal infinities have no distance of their own.
    let distance = arithmetic.sub(price, average);
    let distance = arithmetic.select(arithmetic.equal(price, average), arithmetic.splat(0.0), distance);
    // An infinite band would hold every number: an infinity equals only itself.
    [distance, arithmetic.smaller(band, arithmetic.splat(f64::MAX))]
}

/// The same of finite numbers above 0, or NaN.
#[inline(always)]
pub fn distance_of_prices<A: Arithmetic>(arithmetic: A, price: A::Row, average: A::Row) -> [A::Row; 2] {
    let larger = arithmetic.larger(price, average);
    [arithmetic.sub(price, average), arithmetic.mul(arithmetic.splat(TIE_BAND), larger)]
}

/// Whether two numbers are tied.
#[inline(always)]
pub fn is_tied(a: f64, b: f64) -> bool {
    // Any instruction set does: no product is fused.
    let [distance, band] = distance(One(pulp::Scalar256b), a, a.abs(), b);
    distance.abs() <= band
}

/// How far prices, whose magnitudes are `size`, are above an average: 0 within the tie band.
#[inline(always)]
pub fn lead<A: Arithmetic>(arithmetic: A, price: A::Row, size: A::Row, average: A::Row) -> A::Row {
    let [distance, band] = distance(arithmetic, price, size, average);
    let is_tied = arithmetic.less_or_equal(arithmetic.abs(distance), band);
    arithmetic.select(is_tied, arithmetic.splat(0.0), distance)
}

/// Whether a lead is above 0 after one that was not, and below 0 after one that was not.
#[inline(always)]
pub fn crossings<A: Arithmetic>(arithmetic: A, lead: A::Row, before: A::Row) -> [A::Mask; 2] {
    let zero = arithmetic.splat(0.0);
    let up = arithmetic.both(arithmetic.less(zero, lead), arithmetic.less_or_equal(before, zero));
    [up, arithmetic.both(arithmetic.less(lead, zero), arithmetic.less_or_equal(zero, before))]
}

/// The value, and 0 where it is no number.
#[inline(always)]
pub fn known<A: Arithmetic>(arithmetic: A, value: A::Row) -> A::Row {
    arithmetic.select(arithmetic.equal(value, value), value, arithmetic.splat(0.0))
}

/// What a signal earns of the return; `flat` where it is neither long nor short.
#[inline(always)]
pub fn earned<A: Arithmetic>(arithmetic: A, gain: A::Row, signal: A::Row, flat: A::Row) -> A::Row {
    let zero = arithmetic.splat(0.0);
    let sold = arithmetic.select(arithmetic.less(signal, zero), arithmetic.sub(zero, gain), flat);
    arithmetic.select(arithmetic.less(zero, signal), gain, sold)
}

/// Equity, and the floor where it is lower or no number.
#[inline(always)]
pub fn floored<A: Arithmetic>(arithmetic: A, equity: A::Row) -> A::Row {
    let floor = arithmetic.splat(FLOOR);
    arithmetic.select(arithmetic.less(floor, equity), equity, floor)
}
