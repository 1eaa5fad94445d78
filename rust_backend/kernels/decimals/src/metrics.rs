//! Metrics of returns and of curves: ratios of exact sums, rounded once.

use crate::columns::{BLOCK, Column, Words, fits, pieces};
use crate::fault::{Fault, Refused};
use crate::lanes;
use crate::rounding::{Rounding, big_power, big_quotient, root};
use crate::totals::{Total, each};
use num_bigint::{BigInt, Sign};
use std::cell::RefCell;

/// Sums of values up to this, and of products of their halves, fit 64 bits in a block.
const SQUARABLE: i64 = (1 << (2 * lanes::HALF)) - 1;

/// A number: an integer and its scale.
#[derive(Clone, Copy)]
pub struct Downside {
    pub value: i128,
    pub scale: u32,
}

impl Downside {
    /// The larger scale of a column's and this, and both brought to it: the column's factor, and this number.
    fn beside(self, scale: u32) -> (BigInt, BigInt) {
        let common = scale.max(self.scale);
        (big_power(common - scale), BigInt::from(self.value) * big_power(common - self.scale))
    }
}

/// None of fewer than two returns, or of no more than `ddof`.
pub fn sharpe_ratio(
    returns: &Column<'_>,
    rf: Downside,
    periods: Downside,
    ddof: usize,
    scale: u32,
    rounding: Rounding,
) -> Result<Option<i128>, Refused> {
    let sums = RefCell::new((Total::default(), Total::default()));
    let wide = |value: i128| {
        let (total, squares) = &mut *sums.borrow_mut();
        total.add(value);
        squares.add_product(value, value);
    };
    let limit = returns.largest().min(SQUARABLE.into()) as i64;
    let narrow = |words: Words<'_>| {
        let Some((sum, square)) = moments(words, limit) else { return false };
        let (total, squares) = &mut *sums.borrow_mut();
        total.add(sum);
        squares.add(square);
        true
    };
    let count = each(returns, narrow, wide)?;
    if count < 2 || count <= ddof {
        return Ok(None);
    }
    let (total, squares) = sums.into_inner();
    let (factor, rf) = rf.beside(returns.scale);
    let (total, squares) = (total.value() * &factor, squares.value() * &factor * &factor);
    let spread = &squares * count - &total * &total;
    if spread.sign() == Sign::NoSign {
        return Ok(Some(0));
    }
    let excess = total - rf * count;
    let above = &excess * &excess * (count - ddof) * periods.value;
    ratio(above, spread * count, periods, scale, rounding, &excess)
}

/// The sum of some values and that of their squares, if all are at most so large in magnitude.
fn moments(words: Words<'_>, limit: i64) -> Option<(i128, i128)> {
    let (mut parts, mut is_far) = ([0; 4], false);
    lanes::moments(words, limit, &mut parts, &mut is_far);
    let [sum, upper, mixed, lower] = parts.map(i128::from);
    (!is_far).then(|| (sum, (upper << (2 * lanes::HALF)) + (mixed << (lanes::HALF + 1)) + lower))
}

/// The root of a ratio of squares, with the sign of `excess`.
fn ratio(
    above: BigInt,
    below: BigInt,
    periods: Downside,
    scale: u32,
    rounding: Rounding,
    excess: &BigInt,
) -> Result<Option<i128>, Refused> {
    let is_negative = excess.sign() == Sign::Minus;
    root(&above, &(below * big_power(periods.scale)), scale, rounding, is_negative).ok_or(Refused::whole()).map(Some)
}

/// None without a return, and without a loss where the mean is above the target.
pub fn sortino_ratio(
    returns: &Column<'_>,
    target: Downside,
    periods: Downside,
    scale: u32,
    rounding: Rounding,
) -> Result<Option<i128>, Refused> {
    let (factor, goal) = target.beside(returns.scale);
    // Losses are counted from the lowest value that is no loss; with the target's own digits, in big integers.
    let is_plain = factor == BigInt::from(1);
    let target = i128::try_from(&goal).ok().filter(|goal| is_plain && goal.abs() < 1 << 100);
    let sums = RefCell::new((Total::default(), Total::default(), BigInt::ZERO));
    let wide = |value: i128| {
        let (total, squares, large) = &mut *sums.borrow_mut();
        total.add(value);
        match target.and_then(|target| value.checked_sub(target)) {
            Some(difference) => {
                let loss = difference.min(0);
                squares.add_product(loss, loss);
            }
            None => {
                let difference = BigInt::from(value) * &factor - &goal;
                if difference.sign() == Sign::Minus {
                    *large += &difference * &difference;
                }
            }
        }
    };
    let limit = returns.largest().min((SQUARABLE / 2).into()) as i64;
    let below = target.filter(|target| target.abs() <= (SQUARABLE / 2).into());
    let mut buffer = [0; BLOCK];
    let narrow = |words: Words<'_>| {
        let (Some(target), lanes) = (below, &mut buffer[..words.len()]) else { return false };
        let mut is_far = false;
        lanes::load(words, limit, lanes, &mut is_far);
        if is_far {
            return false;
        }
        let sum: i64 = lanes.iter().sum();
        lanes::losses(lanes, target as i64);
        let Some((_, square)) = moments(Words::Narrow(lanes), SQUARABLE) else { return false };
        let (total, squares, _) = &mut *sums.borrow_mut();
        total.add(sum.into());
        squares.add(square);
        true
    };
    let count = each(returns, narrow, wide)?;
    let (total, squares, large) = sums.into_inner();
    let excess = total.value() * &factor - &goal * count;
    let losses = squares.value() + large;
    if losses.sign() == Sign::NoSign {
        return Ok(if count == 0 || excess.sign() == Sign::Plus { None } else { Some(0) });
    }
    let above = &excess * &excess * periods.value;
    ratio(above, losses * count, periods, scale, rounding, &excess)
}

/// Rows that are looked at together: below a peak only their lowest matters.
const RUN: usize = 32;

/// None of nothing.
pub fn max_drawdown(equity: &Column<'_>, scale: u32, rounding: Rounding) -> Result<Option<i128>, Refused> {
    let largest = equity.largest();
    let limit = largest.min(i64::MAX.into()) as i64;
    let mut fall = Fall::default();
    let (mut buffer, mut least, mut most) = ([0; BLOCK], [0; BLOCK / RUN], [0; BLOCK / RUN]);
    for piece in pieces([equity]) {
        let (lanes, mut is_far) = (&mut buffer[..piece.count], piece.has_nulls() || fall.peak == 0);
        if !is_far {
            lanes::load(piece.parts[0].words, limit, lanes, &mut is_far);
        }
        if !is_far {
            lanes::extremes(lanes, RUN, &mut least, &mut most);
            for ((run, least), most) in lanes.chunks(RUN).zip(least).zip(most) {
                fall.run(run, least, most);
            }
            continue;
        }
        for row in (0..piece.count).filter(|row| piece.is_valid(*row)) {
            let [value] = piece.row(row);
            if !fits(value, largest) {
                return Err(Refused::at(piece.start + row));
            }
            if fall.peak == 0 && value <= 0 {
                return Err(Refused { fault: Fault::NoPeak, row: Some(piece.start + row) });
            }
            fall.value(value);
        }
    }
    fall.close();
    if fall.peak == 0 {
        return Ok(None);
    }
    let (depth, from) = fall.worst;
    big_quotient(&(BigInt::from(depth) * big_power(scale)), &from.into(), rounding).ok_or(Refused::whole()).map(Some)
}

/// The peak so far, the lowest value since, and the worst fall before that.
struct Fall {
    /// 0 before the first value: all that are allowed are above.
    peak: i128,
    low: i128,
    /// How far a value fell, which may be twice the largest value, and from which peak.
    worst: (u128, u128),
}

impl Default for Fall {
    fn default() -> Self {
        Self { peak: 0, low: 0, worst: (0, 1) }
    }
}

impl Fall {
    fn run(&mut self, lanes: &[i64], least: i64, most: i64) {
        if i128::from(most) <= self.peak {
            self.low = self.low.min(least.into());
        } else {
            lanes.iter().for_each(|lane| self.value((*lane).into()));
        }
    }

    fn value(&mut self, value: i128) {
        if value > self.peak {
            self.close();
            (self.peak, self.low) = (value, value);
        } else {
            self.low = self.low.min(value);
        }
    }

    /// Compares the fall since the last peak with the worst one, by cross products.
    fn close(&mut self) {
        let (depth, from) = self.worst;
        let (own, peak) = (self.peak.abs_diff(self.low), self.peak.unsigned_abs());
        let is_worse = match own.checked_mul(from).zip(depth.checked_mul(peak)) {
            Some((one, other)) => one > other,
            None => BigInt::from(own) * from > BigInt::from(depth) * peak,
        };
        if is_worse {
            self.worst = (own, peak);
        }
    }
}
