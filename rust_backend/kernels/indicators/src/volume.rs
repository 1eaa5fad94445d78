//! What volume says.

use crate::averages::weighted_means;
use crate::parts::{Average, Lag, Total, Window};
use crate::passes::{differences, find_gaps, passes, session_totals, shares};
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
}

shares! {
    far:
    /// Volume times where the close is in its bar, from -1 to 1; 0 of a bar without range.
    flows(high, low, close, volume) = ((close - low) - (high - close)) / (high - low), 0.0, 0.0 => |place| place * volume;
    /// Volume times the mean of high, low and close.
    flows_at_prices(high, low, close, volume) = (high + low + close) / (3.0), 0.0, 0.0 => |price| price * volume;
}

shares! {
    near:
    /// Sums over sums; 0 of nothing.
    ratios(part, whole) = (part) / (whole), 0.0, 0.0 => |ratio| ratio;
}

state! {
    /// Volume added where the close rose, taken away where it fell.
    Obv() { before: Lag = Lag::new(1), has_begun: bool = false, total: Total = Total::default() }
    /// The sum of volumes, each times where the close was in its bar.
    AccumulationDistribution() { total: Total = Total::default() }
    /// Fast less slow average of it, both from its first value on, and how many bars are still hidden.
    ChaikinOscillator(fast: usize, slow: usize) {
        line: AccumulationDistribution = AccumulationDistribution::new(),
        quick: Average = Average::exponential(fast).begun_at_once(),
        calm: Average = Average::exponential(slow).begun_at_once(),
        hidden: u64 = slow as u64 - 1,
    }
    /// Sums of a window over its volume.
    ChaikinMoneyFlow(length: usize) { flows: Window = Window::new(length), volumes: Window = Window::new(length) }
    /// Prices by volume since the session began.
    Vwap() { has_begun: bool = false, totals: [Total; 2] = [Total::default(); 2] }
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
        columns!(out.len() => line, fast, slow);
        self.line.advance(bars, [line]);
        self.quick.run(line, fast);
        self.calm.run(line, slow);
        differences(fast, slow, out);
        let hidden = self.hidden.min(out.len() as u64);
        out[..hidden as usize].fill(f64::NAN);
        self.hidden -= hidden;
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

impl Vwap {
    /// Nothing of the missing bars at the head of a session counts.
    fn clear_heads(&mut self, bars: [&[f64]; 4], starts: &[f64], [flows, volumes]: [&mut [f64]; 2]) {
        for bar in 0..flows.len() {
            self.has_begun &= starts[bar] == 0.0;
            self.has_begun |= bars.iter().all(|column| !column[bar].is_nan());
            if !self.has_begun {
                (flows[bar], volumes[bar]) = (0.0, 0.0);
            }
        }
    }
}

impl Advance<5, 1> for Vwap {
    fn advance(&mut self, [high, low, close, volume, starts]: [&[f64]; 5], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => moved, volumes, part, whole);
        flows_at_prices(high, low, close, volume, moved);
        let mut has_gaps = false;
        find_gaps(moved, &mut has_gaps);
        let volume = if has_gaps {
            volumes.copy_from_slice(volume);
            self.clear_heads([high, low, close, volume], starts, [moved, volumes]);
            volumes
        } else {
            self.has_begun = true;
            volume
        };
        session_totals([moved, volume], starts, &mut self.totals, [part, whole]);
        weighted_means(part, whole, out);
    }
}
