//! Columns row by row: in lanes where a block fits them, one by one else; quotients and changes.

use crate::arithmetic::products;
use crate::columns::{BLOCK, Column, Output, Piece, pieces};
use crate::fault::{Fault, Refused};
use crate::lanes;
use crate::quotients::{self, DIVISOR, narrow_power};
use crate::rounding::{Rounding, big_power, big_quotient, ratio};
use num_bigint::BigInt;

/// Fills each row: the function gets its number and its values, none where one is null, and gives none for a null. It fails
/// with `Fault::TooLarge` where a value would have more than 38 digits.
pub fn each<const N: usize>(
    columns: [&Column<'_>; N],
    out: &mut Output<'_>,
    mut value: impl FnMut(usize, Option<[i128; N]>) -> Result<Option<i128>, Fault>,
) -> Result<(), Refused> {
    let largest = columns.map(Column::largest);
    let limits = largest.map(|largest| largest.min(i64::MAX.into()) as i64);
    let mut lanes = [[0; BLOCK]; N];
    for piece in pieces(columns) {
        if !piece.lanes(limits, &mut lanes) {
            each_row(&piece, &largest, out, &mut value)?;
            continue;
        }
        for row in 0..piece.count {
            let place = piece.start + row;
            let found = value(place, Some(lanes.each_ref().map(|lane| lane[row].into())));
            out.put(place, found.map_err(|fault| Refused { fault, row: Some(place) })?);
        }
    }
    Ok(())
}

/// The same of one piece, whatever is in it.
fn each_row<const N: usize>(
    piece: &Piece<'_, N>,
    largest: &[i128; N],
    out: &mut Output<'_>,
    value: &mut impl FnMut(usize, Option<[i128; N]>) -> Result<Option<i128>, Fault>,
) -> Result<(), Refused> {
    for row in 0..piece.count {
        let (place, values) = (piece.start + row, piece.is_valid(row).then(|| piece.row(row)));
        let found = if piece.fits(row, largest) { value(place, values) } else { Err(Fault::TooLarge) };
        out.put(place, found.map_err(|fault| Refused { fault, row: Some(place) })?);
    }
    Ok(())
}

/// What `combine` makes of the lanes of two columns, which it may change; blocks that lanes do not hold, or of which it gives
/// false, by `value`. Nothing is tried where `divisor` is none: the power is too large for lanes.
fn in_lanes(
    columns: [&Column<'_>; 2],
    limits: [i64; 2],
    divisor: Option<i64>,
    out: &mut Output<'_>,
    value: &mut impl FnMut(usize, Option<[i128; 2]>) -> Result<Option<i128>, Fault>,
    combine: impl Fn(&Piece<'_, 2>, [&mut [i64]; 2], i64, &mut Output<'_>) -> bool,
) -> Result<(), Refused> {
    let largest = columns.map(Column::largest);
    let limits = [0, 1].map(|place| largest[place].min(limits[place].into()) as i64);
    let mut lanes = [[0; BLOCK]; 2];
    for piece in pieces(columns) {
        if let (Some(divisor), true) = (divisor, piece.lanes(limits, &mut lanes)) {
            let pair = lanes.each_mut().map(|lane| &mut lane[..piece.count]);
            if combine(&piece, pair, divisor, out) {
                continue;
            }
        }
        each_row(&piece, &largest, out, value)?;
    }
    Ok(())
}

/// Products of two columns' lanes after `prepare` changed them, by row, divided by a power of ten; blocks that lanes do not
/// hold by `value`.
#[allow(clippy::too_many_arguments)]
pub fn times(
    a: &Column<'_>,
    b: &Column<'_>,
    limits: [i64; 2],
    down: Option<u32>,
    rounding: Rounding,
    out: &mut Output<'_>,
    value: &mut impl FnMut(usize, Option<[i128; 2]>) -> Result<Option<i128>, Fault>,
    prepare: impl Fn(usize, &mut i64, &mut i64),
) -> Result<(), Refused> {
    in_lanes([a, b], limits, down.and_then(narrow_power), out, value, |piece, [one, other], divisor, out| {
        for (row, (one, other)) in one.iter_mut().zip(&mut *other).enumerate() {
            prepare(piece.start + row, one, other);
        }
        let words = &mut out.words[piece.start..piece.start + piece.count];
        let fits = products(one, other, divisor, rounding, words);
        if fits {
            out.mark(piece);
        }
        fits
    })
}

/// What `combine` makes of the lanes of two columns, divided by a power of ten; blocks that lanes do not hold by `value`.
#[allow(clippy::too_many_arguments)]
pub fn combined(
    columns: [&Column<'_>; 2],
    limits: [i64; 2],
    down: Option<u32>,
    rounding: Rounding,
    out: &mut Output<'_>,
    value: &mut impl FnMut(usize, Option<[i128; 2]>) -> Result<Option<i128>, Fault>,
    combine: impl Fn(i64, i64) -> i64,
) -> Result<(), Refused> {
    in_lanes(columns, limits, down.and_then(narrow_power), out, value, |piece, [one, other], divisor, out| {
        one.iter_mut().zip(other).for_each(|(one, other)| *one = combine(*one, *other));
        let mut is_far = false;
        if divisor > 1 {
            quotients::divide(one, divisor, rounding, &mut is_far);
        }
        if !is_far {
            out.fill(piece, one);
        }
        !is_far
    })
}

/// From one scale to another: by which powers a quotient's parts are multiplied.
pub fn powers(from: i64, to: u32) -> [u32; 2] {
    let shift = i64::from(to) - from;
    [shift.max(0) as u32, (-shift).max(0) as u32]
}

pub fn divide(
    a: &Column<'_>,
    b: &Column<'_>,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let (shift, largest) = (powers(i64::from(a.scale) - i64::from(b.scale), scale), [a.largest(), b.largest()]);
    let factors = shift.map(narrow_power);
    let mut value = |_, values: Option<[i128; 2]>| match values {
        None => Ok(None),
        Some([_, 0]) => Err(Fault::DivisionByZero),
        Some([x, y]) => ratio(x, y, shift, rounding).ok_or(Fault::TooLarge).map(Some),
    };
    let mut lanes = [[0; BLOCK]; 2];
    for piece in pieces([a, b]) {
        if let [Some(up), Some(down)] = factors {
            let limits = [i64::MAX, DIVISOR / down];
            let limits = [0, 1].map(|place| largest[place].min(limits[place].into()) as i64);
            let mut is_far = !piece.lanes(limits, &mut lanes);
            if !is_far {
                let [dividends, divisors] = lanes.each_mut().map(|lane| &mut lane[..piece.count]);
                divisors.iter_mut().for_each(|divisor| *divisor *= down);
                quotients::over(dividends, up, divisors, rounding, &mut is_far);
            }
            if !is_far {
                out.fill(&piece, &lanes[0]);
                continue;
            }
        }
        each_row(&piece, &largest, out, &mut value)?;
    }
    Ok(())
}

pub fn returns(x: &Column<'_>, scale: u32, rounding: Rounding, out: &mut Output<'_>) -> Result<(), Refused> {
    let largest = [x.largest()];
    // Changes are then divisors too, in size.
    let limits = largest.map(|largest| largest.min((DIVISOR / 2).into()) as i64);
    let (mut lanes, mut divisors, mut last) = ([[0; BLOCK]], [0; BLOCK], None);
    for piece in pieces([x]) {
        let mut is_far = last.is_some_and(|last: i128| last.unsigned_abs() > limits[0] as u128);
        if let (false, Some(factor)) = (is_far, narrow_power(scale)) {
            is_far = !piece.lanes(limits, &mut lanes);
            let values = &mut lanes[0][..piece.count];
            let (end, divisors) = (values[piece.count - 1], &mut divisors[..piece.count]);
            divisors[1..].copy_from_slice(&values[..piece.count - 1]);
            // The row that has none before it is none itself.
            divisors[0] = last.map_or(1, |last| last as i64);
            if !is_far {
                lanes::combine(values, 1, divisors, -1);
                quotients::over(values, factor, divisors, rounding, &mut is_far);
            }
            if !is_far {
                out.fill(&piece, values);
                if last.is_none() {
                    out.put(piece.start, None);
                    out.clear(piece.start);
                }
                last = Some(end.into());
                continue;
            }
        }
        each_row(&piece, &largest, out, &mut |_, values: Option<[i128; 1]>| {
            let found = change(values.map(|[value]| value), last, scale, rounding);
            last = values.map(|[value]| value);
            found
        })?;
    }
    Ok(())
}

/// A value less the one before it, over that; none beside a null.
fn change(value: Option<i128>, last: Option<i128>, scale: u32, rounding: Rounding) -> Result<Option<i128>, Fault> {
    let Some((value, last)) = value.zip(last) else { return Ok(None) };
    if last == 0 {
        return Err(Fault::NoChangeFromZero);
    }
    // Two values of 38 digits differ by less than 2**128 / 1.7: the difference may need one bit more.
    let found = match i128::checked_sub(value, last) {
        Some(change) => ratio(change, last, [scale, 0], rounding),
        None => big_quotient(&((BigInt::from(value) - last) * big_power(scale)), &last.into(), rounding),
    };
    found.ok_or(Fault::TooLarge).map(Some)
}
