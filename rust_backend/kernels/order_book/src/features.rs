//! What a snapshot says.

use crate::rows::{ROWS, level};
use atc_engine::{Workers, each};

const MISSING: i8 = -1;
const APART: i8 = 0;
const LOCKED: i8 = 1;
const CROSSED: i8 = 2;

/// Mid, spread, microprice, depths, imbalance, mean prices and state of each snapshot, of its first `levels` levels.
#[allow(clippy::too_many_arguments)]
pub fn book_features(
    bid_price: &[f64],
    bid_size: &[f64],
    ask_price: &[f64],
    ask_size: &[f64],
    [_, width]: [usize; 2],
    levels: usize,
    workers: &dyn Workers,
    mid: &mut [f64],
    spread: &mut [f64],
    microprice: &mut [f64],
    bid_depth: &mut [f64],
    ask_depth: &mut [f64],
    imbalance: &mut [f64],
    bid_vwap: &mut [f64],
    ask_vwap: &mut [f64],
    state: &mut [i8],
) {
    let given = [bid_price, bid_size, ask_price, ask_size];
    let found = mid
        .chunks_mut(ROWS)
        .zip(spread.chunks_mut(ROWS))
        .zip(microprice.chunks_mut(ROWS))
        .zip(bid_depth.chunks_mut(ROWS).zip(ask_depth.chunks_mut(ROWS)))
        .zip(imbalance.chunks_mut(ROWS))
        .zip(bid_vwap.chunks_mut(ROWS).zip(ask_vwap.chunks_mut(ROWS)))
        .zip(state.chunks_mut(ROWS));
    each(found.enumerate(), workers, |(chunk, ((((((mid, spread), micro), depth), imbalance), vwap), state))| {
        for row in 0..mid.len() {
            let place = (chunk * ROWS + row) * width;
            let [bids, bid_sizes, asks, ask_sizes] = given.map(|field| &field[place..place + width]);
            let bid = SideOfBook::of(bids, bid_sizes, levels);
            let ask = SideOfBook::of(asks, ask_sizes, levels);
            mid[row] = (ask.price + bid.price) / 2.0;
            spread[row] = ask.price - bid.price;
            micro[row] = bid.price + (ask.price - bid.price) * (bid.size / (bid.size + ask.size));
            (depth.0[row], depth.1[row]) = (bid.depth, ask.depth);
            imbalance[row] = (bid.depth - ask.depth) / (bid.depth + ask.depth);
            (vwap.0[row], vwap.1[row]) = (bid.vwap, ask.vwap);
            state[row] = state_of(bid.price, ask.price);
        }
    });
}

/// The best level of a side, and what all that count come to.
struct SideOfBook {
    price: f64,
    size: f64,
    depth: f64,
    vwap: f64,
}

impl SideOfBook {
    #[inline(always)]
    fn of(prices: &[f64], sizes: &[f64], levels: usize) -> Self {
        let (&[first, ..], &[first_size, ..]) = (prices, sizes) else {
            return Self { price: f64::NAN, size: 0.0, depth: 0.0, vwap: f64::NAN };
        };
        let (best, best_size) = level(first, first_size, f64::NAN);
        // From the first price on, so that neither large prices nor large sizes overflow where their mean does not.
        let pivot = if first.is_nan() { 0.0 } else { first };
        let (mut depth, mut beyond) = (0.0, 0.0);
        for (&price, &size) in prices.iter().zip(sizes).take(levels) {
            let (away, size) = level(price - pivot, size, 0.0);
            depth += size;
            beyond += away * size;
        }
        let vwap = if depth > 0.0 { pivot + beyond / depth } else { f64::NAN };
        Self { price: best, size: best_size, depth, vwap }
    }
}

#[inline(always)]
fn state_of(bid: f64, ask: f64) -> i8 {
    let whole = if bid < ask {
        APART
    } else if bid == ask {
        LOCKED
    } else {
        CROSSED
    };
    if bid.is_nan() | ask.is_nan() { MISSING } else { whole }
}
