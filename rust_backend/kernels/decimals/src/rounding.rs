//! Quotients that are rounded once, by the eight words of Python's `decimal`.

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
    let (result, rest) = (size / by, size % by);
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

/// `value * 10**exponent`, if 128 bits hold it.
pub fn scaled(value: i128, exponent: u32) -> Option<i128> {
    if value == 0 { Some(0) } else { value.checked_mul(10i128.checked_pow(exponent)?) }
}

/// A value of one scale at another; none where it has more than 38 digits.
pub fn at_scale(value: i128, scale: u32, wanted: u32, rounding: Rounding) -> Option<i128> {
    if wanted >= scale {
        return scaled(value, wanted - scale).and_then(fitting);
    }
    match 10i128.checked_pow(scale - wanted) {
        Some(power) => fitting(quotient(value, power, rounding)),
        None => big_quotient(&value.into(), &big_power(scale - wanted), rounding),
    }
}

/// The same of an integer of any size.
pub fn big_at_scale(value: BigInt, scale: u32, wanted: u32, rounding: Rounding) -> Option<i128> {
    let (up, down) = (wanted.saturating_sub(scale), scale.saturating_sub(wanted));
    big_quotient(&(value * big_power(up)), &big_power(down), rounding)
}
