//! Steps of trading, for numbers and for rows of them: series, tables, streams and the classification share them.

use crate::Arithmetic;

/// What equity never falls below.
pub const FLOOR: f64 = 0.25;

/// How near two numbers count as equal, relative to the larger.
const TIE: f64 = 1e-10;

/// Where prices stand to an average, outside the tie band or within; all false where either is no number.
#[derive(Clone, Copy)]
pub struct Sides<A: Arithmetic> {
    pub is_above: A::Mask,
    pub is_not_above: A::Mask,
    pub is_below: A::Mask,
    pub is_not_below: A::Mask,
}

impl<A: Arithmetic> Sides<A> {
    /// Those before the first bar.
    #[inline(always)]
    pub fn unknown(arithmetic: A) -> Self {
        let none = arithmetic.less(arithmetic.splat(0.0), arithmetic.splat(0.0));
        Self { is_above: none, is_not_above: none, is_below: none, is_not_below: none }
    }

    #[inline(always)]
    pub fn of(arithmetic: A, price: A::Row, average: A::Row) -> Self {
        Self::of_sized(arithmetic, price, arithmetic.abs(price), average)
    }

    /// The same, where the price's magnitude is known.
    #[inline(always)]
    pub fn of_sized(arithmetic: A, price: A::Row, size: A::Row, average: A::Row) -> Self {
        let larger = arithmetic.larger(size, arithmetic.abs(average));
        let band = arithmetic.mul(arithmetic.splat(TIE), larger);
        // An infinite band would hold every number: an infinity equals only itself.
        let band = arithmetic.smaller(band, arithmetic.splat(f64::MAX));
        // Equal infinities have no distance of their own.
        let distance = arithmetic.sub(price, average);
        let above = arithmetic.select(arithmetic.equal(price, average), arithmetic.splat(0.0), distance);
        let below = arithmetic.sub(arithmetic.splat(0.0), above);
        Self {
            is_above: arithmetic.less(band, above),
            is_not_above: arithmetic.less_or_equal(above, band),
            is_below: arithmetic.less(band, below),
            is_not_below: arithmetic.less_or_equal(below, band),
        }
    }

    /// Whether prices crossed upwards since the bar before, and downwards.
    #[inline(always)]
    pub fn crossings(self, arithmetic: A, before: Self) -> [A::Mask; 2] {
        let up = arithmetic.both(self.is_above, before.is_not_above);
        [up, arithmetic.both(self.is_below, before.is_not_below)]
    }
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
