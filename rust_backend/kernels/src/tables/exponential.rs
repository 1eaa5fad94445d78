//! Exponential averages, a series to a lane.

use super::run::{Kernel, Lane, Started};
use super::sum::Total;
use crate::dispatch::{Machine, Vector};

/// Where each lane's recurrence begins: leading NaNs are skipped.
#[derive(Clone, Copy)]
pub struct Begin<M: Machine> {
    machine: M,
    /// Bars from the first that is not NaN to the beginning.
    delay: f64,
    bar: usize,
    /// The bar of the beginning; infinity as long as all were NaN.
    at: Vector<M>,
    /// Whether all lanes have begun before this bar.
    pub all_running: bool,
}

/// The lanes whose first bar this is, those that have had it, those that begin at this bar and those that began before.
pub struct Phase<M: Machine> {
    pub fresh: M::m64s,
    pub known: M::m64s,
    pub beginning: M::m64s,
    pub running: M::m64s,
}

impl<M: Machine> Begin<M> {
    #[inline(always)]
    pub fn new(machine: M, delay: usize) -> Self {
        let at = machine.splat_f64s(f64::INFINITY);
        Self { machine, delay: delay as f64, bar: 0, at, all_running: false }
    }

    #[inline(always)]
    pub fn step(&mut self, bar: Vector<M>) -> Phase<M> {
        let machine = self.machine;
        let now = machine.splat_f64s(self.bar as f64);
        let unknown = machine.equal_f64s(self.at, machine.splat_f64s(f64::INFINITY));
        let fresh = machine.and_m64s(unknown, machine.equal_f64s(bar, bar));
        self.at = machine.select_f64s(fresh, machine.splat_f64s(self.bar as f64 + self.delay), self.at);
        self.bar += 1;
        self.all_running = machine.reduce_max_f64s(self.at) < self.bar as f64;
        Phase {
            fresh,
            known: machine.less_than_f64s(self.at, machine.splat_f64s(f64::INFINITY)),
            beginning: machine.equal_f64s(self.at, now),
            running: machine.less_than_f64s(self.at, now),
        }
    }
}

/// `keep * average + take * bar`. The two add up to exactly 1: otherwise a slow average would be off by their error
/// times its length.
#[derive(Clone, Copy)]
struct Smoothing<M: Machine> {
    machine: M,
    keep: f64,
    take: f64,
}

impl<M: Machine> Smoothing<M> {
    #[inline(always)]
    fn new(machine: M, length: usize) -> Self {
        let keep = 1.0 - 2.0 / (length as f64 + 1.0);
        Self { machine, keep, take: 1.0 - keep }
    }

    #[inline(always)]
    fn next(&self, average: Vector<M>, bar: Vector<M>) -> Vector<M> {
        let machine = self.machine;
        let taken = machine.mul_f64s(machine.splat_f64s(self.take), bar);
        machine.fused(machine.splat_f64s(self.keep), average, taken)
    }
}

#[derive(Clone, Copy)]
pub struct Average<M: Machine> {
    machine: M,
    length: f64,
    begin: Begin<M>,
    smoothing: Smoothing<M>,
    seed: Total<M>,
    average: Vector<M>,
}

impl<M: Machine> Average<M> {
    #[inline(always)]
    fn new(machine: M, length: usize) -> Self {
        Self {
            machine,
            length: length as f64,
            begin: Begin::new(machine, length - 1),
            smoothing: Smoothing::new(machine, length),
            seed: Total::new(machine),
            average: machine.splat_f64s(f64::NAN),
        }
    }

    /// A step of which some lanes may not have begun.
    #[inline(always)]
    fn begin(&mut self, bar: Vector<M>) -> Phase<M> {
        let machine = self.machine;
        let phase = self.begin.step(bar);
        let next = self.smoothing.next(self.average, bar);
        self.seed.add(machine.select_f64s(phase.known, bar, machine.splat_f64s(0.0)));
        let seed = machine.div_f64s(self.seed.value(), machine.splat_f64s(self.length));
        self.seed.settle(self.begin.bar);
        let held = machine.select_f64s(phase.beginning, seed, self.average);
        self.average = machine.select_f64s(phase.running, next, held);
        phase
    }
}

#[derive(Clone, Copy)]
pub struct Ema {
    pub length: usize,
}

impl Kernel<1> for Ema {
    type Result = f64;
    type Lane<M: Machine> = Average<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, _: usize) -> Started<M, Average<M>> {
        Started { lane: Average::new(machine, self.length), scratch: Vec::new() }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::ema(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Average<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        if self.begin.all_running {
            self.average = self.smoothing.next(self.average, bar);
        } else {
            self.begin(bar);
        }
        self.average
    }
}

#[derive(Clone, Copy)]
pub struct Dema {
    pub length: usize,
}

#[derive(Clone, Copy)]
pub struct Double<M: Machine> {
    single: Average<M>,
    double: Vector<M>,
}

impl Kernel<1> for Dema {
    type Result = f64;
    type Lane<M: Machine> = Double<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, _: usize) -> Started<M, Double<M>> {
        let lane = Double { single: Average::new(machine, self.length), double: machine.splat_f64s(f64::NAN) };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::dema(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Double<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        let machine = self.single.machine;
        let smoothing = self.single.smoothing;
        if self.single.begin.all_running {
            self.single.average = smoothing.next(self.single.average, bar);
            self.double = smoothing.next(self.double, self.single.average);
        } else {
            let phase = self.single.begin(bar);
            let next = smoothing.next(self.double, self.single.average);
            let held = machine.select_f64s(phase.beginning, self.single.average, self.double);
            self.double = machine.select_f64s(phase.running, next, held);
        }
        machine.sub_f64s(machine.add_f64s(self.single.average, self.single.average), self.double)
    }
}
