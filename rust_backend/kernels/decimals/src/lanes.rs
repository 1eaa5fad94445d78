//! Blocks of values that fit 64 bits, as the machine's vectors take them.

use crate::columns::Words;
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
    /// Products of lanes as words of 16 bytes.
    pub fn products(a: &[i64], b: &[i64], words: &mut [[i64; 2]]) = products_on;
    /// Each lane less `by`, or 0 where that is above.
    pub fn losses(lanes: &mut [i64], by: i64) = losses_on;
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
    if by == 1 && and == -1 {
        for (one, other) in a.iter_mut().zip(b) {
            *one = one.wrapping_sub(*other);
        }
        return;
    }
    for (one, other) in a.iter_mut().zip(b) {
        *one = one.wrapping_mul(by).wrapping_add(other.wrapping_mul(and));
    }
}

#[inline(always)]
fn products_on<M: Machine>(_: M, a: &[i64], b: &[i64], words: &mut [[i64; 2]]) {
    let mut far = 0;
    for ((word, one), other) in words.iter_mut().zip(a).zip(b) {
        let product = one.wrapping_mul(*other);
        *word = [product, product >> 63];
        far |= u64::from((*one as f64 * *other as f64).abs() >= LONG);
    }
    if far == 0 {
        return;
    }
    for ((word, one), other) in words.iter_mut().zip(a).zip(b) {
        let product = i128::from(*one) * i128::from(*other);
        *word = [product as i64, (product >> 64) as i64];
    }
}

/// Products below this fit 64 bits, whatever is lost in telling their size.
const LONG: f64 = (1u64 << 62) as f64;

#[inline(always)]
fn total_on<M: Machine>(_: M, words: Words<'_>, limit: i64, sum: &mut i64, is_far: &mut bool) {
    let mut own = 0i64;
    *is_far |= fold(words, limit, |value| own = own.wrapping_add(value));
    *sum = own;
}

#[inline(always)]
fn losses_on<M: Machine>(_: M, lanes: &mut [i64], by: i64) {
    for lane in lanes {
        *lane = lane.wrapping_sub(by).min(0);
    }
}

/// Bits of a lower half: products of halves of values below 2**52 add up to 64 bits in a block.
pub const HALF: u32 = 26;

/// The product of numbers of 32 bits: one instruction, where 64 bits take three.
#[inline(always)]
fn short_product(one: i64, other: i64) -> i64 {
    i64::from(one as i32) * i64::from(other as i32)
}

#[inline(always)]
fn moments_on<M: Machine>(_: M, words: Words<'_>, limit: i64, sums: &mut [i64; 4], is_far: &mut bool) {
    let [mut sum, mut upper, mut mixed, mut lower] = [0i64; 4];
    *is_far |= fold(words, limit, |value| {
        let (high, low) = (value >> HALF, value & ((1 << HALF) - 1));
        sum = sum.wrapping_add(value);
        upper = upper.wrapping_add(short_product(high, high));
        mixed = mixed.wrapping_add(short_product(high, low));
        lower = lower.wrapping_add(short_product(low, low));
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
