//! Rounded quotients of lanes, without a division of integers: a float tells the quotient within 2, and what is left of the
//! dividend, exact in 64 bits that wrap, tells the rest.

use crate::rounding::Rounding;
use atc_engine::{Machine, dispatched};

dispatched! {
    /// Each lane divided by `divisor`, below 2**60, and rounded; `is_far` where a quotient has more than 51 bits.
    pub fn divide(lanes: &mut [i64], divisor: i64, rounding: Rounding, is_far: &mut bool) = divide_on;
    /// Products of lanes, divided by `divisor` and rounded; `is_far` where a quotient has more than 51 bits.
    pub fn multiply(a: &mut [i64], b: &[i64], divisor: i64, rounding: Rounding, is_far: &mut bool) = multiply_on;
    /// Each lane times `factor`, divided by the lane of `divisors` and rounded; `is_far` where a quotient has more than 51 bits
    /// or a divisor is 0. Divisors are at most 2**60 in magnitude.
    pub fn over(lanes: &mut [i64], factor: i64, divisors: &[i64], rounding: Rounding, is_far: &mut bool) = over_on;
}

/// Divisors of lanes are at most so large.
pub const DIVISOR: i64 = 1 << 60;

/// A power of ten that lanes are multiplied or divided by; none of one that is too large.
pub fn narrow_power(exponent: u32) -> Option<i64> {
    (exponent <= 17).then(|| 10i64.pow(exponent))
}

/// One loop for each rounding: it is chosen outside.
macro_rules! rounded {
    ($rounding:expr, $body:ident($($argument:expr),*)) => {
        match $rounding {
            Rounding::HalfEven => $body::<0>($($argument),*),
            Rounding::HalfUp => $body::<1>($($argument),*),
            Rounding::HalfDown => $body::<2>($($argument),*),
            Rounding::Up => $body::<3>($($argument),*),
            Rounding::Down => $body::<4>($($argument),*),
            Rounding::Ceiling => $body::<5>($($argument),*),
            Rounding::Floor => $body::<6>($($argument),*),
            Rounding::ZeroFiveUp => $body::<7>($($argument),*),
        }
    };
}

/// A quotient, one more where the rounding says so: it is rounded down, and the rest is at least 0.
#[inline(always)]
fn up<const ROUNDING: u8>(floor: i64, rest: i64, divisor: i64) -> i64 {
    let (inexact, negative) = (rest != 0, floor < 0);
    let twice = rest.wrapping_mul(2);
    let (above, tie) = (twice > divisor, twice == divisor);
    let grows = match ROUNDING {
        0 => above | (tie & (floor & 1 == 1)),
        1 => above | (tie & !negative),
        2 => above | (tie & negative),
        3 => inexact & !negative,
        4 => inexact & negative,
        5 => inexact,
        6 => false,
        _ => inexact & (negative != (floor.wrapping_add(negative.into()) % 5 == 0)),
    };
    floor.wrapping_add(grows.into())
}

/// Added to a number below 2**51 in magnitude, it leaves the nearest integer in the lowest bits: two additions in place of a
/// conversion that saturates.
const MAGIC: f64 = (3u64 << 51) as f64;
/// Quotients below this are computed in lanes.
const MOST: f64 = (1u64 << 51) as f64;

#[inline(always)]
fn nearest(value: f64) -> i64 {
    (value + MAGIC).to_bits().wrapping_sub(MAGIC.to_bits()) as i64
}

/// The rounded quotient of a value: `rest` is what the `estimate` leaves of it, exact in wrapping arithmetic and two divisors
/// at most. Where a block is flagged, it is neither.
#[inline(always)]
fn corrected<const ROUNDING: u8>(estimate: i64, rest: i64, divisor: i64, by: f64) -> i64 {
    let step = nearest(rest as f64 * by);
    let (near, rest) = (estimate.wrapping_add(step), rest.wrapping_sub(step.wrapping_mul(divisor)));
    // All ones where it is too large.
    let below = rest >> 63;
    up::<ROUNDING>(near.wrapping_add(below), rest.wrapping_add(below & divisor), divisor)
}

#[inline(always)]
fn divide_on<M: Machine>(_: M, lanes: &mut [i64], divisor: i64, rounding: Rounding, is_far: &mut bool) {
    rounded!(rounding, divide_by(lanes, divisor, is_far));
}

#[inline(always)]
fn divide_by<const ROUNDING: u8>(lanes: &mut [i64], divisor: i64, is_far: &mut bool) {
    let (by, mut far) = (1.0 / divisor as f64, 0);
    for lane in lanes {
        let ratio = *lane as f64 * by;
        far |= u64::from(ratio.abs() >= MOST);
        let estimate = nearest(ratio);
        let rest = lane.wrapping_sub(estimate.wrapping_mul(divisor));
        *lane = corrected::<ROUNDING>(estimate, rest, divisor, by);
    }
    *is_far |= far != 0;
}

#[inline(always)]
fn multiply_on<M: Machine>(_: M, a: &mut [i64], b: &[i64], divisor: i64, rounding: Rounding, is_far: &mut bool) {
    rounded!(rounding, multiply_by(a, b, divisor, is_far));
}

#[inline(always)]
fn multiply_by<const ROUNDING: u8>(a: &mut [i64], b: &[i64], divisor: i64, is_far: &mut bool) {
    let (by, mut far) = (1.0 / divisor as f64, 0);
    for (one, other) in a.iter_mut().zip(b) {
        let ratio = *one as f64 * *other as f64 * by;
        far |= u64::from(ratio.abs() >= MOST);
        let estimate = nearest(ratio);
        let rest = one.wrapping_mul(*other).wrapping_sub(estimate.wrapping_mul(divisor));
        *one = corrected::<ROUNDING>(estimate, rest, divisor, by);
    }
    *is_far |= far != 0;
}

#[inline(always)]
fn over_on<M: Machine>(_: M, lanes: &mut [i64], factor: i64, divisors: &[i64], rounding: Rounding, is_far: &mut bool) {
    rounded!(rounding, over_by(lanes, factor, divisors, is_far));
}

#[inline(always)]
fn over_by<const ROUNDING: u8>(lanes: &mut [i64], factor: i64, divisors: &[i64], is_far: &mut bool) {
    let (scale, mut far) = (factor as f64, 0);
    for (lane, divisor) in lanes.iter_mut().zip(divisors) {
        // Both with the sign that makes the divisor positive.
        let sign = divisor >> 63;
        let (value, divisor) = ((*lane ^ sign).wrapping_sub(sign), (divisor ^ sign).wrapping_sub(sign));
        let by = 1.0 / divisor as f64;
        let ratio = value as f64 * scale * by;
        far |= u64::from(ratio.abs() >= MOST) | u64::from(divisor == 0);
        let estimate = nearest(ratio);
        let rest = value.wrapping_mul(factor).wrapping_sub(estimate.wrapping_mul(divisor));
        *lane = corrected::<ROUNDING>(estimate, rest, divisor, by);
    }
    *is_far |= far != 0;
}

/// `value * by / over`, rounded; none where 64 bits may not tell it.
pub fn one(value: i64, by: i64, over: i64, rounding: Rounding) -> Option<i64> {
    rounded!(rounding, one_of(value, by, over))
}

/// The float is wrong by 2**11 at most, and what is left of the dividend then has 61 bits.
#[inline(always)]
fn one_of<const ROUNDING: u8>(value: i64, by: i64, over: i64) -> Option<i64> {
    let sign = over >> 63;
    let (value, over) = (value.checked_mul(sign | 1)?, over.checked_mul(sign | 1)?);
    let ratio = value as f64 * by as f64 / over as f64;
    if !(ratio.abs() < LARGEST && (0..LARGEST_DIVISOR).contains(&over)) {
        return None;
    }
    let estimate = ratio as i64;
    let rest = value.wrapping_mul(by).wrapping_sub(estimate.wrapping_mul(over));
    let step = rest.div_euclid(over);
    Some(up::<ROUNDING>(estimate + step, rest - step * over, over))
}

/// Limits of a quotient by itself, and of its divisor.
const LARGEST: f64 = (1u64 << 62) as f64;
const LARGEST_DIVISOR: i64 = 1 << 50;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounding::quotient;
    use atc_engine::{levels, limit};

    /// Numbers of up to so many bits, of both signs.
    fn numbers(seed: u64, bits: u32, count: usize) -> Vec<i64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 1) as i64
        };
        (0..count).map(|_| (next() >> (62 - bits)) * if next() % 2 == 0 { 1 } else { -1 }).collect()
    }

    #[test]
    fn quotients_of_lanes_are_rounded_as_those_of_128_bits() {
        for level in levels() {
            limit(level);
            for (_, rounding) in Rounding::ALL {
                for power in [1, 2, 9, 17] {
                    let divisor = 10i64.pow(power);
                    for bits in [6, 20, 40, 61] {
                        let mut lanes = numbers(u64::from(power), bits, 500);
                        // Ties, and what is beside them.
                        lanes.extend((-20..20).map(|k| k * (divisor / 2)).flat_map(|x| [x - 1, x, x + 1]));
                        let wanted: Vec<_> =
                            lanes.iter().map(|x| quotient((*x).into(), divisor.into(), rounding) as i64).collect();
                        let mut is_far = false;
                        divide(&mut lanes, divisor, rounding, &mut is_far);
                        assert!(is_far || lanes == wanted, "{rounding:?} {power} {bits} {level:?}");
                        assert!(!is_far || bits == 61, "{bits}");
                    }
                }
            }
        }
    }

    #[test]
    fn products_of_lanes_are_rounded_as_those_of_128_bits_or_flagged() {
        for level in levels() {
            limit(level);
            for (_, rounding) in Rounding::ALL {
                for (power, bits, fit) in
                    [(2, 20, true), (4, 30, true), (12, 43, true), (17, 52, true), (17, 60, false)]
                {
                    let divisor = 10i64.pow(power);
                    let (mut a, b) = (numbers(1, bits, 1000), numbers(2, bits, 1000));
                    let exact = a.iter().zip(&b).map(|(x, y)| i128::from(*x) * i128::from(*y));
                    let wanted: Vec<_> = exact.map(|x| quotient(x, divisor.into(), rounding)).collect();
                    let mut is_far = false;
                    multiply(&mut a, &b, divisor, rounding, &mut is_far);
                    let found: Vec<_> = a.iter().map(|x| i128::from(*x)).collect();
                    assert!(is_far || found == wanted, "{rounding:?} {power} {bits} {level:?}");
                    assert_eq!(is_far, !fit, "{power} {bits}");
                }
            }
        }
    }

    #[test]
    fn quotients_by_lanes_are_rounded_as_those_of_128_bits_or_flagged() {
        for level in levels() {
            limit(level);
            for (_, rounding) in Rounding::ALL {
                for (power, bits, of, fit) in
                    [(0, 40, 10, true), (2, 20, 20, true), (12, 30, 30, true), (12, 43, 59, true), (12, 60, 20, false)]
                {
                    let factor = 10i64.pow(power);
                    let (mut a, mut b) = (numbers(1, bits, 1000), numbers(2, of, 1000));
                    b.iter_mut().for_each(|y| *y += i64::from(*y == 0));
                    let larger = a.iter().zip(&b).any(|(x, y)| {
                        (i128::from(*x) * i128::from(factor)).unsigned_abs() >> 51 >= i128::from(*y).unsigned_abs()
                    });
                    let exact = a.iter().zip(&b).map(|(x, y)| (i128::from(*x) * i128::from(factor), i128::from(*y)));
                    let wanted: Vec<_> = exact.map(|(x, y)| quotient(x, y, rounding)).collect();
                    let mut is_far = false;
                    over(&mut a, factor, &b, rounding, &mut is_far);
                    let found: Vec<_> = a.iter().map(|x| i128::from(*x)).collect();
                    assert!(is_far || found == wanted, "{rounding:?} {power} {bits} {of} {level:?}");
                    assert!(is_far >= !fit && (is_far <= larger), "{power} {bits} {of}");
                }
            }
        }
    }

    #[test]
    fn one_quotient_is_rounded_as_those_of_128_bits_or_none() {
        for (_, rounding) in Rounding::ALL {
            for (bits, by, over) in [(5, 5, 3), (20, 20, 20), (58, 17, 17), (62, 30, 33), (62, 62, 49), (62, 62, 61)] {
                let lanes = [(1, bits), (2, by), (3, over)].map(|(seed, bits)| numbers(seed, bits, 2000));
                for row in 0..2000 {
                    let [x, y, z] = lanes.each_ref().map(|lane| lane[row]);
                    let found = one(x, y, z, rounding);
                    let wanted = (z != 0).then(|| quotient(i128::from(x) * i128::from(y), z.into(), rounding));
                    assert!(found.is_none() || found.map(i128::from) == wanted, "{rounding:?} {x} {y} {z}");
                    assert!(found.is_some() || z == 0 || bits > 20, "{rounding:?} {x} {y} {z}");
                }
            }
        }
        assert_eq!(one(i64::MIN, 1, i64::MIN, Rounding::Up), None);
        assert_eq!(one(i64::MIN, 1, -10, Rounding::Up), None);
        assert_eq!(one(i64::MIN, 1, 10, Rounding::Up), Some(i64::MIN / 10 - 1));
        assert_eq!(one(0, 5, 0, Rounding::Up), None);
    }

    #[test]
    fn a_divisor_of_0_is_flagged() {
        for level in levels() {
            limit(level);
            for value in [0, 5, -5] {
                let mut is_far = false;
                over(&mut [7, value, 8], 100, &[1, 0, 3], Rounding::HalfEven, &mut is_far);
                assert!(is_far);
            }
        }
    }
}
