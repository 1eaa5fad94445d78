//! Threads that work on one table together.

/// Threads that can run the same work at once.
pub trait Workers: Sync {
    /// How many threads there are, the caller's own among them.
    fn count(&self) -> usize;

    /// Runs the work on the caller's thread, and on as many others as are free; returns when all have done it.
    fn run(&self, work: &(dyn Fn() + Sync));
}

/// The caller's thread alone.
pub struct Sequential;

impl Workers for Sequential {
    fn count(&self) -> usize {
        1
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        work();
    }
}
