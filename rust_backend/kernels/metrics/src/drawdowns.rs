//! Curves below their highest value so far.

use atc_engine::incremental::Advance;
use atc_engine::lanes::{LANES, Lanes, map, zip};
use atc_engine::state;

/// Bars of a block, which lie in the first cache.
const BLOCK: usize = 1024;

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
    let mut peaks = Peaks::after(*highest);
    let mut lost = |row: &Lanes<LANES>| zip(*row, peaks.next(row), |value, peak| 1.0 - value / peak);
    let ((rows, rest), (results, last)) = (equity.as_chunks(), out.as_chunks_mut());
    for (row, result) in rows.iter().zip(results) {
        *result = lost(row);
    }
    last.copy_from_slice(&lost(&filled(rest))[..rest.len()]);
    *highest = peaks.last();
}

#[inline(always)]
fn higher(peak: f64, value: f64) -> f64 {
    if value > peak { value } else { peak }
}

#[inline(always)]
fn lower(least: f64, value: f64) -> f64 {
    if value < least { value } else { least }
}

/// The highest value so far, eight bars at a time: a peak is that of the eight bars up to it, made by doubling, or the peak
/// eight bars before. So a row waits for the last one with one comparison, not with eight.
struct Peaks {
    /// Of one bar, two and four, in the row before.
    before: [Lanes<LANES>; 3],
    highest: Lanes<LANES>,
}

impl Peaks {
    #[inline(always)]
    fn after(highest: f64) -> Self {
        Self { before: [[f64::NEG_INFINITY; LANES]; 3], highest: [highest; LANES] }
    }

    /// The peaks of the next row; NaN is passed over.
    #[inline(always)]
    fn next(&mut self, row: &Lanes<LANES>) -> Lanes<LANES> {
        let mut windows = map(*row, |value| higher(f64::NEG_INFINITY, value));
        for (step, before) in self.before.iter_mut().enumerate() {
            let older = older(1 << step, windows, *before);
            *before = windows;
            windows = zip(older, windows, higher);
        }
        self.highest = zip(self.highest, windows, higher);
        self.highest
    }

    #[inline(always)]
    fn last(&self) -> f64 {
        self.highest[LANES - 1]
    }
}

/// The row that lies `by` bars before.
#[inline(always)]
fn older(by: usize, now: Lanes<LANES>, before: Lanes<LANES>) -> Lanes<LANES> {
    let mut older = now;
    for i in 0..LANES {
        older[i] = if i < by { before[LANES + i - by] } else { now[i - by] };
    }
    older
}

/// The last row, filled up with NaN.
#[inline(always)]
fn filled(rest: &[f64]) -> Lanes<LANES> {
    let mut row = [f64::NAN; LANES];
    row[..rest.len()].copy_from_slice(rest);
    row
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
        let (mut peaks, mut least) = (Peaks::after(self.highest), [self.least; LANES]);
        let mut take = |row: &Lanes<LANES>| {
            let fractions = zip(*row, peaks.next(row), |value, peak| value / peak);
            least = zip(least, fractions, lower);
        };
        let (rows, rest) = block.as_chunks();
        rows.iter().for_each(&mut take);
        take(&filled(rest));
        self.highest = peaks.last();
        self.least = least.into_iter().fold(self.least, lower);
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
    let mut take = |row: &Lanes<LANES>| {
        least = zip(least, *row, lower);
        largest = zip(largest, *row, higher);
    };
    let (rows, rest) = block.as_chunks();
    rows.iter().for_each(&mut take);
    take(&filled(rest));
    (least.into_iter().fold(f64::INFINITY, lower), largest.into_iter().fold(f64::NEG_INFINITY, higher))
}
