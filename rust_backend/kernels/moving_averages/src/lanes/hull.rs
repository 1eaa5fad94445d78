//! The Hull moving average, a series to a lane: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.

use super::linear::{Linear, Weights};
use super::sum::ring;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow, Vectors};

/// Three windows, whose rings follow each other in the scratch memory.
#[derive(Clone, Copy)]
pub struct Hull<A: Arithmetic, const LONG: bool> {
    near: Linear<A, LONG, true>,
    far: Linear<A, LONG, true>,
    smooth: Linear<A, LONG, true>,
    /// What the sums of the first two are multiplied by to give their difference, times the third window's factor.
    factors: [f64; 2],
    /// Where the second and the third window's ring begin.
    borders: [usize; 2],
}

/// The weights of the windows: of the near, the far and the smoothing one.
#[inline(always)]
pub fn windows(length: usize) -> [Weights; 3] {
    [(length / 2).max(1), length, length.isqrt()].map(Weights::falling)
}

impl<A: Arithmetic, const LONG: bool> Hull<A, LONG> {
    /// Rows that are saved, besides the rings.
    pub const ROWS: usize = 3 * Linear::<A, LONG, true>::ROWS;

    /// For series of so many bars.
    #[inline(always)]
    pub fn new(lanes: A, weights: [Weights; 3], bars: usize) -> Self {
        let [near, far, smooth] = weights.map(|weights| Linear::new(lanes, weights));
        let [first, second, _] = weights.map(|weights| weights.length.min(bars));
        let [near_factor, far_factor, factor] = weights.map(|weights| weights.factor);
        let factors = [2.0 * near_factor * factor, -far_factor * factor];
        Self { near, far, smooth, factors, borders: [first, first + second] }
    }

    /// At a later bar, from what was saved.
    #[inline(always)]
    pub fn load(lanes: A, weights: [Weights; 3], bars: usize, bar: u64, saved: &[A::Slot]) -> Self {
        let mut hull = Self::new(lanes, weights, bars);
        hull.near = Linear::load(lanes, weights[0], bar, saved);
        hull.far = Linear::load(lanes, weights[1], bar, &saved[4..]);
        hull.smooth = Linear::load(lanes, weights[2], bar, &saved[8..]);
        hull
    }

    #[inline(always)]
    pub fn save(self, saved: &mut [A::Slot]) {
        self.near.save(saved);
        self.far.save(&mut saved[4..]);
        self.smooth.save(&mut saved[8..]);
    }

    #[inline(always)]
    pub fn step(&mut self, scratch: &mut [A::Slot], bar: A::Row) -> A::Row {
        let lanes = self.near.lanes;
        let (rings, ring) = scratch.split_at_mut(self.borders[1]);
        let (near_ring, far_ring) = rings.split_at_mut(self.borders[0]);
        let [near_factor, far_factor] = self.factors.map(|factor| lanes.splat(factor));
        let near = lanes.mul(near_factor, self.near.sum(near_ring, bar));
        let lead = lanes.fused(far_factor, self.far.sum(far_ring, bar), near);
        self.smooth.sum(ring, lead)
    }
}

#[derive(Clone, Copy)]
pub struct Hma<const LONG: bool> {
    pub length: usize,
}

impl<const LONG: bool> Kernel<1> for Hma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Hull<Vectors<M>, LONG>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Self::Lane<M>> {
        let windows = windows(self.length);
        let scratch = windows.map(|window| ring(vectors, window.length, bars)).concat();
        Started { lane: Hull::new(vectors, windows, bars), scratch }
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Hull<Vectors<M>, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        Self::step(self, scratch, bar)
    }
}
