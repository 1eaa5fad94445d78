//! What cash and all assets are worth at each bar.

use crate::columns::{BLOCK, Column, Output, fits, joined, pieces, split};
use crate::fault::Refused;
use crate::quotients::narrow_power;
use crate::rounding::{Rounding, at_scale, big_at_scale, big_power, product, scaled};
use num_bigint::BigInt;

/// Of each asset the quantities and the prices, beside them a column of the same length. The words of the result hold the
/// sums on the way, its bits which of them count; rows that 128 bits do not hold are computed anew.
pub fn portfolio_value(
    assets: &[[Column<'_>; 3]],
    cash: &Column<'_>,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let amounts = assets.iter().map(|[held, price, _]| held.scale + price.scale).max().unwrap_or(0);
    let exact = amounts.max(cash.scale);
    let mut wide = Vec::new();
    begin(cash, exact - cash.scale, out, &mut wide)?;
    for [held, price, _] in assets {
        add([held, price], exact - held.scale - price.scale, out, &mut wide)?;
    }
    wide.sort_unstable();
    for place in 0..out.words.len() {
        if !out.is_valid(place) {
            continue;
        }
        let value = if wide.binary_search(&place).is_ok() {
            big_at_scale(anew(assets, cash, place, exact), exact, scale, rounding)
        } else {
            at_scale(joined(out.words[place]), exact, scale, rounding)
        };
        out.words[place] = split(value.ok_or(Refused::at(place))?);
    }
    Ok(())
}

/// The cash, times a power of ten.
fn begin(cash: &Column<'_>, power: u32, out: &mut Output<'_>, wide: &mut Vec<usize>) -> Result<(), Refused> {
    for piece in pieces([cash]) {
        for row in 0..piece.count {
            let (place, [value]) = (piece.start + row, piece.row(row));
            if !piece.is_valid(row) {
                out.put(place, None);
                continue;
            }
            if !fits(value, cash.largest()) {
                return Err(Refused::at(place));
            }
            let own = scaled(value, power);
            if own.is_none() {
                wide.push(place);
            }
            out.put(place, Some(own.unwrap_or(0)));
        }
    }
    Ok(())
}

/// The amounts of an asset, times a power of ten.
fn add(
    [held, price]: [&Column<'_>; 2],
    power: u32,
    out: &mut Output<'_>,
    wide: &mut Vec<usize>,
) -> Result<(), Refused> {
    let factor = narrow_power(power);
    let limits = [held.largest().min((i64::MAX / factor.unwrap_or(1)).into()), price.largest().min(i64::MAX.into())];
    let mut lanes = [[0; BLOCK]; 2];
    for piece in pieces([held, price]) {
        if let (Some(factor), true) = (factor, piece.lanes(limits.map(|limit| limit as i64), &mut lanes)) {
            let words = &mut out.words[piece.start..piece.start + piece.count];
            for (row, (words, (size, paid))) in words.iter_mut().zip(lanes[0].iter().zip(&lanes[1])).enumerate() {
                match joined(*words).checked_add(i128::from(size * factor) * i128::from(*paid)) {
                    Some(sum) => *words = split(sum),
                    None => wide.push(piece.start + row),
                }
            }
            continue;
        }
        for row in 0..piece.count {
            let (place, [size, paid]) = (piece.start + row, piece.row(row));
            let [has_size, has_price] = piece.parts.map(|part| part.is_valid(row));
            if (has_size && !fits(size, held.largest())) || (has_price && !fits(paid, price.largest())) {
                return Err(Refused::at(place));
            }
            if !has_size || size == 0 {
                continue;
            }
            if !has_price {
                out.clear(place);
                continue;
            }
            let amount = product(size, paid).and_then(|amount| scaled(amount, power));
            match amount.and_then(|amount| joined(out.words[place]).checked_add(amount)) {
                Some(sum) => out.words[place] = split(sum),
                None => wide.push(place),
            }
        }
    }
    Ok(())
}

/// The exact sum of a row without a null.
fn anew(assets: &[[Column<'_>; 3]], cash: &Column<'_>, row: usize, exact: u32) -> BigInt {
    let mut sum = BigInt::from(cash.value(row).unwrap_or(0)) * big_power(exact - cash.scale);
    for [held, price, _] in assets {
        let amount = BigInt::from(held.value(row).unwrap_or(0)) * price.value(row).unwrap_or(0);
        sum += amount * big_power(exact - held.scale - price.scale);
    }
    sum
}
