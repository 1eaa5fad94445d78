//! Eight windows whose values are kept in order.

use crate::side_by_side::Bars;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};

/// Ranks that are gone through together: their bounds are looked at once.
const TOGETHER: usize = 4;

/// Windows in order, one a lane. Infinities stand for what is missing, below the values and above them in turn: so the
/// middle is at the same place however many values there are.
pub struct Sorted<'a, M: Machine> {
    machine: M,
    /// Smallest first; one more row, of infinity, is after the last.
    ranks: &'a mut [Bars],
    pub missing: Row<M>,
    /// Where more are, there is no result.
    pub most_missing: f64,
    /// The next infinity to come in; the last that came in is the other one.
    next: Row<M>,
}

impl<'a, M: Machine> Sorted<'a, M> {
    /// All missing.
    #[inline(always)]
    pub fn new(machine: M, ranks: &'a mut [Bars], needed: usize) -> Self {
        let window = ranks.len() - 1;
        let (below, above) = ranks.split_at_mut(window / 2);
        below.fill([f64::NEG_INFINITY; LANES]);
        above.fill([f64::INFINITY; LANES]);
        let next = if window.is_multiple_of(2) { f64::INFINITY } else { f64::NEG_INFINITY };
        let most_missing = window as f64 - needed.max(1) as f64;
        Self {
            machine,
            ranks,
            missing: Row::splat(machine, window as f64),
            most_missing,
            next: Row::splat(machine, next),
        }
    }

    fn window(&self) -> usize {
        self.ranks.len() - 1
    }

    #[inline(always)]
    fn splat(&self, value: f64) -> Row<M> {
        Row::splat(self.machine, value)
    }

    #[inline(always)]
    fn at(&self, rank: usize) -> Row<M> {
        Row::load(self.machine, &self.ranks[rank], 0)
    }

    /// Replaces the oldest values by the newest ones, of which some are missing.
    #[inline(always)]
    pub fn replace(&mut self, oldest: Row<M>, newest: Row<M>) {
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let last = self.next.negated();
        let next = oldest.if_number(self.next, last);
        let (old, new) = (oldest.if_number(oldest, next), newest.if_number(newest, next));
        self.next = newest.if_number(next, next.negated());
        self.missing = self.missing + newest.if_number(zero, one) - oldest.if_number(zero, one);
        let (mut before, whole) = (self.splat(f64::NEG_INFINITY), self.window() / TOGETHER * TOGETHER);
        for first in (0..whole).step_by(TOGETHER) {
            if let Some(ranks) = self.ranks[first..].first_chunk_mut::<{ TOGETHER + 1 }>() {
                before = replace_in(self.machine, ranks, before, old, new);
            }
        }
        for first in whole..self.window() {
            if let Some(ranks) = self.ranks[first..].first_chunk_mut::<2>() {
                before = replace_in(self.machine, ranks, before, old, new);
            }
        }
    }

    /// The two ranks around the middle; an odd number of values is alone at the second where the window is odd, at the
    /// first where it is even.
    #[inline(always)]
    pub fn median(&self) -> Row<M> {
        let high = self.window() / 2;
        if high == 0 {
            return self.at(0);
        }
        let (low, high) = (self.at(high - 1), self.at(high));
        let both = (low + high) * self.splat(0.5);
        // Where an even number is missing, plus infinity is next.
        let zero = self.splat(0.0);
        if self.window() % 2 == 1 { zero.if_less(self.next, high, both) } else { self.next.if_less(zero, low, both) }
    }

    /// The median distance from the median, where enough values are valid.
    #[inline(always)]
    pub fn deviation(&self, median: Row<M>) -> Row<M> {
        let (missing, window) = (self.missing.array(), self.window());
        if missing == [0.0; LANES] {
            let lower = self.nearest(median, window.div_ceil(2));
            let upper = if window % 2 == 1 { lower } else { self.nearest(median, window / 2 + 1) };
            return (lower + upper) * self.splat(0.5);
        }
        self.deviation_of_some(missing, median)
    }

    /// The same where lanes have values more or fewer.
    #[inline(always)]
    fn deviation_of_some(&self, missing: Bars, median: Row<M>) -> Row<M> {
        let window = self.window() as f64;
        let (mut lower, mut upper) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let half = (window - missing[lane]) * 0.5;
            let is_enough = missing[lane] <= self.most_missing;
            lower[lane] = if is_enough { half.ceil() } else { 0.0 };
            upper[lane] = if is_enough { half.floor() + 1.0 } else { 0.0 };
        }
        let (mut below, mut above) = (median.array(), median.array());
        let mut count = next_count(&lower, &upper, 0.0);
        while count < f64::INFINITY {
            let nearest = self.nearest(median, count as usize).array();
            for lane in 0..LANES {
                below[lane] = if lower[lane] == count { nearest[lane] } else { below[lane] };
                above[lane] = if upper[lane] == count { nearest[lane] } else { above[lane] };
            }
            count = next_count(&lower, &upper, count);
        }
        let [below, above] = [Row::load(self.machine, &below, 0), Row::load(self.machine, &above, 0)];
        (below + above) * self.splat(0.5)
    }

    /// How far the farthest of so many nearest values is from the median: these lie side by side, and wherever else as many
    /// do, one of them is farther away.
    #[inline(always)]
    fn nearest(&self, median: Row<M>, count: usize) -> Row<M> {
        let ranks = &self.ranks[..self.window()];
        let distance = |low: &Bars, high: &Bars| {
            let [low, high] = [Row::load(self.machine, low, 0), Row::load(self.machine, high, 0)];
            (median - low).greatest(high - median)
        };
        let (lows, highs) = (&ranks[..ranks.len() - (count - 1)], &ranks[count - 1..]);
        // Two at a time, which do not wait for each other.
        let ((lows, low), (highs, high)) = (lows.as_chunks::<2>(), highs.as_chunks::<2>());
        let mut nearest = [self.splat(f64::INFINITY); 2];
        for (low, high) in lows.iter().zip(highs) {
            nearest[0] = nearest[0].least(distance(&low[0], &high[0]));
            nearest[1] = nearest[1].least(distance(&low[1], &high[1]));
        }
        for (low, high) in low.iter().zip(high) {
            nearest[0] = nearest[0].least(distance(low, high));
        }
        nearest[0].least(nearest[1])
    }
}

/// Replaces values in some ranks but the last; gives what came before that. `before` is what came before the first.
#[inline(always)]
fn replace_in<M: Machine, const N: usize>(
    machine: M,
    ranks: &mut [Bars; N],
    mut before: Row<M>,
    old: Row<M>,
    new: Row<M>,
) -> Row<M> {
    let mut this = Row::load(machine, &ranks[0], 0);
    for rank in 1..N {
        let next = Row::load(machine, &ranks[rank], 0);
        // Without the oldest; then the newest comes in between its neighbours.
        let kept = this.if_less(old, this, next);
        before.greatest(kept.least(new)).store(&mut ranks[rank - 1]);
        (before, this) = (kept, next);
    }
    before
}

/// The least of these counts above `count`; infinite where there is none.
#[inline(always)]
fn next_count(lower: &Bars, upper: &Bars, count: f64) -> f64 {
    let mut next = [f64::INFINITY; LANES];
    for lane in 0..LANES {
        let least = if lower[lane] > count { lower[lane] } else { upper[lane] };
        next[lane] = if least > count { least } else { f64::INFINITY };
    }
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            next[lane] = if next[lane + width] < next[lane] { next[lane + width] } else { next[lane] };
        }
    }
    next[0]
}
