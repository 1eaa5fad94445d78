//! Oscillators: shares of what moved, and places in a range.

use crate::parts::{Average, Lag, Window};
use crate::passes::{all_three, both, differences, is_tied, larger, passes, places, shares, smaller, typical_prices};
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::lanes::LEAST;
use atc_engine::state;

passes! {
    /// What is above 0 of a move.
    rises(now, before) = {
        let moved = now - before;
        if (moved > 0.0) | moved.is_nan() { moved } else { 0.0 }
    };
    /// Where a value is between two that may be equal but for rounding.
    places_apart(value, top, bottom) = {
        let above = value - bottom;
        100.0 * if is_tied(top, bottom) & !above.is_nan() { 0.5 } else { above / (top - bottom) }
    };
    /// Three times the one less twice the other.
    leads(k, d) = 3.0 * k - 2.0 * d;
    /// Distances over 0.015 of what they usually are.
    unusual(distance, deviation, top, bottom) =
        if is_tied(top, bottom) { 0.0 } else { distance / (0.015 * deviation) };
    /// Flows at prices above those before, beyond the tie band.
    inwards(price, before, volume) = flow(price * volume, price, before, true);
    /// Flows at prices below those before.
    outwards(price, before, volume) = flow(price * volume, price, before, false);
    /// What was bought: the close above the lower of the low and the close before.
    pressures(low, close, before) = close - smaller(low, before);
    /// From the lower of the low and the close before to the higher of the high and it.
    whole_ranges(high, low, before) = larger(high, before) - smaller(low, before);
}

shares! {
    far:
    /// Where a close is between two prices, counted from above.
    places_below(close, top, bottom) = (close - bottom) / (top - bottom), 0.5, 0.0 => |place| 100.0 * place - 100.0;
}

shares! {
    near:
    /// The part of rises in both, in percent.
    strengths(rises, falls) = (rises) / (rises + falls), 0.5, LEAST => |share| 100.0 * share;
    /// The first part of two, in percent.
    parts_of_both(part, other) = (part) / (part + other), 0.5, 0.0 => |share| 100.0 * share;
    /// A part of the whole; a half of nothing.
    halves(part, whole) = (part) / (whole), 0.5, 0.0 => |share| share;
    /// Three shares, the faster the heavier, in percent.
    weighted_shares(fast, middle, slow) = (4.0 * fast + 2.0 * middle + slow) / (7.0), 0.0, 0.0 => |share| 100.0 * share;
}

/// A flow where it counts, else 0; NaN where an operand is.
#[inline(always)]
fn flow(flow: f64, price: f64, before: f64, is_inward: bool) -> f64 {
    let counts = (if is_inward { price > before } else { price < before }) & !is_tied(price, before);
    let otherwise = if before.is_nan() { before } else { 0.0 };
    if counts | flow.is_nan() { flow } else { otherwise }
}

state! {
    /// The share of rises in all moves.
    Rsi(length: usize) {
        before: Lag = Lag::new(1),
        rises: Average = Average::wilder(length).after(1).of_ratio(),
        falls: Average = Average::wilder(length).after(1).of_ratio(),
    }
    /// Where the close is in the range of its window.
    Place(length: usize) { high: Window = Window::new(length), low: Window = Window::new(length) }
    /// Its mean, and the mean of that.
    Stochastic(length: usize, smooth_k: usize, smooth_d: usize) {
        place: Place = Place::new(length),
        k: Window = Window::new(smooth_k),
        d: Window = Window::new(smooth_d),
    }
    /// The same of the RSI.
    StochasticRsi(length: usize, stochastic_length: usize, smooth_k: usize, smooth_d: usize) {
        strength: Rsi = Rsi::new(length),
        high: Window = Window::new(stochastic_length),
        low: Window = Window::new(stochastic_length),
        k: Window = Window::new(smooth_k),
        d: Window = Window::new(smooth_d),
    }
    /// The same, smoothed as Wilder does, and the lead of the first.
    Kdj(length: usize, smooth_k: usize, smooth_d: usize) {
        place: Place = Place::new(length),
        k: Average = Average::wilder(smooth_k).after(length - 1),
        d: Average = Average::wilder(smooth_d).after(length - 1 + smooth_k - 1),
    }
    /// The place counted from above.
    WilliamsR(length: usize) { high: Window = Window::new(length), low: Window = Window::new(length) }
    /// The distance of the typical price from its mean, over what it usually is.
    Cci(length: usize) {
        mean: Window = Window::new(length),
        deviation: Window = Window::new(length),
        high: Window = Window::new(length),
        low: Window = Window::new(length),
    }
    /// The share of flows at rising prices in all flows.
    Mfi(length: usize) {
        before: Lag = Lag::new(1),
        inwards: Window = Window::new(length),
        outwards: Window = Window::new(length),
    }
    /// The share of buying pressure in the range, of three windows.
    UltimateOscillator(short: usize, medium: usize, long: usize) {
        before: Lag = Lag::new(1),
        pressures: [Window; 3] = [short, medium, long].map(Window::new),
        ranges: [Window; 3] = [short, medium, long].map(Window::new),
    }
}

impl Advance<1, 1> for Rsi {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => before, moves, up, down);
        self.before.run(x, before);
        rises(x, before, moves);
        self.rises.run(moves, up);
        rises(before, x, moves);
        self.falls.run(moves, down);
        strengths(up, down, out);
    }
}

impl Advance<3, 1> for Place {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => top, bottom);
        self.high.highest(high, top);
        self.low.lowest(low, bottom);
        places(close, top, bottom, out);
    }
}

impl Advance<3, 2> for Stochastic {
    fn advance(&mut self, bars: [&[f64]; 3], [k, d]: [&mut [f64]; 2]) {
        columns!(k.len() => places);
        self.place.advance(bars, [places]);
        self.k.mean(places, k);
        self.d.mean(k, d);
        both(k, d);
    }
}

impl Advance<1, 2> for StochasticRsi {
    fn advance(&mut self, x: [&[f64]; 1], [k, d]: [&mut [f64]; 2]) {
        columns!(k.len() => strength, top, bottom, places);
        self.strength.advance(x, [strength]);
        self.high.highest(strength, top);
        self.low.lowest(strength, bottom);
        places_apart(strength, top, bottom, places);
        self.k.mean(places, k);
        self.d.mean(k, d);
        both(k, d);
    }
}

impl Advance<3, 3> for Kdj {
    fn advance(&mut self, bars: [&[f64]; 3], [k, d, j]: [&mut [f64]; 3]) {
        columns!(k.len() => places);
        self.place.advance(bars, [places]);
        self.k.run(places, k);
        self.d.run(k, d);
        leads(k, d, j);
        all_three(k, d, j);
    }
}

impl Advance<3, 1> for WilliamsR {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => top, bottom);
        self.high.highest(high, top);
        self.low.lowest(low, bottom);
        places_below(close, top, bottom, out);
    }
}

impl Advance<3, 1> for Cci {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => prices, means, distances, deviations, top, bottom);
        typical_prices(high, low, close, prices);
        self.mean.mean(prices, means);
        self.deviation.mean_deviation(prices, means, deviations);
        self.high.highest(prices, top);
        self.low.lowest(prices, bottom);
        differences(prices, means, distances);
        unusual(distances, deviations, top, bottom, out);
    }
}

impl Advance<4, 1> for Mfi {
    fn advance(&mut self, [high, low, close, volume]: [&[f64]; 4], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => prices, before, flows, positive, negative);
        typical_prices(high, low, close, prices);
        self.before.run(prices, before);
        inwards(prices, before, volume, flows);
        self.inwards.mean(flows, positive);
        outwards(prices, before, volume, flows);
        self.outwards.mean(flows, negative);
        parts_of_both(positive, negative, out);
    }
}

impl Advance<3, 1> for UltimateOscillator {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => before, bought, range, part, whole, fast, middle, slow);
        self.before.run(close, before);
        pressures(low, close, before, bought);
        whole_ranges(high, low, before, range);
        let windows = self.pressures.iter_mut().zip(&mut self.ranges);
        for ((pressures, ranges), result) in windows.zip([&mut *fast, &mut *middle, &mut *slow]) {
            pressures.mean(bought, part);
            ranges.mean(range, whole);
            halves(part, whole, result);
        }
        weighted_shares(fast, middle, slow, out);
    }
}
