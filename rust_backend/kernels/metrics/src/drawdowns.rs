//! Curves below their highest value so far.

use atc_engine::Machine;
use atc_engine::incremental::Advance;
use atc_engine::lanes::{BATCH, LANES, ROWS, Row, quotients};
use atc_engine::state;

/// Bars of a block, which lie in the first cache, and of a piece of one.
const BLOCK: usize = 1024;
const PIECE: usize = 2 * BATCH;

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
    follow(equity, &mut highest, out);
}

#[inline(always)]
fn follow_body<M: Machine>(machine: M, equity: &[f64], highest: &mut f64, out: &mut [f64]) {
    let (mut peaks, one) = (Peaks::after(machine, *highest), Row::splat(machine, 1.0));
    let (batches, rest) = equity.as_chunks::<BATCH>();
    let (results, last) = out.as_chunks_mut::<BATCH>();
    for (batch, result) in batches.iter().zip(results) {
        for (quotient, out) in peaks.quotients(batch).into_iter().zip(result.as_chunks_mut().0) {
            (one - quotient).store(out);
        }
    }
    for (row, out) in rest.chunks(LANES).zip(last.chunks_mut(LANES)) {
        let row = peaks.filled(row);
        out.copy_from_slice(&(one - row / peaks.next(row)).array()[..out.len()]);
    }
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
struct Peaks<M: Machine> {
    machine: M,
    /// Of one bar, two and four, in the row before.
    before: [Row<M>; 3],
    highest: Row<M>,
}

impl<M: Machine> Peaks<M> {
    #[inline(always)]
    fn after(machine: M, highest: f64) -> Self {
        let none = Row::splat(machine, f64::NEG_INFINITY);
        Self { machine, before: [none; 3], highest: Row::splat(machine, highest) }
    }

    /// The peaks of the next row; NaN is passed over.
    #[inline(always)]
    fn next(&mut self, row: Row<M>) -> Row<M> {
        let one = row.if_number(row, Row::splat(self.machine, f64::NEG_INFINITY));
        let two = one.older(1, self.before[0]).highest(one);
        let four = two.older(2, self.before[1]).highest(two);
        let eight = four.older(4, self.before[2]).highest(four);
        self.before = [one, two, four];
        self.highest = eight.highest(self.highest);
        self.highest
    }

    /// What the next rows are over their peaks.
    #[inline(always)]
    fn quotients(&mut self, batch: &[f64; BATCH]) -> [Row<M>; ROWS] {
        let values = [0, 1, 2, 3].map(|row| Row::load(self.machine, batch, row * LANES));
        let mut peaks = values;
        for (peaks, values) in peaks.iter_mut().zip(values) {
            *peaks = self.next(values);
        }
        quotients(self.machine, values, peaks)
    }

    /// The last row, filled up with NaN.
    #[inline(always)]
    fn filled(&self, rest: &[f64]) -> Row<M> {
        let mut row = [f64::NAN; LANES];
        row[..rest.len()].copy_from_slice(rest);
        Row::load(self.machine, &row, 0)
    }

    #[inline(always)]
    fn last(&self) -> f64 {
        self.highest.array()[LANES - 1]
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
    /// After a value that is the peak.
    #[inline(always)]
    pub fn after(highest: f64) -> Self {
        Self { highest, least: 1.0 }
    }

    /// Takes note of bars to come before any of them are taken: the lower of their bounds lies below the highest value
    /// before them. Gives the highest value after them.
    #[inline(always)]
    pub fn expect(&mut self, highest: f64, [lowest, largest]: [f64; 2]) -> f64 {
        self.least = lower(self.least, lowest / highest);
        higher(highest, largest)
    }

    /// Takes the next bars: by blocks, and what is left of those by pieces.
    #[inline(always)]
    pub fn take<M: Machine>(&mut self, machine: M, equity: &[f64]) {
        for block in equity.chunks(BLOCK) {
            if self.is_shallow(machine, block) {
                continue;
            }
            for piece in block.chunks(PIECE) {
                if !self.is_shallow(machine, piece) {
                    self.deepen(machine, piece);
                }
            }
        }
    }

    /// Whether the lowest value of some bars is no new least even below their highest peak: most need no more than these
    /// two, and are taken.
    #[inline(always)]
    fn is_shallow<M: Machine>(&mut self, machine: M, block: &[f64]) -> bool {
        if self.least == f64::INFINITY {
            return false;
        }
        self.take_shallow(bounds(machine, block))
    }

    /// Takes bars of which the bounds are known, if the lower one is no new least even below their highest peak.
    #[inline(always)]
    pub fn take_shallow(&mut self, [lowest, largest]: [f64; 2]) -> bool {
        let largest = higher(self.highest, largest);
        let is_shallow = lowest >= 0.0 && lowest / largest >= self.least;
        if is_shallow {
            self.highest = largest;
        }
        is_shallow
    }

    #[inline(always)]
    fn deepen<M: Machine>(&mut self, machine: M, block: &[f64]) {
        let (mut peaks, mut least) = (Peaks::after(machine, self.highest), Row::splat(machine, self.least));
        let (batches, rest) = block.as_chunks::<BATCH>();
        for batch in batches {
            for quotient in peaks.quotients(batch) {
                least = quotient.lowest(least);
            }
        }
        for row in rest.chunks(LANES) {
            let row = peaks.filled(row);
            least = (row / peaks.next(row)).lowest(least);
        }
        self.least = least.folded(lower);
        self.highest = peaks.last();
    }

    /// The largest drawdown; NaN without values.
    #[inline(always)]
    pub fn deepest(&self) -> f64 {
        if self.highest == f64::NEG_INFINITY { f64::NAN } else { 1.0 - self.least }
    }
}

/// The lowest and the highest value of a block; infinities without values.
#[inline(always)]
fn bounds<M: Machine>(machine: M, block: &[f64]) -> [f64; 2] {
    let mut least = Row::splat(machine, f64::INFINITY);
    let mut largest = Row::splat(machine, f64::NEG_INFINITY);
    let (rows, rest) = block.as_chunks::<LANES>();
    for row in rows {
        let row = Row::load(machine, row, 0);
        (least, largest) = (row.lowest(least), row.highest(largest));
    }
    let row = Row::last(machine, block, rest.len());
    (least, largest) = (row.lowest(least), row.highest(largest));
    [least.folded(lower), largest.folded(higher)]
}
