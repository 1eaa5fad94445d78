//! Curves below their highest value so far: the peak, a chain over all bars, is taken by parts side by side.

use atc_engine::incremental::Advance;
use atc_engine::lanes::{LANES, zip};
use atc_engine::state;

/// Bars of a block: they and their peaks lie in the first cache.
const BLOCK: usize = 1024;
const PART: usize = BLOCK / LANES;

atc_engine::plain! {
    /// How far below its highest value so far a curve is, as a fraction of that; NaN stays NaN and is passed over.
    drawdown(equity;) = drawdown_body;
}

atc_engine::incremental! {
    windowed {
        drawdown(equity;) -> (out) = Peak::new;
    }
}

state! {
    /// The highest value so far.
    Peak() {
        highest: f64 = f64::NEG_INFINITY,
    }
}

impl Advance<1, 1> for Peak {
    fn advance(&mut self, [equity]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        follow(equity, &mut self.highest, out);
    }
}

atc_engine::dispatched! {
    /// Takes the peak over some bars.
    fn follow(equity: &[f64], highest: &mut f64, out: &mut [f64]) = follow_body;
}

#[inline(always)]
fn drawdown_body(equity: &[f64], out: &mut [f64]) {
    let mut highest = f64::NEG_INFINITY;
    lost(equity, &mut highest, out);
}

#[inline(always)]
fn follow_body<M>(_: M, equity: &[f64], highest: &mut f64, out: &mut [f64]) {
    lost(equity, highest, out);
}

#[inline(always)]
fn lost(equity: &[f64], highest: &mut f64, out: &mut [f64]) {
    for (equity, out) in equity.chunks(BLOCK).zip(out.chunks_mut(BLOCK)) {
        peaks(equity, highest, out);
        for (out, value) in out.iter_mut().zip(equity) {
            *out = 1.0 - value / *out;
        }
    }
}

#[inline(always)]
fn higher(peak: f64, value: f64) -> f64 {
    if value > peak { value } else { peak }
}

#[inline(always)]
fn lower(least: f64, value: f64) -> f64 {
    if value < least { value } else { least }
}

/// The highest value so far at each bar of a block, and after it.
#[inline(always)]
fn peaks(equity: &[f64], highest: &mut f64, out: &mut [f64]) {
    let (Ok(equity), Ok(out)) = (<&[f64; BLOCK]>::try_from(equity), <&mut [f64; BLOCK]>::try_from(&mut *out)) else {
        for (out, value) in out.iter_mut().zip(equity) {
            *highest = higher(*highest, *value);
            *out = *highest;
        }
        return;
    };
    let mut own = [f64::NEG_INFINITY; LANES];
    for bar in 0..PART {
        for (part, own) in own.iter_mut().enumerate() {
            *own = higher(*own, equity[part * PART + bar]);
            out[part * PART + bar] = *own;
        }
    }
    for (part, own) in out.as_chunks_mut::<PART>().0.iter_mut().zip(own) {
        for peak in part {
            *peak = higher(*peak, *highest);
        }
        *highest = higher(*highest, own);
    }
}

/// How far a curve fell below its peaks until now.
pub struct Below {
    highest: f64,
    /// The least fraction of a peak.
    least: f64,
}

impl Default for Below {
    fn default() -> Self {
        Self { highest: f64::NEG_INFINITY, least: f64::INFINITY }
    }
}

impl Below {
    /// Takes the next bars. A block whose lowest value is no new least even below its highest peak needs no more than
    /// these two: most do not.
    #[inline(always)]
    pub fn take(&mut self, equity: &[f64]) {
        for block in equity.chunks(BLOCK) {
            let (lowest, largest) = bounds(block);
            let largest = higher(self.highest, largest);
            if lowest >= 0.0 && lowest / largest >= self.least {
                self.highest = largest;
                continue;
            }
            self.deepen(block);
        }
    }

    #[inline(always)]
    fn deepen(&mut self, block: &[f64]) {
        let mut highest = [0.0; BLOCK];
        let highest = &mut highest[..block.len()];
        peaks(block, &mut self.highest, highest);
        self.least = block.iter().zip(highest).map(|(value, peak)| value / *peak).fold(self.least, lower);
    }

    /// The largest drawdown; NaN without values.
    #[inline(always)]
    pub fn deepest(&self) -> f64 {
        if self.highest == f64::NEG_INFINITY { f64::NAN } else { 1.0 - self.least }
    }
}

/// The lowest and the highest value of a block; infinities without values.
#[inline(always)]
fn bounds(block: &[f64]) -> (f64, f64) {
    let (mut least, mut largest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (eights, rest) = block.as_chunks::<LANES>();
    for eight in eights {
        least = zip(least, *eight, lower);
        largest = zip(largest, *eight, higher);
    }
    let rest = rest.iter();
    (
        rest.clone().copied().chain(least).fold(f64::INFINITY, lower),
        rest.copied().chain(largest).fold(f64::NEG_INFINITY, higher),
    )
}
