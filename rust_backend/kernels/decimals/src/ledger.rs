//! Positions and what they cost, fill by fill.

use crate::columns::{Column, Output, fits, pieces};
use crate::fault::Refused;
use crate::metrics::Downside;
use crate::rounding::{Rounding, big_power, big_quotient, fitting, quotient, scaled};
use num_bigint::BigInt;

/// What is filled, in the order of time, without nulls.
pub struct Fills<'a, 'b> {
    pub asset: &'a [i64],
    pub quantity: &'a Column<'b>,
    pub price: &'a Column<'b>,
    pub commission: &'a Column<'b>,
    pub cash: Downside,
}

/// The books after each fill.
pub struct Books<'a> {
    pub position: Output<'a>,
    pub cost: Output<'a>,
    pub average_price: Output<'a>,
    pub realized: Output<'a>,
    pub cash: Output<'a>,
}

/// Costs have at least so many digits behind the point.
const QUOTIENT_SCALE: u32 = 12;

/// `value * by / over`, rounded once.
fn share(value: i128, by: i128, over: i128, rounding: Rounding) -> Option<i128> {
    match value.checked_mul(by) {
        Some(product) => fitting(quotient(product, over, rounding)),
        None => big_quotient(&(BigInt::from(value) * by), &over.into(), rounding),
    }
}

/// Shares that are held, and what they have cost.
#[derive(Clone, Copy, Default)]
struct Position {
    shares: i128,
    cost: i128,
}

impl Position {
    /// Books a fill of `size` shares at `price`, which is at the scale of costs of one share; what it realizes. None where
    /// 128 bits are too few.
    fn book(&mut self, size: i128, price: i128, rounding: Rounding) -> Option<i128> {
        let Self { shares, cost } = *self;
        let after = shares.checked_add(size)?;
        let amount = size.checked_mul(price)?;
        let opposite = (shares < 0 && size > 0) || (shares > 0 && size < 0);
        let (left, realized) = if !opposite {
            (cost.checked_add(amount)?, 0)
        } else if size.unsigned_abs() <= shares.unsigned_abs() {
            let left = share(cost, after, shares, rounding)?;
            (left, left.checked_sub(cost)?.checked_sub(amount)?)
        } else {
            (after.checked_mul(price)?, shares.checked_mul(price)?.checked_sub(cost)?)
        };
        *self = Self { shares: fitting(after)?, cost: fitting(left)? };
        fitting(realized)
    }
}

/// Fails at the first row of which a number has more than 38 digits.
pub fn ledger(fills: &Fills<'_, '_>, scale: u32, rounding: Rounding, books: &mut Books<'_>) -> Result<(), Refused> {
    let plan = Plan::new(fills, scale, rounding);
    let assets = fills.asset.iter().max().map_or(0, |code| *code as usize + 1);
    let mut held = vec![Position::default(); assets];
    let first = scaled(fills.cash.value, plan.books - fills.cash.scale);
    let Some(mut cash) = first.and_then(fitting).or(fills.asset.is_empty().then_some(0)) else {
        return Err(Refused::at(0));
    };
    let columns = [fills.quantity, fills.price, fills.commission];
    let largest = columns.map(Column::largest);
    for piece in pieces(columns) {
        for row in 0..piece.count {
            let (place, values) = (piece.start + row, piece.row(row));
            let is_right = values.iter().zip(&largest).all(|(value, largest)| fits(*value, *largest));
            if !is_right {
                return Err(Refused::at(place));
            }
            let position = &mut held[fills.asset[place] as usize];
            let mut after = *position;
            let booked = match plan.fill(&mut after, cash, values) {
                Some(booked) => Some(booked),
                None => plan.big_fill(position, cash, values).map(|(own, booked)| {
                    after = own;
                    booked
                }),
            };
            let fill = booked.ok_or(Refused::at(place))?;
            (*position, cash) = (after, fill.cash);
            books.position.put(place, Some(position.shares));
            books.cost.put(place, Some(position.cost));
            books.average_price.put(place, fill.average);
            books.realized.put(place, Some(fill.realized));
            books.cash.put(place, Some(cash));
        }
    }
    Ok(())
}

/// What a fill comes to, beside the position.
struct Booked {
    average: Option<i128>,
    realized: i128,
    cash: i128,
}

/// Powers of ten between the scales.
struct Plan {
    /// The scale of cash.
    books: u32,
    /// From prices to costs of a share.
    price_power: u32,
    /// From amounts and from commissions to cash.
    amount_power: u32,
    fee_power: u32,
    /// From costs over shares to average prices: up, and down.
    average_powers: [u32; 2],
    rounding: Rounding,
}

impl Plan {
    fn new(fills: &Fills<'_, '_>, scale: u32, rounding: Rounding) -> Self {
        let (amounts, fees) = (fills.quantity.scale + fills.price.scale, fills.commission.scale);
        let (costs, books) = (amounts.max(QUOTIENT_SCALE), amounts.max(fees).max(fills.cash.scale));
        let share_scale = costs - fills.quantity.scale;
        Self {
            books,
            price_power: costs - amounts,
            amount_power: books - amounts,
            fee_power: books - fees,
            average_powers: [scale.saturating_sub(share_scale), share_scale.saturating_sub(scale)],
            rounding,
        }
    }

    /// None where 128 bits are too few, be it on the way.
    fn fill(&self, position: &mut Position, cash: i128, [size, price, fee]: [i128; 3]) -> Option<Booked> {
        let realized = position.book(size, scaled(price, self.price_power)?, self.rounding)?;
        let amount = scaled(size.checked_mul(price)?, self.amount_power)?;
        let cash = fitting(cash.checked_sub(amount)?.checked_sub(scaled(fee, self.fee_power)?)?)?;
        let average = if position.shares == 0 { None } else { Some(self.average(position)?) };
        Some(Booked { average, realized, cash })
    }

    fn average(&self, position: &Position) -> Option<i128> {
        let [up, down] = self.average_powers;
        match scaled(position.cost, up).zip(scaled(position.shares, down)) {
            Some((cost, shares)) => fitting(quotient(cost, shares, self.rounding)),
            None => {
                let (cost, shares) = (BigInt::from(position.cost), BigInt::from(position.shares));
                big_quotient(&(cost * big_power(up)), &(shares * big_power(down)), self.rounding)
            }
        }
    }

    /// The same in integers of any size; none where a number has more than 38 digits.
    fn big_fill(&self, held: &Position, cash: i128, values: [i128; 3]) -> Option<(Position, Booked)> {
        let [size, price, fee] = values.map(BigInt::from);
        let (shares, cost) = (BigInt::from(held.shares), BigInt::from(held.cost));
        let (price_of_cost, after) = (&price * big_power(self.price_power), &shares + &size);
        let opposite = (held.shares < 0 && values[0] > 0) || (held.shares > 0 && values[0] < 0);
        let amount = &size * &price_of_cost;
        let (left, realized) = if !opposite {
            (&cost + amount, BigInt::ZERO)
        } else if size.magnitude() <= shares.magnitude() {
            let left = BigInt::from(big_quotient(&(&cost * &after), &shares, self.rounding)?);
            let realized = &left - &cost - amount;
            (left, realized)
        } else {
            (&after * &price_of_cost, &shares * &price_of_cost - &cost)
        };
        let paid = &size * &price * big_power(self.amount_power) + fee * big_power(self.fee_power);
        let whole = |value: BigInt| i128::try_from(value).ok().and_then(fitting);
        let position = Position { shares: whole(after)?, cost: whole(left)? };
        let average = if position.shares == 0 { None } else { Some(self.average(&position)?) };
        let booked = Booked { average, realized: whole(realized)?, cash: whole(BigInt::from(cash) - paid)? };
        Some((position, booked))
    }
}
