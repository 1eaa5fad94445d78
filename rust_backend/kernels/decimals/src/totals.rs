//! Sums of a column, exact however large.

use crate::columns::{BLOCK, Column, Piece, Words, fits, pieces};
use crate::fault::Refused;
use crate::lanes;
use crate::rounding::{Rounding, big_at_scale, big_power, big_quotient, fitting, product};
use num_bigint::BigInt;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A sum: what 128 bits hold, and what they held before it became too much.
#[derive(Default)]
pub struct Total {
    low: i128,
    carried: BigInt,
}

impl Total {
    pub fn add(&mut self, value: i128) {
        match self.low.checked_add(value) {
            Some(sum) => self.low = sum,
            None => {
                self.carried += self.low;
                self.low = value;
            }
        }
    }

    /// A product that 128 bits may not hold.
    pub fn add_product(&mut self, one: i128, other: i128) {
        match product(one, other) {
            Some(product) => self.add(product),
            None => self.carried += BigInt::from(one) * other,
        }
    }

    /// The sum, if 128 bits always held it.
    pub fn narrow(&self) -> Option<i128> {
        (self.carried == BigInt::ZERO).then_some(self.low)
    }

    /// The sum, if it has at most 38 digits.
    pub fn fitting(&self) -> Option<i128> {
        match self.narrow() {
            Some(sum) => fitting(sum),
            None => i128::try_from(self.value()).ok().and_then(fitting),
        }
    }

    pub fn value(&self) -> BigInt {
        &self.carried + self.low
    }
}

/// Sums by code, of 16 bytes each as long as 128 bits hold them.
pub struct Totals {
    low: Vec<i128>,
    carried: BTreeMap<usize, BigInt>,
}

impl Totals {
    /// As many as there are codes.
    pub fn new(count: usize) -> Self {
        Self { low: vec![0; count], carried: BTreeMap::new() }
    }

    pub fn add(&mut self, code: usize, value: i128) {
        let low = &mut self.low[code];
        match low.checked_add(value) {
            Some(sum) => *low = sum,
            None => {
                *self.carried.entry(code).or_default() += *low;
                *low = value;
            }
        }
    }

    /// A product that 128 bits may not hold.
    pub fn add_product(&mut self, code: usize, one: i128, other: i128) {
        match product(one, other) {
            Some(product) => self.add(code, product),
            None => *self.carried.entry(code).or_default() += BigInt::from(one) * other,
        }
    }

    /// A sum, if 128 bits always held it.
    pub fn narrow(&self, code: usize) -> Option<i128> {
        (self.carried.is_empty() || !self.carried.contains_key(&code)).then(|| self.low[code])
    }

    pub fn value(&self, code: usize) -> BigInt {
        self.carried.get(&code).cloned().unwrap_or_default() + self.low[code]
    }
}

/// The rows that are not null: a piece without nulls whole where `narrow` takes it, else one by one.
pub fn each(
    column: &Column<'_>,
    mut narrow: impl FnMut(Words<'_>) -> bool,
    mut wide: impl FnMut(i128),
) -> Result<usize, Refused> {
    let (largest, mut count) = (column.largest(), 0);
    for piece in pieces([column]) {
        count += if !piece.has_nulls() && narrow(piece.parts[0].words) {
            piece.count
        } else {
            each_row(&piece, largest, &mut wide)?
        };
    }
    Ok(count)
}

fn each_row(piece: &Piece<'_, 1>, largest: i128, wide: &mut impl FnMut(i128)) -> Result<usize, Refused> {
    let mut count = 0;
    for row in (0..piece.count).filter(|row| piece.is_valid(*row)) {
        let [value] = piece.row(row);
        if !fits(value, largest) {
            return Err(Refused::at(piece.start + row));
        }
        wide(value);
        count += 1;
    }
    Ok(count)
}

/// Products of values up to this add up to 128 bits in a block.
const FACTOR: i64 = 1 << 58;

/// Values up to this add up to 64 bits in a block.
pub const SUMMABLE: i64 = i64::MAX / BLOCK as i64;

/// How many rows are not null, and their sum.
fn counted(x: &Column<'_>) -> Result<(usize, Total), Refused> {
    let total = RefCell::new(Total::default());
    let limit = x.largest().min(SUMMABLE.into()) as i64;
    let narrow = |words: Words<'_>| {
        let (mut sum, mut is_far) = (0, false);
        lanes::total(words, limit, &mut sum, &mut is_far);
        if !is_far {
            total.borrow_mut().add(sum.into());
        }
        !is_far
    };
    let count = each(x, narrow, |value| total.borrow_mut().add(value))?;
    Ok((count, total.into_inner()))
}

pub fn sum(x: &Column<'_>) -> Result<i128, Refused> {
    let (_, total) = counted(x)?;
    total.fitting().ok_or(Refused::whole())
}

/// None of nothing.
pub fn mean(x: &Column<'_>, scale: u32, rounding: Rounding) -> Result<Option<i128>, Refused> {
    let (count, total) = counted(x)?;
    if count == 0 {
        return Ok(None);
    }
    let [up, down] = [scale.saturating_sub(x.scale), x.scale.saturating_sub(scale)].map(big_power);
    big_quotient(&(total.value() * up), &(down * count), rounding).ok_or(Refused::whole()).map(Some)
}

pub fn dot(a: &Column<'_>, b: &Column<'_>, scale: u32, rounding: Rounding) -> Result<i128, Refused> {
    let (mut total, largest) = (Total::default(), [a.largest(), b.largest()]);
    let limits = largest.map(|largest| largest.min(FACTOR.into()) as i64);
    let mut lanes = [[0; BLOCK]; 2];
    for piece in pieces([a, b]) {
        if piece.lanes(limits, &mut lanes) {
            let pairs = lanes[0][..piece.count].iter().zip(&lanes[1][..piece.count]);
            total.add(pairs.map(|(x, y)| i128::from(*x) * i128::from(*y)).sum());
            continue;
        }
        for row in 0..piece.count {
            if !piece.fits(row, &largest) {
                return Err(Refused::at(piece.start + row));
            }
            if piece.is_valid(row) {
                let [x, y] = piece.row(row);
                total.add_product(x, y);
            }
        }
    }
    big_at_scale(total.value(), a.scale + b.scale, scale, rounding).ok_or(Refused::whole())
}
