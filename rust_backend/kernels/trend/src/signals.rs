//! Signals that hold their last state, 64 bars to a word.
//!
//! "The last event was up" is a carry: an up generates it, a down kills it, anything else passes it on. So one addition
//! fills 64 bars, each a bit of a word.

use atc_engine::lanes::{LANES, prefetch_from};
use atc_engine::trading::{distance, distance_of_prices};
use atc_engine::{Arithmetic, Bits, Machine, Part, WORD};

/// The state after the bars so far.
#[derive(Clone, Copy, Default)]
struct Held {
    started: bool,
    is_up: bool,
}

impl Held {
    /// 64 states of 1, 0 or -1 from 64 events each, never both at one bar.
    #[inline(always)]
    fn fill(&mut self, machine: impl Bits, up: u64, down: u64) -> [i8; WORD] {
        let mut states = [0; WORD];
        let events = up | down;
        if !self.started && events == 0 {
            return states;
        }
        let is_up = self.carry(up, down);
        for (state, is_up) in states.iter_mut().zip(machine.spread(is_up)) {
            *state = !(is_up & 0xfe) as i8;
        }
        if !self.started {
            states[..events.trailing_zeros() as usize].fill(0);
            self.started = true;
        }
        states
    }

    /// Where the last event was up.
    #[inline(always)]
    fn carry(&mut self, up: u64, down: u64) -> u64 {
        let (generate, pass) = (up, !down);
        let (sum, first) = generate.overflowing_add(pass);
        let (sum, second) = sum.overflowing_add(u64::from(self.is_up));
        self.is_up = first | second;
        let carries_in = generate ^ pass ^ sum;
        carries_in >> 1 | u64::from(self.is_up) << (WORD - 1)
    }
}

/// Writes the first states, as many as `out` has.
#[inline(always)]
fn store(states: [i8; WORD], out: &mut [i8]) {
    match out.first_chunk_mut() {
        Some(word) => *word = states,
        None => out.copy_from_slice(&states[..out.len()]),
    }
}

/// The word of up to 64 bytes.
#[inline(always)]
fn word(machine: impl Bits, bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk() {
        return machine.pack(word);
    }
    let mut word = [0; WORD];
    word[..bytes.len()].copy_from_slice(bytes);
    machine.pack(&word)
}

#[inline(always)]
pub fn persistence_body<M: Machine>(machine: M, up: &[u8], down: &[u8], out: &mut [i8]) {
    let mut held = Held::default();
    for ((up, down), out) in up.chunks(WORD).zip(down.chunks(WORD)).zip(out.chunks_mut(WORD)) {
        for bytes in [up, down] {
            prefetch_from(bytes, 0);
        }
        prefetch_from(&out[..], 0);
        let up = word(machine, up);
        store(held.fill(machine, up, word(machine, down) & !up), out);
    }
}

/// Where prices stand to their averages, a bit a bar: strictly above, strictly below, neither where they are equal within
/// the tie band, and both where the comparison is undefined.
#[derive(Clone, Copy)]
struct Sides {
    above: u64,
    below: u64,
}

impl Sides {
    /// Of up to 64 bars; those that are missing are undefined.
    #[inline(always)]
    fn of<M: Machine>(machine: M, prices: &[f64], average: &[f64], are_positive: bool) -> Self {
        let short;
        let [prices, average]: [&[f64; WORD]; 2] = match [prices.first_chunk(), average.first_chunk()] {
            [Some(prices), Some(average)] => [prices, average],
            _ => {
                short = [filled(prices), filled(average)];
                [&short[0], &short[1]]
            }
        };
        let (part, vectors) = (Part::new(machine, 0), M::as_simd_f64s(prices).0.iter().zip(M::as_simd_f64s(average).0));
        // From the last vector on, so that each bit goes by the same steps: side by side they were vectors, and slower.
        let (mut is_not_above, mut is_not_below) = (0_u64, 0_u64);
        for (price, average) in vectors.rev() {
            let [distance, band] = if are_positive {
                distance_of_prices(part, *price, *average)
            } else {
                distance(part, *price, part.abs(*price), *average)
            };
            let [low, high] = [part.less_or_equal(distance, band), part.less_or_equal(machine.negated(band), distance)];
            is_not_above = is_not_above << M::F64_LANES | machine.lanes(low);
            is_not_below = is_not_below << M::F64_LANES | machine.lanes(high);
        }
        Self { above: !is_not_above, below: !is_not_below }
    }

    /// Bars that are strictly above where the bar before was known and not above, and likewise below.
    #[inline(always)]
    fn crossings(self, before: Self) -> [u64; 2] {
        let up = self.above & !self.below & !(self.above << 1 | before.above >> (WORD - 1));
        let down = self.below & !self.above & !(self.below << 1 | before.below >> (WORD - 1));
        [up, down]
    }
}

/// A word of bars that ends with NaN.
#[inline(always)]
fn filled(bars: &[f64]) -> [f64; WORD] {
    let mut word = [f64::NAN; WORD];
    word[..bars.len()].copy_from_slice(bars);
    word
}

/// Crossings of prices and an average, by words of 64 bars; a series may end inside its last word.
#[derive(Clone, Copy)]
pub struct Crossings {
    before: Sides,
}

impl Default for Crossings {
    fn default() -> Self {
        Self { before: Sides { above: u64::MAX, below: u64::MAX } }
    }
}

impl Crossings {
    /// Of the next bars those at which prices come to lie above the average, and below.
    #[inline(always)]
    pub fn next<M: Machine>(&mut self, machine: M, prices: &[f64], average: &[f64]) -> [u64; 2] {
        self.advance(Sides::of(machine, prices, average, false))
    }

    /// The same of finite numbers above 0, or NaN.
    #[inline(always)]
    pub fn next_of_prices<M: Machine>(&mut self, machine: M, prices: &[f64], average: &[f64]) -> [u64; 2] {
        self.advance(Sides::of(machine, prices, average, true))
    }

    #[inline(always)]
    fn advance(&mut self, sides: Sides) -> [u64; 2] {
        let crossings = sides.crossings(self.before);
        self.before = sides;
        crossings
    }
}

#[inline(always)]
pub fn crossover_body<M: Machine>(machine: M, prices: &[f64], average: &[f64], out: &mut [i8]) {
    let (mut held, mut crossings) = (Held::default(), Crossings::default());
    for ((prices, average), out) in prices.chunks(WORD).zip(average.chunks(WORD)).zip(out.chunks_mut(WORD)) {
        for line in 0..WORD / LANES {
            prefetch_from(prices, line * LANES);
            prefetch_from(average, line * LANES);
        }
        prefetch_from(&out[..], 0);
        let [up, down] = crossings.next(machine, prices, average);
        store(held.fill(machine, up, down), out);
    }
}
