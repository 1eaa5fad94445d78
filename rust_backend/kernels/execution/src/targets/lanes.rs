//! Assets in arrays of their own, padded to whole groups of eight, and vectors over them.

use atc_engine::trading::TIE_BAND;
use atc_engine::{Arithmetic, Machine, Part};

/// Assets of a group. Sums are of eight lanes on every machine, whatever its vectors hold.
pub const LANES: usize = 8;

/// A vector of a machine.
pub type Numbers<M> = <Part<M> as Arithmetic>::Row;
/// For each of its numbers, whether something holds.
pub type Mask<M> = <Part<M> as Arithmetic>::Mask;

/// Room for a number of each asset; NaN beyond the last.
pub fn padded(assets: usize) -> Vec<f64> {
    let mut numbers = vec![0.0; assets.next_multiple_of(LANES)];
    numbers[assets..].fill(f64::NAN);
    numbers
}

/// The vectors of an array.
#[inline(always)]
pub fn vectors<M: Machine>(numbers: &[f64]) -> &[Numbers<M>] {
    M::as_simd_f64s(numbers).0
}

/// The same to be written.
#[inline(always)]
pub fn vectors_of<M: Machine>(numbers: &mut [f64]) -> &mut [Numbers<M>] {
    M::as_mut_simd_f64s(numbers).0
}

/// Whether sizes are equal within the tie band, `largest` being the larger of their magnitudes; an infinity equals only
/// itself.
#[inline(always)]
pub fn are_near<M: Machine>(m: Part<M>, a: Numbers<M>, b: Numbers<M>, largest: Numbers<M>) -> Mask<M> {
    let band = m.smaller(m.mul(m.splat(TIE_BAND), largest), m.splat(f64::MAX));
    m.either(m.equal(a, b), m.less_or_equal(m.abs(m.sub(a, b)), band))
}

/// A sum of many vectors.
#[derive(Clone, Copy)]
pub struct Sums<M: Machine>([Numbers<M>; LANES / 2]);

impl<M: Machine> Sums<M> {
    #[inline(always)]
    pub fn new(m: Part<M>) -> Self {
        Self([m.splat(0.0); LANES / 2])
    }

    /// Adds the vector at a place.
    #[inline(always)]
    pub fn add(&mut self, m: Part<M>, place: usize, numbers: Numbers<M>) {
        let group = place % (LANES / M::F64_LANES);
        self.0[group] = m.add(self.0[group], numbers);
    }

    #[inline(always)]
    pub fn total(self) -> f64 {
        let mut lanes = [0.0; LANES];
        for (own, numbers) in vectors_of::<M>(&mut lanes).iter_mut().zip(self.0) {
            *own = numbers;
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        ((a + e) + (b + f)) + ((c + g) + (d + h))
    }
}

/// What is held of each asset, and what it is worth.
pub struct Assets {
    pub shares: Vec<f64>,
    /// The sums that they are, and what rounding has taken from them (Neumaier).
    sums: Vec<f64>,
    lost: Vec<f64>,
    /// The last close, before the first one the price of the last fill, 0 before that.
    pub marks: Vec<f64>,
    /// 1 where there was a close.
    has_closed: Vec<f64>,
}

impl Assets {
    pub fn new(assets: usize) -> Self {
        let zeros = || vec![0.0; assets.next_multiple_of(LANES)];
        Self { shares: zeros(), sums: zeros(), lost: zeros(), marks: zeros(), has_closed: zeros() }
    }

    /// Marks all assets to their closes, where those are finite; gives what all positions are worth.
    #[inline(always)]
    pub fn mark<M: Machine>(&mut self, m: Part<M>, closes: &[f64]) -> f64 {
        let (marks, has_closed) = (vectors_of::<M>(&mut self.marks), vectors_of::<M>(&mut self.has_closed));
        let (shares, mut worth) = (vectors::<M>(&self.shares), Sums::new(m));
        for (place, close) in vectors::<M>(closes).iter().enumerate() {
            let is_there = m.less_or_equal(m.abs(*close), m.splat(f64::MAX));
            marks[place] = m.select(is_there, *close, marks[place]);
            has_closed[place] = m.select(is_there, m.splat(1.0), has_closed[place]);
            worth.add(m, place, m.mul(shares[place], marks[place]));
        }
        worth.total()
    }

    /// Buys or sells at a place; 0 is no fill.
    #[inline(always)]
    pub fn trade<M: Machine>(&mut self, m: Part<M>, place: usize, quantity: Numbers<M>, price: Numbers<M>) {
        let zero = m.splat(0.0);
        let (shares, marks) =
            (&mut vectors_of::<M>(&mut self.shares)[place], &mut vectors_of::<M>(&mut self.marks)[place]);
        let (sum, lost) = (&mut vectors_of::<M>(&mut self.sums)[place], &mut vectors_of::<M>(&mut self.lost)[place]);
        let has_closed = vectors::<M>(&self.has_closed)[place];
        let next = m.add(*sum, quantity);
        let is_larger = m.less_or_equal(m.abs(quantity), m.abs(*sum));
        let one = m.add(m.sub(*sum, next), quantity);
        let rounded = m.select(is_larger, one, m.add(m.sub(quantity, next), *sum));
        let largest = m.larger(m.abs(*shares), m.abs(quantity));
        let is_flat = are_near(m, *shares, m.sub(zero, quantity), largest);
        *sum = m.select(is_flat, zero, next);
        *lost = m.select(is_flat, zero, m.add(*lost, rounded));
        *shares = m.add(*sum, *lost);
        let is_first = m.both(m.equal(has_closed, zero), m.less(zero, m.abs(quantity)));
        *marks = m.select(is_first, price, *marks);
    }
}
