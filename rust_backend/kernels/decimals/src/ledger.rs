//! Positions and what they cost, fill by fill.

use crate::columns::{BLOCK, Column, Output, fits, pieces};
use crate::fault::Refused;
use crate::metrics::Downside;
use crate::rounding::{Rounding, big_power, big_quotient, fitting, product, ratio, scaled, share};
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
        let amount = product(size, price)?;
        let opposite = (shares < 0 && size > 0) || (shares > 0 && size < 0);
        let (left, realized) = if !opposite {
            (cost.checked_add(amount)?, 0)
        } else if size.unsigned_abs() <= shares.unsigned_abs() {
            let left = share(cost, after, shares, rounding)?;
            (left, left.checked_sub(cost)?.checked_sub(amount)?)
        } else {
            (product(after, price)?, product(shares, price)?.checked_sub(cost)?)
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
    let limits = largest.map(|largest| largest.min(i64::MAX.into()) as i64);
    let mut lanes = [[0; BLOCK]; 3];
    for piece in pieces(columns) {
        let is_narrow = piece.lanes(limits, &mut lanes);
        for row in 0..piece.count {
            let place = piece.start + row;
            let values = if is_narrow { lanes.each_ref().map(|lane| lane[row].into()) } else { piece.row(row) };
            let is_right = is_narrow || values.iter().zip(&largest).all(|(value, largest)| fits(*value, *largest));
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
        let amount = scaled(product(size, price)?, self.amount_power)?;
        let cash = fitting(cash.checked_sub(amount)?.checked_sub(scaled(fee, self.fee_power)?)?)?;
        let average = if position.shares == 0 { None } else { Some(self.average(position)?) };
        Some(Booked { average, realized, cash })
    }

    fn average(&self, position: &Position) -> Option<i128> {
        ratio(position.cost, position.shares, self.average_powers, self.rounding)
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
