//! Blocks of values that fit 64 bits, as the machine's vectors take them.

use crate::columns::Words;
use crate::rounding::Rounding;
use atc_engine::{Machine, dispatched};

dispatched! {
    /// The values, if all are at most `limit` in magnitude; what `is_far` says else.
    pub fn load(words: Words<'_>, limit: i64, lanes: &mut [i64], is_far: &mut bool) = load_on;
    /// Lanes as words of 16 bytes.
    pub fn store(lanes: &[i64], words: &mut [[i64; 2]]) = store_on;
    /// Sums of words, with the second one's sign; `limits` leave them 64 bits.
    pub fn add(a: &[[i64; 2]], b: &[[i64; 2]], sign: i64, limits: [i64; 2], out: &mut [[i64; 2]], is_far: &mut bool) = add_on;
    /// `a * by + b * and`, where it is known to fit.
    pub fn combine(a: &mut [i64], by: i64, b: &[i64], and: i64) = combine_on;
    /// Each lane divided by `divisor`, below 2**60, and rounded; `is_far` where a quotient has more than 51 bits.
    pub fn divide(lanes: &mut [i64], divisor: i64, rounding: Rounding, is_far: &mut bool) = divide_on;
    /// Products of lanes, divided by `divisor` and rounded; `is_far` where a quotient has more than 51 bits.
    pub fn multiply(a: &mut [i64], b: &[i64], divisor: i64, rounding: Rounding, is_far: &mut bool) = multiply_on;
    /// Products of lanes as words of 16 bytes.
    pub fn products(a: &[i64], b: &[i64], words: &mut [[i64; 2]]) = products_on;
    /// The sum, where it is known to fit.
    pub fn total(words: Words<'_>, limit: i64, sum: &mut i64, is_far: &mut bool) = total_on;
    /// The sum, and those of the squares of upper halves, of products of halves and of squares of lower halves.
    pub fn moments(words: Words<'_>, limit: i64, sums: &mut [i64; 4], is_far: &mut bool) = moments_on;
    /// The smallest and the largest of every so many lanes.
    pub fn extremes(lanes: &[i64], run: usize, least: &mut [i64], most: &mut [i64]) = extremes_on;
}

/// Not 0 where a value has a larger magnitude.
#[inline(always)]
fn beyond(value: i64, limit: i64) -> i64 {
    i64::from((value as u64).wrapping_add(limit as u64) > 2 * limit as u64)
}

/// Takes each value; true where not all fit 64 bits and the limit.
#[inline(always)]
fn fold(words: Words<'_>, limit: i64, mut take: impl FnMut(i64)) -> bool {
    let mut far = 0;
    match words {
        Words::Narrow(words) => {
            for word in words {
                take(*word);
                far |= beyond(*word, limit);
            }
        }
        Words::Wide(words) => {
            for [low, high] in words {
                take(*low);
                far |= high ^ (low >> 63) | beyond(*low, limit);
            }
        }
        Words::Same(value, count) => {
            (0..count).for_each(|_| take(value as i64));
            far = i64::from(value.unsigned_abs() > limit as u128);
        }
    }
    far != 0
}

#[inline(always)]
fn load_on<M: Machine>(_: M, words: Words<'_>, limit: i64, lanes: &mut [i64], is_far: &mut bool) {
    let mut far = 0;
    match words {
        Words::Narrow(words) => {
            for (lane, word) in lanes.iter_mut().zip(words) {
                *lane = *word;
                far |= beyond(*word, limit);
            }
        }
        Words::Wide(words) => {
            for (lane, [low, high]) in lanes.iter_mut().zip(words) {
                *lane = *low;
                far |= high ^ (low >> 63) | beyond(*low, limit);
            }
        }
        Words::Same(value, count) => {
            lanes[..count].fill(value as i64);
            far = i64::from(value.unsigned_abs() > limit as u128);
        }
    }
    *is_far |= far != 0;
}

#[inline(always)]
fn add_on<M: Machine>(
    _: M,
    a: &[[i64; 2]],
    b: &[[i64; 2]],
    sign: i64,
    limits: [i64; 2],
    out: &mut [[i64; 2]],
    is_far: &mut bool,
) {
    let (mut far, mask) = (0, sign >> 1);
    for ((word, [x, upper]), [y, other]) in out.iter_mut().zip(a).zip(b) {
        // Two's complement: the other sign is all bits turned, and one more.
        let sum = x.wrapping_add((y ^ mask).wrapping_sub(mask));
        *word = [sum, sum >> 63];
        far |= upper ^ (x >> 63) | other ^ (y >> 63) | beyond(*x, limits[0]) | beyond(*y, limits[1]);
    }
    *is_far |= far != 0;
}

#[inline(always)]
fn store_on<M: Machine>(_: M, lanes: &[i64], words: &mut [[i64; 2]]) {
    for (word, lane) in words.iter_mut().zip(lanes) {
        *word = [*lane, lane >> 63];
    }
}

#[inline(always)]
fn combine_on<M: Machine>(_: M, a: &mut [i64], by: i64, b: &[i64], and: i64) {
    if by == 1 && and == 1 {
        for (one, other) in a.iter_mut().zip(b) {
            *one = one.wrapping_add(*other);
        }
        return;
    }
    for (one, other) in a.iter_mut().zip(b) {
        *one = one.wrapping_mul(by).wrapping_add(other.wrapping_mul(and));
    }
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
fn products_on<M: Machine>(_: M, a: &[i64], b: &[i64], words: &mut [[i64; 2]]) {
    for ((word, one), other) in words.iter_mut().zip(a).zip(b) {
        let product = i128::from(*one) * i128::from(*other);
        *word = [product as i64, (product >> 64) as i64];
    }
}

#[inline(always)]
fn total_on<M: Machine>(_: M, words: Words<'_>, limit: i64, sum: &mut i64, is_far: &mut bool) {
    let mut own = 0i64;
    *is_far |= fold(words, limit, |value| own = own.wrapping_add(value));
    *sum = own;
}

/// Bits of a lower half: products of halves of values below 2**52 add up to 64 bits in a block.
pub const HALF: u32 = 26;

#[inline(always)]
fn moments_on<M: Machine>(_: M, words: Words<'_>, limit: i64, sums: &mut [i64; 4], is_far: &mut bool) {
    let [mut sum, mut upper, mut mixed, mut lower] = [0i64; 4];
    *is_far |= fold(words, limit, |value| {
        let (high, low) = (value >> HALF, value & ((1 << HALF) - 1));
        sum = sum.wrapping_add(value);
        upper = upper.wrapping_add(high.wrapping_mul(high));
        mixed = mixed.wrapping_add(high.wrapping_mul(low));
        lower = lower.wrapping_add(low.wrapping_mul(low));
    });
    *sums = [sum, upper, mixed, lower];
}

#[inline(always)]
fn extremes_on<M: Machine>(_: M, lanes: &[i64], run: usize, least: &mut [i64], most: &mut [i64]) {
    for ((part, least), most) in lanes.chunks(run).zip(least).zip(most) {
        (*least, *most) = (i64::MAX, i64::MIN);
        for lane in part {
            *least = (*least).min(*lane);
            *most = (*most).max(*lane);
        }
    }
}

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
}
