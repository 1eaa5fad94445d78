//! Exponential averages, a series to a lane.

use super::begin::{Begin, Phase};
use super::sum::Total;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow, Vectors};

/// `keep * average + take * bar`. The two add up to exactly 1: otherwise a slow average would be off by their error
/// times its length.
#[derive(Clone, Copy)]
pub struct Smoothing<A> {
    pub lanes: A,
    keep: f64,
    take: f64,
}

/// What an average of that length keeps of itself.
#[inline(always)]
pub fn kept(length: usize) -> f64 {
    1.0 - 2.0 / (length as f64 + 1.0)
}

impl<A: Arithmetic> Smoothing<A> {
    #[inline(always)]
    pub fn new(lanes: A, length: usize) -> Self {
        Self::keeping(lanes, kept(length))
    }

    #[inline(always)]
    pub fn keeping(lanes: A, keep: f64) -> Self {
        Self { lanes, keep, take: 1.0 - keep }
    }

    #[inline(always)]
    pub fn next(&self, average: A::Row, bar: A::Row) -> A::Row {
        let taken = self.lanes.mul(self.lanes.splat(self.take), bar);
        self.lanes.fused(self.lanes.splat(self.keep), average, taken)
    }
}

/// What begins at the mean of its first bars and then goes on from bar to bar.
pub trait Recurrence<A: Arithmetic>: Copy {
    /// Rows of its state.
    const ROWS: usize;

    fn new(smoothing: Smoothing<A>) -> Self;

    /// At a later bar, from what was saved.
    fn load(smoothing: Smoothing<A>, saved: &[A::Slot]) -> Self;

    fn save(self, saved: &mut [A::Slot]);

    /// The average after a bar.
    fn step(&mut self, bar: A::Row) -> A::Row;

    /// The same where some lanes may not have begun; `seed` is where others begin.
    fn begin(&mut self, phase: &Phase<A>, seed: A::Row, bar: A::Row) -> A::Row;

    /// After some bars: averages that decayed become 0.
    fn flush(&mut self);
}

/// The exponential average.
#[derive(Clone, Copy)]
pub struct Single<A: Arithmetic> {
    smoothing: Smoothing<A>,
    average: A::Row,
}

impl<A: Arithmetic> Recurrence<A> for Single<A> {
    const ROWS: usize = 1;

    #[inline(always)]
    fn new(smoothing: Smoothing<A>) -> Self {
        Self { smoothing, average: smoothing.lanes.splat(f64::NAN) }
    }

    #[inline(always)]
    fn load(smoothing: Smoothing<A>, saved: &[A::Slot]) -> Self {
        Self { smoothing, average: smoothing.lanes.load(&saved[0]) }
    }

    #[inline(always)]
    fn save(self, saved: &mut [A::Slot]) {
        self.smoothing.lanes.store(self.average, &mut saved[0]);
    }

    #[inline(always)]
    fn step(&mut self, bar: A::Row) -> A::Row {
        self.average = self.smoothing.next(self.average, bar);
        self.average
    }

    #[inline(always)]
    fn begin(&mut self, phase: &Phase<A>, seed: A::Row, bar: A::Row) -> A::Row {
        let lanes = self.smoothing.lanes;
        let next = self.smoothing.next(self.average, bar);
        let held = lanes.select(phase.beginning, seed, self.average);
        self.average = lanes.select(phase.running, next, held);
        self.average
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.average = self.smoothing.lanes.flushed(self.average);
    }
}

/// Twice the average less the average of it, which begins where it does.
#[derive(Clone, Copy)]
pub struct Double<A: Arithmetic> {
    once: Single<A>,
    twice: Single<A>,
}

impl<A: Arithmetic> Double<A> {
    /// The average itself.
    #[inline(always)]
    pub fn average(&self) -> A::Row {
        self.once.average
    }

    #[inline(always)]
    fn value(&self) -> A::Row {
        let (lanes, once) = (self.once.smoothing.lanes, self.once.average);
        lanes.sub(lanes.add(once, once), self.twice.average)
    }
}

impl<A: Arithmetic> Recurrence<A> for Double<A> {
    const ROWS: usize = 2;

    #[inline(always)]
    fn new(smoothing: Smoothing<A>) -> Self {
        Self { once: Single::new(smoothing), twice: Single::new(smoothing) }
    }

    #[inline(always)]
    fn load(smoothing: Smoothing<A>, saved: &[A::Slot]) -> Self {
        Self { once: Single::load(smoothing, saved), twice: Single::load(smoothing, &saved[1..]) }
    }

    #[inline(always)]
    fn save(self, saved: &mut [A::Slot]) {
        self.once.save(saved);
        self.twice.save(&mut saved[1..]);
    }

    #[inline(always)]
    fn step(&mut self, bar: A::Row) -> A::Row {
        let once = self.once.step(bar);
        self.twice.step(once);
        self.value()
    }

    #[inline(always)]
    fn begin(&mut self, phase: &Phase<A>, seed: A::Row, bar: A::Row) -> A::Row {
        let once = self.once.begin(phase, seed, bar);
        self.twice.begin(phase, once, once);
        self.value()
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.once.flush();
        self.twice.flush();
    }
}

/// A recurrence that sums up its own seed.
#[derive(Clone, Copy)]
pub struct Seeded<M: Machine, R> {
    vectors: Vectors<M>,
    length: f64,
    begin: Begin<M>,
    seed: Total<Vectors<M>, true>,
    recurrence: R,
}

impl<M: Machine, R: Recurrence<Vectors<M>>> Seeded<M, R> {
    #[inline(always)]
    fn start(vectors: Vectors<M>, length: usize) -> Started<M, Self> {
        let lane = Self {
            vectors,
            length: length as f64,
            begin: Begin::new(vectors, length - 1),
            seed: Total::new(vectors),
            recurrence: R::new(Smoothing::new(vectors, length)),
        };
        Started { lane, scratch: Vec::new() }
    }
}

impl<M: Machine, R: Recurrence<Vectors<M>> + Send> Lane<M, 1> for Seeded<M, R> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        if self.begin.all_running {
            return self.recurrence.step(bar);
        }
        let phase = self.begin.step(bar);
        self.seed.add(self.begin.known(bar));
        let seed = self.vectors.div(self.seed.value(), self.vectors.splat(self.length));
        self.seed.flush(self.begin.bar);
        self.recurrence.begin(&phase, seed, bar)
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.recurrence.flush();
    }
}

macro_rules! seeded {
    ($($kernel:ident = $recurrence:ident;)*) => {$(
        #[derive(Clone, Copy)]
        pub struct $kernel {
            pub length: usize,
        }

        impl Kernel<1> for $kernel {
            type Result = f64;
            type Lane<M: Machine> = Seeded<M, $recurrence<Vectors<M>>>;

            #[inline(always)]
            fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Self::Lane<M>> {
                Seeded::start(vectors, self.length)
            }
        }
    )*};
}

seeded! {
    Ema = Single;
    Dema = Double;
}
