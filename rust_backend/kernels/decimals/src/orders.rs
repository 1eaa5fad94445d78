//! What an order's fills come to, by the order's code.

use crate::columns::{Column, Output, fits, pieces};
use crate::fault::Refused;
use crate::metrics::Downside;
use crate::rounding::{Rounding, big_at_scale, big_power, big_quotient, fitting};
use crate::totals::Total;
use num_bigint::BigInt;

/// As many places as there are codes.
fn by_code<T: Default>(codes: &[i64]) -> Vec<T> {
    let count = codes.iter().max().map_or(0, |code| *code as usize + 1);
    std::iter::repeat_with(T::default).take(count).collect()
}

/// Each fill's code and magnitude, in the order of time.
fn each<const N: usize>(
    codes: &[i64],
    columns: [&Column<'_>; N],
    mut take: impl FnMut(usize, usize, [i128; N]) -> Option<()>,
) -> Result<(), Refused> {
    let largest = columns.map(Column::largest);
    for piece in pieces(columns) {
        for row in 0..piece.count {
            let (place, values) = (piece.start + row, piece.row(row));
            let is_right = values.iter().zip(&largest).all(|(own, most)| fits(*own, *most));
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
    let mut known: Vec<(Total, i128)> = by_code(order);
    each(order, [quantity], |row, code, [size]| {
        let (shares, paid) = &mut known[code];
        let before = *paid;
        if size != 0 {
            shares.add(size.abs());
            *paid = big_at_scale((shares.value() * &per_share).max(least.clone()), exact, scale, rounding)?;
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
    let mut begun: Vec<bool> = by_code(order);
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
    let [up, down] = [scale.saturating_sub(price.scale), price.scale.saturating_sub(scale)].map(big_power);
    let mut known: Vec<(Total, Total)> = by_code(order);
    each(order, [quantity, price], |row, code, [size, price]| {
        let (shares, amounts) = &mut known[code];
        shares.add(size.abs());
        amounts.add_product(size.abs(), price);
        let count = shares.value();
        let average = if count == BigInt::ZERO {
            None
        } else {
            Some(big_quotient(&(amounts.value() * &up), &(count * &down), rounding)?)
        };
        out.put(row, average);
        Some(())
    })
}
