//! Where recurrences of several series begin: each skips its leading NaNs.

use atc_engine::{Arithmetic, Machine, VectorRow, Vectors};

/// The lanes whose first bar this is, those that begin at this bar and those that began before.
pub struct Phase<A: Arithmetic> {
    pub fresh: A::Mask,
    pub beginning: A::Mask,
    pub running: A::Mask,
}

/// Where each lane's recurrence begins.
#[derive(Clone, Copy)]
pub struct Begin<M: Machine> {
    vectors: Vectors<M>,
    /// Bars from the first that is not NaN to the beginning.
    delay: f64,
    pub bar: usize,
    /// The bar of the beginning; infinity as long as all were NaN.
    at: VectorRow<M>,
    /// Whether all lanes have begun before this bar.
    pub all_running: bool,
}

impl<M: Machine> Begin<M> {
    #[inline(always)]
    pub fn new(vectors: Vectors<M>, delay: usize) -> Self {
        let at = vectors.splat(f64::INFINITY);
        Self { vectors, delay: delay as f64, bar: 0, at, all_running: false }
    }

    #[inline(always)]
    pub fn step(&mut self, bar: VectorRow<M>) -> Phase<Vectors<M>> {
        let vectors = self.vectors;
        let now = vectors.splat(self.bar as f64);
        let unknown = vectors.equal(self.at, vectors.splat(f64::INFINITY));
        let fresh = vectors.both(unknown, vectors.equal(bar, bar));
        self.at = vectors.select(fresh, vectors.splat(self.bar as f64 + self.delay), self.at);
        self.bar += 1;
        self.all_running = vectors.highest(self.at) < self.bar as f64;
        Phase { fresh, beginning: vectors.equal(self.at, now), running: vectors.less(self.at, now) }
    }

    /// A bar of the lanes that have had their first, 0 elsewhere.
    #[inline(always)]
    pub fn known(&self, bar: VectorRow<M>) -> VectorRow<M> {
        let vectors = self.vectors;
        vectors.select(vectors.less(self.at, vectors.splat(f64::INFINITY)), bar, vectors.splat(0.0))
    }
}
