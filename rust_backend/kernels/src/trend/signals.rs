//! Signals that hold their last state, eight bars to a word.
//!
//! "The last event was up" is a carry: an up generates it, a down kills it, anything else passes it on. So one addition
//! fills eight bars, each a byte of a word.

use crate::dispatch::Machine;

/// The lowest bit of every byte.
const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// Bars per tile, a multiple of eight.
const TILE: usize = 64;

const ABOVE: u8 = 1;
const BELOW: u8 = 2;
/// A bar whose comparison is undefined, and every bar before the first.
const UNKNOWN: u8 = ABOVE | BELOW;

/// The state after the bars so far.
#[derive(Clone, Copy, Default)]
struct Held {
    /// 0x01 in every byte once there was an event.
    started: u64,
    is_up: bool,
}

impl Held {
    /// Eight states, bytes of 1, 0 or -1, from eight events each: bytes of 0 or 1, never both at one bar.
    #[inline(always)]
    fn fill(&mut self, up: u64, down: u64) -> u64 {
        if self.started == 0 {
            return self.start(up, down);
        }
        let (generate, pass) = (up * 0xff, !(down * 0xff));
        let (sum, first) = generate.overflowing_add(pass);
        let (sum, second) = sum.overflowing_add(u64::from(self.is_up));
        self.is_up = first | second;
        let carries_in = (generate ^ pass ^ sum) & ONES;
        let is_up = (carries_in >> 8) | (u64::from(self.is_up) << 56);
        !(is_up * 0xfe)
    }

    /// The same before and at the first event.
    #[cold]
    fn start(&mut self, up: u64, down: u64) -> u64 {
        let events = up | down;
        if events == 0 {
            return 0;
        }
        let before = events.trailing_zeros();
        *self = Self { started: ONES, is_up: false };
        self.fill(up, down) & (u64::MAX << before)
    }
}

/// Fills `out` from the events of each eight bars, which `events` gives as bytes of 0 or 1.
#[inline(always)]
fn fill(out: &mut [i8], held: &mut Held, events: impl Fn(usize) -> [u64; 2]) {
    let mut words = out.chunks_exact_mut(8);
    let mut at = 0;
    for word in &mut words {
        let [up, down] = events(at);
        store(held.fill(up, down), word);
        at += 8;
    }
    let rest = words.into_remainder();
    if !rest.is_empty() {
        let [up, down] = events(at);
        store(held.fill(up, down), rest);
    }
}

#[inline(always)]
fn store(word: u64, out: &mut [i8]) {
    for (state, byte) in out.iter_mut().zip(word.to_le_bytes()) {
        *state = byte as i8;
    }
}

/// The word of up to eight bytes at `at`.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => (bytes[at..].iter().rev()).fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Every nonzero byte becomes 1.
#[inline(always)]
fn truth(word: u64) -> u64 {
    let low = 0x7f * ONES;
    ((((word & low) + low) | word) >> 7) & ONES
}

#[inline(always)]
pub fn persistence_body<M: Machine>(_: M, up: &[u8], down: &[u8], out: &mut [i8]) {
    fill(out, &mut Held::default(), |at| {
        let up = truth(word(up, at));
        [up, truth(word(down, at)) & !up]
    });
}

/// Where a price stands to its average: strictly above, strictly below, equal within the tie band (0) or unknown.
#[inline(always)]
fn side(price: f64, average: f64) -> u8 {
    let (p, m) = (price.abs(), average.abs());
    let band = 1e-10 * if p > m { p } else { m };
    let distance = price - average;
    let known = price >= average || price < average;
    if known { u8::from(distance > band) | (u8::from(-distance > band) << 1) } else { UNKNOWN }
}

#[inline(always)]
pub fn crossover_body<M: Machine>(_: M, prices: &[f64], average: &[f64], out: &mut [i8]) {
    let mut held = Held::default();
    let mut previous = UNKNOWN;
    let mut sides = [0; TILE];
    for ((prices, average), out) in prices.chunks(TILE).zip(average.chunks(TILE)).zip(out.chunks_mut(TILE)) {
        for ((side_at, price), average) in sides.iter_mut().zip(prices).zip(average) {
            *side_at = side(*price, *average);
        }
        let count = out.len();
        fill(out, &mut held, |at| crossings(word(&sides[..count], at), if at == 0 { previous } else { sides[at - 1] }));
        previous = sides[TILE - 1];
    }
}

/// Bars that are strictly above where the bar before was known and not above, and likewise below.
#[inline(always)]
fn crossings(sides: u64, before: u8) -> [u64; 2] {
    let previous = sides << 8 | u64::from(before);
    let above = (sides & !(sides >> 1)) & ONES;
    let below = (sides >> 1 & !sides) & ONES;
    [above & !previous, below & !(previous >> 1) & ONES]
}
