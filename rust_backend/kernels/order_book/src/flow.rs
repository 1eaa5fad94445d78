//! What came and went between snapshots.

use crate::rows::{ROWS, level};
use atc_engine::{Workers, each};

/// What came to each of the first levels of the bids and left those of the asks since the snapshot before.
#[allow(clippy::too_many_arguments)]
pub fn order_flow_imbalance(
    bid_price: &[f64],
    bid_size: &[f64],
    ask_price: &[f64],
    ask_size: &[f64],
    [_, width]: [usize; 2],
    levels: usize,
    workers: &dyn Workers,
    out: &mut [f64],
) {
    let given = [bid_price, bid_size, ask_price, ask_size];
    each(out.chunks_mut(ROWS * levels).enumerate(), workers, |(chunk, out)| {
        for (row, out) in out.chunks_exact_mut(levels).enumerate() {
            let place = chunk * ROWS + row;
            if place == 0 {
                out.fill(f64::NAN);
                continue;
            }
            let now = given.map(|field| &field[place * width..][..levels]);
            let before = given.map(|field| &field[(place - 1) * width..][..levels]);
            flow(now, before, out);
        }
    });
}

#[inline(always)]
fn flow(now: [&[f64]; 4], before: [&[f64]; 4], out: &mut [f64]) {
    let [now, before] = [now, before].map(|fields| fields.map(|field| &field[..out.len()]));
    for (place, out) in out.iter_mut().enumerate() {
        let [(bid, bids), (ask, asks)] = sides(now.map(|field| field[place]));
        let [(old_bid, old_bids), (old_ask, old_asks)] = sides(before.map(|field| field[place]));
        *out = part(bid >= old_bid, bids) - part(bid <= old_bid, old_bids) - part(ask <= old_ask, asks)
            + part(ask >= old_ask, old_asks);
    }
}

#[inline(always)]
fn sides([bid, bids, ask, asks]: [f64; 4]) -> [(f64, f64); 2] {
    [level(bid, bids, f64::NEG_INFINITY), level(ask, asks, f64::INFINITY)]
}

#[inline(always)]
fn part(counts: bool, size: f64) -> f64 {
    if counts { size } else { 0.0 }
}
