//! Bands around a price, and the cloud.

use crate::parts::{Average, Lag, Window};
use crate::passes::{all_three, middles, passes};
use crate::ranges::Atr;
use atc_engine::columns;
use atc_engine::incremental::{Advance, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::state;

passes! {
    /// A band above a middle.
    above(middle, width; factor) = middle + factor * width;
    /// A band below it.
    below(middle, width; factor) = middle - factor * width;
}

state! {
    /// An exponential average and bands some average ranges from it.
    Keltner(length: usize, multiplier: f64, atr_length: usize) {
        middle: Average = Average::exponential(length),
        range: Atr = Atr::new(atr_length),
    }
    /// The highest high, the lowest low, and their middle.
    Donchian(length: usize) { high: Window = Window::new(length), low: Window = Window::new(length) }
    /// Middles of three channels, two of them later.
    Ichimoku(conversion: usize, base: usize, span_b: usize, displacement: usize) {
        channels: [Donchian; 3] = [conversion, base, span_b].map(Donchian::new),
        later: [Lag; 2] = [(); 2].map(|()| Lag::new(displacement - 1)),
    }
}

/// A mean and bands some standard deviations from it.
pub fn bollinger(length: usize, multiplier: f64, ddof: usize) -> impl Advance<1, 3> {
    Bollinger { bands: atc_rolling::bands(length, None, multiplier, ddof), length, endless: Endless::default() }
}

/// Statistics leave infinities out; a window of one infinity throughout has it as its mean, and no spread.
#[derive(Clone)]
struct Bollinger<B> {
    bands: B,
    length: usize,
    endless: Endless,
}

/// How many bars in a row have been one infinity, and which.
#[derive(Clone, Copy, Default)]
struct Endless {
    bars: u64,
    value: f64,
}

impl Endless {
    fn fill(&mut self, x: &[f64], length: usize, out: [&mut [f64]; 3]) {
        if !x.iter().any(|bar| bar.is_infinite()) {
            *self = Self::default();
            return;
        }
        let [upper, middle, lower] = out;
        for (at, bar) in x.iter().enumerate() {
            let before = if *bar == self.value { self.bars } else { 0 };
            *self = if bar.is_infinite() { Self { bars: before + 1, value: *bar } } else { Self::default() };
            if self.bars >= length as u64 {
                (upper[at], middle[at], lower[at]) = (*bar, *bar, *bar);
            }
        }
    }
}

impl<B: Saved + Clone> Saved for Bollinger<B> {
    fn save(&self, writer: &mut Writer) {
        self.bands.save(writer);
        self.endless.bars.save(writer);
        self.endless.value.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.bands.load(reader)?;
        self.endless.bars.load(reader)?;
        self.endless.value.load(reader)
    }

    fn reach(&self) -> usize {
        self.bands.reach()
    }

    fn copy_from(&mut self, other: &Self) {
        self.bands.copy_from(&other.bands);
        self.endless = other.endless;
    }
}

impl<B: Advance<1, 3>> Advance<1, 3> for Bollinger<B> {
    fn advance(&mut self, [x]: [&[f64]; 1], [upper, middle, lower]: [&mut [f64]; 3]) {
        self.bands.advance([x], [&mut *upper, &mut *middle, &mut *lower]);
        self.endless.fill(x, self.length, [upper, middle, lower]);
    }

    fn at_once(&self, [x]: [&[f64]; 1], [upper, middle, lower]: [&mut [f64]; 3]) -> bool {
        let is_done = self.bands.at_once([x], [&mut *upper, &mut *middle, &mut *lower]);
        if is_done {
            Endless::default().fill(x, self.length, [upper, middle, lower]);
        }
        is_done
    }
}

impl Advance<3, 3> for Keltner {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [upper, middle, lower]: [&mut [f64]; 3]) {
        columns!(upper.len() => ranges);
        self.middle.run(close, middle);
        self.range.advance([high, low, close], [ranges]);
        above(middle, ranges, self.multiplier, upper);
        below(middle, ranges, self.multiplier, lower);
        all_three(upper, middle, lower);
    }
}

impl Advance<2, 3> for Donchian {
    fn advance(&mut self, [high, low]: [&[f64]; 2], [upper, middle, lower]: [&mut [f64]; 3]) {
        self.high.highest(high, upper);
        self.low.lowest(low, lower);
        middles(upper, lower, middle);
    }
}

impl Advance<2, 4> for Ichimoku {
    fn advance(&mut self, bars: [&[f64]; 2], [conversion, base, span_a, span_b]: [&mut [f64]; 4]) {
        columns!(conversion.len() => upper, lower, slow, cloud);
        for (channel, middle) in self.channels.iter_mut().zip([&mut *conversion, &mut *base, &mut *slow]) {
            channel.advance(bars, [upper, middle, lower]);
        }
        middles(conversion, base, cloud);
        self.later[0].run(cloud, span_a);
        self.later[1].run(slow, span_b);
    }
}
