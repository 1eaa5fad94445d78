//! Medians of long windows by rank: the bars of two windows are put in order at once, and a window is then a set of their
//! ranks, in which the median moves by a place or two a bar.

use crate::order::{median_of, middle};

/// Of fewer results, so many times as short as the window, each is found by itself.
const WORTH: usize = 16;

/// The rank of what is missing.
const NONE: usize = usize::MAX;

/// Bits of a word.
const BITS: usize = u64::BITS as usize;

/// Medians of the last bars, as many as `out` has.
pub fn medians(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) {
    let (first, needed) = (x.len() - out.len(), needed.max(1));
    if WORTH * out.len() < window {
        return each_alone(x, [window, needed], out);
    }
    let mut ranks = Ranks::new(&x[first.saturating_sub(window)..first], window);
    for (from, out) in (first..).step_by(window).zip(out.chunks_mut(window)) {
        let mut present = ranks.advance(&x[from..from + out.len()]);
        for (bar, out) in out.iter_mut().enumerate() {
            present.remove(ranks.of_bar[bar]);
            present.insert(ranks.of_bar[window + bar]);
            *out = if present.count < needed { f64::NAN } else { present.median(&ranks.values) };
        }
    }
}

/// The same of a few windows.
fn each_alone(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) {
    let mut values = Vec::new();
    for (end, out) in (x.len() - out.len() + 1..).zip(out) {
        values.clear();
        values.extend(x[end.saturating_sub(window)..end].iter().filter(|bar| bar.is_finite()));
        *out = if values.len() < needed { f64::NAN } else { median_of(&mut values) };
    }
}

/// A value as an integer of the same order, and its bar.
type Keyed = (i64, usize);

/// Greater than those of all finite values.
const LAST: Keyed = (i64::MAX, 0);

/// Its own inverse, but for the type.
fn key(bits: i64) -> i64 {
    bits ^ (bits >> (BITS - 1) & i64::MAX)
}

/// The ranks of the bars of two windows, one after the other.
struct Ranks {
    window: usize,
    /// The values of each in order.
    before: Vec<Keyed>,
    now: Vec<Keyed>,
    /// Those of both.
    values: Vec<f64>,
    of_bar: Vec<usize>,
}

impl Ranks {
    /// Of the bars before the first ones, a window or fewer.
    fn new(bars: &[f64], window: usize) -> Self {
        let mut now = Vec::new();
        sort(bars, window - bars.len(), &mut now);
        Self { window, before: Vec::new(), now, values: vec![0.0; 2 * window], of_bar: vec![NONE; 2 * window] }
    }

    /// Goes on to the next bars, a window or fewer; gives the set of those before them.
    fn advance(&mut self, bars: &[f64]) -> Present {
        std::mem::swap(&mut self.before, &mut self.now);
        self.before.pop();
        for (_, bar) in &mut self.before {
            // What came as the second window is the first one now.
            *bar -= if *bar < self.window { 0 } else { self.window };
        }
        self.before.push(LAST);
        sort(bars, self.window, &mut self.now);
        self.of_bar.fill(NONE);
        let (count, all) = (self.before.len() - 1, self.before.len() + self.now.len() - 2);
        let (mut first, mut second) = (0, 0);
        for (rank, value) in self.values[..all].iter_mut().enumerate() {
            // Chosen without a branch, which would be mispredicted every other time.
            let (a, b) = (self.before[first], self.now[second]);
            let is_first = a.0 <= b.0;
            let (number, bar) = if is_first { a } else { b };
            *value = f64::from_bits(key(number) as u64);
            self.of_bar[bar] = rank;
            first += usize::from(is_first);
            second += usize::from(!is_first);
        }
        let mut present = Present { words: vec![0; all / BITS + 1], count, below: 0, at: 0 };
        for (_, bar) in &self.before[..count] {
            present.set(self.of_bar[*bar]);
        }
        if count > 0 {
            present.below = (count - 1) / 2;
            present.at = self.of_bar[self.before[present.below].1];
        }
        present
    }
}

/// Writes the finite values in order, their bars counted from `first`, and one after the last.
fn sort(bars: &[f64], first: usize, sorted: &mut Vec<Keyed>) {
    sorted.clear();
    let finite = (first..).zip(bars).filter(|(_, bar)| bar.is_finite());
    sorted.extend(finite.map(|(place, bar)| (key(bar.to_bits() as i64), place)));
    sorted.sort_unstable();
    sorted.push(LAST);
}

/// The ranks that are in the window.
struct Present {
    words: Vec<u64>,
    count: usize,
    /// A rank, the lower median's once it was looked for, and how many are below it.
    at: usize,
    below: usize,
}

impl Present {
    #[inline(always)]
    fn set(&mut self, rank: usize) {
        self.words[rank / BITS] |= 1 << (rank % BITS);
    }

    #[inline(always)]
    fn insert(&mut self, rank: usize) {
        if rank != NONE {
            self.set(rank);
            self.count += 1;
            self.below += usize::from(rank < self.at);
        }
    }

    #[inline(always)]
    fn remove(&mut self, rank: usize) {
        if rank != NONE {
            self.words[rank / BITS] &= !(1 << (rank % BITS));
            self.count -= 1;
            self.below -= usize::from(rank < self.at);
        }
    }

    /// There must be one.
    #[inline(always)]
    fn median(&mut self, values: &[f64]) -> f64 {
        let below = (self.count - 1) / 2;
        while self.below > below {
            self.at = self.last_before(self.at);
            self.below -= 1;
        }
        self.at = self.first_from(self.at);
        while self.below < below {
            self.at = self.first_from(self.at + 1);
            self.below += 1;
        }
        let low = values[self.at];
        if self.count % 2 == 1 { low } else { middle(low, values[self.first_from(self.at + 1)]) }
    }

    /// The first rank that is present, from one on; there must be one.
    #[inline(always)]
    fn first_from(&self, rank: usize) -> usize {
        let mut word = rank / BITS;
        let mut bits = self.words[word] >> (rank % BITS) << (rank % BITS);
        while bits == 0 {
            word += 1;
            bits = self.words[word];
        }
        word * BITS + bits.trailing_zeros() as usize
    }

    /// The last rank that is present before one; there must be one.
    #[inline(always)]
    fn last_before(&self, rank: usize) -> usize {
        let mut word = rank / BITS;
        let mut bits = self.words[word] & !(u64::MAX << (rank % BITS));
        while bits == 0 {
            word -= 1;
            bits = self.words[word];
        }
        (word + 1) * BITS - 1 - bits.leading_zeros() as usize
    }
}
