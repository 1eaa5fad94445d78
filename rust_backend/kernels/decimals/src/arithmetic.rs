//! Sums, differences and products row by row.

use crate::columns::{BLOCK, Column, Output, Piece, Words, pieces};
use crate::fault::Refused;
use crate::lanes;
use crate::quotients::{self, narrow_power};
use crate::rounding::{Rounding, at_scale, big_at_scale, big_power, scaled};
use num_bigint::BigInt;

/// `a + b`, or `a - b` where `sign` is -1.
pub fn add(
    a: &Column<'_>,
    b: &Column<'_>,
    sign: i64,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let plan = Sum::new(a, b, sign, scale, rounding);
    let mut buffers = [[0; BLOCK]; 2];
    for piece in pieces([a, b]) {
        out.mark(&piece);
        let words = &mut out.words[piece.start..piece.start + piece.count];
        if !plan.narrow(&piece, &mut buffers, words) {
            by_row(&piece, &plan.largest, words, |[x, y]| plan.row(x, y))?;
        }
    }
    Ok(())
}

/// `x` at another scale.
pub fn rescale(x: &Column<'_>, scale: u32, rounding: Rounding, out: &mut Output<'_>) -> Result<(), Refused> {
    let zero = crate::columns::Chunk { words: Words::Same(0, x.len()), valid: None };
    let zeros = Column { chunks: vec![zero], precision: 1, scale: 0 };
    add(x, &zeros, 1, scale, rounding, out)
}

/// Each row that is not null by itself.
fn by_row<const N: usize>(
    piece: &Piece<'_, N>,
    largest: &[i128; N],
    words: &mut [[i64; 2]],
    value: impl Fn([i128; N]) -> Option<i128>,
) -> Result<(), Refused> {
    for (row, word) in words.iter_mut().enumerate() {
        let found = match (piece.fits(row, largest), piece.is_valid(row)) {
            (false, _) => None,
            (_, false) => Some(0),
            _ => value(piece.row(row)),
        };
        *word = crate::columns::split(found.ok_or(Refused::at(piece.start + row))?);
    }
    Ok(())
}

/// What is known of all rows of a sum.
struct Sum {
    /// The common scale, at which the sum is exact.
    common: u32,
    /// By which power of ten each column is multiplied to have it.
    powers: [u32; 2],
    largest: [i128; 2],
    sign: i64,
    scale: u32,
    rounding: Rounding,
}

impl Sum {
    fn new(a: &Column<'_>, b: &Column<'_>, sign: i64, scale: u32, rounding: Rounding) -> Self {
        let common = a.scale.max(b.scale).max(scale);
        let largest = [a.largest(), b.largest()];
        // A larger scale is brought about by factors, a smaller one by division.
        Self { common, powers: [common - a.scale, common - b.scale], largest, sign, scale, rounding }
    }

    /// In lanes, if all fit.
    fn narrow(&self, piece: &Piece<'_, 2>, [a, b]: &mut [[i64; BLOCK]; 2], words: &mut [[i64; 2]]) -> bool {
        let down = self.common - self.scale;
        let ([Some(one), Some(other)], Some(divisor)) = (self.powers.map(narrow_power), narrow_power(down)) else {
            return false;
        };
        let factors = [one, other];
        let limits = [0, 1].map(|place| i128::from(i64::MAX / 2 / factors[place]).min(self.largest[place]) as i64);
        let mut is_far = false;
        if let ([Words::Wide(x), Words::Wide(y)], [1, 1], 0) = (piece.parts.map(|part| part.words), factors, down) {
            lanes::add(x, y, self.sign, limits, words, &mut is_far);
            return !is_far;
        }
        for ((part, lane), limit) in piece.parts.iter().zip([&mut *a, &mut *b]).zip(limits) {
            lanes::load(part.words, limit, &mut lane[..piece.count], &mut is_far);
        }
        if is_far {
            return false;
        }
        let a = &mut a[..piece.count];
        lanes::combine(a, factors[0], &b[..piece.count], self.sign * factors[1]);
        if down > 0 {
            quotients::divide(a, divisor, self.rounding, &mut is_far);
        }
        if !is_far {
            lanes::store(a, words);
        }
        !is_far
    }

    fn row(&self, x: i128, y: i128) -> Option<i128> {
        let y = y * i128::from(self.sign);
        let exact = scaled(x, self.powers[0]).zip(scaled(y, self.powers[1])).and_then(|(x, y)| x.checked_add(y));
        match exact {
            Some(value) => at_scale(value, self.common, self.scale, self.rounding),
            None => {
                let [x, y] =
                    [(x, self.powers[0]), (y, self.powers[1])].map(|(v, power)| BigInt::from(v) * big_power(power));
                big_at_scale(x + y, self.common, self.scale, self.rounding)
            }
        }
    }
}

/// `a * b`.
pub fn multiply(
    a: &Column<'_>,
    b: &Column<'_>,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let (exact, largest) = (a.scale + b.scale, [a.largest(), b.largest()]);
    let divisor = exact.checked_sub(scale).and_then(narrow_power);
    let mut buffers = [[0; BLOCK]; 2];
    for piece in pieces([a, b]) {
        out.mark(&piece);
        let words = &mut out.words[piece.start..piece.start + piece.count];
        let is_done = |divisor| narrow_products(&piece, &mut buffers, largest, divisor, rounding, words);
        if !divisor.is_some_and(is_done) {
            by_row(&piece, &largest, words, |[x, y]| match x.checked_mul(y) {
                Some(product) => at_scale(product, exact, scale, rounding),
                None => big_at_scale(BigInt::from(x) * y, exact, scale, rounding),
            })?;
        }
    }
    Ok(())
}

/// Products in lanes, if all fit: 126 bits have at most 38 digits.
fn narrow_products(
    piece: &Piece<'_, 2>,
    buffers: &mut [[i64; BLOCK]; 2],
    largest: [i128; 2],
    divisor: i64,
    rounding: Rounding,
    words: &mut [[i64; 2]],
) -> bool {
    if !piece.lanes(largest.map(|largest| largest.min(i64::MAX.into()) as i64), buffers) {
        return false;
    }
    let [a, b] = buffers.each_mut().map(|lane| &mut lane[..piece.count]);
    products(a, b, divisor, rounding, words)
}

/// Products of lanes, divided and rounded; false where lanes do not hold them.
pub fn products(a: &mut [i64], b: &[i64], divisor: i64, rounding: Rounding, words: &mut [[i64; 2]]) -> bool {
    if divisor == 1 {
        lanes::products(a, b, words);
        return true;
    }
    let mut is_far = false;
    quotients::multiply(a, b, divisor, rounding, &mut is_far);
    if !is_far {
        lanes::store(a, words);
    }
    !is_far
}
