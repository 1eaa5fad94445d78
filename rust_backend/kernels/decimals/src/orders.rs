//! What an order's fills come to, by the order's code.

use crate::columns::{BLOCK, Column, Output, fits, pieces};
use crate::fault::Refused;
use crate::metrics::Downside;
use crate::rounding::{Rounding, at_scale, big_at_scale, big_power, big_quotient, fitting, product, ratio};
use crate::totals::Totals;
use num_bigint::BigInt;

/// How many codes there are.
fn count_of(codes: &[i64]) -> usize {
    codes.iter().max().map_or(0, |code| *code as usize + 1)
}

/// Each fill's code and magnitude, in the order of time.
fn each<const N: usize>(
    codes: &[i64],
    columns: [&Column<'_>; N],
    mut take: impl FnMut(usize, usize, [i128; N]) -> Option<()>,
) -> Result<(), Refused> {
    let largest = columns.map(Column::largest);
    let limits = largest.map(|largest| largest.min(i64::MAX.into()) as i64);
    let mut lanes = [[0; BLOCK]; N];
    for piece in pieces(columns) {
        let is_narrow = piece.lanes(limits, &mut lanes);
        for row in 0..piece.count {
            let place = piece.start + row;
            let values = if is_narrow { lanes.each_ref().map(|lane| lane[row].into()) } else { piece.row(row) };
            let is_right = is_narrow || values.iter().zip(&largest).all(|(own, most)| fits(*own, *most));
            let taken = if is_right { take(place, codes[place] as usize, values) } else { None };
            taken.ok_or(Refused::at(place))?;
        }
    }
    Ok(())
}

/// What an order has paid after each fill, less what it had paid before.
pub fn commission_per_share(
    quantity: &Column<'_>,
    order: &[i64],
    [rate, minimum]: [Downside; 2],
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let exact = (quantity.scale + rate.scale).max(minimum.scale);
    let per_share = BigInt::from(rate.value) * big_power(exact - quantity.scale - rate.scale);
    let least = BigInt::from(minimum.value) * big_power(exact - minimum.scale);
    let narrow = i128::try_from(&per_share).ok().zip(i128::try_from(&least).ok());
    let (mut shares, mut paid) = (Totals::new(count_of(order)), vec![0; count_of(order)]);
    each(order, [quantity], |row, code, [size]| {
        let before = paid[code];
        let paid = &mut paid[code];
        if size != 0 {
            shares.add(code, size.abs());
            let total = shares.narrow(code).zip(narrow);
            let owed = total.and_then(|(shares, (rate, least))| Some(product(shares, rate)?.max(least)));
            *paid = match owed {
                Some(owed) => at_scale(owed, exact, scale, rounding)?,
                None => big_at_scale((shares.value(code) * &per_share).max(least.clone()), exact, scale, rounding)?,
            };
        }
        out.put(row, Some(*paid - before));
        Some(())
    })
}

/// The cost at the first fill of an order that is not of 0 shares.
pub fn commission_per_trade(
    quantity: &Column<'_>,
    order: &[i64],
    cost: Downside,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let mut begun = vec![false; count_of(order)];
    each(order, [quantity], |row, code, [size]| {
        let begins = size != 0 && !begun[code];
        begun[code] |= begins;
        out.put(row, Some(if begins { fitting(cost.value)? } else { 0 }));
        Some(())
    })
}

/// Amounts so far over shares so far; none before the first share.
pub fn fill_average_price(
    quantity: &Column<'_>,
    price: &Column<'_>,
    order: &[i64],
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let powers = [scale.saturating_sub(price.scale), price.scale.saturating_sub(scale)];
    let [up, down] = powers.map(big_power);
    let [mut shares, mut amounts] = [(); 2].map(|()| Totals::new(count_of(order)));
    each(order, [quantity, price], |row, code, [size, price]| {
        shares.add(code, size.abs());
        amounts.add_product(code, size.abs(), price);
        let average = match shares.narrow(code).zip(amounts.narrow(code)) {
            Some((0, _)) => None,
            Some((shares, amounts)) => Some(ratio(amounts, shares, powers, rounding)?),
            None => Some(big_quotient(&(amounts.value(code) * &up), &(shares.value(code) * &down), rounding)?),
        };
        out.put(row, average);
        Some(())
    })
}
