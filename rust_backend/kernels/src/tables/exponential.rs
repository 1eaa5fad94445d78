//! Exponential averages, a series to a lane.

use super::run::{Kernel, Lane, Started};
use super::sum::Total;
use super::wide::{Mask, Row, Slot, Wide};
use crate::dispatch::Machine;

/// Where each lane's recurrence begins: leading NaNs are skipped.
#[derive(Clone, Copy)]
pub struct Begin<M: Machine> {
    wide: Wide<M>,
    /// Bars from the first that is not NaN to the beginning.
    delay: f64,
    bar: usize,
    /// The bar of the beginning; infinity as long as all were NaN.
    at: Row<M>,
    /// Whether all lanes have begun before this bar.
    pub all_running: bool,
}

/// The lanes whose first bar this is, those that have had it, those that begin at this bar and those that began before.
pub struct Phase<M: Machine> {
    pub fresh: Mask<M>,
    pub known: Mask<M>,
    pub beginning: Mask<M>,
    pub running: Mask<M>,
}

impl<M: Machine> Begin<M> {
    #[inline(always)]
    pub fn new(wide: Wide<M>, delay: usize) -> Self {
        let at = wide.splat(f64::INFINITY);
        Self { wide, delay: delay as f64, bar: 0, at, all_running: false }
    }

    #[inline(always)]
    pub fn step(&mut self, bar: Row<M>) -> Phase<M> {
        let wide = self.wide;
        let now = wide.splat(self.bar as f64);
        let unknown = wide.equal(self.at, wide.splat(f64::INFINITY));
        let fresh = wide.both(unknown, wide.equal(bar, bar));
        self.at = wide.select(fresh, wide.splat(self.bar as f64 + self.delay), self.at);
        self.bar += 1;
        self.all_running = wide.highest(self.at) < self.bar as f64;
        Phase {
            fresh,
            known: wide.less(self.at, wide.splat(f64::INFINITY)),
            beginning: wide.equal(self.at, now),
            running: wide.less(self.at, now),
        }
    }
}

/// `keep * average + take * bar`. The two add up to exactly 1: otherwise a slow average would be off by their error
/// times its length.
#[derive(Clone, Copy)]
struct Smoothing<M: Machine> {
    wide: Wide<M>,
    keep: f64,
    take: f64,
}

impl<M: Machine> Smoothing<M> {
    #[inline(always)]
    fn new(wide: Wide<M>, length: usize) -> Self {
        let keep = 1.0 - 2.0 / (length as f64 + 1.0);
        Self { wide, keep, take: 1.0 - keep }
    }

    #[inline(always)]
    fn next(&self, average: Row<M>, bar: Row<M>) -> Row<M> {
        let wide = self.wide;
        let taken = wide.mul(wide.splat(self.take), bar);
        wide.fused(wide.splat(self.keep), average, taken)
    }
}

#[derive(Clone, Copy)]
pub struct Average<M: Machine> {
    wide: Wide<M>,
    length: f64,
    begin: Begin<M>,
    smoothing: Smoothing<M>,
    seed: Total<M, true>,
    average: Row<M>,
}

impl<M: Machine> Average<M> {
    #[inline(always)]
    fn new(wide: Wide<M>, length: usize) -> Self {
        Self {
            wide,
            length: length as f64,
            begin: Begin::new(wide, length - 1),
            smoothing: Smoothing::new(wide, length),
            seed: Total::new(wide),
            average: wide.splat(f64::NAN),
        }
    }

    /// A step of which some lanes may not have begun.
    #[inline(always)]
    fn begin(&mut self, bar: Row<M>) -> Phase<M> {
        let wide = self.wide;
        let phase = self.begin.step(bar);
        let next = self.smoothing.next(self.average, bar);
        self.seed.add(wide.select(phase.known, bar, wide.splat(0.0)));
        let seed = wide.div(self.seed.value(), wide.splat(self.length));
        self.seed.settle(self.begin.bar);
        let held = wide.select(phase.beginning, seed, self.average);
        self.average = wide.select(phase.running, next, held);
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
    fn lane<M: Machine>(self, wide: Wide<M>, _: usize) -> Started<M, Average<M>> {
        Started { lane: Average::new(wide, self.length), scratch: Vec::new() }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::ema(x, self.length, out);
    }

    fn single_column(self, [x]: [&[f32]; 1], out: &mut [f32]) -> bool {
        crate::single::ema(x, self.length, out);
        true
    }
}

impl<M: Machine> Lane<M, 1> for Average<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
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
    double: Row<M>,
}

impl Kernel<1> for Dema {
    type Result = f64;
    type Lane<M: Machine> = Double<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, wide: Wide<M>, _: usize) -> Started<M, Double<M>> {
        let lane = Double { single: Average::new(wide, self.length), double: wide.splat(f64::NAN) };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::dema(x, self.length, out);
    }

    fn single_column(self, [x]: [&[f32]; 1], out: &mut [f32]) -> bool {
        crate::single::dema(x, self.length, out);
        true
    }
}

impl<M: Machine> Lane<M, 1> for Double<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let wide = self.single.wide;
        let smoothing = self.single.smoothing;
        if self.single.begin.all_running {
            self.single.average = smoothing.next(self.single.average, bar);
            self.double = smoothing.next(self.double, self.single.average);
        } else {
            let phase = self.single.begin(bar);
            let next = smoothing.next(self.double, self.single.average);
            let held = wide.select(phase.beginning, self.single.average, self.double);
            self.double = wide.select(phase.running, next, held);
        }
        wide.sub(wide.add(self.single.average, self.single.average), self.double)
    }
}
