//! Kaufman's adaptive average, a series to a lane.

use super::exponential::Begin;
use super::run::{Kernel, Lane, Started};
use super::sum::{Sum, slots};
use super::wide::{Row, Slot, Wide};
use crate::dispatch::Machine;
use crate::lanes::Line;

#[derive(Clone, Copy)]
pub struct Kama<const LONG: bool> {
    pub length: usize,
    pub fast: f64,
    pub slow: f64,
}

#[derive(Clone, Copy)]
pub struct Adaptive<M: Machine, const LONG: bool> {
    wide: Wide<M>,
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

    /// Scratch: the slots of the noise, and a ring of as many bars.
    #[inline(always)]
    fn lane<M: Machine>(self, wide: Wide<M>, bars: usize) -> Started<M, Adaptive<M, LONG>> {
        let unknown = wide.splat(f64::NAN);
        let lane = Adaptive {
            wide,
            range: self.fast - self.slow,
            slow: self.slow,
            begin: Begin::new(wide, self.length),
            noise: Sum::new(wide, self.length),
            previous: unknown,
            average: unknown,
        };
        let mut scratch = slots(wide, self.length, bars);
        scratch.resize(2 * scratch.len(), Line(unknown));
        Started { lane, scratch }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::kama(x, self.length, self.fast, self.slow, out);
    }

    fn single_column(self, [x]: [&[f32]; 1], out: &mut [f32]) -> bool {
        crate::single::kama(x, self.length, self.fast, self.slow, out);
        true
    }
}

impl<M: Machine, const LONG: bool> Adaptive<M, LONG> {
    /// The average after this bar, once the recurrence has begun.
    #[inline(always)]
    fn next(&mut self, scratch: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let wide = self.wide;
        let (slots, ring) = scratch.split_at_mut(scratch.len() / 2);
        let distance = |from| wide.abs(wide.sub(bar, from));
        let old = std::mem::replace(&mut ring[self.noise.position].0, bar);
        let noise = self.noise.step(slots, distance(self.previous));
        self.previous = bar;
        let zero = wide.splat(0.0);
        let ratio = wide.div(distance(old), noise);
        let ratio = wide.select(wide.equal(noise, zero), zero, ratio);
        let speed = wide.fused(ratio, wide.splat(self.range), wide.splat(self.slow));
        let pull = wide.mul(speed, speed);
        wide.fused(pull, wide.sub(bar, self.average), self.average)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Adaptive<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let wide = self.wide;
        let next = self.next(scratch, bar);
        if self.begin.all_running {
            self.average = next;
        } else {
            let phase = self.begin.step(bar);
            let moving = wide.either(phase.running, phase.beginning);
            let held = wide.select(phase.fresh, bar, self.average);
            self.average = wide.select(moving, next, held);
        }
        self.average
    }
}
