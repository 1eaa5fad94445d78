//! Kaufman's adaptive average, a series to a lane.

use super::begin::{Begin, Phase};
use super::sum::{Sum, ring};
use atc_engine::lanes::Line;
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow, Vectors};

/// How the average goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speeds {
    pub fast: f64,
    pub slow: f64,
    /// Whether it starts as 0 and follows at once, and not as the first bar, held until there is a noise.
    pub is_from_zero: bool,
}

impl Speeds {
    /// Kaufman's own.
    pub const USUAL: Self = Self { fast: 0.666, slow: 0.064, is_from_zero: false };
}

/// The average; its scratch memory is the ring of the noise, and as many bars before this one.
#[derive(Clone, Copy)]
pub struct Adaptive<A: Arithmetic, const LONG: bool> {
    lanes: A,
    speeds: Speeds,
    noise: Sum<A, LONG>,
    average: A::Row,
}

impl<A: Arithmetic, const LONG: bool> Adaptive<A, LONG> {
    /// Rows that are saved, besides the scratch memory.
    pub const ROWS: usize = 1 + Sum::<A, LONG>::ROWS;

    #[inline(always)]
    pub fn new(lanes: A, length: usize, speeds: Speeds) -> Self {
        Self { lanes, speeds, noise: Sum::new(lanes, length), average: lanes.splat(f64::NAN) }
    }

    /// At a later bar, from what was saved.
    #[inline(always)]
    pub fn load(lanes: A, length: usize, speeds: Speeds, bar: u64, saved: &[A::Slot]) -> Self {
        Self { lanes, speeds, noise: Sum::load(lanes, length, bar, &saved[1..]), average: lanes.load(&saved[0]) }
    }

    #[inline(always)]
    pub fn save(self, saved: &mut [A::Slot]) {
        self.lanes.store(self.average, &mut saved[0]);
        self.noise.save(&mut saved[1..]);
    }

    /// The average after a bar that `moved` so far from the one before it, once the recurrence has begun.
    #[inline(always)]
    pub fn step(&mut self, scratch: &mut [A::Slot], bar: A::Row, moved: A::Row) -> A::Row {
        let ratio = self.ratio(scratch, bar, moved);
        self.average = self.follow(ratio, bar, self.average);
        self.average
    }

    /// The same where some lanes may not have a window of noise yet.
    #[inline(always)]
    pub fn begin(&mut self, phase: &Phase<A>, scratch: &mut [A::Slot], bar: A::Row, moved: A::Row) -> A::Row {
        let lanes = self.lanes;
        let ratio = self.ratio(scratch, bar, moved);
        let has_noise = lanes.either(phase.running, phase.beginning);
        self.average = if self.speeds.is_from_zero {
            // Not the way to each bar: an infinity leaves no number there, and stays one here.
            let share = self.speeds.slow * self.speeds.slow;
            let average = lanes.select(phase.fresh, lanes.splat(0.0), self.average);
            let slow = lanes.fused(lanes.splat(1.0 - share), average, lanes.mul(lanes.splat(share), bar));
            lanes.select(has_noise, self.follow(ratio, bar, average), slow)
        } else {
            let held = lanes.select(phase.fresh, bar, self.average);
            lanes.select(has_noise, self.follow(ratio, bar, self.average), held)
        };
        self.average
    }

    #[inline(always)]
    pub fn flush(&mut self) {
        self.average = self.lanes.flushed(self.average);
    }

    /// How much of the noise is trend; 0 where there is no noise.
    #[inline(always)]
    fn ratio(&mut self, scratch: &mut [A::Slot], bar: A::Row, moved: A::Row) -> A::Row {
        let lanes = self.lanes;
        let (ring, old_bars) = scratch.split_at_mut(scratch.len() / 2);
        let slot = &mut old_bars[self.noise.position];
        let old = lanes.load(slot);
        lanes.store(bar, slot);
        let noise = self.noise.step(ring, moved);
        let ratio = lanes.div(lanes.abs(lanes.sub(bar, old)), noise);
        let zero = lanes.splat(0.0);
        lanes.select(lanes.equal(noise, zero), zero, ratio)
    }

    #[inline(always)]
    fn follow(&self, ratio: A::Row, bar: A::Row, average: A::Row) -> A::Row {
        let (lanes, Speeds { fast, slow, .. }) = (self.lanes, self.speeds);
        let speed = lanes.fused(ratio, lanes.splat(fast - slow), lanes.splat(slow));
        lanes.fused(lanes.mul(speed, speed), lanes.sub(bar, average), average)
    }
}

#[derive(Clone, Copy)]
pub struct Kama<const LONG: bool> {
    pub length: usize,
    pub fast: f64,
    pub slow: f64,
}

#[derive(Clone, Copy)]
pub struct Seeking<M: Machine, const LONG: bool> {
    begin: Begin<M>,
    adaptive: Adaptive<Vectors<M>, LONG>,
    previous: VectorRow<M>,
}

impl<const LONG: bool> Kernel<1> for Kama<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Seeking<M, LONG>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Self::Lane<M>> {
        let Self { length, fast, slow } = self;
        let unknown = vectors.splat(f64::NAN);
        let adaptive = Adaptive::new(vectors, length, Speeds { fast, slow, is_from_zero: false });
        let lane = Seeking { begin: Begin::new(vectors, length), adaptive, previous: unknown };
        let mut scratch = ring(vectors, length, bars);
        scratch.resize(2 * scratch.len(), Line(unknown));
        Started { lane, scratch }
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Seeking<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        let vectors = self.adaptive.lanes;
        let moved = vectors.abs(vectors.sub(bar, self.previous));
        self.previous = bar;
        if self.begin.all_running {
            self.adaptive.step(scratch, bar, moved)
        } else {
            let phase = self.begin.step(bar);
            self.adaptive.begin(&phase, scratch, bar, moved)
        }
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.adaptive.flush();
    }
}
