//! Kaufman's adaptive average, a series to a lane.

use super::exponential::Begin;
use super::sum::{Sum, ring};
use atc_engine::lanes::Line;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Machine, Slot, VectorRow as Row, Vectors};

#[derive(Clone, Copy)]
pub struct Kama<const LONG: bool> {
    pub length: usize,
    pub fast: f64,
    pub slow: f64,
}

#[derive(Clone, Copy)]
pub struct Adaptive<M: Machine, const LONG: bool> {
    vectors: Vectors<M>,
    range: f64,
    slow: f64,
    begin: Begin<M>,
    noise: Sum<M, LONG>,
    previous: Row<M>,
    average: Row<M>,
}

impl<const LONG: bool> Kernel<1> for Kama<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Adaptive<M, LONG>;

    /// Scratch: the ring of the noise, and a old_bars of as many bars.
    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Adaptive<M, LONG>> {
        let unknown = vectors.splat(f64::NAN);
        let lane = Adaptive {
            vectors,
            range: self.fast - self.slow,
            slow: self.slow,
            begin: Begin::new(vectors, self.length),
            noise: Sum::new(vectors, self.length),
            previous: unknown,
            average: unknown,
        };
        let mut scratch = ring(vectors, self.length, bars);
        scratch.resize(2 * scratch.len(), Line(unknown));
        Started { lane, scratch }
    }
}

impl<M: Machine, const LONG: bool> Adaptive<M, LONG> {
    /// The average after this bar, once the recurrence has begun.
    #[inline(always)]
    fn next(&mut self, scratch: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let vectors = self.vectors;
        let (ring, old_bars) = scratch.split_at_mut(scratch.len() / 2);
        let old = std::mem::replace(&mut old_bars[self.noise.position].0, bar);
        let noise = self.noise.step(ring, distance(vectors, bar, self.previous));
        self.previous = bar;
        let zero = vectors.splat(0.0);
        let ratio = vectors.div(distance(vectors, bar, old), noise);
        let ratio = vectors.select(vectors.equal(noise, zero), zero, ratio);
        let speed = vectors.fused(ratio, vectors.splat(self.range), vectors.splat(self.slow));
        let pull = vectors.mul(speed, speed);
        vectors.fused(pull, vectors.sub(bar, self.average), self.average)
    }
}

/// No closure, since its body might not become vector code.
#[inline(always)]
fn distance<M: Machine>(vectors: Vectors<M>, bar: Row<M>, from: Row<M>) -> Row<M> {
    vectors.abs(vectors.sub(bar, from))
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Adaptive<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.vectors;
        let next = self.next(scratch, bar);
        if self.begin.all_running {
            self.average = next;
        } else {
            let phase = self.begin.step(bar);
            let moving = vectors.either(phase.running, phase.beginning);
            let held = vectors.select(phase.fresh, bar, self.average);
            self.average = vectors.select(moving, next, held);
        }
        self.average
    }
}
