//! What is computed row by row: quotients, changes, commissions and slippage.

use crate::columns::{Column, Output, fits, pieces};
use crate::fault::{Fault, Refused};
use crate::metrics::Downside;
use crate::rounding::{Rounding, at_scale, big_at_scale, big_power, big_quotient, fitting, quotient, scaled};
use num_bigint::BigInt;

/// Ten thousandths have so many digits behind the point.
const BASIS_POINT_SCALE: u32 = 4;

/// Fills each row: the function gets its number and its values, none where one is null, and gives none for a null. It fails
/// with `Fault::TooLarge` where a value would have more than 38 digits.
fn each<const N: usize>(
    columns: [&Column<'_>; N],
    out: &mut Output<'_>,
    mut value: impl FnMut(usize, Option<[i128; N]>) -> Result<Option<i128>, Fault>,
) -> Result<(), Refused> {
    let largest = columns.map(Column::largest);
    for piece in pieces(columns) {
        for row in 0..piece.count {
            let (place, values) = (piece.start + row, piece.is_valid(row).then(|| piece.row(row)));
            let is_right = values.is_none_or(|found| found.iter().zip(&largest).all(|(own, most)| fits(*own, *most)));
            let found = if is_right { value(place, values) } else { Err(Fault::TooLarge) };
            out.put(place, found.map_err(|fault| Refused { fault, row: Some(place) })?);
        }
    }
    Ok(())
}

/// `x * 10**up / (y * 10**down)`.
fn ratio(x: i128, y: i128, [up, down]: [u32; 2], rounding: Rounding) -> Option<i128> {
    match scaled(x, up).zip(scaled(y, down)) {
        Some((x, y)) => fitting(quotient(x, y, rounding)),
        None => big_quotient(&(BigInt::from(x) * big_power(up)), &(BigInt::from(y) * big_power(down)), rounding),
    }
}

/// From one scale to another: by which powers a quotient's parts are multiplied.
fn powers(from: i64, to: u32) -> [u32; 2] {
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
    let shift = powers(i64::from(a.scale) - i64::from(b.scale), scale);
    each([a, b], out, |_, values| match values {
        None => Ok(None),
        Some([_, 0]) => Err(Fault::DivisionByZero),
        Some([x, y]) => ratio(x, y, shift, rounding).ok_or(Fault::TooLarge).map(Some),
    })
}

pub fn returns(x: &Column<'_>, scale: u32, rounding: Rounding, out: &mut Output<'_>) -> Result<(), Refused> {
    let mut before = None;
    each([x], out, |_, values| {
        let found = match (values, before) {
            (Some(_), Some(0)) => return Err(Fault::NoChangeFromZero),
            // Two values of 38 digits differ by less than 2**128 / 1.7: the difference may need one bit more.
            (Some([value]), Some(last)) => Some(match i128::checked_sub(value, last) {
                Some(change) => ratio(change, last, [scale, 0], rounding).ok_or(Fault::TooLarge)?,
                None => {
                    let change = (BigInt::from(value) - last) * big_power(scale);
                    big_quotient(&change, &last.into(), rounding).ok_or(Fault::TooLarge)?
                }
            }),
            _ => None,
        };
        before = values.map(|[value]| value);
        Ok(found)
    })
}

/// `abs(quantity * price)` times the rate of a row, which has `rate_scale`.
pub fn commission_on_amount(
    quantity: &Column<'_>,
    price: &Column<'_>,
    rate: impl Fn(usize) -> i128,
    rate_scale: u32,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let exact = quantity.scale + price.scale + rate_scale;
    each([quantity, price], out, |row, values| {
        let Some([size, price]) = values else { return Ok(None) };
        let product = size.checked_mul(price).and_then(|amount| amount.checked_abs()?.checked_mul(rate(row)));
        let found = match product {
            Some(value) => at_scale(value, exact, scale, rounding),
            None => {
                let amount = BigInt::from((BigInt::from(size) * price).into_parts().1);
                big_at_scale(amount * rate(row), exact, scale, rounding)
            }
        };
        found.ok_or(Fault::TooLarge).map(Some)
    })
}

/// `price + sign(quantity) * amount`.
pub fn slippage_fixed(
    price: &Column<'_>,
    quantity: &Column<'_>,
    amount: Downside,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let exact = price.scale.max(amount.scale);
    let [up, step] = [exact - price.scale, exact - amount.scale];
    each([price, quantity], out, |_, values| {
        let Some([price, size]) = values else { return Ok(None) };
        let moved = size.signum() * amount.value;
        let sum = scaled(price, up).zip(scaled(moved, step)).and_then(|(price, moved)| price.checked_add(moved));
        let found = match sum {
            Some(value) => at_scale(value, exact, scale, rounding),
            None => {
                let value = BigInt::from(price) * big_power(up) + BigInt::from(moved) * big_power(step);
                big_at_scale(value, exact, scale, rounding)
            }
        };
        found.ok_or(Fault::TooLarge).map(Some)
    })
}

/// `price * (1 + sign(quantity) * basis_points / 10000)`.
pub fn slippage_basis_points(
    price: &Column<'_>,
    quantity: &Column<'_>,
    basis_points: Downside,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let own = basis_points.scale + BASIS_POINT_SCALE;
    let exact = price.scale + own;
    // At a sale, without a fill and at a purchase.
    let factors = [-1, 0, 1].map(|sign: i128| big_power(own) + BigInt::from(sign * basis_points.value));
    let narrow = factors.each_ref().map(|factor| i128::try_from(factor).ok());
    each([price, quantity], out, |_, values| {
        let Some([price, size]) = values else { return Ok(None) };
        let place = (size.signum() + 1) as usize;
        let found = match narrow[place].and_then(|factor| price.checked_mul(factor)) {
            Some(value) => at_scale(value, exact, scale, rounding),
            None => big_at_scale(&factors[place] * price, exact, scale, rounding),
        };
        found.ok_or(Fault::TooLarge).map(Some)
    })
}

/// `price * (1 + sign(quantity) * (abs(quantity) / volume)**2 * impact)`.
pub fn slippage_volume_share(
    columns: [&Column<'_>; 3],
    [limit, impact]: [Downside; 2],
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let [price, quantity, volume] = columns;
    let common = quantity.scale.max(volume.scale);
    let [shares, whole] = [common - quantity.scale, common - volume.scale].map(big_power);
    let [share_of_limit, share_of_impact] = [limit.scale, impact.scale].map(big_power);
    let [up, down] = powers(price.scale.into(), scale).map(big_power);
    each(columns, out, |_, values| {
        let Some([price, size, volume]) = values else { return Ok(None) };
        if size == 0 {
            return big_quotient(&(&up * price), &down, rounding).ok_or(Fault::TooLarge).map(Some);
        }
        if volume <= 0 {
            return Err(Fault::NoVolume);
        }
        let (part, total) = (&shares * size.abs(), &whole * volume);
        if &part * &share_of_limit > &total * limit.value {
            return Err(Fault::AboveLimit);
        }
        let below = &total * &total * &share_of_impact;
        let moved = &part * &part * impact.value * size.signum();
        let above = (&below + moved) * price;
        big_quotient(&(above * &up), &(below * &down), rounding).ok_or(Fault::TooLarge).map(Some)
    })
}
