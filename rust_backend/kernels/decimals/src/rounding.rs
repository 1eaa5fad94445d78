//! Quotients that are rounded once, by the eight words of Python's `decimal`.

use crate::quotients;
use num_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;

/// The first integer of 39 digits.
pub const BEYOND: i128 = 10i128.pow(38);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    HalfEven,
    HalfUp,
    HalfDown,
    Up,
    Down,
    Ceiling,
    Floor,
    ZeroFiveUp,
}

impl Rounding {
    pub const ALL: [(&str, Self); 8] = [
        ("ROUND_HALF_EVEN", Self::HalfEven),
        ("ROUND_HALF_UP", Self::HalfUp),
        ("ROUND_HALF_DOWN", Self::HalfDown),
        ("ROUND_UP", Self::Up),
        ("ROUND_DOWN", Self::Down),
        ("ROUND_CEILING", Self::Ceiling),
        ("ROUND_FLOOR", Self::Floor),
        ("ROUND_05UP", Self::ZeroFiveUp),
    ];

    /// The rounding of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, rounding)| *rounding)
    }
}

/// A truncated quotient, as far as rounding asks.
#[derive(Clone, Copy)]
pub struct Truncated {
    pub is_negative: bool,
    pub is_odd: bool,
    /// Whether its last digit is 0 or 5.
    pub ends_in_five: bool,
    /// What was cut off beside a half; none where nothing was.
    pub rest: Option<Ordering>,
}

impl Truncated {
    /// Whether its magnitude is one more.
    pub fn grows(self, rounding: Rounding) -> bool {
        let Some(rest) = self.rest else { return false };
        match rounding {
            Rounding::HalfEven => rest.is_gt() || rest.is_eq() && self.is_odd,
            Rounding::HalfUp => rest.is_ge(),
            Rounding::HalfDown => rest.is_gt(),
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::Ceiling => !self.is_negative,
            Rounding::Floor => self.is_negative,
            Rounding::ZeroFiveUp => self.ends_in_five,
        }
    }
}

/// `numerator / denominator`.
pub fn quotient(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let is_negative = (numerator < 0) != (denominator < 0);
    let (size, by) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let result = match (u64::try_from(size), u64::try_from(by)) {
        (Ok(size), Ok(by)) => (size / by).into(),
        _ => size / by,
    };
    // `%` would be another division, of 20 ns.
    let rest = size - result * by;
    let rest = (rest != 0).then(|| rest.cmp(&(by - rest)));
    let truncated = Truncated { is_negative, is_odd: result % 2 == 1, ends_in_five: result % 5 == 0, rest };
    let magnitude = (result + u128::from(truncated.grows(rounding))) as i128;
    if is_negative { -magnitude } else { magnitude }
}

/// The same of integers of any size; none where it has more than 38 digits.
pub fn big_quotient(numerator: &BigInt, denominator: &BigInt, rounding: Rounding) -> Option<i128> {
    let is_negative = (numerator.sign() == Sign::Minus) != (denominator.sign() == Sign::Minus);
    let (size, by) = (numerator.magnitude(), denominator.magnitude());
    let (result, rest) = (size / by, size % by);
    let rest = (rest != BigUint::ZERO).then(|| (&rest * 2u32).cmp(by));
    finished(result, rest, rounding, is_negative)
}

/// `x * 10**up / (y * 10**down)`; none where it has more than 38 digits.
pub fn ratio(x: i128, y: i128, [up, down]: [u32; 2], rounding: Rounding) -> Option<i128> {
    let divisor = scaled(y, down);
    if let Some(found) = power(up).zip(divisor).and_then(|(factor, divisor)| short([x, factor, divisor], rounding)) {
        return Some(found);
    }
    match scaled(x, up).zip(divisor) {
        Some((x, y)) => fitting(quotient(x, y, rounding)),
        None => big_quotient(&(BigInt::from(x) * big_power(up)), &(BigInt::from(y) * big_power(down)), rounding),
    }
}

/// `value * by / over`; none where it has more than 38 digits.
pub fn share(value: i128, by: i128, over: i128, rounding: Rounding) -> Option<i128> {
    short([value, by, over], rounding).or_else(|| match product(value, by) {
        Some(product) => fitting(quotient(product, over, rounding)),
        None => big_quotient(&(BigInt::from(value) * by), &over.into(), rounding),
    })
}

/// The same, if 64 bits are enough for it.
#[inline(always)]
fn short([value, by, over]: [i128; 3], rounding: Rounding) -> Option<i128> {
    let (value, by, over) = (as_short(value)?, as_short(by)?, as_short(over)?);
    quotients::one(value, by, over, rounding).map(i128::from)
}

/// The number, if 64 bits hold it.
#[inline(always)]
fn as_short(number: i128) -> Option<i64> {
    let short = number as i64;
    (i128::from(short) == number).then_some(short)
}

/// The root of `numerator / denominator` at a scale, both at least 0.
pub fn root(
    numerator: &BigInt,
    denominator: &BigInt,
    scale: u32,
    rounding: Rounding,
    is_negative: bool,
) -> Option<i128> {
    let square = numerator.magnitude() * BigUint::from(100u32).pow(scale);
    let by = denominator.magnitude();
    let result = (&square / by).sqrt();
    let half = &result * 2u32 + 1u32;
    let rest = (&result * &result * by != square).then(|| (square * 4u32).cmp(&(&half * &half * by)));
    finished(result, rest, rounding, is_negative)
}

fn finished(result: BigUint, rest: Option<Ordering>, rounding: Rounding, is_negative: bool) -> Option<i128> {
    let is_odd = result.bit(0);
    let ends_in_five = &result % 5u32 == BigUint::ZERO;
    let grows = Truncated { is_negative, is_odd, ends_in_five, rest }.grows(rounding);
    let magnitude = i128::try_from(result).ok()? + i128::from(grows);
    fitting(if is_negative { -magnitude } else { magnitude })
}

/// The value, if it has at most 38 digits.
pub fn fitting(value: i128) -> Option<i128> {
    (-BEYOND < value && value < BEYOND).then_some(value)
}

/// `10**exponent`.
pub fn big_power(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// Powers of ten that 128 bits hold: finding one anew takes 20 ns.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = 10 * powers[exponent - 1];
        exponent += 1;
    }
    powers
};

/// `10**exponent`, if 128 bits hold it.
pub fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

/// `one * other`, if 128 bits hold it: a tenth of the time of `checked_mul` where both fit 64.
#[inline(always)]
pub fn product(one: i128, other: i128) -> Option<i128> {
    match as_short(one).zip(as_short(other)) {
        Some((one, other)) => Some(i128::from(one) * i128::from(other)),
        None => one.checked_mul(other),
    }
}

/// `value * 10**exponent`, if 128 bits hold it.
pub fn scaled(value: i128, exponent: u32) -> Option<i128> {
    match exponent {
        0 => Some(value),
        _ if value == 0 => Some(0),
        _ => product(value, power(exponent)?),
    }
}

/// A value of one scale at another; none where it has more than 38 digits.
pub fn at_scale(value: i128, scale: u32, wanted: u32, rounding: Rounding) -> Option<i128> {
    if wanted >= scale {
        return scaled(value, wanted - scale).and_then(fitting);
    }
    match power(scale - wanted) {
        Some(power) => fitting(quotient(value, power, rounding)),
        None => big_quotient(&value.into(), &big_power(scale - wanted), rounding),
    }
}

/// The same of an integer of any size.
pub fn big_at_scale(value: BigInt, scale: u32, wanted: u32, rounding: Rounding) -> Option<i128> {
    let (up, down) = (wanted.saturating_sub(scale), scale.saturating_sub(wanted));
    big_quotient(&(value * big_power(up)), &big_power(down), rounding)
}
