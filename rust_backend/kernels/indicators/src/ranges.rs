//! Ranges of bars.

use crate::parts::{Average, Lag};
use crate::passes::{shares, true_ranges};
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::state;

shares! {
    near:
    /// In percent of another; the division of nothing follows IEEE.
    percentages(part, whole) = (100.0 * part) / (whole), 0.0, -1.0 => |share| share;
}

state! {
    /// The largest distance of high, low and the close before.
    TrueRange() { before: Lag = Lag::new(1) }
    /// Its average.
    Atr(length: usize) { ranges: TrueRange = TrueRange::new(), average: Average = Average::wilder(length).after(1) }
    /// The same in percent of the close.
    Natr(length: usize) { average: Atr = Atr::new(length) }
}

impl Advance<3, 1> for TrueRange {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        let few = self.before.each(close, |bars, before| {
            true_ranges(&high[bars.clone()], &low[bars.clone()], before, &mut out[bars]);
        });
        out[..few].fill(f64::NAN);
    }
}

impl Advance<3, 1> for Atr {
    fn advance(&mut self, bars: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => ranges);
        self.ranges.advance(bars, [ranges]);
        self.average.run(ranges, out);
    }
}

impl Advance<3, 1> for Natr {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => average);
        self.average.advance([high, low, close], [average]);
        percentages(average, close, out);
    }
}
