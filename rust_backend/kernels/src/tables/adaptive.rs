//! Kaufman's adaptive average, a series to a lane.

use super::exponential::Begin;
use super::run::{Kernel, Lane, Started};
use super::sum::{Sum, slots};
use crate::dispatch::{Machine, Vector};

#[derive(Clone, Copy)]
pub struct Kama {
    pub length: usize,
    pub fast: f64,
    pub slow: f64,
}

#[derive(Clone, Copy)]
pub struct Adaptive<M: Machine> {
    machine: M,
    range: f64,
    slow: f64,
    begin: Begin<M>,
    noise: Sum<M>,
    previous: Vector<M>,
    average: Vector<M>,
}

impl Kernel<1> for Kama {
    type Result = f64;
    type Lane<M: Machine> = Adaptive<M>;

    /// Scratch: the slots of the noise, and a ring of as many bars.
    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Adaptive<M>> {
        let unknown = machine.splat_f64s(f64::NAN);
        let lane = Adaptive {
            machine,
            range: self.fast - self.slow,
            slow: self.slow,
            begin: Begin::new(machine, self.length),
            noise: Sum::new(machine, self.length),
            previous: unknown,
            average: unknown,
        };
        let mut scratch = slots(machine, self.length, bars);
        scratch.resize(2 * scratch.len(), unknown);
        Started { lane, scratch }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::kama(x, self.length, self.fast, self.slow, out);
    }
}

impl<M: Machine> Adaptive<M> {
    /// The average after this bar, once the recurrence has begun.
    #[inline(always)]
    fn next(&mut self, scratch: &mut [Vector<M>], bar: Vector<M>) -> Vector<M> {
        let machine = self.machine;
        let (slots, ring) = scratch.split_at_mut(scratch.len() / 2);
        let distance = |from| machine.abs_f64s(machine.sub_f64s(bar, from));
        let old = std::mem::replace(&mut ring[self.noise.position], bar);
        let noise = self.noise.step(slots, distance(self.previous));
        self.previous = bar;
        let zero = machine.splat_f64s(0.0);
        let ratio = machine.div_f64s(distance(old), noise);
        let ratio = machine.select_f64s(machine.equal_f64s(noise, zero), zero, ratio);
        let speed = machine.fused(ratio, machine.splat_f64s(self.range), machine.splat_f64s(self.slow));
        let pull = machine.mul_f64s(speed, speed);
        machine.fused(pull, machine.sub_f64s(bar, self.average), self.average)
    }
}

impl<M: Machine> Lane<M, 1> for Adaptive<M> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        let machine = self.machine;
        let next = self.next(scratch, bar);
        if self.begin.all_running {
            self.average = next;
        } else {
            let phase = self.begin.step(bar);
            let moving = machine.or_m64s(phase.running, phase.beginning);
            let held = machine.select_f64s(phase.fresh, bar, self.average);
            self.average = machine.select_f64s(moving, next, held);
        }
        self.average
    }
}
