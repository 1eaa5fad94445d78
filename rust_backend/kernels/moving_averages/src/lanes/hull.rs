//! The Hull moving average, a series to a lane: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.

use super::linear::{Linear, falling};
use super::sum::ring;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Machine, Slot, VectorRow as Row, Vectors};

#[derive(Clone, Copy)]
pub struct Hma<const LONG: bool> {
    pub length: usize,
}

/// Three windows, whose ring follow each other in the scratch memory.
#[derive(Clone, Copy)]
pub struct Hull<M: Machine, const LONG: bool> {
    near: Linear<M, LONG, true>,
    far: Linear<M, LONG, true>,
    /// What the sums of these two are multiplied by to give their difference, times the third window's factor.
    factors: [f64; 2],
    smooth: Linear<M, LONG, true>,
    /// Where the second and the third window's ring begin.
    borders: [usize; 2],
}

impl<const LONG: bool> Kernel<1> for Hma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Hull<M, LONG>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Hull<M, LONG>> {
        let lengths = [(self.length / 2).max(1), self.length, self.length.isqrt()];
        let [near, far, smooth] = lengths.map(|length| Linear::new(vectors, length, falling(length)));
        let [first, second, third] = lengths.map(|length| ring(vectors, length, bars));
        let [near_factor, far_factor, factor] = lengths.map(|length| falling(length).factor);
        let factors = [2.0 * near_factor * factor, -far_factor * factor];
        let borders = [first.len(), first.len() + second.len()];
        Started { lane: Hull { near, far, factors, smooth, borders }, scratch: [first, second, third].concat() }
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Hull<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.near.vectors;
        let (windows, ring) = scratch.split_at_mut(self.borders[1]);
        let (near, far) = windows.split_at_mut(self.borders[0]);
        let (near_factor, far_factor) = (vectors.splat(self.factors[0]), vectors.splat(self.factors[1]));
        let near = vectors.mul(near_factor, self.near.sum(near, bar));
        let lead = vectors.fused(far_factor, self.far.sum(far, bar), near);
        self.smooth.sum(ring, lead)
    }
}
