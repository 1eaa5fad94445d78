//! What it costs to take a quantity.

use crate::rows::ROWS;
use atc_engine::{Workers, each};

/// What may be left of a quantity that is filled.
const FULL: f64 = 1e-10;

/// Walks the levels of one side, of the asks for a buyer, 1, of the bids for a seller, -1, until enough is filled or a price
/// is beyond the limit; NaN is none.
#[allow(clippy::too_many_arguments)]
pub fn book_sweep(
    price: &[f64],
    size: &[f64],
    quantity: &[f64],
    [_, width]: [usize; 2],
    side: i64,
    limit: Option<f64>,
    workers: &dyn Workers,
    filled: &mut [f64],
    cost: &mut [f64],
    average: &mut [f64],
    worst: &mut [f64],
    impact: &mut [f64],
    used: &mut [i64],
) {
    let found = filled
        .chunks_mut(ROWS)
        .zip(cost.chunks_mut(ROWS))
        .zip(average.chunks_mut(ROWS).zip(worst.chunks_mut(ROWS)))
        .zip(impact.chunks_mut(ROWS).zip(used.chunks_mut(ROWS)));
    let (side, limit) = (if side > 0 { 1.0 } else { -1.0 }, limit.unwrap_or(f64::NAN));
    each(found.enumerate(), workers, |(chunk, (((filled, cost), (average, worst)), (impact, used)))| {
        for row in 0..filled.len() {
            let place = chunk * ROWS + row;
            let levels = place * width..(place + 1) * width;
            let swept = Swept::of(&price[levels.clone()], &size[levels], quantity[place], side, limit);
            let beyond = swept.beyond / swept.filled;
            (filled[row], cost[row], used[row]) = (swept.filled, swept.cost, swept.used);
            (average[row], worst[row]) = (swept.first + beyond, swept.worst);
            impact[row] = side * beyond / swept.first;
        }
    });
}

struct Swept {
    filled: f64,
    cost: f64,
    first: f64,
    worst: f64,
    /// What was paid beyond the first price.
    beyond: f64,
    used: i64,
}

impl Swept {
    #[inline(always)]
    fn of(prices: &[f64], sizes: &[f64], quantity: f64, side: f64, limit: f64) -> Self {
        let mut swept = Self { filled: 0.0, cost: 0.0, first: f64::NAN, worst: f64::NAN, beyond: f64::NAN, used: 0 };
        let enough = if quantity < f64::INFINITY { FULL * quantity } else { f64::NEG_INFINITY };
        let mut rest = quantity;
        for (&price, &size) in prices.iter().zip(sizes) {
            if price.is_nan() || size == 0.0 {
                continue;
            }
            if side * price > side * limit || rest <= enough {
                break;
            }
            if swept.used == 0 {
                (swept.first, swept.beyond) = (price, 0.0);
            }
            let taken = size.min(rest);
            swept.filled += taken;
            swept.cost += price * taken;
            swept.beyond += (price - swept.first) * taken;
            swept.worst = price;
            swept.used += 1;
            rest -= taken;
        }
        if rest <= enough {
            swept.filled = quantity;
        }
        swept
    }
}
