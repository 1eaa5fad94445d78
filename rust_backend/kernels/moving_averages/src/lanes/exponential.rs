//! Exponential averages, a series to a lane.

use super::sum::Total;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Machine, Mask, Slot, VectorRow as Row, Vectors};

/// Where each lane's recurrence begins: leading NaNs are skipped.
#[derive(Clone, Copy)]
pub struct Begin<M: Machine> {
    vectors: Vectors<M>,
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
    pub fn new(vectors: Vectors<M>, delay: usize) -> Self {
        let at = vectors.splat(f64::INFINITY);
        Self { vectors, delay: delay as f64, bar: 0, at, all_running: false }
    }

    #[inline(always)]
    pub fn step(&mut self, bar: Row<M>) -> Phase<M> {
        let vectors = self.vectors;
        let now = vectors.splat(self.bar as f64);
        let unknown = vectors.equal(self.at, vectors.splat(f64::INFINITY));
        let fresh = vectors.both(unknown, vectors.equal(bar, bar));
        self.at = vectors.select(fresh, vectors.splat(self.bar as f64 + self.delay), self.at);
        self.bar += 1;
        self.all_running = vectors.highest(self.at) < self.bar as f64;
        Phase {
            fresh,
            known: vectors.less(self.at, vectors.splat(f64::INFINITY)),
            beginning: vectors.equal(self.at, now),
            running: vectors.less(self.at, now),
        }
    }
}

/// `keep * average + take * bar`. The two add up to exactly 1: otherwise a slow average would be off by their error
/// times its length.
#[derive(Clone, Copy)]
struct Smoothing<M: Machine> {
    vectors: Vectors<M>,
    keep: f64,
    take: f64,
}

impl<M: Machine> Smoothing<M> {
    #[inline(always)]
    fn new(vectors: Vectors<M>, length: usize) -> Self {
        let keep = 1.0 - 2.0 / (length as f64 + 1.0);
        Self { vectors, keep, take: 1.0 - keep }
    }

    #[inline(always)]
    fn next(&self, average: Row<M>, bar: Row<M>) -> Row<M> {
        let vectors = self.vectors;
        let taken = vectors.mul(vectors.splat(self.take), bar);
        vectors.fused(vectors.splat(self.keep), average, taken)
    }
}

#[derive(Clone, Copy)]
pub struct Average<M: Machine> {
    vectors: Vectors<M>,
    length: f64,
    begin: Begin<M>,
    smoothing: Smoothing<M>,
    seed: Total<M, true>,
    average: Row<M>,
}

impl<M: Machine> Average<M> {
    #[inline(always)]
    fn new(vectors: Vectors<M>, length: usize) -> Self {
        Self {
            vectors,
            length: length as f64,
            begin: Begin::new(vectors, length - 1),
            smoothing: Smoothing::new(vectors, length),
            seed: Total::new(vectors),
            average: vectors.splat(f64::NAN),
        }
    }

    /// A step of which some lanes may not have begun.
    #[inline(always)]
    fn begin(&mut self, bar: Row<M>) -> Phase<M> {
        let vectors = self.vectors;
        let phase = self.begin.step(bar);
        let next = self.smoothing.next(self.average, bar);
        self.seed.add(vectors.select(phase.known, bar, vectors.splat(0.0)));
        let seed = vectors.div(self.seed.value(), vectors.splat(self.length));
        self.seed.flush(self.begin.bar);
        let held = vectors.select(phase.beginning, seed, self.average);
        self.average = vectors.select(phase.running, next, held);
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
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Average<M>> {
        Started { lane: Average::new(vectors, self.length), scratch: Vec::new() }
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
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Double<M>> {
        let lane = Double { single: Average::new(vectors, self.length), double: vectors.splat(f64::NAN) };
        Started { lane, scratch: Vec::new() }
    }
}

impl<M: Machine> Lane<M, 1> for Double<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.single.vectors;
        let smoothing = self.single.smoothing;
        if self.single.begin.all_running {
            self.single.average = smoothing.next(self.single.average, bar);
            self.double = smoothing.next(self.double, self.single.average);
        } else {
            let phase = self.single.begin(bar);
            let next = smoothing.next(self.double, self.single.average);
            let held = vectors.select(phase.beginning, self.single.average, self.double);
            self.double = vectors.select(phase.running, next, held);
        }
        vectors.sub(vectors.add(self.single.average, self.single.average), self.double)
    }
}
