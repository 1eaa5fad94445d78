//! What fills cost beside their price: commissions on amounts, and slippage.

use crate::columns::{Column, Output};
use crate::fault::{Fault, Refused};
use crate::metrics::Downside;
use crate::quotients::narrow_power;
use crate::rounding::{
    Rounding, at_scale, big_at_scale, big_power, big_quotient, fitting, power, product, quotient, ratio, scaled,
};
use crate::rows::{combined, each, powers, times};
use num_bigint::BigInt;

/// Ten thousandths have so many digits behind the point.
const BASIS_POINT_SCALE: u32 = 4;
/// Two of them fit a lane.
const HALF: i64 = i64::MAX / 2;

/// `abs(quantity * price)` times one of two rates, which `is_second` chooses by row.
pub fn commission_on_amount(
    quantity: &Column<'_>,
    price: &Column<'_>,
    rates: [Downside; 2],
    is_second: impl Fn(usize) -> bool,
    scale: u32,
    rounding: Rounding,
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    let rate_scale = rates[0].scale.max(rates[1].scale);
    let exact = quantity.scale + price.scale + rate_scale;
    let wide = rates.map(|rate| BigInt::from(rate.value) * big_power(rate_scale - rate.scale));
    let narrow = rates.map(|rate| scaled(rate.value, rate_scale - rate.scale));
    let mut value = |row, values: Option<[i128; 2]>| {
        let Some([size, price]) = values else { return Ok(None) };
        let own = usize::from(is_second(row));
        let amount = product(size, price).and_then(i128::checked_abs);
        let found = match amount.zip(narrow[own]).and_then(|(amount, rate)| product(amount, rate)) {
            Some(value) => at_scale(value, exact, scale, rounding),
            None => {
                let amount = BigInt::from((BigInt::from(size) * price).into_parts().1);
                big_at_scale(amount * &wide[own], exact, scale, rounding)
            }
        };
        found.ok_or(Fault::TooLarge).map(Some)
    };
    let factors = narrow.map(|rate| rate.and_then(|rate| i64::try_from(rate).ok()));
    let [Some(first), Some(second)] = factors else { return each([quantity, price], out, value) };
    let limits = [i64::MAX, i64::MAX / first.saturating_abs().max(second.saturating_abs()).max(1)];
    times(quantity, price, limits, exact.checked_sub(scale), rounding, out, &mut value, |row, size, price| {
        (*size, *price) = (size.abs(), price.abs() * if is_second(row) { second } else { first });
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
    let mut value = |_, values: Option<[i128; 2]>| {
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
    };
    let step = scaled(amount.value, step).filter(|step| step.unsigned_abs() <= HALF as u128);
    let Some((factor, step)) = narrow_power(up).zip(step) else { return each([price, quantity], out, value) };
    let (limits, step) = ([HALF / factor, i64::MAX], step as i64);
    combined([price, quantity], limits, exact.checked_sub(scale), rounding, out, &mut value, |price, size| {
        price * factor + size.signum() * step
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
    let mut value = |_, values: Option<[i128; 2]>| {
        let Some([price, size]) = values else { return Ok(None) };
        let place = (size.signum() + 1) as usize;
        let found = match narrow[place].and_then(|factor| product(price, factor)) {
            Some(value) => at_scale(value, exact, scale, rounding),
            None => big_at_scale(&factors[place] * price, exact, scale, rounding),
        };
        found.ok_or(Fault::TooLarge).map(Some)
    };
    let [Some(sold), Some(kept), Some(bought)] = factors.each_ref().map(|factor| i64::try_from(factor).ok()) else {
        return each([price, quantity], out, value);
    };
    let limits = [i64::MAX; 2];
    times(price, quantity, limits, exact.checked_sub(scale), rounding, out, &mut value, |_, _, size| {
        *size = [sold, kept, bought][(size.signum() + 1) as usize];
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
    let scales = [common - quantity.scale, common - volume.scale, limit.scale, impact.scale];
    let [up, down] = powers(price.scale.into(), scale);
    let narrow = [scales[0], scales[1], scales[2], scales[3], up, down].map(power);
    let wide = scales.map(big_power);
    each(columns, out, |_, values| {
        let Some([price, size, volume]) = values else { return Ok(None) };
        if size == 0 {
            return ratio(price, 1, [up, down], rounding).ok_or(Fault::TooLarge).map(Some);
        }
        if volume <= 0 {
            return Err(Fault::NoVolume);
        }
        if let Some(share) = Share::of([size, volume], &narrow, limit.value, impact.value) {
            if share.is_above_limit {
                return Err(Fault::AboveLimit);
            }
            if let Some(found) = share.moved(price, &narrow, rounding) {
                return fitting(found).ok_or(Fault::TooLarge).map(Some);
            }
        }
        let (part, total) = (&wide[0] * size.abs(), &wide[1] * volume);
        if &part * &wide[2] > &total * limit.value {
            return Err(Fault::AboveLimit);
        }
        let below = &total * &total * &wide[3];
        let moved = &part * &part * impact.value * size.signum();
        let above = (&below + moved) * price * big_power(up);
        big_quotient(&above, &(below * big_power(down)), rounding).ok_or(Fault::TooLarge).map(Some)
    })
}

/// The square of a fill's share of the volume, times the impact: `above / below`, as far as 128 bits hold it.
struct Share {
    is_above_limit: bool,
    above: i128,
    below: i128,
}

impl Share {
    /// Of a fill and a volume; `powers` are those of ten that bring both and the options to one scale.
    fn of([size, volume]: [i128; 2], powers: &[Option<i128>; 6], limit: i128, impact: i128) -> Option<Self> {
        let (part, total) = (product(size.abs(), powers[0]?)?, product(volume, powers[1]?)?);
        let is_above_limit = product(part, powers[2]?)? > product(total, limit)?;
        let above = product(product(part, part)?, impact * size.signum())?;
        Some(Self { is_above_limit, above, below: product(product(total, total)?, powers[3]?)? })
    }

    /// A price that is moved by it.
    fn moved(&self, price: i128, powers: &[Option<i128>; 6], rounding: Rounding) -> Option<i128> {
        let above = product(self.below.checked_add(self.above)?, product(price, powers[4]?)?)?;
        Some(quotient(above, product(self.below, powers[5]?)?, rounding))
    }
}
