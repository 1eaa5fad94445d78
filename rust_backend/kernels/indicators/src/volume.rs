//! What volume says.

use crate::averages::weighted_means;
use crate::parts::{Average, Lag, Total, Window};
use crate::passes::{differences, hidden, passes, products, typical_prices};
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::state;

passes! {
    /// Volume in the direction of the close; NaN where an operand is.
    signed_volumes(close, before, volume) = {
        let falling = if close < before { -volume } else { 0.0 };
        let moved = if close > before { volume } else { falling };
        if close.is_nan() | before.is_nan() | volume.is_nan() { f64::NAN } else { moved }
    };
    /// Volume times where the close is in its bar, from -1 to 1; 0 of a bar without range.
    flows(high, low, close, volume) = {
        let place = ((close - low) - (high - close)) / (high - low);
        (if (high == low) & !close.is_nan() { 0.0 } else { place }) * volume
    };
    /// Sums over sums; 0 of nothing.
    ratios(part, whole) = if (whole == 0.0) & !part.is_nan() { 0.0 } else { part / whole };
}

state! {
    /// Volume added where the close rose, taken away where it fell.
    Obv() { before: Lag = Lag::new(1), has_begun: bool = false, total: Total = Total::default() }
    /// The sum of volumes, each times where the close was in its bar.
    AccumulationDistribution() { total: Total = Total::default() }
    /// Fast less slow average of it, both from its first value on.
    ChaikinOscillator(fast: usize, slow: usize) {
        line: AccumulationDistribution = AccumulationDistribution::new(),
        quick: Average = Average::exponential(fast).begun_at_once(),
        calm: Average = Average::exponential(slow).begun_at_once(),
        shown: Lag = Lag::new(slow - 1),
    }
    /// Sums of a window over its volume.
    ChaikinMoneyFlow(length: usize) { flows: Window = Window::new(length), volumes: Window = Window::new(length) }
    /// Prices by volume since the session began.
    Vwap() { has_begun: bool = false, prices: Total = Total::default(), volumes: Total = Total::default() }
}

impl Advance<2, 1> for Obv {
    fn advance(&mut self, [close, volume]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => moved);
        self.before.each(close, |bars, before| {
            signed_volumes(&close[bars.clone()], before, &volume[bars.clone()], &mut moved[bars]);
        });
        if !self.has_begun {
            moved[0] = volume[0];
            self.has_begun = true;
        }
        self.total.run(moved, out);
    }
}

impl Advance<4, 1> for AccumulationDistribution {
    fn advance(&mut self, [high, low, close, volume]: [&[f64]; 4], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => moved);
        flows(high, low, close, volume, moved);
        self.total.run(moved, out);
    }
}

impl Advance<4, 1> for ChaikinOscillator {
    fn advance(&mut self, bars: [&[f64]; 4], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => line, fast, slow, difference, shown);
        self.line.advance(bars, [line]);
        self.quick.run(line, fast);
        self.calm.run(line, slow);
        differences(fast, slow, difference);
        self.shown.run(bars[0], shown);
        hidden(difference, shown, out);
    }
}

impl Advance<4, 1> for ChaikinMoneyFlow {
    fn advance(&mut self, [high, low, close, volume]: [&[f64]; 4], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => moved, part, whole);
        flows(high, low, close, volume, moved);
        self.flows.mean(moved, part);
        self.volumes.mean(volume, whole);
        ratios(part, whole, out);
    }
}

/// Missing bars at the head of a session are skipped.
impl Advance<5, 1> for Vwap {
    fn advance(&mut self, [high, low, close, volume, starts]: [&[f64]; 5], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => prices, moved, flow, whole);
        typical_prices(high, low, close, prices);
        products(prices, volume, moved);
        let mut from = 0;
        while from < out.len() {
            if starts[from] != 0.0 {
                *self = Self::new();
            }
            let until = (from + 1..out.len()).find(|bar| starts[*bar] != 0.0).unwrap_or(out.len());
            let is_whole = |bar: &usize| [high, low, close, volume].iter().all(|column| !column[*bar].is_nan());
            let first = if self.has_begun { Some(from) } else { (from..until).find(is_whole) };
            let first = first.unwrap_or(until);
            self.has_begun |= first < until;
            flow[from..first].fill(f64::NAN);
            whole[from..first].fill(f64::NAN);
            self.prices.run(&moved[first..until], &mut flow[first..until]);
            self.volumes.run(&volume[first..until], &mut whole[first..until]);
            from = until;
        }
        weighted_means(flow, whole, out);
    }
}
